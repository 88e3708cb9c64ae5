"""What a training looks like while it runs: curves as SVG, weights as small pictures. No figure is kept."""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digitlab._shared import arguments
from digitlab.plot import COLOURS
from digitlab.training.history import History

_WIDTH, _HEIGHT = 336, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 320, 28, 162
# Points of a curve: more than its pixels would only cost time.
_POINTS = 200
# Class of a curve: its colours on light and on dark paper, which the style below sets.
_TRAINING, _VALIDATION = "digitlab-training", "digitlab-validation"
STYLE = f"""
.{_TRAINING} {{ color: {COLOURS[0]}; }}
.{_VALIDATION} {{ color: {COLOURS[3]}; }}
[data-jp-theme-light="false"] .{_TRAINING} {{ color: {COLOURS[5]}; }}
[data-jp-theme-light="false"] .{_VALIDATION} {{ color: {COLOURS[1]}; }}
"""
_MOST_WEIGHTS = 16
_TILE, _GAP = 56, 6
_FRAME = np.array([138, 147, 160], np.uint8)
_AGAINST, _FOR = np.array([178, 24, 43]), np.array([33, 102, 172])

Point = tuple[float, float]


def loss_svg(losses: NDArray[np.float32], *, steps_per_epoch: int, epochs: int) -> str:
    """Return the loss of each step as a band, and its mean over the last steps as a line.

    Args:
        losses: float (steps,), in nats.
        steps_per_epoch: batches in an epoch.
        epochs: the whole width of the picture.
    """
    values = np.asarray(losses, np.float64)
    values = np.clip(values[np.isfinite(values)], 1e-4, 1e6)
    drawn, low, high, said = "", 0.1, 3.0, "no step yet"
    if len(values):
        # The mean over the last steps: few at the beginning, later a fortieth of the run.
        window = int(np.clip(epochs * steps_per_epoch // 40, 1, 100))
        sums = np.concatenate([[0.0], np.cumsum(values)])
        ends = np.arange(1, len(values) + 1)
        smooth = (sums[ends] - sums[np.maximum(ends - window, 0)]) / np.minimum(ends, window)
        low, high = _one_two_five(0.8 * smooth.min(), up=False), _one_two_five(smooth.max() * 1.05, up=True)
        starts = np.arange(0, len(values), -(-epochs * steps_per_epoch // _POINTS))
        last = np.append(starts[1:], len(values)) - 1
        x = (last + 1) / steps_per_epoch

        def place(numbers: NDArray[np.float64]) -> list[Point]:
            shares = np.log(np.clip(numbers, low, high) / low) / np.log(high / low)
            return list(zip(_across(x, epochs), _up(shares), strict=True))

        upper, lower = np.maximum.reduceat(values, starts), np.minimum.reduceat(values, starts)
        band = _path([*place(upper), *place(lower)[::-1]])
        drawn = f'<polygon points="{band}" class="{_TRAINING}" fill="currentColor" stroke="currentColor" '
        drawn += 'opacity=".35"/>'
        drawn += _line(place(smooth[last]), _TRAINING)
        said = f"{smooth[-1]:.4f} after {len(values):,} steps"
    marks = _ticks_one_two_five(low, high)
    ticks = [(float(np.log(tick / low) / np.log(high / low)), f"{tick:g}") for tick in marks]
    return _chart("Loss in nats, log scale", f"Loss: {said}.", ticks, epochs, drawn)


def accuracy_svg(
    history: History, *, epochs: int, now: tuple[float, float] | None = None, is_validated: bool = True
) -> str:
    """Return the accuracy in per cent after each epoch, for training and validation data.

    Args:
        history: the epochs so far.
        epochs: the whole width of the picture.
        now: how many epochs are over, as a fraction, and the accuracy so far in the one at hand, 0 to 1.
        is_validated: is there validation data?
    """
    curves = {"training": history.column("accuracy"), "validation": history.column("validation_accuracy")}
    known = np.concatenate(list(curves.values()))
    known = 100 * known[np.isfinite(known)]
    least = known.min() if len(known) else 0.0
    low = max(bound for bound in (0, 50, 80, 90, 95, 98, 99) if bound == 0 or bound < least)
    drawn = ""
    for (name, values), kind in zip(curves.items(), (_TRAINING, _VALIDATION), strict=True):
        there = np.isfinite(values)
        x = _across(1.0 + np.flatnonzero(there), epochs)
        y = _up((100 * values[there] - low) / (100 - low))
        points = list(zip(x, y, strict=True))
        drawn += _line(points, kind, dash="none" if name == "training" else "5 4")
        drawn += "".join(_mark(point, kind, is_round=name == "training") for point in points)
    if now is not None:
        (x_now,), (y_now,) = _across([now[0]], epochs), _up([(100 * now[1] - low) / (100 - low)])
        drawn += (
            f'<circle cx="{x_now:.1f}" cy="{y_now:.1f}" r="3.5" class="{_TRAINING}" fill="none" '
            'stroke="currentColor" stroke-width="1.5"/>'
        )
    left = _RIGHT - (134 if is_validated else 54)
    legend = _mark((left, 11), _TRAINING, is_round=True) + _text(left + 8, 15, "training", "start")
    if is_validated:
        legend += _mark((left + 70, 11), _VALIDATION, is_round=False)
        legend += _text(left + 78, 15, "validation", "start")
    last = {name: 100 * row[-1] for name, row in curves.items() if np.isfinite(row[-1:]).any()}
    said = ", ".join(f"{name} {value:.2f} %" for name, value in last.items())
    ticks = [(share, f"{low + share * (100 - low):g}") for share in np.linspace(0, 1, 6)]
    said = f"Accuracy after {len(history.epochs)} epochs: {said}." if said else "Accuracy: no epoch yet."
    return _chart("Accuracy in %", said, ticks, epochs, drawn + legend)


def first_weights(parameters: Any) -> NDArray[np.float32] | None:
    """Return the weights that meet the pixels, float (n, height, width), at most 16; None if there are none.

    Args:
        parameters: a model's weights as a pytree. Those of a linear layer on 784 pixels are looked for, or those
            of a convolution of one channel.

    Example:
        >>> first_weights({"kernel": np.zeros((784, 10)), "bias": np.zeros(10)}).shape
        (10, 28, 28)
    """
    side = arguments.IMAGE_SIDE
    for leaf in jax.tree.leaves(parameters):
        if leaf.ndim == 2 and leaf.shape[0] == side * side:
            return np.asarray(leaf)[:, :_MOST_WEIGHTS].T.reshape(-1, side, side)
        if leaf.ndim == 4 and leaf.shape[2] == 1 and max(leaf.shape[:2]) <= side:
            return np.asarray(leaf)[:, :, 0, :_MOST_WEIGHTS].transpose(2, 0, 1)
    return None


def weights_png(weights: NDArray[np.float32]) -> tuple[bytes, int, int]:
    """Return weights as a PNG, with its width and height: blue speaks for, red against, white doesn't matter.

    Args:
        weights: float (n, height, width); all share one scale.
    """
    values = np.nan_to_num(np.asarray(weights, np.float64))
    count, rows, cols = values.shape
    columns = count if count <= 10 else 8
    limit = float(np.quantile(np.abs(values), 0.98)) or 1.0
    share = np.clip(values / limit, -1, 1)[..., None]
    colours = 255 + np.abs(share) * (np.where(share > 0, _FOR, _AGAINST) - 255)
    factor = max(1, _TILE // max(rows, cols))
    tiles = colours.round().astype(np.uint8).repeat(factor, axis=1).repeat(factor, axis=2)
    height, width = rows * factor + _GAP, cols * factor + _GAP
    sheet = np.zeros((-(-count // columns) * height - _GAP, columns * width - _GAP, 4), np.uint8)
    # A thin frame, as a tile may be as white as the paper.
    tiles[:, [0, -1]] = tiles[:, :, [0, -1]] = _FRAME
    for index, tile in enumerate(tiles):
        top, left = index // columns * height, index % columns * width
        sheet[top : top + height - _GAP, left : left + width - _GAP, :3] = tile
        sheet[top : top + height - _GAP, left : left + width - _GAP, 3] = 255
    buffer = io.BytesIO()
    Image.fromarray(sheet).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue(), sheet.shape[1], sheet.shape[0]


def _one_two_five(value: float, *, up: bool) -> float:
    """Return the next of ..., 0.1, 0.2, 0.5, 1, ... that is at least, or at most, a value."""
    decade = 10.0 ** np.floor(np.log10(value))
    steps = [float(f"{decade * mark:.1g}") for mark in (0.5, 1, 2, 5, 10)]
    return min(s for s in steps if s >= value) if up else max(s for s in steps if s < value)


def _ticks_one_two_five(low: float, high: float) -> list[float]:
    decades = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    many = [float(f"{10.0**decade * mark:.1g}") for decade in decades for mark in (1, 2, 5)]
    ticks = [tick for tick in many if low <= tick <= high]
    return ticks if len(ticks) <= 7 else [tick for tick in ticks if f"{tick:e}"[0] == "1"]


def _across(x: Any, epochs: int) -> NDArray[np.float64]:
    return _LEFT + (_RIGHT - _LEFT) * np.asarray(x, np.float64) / epochs


def _up(share: Any) -> NDArray[np.float64]:
    return _BOTTOM - (_BOTTOM - _TOP) * np.clip(np.asarray(share, np.float64), 0, 1)


def _path(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _line(points: Sequence[Point], kind: str, dash: str = "none") -> str:
    return (
        f'<polyline points="{_path(points)}" class="{kind}" fill="none" stroke="currentColor" stroke-width="2" '
        f'stroke-linejoin="round" stroke-dasharray="{dash}"/>'
    )


def _mark(point: Point, kind: str, *, is_round: bool) -> str:
    x, y = point
    if is_round:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" class="{kind}" fill="currentColor"/>'
    return f'<rect x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7" class="{kind}" fill="currentColor"/>'


def _text(x: float, y: float, text: str, anchor: str, kind: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{kind}">{html.escape(text)}</text>'


def _chart(title: str, described: str, ticks: Sequence[tuple[float, str]], epochs: int, drawn: str) -> str:
    parts = [_text(2, 15, title, "start", "title")]
    for share, label in ticks:
        y = float(_up([share])[0])
        parts.append(f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>')
        parts.append(_text(_LEFT - 6, y + 4, label, "end"))
    between = max(1, int(_one_two_five(epochs / 8, up=True)))
    for epoch in range(0, epochs + 1, between):
        parts.append(_text(float(_across([epoch], epochs)[0]), _BOTTOM + 16, str(epoch), "middle"))
    parts.append(_text((_LEFT + _RIGHT) / 2, _BOTTOM + 33, "epochs", "middle"))
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" role="img" '
        f'aria-label="{html.escape(described)}">{"".join(parts)}{drawn}</svg>'
    )
