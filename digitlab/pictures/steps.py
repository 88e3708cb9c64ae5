"""`mnistify` for pictures, `drawing_steps` for drawings: to MNIST's form, step by step; each can be left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from digitlab._shared import arguments
from digitlab.pictures import greyscale
from digitlab.pictures.form import centre_by_mass, centre_by_middle, fit_box
from digitlab.pictures.ink import crop_to_ink, find_ink
from digitlab.strokes import rendering

# The pen on the surface, as a share of its side.
PEN_SHARE = 0.045
# Side of the picture of the surface, in pixels, and how much finer it is drawn first.
_FIELD = 224
_FINE = 3
_SIDE = arguments.IMAGE_SIDE


@dataclass(frozen=True, eq=False)
class MnistifySteps:
    """What `mnistify` did, step by step.

    Attributes:
        grey: float32 (h, w), the picture as grey levels, 0 is black and 255 is white.
        ink: float32 (h, w), 0 is paper and 1 is ink: polarity settled, shadows and dust removed.
        crop: float32 (h', w'), the ink within its bounds.
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
        crop: cut to the ink's bounds; without it, the whole picture is scaled.
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


def drawing_steps(
    drawing: rendering.Strokes,
    *,
    side: float = 280.0,
    crop: bool = True,
    scale: bool = True,
    pen: bool = True,
    centre: bool = True,
) -> MnistifySteps:
    """Bring a drawing into MNIST's form and keep every step.

    Args:
        drawing: list of arrays (k, 2), x right and y down.
        side: of the square surface it was drawn on, from (0, 0), in the unit of the points. A drawing that
            reaches beyond makes it larger.
        crop: scale the drawing within its bounds; without it, the whole surface.
        scale: make the longer side 20 pixels, proportions kept; without it, stretch to the whole 28 x 28.
        pen: draw with a pen of MNIST's width, after scaling; without it, the pen on the surface is scaled along.
        centre: put the centre of mass at the centre; without it, the middle of the box.

    Returns:
        The steps; with all of them, ``.image`` is that of `render_strokes`. ``.grey``, ``.ink`` and ``.crop`` show
        the surface with 224 x 224 pixels. ``.pen_width`` is the width that the surface's pen has after scaling.

    Raises:
        TypeError, ValueError: as `render_strokes`, and if `side` is not positive.

    Example:
        >>> seven = [[(100, 60), (180, 60), (130, 200)]]
        >>> bool((drawing_steps(seven).image == rendering.render_strokes(seven)).all())
        True
    """
    points = arguments.check_strokes(drawing, where="drawing_steps")
    side = arguments.check_number(side, where="drawing_steps", name="side", open_least=True)
    if not points:
        none = np.zeros((0, 0), np.float32)
        paper = np.full((_FIELD, _FIELD), 255, np.float32)
        blank = np.zeros((_SIDE, _SIDE), np.uint8)
        return MnistifySteps(paper, paper * 0, none, 0.0, none.astype(np.uint8), blank)
    on_surface = _on_surface(points, side)
    ink = _surface(on_surface)
    part = crop_to_ink(ink) if crop else ink
    box, width = fit_box(part, crop=crop, scale=scale, pen=False)
    if not pen:
        image = centre_by_mass(box) if centre else centre_by_middle(box)
        return MnistifySteps(255 - 255 * ink, ink, part, width, box, image)
    placed = _placed(on_surface, crop, scale)
    whole = rendering.draw_at(placed, rendering.PEN_WIDTH)
    margin = (_SIDE - (rendering.BOX if scale else _SIDE)) // 2
    box = whole[margin : _SIDE - margin, margin : _SIDE - margin]
    image = whole
    if centre and scale and crop:
        image = rendering.render_strokes(points)
    elif centre and scale and whole.any():
        # The surface, like a picture, stays within the field.
        row, column = ndimage.center_of_mass(whole)
        shift = np.clip(rendering.CENTRE - np.array([column, row]), -margin, margin)
        image = rendering.draw_at([stroke + shift for stroke in placed], rendering.PEN_WIDTH)
    return MnistifySteps(255 - 255 * ink, ink, part, width, box, image)


def _on_surface(points: list[NDArray[np.float64]], side: float) -> list[NDArray[np.float64]]:
    """Return the points as shares of the surface, which grows to hold them all."""
    stacked = np.concatenate(points)
    low = np.minimum(stacked.min(axis=0), 0.0)
    # Halves first: the extent of a drawing near the largest float would overflow.
    extent = 2 * max(float((np.maximum(stacked.max(axis=0), side) / 2 - low / 2).max()), np.finfo(float).tiny)
    if not np.isfinite(extent):
        return [np.full(stroke.shape, 0.5) for stroke in points]
    return [(stroke - low) / extent for stroke in points]


def _surface(points: list[NDArray[np.float64]]) -> NDArray[np.float32]:
    """Draw the surface as somebody sees it: float32 (224, 224), 1 is ink."""
    size = _FIELD * _FINE
    canvas = Image.new("L", (size, size), 0)
    pencil = ImageDraw.Draw(canvas)
    radius = PEN_SHARE * size / 2
    for stroke in points:
        places = [tuple(point) for point in (stroke * size).tolist()]
        if len(places) > 1:
            pencil.line(places, fill=255, width=round(2 * radius), joint="curve")
        for x, y in (places[0], places[-1]):
            pencil.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    small = canvas.resize((_FIELD, _FIELD), Image.Resampling.BOX)
    return np.asarray(small, np.float32) / np.float32(255)


def _placed(points: list[NDArray[np.float64]], crop: bool, scale: bool) -> list[NDArray[np.float64]]:
    """Scale to pixels of the 28 x 28 field, the frame's middle at its middle."""
    stacked = np.concatenate(points)
    low = stacked.min(axis=0) if crop else np.zeros(2)
    extent = np.ptp(stacked, axis=0) if crop else np.ones(2)
    # The pen adds half its width on each side of the drawing, but not of the surface.
    room = (rendering.BOX if scale else _SIDE) - (rendering.PEN_WIDTH if crop else 0.0)
    extent = np.maximum(extent, 1e-9)
    factors = room / (extent.max() if scale else extent)
    return [(stroke - low - extent / 2) * factors + rendering.CENTRE for stroke in points]
