"""Mistakes of one exercise that have a name, and whether an answer has made one of them."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from digitlab.exercises import _probe, _values
from digitlab.exercises.cases import Scale, Trial, quietly


@dataclass(frozen=True)
class Misconception:
    """A mistake that has a name.

    Attributes:
        name: short, in lower case, such as "wrong-axis".
        message: one or two sentences: why it is wrong, and what to look at next. What was seen is put before it.
        like: what somebody with this mistake computes: takes the arguments of a case; or the wrong value itself;
            or a tuple of such functions. It explains an answer that agrees with one of them in every case.
        when: takes the arguments and the value of a wrong case, and says whether this is the mistake.
        edge: it shows in some cases only, so it explains no answer that is wrong in the first case.
        seen: takes the arguments and the value and says what was seen, to follow "For ..., "; None: the first
            number or the shape that differs.
        event: the value isn't finite, and this came first: "overflow", "log-of-zero", "division-by-zero" or
            "invalid-value".
        stops: it ends with an error of this name, as `errors.stopped` gives it.
    """

    name: str
    message: str
    like: Any = None
    when: Callable[[tuple[Any, ...], Any], bool] | None = None
    edge: bool = False
    seen: Callable[[tuple[Any, ...], Any], str] | None = None
    event: str | None = None
    stops: str | None = None


def explains(mistake: Misconception, trial: Trial, trials: Sequence[Trial], scale: Scale) -> bool:
    """Say whether a misconception explains a wrong trial, and doesn't contradict any other."""
    if mistake.edge and not trials[0].right:
        return False
    if mistake.event is not None and not_finite(trial.value) and trial.call.events:
        return trial.call.events[0].name == mistake.event
    if mistake.when is not None and quietly(mistake.when, trial.case.arguments, trial.value):
        return True
    told = comparable(trials)
    is_many = isinstance(mistake.like, tuple) and all(map(callable, mistake.like))
    likes = mistake.like if is_many else (mistake.like,)
    return bool(told) and any(like is not None and all(agrees(like, one, scale) for one in told) for like in likes)


def agrees(like: Any, trial: Trial, scale: Scale) -> bool:
    """Say whether an answer gave, in one case, what a function (or value) gives.

    Args:
        like: a function of a case's arguments, or a value.
        trial: the answer's.
        scale: by what they are compared.
    """
    try:
        with _probe.quiet():
            arguments = copy.deepcopy(trial.case.arguments)
            given = like(*arguments) if callable(like) else like
        return scale.alike(trial.value, _values.read(given, trial.want))
    except Exception:  # the mistake can't be made with these arguments
        return False


def comparable(trials: Sequence[Trial]) -> list[Trial]:
    """Return the trials that tell a mistake: those with a value, and, if that leaves any, without an overflow.

    A second mistake, say a softmax that overflows, shouldn't hide the first one.
    """
    valued = [trial for trial in trials if trial.problem is None]
    finite = [trial for trial in valued if not (trial.call.events and not_finite(trial.value))]
    told = finite if any(not trial.right for trial in finite) else valued
    # Where it mostly stops with errors, what is left may agree with anything.
    return told if 2 * len(valued) >= len(trials) else []


def not_finite(value: Any) -> bool:
    """Say whether there is `nan` or infinity in a value."""
    return any(part.dtype.kind == "f" and not np.isfinite(part).all() for part in _values.flat(value))


def seen(trial: Trial, scale: Scale, mistake: Misconception | None = None, is_function: bool = True) -> str:
    """Say what was seen of a wrong trial, as a sentence: the case, the learner's number, and the expected one.

    Args:
        trial: the wrong one.
        scale: by what it was judged.
        mistake: it may have words of its own.
        is_function: a value that was asked for isn't given away.
    """
    said = ""
    if mistake is not None and mistake.seen is not None:
        with contextlib.suppress(Exception), _probe.quiet():  # as with `when`; then the usual words must do
            said = mistake.seen(trial.case.arguments, trial.value)
    if not said and scale.accepts is None and is_function:
        said = _values.difference(trial.value, trial.want, scale.rtol, scale.atol)
    said = said or f"your answer is {_values.brief(trial.value)}"
    return f"For {trial.case.text}, {said}." if trial.case.text else f"{said[0].upper()}{said[1:]}."
