"""Exercises of lesson 6 on the size of a drawing."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_06 as solutions
from digitlab.exercises.tasks import Exercise

_RNG = np.random.default_rng(106)


def _inked(shape: tuple[int, int], top: int, left: int, height: int, width: int) -> np.ndarray:
    """Return an image with faint and dark ink in a box, a gap inside it, and paper around."""
    image = np.zeros(shape, np.uint8)
    image[top : top + height, left : left + width] = _RNG.integers(1, 256, (height, width))
    image[top + 1 : top + height - 1, left + 1] = 0
    return image


_HIGH = _inked((10, 12), 2, 3, 6, 4)
_BARS = np.zeros((9, 8), np.uint8)
_BARS[[1, 2, 5, 6], 2:5] = _RNG.integers(1, 256, (4, 3))
_EDGE = _inked((7, 9), 0, 4, 3, 5)


def _cut(change: Any) -> Any:
    """Return a crop whose edges (top, bottom, left, right) were changed."""

    def crop(image: Any) -> Any:
        if not image.any():
            return image[:0, :0]
        rows, cols = np.nonzero(image)
        top, bottom, left, right = change(rows.min(), rows.max() + 1, cols.min(), cols.max() + 1)
        return image[top:bottom, left:right]

    return crop


EXERCISES = (
    Exercise(
        "crop_ink",
        "Crop to the ink",
        solutions.crop_ink,
        [
            Case("an image (10, 12) with ink in rows 2 to 7 and columns 3 to 6", _HIGH),
            Case("an image (7, 9) with ink up to its upper and right edge", _EDGE),
            Case(
                "an image (4, 5) with a single inked pixel",
                np.eye(4, 5, k=2, dtype=np.uint8) * [[9], [0], [0], [0]],
            ),
            Case("an image (9, 8) with two bars, one above the other", _BARS),
            Case("an image (3, 4) without ink", np.zeros((3, 4), np.uint8)),
        ],
        [
            Misconception(
                "last-line-lost",
                "The last row and the last column of the ink were lost: a slice `a:b` ends *before* b.",
                like=_cut(lambda top, bottom, left, right: (top, bottom - 1, left, right - 1)),
            ),
            Misconception(
                "rows-for-columns",
                "Rows and columns have changed places: `axis=1` runs along a row, so `any(axis=1)` has one entry "
                "for each row.",
                like=_cut(lambda top, bottom, left, right: (left, right, top, bottom)),
            ),
            Misconception(
                "rows-only",
                "Only the rows were cut. There is still paper on the left and on the right.",
                when=lambda arguments, value: (
                    arguments[0].any()
                    and value.shape == (len(solutions.crop_ink(arguments[0])), arguments[0].shape[1])
                ),
            ),
            Misconception(
                "columns-only",
                "Only the columns were cut. There is still paper above and below.",
                when=lambda arguments, value: (
                    arguments[0].any()
                    and value.shape == (len(arguments[0]), solutions.crop_ink(arguments[0]).shape[1])
                ),
            ),
            Misconception(
                "paper-inside-removed",
                "Paper *inside* the digit was cut out, too, and the digit fell together. "
                "Only what lies outside the first and last inked row and column may go.",
                when=lambda arguments, value: (
                    value.size < solutions.crop_ink(arguments[0]).size
                    and int(value.sum()) == int(arguments[0].sum())
                ),
            ),
            Misconception(
                "faint-ink-lost",
                "Faint ink was taken for paper. Everything above 0 is ink here.",
                when=lambda arguments, value: (
                    value.ndim == 2
                    and 0 < value.size < solutions.crop_ink(arguments[0]).size
                    and int(value.max()) == int(arguments[0].max())
                ),
            ),
            Misconception(
                "blank-kept",
                "Without any ink there is nothing to keep: the cut has shape (0, 0).",
                when=lambda arguments, value: not arguments[0].any(),
                edge=True,
            ),
            Misconception(
                "margin-kept",
                "Some paper was kept around the ink. The smallest cut that holds all ink was asked for.",
                when=lambda arguments, value: (
                    value.ndim == 2
                    and value.size > solutions.crop_ink(arguments[0]).size
                    and int(value.sum()) == int(arguments[0].sum())
                ),
            ),
        ],
        [
            "`image.any(axis=1)` says for each row whether it holds ink, `image.any(axis=0)` for each column. "
            "`np.flatnonzero` turns that into numbers of rows or columns; the first and the last of them are "
            "the edges.",
            "Slice from the first to the last *plus one*. If there is no row with ink, return `image[:0, :0]`.",
            "A small case: the rows 0, 0, 0 and 0, 7, 9. Only row 1 has ink, and columns 1 and 2, so the cut is "
            "`image[1:2, 1:3]`: `crop_ink([[0, 0, 0], [0, 7, 9]])` gives `[[7, 9]]`.",
        ],
        "The first and last row and column with ink are the edges. A slice ends before its second number, hence + "
        "1. A blank image has no first row, so it is asked for first.",
    ),
    Exercise(
        "scale_factor",
        "How much larger?",
        solutions.scale_factor,
        [
            Case(f"ink of {h} × {w} pixels", h, w)
            for h, w in ((40, 10), (50, 125), (8, 5), (20, 20), (3.5, 7.0), (1, 200))
        ],
        [
            Misconception(
                "shorter-side",
                "The *shorter* side becomes 20 pixels with that, and the longer one doesn't fit.",
                like=lambda h, w: 20 / min(h, w),
            ),
            Misconception(
                "upside-down",
                "The fraction is upside down: the ink times the factor should give 20.",
                like=lambda h, w: max(h, w) / 20,
            ),
            Misconception(
                "fills-the-field",
                "The ink would fill all 28 pixels. MNIST leaves a rim: the digit has 20.",
                like=lambda h, w: 28 / max(h, w),
            ),
            Misconception(
                "only-shrinks",
                "Small drawings would stay small. They have to be enlarged: the factor may be more than 1.",
                like=lambda h, w: min(1, 20 / max(h, w)),
            ),
            Misconception(
                "integer-division",
                "The factor was rounded to a whole number. It may be a fraction: use `/`.",
                like=lambda h, w: 20 // max(h, w),
            ),
            Misconception(
                "each-side-by-itself",
                "Two numbers came back, a new size or a factor for each side. One factor is asked for, the same "
                "for both sides.",
                when=lambda arguments, value: value.shape == (2,),
            ),
            Misconception(
                "height-only",
                "Only the height was asked. A wide drawing would be wider than 20 pixels: which side decides?",
                like=lambda h, w: 20 / h,
            ),
            Misconception(
                "diagonal-or-mean",
                "That fits the diagonal, or the mean of the two sides. The longer side decides.",
                when=lambda arguments, value: any(
                    np.isclose(float(value), 20 / side) for side in (np.hypot(*arguments), np.mean(arguments))
                ),
            ),
        ],
        [
            "The longer side times the factor is 20.",
            "`max(height, width)` is the longer side. Solve for the factor.",
            "A small case: ink of 5 × 8 pixels. The longer side is 8, and 8 times 2.5 is 20: `scale_factor(5, "
            "8)` gives `2.5`.",
        ],
        "The longer side becomes 20 and the shorter one shrinks or grows with it, so the proportions stay.",
    ),
)
