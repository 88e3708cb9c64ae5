"""The IDX file format, in which MNIST is published: read and written.

Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits", section on file formats.
"""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitlab._shared import files

_UNSIGNED_BYTE = 0x08
# Twice MNIST's largest file, unpacked; what holds more is refused before memory is spent on it.
MAX_BYTES = 100_000_000


class IdxError(ValueError):
    """A file is not the IDX file it should be."""


def read_idx(path: str | Path) -> NDArray[np.uint8]:
    """Read an IDX file of unsigned bytes, gzipped or not.

    Args:
        path: the file.

    Returns:
        uint8 array with the axes that the file states, for MNIST (n, 28, 28) or (n,).

    Raises:
        IdxError: if the file is truncated, damaged, too large, or no IDX file of unsigned bytes.
        OSError: if it can't be opened.

    Example:
        >>> import tempfile, os
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = os.path.join(folder, "two-idx1-ubyte")
        ...     write_idx(path, np.array([7, 3], np.uint8))
        ...     read_idx(path)
        array([7, 3], dtype=uint8)
    """
    path = Path(path)
    raw = _read_bytes(path)
    if len(raw) < 4 or raw[0] != 0 or raw[1] != 0 or raw[2] != _UNSIGNED_BYTE or not 1 <= raw[3] <= 4:
        raise IdxError(
            f"{path.name} is no IDX file of unsigned bytes: expected it to begin with 00 00 08 and the number "
            f"of axes, got {raw[:4].hex(' ') or 'an empty file'}. Delete it, so that it is fetched again."
        )
    axes = raw[3]
    start = 4 + 4 * axes
    if len(raw) < start:
        raise IdxError(f"{path.name} ends inside its header. Delete it, so that it is fetched again.")
    shape = tuple(int.from_bytes(raw[4 + 4 * i : 8 + 4 * i], "big") for i in range(axes))
    expected = math.prod(shape)
    if len(raw) - start != expected:
        raise IdxError(
            f"{path.name} states the shape {shape}, {expected:,} bytes, but holds {len(raw) - start:,}. "
            "Delete it, so that it is fetched again."
        )
    # A copy, so that the array can be written to.
    return np.frombuffer(raw, np.uint8, offset=start).reshape(shape).copy()


def write_idx(path: str | Path, array: NDArray[np.uint8]) -> None:
    """Write an array of unsigned bytes as an IDX file, gzipped if the name ends in .gz.

    Args:
        path: the file to write.
        array: uint8, one to four axes.

    Raises:
        IdxError: if the array is not uint8 or has no or more than four axes.
    """
    array = np.asarray(array)
    if array.dtype != np.uint8 or not 1 <= array.ndim <= 4:
        raise IdxError(
            f"write_idx: expected a uint8 array with one to four axes, got {array.dtype} {array.shape}. "
            "Convert it first, for instance with array.astype('uint8')."
        )
    header = bytes([0, 0, _UNSIGNED_BYTE, array.ndim])
    header += b"".join(int(size).to_bytes(4, "big") for size in array.shape)
    data = header + array.tobytes()
    path = Path(path)
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def _read_bytes(path: Path) -> bytes:
    too_large = (
        f"{path.name} holds more than {MAX_BYTES:,} bytes; MNIST's largest file holds 47,040,016. "
        "It is not MNIST: delete it, so that it is fetched again."
    )
    try:
        raw = files.read_bounded(path, MAX_BYTES)
    except files.TooLargeError:
        raise IdxError(too_large) from None
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    unzip = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)  # one file in it, as gzip writes
    try:
        content = unzip.decompress(raw, MAX_BYTES + 1)
    except zlib.error:
        content = b""
    if len(content) > MAX_BYTES:
        raise IdxError(too_large)
    if not unzip.eof or unzip.unused_data:
        raise IdxError(
            f"{path.name} is truncated or damaged: its gzip data can't be read to the end. "
            "Delete it, so that it is fetched again."
        )
    return content
