"""A small model of handwriting: it writes digits as strokes, in the styles that people use.

Three things make a drawing:

1. The style: which strokes the digit is made of (`_styles.py`), each a smooth curve through a few points.
2. The writer: slant, proportions, round or angular, how sizes stand to each other, a calm or a wild hand.
3. The performance: points that miss their mark, strokes that stop short, overshoot, join or break, hooks where
   the pen lands and leaves, and the uneven speed at which a mouse or a pen reports its places.

Nothing here was fitted to data: the amounts are estimates that were set by eye and judged by how a model
trained on the result reads digits it never saw.

Sources: B. Lake, R. Salakhutdinov, J. Tenenbaum, "Human-level concept learning through probabilistic program
induction" (Science, 2015) also writes characters as strokes with motor noise on top of a motor program;
F. Lacquaniti, C. Terzuolo, P. Viviani, "The law relating the kinematic and figural aspects of drawing movements"
(Acta Psychologica, 1983): the hand slows down where the line bends.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitlab import _checks, strokes
from digitlab._styles import STYLES, Style
from digitlab.datasets import Dataset

Floats = NDArray[np.float64]
Drawing = list[Floats]

_FINE = 64  # places on each stroke between which the reported points lie
_MOST_POINTS = 120  # of one stroke
# The pens that draw strokes as wide as MNIST's, 5th and 95th percentile. Measured on 8,000 training images as
# twice the ink over the length of its edge, and on 1,500 as the width at the ridge of the distance transform.
_PEN_WIDTHS = (1.6, 3.7)


def handwriting_styles(digit: int) -> list[str]:
    """Return the names of the styles in which a digit is written.

    Raises:
        TypeError, ValueError: if `digit` is no whole number from 0 to 9.

    Example:
        >>> "crossed" in handwriting_styles(7)
        True
    """
    digit = _checks.check_count(digit, where="handwriting_styles", name="digit", least=0, most=9)
    return [style.name for style in STYLES[digit]]


def write_digit(digit: int, *, style: str | None = None, seed: int) -> Drawing:
    """Write one digit as strokes.

    Args:
        digit: 0 to 9.
        style: one of `handwriting_styles(digit)`; None draws one by how usual it is.
        seed: the same seed writes the same drawing, another seed another one.

    Returns:
        A list of float64 arrays (k, 2), x right and y down, in the pixels of a drawing area.

    Raises:
        TypeError, ValueError: if an argument is of the wrong kind, or the digit has no such style.

    Example:
        >>> drawing = write_digit(7, style="crossed", seed=0)
        >>> len(drawing), strokes.render_strokes(drawing).shape
        (2, (28, 28))
    """
    digit = _checks.check_count(digit, where="write_digit", name="digit", least=0, most=9)
    drawings, _, _ = write_digits([digit], seed=seed, styles=None if style is None else [style])
    return drawings[0]


def write_digits(
    labels: int | Sequence[int] | NDArray[Any], *, seed: int, styles: Sequence[str] | None = None
) -> tuple[list[Drawing], NDArray[np.uint8], list[str]]:
    """Write many digits, each by another hand.

    Args:
        labels: the digits to write, or how many: then each digit comes equally often, in random order.
        seed: the same arguments and seed write the same drawings.
        styles: the style of each drawing; None draws them by how usual they are.

    Returns:
        (drawings, labels, styles): a list of n drawings as `write_digit` returns them, uint8 (n,), and n names.

    Raises:
        TypeError, ValueError: if an argument is of the wrong kind, or a digit has no such style.

    Example:
        >>> drawings, labels, styles = write_digits([4, 4, 2], seed=1)
        >>> len(drawings), labels, len(styles)
        (3, array([4, 4, 2], dtype=uint8), 3)
    """
    where = "write_digits"
    seed = _checks.check_count(seed, where=where, name="seed", least=0)
    rng = np.random.default_rng(seed)
    digits = _digits(labels, rng, where)
    chosen = _choose_styles(digits, styles, rng)
    drawings: list[Drawing] = [[] for _ in digits]
    for digit, table in STYLES.items():
        for index, style in enumerate(table):
            members = np.flatnonzero((digits == digit) & (chosen == index))
            if len(members):
                for member, drawing in zip(members, _perform(style, len(members), rng), strict=True):
                    drawings[member] = drawing
    names = [STYLES[int(digit)][int(index)].name for digit, index in zip(digits, chosen, strict=True)]
    return drawings, digits, names


def written_dataset(count: int, *, seed: int) -> Dataset:
    """Write digits and draw them as images in MNIST's form, with pens as wide as MNIST's.

    Args:
        count: how many; each digit comes equally often, give or take one.
        seed: the same seed gives the same images.

    Returns:
        A `Dataset` of `count` images in random order.

    Raises:
        TypeError, ValueError: if an argument is of the wrong kind or out of range.

    Example:
        >>> written_dataset(20, seed=0)
        <Dataset written digits: 20 images of 28 x 28, labels 0 to 9>
    """
    count = _checks.check_count(count, where="written_dataset", name="count", most=10_000_000)
    drawings, labels, _ = write_digits(count, seed=seed)
    rng = np.random.default_rng([seed, 1])
    low, high = np.log(_PEN_WIDTHS)
    # Log-normal, so that a twentieth lies below and a twentieth above the two widths.
    widths = np.exp(rng.normal((low + high) / 2, (high - low) / 2 / 1.645, count)).clip(1.2, 6)
    edges = rng.uniform(0.9, 1.6, count)
    images = strokes.render_many(drawings, pen_width=widths, pen_edge=edges)
    return Dataset(images, labels, "written digits")


def _digits(labels: Any, rng: np.random.Generator, where: str) -> NDArray[np.uint8]:
    if np.ndim(labels) == 0:
        count = _checks.check_count(labels, where=where, name="labels", most=10_000_000)
        return rng.permutation(np.arange(count) % _checks.CLASSES).astype(np.uint8)
    return _checks.check_labels(labels, len(labels), where=where)


def _choose_styles(
    digits: NDArray[np.uint8], styles: Sequence[str] | None, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return for each digit the position of its style in the table."""
    chosen = np.zeros(len(digits), np.int64)
    if styles is None:
        for digit, table in STYLES.items():
            members = np.flatnonzero(digits == digit)
            weights = np.array([style.weight for style in table])
            chosen[members] = rng.choice(len(table), len(members), p=weights / weights.sum())
        return chosen
    if isinstance(styles, str) or len(styles) != len(digits):
        raise ValueError(
            f"write_digits: styles must name one style for each of the {len(digits)} digits, "
            f"but it is {styles!r:.80}."
        )
    for position, (digit, name) in enumerate(zip(digits, styles, strict=True)):
        known = [style.name for style in STYLES[int(digit)]]
        _checks.check_choice(name, known, where="write_digits", name=f"the style of a {digit}")
        chosen[position] = known.index(name)
    return chosen


