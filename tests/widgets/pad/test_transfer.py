"""Files, fitting, handing over, and the buttons of a pad."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import numpy as np
import pytest

import digitlab as dl
from digitlab.strokes import drawings
from digitlab.widgets.pad import keeping

HOOK = [np.array([[30.0, 40.0], [70.0, 42.0], [50.0, 110.0]]), np.array([[20.0, 25.0]])]


def test_a_drawing_survives_its_file() -> None:
    content = drawings.to_json([HOOK])
    assert json.loads(content)["format"] == "digitlab drawings"
    back = keeping.from_json(content)
    assert [stroke.tolist() for stroke in back] == [stroke.tolist() for stroke in HOOK]


def test_the_last_drawing_of_a_file_is_taken(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = dl.strokes.save_drawings(tmp_path / "two.json", [[HOOK[0]], [HOOK[1]]], [7, None])
    assert keeping.from_json(path.read_bytes())[0].tolist() == [[20.0, 25.0]]


@pytest.mark.parametrize(
    "content", [b"", b"no json", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"format": "digitlab drawings"}']
)
def test_another_file_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a file of drawings"):
        keeping.from_json(content)


def test_too_large_a_file_and_one_without_drawings_are_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="it is no file of drawings"):
        keeping.from_json(b" " * 5_000_001)
    empty = dl.strokes.save_drawings(tmp_path / "none.json", [], [])
    with pytest.raises(IndexError, match=r"holds no drawing\. Choose another"):
        keeping.from_json(empty.read_bytes())


def test_what_lies_on_the_pad_stays_and_all_else_is_scaled() -> None:
    assert keeping.fitted([], 200) == []
    assert keeping.fitted(HOOK, 200) is HOOK
    for factor, shift in ((0.01, 0.0), (100.0, 0.0), (1.0, -500.0), (1.0, 150.0)):
        placed = keeping.fitted([stroke * factor + shift for stroke in HOOK], 200)
        points = np.concatenate(placed)
        assert points.min() >= 0
        assert points.max() <= 200
        assert np.ptp(points, axis=0).max() == pytest.approx(140)
        np.testing.assert_array_equal(dl.render_strokes(placed), dl.render_strokes(HOOK))


def test_handing_over_to_a_widget_or_a_function() -> None:
    taken: list = []

    class Frame:
        strokes: object = None

    frame = Frame()
    keeping.hand_over(HOOK, frame)
    keeping.hand_over(HOOK, taken.append)
    assert frame.strokes is HOOK
    assert taken == [HOOK]

    def fails(strokes: object) -> None:
        raise RuntimeError("not ours")

    keeping.hand_over(HOOK, fails)


def test_the_buttons_call_what_they_say() -> None:
    controls = keeping.Controls(280)
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
    controls = keeping.Controls(280)
    contents: list[bytes] = []
    controls.on_file(contents.append)
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    file = {"name": "a.json", "type": "", "size": 3, "content": memoryview(b"abc"), "last_modified": moment}
    for _ in range(2):
        controls.upload.set_trait("value", (file,))
    assert contents == [b"abc", b"abc"]


def test_a_sentence_is_shown_without_markup() -> None:
    controls = keeping.Controls(280)
    controls.say("<b>no</b>")
    assert "&lt;b&gt;" in controls.children[-1].value
    controls.say("")
    assert controls.children[-1].value == ""
