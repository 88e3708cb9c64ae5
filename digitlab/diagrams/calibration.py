"""Calibration bins: how sure a model was, how often it was right, and the gap between the two."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitlab._shared import arguments
from digitlab.diagrams import _canvas, _numbers
from digitlab.diagrams._canvas import BLACK, BLUE, GREY, RED, SMALL, WIDTH, Canvas, Diagram

_FIELDS = ("edges", "confidence", "accuracy", "counts")
_BINS = range(1, 11)
_MOST = 100_000  # answers in a bin
_NARROWEST = 0.0999  # of a bin: the numbers below it need the room
_LEFT, _RIGHT, _TOP, _FLOOR = 140, WIDTH - 18, 22, 262
_EDGES, _COUNTS, _SURE, _RIGHT_SHARE, _GAP = 16, 40, 64, 88, 112  # rows of numbers, below the floor
Array = NDArray[np.float64]


def bins(edges: Any, confidence: Any = None, accuracy: Any = None, counts: Any = None) -> Diagram:
    """Draw answers in bins by how sure the model was: how many there are, how many are right, and the gap.

    Args:
        edges: (bins + 1,), the bounds of 1 to 10 bins from 0 to 1, each at least 0.1 wide; or the result of
            `dl.evaluation.reliability` with up to 10 bins, which holds all four.
        confidence: (bins,), the mean probability of the answers in each bin; NaN where there is none.
        accuracy: (bins,), the share of them that is right, 0 to 1; NaN where there is none.
        counts: (bins,), how many answers are in each.

    Returns:
        The drawing: a bar for the share that is right, a mark for the mean probability, the gap shaded, and the
        numbers below, each rounded by itself. A gap above 0 means too sure.

    Raises:
        TypeError, ValueError: if the arrays don't fit together, or there are too many bins to be legible.

    Example:
        >>> bins([0, 0.5, 1], [np.nan, 0.9], [np.nan, 0.75], [0, 40])  # doctest: +NORMALIZE_WHITESPACE
        Bars of 40 answers in 2 bins by how sure the model was. Bin, answers, mean probability, share right,
        gap: 0.5 to 1: 40, 0.90, 0.75, +0.15. Empty: 0 to 0.5. A gap above 0 means too sure.
    """
    if confidence is None and accuracy is None and counts is None and all(hasattr(edges, n) for n in _FIELDS):
        edges, confidence, accuracy, counts = (getattr(edges, name) for name in _FIELDS)
    bounds, sure, right, numbers = _checked(edges, confidence, accuracy, counts)
    with _canvas.card(_FLOOR + 130) as canvas:
        _frame(canvas, bounds)
        for index, count in enumerate(numbers):
            left, end = _x(bounds[index]), _x(bounds[index + 1])
            middle = (left + end) / 2
            canvas.text(middle, _FLOOR + _COUNTS, f"{count:,}", SMALL)
            if count:
                _bin(canvas, left, end, float(sure[index]), float(right[index]))
            else:
                canvas.text(middle, _FLOOR - 14, "empty", SMALL, covers=True)
        return canvas.diagram(_alt(bounds, sure, right, numbers))


def _checked(edges: Any, confidence: Any, accuracy: Any, counts: Any) -> tuple[Array, Array, Array, list[int]]:
    where = "diagrams.bins"
    sizes = range(_BINS.start + 1, _BINS.stop + 1)
    if confidence is None or accuracy is None or counts is None:
        raise TypeError(
            f"{where}: give the result of dl.evaluation.reliability(...), or all four of edges, confidence, "
            "accuracy and counts."
        )
    edges = arguments.check_numbers(edges, where=where, name="edges")
    if edges.ndim == 1 and len(edges) not in sizes:
        raise ValueError(
            f"{where}: up to {_BINS.stop - 1} bins can be drawn, which have {sizes.stop - 1} edges, but there are "
            f"{len(edges)} edges. Write reliability(..., bins=10)."
        )
    bounds = _numbers.check_array(edges, where=where, name="edges", axes=1)
    if bounds[0] < 0 or bounds[-1] > 1 or (np.diff(bounds) < _NARROWEST).any():
        raise ValueError(
            f"{where}: edges must go up within 0 to 1 in steps of at least 0.1, but they are {bounds.tolist()}. "
            "Write np.linspace(0, 1, 11), or reliability(..., bins=10)."
        )
    answers = _numbers.check_array(counts, where=where, name="counts", axes=1, most=_MOST)
    shares = []
    for name, value in (("counts", answers), ("confidence", confidence), ("accuracy", accuracy)):
        share = arguments.check_numbers(value, where=where, name=name)
        if share.shape != (len(bounds) - 1,):
            raise ValueError(
                f"{where}: {name} must have shape ({len(bounds) - 1},), one number for each bin between edges, "
                f"but it is {share.shape}."
            )
        shares.append(np.where(answers > 0, share, 0))  # an empty bin has no mean, so NaN may stand there
    for name, share in zip(("confidence", "accuracy"), shares[1:], strict=True):
        if not ((share >= 0) & (share <= 1)).all():
            raise ValueError(
                f"{where}: {name} must lie between 0 and 1 where there are answers, but it is {share.tolist()}."
            )
    if (answers < 0).any() or (answers % 1).any():
        raise ValueError(f"{where}: counts must be whole numbers of at least 0, but they are {answers.tolist()}.")
    return bounds, shares[1], shares[2], [int(count) for count in answers]


def _alt(bounds: Array, sure: Array, right: Array, counts: list[int]) -> str:
    filled, empty = [], []
    for index, count in enumerate(counts):
        span = f"{bounds[index]:g} to {bounds[index + 1]:g}"
        if not count:
            empty.append(span)
            continue
        gap = float(sure[index] - right[index])
        filled.append(f"{span}: {count:,}, {sure[index]:.2f}, {right[index]:.2f}, {_signed(gap)}")
    answers = f"{sum(counts):,} answer{'' if sum(counts) == 1 else 's'}"
    return _canvas.sentences(
        f"Bars of {answers} in {len(counts)} bins by how sure the model was.",
        f"Bin, answers, mean probability, share right, gap: {'; '.join(filled)}." if filled else "",
        f"Empty: {', '.join(empty)}." if empty else "",
        "A gap above 0 means too sure.",
    )


def _signed(gap: float) -> str:
    text = f"{abs(gap):.2f}"
    return text if text == "0.00" else f"{'+' if gap > 0 else '−'}{text}"


def _frame(canvas: Canvas, bounds: Array) -> None:
    """Draw what the bars stand in: levels, edges, and the names of the rows of numbers, which are the key."""
    for level in (0, 0.25, 0.5, 0.75, 1):
        canvas.line(
            (_x(bounds[0]), _y(level)), (_x(bounds[-1]), _y(level)), GREY if not level else "#dddddd", zorder=0
        )
        canvas.text(_x(bounds[0]) - 8, _y(level), f"{level:g}", SMALL, ha="right")
    first, last = ((_x(end), _y(end)) for end in bounds[[0, -1]])
    canvas.line(first, last, GREY, 1.4, linestyle=(0, (2, 2)), zorder=4)
    for edge in bounds:
        canvas.line((_x(edge), _FLOOR), (_x(edge), _FLOOR + 5), GREY)
        canvas.text(_x(edge), _FLOOR + _EDGES, f"{edge:.2f}".rstrip("0").rstrip("."), SMALL)
    for below, name in (
        (_EDGES, "bin"),
        (_COUNTS, "answers"),
        (_SURE, "mean probability"),
        (_RIGHT_SHARE, "share right"),
        (_GAP, "gap (+: too sure)"),
    ):
        canvas.text(34, _FLOOR + below, name, SMALL, ha="left")
    _diamond(canvas, 20, _FLOOR + _SURE)
    for below, draw in ((_RIGHT_SHARE, _bar), (_GAP, _shade)):
        draw(canvas, 13, 27, _FLOOR + below - 7, _FLOOR + below + 7)


def _bin(canvas: Canvas, left: float, right: float, sure: float, share: float) -> None:
    _bar(canvas, left + 4, right - 4, _y(share), _FLOOR)
    _shade(canvas, left + 4, right - 4, _y(max(sure, share)), _y(min(sure, share)))
    canvas.line((left + 2, _y(sure)), (right - 2, _y(sure)), BLACK, 2.4, zorder=4)
    _diamond(canvas, min(max(_x(sure), left + 8), right - 8), _y(sure))
    middle = (left + right) / 2
    for below, text in ((_SURE, f"{sure:.2f}"), (_RIGHT_SHARE, f"{share:.2f}"), (_GAP, _signed(sure - share))):
        canvas.text(middle, _FLOOR + below, text, SMALL, bold=below == _GAP)


def _bar(canvas: Canvas, left: float, right: float, top: float, bottom: float) -> None:
    canvas.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], "#8fbfe0", BLUE, linewidth=1.6)


def _shade(canvas: Canvas, left: float, right: float, top: float, bottom: float) -> None:
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    canvas.polygon(corners, "none", RED, hatch="////", linewidth=1.2, zorder=3)


def _diamond(canvas: Canvas, x: float, y: float) -> None:
    canvas.polygon([(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)], BLACK, "white", linewidth=1, zorder=5)


def _x(probability: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * float(probability)


def _y(share: float) -> float:
    return _FLOOR - (_FLOOR - _TOP) * share
