"""The drawing surface, by the events that a browser would send."""

from __future__ import annotations

import ipycanvas
import numpy as np
import pytest
from events import draw, send

from digitlab._shared import arguments
from digitlab.widgets import DrawingSurface
from digitlab.widgets._shared.failures import Failures
from digitlab.widgets.pad import surface as module

HOOK = [(30.0, 40.0), (70.0, 42.0), (50.0, 110.0)]
BAR = [(35.0, 75.0), (66.0, 71.0)]


@pytest.fixture
def surface() -> DrawingSurface:
    return DrawingSurface(size=200)


@pytest.fixture
def heard(surface: DrawingSurface) -> list[str]:
    events: list[str] = []
    surface.on_change(events.append)
    return events


def test_strokes_are_kept_in_pixels_of_the_page(surface: DrawingSurface) -> None:
    draw(surface, [HOOK, BAR])
    assert [stroke.tolist() for stroke in surface.strokes] == [[list(p) for p in HOOK], [list(p) for p in BAR]]
    assert surface.strokes[0].dtype == np.float64


def test_listeners_hear_of_every_point_and_of_the_end(surface: DrawingSurface, heard: list[str]) -> None:
    draw(surface, [HOOK])
    assert heard == ["drawing", "drawing", "drawing", "finished"]
    surface.clear()
    assert heard[-1] == "cleared"


def test_hovering_and_stray_releases_draw_nothing(surface: DrawingSurface, heard: list[str]) -> None:
    send(surface, "mouse_move", x=10.0, y=10.0)
    send(surface, "mouse_up", x=10.0, y=10.0)
    send(surface, "mouse_out", x=10.0, y=10.0)
    assert surface.strokes == []
    assert heard == []


def test_a_stroke_that_leaves_the_surface_ends(surface: DrawingSurface, heard: list[str]) -> None:
    draw(surface, [HOOK], end="mouse_out")
    assert heard[-1] == "finished"
    send(surface, "mouse_move", x=150.0, y=150.0)
    assert len(surface.strokes[0]) == len(HOOK)


def test_a_click_is_a_stroke_of_one_point(surface: DrawingSurface) -> None:
    draw(surface, [[(30.0, 40.0)]])
    assert [stroke.tolist() for stroke in surface.strokes] == [[[30.0, 40.0]]]


def test_a_point_that_repeats_is_kept_once(surface: DrawingSurface) -> None:
    draw(surface, [[(30.0, 40.0), (30.0, 40.0), (31.0, 40.0)]])
    assert len(surface.strokes[0]) == 2


@pytest.mark.parametrize("end", ["touch_end", "touch_cancel"])
def test_a_finger_draws(surface: DrawingSurface, heard: list[str], end: str) -> None:
    send(surface, "touch_start", touches=[{"x": 60.0, "y": 80.0}])
    send(surface, "touch_move", touches=[{"x": 100.0, "y": 84.0}])
    send(surface, end, touches=[])
    assert surface.strokes[0].tolist() == [[30.0, 40.0], [50.0, 42.0]]
    assert heard == ["drawing", "drawing", "finished"]


def test_a_second_finger_is_ignored(surface: DrawingSurface) -> None:
    send(surface, "touch_start", touches=[{"x": 60.0, "y": 80.0}])
    send(surface, "touch_start", touches=[{"x": 60.0, "y": 80.0}, {"x": 300.0, "y": 10.0}])
    send(surface, "touch_move", touches=[{"x": 100.0, "y": 84.0}, {"x": 310.0, "y": 10.0}])
    assert [stroke.tolist() for stroke in surface.strokes] == [[[30.0, 40.0], [50.0, 42.0]]]


def test_undo_takes_strokes_away_one_by_one(surface: DrawingSurface, heard: list[str]) -> None:
    draw(surface, [HOOK, BAR])
    surface.undo()
    assert [len(stroke) for stroke in surface.strokes] == [len(HOOK)]
    assert heard[-1] == "finished"
    surface.undo()
    assert surface.strokes == []
    assert heard[-1] == "cleared"
    before = len(heard)
    surface.undo()
    assert len(heard) == before


def test_undo_in_mid_stroke_ends_it(surface: DrawingSurface) -> None:
    send(surface, "mouse_down", x=60.0, y=80.0)
    surface.undo()
    send(surface, "mouse_move", x=90.0, y=80.0)
    assert surface.strokes == []


def test_strokes_can_be_assigned(surface: DrawingSurface, heard: list[str]) -> None:
    surface.strokes = [np.array(HOOK), np.array(BAR)]
    assert [stroke.tolist() for stroke in surface.strokes] == [[list(p) for p in HOOK], [list(p) for p in BAR]]
    assert heard == ["finished"]
    surface.strokes = []
    assert heard[-1] == "cleared"


