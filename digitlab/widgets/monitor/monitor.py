"""`TrainingMonitor`: watch a training and steer it, while the notebook stays free."""

from __future__ import annotations

import inspect
import threading
import time
from typing import Any

import ipywidgets
from flax import nnx

from digitlab._shared import arguments
from digitlab.data.datasets import Dataset
from digitlab.models.networks import SoftmaxRegression
from digitlab.training.background import BackgroundTraining
from digitlab.training.fit import fit
from digitlab.training.history import History
from digitlab.widgets._shared.composite import Composite
from digitlab.widgets.monitor import curves, page

STILL = "This is a still picture of a training: run the notebook in JupyterLab to steer it."
# Seconds between two pictures.
_PAUSE = 0.25
# Seconds in which a second click on the same button is the other half of a double click.
_DOUBLE_CLICK = 0.35


class TrainingMonitor(Composite):
    """Trains a model in the background and shows how it goes: curves, weights, speed, and buttons to steer it.

    Other cells can run meanwhile. The buttons wait while one does, because JupyterLab does one thing at a time.
    The model gets the new weights after each epoch, at a pause and at the end.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10). Don't train it anywhere else at the same time.
        train: images with their labels.
        resume: the history of a run that was interrupted, or stopped in another monitor; it goes on from there.
        **options: validation, epochs, batch_size, learning_rate, ...: all that `fit` takes.

    Raises:
        TypeError, ValueError: as `fit`.

    Example:
        >>> import numpy as np
        >>> data = Dataset(np.zeros((10, 28, 28), np.uint8), np.arange(10))
        >>> monitor = TrainingMonitor(SoftmaxRegression(rngs=nnx.Rngs(0)), data, epochs=2)
        >>> monitor.start()
        >>> monitor.wait(timeout=60), monitor.state
        (True, 'finished')
    """

    def __init__(
        self, model: nnx.Module, train: Dataset, *, resume: History | None = None, **options: Any
    ) -> None:
        self._training = BackgroundTraining(model, train, resume=resume, **options)
        given = self._training.options
        self._model = model
        self._is_validated = given.validation is not None
        # Clicks come from the main thread or another of the kernel's, reports from the training's.
        self._lock = threading.RLock()
        self._drawn = self._clicked = -float("inf")
        self._shown_state = ""
        self._said = ""
        self._drawing_problem = ""
        self._blocked_by: list[BackgroundTraining] = []

        self._main = ipywidgets.Button(description="Start", icon="play", layout={"width": "120px"})
        self._stop = ipywidgets.Button(description="Stop", icon="stop", layout={"width": "120px"})
        guard = self.failures.guard
        self._main.on_click(guard(lambda _: self._on_main()))
        self._stop.on_click(guard(lambda _: self._on_stop()))
        self._status = ipywidgets.HTML(layout={"margin": "0 0 0 8px"})
        self._figures = ipywidgets.HTML()
        self._note = ipywidgets.HTML()
        self._curves = ipywidgets.HTML()
        self._rate = ipywidgets.HTML(layout={"margin": "0 0 0 8px"})
        self._slider = ipywidgets.FloatLogSlider(
            value=1.0,
            base=10,
            min=-1,
            max=1,
            step=0.05,
            description="Learning rate times",
            readout_format=".2f",
            disabled=given.optimizer is not None,
            style={"description_width": "initial"},
            layout={"width": "380px"},
        )
        self._slider.observe(guard(self._on_slider), "value")
        super().__init__(
            [
                ipywidgets.HTML(page.STYLE, layout={"display": "none"}),
                ipywidgets.HBox(
                    [self._main, self._stop, self._status],
                    layout={"flex_flow": "row wrap", "align_items": "center"},
                ),
                self._figures,
                self._curves,
                ipywidgets.HBox(
                    [self._slider, self._rate], layout={"flex_flow": "row wrap", "align_items": "center"}
                ),
                *self._make_weights(),
                self._note,
            ]
        )
        self.add_class("digitlab-monitor")
        self._training.on_change(guard(self._on_report))
        self._show(draw=True)

    @property
    def model(self) -> nnx.Module:
        """The model that is trained. It has the new weights after each epoch, at a pause and at the end."""
        return self._model

    @property
    def state(self) -> str:
        """One of "ready", "compiling", "training", "paused", "stopping", "stopped", "finished", "failed"."""
        return self._training.state

    @property
    def history(self) -> History:
        """What happened so far. After a stop, ``resume=monitor.history`` goes on elsewhere."""
        return self._training.history

    @property
    def problem(self) -> str | None:
        """What went wrong, in a sentence, or None."""
        return self._training.problem

    def start(self) -> None:
        """Begin, or go on after a pause or a stop; while it trains, nothing happens.

        Raises:
            RuntimeError: if training has finished, or if another monitor trains the same model.
        """
        with self._lock:
            self._said, self._blocked_by = "", []
        try:
            self._training.start()
        except RuntimeError as error:
            with self._lock:
                self._said = str(error)
                self._blocked_by = [one for one in self._training.others() if one.model is self._model]
            self._show()
            raise
        if self._training.others():
            with self._lock:
                self._said = (
                    "Another monitor is training too, which makes both slower. Stop it there, or write "
                    "monitor.stop_others()."
                )
        self._show()

    def pause(self) -> None:
        """Hold the training after the step at hand. The model then has the weights so far."""
        self._training.pause()
        self._show()

    def continue_(self) -> None:
        """Go on after a pause; otherwise nothing happens."""
        self._training.go_on()
        self._show()

    resume = continue_

    def stop(self) -> None:
        """End the training after the step at hand; `start` goes on from there as if nothing had happened."""
        self._training.stop()
        self._show()

    def stop_others(self) -> None:
        """Stop all trainings of other monitors, for instance of one whose view is gone."""
        for other in self._training.others():
            other.stop()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until training has ended, at most `timeout` seconds, and say whether it has.

        Interrupting the kernel ends the waiting, not the training.
        """
        return self._training.wait(timeout)

    def close(self) -> None:
        """Stop the training and take the widget off the page for good."""
        training = getattr(self, "_training", None)  # None if the arguments were refused
        if training is not None:
            training.on_change(lambda: None)
            training.stop()
        super().close()

    def _still(self) -> dict[str, str]:
        """Return the figures and the curves."""
        shown = (self._status, self._figures, self._curves)
        whole = page.STYLE + "".join(part.value for part in shown)
        return {"text/html": f"{whole}<p>{STILL}</p>", "text/plain": STILL}

    def _on_main(self) -> None:
        now = time.monotonic()
        if now - self._clicked < _DOUBLE_CLICK:
            return
        self._clicked = now
        training = self._training
        try:
            if training.is_held:
                self.continue_()
            elif training.state in ("compiling", "training"):
                self.pause()
            else:
                self.start()
        except RuntimeError:
            pass  # the sentence is on the page

    def _on_stop(self) -> None:
        for other in self._blocked_by:
            other.stop()
        with self._lock:
            self._said, self._blocked_by = "", []
        self.stop()

    def _on_slider(self, change: dict[str, Any]) -> None:
        self._training.rate_factor = float(change["new"])
        self._show()

    def _on_report(self) -> None:
        """Show a report of the training's thread, but not each one."""
        now = time.monotonic()
        is_new = self._training.state != self._shown_state
        if is_new or now - self._drawn >= _PAUSE:
            self._drawn = now
            self._show(draw=True)

    def _make_weights(self) -> list[ipywidgets.Widget]:
        weights = curves.first_weights(self._training.parameters)
        self._image: ipywidgets.Image | None = None
        if weights is None:
            return []
        data, width, height = curves.weights_png(weights)
        count, rows, cols = weights.shape
        kind = "kernels" if rows < arguments.IMAGE_SIDE else "neurons"
        what = f"The first layer's first {count} {kind}, {rows} × {cols} weights each"
        if isinstance(self._model, SoftmaxRegression):
            what = "The weights of the digits 0 to 9"
        self._image = ipywidgets.Image(value=data, format="png")
        self._image.layout.width, self._image.layout.height = f"{width}px", f"{height}px"
        self._image.add_class("digitlab-monitor-weights")
        caption = f"<div>{what}: blue speaks for, red against, white doesn't matter.</div>"
        return [ipywidgets.HTML(caption), self._image]

    def _show(self, *, draw: bool = False) -> None:
        """Bring the page up to date; with `draw`, curves and weights too, which only the training's thread may."""
        with self._lock:
            if draw:
                try:
                    self._draw()
                    self._drawing_problem = ""
                except Exception as error:
                    self._drawing_problem = (
                        f"The curves could not be drawn ({type(error).__name__}: {error}). "
                        "This doesn't touch the training."
                    )
            training = self._training
            state = training.state
            can_stop = training.is_active and state != "stopping"
            label, icon = "Start", "play"
            if training.is_held:
                label = "Continue"
            elif training.is_active and state != "stopping":
                label, icon = "Pause", "pause"
            self._main.description, self._main.icon = label, icon
            self._main.disabled = state == "stopping"
            self._stop.disabled = not (can_stop or self._blocked_by)
            self._figures.value = page.figures_html(training)
            self._rate.value = page.rate_html(training)
            self._note.value = page.note_html(training, self._said, self._drawing_problem)
            # Last, so that who waits for a state finds everything else in place; a trait that stays isn't sent.
            self._shown_state = state
            self._status.value = page.status_html(training, state)

    def _draw(self) -> None:
        self._curves.value = page.curves_html(self._training, is_validated=self._is_validated)
        if self._image is not None:
            weights = curves.first_weights(self._training.parameters)
            if weights is not None:
                self._image.value = curves.weights_png(weights)[0]


# So that a notebook's help and completion list the options: they are fit's, but for the bar of its own.
_fit = inspect.signature(fit)
TrainingMonitor.__signature__ = _fit.replace(  # type: ignore[attr-defined]
    parameters=[entry for name, entry in _fit.parameters.items() if name != "progress"],
    return_annotation=TrainingMonitor,
)
