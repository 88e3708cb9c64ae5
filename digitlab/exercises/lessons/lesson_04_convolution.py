"""Exercises of lesson 4 on convolution and sizes."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_04 as solutions
from digitlab.exercises.tasks import Exercise

_RNG = np.random.default_rng(104)
_IMAGE = _RNG.normal(size=(6, 9))


def _padded(mode: str) -> Any:
    def convolve(image: Any, kernel: Any) -> Any:
        a, b = kernel.shape
        wide = np.pad(image, ((a // 2,) * 2, (b // 2,) * 2), mode=mode)  # type: ignore[call-overload]
        return _valid(wide, kernel)

    return convolve


def _valid(image: Any, kernel: Any) -> Any:
    patches = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (patches * kernel).sum(axis=(2, 3))


def _beside(before: int, after: int) -> Any:
    """Return a convolution whose rim of zeros is too wide or too narrow by so much, cut to the image's size."""

    def convolve(image: Any, kernel: Any) -> Any:
        a, b = kernel.shape
        wide = np.pad(image, ((a // 2 + before, a // 2 + after), (b // 2 + before, b // 2 + after)))
        return _valid(wide, kernel)[: image.shape[0], : image.shape[1]]

    return convolve


def _inside(image: Any, kernel: Any) -> Any:
    """Return a map with the kernel's sums where it fits into the image, around its middle, and 0 at the border."""
    a, b = kernel.shape
    fits = _valid(image, kernel)
    output = np.zeros(image.shape)
    output[a // 2 : a // 2 + fits.shape[0], b // 2 : b // 2 + fits.shape[1]] = fits
    return output


def _beginning(image: Any, kernel: Any) -> Any:
    """Return a map of which the last rows and columns were never reached."""
    a, b = kernel.shape
    output = solutions.convolve_same(image, kernel)
    output[image.shape[0] - a + 1 :] = 0
    output[:, image.shape[1] - b + 1 :] = 0
    return output


def _last_entry(image: Any, kernel: Any) -> Any:
    one = np.zeros(kernel.shape)
    one[-1, -1] = kernel[-1, -1]
    return solutions.convolve_same(image, one)


EXERCISES = (
    Exercise(
        "convolve_same",
        "A convolution that keeps the size",
        solutions.convolve_same,
        [
            Case("an image (6, 9) and a kernel (3, 3)", _IMAGE, _RNG.normal(size=(3, 3))),
            Case("an image (6, 9) and a kernel (3, 5)", _IMAGE, _RNG.normal(size=(3, 5))),
            Case("an image (4, 3) and a kernel (1, 3)", _IMAGE[:4, :3], _RNG.normal(size=(1, 3))),
            Case("an image (6, 7) and a kernel (5, 3)", _IMAGE[:, :7], _RNG.normal(size=(5, 3))),
            Case("an image (5, 4) and a kernel (3, 1)", _IMAGE[:5, :4], _RNG.normal(size=(3, 1))),
        ],
        [
            Misconception(
                "flipped-kernel",
                "The kernel was turned upside down and left to right: that is convolution as mathematicians mean "
                "it. Networks lay it on as it is.",
                like=lambda image, kernel: solutions.convolve_same(image, kernel[::-1, ::-1]),
            ),
            Misconception(
                "no-padding",
                "The output is smaller than the image: there is no rim of zeros yet. How wide must it be, so that "
                "the kernel's middle can lie on the corner?",
                like=_valid,
            ),
            Misconception(
                "border-left-empty",
                "The image got no rim; instead the border of the *output* stayed 0. At the border, too, a part of "
                "the kernel lies on the image. Put the rim around the image, before the kernel slides.",
                like=_inside,
            ),
            Misconception(
                "border-lost",
                "The last rows and columns were never reached: the loop ends where the kernel would leave the "
                "image without its rim. The output has as many places as the image.",
                like=_beginning,
            ),
            Misconception(
                "overwritten",
                "Only the kernel's last entry counts: in the inner loop, `=` forgets what was there before. "
                "Add up, with `+=`.",
                like=_last_entry,
            ),
            Misconception(
                "window-of-another-shape",
                "Wherever the kernel lies, the piece of the image under it must have the kernel's shape: the "
                "rim's and the window's rows come from the kernel's rows, their columns from its columns, of "
                "any number.",
                stops="shapes-dont-match",
            ),
            Misconception(
                "padding-off-by-one",
                "The rim of zeros has the wrong width on some side, so the output is too large, or has moved by a "
                "pixel. With a 3 × 3 kernel it is 1 pixel on *each* side, with 5 × 5 it is 2.",
                when=lambda arguments, value: (
                    value.shape == tuple(np.array(arguments[0].shape) + 1)
                    or any(
                        np.allclose(value, _beside(*shift)(*arguments))
                        for shift in ((1, -1), (-1, 1), (1, 1))
                        if value.shape == arguments[0].shape
                    )
                ),
            ),
            Misconception(
                "full-size",
                "The output is larger than the image: the rim is so wide that the kernel hangs over the edge "
                "almost entirely. Half the kernel's size, rounded down, is enough.",
                when=lambda arguments, value: value.shape[0] > arguments[0].shape[0] + 1,
            ),
            Misconception(
                "rim-repeats-the-edge",
                "The rim repeats or mirrors the pixels of the edge. The task asks for zeros, that is, for paper.",
                when=lambda arguments, value: any(
                    np.allclose(value, _padded(mode)(*arguments))
                    for mode in ("edge", "reflect", "symmetric", "wrap")
                ),
            ),
            Misconception(
                "transposed-kernel",
                "Rows and columns of the kernel have changed places.",
                like=lambda image, kernel: solutions.convolve_same(image, kernel.T),
            ),
            Misconception(
                "mean-for-sum",
                "The products were averaged. A convolution adds them up.",
                like=lambda image, kernel: solutions.convolve_same(image, kernel) / kernel.size,
            ),
        ],
        [
            "Put a rim of zeros around the image first: `np.pad(image, ((above, below), (left, right)))`. A "
            "kernel of a rows needs a // 2 rows of zeros above and below; its columns likewise.",
            "Then slide the kernel over the padded image, as `convolve` in the lesson does.",
            "A small case: the row 1, 2, 3 and the kernel 10, 1, 0. Padded the row is 0, 1, 2, 3, 0; the sums "
            "are 0 · 10 + 1 · 1 + 2 · 0 = 1, then 10 + 2 = 12, then 20 + 3 = 23, so `convolve_same([[1, 2, 3]], "
            "[[10, 1, 0]])` gives `[[1, 12, 23]]`.",
        ],
        "With a rim of half a kernel, the kernel's middle visits every pixel of the image, so there are as many "
        "outputs as pixels.",
    ),
    Exercise(
        "output_size",
        "How large is the output?",
        solutions.output_size,
        [
            Case(f"size {s}, kernel {k}, padding {p} and stride {d}", s, k, p, d)
            for s, k, p, d in (
                (28, 3, 0, 1),
                (28, 5, 2, 1),
                (28, 4, 1, 2),
                (14, 3, 0, 2),
                (11, 3, 1, 3),
                (9, 9, 0, 4),
            )
        ],
        [
            Misconception(
                "plus-one-forgotten",
                "One place was forgotten: the kernel also has its first place, before it has moved at all. "
                "How many places has a kernel as large as the image?",
                like=lambda s, k, p, d: (s + 2 * p - k) // d,
            ),
            Misconception(
                "padding-on-one-side",
                "The padding was counted once, but there is a rim on both sides.",
                like=lambda s, k, p, d: (s + p - k) // d + 1,
            ),
            Misconception(
                "no-padding",
                "The padding has no influence yet. It makes the image larger before the kernel slides.",
                like=lambda s, k, p, d: (s - k) // d + 1,
            ),
            Misconception(
                "no-stride",
                "The stride has no influence yet. With stride 2, the kernel skips every other place.",
                like=lambda s, k, p, d: s + 2 * p - k + 1,
            ),
            Misconception(
                "rounded-up",
                "The last step would carry the kernel over the edge. A step that doesn't fit isn't made: round "
                "down.",
                like=lambda s, k, p, d: -(-(s + 2 * p - k) // d) + 1,
            ),
            Misconception(
                "divides-at-the-end",
                "1 was added before dividing by the stride. The first place is there whatever the stride: "
                "divide first, then add it.",
                like=lambda s, k, p, d: (s + 2 * p - k + 1) // d,
            ),
            Misconception(
                "fraction",
                "That is no whole number. A size is counted in pixels: divide with `//`, which rounds down.",
                when=lambda arguments, value: bool(value % 1 > 0),
            ),
        ],
        [
            "Draw it small: an image of 5 pixels in a row, a kernel of 3. Count the places where it fits. With "
            "padding, the row is `size + 2 * padding` long.",
            "The kernel can move by that minus its own length, in steps of `stride`, and what is left over is "
            "dropped: `//`. Add the place where it starts.",
            "A small case: 6 pixels, a kernel of 3, padding 1, stride 2. The row is 8 long, the kernel can move "
            "by 5, that is 2 whole steps, and with the place where it starts there are 3: `output_size(6, 3, 1, "
            "2)` gives `3`.",
        ],
        "The kernel starts at one place and makes as many whole steps as there is room for.",
        whole=True,
    ),
)
