"""Does a browser answer? A widget of one pixel that nobody sees is sent out, and its answer counts."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

from ipycanvas import Canvas

# Set by an answer, also by one that comes after the wait has ended.
_heard = threading.Event()
_sent: list[Any] = []


def browser_answers(seconds: float) -> bool:
    """Send a widget to the browser and say whether one has answered, now or to an earlier call.

    Answers reach a busy cell only where JupyterLab and the kernel talk on a second line ("subshells"); elsewhere
    they come when the cell has ended, and the next call knows of them.

    Args:
        seconds: to wait at most.
    """
    if not _sent and not _heard.is_set():
        canvas = Canvas(width=1, height=1)
        _sent.append(canvas)
        # The front end of ipycanvas reports as soon as it has made its part, shown or not.
        canvas.on_client_ready(_on_answer)
    heard = _heard.wait(seconds)
    _heard.clear()  # an answer counts once: the browser may be gone by the next call
    return heard


def _on_answer(*_: Any) -> None:
    _heard.set()
    # Closed at once: a page that is loaded anew would ask for it again.
    while _sent:
        with contextlib.suppress(Exception):
            _sent.pop().close()
