"""Look for a mistake in the learner's code, and in how its numbers lie to the right ones."""

from __future__ import annotations

import contextlib
import copy
import time
from collections.abc import Callable, Sequence
from typing import Any

from digitlab.exercises import _probe, _values
from digitlab.exercises.cases import Scale, Trial
from digitlab.exercises.diagnosis import known, relations, repairs
from digitlab.exercises.diagnosis.kinds import sentence
from digitlab.exercises.diagnosis.known import Misconception

# Seconds for each of the two searches. A learner waits for the answer.
_PATIENCE = 1.2
# Seconds for one call of a changed function, and how many of them may be endless.
_ONE_CALL = 0.25
_MOST_ENDLESS = 3

# The name of a mistake, and sentences for the learner.
Words = tuple[str, str]


def in_code(answer: Any, trials: Sequence[Trial], scale: Scale) -> Words | None:
    """Look for one or two small changes that make a learner's function right.

    Args:
        answer: the function.
        trials: of it, in all cases; not all of them are right.
        scale: by what it is judged.
    """
    endless = 0
    first = next(trial for trial in trials if not trial.right)
    ordered = [first, *(trial for trial in trials if trial is not first)]

    def judge(function: Callable[..., Any]) -> tuple[int, ...] | None:
        nonlocal endless
        right = shaped = valued = 0
        for trial in ordered:
            if endless > _MOST_ENDLESS:
                return None
            try:
                done = scale.try_on(function, trial.case, trial.want, _ONE_CALL, show=False)
            except _probe.NotAttemptedError:
                return None
            endless += done.call.endless
            if trial is first and not done.right and (done.problem or not trial.problem):
                return None  # not even the first one is better: most changes end here
            right += done.right
            valued += done.problem is None
            shaped += done.problem is None and _fits(done)
        return right, shaped, valued

    best = (len(trials),) * 3
    stopped = any(trial.problem is not None for trial in trials if not trial.right)
    start = tuple(
        sum(map(bool, part))
        for part in (
            [trial.right for trial in trials],
            [trial.problem is None and _fits(trial) for trial in trials],
            [trial.problem is None for trial in trials],
        )
    )
    repair = repairs.mended(answer, judge, (start, best), stopped, time.perf_counter() + _PATIENCE)
    if repair is None:
        return None
    place = (
        f"Look at `{repair.code}` in line {repair.line}: "
        if len(repair.code) <= 60
        else f"In line {repair.line}: "
    )
    told = place + sentence(repair.kinds[0])
    if len(repair.kinds) > 1:
        return "-and-".join(repair.kinds), f"There are two mistakes. {told} And then: {sentence(repair.kinds[1])}"
    return repair.kinds[0], told


def _fits(trial: Trial) -> bool:
    """Say whether a value has the right one's shapes."""
    pairs = zip(_values.flat(trial.value), _values.flat(trial.want), strict=False)
    return all(got.shape == want.shape for got, want in pairs)


def in_numbers(
    answer: Any, solution: Any, trials: Sequence[Trial], mistakes: Sequence[Misconception], scale: Scale
) -> Words | None:
    """Look for a mistake that, made in the solution, gives the answer's numbers, and for a relation between them.

    Args:
        answer: the learner's function.
        solution: the right one.
        trials: of the answer, in the cases that can be compared; not all of them are right.
        mistakes: that are known of this exercise: one of them may come together with a relation.
        scale: by what it is judged.
    """
    if name := _ignored_argument(answer, solution, trials, scale):
        return (
            "ignores-an-argument",
            f"`{name}` has no influence on the result in any of the cases tried.",
        )
    tries = [(trial.case.arguments, trial.value, trial.want) for trial in trials]
    words = relations.in_words(tries) if not isinstance(tries[0][2], tuple | dict | str) else ""
    words = f"{words[:1].upper()}{words[1:]}. " if words else ""
    if kind := relations.related(tries, scale):
        return kind, words + sentence(kind)
    if kind := relations.misread(solution, tries, scale):
        return kind, words + sentence(kind)
    until = time.perf_counter() + _PATIENCE
    trials = sorted(trials, key=lambda trial: trial.right)  # a wrong one first: most changes differ there
    imitations = repairs.imitated(
        solution, lambda function: all(known.agrees(function, trial, scale) for trial in trials), until
    )
    if imitations:
        return imitations[0], words + sentence(imitations[0])
    if both := _two_in_numbers(solution, trials, mistakes, scale, until):
        return both
    if words:
        if words == "Every number is 0. ":
            return "all-zero", words + sentence("all-zero")
        kind = "constant-factor" if "times" in words else "constant-difference"
        return kind, words + sentence(kind)
    return None


