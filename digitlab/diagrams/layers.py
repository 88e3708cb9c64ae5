"""Shapes on their way through a network: blocks for maps, columns for rows of numbers."""

from __future__ import annotations

import itertools
import math
from typing import Any

from digitlab._shared import arguments
from digitlab.diagrams import _canvas
from digitlab.diagrams._canvas import BLUE, GREEN, GREY, NORMAL, PALE, SMALL, WIDTH, Canvas, Diagram

_STEPS = range(2, 9)
_LARGEST = 99_999
_AXES = (1, 2, 3)
_HEIGHT, _THICKNESS, _SLANT = 126, 26, 22  # of the largest block, in points
_FLOOR = 178
_LETTER = 0.72  # the width of a bold letter, in sizes of type
_FACES = ("#8fbfe0", "#d6e8f4", "#5b9fcb")  # front, top and side: one blue, lit from above


def shapes(steps: Any) -> Diagram:
    """Draw how the shape of one image changes from layer to layer.

    Args:
        steps: 2 to 8 pairs of a name and a shape: (height, width, channels), (height, width) or (n,), each number
            from 1 to 99,999.

    Returns:
        The drawing. A block's height and slant grow with the square root of height and width; its thickness, and
        the height of a flat column, with the logarithm of the channels or numbers.

    Raises:
        TypeError, ValueError: if there are no such pairs, or a name is too long to stand under its block.

    Example:
        >>> shapes([("image", (28, 28)), ("flat", (784,))])
        Shapes from left to right: image 28 × 28, flat 784. Numbers in each: 784 and 784.
    """
    checked = _checked(steps)
    slot = (WIDTH - 16) / len(checked)
    size = _size(len(checked))
    # A map without channels is drawn as one with a single channel.
    forms = [(*shape, 1) if len(shape) == 2 else shape for _, shape in checked]
    tallest, widest, deepest = (max((f[axis] for f in forms if len(f) == 3), default=1) for axis in range(3))
    longest = max((form[0] for form in forms if len(form) == 1), default=1)
    ends = []
    with _canvas.card(_FLOOR + 78) as canvas:
        for index, ((name, shape), form) in enumerate(zip(checked, forms, strict=True)):
            middle = 8 + slot * (index + 0.5)
            if len(form) == 3:
                height = max(12.0, _HEIGHT * math.sqrt(form[0] / tallest))
                slant = max(4.0, _SLANT * math.sqrt(form[1] / widest))
                ends.append(_block(canvas, middle, height, slant, 4 + _THICKNESS * _share(form[2], deepest)))
            else:
                ends.append(_column(canvas, middle, 20 + _HEIGHT * _share(form[0], longest)))
            plain = name.replace("$", r"\$")  # a name is no formula
            canvas.text(middle, _FLOOR + 22, plain, size, bold=True)
            lines = [" × ".join(map(str, shape[:2])), *(f"× {channels}" for channels in shape[2:])]
            for place, line in enumerate(lines):
                canvas.text(middle, _FLOOR + 43 + 18 * place, line, size)
        for (_, start), (end, _) in itertools.pairwise(ends):
            canvas.arrow((start, _FLOOR - 8), (end, _FLOOR - 8), GREY, gaps=(3, 3))
        return canvas.diagram(
            _canvas.sentences(
                f"Shapes from left to right: {', '.join(f'{name} {_written(shape)}' for name, shape in checked)}.",
                f"Numbers in each: {_canvas.listed([f'{math.prod(shape):,}' for _, shape in checked])}.",
            )
        )


def _checked(steps: Any) -> list[tuple[str, tuple[int, ...]]]:
    where = "diagrams.shapes"
    arguments.check_list(steps, where=where, name="steps", of="pairs of a name and a shape")
    if len(steps) not in _STEPS:
        raise ValueError(
            f"{where}: steps must hold {_STEPS.start} to {_STEPS.stop - 1} pairs of a name and a shape, but it "
            f"holds {len(steps)}. Leave out steps that change nothing, such as an activation function."
        )
    checked = []
    for index, step in enumerate(steps):
        name = f"steps[{index}]"
        if not isinstance(step, (tuple, list)) or len(step) != 2 or not isinstance(step[0], str):
            raise TypeError(
                f"{where}: {name} must be a pair of a name and a shape, such as ('conv', (28, 28, 16)), but it is "
                f"{step!r:.80}."
            )
        title, shape = step
        arguments.check_list(shape, where=where, name=f"{name}[1]", of="whole numbers")
        if len(shape) not in _AXES:
            raise ValueError(
                f"{where}: {name}[1] must be a shape of one image, such as (28, 28, 16) or (128,), but it is "
                f"{tuple(shape)}. Leave out the axis that counts the images."
            )
        most = int((WIDTH - 16) / len(steps) / (_LETTER * _size(len(steps))))
        if not (1 <= len(title) <= most and title.isprintable()):
            raise ValueError(
                f"{where}: a name must have 1 to {most} letters in one line, so that {len(steps)} fit in a row, "
                f"but {name} has {title!r}. Shorten it."
            )
        sizes = (
            arguments.check_count(size, where=where, name=f"{name}[1][{axis}]", most=_LARGEST)
            for axis, size in enumerate(shape)
        )
        checked.append((title, tuple(sizes)))
    return checked


def _size(count: int) -> float:
    """Return the size of type with which so many steps stand side by side."""
    return NORMAL if count <= 6 else SMALL


def _written(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))


def _share(count: int, most: int) -> float:
    return math.log(count + 1) / math.log(most + 1)


def _block(canvas: Canvas, middle: float, height: float, slant: float, thickness: float) -> tuple[float, float]:
    """Draw a block that stands on the floor; return its left and right end there."""
    left = middle - (slant + thickness) / 2
    right, top, rise = left + thickness, _FLOOR - height, slant * 0.8
    front = [(left, _FLOOR), (right, _FLOOR), (right, top), (left, top)]
    lid = [(left, top), (right, top), (right + slant, top - rise), (left + slant, top - rise)]
    side = [(right, _FLOOR), (right, top), (right + slant, top - rise), (right + slant, _FLOOR - rise)]
    for points, face in zip((front, lid, side), _FACES, strict=True):
        canvas.polygon(points, face, BLUE, linewidth=1.4, joinstyle="round")
    return left, right + slant * 0.6


def _column(canvas: Canvas, middle: float, height: float) -> tuple[float, float]:
    """Draw a thin column, on the floor as well; return its left and right end."""
    left, right = middle - 5, middle + 5
    top = _FLOOR - height
    canvas.polygon([(left, _FLOOR), (right, _FLOOR), (right, top), (left, top)], PALE[GREEN], GREEN, linewidth=1.8)
    return left, right
