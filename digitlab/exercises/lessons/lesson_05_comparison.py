"""Exercises of lesson 5 on which of two networks is better, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_05 as solutions
from digitlab.exercises.tasks import Exercise

# 15 images: both right 4, only the first 3, only the second 5, both wrong 3, once with the same answer.
_LABELS = np.array([7, 2, 1, 0, 4, 1, 4, 9, 5, 9, 0, 6, 9, 0, 1])
_FIRST = np.array([7, 2, 1, 0, 4, 1, 4, 4, 6, 4, 8, 8, 4, 6, 7])
_SECOND = np.array([7, 2, 1, 0, 9, 8, 9, 9, 5, 9, 0, 6, 4, 8, 2])

_RNG = np.random.default_rng(125)
_RIGHT = (_RNG.uniform(size=(2, 60)) < [[0.6], [0.8]]).astype(int)
_DRAWS = _RNG.integers(0, 60, (90, 60))
_FEW = _RNG.integers(0, 17, (41, 17))

Counts = tuple[Any, Any]


def _counts(labels: Any, first: Any, second: Any) -> tuple[int, int, int, int]:
    """Return how many both read correctly, only the first, only the second, and neither."""
    one, two = first == labels, second == labels
    return sum(one & two), sum(one & ~two), sum(two & ~one), sum(~one & ~two)


def _counted(choice: Callable[[int, int, int, int], Counts]) -> Callable[..., Counts]:
    return lambda labels, first, second: choice(*_counts(labels, first, second))


def _differences(first: Any, second: Any, draws: Any) -> Any:
    return (second[draws] - first[draws]).mean(axis=1)


def _bounds(differences: Any, low: float = 2.5, high: float = 97.5) -> Counts:
    return np.percentile(differences, low), np.percentile(differences, high)


def _normal(differences: Any, scale: float = 1.0) -> Counts:
    reach = 1.96 * scale * differences.std()
    return differences.mean() - reach, differences.mean() + reach


EXERCISES = (
    Exercise(
        "only_one_right",
        "Only one of them is right",
        solutions.only_one_right,
        [
            Case("15 images", _LABELS, _FIRST, _SECOND),
            Case("8 images", _LABELS[5:13], _FIRST[5:13], _SECOND[5:13]),
            Case("7 images, the second network never being the better one", _LABELS[:7], _FIRST[:7], _SECOND[:7]),
        ],
        [
            Misconception(
                "swapped",
                "The two counts have changed places: first those that only the *first* network reads correctly.",
                like=_counted(lambda both, one, two, none: (two, one)),
            ),
            Misconception(
                "both-wrong-counted",
                "One of the counts includes images that *both* get wrong. That the one is wrong doesn't make the "
                "other one right.",
                like=(
                    _counted(lambda both, one, two, none: (one, two + none)),
                    _counted(lambda both, one, two, none: (one + none, two)),
                    _counted(lambda both, one, two, none: (one + none, two + none)),
                ),
            ),
            Misconception(
                "mistakes-of-each",
                "Those are all mistakes of each network. Of these, images that both get wrong don't count.",
                like=_counted(lambda both, one, two, none: (two + none, one + none)),
            ),
            Misconception(
                "right-answers-of-each",
                "Those are all that each network reads correctly. Of these, images that both read don't count.",
                like=(
                    _counted(lambda both, one, two, none: (both + one, both + two)),
                    _counted(lambda both, one, two, none: (one, both + two)),
                    _counted(lambda both, one, two, none: (both + one, two)),
                ),
            ),
            Misconception(
                "where-they-differ",
                "Those are the images where the two *answers* differ. Both may be wrong there: compare each with "
                "`labels`.",
                like=(
                    lambda labels, first, second: ((first != second).sum(), (first != second).sum()),
                    lambda labels, first, second: (
                        ((first != second) & (first == labels)).sum(),
                        (first != second).sum(),
                    ),
                    lambda labels, first, second: (
                        (first != second).sum(),
                        ((first != second) & (second == labels)).sum(),
                    ),
                    lambda labels, first, second: (
                        ((first != second) & (first != labels)).sum(),
                        ((first != second) & (second != labels)).sum(),
                    ),
                    lambda labels, first, second: (
                        ((first != second) & (second != labels)).sum(),
                        ((first != second) & (first != labels)).sum(),
                    ),
                ),
            ),
            Misconception(
                "both-alike",
                "Those are images that both read correctly, or both don't. Asked for are those where one is "
                "right and the other isn't.",
                like=(
                    _counted(lambda both, one, two, none: (both, none)),
                    _counted(lambda both, one, two, none: (both, both)),
                    _counted(lambda both, one, two, none: (none, none)),
                ),
            ),
            Misconception(
                "or-for-and",
                "`|` means *or*, so one of two conditions was enough. Both must hold: `&`.",
                like=_counted(lambda both, one, two, none: (both + one + none, both + two + none)),
            ),
            Misconception(
                "the-rest",
                "One of the counts is that of all *other* images. Some of these both read, or neither does.",
                like=(
                    _counted(lambda both, one, two, none: (one, both + two + none)),
                    _counted(lambda both, one, two, none: (both + one + none, two)),
                ),
            ),
            Misconception(
                "counts-all-images",
                "That is the number of all images: `len` and `size` count False, too. `sum` counts the True.",
                like=_counted(lambda both, one, two, none: (both + one + two + none,) * 2),
            ),
            Misconception(
                "one-sum-twice",
                "The two counts were put together: that only one is right, whichever. Tell the two apart.",
                like=_counted(lambda both, one, two, none: (one + two, one + two)),
            ),
            Misconception(
                "shares-for-counts",
                "Those are shares. Asked for are counts: `sum` in the place of `mean`.",
                like=lambda labels, first, second: tuple(
                    count / len(labels) for count in _counts(labels, first, second)[1:3]
                ),
            ),
            Misconception(
                "differences-of-totals",
                "Those are the differences of the two totals. Images that only the one and only the other reads "
                "cancel in them: look image by image.",
                like=(
                    _counted(lambda both, one, two, none: (max(one - two, 0), max(two - one, 0))),
                    _counted(lambda both, one, two, none: (one - two, two - one)),
                    _counted(lambda both, one, two, none: (abs(one - two), abs(one - two))),
                ),
            ),
            Misconception(
                "places-for-counts",
                "Those are the images themselves, or True and False for each. Asked for is how *many*: `sum`.",
                when=lambda arguments, value: all(part.ndim == 1 for part in value),
            ),
        ],
        [
            "`first == labels` says for each image whether the first network is right. The same for the second.",
            "`&` means *and*, `~` means *not*, image by image: `right & ~other`. Put comparisons into "
            "parentheses. `sum` counts the True.",
            "A small case: four images. Both read the first, only the first network the second and the third, "
            "neither the last: `only_one_right([7, 2, 1, 0], [7, 2, 1, 6], [7, 3, 4, 8])` gives `(2, 0)`.",
        ],
        "Images that both read, or that neither reads, say nothing about which is better. What is left are those "
        "where they disagree and one is right.",
        whole=True,
    ),
    Exercise(
        "difference_interval",
        "How sure is a difference?",
        solutions.difference_interval,
        [
            Case("90 draws of 60 images", _RIGHT[0], _RIGHT[1], _DRAWS),
            Case("41 draws of 17 images", _RIGHT[1, :17], _RIGHT[0, 20:37], _FEW),
            Case("30 draws of 60 images", _RIGHT[1], _RIGHT[0], _DRAWS[:30]),
        ],
        [
            Misconception(
                "first-minus-second",
                "The signs are turned round. Asked for is the second network minus the first, so that a better "
                "second one gives positive numbers.",
                like=lambda first, second, draws: _bounds(-_differences(first, second, draws)),
            ),
            Misconception(
                "smallest-and-largest",
                "Those are the smallest and the largest difference. At each end, 2.5 in 100 of them are cut off.",
                like=lambda first, second, draws: (
                    _differences(first, second, draws).min(),
                    _differences(first, second, draws).max(),
                ),
            ),
            Misconception(
                "five-at-each-end",
                "That cuts off another share at the ends. 2.5 in 100 at each end leave 95: `np.percentile` with "
                "2.5 and 97.5.",
                like=(
                    lambda first, second, draws: _bounds(_differences(first, second, draws), 5, 95),
                    lambda first, second, draws: _bounds(_differences(first, second, draws), 25, 75),
                    lambda first, second, draws: _bounds(_differences(first, second, draws), 2.5, 95),
                    lambda first, second, draws: _bounds(_differences(first, second, draws), 0, 95),
                ),
            ),
            Misconception(
                "shares-for-percent",
                "`np.percentile` counts from 0 to 100: 0.025 is next to nothing there. Give it 2.5 and 97.5.",
                like=lambda first, second, draws: _bounds(_differences(first, second, draws), 0.025, 0.975),
            ),
            Misconception(
                "normal-interval",
                "That is made of a mean and a standard deviation. Asked for are two of the differences "
                "themselves, by `np.percentile`.",
                like=(
                    lambda first, second, draws: _normal(_differences(first, second, draws)),
                    lambda first, second, draws: _normal(
                        _differences(first, second, draws), 1 / np.sqrt(len(draws))
                    ),
                    lambda first, second, draws: _normal(second - first, 1 / np.sqrt(len(first))),
                    lambda first, second, draws: _normal(_differences(first, second, draws), 1 / 1.96),
                    lambda first, second, draws: (
                        _differences(first, second, draws).mean(),
                        _differences(first, second, draws).std(),
                    ),
                ),
            ),
            Misconception(
                "wrong-axis",
                "The mean was taken over the *draws*. A row of `draws` is one draw, so the mean runs along the "
                "row: `axis=1`.",
                like=lambda first, second, draws: _bounds((second[draws] - first[draws]).mean(axis=0)),
            ),
            Misconception(
                "unpaired",
                "The two networks were judged on different draws. Both must be judged on the *same* images, or "
                "what is hard about a draw doesn't cancel.",
                like=(
                    lambda first, second, draws: _bounds(
                        second[draws[::-1]].mean(axis=1) - first[draws].mean(axis=1)
                    ),
                    lambda first, second, draws: _bounds(
                        second[draws].mean(axis=1) - first[draws[::-1]].mean(axis=1)
                    ),
                    lambda first, second, draws: _bounds(
                        second[np.roll(draws, 1, axis=0)].mean(axis=1) - first[draws].mean(axis=1)
                    ),
                    lambda first, second, draws: _bounds(
                        np.subtract.outer(second[draws].mean(axis=1), first[draws].mean(axis=1))
                    ),
                ),
            ),
            Misconception(
                "bounds-of-each",
                "The bounds of each network were taken first, and then subtracted. First take the difference of "
                "each draw, then the bounds.",
                like=(
                    lambda first, second, draws: tuple(
                        np.subtract(_bounds(second[draws].mean(axis=1)), _bounds(first[draws].mean(axis=1)))
                    ),
                    lambda first, second, draws: tuple(
                        np.subtract(_bounds(second[draws].mean(axis=1)), _bounds(first[draws].mean(axis=1))[::-1])
                    ),
                ),
            ),
            Misconception(
                "place-in-the-order",
                "Those are differences at two places of the sorted ones. `np.percentile` goes between two of "
                "them where the place isn't a whole number.",
                like=tuple(
                    lambda first, second, draws, less=less: tuple(
                        np.sort(_differences(first, second, draws))[
                            [int(0.025 * len(draws)) - less[0], int(0.975 * len(draws)) - less[1]]
                        ]
                    )
                    for less in ((0, 0), (0, 1), (1, 1), (1, 0), (0, -1), (-1, 0))
                ),
            ),
            Misconception(
                "one-bound-twice",
                "The two bounds are the same. One is at 2.5, the other at 97.5.",
                like=(
                    lambda first, second, draws: _bounds(_differences(first, second, draws), 2.5, 2.5),
                    lambda first, second, draws: _bounds(_differences(first, second, draws), 97.5, 97.5),
                ),
            ),
            Misconception(
                "order",
                "The lower bound comes first, then the upper one.",
                like=lambda first, second, draws: _bounds(_differences(first, second, draws))[::-1],
            ),
            Misconception(
                "sums-for-means",
                "Those are numbers of images. An accuracy is a share: take the *mean* of each row.",
                like=lambda first, second, draws: _bounds(draws.shape[1] * _differences(first, second, draws)),
            ),
            Misconception(
                "sign-lost",
                "`abs` loses which network was the better one, so the interval can't reach below 0. Keep the "
                "sign.",
                like=lambda first, second, draws: _bounds(np.abs(_differences(first, second, draws))),
            ),
            Misconception(
                "not-drawn",
                "The draws have no part in it. `second[draws]` is an array (k, n): the answers of each draw.",
                like=lambda first, second, draws: _bounds(second - first),
            ),
        ],
        [
            "`first[draws]` takes the places of all rows at once: an array (k, n), one row for each draw. The "
            "mean along each row is an accuracy.",
            "Subtract the k accuracies of the first network from those of the second, then `np.percentile(..., "
            "2.5)` and `np.percentile(..., 97.5)`.",
            "A small case: two images, of which the second network reads both and the first one only the first. "
            "Three draws: image 0 twice, each once, image 1 twice. The differences are 0, 0.5 and 1, so "
            "`difference_interval([1, 0], [1, 1], [[0, 0], [0, 1], [1, 1]])` gives `(0.025, 0.975)`.",
        ],
        "Each draw is a set of images as it might have come. On each both networks are judged by the same "
        "images, so that what is left is their difference.",
    ),
)
