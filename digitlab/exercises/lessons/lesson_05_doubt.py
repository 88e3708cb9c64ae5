"""Exercises of lesson 5 on turning away, and on how sure an accuracy is."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_05 as solutions
from digitlab.exercises.tasks import Exercise

_RNG = np.random.default_rng(105)
_DIGITS = _RNG.permutation(np.linspace(0.2, 1, 150) ** 0.1)  # no two are equal


def _below(arguments: tuple[Any, ...], value: Any) -> int:
    return int((arguments[0] < float(value)).sum())


def _turned_away(arguments: tuple[Any, ...], value: Any) -> str:
    return f"your answer is {float(value):.4g}, and {_below(arguments, value)} digits lie below it"


def _wald(correct: int, count: int, z: float) -> tuple[float, float]:
    share = correct / count
    reach = z * np.sqrt(share * (1 - share) / count)
    return share - reach, share + reach


def _wilson(correct: int, count: int, z: float, inner: Any, scale: float = 1) -> tuple[float, float]:
    """Return Wilson's interval with another expression under the root, or without the last division."""
    share = correct / count
    middle = share + z**2 / (2 * count)
    reach = z * inner(share * (1 - share) / count, z**2 / (4 * count**2))
    below = 1 + scale * z**2 / count
    return (middle - reach) / below, (middle + reach) / below


