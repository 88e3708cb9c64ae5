"""Exercises of lesson 7 on two tools of its experiments: a step that fools, and directions in a hidden layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_07 as solutions
from digitlab.exercises.tasks import Exercise

_RNG = np.random.default_rng(107)
_IMAGE = _RNG.permutation(np.r_[np.linspace(0.05, 0.95, 9), 0, 0, 1]).reshape(3, 4)
_SLOPE = _RNG.permutation(np.r_[_RNG.normal(size=9) * 0.4, 0, 0, 0]).reshape(3, 4)
_COLOURED = _RNG.uniform(size=(2, 5, 3))
_LATENT = _RNG.normal(size=(9, 2)) @ _RNG.normal(size=(2, 4))
_ACTIVATIONS = _LATENT + 0.4 * _RNG.normal(size=(9, 4)) * (1, 2, 0.5, 3) + (1, 2, 0.5, 3)


def _shares(activations: Any) -> Any:
    """Return the shares, of what may not be centred."""
    lengths = np.linalg.svd(activations, compute_uv=False)
    return lengths**2 / (lengths**2).sum()


def _powers(power: int) -> Callable[[Any], Any]:
    def shares(activations: Any) -> Any:
        lengths = np.linalg.svd(activations - activations.mean(axis=0), compute_uv=False)
        return lengths**power / (lengths**power).sum()

    return shares


def _variances(divisor: Callable[[int], float]) -> Callable[[Any], Any]:
    def variances(activations: Any) -> Any:
        return np.linalg.svd(activations - activations.mean(axis=0), compute_uv=False) ** 2 / divisor(
            len(activations)
        )

    return variances


def _all_eigenvalues(activations: Any) -> Any:
    found = np.linalg.eigvalsh(np.cov(activations.T))[::-1]
    return found / found.sum()


EXERCISES = (
    Exercise(
        "fooling_step",
        "A step that fools",
        solutions.fooling_step,
        [
            Case("an image (3, 4) and epsilon 0.1", _IMAGE, _SLOPE, 0.1),
            Case("a coloured image (2, 5, 3) and epsilon 0.3", _COLOURED, _RNG.normal(size=(2, 5, 3)) * 5, 0.3),
            Case("7 pixels and epsilon 0.02", _RNG.uniform(0.1, 0.9, 7), _RNG.normal(size=7) * 1e-3, 0.02),
            Case(
                "2 images (2, 3, 2) in one array and epsilon 0.25",
                _COLOURED[:, :3, :2],
                _SLOPE.reshape(2, 3, 2),
                0.25,
            ),
        ],
        [
            Misconception(
                "not-clipped",
                "Some pixels are below 0 or above 1 now: no image has such. Cut them off at 0 and 1, after the "
                "step.",
                like=(
                    lambda image, gradient, epsilon: image + epsilon * np.sign(gradient),
                    lambda image, gradient, epsilon: np.clip(image, 0, 1) + epsilon * np.sign(gradient),
                ),
            ),
            Misconception(
                "downhill",
                "That goes *down* the loss, as training does: the network becomes surer of the truth. To fool it, "
                "the loss must grow.",
                like=(
                    lambda image, gradient, epsilon: np.clip(image - epsilon * np.sign(gradient), 0, 1),
                    lambda image, gradient, epsilon: image - epsilon * np.sign(gradient),
                    lambda image, gradient, epsilon: np.clip(image - epsilon * gradient, 0, 1),
                ),
            ),
            Misconception(
                "sign-missing",
                "The gradient itself was added, so pixels with a small slope hardly move. Each pixel may move by "
                "epsilon, whatever its slope: take the sign alone.",
                like=(
                    lambda image, gradient, epsilon: np.clip(image + epsilon * gradient, 0, 1),
                    lambda image, gradient, epsilon: image + epsilon * gradient,
                ),
            ),
            Misconception(
                "scaled-by-its-size",
                "The gradient was divided by its length or its largest entry. Then only the steepest pixels move "
                "by much: take the sign of each.",
                like=(
                    lambda image, gradient, epsilon: np.clip(
                        image + epsilon * gradient / np.linalg.norm(gradient), 0, 1
                    ),
                    lambda image, gradient, epsilon: np.clip(
                        image + epsilon * gradient / np.abs(gradient).max(), 0, 1
                    ),
                ),
            ),
            Misconception(
                "flat-pixels-move",
                "Pixels whose slope is exactly 0 moved, too. They change nothing, and `np.sign` of 0 is 0.",
                like=(
                    lambda image, gradient, epsilon: np.clip(
                        image + np.where(gradient > 0, epsilon, -epsilon), 0, 1
                    ),
                    lambda image, gradient, epsilon: np.clip(
                        image + np.where(gradient < 0, -epsilon, epsilon), 0, 1
                    ),
                ),
            ),
            Misconception(
                "step-without-image",
                "That is the step alone. Add it to the image.",
                like=(
                    lambda image, gradient, epsilon: epsilon * np.sign(gradient),
                    lambda image, gradient, epsilon: np.clip(epsilon * np.sign(gradient), 0, 1),
                ),
            ),
            Misconception(
                "step-cut-off",
                "The *step* was cut off at 0 and 1, so no pixel gets darker, or leaves the image's range "
                "after all. "
                "Cut the sum.",
                like=lambda image, gradient, epsilon: image + np.clip(epsilon * np.sign(gradient), 0, 1),
            ),
            Misconception(
                "bytes-range",
                "It was cut off at 255. This image goes from 0 to 1.",
                like=lambda image, gradient, epsilon: np.clip(image + epsilon * np.sign(gradient), 0, 255),
            ),
            Misconception(
                "upward-only",
                "All pixels became brighter. Where the slope is negative, the loss grows when the pixel gets "
                "*darker*: keep the sign.",
                like=(
                    lambda image, gradient, epsilon: np.clip(image + epsilon, 0, 1),
                    lambda image, gradient, epsilon: np.clip(image + epsilon * np.abs(np.sign(gradient)), 0, 1),
                    lambda image, gradient, epsilon: np.clip(image + epsilon * np.abs(gradient), 0, 1),
                    lambda image, gradient, epsilon: np.clip(image + epsilon * (gradient > 0), 0, 1),
                ),
            ),
        ],
        hints=[
            "The gradient says for each pixel whether the loss grows when it gets brighter. `np.sign` "
            "keeps that and "
            "drops by how much.",
            "`image + epsilon * np.sign(gradient)`, then `np.clip(..., 0, 1)`.",
            "A small case: three pixels 0.5, 0.95, 0.2 with the slopes -3, 0.1, 0, and epsilon 0.1. The "
            "first goes "
            "down by 0.1, the second up and is cut off at 1, the third stays: "
            "`fooling_step([0.5, 0.95, 0.2], [-3, 0.1, 0], 0.1)` gives `[0.4, 1.0, 0.2]`.",
        ],
        why="If no pixel may change by more than epsilon, this step raises a loss that is a plane the most: every "
        "pixel goes as far as it may, in its own direction (I. Goodfellow, J. Shlens and C. Szegedy, 2015).",
    ),
    Exercise(
        "explained_shares",
        "How much does each direction explain?",
        solutions.explained_shares,
        [
            Case("activations (9, 4)", _ACTIVATIONS),
            Case("activations (7, 3)", _RNG.normal(size=(7, 3)) * (3, 1, 2) + (5, -1, 2)),
            Case("activations (4, 6), fewer images than neurons", _RNG.normal(size=(4, 6)) + 2),
            Case("activations (12, 2)", _RNG.uniform(size=(12, 1)) * (1, 3) + 0.3 * _RNG.normal(size=(12, 2))),
        ],
        [
            Misconception(
                "not-centred",
                "The mean wasn't subtracted, so the first direction just points at the middle of the "
                "cloud. Variance "
                "is measured from the mean of each neuron.",
                like=_shares,
            ),
            Misconception(
                "one-mean-for-all",
                "One mean of all numbers was subtracted. Each neuron, each column, has a mean of its own: "
                "`axis=0`.",
                like=lambda activations: _shares(activations - activations.mean()),
            ),
            Misconception(
                "centred-by-row",
                "The mean of each image was subtracted. The cloud is centred neuron by neuron: column by column, "
                "`axis=0`.",
                like=lambda activations: _shares(activations - activations.mean(axis=1, keepdims=True)),
            ),
            Misconception(
                "not-squared",
                "These are shares of *lengths*. A variance is a square: square the singular values first.",
                like=_powers(1),
            ),
            Misconception(
                "squared-twice",
                "It was squared once too often: eigenvalues of the covariance are variances already.",
                like=_powers(4),
            ),
            Misconception(
                "variances-not-shares",
                "These are the squares or the variances themselves. Divide by their sum, so that the "
                "shares add up "
                "to 1.",
                like=(
                    _variances(lambda n: 1),
                    _variances(lambda n: n - 1),
                    _variances(lambda n: n),
                    lambda activations: np.linalg.eigvalsh(np.cov(activations.T))[::-1],
                    lambda activations: np.linalg.eigvalsh(np.cov(activations.T)),
                ),
            ),
            Misconception(
                "variance-of-each-neuron",
                "These are the variances of the single neurons. The directions that explain most lie "
                "*between* the "
                "neurons' axes: the SVD finds them.",
                like=(
                    lambda activations: (v := activations.var(axis=0)) / v.sum(),
                    lambda activations: np.sort(v := activations.var(axis=0))[::-1] / v.sum(),
                ),
            ),
            Misconception(
                "standardised",
                "Each neuron was divided by its spread, so that all weigh the same. Here a neuron that "
                "varies more "
                "should count for more: subtract the mean only.",
                like=lambda activations: _shares(
                    (activations - activations.mean(axis=0)) / activations.std(axis=0)
                ),
            ),
            Misconception(
                "added-up",
                "These shares are added up, from the first to the last. Each by itself was asked for.",
                like=(
                    lambda activations: np.cumsum(solutions.explained_shares(activations)),
                    lambda activations: np.cumsum(_shares(activations)),
                ),
            ),
            Misconception(
                "one-for-each-neuron",
                "There is a number for each neuron. With fewer images than neurons the cloud has no more "
                "directions "
                "than images, and the rest is 0: return min(n, d) numbers.",
                like=(_all_eigenvalues, lambda activations: np.abs(_all_eigenvalues(activations))),
                edge=True,
            ),
        ],
        hints=[
            "Three steps: subtract from each column its mean, take the singular values, turn their squares into "
            "shares.",
            "`np.linalg.svd(centred, compute_uv=False)` returns the singular values, the largest first. "
            "Their squares "
            "are the variances, up to a factor that all share.",
            "A small case: the rows (0, 1), (6, 1), (3, 3) and (3, -1). The means are 3 and 1; along the "
            "first axis "
            "the squares sum to 18, along the second to 8, and 18 / 26 is 0.692: "
            "`explained_shares([[0, 1], [6, 1], [3, 3], [3, -1]])` gives `[0.692, 0.308]`.",
        ],
        why="A singular value is the length of the centred cloud along one direction, and its square, "
        "divided by n - 1, "
        "the variance along it. In a share this divisor drops out (K. Pearson, 1901; H. Hotelling, 1933).",
    ),
)
