"""Do probabilities keep their word? Of all answers given with 90 %, nine in ten should be right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from flax import nnx
from numpy.typing import NDArray
from scipy import optimize, special

from digitlab._shared import arguments
from digitlab.data.datasets import Dataset
from digitlab.evaluation import prediction


@dataclass(frozen=True)
class Reliability:
    """How often answers of about the same confidence are right.

    Attributes:
        edges: float64 (bins + 1,), the bounds of the bins from 0 to 1.
        counts: int64 (bins,), the number of answers in each.
        confidence: float64 (bins,), the mean probability of the answers; NaN in an empty bin.
        accuracy: float64 (bins,), the share of them that is right; NaN in an empty bin.
    """

    edges: NDArray[np.float64]
    counts: NDArray[np.int64]
    confidence: NDArray[np.float64]
    accuracy: NDArray[np.float64]

    @property
    def error(self) -> float:
        """The expected calibration error, 0 to 1: the gap between confidence and accuracy, averaged."""
        filled = self.counts > 0
        # Weighted by the number of answers: nearly all lie in the last bins, and an answer in a thin bin weighs as
        # much.
        gaps = np.abs(self.confidence - self.accuracy)[filled]
        return float((gaps * self.counts[filled]).sum() / max(int(self.counts.sum()), 1))


def reliability(probabilities: Any, labels: Any, *, bins: int = 15) -> Reliability:
    """Sort answers by their confidence and compare it with how often they are right.

    Args:
        probabilities: (n, 10), each row sums to 1.
        labels: the true digits (n,).
        bins: equal parts of the way from 0 to 1.

    Returns:
        Counts, mean confidence and accuracy of each bin, and the expected calibration error.

    Raises:
        TypeError, ValueError: if the arguments have the wrong form.

    Source: C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On calibration of modern neural networks" (ICML, 2017).

    Example:
        >>> rows = np.full((4, 10), 0.2 / 9)
        >>> rows[:, 3] = 0.8
        >>> round(reliability(rows, [3, 3, 3, 5]).error, 2)
        0.05
    """
    rows = arguments.check_numbers(probabilities, where="reliability", name="probabilities")
    if rows.ndim != 2 or rows.shape[1] != arguments.CLASSES:
        raise ValueError(
            f"reliability: probabilities must have shape (n, 10), as predict_proba returns them, not {rows.shape}."
        )
    if not np.all((rows >= 0) & (np.abs(rows.sum(axis=1, keepdims=True) - 1) < 1e-3)):
        raise ValueError(
            "reliability: each row of probabilities must hold ten numbers of at least 0 that sum to 1. "
            "Logits become probabilities by softmax; predict_proba does it."
        )
    true = arguments.check_labels(labels, len(rows), where="reliability")
    bins = arguments.check_count(bins, where="reliability", name="bins", most=1000)
    edges = np.linspace(0, 1, bins + 1)
    confidence = rows.max(axis=1)
    # A bin holds its upper bound, so that a certain answer has a place in the last one.
    place = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, bins - 1)
    counts = np.bincount(place, minlength=bins)
    # Sums by bin, without a loop; 0 / 0 gives NaN in an empty one, which says that nothing is known there.
    with np.errstate(invalid="ignore"):
        mean = np.bincount(place, weights=confidence, minlength=bins) / counts
        right = np.bincount(place, weights=rows.argmax(axis=1) == true, minlength=bins) / counts
    return Reliability(edges, counts, mean, right)


def fit_temperature(logits: Any, labels: Any) -> float:
    """Find the temperature T by which logits must be divided so that softmax(logits / T) fits the labels best.

    Args:
        logits: (n, 10) of images that the model was not trained on.
        labels: the true digits (n,).

    Returns:
        The temperature with the lowest mean cross-entropy, 0.05 to 20: above 1 the model was too sure, below 1 not
        sure enough. Which digit is the likeliest stays the same.

    Raises:
        TypeError, ValueError: if the arguments have the wrong form, or there is not one image.

    Source: C. Guo et al., 2017, as for `reliability`.

    Example:
        >>> logits = np.zeros((4, 10))
        >>> logits[:, 3] = 50.0
        >>> fit_temperature(logits, [3, 3, 3, 5]) > 5
        True
    """
    scores = arguments.check_numbers(logits, where="fit_temperature", name="logits")
    if (
        scores.ndim != 2
        or scores.shape[1] != arguments.CLASSES
        or not len(scores)
        or not np.isfinite(scores).all()
    ):
        raise ValueError(
            f"fit_temperature: logits must be finite numbers of shape (n, 10) with n of at least 1, as "
            f"predict_logits returns them; this is shape {scores.shape}."
        )
    true = arguments.check_labels(labels, len(scores), where="fit_temperature")

    # Cross-entropy of softmax(scores / T): log-sum-exp, which doesn't overflow, less the true digit's score.
    def loss(log_temperature: float) -> float:
        scaled = scores / np.exp(log_temperature)
        return float((special.logsumexp(scaled, axis=1) - scaled[np.arange(len(true)), true]).mean())

    # A search in the logarithm: half and twice as sure are equally far from 1, and T stays positive. In 1 / T the
    # loss is convex, so it has one minimum, in log T as well, and the bounded search finds it.
    found = optimize.minimize_scalar(loss, bounds=(np.log(0.05), np.log(20)), method="bounded")
    return float(np.exp(found.x))


def calibrate(model: nnx.Module, data: Dataset) -> float:
    """Calibrate a model in place: divide the weights of its last layer by the temperature that fits the data.

    Args:
        model: a `SoftmaxRegression`, `MLP` or `CNN`, or one that ends as they do, with a `flax.nnx.Linear` named
            `output` or `linear`.
        data: images that the model was not trained on, such as the validation set.

    Returns:
        The temperature. The model's answers stay the same; only how sure it is of them changes.

    Raises:
        TypeError: if the model has no last layer that is known, or `data` is no `Dataset`. The model stays as it
            was.
        ValueError: if the data set is empty.

    Example:
        >>> from digitlab.models import SoftmaxRegression
        >>> data = Dataset(np.zeros((3, 28, 28), np.uint8), [0, 0, 5])
        >>> calibrate(SoftmaxRegression(rngs=nnx.Rngs(0)), data) > 0
        True
    """
    layer = getattr(model, "output", getattr(model, "linear", None))
    if not isinstance(layer, nnx.Linear):
        raise TypeError(
            "calibrate: the model must be digitlab's SoftmaxRegression, MLP or CNN, whose last layer is known, "
            f"but it is a {type(model).__name__}. Divide another model's logits by fit_temperature(...) yourself."
        )
    if not isinstance(data, Dataset):
        raise TypeError(
            f"calibrate: data must be a digitlab.Dataset, but it is a {type(data).__name__}. "
            "Write digitlab.Dataset(images, labels)."
        )
    if not len(data):
        raise ValueError(
            "calibrate: the data set is empty, so nothing can be fitted to it. Give at least one image."
        )
    logits = prediction.predict_logits(model, data.images)
    temperature = fit_temperature(logits, data.labels)
    weights = [variable for variable in (layer.kernel, layer.bias) if variable is not None]
    before = [variable.get_value() for variable in weights]
    # A name says little about what a model computes, also in a subclass of ours: halve the layer and see. Halving
    # floats is exact, so where it is the last layer, the logits become halves to the last bit or nearly.
    try:
        _divide(weights, before, 2)
        halved = prediction.predict_logits(model, data.images)
    finally:
        _divide(weights, before, 1)
    if not np.allclose(halved, logits / 2, rtol=1e-5, atol=1e-6 * float(np.abs(logits).max())):
        raise TypeError(
            "calibrate: the model must end with its last layer, but when the weights of "
            f"`{'output' if hasattr(model, 'output') else 'linear'}` are divided, the logits of this "
            f"{type(model).__name__} aren't. It is as it was. Divide its logits by fit_temperature(...) yourself."
        )
    # The last layer is linear, so dividing its weights and biases by T divides every logit by T.
    _divide(weights, before, temperature)
    return temperature


def _divide(weights: list[Any], values: list[Any], divisor: float) -> None:
    for variable, value in zip(weights, values, strict=True):
        variable.set_value(value / divisor if divisor != 1 else value)
