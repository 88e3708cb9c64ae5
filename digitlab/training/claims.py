"""Who is training which model just now: two at once would overwrite each other's weights."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flax import nnx

# Seconds to wait for a training that was told to stop, which ends after the work at hand.
_PATIENCE = 10.0


class Claim:
    """One training's claim to a model, from `claim` until `release`.

    Attributes:
        model: that is trained.
        trainer: "fit" or "TrainingMonitor".
        is_ending: was the training told to stop? Whoever comes next waits for it.
    """

    def __init__(self, model: nnx.Module, trainer: str) -> None:
        self.model = model
        self.trainer = trainer
        self.is_ending = False


_claims: list[Claim] = []
_changed = threading.Condition()
_ADVICE = {
    "fit": "Wait until that call of fit has ended, or interrupt it.",
    "TrainingMonitor": "Press Stop there, or wait until it has finished.",
}


def claim(model: nnx.Module, trainer: str) -> Claim:
    """Claim a model for a training that begins now.

    Args:
        model: to be trained.
        trainer: "fit" or "TrainingMonitor".

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
            whose = "a TrainingMonitor" if other.trainer == "TrainingMonitor" else "another call of fit"
            raise RuntimeError(
                f"{trainer}: {whose} is training this model just now, and two would overwrite each other's "
                f"weights. {_ADVICE[other.trainer]}"
            )
        mine = Claim(model, trainer)
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


def _holder(model: nnx.Module) -> Claim | None:
    return next((one for one in _claims if one.model is model), None)
