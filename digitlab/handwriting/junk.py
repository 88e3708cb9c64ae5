"""Junk: images in MNIST's form that hold no digit. From them a network learns to say "this is no digit".

Half of it is written by hand, so to speak: letters and signs by the hands of `_hand.py`, scribbles, single
lines, crossed-out digits, several digits at once, digits that lie on their side. The other half is made of pixels:
noise, blots, patterns, filled shapes, digits cut up, laid over each other or turned into their negative.

Source: learning to be unsure from made-up outliers is the idea of D. Hendrycks, M. Mazeika, T. Dietterich, "Deep
anomaly detection with outlier exposure" (ICLR, 2019).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from digitlab._shared import arguments
from digitlab.handwriting import _hand
from digitlab.handwriting._glyphs import MARKS
from digitlab.handwriting._hand import Drawing
from digitlab.handwriting.writing import write_digits
from digitlab.strokes import rendering

Rng = np.random.Generator
Pixels = NDArray[np.float64]  # (28, 28), 0 is paper and 1 is ink

_SIDE = arguments.IMAGE_SIDE


def junk_images(count: int, *, seed: int) -> NDArray[np.uint8]:
    """Make images that hold no digit.

    Args:
        count: how many.
        seed: the same seed gives the same images.

    Returns:
        uint8 (count, 28, 28), in random order.

    Raises:
        TypeError, ValueError: if an argument is of the wrong kind or out of range.

    Example:
        >>> junk_images(10, seed=0).shape
        (10, 28, 28)
    """
    count = arguments.check_count(count, where="junk_images", name="count", most=10_000_000)
    seed = arguments.check_count(seed, where="junk_images", name="seed", least=0)
    rng = np.random.default_rng([seed, 2])
    # 35 % marks, 35 % other drawings, 30 % pixels.
    marks, others = round(0.35 * count), round(0.35 * count)
    drawings = _marks(marks, rng)
    digits, labels, _ = write_digits(max(others, 1), seed=seed)
    drawings += [_DRAWINGS[rng.integers(len(_DRAWINGS))](i, digits, labels, rng) for i in range(others)]
    widths = np.exp(rng.normal(np.log(2.5), 0.3, len(drawings))).clip(1.2, 6)
    drawn = rendering.render_many(drawings, pen_width=widths, pen_edge=rng.uniform(0.9, 1.6, len(drawings)))
    rest = count - len(drawings)
    written = rendering.render_many(write_digits(max(rest, 1), seed=seed + 1)[0]) / 255.0
    pixels = [_PIXELS[rng.integers(len(_PIXELS))](written[i], written[i - 1], rng) for i in range(rest)]
    made = np.round(255 * np.clip(np.reshape(pixels, (rest, _SIDE, _SIDE)), 0, 1)).astype(np.uint8)
    return rng.permutation(np.concatenate([drawn, made]))


def _marks(count: int, rng: Rng) -> list[Drawing]:
    """Write letters and signs, each by another hand, a third of them turned a little further than digits are."""
    chosen = rng.integers(len(MARKS), size=count)
    hands = np.arange(count)
    traits = _hand.draw_traits(hands, rng)
    drawings: list[Drawing] = [[] for _ in range(count)]
    for index, mark in enumerate(MARKS):
        members = np.flatnonzero(chosen == index)
        if not len(members):
            continue
        own = {name: values[members] for name, values in traits.items()}
        performed = _hand.perform(mark, own, hands[members], rng)
        for member, drawing in zip(members, performed, strict=True):
            angle = rng.uniform(-0.4, 0.4) if rng.uniform() < 1 / 3 else 0.0
            drawings[member] = _turned(drawing, angle)
    return drawings


def _turned(drawing: Drawing, angle: float) -> Drawing:
    cos, sin = np.cos(angle), np.sin(angle)
    return [stroke @ np.array([[cos, sin], [-sin, cos]]) for stroke in drawing]


def _scribble(index: int, digits: list[Drawing], labels: NDArray[np.uint8], rng: Rng) -> Drawing:
    """One long stroke without aim: through random places, or as a random walk with momentum."""
    if rng.uniform() < 0.5:
        places = rng.uniform(0, 1, (rng.integers(7, 20), 2)) * [rng.uniform(0.4, 1.6), 1]
    else:
        places = ndimage.gaussian_filter1d(rng.normal(size=(60, 2)), rng.uniform(1, 4), axis=0).cumsum(axis=0)
        places = places / np.ptp(places, axis=0).max()
    fine = np.linspace(0, len(places) - 1, 6 * len(places))
    path = np.stack([np.interp(fine, np.arange(len(places)), column) for column in places.T], axis=1)
    soft = rng.uniform() < 0.7
    return [100 * (ndimage.gaussian_filter1d(path, 3, axis=0, mode="nearest") if soft else path)]


def _hatching(index: int, digits: list[Drawing], labels: NDArray[np.uint8], rng: Rng) -> Drawing:
    """A pen that goes to and fro to fill or cross out a place."""
    turns = int(rng.integers(5, 16))
    along = np.linspace(0, 1, turns) + rng.normal(0, 0.03, turns)
    across = np.where(np.arange(turns) % 2, 0.0, 1.0) + rng.normal(0, 0.08, turns)
    path = 100 * np.stack([along * rng.uniform(0.3, 1.5), across], axis=1)
    return _turned([path], rng.uniform(0, 2 * np.pi))


def _crossed_out(index: int, digits: list[Drawing], labels: NDArray[np.uint8], rng: Rng) -> Drawing:
    points = np.concatenate(digits[index])
    low, size = points.min(axis=0), np.maximum(np.ptp(points, axis=0), 1)
    cover = _hatching(index, digits, labels, rng) if rng.uniform() < 0.6 else _lines(index, digits, labels, rng)
    ink = np.concatenate(cover)
    start, extent = ink.min(axis=0), np.maximum(np.ptp(ink, axis=0), 1)
    return [*digits[index], *[(stroke - start) / extent * size + low for stroke in cover]]


def _lines(index: int, digits: list[Drawing], labels: NDArray[np.uint8], rng: Rng) -> Drawing:
    """Four to nine straight lines anywhere."""
    return [100 * rng.uniform(0, 1, (2, 2)) for _ in range(rng.integers(4, 10))]


def _line(index: int, digits: list[Drawing], labels: NDArray[np.uint8], rng: Rng) -> Drawing:
    """One line that lies too flat for a 1, straight or bent, or a few dots."""
    if rng.uniform() < 0.3:
        return [100 * rng.uniform(0, 1, (1, 2)) for _ in range(rng.integers(2, 8))]
    bend = rng.normal(0, 0.15)
    along = np.linspace(0, 1, 12)
    path = 100 * np.stack([along, bend * np.sin(np.pi * along)], axis=1)
    return _turned([path], rng.uniform(-0.4, 0.4))


def _several(index: int, digits: list[Drawing], labels: NDArray[np.uint8], rng: Rng) -> Drawing:
    """Two to four digits beside or, seldom, below each other."""
    joined: Drawing = []
    pen, below = 0.0, rng.uniform() < 0.15
    for step in range(rng.choice([2, 3, 4], p=[0.6, 0.25, 0.15])):
        drawing = digits[(index + step) % len(digits)]
        points = np.concatenate(drawing)
        size = 100 * rng.uniform(0.85, 1.15) / max(np.ptp(points[:, 1]), 1)
        placed = [(stroke - points.min(axis=0)) * size for stroke in drawing]
        extent = np.ptp(points, axis=0) * size
        offset = np.array([rng.normal(0, 8), pen] if below else [pen, rng.normal(0, 8)])
        joined += [stroke + offset for stroke in placed]
        pen += extent[1 if below else 0] + rng.uniform(5, 40)
    return joined


def _lying(index: int, digits: list[Drawing], labels: NDArray[np.uint8], rng: Rng) -> Drawing:
    """A digit on its side. A 0 stays a 0 that way, so another drawing takes its place."""
    if labels[index] == 0:
        return _lines(index, digits, labels, rng)
    return _turned(digits[index], rng.choice([-1, 1]) * np.pi / 2 + rng.normal(0, 0.1))


def _spiral(index: int, digits: list[Drawing], labels: NDArray[np.uint8], rng: Rng) -> Drawing:
    """A spiral of two and a half to six turns, or a row of loops."""
    turns = rng.uniform(2.5, 6)
    angle = np.linspace(0, 2 * np.pi * turns, 90)
    radius = np.linspace(rng.uniform(0, 0.3), 1, 90) if rng.uniform() < 0.6 else np.ones(90)
    drift = 0.0 if radius[0] < 1 else rng.uniform(0.25, 0.6)
    circle = radius[:, None] * np.stack([np.cos(angle) * rng.choice([-1, 1]), np.sin(angle)], axis=1)
    circle[:, 0] += drift * angle / 2
    return _turned([50 * circle], rng.uniform(0, 2 * np.pi))


def _polygon(index: int, digits: list[Drawing], labels: NDArray[np.uint8], rng: Rng) -> Drawing:
    """A closed shape with three to nine sharp corners, now and then with its diagonals."""
    count = int(rng.integers(3, 10))
    angle = np.sort(rng.uniform(0, 2 * np.pi, count))
    radius = rng.uniform(0.3, 1, count) if count > 4 else np.ones(count)
    corners = 50 * radius[:, None] * np.stack([np.cos(angle) * rng.uniform(0.6, 1.6), np.sin(angle)], axis=1)
    drawing = [np.concatenate([corners, corners[:1]])]
    if count == 4 or rng.uniform() < 0.3:
        drawing += [corners[[0, count // 2]], corners[[1, -1]]]
    return drawing


def _noise(digit: Pixels, other: Pixels, rng: Rng) -> Pixels:
    """Noise, fine or coarse, grey or black and white, sometimes in MNIST's 20 x 20 box only."""
    field = rng.uniform(0, 1, (_SIDE, _SIDE)) ** rng.uniform(0.3, 4)
    if rng.uniform() < 0.3:
        return np.where(field > rng.uniform(0.3, 0.95), 1.0, 0.0)
    if rng.uniform() < 0.5:
        field[:4] = field[-4:] = field[:, :4] = field[:, -4:] = 0
    return field


