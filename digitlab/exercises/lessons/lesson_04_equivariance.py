"""The exercise of lesson 4 on what moves along with the image."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_04 as solutions
from digitlab.exercises.tasks import Exercise

_RNG = np.random.default_rng(126)
_IMAGE = _RNG.permutation(np.arange(1.0, 25.0) ** 1.1).reshape(4, 6)

Move = Callable[[Any, int], Any]


def _blur(image: Any) -> Any:
    """Mix each column with its neighbours, round the rim: that moves along."""
    return (np.roll(image, 1, axis=1) + 2 * image + np.roll(image, -1, axis=1)) / 4


def _ramp(image: Any) -> Any:
    """Multiply the columns by 1, 2, 3 and so on."""
    return image * np.arange(1, image.shape[1] + 1)


def _pool(image: Any) -> Any:
    """Put the largest of each square of 2 x 2 into all its four pixels."""
    rows, cols = image.shape
    largest = image.reshape(rows // 2, 2, cols // 2, 2).max(axis=(1, 3))
    return np.repeat(np.repeat(largest, 2, axis=0), 2, axis=1)


def _running_maximum(image: Any) -> Any:
    """Return the largest so far in each row, from left to right."""
    return np.maximum.accumulate(image, axis=1)


def _right(image: Any, by: int) -> Any:
    return np.roll(image, by, axis=1)


def _left(image: Any, by: int) -> Any:
    return np.roll(image, -by, axis=1)


def _down(image: Any, by: int) -> Any:
    return np.roll(image, by, axis=0)


def _on(image: Any, by: int) -> Any:
    return np.roll(image, by)


def _stay(image: Any, by: int) -> Any:
    return image


def _with_zeros(image: Any, by: int) -> Any:
    return np.pad(np.asarray(image), ((0, 0), (by, 0)))[:, : image.shape[1]]


def _largest(differences: Any) -> Any:
    return np.abs(differences).max()


def _gap(before: Move = _right, after: Move = _right, of: Callable[[Any], Any] = _largest) -> Callable[..., Any]:
    """Return the gap of somebody who moves in other ways, or sums the differences up otherwise."""
    return lambda layer, image, by: of(layer(before(image, by)) - after(layer(image), by))


EXERCISES = (
    Exercise(
        "equivariance_gap",
        "Does it move along?",
        solutions.equivariance_gap,
        [
            Case("a layer that multiplies the columns by 1 to 5", _ramp, _IMAGE[:3, :5], 2),
            Case("2 x 2 max pooling, blown up again", _pool, _IMAGE, 1),
            Case("a blur that goes round the rim", _blur, _IMAGE[:3, 2:], 1),
            Case("a running maximum in each row", _running_maximum, _IMAGE[1:, 1:], 3),
        ],
        [
            Misconception(
                "invariance",
                "That compares what was moved with what wasn't: it asks whether *nothing* changes. Moving along "
                "means that the other way ends with a move, too.",
                like=(
                    _gap(after=_stay),
                    _gap(before=_stay),
                    lambda layer, image, by: _largest(layer(image) - layer(_left(image, by))),
                ),
            ),
            Misconception(
                "sign-kept",
                "The largest difference was taken with its sign, so a large negative one doesn't count. Take "
                "`np.abs` first.",
                like=(
                    _gap(of=np.max),
                    _gap(of=lambda differences: (-differences).max()),
                    _gap(of=lambda differences: abs(differences.max())),
                    _gap(of=np.min),
                ),
            ),
            Misconception(
                "mean-or-sum",
                "All pixels were put into one number: a mean, a sum, squares or a count. Asked for is the "
                "*largest* difference.",
                like=(
                    _gap(of=lambda differences: np.abs(differences).mean()),
                    _gap(of=lambda differences: np.abs(differences).sum()),
                    _gap(of=lambda differences: np.sqrt((differences**2).mean())),
                    _gap(of=lambda differences: (differences**2).mean()),
                    _gap(of=lambda differences: (differences**2).sum()),
                    _gap(of=lambda differences: np.sqrt((differences**2).sum())),
                    _gap(of=lambda differences: (differences**2).max()),
                    _gap(of=lambda differences: np.median(np.abs(differences))),
                    _gap(of=np.count_nonzero),
                ),
            ),
            Misconception(
                "largest-of-each",
                "The largest number of each way was taken *before* the difference. Subtract pixel by pixel, then "
                "take the largest.",
                like=lambda layer, image, by: abs(layer(_right(image, by)).max() - layer(image).max()),
            ),
            Misconception(
                "moves-rows",
                "The rows were moved down. Columns lie along `axis=1`.",
                like=(_gap(_down, _down), _gap(_down, _right), _gap(_right, _down)),
            ),
            Misconception(
                "rolls-all-pixels",
                "Without `axis`, `np.roll` takes all pixels as one long row: what leaves on the right comes back "
                "one row lower. Name the axis of the columns.",
                like=(_gap(_on, _on), _gap(_on, _right), _gap(_right, _on)),
            ),
            Misconception(
                "moves-left",
                "Something was moved to the *left*. Both ways move to the right, by `by`.",
                like=(_gap(_left, _left), _gap(_right, _left), _gap(_left, _right)),
            ),
            Misconception(
                "zeros-come-in",
                "On the left, zeros came in. What leaves on the right should come back there, as with `np.roll`.",
                like=(_gap(_with_zeros, _with_zeros), _gap(_with_zeros, _right), _gap(_right, _with_zeros)),
            ),
            Misconception(
                "rim-left-out",
                "Some columns were left out of the comparison. What came back on the left counts, too.",
                like=(
                    lambda layer, image, by: _gap(of=lambda differences: _largest(differences[:, by:]))(
                        layer, image, by
                    ),
                    lambda layer, image, by: _gap(of=lambda differences: _largest(differences[:, :-by]))(
                        layer, image, by
                    ),
                ),
            ),
            Misconception(
                "moved-twice",
                "One of the ways moves twice. Both begin with the image as it came, and move once.",
                like=(
                    lambda layer, image, by: _gap()(layer, _right(image, by), by),
                    lambda layer, image, by: _gap(_stay)(layer, _right(image, by), by),
                    lambda layer, image, by: _largest(layer(_right(image, by)) - layer(_right(image, 2 * by))),
                    _gap(after=lambda image, by: _right(image, 2 * by)),
                    _gap(before=lambda image, by: _right(image, 2 * by)),
                ),
            ),
            Misconception(
                "layer-missing",
                "Each way takes one move and *one* `layer`. On one of them `layer` is missing, or comes twice.",
                like=(
                    lambda layer, image, by: _largest(layer(_right(image, by)) - _right(image, by)),
                    lambda layer, image, by: _largest(_right(image, by) - _right(layer(image), by)),
                    lambda layer, image, by: _largest(_right(image, by) - image),
                    lambda layer, image, by: _largest(layer(_right(layer(image), by)) - _right(layer(image), by)),
                    lambda layer, image, by: _largest(layer(_right(image, by)) - layer(_right(layer(image), by))),
                    lambda layer, image, by: _gap()(lambda pixels: layer(layer(pixels)), image, by),
                ),
            ),
            Misconception(
                "yes-or-no",
                "That is True or False. Asked for is *how far* the two ways are apart, a number.",
                when=lambda arguments, value: value.dtype.kind == "b",
            ),
            Misconception(
                "many-numbers",
                "Those are several numbers. Asked for is one, the largest of all pixels: `max` without an axis.",
                like=(
                    _gap(of=np.abs),
                    _gap(of=lambda differences: np.abs(differences).max(axis=1)),
                    _gap(of=lambda differences: np.abs(differences).max(axis=0)),
                    _gap(of=lambda differences: differences),
                ),
            ),
        ],
        [
            "Compute the two ways one by one, each an array (h, w). `np.roll(image, by, axis=1)` moves the "
            "columns to the right, and what leaves comes back.",
            "One way is `layer(np.roll(...))`, the other `np.roll(layer(image), ...)`. Of their difference take "
            "`np.abs`, then the largest.",
            "A small case: let `ramp` multiply the columns by 1, 2 and 3. Moved first, the 5 in column 0 comes to "
            "column 1 and becomes 10; multiplied first, it stays 5, then moves. So "
            "`equivariance_gap(ramp, [[5, 0, 0]], 1)` gives `5`.",
        ],
        "If a function treats all places alike, both ways give the same picture, and the gap is 0. Any difference "
        "shows that it depends on *where* something stands.",
    ),
)
