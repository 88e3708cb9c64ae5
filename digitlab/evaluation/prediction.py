"""What a model predicts, and how often it is right."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from numpy.typing import NDArray

from digitlab._shared import arguments
from digitlab._shared.forks import check_process
from digitlab.data.datasets import Dataset
from digitlab.models.networks import to_model_input

# Batches are filled up to one of these sizes, so that a new number of images rarely means a new compilation.
# Larger ones no longer fit the processor's cache: at 1,024, a CNN reads half as many images a second.
_BATCH_SIZES = (1, 16, 128)
_SUCH_AS = "such as digitlab.CNN(rngs=nnx.Rngs(0))"


@dataclass(frozen=True)
class Evaluation:
    """How a model does on a data set.

    Attributes:
        accuracy: share of the images it reads correctly, 0 to 1.
        loss: mean cross-entropy in nats.
        count: the number of images, all of them.
    """

    accuracy: float
    loss: float
    count: int

    def __str__(self) -> str:
        """Return one line for people."""
        return f"{self.accuracy:.2%} of {self.count:,} images correct, loss {self.loss:.4f}"


def predict_proba(model: nnx.Module, images: Any) -> NDArray[np.float32]:
    """Return how likely the model finds each digit.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10). Dropout is off here, whatever mode the model is in.
        images: uint8 (n, 28, 28), unscaled.

    Returns:
        float32 (n, 10), each row sums to 1: softmax of the logits.

    Raises:
        TypeError, ValueError: if the images have the wrong form, or the model answers NaN.

    Example:
        >>> from digitlab.models import SoftmaxRegression
        >>> model = SoftmaxRegression(rngs=nnx.Rngs(0))
        >>> predict_proba(model, np.zeros((2, 28, 28), np.uint8)).shape
        (2, 10)
    """
    return probabilities(check_model(model, "predict"), arguments.check_images(images, where="predict"))


def predict(model: nnx.Module, images: Any) -> NDArray[np.int64]:
    """Return the digit that the model finds most likely for each image.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10).
        images: uint8 (n, 28, 28), unscaled.

    Returns:
        int64 (n,), 0 to 9.

    Raises:
        TypeError, ValueError: if the images have the wrong form, or the model answers NaN.

    Example:
        >>> from digitlab.models import SoftmaxRegression
        >>> model = SoftmaxRegression(rngs=nnx.Rngs(0))
        >>> predict(model, np.zeros((2, 28, 28), np.uint8))
        array([0, 0])
    """
    return check_numbers(predict_logits(model, images)).argmax(axis=1).astype(np.int64)


def evaluate(model: nnx.Module, data: Dataset) -> Evaluation:
    """Measure a model on all images of a data set, the last short batch included.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10).
        data: at least one image with its label.

    Returns:
        accuracy, loss and count.

    Raises:
        TypeError: if `model` is no network or `data` no `Dataset`.
        ValueError: if the data set is empty.

    Example:
        >>> from digitlab.models import SoftmaxRegression
        >>> data = Dataset(np.zeros((3, 28, 28), np.uint8), [0, 0, 5])
        >>> evaluate(SoftmaxRegression(rngs=nnx.Rngs(0)), data).count
        3
    """
    check_model(model, "evaluate")
    check_dataset(data, "evaluate", least=1)
    scores = logits(model, data.images).astype(np.float64)
    highest = scores.max(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):  # a model that answers infinity has the loss NaN
        log_total = np.log(np.exp(scores - highest).sum(axis=1)) + highest[:, 0]
    losses = log_total - scores[np.arange(len(data)), data.labels]
    hits = scores.argmax(axis=1) == data.labels
    return Evaluation(float(hits.mean()), float(losses.mean()), len(data))


def predict_logits(model: nnx.Module, images: Any) -> NDArray[np.float32]:
    """Return the model's raw scores.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10).
        images: uint8 (n, 28, 28), unscaled.

    Returns:
        float32 (n, 10).

    Raises:
        TypeError, ValueError: if the images have the wrong form, or the model doesn't return (n, 10).
    """
    return logits(check_model(model, "predict"), arguments.check_images(images, where="predict"))


def logits(model: nnx.Module, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Do what `predict_logits` does, with a model and images that were checked already.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10).
        pixels: uint8 (n, 28, 28).

    Raises:
        ValueError: if the model doesn't return (n, 10).
    """
    if not len(pixels):
        return np.zeros((0, arguments.CLASSES), np.float32)
    graph, state = nnx.split(model)
    found = in_batches(lambda batch: _logits(graph, state, batch), pixels)
    if found.shape != (len(pixels), arguments.CLASSES):
        raise ValueError(
            f"predict: the model must return logits of shape (n, 10), but for {len(pixels)} images it returned "
            f"{found.shape}. Check its last layer."
        )
    return found


def probabilities(model: nnx.Module, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Do what `predict_proba` does, with a model and images that were checked already.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10).
        pixels: uint8 (n, 28, 28).
    """
    scores = logits(model, pixels)
    return np.asarray(jax.nn.softmax(check_numbers(scores), axis=1)) if len(scores) else scores


def check_numbers(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return logits from which an answer can be read.

    Args:
        scores: float32 (n, 10); minus infinity is allowed, as long as another one in the row is a number.

    Raises:
        ValueError: if a row has none that is largest.
    """
    bad = ~np.isfinite(scores.max(axis=1))
    if bad.any():
        raise ValueError(
            f"predict: for {bad.sum():,} of {len(scores):,} images the model answers NaN or infinity, so it "
            "answers nothing. Its training went wrong: train a new one, with a smaller learning rate."
        )
    return scores


