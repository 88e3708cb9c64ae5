"""Files, fitting and handing over."""

from __future__ import annotations

import json

import numpy as np
import pytest

import digitlab as dl
from digitlab.strokes import drawings
from digitlab.widgets.pad import transfer

HOOK = [np.array([[30.0, 40.0], [70.0, 42.0], [50.0, 110.0]]), np.array([[20.0, 25.0]])]


def test_a_drawing_survives_its_file() -> None:
    content = drawings.to_json([HOOK])
    assert json.loads(content)["format"] == "digitlab drawings"
    back = transfer.from_json(content)
    assert [stroke.tolist() for stroke in back] == [stroke.tolist() for stroke in HOOK]


def test_the_last_drawing_of_a_file_is_taken(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = dl.strokes.save_drawings(tmp_path / "two.json", [[HOOK[0]], [HOOK[1]]], [7, None])
    assert transfer.from_json(path.read_bytes())[0].tolist() == [[20.0, 25.0]]


@pytest.mark.parametrize(
    "content", [b"", b"no json", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"format": "digitlab drawings"}']
)
def test_another_file_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a file of drawings"):
        transfer.from_json(content)


def test_too_large_a_file_and_one_without_drawings_are_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="it is no file of drawings"):
        transfer.from_json(b" " * 5_000_001)
    empty = dl.strokes.save_drawings(tmp_path / "none.json", [], [])
    with pytest.raises(IndexError, match=r"holds no drawing\. Choose another"):
        transfer.from_json(empty.read_bytes())


def test_what_lies_on_the_pad_stays_and_all_else_is_scaled() -> None:
    assert transfer.fitted([], 200) == []
    assert transfer.fitted(HOOK, 200) is HOOK
    for factor, shift in ((0.01, 0.0), (100.0, 0.0), (1.0, -500.0), (1.0, 150.0)):
        placed = transfer.fitted([stroke * factor + shift for stroke in HOOK], 200)
        points = np.concatenate(placed)
        assert points.min() >= 0
        assert points.max() <= 200
        assert np.ptp(points, axis=0).max() == pytest.approx(140)
        np.testing.assert_array_equal(dl.render_strokes(placed), dl.render_strokes(HOOK))


class Frame:
    """Has strokes, and hands them on to some others when they are assigned."""

    def __init__(self, *others: object) -> None:
        self.others = list(others)
        self.taken: list = []

    @property
    def strokes(self) -> object:
        return self.taken[-1]

    @strokes.setter
    def strokes(self, strokes: list) -> None:
        self.taken.append(strokes)
        for other in self.others:
            transfer.hand_over(strokes, self, other)


def test_handing_over_to_a_widget_or_a_function() -> None:
    frame, taken = Frame(), []
    transfer.hand_over(HOOK, object(), frame)
    transfer.hand_over(HOOK, object(), taken.append)
    assert frame.strokes is HOOK
    assert taken == [HOOK]


def test_in_a_ring_a_drawing_goes_round_once() -> None:
    last = Frame()
    first = Frame(last)
    last.others.append(first)
    first.strokes = HOOK
    assert (len(first.taken), len(last.taken)) == (1, 1)
    last.strokes = HOOK[:1]
    assert (len(first.taken), len(last.taken)) == (2, 2)
    assert first.strokes == HOOK[:1]


def test_a_ring_with_a_function_in_it_ends_too() -> None:
    last = Frame()
    first = Frame(lambda strokes: setattr(last, "strokes", strokes))
    last.others.append(first)
    first.strokes = HOOK
    last.strokes = HOOK[:1]
    assert first.strokes == last.strokes == HOOK[:1]


def test_what_the_taker_raises_comes_out_and_the_next_drawing_goes_through() -> None:
    def fails(strokes: object) -> None:
        raise RuntimeError("my own mistake")

    giver = Frame(fails)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="my own mistake"):
            giver.strokes = HOOK
