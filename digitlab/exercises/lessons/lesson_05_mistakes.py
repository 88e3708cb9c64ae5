"""Exercises of lesson 5 on what is confused, and how honest a model is."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_05 as solutions
from digitlab.exercises.tasks import Exercise

_RNG = np.random.default_rng(105)
_TRUE = np.array([2, 0, 1, 1, 2, 2, 0, 1, 1])
_READ = np.array([2, 1, 1, 2, 2, 0, 0, 2, 2])
_SURE = np.round(_RNG.uniform(0.25, 0.99, 60), 3)
_RIGHT = _RNG.uniform(size=60) < 0.75 * _SURE
# Sure, and wrong more often than not, beside unsure, and always right: the gaps have both signs.
_MIXED = np.array([0.95, 0.92, 1.0, 1.0, 0.15, 0.12, 0.55, 0.58, 0.51])
_MIXED_RIGHT = np.array([True, True, False, True, True, True, True, False, False])
# All bins are filled, the first and the last of them too.
_SPREAD = np.round((np.arange(40) + _RNG.uniform(0.2, 0.8, 40)) / 40, 4)
_SPREAD_RIGHT = _RNG.uniform(size=40) < 0.8 * _SPREAD
_SPREAD_RIGHT[30:] = [True] * 5 + [False] * 5  # in the last two bins, the gaps have both signs


def _bins(confidence: Any, correct: Any, bins: int) -> Any:
    """Return for each bin that isn't empty: its share, and mean confidence minus accuracy."""
    number = np.minimum((confidence * bins).astype(int), bins - 1)
    inside = [number == one for one in range(bins) if (number == one).any()]
    return np.array([[i.mean(), confidence[i].mean() - correct[i].mean()] for i in inside]).T


def _of(chosen: slice) -> Any:
    """Return the error of somebody who looks at some of the bins only."""

    def error(confidence: Any, correct: Any, bins: int) -> Any:
        number = np.minimum((confidence * bins).astype(int), bins - 1)
        total = 0.0
        for one in range(bins)[chosen]:
            inside = number == one
            if inside.any():
                total += inside.mean() * abs(confidence[inside].mean() - correct[inside].mean())
        return total

    return error


def _from_the_middle(confidence: Any, correct: Any, bins: int) -> Any:
    number = np.minimum((confidence * bins).astype(int), bins - 1)
    inside = [number == one for one in range(bins) if (number == one).any()]
    middles = [(number[i][0] + 0.5) / bins for i in inside]
    return sum(i.mean() * abs(m - correct[i].mean()) for i, m in zip(inside, middles, strict=True))


