"""What flows through a small network, with every number: activations forward, gradients backward."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitlab._shared import arguments
from digitlab.diagrams import _canvas, _numbers
from digitlab.diagrams._canvas import (
    BLUE,
    NORMAL,
    RED,
    SMALL,
    WIDTH,
    Canvas,
    Diagram,
    Place,
    number,
    numbers,
    short,
)

_UNITS = range(1, 5)
_LAYERS = range(2, 4)  # two weights' columns: a third would leave too little room for the numbers
_RADIUS = 24
_GAP = 94  # from unit to unit
_MARGIN = 60
_TOP, _BOTTOM = 62, 14  # of a panel, above and below the units
_BELOW = _RADIUS + 12  # where a unit's second number stands
_SAID = {
    "forward": "activations $a$ in the circles, weights on the arrows, biases $b$",
    "backward": "$\\delta$ in the circles; on the arrows, the gradient of the weight, $a$ × $\\delta$",
}
Array = NDArray[np.float64]


def passes(activations: Any, weights: Any, biases: Any, deltas: Any = None) -> Diagram:
    """Draw a small network with all its numbers: the forward pass and, with `deltas`, the backward pass below it.

    Args:
        activations: a list of 2 or 3 rows (n,) for one image, the input's first; each layer has 1 to 4 units.
        weights: a list with a matrix (n in, n out) for each layer after the input.
        biases: a list with a row (n out,) for each of them.
        deltas: a list with a row (n out,) for each of them: the gradient of the loss for the layer's scores. The
            gradient of a weight is then the activation before it times the delta after it; of a bias, the delta.

    Returns:
        The drawing. Numbers are drawn as they are given, so any activation function will do.

    Raises:
        TypeError, ValueError: if the lists don't fit together, or a number has more than three digits before the
            decimal point.

    Example:
        >>> passes([[1, 2], [3]], [[[0.5], [1.25]]], [[0]])  # doctest: +NORMALIZE_WHITESPACE
        A network of 2 and 1 units with its numbers. Forward: input 1 and 2; output 3. Weights to the output:
        from unit 1, 0.5; from unit 2, 1.25. Biases of the output: 0.
    """
    layers, matrices, rows, errors = _checked(activations, weights, biases, deltas)
    names = ["input", "hidden", "output"] if len(layers) == 3 else ["input", "output"]
    panel = _GAP * max(map(len, layers)) + _TOP + _BOTTOM
    middle = _TOP + (panel - _TOP - _BOTTOM) / 2
    panels = ["forward"] if errors is None else ["forward", "backward"]
    with _canvas.card(panel * len(panels)) as canvas:
        places = np.linspace(_MARGIN, WIDTH - _MARGIN, len(layers))
        for index, title in enumerate(panels):
            top = index * panel
            columns = [_column(x, top + middle, len(layer)) for x, layer in zip(places, layers, strict=True)]
            canvas.text(16, top + 22, title, bold=True, ha="left")
            canvas.text(104, top + 22, _SAID[title], ha="left")
            for x, name in zip(places, names, strict=True):
                canvas.text(x, top + 54, name, bold=True)
            if title == "forward":
                _forward(canvas, columns, layers, matrices, rows)
            else:
                canvas.line((12, top), (WIDTH - 12, top))
                _backward(canvas, columns, layers, errors or [])
        return canvas.diagram(_alt(layers, matrices, rows, errors, names))


def _alt(
    layers: Sequence[Array],
    matrices: Sequence[Array],
    biases: Sequence[Array],
    deltas: Sequence[Array] | None,
    names: Sequence[str],
) -> str:
    """Say the numbers forward and back; the matrices last, in case that there are too many."""
    sizes = _canvas.listed([str(len(layer)) for layer in layers])
    said = [f"{name} {numbers(layer)}" for name, layer in zip(names, layers, strict=True)]
    back, gradients = "", []
    if deltas is not None:
        errors = [f"{name} {numbers(delta)}" for name, delta in zip(names[1:], deltas, strict=True)]
        back = f"Backward, delta: {'; '.join(errors[::-1])}."
        gradients = [
            f"Gradient of the weights to the {name}: {_rows(np.outer(layer, delta))}."
            for name, layer, delta in zip(names[1:], layers, deltas, strict=False)
        ]
    return _canvas.sentences(
        f"A network of {sizes} units with its numbers.",
        f"Forward: {'; '.join(said)}.",
        back,
        *(f"Weights to the {name}: {_rows(matrix)}." for name, matrix in zip(names[1:], matrices, strict=True)),
        *(f"Biases of the {name}: {numbers(bias)}." for name, bias in zip(names[1:], biases, strict=True)),
        *gradients[::-1],
    )


def _rows(matrix: Array) -> str:
    return "; ".join(f"from unit {index + 1}, {numbers(row)}" for index, row in enumerate(matrix))


def _checked(
    activations: Any, weights: Any, biases: Any, deltas: Any
) -> tuple[list[Array], list[Array], list[Array], list[Array] | None]:
    where = "diagrams.passes"
    arguments.check_list(activations, where=where, name="activations", of="rows, one for each layer")
    if len(activations) not in _LAYERS:
        raise ValueError(
            f"{where}: activations must hold {_LAYERS.start} or {_LAYERS.stop - 1} rows, one for each layer and "
            f"the input's first, but there are {len(activations)}. Larger networks: diagrams.network."
        )

    def arrays(value: Any, name: str, axes: int, count: int) -> list[Array]:
        arguments.check_list(value, where=where, name=name, of="arrays, one for each layer")
        if len(value) != count:
            raise ValueError(
                f"{where}: there are {len(activations)} activations, so {name} must have {count} entries, one for "
                f"each layer{'' if name == 'activations' else ' after the input'}, but there are {len(value)}."
            )
        return [
            _numbers.check_array(one, where=where, name=f"{name}[{index}]", axes=axes, sizes=_UNITS)
            for index, one in enumerate(value)
        ]

    layers = arrays(activations, "activations", 1, len(activations))
    matrices = arrays(weights, "weights", 2, len(layers) - 1)
    rows = arrays(biases, "biases", 1, len(layers) - 1)
    errors = None if deltas is None else arrays(deltas, "deltas", 1, len(layers) - 1)
    for index, (before, after) in enumerate(itertools.pairwise(layers)):
        if matrices[index].shape != (len(before), len(after)):
            raise ValueError(
                f"{where}: weights[{index}] must have shape ({len(before)}, {len(after)}), from "
                f"activations[{index}] to activations[{index + 1}], but it is {matrices[index].shape}. "
                "It may be transposed."
            )
        because = f"It belongs to activations[{index + 1}]."
        _numbers.check_length(rows[index], len(after), where=where, name=f"biases[{index}]", because=because)
        if errors is not None:
            name = f"deltas[{index}]"
            _numbers.check_length(errors[index], len(after), where=where, name=name, because=because)
    return layers, matrices, rows, errors


def _column(x: float, middle: float, count: int) -> list[Place]:
    return [(x, middle + _GAP * (unit - (count - 1) / 2)) for unit in range(count)]


def _forward(
    canvas: Canvas,
    columns: Sequence[Sequence[Place]],
    layers: Sequence[Array],
    matrices: Sequence[Array],
    biases: Sequence[Array],
) -> None:
    for before, after, matrix in zip(columns, columns[1:], matrices, strict=False):
        _edges(canvas, before, after, matrix, BLUE)
    for index, (column, layer) in enumerate(zip(columns, layers, strict=True)):
        for unit, (x, y) in enumerate(column):
            canvas.circle(x, y, _RADIUS, number(layer[unit]))
            if index:
                canvas.text(x, y + _BELOW, f"$b$ = {number(biases[index - 1][unit])}", SMALL, covers=True)


def _backward(
    canvas: Canvas, columns: Sequence[Sequence[Place]], layers: Sequence[Array], deltas: Sequence[Array]
) -> None:
    for before, after, activation, delta in zip(columns, columns[1:], layers, deltas, strict=False):
        _edges(canvas, after, before, np.outer(delta, activation), RED)
    for x, y, activation in zip(*np.transpose(columns[0]), layers[0], strict=True):
        canvas.circle(x, y, _RADIUS, number(activation))
    for column, layer, delta in zip(columns[1:], layers[1:], deltas, strict=True):
        for unit, (x, y) in enumerate(column):
            canvas.circle(x, y, _RADIUS, colour=RED)
            canvas.text(x, y - 10, "$\\delta$", NORMAL)
            text = number(delta[unit])
            canvas.text(x, y + 6, text, _canvas.fitting(text))
            if column is not columns[-1]:  # the gradients on its left are made with it
                canvas.text(x, y + _BELOW, f"$a$ = {number(layer[unit])}", SMALL, colour=BLUE, covers=True)


def _edges(canvas: Canvas, sources: Sequence[Place], targets: Sequence[Place], labels: Array, colour: str) -> None:
    """Join two layers by arrows, each with its number, labels (sources, targets)."""
    # At this part of the way the arrows of all sources are equally far from each other: j steps of `part` and i of
    # (1 - part), which is as much as one step for each target.
    part = 1 / (len(targets) + 1)
    for (i, start), (j, end) in itertools.product(enumerate(sources), enumerate(targets)):
        canvas.arrow(start, end, colour, 1.4, gaps=(_RADIUS, _RADIUS + 1), dashed=colour == RED)
        place = [(1 - part) * a + part * b for a, b in zip(start, end, strict=True)]
        canvas.text(place[0], place[1], short(labels[i, j]), SMALL + 0.5, covers=True)
