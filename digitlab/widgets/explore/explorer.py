"""A picture that follows its controls: sliders and menus on top, a plot below."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets
import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from digitlab.widgets._shared.composite import Composite

# Pixels of the picture to one of the page, for crisp lines on screens of high density.
_DENSITY = 2
_DPI = 72


class Explorer(Composite):
    """A plot that is drawn anew whenever one of its controls changes.

    Where widgets can't run, the plot for the controls' first values is shown instead.

    Args:
        draw: returns a figure for the controls' values, which come as keyword arguments.
        controls: ipywidgets with a `value`, by the name of the argument.
        alt: what the picture shows, for whoever can't see it.
        shortcuts: buttons by their label; each sets some controls to the values given.

    Example:
        >>> def draw(size):
        ...     figure, ax = plt.subplots()
        ...     ax.plot([0, size])
        ...     return figure
        >>> explorer = Explorer(draw, {"size": ipywidgets.IntSlider(3)}, alt="a line")
        >>> explorer.values
        {'size': 3}
    """

    def __init__(
        self,
        draw: Callable[..., Figure],
        controls: Mapping[str, Any],
        *,
        alt: str,
        shortcuts: Mapping[str, Mapping[str, Any]] | None = None,
        arrange: Callable[[Mapping[str, Any]], ipywidgets.Widget] | None = None,
    ) -> None:
        self._draw = draw
        self.controls = dict(controls)
        self._alt = alt
        self._quiet = False
        self._image = ipywidgets.Image(format="png", layout={"max_width": "100%", "object_fit": "contain"})
        self._image.add_class("digitlab-explorer-picture")
        self._note = ipywidgets.HTML()
        for control in self.controls.values():
            control.style.description_width = "initial"
            control.observe(self.failures.guard(self._on_change), "value")
        buttons = []
        for label, values in (shortcuts or {}).items():
            button = ipywidgets.Button(description=label, layout={"width": "auto"})
            button.on_click(self.failures.guard(lambda _, values=values: self.set(**values)))
            buttons.append(button)
        row = ipywidgets.HBox(list(self.controls.values()), layout={"flex_flow": "row wrap"})
        top = row if arrange is None else arrange(self.controls)
        middle = [ipywidgets.HBox(buttons, layout={"flex_flow": "row wrap"})] if buttons else []
        super().__init__([top, *middle, self._image, self._note])
        self.add_class("digitlab-explorer")
        self._on_change(None)

    @property
    def values(self) -> dict[str, Any]:
        """The values of the controls."""
        return {name: control.value for name, control in self.controls.items()}

    def set(self, **values: Any) -> None:
        """Set several controls, and draw once."""
        self._quiet = True
        try:
            for name, value in values.items():
                self.controls[name].value = value
        finally:
            self._quiet = False
        self._on_change(None)

    def _on_change(self, change: Any) -> None:
        if self._quiet:
            return
        # An exception in a callback would be lost in a log; the picture stays and the reason is told.
        try:
            figure = self._draw(**self.values)
            buffer = io.BytesIO()
            figure.savefig(buffer, format="png", dpi=_DPI * _DENSITY)
            width = figure.get_figwidth() * _DPI
            plt.close(figure)
        except Exception as error:
            said = f"This can't be drawn: {type(error).__name__}: {error!s:.300}"
            self._note.value = html.escape(f"{said} (The picture stays; move a control back.)")
            return
        self._note.value = ""
        self._image.layout.width = f"{width:.0f}px"
        self._image.value = buffer.getvalue()

    def _still(self) -> dict[str, str]:
        """Return the picture."""
        picture = base64.b64encode(self._image.value).decode("ascii")
        return {"image/png": picture, "text/plain": f"A picture with controls: {self._alt}."}
