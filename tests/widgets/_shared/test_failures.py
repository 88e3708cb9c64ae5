"""What goes wrong in a callback or a thread is said in the widget, and the next one works."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from drawings import SEVEN
from events import draw, send
from flax import nnx
from parts import part, parts

import digitlab as dl
from digitlab.widgets import DrawingSurface
from digitlab.widgets._shared.failures import Failures
from digitlab.widgets.pad.controls import Controls
from digitlab.widgets.pad.writer import WriterControls

SEVEN_ON_PAD = [30 + 200 * stroke for stroke in SEVEN]
HOSTILE = "<script>alert(71)</script>"


def model() -> nnx.Module:
    return dl.SoftmaxRegression(rngs=nnx.Rngs(0))


def monitor() -> dl.TrainingMonitor:
    data = dl.Dataset(np.zeros((10, 28, 28), np.uint8), np.arange(10))
    return dl.TrainingMonitor(model(), data, epochs=1)


def click(name: str) -> Callable[[Any], None]:
    return lambda pad: part(pad, Controls).buttons[name].click()


def turn(name: str) -> Callable[[Any], None]:
    def do(pad: Any) -> None:
        button = part(pad, Controls).buttons[name]
        button.value = False
        button.value = True

    return do


def pen(pad: Any) -> None:
    draw(part(pad, DrawingSurface), SEVEN_ON_PAD)


def moved(pad: Any) -> None:
    slider = part(pad, WriterControls).digit
    slider.value = (slider.value + 1) % 10


def chosen(pad: Any) -> None:
    part(pad, Controls).upload.value = (
        {"name": "a", "type": "", "size": 1, "content": b"{}", "last_modified": NOW},
    )


NOW = __import__("datetime").datetime.now(__import__("datetime").UTC)
# What makes the widget, what a hand does with it, and what fails then.
CASES: dict[str, tuple[Callable[[], Any], Callable[[Any], None], str]] = {
    "pad: ink": (lambda: dl.DigitPad(model()), pen, "_reader.changed"),
    "pad: reader's thread": (lambda: dl.DigitPad(model()), pen, "_show"),
    "pad: canvas": (lambda: dl.DigitPad(model()), pen, "_surface._extend"),
    "pad: Undo": (lambda: dl.DigitPad(model()), click("Undo"), "_surface._go"),
    "pad: Replay": (lambda: dl.DigitPad(model()), click("Replay"), "_surface._end_replay"),
    "pad: Save": (lambda: dl.DigitPad(model()), click("Save"), "_answer.send"),
    "pad: Why?": (lambda: dl.DigitPad(model()), turn("Why?"), "_explainer.changed"),
    "pad: Write one": (lambda: dl.DigitPad(model()), turn("Write one"), "_writer.send"),
    "pad: slider": (lambda: dl.DigitPad(model()), moved, "_surface.show"),
    "pad: Load": (lambda: dl.DigitPad(model()), chosen, "_controls.say"),
    "collector: Keep it": (dl.DigitCollector, lambda one: one._keep.click(), "_show_kept"),
    "inspector: switch": (
        lambda: dl.MnistifyInspector(model()),
        lambda one: setattr(one.switches["crop"], "value", not one.switches["crop"].value),
        "_work",
    ),
    "inspector: All steps": (lambda: dl.MnistifyInspector(model()), lambda one: one._all.click(), "_work"),
    "reader: one of ours": (lambda: dl.PictureReader(model()), lambda one: one.ours_button.click(), "_show_table"),
    "monitor: Stop": (monitor, lambda one: one._stop.click(), "_show"),
    "monitor: slider": (monitor, lambda one: setattr(one._slider, "value", 5 - one._slider.value), "_show"),
}


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def settle(widget: Any) -> None:
    """Wait until the widget's threads have done what there is to do."""
    for name in ("_reader", "_explainer"):
        if hasattr(widget, name):
            assert getattr(widget, name).settle(20)


@pytest.mark.parametrize("case", CASES)
def test_a_callback_that_fails_says_so_and_works_again(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make, act, failing = CASES[case]
    widget = make()
    *way, name = failing.split(".")
    holder = widget
    for step in way:
        holder = getattr(holder, step)
    said: Failures = widget.failures

    def fail(*given: Any, **named: Any) -> None:
        raise RuntimeError(HOSTILE)

    if case in ("pad: Replay", "pad: Save"):
        pen(widget)
    act(widget)
    settle(widget)
    assert said.value == ""
    with monkeypatch.context() as broken:
        broken.setattr(holder, name, fail)
        act(widget)
        settle(widget)
    assert "RuntimeError: &lt;script&gt;" in said.value, case
    assert HOSTILE not in said.value
    assert said in widget.children  # it is on the page
    assert said.layout.display is None
    act(widget)
    settle(widget)
    if case != "pad: reader's thread":
        assert (said.value, said.layout.display) == ("", "none"), case
    else:
        assert widget.probabilities is not None
    widget.close()


def test_the_next_success_of_something_else_leaves_the_sentence_standing() -> None:
    failures = Failures()
    failing = failures.guard(lambda: 1 / 0)
    failing()
    failures.guard(lambda: None)()
    assert "ZeroDivisionError: division by zero, in test_failures.py, line" in failures.value


def test_a_sentence_stays_short() -> None:
    failures = Failures()
    failures.tell(ValueError("x" * 1_000_000))
    assert len(failures.value) < 1000


def test_an_interrupt_passes() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Failures().guard(interrupted)()


def test_every_callback_of_every_widget_is_guarded() -> None:
    count = 0
    makers = [make for make, _, _ in CASES.values()]
    for widget in [make() for make in dict.fromkeys(makers)]:
        for one in parts(widget):
            found = [trait.get("change", []) for trait in one._trait_notifiers.values()]
            found += [handlers.callbacks for handlers in vars(one).values() if hasattr(handlers, "callbacks")]
            for callback in itertools.chain(*found):
                ours = getattr(callback, "__module__", "").startswith("digitlab.")
                assert not ours or hasattr(callback, "__wrapped__") or callback.__name__ == "beat", callback
                count += ours
    assert count > 40


def test_events_that_no_browser_sends_stop_nothing() -> None:
    pad = dl.DigitPad(model())
    surface = part(pad, DrawingSurface)
    for odd in (float("nan"), None, "7", [], {}, 1e400, -1e308, 10**400, True):
        for event in (
            "mouse_down",
            "mouse_move",
            "mouse_up",
            "mouse_out",
            "touch_start",
            "touch_move",
            "touch_end",
        ):
            send(surface, event, x=odd, y=odd, touches=[odd, (odd, odd)])
            send(surface, event, x=1.0, y=odd, touches=odd)
            send(surface, event)
    pen(pad)
    assert pad.probabilities is not None
