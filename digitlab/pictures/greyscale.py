"""Opening a picture of any kind, safely, as an array of grey levels."""

from __future__ import annotations

import io
import os
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

# A photo of a phone has 12 to 50 million pixels; JPEG and PNG files of that size stay below these bounds.
MAX_PIXELS = 60_000_000
MAX_BYTES = 60_000_000
# The longer side, in pixels, that is worked with: a digit needs no more.
WORK_SIDE = 800
FILE_TYPES = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")


class PictureError(ValueError):
    """A picture can't be read; the message says why and what to do."""


def read_grey(picture: Any) -> NDArray[np.float32]:
    """Read a picture as grey levels.

    Args:
        picture: a path, the bytes of a file, a PIL image, or an array: (h, w), (h, w, 1), (h, w, 3) RGB or
            (h, w, 4) RGBA; bool, uint8, uint16, or float from 0 to 1 or from 0 to 255.

    Returns:
        float32 (h, w), 0 is black and 255 is white, the longer side at most 800 pixels. EXIF rotation is
        applied; what is transparent becomes white behind dark marks and black behind bright ones. Of an
        animation, the first frame counts.

    Raises:
        PictureError: if it is no picture, damaged, too large, or an array of another form.
        OSError: if the path can't be read.

    Example:
        >>> read_grey(np.array([[True, False]]))
        array([[255.,   0.]], dtype=float32)
    """
    return read_grey_and_scale(picture)[0]


def read_grey_and_scale(picture: Any) -> tuple[NDArray[np.float32], float]:
    """Do what `read_grey` does, and say how much smaller the picture was made.

    Args:
        picture: as for `read_grey`.

    Returns:
        The grey levels, and the pixels of the original for each pixel of theirs, at least 1.

    Raises:
        PictureError, OSError: as `read_grey`.

    Example:
        >>> grey, scale = read_grey_and_scale(np.zeros((30, 2000), np.uint8))
        >>> grey.shape, scale
        ((12, 800), 2.5)
    """
    if isinstance(picture, (str, os.PathLike)):
        picture = _read_file(Path(picture))
    if isinstance(picture, (bytes, bytearray, memoryview)):
        with warnings.catch_warnings():
            # Pillow warns of large and of slightly damaged files; the bounds and errors here decide.
            warnings.simplefilter("ignore")
            image = _open(bytes(picture))
            longer = max(image.size)
            image.draft("L", (WORK_SIDE, WORK_SIDE))  # lets a JPEG decode at a smaller size
            grey = _from_image(image)
    elif isinstance(picture, Image.Image):
        _check_size(picture.size)
        longer = max(picture.size)
        grey = _from_image(picture)
    else:
        grey = _from_array(picture)
        longer = max(np.shape(picture)[:2])
    return grey, longer / max(grey.shape)


def _read_file(path: Path) -> bytes:
    if not path.is_file():
        raise PictureError(f"There is no picture file {path}. Check the folder and the spelling.")
    if path.stat().st_size > MAX_BYTES:
        raise PictureError(_too_large(f"{path.name} has {path.stat().st_size:,} bytes"))
    return path.read_bytes()


def _open(content: bytes) -> Image.Image:
    if len(content) > MAX_BYTES:
        raise PictureError(_too_large(f"the file has {len(content):,} bytes"))
    try:
        image = Image.open(io.BytesIO(content), formats=FILE_TYPES)
    except Image.DecompressionBombError:
        raise PictureError(_too_large("the file states a huge number of pixels")) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise PictureError(
            f"This file is no picture that digitlab can read. It reads {', '.join(FILE_TYPES)}; "
            "open the picture in another program and save it as PNG."
        ) from None
    _check_size(image.size)
    return image


def _check_size(size: tuple[int, int]) -> None:
    if min(size) < 1:
        raise PictureError("The picture has no pixels. Choose another one.")
    if size[0] * size[1] > MAX_PIXELS:
        raise PictureError(_too_large(f"the picture has {size[0]:,} x {size[1]:,} pixels"))


