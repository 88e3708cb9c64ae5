"""Exercises of lesson 1 on a first baseline, and on sets that do not overlap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from digitlab.exercises._values import Problem
from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_01 as solutions
from digitlab.exercises.tasks import Exercise

_RNG = np.random.default_rng(101)
_MEANS = _RNG.integers(0, 256, (10, 28, 28)).astype(np.uint8)
_MEANS[4] //= 3  # a pale one and a dark one, so that the brightest isn't always the nearest
_MEANS[7] = 255 - _MEANS[7] // 4


# An image whose nearest mean is 2 by squared differences, 5 by absolute ones, 8 by the largest one, and 1 by
# their sum.
_BETWEEN = _RNG.integers(60, 190, (28, 28)).astype(np.uint8)
_BETWEEN[14, :8] = 255
_AROUND = np.stack([np.roll(_BETWEEN, (digit, 9), (0, 1)) for digit in range(10)])
_AROUND[2] = _BETWEEN - 24 * (np.indices((28, 28)).sum(axis=0) % 2).astype(np.uint8)
_AROUND[5] = _BETWEEN
_AROUND[5, 14, :8] = 0
_AROUND[8] = _BETWEEN - 19


def _near(digit: int) -> np.ndarray:
    noise = np.random.default_rng(digit).integers(-60, 61, (28, 28))
    return np.clip(_MEANS[digit].astype(int) + noise, 0, 255).astype(np.uint8)


def _parts(value: Any) -> tuple[list[int], list[int]]:
    return value[0].ravel().tolist(), value[1].ravel().tolist()


def _some(numbers: set[int], where: str) -> str:
    """Return 'these are in both sets: 3, 8, 12 and 5 more'."""
    shown, more = sorted(numbers)[:3], len(numbers) - 3
    return f"these are {where}: {', '.join(map(str, shown))}" + (f" and {more} more" if more > 0 else "")


def _twice(value: Any) -> set[int]:
    return {number for part in _parts(value) for number in part if part.count(number) > 1}


def _lost(arguments: tuple[Any, ...], value: Any) -> set[int]:
    return set(range(arguments[0])) - set(_parts(value)[0]) - set(_parts(value)[1])


def _fair(arguments: tuple[Any, ...], value: Any) -> bool:
    count = arguments[0]
    train, validation = _parts(value)
    is_whole = sorted(train + validation) == list(range(count))
    return is_whole and _is_sized(arguments, value) and not _fractions(value) and _step(arguments, value) == 0


def _is_sized(arguments: tuple[Any, ...], value: Any) -> bool:
    return len(_parts(value)[1]) == round(arguments[1] * arguments[0])


def _fractions(value: Any) -> bool:
    return any(part.dtype.kind == "f" and part.size > 0 for part in value)


def _step(arguments: tuple[Any, ...], value: Any) -> int:
    """Return the step from each number of a set to the next, if it is always the same; else 0."""
    for part in _parts(value):
        steps = set(np.diff(sorted(part)))
        if len(part) > 3 and len(steps) == 1:
            return int(steps.pop())
    return 0


def _in_order(arguments: tuple[Any, ...], value: Any) -> bool:
    return _step(arguments, value) == 1


def _influence_of_the_seed(tried: Sequence[tuple[tuple[Any, ...], Any]]) -> Problem | None:
    """Say so if two seeds give the same sets."""
    for arguments, value in tried:
        for others, another in tried:
            is_other = arguments[:2] == others[:2] and arguments[2] != others[2]
            if is_other and set(_parts(value)[1]) == set(_parts(another)[1]):
                return Problem(
                    "seed-ignored",
                    f"With seed {arguments[2]} and with seed {others[2]}, the validation set is the same. "
                    "The seed must reach the generator: `np.random.default_rng(seed)`.",
                )
    return None


def _bytes(form: Any) -> tuple[Any, Any]:
    """Return the readers of somebody who subtracts bytes, in one order or the other."""
    return (
        lambda image, means: form(means - image).sum(axis=(1, 2)).argmin(),
        lambda image, means: form(image - means).sum(axis=(1, 2)).argmin(),
    )


def _distances(image: Any, means: Any, power: int) -> Any:
    return ((means.astype(float) - image) ** power).sum(axis=(1, 2))


EXERCISES = (
    Exercise(
        "nearest_of_ten",
        "Read by the nearest mean",
        solutions.nearest_of_ten,
        [
            *(Case(f"an image near the mean of {digit}", _near(digit), _MEANS) for digit in (3, 0, 9, 4, 7)),
            Case("an image between several means", _BETWEEN, _AROUND),
        ],
        [
            Misconception(
                "farthest",
                "That is the mean image that is *farthest* away. The smallest distance is wanted.",
                like=lambda image, means: _distances(image, means, 2).argmax(),
            ),
            Misconception(
                "bytes-wrap-around",
                "Bytes (uint8) can't be negative: 3 - 5 gives 254, so near became far. "
                "Turn the pixels into floats before you subtract, for instance with `astype(float)`.",
                like=_bytes(np.square),
            ),
            Misconception(
                "bytes-wrap-around-in-abs",
                "Bytes (uint8) can't be negative: 3 - 5 gives 254, and `abs` can't repair that any more. "
                "Turn the pixels into floats before you subtract.",
                like=_bytes(np.abs),
            ),
            Misconception(
                "absolute-for-squared",
                "The *absolute* differences were added up. Squared ones were asked for, in which one large "
                "difference weighs more than many small ones.",
                like=lambda image, means: np.abs(means.astype(float) - image).sum(axis=(1, 2)).argmin(),
            ),
            Misconception(
                "largest-difference",
                "Only the *largest* difference of each image was looked at. Add up the squares of all.",
                like=lambda image, means: np.abs(means.astype(float) - image).max(axis=(1, 2)).argmin(),
            ),
            Misconception(
                "squares-wrap-around",
                "The differences fit their number type, but their squares don't: 255² = 65,025 is more than an "
                "int16 can hold, which goes to 32,767, and wraps around. Use floats, or int32.",
                like=lambda image, means: (
                    ((means.astype(np.int16) - image.astype(np.int16)) ** 2).sum(axis=(1, 2)).argmin()
                ),
            ),
            Misconception(
                "type-changed-too-late",
                "Bytes (uint8) can't be negative: 3 - 5 gives 254, and a type that is changed *after* the "
                "subtraction comes too late. Turn the pixels into floats before you subtract.",
                like=_bytes(lambda gaps: gaps.astype(float) ** 2),
            ),
            Misconception(
                "differences-cancel",
                "Too much ink in one place was set off against too little in another. "
                "Make each difference positive, by squaring it, before you add up.",
                like=lambda image, means: np.abs(_distances(image, means, 1)).argmin(),
            ),
            Misconception(
                "signed-differences",
                "Negative differences count as very near here, so the palest mean wins. "
                "Make each difference positive, by squaring it, before you add up.",
                like=lambda image, means: _distances(image, means, 1).argmin(),
            ),
            Misconception(
                "product-for-distance",
                "The mean with the largest product with the image isn't the nearest: much ink everywhere gives a "
                "large product, too. Use the difference.",
                like=lambda image, means: (means.astype(float) * image).sum(axis=(1, 2)).argmax(),
            ),
            Misconception(
                "distance-for-digit",
                "That is the smallest distance itself. Which digit does it belong to? Look for `argmin`.",
                like=lambda image, means: _distances(image, means, 2).min(),
            ),
        ],
        [
            "Subtract the image from each mean image. `means - image` does all ten at once; but mind the bytes.",
            "Square the differences, and sum over rows and columns, axes 1 and 2: ten distances. `argmin()` "
            "gives the place of the smallest, and the place is the digit.",
            "A small case with images of a single row and three means: the differences of [5, 9] from [5, 1], "
            "[4, 6] and [9, 9] are (0, 8), (1, 3) and (4, 0), their squares add up to 64, 10 and 16, so "
            "`nearest_of_ten([[5, 9]], [[[5, 1]], [[4, 6]], [[9, 9]]])` gives `1`.",
        ],
        "The distance of two images is the sum of the squared differences of their pixels. It needs numbers that "
        "can be negative, and uint8 can't.",
        whole=True,
    ),
    Exercise(
        "deal",
        "Two sets that don't overlap",
        solutions.deal,
        [
            Case("100 images, a share of 0.2 and seed 0", 100, 0.2, 0),
            Case("100 images, a share of 0.2 and seed 1", 100, 0.2, 1),
            Case("57 images, a share of 1/3 and seed 1", 57, 1 / 3, 1),
            Case("41 images, a share of 0.33 and seed 3", 41, 0.33, 3),
            Case("30 images, a share of 0.28 and seed 4", 30, 0.28, 4),
            Case("40 images, a share of 0.75 and seed 2", 40, 0.75, 2),
        ],
        [
            Misconception(
                "drawn-twice",
                "`choice` and `integers` may draw a number again: a permutation has each exactly once.",
                when=lambda arguments, value: any(len(set(part)) < len(part) for part in _parts(value)),
                seen=lambda arguments, value: _some(_twice(value), "twice in the same set"),
            ),
            Misconception(
                "overlap",
                "The validation would then ask what the model has already seen, and "
                "praise it for its memory: shuffle once, then cut.",
                when=lambda arguments, value: bool(set(_parts(value)[0]) & set(_parts(value)[1])),
                seen=lambda arguments, value: _some(set(_parts(value)[0]) & set(_parts(value)[1]), "in both sets"),
            ),
            Misconception(
                "counted-from-one",
                "There is no image with the number `count`: the numbers go from 0 to `count - 1`.",
                when=lambda arguments, value: arguments[0] in _parts(value)[0] + _parts(value)[1],
                seen=lambda arguments, value: f"the largest number is {max(_parts(value)[0] + _parts(value)[1])}",
            ),
            Misconception(
                "sizes-swapped",
                "The sets have each other's size: the share belongs to the validation set, which comes second.",
                when=lambda arguments, value: (
                    abs(len(_parts(value)[0]) - arguments[1] * arguments[0]) <= 1
                    and abs(len(_parts(value)[1]) - arguments[1] * arguments[0]) > 1
                ),
                seen=lambda arguments, value: (
                    f"{len(value[0])} are for training and {len(value[1])} for validation"
                ),
            ),
            Misconception(
                "images-lost",
                "Together, the two sets should hold each number once.",
                when=lambda arguments, value: sum(map(len, _parts(value))) < arguments[0],
                seen=lambda arguments, value: _some(_lost(arguments, value), "in no set"),
            ),
            Misconception(
                "rounding",
                "`int` and `//` cut the fraction off, `ceil` rounds up. Go to the *nearest* whole number, "
                "with `round`.",
                when=lambda arguments, value: (
                    len(_parts(value)[1]) in (int(n := arguments[1] * arguments[0]), int(n) + 1)
                    and not _is_sized(arguments, value)
                ),
                seen=lambda arguments, value: (
                    f"validation has {len(value[1])} numbers, where the share is {arguments[1] * arguments[0]:.4g}"
                ),
                edge=True,
            ),
            Misconception(
                "wrong-size",
                "The share, rounded to whole images, says exactly how many belong to validation: cut one shuffled "
                "order there. A throw of dice for each image gives it only on average.",
                when=lambda arguments, value: not _is_sized(arguments, value),
                seen=lambda arguments, value: (
                    f"validation has {len(value[1])} numbers, where {round(arguments[1] * arguments[0])} "
                    "were asked for"
                ),
            ),
            Misconception(
                "every-kth",
                "One set is taken at regular steps. If the data has a pattern of its own, that isn't chance: "
                "shuffle before you cut.",
                when=lambda arguments, value: _step(arguments, value) > 1,
                seen=lambda arguments, value: f"the numbers of one set go in steps of {_step(arguments, value)}",
            ),
            Misconception(
                "fractions",
                "These are floats, and no image has the number 3.0: an index must be a whole number. "
                "Make the arrays with `dtype=int`, or cut a permutation, which is whole.",
                when=lambda arguments, value: _fractions(value),
                seen=lambda arguments, value: "the numbers are floats",
            ),
            Misconception(
                "not-shuffled",
                "That is one piece of the original order. Data often comes sorted, and then a piece "
                "holds a few digits only: shuffle before you cut.",
                when=_in_order,
                seen=lambda arguments, value: (
                    f"validation holds {min(_parts(value)[1], default='nothing')} to "
                    f"{max(_parts(value)[1], default='nothing')}"
                ),
            ),
        ],
        [
            "`np.random.default_rng(seed)` makes a generator that draws the same numbers each time. Its "
            "`permutation(count)` gives the numbers 0 to count - 1 in random order, each once.",
            "Cut that order in two: `round(share * count)` of them are for validation.",
            "A small case: 5 images, a share of 0.4, so 2 for validation. If seed 0 gives the order 2, 4, 3, 0, "
            "1, the first two go to validation and the rest to training: `deal(5, 0.4, 0)` gives `([3, 0, 1], "
            "[2, 4])`.",
        ],
        "A permutation holds every number once, so two pieces of it can't overlap, and nothing is lost. The seed "
        "makes the choice repeatable.",
        accepts=_fair,
        together=_influence_of_the_seed,
    ),
)