def _perform(style: Style, count: int, rng: np.random.Generator) -> list[Drawing]:
    """Write one style `count` times."""
    curves = _curves(style)
    hand = rng.uniform(size=(count, 1)) ** 1.5  # 0: a calm hand, 1: a wild one
    roundness = np.clip(rng.normal(0, 0.6, (count, 1, 1)), -1, 1)
    fine = []
    for points, smooth, angular, rounded in curves:
        missed = points + rng.normal(size=(count, *points.shape)) * (0.01 + 0.035 * hand)[..., None]
        # Between angular and smooth below zero, between smooth and rounded off above.
        path = np.where(roundness > 0, roundness * (rounded @ missed), -roundness * (angular @ missed) * 0.6)
        path += (1 - np.where(roundness > 0, roundness, -0.6 * roundness)) * (smooth @ missed)
        fine.append(path)  # (count, _FINE, 2)
    _misplace(fine, hand, rng)
    middle = np.concatenate([points for points, *_ in curves]).mean(axis=0)
    fine = _write_as(fine, middle, rng)
    for path in fine:
        _hook(path, hand, rng)
        _shake(path, rng)
    return _report(fine, hand, rng)


@functools.cache
def _curves(style: Style) -> list[tuple[Floats, Floats, Floats, Floats]]:
    """Return each stroke's control points (k, 2) and three matrices (_FINE, k) that make paths of them.

    The paths are a cubic spline broken at corners, straight lines, and the spline with its bends smoothed.
    """
    curves = []
    for points, corner in style.strokes():
        steps = np.hypot(*np.diff(points, axis=0).T)
        # Centripetal knots: they keep a spline from overshooting where points stand unevenly.
        knots = np.concatenate([[0.0], np.cumsum(np.sqrt(steps))])
        ends = [0, *np.flatnonzero(corner), len(points) - 1]
        dense = np.linspace(0, knots[-1], 512)
        smooth = np.zeros((len(dense), len(points)))
        for start, stop in itertools.pairwise(ends):
            part = slice(start, stop + 1)
            inside = (dense >= knots[start]) & (dense <= knots[stop])
            smooth[inside, part] = _spline(knots[part], dense[inside])
        # Even steps along the curve, as a hand of even speed would take them.
        length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(smooth @ points, axis=0).T))])
        even = np.interp(np.linspace(0, length[-1], _FINE), length, dense)
        smooth = np.stack([np.interp(even, dense, column) for column in smooth.T], axis=1)
        angular = np.stack([np.interp(even, knots, row) for row in np.eye(len(points))], axis=1)
        curves.append((points, smooth, angular, _smoothing(0.05 * _FINE) @ smooth))
    return curves


