"""Who is training which model just now: two at once would overwrite each other's weights."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flax import nnx

# Seconds to wait for a training that was told to stop, which ends after the work at hand.
_PATIENCE = 10.0


class ModelLock:
    """One training's hold on a model, from `acquire` until `release`.

    Attributes:
        model: that is trained.
        trainer: "fit" or "TrainingMonitor".
        training: the object that runs it, through which another monitor can stop it; None for `fit`.
        is_ending: was the training told to stop? Whoever comes next waits for it.
    """

    def __init__(self, model: nnx.Module, trainer: str, training: Any = None) -> None:
        self.model = model
        self.trainer = trainer
        self.training = training
        self.is_ending = False


_held: list[ModelLock] = []
_changed = threading.Condition()
_FIT = ("another call of fit", "Wait until that call of fit has ended, or interrupt it.")
# By who is refused and who has the model: what that one is called, and what to do.
_REFUSALS = {
    ("fit", "fit"): _FIT,
    ("fit", "TrainingMonitor"): ("a TrainingMonitor", "Press Stop there, or wait until it has finished."),
    ("TrainingMonitor", "fit"): _FIT,
    ("TrainingMonitor", "TrainingMonitor"): (
        "another monitor",
        "Press Stop here to stop the other one, then Start.",
    ),
}


def acquire(model: nnx.Module, trainer: str, training: Any = None) -> ModelLock:
    """Lock a model for a training that begins now.

    Args:
        model: to be trained.
        trainer: "fit" or "TrainingMonitor".
        training: the object that runs it, through which another monitor can stop it; None for `fit`.

    Raises:
        RuntimeError: if another training has the model.

    Example:
        >>> model = nnx.Linear(2, 3, rngs=nnx.Rngs(0))
        >>> release(acquire(model, "fit"))
    """
    end = time.monotonic() + _PATIENCE
    with _changed:
        while (other := _holder(model)) is not None and other.is_ending and time.monotonic() < end:
            _changed.wait(0.05)
        if other is not None:
            whose, advice = _REFUSALS[trainer, other.trainer]
            raise RuntimeError(
                f"{trainer}: {whose} is training this model just now, and two would overwrite each other's "
                f"weights. {advice}"
            )
        mine = ModelLock(model, trainer, training)
        _held.append(mine)
        return mine


def release(mine: ModelLock) -> None:
    """Give a model free; one that was given free already is no error."""
    with _changed:
        if mine in _held:
            _held.remove(mine)
        _changed.notify_all()


@contextmanager
def locked(model: nnx.Module, trainer: str) -> Iterator[None]:
    """Hold a model while a ``with`` block runs.

    Raises:
        RuntimeError: as `acquire`.
    """
    mine = acquire(model, trainer)
    try:
        yield
    finally:
        release(mine)


def held() -> list[ModelLock]:
    """Return the locks of all trainings that run now."""
    with _changed:
        return list(_held)


def _holder(model: nnx.Module) -> ModelLock | None:
    return next((one for one in _held if one.model is model), None)
