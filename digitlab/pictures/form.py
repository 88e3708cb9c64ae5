"""MNIST's form: the ink in a box of 20 x 20 pixels, drawn with MNIST's pen, centred by mass in 28 x 28 pixels.

Source: Y. LeCun et al., "Gradient-based learning applied to document recognition" (1998): the ink fits a box of
20 x 20 pixels with its proportions kept, and its centre of mass lies at the centre of 28 x 28.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from digitlab._shared import arguments
from digitlab.pictures.ink import crop_to_ink
from digitlab.strokes.rendering import BOX, CENTRE, PEN_EDGE

# The stroke's width in MNIST, in pixels of the 20 x 20 box, as `fit_box` measures it (median of the sample).
STROKE_WIDTH = 2.35
# Strokes within this range are left alone: MNIST's own vary as much (1st to 99th percentile of the sample).
_PEN_RANGE = (1.25, 4.8)
_FINE = 8  # pixels to one of the 20 x 20 box, where the stroke's width is measured and changed


def fit_box(
    ink: NDArray[np.float32], *, crop: bool = True, scale: bool = True, pen: bool = True
) -> tuple[NDArray[np.uint8], float]:
    """Scale the ink so that its longer side is 20 pixels, and bring its pen to MNIST's width.

    Args:
        ink: float (h, w), 0 to 1, not empty.
        crop: the ink fills it to its edges; without it, what is around the ink is kept.
        scale: keep the proportions; without it, stretch to 28 x 28.
        pen: change the pen's width; without it, it is only measured.

    Returns:
        uint8 (h', w') with max(h', w') = 20, 28 without `scale`; and the stroke's width before, in its pixels.
    """
    side = BOX if scale else arguments.IMAGE_SIDE
    # Measured on a finer grid: on that of the box, a stroke is two pixels wide, and one more or less is half of
    # it.
    fine = np.clip(_resize(ink, side * _FINE, scale), 0, 1)
    inside = np.pad(fine > 0.5, 1)
    # How far each pixel of the ink lies from the paper. Along a stroke's middle line that is half its width, and
    # larger than at the pixels around: so the local maxima are the middle line.
    depth = ndimage.distance_transform_edt(inside)
    ridge = inside & (depth == ndimage.maximum_filter(depth, size=5))
    # Weighted by itself: a ragged edge, as of a small picture that was enlarged, has many ridges, but shallow
    # ones. Their plain median took such a seven for one of a very thin pen.
    depths = depth[ridge]
    middle = np.quantile(depths, 0.5, weights=depths, method="inverted_cdf") if ridge.any() else 0.0
    width = 2 * float(middle) / _FINE if ridge.any() else STROKE_WIDTH
    if not pen or _PEN_RANGE[0] <= width <= _PEN_RANGE[1]:
        # Scaled once, from the original: what already has MNIST's size passes unchanged.
        return np.round(255 * np.clip(_resize(ink, side, scale), 0, 1)).astype(np.uint8), width
    # Thickening or thinning: move the edge of the shape, then draw it with an edge as soft as MNIST's. Scaling
    # alone can't do it: a ballpoint on a large sheet, scaled to 20 pixels, leaves strokes of a fifth of a pixel,
    # nearly white. At most 0.3 of the width is taken away on each side, so that no stroke tears.
    change = max((STROKE_WIDTH - width) / 2, -0.3 * width) * _FINE
    room = max(0, int(np.ceil(change))) + _FINE
    inside = np.pad(inside, room)
    # The signed distance from the edge, in fine pixels: positive on paper. Where it equals `change`, the new edge
    # is.
    outside = ndimage.distance_transform_edt(~inside) - ndimage.distance_transform_edt(inside)
    drawn = np.clip(0.5 - (outside - change) / (PEN_EDGE * _FINE), 0, 1).astype(np.float32)
    around = room + 1
    drawn = crop_to_ink(drawn) if crop else drawn[around:-around, around:-around]
    return np.round(255 * np.clip(_resize(drawn, side, scale), 0, 1)).astype(np.uint8), width


def _resize(ink: NDArray[np.float32], side: int, keep: bool = True) -> NDArray[np.float32]:
    """Scale so that the longer side is `side` pixels, at least one pixel across; both sides without `keep`."""
    height, width = ink.shape
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale))) if keep else (side, side)
    if size == (width, height):
        return ink
    # The mean of the covered pixels when much is left out, so that no thin stroke falls between two of them.
    filter_ = Image.Resampling.BOX if scale < 0.5 else Image.Resampling.BICUBIC
    return np.asarray(Image.fromarray(ink.astype(np.float32)).resize(size, filter_), np.float32)


def centre_by_mass(box: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Put a box into the 28 x 28 field so that its centre of mass comes nearest to row and column 14.

    Args:
        box: uint8 (h, w), at most 20 x 20.

    Returns:
        uint8 (28, 28), moved by whole pixels as in MNIST, so that no grey level changes; all zeros for a box
        without ink.

    Example:
        >>> image = centre_by_mass(np.full((3, 5), 200, np.uint8))
        >>> [int(axis.mean()) for axis in np.nonzero(image)]
        [14, 14]
    """
    side = arguments.IMAGE_SIDE
    field = np.zeros((side, side), np.uint8)
    if not box.any():
        return field
    height, width = box.shape
    row, col = ndimage.center_of_mass(box)
    # Whole pixels, and the box stays inside the field even if its mass lies near one of its ends.
    top = min(max(round(CENTRE - row), 0), side - height)
    left = min(max(round(CENTRE - col), 0), side - width)
    field[top : top + height, left : left + width] = box
    return field


def centre_by_middle(box: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Put a box into the middle of the 28 x 28 field, wherever its ink lies.

    Args:
        box: uint8 (h, w), at most 28 x 28.

    Returns:
        uint8 (28, 28).

    Example:
        >>> rows, columns = np.nonzero(centre_by_middle(np.full((2, 4), 200, np.uint8)))
        >>> int(rows.min()), int(columns.min())
        (13, 12)
    """
    side = arguments.IMAGE_SIDE
    field = np.zeros((side, side), np.uint8)
    top, left = (side - box.shape[0]) // 2, (side - box.shape[1]) // 2
    field[top : top + box.shape[0], left : left + box.shape[1]] = box
    return field
