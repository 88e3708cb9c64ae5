"""The one place where arguments are checked. Every error is a whole sentence.

Each check returns the argument in the form that the caller works with, or raises `TypeError` (wrong kind of
thing) or `ValueError` (right kind, wrong shape or values) with what was expected, what came, and what to do.
"""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

IMAGE_SIDE = 28
CLASSES = 10
# Larger than any drawing by hand: 600 points/s for half an hour.
MAX_POINTS = 100_000
MAX_STROKES = 2_000
# So many pixels of level 1, and none above, were scaled from 255: a digit has at least 20 pixels, but ink that is
# that faint all over isn't drawn, scanned or found in MNIST, whose images all reach 254. A few faint specks are.
_SCALED = 10
_SCALED_HINT = (
    "They look scaled already; pass the unscaled images: digitlab scales them itself. "
    "If they are masks of 0 and 1, write ({code} * 255).astype('uint8')."
)


def check_images(images: Any, *, where: str, name: str = "images") -> NDArray[np.uint8]:
    """Return images as a contiguous uint8 array (n, 28, 28), or say what is wrong with them.

    Args:
        images: anything NumPy can read as an array.
        where: the public function that was called, for the message.
        name: the argument's name, for the message.

    Raises:
        TypeError: if it is no array of numbers.
        ValueError: if shape, dtype or range is wrong, or the pixels are 0 and 1 instead of 0 to 255.

    Example:
        >>> check_images(np.zeros((2, 28, 28), np.uint8), where="predict").shape
        (2, 28, 28)
    """
    array = _as_array(images, where, name)
    code = _code(images, name, "reshape")
    side = IMAGE_SIDE
    if array.dtype != np.uint8:
        hint = "Keep MNIST's pixels as whole numbers from 0 to 255; digitlab scales them itself."
        if array.dtype.kind == "f" and array.size and array.max() <= 1:
            hint = "They look scaled to 0..1 already: pass the unscaled uint8 images; digitlab scales them itself."
        elif array.dtype.kind in "iu" and array.size and array.min() >= 0 and array.max() <= 255:
            hint = f"The values fit, so {code}.astype('uint8') is all it needs."
            if array.max() == 1:
                hint = _SCALED_HINT.format(code=code)
        raise ValueError(f"{where}: {name} must have dtype uint8, but it is {array.dtype}. {hint}")
    if array.shape == (side, side):
        raise ValueError(
            f"{where}: {name} must have shape (n, 28, 28), but it is one image of shape (28, 28). "
            f"Write {code}[None] to make it a batch of one."
        )
    if array.ndim != 3 or array.shape[1:] != (side, side):
        hint = "Use digitlab.mnistify(picture) to bring a picture into this form."
        if array.ndim == 4 and array.shape[1:] == (side, side, 1):
            hint = f"Write {code}[..., 0] to drop the channel axis."
        elif array.ndim == 2 and array.shape[1] == side * side:
            hint = f"Write {code}.reshape(-1, 28, 28) to give the pixels their rows and columns back."
        raise ValueError(f"{where}: {name} must have shape (n, 28, 28), but it is {array.shape}. {hint}")
    check_levels(array, where=where, name=name)
    return np.ascontiguousarray(array)


def check_levels(images: NDArray[np.uint8], *, where: str, name: str = "images") -> None:
    """Refuse uint8 images that were scaled to 0..1 before: nearly black to every model that scales them again.

    Raises:
        ValueError: if no pixel is above 1, and more than a few are 1. Blank images are none of these.

    Example:
        >>> check_levels(np.zeros((2, 28, 28), np.uint8), where="predict")
    """
    # The first images tell nearly always, so a large data set isn't gone through.
    if images[:16].max(initial=0) <= 1 and images.max(initial=0) == 1 and np.count_nonzero(images) >= _SCALED:
        raise ValueError(
            f"{where}: {name} must have pixels from 0 to 255, but none is above 1. "
            f"{_SCALED_HINT.format(code=name)}"
        )


