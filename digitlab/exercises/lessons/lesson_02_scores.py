"""Exercises of lesson 2 on scores: to probabilities, to an answer, to a loss."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_02 as solutions
from digitlab.exercises.tasks import Exercise

_RNG = np.random.default_rng(102)
_SCORES = _RNG.normal(size=(3, 5))
_SQUARE = _RNG.normal(size=(4, 4))
_LARGE = np.array([[1000.0, 1001.0, 998.0], [-5000.0, 10.0, 9.0]])
# The two likeliest of each row: 1 and 3; 0 and 2; 3 and 4; 4 and 1; 2 and 3; 0 and 1.
_READ = np.array(
    [
        [0.05, 0.50, 0.04, 0.40, 0.01],
        [0.60, 0.05, 0.30, 0.03, 0.02],
        [0.10, 0.02, 0.08, 0.45, 0.35],
        [0.04, 0.20, 0.16, 0.05, 0.55],
        [0.01, 0.02, 0.70, 0.21, 0.06],
        [0.41, 0.39, 0.10, 0.06, 0.04],
    ]
)
_TRUE = np.array([3, 0, 0, 1, 2, 1])
_MANY = _RNG.dirichlet(np.full(7, 0.8), 25)  # of 7 digits; the largest lie between 0.25 and 0.95
_MANY_TRUE = _RNG.integers(0, 7, 25)


def _softmax(Z: Any, T: float = 1, axis: int | None = 1) -> Any:
    powers = np.exp(Z / T - (Z / T).max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _right(values: Any, labels: Any) -> Any:
    return values[np.arange(len(labels)), labels]


def _losses(Z: Any, labels: Any) -> Any:
    return np.array([solutions.safe_loss(Z[[i]], labels[[i]]) for i in range(len(Z))])


def _first(axis: int, start: int, stop: int | None) -> Any:
    """Return the share of labels found among some places of the order along an axis."""

    def share(P: Any, labels: Any) -> Any:
        order = np.argsort(-P, axis=axis)
        return (order[:, start:stop] == labels[:, None]).any(axis=1).mean()

    return share


EXERCISES = (
    Exercise(
        "tempered_softmax",
        "Softmax with a temperature",
        solutions.tempered_softmax,
        [
            Case("3 rows of 5 scores and T = 2", _SCORES, 2.0),
            Case("4 rows of 4 scores and T = 0.5", _SQUARE, 0.5),
            Case("scores around 1000 and T = 1", _LARGE, 1.0),
            Case("the same scores and T = 0.1", _LARGE, 0.1),
        ],
        [
            Misconception(
                "wrong-axis",
                "Each *column* adds up to 1, but a row belongs to an image, so each row should. "
                "Which axis runs along a row?",
                like=lambda Z, T: _softmax(Z, T, axis=0),
            ),
            Misconception(
                "sum-over-everything",
                "All numbers together add up to 1. Each row should by itself: give the sum an axis, and "
                "`keepdims=True`.",
                like=lambda Z, T: _softmax(Z, T, axis=None),
            ),
            Misconception(
                "one-maximum-for-all",
                "The largest score of *all* rows was subtracted, so a row with far smaller scores became 0 / 0. "
                "Subtract from each row its own maximum.",
                when=lambda arguments, value: bool(
                    np.isnan(value).any() and not np.isnan(value[0]).any() and arguments[0].max() > 500
                ),
                edge=True,
            ),
            Misconception(
                "overflow",
                "Powers of such large numbers are `inf`, and `inf / inf` is `nan`. "
                "What may you subtract from all scores of a row without changing the probabilities?",
                when=lambda arguments, value: bool(np.isnan(value).any() and np.abs(arguments[0]).max() > 500),
                event="overflow",
                edge=True,
            ),
            Misconception(
                "row-for-column",
                "A sum or a maximum over `axis=1` has shape (n,), which NumPy takes for a row. "
                "`keepdims=True` keeps it as a column (n, 1), which fits to (n, k).",
                stops="shapes-dont-match",
            ),
            Misconception(
                "times-temperature",
                "The scores were multiplied by the temperature. A high temperature should make the probabilities "
                "more alike, so it has to shrink the scores.",
                like=lambda Z, T: _softmax(Z, 1 / T),
            ),
            Misconception(
                "no-temperature",
                "That is softmax without a temperature: T has no influence yet. Where do the scores enter?",
                like=lambda Z, T: _softmax(Z),
            ),
            Misconception(
                "temperature-after-softmax",
                "The temperature was applied to the probabilities, and they no longer add up to 1. "
                "It belongs to the scores, before the powers are taken.",
                like=lambda Z, T: _softmax(Z) / T,
            ),
            Misconception(
                "no-exponential",
                "The scores were divided by their sum, without powers of e. So a probability can be negative: "
                "where does the exponential function belong?",
                like=lambda Z, T: Z / T / (Z / T).sum(axis=1, keepdims=True),
            ),
            Misconception(
                "not-divided",
                "These are powers; they don't add up to 1 yet. Divide each row by its sum.",
                like=lambda Z, T: np.exp(Z / T - (Z / T).max(axis=1, keepdims=True)),
            ),
        ],
        [
            "First divide the scores by T. What follows is softmax as in the lesson: `np.exp`, and each row "
            "divided by its sum over `axis=1`.",
            "From each row, subtract its largest entry, so that no power is too large. It must be the divided "
            "scores' largest, and `keepdims=True` keeps it as a column.",
            "A small case: the scores 4 and 2, and T = 2. Divided they are 2 and 1, lowered 0 and -1, their "
            "powers 1 and 0.368, and the sum is 1.368, so `tempered_softmax([[4, 2]], 2)` gives `[[0.731, "
            "0.269]]`.",
        ],
        "Dividing by T > 1 brings the scores closer together, so the probabilities get more alike; T < 1 does the "
        "opposite. The order of the digits stays, and so does the answer; only how sure it is changes.",
    ),
    Exercise(
        "top_two",
        "Right at the second guess",
        solutions.top_two,
        [
            Case("6 images of 5 digits", _READ, _TRUE),
            Case("the first 5 of them", _READ[:5], _TRUE[:5]),
            Case("2 images that are both wrong", _READ[[2, 5]], np.array([0, 4])),
            Case("25 images of 7 digits", _MANY, _MANY_TRUE),
        ],
        [
            Misconception(
                "only-first",
                "That is plain accuracy: only the likeliest digit was looked at. The second likeliest counts, "
                "too.",
                like=_first(1, 0, 1),
            ),
            Misconception(
                "only-second",
                "Only the second likeliest digit was looked at. The likeliest counts, too.",
                like=_first(1, 1, 2),
            ),
            Misconception(
                "least-likely",
                "These are the two digits that are *least* likely: `argsort` puts the smallest first. "
                "Which end of the order do you need?",
                like=_first(1, -2, None),
            ),
            Misconception(
                "count-for-share",
                "That is the number of images, or a percentage. A share from 0 to 1 was asked for.",
                when=lambda arguments, value: any(
                    np.isclose(value, factor * solutions.top_two(*arguments))
                    for factor in (len(arguments[1]), 100)
                ),
            ),
            Misconception(
                "mistakes",
                "That is the share of images whose digit is *not* among the two likeliest. Is the comparison "
                "turned round, or does the slice take all the others (`[:, :-2]` is all but the last two)?",
                like=lambda P, labels: 1 - solutions.top_two(P, labels),
            ),
            Misconception(
                "guesses-of-all-images",
                "A label counts as found if it is among the guesses of *any* image. Compare each label with the "
                "guesses in its own row: the labels must stand as a column, `labels[:, None]`.",
                like=lambda P, labels: np.isin(labels, np.argsort(P, axis=1)[:, -2:]).mean(),
            ),
            Misconception(
                "half-of-the-hits",
                "The mean was taken over both guesses of every image, so a hit counts only half. "
                "First ask for each image whether *one* of them is right, then take the mean.",
                like=lambda P, labels: solutions.top_two(P, labels) / 2,
            ),
            Misconception(
                "wrong-axis",
                "The probabilities were put in order along the columns, between images. Each image has a row: "
                "which axis runs along a row?",
                like=_first(0, 0, 2),
            ),
        ],
        [
            "`np.argsort(P, axis=1)` gives, for each row, the digits from the least to the most likely. Its "
            "last two columns are the two guesses of each image.",
            "Compare them with `labels[:, None]`, a column; `.any(axis=1)` says whether one of the two is "
            "right. The mean of that is the share.",
            "A small case: in (0.1, 0.6, 0.3) the likeliest two are 1 and 2, in (0.5, 0.1, 0.4) they are 0 and "
            "2. Label 2 is among the first two, label 1 isn't among the others: one of two, so `top_two([[0.1, "
            "0.6, 0.3], [0.5, 0.1, 0.4]], [2, 1])` gives `0.5`.",
        ],
        "`argsort` gives places, and the places are the digits. Comparing (n, 2) with (n, 1) tries both guesses "
        "of each image against its label.",
    ),
    Exercise(
        "safe_loss",
        "A loss that is never infinite",
        solutions.safe_loss,
        [
            Case("3 rows of 5 scores", _SCORES, np.array([4, 0, 2])),
            Case("4 rows of 4 scores", _SQUARE, np.array([1, 1, 3, 0])),
            Case("scores around 1000", _LARGE, np.array([2, 0])),
        ],
        [
            Misconception(
                "log-of-zero",
                "The probability of the right digit is so small that the computer rounds it to 0, and -ln 0 is "
                "`inf`. Don't compute the probability at all: take the logarithm of the fraction first, on paper.",
                when=lambda arguments, value: bool(np.isposinf(value)),
                event="log-of-zero",
                edge=True,
            ),
            Misconception(
                "overflow",
                "A power of e was too large for the computer, so `inf` or `nan` came of it. "
                "Subtract from each row its largest score, before any power is taken.",
                when=lambda arguments, value: bool(np.isnan(value) and np.abs(arguments[0]).max() > 500),
                event="overflow",
                edge=True,
            ),
            Misconception(
                "clipped",
                "The loss is finite, but wrong where the probability is tiny: a small number was put in place of "
                "0, and with it the loss has a ceiling. It can be computed exactly, from the scores.",
                when=lambda arguments, value: bool(
                    np.abs(arguments[0]).max() > 500 and 0 < value < solutions.safe_loss(*arguments) - 1
                ),
                edge=True,
            ),
            Misconception(
                "sum-for-mean",
                "That is the sum over the images. With the mean, the loss of a large batch can be compared with "
                "that of a small one.",
                like=lambda Z, labels: _losses(Z, labels).sum(),
            ),
            Misconception(
                "no-mean",
                "There is a loss for each image still. One number was asked for: their mean.",
                like=_losses,
            ),
            Misconception(
                "sign",
                "The sign is wrong: a logarithm of a probability is negative, a loss is not. "
                "It is *minus* the logarithm.",
                like=lambda Z, labels: -solutions.safe_loss(Z, labels),
            ),
            Misconception(
                "scores-for-probabilities",
                "The scores were taken as if they were logarithms of probabilities. They aren't yet: "
                "the logarithm of the sum of the powers is missing.",
                like=lambda Z, labels: -_right(Z, labels).mean(),
            ),
            Misconception(
                "lowered-scores-only",
                "The row's largest score was subtracted, but the logarithm of the sum of the powers is still "
                "missing.",
                like=lambda Z, labels: -_right(Z - Z.max(axis=1, keepdims=True), labels).mean(),
            ),
            Misconception(
                "maximum-not-added-back",
                "From the powers the row's largest score was subtracted, but the right score is still the full "
                "one. Take it from the lowered scores, too, or add the maximum back after the logarithm.",
                like=lambda Z, labels: solutions.safe_loss(Z, labels) - Z.max(axis=1).mean(),
            ),
            Misconception(
                "labels-for-rows",
                "The labels are digits, of shape (n,), not one-hot rows (n, k): they can't be multiplied with the "
                "probabilities. Pick from each row the entry at the label, `[np.arange(len(labels)), labels]`.",
                stops="shapes-dont-match",
            ),
            Misconception(
                "softmax-twice",
                "Softmax was applied twice: to the scores, and again to the probabilities that came of it.",
                like=lambda Z, labels: solutions.safe_loss(_softmax(Z), labels),
            ),
            Misconception(
                "all-pairs",
                "`[:, labels]` takes the columns of *all* labels from every row. Each row has one label: pick "
                "pairs of row and column, `[np.arange(len(labels)), labels]`.",
                like=lambda Z, labels: (
                    solutions.safe_loss(Z, labels) + (_right(Z, labels).mean() - Z[:, labels].mean())
                ),
            ),
            Misconception(
                "all-digits",
                "All digits were counted, the wrong ones, too. Only the probability of the *right* digit counts: "
                "pick one entry in each row.",
                when=lambda arguments, value: bool(
                    np.isclose(value, -np.log(_softmax(arguments[0])).mean(), rtol=1e-4)
                ),
            ),
            Misconception(
                "another-logarithm",
                "That is a logarithm of base 2 or 10. The natural logarithm, `np.log`, was asked for.",
                when=lambda arguments, value: any(
                    np.isclose(value * np.log(base), solutions.safe_loss(*arguments), rtol=1e-4)
                    for base in (2, 10)
                ),
            ),
        ],
        [
            "On paper, the logarithm of a fraction is a difference: the loss is the logarithm of the sum of all "
            "powers, minus the right score. Nothing is divided any more.",
            "Adding the same number to all scores of a row doesn't change the loss: subtract the row's maximum "
            "first, so that the sum of the powers is at least 1. Pick the right scores with "
            "`lowered[np.arange(len(labels)), labels]`, and take the mean at the end.",
            "A small case: the scores 1000 and 998, and label 1. Lowered they are 0 and -2, the powers 1 and "
            "0.135, the logarithm of their sum is 0.127, and 0.127 - (-2) is 2.127, so `safe_loss([[1000, "
            "998]], [1])` gives `2.127`.",
        ],
        "The logarithm of a fraction is a difference, so the tiny probability is never computed. After the "
        "subtraction one power is 1, so the logarithm's argument lies between 1 and k.",
    ),
)