def _blots(digit: Pixels, other: Pixels, rng: Rng) -> Pixels:
    """A smooth random field, cut at a level: blots, or the lines between them."""
    field = ndimage.gaussian_filter(rng.normal(size=(_SIDE, _SIDE)), rng.uniform(1, 4))
    field = (field - field.mean()) / field.std()
    if rng.uniform() < 0.4:
        return np.clip(1 - np.abs(field) / rng.uniform(0.15, 0.5), 0, 1)
    return np.clip(2 * (field - rng.uniform(-0.5, 1.5)), 0, 1)


def _pattern(digit: Pixels, other: Pixels, rng: Rng) -> Pixels:
    """Stripes, a chessboard, a slope of grey, or rings."""
    rows, columns = np.indices((_SIDE, _SIDE)) - rng.uniform(4, 24, (2, 1, 1))
    angle, wave = rng.uniform(0, np.pi), rng.uniform(2, 14)
    along = np.cos(angle) * columns + np.sin(angle) * rows
    across = np.cos(angle) * rows - np.sin(angle) * columns
    kind = rng.integers(4)
    if kind == 0:
        field = np.sin(2 * np.pi * along / wave)
    elif kind == 1:
        field = np.sin(2 * np.pi * along / wave) * np.sin(2 * np.pi * across / wave)
    elif kind == 2:
        field = along / 10
    else:
        field = np.sin(2 * np.pi * np.hypot(rows, columns) / wave)
    return np.clip(0.5 + rng.uniform(0.3, 5) * field, 0, 1)


