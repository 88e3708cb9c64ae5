"""Which strokes of a drawing belong to the same digit: a row of digits, grouped from left to right."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitlab._shared import arguments
from digitlab.strokes.rendering import Strokes

# Strokes that share more than this of the narrower one's width belong together: the two strokes of a 5 lie one
# above the other, while slanted digits of a row overlap a little.
_SHARED = 0.4
# A stroke lower than this share of the tallest digit is no digit of its own if a digit is so near: both are shares
# of the height, because writing may be of any size.
_LOW, _NEAR = 0.3, 0.08
# More groups than this are no row of digits: the whole counts as one.
_MOST = 40

# Left, right, and which strokes.
_Group = tuple[float, float, list[int]]


def split_strokes(drawing: Strokes) -> list[list[NDArray[np.float64]]]:
    """Group the strokes of a drawing by digit, from left to right.

    Strokes that overlap from left to right belong together, and so do strokes that touch.

    Args:
        drawing: list of arrays (k, 2).

    Returns:
        For each digit its strokes, float64 arrays (k, 2). A drawing that falls into very many parts is no row of
        digits: it is returned as one.

    Raises:
        TypeError, ValueError: as `render_strokes`.

    Example:
        >>> row = [[(40, 0), (60, 0), (48, 30)], [(0, 0), (0, 30)]]
        >>> [group[0][0].tolist() for group in split_strokes(row)]
        [[0.0, 0.0], [40.0, 0.0]]
    """
    points = arguments.check_strokes(drawing, where="split_digits")
    if not points:
        return []
    if len(points) > 5 * _MOST:
        return [points]
    heights = [float(np.ptp(stroke[:, 1])) for stroke in points]
    # As wide as a pen: an upright stroke has a width too. Without it, a 1 would share 0 of 0 with its neighbours.
    pen = 0.04 * max(*heights, 1e-12, *(0.5 * float(np.ptp(stroke[:, 0])) for stroke in points))
    spans = [(float(s[:, 0].min()) - pen / 2, float(s[:, 0].max()) + pen / 2) for s in points]
    # From left to right, each stroke takes in all the groups that it overlaps; a wide one may join several.
    groups: list[_Group] = []
    for index in sorted(range(len(points)), key=lambda i: spans[i]):
        left, right = spans[index]
        members = [index]
        kept = []
        for group in groups:
            shared = min(right, group[1]) - max(left, group[0])
            narrower = min(spans[index][1] - spans[index][0], group[1] - group[0])
            # Measuring strokes point by point is slow, so only those are whose spans come near each other.
            touches = shared > -pen and any(_touch(points[index], points[other], pen) for other in group[2])
            if shared > _SHARED * narrower or touches:
                left, right, members = min(left, group[0]), max(right, group[1]), group[2] + members
            else:
                kept.append(group)
        groups = [*kept, (left, right, members)]
    groups = _low_joined(groups, points)
    groups.sort(key=lambda group: group[0] + group[1])
    return (
        [points]
        if len(groups) > _MOST
        else [[points[index] for index in sorted(members)] for _, _, members in groups]
    )


def _low_joined(groups: list[_Group], points: list[NDArray[np.float64]]) -> list[_Group]:
    """Give low strokes to the digit beside them, such as the bar of a 5 that stands apart."""

    def height(group: _Group) -> float:
        rows = np.concatenate([points[index][:, 1] for index in group[2]])
        return float(np.ptp(rows))

    tallest = max(map(height, groups))
    for low in [group for group in groups if height(group) < _LOW * tallest]:
        others = [group for group in groups if group is not low]
        gaps = [max(group[0] - low[1], low[0] - group[1]) for group in others]
        if others and min(gaps) <= _NEAR * tallest:
            near = others[int(np.argmin(gaps))]
            whole = (min(low[0], near[0]), max(low[1], near[1]), near[2] + low[2])
            groups = [*(group for group in others if group is not near), whole]
    return groups


def _touch(first: NDArray[np.float64], second: NDArray[np.float64], pen: float) -> bool:
    """Say whether two strokes come within a pen's width of each other."""
    a, b = _dense(first, pen), _dense(second, pen)
    gaps = np.hypot(a[:, None, 0] - b[None, :, 0], a[:, None, 1] - b[None, :, 1])  # (points, points)
    return bool(gaps.min() < pen)


def _dense(stroke: NDArray[np.float64], gap: float) -> NDArray[np.float64]:
    """Return at most 200 points along a stroke, evenly spaced: a fast hand leaves wide gaps between its points."""
    steps = np.hypot(*np.diff(stroke, axis=0).T)
    travelled = np.concatenate([[0.0], np.cumsum(steps)])
    count = int(min(200, max(2, travelled[-1] / gap + 1))) if np.isfinite(travelled[-1]) else 2
    at = np.linspace(0, travelled[-1], count)
    return np.stack([np.interp(at, travelled, stroke[:, axis]) for axis in (0, 1)], axis=1)
