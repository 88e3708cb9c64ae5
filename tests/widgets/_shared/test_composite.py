"""Beside the widget stands what a page without widgets shows; a closed one is gone with all its parts."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from pathlib import Path

import ipywidgets
import numpy as np
import pytest
from flax import nnx
from ipywidgets.widgets import widget

import digitlab as dl
from digitlab.widgets._shared.composite import Composite

VIEW = "application/vnd.jupyter.widget-view+json"


class Note(Composite):
    def _still(self) -> dict[str, str]:
        return {"text/html": "<p>a note</p>", "text/plain": "a note"}


def test_the_widget_and_its_still_form_stand_side_by_side() -> None:
    note, plain = Note([ipywidgets.HTML("x")]), ipywidgets.VBox()
    found = note._repr_mimebundle_(include=None, exclude=None)
    assert set(found) == {*plain._repr_mimebundle_(), "text/html"}
    assert found[VIEW]["model_id"] == note.model_id
    assert (found["text/html"], found["text/plain"]) == ("<p>a note</p>", "a note")
    assert note._model_name == plain._model_name


def test_closing_it_closes_all_that_is_in_it_and_frees_it() -> None:
    others = set(widget._instances)
    button = ipywidgets.Button(description="Go")
    note = Note([ipywidgets.HBox([button, ipywidgets.IntSlider()]), ipywidgets.HTML("x")])
    button.on_click(lambda _, note=note: note)
    gone = weakref.ref(note)
    note.close()
    note.close()  # a second time does no harm
    assert set(widget._instances) == others
    del note, button
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("name", ["pad", "monitor", "collector", "guess", "inspector", "reader", "explorer"])
def test_nothing_of_a_closed_widget_stays(name: str, tmp_path: Path) -> None:
    model = dl.SoftmaxRegression(rngs=nnx.Rngs(0))
    data = dl.Dataset(np.zeros((20, 28, 28), np.uint8), np.arange(20) % 10)
    makers: dict[str, Callable[[], ipywidgets.Widget]] = {
        "pad": lambda: dl.DigitPad(model),
        "monitor": lambda: dl.TrainingMonitor(model, data),
        "collector": lambda: dl.DigitCollector(tmp_path / "mine.json"),
        "guess": lambda: dl.Guess("How many?", ["one", "two"]),
        "inspector": lambda: dl.MnistifyInspector(model),
        "reader": lambda: dl.PictureReader(model),
        "explorer": lambda: dl.explore.means(data.images, data.labels),
    }
    makers[name]().close()  # what is made once and kept on purpose is there now
    others = set(widget._instances)
    made = makers[name]()
    gone = weakref.ref(made)
    made.close()
    left = [type(widget._instances[key]).__name__ for key in set(widget._instances) - others]
    assert left == []
    del made
    makers[name]().close()  # ipycanvas remembers the last canvas that drew, so this one takes its place
    gc.collect()
    assert gone() is None


def test_a_guess_shows_its_question() -> None:
    found = dl.Guess("How many?")._repr_mimebundle_()
    assert found["text/plain"] == "Predict, then run. How many?"
    assert VIEW in found
