"""The plan of a training: in which order it meets the images, and how large its steps are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from digitlab._shared import arguments

Schedule = Callable[[int], float]
LARGEST_RATE = 1e6


def shuffled_batches(count: int, batch_size: int, rng: np.random.Generator) -> NDArray[np.int32]:
    """Return positions (steps, batch) that meet each image once; the last row is filled up from the first.

    Example:
        >>> np.sort(shuffled_batches(4, 2, np.random.default_rng(0)).ravel())
        array([0, 1, 2, 3], dtype=int32)
    """
    order = rng.permutation(count).astype(np.int32)
    missing = -count % batch_size
    return np.concatenate([order, order[:missing]]).reshape(-1, batch_size)  # (steps, batch)


def learning_rates(learning_rate: float | Schedule, steps: int) -> NDArray[np.float32]:
    """Return the learning rate of each step, float32 (steps,): half a cosine wave, or what the schedule says.

    Raises:
        TypeError, ValueError: if a learning rate is no number, not finite, or negative.

    Example:
        >>> learning_rates(0.5, 2)
        array([0.5 , 0.25], dtype=float32)
    """
    if callable(learning_rate):
        rates = np.array([float(learning_rate(step)) for step in range(steps)])
        if not np.isfinite(rates).all() or (rates < 0).any():
            raise ValueError(
                "fit: the schedule learning_rate must return numbers of at least 0, but it returned "
                f"{rates[~(np.isfinite(rates) & (rates >= 0))][0]}. Try it out: learning_rate({steps - 1})."
            )
    else:
        start = arguments.check_number(
            learning_rate, where="fit", name="learning_rate", open_least=True, most=LARGEST_RATE
        )
        rates = start * (1 + np.cos(np.pi * np.arange(steps) / steps)) / 2
    return rates.astype(np.float32)
