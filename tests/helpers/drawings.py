"""A few digits as plain strokes, for tests: x right, y down, within a unit square."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def _curve(*points: tuple[float, float], steps: int = 8) -> NDArray[np.float64]:
    """Return a polyline through the points, with steps between each two, as a slow hand would draw it."""
    corners = np.array(points)
    times = np.linspace(0, len(corners) - 1, steps * (len(corners) - 1) + 1)
    return np.stack([np.interp(times, np.arange(len(corners)), axis) for axis in corners.T], axis=1)


def _arc(
    centre: tuple[float, float], radius: tuple[float, float], start: float, end: float
) -> NDArray[np.float64]:
    """Return an arc; angles in degrees, 0 to the right, growing clockwise."""
    angles = np.deg2rad(np.linspace(start, end, 20))
    return np.stack([centre[0] + radius[0] * np.cos(angles), centre[1] + radius[1] * np.sin(angles)], axis=1)


SEVEN = [_curve((0.2, 0.1), (0.8, 0.1), (0.42, 0.95))]
THREE = [
    np.concatenate(
        [
            _arc((0.47, 0.29), (0.26, 0.22), 200, 430),
            _arc((0.46, 0.72), (0.3, 0.24), -75, 160),
        ]
    )
]
EIGHT = [
    np.concatenate(
        [
            _arc((0.5, 0.28), (0.23, 0.2), -60, -270),
            _arc((0.5, 0.71), (0.27, 0.23), -90, 270),
            _arc((0.5, 0.28), (0.23, 0.2), 90, -60),
        ]
    )
]
ONE = [_curve((0.5, 0.05), (0.46, 0.95))]

DIGITS = {7: SEVEN, 3: THREE, 8: EIGHT}
