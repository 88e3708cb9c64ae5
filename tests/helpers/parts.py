"""Find the parts of a widget by what can be seen of them: their kind, their label, their text."""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import ipywidgets

Kind = TypeVar("Kind", bound=ipywidgets.Widget)


def parts(widget: ipywidgets.Widget) -> Iterator[ipywidgets.Widget]:
    """Yield a widget and everything inside it, from top to bottom."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from parts(child)


def part(widget: ipywidgets.Widget, kind: type[Kind]) -> Kind:
    """Return the only part of a kind."""
    (found,) = (one for one in parts(widget) if isinstance(one, kind))
    return found


def button(widget: ipywidgets.Widget, label: str) -> Any:
    """Return the button, also one that stays pressed, with a label."""
    (found,) = (one for one in parts(widget) if getattr(one, "description", None) == label)
    return found


def pages(widget: ipywidgets.Widget) -> list[str]:
    """Return what each part of plain HTML shows, from top to bottom, without the line for failures."""
    return [str(one.value) for one in parts(widget) if type(one) is ipywidgets.HTML]


def said(widget: ipywidgets.Widget) -> str:
    """Return all that a widget's parts of plain HTML say, with signs such as < as they are read."""
    return html.unescape("\n".join(str(one.value) for one in parts(widget) if isinstance(one, ipywidgets.HTML)))


def until(condition: Callable[[], Any], seconds: float = 60.0) -> None:
    """Wait until a condition comes true, which threads bring about."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.002)
