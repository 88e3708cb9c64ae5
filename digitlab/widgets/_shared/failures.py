"""`Failures`: the line of a widget that says what went wrong in one of its callbacks or threads."""

from __future__ import annotations

import functools
import html
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets


class Failures(ipywidgets.HTML):
    """Catches what a callback raises, and says it in the page.

    Jupyter would write it to a log that no learner opens, and the widget would seem to do nothing.

    Example:
        >>> failures = Failures()
        >>> failures.guard(lambda: 1 / 0)()
        >>> "ZeroDivisionError: division by zero" in failures.value
        True
    """

    def __init__(self) -> None:
        super().__init__(layout={"display": "none"})
        self._failed: Any = None

    def guard(self, work: Callable[..., Any]) -> Callable[..., None]:
        """Return a callback that does the work and never raises an error; an interrupt passes."""

        @functools.wraps(work)
        def guarded(*given: Any) -> None:
            try:
                work(*given)
            except Exception as error:
                self.tell(error, work)
            else:
                if self._failed == work:  # what failed works again
                    self._failed = None
                    self._show("")

        return guarded

    def tell(self, error: BaseException, work: Any = None) -> None:
        """Say what went wrong, and where."""
        self._failed = work
        place = ""
        for frame in traceback.extract_tb(error.__traceback__)[-1:]:
            place = f", in {Path(frame.filename).name}, line {frame.lineno}"
        text = (
            f"Something went wrong here: {type(error).__name__}: {error!s:.300}{place}. "
            "What you drew or entered before is kept: go on, or run this cell again."
        )
        self._show(f'<div role="alert" style="line-height:1.4">{html.escape(text)}</div>')

    def _show(self, page: str) -> None:
        self.value = page
        self.layout.display = None if page else "none"  # an empty line would take up room
