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


class Claim:
    """One training's claim to a model, from `claim` until `release`.

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


_claims: list[Claim] = []
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


def claim(model: nnx.Module, trainer: str, training: Any = None) -> Claim:
    """Claim a model for a training that begins now.

    Args:
        model: to be trained.
        trainer: "fit" or "TrainingMonitor".
        training: the object that runs it, through which another monitor can stop it; None for `fit`.

    Raises:
        RuntimeError: if another training has the model.

    Example:
        >>> model = nnx.Linear(2, 3, rngs=nnx.Rngs(0))
        >>> release(claim(model, "fit"))
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
        mine = Claim(model, trainer, training)
        _claims.append(mine)
        return mine


def release(mine: Claim) -> None:
    """Give a model free; a claim that was given back already is no error."""
    with _changed:
        if mine in _claims:
            _claims.remove(mine)
        _changed.notify_all()


@contextmanager
def claimed(model: nnx.Module, trainer: str) -> Iterator[None]:
    """Hold a model while a ``with`` block runs.

    Raises:
        RuntimeError: as `claim`.
    """
    mine = claim(model, trainer)
    try:
        yield
    finally:
        release(mine)


def current() -> list[Claim]:
    """Return the claims of all trainings that run now."""
    with _changed:
        return list(_claims)


def _holder(model: nnx.Module) -> Claim | None:
    return next((one for one in _claims if one.model is model), None)
