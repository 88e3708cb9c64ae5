"""How a hand performs a style: its traits, the points it misses, its tremor, the places that a pen reports."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from digitlab.handwriting._splines import FINE, Floats, paths, smoothing
from digitlab.handwriting._styles import Style

Drawing = list[Floats]
# Standard normal numbers, each (n, 1), that say how a hand writes; see where they are used.
Traits = dict[str, Floats]

_TRAITS = ("wild", "round", "upper", "wedge", "bend", "wave", "lean", "width", "slant", "turn", "size", "dense")
# How much of a trait is the writer's own, the rest being the moment's:
_CONSTANCY = 0.93  # the correlation between two digits of one writer is its square
_MOST_POINTS = 120  # of one stroke


def draw_traits(hands: NDArray[np.int64], rng: np.random.Generator) -> Traits:
    """Draw how each drawing is written: mostly the writer's way, a little the moment's."""
    writer = rng.normal(size=(hands.max(initial=-1) + 1, len(_TRAITS)))[hands]
    # Two independent parts whose squares sum to 1, so that a trait stays standard normal whatever the constancy.
    mixed = _CONSTANCY * writer + np.sqrt(1 - _CONSTANCY**2) * rng.normal(size=writer.shape)
    return {name: mixed[:, [i]].clip(-2.5, 2.5) for i, name in enumerate(_TRAITS)}


@functools.cache
def _curves(style: Style) -> list[tuple[Floats, Floats, Floats, Floats]]:
    """Return for each stroke its control points (k, 2) and the three matrices that make paths of them."""
    return [(points, *paths(points, corner)) for points, corner in style.strokes()]


def perform(style: Style, traits: Traits, hands: NDArray[np.int64], rng: np.random.Generator) -> list[Drawing]:
    """Write one style as often as there are hands."""
    wild = ndtr(traits["wild"]) ** 1.5  # (n, 1): 0 is a calm hand, 1 a wild one
    roundness = np.clip(0.6 * traits["round"], -1, 1)[..., None]
    writers, which = np.unique(hands, return_inverse=True)
    fine = []
    for points, smooth, angular, rounded in _curves(style):
        # A writer misses the model in much the same way each time. 0.8 and 0.6: squares that sum to 1 again. A
        # calm hand misses by 1 % of the digit's height, a wild one by 4.5 %.
        habit = rng.normal(size=(len(writers), *points.shape))[which]
        moment = rng.normal(size=habit.shape)
        missed = points + (0.8 * habit + 0.6 * moment) * (0.01 + 0.035 * wild)[..., None]
        # Below zero between smooth and angular, above between smooth and rounded off.
        share = np.where(roundness > 0, roundness, -0.6 * roundness)
        # The matrices are applied to all hands at once: (FINE, k) @ (n, k, 2). Paths are linear in their points,
        # so mixing two paths is again a path between them.
        path = share * np.where(roundness > 0, rounded @ missed, angular @ missed) + (1 - share) * (
            smooth @ missed
        )
        fine.append(path)  # (n, FINE, 2)
    _misplace(fine, wild, rng)
    # All strokes around one middle, or slant and turn would pull them apart.
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
        # exp: twice as large is then as likely as half as large.
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
    # 0 at top and foot, so that these stay where they are while the middle moves: one bend, or one to either side.
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
    # 60 to 400 pixels high, 10 to 45 points for each height. A normal trait through its own distribution function
    # is even between 0 and 1; the power spreads it in proportion.
    size = 60 * (400 / 60) ** ndtr(traits["size"][:, 0])
    density = 10 * (45 / 10) ** ndtr(traits["dense"][:, 0])
    place = rng.uniform(0, 200, (count, 2)) + size[:, None]
    whole = rng.uniform(size=count) < 0.5
    speed, phase = rng.uniform(0, 0.48, (count, 2)), rng.uniform(0, 2 * np.pi, (count, 2))
    split = []
    for path in fine:
        # Strokes of different length have different numbers of points. All are kept in one long array, with the
        # owner of each point beside it, so that NumPy handles all hands at once.
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
        # Between two of the path's places, linearly; beyond its ends, where a hand overshot, straight on.
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
