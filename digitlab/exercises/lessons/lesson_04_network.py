"""Exercises of lesson 4 on pooling, and on counting parameters."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_04 as solutions
from digitlab.exercises.tasks import Exercise

_RNG = np.random.default_rng(104)
_MAPS = _RNG.uniform(1, 9, size=(6, 4, 3))
_ODD = _RNG.normal(size=(7, 8, 2)) - 5  # all negative


def _squares(maps: Any, side: int) -> Any:
    rows, cols, channels = maps.shape[0] // side, maps.shape[1] // side, maps.shape[2]
    return maps[: rows * side, : cols * side].reshape(rows, side, cols, side, channels)


def _cut_anew(maps: Any, side: int) -> Any:
    rows, cols, channels = maps.shape[0] // side, maps.shape[1] // side, maps.shape[2]
    return maps[: rows * side, : cols * side].reshape(rows, cols, side, side, channels).max(axis=(2, 3))


def _overlapping(maps: Any, side: int) -> Any:
    """Return the largest of squares that begin one pixel after the other, as many as there should be."""
    rows, cols = maps.shape[0] // side, maps.shape[1] // side
    windows = np.lib.stride_tricks.sliding_window_view(maps, (side, side), axis=(0, 1))
    return windows.max(axis=(3, 4))[:rows, :cols]


EXERCISES = (
    Exercise(
        "pool_maps",
        "Max pooling of many maps",
        solutions.pool_maps,
        [
            Case("maps (6, 4, 3) and side 2", _MAPS, 2),
            Case("maps (7, 8, 2) and side 3, all numbers negative", _ODD, 3),
            Case("maps (6, 4, 3) and side 1", _MAPS, 1),
            Case("maps (4, 7, 2) and side 2", _ODD[:4, :7], 2),
        ],
        [
            Misconception(
                "mean-for-max",
                "That is the mean of each square. Max pooling keeps the largest.",
                like=lambda maps, side: _squares(maps, side).mean(axis=(1, 3)),
            ),
            Misconception(
                "smallest-for-largest",
                "That is the smallest of each square. Max pooling keeps the largest.",
                like=lambda maps, side: _squares(maps, side).min(axis=(1, 3)),
            ),
            Misconception(
                "cut-anew",
                "The pixels of one result don't form a square of the image: `reshape` cut the rows up in the "
                "wrong places. Of the axes (rows, side, cols, side), which belong together?",
                like=_cut_anew,
            ),
            Misconception(
                "starts-from-zero",
                "Where all numbers are negative the result is 0, which isn't among them. "
                "Start from the first number of the square, or from minus infinity.",
                when=lambda arguments, value: (
                    bool((value == 0).any()) and np.allclose(value, np.maximum(solutions.pool_maps(*arguments), 0))
                ),
                edge=True,
            ),
            Misconception(
                "channels-mixed",
                "All channels have become the same: the largest was taken over the channels, too. "
                "Each map is pooled by itself.",
                when=lambda arguments, value: value.ndim == 2 or bool((value == value[:, :, :1]).all()),
            ),
            Misconception(
                "picks-one-pixel",
                "One corner of each square was kept, whatever its size. Max pooling compares all pixels of a "
                "square.",
                when=lambda arguments, value: any(
                    np.array_equal(value, _squares(*arguments)[:, i, :, i]) for i in {0, arguments[1] - 1}
                ),
            ),
            Misconception(
                "not-cut-off",
                "Here the squares don't fill the maps: cut off first what is left over at the end, "
                "`maps[: rows * side, : cols * side]`.",
                stops="reshape-size",
            ),
            Misconception(
                "overlapping-squares",
                "The squares overlap: each begins one pixel after the one before. It should begin `side` pixels "
                "after it, at `row * side`.",
                when=lambda arguments, value: (
                    arguments[1] > 1
                    and (
                        value.shape[0] == arguments[0].shape[0] - arguments[1] + 1
                        or np.array_equal(value, _overlapping(*arguments))
                    )
                ),
            ),
            Misconception(
                "unfilled-squares",
                "Squares that aren't full were pooled, too. What doesn't fill a square at the end is left out: "
                "there are `height // side` rows.",
                when=lambda arguments, value: (
                    value.shape[:2] == tuple(-(-length // arguments[1]) for length in arguments[0].shape[:2])
                ),
                edge=True,
            ),
            Misconception(
                "always-two",
                "The squares are 2 × 2 also where another side was asked for. Use `side` wherever a 2 stands.",
                like=lambda maps, side: solutions.pool_maps(maps, 2),
            ),
        ],
        [
            "First cut off what doesn't fill a square: `maps[:rows * side, :cols * side]`. Then two loops over "
            "the squares will do.",
            "Without loops: `reshape(rows, side, cols, side, channels)` splits the height into (rows, side) and "
            "the width into (cols, side). The largest is taken over the two axes of length `side`.",
            "A small case: one channel, the rows 1, 2, 9 and 4, 3, 9, and side 2. There is one square, of 1, 2, "
            "4 and 3; the column of nines is left out. So `pool_maps([[[1], [2], [9]], [[4], [3], [9]]], 2)` "
            "gives `[[[4]]]`.",
        ],
        "The height is `rows` groups of `side` neighbours, and the width likewise. Taking the largest over both "
        "`side` axes leaves rows, columns and channels.",
    ),
    Exercise(
        "layer_parameters",
        "The parameters of a convolution",
        5 * 5 * 3 * 24 + 24,
        misconceptions=[
            Misconception(
                "no-biases",
                "These are the weights alone. Each of the 24 feature maps has a bias, too.",
                like=5 * 5 * 3 * 24,
            ),
            Misconception(
                "one-channel",
                "The three colours were forgotten: each kernel looks at all channels, with weights for each.",
                when=lambda _, value: int(value) in (5 * 5 * 24, 5 * 5 * 24 + 24),
            ),
            Misconception(
                "one-kernel",
                "That is a single kernel. There are 24 of them, one for each feature map.",
                when=lambda _, value: int(value) in (5 * 5 * 3, 5 * 5 * 3 + 1, 5 * 5 * 3 + 24),
            ),
            Misconception(
                "bias-for-each-channel",
                "A bias was given to every pair of channel and kernel, or to the channels. It is one for each "
                "feature map.",
                when=lambda _, value: int(value) in (5 * 5 * 3 * 24 + 3 * 24, 5 * 5 * 3 * 24 + 3, 1800 + 27),
            ),
            Misconception(
                "depends-on-the-image",
                "The size of the image was counted in. The same weights are used everywhere, so their number "
                "doesn't depend on it.",
                when=lambda _, value: int(value) >= 20_000,
            ),
        ],
        hints=[
            "Count one kernel first. It is 5 × 5, and as deep as there are channels.",
            "24 feature maps need 24 such kernels, and each has a bias.",
            "A small case: 2 kernels of 3 × 3 on a single channel. Each has 9 weights and a bias, so there are "
            "20 parameters, whatever the size of the image.",
        ],
        why="A kernel has 5 · 5 · 3 = 75 weights and one bias; there are 24. The image's size doesn't matter, "
        "because the weights are the same everywhere.",
        code="layer_parameters = 5 * 5 * 3 * 24 + 24\n",
        rtol=0,
    ),
)
