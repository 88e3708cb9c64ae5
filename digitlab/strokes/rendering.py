"""A drawing as strokes: scaled to MNIST's box and drawn with a round pen.

A stroke is an array of points (k, 2), x to the right and y down, in any unit. A drawing is a list of strokes.
Scaling comes first and the pen second, so the size, the place and the brush of the original don't matter.

MNIST's form, as its authors describe it: the digit fits a box of 20 x 20 pixels with its proportions kept, and
its centre of mass lies at the centre of a field of 28 x 28 (Y. LeCun et al., "Gradient-based learning applied
to document recognition", 1998). Measured on the 60,000 training images: the longer side of the ink is 20
pixels, the centre of mass is at row and column 14.0, the stroke about 2.75 pixels wide, and 38 % of the
inked pixels are saturated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitlab._shared import arguments
from digitlab.strokes import _raster

Strokes = Sequence[Any]

BOX = 20  # pixels: the longer side of the ink
CENTRE = 14  # row and column of the centre of mass
PEN_WIDTH = 2.6  # pixels, between the two half-inked edges
PEN_EDGE = 1.2  # pixels over which the ink fades out
# Points nearer to each other than this add nothing that a pixel could show.
_SPACING = 0.3
# render_many: drawings at a time, few enough for the processor's cache, and lines from which on it pays no more.
_PORTION = 256
_MOST_LINES = 2000


def render_strokes(
    strokes: Strokes, *, pen_width: float = PEN_WIDTH, pen_edge: float = PEN_EDGE
) -> NDArray[np.uint8]:
    """Draw strokes as an image in MNIST's form.

    Args:
        strokes: list of arrays (k, 2), x right and y down, any unit. A stroke of one point is a dot.
        pen_width: pixels of the 28 x 28 image, more than 0 and at most 10.
        pen_edge: pixels over which the ink fades out, more than 0 and at most 10.

    Returns:
        uint8 (28, 28), 0 is paper and 255 is ink. Without any point: all zeros.

    Raises:
        TypeError: if `strokes` is no list of arrays of numbers.
        ValueError: if a stroke is not (k, 2) or holds NaN or infinity, or the pen is out of range.

    Example:
        >>> seven = [[(0, 0), (10, 0), (4, 18)]]
        >>> image = render_strokes(seven)
        >>> image.shape, image.dtype, int(image.max())
        ((28, 28), dtype('uint8'), 255)
    """
    where = "render_strokes"
    points = arguments.check_strokes(strokes, where=where)
    width = arguments.check_number(pen_width, where=where, name="pen_width", open_least=True, most=10)
    edge = arguments.check_number(pen_edge, where=where, name="pen_edge", open_least=True, most=10)
    return draw_fitted(points, width, edge)


def draw_fitted(points: Sequence[NDArray[np.float64]], width: float, edge: float = PEN_EDGE) -> NDArray[np.uint8]:
    """Do what `render_strokes` does with a drawing that was checked already.

    Args:
        points: strokes, float64 arrays (k, 2), all finite and none empty.
        width: of the pen, in pixels of the 28 x 28 image.
        edge: pixels over which the ink fades out.

    Returns:
        uint8 (28, 28).

    Example:
        >>> draw_fitted([np.array([[0.0, 0.0], [4.0, 9.0]])], PEN_WIDTH).shape
        (28, 28)
    """
    if not points:
        return np.zeros((arguments.IMAGE_SIDE, arguments.IMAGE_SIDE), np.uint8)
    # The pen adds half its width on each side, so the middle lines get a box that is smaller by one width.
    segments = _segments(_fitted(points, BOX - width))
    ink = _draw(segments, width, edge)
    # Moving the strokes, not the pixels, keeps the edges as sharp as they were.
    rows, cols = np.indices(ink.shape)
    mass = ink.sum()
    if not mass:  # so thin a pen that it passes between the pixels
        return np.zeros(ink.shape, np.uint8)
    shift = CENTRE - np.array([(ink * cols).sum(), (ink * rows).sum()]) / mass
    ink = _draw(segments + np.tile(shift, 2), width, edge)
    return np.round(255 * ink).astype(np.uint8)


def render_many(
    drawings: Sequence[Strokes], *, pen_width: Any = PEN_WIDTH, pen_edge: Any = PEN_EDGE
) -> NDArray[np.uint8]:
    """Draw many drawings at once: the images of `render_strokes`, give or take one grey level, in less time.

    (With an edge of a tenth of a pixel or more; a sharper one shows the rounding of the numbers.)

    Args:
        drawings: list of n drawings, each a list of strokes as for `render_strokes`.
        pen_width: pixels, more than 0 and at most 10: one number, or one for each drawing.
        pen_edge: likewise.

    Returns:
        uint8 (n, 28, 28).

    Raises:
        TypeError, ValueError: as `render_strokes`, and if there are not as many pens as drawings.

    Example:
        >>> render_many([[[(0, 0), (10, 0), (4, 18)]], [[(0, 0), (0, 9)]]], pen_width=[2.0, 3.5]).shape
        (2, 28, 28)
    """
    where = "render_many"
    drawings = arguments.check_list(drawings, where=where, name="drawings", of="drawings")
    widths = _pens(pen_width, len(drawings), where, "pen_width")
    edges = _pens(pen_edge, len(drawings), where, "pen_edge")
    pieces = []
    for index, (drawing, width) in enumerate(zip(drawings, widths, strict=True)):
        points = arguments.check_strokes(drawing, where=where, name=f"drawings[{index}]")
        parts = _segments(_fitted(points, BOX - width)) if points else np.zeros((0, 4))
        pieces.append(_raster.short(parts))
    images = np.zeros((len(drawings), arguments.IMAGE_SIDE, arguments.IMAGE_SIDE), np.uint8)
    # Like beside like: a portion takes as long as its widest pen and its longest drawing.
    counts = np.array([len(parts) for parts in pieces], np.int64)
    for long in np.flatnonzero(counts > _MOST_LINES).tolist():
        images[long] = render_strokes(drawings[long], pen_width=widths[long], pen_edge=edges[long])
    order = np.lexsort((np.round(widths + edges, 1), np.ceil(np.log2(counts + 1))))
    for start in range(0, len(order), _PORTION):
        members = order[start : start + _PORTION]
        members = members[(counts[members] > 0) & (counts[members] <= _MOST_LINES)]
        if len(members):
            members = members[np.argsort(-counts[members], kind="stable")]
            images[members] = _raster.draw_many(
                [pieces[member] for member in members], widths[members], edges[members], CENTRE
            )
    return images


def fit_to_box(strokes: Strokes, side: float = BOX) -> list[NDArray[np.float64]]:
    """Scale a drawing so that its longer side fills a box, and centre it in the 28 x 28 field.

    Args:
        strokes: list of arrays (k, 2), any unit.
        side: pixels, more than 0 and at most 28.

    Returns:
        list of float64 arrays (k, 2) in pixels, proportions kept, strokes without points left out. A drawing
        without extent (one dot) lands in the centre.

    Raises:
        TypeError, ValueError: as `render_strokes`.

    Example:
        >>> fit_to_box([[(0, 0), (2, 4)]], side=20)[0]
        array([[ 9.,  4.],
               [19., 24.]])
    """
    points = arguments.check_strokes(strokes, where="fit_to_box")
    side = arguments.check_number(side, where="fit_to_box", name="side", open_least=True, most=28)
    return _fitted(points, side)


def _fitted(points: Sequence[NDArray[np.float64]], side: float) -> list[NDArray[np.float64]]:
    if not points:
        return []
    stacked = np.concatenate(points)  # (points in all, 2)
    low, high = stacked.min(axis=0), stacked.max(axis=0)
    # Halves first: the extent of a drawing near the largest float would overflow.
    extent = float((high / 2 - low / 2).max()) * 2
    if not np.isfinite(extent) or extent <= np.finfo(np.float64).tiny:
        scale, extent = 0.0, 1.0  # a dot, or as good as one: dividing by its extent would blow up rounding errors
    else:
        scale = side
    middle = low / 2 + high / 2
    return [(stroke - middle) / extent * scale + CENTRE for stroke in points]


def draw_at(strokes: Sequence[NDArray[np.float64]], width: float) -> NDArray[np.uint8]:
    """Draw strokes where they lie, without scaling or moving them.

    Args:
        strokes: at least one float array (k, 2) in pixels of the 28 x 28 field.
        width: of the pen in pixels.

    Returns:
        uint8 (28, 28), 255 is ink.

    Example:
        >>> int(draw_at([np.array([[5.0, 9.0]])], 2.0)[9, 5])
        255
    """
    return np.round(255 * _draw(_segments(list(strokes)), width, PEN_EDGE)).astype(np.uint8)


def _segments(strokes: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the line segments (s, 4) of a drawing as x, y, x, y; a dot is a segment without length."""
    parts = []
    for points in strokes:
        points = _thin(points)
        if len(points) == 1:
            points = np.repeat(points, 2, axis=0)
        parts.append(np.concatenate([points[:-1], points[1:]], axis=1))  # (k - 1, 4)
    return np.concatenate(parts)


