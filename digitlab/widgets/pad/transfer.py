"""Drawings on their way to and from a pad: files that are uploaded, other widgets, the size of the surface."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitlab.strokes import drawings
from digitlab.strokes.rendering import fit_to_box

# Share of the pad that a drawing fills when it had to be scaled.
_SHARE = 0.7
# No drawing by hand lies within so few pixels of the corner; one in another unit does.
_SPECK = 3.0
# Far more than any drawing needs.
_MOST_BYTES = 5_000_000

# `.givers`: who is handing a drawing over just now in this thread, the first giver first.
_now = threading.local()

Strokes = list[NDArray[np.float64]]


def fitted(strokes: Strokes, size: int) -> Strokes:
    """Return strokes as they are if they lie on a pad of this size, else scaled and centred on it."""
    if not strokes:
        return strokes
    points = np.concatenate(strokes)
    if points.min() >= 0 and points.max() <= size and points.max() > _SPECK:
        return strokes
    return [(stroke - 14) * _SHARE * size + size / 2 for stroke in fit_to_box(strokes, side=1.0)]


def pick(found: Sequence[Strokes], index: int) -> Strokes:
    """Return one of some drawings.

    Raises:
        IndexError: if there is none of that number.
    """
    if not found:
        raise IndexError("The file holds no drawing. Choose another one.")
    if not -len(found) <= index < len(found):
        raise IndexError(
            f"The file holds {len(found)} drawings, so there is none of number {index}. "
            f"They are counted from 0 to {len(found) - 1}."
        )
    return found[index]


def hand_over(strokes: Strokes, giver: Any, taker: Any) -> None:
    """Give strokes to a widget that has `strokes`, or to a function.

    A giver that is in the middle of handing over doesn't begin again: two pads may give to each other, or several
    in a ring, and the drawing goes round once.

    Args:
        strokes: the drawing.
        giver: the widget that it comes from.
        taker: has `strokes` that can be assigned, or is called with them.

    Raises:
        Exception: whatever the taker raises.
    """
    givers: tuple[Any, ...] = getattr(_now, "givers", ())
    if any(giver is one or taker is one for one in givers):
        return
    _now.givers = (*givers, giver)
    try:
        if hasattr(type(taker), "strokes"):
            taker.strokes = strokes
        else:
            taker(strokes)
    finally:
        _now.givers = givers


def from_json(content: bytes) -> Strokes:
    """Return the last drawing in the content of a file that was uploaded.

    Raises:
        ValueError: if it is no file of drawings, or far too large.
        IndexError: if it holds no drawing.
    """
    try:
        found, _ = drawings.from_json(content, most=_MOST_BYTES)
    except ValueError as error:
        raise ValueError(f"This {error}") from None
    return pick(found, -1)
