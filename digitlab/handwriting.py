"""A small model of handwriting: it writes digits as strokes, in the styles that people use.

Three things make a drawing:

1. The style: which strokes the digit is made of (`_styles.py`), each a smooth curve through a few points.
2. The writer: slant, proportions, round or angular, how sizes stand to each other, a calm or a wild hand.
3. The performance: points that miss their mark, strokes that stop short, overshoot, join or break, hooks where
   the pen lands and leaves, and the uneven speed at which a mouse or a pen reports its places.

Nothing here was fitted to data: the amounts are estimates that were set by eye and judged by how a model
trained on the result reads digits it never saw.

Sources: B. Lake, R. Salakhutdinov, J. Tenenbaum, "Human-level concept learning through probabilistic program
induction" (Science, 2015) also writes characters as strokes, with motor noise on top of a motor program.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from digitlab import _checks, strokes
from digitlab._splines import FINE, Floats, paths, smoothing
from digitlab._styles import STYLES, Style
from digitlab.datasets import Dataset

Drawing = list[Floats]
# Standard normal numbers, each (n, 1), that say how a hand writes; see where they are used.
Traits = dict[str, Floats]

_TRAITS = ("wild", "round", "upper", "wedge", "bend", "wave", "lean", "width", "slant", "turn", "size", "dense")
_CONSTANCY = 0.93  # the correlation between two digits of one writer is its square
_HABIT = 0.85  # how often a writer writes a digit in the usual style
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
    labels: int | Sequence[int] | NDArray[Any],
    *,
    seed: int,
    styles: Sequence[str] | None = None,
    writers: Sequence[int] | NDArray[Any] | None = None,
) -> tuple[list[Drawing], NDArray[np.uint8], list[str]]:
    """Write many digits, thousands a second.

    Args:
        labels: the digits to write, or how many: then each digit comes equally often, in random order.
        seed: the same arguments and seed write the same drawings.
        styles: the style of each drawing; None draws them by how usual they are.
        writers: for each drawing the number of the hand that writes it, 0 or more: equal numbers, equal hand.
            None lets another hand write each.

    Returns:
        (drawings, labels, styles): a list of n drawings as `write_digit` returns them, uint8 (n,), and n names.

    Raises:
        TypeError, ValueError: if an argument is of the wrong kind, or a digit has no such style.

    Example:
        >>> drawings, labels, styles = write_digits(range(10), seed=1, writers=[0] * 10)
        >>> len(drawings), labels
        (10, array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], dtype=uint8))
    """
    where = "write_digits"
    seed = _checks.check_count(seed, where=where, name="seed", least=0)
    rng = np.random.default_rng(seed)
    digits = _digits(labels, rng, where)
    hands = _hands(writers, len(digits), where)
    traits = _traits(hands, rng)
    chosen = _usual_styles(digits, hands, rng) if styles is None else _named_styles(digits, styles, where)
    drawings: list[Drawing] = [[] for _ in digits]
    for digit, table in STYLES.items():
        for index, style in enumerate(table):
            members = np.flatnonzero((digits == digit) & (chosen == index))
            if len(members):
                own = {name: values[members] for name, values in traits.items()}
                for member, drawing in zip(members, _perform(style, own, hands[members], rng), strict=True):
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


def _hands(writers: Any, count: int, where: str) -> NDArray[np.int64]:
    """Return for each drawing its writer, numbered from 0 without gaps."""
    if writers is None:
        return np.arange(count)
    hands = np.asarray(writers)
    if hands.shape != (count,) or hands.dtype.kind not in "iu" or (hands < 0).any():
        raise ValueError(
            f"{where}: writers must hold one whole number of at least 0 for each of the {count} digits, "
            f"but it is {writers!r:.80}."
        )
    return np.unique(hands, return_inverse=True)[1]


def _traits(hands: NDArray[np.int64], rng: np.random.Generator) -> Traits:
    """Draw how each drawing is written: mostly the writer's way, a little the moment's."""
    writer = rng.normal(size=(hands.max(initial=-1) + 1, len(_TRAITS)))[hands]
    mixed = _CONSTANCY * writer + np.sqrt(1 - _CONSTANCY**2) * rng.normal(size=writer.shape)
    return {name: mixed[:, [i]].clip(-2.5, 2.5) for i, name in enumerate(_TRAITS)}


def _usual_styles(
    digits: NDArray[np.uint8], hands: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draw for each digit the position of its style in the table: the writer's own, or now and then another."""
    usual = rng.uniform(size=(hands.max(initial=-1) + 1, _checks.CLASSES))[hands, digits]
    place = np.where(rng.uniform(size=len(digits)) < _HABIT, usual, rng.uniform(size=len(digits)))
    chosen = np.zeros(len(digits), np.int64)
    for digit, table in STYLES.items():
        weights = np.cumsum([style.weight for style in table])
        members = digits == digit
        chosen[members] = np.searchsorted(weights / weights[-1], place[members], side="right")
    return chosen


