"""`DigitPad`: draw a digit, and models read it while you draw."""

from __future__ import annotations

import html
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
from flax import nnx
from numpy.typing import NDArray

from digitlab._shared import arguments, files
from digitlab.data import mnist
from digitlab.data.datasets import Dataset
from digitlab.evaluation import prediction, reading
from digitlab.evaluation.reading import Reading
from digitlab.strokes.drawings import load_drawings, save_drawings, to_json
from digitlab.strokes.rendering import PEN_WIDTH, draw_fitted
from digitlab.widgets._shared.composite import Composite
from digitlab.widgets._shared.newest import NewestOnly
from digitlab.widgets.answer import words
from digitlab.widgets.answer.panel import AnswerPanel
from digitlab.widgets.pad import transfer, why
from digitlab.widgets.pad.controls import Controls
from digitlab.widgets.pad.surface import DrawingSurface
from digitlab.widgets.pad.writer import WriterControls

# Seconds between two answers while the pen is down: often enough to look live, seldom enough to stay quick.
_PAUSE = 1 / 30
# A drawing smaller than this share of the pad is a tap, not a digit.
_LEAST_EXTENT = 0.06
# Seconds that a cell waits for an answer that is on its way.
_PATIENCE = 30.0


class DigitPad(Composite):
    """A pad to draw a digit on, with the answers of one or several models beside it.

    The answers come from a thread of its own and always belong to the newest drawing: ink never waits for them.

    Args:
        models: a model from (n, 28, 28, 1) to logits (n, 10), or a dict of such models by name. The first one
            leads: its answer is the large one.
        size: side of the pad in pixels, 100 to 1,000.
        examples: training images with their labels, of which "Why?" shows the nearest; None takes MNIST's offline
            sample.

    Raises:
        TypeError: if `models` is neither a model nor a dict of models, or `examples` no `Dataset`.
        ValueError: if the dict is empty, a model doesn't return (n, 10), or `size` is out of range.

    Example:
        >>> from digitlab.models import SoftmaxRegression
        >>> pad = DigitPad(SoftmaxRegression(rngs=nnx.Rngs(0)))
        >>> pad.prediction is None
        True
    """

    def __init__(
        self,
        models: nnx.Module | Mapping[str, nnx.Module],
        *,
        size: int = 280,
        examples: Dataset | None = None,
    ) -> None:
        self._models = prediction.check_models(models, "DigitPad")
        self._is_single = not isinstance(models, Mapping)
        if examples is not None and not isinstance(examples, Dataset):
            raise TypeError(
                f"DigitPad: examples must be a digitlab.Dataset or None, but it is a {type(examples).__name__}. "
                "Write digitlab.Dataset(images, labels)."
            )
        self._examples = examples
        self._lock = threading.RLock()
        self._image = np.zeros((arguments.IMAGE_SIDE, arguments.IMAGE_SIDE), np.uint8)
        self._readings: dict[str, Reading] = {}
        self._count = 0
        self._receivers: list[Any] = []
        self._has_written = False
        # Compile ahead, so that the first answer is as quick as the others.
        for model in self._models.values():
            reading.read_images(model, self._image[None])
        self._reader = NewestOnly(self._read, self.failures.tell, _PAUSE)
        self._explainer = NewestOnly(self._explain, self.failures.tell)
        guard = self.failures.guard

        self._surface = DrawingSurface(size=size, failures=self.failures)
        self._surface.on_change(guard(self._on_change))
        self._answer = AnswerPanel(list(self._models))
        self._controls = Controls(self._surface.size, guard)
        self._writer = WriterControls(self._surface.size, self._on_written, guard)
        self._why = ipywidgets.HTML()
        for name, action in {
            "Undo": self.undo,
            "Redo": self.redo,
            "Clear": self.clear,
            "Replay": self.replay,
            "Save": self._offer_file,
        }.items():
            self._controls.on_click(name, action)
        self._controls.on_file(self._take_file)
        self._controls.on_toggle("Why?", self._on_why)
        self._controls.on_toggle("Write one", self._on_writer)
        for hidden in (self._writer, self._why):
            hidden.layout.display = "none"
            hidden.layout.margin = "8px 0 0 0"
        left = ipywidgets.VBox([self._surface, self._controls], layout={"flex": "0 0 auto", "overflow": "visible"})
        right = ipywidgets.VBox([self._answer], layout={"margin": "0 0 0 16px"})
        both = ipywidgets.HBox([left, right], layout={"flex_flow": "row wrap", "overflow": "visible"})
        super().__init__([both, self._why, self._writer])
        self.add_class("digitlab-whole-pad")

    @property
    def strokes(self) -> list[NDArray[np.float64]]:
        """The drawing: float64 arrays (k, 2), x right and y down, in pixels. It can be assigned to.

        Strokes that don't fit the pad, or are a speck in its corner, are scaled to it.
        """
        return self._surface.strokes

    @strokes.setter
    def strokes(self, strokes: Any) -> None:
        self._has_written = False
        points = arguments.check_strokes(strokes, where="DigitPad")
        self._surface.strokes = transfer.fitted(points, self._surface.size)

    @property
    def image(self) -> NDArray[np.uint8]:
        """The drawing in MNIST's form, uint8 (28, 28); all zeros while there is none."""
        self._reader.settle(_PATIENCE)
        with self._lock:
            return self._image.copy()

    @property
    def reading(self) -> Any:
        """The leading model's `Reading`, with its verdict; with a dict of models, such readings by name."""
        self._reader.settle(_PATIENCE)
        with self._lock:
            readings = dict(self._readings) or dict.fromkeys(self._models, self._nothing)
        return next(iter(readings.values())) if self._is_single else readings

    @property
    def probabilities(self) -> Any:
        """The leading model's float32 (10,); with a dict of models, such arrays by name. None while empty."""
        self._reader.settle(_PATIENCE)
        with self._lock:
            if not self._readings:
                return None
            rows = {name: one.probabilities.copy() for name, one in self._readings.items()}
        return next(iter(rows.values())) if self._is_single else rows

    @property
    def prediction(self) -> int | None:
        """The digit that the leading model reads, or None while there is none, or if it is no digit."""
        self._reader.settle(_PATIENCE)
        with self._lock:
            for name in self._models:
                return self._readings[name].digit if name in self._readings else None
        return None

    def clear(self) -> None:
        """Take all ink away. `undo` brings it back."""
        self._surface.clear()

    def undo(self) -> None:
        """Take back the last stroke or clearing; without one, nothing happens."""
        self._surface.undo()

    def redo(self) -> None:
        """Do again what `undo` took back."""
        self._surface.redo()

    def replay(self, seconds: float | None = None) -> None:
        """Show the drawing being drawn again, in some seconds; None suits its length."""
        self._surface.replay(seconds)

    def save(self, path: str | Path, label: int | None = None) -> Path:
        """Add the drawing to a JSON file of drawings, which is made if need be.

        Args:
            path: the file, for instance "drawings/mine.json".
            label: the digit that it is, if known.

        Raises:
            TypeError, ValueError: if nothing is drawn, the label is no digit, or the file holds something else.
            OSError: if it can't be written.
        """
        strokes = self.strokes
        if not strokes:
            raise ValueError("DigitPad.save: nothing is drawn, so there is nothing to save. Draw a digit first.")
        if label is not None:
            label = arguments.check_count(label, where="DigitPad.save", name="label", least=0, most=9)
        path = files.check_path(path, where="DigitPad.save")
        with files.changing(path):
            drawings, labels = load_drawings(path) if path.exists() else ([], [])
            save_drawings(path, [*drawings, strokes], [*labels, label])
        return path

    def load(self, path: str | Path, index: int = -1) -> None:
        """Draw a drawing from a file, the last one unless `index` says which.

        Raises:
            ValueError, OSError: if the file is none of drawings, or can't be read.
            IndexError: if it has no drawing of that number.
        """
        self.strokes = transfer.pick(load_drawings(path)[0], index)

    def send_to(self, other: Any, *, live: bool = False) -> None:
        """Give the drawing to another widget.

        Args:
            other: has `strokes` that can be assigned, such as another pad, or is called with the strokes.
            live: give it again after each change. Two pads may give to each other.

        Raises:
            TypeError: if `other` can't take strokes.
            Exception: what `other` raises when it is given the drawing. Later, after a change, the pad shows it in
                a sentence below its buttons.
        """
        if not (callable(other) or hasattr(type(other), "strokes")):
            raise TypeError(
                "DigitPad.send_to: other must have strokes that can be assigned, or be a function of the strokes, "
                f"but it is a {type(other).__name__}."
            )
        transfer.hand_over(self.strokes, self, other)
        if live and other not in (self, *self._receivers):
            self._receivers.append(other)

    def close(self) -> None:
        """End the pad's threads and take it off the page for good."""
        for part in ("_reader", "_explainer"):  # they are missing if the arguments were refused
            if hasattr(self, part):
                getattr(self, part).close()
        super().close()

    def _still(self) -> dict[str, str]:
        """Return the drawing and its answer as a picture."""
        with self._lock:
            readings = {name: self._readings.get(name) for name in self._models}
            page = words.still_html(readings, self._image, self._answer.verdict)
        return {"text/plain": words.STILL, "text/html": page}

    @property
    def _nothing(self) -> Reading:
        """The reading of a pad on which nothing, or next to nothing, is drawn."""
        return Reading("empty", None, (), 0.0, np.full(10, 0.1, np.float32), 0.0, self._image.copy())

    def _on_change(self, what: str) -> None:
        self._reader.changed(hurry=what != "drawing")
        if what == "drawing":
            self._has_written = False
        else:
            self._controls.say(" ".join(self._hand_on()))

    def _hand_on(self) -> Iterator[str]:
        """Give the drawing to all receivers; yield a sentence for each that fails, and go on with the others."""
        for other in tuple(self._receivers):
            try:
                transfer.hand_over(self.strokes, self, other)
            except Exception as error:
                self._receivers.remove(other)
                name = getattr(other, "__name__", type(other).__name__)
                yield (
                    f"{name}, which this pad gives its drawing to, failed: {type(error).__name__}: {error} "
                    "(The drawing is unharmed, and is no longer given there. Mend it, then call send_to again.)"
                )

    def _read(self) -> None:
        """Read the newest drawing. Whatever goes wrong in a model, the pad says so and drawing goes on."""
        is_drawing, strokes = self._surface.is_drawing, self._surface.strokes
        image = draw_fitted(strokes, min(10.0, PEN_WIDTH * self._surface.thickness))
        readings, problems = {}, []
        if strokes and np.ptp(np.concatenate(strokes), axis=0).max() >= _LEAST_EXTENT * self._surface.size:
            for name, found in reading.read_with_each(self._models, image).items():
                if isinstance(found, Reading):
                    readings[name] = found
                else:
                    problems.append(
                        f"{name or 'The model'} could not answer: {type(found).__name__}: {found} "
                        "(Train or load the model again, then make a new pad.)"
                    )
        with self._lock:
            self._image, self._readings = image, readings
            self._count += bool(readings)
        self._show(readings, image, is_drawing, " ".join(problems))
        if self._why.layout.display is None and not is_drawing:
            self._explainer.changed()

    def _show(
        self, readings: dict[str, Reading], image: NDArray[np.uint8], is_drawing: bool, problem: str
    ) -> None:
        first = next(iter(self._models))
        leading = readings.get(first)
        note, live = "", ""
        if leading is None:
            verdict = "problem" if problem else "drawing" if is_drawing else "empty"
            if image.any() and not is_drawing and not problem:
                note = "Draw it a little larger."
            live = "" if is_drawing else note or ("The pad is empty." if self._count else "")
        else:
            verdict = "drawing" if is_drawing and leading.verdict == "not a digit" else leading.verdict
            note = f"read by {first}" if first else ""
            live = "" if is_drawing else words.spoken(readings)
        shown = {name: readings.get(name) for name in self._models}
        self._answer.show(shown, image, verdict, count=self._count, note=problem or note, live=problem or live)

    def _explain(self) -> None:
        """Show why, with the newest drawing."""
        try:
            if self._examples is None:
                self._examples = mnist.load_mnist("sample", verbose=False)[0]
            first, model = next(iter(self._models.items()))
            with self._lock:
                one = self._readings.get(first, self._nothing)
            self._why.value = why.why_html(model, one, self._examples, first)
        except Exception as error:
            text = f"This answer could not be explained: {type(error).__name__}: {error} (You can draw on.)"
            self._why.value = f'<div class="digitlab-why">{html.escape(text)}</div>'

    def _on_why(self, is_on: bool) -> None:
        self._why.layout.display = None if is_on else "none"
        if is_on:
            self._explainer.changed()

    def _on_writer(self, is_on: bool) -> None:
        self._writer.layout.display = None if is_on else "none"
        if is_on:
            self._has_written = False
            self._writer.send()

    def _on_written(self, strokes: Any, thickness: float) -> None:
        # A slider's way is one step for undo, not many.
        self._surface.show(strokes, thickness=thickness, remember=not self._has_written)
        self._has_written = True

    def _offer_file(self) -> None:
        if self.strokes:
            self._answer.send({"file": to_json([self.strokes]).decode(), "name": "drawing.json"})

    def _take_file(self, content: bytes) -> None:
        try:
            self.strokes = transfer.from_json(content)
        except (ValueError, IndexError) as error:
            self._controls.say(str(error))
