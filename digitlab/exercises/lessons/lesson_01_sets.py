"""Exercises of lesson 1 on a first baseline, and on sets that do not overlap."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitlab.exercises.solutions import lesson_01 as solutions
from digitlab.exercises.tasks import Case, Exercise, Misconception

_RNG = np.random.default_rng(101)
_MEANS = _RNG.integers(0, 256, (10, 28, 28)).astype(np.uint8)
_MEANS[4] //= 3  # a pale one and a dark one, so that the brightest isn't always the nearest
_MEANS[7] = 255 - _MEANS[7] // 4


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
    count, share, _ = arguments
    train, validation = _parts(value)
    whole = sorted(train + validation) == list(range(count))
    return whole and abs(len(validation) - share * count) <= 1 and not _in_order(arguments, value)


def _in_order(arguments: tuple[Any, ...], value: Any) -> bool:
    validation = sorted(_parts(value)[1])
    return len(validation) > 3 and validation[-1] - validation[0] == len(validation) - 1


def _distances(image: Any, means: Any, power: int) -> Any:
    return ((means.astype(float) - image) ** power).sum(axis=(1, 2))


EXERCISES = (
    Exercise(
        "nearest_of_ten",
        "Read by the nearest mean",
        solutions.nearest_of_ten,
        [Case(f"an image near the mean of {digit}", _near(digit), _MEANS) for digit in (3, 0, 9, 4, 7)],
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
                like=lambda image, means: ((means - image) ** 2).sum(axis=(1, 2)).argmin(),
            ),
            Misconception(
                "bytes-wrap-around-in-abs",
                "Bytes (uint8) can't be negative: 3 - 5 gives 254, and `abs` can't repair that any more. "
                "Turn the pixels into floats before you subtract.",
                like=lambda image, means: np.abs(means - image).sum(axis=(1, 2)).argmin(),
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
            "Square the differences, and sum over rows and columns, axes 1 and 2: ten distances.",
            "`argmin()` gives the place of the smallest, and the place is the digit.",
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
            Case("57 images, a share of 1/3 and seed 1", 57, 1 / 3, 1),
            Case("40 images, a share of 0.75 and seed 2", 40, 0.75, 2),
        ],
        [
            Misconception(
                "overlap",
                "The validation would then ask what the model has already seen, and "
                "praise it for its memory: shuffle once, then cut.",
                when=lambda arguments, value: bool(set(_parts(value)[0]) & set(_parts(value)[1])),
                seen=lambda arguments, value: _some(set(_parts(value)[0]) & set(_parts(value)[1]), "in both sets"),
            ),
            Misconception(
                "drawn-twice",
                "`choice` and `integers` may draw a number again: a permutation has each exactly once.",
                when=lambda arguments, value: any(len(set(part)) < len(part) for part in _parts(value)),
                seen=lambda arguments, value: _some(_twice(value), "twice in the same set"),
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
                "not-shuffled",
                "That is one piece of the original order. Data often comes sorted, and then a piece "
                "holds a few digits only: shuffle before you cut.",
                when=_in_order,
                seen=lambda arguments, value: (
                    f"validation holds {min(_parts(value)[1])} to {max(_parts(value)[1])}"
                ),
            ),
        ],
        [
            "`np.random.default_rng(seed)` makes a generator that draws the same numbers each time.",
            "Its `permutation(count)` gives the numbers 0 to count - 1 in random order, each once.",
            "Cut that order in two: `round(share * count)` of them are for validation.",
        ],
        "A permutation holds every number once, so two pieces of it can't overlap, and nothing is lost. The seed "
        "makes the choice repeatable.",
        accepts=_fair,
    ),
)
