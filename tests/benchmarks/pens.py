"""Real pen strokes, to measure on and never to train on: the UCI collection "Pen-Based Recognition of Digits".

The file `pendigits-orig.tra` of that collection (E. Alpaydin, F. Alimoglu, 1998) lies outside the repository; the
variable DIGITLAB_PENS says where.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HEIGHT = 500  # of the tablet in the file's units; its y axis points up


def pen_file() -> Path | None:
    """Return the file with the strokes, or None if the variable doesn't name one."""
    path = Path(os.environ.get("DIGITLAB_PENS", ""))
    return path if path.is_file() else None


def load_pens(path: Path) -> tuple[list[list[NDArray[np.float64]]], NDArray[np.int64], NDArray[np.int64]]:
    """Read drawings, their digits (n,) and the numbers of their writers (n,) from a UNIPEN file.

    Example of its lines: .SEGMENT DIGIT 42-44 ? "8" / .COMMENT 8 17 / .PEN_DOWN / 282 306 / .PEN_UP
    """
    drawings: list[list[list[tuple[float, float]]]] = []
    labels: list[int] = []
    writers: list[int] = []
    for line in path.read_text(encoding="ascii").splitlines():
        words = line.split()
        if not words:
            continue
        if words[0] == ".SEGMENT":
            drawings.append([])
            labels.append(int(words[-1].strip('"')))
        elif words[0] == ".COMMENT" and len(writers) < len(drawings):
            writers.append(int(words[2]))
        elif words[0] == ".PEN_DOWN":
            drawings[-1].append([])
        elif not words[0].startswith(".") and drawings:
            drawings[-1][-1].append((float(words[0]), HEIGHT - float(words[1])))
    return [[np.array(stroke) for stroke in drawing] for drawing in drawings], np.array(labels), np.array(writers)
