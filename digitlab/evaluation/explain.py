"""Why a model answers as it does: which pixels matter, what its layers say, which training digits are near."""

from __future__ import annotations

import functools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from numpy.typing import NDArray
from scipy import special

from digitlab._shared import arguments
from digitlab.evaluation.prediction import predict_logits
from digitlab.models.networks import layer_by_layer, to_model_input

__all__ = ["activations", "nearest_digits", "occlusion", "saliency"]

# Images at a time when distances are taken: few enough for the processor's cache.
_PORTION = 2000


def saliency(model: nnx.Module, image: Any, digit: int | None = None) -> NDArray[np.float32]:
    """Return how strongly each pixel would move the score of a digit: the gradient's absolute value.

    The gradient tells of tiny changes. It is quick, but also marks pixels beside the ink, where ink would matter
    if there were any. To see which ink carries the answer, take `occlusion`.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10).
        image: uint8 (28, 28).
        digit: whose score, 0 to 9; None takes the digit that the model reads.

    Returns:
        float32 (28, 28), at least 0: change of the logit for a change of the pixel from paper to ink.

    Raises:
        TypeError, ValueError: if the image has the wrong form or the digit is none.

    Source: K. Simonyan, A. Vedaldi, A. Zisserman, "Deep inside convolutional networks: visualising image
    classification models and saliency maps" (2013), section 3.

    Example:
        >>> from digitlab.models import SoftmaxRegression
        >>> model = SoftmaxRegression(rngs=nnx.Rngs(0))
        >>> map = saliency(model, np.zeros((28, 28), np.uint8), digit=3)
        >>> map.shape, bool(np.allclose(map.ravel(), abs(model.linear.kernel[:, 3])))
        ((28, 28), True)
    """
    pixels, digit = _check(model, image, digit, "saliency")
    graph, state = nnx.split(model)
    return np.asarray(_gradient(graph, state, pixels[None], digit))


def occlusion(model: nnx.Module, image: Any, digit: int | None = None, *, size: int = 3) -> NDArray[np.float32]:
    """Return how much the score of a digit falls when the ink around each pixel is hidden.

    A small square of paper is laid on the image, at every place where there is ink.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10).
        image: uint8 (28, 28).
        digit: whose score, 0 to 9; None takes the digit that the model reads.
        size: side of the square in pixels, 1 to 27, odd.

    Returns:
        float32 (28, 28): by how much the digit's log-probability falls with the square around that pixel; negative
        where the ink speaks against the digit, 0 where the square hides no ink.

    Raises:
        TypeError, ValueError: if the image has the wrong form, the digit is none or the size is out of range.

    Source: M. Zeiler, R. Fergus, "Visualizing and understanding convolutional networks" (2014), section 4.2.

    Example:
        >>> from digitlab.models import SoftmaxRegression
        >>> image = np.zeros((28, 28), np.uint8)
        >>> image[14, 9:20] = 255
        >>> map = occlusion(SoftmaxRegression(rngs=nnx.Rngs(0)), image, digit=3)
        >>> map.shape, np.flatnonzero(map.any(axis=1))
        ((28, 28), array([13, 14, 15]))
    """
    size = arguments.check_count(size, where="occlusion", name="size", most=27)
    if size % 2 == 0:
        raise ValueError(
            f"occlusion: size must be odd, so that the square has a middle, but it is {size}. Take {size - 1}."
        )
    pixels, digit = _check(model, image, digit, "occlusion")
    side, reach = arguments.IMAGE_SIDE, size // 2
    # The picture as it is comes first, then one for each place: one call of the model reads them all.
    hidden, places = [pixels], []
    for row, col in np.ndindex(side, side):
        window = np.s_[max(0, row - reach) : row + reach + 1, max(0, col - reach) : col + reach + 1]
        if pixels[window].any():
            covered = pixels.copy()
            covered[window] = 0
            hidden.append(covered)
            places.append((row, col))
    # The logarithm, because a sure answer's probability stays at 1 until nearly all evidence is gone.
    logits = predict_logits(model, np.stack(hidden)).astype(np.float64)
    scores = special.log_softmax(logits, axis=1)[:, digit]
    result = np.zeros((side, side), np.float32)
    if places:
        result[tuple(np.transpose(places))] = scores[0] - scores[1:]
    return result