def _two_in_numbers(
    solution: Any, trials: Sequence[Trial], mistakes: Sequence[Misconception], scale: Scale, until: float
) -> Words | None:
    """Look for a mistake, known or made in the solution, together with a relation."""
    for mistake in mistakes:
        if callable(mistake.like) and (kind := _related_to(mistake.like, trials, scale)):
            return (
                f"{mistake.name}-and-{kind}",
                f"There are two mistakes. {mistake.message} And then: {sentence(kind)}",
            )
    pairs: list[str] = []

    def related(function: Callable[..., Any]) -> bool:
        if all(_gives(function, trial, scale) for trial in trials):
            return False  # a change without consequences is no mistake
        kind = _related_to(function, trials, scale)
        pairs.extend([kind] if kind else [])
        return kind is not None

    kinds = repairs.imitated(solution, related, until)
    if kinds and len(set(pairs)) == 1 and pairs[0] != kinds[0]:
        both = f"There are two mistakes. {sentence(kinds[0])} And then: {sentence(pairs[0])}"
        return f"{kinds[0]}-and-{pairs[0]}", both
    return None


def _gives(function: Callable[..., Any], trial: Trial, scale: Scale) -> bool:
    """Say whether a function gives the right value in a case."""
    with contextlib.suppress(Exception), _probe.quiet():
        given = function(*copy.deepcopy(trial.case.arguments))
        return scale.alike(_values.read(given, trial.want), trial.want)
    return False


def _related_to(like: Callable[..., Any], trials: Sequence[Trial], scale: Scale) -> str | None:
    tries = []
    try:
        with _probe.quiet():
            for trial in trials:
                made = _values.read(like(*copy.deepcopy(trial.case.arguments)), trial.want)
                tries.append((trial.case.arguments, trial.value, made))
    except Exception:
        return None
    return relations.related(tries, scale, both_ways=True)


def _ignored_argument(answer: Any, solution: Any, trials: Sequence[Trial], scale: Scale) -> str | None:
    """Return the name of an argument that changes the right result, but not the answer's."""
    signature = _probe.signature_of(solution)
    names = list(signature.parameters) if signature else []
    for place, name in enumerate(names):
        told = _influence(answer, solution, trials, scale, place)
        if told is False:
            return name
    return None


def _influence(answer: Any, solution: Any, trials: Sequence[Trial], scale: Scale, place: int) -> bool | None:
    """Say whether an argument changes an answer where it changes the solution; None: it can't be told."""
    told = None
    for one in trials:
        for other in trials:
            arguments = list(one.case.arguments)
            arguments[place] = other.case.arguments[place]
            try:
                with _probe.quiet():
                    want = solution(*copy.deepcopy(arguments))
                if scale.alike(_values.read(want, one.want), one.want):
                    continue
                call = _probe.call(answer, arguments, _ONE_CALL, show=False)
                if call.error is not None or call.endless:
                    continue
                if not scale.alike(_values.read(call.value, want), one.value):
                    return True
                told = False
            except Exception:  # the arguments of two cases don't always go together
                continue
    return told
