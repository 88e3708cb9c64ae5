"""The drawing pad, by the events that a browser would send, with networks whose answers are known."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ipywidgets
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from drawings import SEVEN
from events import draw, send
from flax import nnx
from parts import button, part, parts, said, until

import digitlab as dl
from digitlab.evaluation import reading
from digitlab.widgets import DrawingSurface
from digitlab.widgets.answer.panel import AnswerPanel
from digitlab.widgets.pad.writer import WriterControls


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


def why(pad: dl.DigitPad) -> str:
    """Return the explanation that is shown; "" while none is."""
    whys = [one for one in parts(pad) if isinstance(one, ipywidgets.HTML) and "digitlab-why" in one.value]
    return "".join(one.value for one in whys if one.layout.display != "none")


def upload(pad: dl.DigitPad, content: bytes) -> None:
    """Choose a file with the pad's Load button."""
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    file = {
        "name": "a.json",
        "type": "",
        "size": len(content),
        "content": memoryview(content),
        "last_modified": moment,
    }
    part(pad, ipywidgets.FileUpload).set_trait("value", (file,))


BAR = [(20.0, 200.0), (250.0, 220.0)]


@pytest.fixture(autouse=True)
def likeness(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """How much all drawings look like a digit: what is tested here is the pad, not the detector."""
    known = {"value": 0.9, "asked": 0}

    def likeness(images: np.ndarray) -> np.ndarray:
        known["asked"] += 1
        return np.full(len(images), known["value"], np.float32)

    monkeypatch.setattr(reading, "likeness", likeness)
    return known


class Doubts(nnx.Module):
    """A network that wavers between 4 and 9, a little in favour of 9."""

    def __call__(self, x: jax.Array) -> jax.Array:
        return jnp.tile(jnp.zeros(10).at[4].set(8.0).at[9].set(8.2), (len(x), 1))


def surface_of(pad: dl.DigitPad) -> DrawingSurface:
    return part(pad, DrawingSurface)


def drawn(pad: dl.DigitPad, strokes: Any = None) -> dl.DigitPad:
    strokes = [30 + 200 * stroke for stroke in SEVEN] if strokes is None else strokes
    draw(surface_of(pad), strokes)
    return pad


def shown(pad: dl.DigitPad) -> dict[str, Any]:
    """What the page shows, once the newest drawing was read."""
    _ = pad.image  # waits for it
    return part(pad, AnswerPanel).state


def test_an_empty_pad_has_no_answer() -> None:
    pad = dl.DigitPad(Says(4))
    assert pad.prediction is None
    assert pad.probabilities is None
    assert pad.strokes == []
    assert not pad.image.any()
    assert (pad.reading.verdict, pad.reading.candidates) == ("empty", ())
    assert (shown(pad)["verdict"], shown(pad)["digit"], shown(pad)["count"]) == ("empty", None, 0)
    assert shown(pad)["rows"] == [None]


def test_a_drawing_is_read_at_the_end_of_the_stroke() -> None:
    pad = drawn(dl.DigitPad(Says(4)))
    assert pad.prediction == 4
    assert pad.probabilities.shape == (10,)
    assert (pad.reading.verdict, pad.reading.digit) == ("digit", 4)
    np.testing.assert_array_equal(pad.image, dl.render_strokes(pad.strokes))
    state = shown(pad)
    assert (state["big"], state["small"], state["digit"]) == ("4", "94 %", 4)
    assert state["count"] >= 1
    assert bytes(state["image"]) == pad.image.tobytes()
    assert state["live"] == "4, 94 per cent."


def test_the_answer_is_that_of_predict_proba() -> None:
    model = dl.SoftmaxRegression(rngs=nnx.Rngs(3))
    pad = drawn(dl.DigitPad(model))
    expected = dl.predict_proba(model, dl.render_strokes(pad.strokes)[None])[0]
    np.testing.assert_array_equal(pad.probabilities, expected)
    assert pad.prediction == expected.argmax()


def test_the_first_of_several_models_leads(likeness: dict[str, float]) -> None:
    pad = dl.DigitPad({"b": Says(2), "a": Says(9)})
    before = likeness["asked"]
    pad.strokes = [30 + 200 * stroke for stroke in SEVEN]
    assert pad.prediction == 2
    assert list(pad.probabilities) == ["b", "a"]
    assert pad.probabilities["a"].argmax() == 9
    assert {name: one.digit for name, one in pad.reading.items()} == {"b": 2, "a": 9}
    assert (shown(pad)["digit"], shown(pad)["said"]) == (2, ["2 (94 %)", "9 (94 %)"])
    assert likeness["asked"] == before + 1, "once for all models"


def test_doubt_names_both_digits() -> None:
    pad = drawn(dl.DigitPad(Doubts()))
    state = shown(pad)
    assert (state["verdict"], state["big"], state["digit"]) == ("unsure", "9 or 4?", 9)
    assert state["live"] == "Unsure: 9 or 4."
    assert pad.reading.candidates == (9, 4)


def test_what_is_no_digit_gets_no_answer(likeness: dict[str, float]) -> None:
    likeness["value"] = 0.1
    pad = drawn(dl.DigitPad(Says(4)))
    state = shown(pad)
    assert (state["verdict"], state["digit"], state["rows"]) == ("not a digit", None, [None])
    assert state["small"] == state["live"] == "This does not look like a digit."
    assert pad.prediction is None
    assert pad.reading.verdict == "not a digit"


def test_half_a_digit_is_not_called_none(likeness: dict[str, float]) -> None:
    likeness["value"] = 0.1
    pad = dl.DigitPad(Says(4))
    send(surface_of(pad), "mouse_down", x=60.0, y=80.0)
    send(surface_of(pad), "mouse_move", x=260.0, y=80.0)
    assert (shown(pad)["verdict"], shown(pad)["live"]) == ("drawing", "")
    send(surface_of(pad), "mouse_up", x=260.0, y=80.0)
    assert shown(pad)["verdict"] == "not a digit"


def test_answers_come_while_the_pen_is_down() -> None:
    pad = dl.DigitPad(Says(4))
    send(surface_of(pad), "mouse_down", x=60.0, y=80.0)
    assert shown(pad)["verdict"] == "drawing"
    send(surface_of(pad), "mouse_move", x=260.0, y=80.0)
    assert pad.prediction == 4
    assert (shown(pad)["digit"], shown(pad)["live"]) == (4, "")


def test_ink_never_waits_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()
    pad = dl.DigitPad(Says(4))
    monkeypatch.setattr(reading, "likeness", lambda images: (go.wait(30), np.ones(len(images), np.float32))[1])
    draw(surface_of(pad), [[(20.0 + i, 30.0 + i) for i in range(100)]])  # would hang
    assert len(surface_of(pad).strokes[0]) == 100
    go.set()
    assert shown(pad)["count"] <= 3, "a hundred points, and one answer or so for all of them"
    assert pad.prediction == 4


@pytest.mark.parametrize("strokes", [[[(100.0, 100.0), (102.0, 101.0)]], [[(50.0, 60.0)]]])
def test_a_tap_gets_no_answer(strokes: Any) -> None:
    pad = drawn(dl.DigitPad(Says(4)), strokes)
    assert pad.prediction is None
    assert pad.reading.verdict == "empty"
    assert (shown(pad)["verdict"], shown(pad)["digit"], shown(pad)["count"]) == ("empty", None, 0)
    assert "larger" in shown(pad)["note"]


def test_a_digit_of_a_third_of_the_pad_gets_an_answer() -> None:
    assert drawn(dl.DigitPad(Says(4)), [93 * stroke for stroke in SEVEN]).prediction == 4


def test_clear_undo_and_redo() -> None:
    pad = drawn(dl.DigitPad(Says(4)))
    first = pad.image
    drawn(pad, [BAR])
    second = pad.image
    assert (second != first).any()
    pad.undo()
    np.testing.assert_array_equal(pad.image, first)
    pad.redo()
    np.testing.assert_array_equal(pad.image, second)
    pad.clear()
    assert pad.prediction is None
    assert not pad.image.any()
    assert (shown(pad)["verdict"], shown(pad)["live"]) == ("empty", "The pad is empty.")
    pad.undo()
    np.testing.assert_array_equal(pad.image, second)


def test_the_buttons_do_the_same() -> None:
    pad = drawn(dl.DigitPad(Says(4)))
    drawn(pad, [BAR])
    for name, count in {"Undo": 1, "Redo": 2, "Clear": 0}.items():
        button(pad, name).click()
        assert len(pad.strokes) == count


def test_strokes_can_be_assigned_in_any_unit() -> None:
    pad = dl.DigitPad(Says(4))
    on_the_pad = [10 + 100 * stroke for stroke in SEVEN]
    pad.strokes = on_the_pad
    assert pad.prediction == 4
    np.testing.assert_array_equal(pad.strokes[0], on_the_pad[0])
    whole = pad.image
    for strokes in (SEVEN, [1e4 * stroke for stroke in SEVEN]):
        pad.strokes = strokes
        np.testing.assert_array_equal(pad.image, whole)


def test_a_failing_model_is_reported_and_drawing_goes_on() -> None:
    model = Breaks()
    pad = dl.DigitPad({"good": Says(4), "bad": model})
    model.broken = True
    drawn(pad)
    assert list(pad.probabilities) == ["good"]
    assert shown(pad)["digit"] == 4
    assert "bad could not answer: RuntimeError: the layer is missing" in shown(pad)["note"]
    alone = dl.DigitPad(fresh := Breaks())
    fresh.broken = True
    drawn(alone)
    assert alone.prediction is None
    assert shown(alone)["verdict"] == "problem"
    fresh.broken = False
    drawn(alone, [[(30.0, 100.0), (200.0, 120.0)]])
    assert alone.prediction == 0
    assert len(alone.strokes) == 2


def test_two_pads_do_not_share_anything() -> None:
    one, two = dl.DigitPad(Says(1)), dl.DigitPad(Says(2))
    drawn(one)
    assert (one.prediction, two.prediction) == (1, None)


def test_drawings_are_saved_one_after_the_other_and_loaded(tmp_path: Path) -> None:
    pad = dl.DigitPad(Says(4))
    path = tmp_path / "drawings" / "mine.json"
    with pytest.raises(ValueError, match="nothing is drawn"):
        pad.save(path)
    drawn(pad)
    first = pad.strokes
    assert pad.save(path, 7) == path
    drawn(pad, [BAR])
    pad.save(path)
    assert dl.strokes.load_drawings(path)[1] == [7, None]
    other = dl.DigitPad(Says(1))
    other.load(path)
    assert len(other.strokes) == 2
    other.load(path, 0)
    np.testing.assert_allclose(other.strokes[0], first[0], atol=1e-3)
    with pytest.raises(IndexError, match="holds 2 drawings"):
        other.load(path, 2)


def test_a_file_that_is_none_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    path.write_text("my notes", encoding="utf-8")
    with pytest.raises(ValueError, match="not a file of drawings"):
        drawn(dl.DigitPad(Says(4))).save(path)
    assert path.read_text(encoding="utf-8") == "my notes"


def test_the_save_button_offers_a_file_and_load_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pad, other = drawn(dl.DigitPad(Says(4))), dl.DigitPad(Says(4))
    sent: list[dict[str, str]] = []
    monkeypatch.setattr(AnswerPanel, "send", lambda self, content: sent.append(content))
    button(other, "Save").click()
    assert sent == [], "an empty pad"
    button(pad, "Save").click()
    upload(other, sent[0]["file"].encode())
    np.testing.assert_array_equal(other.image, pad.image)
    upload(other, b"rubbish")
    assert "not a file of drawings" in said(other)
    np.testing.assert_array_equal(other.image, pad.image)
    drawn(other, [BAR])
    assert "not a file of drawings" not in said(other)


def test_pads_that_save_at_the_same_time_lose_no_drawing(tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    pads = [drawn(dl.DigitPad(Says(digit))) for digit in range(4)]

    def save(digit: int) -> None:
        for _ in range(10):
            pads[digit].save(path, digit)

    threads = [threading.Thread(target=save, args=(digit,)) for digit in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(dl.strokes.load_drawings(path)[1]) == sorted(10 * [0, 1, 2, 3])


def test_a_drawing_can_be_sent_to_another_pad_and_follow() -> None:
    pad, other = drawn(dl.DigitPad(Says(4))), dl.DigitPad(Says(5))
    pad.send_to(other)
    np.testing.assert_array_equal(other.image, pad.image)
    drawn(pad, [BAR])
    assert len(other.strokes) == 1
    taken: list[int] = []
    pad.send_to(lambda strokes: taken.append(len(strokes)), live=True)
    pad.send_to(other, live=True)
    pad.undo()
    pad.clear()
    assert taken == [2, 1, 0]
    assert other.strokes == []
    with pytest.raises(TypeError, match="send_to: other must have strokes"):
        pad.send_to(7)


def test_two_pads_may_follow_each_other() -> None:
    """Of different sizes: on the way there and back, the drawing would be scaled twice."""
    pad, other = dl.DigitPad(Says(4)), dl.DigitPad(Says(5), size=150)
    pad.send_to(other, live=True)
    other.send_to(pad, live=True)
    pad.strokes = [[(10, 20), (250, 260)]]
    assert [stroke.tolist() for stroke in pad.strokes] == [[[10, 20], [250, 260]]]
    assert len(other.strokes) == 1
    assert other.strokes[0].max() < 150
    other.clear()
    assert pad.strokes == []
    pad.undo()
    assert len(other.strokes) == 1


def test_a_receiver_that_fails_is_told_and_the_others_still_get_the_drawing() -> None:
    def mine(strokes: object) -> None:
        if calls:
            raise ValueError("2 > 1")
        calls.append(1)

    calls: list[int] = []
    pad, other = drawn(dl.DigitPad(Says(4))), dl.DigitPad(Says(5))
    pad.send_to(mine, live=True)
    pad.send_to(other, live=True)
    drawn(pad, [BAR])
    assert "mine, which this pad gives its drawing to, failed: ValueError: 2 > 1" in said(pad)
    np.testing.assert_array_equal(other.image, pad.image)
    with pytest.raises(ValueError, match="2 > 1"):
        pad.send_to(mine)
    pad.clear()
    assert "failed" not in said(pad), "it is no longer given the drawing"


def test_a_receiver_that_is_named_twice_gets_the_drawing_once() -> None:
    pad, taken = drawn(dl.DigitPad(Says(4))), []
    for _ in range(2):
        pad.send_to(taken.append, live=True)
    pad.clear()
    assert len(taken) == 3


def test_why_is_shown_on_demand_and_for_the_newest_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    data = dl.Dataset(np.random.default_rng(0).integers(0, 256, (5, 28, 28)).astype(np.uint8), [3, 1, 4, 1, 5])
    pad = drawn(dl.DigitPad({"<b>": dl.MLP(hidden=(9,), rngs=nnx.Rngs(0))}, examples=data))
    assert pad.prediction is not None
    assert why(pad) == ""
    button(pad, "Why?").value = True
    until(lambda: why(pad))
    assert why(pad).count("<img") == 5
    assert "&lt;b&gt;" in why(pad)
    assert "5 training images" in why(pad)
    pad.clear()
    until(lambda: "no answer to explain" in why(pad))
    button(pad, "Why?").value = False
    assert drawn(pad).prediction is not None
    assert why(pad) == ""
    button(pad, "Why?").value = True
    until(lambda: why(pad).count("<img") == 5)


def test_what_goes_wrong_with_why_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*arguments: Any, **named: Any) -> Any:
        raise OSError("<gone>")

    monkeypatch.setattr("digitlab.data.mnist.load_mnist", fails)
    pad = drawn(dl.DigitPad(Says(4)))
    button(pad, "Why?").value = True
    until(lambda: "could not be explained: OSError: &lt;gone&gt;" in why(pad))


def test_a_sample_is_drawn_and_read_without_a_pen() -> None:
    pad = drawn(dl.DigitPad(Says(4)))
    before = pad.strokes
    button(pad, "Write one").value = True
    thin = pad.image
    assert pad.prediction == 4
    part(pad, WriterControls).thickness.value = 2.5
    assert pad.image.sum() > 1.5 * thin.sum()
    part(pad, WriterControls).turn.value = 45
    drawn(pad, [BAR])
    assert surface_of(pad).thickness == 1
    for count in (len(part(pad, WriterControls).strokes), len(before)):
        pad.undo()
        assert len(pad.strokes) == count, "all the sliders' way is one step"


def test_without_widgets_there_is_a_still_picture_and_a_sentence() -> None:
    pad = drawn(dl.DigitPad(Says(4)))
    assert pad.prediction == 4
    bundle = pad._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "run the notebook in JupyterLab" in bundle["text/plain"]
    assert bundle["text/html"].count("<img") == 1
    assert "94 %" in bundle["text/html"]


def test_a_closed_pad_ends_its_threads() -> None:
    others = set(threading.enumerate())
    pad = drawn(dl.DigitPad(Says(4)))
    assert pad.prediction == 4
    threads = set(threading.enumerate()) - others
    assert threads
    pad.close()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()


@pytest.mark.parametrize(
    ("models", "error"), [(7, TypeError), ({}, ValueError), ({"a": "b"}, TypeError), ([Says(1)], TypeError)]
)
def test_odd_models_are_refused_in_a_sentence(models: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="DigitPad: models must be a model"):
        dl.DigitPad(models)


def test_odd_examples_are_refused_in_a_sentence() -> None:
    with pytest.raises(TypeError, match=r"DigitPad: examples must be a digitlab\.Dataset"):
        dl.DigitPad(Says(1), examples=[1])  # type: ignore[arg-type]
