"""`DigitPad`: draw a digit, and models read it while you draw."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

import ipywidgets
import numpy as np
from flax import nnx
from numpy.typing import NDArray

from digitlab import _checks, evaluation
from digitlab.strokes import render_strokes
from digitlab.widgets import panel
from digitlab.widgets.surface import DrawingSurface

# Seconds between two answers while the pen is down: often enough to look live, seldom enough to stay quick.
_PAUSE = 0.05
# A drawing smaller than this share of the pad is a tap, not a digit.
_LEAST_EXTENT = 0.06


class DigitPad(ipywidgets.HBox):
    """A pad to draw a digit on, with the answers of one or several models beside it.

    Args:
        models: a model from (n, 28, 28, 1) to logits (n, 10), or a dict of such models by name. The first one
            leads: its answer is the large one.
        size: side of the pad in pixels, 100 to 1,000.

    Raises:
        TypeError: if `models` is neither a model nor a dict of models.
        ValueError: if the dict is empty or `size` is out of range.

    Example:
        >>> from digitlab.models import SoftmaxRegression
        >>> pad = DigitPad(SoftmaxRegression(rngs=nnx.Rngs(0)))
        >>> pad.prediction is None
        True
    """

    def __init__(self, models: nnx.Module | Mapping[str, nnx.Module], *, size: int = 280) -> None:
        self._models = _check_models(models)
        self._is_single = not isinstance(models, Mapping)
        self._lock = threading.RLock()
        self._image = np.zeros((_checks.IMAGE_SIDE, _checks.IMAGE_SIDE), np.uint8)
        self._probabilities: dict[str, NDArray[np.float32]] = {}
        self._count = 0
        self._last = -np.inf
        # Compile ahead, so that the first answer is as quick as the others.
        for model in self._models.values():
            evaluation.predict_proba(model, self._image[None])

        self._surface = DrawingSurface(size=size)
        self._surface.on_change(self._on_change)
        self._answer = ipywidgets.HTML()
        self._bars = ipywidgets.HTML()
        self._seen = ipywidgets.HTML()
        clear = ipywidgets.Button(description="Clear", icon="eraser", tooltip="Take all ink away")
        undo = ipywidgets.Button(description="Undo", icon="undo", tooltip="Take the last stroke away")
        clear.on_click(lambda _: self.clear())
        undo.on_click(lambda _: self.undo())
        for button in (clear, undo):
            button.layout.width = f"{self._surface.size // 2 - 3}px"
        buttons = ipywidgets.HBox([clear, undo], layout={"margin": "4px 0 0 0"})
        left = ipywidgets.VBox([self._surface, buttons], layout={"flex": "0 0 auto", "overflow": "hidden"})
        right = ipywidgets.VBox([self._answer, self._bars, self._seen], layout={"margin": "0 0 0 16px"})
        super().__init__([left, right], layout={"flex_flow": "row wrap"})
        self.add_class("digitlab-whole-pad")
        self._show("Draw a digit on the pad.")

    @property
    def strokes(self) -> list[NDArray[np.float64]]:
        """The drawing: float64 arrays (k, 2), x right and y down, in pixels. It can be assigned to."""
        return self._surface.strokes

    @strokes.setter
    def strokes(self, strokes: Any) -> None:
        self._surface.strokes = strokes

    @property
    def image(self) -> NDArray[np.uint8]:
        """The drawing in MNIST's form, uint8 (28, 28); all zeros while there is none."""
        with self._lock:
            return self._image.copy()

    @property
    def probabilities(self) -> Any:
        """The leading model's float32 (10,); with a dict of models, such arrays by name. None while empty."""
        with self._lock:
            if not self._probabilities:
                return None
            rows = {name: row.copy() for name, row in self._probabilities.items()}
        return next(iter(rows.values())) if self._is_single else rows

    @property
    def prediction(self) -> int | None:
        """The digit that the leading model reads, or None while there is none."""
        with self._lock:
            return self._digit

    @property
    def _digit(self) -> int | None:
        for row in self._probabilities.values():
            return int(row.argmax())
        return None

    def clear(self) -> None:
        """Take all ink away."""
        self._surface.clear()

    def undo(self) -> None:
        """Take the last stroke away; without one, nothing happens."""
        self._surface.undo()

    def _on_change(self, what: str) -> None:
        now = time.monotonic()
        if what == "drawing" and now - self._last < _PAUSE:
            return
        self._last = now
        # Whatever goes wrong in a model, the pad says so and drawing goes on.
        try:
            self._read(is_finished=what != "drawing")
        except Exception as error:
            with self._lock:
                self._probabilities = {}
                self._show(f"The model could not answer: {type(error).__name__}: {error}")
        # Time spent on the answer doesn't count as pause.
        self._last = time.monotonic()

    def _read(self, *, is_finished: bool) -> None:
        strokes = self._surface.strokes
        with self._lock:
            self._probabilities = {}
            if not strokes:
                self._image[:] = 0
                self._show("Draw a digit on the pad.")
                return
            points = np.concatenate(strokes)
            self._image = render_strokes(strokes)
            if np.ptp(points, axis=0).max() < _LEAST_EXTENT * self._surface.size:
                self._show("Draw it a little larger." if is_finished else "")
                return
            self._probabilities = {
                name: evaluation.predict_proba(model, self._image[None])[0] for name, model in self._models.items()
            }
            self._count += 1
            self._show("" if self._is_single else f"read by {next(iter(self._models))}")

    def _show(self, note: str) -> None:
        digit = self._digit
        rows: dict[str, Any] = {name: self._probabilities.get(name) for name in self._models}
        probability = 0.0 if digit is None else float(next(iter(self._probabilities.values()))[digit])
        self._bars.value = panel.bars_html(rows)
        self._seen.value = panel.image_html(self._image)
        # Last, so that who waits for the answer finds everything else in place.
        self._answer.value = panel.answer_html(digit, probability, self._count, note)


def _check_models(models: Any) -> dict[str, nnx.Module]:
    expected = "DigitPad: models must be a model such as digitlab.CNN(...), or a dict of models by name"
    if isinstance(models, nnx.Module):
        return {"": models}
    if not isinstance(models, Mapping):
        raise TypeError(f"{expected}, but it is a {type(models).__name__}.")
    if not models:
        raise ValueError(f"{expected}, but the dict is empty.")
    for name, model in models.items():
        if not isinstance(model, nnx.Module):
            raise TypeError(f"{expected}, but {name!r} is a {type(model).__name__}.")
    return {str(name): model for name, model in models.items()}