def _named_styles(digits: NDArray[np.uint8], styles: Sequence[str], where: str) -> NDArray[np.int64]:
    if isinstance(styles, str) or len(styles) != len(digits):
        raise ValueError(
            f"{where}: styles must name one style for each of the {len(digits)} digits, but it is {styles!r:.80}."
        )
    chosen = np.zeros(len(digits), np.int64)
    for position, (digit, name) in enumerate(zip(digits, styles, strict=True)):
        known = [style.name for style in STYLES[int(digit)]]
        _checks.check_choice(name, known, where=where, name=f"the style of a {digit}")
        chosen[position] = known.index(name)
    return chosen


@functools.cache
def _curves(style: Style) -> list[tuple[Floats, Floats, Floats, Floats]]:
    """Return for each stroke its control points (k, 2) and the three matrices that make paths of them."""
    return [(points, *paths(points, corner)) for points, corner in style.strokes()]


def _perform(style: Style, traits: Traits, hands: NDArray[np.int64], rng: np.random.Generator) -> list[Drawing]:
    """Write one style as often as there are hands."""
    wild = ndtr(traits["wild"]) ** 1.5  # (n, 1): 0 is a calm hand, 1 a wild one
    roundness = np.clip(0.6 * traits["round"], -1, 1)[..., None]
    writers, which = np.unique(hands, return_inverse=True)
    fine = []
    for points, smooth, angular, rounded in _curves(style):
        # A writer misses the model in much the same way each time.
        habit = rng.normal(size=(len(writers), *points.shape))[which]
        moment = rng.normal(size=habit.shape)
        missed = points + (0.8 * habit + 0.6 * moment) * (0.01 + 0.035 * wild)[..., None]
        # Below zero between smooth and angular, above between smooth and rounded off.
        share = np.where(roundness > 0, roundness, -0.6 * roundness)
        path = share * np.where(roundness > 0, rounded @ missed, angular @ missed) + (1 - share) * (
            smooth @ missed
        )
        fine.append(path)  # (n, FINE, 2)
    _misplace(fine, wild, rng)
    middle = np.concatenate([points for points, *_ in _curves(style)]).mean(axis=0)
    fine = [_as_written(path - middle, middle[1], traits) for path in fine]
    for path in fine:
        _hook(path, wild, rng)
        # A tremor: smooth noise of a few waves along the stroke.
        path += smoothing(2.5) @ rng.normal(size=path.shape) * (0.022 * rng.uniform(size=(len(path), 1, 1)) ** 2)
    return _report(fine, traits, wild, rng)


def _misplace(fine: list[Floats], wild: Floats, rng: np.random.Generator) -> None:
    """Move, turn and scale each stroke a little by itself, if there are several: joints miss."""
    if len(fine) == 1:
        return
    for path in fine:
        middle = path.mean(axis=1, keepdims=True)
        stretch = np.exp(rng.normal(size=(len(path), 1, 2)) * (0.03 + 0.12 * wild)[..., None])
        turn = rng.normal(size=(len(path), 1)) * (0.03 + 0.1 * wild)
        shift = rng.normal(size=(len(path), 1, 2)) * (0.01 + 0.04 * wild)[..., None]
        path[:] = _turned((path - middle) * stretch, turn) + middle + shift


