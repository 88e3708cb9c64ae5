"""What happened during training, epoch by epoch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass
class Epoch:
    """What one pass over the training data brought.

    Attributes:
        loss: mean cross-entropy in nats over the pass, measured while the weights were changing.
        accuracy: share read correctly over the pass, 0 to 1, with dropout on.
        validation_loss: mean cross-entropy on the validation data after the pass, or None.
        validation_accuracy: share read correctly there, or None.
        seconds: time spent on the pass, compilation apart.
    """

    loss: float
    accuracy: float
    validation_loss: float | None
    validation_accuracy: float | None
    seconds: float


@dataclass
class History:
    """What happened during training.

    Attributes:
        epochs: one `Epoch` for each finished pass over the data.
        step_losses: float32 (steps,), the loss of each batch.
        compile_seconds: time spent on compiling, before the first step.
        stopped: None, or one sentence that says why training ended early.
        best_epoch: the epoch, counted from 0, with the lowest validation loss; None without validation data.
    """

    epochs: list[Epoch] = field(default_factory=list)
    step_losses: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    compile_seconds: float = 0.0
    stopped: str | None = None
    best_epoch: int | None = None
    # Where an interrupted run goes on from; the trainer's own.
    _place: Any = field(default=None, repr=False, compare=False)

    @property
    def seconds(self) -> float:
        """Time spent on training and validation, compilation included."""
        return self.compile_seconds + sum(epoch.seconds for epoch in self.epochs)

    @property
    def can_go_on(self) -> bool:
        """Was the run interrupted, so that ``fit(..., resume=history)`` goes on from there?"""
        return self._place is not None

    def column(self, name: str) -> NDArray[np.float64]:
        """Return one figure over the epochs, for instance ``history.column("loss")``; None becomes NaN."""
        values = [getattr(epoch, name) for epoch in self.epochs]
        return np.array([np.nan if value is None else value for value in values], np.float64)

    def _extend(self, losses: NDArray[np.float32]) -> None:
        self.step_losses = np.concatenate([self.step_losses, losses])

    def __repr__(self) -> str:
        """Return the last epoch in one line."""
        if not self.epochs:
            return "<History: no epoch finished>"
        return f"<History of {len(self.epochs)} epochs: {describe(self.epochs[-1])}>"


def describe(epoch: Epoch) -> str:
    """Return an epoch's figures in one line."""
    text = f"loss {epoch.loss:.4f}, accuracy {epoch.accuracy:.1%}"
    if epoch.validation_accuracy is not None:
        text += f", validation loss {epoch.validation_loss:.4f}, accuracy {epoch.validation_accuracy:.2%}"
    return text + f", {epoch.seconds:.1f} s"
