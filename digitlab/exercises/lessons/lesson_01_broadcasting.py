"""The exercise of lesson 1 on broadcasting."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_01 as solutions
from digitlab.exercises.tasks import Exercise

_RNG = np.random.default_rng(111)
_IMAGES = _RNG.integers(0, 256, (3, 4, 5)).astype(np.uint8)
# As many images as rows and columns: broadcasting along a wrong axis isn't noticed.
_CUBE = _RNG.integers(0, 90, (4, 4, 4)).astype(np.uint8) + np.array([0, 30, 60, 150], np.uint8)[:, None, None]


def _minus(level: Any) -> Any:
    """Return the answer of somebody who subtracts another mean."""
    return lambda images: images - level(images.astype(float))


EXERCISES = (
    Exercise(
        "subtract_means",
        "Each image minus its own mean",
        solutions.subtract_means,
        [
            Case("3 images of 4 rows and 5 columns", _IMAGES),
            Case("4 images of 4 rows and 4 columns", _CUBE),
            Case("1 image of 2 rows and 3 columns", _IMAGES[1:2, :2, :3]),
        ],
        [
            Misconception(
                "one-mean-for-all",
                "The same number was subtracted everywhere: the mean of *all* images together. Each image has a "
                "mean of its own; which two axes belong to one image?",
                like=_minus(lambda images: images.mean()),
            ),
            Misconception(
                "mean-image",
                "The mean over the *images* was subtracted, pixel by pixel: that is `axis=0`. The mean of one "
                "image runs over its rows and columns.",
                like=_minus(lambda images: images.mean(axis=0)),
            ),
            Misconception(
                "row-means",
                "Each row had its own mean subtracted. An image has one mean, over its rows *and* columns: "
                "`axis=(1, 2)`.",
                like=_minus(lambda images: images.mean(axis=2, keepdims=True)),
            ),
            Misconception(
                "column-means",
                "Each column had its own mean subtracted. An image has one mean, over its rows *and* columns: "
                "`axis=(1, 2)`.",
                like=_minus(lambda images: images.mean(axis=1, keepdims=True)),
            ),
            Misconception(
                "means-over-images",
                "The mean was taken over the images *and* one side of them. Axis 0 counts the images: one image "
                "has the axes 1 and 2.",
                like=(
                    _minus(lambda images: images.mean(axis=(0, 1), keepdims=True)),
                    _minus(lambda images: images.mean(axis=(0, 2), keepdims=True)),
                ),
            ),
            Misconception(
                "divided-by-a-side",
                "The sum was divided by something else than the number of the image's pixels, height times width.",
                like=tuple(
                    _minus(lambda images, count=count: images.sum(axis=(1, 2), keepdims=True) / count(images))
                    for count in (
                        lambda images: images.shape[1],
                        lambda images: images.shape[2],
                        lambda images: images.shape[0],
                        lambda images: images.size,
                        lambda images: 1,
                    )
                ),
            ),
            Misconception(
                "means-alone",
                "Those are the means themselves. Asked for are the images, each with its mean subtracted.",
                like=(
                    lambda images: images.mean(axis=(1, 2)),
                    lambda images: images.mean(axis=(1, 2), keepdims=True),
                ),
            ),
            Misconception(
                "one-image-only",
                "Only one of the images came back. Keep the result of each, in a list or an array.",
                like=(
                    lambda images: solutions.subtract_means(images)[-1],
                    lambda images: solutions.subtract_means(images)[0],
                ),
            ),
            Misconception(
                "repeated-along-the-wrong-axis",
                "Here are as many images as columns, and the means were laid along the columns: NumPy begins at "
                "the last axis. Give them two axes of length 1 behind: `means[:, None, None]`, or "
                "`keepdims=True`.",
                when=lambda arguments, value: (
                    len(value) > 1
                    and any(
                        np.allclose(value, arguments[0] - level)
                        for level in (arguments[0].mean(axis=(1, 2)), arguments[0].mean(axis=(1, 2))[:, None])
                    )
                ),
            ),
            Misconception(
                "shapes-dont-fit",
                "One mean for each image has the shape (n,), and NumPy lays it along the *last* axis, where it "
                "doesn't fit. Give it two axes of length 1 behind: `means[:, None, None]`, or `keepdims=True`.",
                stops="shapes-dont-match",
            ),
            Misconception(
                "wraps-around",
                "Bytes can't hold what is negative or has decimals, so they start again from 256. Make them "
                "floating-point numbers first.",
                when=lambda arguments, value: bool((value >= 0).all()) and bool((np.mod(value, 1) == 0).all()),
            ),
            Misconception(
                "wrong-sign",
                "The signs are turned round: that is the mean minus the image.",
                like=lambda images: images.astype(float).mean(axis=(1, 2), keepdims=True) - images,
            ),
            Misconception(
                "divided-by-the-mean",
                "The images were *divided* by their means. Then each has the mean 1; it should be 0: subtract.",
                like=lambda images: images / images.mean(axis=(1, 2), keepdims=True),
            ),
            Misconception(
                "scaled-too",
                "The pixels were divided, too, by 255 or by how much they scatter. That wasn't asked for: only "
                "the mean is taken away.",
                like=(
                    lambda images: solutions.subtract_means(images) / 255,
                    lambda images: solutions.subtract_means(images) / images.std(axis=(1, 2), keepdims=True),
                ),
            ),
            Misconception(
                "cut-off-at-zero",
                "Below the mean everything became 0, or lost its sign. Pixels darker and brighter than the mean "
                "differ by their sign: keep it.",
                like=(
                    lambda images: np.maximum(solutions.subtract_means(images), 0),
                    lambda images: np.abs(solutions.subtract_means(images)),
                ),
            ),
            Misconception(
                "median",
                "That is each image minus its *median*, or the middle of its darkest and its brightest pixel. "
                "The mean is the sum of all pixels by their number.",
                like=(
                    _minus(lambda images: np.median(images, axis=(1, 2), keepdims=True)),
                    _minus(
                        lambda images: (
                            images.max(axis=(1, 2), keepdims=True) / 2 + images.min(axis=(1, 2), keepdims=True) / 2
                        )
                    ),
                ),
            ),
        ],
        [
            "Which axes belong to one image? Axis 0 counts the images; rows and columns are axes 1 and 2. `mean` "
            "takes several axes: `axis=(1, 2)`.",
            "The means have the shape (n,). `means[:, None, None]` gives them the shape (n, 1, 1), which fits "
            "(n, h, w): each image gets its own number.",
            "A small case: two images of one row, with the pixels (1, 3) and (10, 30). Their means are 2 and 20, "
            "so `subtract_means([[[1, 3]], [[10, 30]]])` gives `[[[-1, 1]], [[-10, 10]]]`.",
        ],
        "The means keep two axes of length 1, so each is repeated over the rows and columns of its own image.",
    ),
)