def check_labels(labels: Any, count: int, *, where: str, name: str = "labels") -> NDArray[np.uint8]:
    """Return labels as uint8 (n,), one digit 0 to 9 for each of `count` images.

    Raises:
        TypeError: if it is no array of numbers; for digits as texts it says how to turn them into numbers.
        ValueError: if shape, dtype, length or range is wrong.

    Example:
        >>> check_labels([3, 1], 2, where="evaluate")
        array([3, 1], dtype=uint8)
    """
    _refuse_texts(labels, where, name)
    array = _as_array(labels, where, name)
    code = _code(labels, name)
    if array.ndim == 2 and array.shape[1] == CLASSES:
        raise ValueError(
            f"{where}: {name} must have shape (n,), but it is {array.shape}, which looks one-hot. "
            f"Write {_code(labels, name, 'reshape')}.argmax(axis=1) to turn each row into its digit."
        )
    if array.ndim != 1:
        raise ValueError(
            f"{where}: {name} must have shape (n,), one digit for each image, but it is {array.shape}. "
            "Give a flat list of digits, such as [7, 2, 1]."
        )
    if len(array) != count:
        raise ValueError(
            f"{where}: there are {count} images but {len(array)} {name}. "
            "Each image needs one label: check that both were cut or shuffled together."
        )
    if array.dtype.kind not in "iu" and len(array):
        raise ValueError(
            f"{where}: {name} must be whole numbers from 0 to 9, but their dtype is {array.dtype}. "
            f"If they are whole, write {code}.astype('uint8')."
        )
    if len(array) and not (array.min() >= 0 and array.max() < CLASSES):
        bad = int(np.argmax((array < 0) | (array >= CLASSES)))
        raise ValueError(
            f"{where}: {name} must be digits from 0 to 9, but {name}[{bad}] is {array[bad]}. "
            "Look for a shifted or damaged label file."
        )
    return array.astype(np.uint8)


def check_strokes(strokes: Any, *, where: str, name: str = "strokes") -> list[NDArray[np.float64]]:
    """Return a drawing as a list of float64 (k, 2) arrays; strokes without points are left out.

    Raises:
        TypeError: if it is no list of arrays of numbers.
        ValueError: if a stroke isn't (k, 2), holds NaN or infinity, or there are too many strokes or points.

    Example:
        >>> [s.shape for s in check_strokes([[(0, 0), (3, 4)], []], where="render_strokes")]
        [(2, 2)]
    """
    expected = f"{name} must be a list of strokes, each an array of points (k, 2): x right, y down"
    if isinstance(strokes, (str, bytes)) or not isinstance(strokes, Iterable):
        raise TypeError(f"{where}: {expected}. It is a {type(strokes).__name__}.")
    if isinstance(strokes, np.ndarray) and strokes.ndim == 2:
        raise ValueError(
            f"{where}: {expected}. It is one array of shape {strokes.shape}; "
            f"if that is a single stroke, write [{name}]."
        )
    checked: list[NDArray[np.float64]] = []
    total = 0
    for index, stroke in enumerate(strokes):
        if index >= MAX_STROKES:
            raise ValueError(f"{where}: {name} holds more than {MAX_STROKES:,} strokes. Leave some out.")
        _refuse_masked(stroke, where, f"{name}[{index}]")
        try:
            points = np.asarray(stroke, dtype=np.float64)
        except (TypeError, ValueError, OverflowError):
            raise TypeError(
                f"{where}: {expected}. {name}[{index}] can't be read as an array of numbers."
            ) from None
        if points.size == 0:
            continue
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(
                f"{where}: {expected}. {name}[{index}] has shape {points.shape}: give x and y for each point."
            )
        if not np.isfinite(points).all():
            bad = int(np.argmin(np.isfinite(points).all(axis=1)))
            raise ValueError(
                f"{where}: every point must be finite, but {name}[{index}][{bad}] is "
                f"{points[bad].tolist()}. Drop such points before the call."
            )
        total += len(points)
        if total > MAX_POINTS:
            raise ValueError(
                f"{where}: {name} holds more than {MAX_POINTS:,} points. Draw less, or thin the strokes out."
            )
        checked.append(points)
    return checked


def check_count(value: Any, *, where: str, name: str, least: int = 1, most: int | None = None) -> int:
    """Return a whole number within [least, most].

    Raises:
        TypeError: if it is no whole number.
        ValueError: if it is out of range.

    Example:
        >>> check_count(np.int64(3), where="fit", name="epochs")
        3
    """
    try:
        if isinstance(value, (bool, np.bool_)):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise TypeError(
            f"{where}: {name} must be a whole number, but it is {value!r} ({type(value).__name__})."
        ) from None
    if number < least or (most is not None and number > most):
        limits = f"at least {least:,}" if most is None else f"from {least:,} to {most:,}"
        raise ValueError(f"{where}: {name} must be {limits}, but it is {number:,}.")
    return number


