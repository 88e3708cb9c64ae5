"""`KernelNote`: the part of a widget that knows, in the page, whether its kernel is still there."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

_HERE = Path(__file__).parent
SENTENCE = (
    "This part of the page has lost its kernel: what it shows is old, and it no longer answers. "
    "Run its cell again; in an app, reload the page."
)


class KernelNote(anywidget.AnyWidget):
    """Says what to do when the kernel of the widget around it has ended or was restarted.

    Nobody but the page can say so: after a restart, the widget's own code is gone. Without this note, a training
    monitor would go on telling of a training that ended with its kernel.

    Args:
        sentence: what it says.

    Example:
        >>> "Run its cell again" in KernelNote().sentence
        True
    """

    _esm = _HERE / "kernel.js"
    _css = _HERE / "kernel.css"
    sentence = traitlets.Unicode().tag(sync=True)

    def __init__(self, sentence: str = SENTENCE) -> None:
        super().__init__(sentence=sentence)
