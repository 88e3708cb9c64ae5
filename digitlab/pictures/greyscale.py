"""Opening a picture of any kind, safely, as an array of grey levels."""

from __future__ import annotations

import io
import math
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, JpegImagePlugin

from digitlab._shared import files
from digitlab.pictures import _bounds
from digitlab.pictures._bounds import PictureError
from digitlab.pictures._containers import tidy

# The longer side, in pixels, that is worked with: a digit needs no more.
WORK_SIDE = 800
FILE_TYPES = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
# Pixels that are worked on at a time.
_BAND = 4_000_000


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
            image, longer, turned = _open(bytes(picture))
            grey = _from_image(image, turned)
    elif isinstance(picture, Image.Image):
        _bounds.check_size(picture.size)
        longer = max(picture.size)
        grey = _from_image(picture, picture.getexif().get(ExifTags.Base.Orientation, 1))
    else:
        grey = _from_array(picture)
        longer = max(np.shape(picture)[:2])
    return grey, longer / max(grey.shape)


def _read_file(path: Path) -> bytes:
    try:
        return files.read_bounded(path, _bounds.MAX_BYTES)
    except FileNotFoundError:
        raise PictureError(f"There is no picture file {path}. Check the folder and the spelling.") from None
    except files.TooLargeError as error:
        raise PictureError(_bounds.too_large(f"{path.name} has {error.size:,} bytes")) from None


