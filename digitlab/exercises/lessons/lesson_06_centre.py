"""Exercises of lesson 6 on the place of a drawing, and on silence."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_06 as solutions
from digitlab.exercises.tasks import Exercise

_RNG = np.random.default_rng(106)


def _inked(shape: tuple[int, int], top: int, left: int, height: int, width: int) -> np.ndarray:
    """Return an image with faint and dark ink in a box, a gap inside it, and paper around."""
    image = np.zeros(shape, np.uint8)
    image[top : top + height, left : left + width] = _RNG.integers(1, 256, (height, width))
    image[top + 1 : top + height - 1, left + 1] = 0
    return image


_HEAVY = _inked((28, 28), 3, 12, 9, 6)
_HEAVY[3:5, 12:18] = 255  # more ink at the top than below: the centre of mass isn't that of the box
_WIDE = _inked((28, 28), 17, 2, 5, 14)
_WIDE[17:22, 2:6] = 255
_RIGHT = _inked((28, 28), 4, 19, 7, 8)
_RIGHT[9:11, 19:27] = 200
_SURE = np.full((5, 10), 0.05)
for _row, (_digit, _p) in enumerate([(3, 0.55), (7, 0.91), (0, 0.8), (9, 0.3), (1, 0.79)]):
    _SURE[_row] = (1 - _p) / 9
    _SURE[_row, _digit] = _p


# Two or three digits are likely in each row, and the likeliest comes last, first, or in between.
_TORN = np.array(
    [
        [0.02, 0.30, 0.02, 0.02, 0.02, 0.02, 0.02, 0.54, 0.02, 0.02],
        [0.45, 0.02, 0.02, 0.02, 0.02, 0.35, 0.04, 0.04, 0.02, 0.02],
        [0.02, 0.02, 0.28, 0.02, 0.31, 0.02, 0.02, 0.02, 0.27, 0.02],
        [0.10, 0.11, 0.09, 0.12, 0.08, 0.24, 0.06, 0.07, 0.06, 0.07],
    ]
)


def _mass(image: Any) -> tuple[float, float]:
    rows, cols = np.indices(image.shape)
    return (image * rows).sum() / image.sum(), (image * cols).sum() / image.sum()


def _moved(centre: Any, goal: float = 14) -> Any:
    """Return the shift of somebody who takes another point for the centre, or another goal."""
    return lambda image: tuple(round(goal - place) for place in centre(image))


def _box_middle(image: Any) -> tuple[float, float]:
    rows, cols = np.nonzero(image)
    return (rows.min() + rows.max()) / 2, (cols.min() + cols.max()) / 2


def _answers(mask: Any, digits: Any) -> Any:
    return lambda P, least: np.where(mask(P, least), digits(P, least), -1)


EXERCISES = (
    Exercise(
        "shift_to_middle",
        "To the middle",
        solutions.shift_to_middle,
        [
            Case("ink at the top, heavy above", _HEAVY),
            Case("ink at the lower left, heavy on the left", _WIDE),
            Case("ink at the right", _RIGHT),
        ],
        [
            Misconception(
                "rows-for-columns",
                "Down and right have changed places: the *row* of the centre of mass says how far to move down. "
                "Which of the two axes of an image counts rows?",
                like=lambda image: solutions.shift_to_middle(image)[::-1],
            ),
            Misconception(
                "sign",
                "The shift has the wrong sign and moves the digit further away. From where to where does it go?",
                like=lambda image: tuple(-step for step in solutions.shift_to_middle(image)),
            ),
            Misconception(
                "box-for-mass",
                "That brings the middle of the *box* to the middle. MNIST takes the centre of mass, in which dark "
                "pixels weigh more.",
                like=tuple(_moved(_box_middle, goal) for goal in (14, 13.5, 13)),
            ),
            Misconception(
                "all-ink-weighs-the-same",
                "Faint and dark ink weighed the same. In the centre of mass, each pixel weighs as much as it is "
                "dark.",
                like=_moved(lambda image: _mass((image > 0) * 1)),
            ),
            Misconception(
                "place-for-shift",
                "That is where the centre of mass is. How far is it from there to (14, 14)?",
                like=lambda image: tuple(round(place) for place in _mass(image)),
            ),
            Misconception(
                "another-middle",
                "The goal is off: MNIST's digits have their centre of mass at row and column 14.",
                like=tuple(_moved(_mass, goal) for goal in (10, 13, 15)),
            ),
            Misconception(
                "not-rounded",
                "Pixels can only be moved by whole steps. Round to the nearest.",
                when=lambda arguments, value: any(float(step) % 1 > 0 for step in value),
            ),
            Misconception(
                "rounded-down",
                "The fraction was cut off, or the middle was taken for 13.5, which comes to the same. The "
                "goal is 14; round to the *nearest* whole number, with `round`.",
                when=lambda arguments, value: all(
                    abs(float(step) - (14 - place)) < 1
                    for step, place in zip(value, _mass(arguments[0]), strict=True)
                ),
            ),
        ],
        [
            "The centre's row is the mean of all row numbers, each weighted with the ink in its place: `rows, "
            "cols = np.indices(image.shape)` gives row and column of every pixel. Multiply, sum up, and divide "
            "by the sum of the ink.",
            "The shift is 14 minus that place, rounded with `round`. First down (rows), then right (columns).",
            "A small case: two rows of three pixels, with ink 3 in row 0, column 0 and ink 1 in row 1, column "
            "2. The centre's row is (3 · 0 + 1 · 1) / 4 = 0.25, its column (3 · 0 + 1 · 2) / 4 = 0.5; the way "
            "is 13.75 and 13.5 (a half goes to the even number), so `shift_to_middle([[3, 0, 0], [0, 0, 1]])` "
            "gives `(14, 14)`.",
        ],
        "Each pixel pulls with its ink, so a heavy stroke counts more than a thin one. The way from there to the "
        "middle is goal minus place.",
        whole=True,
    ),
    Exercise(
        "read_or_not",
        "An answer that may be silence",
        solutions.read_or_not,
        [
            Case("5 images, at least 0.8", _SURE, 0.8),
            Case("5 images, at least 0.5", _SURE, 0.5),
            Case("1 image, at least 0.95", _SURE[1:2], 0.95),
            Case("4 images, at least 0.25", _TORN, 0.25),
        ],
        [
            Misconception(
                "always-answers",
                "Every image got an answer. Where the largest probability is too small, -1 should stand.",
                like=_answers(lambda P, least: P.max(axis=1) >= 0, lambda P, _: P.argmax(axis=1)),
            ),
            Misconception(
                "wrong-way-round",
                "The sure answers were dropped and the unsure ones kept. Look at the direction of the comparison.",
                like=_answers(lambda P, least: P.max(axis=1) < least, lambda P, _: P.argmax(axis=1)),
            ),
            Misconception(
                "first-for-likeliest",
                "The *first* digit that is likely enough was taken. Another one may be likelier still: look for "
                "the largest.",
                like=_answers(
                    lambda P, least: P.max(axis=1) >= least, lambda P, least: (least <= P).argmax(axis=1)
                ),
            ),
            Misconception(
                "digit-for-probability",
                "The *digit* was compared with the limit, so only zeros are turned away. "
                "Compare its probability: `max`, not `argmax`.",
                like=_answers(lambda P, least: P.argmax(axis=1) >= least, lambda P, _: P.argmax(axis=1)),
            ),
            Misconception(
                "limit-not-included",
                "A probability of exactly the limit was turned away. *At least* means that the limit itself will "
                "do.",
                like=_answers(lambda P, least: P.max(axis=1) > least, lambda P, _: P.argmax(axis=1)),
            ),
            Misconception(
                "wrong-axis",
                "The largest of each *column* was looked for. Each image has a row: which axis runs along it?",
                when=lambda arguments, value: value.shape == (10,),
            ),
            Misconception(
                "probability-for-digit",
                "Probabilities came back. The digit is the *place* of the largest: `argmax`.",
                when=lambda arguments, value: bool(((value > 0) & (value < 1)).any()),
            ),
            Misconception(
                "zero-for-unsure",
                "0 was written for unsure, but 0 is a digit. The task asks for -1.",
                like=lambda P, least: np.where(P.max(axis=1) >= least, P.argmax(axis=1), 0),
            ),
            Misconception(
                "a-truth-for-every-digit",
                "A comparison of `P` has an answer for every digit, (n, 10), but there are n images: "
                "compare the *largest* probability of each row.",
                stops="axis-out-of-range",
            ),
            Misconception(
                "unsure-left-out",
                "The unsure images were left out, so nobody can tell which answer belongs to which image. "
                "Each image needs an entry.",
                when=lambda arguments, value: value.ndim == 1 and len(value) < len(arguments[0]),
            ),
        ],
        [
            "Two things are needed for each row: its largest probability, `P.max(axis=1)`, and the place of it, "
            "`P.argmax(axis=1)`.",
            "`np.where(condition, a, b)` takes a where the condition holds and b elsewhere.",
            "A small case with three digits and at least 0.5: in (0.2, 0.7, 0.1) digit 1 has 0.7, which is "
            "enough; in (0.4, 0.3, 0.3) the largest is 0.4, too little. So `read_or_not([[0.2, 0.7, 0.1], [0.4, "
            "0.3, 0.3]], 0.5)` gives `[1, -1]`.",
        ],
        "The place of the largest probability is the digit, and its size says how sure the network is. Being "
        "silent when unsure costs some answers and saves many mistakes.",
    ),
)
