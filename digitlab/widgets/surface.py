"""A surface to draw on with mouse or finger. It collects strokes; it never reads pixels back."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import ipywidgets
import numpy as np
from ipycanvas import MultiCanvas, hold_canvas
from numpy.typing import NDArray

from digitlab import _checks

PAPER = "#ffffff"
INK = "#16181d"
_HINT = "#a9b1bd"
# Canvas pixels to one pixel of the page, so that ink is crisp on screens of high density too.
_DENSITY = 2
# Share of the surface's side: about the width of a felt pen on a beer mat.
_PEN = 0.045

Listener = Callable[[str], None]


class DrawingSurface(ipywidgets.Box):
    """A white square that takes ink from a mouse or a finger and keeps it as strokes.

    Args:
        size: side of the square in pixels of the page, 100 to 1,000.
        hint: short text that is shown while there is no ink.

    Raises:
        TypeError, ValueError: if `size` is no whole number or out of range.

    Example:
        >>> surface = DrawingSurface()
        >>> surface.strokes
        []
    """

    def __init__(self, *, size: int = 280, hint: str = "Draw a digit here") -> None:
        self._size = _checks.check_count(size, where="DrawingSurface", name="size", least=100, most=1000)
        self._hint = hint
        # Callbacks come from the main thread or from one of the kernel's others.
        self._lock = threading.RLock()
        self._strokes: list[list[tuple[float, float]]] = []
        self._is_down = False
        self._listeners: list[Listener] = []

        pixels = self._size * _DENSITY
        # Two layers, because a reload of the page breaks a single Canvas (ipycanvas issue 322).
        self._canvas = MultiCanvas(2, width=pixels, height=pixels)
        self._canvas.layout.width = self._canvas.layout.height = f"{self._size}px"
        self._canvas.add_class("digitlab-pad")
        super().__init__([self._canvas])
        # The border goes on this box: on the canvas it would shift the coordinates of all events.
        self.layout.border = "1px solid #8a93a0"
        self.layout.width = self.layout.height = f"{self._size + 2}px"
        self.layout.flex = "0 0 auto"
        self.layout.overflow = "hidden"

        self._canvas.on_mouse_down(self._on_down)
        self._canvas.on_mouse_move(self._on_move)
        self._canvas.on_mouse_up(self._on_up)
        self._canvas.on_mouse_out(self._on_up)  # no release is reported from outside
        self._canvas.on_touch_start(lambda touches: self._on_touch(self._on_down, touches))
        self._canvas.on_touch_move(lambda touches: self._on_touch(self._on_move, touches))
        self._canvas.on_touch_end(lambda touches: self._on_up())
        self._canvas.on_touch_cancel(lambda touches: self._on_up())
        self._canvas.on_client_ready(self.redraw)
        self.redraw()

    @property
    def strokes(self) -> list[NDArray[np.float64]]:
        """The drawing: float64 arrays (k, 2), x right and y down, in pixels of the page."""
        with self._lock:
            return [np.array(stroke, np.float64) / _DENSITY for stroke in self._strokes]

    @strokes.setter
    def strokes(self, strokes: Any) -> None:
        points = _checks.check_strokes(strokes, where="DrawingSurface")
        with self._lock:
            self._is_down = False
            self._strokes = [[(float(x), float(y)) for x, y in stroke * _DENSITY] for stroke in points]
            self.redraw()
        self._tell("finished" if points else "cleared")

    @property
    def size(self) -> int:
        """Side of the square in pixels of the page."""
        return self._size

    def on_change(self, listener: Listener) -> None:
        """Call `listener` with "drawing" (a point more), "finished" (pen up, undo) or "cleared"."""
        self._listeners.append(listener)

    def clear(self) -> None:
        """Take all ink away."""
        with self._lock:
            self._strokes.clear()
            self._is_down = False
            self.redraw()
        self._tell("cleared")

    def undo(self) -> None:
        """Take the last stroke away; without one, nothing happens."""
        with self._lock:
            if not self._strokes:
                return
            self._strokes.pop()
            self._is_down = False
            left = bool(self._strokes)
            self.redraw()
        self._tell("finished" if left else "cleared")

    def redraw(self) -> None:
        """Draw paper, hint and all strokes again, as a new view of the page needs it."""
        pixels = self._size * _DENSITY
        paper, ink = self._canvas[0], self._canvas[1]
        with self._lock, _held():
            paper.fill_style = PAPER
            paper.fill_rect(0, 0, pixels, pixels)
            if not self._strokes:
                paper.fill_style = _HINT
                paper.font = f"{16 * _DENSITY}px sans-serif"
                paper.text_align = "center"
                paper.text_baseline = "middle"
                paper.fill_text(self._hint, pixels / 2, pixels / 2)
            ink.clear()
            ink.stroke_style = ink.fill_style = INK
            ink.line_width = self._pen
            ink.line_cap = ink.line_join = "round"
            for stroke in self._strokes:
                ink.fill_circle(*stroke[0], self._pen / 2)
                if len(stroke) > 1:
                    ink.stroke_lines(np.array(stroke))

    @property
    def _pen(self) -> float:
        return _PEN * self._size * _DENSITY

    def _tell(self, what: str) -> None:
        for listener in self._listeners:
            listener(what)

    def _on_touch(self, handle: Callable[[float, float], None], touches: list[tuple[float, float]]) -> None:
        if touches:
            handle(*touches[0])

    def _on_down(self, x: float, y: float) -> None:
        with self._lock:
            if self._is_down:  # a second finger
                return
            first = not self._strokes
            self._is_down = True
            self._strokes.append([(x, y)])
            if first:
                self.redraw()  # the hint goes
            else:
                self._canvas[1].fill_circle(x, y, self._pen / 2)
        self._tell("drawing")

    def _on_move(self, x: float, y: float) -> None:
        with self._lock:
            if not self._is_down:  # hovering
                return
            stroke = self._strokes[-1]
            if stroke[-1] == (x, y):
                return
            self._canvas[1].stroke_line(*stroke[-1], x, y)
            stroke.append((x, y))
        self._tell("drawing")

    def _on_up(self, *place: float) -> None:
        del place
        with self._lock:
            if not self._is_down:
                return
            self._is_down = False
        self._tell("finished")


@contextlib.contextmanager
def _held() -> Iterator[None]:
    """Send all commands at once. An exception must not pass `hold_canvas`: it would stop all drawing."""
    error: Exception | None = None
    with hold_canvas():
        try:
            yield
        except Exception as caught:
            error = caught
    if error is not None:
        raise error
