"""Neurons, one, a layer of them, and layers in a row, as circles and arrows."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from digitlab._shared import arguments
from digitlab.diagrams import _canvas, _numbers
from digitlab.diagrams._canvas import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    LARGE,
    NORMAL,
    ORANGE,
    SMALL,
    WIDTH,
    Diagram,
    number,
)

_MOST_INPUTS = 6
_MOST_WEIGHT = 100  # larger ones don't fit into their boxes
_MOST_NEURONS = 10  # drawn one by one
_MOST_FEATURES = 6
_MOST_LAYERS = 6
_MOST_UNITS = 8
# Longer numbers would not fit under the arrows.
_WIDEST = 9_999


def neuron(inputs: Any, weights: Any, bias: Any) -> Diagram:
    """Draw one neuron at work: each input times its weight, the sum, plus the bias, the score z.

    Args:
        inputs: (n,), 2 to 6 numbers between -1,000 and 1,000.
        weights: (n,), one for each input, between -100 and 100.
        bias: one number between -100 and 100.

    Returns:
        The drawing, its numbers rounded to two decimals.

    Raises:
        TypeError, ValueError: if these are no such numbers, or there aren't as many weights as inputs.

    Example:
        >>> neuron([1, 0.5], [2, -3], 0.25)  # doctest: +NORMALIZE_WHITESPACE
        One neuron with 2 inputs. The products are 1 × 2 = 2 and 0.5 × (−3) = −1.5. Their sum is 0.5. With the
        bias 0.25, the score z is 0.75.
    """
    where = "diagrams.neuron"
    sizes = range(2, _MOST_INPUTS + 1)
    x = _numbers.check_array(inputs, where=where, name="inputs", axes=1, sizes=sizes)
    w = _numbers.check_array(weights, where=where, name="weights", axes=1, most=_MOST_WEIGHT)
    _numbers.check_length(w, len(x), where=where, name="weights", because="Each input has one weight.")
    b = float(_numbers.check_array([bias], where=where, name="bias", axes=1, most=_MOST_WEIGHT)[0])
    total = float(x @ w)
    gap = 56
    height = 62 + gap * len(x)
    middle = 46 + gap * len(x) / 2
    with _canvas.card(height) as canvas:
        heads = {78: "input", 186: "× weight", 281: "= product", 398: "sum", 480: "+ bias", 560: "score $z$"}
        for place, head in heads.items():
            canvas.text(place, 22, head, NORMAL, bold=True)
        for index, (one, weight) in enumerate(zip(x, w, strict=True)):
            y = 46 + gap * (index + 0.5)
            canvas.text(34, y, f"$x_{index}$", LARGE)
            canvas.circle(78, y, 24, number(one))
            canvas.arrow((78, y), (186, y), gaps=(25, 38), colour=GREY)
            canvas.box(186, y, 72, 30, _times(weight), ORANGE)
            canvas.line((222, y), (250, y), GREY, _canvas.LINE)
            canvas.text(281, y, number(one * weight))
            canvas.arrow((312, y), (398, middle), gaps=(0, 31), colour=GREY)
        canvas.circle(398, middle, 30, number(total), BLACK)
        canvas.arrow((398, middle), (480, middle), gaps=(31, 31), colour=GREY)
        canvas.box(480, middle, 60, 30, _plus(b), ORANGE)
        canvas.arrow((480, middle), (560, middle), gaps=(31, 31), colour=GREY)
        canvas.circle(560, middle, 30, number(total + b), GREEN)
        terms = [
            f"{number(one)} × {_signed(weight)} = {number(one * weight)}" for one, weight in zip(x, w, strict=True)
        ]
        return canvas.diagram(
            _canvas.sentences(
                f"One neuron with {len(x)} inputs.",
                f"The products are {_canvas.listed(terms)}.",
                f"Their sum is {number(total)}.",
                f"With the bias {number(b)}, the score z is {number(total + b)}.",
            )
        )


def neurons(features: Any, count: Any) -> Diagram:
    """Draw a layer: every feature is joined to every neuron, in one matrix W and one row b.

    Args:
        features: the number of features, 1 to 9,999.
        count: the number of neurons, 1 to 9,999; up to 10 are all drawn.

    Returns:
        The drawing, with the shapes of W and b and the number of parameters.

    Raises:
        TypeError, ValueError: if these are no such numbers.

    Example:
        >>> neurons(784, 10)  # doctest: +NORMALIZE_WHITESPACE
        10 neurons over 784 features: every feature is joined to every neuron. The weights W have shape 784 × 10,
        the biases b are 10 numbers, together 7,850 parameters. The scores are X W + b.
    """
    where = "diagrams.neurons"
    features = arguments.check_count(features, where=where, name="features", most=_WIDEST)
    count = arguments.check_count(count, where=where, name="count", most=_WIDEST)
    left = _shown(features, _MOST_FEATURES, 4)
    right = _shown(count, _MOST_NEURONS, 5)
    gap = 31
    span = gap * max(len(left), len(right), 5)
    height = span + 118
    with _canvas.card(height) as canvas:
        inputs = _column(left, 120, 66 + span / 2, min(gap * 1.5, span / len(left)))
        outputs = _column(right, 430, 66 + span / 2, min(gap * 1.5, span / len(right)))
        for (x0, y0), (x1, y1) in itertools.product(inputs.values(), outputs.values()):
            canvas.line((x0, y0), (x1, y1), _canvas.FAINT)
        for name, column, colour, aside in (("x", inputs, BLUE, -46), ("z", outputs, GREEN, 105)):
            for index, (x, y) in column.items():
                canvas.circle(x, y, 11, colour=colour)
                canvas.text(x + aside, y, f"${name}_{{{index}}}$", LARGE)
            _dots(canvas, column)
        for x, y in outputs.values():
            canvas.arrow((x, y), (x + 80, y), gaps=(12, 0), colour=GREY)
        heads = {
            120: ("features", _amount(features, "number")),
            270: ("weights $W$", f"{features} × {count}"),
            430: ("neurons", f"{_amount(count, 'bias')} $b$"),
            535: ("scores", "$X\\,W + b$"),
        }
        for x, (name, size) in heads.items():
            canvas.text(x, 22, name, bold=True)
            canvas.text(x, 43, size)
        weights = features * count
        total = weights + count
        canvas.text(
            WIDTH / 2, height - 22,
            f"{_amount(weights, 'weight')} in $W$  +  {_amount(count, 'bias')} in $b$  =  {total:,} parameters",
        )  # fmt: skip
        return canvas.diagram(
            f"{_amount(count, 'neuron')} over {_amount(features, 'feature')}: every feature is joined to every "
            f"neuron. The weights W have shape {features} × {count}, the biases b are {_amount(count, 'number')}, "
            f"together {total:,} parameters. The scores are X W + b."
        )


def network(sizes: Any, *, parameters: bool = True) -> Diagram:
    """Draw a multilayer perceptron: layers as columns, with their sizes and the parameters between them.

    Args:
        sizes: 2 to 6 whole numbers from 1 to 9,999, such as (784, 200, 10): inputs, hidden neurons, outputs.
        parameters: write below it how many parameters each layer has; False where that is a question.

    Returns:
        The drawing. Of a layer of more than eight units the first and the last ones are drawn.

    Raises:
        TypeError, ValueError: if these are no such numbers.

    Example:
        >>> network((784, 200, 10))  # doctest: +NORMALIZE_WHITESPACE
        A network of 3 layers: input of 784, hidden of 200, output of 10 units. Each layer is fully joined to
        the next. The parameters: 784 × 200 + 200 = 157,000; 200 × 10 + 10 = 2,010. Together 159,010.
    """
    where = "diagrams.network"
    listed = arguments.check_list(sizes, where=where, name="sizes", of="whole numbers")
    if not 2 <= len(listed) <= _MOST_LAYERS:
        raise ValueError(
            f"{where}: sizes must hold 2 to {_MOST_LAYERS} layers, input and output included, but it holds "
            f"{len(listed)}. Write them in order, such as (784, 200, 10)."
        )
    layers = [
        arguments.check_count(size, where=where, name=f"sizes[{index}]", most=_WIDEST)
        for index, size in enumerate(listed)
    ]
    names = _names(len(layers))
    places = np.linspace(62, WIDTH - 62, len(layers))
    middle = 192
    is_wide = len(layers) <= 3  # between the layers is room for one long line
    height = 330 if not parameters else 398 if is_wide else 432
    with _canvas.card(height) as canvas:
        columns = [
            _column(shown, place, middle, min(44, 248 / len(shown)))
            for shown, place in zip((_shown(size, _MOST_UNITS, 3, 3) for size in layers), places, strict=True)
        ]
        for before, after in itertools.pairwise(columns):
            for (x0, y0), (x1, y1) in itertools.product(before.values(), after.values()):
                canvas.line((x0, y0), (x1, y1), _canvas.FAINT)
        for index, (column, name, size, x) in enumerate(zip(columns, names, layers, places, strict=True)):
            colour = BLUE if not index else GREEN if index == len(layers) - 1 else ORANGE
            for _, y in column.values():
                canvas.circle(x, y, 12, colour=colour)
            _dots(canvas, column)
            canvas.text(x, 22, name, NORMAL, bold=True)
            canvas.text(x, 44, f"{size:,}", LARGE)
        sized = [f"{name} of {size}" for name, size in zip(names, layers, strict=True)]
        told = (
            f"A network of {len(layers)} layers: {', '.join(sized)} units.",
            "Each layer is fully joined to the next.",
        )
        if not parameters:
            return canvas.diagram(_canvas.sentences(*told))
        parts = []
        for (x0, fan_in), (x1, fan_out) in itertools.pairwise(zip(places, layers, strict=True)):
            product, both = f"{fan_in} × {fan_out}", fan_in * fan_out + fan_out
            canvas.arrow((x0, 332), (x1, 332), gaps=(16, 16), colour=GREY)
            written = f"{product} + {fan_out} = {both:,}" if is_wide else f"{product}\n+ {fan_out}\n= {both:,}"
            canvas.text((x0 + x1) / 2, 342, written, SMALL, va="top")
            parts.append(f"{product} + {fan_out} = {both:,}")
        total = sum(fan_in * fan_out + fan_out for fan_in, fan_out in itertools.pairwise(layers))
        canvas.text(WIDTH / 2, height - 20, f"together {total:,} parameters", bold=True)
        return canvas.diagram(
            _canvas.sentences(
                *told,
                f"The parameters: {'; '.join(parts)}.",
                f"Together {total:,}.",
            )
        )


def _names(count: int) -> list[str]:
    hidden = [f"hidden {index + 1}" for index in range(count - 2)]
    return ["input", *(["hidden"] if len(hidden) == 1 else hidden), "output"]


def _shown(count: int, most: int, first: int, last: int = 1) -> list[int | None]:
    """Return the places that are drawn, with None where some are left out."""
    if count <= most:
        return list(range(count))
    return [*range(first), None, *range(count - last, count)]


def _column(shown: Sequence[int | None], x: float, middle: float, gap: float) -> dict[int, tuple[float, float]]:
    """Return where units stand, about `middle`, by their number."""
    top = middle - gap * (len(shown) - 1) / 2
    return {unit: (x, top + gap * place) for place, unit in enumerate(shown) if unit is not None}


def _dots(canvas: _canvas.Canvas, column: dict[int, tuple[float, float]]) -> None:
    """Draw three dots where units were left out."""
    for (before, (x, y0)), (after, (_, y1)) in itertools.pairwise(column.items()):
        if after - before > 1:
            canvas.dots(x, (y0 + y1) / 2)


def _amount(count: int, noun: str) -> str:
    plural = noun if count == 1 else {"bias": "biases"}.get(noun, f"{noun}s")
    return f"{count:,} {plural}"


def _signed(value: float) -> str:
    """Return a number that can stand after a sign."""
    text = number(value)
    return f"({text})" if text.startswith("−") else text


def _times(value: float) -> str:
    return f"× {_signed(value)}"


def _plus(value: float) -> str:
    text = number(value)
    return f"− {text[1:]}" if text.startswith("−") else f"+ {text}"
