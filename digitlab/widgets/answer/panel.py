"""`AnswerPanel`: what the models read, in the page: the answer, ten bars for each model, the image they see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets
from numpy.typing import NDArray

from digitlab.evaluation.reading import Reading
from digitlab.plot import COLOURS
from digitlab.widgets.answer import words

_HERE = Path(__file__).parent


class AnswerPanel(anywidget.AnyWidget):
    """Shows readings. Nothing jumps: all elements keep their place and size.

    Args:
        names: of the models, the leading one first; a single model may have an empty name.

    Example:
        >>> AnswerPanel([""]).verdict
        'empty'
    """

    _esm = _HERE / "panel.js"
    _css = _HERE / "panel.css"
    models: traitlets.List[Any] = traitlets.List().tag(sync=True)
    state: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)

    def __init__(self, names: Sequence[str]) -> None:
        colours = [COLOURS[index % len(COLOURS)] for index in range(len(names))]
        models = [{"name": name, "colour": colour} for name, colour in zip(names, colours, strict=True)]
        super().__init__(models=models)
        self.show(dict.fromkeys(names), None, "empty", count=0)

    @property
    def verdict(self) -> str:
        """Which state it shows: "empty", "drawing", "digit", "unsure", "not a digit" or "problem"."""
        return str(self.state["verdict"])

    def show(
        self,
        readings: Mapping[str, Reading | None],
        image: NDArray[np.uint8] | None,
        verdict: str,
        *,
        count: int,
        note: str = "",
        live: str = "",
    ) -> None:
        """Show what was read.

        Args:
            readings: for each model's name its reading, or None while there is none. The first leads.
            image: uint8 (28, 28) that the models saw, None for blank paper.
            verdict: "empty", "drawing", "digit", "unsure", "not a digit" or "problem".
            count: the number of answers so far.
            note: one short sentence below the answer.
            live: what screen readers say, if it is new.
        """
        leading = next(iter(readings.values()), None)
        big, small = words.headline(leading, verdict)
        shown = [None if verdict == "problem" else reading for reading in readings.values()]
        self.state = {
            "verdict": verdict,
            "digit": None if leading is None or verdict not in ("digit", "unsure") else leading.digit,
            "count": count,
            "big": big,
            "small": small,
            "note": note,
            "rows": [words.row(reading) for reading in shown],
            "said": [words.brief(reading) for reading in shown],
            "described": words.describe(readings),
            "image": b"" if image is None else image.tobytes(),
            "live": live,
        }
