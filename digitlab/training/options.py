"""`TrainingOptions`: how a model is trained; what `fit`, `Trainer` and the monitor take, checked in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import optax

from digitlab._shared import arguments
from digitlab.data.datasets import Dataset
from digitlab.training.augmentation import Augmentation
from digitlab.training.schedule import LARGEST_RATE, Schedule


@dataclass(frozen=True, kw_only=True, eq=False)
class TrainingOptions:
    """How a model is trained. Errors speak of `fit`, through which most people come here.

    Attributes:
        validation, epochs, batch_size, learning_rate, optimizer, seed: as for `fit`.
        weight_decay, augmentation, patience, devices: as for `fit`.

    Raises:
        TypeError, ValueError: if an option is of the wrong kind or out of range, or if two of them contradict each
            other.

    Example:
        >>> TrainingOptions(epochs=5).batch_size
        128
    """

    validation: Dataset | None = None
    epochs: int = 3
    batch_size: int = 128
    learning_rate: float | Schedule = 1e-3
    optimizer: optax.GradientTransformation | None = None
    seed: int = 0
    weight_decay: float = 0.0
    augmentation: Augmentation | None = None
    patience: int | None = None
    devices: Sequence[Any] | None = None

    def __post_init__(self) -> None:
        if self.validation is not None:
            check_data(self.validation, "validation")
        self._count("epochs", most=10_000)
        self._count("batch_size", most=1_000_000)
        self._count("seed", least=0)
        if not callable(self.learning_rate):
            arguments.check_number(
                self.learning_rate, where="fit", name="learning_rate", open_least=True, most=LARGEST_RATE
            )
        if self.optimizer is not None and not hasattr(self.optimizer, "update"):
            raise TypeError(
                "fit: optimizer must be an optax optimizer such as optax.sgd(0.1), but it is a "
                f"{type(self.optimizer).__name__}. To train with the built-in Adam, leave it out."
            )
        decay = arguments.check_number(self.weight_decay, where="fit", name="weight_decay", most=1e6)
        object.__setattr__(self, "weight_decay", decay)
        if decay and self.optimizer is not None:
            raise ValueError(
                "fit: weight_decay belongs to the built-in Adam. With an optimizer of your own, "
                "use one that decays, such as optax.adamw(...)."
            )
        if self.patience is not None:
            self._count("patience")
            if self.validation is None:
                raise ValueError(
                    "fit: patience needs validation data, on which it looks for the best epoch. "
                    "Pass validation=..., or leave patience out."
                )
        if self.augmentation is not None and not isinstance(self.augmentation, Augmentation):
            raise TypeError(
                "fit: augmentation must be a digitlab.training.Augmentation, such as "
                f"Augmentation(shift=2, turn=10), but it is a {type(self.augmentation).__name__}."
            )

    def _count(self, name: str, **limits: int) -> None:
        value = arguments.check_count(getattr(self, name), where="fit", name=name, **limits)
        object.__setattr__(self, name, value)


def check_data(data: Any, name: str) -> None:
    """Refuse what can't be trained on, or validated with.

    Args:
        data: anything.
        name: "train" or "validation", for the message.

    Raises:
        TypeError: if it is no `Dataset`.
        ValueError: if it is empty.
    """
    if not isinstance(data, Dataset):
        raise TypeError(
            f"fit: {name} must be a digitlab.Dataset, but it is a {type(data).__name__}. "
            "Write digitlab.Dataset(images, labels)."
        )
    if not len(data):
        raise ValueError(
            f"fit: {name} is empty, so there is nothing to learn from it. Give it at least one image."
        )
