"""`SurfaceGuard`: the part of a drawing surface that lives in the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

_HERE = Path(__file__).parent


class SurfaceGuard(anywidget.AnyWidget):
    """Keeps the canvas beside it well-behaved in the page.

    A canvas of ipycanvas takes the focus and swallows every key, Tab included; it sends each hovering move, and
    it can't know that its kernel is busy. The guard takes it out of the tab order, names it for screen
    readers, lets only moves of a stroke pass (at most 250 a second), and says so when no answer comes.

    Args:
        label: what screen readers call the canvas.

    Example:
        >>> SurfaceGuard(label="Drawing pad").label
        'Drawing pad'
    """

    _esm = _HERE / "guard.js"
    _css = _HERE / "guard.css"
    label = traitlets.Unicode().tag(sync=True)

    def __init__(self, *, label: str) -> None:
        super().__init__(label=label)

    def beat(self, *place: Any) -> None:
        """Tell the page that the kernel has come to this point of its work: the begin or the end of a stroke."""
        del place
        self.send({"alive": True})
