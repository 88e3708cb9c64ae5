"""`Composite`: a widget made of others. It ends with all of them, and pages without widgets can show it, too."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any

import ipywidgets

from digitlab.widgets._shared.failures import Failures
from digitlab.widgets._shared.kernel import KernelNote


class Composite(ipywidgets.VBox):
    """A column of widgets with a still form for pages that can't show widgets.

    Whoever derives from it says in `_still` what that is.

    Args:
        children: from top to bottom.
    """

    def __init__(self, children: Sequence[ipywidgets.Widget]) -> None:
        super().__init__([*children, self.failures, KernelNote()])
        self.add_class("digitlab-widget")

    @functools.cached_property
    def failures(self) -> Failures:
        """The line that says what went wrong in a callback; its `guard` is for all of them."""
        return Failures()

    def close(self) -> None:
        """Take it off the page for good, with everything in it.

        ipywidgets remembers each widget until it is closed. A button that was left open would keep its box, the
        box its model, and so on: closing the box alone frees nothing.
        """
        for part in _parts(self):
            part.close()
        super().close()

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return {**super()._repr_mimebundle_(**options), **self._still()}

    def _still(self) -> dict[str, str]:
        """Return what to show by its MIME type, such as "text/html"."""
        raise NotImplementedError


def _parts(widget: ipywidgets.Widget) -> Iterator[ipywidgets.Widget]:
    """Yield the widgets inside a widget, and the objects that hold their looks."""
    # A canvas in layers has its layers in _canvases.
    held = [*getattr(widget, "children", ()), *getattr(widget, "_canvases", ())]
    for part in (*held, getattr(widget, "layout", None), getattr(widget, "style", None)):
        if isinstance(part, ipywidgets.Widget):
            yield from _parts(part)
            yield part
