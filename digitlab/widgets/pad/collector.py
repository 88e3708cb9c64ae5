"""`DigitCollector`: the learner draws the digits 0 to 9, one after the other, and they are kept."""

from __future__ import annotations

import contextlib
import html
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
from numpy.typing import NDArray

from digitlab._shared import arguments, files
from digitlab.evaluation.scoreboard import DRAWINGS
from digitlab.handwriting.writing import ten_digits
from digitlab.strokes.drawings import Drawings, load_drawings, save_drawings, to_json
from digitlab.strokes.rendering import render_strokes
from digitlab.widgets._shared.composite import Composite
from digitlab.widgets._shared.images import image_html
from digitlab.widgets.pad.surface import DrawingSurface
from digitlab.widgets.pad.transfer import fitted

Drawing = list[NDArray[np.float64]]
STILL = "These are the digits kept so far: run the notebook in JupyterLab to draw them anew."
_TILE = "height:42px;image-rendering:pixelated;border:1px solid #8a93a0;background:#fff"


class DigitCollector(Composite):
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
        self._path = files.check_path(path, where="DigitCollector")
        self._kept: dict[int, Drawing] = {}
        self._unsaved: set[int] = set()  # kept here, but not yet in the file
        self._seen: dict[int, Drawing] = {}  # in the file, when this widget looked last
        self._may_replace = False  # the file was damaged when it was opened, and the note says what becomes of it
        self._asked = False  # the note asks for the digit that was chosen
        note = self._load()
        guard = self.failures.guard
        self._surface = DrawingSurface(size=size, hint="", failures=self.failures)
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
        fill_up = ipywidgets.Button(
            description="Fill up with digitlab's handwriting", icon="pencil", layout={"width": "auto"}
        )
        self._keep.on_click(guard(lambda _: self.keep()))
        again.on_click(guard(lambda _: self._surface.clear()))
        fill_up.on_click(guard(lambda _: self.fill_up()))
        self._choice.observe(guard(self._on_choice), "value")
        buttons = ipywidgets.VBox([self._task, self._keep, again, fill_up], layout={"margin": "0 0 0 16px"})
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
        self._unsaved.add(self.digit)
        self._save()
        missing = [digit for digit in range(arguments.CLASSES) if digit not in self._kept]
        later = [digit for digit in missing if digit > self.digit]
        if missing:
            self._choice.value = (later or missing)[0]
        self._show_digit()

    def fill_up(self) -> None:
        """Take digitlab's handwriting for the digits that are missing, and save all."""
        with contextlib.suppress(ValueError, OSError):
            self._take_over(load_drawings(self._path))  # another notebook may have kept some of them
        for digit, drawing in enumerate(ten_digits()):
            if digit not in self._kept:
                self._kept[digit] = drawing
                self._unsaved.add(digit)
        self._save()
        self._show_digit()

    def _load(self) -> str:
        """Load what was saved before; return a sentence if that doesn't work."""
        try:
            if not self._path.is_file():
                return ""
            self._take_over(load_drawings(self._path))
        except ValueError as error:
            self._may_replace = True
            return (
                f"{error} When you keep a digit, this file is kept beside the new one, as {self._path.name}.old."
            )
        except OSError as error:
            return f"{error} The digits can't be kept there."
        return ""

    def _take_over(self, found: Drawings) -> None:
        """Hold what the file holds, but for the digits that were kept here and aren't in it yet."""
        own = {digit: self._kept[digit] for digit in self._unsaved}
        theirs = {label: drawing for drawing, label in zip(*found, strict=True) if label is not None}
        self._kept = {**theirs, **own}
        self._seen = theirs

    def _merged(self, found: Drawings) -> tuple[Drawings, list[int]]:
        """Return what is in the file, with each new digit in the place of the one that was shown.

        Another notebook may have put its own there meanwhile: then both stay, and the digit is in the list.
        """
        entries = list(zip(*found, strict=True))
        doubled = []
        for digit in sorted(self._unsaved):
            places = [place for place, (_, label) in enumerate(entries) if label == digit]
            # The last of several: `DigitPad.save` may have added more of a digit, and these stay.
            for place in places[-1:]:
                if digit in self._seen and to_json([entries[place][0]]) == to_json([self._seen[digit]]):
                    del entries[place]
                else:
                    doubled.append(digit)
            entries.append((self._kept[digit], digit))
        entries.sort(key=lambda entry: 10 if entry[1] is None else entry[1])
        return ([drawing for drawing, _ in entries], [label for _, label in entries]), doubled

    def _save(self) -> None:
        """Put the new digits into the file, whatever another notebook has put there meanwhile."""
        try:
            with files.changing(self._path):
                try:
                    found = load_drawings(self._path) if self._path.exists() else None
                except ValueError:
                    if not self._may_replace:  # it was no such file before: somebody else's, then
                        raise
                    found = None
                if found is None:  # new, taken away or damaged: all goes into it
                    self._unsaved = set(self._kept)
                merged, doubled = self._merged(found or ([], []))
                if found is None and self._path.exists():
                    files.set_aside(self._path)
                save_drawings(self._path, *merged)
        except (OSError, ValueError) as error:
            self._show_kept(
                f"The digits could not be saved. {error} They stay in this widget; keep one again afterwards."
            )
        else:
            self._unsaved.clear()
            self._may_replace = False
            self._take_over(merged)
            self._show_kept(self._about_doubled(doubled))

    def _about_doubled(self, digits: Sequence[int]) -> str:
        if not digits:
            return ""
        which = ", ".join(f"a {digit}" for digit in digits)
        return f"Another notebook has kept {which} meanwhile; both are in {self._path}, and yours is shown."

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
