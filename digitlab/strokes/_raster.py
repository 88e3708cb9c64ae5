"""Draws many drawings at once: each short piece of a line is measured only from the pixels near it.

`strokes._draw` measures every pixel from every line: 784 distances a line. A short piece inks no more than a small
square of pixels, of equal size for all pieces, so that one NumPy call handles the k-th piece of every drawing.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

SIDE = 28  # pixels of an image
# Pixels: the longest piece of a line. Shorter pieces are more of them, longer ones need larger squares around
# them.
PIECE = 2.0


def short(segments: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cut segments (s, 4), each x, y, x, y, into pieces no longer than `PIECE`.

    Example:
        >>> short(np.array([[0.0, 0.0, 3.0, 0.0]])).tolist()
        [[0.0, 0.0, 1.5, 0.0], [1.5, 0.0, 3.0, 0.0]]
    """
    length = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    if not (length > PIECE).any():
        return segments
    # Without a loop: each segment's number as often as it has pieces, and the place of each piece within it, 0 to
    # 1.
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
    # Drawings come with the most pieces first: so those that still have a k-th piece are the first `active[k]`,
    # and the slice of them is no copy.
    table = np.zeros((counts[0], len(pieces), 4))  # the k-th piece of every drawing
    for column, parts in enumerate(pieces):
        table[: len(parts), column] = parts
    active = (counts[None] > np.arange(counts[0])[:, None]).sum(axis=1)
    axis = np.arange(SIDE)
    # Drawn twice: where the ink's centre lies is only known when it has been drawn, and moving the strokes instead
    # of the pixels keeps fractions of a pixel.
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
    # Ink fades out at half the width plus half the edge from the line.
    reach = float((widths + edges).max()) / 2
    window = math.ceil(2 * reach + PIECE) + 1
    wide = side + 2 * window  # a rim, so that no window hangs over
    nearest = np.full(len(widths) * wide * wide, np.inf, np.float32)
    offsets = np.arange(window)
    # Places are counted through the flat array, n fields of wide x wide: a window's are its corner's plus these.
    patch = (offsets[:, None] * wide + offsets).ravel()
    for row, number in zip(table, active, strict=True):
        begin, way = row[:number, :2], row[:number, 2:] - row[:number, :2]
        corner = np.ceil(np.minimum(begin, begin + way) - reach).clip(-window, side).astype(np.int64)  # (n, 2)
        x, y = (corner + offsets[:, None, None] - begin).T.astype(np.float32)  # each (n, window)
        dx, dy = way.T.astype(np.float32)[..., None]
        # The nearest point of a piece is begin + along * way, with `along` from 0 to 1 the projection of the
        # pixel. It is a part by row plus a part by column, and only their outer sum goes through all pixels.
        length = np.maximum(dx * dx + dy * dy, np.float32(1e-12))
        along = (y * dy / length)[:, :, None] + (x * dx / length)[:, None, :]  # (n, window, window)
        along = np.minimum(np.maximum(along, 0), 1)
        away = np.square(x[:, None, :] - along * dx[:, :, None])
        away += np.square(y[:, :, None] - along * dy[:, :, None])  # squared
        first = np.arange(number) * wide * wide + (corner[:, 1] + window) * wide + corner[:, 0] + window
        place = first[:, None] + patch
        # Each drawing owns its field, so no place occurs twice and the minimum can be written back at once.
        nearest[place] = np.minimum(nearest[place], away.reshape(number, -1))
    distance = np.sqrt(np.maximum(nearest.reshape(-1, wide, wide)[:, window:-window, window:-window], 0))
    width, edge = widths[:, None, None].astype(np.float32), edges[:, None, None].astype(np.float32)
    return np.clip(np.float32(0.5) + (width / 2 - distance) / edge, 0, 1)
