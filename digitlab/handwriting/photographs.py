"""`photographs`: pictures like photographs of handwriting, drawn by code, to try a reader with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from scipy import ndimage

from digitlab._shared import arguments
from digitlab.handwriting.writing import write_digits
from digitlab.strokes.rendering import fit_to_box

# Drawn this much finer, then made smaller: smooth edges.
_FINE = 2
_INK = (38, 44, 82)
_PAPER = (226, 221, 208)
_CHALK = (228, 230, 224)
_BOARD = (38, 62, 52)


def photographs(*, seed: int) -> dict[str, Image.Image]:
    """Draw four pictures in colour, as a phone would take them.

    Args:
        seed: the same seed draws the same pictures.

    Returns:
        RGB pictures by name: one digit in ink on paper under a shadow, slightly turned; one in chalk on a board;
        one drawn with a thin pen, small in a corner; and a row of four digits.

    Raises:
        TypeError, ValueError: if `seed` is no whole number from 0 on.

    Example:
        >>> pictures = photographs(seed=0)
        >>> list(pictures)
        ['ink under a shadow.png', 'chalk on a board.png', 'thin and small.png', 'four digits.png']
    """
    seed = arguments.check_count(seed, where="photographs", name="seed", least=0)
    rng = np.random.default_rng([seed, 2])
    digits = rng.integers(0, 10, 7).tolist()
    drawings, _, _ = write_digits(digits, seed=seed, writers=[0, 1, 2, 3, 3, 3, 3])
    fitted = [fit_to_box(drawing, side=1.0) for drawing in drawings]
    ones = [[stroke - 14 for stroke in drawing] for drawing in fitted]  # the middle at (0, 0), 1 high
    turn = float(rng.uniform(-9, 9))
    return {
        "ink under a shadow.png": _photograph(
            (420, 560), [(ones[0], (0.5, 0.48), 0.5)], 0.045, _INK, _PAPER, rng, turn=turn, shadow=0.3
        ),
        "chalk on a board.png": _photograph(
            (480, 400), [(ones[1], (0.5, 0.5), 0.6)], 0.06, _CHALK, _BOARD, rng, grain=5.0
        ),
        "thin and small.png": _photograph(
            (500, 400), [(ones[2], (0.28, 0.62), 0.3)], 0.012, _INK, (250, 250, 248), rng, grain=1.5
        ),
        "four digits.png": _photograph(
            (720, 320),
            [(one, (0.17 + 0.22 * place, 0.5), 0.42) for place, one in enumerate(ones[3:])],
            0.05,
            _INK,
            _PAPER,
            rng,
            turn=turn / 4,
            shadow=0.2,
        ),
    }


def _photograph(
    size: tuple[int, int],
    drawings: Sequence[tuple[list[NDArray[np.float64]], tuple[float, float], float]],
    pen: float,
    ink: tuple[int, int, int],
    paper: tuple[int, int, int],
    rng: np.random.Generator,
    *,
    turn: float = 0.0,
    shadow: float = 0.0,
    grain: float = 3.0,
) -> Image.Image:
    """Draw digits on paper with texture, light that falls off, and a shadow.

    `drawings` holds strokes, the middle as shares of the size, and the height as a share of the height; `pen` is
    a share of the height.
    """
    width, height = size
    canvas = Image.new("L", (width * _FINE, height * _FINE), 0)
    pencil = ImageDraw.Draw(canvas)
    radius = pen * height * _FINE / 2
    for strokes, (x, y), share in drawings:
        for stroke in strokes:
            places = (stroke * share * height + [x * width, y * height]) * _FINE
            # Discs close to each other: a round pen.
            steps = np.hypot(*np.diff(places, axis=0).T)
            travelled = np.concatenate([[0.0], np.cumsum(steps)])
            at = np.linspace(0, travelled[-1], int(travelled[-1] / max(radius / 3, 0.5)) + 2)
            for px, py in zip(*(np.interp(at, travelled, places[:, axis]) for axis in (0, 1)), strict=True):
                pencil.ellipse((px - radius, py - radius, px + radius, py + radius), fill=255)
    turned = canvas.rotate(turn, Image.Resampling.BICUBIC).resize(size, Image.Resampling.BOX)
    cover = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.7)), np.float64)[..., None] / 255  # (h, w, 1)
    # Ink takes the paper's grain, as a real pen does.
    cover *= (0.9 + 0.1 * rng.random(cover.shape)) ** 0.5
    colours = cover * np.array(ink, float) + (1 - cover) * np.array(paper, float)  # (h, w, 3)
    rows, columns = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    light = 1.0 - 0.08 * columns - 0.05 * rows
    if shadow:
        edge = 0.55 + 0.25 * rows + 0.01 * np.sin(9 * rows)
        light = light * (1 - shadow / (1 + np.exp(-(columns - edge) / 0.03)))
    texture = ndimage.gaussian_filter(rng.normal(0, 1, (height, width)), 1.2) * 2.5 + rng.normal(
        0, 0.5, (height, width)
    )
    noisy = colours * light[..., None] + grain * 0.6 * texture[..., None]
    return Image.fromarray(noisy.round().clip(0, 255).astype(np.uint8))
