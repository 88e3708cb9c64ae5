"""`MnistifyInspector`: each step to MNIST's form is shown, can be left out, and the answer follows."""

from __future__ import annotations

import functools
import threading
from typing import Any

import ipywidgets
import numpy as np
from flax import nnx
from numpy.typing import NDArray

from digitlab._shared import arguments
from digitlab.evaluation import prediction, reading
from digitlab.evaluation.reading import Reading
from digitlab.pictures import greyscale
from digitlab.pictures.steps import MnistifySteps, drawing_steps, steps_from_grey
from digitlab.widgets._shared.composite import Composite
from digitlab.widgets.answer.panel import AnswerPanel
from digitlab.widgets.pictures import page

# What each step is called, and what happens without it.
STEPS = {
    "clean": ("find the ink", "the paper stays in the picture, and whatever is bright counts as ink"),
    "crop": ("crop to the ink", "what is around the digit stays, so the digit gets small"),
    "scale": ("scale to 20 × 20", "the digit is stretched to all 28 × 28 pixels"),
    "pen": ("MNIST's pen", "strokes stay as thin or as thick as scaling makes them"),
    "centre": ("centre by mass", "the middle of the box lies in the middle, wherever the ink is"),
}
STILL = "This is a still picture: run the notebook in JupyterLab to leave steps out."


