"""An exercise: cases to try an answer on, the mistakes it knows by name, hints, and a solution."""

from __future__ import annotations

import contextlib
import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from digitlab.exercises import _probe, _values
from digitlab.exercises._probe import Call
from digitlab.exercises._values import Problem
from digitlab.exercises.better import remark
from digitlab.exercises.cases import Case, Scale, Trial, wanted
from digitlab.exercises.diagnosis.explain import CHANGED, explain
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.log import note
from digitlab.exercises.results import Hint, Result, Solution

_DIFFERS = (
    "Called twice with the same arguments, your function gave two answers. "
    "Does it draw random numbers without a seed, or remember something from one call to the next?"
)
_UNFINISHED = (
    "The check itself stopped, with {said}. Give plain numbers, lists or NumPy arrays of the kind that the task "
    "asks for; if you do, report this sentence to whoever gave you the course."
)


@dataclass(eq=False)
class Exercise:
    """An exercise with check, hints and solution.

    Attributes:
        name: also the name of the function that the learner writes.
        title: as in the lesson's heading.
        answer: the solution, a function; or the right value, where a value is asked for: then give `code`, too.
        cases: what an answer is tried on; none where the answer is a value.
        misconceptions: the mistakes that have a name, the most telling first.
        hints: each says a little more than the one before.
        why: why the solution works.
        code: the solution as it is shown; None: the source of `answer`.
        accepts: takes the arguments and the value of a case and says whether it is right, where more than one
            value is; None: compare with what `answer` gives.
        whole: the answer is whole numbers, which are compared exactly; 2.0 is one.
        together: takes the arguments and values of all cases, each right by itself, and says what is wrong with
            them together, or None: for instance that a seed has no influence.
        rtol, atol: how far from the right numbers an answer may be.

    Example:
        >>> def twice(x):
        ...     return 2 * x
        >>> square = Misconception("square", "That is x times x.", like=lambda x: x**2)
        >>> task = Exercise("twice", "Twice", twice, [Case("x = 3", 3)], [square], ["x + x"], "So.", code="...")
        >>> task.check(lambda x: x + x).outcome
        'correct'
        >>> task.check(lambda x: x * x)
        ✗ Not right yet. For x = 3, your answer is 9, where 6 was expected. That is x times x.
    """

    name: str
    title: str
    answer: Any
    cases: Sequence[Case] = ()
    misconceptions: Sequence[Misconception] = ()
    hints: Sequence[str] = ()
    why: str = ""
    code: str | None = None
    accepts: Callable[[tuple[Any, ...], Any], bool] | None = None
    whole: bool = False
    together: Callable[[Sequence[tuple[tuple[Any, ...], Any]]], Problem | None] | None = None
    rtol: float = 1e-4
    atol: float = 1e-6
    _given: int = field(default=0, init=False, repr=False)

    def check(self, answer: Any) -> Result:
        """Try an answer and say what was found.

        Args:
            answer: the function that the learner wrote (without parentheses), or a value where one is asked for.

        Returns:
            The result; it never raises.
        """
        result = self._result(answer)
        note(self.name, result)
        return result

    def _result(self, answer: Any) -> Result:
        try:
            return self._checked(answer)
        except _probe.NotAttemptedError:
            what = "the dots" if not callable(self.answer) else "the dots in the function"
            return Result("not attempted", f"Put your own code in place of {what}, then run both cells again.")
        except Exception as error:  # the last resort: an error here would tell the learner nothing
            said = f"{type(error).__name__}: {_values.shown(error, str)}".rstrip(": ").rstrip(".")
            return Result("incorrect", _UNFINISHED.format(said=said), "check-stopped")

    def _checked(self, answer: Any) -> Result:
        trials = self._try_function(answer) if callable(self.answer) else self._try_value(answer)
        if not all(trial.right for trial in trials):
            name, message = explain(answer, self.answer, trials, self.misconceptions, self._scale)
            return Result("incorrect", message, name)
        if any(trial.call.changed for trial in trials):
            return Result("incorrect", "The numbers are right. " + CHANGED, "changed-argument")
        if callable(self.answer) and not self._repeats(answer, trials[0]):
            return Result("incorrect", _DIFFERS, "differs-each-time")
        if self.together and (problem := self.together([(trial.case.arguments, trial.value) for trial in trials])):
            return Result("incorrect", problem.sentence, problem.name)
        if len(trials) == 1:
            return Result("correct", "That is the answer.")
        more = remark(answer, self.answer, trials)
        return Result("correct", f"It was tried on {len(trials)} cases." + (f" {more}" if more else ""))

    @property
    def _scale(self) -> Scale:
        return Scale(self.accepts, self.whole, self.rtol, self.atol)

    def hint(self, number: int | None = None) -> Hint:
        """Return the hints so far and one more.

        Args:
            number: show this many instead.
        """
        self._given = min(self._given + 1 if number is None else max(1, number), len(self.hints))
        return Hint(tuple(self.hints[: self._given]), len(self.hints))

    def solution(self) -> Solution:
        """Return one way to do it, and why it works."""
        code = textwrap.dedent(inspect.getsource(self.answer)) if self.code is None else self.code
        return Solution(self.title, code, self.why)

    def __repr__(self) -> str:
        """Return the title and what can be done."""
        return f"<Exercise {self.name!r}: {self.title}. check(answer), hint() or solution()>"

    def _try_value(self, answer: Any) -> list[Trial]:
        parts = [answer]
        with contextlib.suppress(Exception):  # a dict of a class of its own; `read` says what is wrong with it
            parts = list(answer.values()) if isinstance(answer, Mapping) else parts
        if any(part is None or part is Ellipsis for part in parts):
            raise _probe.NotAttemptedError
        return [self._scale.judge(Case(""), self.answer, Call(answer))]

    def _try_function(self, answer: Any) -> list[Trial]:
        if answer is None or answer is Ellipsis:
            raise _probe.NotAttemptedError
        if not callable(answer):
            kind = "a text" if issubclass(type(answer), str) else _values.kind(answer)
            problem = Problem(
                "not-a-function",
                f"A function was expected, but it is {kind}. Write its name alone, "
                f"without parentheses or quotes: `check({self.name})`.",
            )
            return [Trial(Case(""), None, None, problem, False)]
        trials: list[Trial] = []
        for case, want in zip(self.cases, wanted(self.answer, self.cases), strict=True):
            trials.append(self._scale.try_on(answer, case, want))
            if trials[-1].call.endless:  # the others would take as long
                break
        return trials

    def _repeats(self, answer: Any, first: Trial) -> bool:
        try:
            again = self._scale.try_on(answer, first.case, first.want, show=False)
        except _probe.NotAttemptedError:
            return False
        return again.right and self._scale.alike(again.value, first.value)
