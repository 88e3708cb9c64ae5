"""Who is training which model just now: two at once would overwrite each other's weights."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from types import FrameType
from typing import Any

from flax import nnx

# Seconds to wait for a training that was told to stop, which ends after the work at hand.
_PATIENCE = 10.0


class ModelLock:
    """One training's hold on a model, from `acquire` until `release`, or until its training is gone.

    A training is there as long as the call that acquired the lock hasn't ended, or the thread runs that the lock
    was handed to. So an interrupt may hit any line: what it leaves behind holds nothing.

    Attributes:
        model: that is trained.
        trainer: "fit" or "TrainingMonitor".
        training: the object that runs it, through which another monitor can stop it; None for `fit`.
        is_ending: was the training told to stop? Whoever comes next waits for it.
        thread: the thread that trains, if the lock was handed to one.
    """

    def __init__(self, model: nnx.Module, trainer: str, training: Any, frame: FrameType) -> None:
        self.model = model
        self.trainer = trainer
        self.training = training
        self.is_ending = False
        self.thread: threading.Thread | None = None
        self._frame = frame
        self._caller = threading.get_ident()

    def __enter__(self) -> ModelLock:
        """Return the lock, which ends with the block."""
        return self

    def __exit__(self, *error: object) -> None:
        """Give the model free."""
        release(self)

    @property
    def is_held(self) -> bool:
        """Is its training still there?"""
        if self.thread is not None and self.thread.is_alive():
            return True
        frame = sys._current_frames().get(self._caller)
        while frame is not None and frame is not self._frame:
            frame = frame.f_back
        return frame is not None


# The first entry of a model has it. Without a lock of its own, which an interrupt could leave behind: adding to a
# list and taking away from it can't be torn apart.
_held: list[ModelLock] = []
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
    """Lock a model for a training that begins now, in the function that calls this one.

    Args:
        model: to be trained.
        trainer: "fit" or "TrainingMonitor".
        training: the object that runs it, through which another monitor can stop it; None for `fit`.

    Raises:
        RuntimeError: if another training has the model.

    Example:
        >>> model = nnx.Linear(2, 3, rngs=nnx.Rngs(0))
        >>> with acquire(model, "fit"):
        ...     [one.trainer for one in held()]
        ['fit']
        >>> held()
        []
    """
    mine = ModelLock(model, trainer, training, sys._getframe(1))
    end = time.monotonic() + _PATIENCE
    while True:
        _held.append(mine)
        other = next(one for one in held() if one.model is model)
        if other is mine:
            return mine
        release(mine)
        if not other.is_ending or time.monotonic() > end:
            whose, advice = _REFUSALS[trainer, other.trainer]
            raise RuntimeError(
                f"{trainer}: {whose} is training this model just now, and two would overwrite each other's "
                f"weights. {advice}"
            )
        time.sleep(0.02)


def release(mine: ModelLock) -> None:
    """Give a model free; one that was given free already is no error."""
    with contextlib.suppress(ValueError):
        _held.remove(mine)


def held() -> list[ModelLock]:
    """Return the locks of all trainings that run now, and forget those that ended without a release."""
    for one in list(_held):
        if not one.is_held:
            release(one)
    return list(_held)
