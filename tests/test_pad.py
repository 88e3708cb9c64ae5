"""The drawing pad, by the events that a browser would send, with networks whose answers are known."""

from __future__ import annotations

import re
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from drawings import SEVEN
from events import draw, send
from flax import nnx

import digitlab as dl
from digitlab.widgets import DrawingSurface
from digitlab.widgets import pad as module


class Says(nnx.Module):
    """A network that always answers the same digit."""

    def __init__(self, digit: int) -> None:
        self.digit = digit

    def __call__(self, x: jax.Array) -> jax.Array:
        return jnp.tile(5.0 * jnp.eye(10)[self.digit], (len(x), 1))


class Breaks(nnx.Module):
    """A network that fails once it is asked about ink."""

    def __init__(self) -> None:
        self.broken = False

    def __call__(self, x: jax.Array) -> jax.Array:
        if self.broken:
            raise RuntimeError("the layer is missing")
        return jnp.zeros((len(x), 10))


def surface_of(pad: dl.DigitPad) -> DrawingSurface:
    (surface,) = [child for child in pad.children[0].children if isinstance(child, DrawingSurface)]
    return surface


def drawn(pad: dl.DigitPad, strokes: Any = None) -> dl.DigitPad:
    strokes = [30 + 200 * stroke for stroke in SEVEN] if strokes is None else strokes
    draw(surface_of(pad), strokes)
    return pad


def answer(pad: dl.DigitPad) -> tuple[str, int]:
    page = pad.children[1].children[0].value
    return re.search(r'data-digit="(\d?)"', page)[1], int(re.search(r'data-count="(\d+)"', page)[1])  # type: ignore[index]


def test_an_empty_pad_has_no_answer() -> None:
    pad = dl.DigitPad(Says(4))
    assert pad.prediction is None
    assert pad.probabilities is None
    assert pad.strokes == []
    assert not pad.image.any()
    assert answer(pad) == ("", 0)


def test_a_drawing_is_read_at_the_end_of_the_stroke() -> None:
    pad = drawn(dl.DigitPad(Says(4)))
    assert pad.prediction == 4
    assert pad.probabilities.shape == (10,)
    np.testing.assert_array_equal(pad.image, dl.render_strokes(pad.strokes))
    digit, count = answer(pad)
    assert digit == "4"
    assert count >= 1


def test_the_answer_is_that_of_predict_proba() -> None:
    model = dl.SoftmaxRegression(rngs=nnx.Rngs(3))
    pad = drawn(dl.DigitPad(model))
    expected = dl.predict_proba(model, dl.render_strokes(pad.strokes)[None])[0]
    np.testing.assert_array_equal(pad.probabilities, expected)
    assert pad.prediction == expected.argmax()


def test_the_first_of_several_models_leads() -> None:
    pad = drawn(dl.DigitPad({"b": Says(2), "a": Says(9)}))
    assert pad.prediction == 2
    assert list(pad.probabilities) == ["b", "a"]
    assert pad.probabilities["a"].argmax() == 9
    assert answer(pad)[0] == "2"


def test_answers_come_while_the_pen_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAUSE", 0.0)
    pad = dl.DigitPad(Says(4))
    surface = surface_of(pad)
    send(surface, "mouse_down", x=60.0, y=80.0)
    send(surface, "mouse_move", x=260.0, y=80.0)
    assert pad.prediction == 4
    assert answer(pad) == ("4", 1)


def test_answers_keep_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PAUSE", 1000.0)
    pad = dl.DigitPad(Says(4))
    draw(surface_of(pad), [[(20.0 + i, 30.0 + i) for i in range(100)]])
    # Of the stroke's 100 points only the first was looked at, too little to answer; then its end.
    assert answer(pad) == ("4", 1)


def test_a_tap_gets_no_answer() -> None:
    pad = drawn(dl.DigitPad(Says(4)), [[(100.0, 100.0), (102.0, 101.0)]])
    assert pad.prediction is None
    assert answer(pad) == ("", 0)
    assert "larger" in pad.children[1].children[0].value


def test_a_digit_of_a_third_of_the_pad_gets_an_answer() -> None:
    assert drawn(dl.DigitPad(Says(4)), [93 * stroke for stroke in SEVEN]).prediction == 4


def test_clear_and_undo() -> None:
    pad = drawn(dl.DigitPad(Says(4)))
    first = pad.image
    drawn(pad, [[(20.0, 200.0), (250.0, 220.0)]])
    assert (pad.image != first).any()
    pad.undo()
    np.testing.assert_array_equal(pad.image, first)
    pad.clear()
    assert pad.prediction is None
    assert not pad.image.any()
    assert answer(pad)[0] == ""


def test_the_buttons_do_the_same() -> None:
    pad = drawn(dl.DigitPad(Says(4)))
    buttons = {button.description: button for button in pad.children[0].children[1].children}
    drawn(pad, [[(20.0, 200.0), (250.0, 220.0)]])
    buttons["Undo"].click()
    assert len(pad.strokes) == 1
    buttons["Clear"].click()
    assert pad.strokes == []


def test_strokes_can_be_assigned_and_are_read() -> None:
    pad = dl.DigitPad(Says(4))
    pad.strokes = [100 * stroke for stroke in SEVEN]
    assert pad.prediction == 4


@pytest.mark.fault("model that fails under the pad")
def test_a_failing_model_is_reported_and_drawing_goes_on() -> None:
    model = Breaks()
    pad = dl.DigitPad(model)
    model.broken = True
    drawn(pad)
    assert pad.prediction is None
    assert "the layer is missing" in pad.children[1].children[0].value
    drawn(pad, [[(20.0, 200.0), (250.0, 220.0)]])
    assert len(pad.strokes) == 2
    model.broken = False
    drawn(pad, [[(30.0, 100.0), (200.0, 120.0)]])
    assert pad.prediction == 0


def test_two_pads_do_not_share_anything() -> None:
    one, two = dl.DigitPad(Says(1)), dl.DigitPad(Says(2))
    drawn(one)
    assert (one.prediction, two.prediction) == (1, None)


@pytest.mark.parametrize(
    ("models", "error"), [(7, TypeError), ({}, ValueError), ({"a": "b"}, TypeError), ([Says(1)], TypeError)]
)
def test_odd_models_are_refused_in_a_sentence(models: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="DigitPad: models must be a model"):
        dl.DigitPad(models)
