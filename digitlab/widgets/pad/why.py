"""Why a model read a drawing as it did, as HTML: the pixels that matter, and the nearest training digits."""

from __future__ import annotations

import html

import numpy as np
from flax import nnx
from numpy.typing import NDArray

from digitlab.data.datasets import Dataset
from digitlab.evaluation import explain
from digitlab.evaluation.reading import Reading
from digitlab.widgets._shared.images import image_html

# Vermilion speaks for the digit, blue against it: told apart with every kind of colour vision.
_FOR, _AGAINST = (213, 94, 0), (0, 114, 178)
_NEAREST = 3
# Less than 1: small weights show too.
_GAMMA = 0.6


def why_html(model: nnx.Module, reading: Reading, examples: Dataset, name: str = "") -> str:
    """Return the explanation of one reading.

    Args:
        model: that read it.
        reading: what it read.
        examples: training images with their labels.
        name: of the model, if there are several.
    """
    if reading.digit is None:
        start = "Nothing is drawn yet" if reading.verdict == "empty" else "This looks like no digit"
        return _frame(f"<p>{start}, so there is no answer to explain: draw a digit.</p>")
    digit = reading.digit
    slopes = explain.saliency(model, reading.image, digit)
    falls = explain.occlusion(model, reading.image, digit)
    positions, _ = explain.nearest_digits(examples.images, reading.image, min(_NEAREST, len(examples)))
    whose = f" ({html.escape(name)})" if name else ""
    pictures = [
        _figure(
            image_html(overlay(reading.image, falls), f"Ink that speaks for {digit}"),
            f"hiding it weakens the {digit}",
            "large",
        ),
        _figure(
            image_html(overlay(reading.image, slopes), f"Pixels whose change would move the score of {digit}"),
            f"changing it moves the {digit}",
            "large",
        ),
    ]
    pictures += [
        _figure(
            image_html(255 - examples.images[position], f"A {examples.labels[position]} from the training images"),
            f"{'nearest' if place == 0 else 'next'}: a {examples.labels[position]}",
        )
        for place, position in enumerate(positions)
    ]
    text = (
        f"Why {digit}{whose}? Orange ink speaks for it, blue ink against it. "
        f"Beside it, the digits most like it among {len(examples):,} training images."
    )
    return _frame(f'<p>{text}</p><div class="pictures">{"".join(pictures)}</div>')


def overlay(image: NDArray[np.uint8], weights: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return an image with colours over it: orange where weights are positive, blue where negative.

    Args:
        image: uint8 (28, 28), 255 is ink.
        weights: float (28, 28); the largest has nearly the full colour, 0 none.

    Returns:
        uint8 (28, 28, 3), dark ink on white paper.
    """
    # Paler ink, so that the colours show on it.
    paper = 255 - image[..., None].astype(np.float64) * 0.6
    share = 0.95 * (np.abs(weights) / max(float(np.abs(weights).max()), 1e-12)) ** _GAMMA
    colour = np.where(weights[..., None] > 0, _FOR, _AGAINST)
    mixed = paper * (1 - share[..., None]) + colour * share[..., None]
    return np.round(mixed).astype(np.uint8)


def _figure(picture: str, caption: str, kind: str = "") -> str:
    return f'<figure class="{kind}">{picture}<figcaption>{caption}</figcaption></figure>'


def _frame(content: str) -> str:
    return f'<div class="digitlab-why">{content}</div>'