def _spline(knots: Floats, at: Floats) -> Floats:
    """Return the matrix (n, k) from k values at the knots to their natural cubic spline at n places."""
    steps = np.diff(knots)
    values = np.eye(len(knots))
    # The second derivatives: 0 at both ends, and inside such that the slopes meet.
    system, right = np.eye(len(knots)), np.zeros((len(knots), len(knots)))
    for i in range(1, len(knots) - 1):
        system[i, i - 1 : i + 2] = steps[i - 1], 2 * (steps[i - 1] + steps[i]), steps[i]
        right[i] = 6 * ((values[i + 1] - values[i]) / steps[i] - (values[i] - values[i - 1]) / steps[i - 1])
    bends = np.linalg.solve(system, right)  # (k, k)
    left = np.clip(np.searchsorted(knots, at, side="right") - 1, 0, len(steps) - 1)
    step, b = steps[left][:, None], ((at - knots[left]) / steps[left])[:, None]
    a = 1 - b
    curved = ((a**3 - a) * bends[left] + (b**3 - b) * bends[left + 1]) * step**2 / 6
    return a * values[left] + b * values[left + 1] + curved


@functools.cache
def _smoothing(spread: float) -> Floats:
    """Return a matrix (_FINE, _FINE) that averages along a path with a bell curve and keeps its ends in place."""
    place = np.arange(_FINE)
    reach = np.minimum(np.minimum(place, _FINE - 1 - place) / 2 + 1e-3, spread)
    weights = np.exp(-0.5 * ((place[:, None] - place) / reach[:, None]) ** 2)
    return weights / weights.sum(axis=1, keepdims=True)


def _misplace(fine: list[Floats], hand: Floats, rng: np.random.Generator) -> None:
    """Move and scale each stroke a little by itself, if there are several: joints miss."""
    if len(fine) == 1:
        return
    for path in fine:
        count = len(path)
        middle = path.mean(axis=1, keepdims=True)
        stretch = np.exp(rng.normal(size=(count, 1, 2)) * (0.03 + 0.12 * hand)[..., None])
        turn = rng.normal(size=(count, 1)) * (0.03 + 0.1 * hand)
        moved = (path - middle) * stretch
        shift = rng.normal(size=(count, 1, 2)) * (0.01 + 0.04 * hand)[..., None]
        path[:] = _turned(moved, turn) + middle + shift


def _turned(path: Floats, angle: Floats) -> Floats:
    cos, sin = np.cos(angle), np.sin(angle)  # (count, 1)
    x, y = path[..., 0], path[..., 1]
    return np.stack([x * cos - y * sin, x * sin + y * cos], axis=-1)


def _write_as(fine: list[Floats], middle: Floats, rng: np.random.Generator) -> list[Floats]:
    """Give strokes a writer's proportions: which parts are large, bend, width, slant and turn."""
    count = len(fine[0])

    def draw(spread: float) -> Floats:
        return spread * np.clip(rng.normal(size=(count, 1)), -2.5, 2.5)

    upper, wedge, bend, wave, lean = draw(0.1), draw(0.15), draw(0.05), draw(0.035), draw(0.06)
    width, slant, turn = np.exp(draw(0.2)), draw(0.2) + 0.08, draw(0.07)
    written = []
    for path in fine:
        x, y = path[..., 0] - middle[0], path[..., 1].clip(-0.2, 1.2)
        down = path[..., 1] + upper * np.sin(np.pi * y) + lean * x
        across = x * (1 + wedge * (2 * y - 1)) + bend * np.sin(np.pi * y) + wave * np.sin(2 * np.pi * y)
        across = across * width - slant * (down - 0.5)
        written.append(_turned(np.stack([across, down - 0.5], axis=-1), turn))
    return written


