"""`DigitCollector`: the learner draws the digits 0 to 9, one after the other, and they are kept."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
from numpy.typing import NDArray

from digitlab._shared import arguments
from digitlab.evaluation.scoreboard import DRAWINGS, sample_drawings
from digitlab.strokes.drawings import load_drawings, save_drawings
from digitlab.strokes.rendering import render_strokes
from digitlab.widgets._shared.composite import Box
from digitlab.widgets._shared.images import image_html
from digitlab.widgets.pad.keeping import fitted
from digitlab.widgets.pad.surface import DrawingSurface

Drawing = list[NDArray[np.float64]]
STILL = "These are the digits kept so far: run the notebook in JupyterLab to draw them anew."
_TILE = "height:42px;image-rendering:pixelated;border:1px solid #8a93a0;background:#fff"


class DigitCollector(Box):
    """A place to draw ten digits for later lessons. Each is saved as soon as it is kept.

    Args:
        path: the file of drawings. If it is there, its digits are shown and can be drawn anew.
        size: side of the drawing surface in pixels, 100 to 1,000.

    Raises:
        TypeError, ValueError: if `size` is out of range.

    Example:
        >>> collector = DigitCollector("drawings/there_is_no_such_file.json")
        >>> collector.digit, len(collector.drawings)
        (0, 0)
    """

    def __init__(self, path: str | Path = DRAWINGS, *, size: int = 240) -> None:
        self._path = Path(path)
        self._kept: dict[int, Drawing] = {}
        self._asked = False  # the note asks for the digit that was chosen
        note = self._load()
        self._surface = DrawingSurface(size=size, hint="")
        self._task = ipywidgets.HTML()
        self._strip = ipywidgets.HTML()
        self._note = ipywidgets.HTML()
        self._choice = ipywidgets.ToggleButtons(
            options=[(str(digit), digit) for digit in range(arguments.CLASSES)],
            style={"button_width": "34px"},
            tooltips=[f"Draw the {digit}" for digit in range(arguments.CLASSES)],
        )
        self._keep = ipywidgets.Button(description="Keep it", icon="check", button_style="primary")
        again = ipywidgets.Button(description="Once more", icon="eraser", tooltip="Take the ink away")
        sample = ipywidgets.Button(
            description="Fill up with sample handwriting", icon="pencil", layout={"width": "auto"}
        )
        self._keep.on_click(lambda _: self.keep())
        again.on_click(lambda _: self._surface.clear())
        sample.on_click(lambda _: self.fill_up())
        self._choice.observe(self._on_choice, "value")
        buttons = ipywidgets.VBox([self._task, self._keep, again, sample], layout={"margin": "0 0 0 16px"})
        top = ipywidgets.HBox([self._surface, buttons], layout={"flex_flow": "row wrap"})
        super().__init__([self._choice, top, self._strip, self._note])
        self.add_class("digitlab-collector")
        missing = [digit for digit in range(arguments.CLASSES) if digit not in self._kept]
        self._choice.value = missing[0] if missing else 0
        self._show_digit()
        self._show_kept(note)

    @property
    def digit(self) -> int:
        """The digit that is to be drawn now."""
        return int(self._choice.value)

    @property
    def drawings(self) -> dict[int, Drawing]:
        """The kept drawings by digit, each a list of float64 arrays (k, 2)."""
        return {digit: [stroke.copy() for stroke in self._kept[digit]] for digit in sorted(self._kept)}

    def keep(self) -> None:
        """Keep the drawing for the present digit, save all, and go on to the next one that is missing."""
        strokes = self._surface.strokes
        if not strokes:
            self._show_kept(f"Draw a {self.digit} first.")
            self._asked = True
            return
        self._kept[self.digit] = strokes
        self._save()
        missing = [digit for digit in range(arguments.CLASSES) if digit not in self._kept]
        later = [digit for digit in missing if digit > self.digit]
        if missing:
            self._choice.value = (later or missing)[0]
        self._show_digit()

    def fill_up(self) -> None:
        """Take sample handwriting for the digits that are missing, and save all."""
        for digit, drawing in enumerate(sample_drawings()):
            self._kept.setdefault(digit, drawing)
        self._save()
        self._show_digit()

    def _load(self) -> str:
        """Load what was saved before; return a sentence if that doesn't work."""
        if not self._path.is_file():
            return ""
        try:
            drawings, labels = load_drawings(self._path)
        except (ValueError, OSError) as error:
            return f"{error} It is replaced when you keep a digit."
        self._kept = {label: drawing for drawing, label in zip(drawings, labels, strict=True) if label is not None}
        return ""

    def _save(self) -> None:
        digits = sorted(self._kept)
        try:
            save_drawings(self._path, [self._kept[digit] for digit in digits], digits)
        except OSError as error:
            self._show_kept(
                f"The digits could not be saved in {self._path} ({error.strerror or error}). "
                "They stay in this widget: make room or get permission to write there, then keep one again."
            )
        else:
            self._show_kept("")

    def _on_choice(self, _: Any) -> None:
        if self._asked:
            self._show_kept("")
        self._show_digit()

    def _show_digit(self) -> None:
        digit = self.digit
        self._task.value = (
            f'<div class="digitlab-task" data-digit="{digit}" style="font-size:20px;line-height:1.4;width:260px">'
            f"Draw a <b>{digit}</b>, as you usually write it.</div>"
        )
        self._keep.tooltip = f"Keep this drawing as your {digit}"
        kept = self._kept.get(digit, [])
        self._surface.strokes = fitted(kept, self._surface.size)

    def _show_kept(self, note: str) -> None:
        self._asked = False
        cells = []
        for digit in range(arguments.CLASSES):
            if digit in self._kept:
                image = image_html(255 - render_strokes(self._kept[digit]), f"your {digit}", style=_TILE)
            else:
                image = '<div style="width:42px;height:42px;border:1px dashed #8a93a0"></div>'
            cells.append(f'<span style="margin-right:4px">{image}</span>')
        # A fixed height, so that nothing below moves when a picture takes the place of a frame.
        style = "display:flex;height:48px;overflow:hidden"
        self._strip.value = f'<div data-kept="{len(self._kept)}" style="{style}">{"".join(cells)}</div>'
        said = note or f"{len(self._kept)} of {arguments.CLASSES} digits are kept in {self._path}."
        self._note.value = f'<div role="status" aria-live="polite" style="width:640px">{html.escape(said)}</div>'

    def _still(self) -> dict[str, str]:
        """Return the strip of kept digits."""
        return {"text/html": f"{self._strip.value}<p>{STILL}</p>", "text/plain": STILL}
