"""What an answer is tried on, and what came of it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from digitlab.exercises import _probe, _values
from digitlab.exercises._probe import Call
from digitlab.exercises._values import Problem
from digitlab.exercises.diagnosis import errors
from digitlab.exercises.diagnosis.kinds import sentence


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
class Trial:
    """What an answer gave in one case.

    Attributes:
        case: the case.
        want: the right value.
        value: the answer's, as `read` gives it; None with a problem.
        problem: why there is nothing to compare, or None.
        right: whether it is right.
        call: all else that happened; None where a value was asked for, no function.
    """

    case: Case
    want: Any
    value: Any
    problem: Problem | None
    right: bool
    call: Call = field(default_factory=Call)


@dataclass(frozen=True)
class Scale:
    """By what a value is judged.

    Attributes:
        accepts: takes the arguments and the value of a case, and says whether it is right; None: compare.
        whole: the numbers are whole ones, so they are compared exactly.
        rtol, atol: how far apart numbers may be that are taken as equal.
    """

    accepts: Callable[[tuple[Any, ...], Any], bool] | None = None
    whole: bool = False
    rtol: float = 1e-4
    atol: float = 1e-6

    def alike(self, got: Any, want: Any) -> bool:
        """Say whether two values, as `read` gives them, are equal as far as it matters."""
        if self.whole:
            return _values.same(got, want, 0, 1e-9)
        return _values.same(got, want, self.rtol, self.atol)

    def judge(self, case: Case, want: Any, call: Call, problem: Problem | None = None) -> Trial:
        """Return the trial that a call was.

        Args:
            case: what it was called with.
            want: the right value.
            call: what became of it.
            problem: why it isn't to be compared, if that is known already.
        """
        if problem is None:
            try:
                value = _values.read(call.value, want)
            except _values.UnreadableError as error:
                problem = error.problem
        if problem is not None:
            return Trial(case, want, None, problem, False, call)
        if self.accepts is not None:
            right = quietly(self.accepts, case.arguments, value)
        else:
            right = self.alike(value, want)
        return Trial(case, want, value, None, right, call)

    def try_on(
        self,
        function: Callable[..., Any],
        case: Case,
        want: Any,
        limit: float = _probe.PATIENCE,
        show: bool = True,
    ) -> Trial:
        """Call a function with a case's arguments, and judge it.

        Args:
            function: the learner's.
            case: what to call it with.
            want: the right value.
            limit: seconds.
            show: let it print.

        Raises:
            NotAttemptedError: if it is a stub.
        """
        signature = _probe.signature_of(function)
        if problem := errors.wrong_arguments(signature, case.arguments):
            return self.judge(case, want, Call(), problem)
        call = _probe.call(function, case.arguments, limit, show)
        if call.endless:
            problem = Problem("endless", _ENDLESS.format(seconds=limit))
        elif call.error is not None:
            names = list(signature.parameters) if signature else []
            problem = errors.stopped(_probe.code_of(function), names, case.arguments, call.error)
        elif call.value is None and call.printed.strip():
            shown = _values.shown(call.printed.strip(), str)
            problem = Problem("prints", f"{sentence('prints')} What it printed: {shown}")
        return self.judge(case, want, call, problem)


_ENDLESS = (
    "Your function was still running after {seconds:g} seconds, where milliseconds should do, and was "
    "stopped. Does a loop never end: does something in the condition after `while` change in each turn, "
    "towards its end? (Two floats are rarely *exactly* equal. And if your computer is busy with something "
    "else, run the cell once more.)"
)


def wanted(solution: Callable[..., Any], cases: Sequence[Case]) -> list[Any]:
    """Return what a solution gives in each case; the arguments stay as they are."""
    return [solution(*copy.deepcopy(case.arguments)) for case in cases]


def quietly(function: Callable[..., Any], *arguments: Any) -> bool:
    """Ask a predicate; one that fails on an odd value says no."""
    try:
        with _probe.quiet():
            return bool(function(*arguments))
    except Exception:  # written with the usual wrong values in mind, it may fail in any way on others
        return False
