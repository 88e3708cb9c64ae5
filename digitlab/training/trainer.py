"""`Trainer`: the training loop, driven from outside a fraction of a second at a time."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from flax import nnx
from numpy.typing import NDArray

from digitlab._shared.forks import check_process
from digitlab.data.datasets import Dataset
from digitlab.evaluation import prediction
from digitlab.training.history import Epoch, History
from digitlab.training.options import TrainingOptions, check_data
from digitlab.training.schedule import learning_rates, shuffled_batches
from digitlab.training.stepper import Stepper


@dataclass(frozen=True)
class Progress:
    """How far a training has come within an epoch.

    Attributes:
        epoch: the epoch at hand, counted from 0.
        images: images met in this epoch.
        new_images: images met since the last report.
        loss: mean cross-entropy over them so far, in nats.
        accuracy: share read correctly so far, 0 to 1.
    """

    epoch: int
    images: int
    new_images: int
    loss: float
    accuracy: float


@dataclass
class _Place:
    """Where a training stopped, and all that it needs to go on from there."""

    settings: dict[str, Any]
    state: Any
    epoch: int
    step: int
    totals: NDArray[np.float64]
    seconds: float
    best: Any
    best_loss: float


class Trainer:
    """A training that is driven from outside: each turn of ``run()`` is a fraction of a second of work.

    Nothing is changed before ``run()`` begins. Then the model goes to its evaluation mode (dropout off: the steps
    work on a copy), and is brought up to date at the end of each epoch and when the run ends.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10).
        train: images with their labels.
        resume: the history of a run that was interrupted.
        **options: the fields of `TrainingOptions`, as for `fit`.

    Raises:
        TypeError, ValueError: as `fit`.
    """

    def __init__(
        self, model: nnx.Module, train: Dataset, *, resume: History | None = None, **options: Any
    ) -> None:
        check_process("fit")
        if not isinstance(model, nnx.Module):
            raise TypeError(
                f"fit: model must be a flax.nnx.Module such as digitlab.CNN(rngs=nnx.Rngs(0)), but it is "
                f"{model!r:.80}."
            )
        check_data(train, "train")
        self.model = model
        self.options = given = TrainingOptions(**options)
        self.epochs = given.epochs
        self._train = train
        self._batch_size = min(given.batch_size, len(train))
        self._stepper = Stepper(
            model,
            train,
            batch_size=self._batch_size,
            optimizer=given.optimizer,
            weight_decay=given.weight_decay,
            augmentation=given.augmentation,
            seed=given.seed,
            devices=given.devices,
        )
        self._steps = self._stepper.steps
        # The planned learning rate of each step; None: the user's optimizer brings its own.
        self._planned = None
        if given.optimizer is None:
            self._planned = learning_rates(given.learning_rate, self.epochs * self._steps)
        self.rate_factor = 1.0
        self._stop: str | None = None
        self._settings = {
            "the model's kind": type(model).__name__,
            "epochs": self.epochs,
            "batch_size": self._batch_size,
            "the number of training images": len(train),
            "seed": given.seed,
            "weight_decay": given.weight_decay,
            "augmentation": given.augmentation,
            "patience": given.patience,
            "learning_rate": None if self._planned is None else self._planned.tobytes(),
            "a validation set": given.validation is not None,
        }
        self.history, self._at = self._begin(resume)

    def _begin(self, resume: History | None) -> tuple[History, _Place]:
        if resume is None:
            start = self._stepper.snapshot()
            return History(), _Place(self._settings, start, 0, 0, np.zeros(3), 0.0, start, math.inf)
        if not isinstance(resume, History) or not resume.can_go_on:
            raise ValueError(
                "fit: resume must be the History of a run that was interrupted, but this one "
                f"{'ran to its end' if isinstance(resume, History) else 'is a ' + type(resume).__name__}. "
                "To train longer, call fit again without resume."
            )
        place: _Place = resume._place
        for name, value in self._settings.items():
            if place.settings[name] != value:
                raise ValueError(
                    f"fit: to resume a run, give it the arguments that it began with: {name} was different."
                )
        self._stepper.restore(place.state)
        return resume, place

    @property
    def images_before(self) -> int:
        """Images that a resumed run met before it was interrupted."""
        return self._at.epoch * len(self._train) + int(self._at.totals[2])

    @property
    def learning_rate(self) -> float | None:
        """The learning rate of the next step; None with an optimizer that brings its own."""
        if self._planned is None:
            return None
        step = min(self._at.epoch * self._steps + self._at.step, len(self._planned) - 1)
        return self.rate_factor * float(self._planned[step])

    @property
    def steps_per_epoch(self) -> int:
        """Batches in an epoch, the last short one included."""
        return self._steps

    @property
    def parameters(self) -> Any:
        """The weights of the last step as a pytree, for reading only: the next step takes their memory."""
        return self._stepper.parameters

    def compile(self) -> None:
        """Compile the training step; the time it takes is kept in the history."""
        self.history.compile_seconds += self._stepper.compile()

    def stop(self, why: str) -> None:
        """Let ``run()`` end after the work at hand; `why` completes the sentence "Training ..."."""
        self._stop = why

    def write_to_model(self) -> None:
        """Bring the model up to date with the weights of the last step."""
        self._stepper.write_to(self.model)

    def run(self) -> Iterator[Progress]:
        """Train to the end, or until `stop`. Between two reports the caller may do as it likes, or wait."""
        at = self._at
        if self.history.can_go_on:  # forgotten only now: whoever never runs this trainer can resume elsewhere
            self.history.stopped, self.history._place = None, None
        self.model.eval()
        while at.epoch < self.epochs and not self.history.stopped:
            yield from self._run_epoch()
        if self.options.patience is not None and self.history.best_epoch is not None and not self._was_interrupted:
            self._stepper.write_to(self.model, at.best)

    @property
    def _was_interrupted(self) -> bool:
        return self.history.can_go_on

    def _run_epoch(self) -> Iterator[Progress]:
        at, history = self._at, self.history
        begin = time.perf_counter() - at.seconds
        rng = np.random.default_rng([self.options.seed, at.epoch])
        self._stepper.begin_epoch(shuffled_batches(len(self._train), self._batch_size, rng))
        while at.step < self._steps:
            reached, part, losses = self._stepper.advance(at.epoch, at.step, self._rates(at.epoch))
            at.step = reached
            at.totals = at.totals + part
            history._extend(losses)
            loss, hits, images = at.totals
            if not np.isfinite(loss):
                self._give_up()
                return
            is_last = reached == self._steps
            if is_last:
                at.seconds = time.perf_counter() - begin
                self._finish_epoch()
            asked = time.perf_counter()
            yield Progress(
                at.epoch - is_last, int(images), int(part[2]), float(loss / images), float(hits / images)
            )
            # A caller may pause for as long as it likes: that isn't training.
            begin += time.perf_counter() - asked
            if self._stop is not None and at.epoch < self.epochs and not history.stopped:
                at.seconds = 0.0 if is_last else time.perf_counter() - begin
                self._interrupt()
            if history.stopped or is_last:
                return

    def _rates(self, epoch: int) -> NDArray[np.float32] | None:
        """Return the learning rates of an epoch's steps as they are now, or None."""
        if self._planned is None:
            return None
        return self.rate_factor * self._planned[epoch * self._steps : (epoch + 1) * self._steps]

    def _finish_epoch(self) -> None:
        at, history = self._at, self.history
        begin = time.perf_counter()
        self._stepper.write_to(self.model)
        validation = self.options.validation
        measured = None if validation is None else prediction.evaluate(self.model, validation)
        history.epochs.append(
            Epoch(
                loss=float(at.totals[0] / len(self._train)),
                accuracy=float(at.totals[1] / len(self._train)),
                validation_loss=measured.loss if measured else None,
                validation_accuracy=measured.accuracy if measured else None,
                seconds=at.seconds + time.perf_counter() - begin,
            )
        )
        if measured is None:
            at.best = self._stepper.snapshot()
        elif measured.loss < at.best_loss:
            at.best, at.best_loss = self._stepper.snapshot(), measured.loss
            history.best_epoch = at.epoch
        elif self.options.patience is not None and at.epoch - (history.best_epoch or 0) >= self.options.patience:
            history.stopped = (
                f"Training stopped early, after epoch {at.epoch + 1}: the validation loss has not fallen for "
                f"{self.options.patience} epochs. The model has the weights of epoch "
                f"{(history.best_epoch or 0) + 1}."
            )
        at.epoch += 1
        at.step, at.seconds, at.totals = 0, 0.0, np.zeros(3)

    def _interrupt(self) -> None:
        at = self._at
        self._stepper.write_to(self.model)
        at.state = self._stepper.snapshot()
        self.history._place = at
        self.history.stopped = (
            f"Training {self._stop} in epoch {min(at.epoch + 1, self.epochs)} of {self.epochs}. "
            "The model keeps what it has learned so far. To go on, call fit again with the same arguments "
            "and resume=history."
        )

    def _give_up(self) -> None:
        at = self._at
        self._stepper.write_to(self.model, at.best)
        back = "before training" if not self.history.epochs else "after its best epoch so far"
        self.history.stopped = (
            f"Training stopped in epoch {at.epoch + 1}: the loss is no longer a finite number, because the steps "
            f"were too large. The model is as it was {back}. Try a tenth of the learning rate."
        )
