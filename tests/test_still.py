"""Beside the widget stands what a page without widgets shows."""

from __future__ import annotations

import ipywidgets

import digitlab as dl
from digitlab.widgets.still import StillBox

VIEW = "application/vnd.jupyter.widget-view+json"


class Note(StillBox):
    def _still(self) -> dict[str, str]:
        return {"text/html": "<p>a note</p>", "text/plain": "a note"}


def test_the_widget_and_its_still_form_stand_side_by_side() -> None:
    note, plain = Note([ipywidgets.HTML("x")]), ipywidgets.VBox()
    found = note._repr_mimebundle_(include=None, exclude=None)
    assert set(found) == {*plain._repr_mimebundle_(), "text/html"}
    assert found[VIEW]["model_id"] == note.model_id
    assert (found["text/html"], found["text/plain"]) == ("<p>a note</p>", "a note")
    assert note._model_name == plain._model_name


def test_a_guess_shows_its_question() -> None:
    found = dl.Guess("How many?")._repr_mimebundle_()
    assert found["text/plain"] == "Predict, then run. How many?"
    assert VIEW in found
