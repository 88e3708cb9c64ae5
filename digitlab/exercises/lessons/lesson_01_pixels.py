"""Exercises of lesson 1 on pixels, labels and axes."""

from __future__ import annotations

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_01 as solutions
from digitlab.exercises.tasks import Exercise

_RNG = np.random.default_rng(101)
_DARK = _RNG.integers(0, 200, (3, 4, 5)).astype(np.uint8)
_FULL = np.concatenate([_DARK.ravel()[:10], [0, 255, 128]]).astype(np.uint8)
_COLOUR = _RNG.integers(0, 256, (2, 4, 5, 3)).astype(np.uint8)


EXERCISES = (
    Exercise(
        "scale",
        "From 0 … 255 to 0 … 1",
        solutions.scale,
        [
            Case("three images with pixels below 200", _DARK),
            Case("a row of pixels from 0 to 255", _FULL),
            Case("two pixels that come as floats", np.array([51.0, 255.0])),
        ],
        [
            Misconception(
                "not-scaled",
                "The pixels are as they were. 255, the darkest ink, has to become 1, and 0 stays 0.",
                like=lambda images: images,
            ),
            Misconception(
                "scaled-twice",
                "The pixels were divided by 255 twice, so that they are nearly 0. Where is the second division?",
                like=lambda images: images / 255 / 255,
            ),
            Misconception(
                "divided-by-256",
                "There are 256 grey levels, but the largest is 255: divided by 256 it would never become 1.",
                like=lambda images: images / 256,
            ),
            Misconception(
                "integer-division",
                "`//` and whole-number types drop everything behind the point, so only 0 and 1 are left. "
                "Use `/`, which gives fractions.",
                like=(lambda images: images // 255, lambda images: (images / 255).astype(images.dtype)),
            ),
            Misconception(
                "by-own-maximum",
                "It was divided by the largest pixel of these images. Then the same grey becomes another number "
                "in another set of images: divide by the largest pixel there *can* be.",
                like=lambda images: images / images.max(),
            ),
            Misconception(
                "by-own-range",
                "It was scaled by the smallest and the largest pixel of these images, so 0 isn't always "
                "paper, and the same grey becomes another number in another set. Divide by the largest pixel "
                "there *can* be.",
                like=lambda images: (images.astype(float) - images.min()) / (images.max() - float(images.min())),
            ),
            Misconception(
                "inverted",
                "Ink and paper have changed places: here 0 is paper, and stays 0.",
                like=lambda images: 1 - images / 255,
            ),
            Misconception(
                "minus-one-to-one",
                "The middle grey was subtracted first, as for numbers between -1 and 1 (and bytes can't be "
                "negative: they wrap around). Between 0 and 1 was asked for, and paper stays 0.",
                when=lambda arguments, value: any(
                    np.allclose(value, (arguments[0] - middle) / middle)
                    for middle in (127, 127.5, 128, np.uint8(127), np.uint8(128))
                ),
            ),
            Misconception(
                "standardised",
                "Here the mean was subtracted. That is another kind of scaling, and paper is no longer 0.",
                when=lambda arguments, value: bool(abs(value.mean()) < 1e-3 and value.min() < 0),
            ),
        ],
        [
            "The largest pixel possible, 255, should become 1, and 0 should stay 0.",
            "An array can be divided by a number: all pixels at once.",
            "A small case: 0 of 255 is nothing, 51 of 255 is a fifth, 255 of 255 is all, so `scale([0, 51, "
            "255])` gives `[0, 0.2, 1]`.",
        ],
        "Dividing by 255 maps 0 to 0 and 255 to 1, the same in every set of images. `/` turns whole numbers into "
        "fractions, and makes a new array.",
    ),
    Exercise(
        "one_hot_rows",
        "One-hot labels",
        solutions.one_hot_rows,
        [
            Case("the labels 3, 0, 7", np.array([3, 0, 7], np.uint8)),
            Case("the labels 9, 1, 1, 4, 9", np.array([9, 1, 1, 4, 9])),
            Case("the single label 5", np.array([5], np.uint8)),
        ],
        [
            Misconception(
                "off-by-one",
                "The ones stand one column beside their place. Python counts from 0, so digit 0 has column 0.",
                like=lambda labels: np.roll(solutions.one_hot_rows(labels), -1, axis=1),
            ),
            Misconception(
                "off-by-one-right",
                "The ones stand one column too far to the right. Digit 0 has column 0, not column 1.",
                like=lambda labels: np.roll(solutions.one_hot_rows(labels), 1, axis=1),
            ),
            Misconception(
                "transposed",
                "Rows and columns have changed places: each label should have a row, each digit a column.",
                like=lambda labels: solutions.one_hot_rows(labels).T,
            ),
            Misconception(
                "classes-from-the-labels",
                "There are fewer than ten columns, because the largest label at hand decided how many. "
                "There are ten digits also where no 9 is among the labels.",
                like=lambda labels: solutions.one_hot_rows(labels)[:, : int(max(labels)) + 1],
            ),
            Misconception(
                "label-for-one",
                "The label itself was written into its column. The column already says which digit it is: "
                "write 1, also for a 0.",
                like=lambda labels: solutions.one_hot_rows(labels) * np.arange(10),
            ),
            Misconception(
                "too-few-columns",
                "A label has no place of its own here. If the number of columns comes from the labels at "
                "hand, there may be too few: there are always ten. And in `rows[i, j]` both are needed, the "
                "row and the column.",
                stops="index-out-of-range",
            ),
            Misconception(
                "marks-every-row",
                "There are too many ones: every row has got the ones of all labels. (`rows[:, labels]` means all "
                "rows; and a row that is repeated, or appended again and again, is one and the same.) "
                "Each label should mark a row of its own.",
                like=lambda labels: np.tile(solutions.one_hot_rows(labels).max(axis=0), (len(labels), 1)),
            ),
        ],
        [
            "Start from `np.zeros((len(labels), 10))`: a row for each label, a column for each digit.",
            "In row 0, column `labels[0]` becomes 1; in row 1, column `labels[1]`. A loop does it; without one, "
            "the row numbers are `np.arange(len(labels))` and the column numbers `labels`.",
            "A small case: the labels 2 and 0. The 1 of the first row stands in column 2, that of the second in "
            "column 0, so `one_hot_rows([2, 0])` gives `[[0, 0, 1, 0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, "
            "0, 0, 0]]`.",
        ],
        "Row numbers and column numbers are taken in pairs, so each row gets a single 1, in the column of its "
        "label.",
    ),
    Exercise(
        "channels_first",
        "Channels last to channels first",
        solutions.channels_first,
        [
            Case("2 colour images of 4 rows and 5 columns", _COLOUR),
            Case("1 image of 3 rows and 3 columns with 3 channels", _COLOUR[:1, :3, :3]),
        ],
        [
            Misconception(
                "reshape-for-transpose",
                "The shape is right, but the pixels are in the wrong places: `reshape` keeps the order of the "
                "numbers and only cuts them up anew. Which function moves an axis?",
                like=lambda images: images.reshape(solutions.channels_first(images).shape),
            ),
            Misconception(
                "width-before-height",
                "Height and width have changed places, so every image lies on its side. Only the channels should "
                "move.",
                like=lambda images: images.transpose(0, 3, 2, 1),
            ),
            Misconception(
                "not-moved",
                "Nothing has moved: the channels are still the last axis.",
                like=lambda images: images,
            ),
            Misconception(
                "all-axes-reversed",
                "`.T` reverses all four axes, also the images. They should stay the first axis.",
                like=lambda images: images.T,
            ),
            Misconception(
                "wrong-way-round",
                "The axes went the other way. In `transpose(a, b, c, d)`, the first number says which *old* axis "
                "becomes the first *new* one.",
                like=lambda images: images.transpose(0, 2, 3, 1),
            ),
        ],
        [
            "The numbers should keep their neighbours; only an axis moves. That is no job for `reshape`.",
            "Number the old axes: images 0, height 1, width 2, channels 3. In which order should they come? "
            "`images.transpose(...)` takes the old numbers in their new order; `np.moveaxis` works, too.",
            "A small case: one image of one row, with the two pixels (1, 2, 3) and (4, 5, 6). The first channel "
            "holds 1 and 4, so `channels_first([[[[1, 2, 3], [4, 5, 6]]]])` gives `[[[[1, 4]], [[2, 5]], [[3, "
            "6]]]]`.",
        ],
        "`transpose(0, 3, 1, 2)` says: first the old axis 0, then the old axis 3, then height and width. No pixel "
        "leaves its place in the image.",
    ),
)
