"""Exercises of lesson 0: what a drawing is."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_00 as solutions
from digitlab.exercises.tasks import Exercise

_SEVEN = [
    np.array([[30.0, 40.0], [60.0, 38.0], [88.0, 41.0], [52.0, 120.0]]),
    np.array([[45.0, 78.0], [98.0, 76.0]]),
]
_LOOP = [np.array([[5.0, 9.0], [2.0, 20.0], [11.0, 31.0], [14.0, 12.0], [5.0, 9.0]])]
_DOTS = [np.array([[7.0, 3.0]]), np.array([[50.0, 1.0], [53.0, 5.0], [53.0, -7.0]]), np.array([[-4.0, 2.0]])]

_DRAWINGS = (
    Case("a seven of two strokes", _SEVEN),
    Case("a loop of one stroke", _LOOP),
    Case("a short stroke between two dots", _DOTS),
)


def _box(strokes: Any) -> tuple[Any, ...]:
    return solutions.bounding_box(strokes)


def _from_zero(strokes: Any) -> tuple[Any, ...]:
    left, top, right, bottom = _box(strokes)
    return min(left, 0), min(top, 0), max(right, 0), max(bottom, 0)


def _pairs(strokes: Any) -> Any:
    gaps = [np.linalg.norm(stroke[:, None] - stroke, axis=2).sum() / 2 for stroke in strokes]
    return sum(gaps)


def _steps(strokes: Any) -> Any:
    return np.concatenate([np.diff(stroke, axis=0) for stroke in strokes])


EXERCISES = (
    Exercise(
        "count_points",
        "Count the points",
        solutions.count_points,
        [*_DRAWINGS, Case("an empty drawing", [])],
        [
            Misconception(
                "counts-strokes",
                "That is the number of strokes: `len` of a drawing counts its strokes, not what is in them. "
                "Ask each stroke how many points it has.",
                like=len,
            ),
            Misconception(
                "counts-numbers",
                "Each point was counted twice, once for x and once for y: `size` counts numbers. "
                "Look at the shape of a stroke: which of its two entries is the number of points?",
                like=lambda strokes: 2 * solutions.count_points(strokes),
            ),
            Misconception(
                "first-stroke-only",
                "Only the first stroke was counted, and a drawing may have several, or none. Go through all of "
                "them.",
                like=lambda strokes: len(strokes[0]),
            ),
            Misconception(
                "counts-two-for-each-stroke",
                "Each stroke was counted as two: `shape[1]` is always 2, for x and y. "
                "Which entry of the shape grows while you draw?",
                like=lambda strokes: 2 * len(strokes),
            ),
        ],
        [
            "A drawing is a list, so a `for` loop goes through its strokes. A stroke is an array of shape (k, "
            "2): `len(stroke)` gives k.",
            "Start a counter at 0, add `len(stroke)` for each stroke, and return it after the loop.",
            "A small case: a stroke of three points and one of a single point. The counter goes 0, 3, 4, so "
            "`count_points([[[0, 0], [4, 0], [4, 3]], [[7, 7]]])` gives `4`.",
        ],
        "Each stroke of shape (k, 2) adds k points. An empty drawing has no stroke to add, so the sum stays 0.",
        whole=True,
    ),
    Exercise(
        "bounding_box",
        "The box around a drawing",
        solutions.bounding_box,
        _DRAWINGS,
        [
            Misconception(
                "first-stroke-only",
                "Only the first stroke lies in that box. Put the points of all strokes together first.",
                like=lambda strokes: _box(strokes[:1]),
            ),
            Misconception(
                "last-stroke-only",
                "Only the last stroke lies in that box: was the result overwritten in each turn of the loop? "
                "Put the points of all strokes together first.",
                like=lambda strokes: _box(strokes[-1:]),
            ),
            Misconception(
                "starts-from-zero",
                "A search that starts from 0 finds 0 where all numbers are larger. Start from the first point, or "
                "from `float('inf')` for the smallest and `-float('inf')` for the largest.",
                like=_from_zero,
            ),
            Misconception(
                "x-and-y-swapped",
                "x and y have changed places. In a point, x (to the right) comes first and y (down) second; "
                "left and right belong to x.",
                like=lambda strokes: tuple(np.array(_box(strokes))[[1, 0, 3, 2]]),
            ),
            Misconception(
                "size-for-corner",
                "The last two values are width and height, but the place of the right and of the lower edge was "
                "asked for. Where does the box end?",
                like=lambda strokes: (*(b := _box(strokes))[:2], b[2] - b[0], b[3] - b[1]),
            ),
            Misconception(
                "y-points-up",
                "Top and bottom have changed places. y counts downwards here, as in every image: "
                "the top is where y is smallest.",
                like=lambda strokes: tuple(np.array(_box(strokes))[[0, 3, 2, 1]]),
            ),
            Misconception(
                "order",
                "The four numbers are right, but in another order. Compare with the order in the task: "
                "left, top, right, bottom.",
                when=lambda arguments, value: sorted(map(float, value)) == sorted(_box(arguments[0])),
            ),
        ],
        [
            "`np.concatenate(strokes)` puts the points of all strokes into one array of shape (points, 2). "
            "Column 0 is x, column 1 is y.",
            "Left is the smallest x, top the smallest y: `points.min(axis=0)` gives both at once. `max` likewise.",
            "A small case: the points (2, 9), (6, 1) and (4, 5). The x are 2, 6, 4, the y are 9, 1, 5, so "
            "`bounding_box([[[2, 9], [6, 1]], [[4, 5]]])` gives `(2, 1, 6, 9)`.",
        ],
        "The smallest and largest x and y over all points are the edges. `axis=0` runs over the points and keeps "
        "x and y apart.",
    ),
    Exercise(
        "pen_travel",
        "How far did the pen travel?",
        solutions.pen_travel,
        _DRAWINGS,
        [
            Misconception(
                "counts-jumps",
                "The way through the air, from the end of one stroke to the beginning of the next, was counted "
                "too. The pen leaves no ink there: measure each stroke by itself.",
                like=lambda strokes: solutions.pen_travel([np.concatenate(strokes)]),
            ),
            Misconception(
                "start-to-end",
                "That is the straight way from the first to the last point of each stroke; a loop would have "
                "length 0. Add up the steps from point to point.",
                like=lambda strokes: solutions.pen_travel([stroke[[0, -1]] for stroke in strokes]),
            ),
            Misconception(
                "all-pairs",
                "The ways between *all* pairs of points were added up. The pen goes from each point to the next "
                "one only.",
                like=_pairs,
            ),
            Misconception(
                "closes-the-line",
                "The way from the last point of a stroke back to its first one was counted, too. The pen "
                "doesn't go there.",
                like=lambda strokes: solutions.pen_travel([np.vstack([stroke, stroke[:1]]) for stroke in strokes]),
            ),
            Misconception(
                "no-root",
                "These are squared lengths. By Pythagoras, the length of a step is the square root of dx² + dy².",
                like=lambda strokes: (_steps(strokes) ** 2).sum(),
            ),
            Misconception(
                "along-the-axes",
                "That is the way of somebody who may only walk along x and along y. A pen takes the straight "
                "line: how long is it, by Pythagoras?",
                like=lambda strokes: np.abs(_steps(strokes)).sum(),
            ),
            Misconception(
                "root-of-the-sum",
                "The root was taken once, of the sum of all squares. Each step has a length of its own: "
                "first the roots, then the sum.",
                like=lambda strokes: np.sqrt((_steps(strokes) ** 2).sum()),
            ),
            Misconception(
                "first-stroke-only",
                "Only the first stroke was measured. Go through all of them, and add up.",
                like=lambda strokes: solutions.pen_travel(strokes[:1]),
            ),
        ],
        [
            "Take one stroke. `np.diff(stroke, axis=0)` gives the steps from each point to the next, as (dx, "
            "dy), and `np.sqrt(dx**2 + dy**2)` is the length of a step.",
            "Sum the lengths of all steps of a stroke, and then over all strokes, with a loop. A dot has no "
            "step: 0.",
            "A small case: from (0, 0) to (3, 4), then to (3, 10). The steps are (3, 4) and (0, 6), their "
            "lengths 5 and 6, and a dot adds 0, so `pen_travel([[[0, 0], [3, 4], [3, 10]], [[8, 8]]])` gives "
            "`11`.",
        ],
        "A stroke is drawn in straight steps, and Pythagoras gives the length of each. Between two strokes the "
        "pen is in the air, so each stroke is measured by itself.",
    ),
)
