"""What a long run shows while it lasts, and how it is interrupted."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm


class ProgressBar:
    """One bar for the whole run, and one line for each epoch. Without `visible` it is silent."""

    def __init__(self, epochs: int, images: int, *, visible: bool) -> None:
        self._epochs = epochs
        self._images = images
        self._visible = visible
        # To standard output: notebooks paint the error stream red.
        self._bar = tqdm(
            total=epochs * images,
            desc="compiling",
            unit=" images",
            leave=False,
            disable=not visible,
            file=sys.stdout,
            mininterval=0.2,
            bar_format="{desc} |{bar:24}| {percentage:3.0f} %, {rate_fmt}, {remaining} left",
            unit_scale=True,
        )

    def __enter__(self) -> ProgressBar:
        """Return the bar, which closes at the end of the block."""
        return self

    def __exit__(self, *error: object) -> None:
        """Remove the bar; the lines stay."""
        self._bar.close()

    def show(self, epoch: int, images: float, totals: NDArray[np.float64]) -> None:
        """Move the bar on by a chunk's images."""
        if not self._visible:
            return
        done = self._bar.n + images - epoch * self._images
        self._bar.set_description_str(
            f"epoch {epoch + 1}/{self._epochs}, loss {totals[0] / done:.4f}, accuracy {totals[1] / done:.1%}",
            refresh=False,
        )
        self._bar.update(images)

    def tell(self, line: str, *, always: bool = False) -> None:
        """Print a line that stays."""
        if self._visible or always:
            tqdm.write(line, file=sys.stdout)


@contextlib.contextmanager
def interrupts() -> Iterator[threading.Event]:
    """Turn the first interrupt into an event, so that it can't tear a step apart; a second one raises."""
    event = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield event
        return
    before = signal.getsignal(signal.SIGINT)

    def on_interrupt(number: int, frame: Any) -> None:
        del number, frame
        event.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield event
    finally:
        signal.signal(signal.SIGINT, before)