def _too_large(what: str) -> str:
    return (
        f"The picture is too large: {what}; the bounds are {MAX_PIXELS:,} pixels and {MAX_BYTES:,} bytes. "
        "Crop it to the digit, or save it smaller."
    )


def _from_image(image: Image.Image) -> NDArray[np.float32]:
    try:
        image = ImageOps.exif_transpose(image)
        if image.mode.startswith("I") or image.mode == "F":
            return _from_array(np.asarray(image))
        if image.mode == "LAB":  # Pillow has no way from it to grey, but its first channel is the lightness
            image = image.getchannel(0)
        elif image.mode == "La":  # nor from it to anything but LA
            image = image.convert("LA")
        if image.has_transparency_data:
            return _flatten(_shrink(image.convert("RGBA")))
        return np.asarray(_shrink(image.convert("L")), np.float32)
    except PictureError:
        raise
    except (OSError, ValueError, SyntaxError, IndexError, EOFError, Image.DecompressionBombError):
        raise PictureError("The picture file is damaged or cut short. Copy or export it again.") from None


def _shrink(image: Image.Image) -> Image.Image:
    if max(image.size) <= WORK_SIDE:
        return image
    scale = WORK_SIDE / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.BOX)


def _flatten(image: Image.Image) -> NDArray[np.float32]:
    """Put what is transparent onto paper that the marks stand out from."""
    rgba = np.asarray(image, np.float32)  # (h, w, 4)
    grey = rgba[..., :3] @ np.array([0.299, 0.587, 0.114], np.float32)  # (h, w), weights of ITU-R BT.601
    alpha = rgba[..., 3] / 255
    if alpha.sum() == 0:
        return np.full(grey.shape, 255, np.float32)
    paper = 255.0 if (grey * alpha).sum() / alpha.sum() < 128 else 0.0
    if alpha.min() == 1:
        return grey
    return (grey * alpha + paper * (1 - alpha)).astype(np.float32)


def _from_array(picture: Any) -> NDArray[np.float32]:
    expected = (
        "expected a path, the bytes of a file, a PIL image, or an array (h, w), (h, w, 1), (h, w, 3) or (h, w, 4)"
    )
    try:
        array = np.asarray(picture)
    except (TypeError, ValueError):
        array = np.asarray(None)
    if array.dtype.kind not in "buif":
        raise PictureError(f"This is no picture: {expected}, got a {type(picture).__name__}.")
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[..., 0]
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (3, 4)) or not array.size:
        hint = " For a batch of images, call it once for each." if array.ndim >= 3 else ""
        raise PictureError(f"This is no picture: {expected}, got shape {array.shape}.{hint}")
    _check_size((array.shape[1], array.shape[0]))
    levels = _to_255(array)
    if levels.ndim == 3:
        mode = "RGB" if levels.shape[2] == 3 else "RGBA"
        image = Image.fromarray(np.round(levels).astype(np.uint8), mode=mode)
        return _from_image(image)
    if max(levels.shape) > WORK_SIDE:
        return np.asarray(_shrink(Image.fromarray(levels)), np.float32)
    return levels


def _to_255(array: NDArray[Any]) -> NDArray[np.float32]:
    """Bring any kind of level to 0..255."""
    if array.dtype == bool:
        return array.astype(np.float32) * 255
    if array.dtype == np.uint8:
        return array.astype(np.float32)
    levels = array.astype(np.float64)
    if not np.isfinite(levels).all():
        raise PictureError("The picture holds NaN or infinity. Replace them, for instance by 0.")
    low, high = levels.min(), levels.max()
    if low < 0:
        raise PictureError(
            f"The picture holds negative levels (down to {low:g}); expected 0 to 1, 0 to 255, or 0 to 65,535. "
            "Undo the standardisation first."
        )
    if array.dtype.kind == "f" and high <= 1:
        top = 1.0
    elif high <= 255:
        top = 255.0
    elif high <= 65_535:
        top = 65_535.0
    else:
        raise PictureError(
            f"The picture holds levels up to {high:g}; expected at most 65,535. "
            "Divide it by its largest level, so that it goes from 0 to 1."
        )
    return (levels * (255 / top)).astype(np.float32)