class MnistifyInspector(Composite):
    """Shows how a drawing or a picture becomes an image like MNIST's, with the model's answer beside it.

    Give it another drawing with ``inspector.strokes = ...``, another picture with ``inspector.picture = ...``, or
    link it to a pad: ``pad.send_to(inspector, live=True)``.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10).
        picture_or_drawing: a drawing, that is a list of strokes, or a picture as for `mnistify`; None for neither.
        side: of the square surface that drawings come from.

    Raises:
        TypeError: if `model` is no model.
        digitlab.pictures.PictureError, OSError: if the picture can't be read.
        ValueError: if the model doesn't return (n, 10), or the strokes have the wrong form.

    Example:
        >>> from digitlab.models import SoftmaxRegression
        >>> inspector = MnistifyInspector(SoftmaxRegression(rngs=nnx.Rngs(0)), [[(0, 0), (50, 90)]])
        >>> inspector.switches["crop"].value = False
        >>> inspector.left_out
        ('crop',)
    """

    def __init__(self, model: nnx.Module, picture_or_drawing: Any = None, *, side: float = 280.0) -> None:
        self._model = prediction.check_model(model, "MnistifyInspector")
        reading.read_images(model, np.zeros((1, 28, 28), np.uint8))  # refuses what doesn't return (n, 10)
        self._side = arguments.check_number(side, where="MnistifyInspector", name="side", open_least=True)
        self._lock = threading.RLock()
        self._strokes: list[NDArray[np.float64]] = []
        self._grey: NDArray[np.float32] | None = None
        self._count = 0
        self._is_quiet = False
        guard = self.failures.guard
        self.switches = {
            name: ipywidgets.Checkbox(
                value=True, description=title, indent=False, layout={"width": "auto", "margin": "0 18px 0 0"}
            )
            for name, (title, _) in STEPS.items()
        }
        for name, switch in self.switches.items():
            switch.observe(guard(functools.partial(self._on_switch, name)), "value")
        self._all = ipywidgets.Button(description="All steps", tooltip="Do every step again")
        self._all.on_click(guard(lambda _: self.reset()))
        self._pictures = ipywidgets.HTML()
        self._said = ipywidgets.HTML()
        self._answer = AnswerPanel([""])
        row = ipywidgets.HBox(
            [*self.switches.values(), self._all], layout={"flex_flow": "row wrap", "overflow": "visible"}
        )
        left = ipywidgets.VBox([self._pictures], layout={"max_width": "548px"})
        both = ipywidgets.HBox([left, self._answer], layout={"flex_flow": "row wrap", "grid_gap": "8px 16px"})
        super().__init__([ipywidgets.HTML(page.style_html()), row, self._said, both])
        self.add_class("digitlab-inspector")
        if isinstance(picture_or_drawing, (list, tuple)):
            self.strokes = picture_or_drawing
        elif picture_or_drawing is not None:
            self.picture = picture_or_drawing
        else:
            self._show_new()

    @property
    def strokes(self) -> list[NDArray[np.float64]]:
        """The drawing: float64 arrays (k, 2), empty if it shows a picture. It can be assigned to."""
        return [stroke.copy() for stroke in self._strokes]

    @strokes.setter
    def strokes(self, strokes: Any) -> None:
        points = arguments.check_strokes(strokes, where="MnistifyInspector")
        with self._lock:
            self._strokes, self._grey = points, None
            self._show_new()

    @property
    def picture(self) -> NDArray[np.float32] | None:
        """The picture as grey levels, float32 (h, w); None if it shows a drawing. Any picture can be assigned."""
        return None if self._grey is None else self._grey.copy()

    @picture.setter
    def picture(self, picture: Any) -> None:
        grey = greyscale.read_grey(picture)
        with self._lock:
            self._strokes, self._grey = [], grey
            self._show_new()

    @property
    def left_out(self) -> tuple[str, ...]:
        """The names of the steps that are left out."""
        return tuple(
            name
            for name, switch in self.switches.items()
            if not switch.value and not (self._is_drawing and name == "clean")
        )

    @property
    def steps(self) -> MnistifySteps:
        """Every step as it is shown."""
        return self._steps

    @property
    def reading(self) -> Reading:
        """What the model reads, with its verdict."""
        return self._reading

    @property
    def probabilities(self) -> NDArray[np.float32]:
        """The model's float32 (10,) for the image as it is now."""
        return self._reading.probabilities.copy()

    @property
    def sentence(self) -> str:
        """What changed last, in one sentence or two."""
        return self._sentence

    def reset(self) -> None:
        """Do every step again."""
        with self._lock:
            self._is_quiet = True
            try:
                for switch in self.switches.values():
                    switch.value = True
            finally:
                self._is_quiet = False
            self._show_new()

    @property
    def _is_drawing(self) -> bool:
        return self._grey is None

    def _on_switch(self, name: str, _: Any) -> None:
        if self._is_quiet:
            return
        with self._lock:
            before = self._reading
            image = self._steps.image
            self._work()
            title, without = STEPS[name]
            is_on = self.switches[name].value
            start = f"“{title}” is done again." if is_on else f"Without “{title}”, {without}."
            if self._steps.is_blank or (image == self._steps.image).all():
                end = "Here it makes no difference."
            elif before.brief == self._reading.brief:
                end = f"The answer stays {_ended(before)}"
            else:
                end = f"Before: {_ended(before)} Now: {_ended(self._reading)}"
            self._show(f"{start} {end}")

    def _show_new(self) -> None:
        with self._lock:
            self._work()
            self.switches["clean"].disabled = self._is_drawing
            self.switches["clean"].tooltip = (
                "A drawing has no paper to tell ink from" if self._is_drawing else None
            )
            out = [STEPS[name][0] for name in self.left_out]
            if self._steps.is_blank:
                sentence = "Nothing is drawn yet." if self._is_drawing else "There is no ink in this picture."
            elif out:
                sentence = f"Left out: {', '.join(out)}. Answer: {_ended(self._reading)}"
            else:
                sentence = f"With all steps, the answer is {_ended(self._reading)}"
            self._show(sentence)

    def _work(self) -> None:
        wanted: dict[str, bool] = {name: bool(switch.value) for name, switch in self.switches.items()}
        if self._grey is None:
            wanted.pop("clean")
            self._steps = drawing_steps(self._strokes, side=self._side, **wanted)
        else:
            self._steps = steps_from_grey(self._grey, **wanted)
        self._reading = reading.read_images(self._model, self._steps.image[None])[0]

    def _show(self, sentence: str) -> None:
        self._count += 1
        self._sentence = sentence
        self._said.value = f'<div class="digitlab-pictures digitlab-said-now" role="status">{sentence}</div>'
        self._pictures.value = page.steps_html(self._steps, self.left_out, is_drawing=self._is_drawing)
        one = None if self._reading.verdict == "empty" else self._reading
        self._answer.show({"": one}, self._steps.image, self._reading.verdict, count=self._count)

    def _still(self) -> dict[str, str]:
        """Return the steps as pictures."""
        steps = page.steps_html(self._steps, self.left_out, is_drawing=self._is_drawing)
        said = f'<div class="digitlab-pictures"><p>{self._sentence}</p></div>'
        whole = f"{page.style_html()}{said}{steps}<p>{STILL}</p>"
        return {"text/html": whole, "text/plain": f"{self._sentence} {STILL}"}


def _ended(read: Reading) -> str:
    """Return a reading as the end of a sentence: "4 or 9?" needs no full stop."""
    return read.brief if read.brief.endswith("?") else f"{read.brief}."