def test_what_strokes_returns_is_a_copy(surface: DrawingSurface) -> None:
    draw(surface, [HOOK])
    surface.strokes[0][:] = 0
    assert surface.strokes[0].tolist() == [list(p) for p in HOOK]


def test_a_new_view_of_the_page_gets_the_drawing_again(
    surface: DrawingSurface, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(surface, [HOOK, [(5.0, 6.0)]])
    lines, dots = [], []
    monkeypatch.setattr(ipycanvas.Canvas, "stroke_lines", lambda self, points: lines.append(points))
    monkeypatch.setattr(ipycanvas.Canvas, "fill_circle", lambda self, x, y, radius: dots.append((x, y)))
    send(surface, "client_ready")
    assert [points.tolist() for points in lines] == [[[2 * x, 2 * y] for x, y in HOOK]]
    assert (10.0, 12.0) in dots


def test_the_hint_shows_only_without_ink(surface: DrawingSurface, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    monkeypatch.setattr(ipycanvas.Canvas, "fill_text", lambda self, text, x, y: texts.append(text))
    surface.redraw()
    assert texts == ["Draw a digit here"]
    draw(surface, [HOOK])
    send(surface, "client_ready")
    assert len(texts) == 1


def test_an_error_while_drawing_does_not_stop_all_drawing() -> None:
    manager = ipycanvas.canvas._CANVAS_MANAGER
    before = manager._caching
    with pytest.raises(RuntimeError, match="as meant"), module._held():
        raise RuntimeError("as meant")
    assert manager._caching == before


def test_the_canvas_is_crisp_square_and_outside_the_border() -> None:
    surface = DrawingSurface(size=150)
    canvas = surface.children[0]
    assert (canvas.width, canvas.height) == (300, 300)
    assert (canvas.layout.width, canvas.layout.height) == ("150px", "150px")
    assert canvas.layout.border_top is None
    assert surface.layout.border_top is not None
    assert "digitlab-pad" in canvas._dom_classes


@pytest.mark.parametrize(("size", "error"), [(99, ValueError), (1001, ValueError), ("wide", TypeError)])
def test_an_odd_size_is_refused_in_a_sentence(size: object, error: type[Exception]) -> None:
    with pytest.raises(error, match="DrawingSurface: size must be"):
        DrawingSurface(size=size)  # type: ignore[arg-type]


def test_a_stroke_ends_where_it_left_the_surface(surface: DrawingSurface) -> None:
    send(surface, "mouse_down", x=100.0, y=200.0)
    send(surface, "mouse_move", x=300.0, y=200.0)
    send(surface, "mouse_out", x=500.0, y=300.0)  # the surface ends at 400
    assert surface.strokes[0][-1].tolist() == [200.0, 125.0]
    send(surface, "mouse_down", x=20.0, y=40.0)
    send(surface, "mouse_out", x=-20.0, y=-40.0)
    assert surface.strokes[1][-1].tolist() == [0.0, 0.0]


def test_the_place_of_the_release_belongs_to_the_stroke(surface: DrawingSurface) -> None:
    send(surface, "mouse_down", x=100.0, y=200.0)
    send(surface, "mouse_up", x=110.0, y=240.0)
    assert surface.strokes[0].tolist() == [[50.0, 100.0], [55.0, 120.0]]


def test_another_finger_that_is_lifted_does_not_end_the_stroke(surface: DrawingSurface) -> None:
    send(surface, "touch_start", touches=[{"x": 60.0, "y": 80.0}])
    send(surface, "touch_start", touches=[{"x": 60.0, "y": 80.0}, {"x": 300.0, "y": 10.0}])
    send(surface, "touch_end", touches=[{"x": 62.0, "y": 80.0}])
    send(surface, "touch_move", touches=[{"x": 100.0, "y": 84.0}])
    assert len(surface.strokes[0]) == 2
    # Now the first one goes and the second stays: its place is no part of the stroke.
    send(surface, "touch_end", touches=[{"x": 300.0, "y": 10.0}])
    send(surface, "touch_move", touches=[{"x": 310.0, "y": 10.0}])
    assert surface.strokes[0].tolist() == [[30.0, 40.0], [50.0, 42.0]]
    assert not surface.is_drawing


def test_redo_brings_back_what_undo_took(surface: DrawingSurface, heard: list[str]) -> None:
    draw(surface, [HOOK, BAR])
    both = [stroke.tolist() for stroke in surface.strokes]
    for _ in range(3):
        surface.undo()
    assert surface.strokes == []
    for count in (1, 2, 2):
        surface.redo()
        assert len(surface.strokes) == count
    assert [stroke.tolist() for stroke in surface.strokes] == both
    assert heard[-1] == "finished"
    surface.redo()  # there is nothing more
    assert [stroke.tolist() for stroke in surface.strokes] == both


def test_a_new_stroke_ends_redo(surface: DrawingSurface) -> None:
    draw(surface, [HOOK])
    surface.undo()
    draw(surface, [BAR])
    surface.redo()
    assert [stroke.tolist() for stroke in surface.strokes] == [[list(p) for p in BAR]]


def test_undo_brings_back_what_was_cleared_or_replaced(surface: DrawingSurface) -> None:
    draw(surface, [HOOK, BAR])
    surface.clear()
    surface.clear()
    surface.undo()
    assert len(surface.strokes) == 2
    surface.strokes = [[(1, 2), (3, 4)]]
    surface.undo()
    assert len(surface.strokes) == 2


def test_what_is_not_to_be_remembered_is_not(surface: DrawingSurface) -> None:
    draw(surface, [HOOK])
    surface.show([BAR], remember=True)
    for x in range(5):
        surface.show([[(x, 1), (9, 9)]], thickness=2, remember=False)
    assert surface.thickness == 2
    surface.undo()
    assert [stroke.tolist() for stroke in surface.strokes] == [[list(p) for p in HOOK]]
    assert surface.thickness == 1


def test_undo_remembers_a_hundred_steps_and_no_more(surface: DrawingSurface) -> None:
    for x in range(150):
        surface.strokes = [[(x, 0), (x, 9)]]
    for _ in range(99):
        surface.undo()
    assert surface.strokes[0][0][0] == 50
    for _ in range(3):
        surface.undo()
    assert surface.strokes[0][0][0] == 49


@pytest.mark.parametrize(("most", "what"), [("MAX_STROKES", "strokes"), ("MAX_POINTS", "points")])
def test_more_than_a_hand_draws_is_refused(monkeypatch: pytest.MonkeyPatch, most: str, what: str) -> None:
    monkeypatch.setattr(arguments, most, 3)
    failures = Failures()
    surface = DrawingSurface(failures=failures)
    draw(surface, [[(10 * place, 10), (10 * place, 40)] for place in range(5)])
    assert f"a drawing has at most 3 {what}. Clear it, or take something back" in failures.value
    assert 0 < len(surface.strokes) <= 3
    surface.clear()
    draw(surface, [[(10, 10), (10, 40)]])
    assert [stroke.tolist() for stroke in surface.strokes] == [[[10, 10], [10, 40]]]


def test_a_replay_shows_the_drawing_growing_and_leaves_it(
    surface: DrawingSurface, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(surface, [HOOK, BAR])
    before = [stroke.tolist() for stroke in surface.strokes]
    shown: list[int] = []
    monkeypatch.setattr(surface, "_draw", lambda strokes: shown.append(sum(map(len, strokes))))
    count = len(heard)
    surface.replay(0.2)
    assert surface._replay is not None
    assert surface._replay.wait(20)
    assert shown == sorted(shown)
    assert shown[0] < shown[-1] == 5
    assert [stroke.tolist() for stroke in surface.strokes] == before
    assert len(heard) == count


def test_a_new_stroke_ends_a_replay(surface: DrawingSurface) -> None:
    draw(surface, [HOOK])
    surface.replay(50)
    replay = surface._replay
    assert replay is not None
    draw(surface, [BAR])
    assert replay.wait(20)
    assert len(surface.strokes) == 2


def test_there_is_nothing_to_replay_on_an_empty_surface(surface: DrawingSurface) -> None:
    surface.replay()
    assert surface._replay is None


def test_the_page_hears_that_each_begin_and_end_was_handled(
    surface: DrawingSurface, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard = surface.children[1]
    said: list[object] = []
    monkeypatch.setattr(guard, "send", said.append)
    draw(surface, [HOOK, BAR])
    assert said == [{"alive": True}] * 4
    send(surface, "touch_start", touches=[{"x": 60.0, "y": 80.0}])
    send(surface, "touch_move", touches=[{"x": 70.0, "y": 80.0}])
    send(surface, "touch_end", touches=[])
    assert len(said) == 6
    assert "Draw a digit here" in guard.label


@pytest.mark.parametrize("place", [(float("nan"), 5.0), (5.0, float("inf")), (None, 5.0), ("5", 5.0)])
def test_an_event_without_a_place_changes_nothing(place):
    """A browser's extension or a broken front end may send such."""
    surface = DrawingSurface()
    for event in ("mouse_down", "mouse_move", "mouse_up"):
        send(surface, event, x=place[0], y=place[1])
    assert surface.strokes == []
    send(surface, "mouse_down", x=10.0, y=20.0)
    send(surface, "mouse_move", x=place[0], y=place[1])
    send(surface, "mouse_move", x=30.0, y=20.0)
    send(surface, "mouse_up", x=place[0], y=place[1])
    assert [stroke.tolist() for stroke in surface.strokes] == [[[5.0, 10.0], [15.0, 10.0]]]
    assert not surface.is_drawing