def check_number(
    value: Any, *, where: str, name: str, least: float = 0.0, most: float = np.inf, open_least: bool = False
) -> float:
    """Return a finite float within [least, most], or (least, most] with `open_least`.

    Raises:
        TypeError: if it is no number.
        ValueError: if it is not finite or out of range.

    Example:
        >>> check_number(0.1, where="fit", name="learning_rate", open_least=True)
        0.1
    """
    try:
        if isinstance(value, (bool, np.bool_, str)):
            raise TypeError
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise TypeError(
            f"{where}: {name} must be a number, but it is {value!r:.80} ({type(value).__name__})."
        ) from None
    too_small = number <= least if open_least else number < least
    if not np.isfinite(number) or too_small or number > most:
        lower = f"more than {least:g}" if open_least else f"at least {least:g}"
        upper = "" if most == np.inf else f" and at most {most:g}"
        raise ValueError(f"{where}: {name} must be {lower}{upper}, but it is {number:g}.")
    return number


def check_numbers(value: Any, *, where: str, name: str) -> NDArray[np.float64]:
    """Return an array of numbers of any shape as float64.

    Raises:
        TypeError: if it is no array of numbers.

    Example:
        >>> check_numbers([[1, 2]], where="reliability", name="probabilities")
        array([[1., 2.]])
    """
    return _as_array(value, where, name).astype(np.float64)


def check_list(value: Any, *, where: str, name: str, of: str) -> Sequence[Any]:
    """Return `value` if it has a length and can be gone through, and is no text.

    Args:
        value: a list, a tuple, an array.
        where: the public function that was called, for the message.
        name: the argument's name, for the message.
        of: what it should hold, in the plural, for the message.

    Raises:
        TypeError: if it is something else.

    Example:
        >>> check_list([7], where="save_drawings", name="labels", of="digits")
        [7]
    """
    # An array without axes looks like a collection and has no length.
    if isinstance(value, (str, bytes)) or not isinstance(value, Collection) or getattr(value, "shape", None) == ():
        raise TypeError(f"{where}: {name} must be a list of {of}, but it is a {type(value).__name__}.")
    return value  # type: ignore[return-value]


def check_choice(value: Any, choices: Sequence[str], *, where: str, name: str) -> str:
    """Return `value` if it is one of `choices`.

    Raises:
        ValueError: if it is not.

    Example:
        >>> check_choice("auto", ["auto", "full"], where="load_mnist", name="source")
        'auto'
    """
    if value not in choices:
        known = ", ".join(repr(choice) for choice in choices)
        raise ValueError(f"{where}: {name} must be one of {known}, but it is {value!r}.")
    return value


def _code(value: Any, name: str, method: str = "astype") -> str:
    """Return what to write before a method of arrays: the argument's name, or for a list an array of it."""
    return name if hasattr(type(value), method) else f"np.array({name})"


def _refuse_texts(labels: Any, where: str, name: str) -> None:
    """Say how labels that came as texts, or as objects in an array, become numbers: tables often hold them so."""
    try:
        array = np.asarray(labels)
    except (TypeError, ValueError):
        return
    items = array.ravel().tolist() if array.ndim and array.dtype.kind in "OSUT" else []
    texts = sum(isinstance(item, (str, bytes)) for item in items)
    bad = next((index for index, item in enumerate(items) if not _is_whole(item)), None)
    if not items or (bad is not None and not texts):
        return
    expected = f"{where}: {name} must be whole numbers from 0 to 9"
    if bad is not None:
        raise TypeError(
            f"{expected}, but {name}[{bad}] is {items[bad]!r:.40}. Look for labels that are missing or mistyped."
        )
    try:
        steps = ".astype('uint8')"
        array.astype(np.uint8)
    except (TypeError, ValueError, OverflowError):  # "7.0" is no whole number to NumPy
        steps = ".astype(float).astype('uint8')"
    raise TypeError(
        f"{expected}, but they are {'texts' if texts == len(items) else 'objects'} such as {items[0]!r:.40}. "
        f"Write {_code(labels, name)}{steps} to turn them into numbers."
    )


def _is_whole(item: Any) -> bool:
    try:
        return float(item).is_integer()
    except (TypeError, ValueError, OverflowError):
        return False


def _refuse_masked(value: Any, where: str, name: str) -> None:
    if np.ma.is_masked(value):  # NumPy would take the numbers below the mask, which are nobody's
        raise ValueError(
            f"{where}: {name} holds masked values. Fill them, for instance with {name}.filled(0), or drop them."
        )


def _as_array(value: Any, where: str, name: str) -> NDArray[Any]:
    _refuse_masked(value, where, name)
    try:
        array = np.asarray(value)
    except (TypeError, ValueError):
        array = np.asarray(None)
    if array.dtype.kind not in "biuf":
        raise TypeError(
            f"{where}: {name} must be an array of numbers, but it is a {type(value).__name__} "
            "that NumPy can't read as one. Give a NumPy array, or a list of rows of equal length."
        )
    return array
