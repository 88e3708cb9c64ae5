"""Drawings in files: strokes as JSON, with the digit that each was meant to be."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitlab._shared import arguments, files
from digitlab.strokes.rendering import Strokes

# Thousands of drawings.
MAX_BYTES = 10_000_000
_FORMAT = "digitlab drawings"
_VERSION = 1

Drawings = tuple[list[list[NDArray[np.float64]]], list[int | None]]


def save_drawings(
    path: str | Path, drawings: Sequence[Strokes], labels: Sequence[int | None] | None = None
) -> Path:
    """Save drawings as JSON, at once or not at all.

    Args:
        path: the file; its folder is made if missing.
        drawings: list of drawings, each a list of strokes.
        labels: the digit that each was meant to be, or None where nobody knows.

    Returns:
        The path of the file.

    Raises:
        TypeError, ValueError: if a drawing is not a list of (k, 2) arrays, the numbers differ, or it is too much
            for a file.
        OSError: if the file can't be written.
    """
    path = files.check_path(path, where="save_drawings")
    content = to_json(drawings, labels)
    if len(content) > MAX_BYTES:
        raise ValueError(
            f"save_drawings: these drawings take {len(content):,} bytes, and files of at most {MAX_BYTES:,} are "
            "read again. Save them in several files."
        )
    files.write_whole(path, content)
    return path


def load_drawings(path: str | Path) -> Drawings:
    """Load drawings that `save_drawings` saved.

    Args:
        path: the JSON file.

    Returns:
        (drawings, labels): a list of drawings, each a list of float64 arrays (k, 2), and a list of digits or None.

    Raises:
        TypeError: if `path` is no path.
        ValueError: if the file is no file of drawings, or damaged.
        OSError: if it can't be read.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = save_drawings(Path(folder) / "mine.json", [[[(0, 0), (3, 4)]]], [1])
        ...     load_drawings(path)
        ([[array([[0., 0.],
               [3., 4.]])]], [1])
    """
    path = files.check_path(path, where="load_drawings")
    try:
        return from_json(files.read_bounded(path, MAX_BYTES))
    except files.TooLargeError:
        raise ValueError(f"load_drawings: {path.name} {_too_large(MAX_BYTES)}") from None
    except ValueError as error:
        raise ValueError(f"load_drawings: {path.name} {error}") from None


def to_json(drawings: Sequence[Strokes], labels: Sequence[int | None] | None = None) -> bytes:
    """Return the content of a file of drawings.

    Args:
        drawings: list of drawings, each a list of strokes.
        labels: a digit or None for each; None if no digit is known.

    Raises:
        TypeError, ValueError: as `save_drawings`.

    Example:
        >>> from_json(to_json([[[(0, 0), (3, 4)]]]))[1]
        [None]
    """
    where = "save_drawings"
    drawings = arguments.check_list(drawings, where=where, name="drawings", of="drawings")
    if labels is not None:
        labels = arguments.check_list(labels, where=where, name="labels", of="digits")
    names: list[int | None] = [None] * len(drawings) if labels is None else list(labels)
    if len(names) != len(drawings):
        raise ValueError(
            f"save_drawings: there are {len(drawings)} drawings but {len(names)} labels. "
            "Give one label for each drawing, None where it isn't known."
        )
    entries = []
    for index, (drawing, label) in enumerate(zip(drawings, names, strict=True)):
        points = arguments.check_strokes(drawing, where=where, name=f"drawings[{index}]")
        if label is not None:
            label = arguments.check_count(label, where=where, name=f"labels[{index}]", least=0, most=9)
        entries.append({"label": label, "strokes": _rounded(points)})
    return json.dumps({"format": _FORMAT, "version": _VERSION, "drawings": entries}).encode()


def from_json(content: bytes, *, most: int = MAX_BYTES) -> Drawings:
    """Return the drawings and labels in the content of a file.

    Args:
        content: of a file that `save_drawings` or the pad's Save button wrote.
        most: bytes that are looked at.

    Returns:
        (drawings, labels) as `load_drawings`.

    Raises:
        ValueError: if it is something else, damaged, or larger; the message continues a sentence that begins with
            what it is.
    """
    if len(content) > most:
        raise ValueError(_too_large(most))
    try:
        found = json.loads(content)
        if found["format"] != _FORMAT or found["version"] != _VERSION:
            raise ValueError
        drawings, labels = [], []
        for entry in found["drawings"]:
            drawings.append(arguments.check_strokes(entry["strokes"], where="load_drawings"))
            label = entry["label"]
            if label is not None:
                label = arguments.check_count(label, where="load_drawings", name="label", least=0, most=9)
            labels.append(label)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ValueError(
            f"is not a file of drawings in version {_VERSION} of digitlab's form, or it is damaged. {_ADVICE}"
        ) from None
    return drawings, labels


_ADVICE = "Save drawings with digitlab.strokes.save_drawings, or with the pad's Save button."


def _too_large(most: int) -> str:
    return f"is larger than {most:,} bytes; it is no file of drawings. {_ADVICE}"


def _rounded(strokes: list[NDArray[np.float64]]) -> list[Any]:
    """Return points as lists, without the digits that no picture could show, whatever the unit."""
    extent = max((float(np.ptp(points, axis=0).max()) for points in strokes), default=0.0)
    if not 1e-100 < extent < 1e100:
        return [points.tolist() for points in strokes]
    decimals = max(0, 5 - math.floor(math.log10(extent)))
    return [np.round(points, decimals).tolist() for points in strokes]
