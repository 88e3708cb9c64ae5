"""`split_digits`: a picture or drawing of several digits in a row, split from left to right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from digitlab.pictures import greyscale
from digitlab.pictures.form import centre_by_mass, fit_box
from digitlab.pictures.ink import crop_to_ink, find_ink
from digitlab.strokes.grouping import split_strokes
from digitlab.strokes.rendering import PEN_WIDTH, draw_fitted

# Parts that share more than this of the narrower one's width belong together: the two strokes of a 5 lie one above
# the other, while slanted digits of a row overlap a little.
_SHARED = 0.4
# Parts smaller than this share of the largest part's pixels, or of the row's height, are dust.
_DUST_INK, _DUST_HEIGHT = 0.02, 0.12
# A part lower than this share of the row's height is a piece of the digit beside it, if it is so near: both are
# shares of the height, because writing may be of any size.
_PIECE, _NEAR = 0.5, 0.08
# What is smaller than this share of the row's height both ways, and stands apart, is a dot, not a digit.
_DOT = 0.3
# A part wider than this many times its height may be two digits that touch. One digit alone, even a broad 2, is
# seldom wider than high.
_WIDE = 1.6
# Digits that touch are cut where the ink is at most this share of the part's height.
_THIN = 0.3
# More parts than this are no row of digits: the whole counts as one.
_MOST = 40

Bounds = tuple[float, float, float, float]  # left, top, right, bottom
Ink = NDArray[np.float32]


@dataclass
class _Part:
    """Ink that belongs together: its frame in pixels, and the pixels that are its own."""

    left: int
    top: int
    right: int
    bottom: int
    pixels: int
    labels: tuple[int, ...]

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left

    def joined(self, other: _Part) -> _Part:
        """Return both as one."""
        return _Part(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
            self.pixels + other.pixels,
            self.labels + other.labels,
        )


def split_digits(drawing_or_picture: Any) -> list[tuple[Bounds, NDArray[np.uint8]]]:
    """Split a row of digits into its digits, from left to right.

    In a picture, ink that hangs together is one part. Parts one above the other belong together, small pieces go
    to their neighbour, and a part that is wide is cut at a thin place. In a drawing, strokes that overlap from
    left to right belong together.

    Args:
        drawing_or_picture: a drawing, that is a list of strokes (k, 2), or a picture as for `mnistify`.

    Returns:
        For each digit its bounds (left, top, right, bottom), in the unit of the strokes or in pixels of the
        picture, and its image in MNIST's form, uint8 (28, 28). Empty without ink. One digit gives the
        image of `mnistify` or `render_strokes`.

    Raises:
        TypeError, ValueError: if it is neither; `digitlab.pictures.PictureError` is a ValueError.
        OSError: if a path can't be read.

    Example:
        >>> row = [[(0, 0), (0, 30)], [(40, 0), (60, 0), (48, 30)]]
        >>> [bounds for bounds, image in split_digits(row)]
        [(0.0, 0.0, 0.0, 30.0), (40.0, 0.0, 60.0, 30.0)]
    """
    if isinstance(drawing_or_picture, (list, tuple)):
        groups = split_strokes(drawing_or_picture)
        return [(_around(group), draw_fitted(group, PEN_WIDTH)) for group in groups]
    grey, scale = greyscale.read_grey_and_scale(drawing_or_picture)
    found = []
    for (left, top, right, bottom), image in split_grey(grey):
        found.append(((left * scale, top * scale, right * scale, bottom * scale), image))
    return found


def _around(group: list[NDArray[np.float64]]) -> Bounds:
    stacked = np.concatenate(group)
    (left, top), (right, bottom) = stacked.min(axis=0).tolist(), stacked.max(axis=0).tolist()
    return left, top, right, bottom


def split_grey(grey: Ink) -> list[tuple[tuple[int, int, int, int], NDArray[np.uint8]]]:
    """Do what `split_digits` does, with a picture that was read already.

    Args:
        grey: float32 (h, w), 0 is black and 255 is white, as `greyscale.read_grey` returns it.

    Returns:
        For each digit its bounds in pixels of `grey`, and its image.
    """
    ink = find_ink(grey)
    whole = crop_to_ink(ink)
    if not whole.size:
        return []
    labels, parts = _parts(ink)
    if len(parts) > 5 * _MOST:
        return [(_bounds_of(ink), _image_of(whole))]
    parts = _without_dots(_pieces_joined(_stacked_joined(parts)))
    digits = [piece for part in parts for piece in _cut_if_wide(ink, labels, part)]
    if len(digits) <= 1 or len(digits) > _MOST:
        return [(_bounds_of(ink), _image_of(whole))]
    digits.sort(key=lambda digit: digit[0][0] + digit[0][2])
    return [(bounds, _image_of(own)) for bounds, own in digits]


def _image_of(part: Ink) -> NDArray[np.uint8]:
    return centre_by_mass(fit_box(part)[0])


def _bounds_of(ink: Ink) -> tuple[int, int, int, int]:
    there = ink > 0.01
    rows, columns = np.flatnonzero(there.any(axis=1)), np.flatnonzero(there.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _parts(ink: Ink) -> tuple[NDArray[np.int32], list[_Part]]:
    """Label the ink that hangs together; leave out what is dust beside the rest."""
    labels, count = ndimage.label(ink > 0.3, structure=np.ones((3, 3)))
    pixels = np.bincount(labels.ravel(), minlength=count + 1)
    parts = []
    for label, place in enumerate(ndimage.find_objects(labels), start=1):
        rows, columns = place
        parts.append(_Part(columns.start, rows.start, columns.stop, rows.stop, int(pixels[label]), (label,)))
    if not parts:
        return labels, []
    # Beside the tallest and the heaviest: what is dust depends on how large the digits are.
    tallest = max(part.height for part in parts)
    most = max(part.pixels for part in parts)
    return labels, [
        part
        for part in parts
        if part.pixels >= _DUST_INK * most and max(part.height, part.width) >= _DUST_HEIGHT * tallest
    ]


def _stacked_joined(parts: list[_Part]) -> list[_Part]:
    """Join parts that overlap from left to right, until none do."""
    # The heaviest first: small parts then meet whole digits, not each other.
    done: list[_Part] = []
    for part in sorted(parts, key=lambda one: -one.pixels):
        kept = []
        for other in done:
            shared = min(part.right, other.right) - max(part.left, other.left)
            if shared > _SHARED * min(part.width, other.width):
                part = part.joined(other)
            else:
                kept.append(other)
        done = [*kept, part]
    return done


def _pieces_joined(parts: list[_Part]) -> list[_Part]:
    """Give low pieces to the digit beside them, such as the bar of a 5 that stands apart."""
    tallest = max((part.height for part in parts), default=0)
    for piece in sorted(parts, key=lambda one: one.pixels):
        others = [part for part in parts if part is not piece and part.height > piece.height]
        if piece.height >= _PIECE * tallest or not others:
            continue
        gaps = [max(part.left - piece.right, piece.left - part.right) for part in others]
        nearest = others[int(np.argmin(gaps))]
        # Only at the same height: a stray mark above or below the row is no bar of a digit.
        beside = min(piece.bottom, nearest.bottom) - max(piece.top, nearest.top)
        if min(gaps) <= _NEAR * tallest and beside > 0:
            parts = [part for part in parts if part is not piece and part is not nearest]
            parts.append(nearest.joined(piece))
    return parts


def _without_dots(parts: list[_Part]) -> list[_Part]:
    tallest = max((part.height for part in parts), default=0)
    return [part for part in parts if max(part.height, part.width) >= _DOT * tallest]


def _cut_if_wide(ink: Ink, labels: NDArray[np.int32], part: _Part) -> list[tuple[tuple[int, int, int, int], Ink]]:
    """Return a part's bounds and ink; of a wide one, those of the digits that it is cut into."""
    top, left = max(0, part.top - 2), max(0, part.left - 2)
    window = (slice(top, part.bottom + 2), slice(left, part.right + 2))
    # The faint rim goes with the strokes that it belongs to.
    own = ndimage.binary_dilation(np.isin(labels[window], part.labels), structure=np.ones((3, 3)), iterations=2)
    foreign = (labels[window] > 0) & ~np.isin(labels[window], part.labels)
    mine = np.where(own & ~foreign, ink[window], 0).astype(np.float32)
    found = []
    for first, last in _cuts(mine, 0, mine.shape[1]):
        piece = mine[:, first:last]
        if crop_to_ink(piece).size:
            x0, y0, x1, y1 = _bounds_of(piece)
            found.append(((left + first + x0, top + y0, left + first + x1, top + y1), crop_to_ink(piece)))
    return found


def _cuts(ink: Ink, first: int, last: int) -> list[tuple[int, int]]:
    """Return the columns between which digits lie, cut where the ink is thinnest."""
    part = crop_to_ink(ink[:, first:last])
    height, width = part.shape
    if not height or width <= _WIDE * height:
        return [(first, last)]
    # Ink in each column, in pixels of stroke. Digits touch somewhere in the middle, not in the outer 30 percent:
    # there, the thinnest column is the end of a stroke.
    columns = ink[:, first:last].sum(axis=0)
    middle = slice(round(0.3 * len(columns)), max(round(0.7 * len(columns)), round(0.3 * len(columns)) + 1))
    cut = first + middle.start + int(np.argmin(columns[middle]))
    halves = [crop_to_ink(ink[:, first:cut]), crop_to_ink(ink[:, cut:last])]
    # A bar is thin everywhere: what is cut must be much taller than the place of the cut.
    if columns[cut - first] > _THIN * height or min(half.shape[0] for half in halves) < 0.6 * height:
        return [(first, last)]
    # Each half may again be two digits.
    return [*_cuts(ink, first, cut), *_cuts(ink, cut, last)]
