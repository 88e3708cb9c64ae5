"""A surface to draw on with mouse, pen or finger. It collects strokes; it never reads pixels back."""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Callable, Iterator
from typing import Any

import ipywidgets
import numpy as np
from ipycanvas import MultiCanvas, hold_canvas
from numpy.typing import NDArray

from digitlab._shared import arguments
from digitlab.pictures.steps import PEN_SHARE
from digitlab.widgets._shared.failures import Failures
from digitlab.widgets.pad.guard import SurfaceGuard
from digitlab.widgets.pad.replay import Replay

PAPER = "#ffffff"
INK = "#16181d"
_HINT = "#6b7480"
# Canvas pixels to one pixel of the page, so that ink is crisp on screens of high density too.
_DENSITY = 2
# A finger that is farther from the last point than this share of the side is another finger.
_REACH = 0.2
_MOST_UNDO = 100
# ipycanvas keeps in one place which canvas it draws on: one thread at a time, for all surfaces.
_canvas_lock = threading.RLock()

Point = tuple[float, float]
Listener = Callable[[str], None]


class DrawingSurface(ipywidgets.Box):
    """A white square that takes ink from a mouse, a pen or a finger and keeps it as strokes.

    Args:
        size: side of the square in pixels of the page, 100 to 1,000.
        hint: short text that is shown while there is no ink.
        failures: says what goes wrong with an event of the page; None for a line that isn't shown.

    Raises:
        TypeError, ValueError: if `size` is no whole number or out of range.

    Example:
        >>> surface = DrawingSurface()
        >>> surface.strokes
        []
    """

    def __init__(
        self, *, size: int = 280, hint: str = "Draw a digit here", failures: Failures | None = None
    ) -> None:
        self._size = arguments.check_count(size, where="DrawingSurface", name="size", least=100, most=1000)
        self._hint = hint
        # Callbacks come from the main thread or from one of the kernel's others.
        self._lock = threading.RLock()
        self._strokes: list[list[Point]] = []
        self._past: list[list[list[Point]]] = []
        self._future: list[list[list[Point]]] = []
        self._is_down = False
        self._thickness = 1.0
        self._replay: Replay | None = None
        self._listeners: list[Listener] = []

        pixels = self._size * _DENSITY
        # Two layers, because a reload of the page breaks a single Canvas (ipycanvas issue 322).
        self._canvas = MultiCanvas(2, width=pixels, height=pixels)
        self._canvas.layout.width = self._canvas.layout.height = f"{self._size}px"
        self._canvas.add_class("digitlab-pad")
        guard = SurfaceGuard(label=f"Drawing area. {hint}")
        super().__init__([self._canvas, guard])
        self.add_class("digitlab-surface")
        # The border goes on this box: on the canvas it would shift the coordinates of all events.
        self.layout.border = "1px solid #8a93a0"
        self.layout.width = self.layout.height = f"{self._size + 2}px"
        self.layout.flex = "0 0 auto"
        self.layout.overflow = "hidden"

        handlers: dict[str, Callable[..., None]] = {
            "mouse_down": self._on_down,
            "mouse_move": self._on_move,
            "mouse_up": self._on_up,
            "mouse_out": self._on_up,  # no release is reported from outside
            "touch_start": lambda touches: self._on_down(*next(iter(touches), ())),
            "touch_move": lambda touches: self._on_move(*next(iter(touches), ())),
            "touch_end": self._on_lift,
            "touch_cancel": lambda touches: self._on_up(),
            "client_ready": self.redraw,
        }
        self._failures = Failures() if failures is None else failures
        for event, handler in handlers.items():
            getattr(self._canvas, f"on_{event}")(self._failures.guard(handler))
        for event in ("mouse_down", "mouse_up", "mouse_out", "touch_start", "touch_end"):
            getattr(self._canvas, f"on_{event}")(guard.beat)
        self.redraw()

    @property
    def strokes(self) -> list[NDArray[np.float64]]:
        """The drawing: float64 arrays (k, 2), x right and y down, in pixels of the page."""
        with self._lock:
            return [np.array(stroke, np.float64) / _DENSITY for stroke in self._strokes]

    @strokes.setter
    def strokes(self, strokes: Any) -> None:
        self.show(strokes)

    def show(self, strokes: Any, *, thickness: float = 1.0, remember: bool = True) -> None:
        """Draw strokes in place of what is there.

        Args:
            strokes: list of arrays (k, 2), in pixels of the page.
            thickness: width of the ink, 1 is normal. It lasts until the next change.
            remember: can `undo` bring back what was there?

        Raises:
            TypeError, ValueError: if they are no strokes or the thickness is not from 0.1 to 5.
        """
        points = arguments.check_strokes(strokes, where="DrawingSurface")
        thickness = arguments.check_number(thickness, where="DrawingSurface", name="thickness", least=0.1, most=5)
        drawn = [[(float(x), float(y)) for x, y in stroke * _DENSITY] for stroke in points]
        self._become(drawn, thickness=thickness, remember=remember)

    @property
    def size(self) -> int:
        """Side of the square in pixels of the page."""
        return self._size

    @property
    def is_drawing(self) -> bool:
        """Is the pen down?"""
        return self._is_down

    @property
    def thickness(self) -> float:
        """Width of the ink, 1 is normal."""
        return self._thickness

    def on_change(self, listener: Listener) -> None:
        """Call `listener` with "drawing" (a point more), "finished" (pen up, undo) or "cleared"."""
        self._listeners.append(listener)

    def clear(self) -> None:
        """Take all ink away. `undo` brings it back."""
        self._become([])

    def undo(self) -> None:
        """Take back the last stroke, or the last clearing; without one, nothing happens."""
        self._go(self._past, self._future)

    def redo(self) -> None:
        """Do again what `undo` took back; without it, nothing happens."""
        self._go(self._future, self._past)

    def replay(self, seconds: float | None = None) -> None:
        """Draw the drawing again from its beginning, as an animation. A new stroke ends it.

        Args:
            seconds: how long it takes, at most 60; None suits the length of the drawing.
        """
        if seconds is not None:
            seconds = arguments.check_number(seconds, where="replay", name="seconds", most=60)
        with self._lock:
            self._end_replay()
            if self._strokes and not self._is_down:
                drawn = [list(stroke) for stroke in self._strokes]
                show = self._failures.guard(self._on_replay)
                self._replay = Replay(drawn, self._size * _DENSITY, seconds, show)
                self._replay.start()

    def redraw(self) -> None:
        """Draw paper, hint and all strokes again, as a new view of the page needs it."""
        with self._lock:
            self._draw(self._strokes)

    def _draw(self, strokes: list[list[Point]]) -> None:
        pixels = self._size * _DENSITY
        paper, ink = self._canvas[0], self._canvas[1]
        with _held():
            paper.fill_style = PAPER
            paper.fill_rect(0, 0, pixels, pixels)
            if not strokes:
                paper.fill_style = _HINT
                paper.font = f"{16 * _DENSITY}px sans-serif"
                paper.text_align = "center"
                paper.text_baseline = "middle"
                paper.fill_text(self._hint, pixels / 2, pixels / 2)
            ink.clear()
            ink.stroke_style = ink.fill_style = INK
            ink.line_width = self._pen
            ink.line_cap = ink.line_join = "round"
            for stroke in strokes:
                ink.fill_circle(*stroke[0], self._pen / 2)
                if len(stroke) > 1:
                    ink.stroke_lines(np.array(stroke))

    @property
    def _pen(self) -> float:
        return PEN_SHARE * self._size * _DENSITY * self._thickness

    def _tell(self, what: str) -> None:
        for listener in self._listeners:
            listener(what)

    def _keep(self) -> None:
        """Note the drawing as it is, before it changes."""
        self._past.append(list(self._strokes))
        del self._past[:-_MOST_UNDO]
        self._future.clear()

    def _become(self, strokes: list[list[Point]], *, thickness: float = 1.0, remember: bool = True) -> None:
        with self._lock:
            self._end_replay()
            self._is_down = False
            if remember and self._strokes != strokes:
                self._keep()
            self._strokes = strokes
            self._thickness = thickness
            self.redraw()
        self._tell("finished" if strokes else "cleared")

    def _go(self, source: list[list[list[Point]]], target: list[list[list[Point]]]) -> None:
        with self._lock:
            if not source:
                return
            self._end_replay()
            self._is_down = False
            target.append(list(self._strokes))
            self._strokes = source.pop()
            self._thickness = 1.0
            left = bool(self._strokes)
            self.redraw()
        self._tell("finished" if left else "cleared")

    def _end_replay(self) -> None:
        if self._replay is not None:
            self._replay.stop()
            self._replay = None

    def _on_replay(self, replay: Replay, strokes: list[list[Point]] | None) -> None:
        """Show how far a replay has come; None at its end."""
        with self._lock:
            if replay is not self._replay:
                return
            if strokes is None:
                self._replay = None
                self.redraw()
            else:
                self._draw(strokes)

    def _on_lift(self, touches: list[Point]) -> None:
        """End the stroke, unless it was another finger that was lifted."""
        with self._lock:
            if touches and self._is_down and _is_place(*touches[0]):
                last = self._strokes[-1][-1]
                away = max(abs(touches[0][0] - last[0]), abs(touches[0][1] - last[1]))
                if away < _REACH * self._size * _DENSITY:
                    return
        self._on_up()

    def _on_down(self, *place: float) -> None:
        with self._lock:
            if self._is_down or not _is_place(*place):  # a second finger, or a broken event
                return
            x, y = place
            _check_room(len(self._strokes) + 1, arguments.MAX_STROKES, "strokes")
            is_anew = not self._strokes or self._replay is not None or self._thickness != 1
            self._end_replay()
            self._keep()
            self._is_down = True
            self._thickness = 1.0
            self._strokes = [*self._strokes, [(x, y)]]
            if is_anew:
                self.redraw()  # the hint goes
            else:
                with _canvas_lock:
                    self._canvas[1].fill_circle(x, y, self._pen / 2)
        self._tell("drawing")

    def _on_move(self, *place: float) -> None:
        with self._lock:
            if not (self._is_down and _is_place(*place) and self._extend(*place)):  # hovering
                return
        self._tell("drawing")

    def _on_up(self, *place: float) -> None:
        with self._lock:
            if not self._is_down:
                return
            if _is_place(*place):
                self._extend(*self._inside(*place))
            self._is_down = False
        self._tell("finished")

    def _extend(self, x: float, y: float) -> bool:
        """Add a point to the stroke at hand, and say whether it was a new one."""
        stroke = self._strokes[-1]
        if stroke[-1] == (x, y):
            return False
        _check_room(sum(map(len, self._strokes)) + 1, arguments.MAX_POINTS, "points")
        with _canvas_lock:
            self._canvas[1].stroke_line(*stroke[-1], x, y)
        stroke.append((x, y))
        return True

    def _inside(self, x: float, y: float) -> Point:
        """Return where the line from the last point to (x, y) leaves the surface, if it does."""
        share, limit = 1.0, float(self._size * _DENSITY)
        last = self._strokes[-1][-1]
        for start, end in zip(last, (x, y), strict=True):
            over = end - limit if end > limit else min(end, 0.0)
            if over and end != start:
                share = min(share, max(0.0, 1 - over / (end - start)))
        return last[0] + share * (x - last[0]), last[1] + share * (y - last[1])


def _is_place(*place: float) -> bool:
    """Say whether an event brought a place: all that is drawn comes in here, and nobody behind asks again."""
    return len(place) == 2 and all(isinstance(number, (int, float)) and math.isfinite(number) for number in place)


def _check_room(count: int, most: int, what: str) -> None:
    if count > most:  # no hand draws that much, and answers would take seconds
        raise ValueError(f"a drawing has at most {most:,} {what}. Clear it, or take something back")


@contextlib.contextmanager
def _held() -> Iterator[None]:
    """Send all commands at once. An exception must not pass `hold_canvas`: it would stop all drawing."""
    error: Exception | None = None
    with _canvas_lock, hold_canvas():
        try:
            yield
        except Exception as caught:
            error = caught
    if error is not None:
        raise error
