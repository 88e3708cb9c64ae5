"""Functions made of text, with a source that can be looked up, as those of a notebook's cell, or without one."""

from __future__ import annotations

import itertools
import linecache
import textwrap
from collections.abc import Callable
from typing import Any

import numpy as np

_numbers = itertools.count(1)


def written(body: str, arguments: str, source: bool = True) -> Callable[..., Any]:
    """Return a function with a body; its source can be looked up, or can't."""
    code = f"def answer({arguments}):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"
    name = f"<cell {next(_numbers)}>"
    names: dict[str, Any] = {"np": np, "__name__": "a_notebook"}
    exec(compile(code, name, "exec"), names)
    if source:
        linecache.cache[name] = (len(code), None, code.splitlines(True), name)
    answer: Callable[..., Any] = names["answer"]
    return answer