def _thin(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Drop points that lie within a fraction of a pixel of the one before them; keep both ends."""
    # A mouse reports hundreds of points where a stroke of 20 pixels can show some 70. Counted along the way, not
    # from point to point: a slow, curled stroke, each step of which is tiny, would vanish.
    steps = np.hypot(*np.diff(points, axis=0).T)
    travelled = np.concatenate([[0.0], np.cumsum(steps)])
    keep = np.diff(np.floor(travelled / _SPACING), prepend=-1) > 0
    keep[-1] = True
    return points[keep]


def _draw(segments: NDArray[np.float64], width: float, edge: float) -> NDArray[Any]:
    """Return ink from 0 to 1, (28, 28): it fades linearly over `edge` pixels around half the pen's width."""
    side = arguments.IMAGE_SIDE
    nearest = np.full(side * side, np.inf, np.float32)
    y, x = np.divmod(np.arange(side * side, dtype=np.float32), np.float32(side))
    # In portions, so that the memory stays small however long the drawing is.
    for start in range(0, len(segments), 512):
        x0, y0, x1, y1 = segments[start : start + 512].astype(np.float32).T[..., None]  # each (s, 1)
        dx, dy = x1 - x0, y1 - y0
        # Projected on the line and kept between its ends: the nearest point, begin + along * (dx, dy). A dot has
        # no direction, so its length is kept from 0; then `along` is 0.
        length = np.maximum(dx * dx + dy * dy, np.float32(1e-12))
        along = np.clip(((x - x0) * dx + (y - y0) * dy) / length, 0, 1)
        away = np.square(x - x0 - along * dx) + np.square(y - y0 - along * dy)  # (s, 784), squared
        nearest = np.minimum(nearest, away.min(axis=0))
    # The nearest of all lines, not a sum over them: where strokes cross, ink is no blacker than black.
    ink = np.clip(0.5 + (width / 2 - np.sqrt(nearest)) / edge, 0, 1)
    return ink.reshape(side, side)  # (28, 28)


def _pens(value: Any, count: int, where: str, name: str) -> NDArray[np.float64]:
    """Return one pen's measure for each drawing."""
    values = [value] * count if np.ndim(value) == 0 else list(value)
    if len(values) != count:
        raise ValueError(
            f"{where}: {name} must be one number or one for each of the {count} drawings, "
            f"but it holds {len(values)}."
        )
    return np.array(
        [arguments.check_number(v, where=where, name=name, open_least=True, most=10) for v in values], np.float64
    )
