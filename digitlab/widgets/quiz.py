"""`Quiz`: questions with several answers to choose from; each choice is judged at once."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import ipywidgets

from digitlab._shared.markup import prose_html
from digitlab.exercises.quiz import Question, read_quiz
from digitlab.widgets._shared.composite import Composite


class Quiz(Composite):
    r"""A quiz that checks itself.

    A wrong choice may be changed until it is right; the count is of those that were right at the first choice.

    Args:
        path: a Markdown file, of the form that `dl.exercises.read_quiz` explains.

    Attributes:
        questions: what is asked.
        first_choices: for each question, the place of the first option that was chosen, or None.

    Raises:
        TypeError, ValueError, OSError: as `dl.exercises.read_quiz`.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder) / "mine.md"
        ...     _ = file.write_text("1. What is 6 times 7?\n   - [ ] 41\n   - [x] 42\n   > 6 + 6 + ... + 6.\n")
        ...     quiz = Quiz(file)
        >>> quiz.choose(0, 1)
        >>> quiz.right
        1
    """

    def __init__(self, path: str | Path) -> None:
        self.questions = read_quiz(path)
        self.first_choices: list[int | None] = [None] * len(self.questions)
        self._choices = [_buttons(question) for question in self.questions]
        self._remarks = [ipywidgets.HTML() for _ in self.questions]
        self._count = ipywidgets.HTML()
        rows: list[Any] = []
        for number, question in enumerate(self.questions):
            self._choices[number].observe(self.failures.guard(functools.partial(self._judge, number)), "value")
            rows += [
                ipywidgets.HTML(f"<b>{number + 1}.</b> {prose_html(question.text)}"),
                self._choices[number],
                self._remarks[number],
            ]
        super().__init__([*rows, self._count])
        self.add_class("digitlab-quiz")
        self._tell()

    @property
    def right(self) -> int:
        """How many questions were right at the first choice."""
        return sum(
            choice == question.right for choice, question in zip(self.first_choices, self.questions, strict=True)
        )

    def choose(self, question: int, option: int) -> None:
        """Choose an option, as a click does; both are counted from 0."""
        self._choices[question].index = option

    def _judge(self, number: int, change: Any) -> None:
        chosen, question = self._choices[number].index, self.questions[number]
        if chosen is None:
            return
        if self.first_choices[number] is None:
            self.first_choices[number] = chosen
        said = (
            f"<b>✓ Right.</b> {prose_html(question.why)}"
            if chosen == question.right
            else "<b>✗ No.</b> Think again."
        )
        # A screen reader says what changes in an element of this role.
        self._remarks[number].value = f'<div role="status">{said}</div>'
        self._tell()

    def _tell(self) -> None:
        answered = sum(choice is not None for choice in self.first_choices)
        self._count.value = (
            f'<div role="status">{answered} of {len(self.questions)} answered, {self.right} right at the first '
            "choice</div>"
        )

    def _still(self) -> dict[str, str]:
        asked = "".join(
            f"<li>{prose_html(question.text)}<ul>"
            + "".join(f"<li>{prose_html(option)}</li>" for option in question.options)
            + "</ul></li>"
            for question in self.questions
        )
        return {"text/html": f"<ol>{asked}</ol>", "text/plain": f"A quiz of {len(self.questions)} questions"}


def _buttons(question: Question) -> ipywidgets.RadioButtons:
    # Options are plain text on the page: without the marks for code and emphasis.
    options = [(re.sub(r"[`*]", "", option), place) for place, option in enumerate(question.options)]
    buttons = ipywidgets.RadioButtons(options=options, value=None, layout={"width": "auto"})
    buttons.tooltip = question.text
    return buttons