def _turned(path: Floats, angle: Floats) -> Floats:
    cos, sin = np.cos(angle), np.sin(angle)  # (n, 1)
    x, y = path[..., 0], path[..., 1]
    return np.stack([x * cos - y * sin, x * sin + y * cos], axis=-1)


def _as_written(path: Floats, middle: float, traits: Traits) -> Floats:
    """Give a stroke the writer's proportions: which parts are large, bends, width, slant and turn."""
    x, height = path[..., 0], (path[..., 1] + middle).clip(-0.2, 1.2)  # (n, FINE); 0 is the top, 1 the foot
    half, whole = np.sin(np.pi * height), np.sin(2 * np.pi * height)
    down = path[..., 1] + middle - 0.5 + 0.1 * traits["upper"] * half + 0.06 * traits["lean"] * x
    across = x * (1 + 0.15 * traits["wedge"] * (2 * height - 1))
    across += 0.05 * traits["bend"] * half + 0.035 * traits["wave"] * whole
    # Most people slant to the right, if at all.
    across = across * np.exp(0.2 * traits["width"]) - (0.08 + 0.2 * traits["slant"]) * down
    return _turned(np.stack([across, down], axis=-1), 0.07 * traits["turn"])


def _hook(path: Floats, wild: Floats, rng: np.random.Generator) -> None:
    """Bend the first and the last bit of a stroke as the pen lands and leaves."""
    count = len(path)
    for end, chance in (slice(None), 0.35), (slice(None, None, -1), 0.25):
        bits = rng.integers(3, 9, (count, 1))
        near = np.clip(1 - np.arange(FINE) / bits, 0, 1) ** 1.5  # (n, FINE)
        angle = rng.uniform(0, 2 * np.pi, (count, 1))
        size = rng.uniform(0.02, 0.09, (count, 1)) * (rng.uniform(size=(count, 1)) < chance) * (0.5 + 0.5 * wild)
        path[:, end] += (size * near)[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def _report(fine: list[Floats], traits: Traits, wild: Floats, rng: np.random.Generator) -> list[Drawing]:
    """Return the points that a mouse or a pen would report: unevenly spaced, in pixels, often whole ones."""
    count = len(wild)
    # 60 to 400 pixels high, 10 to 45 points for each height.
    size = 60 * (400 / 60) ** ndtr(traits["size"][:, 0])
    density = 10 * (45 / 10) ** ndtr(traits["dense"][:, 0])
    place = rng.uniform(0, 200, (count, 2)) + size[:, None]
    whole = rng.uniform(size=count) < 0.5
    speed, phase = rng.uniform(0, 0.48, (count, 2)), rng.uniform(0, 2 * np.pi, (count, 2))
    split = []
    for path in fine:
        length = np.hypot(*np.moveaxis(np.diff(path, axis=1), -1, 0)).sum(axis=1)
        number = np.clip(density * length, 3, _MOST_POINTS).astype(int)
        owner = np.repeat(np.arange(count), number)
        starts = np.cumsum(number) - number
        along = (np.arange(len(owner)) - starts[owner]) / (number[owner] - 1)
        # In between, the speed goes up and down; the ends stop short or overshoot.
        for wave in range(2):
            turns = 2 * np.pi * (wave + 1)
            shift = np.sin(turns * along + phase[owner, wave]) - np.sin(phase[owner, wave])
            along = along + speed[owner, wave] * shift / turns
        first, last = rng.normal(0, 0.015, (2, count)) * (0.5 + 2 * wild[:, 0])
        along = (first[owner] + along * (1 - last[owner] - first[owner])) * (FINE - 1)
        before = np.clip(along.astype(int), 0, FINE - 2)
        rest = (along - before)[:, None]
        points = path[owner, before] * (1 - rest) + path[owner, before + 1] * rest
        points = points * size[owner, None] + place[owner]
        points = np.where(whole[owner, None], np.round(points), points)
        split.append([part.copy() for part in np.split(points, starts[1:])])
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
