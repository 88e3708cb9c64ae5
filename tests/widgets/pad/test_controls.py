"""The buttons of a pad."""

from __future__ import annotations

from datetime import UTC, datetime

from digitlab.widgets._shared.failures import Failures
from digitlab.widgets.pad.controls import Controls


def test_the_buttons_call_what_they_say() -> None:
    controls = Controls(280, Failures().guard)
    called: list = []
    for name in ("Undo", "Redo", "Clear", "Replay", "Save"):
        controls.on_click(name, lambda name=name: called.append(name))
        controls.buttons[name].click()
    assert called == ["Undo", "Redo", "Clear", "Replay", "Save"]
    controls.on_toggle("Why?", called.append)
    controls.buttons["Why?"].value = True
    controls.buttons["Why?"].value = False
    assert called[-2:] == [True, False]


def test_the_same_file_can_be_chosen_twice() -> None:
    controls = Controls(280, Failures().guard)
    contents: list[bytes] = []
    controls.on_file(contents.append)
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    file = {"name": "a.json", "type": "", "size": 3, "content": memoryview(b"abc"), "last_modified": moment}
    for _ in range(2):
        controls.upload.set_trait("value", (file,))
    assert contents == [b"abc", b"abc"]


def test_a_sentence_is_shown_without_markup() -> None:
    controls = Controls(280, Failures().guard)
    controls.say("<b>no</b>")
    assert "&lt;b&gt;" in controls.children[-1].value
    controls.say("")
    assert controls.children[-1].value == ""
