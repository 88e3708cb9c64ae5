"""`Controls`: the buttons below a drawing pad."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import ipywidgets

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
    "Write one": ("sliders", "Choose a digit instead of drawing one"),
}


class Controls(ipywidgets.VBox):
    """The buttons below a pad, all within the reach of Tab.

    Args:
        size: width in pixels.
        guard: makes of each action one that never raises.
    """

    def __init__(self, size: int, guard: Callable[[Callable[..., Any]], Callable[..., None]]) -> None:
        self._guard = guard
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
            ipywidgets.HBox([named["Why?"], named["Write one"]]),
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
        self._buttons[name].on_click(self._guard(lambda _: action()))

    def on_toggle(self, name: str, action: Callable[[bool], Any]) -> None:
        """Call `action` with on or off."""
        self._buttons[name].observe(self._guard(lambda change: action(bool(change["new"]))), "value")

    def on_file(self, action: Callable[[bytes], Any]) -> None:
        """Call `action` with the content of each file that is chosen."""

        def take(change: dict[str, Any]) -> None:
            if change["new"]:
                content = bytes(change["new"][0]["content"])
                self.upload.value = ()  # so that the same file can be chosen again
                action(content)

        self.upload.observe(self._guard(take), "value")

    def say(self, text: str) -> None:
        """Show a sentence below the buttons, or nothing."""
        self._said.value = f'<div role="alert" style="line-height:1.4">{html.escape(text)}</div>' if text else ""
