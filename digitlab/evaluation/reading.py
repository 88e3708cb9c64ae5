"""`read`: one drawing or picture in, one answer out, with its doubt: a digit, unsure, not a digit, or empty."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from numpy.typing import NDArray

from digitlab._shared import arguments
from digitlab.evaluation import prediction
from digitlab.models import checkpoints
from digitlab.models.networks import to_model_input
from digitlab.pictures.segmentation import Bounds, split_digits
from digitlab.pictures.steps import mnistify
from digitlab.strokes.rendering import render_strokes

# Below this probability an answer names its two likeliest digits instead of one.
SURE = 0.7
# What is said of marks that are no digit.
NO_DIGIT = "This does not look like a digit."
# Less ink than that of a short stroke, in levels of 255: nothing was drawn.
_LEAST_INK = 8.0


@dataclass(frozen=True)
class Reading:
    """What a model reads, and how far to trust it.

    Attributes:
        verdict: "digit", "unsure" (two digits are likely), "not a digit" or "empty".
        digit: the likeliest digit, 0 to 9; None if the verdict is "not a digit" or "empty".
        candidates: the digits that come into question, the likeliest first: one, two if unsure, or none.
        probability: of the likeliest digit, 0 to 1.
        probabilities: float32 (10,).
        likeness: how much it looks like a digit at all, 0 to 1; below 0.5 it is none.
        image: uint8 (28, 28), what the model saw.
    """

    verdict: str
    digit: int | None
    candidates: tuple[int, ...]
    probability: float
    probabilities: NDArray[np.float32]
    likeness: float
    image: NDArray[np.uint8]

    def __str__(self) -> str:
        """Return one short sentence for people."""
        if self.verdict == "empty":
            return "Nothing is drawn."
        if self.verdict == "not a digit":
            return NO_DIGIT
        if self.verdict == "unsure":
            first, second = (f"{self.probabilities[digit]:.0%}" for digit in self.candidates)
            return f"Unsure: {self.named} ({first} and {second})."
        return f"{self.named} ({self.percent}%)."

    @property
    def named(self) -> str:
        """The digits that come into question: "7", "1 or 7", or "" if there are none."""
        return " or ".join(map(str, self.candidates))

    @property
    def short(self) -> str:
        """The answer without its probability: "7", "1 or 7?", "no digit" or "empty"."""
        others = {"unsure": f"{self.named}?", "not a digit": "no digit", "empty": "empty"}
        return others.get(self.verdict, self.named)

    @property
    def brief(self) -> str:
        """The answer in a few characters: "7 (98 %)", "1 or 7?", "no digit" or "empty"."""
        return f"{self.short} ({self.percent} %)" if self.verdict == "digit" else self.short

    @property
    def percent(self) -> str:
        """The probability in per cent, rounded, for instance "98"."""
        return f"{100 * self.probability:.0f}"


def read(model: nnx.Module, drawing_or_picture: Any) -> Reading:
    """Read one digit.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10).
        drawing_or_picture: a drawing, that is a list of strokes (k, 2), is drawn by `render_strokes`; a uint8
            array (28, 28) is taken to be in MNIST's form; any other picture (path, bytes, PIL image, array) goes
            through `mnistify`.

    Returns:
        The `Reading`. Whether something is a digit is judged by a network of its own, trained on digits and on
        scribbles, letters and shapes; it serves every model.

    Raises:
        TypeError, ValueError: if it is neither a drawing nor a picture; `PictureError` is a ValueError.

    Example:
        >>> from digitlab.models import load_pretrained
        >>> from digitlab.handwriting import write_digit
        >>> read(load_pretrained("cnn"), write_digit(7, seed=0)).digit
        7
    """
    if isinstance(drawing_or_picture, (list, tuple)):
        image = render_strokes(drawing_or_picture)
    elif isinstance(drawing_or_picture, np.ndarray) and (
        drawing_or_picture.shape == (arguments.IMAGE_SIDE,) * 2 and drawing_or_picture.dtype == np.uint8
    ):
        image = drawing_or_picture
    else:
        image = mnistify(drawing_or_picture)
    return read_images(model, image[None])[0]


def read_all(model: nnx.Module, drawing_or_picture: Any) -> list[tuple[Bounds, Reading]]:
    """Read all digits of a row, from left to right.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10).
        drawing_or_picture: as for `split_digits`: a drawing, or a picture of any size and polarity.

    Returns:
        For each digit its bounds (left, top, right, bottom), in the unit of the strokes or in pixels of the
        picture, and its `Reading`. Empty if nothing is drawn.

    Raises:
        TypeError, ValueError, OSError: as `split_digits`.

    Example:
        >>> from digitlab.models import load_pretrained
        >>> from digitlab.handwriting import write_digit
        >>> row = [*write_digit(4, seed=1), *(stroke + [300, 0] for stroke in write_digit(2, seed=3))]
        >>> [reading.digit for bounds, reading in read_all(load_pretrained("cnn"), row)]
        [4, 2]
    """
    found = split_digits(drawing_or_picture)
    if not found:
        return []
    readings = read_images(model, np.stack([image for _, image in found]))
    return [(bounds, reading) for (bounds, _), reading in zip(found, readings, strict=True)]


def read_images(model: nnx.Module, images: Any) -> list[Reading]:
    """Read many images that are in MNIST's form.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10).
        images: uint8 (n, 28, 28).

    Returns:
        n readings.

    Raises:
        TypeError, ValueError: if the images have the wrong form.

    Example:
        >>> from digitlab.models import SoftmaxRegression
        >>> model = SoftmaxRegression(rngs=nnx.Rngs(0))
        >>> read_images(model, np.zeros((1, 28, 28), np.uint8))[0].verdict
        'empty'
    """
    pixels = arguments.check_images(images, where="read")
    probabilities = prediction.probabilities(prediction.check_model(model, "read"), pixels)
    return [judge(*each) for each in zip(pixels, probabilities, likeness(pixels), strict=True)]


def read_with_each(models: Mapping[str, nnx.Module], image: NDArray[np.uint8]) -> dict[str, Reading | Exception]:
    """Read one image with several models, all of which were checked already.

    Args:
        models: by name, from (n, 28, 28, 1) to logits (n, 10).
        image: uint8 (28, 28).

    Returns:
        The reading by the model's name; what a model raises stands in its reading's place, and the others go on.
    """
    pixels, found = image[None], dict[str, Reading | Exception]()
    try:
        share = float(likeness(pixels)[0])  # once for all of them
    except Exception as error:
        return dict.fromkeys(models, error)
    for name, model in models.items():
        try:
            found[name] = judge(image.copy(), prediction.probabilities(model, pixels)[0], share)
        except Exception as error:
            found[name] = error
    return found


def judge(image: NDArray[np.uint8], probabilities: NDArray[np.float32], share: float) -> Reading:
    """Turn probabilities and likeness into a verdict.

    Args:
        image: uint8 (28, 28).
        probabilities: float32 (10,), of a model.
        share: how much it looks like a digit, of `digit_likeness`.
    """
    candidates: tuple[int, ...]
    first, second = (int(digit) for digit in np.argsort(-probabilities, kind="stable")[:2])
    probability = float(probabilities[first])
    if image.sum() < _LEAST_INK * 255:
        verdict, candidates = "empty", ()
    elif not share >= 0.5:
        verdict, candidates = "not a digit", ()
    elif not probability >= SURE:
        verdict, candidates = "unsure", (first, second)
    else:
        verdict, candidates = "digit", (first,)
    digit = candidates[0] if candidates else None
    return Reading(verdict, digit, candidates, probability, probabilities, float(share), image)


def digit_likeness(images: Any) -> NDArray[np.float32]:
    """Return how much each image looks like a digit at all.

    Args:
        images: uint8 (n, 28, 28) in MNIST's form.

    Returns:
        float32 (n,), 0 to 1. Below 0.5 it is taken for no digit; 0.5 was set so that 7 in 1,000 real digits of
        a validation set fall below it.

    Raises:
        TypeError, ValueError: if the images have the wrong form.

    Example:
        >>> noise = np.random.default_rng(0).integers(0, 256, (1, 28, 28)).astype(np.uint8)
        >>> bool(digit_likeness(noise)[0] < 0.5)
        True
    """
    return likeness(arguments.check_images(images, where="digit_likeness"))


def likeness(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Do what `digit_likeness` does, with images that were checked already.

    Args:
        pixels: uint8 (n, 28, 28).
    """
    graph, state = _detector()
    return prediction.in_batches(lambda batch: _likeness(graph, state, batch), pixels)


@functools.cache
def _detector() -> tuple[Any, Any]:
    return nnx.split(checkpoints.load_pretrained("detector"))


@functools.partial(jax.jit, static_argnums=0)
def _likeness(graph: Any, state: Any, images: jax.Array) -> jax.Array:
    model = nnx.merge(graph, state)
    model.eval()
    # Ten outputs for the digits, the last one for anything else.
    return 1 - nnx.softmax(model(to_model_input(images)).astype(jnp.float32), axis=1)[:, -1]