EXERCISES = (
    Exercise(
        "strictest_threshold",
        "A threshold that spares real digits",
        solutions.strictest_threshold,
        [
            Case("150 digits and a share of 1 %", _DIGITS, 0.01),
            Case("150 digits and a share of 10 %", _DIGITS, 0.1),
            Case("the first 37 and a share of 20 %", _DIGITS[:37], 0.2),
            Case("the first 60 and a share of 1 %", _DIGITS[:60], 0.01),
        ],
        [
            Misconception(
                "count-for-threshold",
                "That is larger than any confidence: a number of images, or a percentage? "
                "A confidence was asked for.",
                like=lambda confidence, share: int(share * len(confidence)),
                when=lambda arguments, value: bool(value > 1),
            ),
            Misconception(
                "one-place-too-early",
                "That is the confidence one place before. If k digits may be turned away, the threshold is "
                "the one at place k of the sorted ones, counted from 0: it isn't below itself.",
                like=(
                    lambda confidence, share: np.sort(confidence)[int(share * len(confidence)) - 1],
                    lambda confidence, share: np.sort(confidence)[max(int(share * len(confidence)) - 1, 0)],
                ),
            ),
            Misconception(
                "wrong-end",
                "That turns nearly everybody away. Sorted from low to high, those who are turned away come "
                "*first*.",
                when=lambda arguments, value: (
                    _below(arguments, value) >= (1 - arguments[1]) * len(arguments[0]) - 1.5
                ),
                seen=_turned_away,
            ),
            Misconception(
                "share-for-threshold",
                "The share itself was returned. How many of the digits lie below 0.01? "
                "The threshold depends on how sure the model is of real digits.",
                like=lambda confidence, share: share,
            ),
            Misconception(
                "turns-none-away",
                "To turn none away is allowed, but a larger threshold would turn away more of what "
                "isn't a digit. Use the share up.",
                when=lambda arguments, value: (
                    _below(arguments, value) == 0 and int(arguments[1] * len(arguments[0])) > 0
                ),
                seen=_turned_away,
            ),
            Misconception(
                "too-many",
                "That is more than the share allows: a quantile between two digits, or rounding up, goes one "
                "too far. *At most* that share may be turned away.",
                when=lambda arguments, value: _below(arguments, value) > int(arguments[1] * len(arguments[0])),
                seen=_turned_away,
            ),
            Misconception(
                "not-the-largest",
                "That turns away as many as are allowed, but a larger threshold would turn away no more: it "
                "may go up to the next confidence itself, which is *not* below it. (`quantile` and "
                "`percentile` take a point between two confidences, and `percentile` counts from 0 to 100.)",
                when=lambda arguments, value: (
                    value.shape == () and _below(arguments, value) == int(arguments[1] * len(arguments[0]))
                ),
                seen=_turned_away,
            ),
            Misconception(
                "too-few",
                "It could be larger: the share isn't used up yet. Count how many of the digits lie below it, "
                "and how many may.",
                when=lambda arguments, value: _below(arguments, value) < int(arguments[1] * len(arguments[0])),
                seen=_turned_away,
            ),
        ],
        [
            "Sort the confidences. The ones at the beginning are turned away first. Of 150 digits, at most 1 % "
            "means 1 digit: round down, `int(share * len(confidence))`.",
            "If k may be turned away, the threshold is the confidence at place k of the sorted ones: exactly k "
            "lie below.",
            "A small case: four confidences, and a share of 0.3, that is 1.2, so one may be turned away. "
            "Sorted: 0.5, 0.6, 0.8, 0.9. At place 1 stands 0.6, and only 0.5 lies below: "
            "`strictest_threshold([0.9, 0.5, 0.8, 0.6], 0.3)` gives `0.6`.",
        ],
        "In sorted order exactly k confidences stand before place k. With the next one as threshold, k + 1 would "
        "be turned away.",
        rtol=1e-6,
    ),
    Exercise(
        "wilson_interval",
        "How sure is an accuracy?",
        solutions.wilson_interval,
        [
            Case("90 of 100 and z = 1.96", 90, 100, 1.96),
            Case("3 of 8 and z = 1", 3, 8, 1.0),
            Case("20 of 20 and z = 1.96", 20, 20, 1.96),
        ],
        [
            Misconception(
                "normal-approximation",
                "That is the plain interval, share ± z · standard error. When all answers are right its width is "
                "0, as if nothing could ever go wrong. Compare with the formula in the text.",
                like=_wald,
            ),
            Misconception(
                "no-root",
                "The root is missing: what is under it is a variance, and the reach is a standard deviation.",
                like=lambda c, n, z: _wilson(c, n, z, lambda a, b: a + b),
            ),
            Misconception(
                "half-of-the-root",
                "Under the root, the second part, z² / 4n², is missing.",
                like=lambda c, n, z: _wilson(c, n, z, lambda a, b: np.sqrt(a)),
            ),
            Misconception(
                "root-ends-early",
                "The root ends too early: z² / 4n² belongs under it, too.",
                like=lambda c, n, z: _wilson(c, n, z, lambda a, b: np.sqrt(a) + b),
            ),
            Misconception(
                "not-divided",
                "The division by 1 + z²/n is missing.",
                like=lambda c, n, z: _wilson(c, n, z, lambda a, b: np.sqrt(a + b), 0),
            ),
            Misconception(
                "order",
                "The lower end comes first, then the upper one.",
                like=lambda c, n, z: solutions.wilson_interval(c, n, z)[::-1],
            ),
            Misconception(
                "percent",
                "These are percentages. Shares from 0 to 1 were asked for.",
                like=lambda c, n, z: tuple(100 * end for end in solutions.wilson_interval(c, n, z)),
            ),
            Misconception(
                "middle-and-reach",
                "These are the middle of the interval and its reach. The two ends were asked for.",
                like=lambda c, n, z: (
                    sum(ends := solutions.wilson_interval(c, n, z)) / 2,
                    (ends[1] - ends[0]) / 2,
                ),
            ),
        ],
        [
            "Compute three things one by one: the share p, the middle p + z²/2n, and the reach, z times the "
            "root of p(1 - p)/n + z²/4n²; then divide both by 1 + z²/n.",
            "In Python, z²/4n² is `z**2 / (4 * count**2)`: mind the parentheses. The ends are middle minus "
            "reach and middle plus reach.",
            "A small case: 3 of 4, and z = 2. p is 0.75, the middle 0.75 + 4/8 = 1.25, under the root stands "
            "0.1875/4 + 4/64 = 0.109, its root is 0.331, the reach 0.661, and below stands 2. So "
            "`wilson_interval(3, 4, 2)` gives `(0.294, 0.956)`.",
        ],
        "The interval holds all accuracies that would make a result such as this no surprise (E. B. Wilson, "
        "1927). 20 of 20 still leaves room for an accuracy of 84 %, and it never leaves the range from 0 to 1.",
    ),
)
