"""Send a drawing surface the events that a browser would send."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from digitlab.widgets import DrawingSurface


def send(surface: DrawingSurface, event: str, **content: Any) -> None:
    """Send one event to the canvas of a surface, as ipycanvas delivers it."""
    surface.children[0]._handle_custom_msg({"event": event, **content}, [])


def draw(surface: DrawingSurface, strokes: Iterable[Sequence[Sequence[float]]], end: str = "mouse_up") -> None:
    """Draw with the mouse, in pixels of the page; `end` is the event that ends a stroke."""
    density = surface.children[0].width / surface.size
    for stroke in strokes:
        places = [{"x": float(x) * density, "y": float(y) * density} for x, y in stroke]
        send(surface, "mouse_down", **places[0])
        for place in places[1:]:
            send(surface, "mouse_move", **place)
        send(surface, end, **places[-1])
