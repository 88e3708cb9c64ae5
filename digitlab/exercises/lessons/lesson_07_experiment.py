"""Exercises of lesson 7 on doubt: two networks on the same images, and two recipes with the same seeds."""

from __future__ import annotations

from collections.abc import Callable
from math import comb
from typing import Any

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_07 as solutions
from digitlab.exercises.tasks import Exercise


def _part(count: int, ks: range) -> float:
    """Return with which probability the number of heads of `count` coins is one of `ks`."""
    return sum(comb(count, k) for k in ks) / 2**count


def _tail(count: int, most: int) -> float:
    return _part(count, range(most + 1))


def _guarded(*formulas: Callable[[int, int], float]) -> tuple[Callable[[int, int], float], ...]:
    """Return formulas that divide by the sum of both counts, with what is usually given where that is 0."""
    return tuple(
        lambda first, second, formula=formula, none=none: formula(first, second) if first + second else none
        for formula in formulas
        for none in (1.0, 0.0)
    )


def _unpaired(first: Any, second: Any, ddof: int = 1) -> tuple[float, float]:
    error = np.sqrt((first.var(ddof=ddof) + second.var(ddof=ddof)) / len(first))
    return second.mean() - first.mean(), error


def _spread(error: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    """Return an answer whose second number is another one of the differences."""
    return lambda first, second: ((second - first).mean(), error(second - first))


EXERCISES = (
    Exercise(
        "mcnemar_p",
        "Could it be a coin?",
        solutions.mcnemar_p,
        # Few images: where the check looks for a small change of an answer, a power of these stays computable.
        [
            Case("2 and 9", 2, 9),
            Case("7 and 1", 7, 1),
            Case("0 and 6", 0, 6),
            Case("4 and 9", 4, 9),
            Case("5 and 5", 5, 5),
            Case("3 and 4", 3, 4),
            Case("0 and 0", 0, 0),
        ],
        [
            Misconception(
                "one-side-only",
                "That is one side only: the splits that are uneven in *this* direction. The other network "
                "might as "
                "well have been the lucky one, so both sides count.",
                like=(
                    lambda first, second: _tail(first + second, min(first, second)),
                    lambda first, second: _tail(first + second, first),
                    lambda first, second: _tail(first + second, second),
                ),
            ),
            Misconception(
                "more-than-certain",
                "That is more than 1, and a probability can't be. Where the split is even, both sides together "
                "count the middle twice: at most 1.",
                like=lambda first, second: 2 * _tail(first + second, min(first, second)),
                edge=True,
            ),
            Misconception(
                "this-split-alone",
                "That is the probability of exactly this split. Any single one of many is rare, the fairest, too: "
                "add the splits that are more uneven.",
                like=(
                    lambda first, second: comb(first + second, first) / 2 ** (first + second),
                    lambda first, second: min(1, 2 * comb(first + second, first) / 2 ** (first + second)),
                ),
            ),
            Misconception(
                "more-uneven-only",
                "The split that was seen is missing in the sum. *At least* as uneven takes it in, so k ends with "
                "the smaller count: `range(fewer + 1)`.",
                like=lambda first, second: min(1, 2 * _part(first + second, range(min(first, second)))),
            ),
            Misconception(
                "the-larger-count",
                "The sum goes up to the larger count, and that holds nearly all splits. The uneven ones on one "
                "side go up to the *smaller* of the two.",
                like=(
                    lambda first, second: _tail(first + second, max(first, second)),
                    lambda first, second: min(1, 2 * _tail(first + second, max(first, second))),
                    lambda first, second: 2 * _tail(first + second, max(first, second)),
                ),
            ),
            Misconception(
                "first-for-smaller",
                "It is right only while the first count is the smaller one. Which of the two networks comes "
                "first can't matter: take the smaller of the counts, or of the two sides.",
                like=(
                    lambda first, second: min(1, 2 * _tail(first + second, first)),
                    lambda first, second: 2 * _tail(first + second, first),
                    lambda first, second: min(1, 2 * _tail(first + second, second)),
                    lambda first, second: 2 * _tail(first + second, second),
                ),
            ),
            Misconception(
                "statistic-for-probability",
                "That is the quantity (a - b)² / (a + b), from which a table gives an *approximate* probability. "
                "Here the probability itself is asked for: add up what coins do.",
                # McNemar's own, and with the correction by Edwards (1948).
                like=_guarded(
                    lambda first, second: (first - second) ** 2 / (first + second),
                    lambda first, second: (abs(first - second) - 1) ** 2 / (first + second),
                ),
            ),
            Misconception(
                "counted-not-divided",
                "These are the ways in which the coins can fall, counted. A probability is their share of *all* "
                "ways, and n coins have 2ⁿ of these.",
                like=(
                    lambda first, second: sum(comb(first + second, k) for k in range(min(first, second) + 1)),
                    lambda first, second: 2 * sum(comb(first + second, k) for k in range(min(first, second) + 1)),
                ),
            ),
            Misconception(
                "share-of-one",
                "That is the share of one of the two, what was *seen*. How often would a fair coin give a split "
                "that is at least as uneven?",
                like=_guarded(
                    lambda first, second: first / (first + second),
                    lambda first, second: second / (first + second),
                    lambda first, second: min(first, second) / (first + second),
                    lambda first, second: abs(first - second) / (first + second),
                ),
            ),
        ],
        hints=[
            "Think of n = `only_first + only_second` fair coins. They fall in 2ⁿ equally likely ways, and "
            "`comb(n, k)` of them show k heads.",
            "Add `comb(n, k)` for k from 0 to the smaller count, divide by `2**n`, and take it twice, for "
            "both sides. "
            "`min(1.0, ...)` keeps it at 1.",
            "A small case: 1 and 4, so 5 coins. 0 heads come in 1 way, 1 head in 5, together 6 of 32, and as many "
            "on the other side: 12 / 32. `mcnemar_p(1, 4)` gives `0.375`.",
        ],
        why="If both networks were equally good, each image that only one of them reads would be a fair "
        "coin. The sum "
        "says how often such coins fall at least as unevenly as was seen (Q. McNemar, 1947, here without his "
        "approximation).",
    ),
    Exercise(
        "seed_spread",
        "A difference and its doubt",
        solutions.seed_spread,
        [
            Case("three seeds", np.array([0.9125, 0.8975, 0.9210]), np.array([0.9305, 0.9015, 0.9365])),
            Case(
                "five seeds",
                np.array([0.951, 0.968, 0.959, 0.972, 0.947]),
                np.array([0.949, 0.971, 0.948, 0.966, 0.945]),
            ),
            Case("two seeds", np.array([0.81, 0.72]), np.array([0.86, 0.74])),
            Case(
                "six seeds, and what seems to help",
                np.array([0.62, 0.55, 0.71, 0.66, 0.58, 0.6]),
                np.array([0.65, 0.63, 0.7, 0.69, 0.57, 0.66]),
            ),
        ],
        [
            Misconception(
                "seeds-not-paired",
                "That is the error of two *separate* groups. Each seed gives a pair with the same start and the "
                "same order of images: take the difference of each pair first, then its spread.",
                like=(_unpaired, lambda first, second: _unpaired(first, second, 0)),
            ),
            Misconception(
                "spread-for-error",
                "That is the spread of the single differences. Their *mean* is surer, the more seeds there are: "
                "divide by the root of their number.",
                like=(_spread(lambda d: d.std(ddof=1)), _spread(lambda d: d.std())),
            ),
            Misconception(
                "divided-by-n",
                "The spread is divided by n, without `ddof=1`. The mean is taken from the same few numbers, so "
                "they lie closer to it than to the truth: n - 1.",
                like=_spread(lambda d: d.std() / np.sqrt(len(d))),
            ),
            Misconception(
                "no-root-of-the-number",
                "The spread was divided by the number of seeds itself. With four times as many seeds the doubt "
                "is halved, not quartered: take the root.",
                like=(_spread(lambda d: d.std(ddof=1) / len(d)), _spread(lambda d: d.std() / len(d))),
            ),
            Misconception(
                "variance-for-spread",
                "The second number is a variance, in squared units. Its root has the unit of an accuracy.",
                like=(
                    _spread(lambda d: d.var(ddof=1) / len(d)),
                    _spread(lambda d: d.var(ddof=1)),
                    _spread(lambda d: d.var(ddof=1) / np.sqrt(len(d))),
                    _spread(lambda d: d.var()),
                ),
            ),
            Misconception(
                "first-minus-second",
                "The difference has the other sign. It should say what the *second* recipe gains: second minus "
                "first.",
                like=lambda first, second: (
                    -(answer := solutions.seed_spread(first, second))[0],
                    answer[1],
                ),
            ),
            Misconception(
                "signs-lost",
                "The sign of each difference is gone. Where a recipe helps with one seed and hurts with the next, "
                "the two must cancel.",
                like=(
                    lambda first, second: (
                        (d := np.abs(second - first)).mean(),
                        d.std(ddof=1) / np.sqrt(len(d)),
                    ),
                    lambda first, second: (
                        np.abs(second - first).mean(),
                        solutions.seed_spread(first, second)[1],
                    ),
                ),
            ),
            Misconception(
                "best-seed",
                "The best seed of one is compared with the best of the other. Each recipe has lucky "
                "seeds, and the "
                "more one tries the luckier the best: take them all, with the mean.",
                like=lambda first, second: (
                    second.max() - first.max(),
                    solutions.seed_spread(first, second)[1],
                ),
            ),
            Misconception(
                "error-first",
                "The two have changed places: first the mean difference, then its standard error.",
                like=lambda first, second: solutions.seed_spread(first, second)[::-1],
            ),
        ],
        hints=[
            "First `second - first`: one difference for each seed. Everything else is about these numbers.",
            "Their mean is the first number. The second is `std(ddof=1)` of them, divided by the root of how many "
            "there are.",
            "A small case: the differences 0.02, 0.04 and 0.06. Their mean is 0.04, their spread 0.02, "
            "and 0.02 / √3 "
            "is 0.0115: `seed_spread([0.9, 0.9, 0.9], [0.92, 0.94, 0.96])` gives "
            "`(0.04, 0.0115)`.",
        ],
        why="What a seed does to both recipes alike drops out of the difference. What is left varies from seed to "
        "seed, and the mean of k such numbers varies √k times less.",
        rtol=1e-3,
    ),
)
