"""`Replay`: a drawing that draws itself again, in a thread of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

# Seconds between two pictures.
_FRAME = 1 / 30
# Sides of the surface that a pen covers in a second.
_SPEED = 1.6
_LEAST, _MOST = 0.4, 6.0

Point = tuple[float, float]


class Replay:
    """Shows a drawing growing, stroke by stroke.

    Args:
        strokes: the drawing, lists of points.
        side: of the surface, in the unit of the points.
        seconds: how long it takes; None suits the length of the drawing.
        show: called from the thread with this replay and the strokes so far, and with None at the end.

    Example:
        >>> shown = []
        >>> replay = Replay([[(0, 0), (8, 0)]], 10, 0.1, lambda replay, strokes: shown.append(strokes))
        >>> replay.start()
        >>> replay.wait(5), shown[-1] is None, shown[-2]
        (True, True, [[(0, 0), (8, 0)]])
    """

    def __init__(
        self,
        strokes: list[list[Point]],
        side: float,
        seconds: float | None,
        show: Callable[[Replay, list[list[Point]] | None], Any],
    ) -> None:
        self._strokes = strokes
        self._show = show
        self._is_to_stop = threading.Event()
        # Length of the path up to each point; a dot takes a little time too.
        self._lengths: list[np.ndarray] = []
        total = 0.0
        for stroke in strokes:
            steps = np.hypot(*np.diff(np.array(stroke, np.float64), axis=0).T)
            lengths = total + np.concatenate([[0.0], np.cumsum(steps)])
            self._lengths.append(lengths)
            total = float(lengths[-1]) + 0.1 * side
        self._total = total
        self.seconds = float(np.clip(total / side / _SPEED, _LEAST, _MOST)) if seconds is None else seconds
        self._thread = threading.Thread(target=self._run, name="digitlab-replay", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End before the next picture, without the last call of `show`."""
        self._is_to_stop.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it has ended, and say whether it has."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def so_far(self, share: float) -> list[list[Point]]:
        """Return the strokes up to a share of the path, 0 to 1."""
        reached = share * self._total
        parts = []
        for stroke, lengths in zip(self._strokes, self._lengths, strict=True):
            count = int(np.searchsorted(lengths, reached, side="right"))
            if count:
                parts.append(stroke[:count])
        return parts

    def _run(self) -> None:
        begin = time.monotonic()
        share = 0.0
        while share < 1:
            share = min(1.0, (time.monotonic() - begin) / max(self.seconds, 1e-9))
            self._show(self, self.so_far(share))
            if self._is_to_stop.wait(_FRAME):
                return
        self._show(self, None)
