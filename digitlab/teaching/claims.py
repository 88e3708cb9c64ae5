"""What a lesson says of itself: its seconds, and what its prose says of the outputs.

A sentence that an output could contradict carries a mark behind it, a comment that readers don't see:

    It reads 92 % of them.<!-- full: 0.915 <= accuracy < 0.925 -->
    The second network is better.<!-- always: accuracies[1] > accuracies[0] -->

The expression is evaluated in the lesson's kernel, at this place: "full" when the lessons run on the full set, as
for every number; "always" on the offline sample, too. Numbers that were not measured, such as "a threshold of
90 %", stand in a paragraph with the mark <!-- not measured -->.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

import nbformat

MARK = re.compile(r"<!--\s*(full|always):\s*(.*?)\s*-->", re.S)
_SECONDS = re.compile(r"runs\s+for\s+about\s+(\d+)\s+seconds")


def markdown(notebook: Any) -> list[str]:
    """Return the text of each markdown cell."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def seconds_stated(notebook: Any) -> int | None:
    """Return the seconds of computing that the first cell states."""
    found = _SECONDS.search(markdown(notebook)[0])
    return int(found[1]) if found else None


def claims(notebook: Any, kinds: Collection[str] = ("full", "always")) -> list[tuple[int, str]]:
    """Return the claims of some kinds, expressions, each with the position of its cell."""
    return [
        (position, " ".join(expression.split()))
        for position, cell in enumerate(notebook.cells)
        if cell.cell_type == "markdown"
        for kind, expression in MARK.findall(cell.source)
        if kind in kinds
    ]


def with_claims_asserted(notebook: Any, kinds: Collection[str] = ("full", "always")) -> Any:
    """Return a copy in which a code cell behind each marked text asserts what it states."""
    copy = nbformat.from_dict(notebook)
    cells = []
    for position, cell in enumerate(copy.cells):
        cells.append(cell)
        for expression in [found for place, found in claims(notebook, kinds) if place == position]:
            message = f"the prose states what isn't so: {expression}"
            cells.append(nbformat.v4.new_code_cell(f"assert {expression}, {message!r}"))
    copy.cells = cells
    return copy
