"""Rows of several digits, with the place of each, for tests: pictures from MNIST's images, and drawings."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import digitlab as dl

Frames = list[tuple[float, float]]


def picture_row(images: Any, rng: np.random.Generator) -> tuple[NDArray[np.uint8], Frames]:
    """Put digits side by side on paper: sizes, heights and gaps differ; dark on bright or bright on dark.

    Returns:
        The picture, uint8 (h, w), and for each digit its left and right.
    """
    height = int(rng.integers(50, 110))
    field = np.zeros((2 * height, 3 * height * len(images)), np.float32)
    x, frames = float(rng.integers(10, height)), []
    for image in images:
        rows, columns = np.nonzero(image)
        part = image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        scale = height * rng.uniform(0.7, 1.0) / 20  # the longer side of an image's ink is 20
        size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
        scaled = np.asarray(Image.fromarray(part).resize(size, Image.Resampling.BICUBIC), np.float32)
        top, left = int(0.4 * height + rng.uniform(-0.1, 0.2) * height), round(x)
        patch = field[top : top + size[1], left : left + size[0]]
        np.maximum(patch, scaled, out=patch)
        frames.append((left, left + size[0]))
        x = left + size[0] + height * rng.uniform(0.08, 0.6)
    ink = field[:, : round(x) + int(rng.integers(5, 30))] / 255
    paper, pen = (rng.uniform(180, 250), rng.uniform(10, 70))[:: 1 if rng.random() < 0.5 else -1]
    picture = paper + (pen - paper) * ink + rng.normal(0, 3, ink.shape)
    return picture.clip(0, 255).astype(np.uint8), frames


def drawing_row(labels: Any, seed: int) -> tuple[list[NDArray[np.float64]], Frames]:
    """Write digits side by side as strokes.

    Returns:
        The strokes, in the order of writing, and for each digit its left and right.
    """
    rng = np.random.default_rng(seed)
    drawings, _, _ = dl.handwriting.write_digits(np.asarray(labels), seed=seed, writers=[0] * len(labels))
    x, found, frames = 10.0, [], []
    for drawing in drawings:
        fitted = dl.strokes.fit_to_box(drawing, side=1.0)
        size = 60 * rng.uniform(0.7, 1.0)
        left = min(stroke[:, 0].min() for stroke in fitted)
        right = max(stroke[:, 0].max() for stroke in fitted)
        shift = np.array([x - left * size, 50 + rng.uniform(-6, 6) - 14 * size])
        found += [stroke * size + shift for stroke in fitted]
        frames.append((x, x + (right - left) * size))
        x = frames[-1][1] + 60 * rng.uniform(0.08, 0.6)
    return found, frames


def is_split_rightly(boxes: Any, frames: Frames) -> bool:
    """Say whether there is one box for each digit, in order, and none reaches over to a neighbour's middle."""
    if len(boxes) != len(frames):
        return False
    middles = [(left + right) / 2 for left, right in frames]
    return all(
        box[0] - 1e-6 <= middle <= box[2] + 1e-6 and sum(box[0] <= other <= box[2] for other in middles) <= 1
        for box, middle in zip(boxes, middles, strict=True)
    )
