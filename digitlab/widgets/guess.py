"""`Guess`: the learner writes down a prediction before the cell runs, and sees it beside what came out."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import ipywidgets

from digitlab.widgets._shared.composite import Composite

_LONGEST = 200


class Guess(Composite):
    """A question with a place for the answer.

    Args:
        question: one sentence.
        choices: answers to choose from; None for a line to write in.

    Example:
        >>> guess = Guess("What shape does Z have?")
        >>> guess.answer = "(5, 10)"
        >>> print(guess.compare((5, 10)))
        You predicted (5, 10); it is (5, 10).
    """

    def __init__(self, question: str, choices: Sequence[str] | None = None) -> None:
        self._question = str(question)
        label = ipywidgets.HTML(f"<b>Predict, then run.</b> {html.escape(self._question)}")
        if choices is None:
            self._field: Any = ipywidgets.Text(
                placeholder="your prediction", layout={"width": "320px"}, continuous_update=True
            )
        else:
            self._field = ipywidgets.ToggleButtons(
                options=[str(choice) for choice in choices], value=None, style={"button_width": "auto"}
            )
        super().__init__([label, self._field])
        self.add_class("digitlab-guess")

    @property
    def answer(self) -> str:
        """What the learner predicts; "" while there is nothing."""
        return str(self._field.value or "").strip()[:_LONGEST]

    @answer.setter
    def answer(self, text: str) -> None:
        self._field.value = text

    def compare(self, outcome: Any) -> Comparison:
        """Return the prediction beside what came out, to be shown by the notebook."""
        return Comparison(self.answer, str(outcome))

    def _still(self) -> dict[str, str]:
        return {"text/plain": f"Predict, then run. {self._question}"}


class Comparison:
    """A prediction beside its outcome."""

    def __init__(self, predicted: str, outcome: str) -> None:
        self.predicted = predicted
        self.outcome = outcome

    def __repr__(self) -> str:
        """Return one sentence."""
        if not self.predicted:
            return f"You predicted nothing this time; it is {self.outcome}."
        return f"You predicted {self.predicted}; it is {self.outcome}."

    def _repr_html_(self) -> str:
        predicted = html.escape(self.predicted) or "<i>nothing this time</i>"
        return (
            '<table><tr><th style="text-align:left">you predicted</th><th style="text-align:left">it is</th></tr>'
            f'<tr><td style="text-align:left">{predicted}</td>'
            f'<td style="text-align:left">{html.escape(self.outcome)}</td></tr></table>'
        )
