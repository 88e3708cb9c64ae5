"""Arguments of the diagrams: arrays whose numbers can be written into a drawing, and sizes of layers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitlab._shared import arguments

# A number of more digits fits into no circle. Pixels, weights, scores and gradients are smaller.
_MOST = 1_000


def check_array(
    value: Any, *, where: str, name: str, axes: int, sizes: range | None = None, most: float = _MOST
) -> NDArray[np.float64]:
    """Return an array of finite numbers below `most` in size, of so many axes, or say what is wrong with it.

    Args:
        value: anything NumPy can read as an array.
        where: the public function that was called, for the message.
        name: the argument's name, for the message.
        axes: 1 or 2.
        sizes: how long each axis may be; any length if None.
        most: numbers must be below this, and above its negative.

    Raises:
        TypeError: if it is no array of numbers.
        ValueError: if axes, lengths or numbers don't fit.

    Example:
        >>> check_array([1, 2], where="diagrams.neuron", name="inputs", axes=1)
        array([1., 2.])
    """
    array = arguments.check_numbers(value, where=where, name=name)
    form = "(n,)" if axes == 1 else "(rows, columns)"
    if array.ndim != axes:
        hint = f"Pick one row, such as {name}[0]." if array.ndim > axes else "Give a list of numbers."
        hint = hint if axes == 1 else "Give a list of rows of equal length."
        raise ValueError(f"{where}: {name} must have shape {form}, but it is {array.shape}. {hint}")
    if sizes is not None and any(size not in sizes for size in array.shape):
        raise ValueError(
            f"{where}: {name} must have shape {form} with {sizes.start} to {sizes.stop - 1} along each axis, "
            f"but it is {array.shape}. Only so much stays legible: draw a part of it."
        )
    bad = np.argwhere(~(np.abs(array) < most))
    if len(bad):
        place = "".join(f"[{index}]" for index in bad[0])
        raise ValueError(
            f"{where}: {name} must hold numbers between {-most:,g} and {most:,g}, so that they can be written "
            f"into the drawing, but {name}{place} is {array[tuple(bad[0])]:g}. Scale them, or drop such values."
        )
    return array


def check_length(array: NDArray[Any], length: int, *, where: str, name: str, because: str) -> None:
    """Refuse an array whose first axis has another length.

    Raises:
        ValueError: with both lengths, and `because` as the reason.

    Example:
        >>> check_length(np.zeros(2), 2, where="diagrams.neuron", name="weights", because="...")
    """
    if len(array) != length:
        raise ValueError(f"{where}: {name} must have {length} entries, but it has {len(array)}. {because}")
