"""`mnistify`: any picture of a digit to MNIST's form, with every step kept.

The form is that of Y. LeCun et al., "Gradient-based learning applied to document recognition" (1998): the ink
fits a box of 20 x 20 pixels with its proportions kept, and its centre of mass lies at the centre of 28 x 28.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from digitlab._shared import arguments
from digitlab.pictures import greyscale

BOX = 20  # pixels: the longer side of the ink
CENTRE = 14  # row and column of the centre of mass
# The stroke's width in MNIST, in pixels of the 20 x 20 box, as `fit_box` measures it (median of the sample).
PEN_WIDTH = 2.35
# Strokes within this range are left alone: MNIST's own vary as much (1st to 99th percentile of the sample).
_PEN_RANGE = (1.25, 4.8)
_PEN_EDGE = 1.2  # pixels over which MNIST's strokes fade out
_FINE = 8  # pixels to one of the 20 x 20 box, where the stroke's width is measured and changed
# Of 255: what differs less from its surroundings is paper.
_LEAST_CONTRAST = 24.0
# Parts of the ink smaller than this share of the largest are dust.
_DUST = 0.02
# Ink this faint belongs to a stroke only where it touches one.
_RIM = 0.08


@dataclass(frozen=True, eq=False)
class MnistifySteps:
    """What `mnistify` did, step by step.

    Attributes:
        grey: float32 (h, w), the picture as grey levels, 0 is black and 255 is white.
        ink: float32 (h, w), 0 is paper and 1 is ink: polarity settled, shadows and dust removed.
        crop: float32 (h', w'), the ink's bounding box.
        pen_width: the stroke's width, in pixels of the 20 x 20 box, before it was changed.
        box: uint8 (at most 20 x 20), the ink scaled, its pen brought to MNIST's width.
        image: uint8 (28, 28), the box with its centre of mass at the centre. All zeros if there is no ink.
    """

    grey: NDArray[np.float32]
    ink: NDArray[np.float32]
    crop: NDArray[np.float32]
    pen_width: float
    box: NDArray[np.uint8]
    image: NDArray[np.uint8]

    @property
    def is_blank(self) -> bool:
        """Whether the picture holds no ink."""
        return not self.image.any()


def mnistify(picture: Any) -> NDArray[np.uint8]:
    """Bring a picture of one digit into MNIST's form.

    Args:
        picture: a PIL image, a path, the bytes of a file, or an array, of any size, mode and polarity (dark on
            bright or bright on dark).

    Returns:
        uint8 (28, 28), 0 is paper and 255 is ink. A picture without ink gives all zeros: ask
        ``image.any()`` before you ask a model.

    Raises:
        digitlab.pictures.PictureError: if it is no picture, damaged, or larger than 60 million pixels.
        OSError: if the path can't be read.

    Example:
        >>> picture = np.full((300, 200), 255, np.uint8)
        >>> picture[40:180, 90:100] = 0
        >>> image = mnistify(picture)
        >>> image.shape, int(image.max())
        ((28, 28), 255)
    """
    return mnistify_steps(picture).image


def mnistify_steps(
    picture: Any,
    *,
    clean: bool = True,
    crop: bool = True,
    scale: bool = True,
    pen: bool = True,
    centre: bool = True,
) -> MnistifySteps:
    """Do what `mnistify` does and keep every step; leave steps out to see what they are good for.

    Args:
        picture: as for `mnistify`.
        clean: settle which is ink, and remove shadows and dust; without it, bright counts as ink, as in MNIST.
        crop: cut the ink's bounding box out; without it, the whole picture is scaled.
        scale: make the longer side 20 pixels, proportions kept; without it, stretch to the whole 28 x 28.
        pen: bring strokes that are far thinner or thicker than MNIST's to MNIST's width.
        centre: put the centre of mass at the centre; without it, the middle of the box.

    Returns:
        The steps; ``.image`` is the result.

    Raises:
        digitlab.pictures.PictureError, OSError: as `mnistify`.

    Example:
        >>> mnistify_steps(np.zeros((50, 50), np.uint8)).is_blank
        True
    """
    grey = greyscale.read_grey(picture)
    return steps_from_grey(grey, clean=clean, crop=crop, scale=scale, pen=pen, centre=centre)


def steps_from_grey(
    grey: NDArray[np.float32],
    *,
    clean: bool = True,
    crop: bool = True,
    scale: bool = True,
    pen: bool = True,
    centre: bool = True,
) -> MnistifySteps:
    """Do what `mnistify_steps` does, with a picture that was read already.

    Args:
        grey: float32 (h, w), 0 is black and 255 is white, as `greyscale.read_grey` returns it.
        clean, crop, scale, pen, centre: as for `mnistify_steps`.
    """
    ink = find_ink(grey) if clean else (grey / 255).astype(np.float32)
    part = crop_to_ink(ink)
    if not part.size:
        empty = np.zeros((0, 0), np.uint8)
        image = np.zeros((arguments.IMAGE_SIDE, arguments.IMAGE_SIDE), np.uint8)
        return MnistifySteps(grey, ink, part, 0.0, empty, image)
    if not crop:
        part = ink
    box, width = fit_box(part, crop=crop, scale=scale, pen=pen)
    image = centre_by_mass(box) if centre else centre_by_middle(box)
    return MnistifySteps(grey, ink, part, width, box, image)


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
    """Keep the large parts of the ink with their faint rims: a speck in a corner would spoil the bounding box."""
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
    """Cut the ink's bounding box out.

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
    width = 2 * float(middle) / _FINE if ridge.any() else PEN_WIDTH
    if not pen or _PEN_RANGE[0] <= width <= _PEN_RANGE[1]:
        # Scaled once, from the original: what already has MNIST's size passes unchanged.
        return np.round(255 * np.clip(_resize(ink, side, scale), 0, 1)).astype(np.uint8), width
    # Thickening or thinning: move the edge of the shape, then draw it with an edge as soft as MNIST's. Scaling
    # alone can't do it: a ballpoint on a large sheet, scaled to 20 pixels, leaves strokes of a fifth of a pixel,
    # nearly white. At most 0.3 of the width is taken away on each side, so that no stroke tears.
    change = max((PEN_WIDTH - width) / 2, -0.3 * width) * _FINE
    room = max(0, int(np.ceil(change))) + _FINE
    inside = np.pad(inside, room)
    # The signed distance from the edge, in fine pixels: positive on paper. Where it equals `change`, the new edge
    # is.
    outside = ndimage.distance_transform_edt(~inside) - ndimage.distance_transform_edt(inside)
    drawn = np.clip(0.5 - (outside - change) / (_PEN_EDGE * _FINE), 0, 1).astype(np.float32)
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
