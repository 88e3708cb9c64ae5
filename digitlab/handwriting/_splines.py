"""Smooth paths through a few points, as matrices: one product bends a thousand sets of points at once.

A spline depends linearly on the values at its knots, once the knots are fixed. So the matrix is made once for each
style, from the points of its model; each hand's own points, which lie near these, are then only multiplied.
"""

from __future__ import annotations

import functools
import itertools

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

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
    dense = np.linspace(0, knots[-1], 512)  # fine enough to measure the curve's length by its chords
    smooth = np.zeros((len(dense), len(points)))
    for start, stop in itertools.pairwise(ends):
        inside = (dense >= knots[start]) & (dense <= knots[stop])
        smooth[inside] = 0  # a corner that falls on a place belongs to one side
        own = knots[start : stop + 1]
        # Splines of unit vectors, a column each. Natural: no bend at the ends, so two points give a straight line.
        spline = CubicSpline(own, np.eye(len(own)), bc_type="natural")
        smooth[inside, start : stop + 1] = spline(dense[inside])
    # Even steps along the curve, as a hand of even speed would take them: the knots' own steps are longer where
    # points stand far apart. Length as a function of the place is inverted by reading it the other way round.
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(smooth @ points, axis=0).T))])
    even = np.interp(np.linspace(0, length[-1], FINE), length, dense)
    smooth = np.stack([np.interp(even, dense, column) for column in smooth.T], axis=1)
    angular = np.stack([np.interp(even, knots, row) for row in np.eye(len(points))], axis=1)
    return smooth, angular, smoothing(0.05 * FINE) @ smooth


@functools.cache
def smoothing(spread: float) -> Floats:
    """Return a matrix (FINE, FINE) that averages along a path with a bell curve and keeps its ends in place."""
    place = np.arange(FINE)
    # The bell narrows towards the ends, to (nearly) one point there: strokes must not get shorter.
    reach = np.minimum(np.minimum(place, FINE - 1 - place) / 2 + 1e-3, spread)
    weights = np.exp(-0.5 * ((place[:, None] - place) / reach[:, None]) ** 2)
    return weights / weights.sum(axis=1, keepdims=True)
