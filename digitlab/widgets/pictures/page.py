"""How pictures, their steps and what was read in them look in the page, as plain HTML."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from digitlab.evaluation.reading import Reading
from digitlab.pictures.segmentation import Bounds
from digitlab.pictures.steps import MnistifySteps
from digitlab.widgets._shared.images import image_html

STYLE = Path(__file__).with_name("page.css")
# Pixels of the longer side of a picture with bounds.
_WHOLE = 520
_LONGEST_NAME = 60
_CROSS = (213, 94, 0)


def style_html() -> str:
    """Return the style that everything here needs."""
    return f"<style>{STYLE.read_text(encoding='utf-8')}</style>"


def shown_name(name: Any) -> str:
    """Return a file's name as plain text: what can't be printed is replaced, a long one is cut in its middle.

    Example:
        >>> shown_name("seven.png" + chr(0))
        'seven.png?'
    """
    text = "".join(
        "?" if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") else letter
        for letter in str(name)[:4000]
    )
    if len(text) > _LONGEST_NAME:
        text = f"{text[: _LONGEST_NAME - 20]}…{text[-19:]}"
    return text or "without a name"


def steps_html(steps: MnistifySteps, left_out: Collection[str] = (), *, is_drawing: bool = False) -> str:
    """Return five pictures in a row, from what was given to what the network sees.

    Args:
        steps: of `mnistify_steps` or `drawing_steps`.
        left_out: names of steps that were left out, of "clean", "crop", "scale", "pen" and "centre".
        is_drawing: it came as strokes.
    """
    ink, crop = 255 - 255 * steps.ink, 255 - 255 * steps.crop
    size = "{} × {}"
    # The width before: the picture beside it shows MNIST's pen.
    pen = (
        f"pen {'kept' if 'pen' in left_out else 'was'}\N{NO-BREAK SPACE}{steps.pen_width:.1f}"
        if steps.crop.size
        else ""
    )
    tiles = [
        _tile(
            steps.grey,
            "1. the drawing" if is_drawing else "1. the picture",
            "" if is_drawing else _size(steps.grey),
        ),
        _tile(ink, "2. ink found", "as it is" if "clean" in left_out else "", "clean" in left_out),
        _tile(crop, "3. cropped", "all of it" if "crop" in left_out else _size(crop), "crop" in left_out),
        _tile(
            255 - steps.box.astype(np.float32),
            "4. stretched" if "scale" in left_out else "4. scaled",
            f"{_size(steps.box)}; {pen}" if pen else "",
            bool({"scale", "pen"} & set(left_out)),
            sharp=True,
        ),
        _tile(
            with_centre(steps.image),
            "5. placed by its middle" if "centre" in left_out else "5. centred by mass (+)",
            size.format(28, 28),
            "centre" in left_out,
            sharp=True,
        ),
    ]
    return f'<div class="digitlab-pictures"><div class="digitlab-steps">{"".join(tiles)}</div></div>'


def _size(levels: NDArray[Any]) -> str:
    return f"{levels.shape[1]} × {levels.shape[0]}" if levels.size else "nothing"


def _tile(levels: NDArray[Any], title: str, text: str, is_out: bool = False, *, sharp: bool = False) -> str:
    kinds = "frame" + " sharp" * sharp + " left-out" * is_out
    shown = levels if levels.size else np.full((1, 1), 255)
    note = "step left out" if is_out else ""
    image = image_html(shown, f"{title}, {text}{', ' + note if note else ''}")
    lines = "<br>".join(html.escape(line) for line in (title, text, note) if line)
    return f'<figure><div class="{kinds}">{image}</div><figcaption>{lines}</figcaption></figure>'


def with_centre(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return an image in colour and eight times as large, with a cross at its centre of mass.

    Args:
        image: uint8 (28, 28), 255 is ink.

    Returns:
        uint8 (224, 224, 3), dark ink on white.
    """
    large = np.kron(255 - image, np.ones((8, 8), np.uint8))  # (224, 224)
    coloured = np.repeat(large[..., None], 3, axis=2)
    if image.any():
        row, column = (int(8 * place + 4) for place in ndimage.center_of_mass(image))
        coloured[max(0, row - 1) : row + 2, max(0, column - 12) : column + 13] = _CROSS
        coloured[max(0, row - 12) : row + 13, max(0, column - 1) : column + 2] = _CROSS
    return coloured


def bounded_html(grey: NDArray[Any], bounds: Sequence[Bounds], readings: Sequence[Reading], name: str) -> str:
    """Return a picture with a labelled box around each digit.

    Args:
        grey: (h, w), 0 to 255.
        bounds: left, top, right and bottom in pixels of `grey`.
        readings: one for each of them.
        name: of the picture.
    """
    height, width = grey.shape
    marks = ""
    for (left, top, right, bottom), reading in zip(bounds, readings, strict=True):
        place = (
            f"left:{100 * left / width:.2f}%;top:{100 * top / height:.2f}%;"
            f"width:{100 * (right - left) / width:.2f}%;height:{100 * (bottom - top) / height:.2f}%"
        )
        marks += f'<div class="box" style="{place}"><span>{html.escape(reading.short)}</span></div>'
    alt = f"{name}, with a box around each of {len(bounds)} digits"
    shown = (
        min(_WHOLE, max(width, 160)) if width >= height else round(min(_WHOLE, max(height, 160)) * width / height)
    )
    picture = image_html(grey, alt, most=_WHOLE, style=f"width:{max(shown, 1)}px")
    return f'<div class="digitlab-pictures"><div class="digitlab-boxed">{picture}{marks}</div></div>'


def answer_text(readings: Sequence[Reading]) -> tuple[str, str]:
    """Return what was read in a picture, and how sure it is, in words for a table."""
    if not readings:
        return "no ink in it", ""
    if len(readings) == 1:
        (one,) = readings
        return one.short, f"{one.percent} %" if one.digit is not None else ""
    digits = [one for one in readings if one.digit is not None]
    least = min(digits, key=lambda one: one.probability).percent if digits else ""
    sure = f"{'at least ' if least != '100' else ''}{least} %" if least else ""
    return ", ".join(one.short for one in readings), sure
