"""Draws many drawings at once: each short piece of a line is measured only from the pixels near it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

SIDE = 28  # pixels of an image
PIECE = 2.0  # pixels: the longest piece of a line


def short(segments: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cut segments (s, 4), each x, y, x, y, into pieces no longer than `PIECE`.

    Example:
        >>> short(np.array([[0.0, 0.0, 3.0, 0.0]])).tolist()
        [[0.0, 0.0, 1.5, 0.0], [1.5, 0.0, 3.0, 0.0]]
    """
    length = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    if not (length > PIECE).any():
        return segments
    number = np.maximum(np.ceil(length / PIECE), 1).astype(int)
    which = np.repeat(np.arange(len(segments)), number)
    first = (np.arange(len(which)) - (np.cumsum(number) - number)[which]) / number[which]
    begin, way = segments[which, :2], segments[which, 2:] - segments[which, :2]
    last = first + 1 / number[which]
    return np.concatenate([begin + way * first[:, None], begin + way * last[:, None]], axis=1)


def draw_many(
    pieces: list[NDArray[np.float64]], widths: NDArray[np.float64], edges: NDArray[np.float64], centre: float
) -> NDArray[np.uint8]:
    """Draw short segments, and move them so that the centre of the ink's mass lies at `centre`.

    Args:
        pieces: n arrays (s, 4) in pixels, none empty, no shorter one before a longer one.
        widths: pixels, (n,).
        edges: pixels, (n,).
        centre: row and column.

    Returns:
        uint8 (n, 28, 28).
    """
    counts = np.array([len(parts) for parts in pieces])
    table = np.zeros((counts[0], len(pieces), 4))  # the k-th piece of every drawing
    for column, parts in enumerate(pieces):
        table[: len(parts), column] = parts
    active = (counts[None] > np.arange(counts[0])[:, None]).sum(axis=1)
    axis = np.arange(SIDE)
    ink = _ink_many(table, active, widths, edges)
    mass = np.maximum(ink.sum(axis=(1, 2), dtype=np.float64), 1e-300)
    across = (ink.sum(axis=1, dtype=np.float64) * axis).sum(axis=1) / mass
    down = (ink.sum(axis=2, dtype=np.float64) * axis).sum(axis=1) / mass
    table += np.tile(centre - np.stack([across, down], axis=1), 2)
    ink = _ink_many(table, active, widths, edges) * (mass > 1e-200)[:, None, None]
    return np.round(255 * ink).astype(np.uint8)


def _ink_many(
    table: NDArray[np.float64],
    active: NDArray[np.int64],
    widths: NDArray[np.float64],
    edges: NDArray[np.float64],
) -> NDArray[np.float32]:
    """Return ink from 0 to 1, (n, 28, 28): each piece is measured only from the pixels that its ink can reach."""
    side = SIDE
    reach = float((widths + edges).max()) / 2
    window = math.ceil(2 * reach + PIECE) + 1
    wide = side + 2 * window  # a rim, so that no window hangs over
    nearest = np.full(len(widths) * wide * wide, np.inf, np.float32)
    offsets = np.arange(window)
    patch = (offsets[:, None] * wide + offsets).ravel()
    for row, number in zip(table, active, strict=True):
        begin, way = row[:number, :2], row[:number, 2:] - row[:number, :2]
        corner = np.ceil(np.minimum(begin, begin + way) - reach).clip(-window, side).astype(np.int64)  # (n, 2)
        x, y = (corner + offsets[:, None, None] - begin).T.astype(np.float32)  # each (n, window)
        dx, dy = way.T.astype(np.float32)[..., None]
        length = np.maximum(dx * dx + dy * dy, np.float32(1e-12))
        along = (y * dy / length)[:, :, None] + (x * dx / length)[:, None, :]  # (n, window, window)
        along = np.minimum(np.maximum(along, 0), 1)
        away = np.square(x[:, None, :] - along * dx[:, :, None])
        away += np.square(y[:, :, None] - along * dy[:, :, None])  # squared
        first = np.arange(number) * wide * wide + (corner[:, 1] + window) * wide + corner[:, 0] + window
        place = first[:, None] + patch
        nearest[place] = np.minimum(nearest[place], away.reshape(number, -1))
    distance = np.sqrt(np.maximum(nearest.reshape(-1, wide, wide)[:, window:-window, window:-window], 0))
    width, edge = widths[:, None, None].astype(np.float32), edges[:, None, None].astype(np.float32)
    return np.clip(np.float32(0.5) + (width / 2 - distance) / edge, 0, 1)
