"""An exercise: cases to try an answer on, the mistakes it knows by name, hints, and a solution."""

from __future__ import annotations

import contextlib
import copy
import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from digitlab.exercises import _probe, _values
from digitlab.exercises._values import Problem
from digitlab.exercises.results import Hint, Result, Solution

_CHANGED = (
    "Your function changes the array that it was given, so whoever called it loses their data. "
    "Make a new array (`a - b`, or `a.copy()` first) and leave the arguments as they are."
)
_DIFFERS = (
    "Called twice with the same arguments, your function gave two answers. "
    "Does it draw random numbers without a seed, or remember something from one call to the next?"
)
_UNFINISHED = (
    "The check itself stopped, with {said}. Give plain numbers, lists or NumPy arrays of the kind that the task "
    "asks for; if you do, report this sentence to whoever gave you the course."
)


@dataclass(frozen=True, init=False)
class Case:
    """What an answer is tried on.

    Attributes:
        text: how the learner is told of it, for instance "two rows of three scores".
        arguments: what the answer is called with.
    """

    text: str
    arguments: tuple[Any, ...]

    def __init__(self, text: str, *arguments: Any) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "arguments", arguments)


@dataclass(frozen=True)
class Misconception:
    """A mistake that has a name.

    Attributes:
        name: short, in lower case, such as "wrong-axis".
        message: one or two sentences: why it is wrong, and what to look at next. What was seen is put before it.
        like: what somebody with this mistake computes: takes the arguments of a case; or the wrong value itself.
            It explains an answer that agrees with it in every case.
        when: takes the arguments and the value of a wrong case, and says whether this is the mistake.
        edge: it shows in some cases only, so it explains no answer that is wrong in the first case.
        seen: takes the arguments and the value and says what was seen, to follow "For ..., "; None: the first
            number or the shape that differs.
    """

    name: str
    message: str
    like: Any = None
    when: Callable[[tuple[Any, ...], Any], bool] | None = None
    edge: bool = False
    seen: Callable[[tuple[Any, ...], Any], str] | None = None


