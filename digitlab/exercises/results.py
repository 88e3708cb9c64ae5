"""What a learner sees of an exercise: the result of a check, hints, and a solution, as text and as HTML.

The HTML takes its colours from JupyterLab's theme, light or dark. Each outcome has a word and a sign of its own,
so that nobody has to tell colours apart.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Literal

from digitlab._shared.markup import prose_html

Outcome = Literal["correct", "incorrect", "not attempted"]

# A sign, a word and a colour for the rim that stands out from white and from black.
_FACES = {
    "correct": ("✓", "Correct.", "#2b83ba"),
    "incorrect": ("✗", "Not right yet.", "#d9730d"),
    "not attempted": ("○", "Not attempted.", "#8a8f98"),
}
_BOX = (
    "border-left:4px solid {rim};padding:6px 12px;margin:4px 0;max-width:52em;"
    "color:var(--jp-content-font-color1,inherit);"
    "font:14px/1.5 var(--jp-content-font-family,system-ui,sans-serif)"
)
_PRE = (
    "margin:6px 0;padding:8px 10px;overflow-x:auto;white-space:pre;"
    "font:13px/1.5 var(--jp-code-font-family,monospace);"
    "color:inherit;background:var(--jp-layout-color2,rgba(128,128,128,.12))"
)


@dataclass(frozen=True)
class Result:
    """What a check found.

    Attributes:
        outcome: "correct", "incorrect" or "not attempted".
        message: plain sentences: what was seen, why it is wrong, what to look at next.
        misconception: the name of the mistake that explains the answer, or None.
    """

    outcome: Outcome
    message: str
    misconception: str | None = None

    def __repr__(self) -> str:
        """Return sign, word and message in one line."""
        sign, word, _ = _FACES[self.outcome]
        return f"{sign} {word} {self.message}"

    def _repr_html_(self) -> str:
        sign, word, rim = _FACES[self.outcome]
        return _box(
            f'<span aria-hidden="true">{sign}</span> <strong>{word}</strong> {prose_html(self.message)}',
            rim,
            f'role="status" data-outcome="{self.outcome}"',
        )


@dataclass(frozen=True)
class Hint:
    """The hints given so far.

    Attributes:
        hints: the hints, the newest last.
        total: how many the exercise has.
    """

    hints: tuple[str, ...]
    total: int

    @property
    def _more(self) -> str:
        if len(self.hints) < self.total:
            return "Run the cell again for the next hint."
        return "That was the last hint. `solution()` shows one way to do it."

    def __repr__(self) -> str:
        """Return one line for each hint."""
        lines = [f"Hint {number} of {self.total}: {hint}" for number, hint in enumerate(self.hints, 1)]
        return "\n".join([*lines, self._more])

    def _repr_html_(self) -> str:
        items = "".join(
            f'<div style="margin:2px 0"><strong>Hint {number} of {self.total}.</strong> {prose_html(hint)}</div>'
            for number, hint in enumerate(self.hints, 1)
        )
        return _box(f'{items}<div style="opacity:.75">{prose_html(self._more)}</div>', "#8a8f98")


@dataclass(frozen=True)
class Solution:
    """One way to solve an exercise.

    Attributes:
        title: of the exercise.
        code: what to put into the cell.
        why: why it works.
    """

    title: str
    code: str
    why: str

    def __repr__(self) -> str:
        """Return code and reason."""
        return f"One solution: {self.title}\n\n{self.code.rstrip()}\n\nWhy: {self.why}"

    def _repr_html_(self) -> str:
        code = html.escape(self.code.rstrip())
        return _box(
            f"<strong>One solution: {prose_html(self.title)}</strong>"
            f'<pre style="{_PRE}">{code}</pre><strong>Why:</strong> {prose_html(self.why)}',
            "#8a8f98",
        )


def _box(content: str, rim: str, attributes: str = "") -> str:
    return f'<div class="digitlab-exercise" {attributes} style="{_BOX.format(rim=rim)}">{content}</div>'
