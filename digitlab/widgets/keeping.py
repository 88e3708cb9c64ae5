"""What a pad does besides drawing: its buttons, drawings from files, and handing a drawing to another widget."""

from __future__ import annotations

import contextlib
import html
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
import numpy as np
from numpy.typing import NDArray

from digitlab import drawings
from digitlab.strokes import fit_to_box

# Share of the pad that a drawing fills when it had to be scaled.
_SHARE = 0.7
# No drawing by hand lies within so few pixels of the corner; one in another unit does.
_SPECK = 3.0
# Far more than any drawing needs.
_MOST_BYTES = 5_000_000
# Pixels that the words on the buttons need.
_LEAST_WIDTH = 270
_BUTTONS = {
    "Undo": ("undo", "Take the last stroke back"),
    "Redo": ("repeat", "Do again what was taken back"),
    "Clear": ("eraser", "Take all ink away"),
    "Replay": ("play", "Draw it again as an animation"),
    "Save": ("download", "Keep the drawing as a file"),
}
_TOGGLES = {
    "Why?": ("search", "Show why the model answers so"),
    "Sample": ("sliders", "Choose a digit instead of drawing one"),
}

Strokes = list[NDArray[np.float64]]


class Controls(ipywidgets.VBox):
    """The buttons below a pad, all within the reach of Tab.

    Args:
        size: width in pixels.
    """

    def __init__(self, size: int) -> None:
        width = max(size, _LEAST_WIDTH)
        third, half = f"{width // 3 - 3}px", f"{width // 2 - 3}px"
        # JupyterLab writes the number of files beside "Load".
        narrow, wide = f"{width // 3 - 12}px", f"{width // 3 + 14}px"
        self._buttons: dict[str, Any] = {
            name: ipywidgets.Button(description=name, icon=icon, tooltip=tip, layout={"width": third})
            for name, (icon, tip) in _BUTTONS.items()
        }
        self._buttons |= {
            name: ipywidgets.ToggleButton(description=name, icon=icon, tooltip=tip, layout={"width": half})
            for name, (icon, tip) in _TOGGLES.items()
        }
        self.upload = ipywidgets.FileUpload(
            description="Load", accept=".json", tooltip="Draw what a file holds", layout={"width": wide}
        )
        for name in ("Replay", "Save"):
            self._buttons[name].layout.width = narrow
        # With its margins no wider than the canvas with its border, or the answer beside it would move.
        self._said = ipywidgets.HTML(layout={"max_width": f"{width - 2}px"})
        named = self._buttons
        rows = [
            ipywidgets.HBox([named["Undo"], named["Redo"], named["Clear"]]),
            ipywidgets.HBox([named["Replay"], named["Save"], self.upload]),
            ipywidgets.HBox([named["Why?"], named["Sample"]]),
        ]
        for row in rows:
            row.layout.overflow = "visible"  # the ring around a focused button
        super().__init__([*rows, self._said], layout={"margin": "4px 0 0 0", "overflow": "visible"})

    @property
    def buttons(self) -> dict[str, Any]:
        """The buttons by what is written on them."""
        return dict(self._buttons)

    def on_click(self, name: str, action: Callable[[], Any]) -> None:
        """Call `action` at each click on a button."""
        self._buttons[name].on_click(lambda _: action())

    def on_toggle(self, name: str, action: Callable[[bool], Any]) -> None:
        """Call `action` with on or off."""
        self._buttons[name].observe(lambda change: action(bool(change["new"])), "value")

    def on_file(self, action: Callable[[bytes], Any]) -> None:
        """Call `action` with the content of each file that is chosen."""

        def take(change: dict[str, Any]) -> None:
            if change["new"]:
                content = bytes(change["new"][0]["content"])
                self.upload.value = ()  # so that the same file can be chosen again
                action(content)

        self.upload.observe(take, "value")

    def say(self, text: str) -> None:
        """Show a sentence below the buttons, or nothing."""
        self._said.value = f'<div role="alert" style="line-height:1.4">{html.escape(text)}</div>' if text else ""


def fitted(strokes: Strokes, size: int) -> Strokes:
    """Return strokes as they are if they lie on a pad of this size, else scaled and centred on it."""
    if not strokes:
        return strokes
    points = np.concatenate(strokes)
    if points.min() >= 0 and points.max() <= size and points.max() > _SPECK:
        return strokes
    return [(stroke - 14) * _SHARE * size + size / 2 for stroke in fit_to_box(strokes, side=1.0)]


def pick(found: Sequence[Strokes], index: int) -> Strokes:
    """Return one of some drawings.

    Raises:
        IndexError: if there is none of that number.
    """
    if not found:
        raise IndexError("The file holds no drawing. Choose another one.")
    if not -len(found) <= index < len(found):
        raise IndexError(
            f"The file holds {len(found)} drawings, so there is none of number {index}. "
            f"They are counted from 0 to {len(found) - 1}."
        )
    return found[index]


def hand_over(strokes: Strokes, other: Any) -> None:
    """Give strokes to a widget that has `strokes`, or to a function. What goes wrong there is not ours."""
    with contextlib.suppress(Exception):
        if hasattr(type(other), "strokes"):
            other.strokes = strokes
        else:
            other(strokes)


def from_json(content: bytes) -> Strokes:
    """Return the last drawing in the content of a file that was uploaded.

    Raises:
        ValueError: if it is no file of drawings, or far too large.
        IndexError: if it holds no drawing.
    """
    try:
        found, _ = drawings.from_json(content, most=_MOST_BYTES)
    except ValueError as error:
        raise ValueError(f"This {error}") from None
    return pick(found, -1)
