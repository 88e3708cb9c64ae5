"""`WriterControls`: a digit without drawing, chosen and bent with controls that a keyboard works too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets
import numpy as np
from numpy.typing import NDArray

from digitlab.handwriting.writing import write_digit
from digitlab.strokes.rendering import fit_to_box

# Share of the surface that the digit fills.
_SHARE = 0.6

Strokes = list[NDArray[np.float64]]


class WriterControls(ipywidgets.VBox):
    """Controls for a digit that digitlab writes: which one, whose hand, turned, moved, with a thin or a thick pen.

    Args:
        size: side of the surface that shows it, in pixels.
        show: called with the strokes and the thickness of the pen (1 is normal) after each change.
        guard: makes of a callback one that never raises.

    Example:
        >>> shown = []
        >>> controls = WriterControls(280, lambda strokes, thickness: shown.append(thickness), lambda work: work)
        >>> controls.thickness.value = 2.0
        >>> shown
        [2.0]
    """

    def __init__(
        self,
        size: int,
        show: Callable[[Strokes, float], Any],
        guard: Callable[[Callable[..., Any]], Callable[..., Any]],
    ) -> None:
        self._size = size
        self._show = show
        slider: dict[str, Any] = {
            "style": {"description_width": "112px"},
            "layout": {"width": "370px"},
            "continuous_update": True,
        }
        whole = ipywidgets.IntSlider
        self.digit = whole(value=7, min=0, max=9, description="Digit", **slider)
        self.hand = whole(value=0, min=0, max=99, description="Hand", **slider)
        self.turn = whole(value=0, min=-90, max=90, step=5, description="Turn, degrees", **slider)
        self.right = whole(value=0, min=-40, max=40, step=2, description="Right, %", **slider)
        self.down = whole(value=0, min=-40, max=40, step=2, description="Down, %", **slider)
        self.thickness = ipywidgets.FloatSlider(
            value=1.0, min=0.3, max=3.0, step=0.1, description="Thickness", readout_format=".1f", **slider
        )
        sliders = [self.digit, self.hand, self.turn, self.right, self.down, self.thickness]
        for one in sliders:
            one.observe(guard(lambda change: self.send()), "value")
        super().__init__(sliders)
        self.add_class("digitlab-writer")

    @property
    def strokes(self) -> Strokes:
        """The digit as the controls have it: float64 arrays (k, 2), in pixels of the surface."""
        written = fit_to_box(write_digit(self.digit.value, seed=self.hand.value), side=1.0)
        angle = np.deg2rad(self.turn.value)
        matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        middle = 0.5 + np.array([self.right.value, self.down.value]) / 100
        # fit_to_box centres at 14, 14.
        return [((stroke - 14) @ matrix * _SHARE + middle) * self._size for stroke in written]

    def send(self) -> None:
        """Show the digit as it is now."""
        self._show(self.strokes, float(self.thickness.value))