def _filled(digit: Pixels, other: Pixels, rng: Rng) -> Pixels:
    """A filled disk, block or frame, or a nearly empty or nearly black image."""
    rows, columns = np.indices((_SIDE, _SIDE)) - rng.uniform(10, 18, (2, 1, 1))
    height, width = rng.uniform(3, 14, 2)
    kind = rng.integers(4)
    if kind == 0:
        return np.clip(3 * (1 - np.hypot(rows / height, columns / width)), 0, 1)
    if kind == 1:
        return np.where((np.abs(rows) < height) & (np.abs(columns) < max(width, 5)), 1.0, 0.0)
    if kind == 2:
        field = np.zeros((_SIDE, _SIDE))
        thick = int(rng.integers(1, 5))
        field[:thick] = field[-thick:] = field[:, :thick] = field[:, -thick:] = 1
        return field
    specks = np.zeros((_SIDE, _SIDE))
    specks[tuple(rng.integers(0, _SIDE, (2, rng.integers(1, 12))))] = rng.uniform(0.1, 1)
    return specks if rng.uniform() < 0.7 else 1 - specks


def _negative(digit: Pixels, other: Pixels, rng: Rng) -> Pixels:
    return 1 - rng.uniform(0.6, 1) * digit


def _overlaid(digit: Pixels, other: Pixels, rng: Rng) -> Pixels:
    """Three drawings on one place: a digit, another one turned upside down, and that one on its side."""
    return np.maximum(digit, np.maximum(np.rot90(other, 2), np.rot90(other) * rng.integers(0, 2)))


def _cut_up(digit: Pixels, other: Pixels, rng: Rng) -> Pixels:
    """A digit whose four quarters have changed places."""
    half = _SIDE // 2
    quarters = [digit[:half, :half], digit[:half, half:], digit[half:, :half], digit[half:, half:]]
    a, b, c, d = (quarters[i] for i in rng.permutation(4))
    return np.block([[a, b], [c, d]]) if rng.uniform() < 0.7 else np.roll(digit, (half, half), (0, 1))


def _fogged(digit: Pixels, other: Pixels, rng: Rng) -> Pixels:
    """A digit under so much noise that it can't be read."""
    return np.clip(0.25 * digit + rng.uniform(0, 1, digit.shape) ** rng.uniform(0.5, 1.2), 0, 1)


_DRAWINGS: tuple[Callable[[int, list[Drawing], NDArray[np.uint8], Rng], Drawing], ...] = (
    _scribble,
    _scribble,
    _hatching,
    _crossed_out,
    _lines,
    _line,
    _several,
    _several,
    _lying,
    _spiral,
    _polygon,
)
_PIXELS: tuple[Callable[[Pixels, Pixels, Rng], Pixels], ...] = (
    _noise,
    _blots,
    _pattern,
    _filled,
    _negative,
    _overlaid,
    _cut_up,
    _fogged,
)
