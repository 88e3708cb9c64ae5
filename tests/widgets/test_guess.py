"""Predictions beside outcomes."""

from __future__ import annotations

import digitlab as dl


def test_a_prediction_stands_beside_the_outcome():
    guess = dl.Guess("How many?")
    guess.children[1].value = " 90 "
    found = guess.compare(81.2)
    assert (found.predicted, found.outcome) == ("90", "81.2")
    assert "90" in found._repr_html_()
    assert "81.2" in found._repr_html_()


def test_no_prediction_is_no_fault():
    found = dl.Guess("How many?").compare("81")
    assert repr(found) == "You predicted nothing this time; it is 81."
    assert "nothing this time" in found._repr_html_()


def test_choices():
    guess = dl.Guess("Which?", ["too small", "too large"])
    assert guess.answer == ""
    guess.answer = "too large"
    assert guess.compare("too large").predicted == "too large"


def test_a_prediction_is_text_and_nothing_else():
    guess = dl.Guess("<script>?")
    guess.answer = "<b>" + "x" * 1000
    assert "<b>" not in guess.compare("<i>")._repr_html_()
    assert "<i>" not in guess.compare("<i>")._repr_html_().replace("<i>nothing", "")
    assert len(guess.answer) == 200
    assert "<script>" not in guess.children[0].value
