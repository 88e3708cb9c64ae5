"""Telling ink from paper in a picture's grey levels, whatever the light."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

# Of 255: what differs less from its surroundings is paper.
_LEAST_CONTRAST = 24.0
# Parts of the ink smaller than this share of the largest are dust.
_DUST = 0.02
# Ink this faint belongs to a stroke only where it touches one.
_RIM = 0.08


def find_ink(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """Tell ink from paper.

    Args:
        grey: float (h, w), 0 to 255.

    Returns:
        float32 (h, w) from 0 (paper) to 1 (ink). The majority of the pixels is taken for paper, whether it is
        bright or dark; slow changes of the paper (a shadow) and specks of dust are removed.
    """
    # Paper or ink? Most of a picture is paper, so the median is its level, whatever the strokes are. Ink lies on
    # the side that reaches further from it; percentiles, so that a few hot or dead pixels don't decide.
    middle = float(np.median(grey))
    low, high = np.percentile(grey, [0.5, 99.5])
    # Small marks may cover less than half a percent; then the extremes decide.
    darker = middle - (low if middle - low >= _LEAST_CONTRAST else grey.min())
    brighter = (high if high - middle >= _LEAST_CONTRAST else grey.max()) - middle
    is_dark = darker >= brighter
    marks = (255 - grey) if is_dark else grey  # ink is high, paper is low
    paper = _paper(marks)
    difference = np.maximum(marks - paper, 0)
    # Asked here, before the light is evened out, and again after it: that may lower the strongest mark, too.
    if difference.max() < _LEAST_CONTRAST:
        return np.zeros(grey.shape, np.float32)
    # A shadow dims ink and paper by the same share: what it took from their contrast is given back. Without this,
    # the half of a digit that lies in a deep shadow was lost. That amplifies the grain in the dark, too: so twice
    # at most.
    light = (255 - paper) if is_dark else paper
    difference *= np.clip(np.median(light) / np.maximum(light, 1), 0.5, 2)
    strongest = float(difference.max())
    if strongest < _LEAST_CONTRAST:
        return np.zeros(grey.shape, np.float32)
    # 1.4826 times the median distance from the median is the standard deviation of normal noise, and unlike the
    # usual estimate it isn't carried away by the ink.
    noise = 1.4826 * float(np.median(np.abs(difference - np.median(difference))))
    inked = difference[difference >= max(strongest / 2, _LEAST_CONTRAST)]
    # What counts as full ink: not the maximum, which one speck would set, and not the mean, which soft edges
    # lower.
    full = float(np.percentile(inked, 75))
    # What hardly rises above the grain of the paper is grain: noise alone reaches 3 to 5 times its spread.
    # Grain is what differs between neighbours; a median sees it only where most of the picture is grainy.
    # A small picture has too few pixels to tell grain from strokes.
    if max(grey.shape) >= 64 and min(grey.shape) > 1:
        steps = min(float(np.median(np.abs(np.diff(grey, axis=axis)))) for axis in (0, 1))
        # Two neighbours differ by the root of two times the spread of one. Along the axis with the smaller steps:
        # across parallel lines every pixel may differ, along them none.
        grain = 1.4826 * steps / np.sqrt(2)
        if full < 6 * grain:
            return np.zeros(grey.shape, np.float32)
    # Noise below the floor becomes 0; but strokes must stay even where most of the picture is uneven.
    floor = min(4 * noise, full / 2)
    ink = np.clip((difference - floor) / (full - floor), 0, 1).astype(np.float32)
    return _without_dust(ink)


def _paper(marks: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the level of the paper under the marks: what stays when everything narrow is taken away."""
    height, width = marks.shape
    # 96 pixels are enough for light, which changes slowly, and the opening below costs the less, the smaller it
    # is.
    scale = min(1.0, 96 / max(height, width))
    if min(height, width) * scale < 12 or max(height, width) < 64:
        # Too small to tell a shadow from a thick stroke.
        return np.full(marks.shape, np.median(marks), np.float32)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.asarray(Image.fromarray(marks).resize(size, Image.Resampling.BOX), np.float32)
    # An opening takes the lowest level within a square, then the highest of these: bright strokes narrower than
    # the square vanish, wider changes stay. 0.3 of the shorter side is wider than a stroke and narrower than most
    # shadows.
    reach = max(3, round(0.3 * min(small.shape)))
    paper = ndimage.grey_opening(small, size=(reach, reach), mode="nearest")
    # Where the paper's level rises towards an edge of the picture, as in a deep shadow, an opening is wrong:
    # beyond the edge it finds no higher level, so it returns a flat step below the real one, and the end of the
    # shadow looked like ink. So the plane that fits the shadow best is subtracted before a second opening and
    # added again after it. Neither opening lies above its picture: the higher of both is the better one at each
    # pixel.
    slope = _plane(paper, reach // 2)
    paper = np.maximum(paper, slope + ndimage.grey_opening(small - slope, size=(reach, reach), mode="nearest"))
    if np.ptp(paper) < 2:  # even paper, as in a drawing made on a screen
        return np.full(marks.shape, paper.min(), np.float32)
    # An opening leaves square plateaus; their edges would show as faint marks.
    paper = ndimage.gaussian_filter(paper, 1.0, mode="nearest")
    return np.asarray(Image.fromarray(paper).resize((width, height), Image.Resampling.BICUBIC), np.float32)


def _plane(levels: NDArray[np.float32], border: int) -> NDArray[np.float32]:
    """Return the plane (h, w) that comes nearest, by least squares, to the levels inside of a border."""
    rows, cols = np.indices(levels.shape, np.float32)
    design = np.stack([np.ones_like(rows), rows, cols], axis=-1)  # (h, w, 3)
    inside = (slice(border, -border or None), slice(border, -border or None))
    factors = np.linalg.lstsq(design[inside].reshape(-1, 3), levels[inside].ravel())[0]
    return (design @ factors).astype(np.float32)


def _without_dust(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Keep the large parts of the ink with their faint rims: a speck in a corner would spoil the bounds."""
    # Three levels out of ten: well above what a shadow leaves. Corners connect, as in a thin slanted stroke.
    labels, count = ndimage.label(ink > 0.3, structure=np.ones((3, 3)))
    if not count:
        return ink
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    sizes[0] = 0  # the paper, or it would be the largest part
    # A share of the largest, because dots and bars are small parts of large digits, and dust grows with the
    # picture.
    kept = sizes >= max(_DUST * sizes.max(), 1)
    kept[0] = False
    # The faint rim of what is kept belongs to it; what is faint elsewhere is left over from a shadow.
    around, _ = ndimage.label(ink > _RIM, structure=np.ones((3, 3)))
    rim = np.zeros(int(around.max()) + 1, bool)
    rim[around[kept[labels]]] = True
    # Two pixels more, so that the softest edge, below the rim's level, fades out instead of being cut.
    near = ndimage.binary_dilation(rim[around], structure=np.ones((3, 3)), iterations=2)
    return np.where(near, ink, 0).astype(np.float32)


def crop_to_ink(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cut to the ink's bounds.

    Args:
        ink: float (h, w), 0 to 1.

    Returns:
        float32 (h', w'), its outermost rows and columns hold ink; (0, 0) if there is none.
    """
    # Everything that shows belongs to the box, but only with some real ink in it: a trace alone is no digit.
    there = ink > 0.01
    if not (ink > 0.5).any():
        return np.zeros((0, 0), np.float32)
    rows, cols = np.flatnonzero(there.any(axis=1)), np.flatnonzero(there.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