@dataclass(frozen=True)
class _Trial:
    case: Case
    want: Any
    value: Any  # as `read` gives it; None with a problem
    problem: Problem | None
    changed: bool
    right: bool


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
        whole: the answer must be whole numbers, not only equal to them.
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
        try:
            return self._checked(answer)
        except _probe.NotAttemptedError:
            what = "the dots" if not callable(self.answer) else "the dots in the function"
            return Result("not attempted", f"Put your own code in place of {what}, then run both cells again.")
        except Exception as error:  # the last resort: an error here would tell the learner nothing
            said = f"{type(error).__name__}: {_values.shown(error, str)}".rstrip(": ").rstrip(".")
            return Result("incorrect", _UNFINISHED.format(said=said), "check-stopped")

    def _checked(self, answer: Any) -> Result:
        trials = self._try_value(answer) if not callable(self.answer) else self._try_function(answer)
        wrong = [trial for trial in trials if not trial.right]
        if wrong:
            return self._explain(trials, wrong)
        if any(trial.changed for trial in trials):
            return Result("incorrect", "The numbers are right. " + _CHANGED, "changed-argument")
        if callable(self.answer) and not self._repeats(answer, trials[0]):
            return Result("incorrect", _DIFFERS, "differs-each-time")
        count = len(trials)
        return Result("correct", f"It was tried on {count} cases." if count > 1 else "That is the answer.")

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

    def _try_value(self, answer: Any) -> list[_Trial]:
        parts = [answer]
        with contextlib.suppress(Exception):  # a dict of a class of its own; `read` says what is wrong with it
            parts = list(answer.values()) if isinstance(answer, Mapping) else parts
        if any(part is None or part is Ellipsis for part in parts):
            raise _probe.NotAttemptedError
        return [self._judge(Case(""), self.answer, answer, None, False)]

    def _try_function(self, answer: Any) -> list[_Trial]:
        if answer is None or answer is Ellipsis:
            raise _probe.NotAttemptedError
        if not callable(answer):
            kind = "a text" if issubclass(type(answer), str) else _values.kind(answer)
            problem = Problem(
                "not-a-function",
                f"A function was expected, but it is {kind}. Write its name alone, "
                f"without parentheses or quotes: `check({self.name})`.",
            )
            return [_Trial(Case(""), None, None, problem, False, False)]
        trials = []
        for case in self.cases:
            want = self.answer(*copy.deepcopy(case.arguments))
            trials.append(self._judge(case, want, *_probe.call(answer, case.arguments)))
        return trials

    def _judge(self, case: Case, want: Any, given: Any, problem: Problem | None, changed: bool) -> _Trial:
        if problem is None:
            try:
                value = _values.read(given, want)
            except _values.UnreadableError as error:
                problem = error.problem
        if problem is not None:
            return _Trial(case, want, None, problem, changed, False)
        if self.accepts is not None:
            right = _quietly(self.accepts, case.arguments, value)
        else:
            is_fraction = self.whole and _values.fractional(value)
            right = not is_fraction and _values.same(value, want, self.rtol, self.atol)
        return _Trial(case, want, value, None, changed, bool(right))

    def _repeats(self, answer: Any, first: _Trial) -> bool:
        try:
            again = self._judge(first.case, first.want, *_probe.call(answer, first.case.arguments))
        except _probe.NotAttemptedError:
            return False
        return again.right and _values.same(again.value, first.value, self.rtol, self.atol)

    def _explain(self, trials: Sequence[_Trial], wrong: Sequence[_Trial]) -> Result:
        for mistake in self.misconceptions:
            for trial in wrong:
                if trial.problem is None and self._is(mistake, trial, trials):
                    seen = self._seen(trial, mistake)
                    return Result("incorrect", f"{seen} {mistake.message}", mistake.name)
        first = wrong[0]
        if first.problem is not None:
            lead = f"For {first.case.text}: " if len(trials) > 1 and first is not trials[0] else ""
            return Result("incorrect", lead + first.problem.sentence, first.problem.name)
        if any(trial.changed for trial in trials):
            return Result("incorrect", f"{self._seen(first)} {_CHANGED}", "changed-argument")
        name, advice = self._general(first)
        return Result("incorrect", f"{self._seen(first)} {advice}", name)

    def _is(self, mistake: Misconception, trial: _Trial, trials: Sequence[_Trial]) -> bool:
        """Say whether a misconception explains a wrong trial, and doesn't contradict any other."""
        if mistake.edge and not trials[0].right:
            return False
        if mistake.when is not None and _quietly(mistake.when, trial.case.arguments, trial.value):
            return True
        if mistake.like is None:
            return False
        return all(self._agrees(mistake.like, other) for other in trials if other.problem is None)

    def _agrees(self, like: Any, trial: _Trial) -> bool:
        try:
            with _probe.quiet():
                wrong = like(*copy.deepcopy(trial.case.arguments)) if callable(like) else like
            wrong = _values.read(wrong, trial.want)
            return _values.same(trial.value, wrong, self.rtol, self.atol)
        except Exception:  # the mistake can't be made with these arguments
            return False

    def _seen(self, trial: _Trial, mistake: Misconception | None = None) -> str:
        said = self._said(trial, mistake)
        return f"For {trial.case.text}, {said}." if trial.case.text else f"{said[0].upper()}{said[1:]}."

    def _said(self, trial: _Trial, mistake: Misconception | None) -> str:
        if mistake is not None and mistake.seen is not None:
            with contextlib.suppress(Exception), _probe.quiet():  # as with `when`; then the usual words must do
                return mistake.seen(trial.case.arguments, trial.value)
        if self.accepts is None and callable(self.answer):
            return _values.difference(trial.value, trial.want, self.rtol, self.atol)
        return f"your answer is {_values.brief(trial.value)}"

    def _general(self, trial: _Trial) -> tuple[str | None, str]:
        """Say what can be said of a wrong answer that nobody has thought of."""
        pairs = list(zip(_values.flat(trial.value), _values.flat(trial.want), strict=True))
        if self.accepts is None and any(got.shape != want.shape for got, want in pairs):
            return (
                "wrong-shape",
                "Look at which axes your code sums, cuts or turns, and what each of them stands for.",
            )
        if any(got.dtype.kind == "f" and not np.isfinite(got).all() for got, _ in pairs):
            return (
                "not-finite",
                "`nan` and `inf` come from 0 / 0, from the logarithm of 0, or from too large a power.",
            )
        if self.whole and self.accepts is None and _values.same(trial.value, trial.want, self.rtol, self.atol):
            return "not-whole", "The value fits, but it must be a whole number: divide with `//`, or use `int`."
        return None, "Work out a small case by hand, and compare it with your code step by step."


def _quietly(function: Callable[..., Any], arguments: tuple[Any, ...], value: Any) -> bool:
    """Ask a predicate; one that fails on an odd value says no."""
    try:
        with _probe.quiet():
            return bool(function(arguments, value))
    except Exception:  # written with the usual wrong values in mind, it may fail in any way on others
        return False
