"""Smooth paths through a few points, as matrices: one product bends a thousand sets of points at once."""

from __future__ import annotations

import functools
import itertools

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FINE = 64  # places on each path


def paths(points: Floats, corner: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Return three matrices (FINE, k) that turn k points, these or points near them, into paths.

    Args:
        points: (k, 2), k at least 2, no two neighbours alike.
        corner: (k,), at which of them the path may turn sharply.

    Returns:
        (smooth, angular, rounded): a cubic spline broken at corners, straight lines, and the spline with its
        bends and corners smoothed. Places are evenly spaced along the spline.

    Source: C. de Boor, *A Practical Guide to Splines*, 1978; knots spaced by the square root of the distance:
    E. Lee, "Choosing nodes in parametric curve interpolation", 1989.

    Example:
        >>> smooth, _, _ = paths(np.array([[0, 0], [1, 1], [2, 0]]), np.array([False, True, False]))
        >>> (smooth @ [[0, 0], [1, 1], [2, 0]])[[0, -1]].round(2).tolist()
        [[0.0, 0.0], [2.0, 0.0]]
    """
    steps = np.hypot(*np.diff(points, axis=0).T)
    # Centripetal knots keep a spline from overshooting where points stand unevenly.
    knots = np.concatenate([[0.0], np.cumsum(np.sqrt(steps))])
    ends = [0, *np.flatnonzero(corner), len(points) - 1]
    dense = np.linspace(0, knots[-1], 512)
    smooth = np.zeros((len(dense), len(points)))
    for start, stop in itertools.pairwise(ends):
        inside = (dense >= knots[start]) & (dense <= knots[stop])
        smooth[inside] = 0  # a corner that falls on a place belongs to one side
        smooth[inside, start : stop + 1] = natural_spline(knots[start : stop + 1], dense[inside])
    # Even steps along the curve, as a hand of even speed would take them.
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(smooth @ points, axis=0).T))])
    even = np.interp(np.linspace(0, length[-1], FINE), length, dense)
    smooth = np.stack([np.interp(even, dense, column) for column in smooth.T], axis=1)
    angular = np.stack([np.interp(even, knots, row) for row in np.eye(len(points))], axis=1)
    return smooth, angular, smoothing(0.05 * FINE) @ smooth


def natural_spline(knots: Floats, at: Floats) -> Floats:
    """Return the matrix (n, k) from k values at the knots to their natural cubic spline at n places.

    Example:
        >>> natural_spline(np.array([0.0, 1.0]), np.array([0.25])).tolist()
        [[0.75, 0.25]]
    """
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
def smoothing(spread: float) -> Floats:
    """Return a matrix (FINE, FINE) that averages along a path with a bell curve and keeps its ends in place."""
    place = np.arange(FINE)
    reach = np.minimum(np.minimum(place, FINE - 1 - place) / 2 + 1e-3, spread)
    weights = np.exp(-0.5 * ((place[:, None] - place) / reach[:, None]) ** 2)
    return weights / weights.sum(axis=1, keepdims=True)