def nearest_digits(images: Any, image: Any, count: int = 3) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Find the images that differ least from one image, pixel by pixel.

    Args:
        images: uint8 (n, 28, 28), for instance the training images.
        image: uint8 (28, 28).
        count: how many, at least 1 and at most n.

    Returns:
        (positions, distances): int64 (count,) in `images`, the nearest first, and the Euclidean distances
        float64 (count,) of the pixels scaled to 0..1. Of equal distances the earlier image comes first.

    Raises:
        TypeError, ValueError: if the images have the wrong form or `count` is out of range.

    Source: T. Cover, P. Hart, "Nearest neighbor pattern classification" (1967).

    Example:
        >>> images = np.zeros((3, 28, 28), np.uint8)
        >>> images[1, 5, 5] = 255
        >>> nearest_digits(images, images[1], count=2)
        (array([1, 0]), array([0., 1.]))
    """
    pixels = arguments.check_images(images, where="nearest_digits")
    wanted = arguments.check_images(np.asarray(image)[None], where="nearest_digits", name="image")[0]
    count = arguments.check_count(count, where="nearest_digits", name="count", most=len(pixels))
    # Whole numbers: bytes would overflow, floats would round, and equal distances must come out equal.
    target = wanted.reshape(1, -1).astype(np.int32)
    squares = np.empty(len(pixels), np.int64)
    for start in range(0, len(pixels), _PORTION):
        part = pixels[start : start + _PORTION].reshape(-1, target.size) - target
        squares[start : start + _PORTION] = np.einsum("ij,ij->i", part, part)
    # The square root keeps the order, so only the few that were asked for need one.
    order = np.argsort(squares, kind="stable")[:count]
    return order, np.sqrt(squares[order]) / 255


def activations(model: nnx.Module, images: Any) -> dict[str, NDArray[np.float32]]:
    """Return what each layer of a model says to some images.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10).
        images: uint8 (n, 28, 28).

    Returns:
        The output of each layer by its name in the model, for instance "convs.0", in float32 (n, ...): before
        ReLU and pooling where the model applies them outside the layer. Dropout, which is off, is left out.

    Raises:
        TypeError, ValueError: if the images have the wrong form.

    Example:
        >>> from digitlab.models import CNN
        >>> model = CNN(channels=(4, 8), hidden=16, rngs=nnx.Rngs(0))
        >>> {name: said.shape for name, said in activations(model, np.zeros((2, 28, 28), np.uint8)).items()}
        {'convs.0': (2, 28, 28, 4), 'convs.1': (2, 14, 14, 8), 'dense': (2, 16), 'output': (2, 10)}
    """
    pixels = arguments.check_images(images, where="activations")
    copy = layer_by_layer(model)  # switching dropout off must not show in the caller's model
    copy.eval()
    layers = {
        ".".join(map(str, path)): layer
        for path, layer in nnx.iter_modules(copy)
        if path and not isinstance(layer, (nnx.Dropout, nnx.List, nnx.Dict))
    }
    _, said = nnx.capture(copy, nnx.Intermediate, method_outputs=nnx.Intermediate)(to_model_input(pixels))
    found = {}
    for path, values in nnx.to_flat_state(said):
        name = ".".join(str(part) for part in path[:-1])
        if name in layers and path[-1] == "__call__":
            found[name] = np.asarray(values.get_value()[-1], np.float32)
    return found


def _check(model: nnx.Module, image: Any, digit: int | None, where: str) -> tuple[NDArray[np.uint8], int]:
    pixels = arguments.check_images(np.asarray(image)[None], where=where, name="image")
    if digit is None:
        return pixels[0], int(predict_logits(model, pixels)[0].argmax())
    return pixels[0], arguments.check_count(digit, where=where, name="digit", least=0, most=arguments.CLASSES - 1)


@functools.partial(jax.jit, static_argnums=0)
def _gradient(graph: Any, state: Any, images: jax.Array, digit: jax.Array) -> jax.Array:
    model = nnx.merge(graph, state)
    model.eval()
    # One image's score of one digit is a number, so one gradient gives all 784 slopes, at the cost of a few
    # readings.
    slope = jax.grad(lambda x: model(x)[0, digit].astype(jnp.float32))(to_model_input(images))
    return jnp.abs(slope[0, ..., 0]).astype(jnp.float32)