def in_batches(function: Callable[[NDArray[np.uint8]], jax.Array], pixels: NDArray[np.uint8]) -> NDArray[Any]:
    """Call a compiled function on images, batch by batch, in few different batch sizes.

    Args:
        function: from uint8 (m, 28, 28) to an array whose first axis has length m.
        pixels: uint8 (n, 28, 28).

    Returns:
        What the function returns, joined along the first axis.

    Raises:
        ValueError: if the function returns an array of another length.
    """
    parts = []
    start = 0
    while start < max(len(pixels), 1):
        chunk = pixels[start : start + _BATCH_SIZES[-1]]
        size = next(size for size in _BATCH_SIZES if size >= len(chunk))
        padded = np.zeros((size, *chunk.shape[1:]), np.uint8)
        padded[: len(chunk)] = chunk
        values = np.asarray(function(padded))
        if values.shape[:1] != (size,):
            raise ValueError(
                f"predict: the model must return one row for each image, logits of shape (n, 10), but for {size} "
                f"images it returned {values.shape}. Check its last layer."
            )
        parts.append(values[: len(chunk)])
        start += size
    return np.concatenate(parts)


@functools.partial(jax.jit, static_argnums=0)
def _logits(graph: Any, state: Any, images: jax.Array) -> jax.Array:
    # The merged model is a copy, so switching dropout off leaves the caller's model as it was.
    model = nnx.merge(graph, state)
    model.eval()
    return model(to_model_input(images)).astype(jnp.float32)


def confusion_matrix(labels: Any, predictions: Any) -> NDArray[np.int64]:
    """Count how often each digit was read as which.

    Args:
        labels: the true digits (n,).
        predictions: the digits that were read (n,).

    Returns:
        int64 (10, 10): row is the true digit, column the one that was read.

    Raises:
        TypeError, ValueError: if a value is not a digit, or the lengths differ.

    Example:
        >>> int(confusion_matrix([7, 7, 1], [7, 1, 1])[7, 1])
        1
    """
    true = arguments.check_labels(labels, np.size(labels), where="confusion_matrix")
    read = arguments.check_labels(predictions, len(true), where="confusion_matrix", name="predictions")
    counts = np.zeros((arguments.CLASSES, arguments.CLASSES), np.int64)
    np.add.at(counts, (true, read), 1)
    return counts


def worst_mistakes(model: nnx.Module, data: Dataset, count: int = 20) -> NDArray[np.int64]:
    """Find the misread images of which the model was most sure.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10).
        data: images with their labels.
        count: at most this many.

    Returns:
        int64 (m,): positions in `data`, the most confident mistake first.

    Raises:
        TypeError, ValueError: if `data` is no `Dataset`, or `count` no whole number of at least 1.
    """
    check_dataset(data, "worst_mistakes")
    count = arguments.check_count(count, where="worst_mistakes", name="count")
    rows = probabilities(check_model(model, "predict"), data.images)
    wrong = np.flatnonzero(rows.argmax(axis=1) != data.labels)
    order = np.argsort(-rows[wrong].max(axis=1), kind="stable")
    return wrong[order[:count]].astype(np.int64)


def check_model(model: Any, where: str, name: str = "model") -> nnx.Module:
    """Return a model, or say that it is none.

    Args:
        model: anything.
        where: the name of the function or the class that was given it.
        name: the argument's name, for the message.

    Raises:
        TypeError: if it is no `flax.nnx.Module`.
        RuntimeError: in a process that was forked after JAX had been used.
    """
    check_process(where)
    if not isinstance(model, nnx.Module):
        raise TypeError(f"{where}: {name} must be a model {_SUCH_AS}, but it is {_found(model)}")
    return model


def check_models(models: Any, where: str) -> dict[str, nnx.Module]:
    """Return models by name, a single one by the name "".

    Args:
        models: a model, or a dict of models by name.
        where: the name of the function or the class that was given them.

    Raises:
        TypeError: if it is neither.
        ValueError: if the dict is empty.
        RuntimeError: in a process that was forked after JAX had been used.
    """
    check_process(where)
    if isinstance(models, nnx.Module):
        return {"": models}
    expected = f"{where}: models must be a model {_SUCH_AS}, or a dict of models by name"
    if not isinstance(models, Mapping):
        raise TypeError(f"{expected}, but it is {_found(models)}")
    if not models:
        raise ValueError(f"{expected}, but the dict is empty.")
    for name, model in models.items():
        if not isinstance(model, nnx.Module):
            raise TypeError(f"{expected}, but {name!r} is {_found(model)}")
    return {str(name): model for name, model in models.items()}


def check_dataset(data: Any, where: str, name: str = "data", least: int = 0) -> Dataset:
    """Return a data set, or say that it is none, or empty where it may not be.

    Args:
        data: anything.
        where: the name of the function that was given it.
        name: the argument's name, for the message.
        least: how many images it must have, 0 or 1.

    Raises:
        TypeError: if it is no `Dataset`.
        ValueError: if it has no image but needs one.
    """
    if not isinstance(data, Dataset):
        raise TypeError(
            f"{where}: {name} must be a digitlab.Dataset, but it is a {type(data).__name__}. "
            "Write digitlab.Dataset(images, labels)."
        )
    if len(data) < least:
        raise ValueError(
            f"{where}: the data set is empty, so there is nothing to measure. Give it at least one image."
        )
    return data


def _found(value: Any) -> str:
    if isinstance(value, type):
        return f"the class {value.__name__}. Make one: {value.__name__}(rngs=nnx.Rngs(0))."
    return f"a {type(value).__name__}. Train or load one first."