def _hook(path: Floats, hand: Floats, rng: np.random.Generator) -> None:
    """Bend the first and the last bit of a stroke as the pen lands and leaves."""
    count = len(path)
    for end, chance in (slice(None), 0.35), (slice(None, None, -1), 0.25):
        bits = rng.integers(3, 9, (count, 1))
        near = np.clip(1 - np.arange(_FINE) / bits, 0, 1) ** 1.5  # (count, _FINE)
        angle = rng.uniform(0, 2 * np.pi, (count, 1))
        size = rng.uniform(0.02, 0.09, (count, 1)) * (rng.uniform(size=(count, 1)) < chance) * (0.5 + 0.5 * hand)
        path[:, end] += (size * near)[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def _shake(path: Floats, rng: np.random.Generator) -> None:
    """Add a tremor: smooth noise of a few waves along the stroke."""
    count = len(path)
    noise = _smoothing(2.5) @ rng.normal(size=path.shape)
    path += noise * (0.022 * rng.uniform(size=(count, 1, 1)) ** 2)


def _report(fine: list[Floats], hand: Floats, rng: np.random.Generator) -> list[Drawing]:
    """Return the points that a mouse or a pen would report: unevenly spaced, in pixels, often whole ones."""
    count = len(hand)
    size = np.exp(rng.uniform(np.log(60), np.log(400), count))
    place = rng.uniform(0, 200, (count, 2)) + size[:, None]
    density = np.exp(rng.uniform(np.log(10), np.log(45), count))  # points for each height of the digit
    whole = rng.uniform(size=count) < 0.5
    speed, phase = rng.uniform(0, 0.6, (count, 2)), rng.uniform(0, 2 * np.pi, (count, 2))
    split = []
    for path in fine:
        length = np.hypot(*np.moveaxis(np.diff(path, axis=1), -1, 0)).sum(axis=1)
        number = np.clip(density * length, 3, _MOST_POINTS).astype(int)
        owner = np.repeat(np.arange(count), number)
        starts = np.cumsum(number) - number
        along = (np.arange(len(owner)) - starts[owner]) / (number[owner] - 1)
        # The ends stop short or overshoot; in between, the speed goes up and down.
        first, last = rng.normal(0, 0.015, (2, count)) * (0.5 + 2 * hand[:, 0])
        for wave in range(2):
            turns = 2 * np.pi * (wave + 1)
            shift = np.sin(turns * along + phase[owner, wave]) - np.sin(phase[owner, wave])
            along = along + speed[owner, wave] * shift / turns * 0.8
        along = (first[owner] + along * (1 - last[owner] - first[owner])) * (_FINE - 1)
        before = np.clip(along.astype(int), 0, _FINE - 2)
        rest = (along - before)[:, None]
        points = path[owner, before] * (1 - rest) + path[owner, before + 1] * rest
        points = points * size[owner, None] + place[owner]
        points = np.where(whole[owner, None], np.round(points), points)
        split.append(np.split(points, starts[1:]))
    return [_join_or_break(list(drawing), rng) for drawing in zip(*split, strict=True)]


def _join_or_break(drawing: Drawing, rng: np.random.Generator) -> Drawing:
    """Now and then leave the pen down between two strokes, lift it within one, or touch the paper once more."""
    chance = rng.uniform()
    if len(drawing) > 1 and chance < 0.06:
        return [np.concatenate(drawing[:2]), *drawing[2:]]
    if chance > 0.97 and len(drawing[0]) > 8:
        cut = int(rng.integers(3, len(drawing[0]) - 3))
        return [drawing[0][:cut], drawing[0][cut:], *drawing[1:]]
    if chance > 0.96:
        low, high = drawing[0].min(axis=0), drawing[0].max(axis=0)
        return [*drawing, rng.uniform(low, high, (1, 2))]
    return drawing