EXERCISES = (
    Exercise(
        "confusion_table",
        "Who is taken for whom?",
        solutions.confusion_table,
        [
            Case("9 images of 3 classes", _TRUE, _READ, 3),
            Case("the same images, with a class 3 that doesn't occur", _TRUE, _READ, 4),
            Case("no image at all, 2 classes", np.zeros(0, int), np.zeros(0, int), 2),
        ],
        [
            Misconception(
                "rows-for-columns",
                "Rows and columns have changed places: the row should be the true class, the column what was "
                "read.",
                like=lambda labels, read, classes: solutions.confusion_table(read, labels, classes),
            ),
            Misconception(
                "each-pair-once",
                "No number is larger than 1: `table[labels, read] += 1` adds once for each *place*, also where a "
                "pair occurs many times. Go through the images one by one, or use `np.add.at`.",
                like=lambda labels, read, classes: np.minimum(solutions.confusion_table(labels, read, classes), 1),
            ),
            Misconception(
                "mistakes-only",
                "The diagonal is empty. Right answers are counted, too: without them, nobody can say how many of "
                "the sevens were read right.",
                like=lambda labels, read, classes: (
                    solutions.confusion_table(labels, read, classes) * (1 - np.eye(classes))
                ),
            ),
            Misconception(
                "classes-from-the-labels",
                "The table has as many rows as classes occur. It should have `classes` rows and columns, "
                "also where a class doesn't occur here.",
                when=lambda arguments, value: value.ndim == 2 and len(value) < arguments[2],
                edge=True,
            ),
            Misconception(
                "pairs-missing",
                "The pairs were counted up to the largest that occurs only (`bincount` needs "
                "`minlength=classes**2`). The table has a place for every pair of classes.",
                stops="reshape-size",
            ),
            Misconception(
                "shares-for-counts",
                "These are shares. Counts, whole numbers, were asked for.",
                when=lambda arguments, value: (
                    value.dtype.kind == "f" and value.size > 0 and bool(((value % 1) > 0).any())
                ),
            ),
            Misconception(
                "off-by-one",
                "Everything stands one row and column beside its place: class 0 has row 0.",
                like=lambda labels, read, classes: np.roll(
                    solutions.confusion_table(labels, read, classes), -1, axis=(0, 1)
                ),
            ),
        ],
        [
            "Start from `np.zeros((classes, classes), int)`.",
            "Go through labels and read together, with `zip`. Each image adds 1 in one place: row `true`, "
            "column `said`.",
            "A small case: three images of class 0, 0, 1, read as 0, 1, 1. They add 1 in row 0, column 0; in "
            "row 0, column 1; in row 1, column 1. So `confusion_table([0, 0, 1], [0, 1, 1], 2)` gives `[[1, 1], "
            "[0, 1]]`.",
        ],
        "Each image adds 1 in the row of what it is and the column of what was read. The diagonal holds what is "
        "right.",
    ),
    Exercise(
        "calibration_error",
        "The gap between sure and right",
        solutions.calibration_error,
        [
            Case("60 answers in 10 bins", _SURE, _RIGHT, 10),
            Case("9 answers in 5 bins, two of them with confidence 1", _MIXED, _MIXED_RIGHT, 5),
            Case("40 answers in 8 bins", _SPREAD, _SPREAD_RIGHT, 8),
            Case("4 answers in 2 bins", _MIXED[[0, 3, 4, 5]], _MIXED_RIGHT[[0, 3, 4, 5]], 2),
        ],
        [
            Misconception(
                "empty-bins",
                "A bin without any answer has no mean: 0 / 0 is `nan`. Leave empty bins out.",
                when=lambda arguments, value: bool(np.isnan(value)),
            ),
            Misconception(
                "signed-gaps",
                "Being too sure in one place was set off against being not sure enough in another. "
                "Take each bin by itself, and each gap without its sign.",
                when=lambda arguments, value: bool(
                    np.isclose(abs(value), abs(np.prod(_bins(*arguments), axis=0).sum()), rtol=1e-4)
                ),
            ),
            Misconception(
                "bins-weigh-the-same",
                "A bin with one answer counted as much as one with many. Weight each gap by its share of the "
                "answers.",
                like=lambda *arguments: np.abs(_bins(*arguments)[1]).mean(),
            ),
            Misconception(
                "sum-of-gaps",
                "The gaps were added up as they are. Weight each by its share of the answers.",
                like=lambda *arguments: np.abs(_bins(*arguments)[1]).sum(),
            ),
            Misconception(
                "largest-gap",
                "That is the largest gap of all bins. It is of interest, too, but here their weighted mean is "
                "asked for.",
                like=lambda *arguments: np.abs(_bins(*arguments)[1]).max(),
            ),
            Misconception(
                "squared-gaps",
                "The gaps were squared. Take their absolute values.",
                when=lambda arguments, value: any(
                    np.isclose(value, square, rtol=1e-4)
                    for b in [_bins(*arguments)]
                    for square in [(b[0] * b[1] ** 2).sum(), np.sqrt((b[0] * b[1] ** 2).sum())]
                ),
            ),
            Misconception(
                "last-bin-lost",
                "The last bin is missing, with the answers that were surest: does the loop make one turn for each "
                "of the bins? (n edges make n - 1 bins.)",
                like=_of(slice(None, -1)),
            ),
            Misconception(
                "first-bin-lost",
                "The first bin is missing. Python counts from 0.",
                like=_of(slice(1, None)),
            ),
            Misconception(
                "bins-one-too-few",
                "There is one bin too few: between n edges there are n - 1 bins, so it takes `bins + 1` edges.",
                like=lambda confidence, correct, bins: solutions.calibration_error(confidence, correct, bins - 1),
            ),
            Misconception(
                "middle-for-mean",
                "The gap was measured from the middle of the bin. Take the mean confidence of the answers in it.",
                like=_from_the_middle,
            ),
            Misconception(
                "confidence-one-lost",
                "Answers with a confidence of exactly 1 were lost, or got a bin of their own. "
                "They belong to the last bin.",
                when=lambda arguments, value: bool((arguments[0] == 1).any()),
                edge=True,
            ),
            Misconception(
                "count-for-share",
                "The gaps were weighted by the number of answers. The weights should add up to 1.",
                when=lambda arguments, value: bool(
                    np.isclose(value / len(arguments[0]), solutions.calibration_error(*arguments), rtol=1e-4)
                ),
            ),
        ],
        [
            "With 10 bins, a confidence of 0.83 belongs to bin 8: `(confidence * bins).astype(int)`. 1.0 "
            "belongs to the last one.",
            "In each bin that isn't empty, the gap is the distance of mean confidence and share of right "
            "answers. Multiply it by the bin's share of all answers, `inside.mean()`, and add up.",
            "A small case: 0.9 and 0.7 (one right), and 0.3 (wrong), in 2 bins. The upper bin: mean 0.8, half "
            "are right, gap 0.3, with 2 of 3 answers. The lower one: gap 0.3, with 1 of 3. So "
            "`calibration_error([0.9, 0.7, 0.3], [True, False, False], 2)` gives `0.3`.",
        ],
        "Where a model says 80 %, it should be right in 80 % of the cases. The gaps are weighted, so that a bin "
        "with a single answer can't dominate.",
    ),
)
