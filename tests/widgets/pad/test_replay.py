"""A drawing that draws itself again."""

from __future__ import annotations

import threading

import pytest

from digitlab.widgets.pad.replay import Replay

HOOK = [(0.0, 0.0), (30.0, 0.0), (30.0, 40.0)]
DOT = [(50.0, 50.0)]


def test_it_grows_stroke_by_stroke_to_the_whole() -> None:
    shown: list = []
    replay = Replay([HOOK, DOT], 100, 0.3, lambda replay, strokes: shown.append(strokes))
    replay.start()
    assert replay.wait(20)
    assert shown[-1] is None
    assert shown[-2] == [HOOK, DOT]
    counts = [sum(len(stroke) for stroke in strokes) for strokes in shown[:-1]]
    assert counts == sorted(counts)
    assert counts[0] < 4


def test_the_path_is_walked_at_an_even_pace() -> None:
    replay = Replay([HOOK, DOT], 100, 1, lambda replay, strokes: None)
    assert replay.so_far(0) == [[HOOK[0]]]
    assert replay.so_far(0.5) == [HOOK[:2]]  # 30 of 90 reached, 70 not yet
    assert replay.so_far(0.8) == [HOOK]
    assert replay.so_far(1) == [HOOK, DOT]


def test_a_longer_drawing_takes_longer_within_limits() -> None:
    def seconds(strokes: list) -> float:
        return Replay(strokes, 100, None, lambda replay, shown: None).seconds

    assert seconds([DOT]) < seconds([HOOK] * 2) < seconds([HOOK] * 4)
    assert seconds([HOOK] * 1000) == 6


@pytest.mark.parametrize("how_often", [1, 2])
def test_stopped_it_shows_nothing_more(how_often: int) -> None:
    shown: list = []
    first = threading.Event()

    def show(replay: Replay, strokes: list | None) -> None:
        shown.append(strokes)
        first.set()

    replay = Replay([HOOK], 100, 50, show)
    replay.start()
    assert first.wait(20)
    for _ in range(how_often):
        replay.stop()
    assert replay.wait(20)
    assert None not in shown
