"""What a long run shows while it lasts, and how it is interrupted."""

from __future__ import annotations

import contextlib
import html
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from tqdm import tqdm

# Seconds between two updates of the line that moves.
_PAUSE = 0.2
_WIDTH = 24  # characters of the bar
_GONE = (OSError, ValueError, AttributeError)  # raised by a broken pipe, a closed file, one that is None
# As JupyterLab shows printed text; elsewhere the browser's own fixed-width font.
_STYLE = (
    "margin:0;white-space:pre-wrap;font-family:var(--jp-code-font-family,monospace);"
    "font-size:var(--jp-code-font-size,13px);line-height:var(--jp-code-line-height,1.3)"
)


class ProgressBar:
    """One moving line for the whole run, and below it the lines that stay.

    In a notebook it is a single output that is updated in place, so that nothing is left of the moving line when
    the notebook is saved; elsewhere it is a bar in the terminal. Without `visible` it is silent, and also once its
    output is gone: a closed window is no reason to lose a training.

    Args:
        total: images in the whole run.
        visible: show anything at all.
    """

    def __init__(self, total: int, *, visible: bool) -> None:
        self._total = total
        self._done = self._before = 0
        self._begin = time.monotonic()
        self._shown = -float("inf")
        self._lines: list[str] = []
        self._text = ""
        self._handle: Any = None
        self._bar: Any = None
        self._show(lambda: self._open(total, visible))

    def _open(self, total: int, visible: bool) -> None:
        if visible:
            self._handle = _display_handle()
            if self._handle is None and sys.stdout is not None:
                self._bar = tqdm(
                    total=total,
                    leave=False,
                    file=sys.stdout,
                    mininterval=_PAUSE,
                    smoothing=0,  # the mean since the start, as in a notebook
                    unit_scale=True,
                    unit=" images",
                    bar_format="{desc} |{bar:24}| {percentage:3.0f} %, {rate_fmt}, {remaining} left",
                )

    def __enter__(self) -> ProgressBar:
        """Return the bar, which ends with the block."""
        return self

    def __exit__(self, *error: object) -> None:
        """Remove the moving line; the other lines stay."""
        self._text = ""
        if self._bar is not None:
            self._show(self._bar.close)
        self._update()

    def start(self, text: str, done: int = 0) -> None:
        """Begin to measure the speed.

        Args:
            text: shown until the first step is done.
            done: images that an earlier run has met: they move the bar, but are no speed of this one.
        """
        self._begin = time.monotonic()
        self._done = self._before = done
        if self._bar is not None:
            self._bar.initial = self._bar.n = self._bar.last_print_n = done
            self._bar.start_t = self._bar.last_print_t = time.time()
            self._show(lambda: self._bar.set_description_str(text))
        self._text = text
        self._update()

    def move(self, images: int, text: str) -> None:
        """Move the bar on by a number of images."""
        self._done += images
        if self._bar is not None:
            self._bar.set_description_str(text, refresh=False)
            self._show(lambda: self._bar.update(images))
        now = time.monotonic()
        if self._handle is not None and now - self._shown >= _PAUSE:
            self._shown = now
            share = self._done / self._total
            rate = (self._done - self._before) / max(now - self._begin, 1e-9)
            left = (self._total - self._done) / max(rate, 1e-9)
            full = round(share * _WIDTH)
            bar = "█" * full + "·" * (_WIDTH - full)
            self._text = f"{text} |{bar}| {share:4.0%}, {rate:,.0f} images/s, {left:.0f} s left"
            self._update()

    def tell(self, line: str) -> None:
        """Add a line that stays."""
        self._lines.append(line)
        if self._bar is not None:
            self._show(lambda: tqdm.write(line, file=sys.stdout))
        self._update()

    def _update(self) -> None:
        if self._handle is None:
            return
        text = "\n".join([*self._lines, self._text] if self._text else self._lines)
        page = f'<pre style="{_STYLE}">{html.escape(text)}</pre>'
        self._show(lambda: self._handle.update({"text/plain": text, "text/html": page}, raw=True))

    def _show(self, work: Callable[[], Any]) -> None:
        """Write something; when the output is gone, nothing is written any more."""
        try:
            work()
        except _GONE:
            if self._bar is not None:
                self._bar.disable = True  # or it would write once more when it is let go
            self._bar = self._handle = None


def say(text: str) -> None:
    """Print a line; where there is nobody to read it, nothing happens."""
    with contextlib.suppress(*_GONE):
        print(text)


def _display_handle() -> Any:
    """Return an output of the running notebook that can be updated, or None outside of notebooks."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None or getattr(shell, "kernel", None) is None:
        return None
    from IPython.display import display

    return display({"text/plain": ""}, raw=True, display_id=True)


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
