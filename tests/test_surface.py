"""The drawing surface, by the events that a browser would send."""

from __future__ import annotations

import ipycanvas
import numpy as np
import pytest
from events import draw, send

from digitlab.widgets import DrawingSurface
from digitlab.widgets import surface as module

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


@pytest.mark.fault("page loaded anew")
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


@pytest.mark.fault("error in a listener of the surface")
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