def _open(content: bytes) -> tuple[Image.Image, int, int]:
    """Return a picture that may be decoded, its longer side, and how it lies, 1 to 8 as EXIF counts."""
    if len(content) > _bounds.MAX_BYTES:
        raise PictureError(_bounds.too_large(f"the file has {len(content):,} bytes"))
    tidied = tidy(content)
    if tidied.size is not None:
        _bounds.check_size(tidied.size)
        _bounds.check_cost("WebP", tidied.size, _bounds.MOST_WEBP)
    try:
        image = Image.open(io.BytesIO(tidied.content), formats=FILE_TYPES)
    except Image.DecompressionBombError:
        raise PictureError(_bounds.too_large("the file states a huge number of pixels")) from None
    except Exception:  # whatever it is, Pillow could make nothing of the file
        raise PictureError(
            f"This file is no picture that digitlab can read. It reads {', '.join(FILE_TYPES)}; "
            "open the picture in another program and save it as PNG."
        ) from None
    _bounds.check_size(image.size)
    if image.format == "BMP" and image.tile and image.tile[0][0] == "bmp_rle":
        _bounds.check_cost("run-length BMP", image.size, _bounds.MOST_RUNS)
    if tidied.scans > 1:
        most = _bounds.MOST_SCANNED // tidied.scans
        if isinstance(image, JpegImagePlugin.JpegImageFile):
            most = min(most, int(_bounds.MOST_HELD // (2 * _samples(image))))  # two bytes each
        _bounds.check_cost(f"{image.format} in up to {tidied.scans} scans", image.size, most)
    whole = image.size
    image.draft("L", (WORK_SIDE, WORK_SIDE))  # lets a JPEG decode at a smaller size
    most = _bounds.MOST_DECODED // _bounds.BYTES.get(image.mode, 4)
    _bounds.check_cost(f"{image.format} of {image.mode}", image.size, most)
    return image, max(whole), tidied.turned


def _samples(image: JpegImagePlugin.JpegImageFile) -> float:
    """Return how many numbers a JPEG holds for each pixel; colour may be held more coarsely."""
    areas = [across * down for _, across, down, _ in image.layer]
    return sum(areas) / max(1, *areas)


def _from_image(image: Image.Image, turned: int) -> NDArray[np.float32]:
    try:
        if image.mode.startswith("I") or image.mode == "F":
            grey = _from_numbers(image)
        elif image.mode != "La" and not image.has_transparency_data:
            grey = np.asarray(_shrink(image, "L"), np.float32)
        else:
            grey = _flatten(_shrink(image, "RGBA"))
    except (PictureError, MemoryError):
        raise
    except Exception:  # whatever it is, Pillow could not decode the file
        raise PictureError("The picture file is damaged or cut short. Copy or export it again.") from None
    return np.ascontiguousarray(_UPRIGHT.get(turned, lambda same: same)(grey))


# What undoes each way in which a picture can lie (CIPA DC-008, EXIF, tag 0x0112).
_UPRIGHT: dict[int, Callable[[NDArray[np.float32]], NDArray[np.float32]]] = {
    2: np.fliplr,
    3: lambda grey: np.rot90(grey, 2),
    4: np.flipud,
    5: np.transpose,
    6: lambda grey: np.rot90(grey, -1),
    7: lambda grey: np.rot90(grey, 2).T,
    8: np.rot90,
}


def _shrink(image: Image.Image, mode: str) -> Image.Image:
    """Return an image in another mode, its longer side at most `WORK_SIDE`."""
    return _shrunk(image.size, lambda top, end: _in_mode(image.crop((0, top, image.width, end)), mode))


def _shrunk(size: tuple[int, int], band: Callable[[int, int], Image.Image]) -> Image.Image:
    """Return an image, its longer side at most `WORK_SIDE`; `band` gives its rows from one to before another.

    A band at a time, so that nothing but the picture as it was given is ever held whole.
    """
    width, height = size
    if max(size) <= WORK_SIDE:
        return band(0, height)
    scale = WORK_SIDE / max(size)
    small = max(1, round(width * scale)), max(1, round(height * scale))
    whole = Image.new(band(0, 1).mode, small)
    scale = height / small[1]
    rows = max(1, int(_BAND / width / scale))
    for first in range(0, small[1], rows):
        last = min(small[1], first + rows)
        top, end = math.floor(first * scale), min(height, math.ceil(last * scale))
        box = (0, first * scale - top, width, min(last * scale - top, end - top))
        part = band(top, end).resize((small[0], last - first), Image.Resampling.BOX, box)
        whole.paste(part, (0, first))
    return whole


def _in_mode(image: Image.Image, mode: str) -> Image.Image:
    if image.mode == "LAB":  # Pillow has no way from it to grey, but its first channel is the lightness
        image = image.getchannel(0)
    elif image.mode == "La":  # nor from it to anything but LA
        image = image.convert("LA")
    if mode == "F":
        return Image.fromarray(np.asarray(image).astype(np.float32))
    return image if image.mode == mode else image.convert(mode)


def _from_numbers(image: Image.Image) -> NDArray[np.float32]:
    """Return the levels of an image of long whole numbers or of floats."""
    low, high, is_finite = np.inf, -np.inf, True
    rows = max(1, _BAND // image.width)
    for top in range(0, image.height, rows):
        band = np.asarray(image.crop((0, top, image.width, min(top + rows, image.height))))
        low, high = min(low, float(band.min())), max(high, float(band.max()))
        is_finite = is_finite and bool(np.isfinite(band).all())
    top_level = _top_level(low, high, is_float=image.mode == "F", is_finite=is_finite)
    shrunk = np.asarray(_shrink(image, "F"), np.float64)
    return (shrunk * (255 / top_level)).astype(np.float32)


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
    if np.ma.is_masked(picture):
        raise PictureError("The picture holds masked levels. Fill them, for instance with picture.filled(0).")
    if array.dtype.kind not in "buif":
        raise PictureError(f"This is no picture: {expected}, got a {type(picture).__name__}.")
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[..., 0]
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (3, 4)) or not array.size:
        hint = " For a batch of images, call it once for each." if array.ndim >= 3 else ""
        raise PictureError(f"This is no picture: {expected}, got shape {array.shape}.{hint}")
    _bounds.check_size((array.shape[1], array.shape[0]))
    low, high = float(array.min()), float(array.max())
    top = {"b": 1.0, "u": 255.0}.get(array.dtype.kind if array.dtype.itemsize == 1 else "")
    if top is None:
        is_finite = math.isfinite(low) and math.isfinite(high)  # NaN is the lowest and the highest
        top = _top_level(low, high, is_float=array.dtype.kind == "f", is_finite=is_finite)

    def band(first: int, end: int) -> Image.Image:
        levels = (array[first:end].astype(np.float64) * (255 / top)).astype(np.float32)
        return Image.fromarray(levels if array.ndim == 2 else np.round(levels).astype(np.uint8))

    small = _shrunk((array.shape[1], array.shape[0]), band)
    return np.asarray(small, np.float32) if array.ndim == 2 else _from_image(small, 1)


def _top_level(low: float, high: float, *, is_float: bool, is_finite: bool) -> float:
    """Return the level that is white, by the lowest and the highest that a picture holds."""
    if not is_finite:
        raise PictureError("The picture holds NaN or infinity. Replace them, for instance by 0.")
    if low < 0:
        raise PictureError(
            f"The picture holds negative levels (down to {low:g}); expected 0 to 1, 0 to 255, or 0 to 65,535. "
            "Undo the standardisation first."
        )
    if is_float and high <= 1:
        return 1.0
    if high <= 255:
        return 255.0
    if high <= 65_535:
        return 65_535.0
    raise PictureError(
        f"The picture holds levels up to {high:g}; expected at most 65,535. "
        "Divide it by its largest level, so that it goes from 0 to 1."
    )
