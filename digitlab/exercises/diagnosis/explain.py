"""Why an answer is wrong: what is known of the exercise first, then what the code and the numbers tell."""

from __future__ import annotations

import contextlib
import copy
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from digitlab.exercises import _probe, _values
from digitlab.exercises.cases import Scale, Trial
from digitlab.exercises.diagnosis import known, relations, repairs
from digitlab.exercises.diagnosis.kinds import sentence
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.diagnosis.plain import plain_mistake

# Seconds for each of the two searches. A learner waits for the answer.
_PATIENCE = 1.2
# Seconds for one call of a changed function, and how many of them may be endless.
_ONE_CALL = 0.25
_MOST_ENDLESS = 3

# Errors whose cause may lie elsewhere than what they say.
_MENDABLE: tuple[str, ...] = (
    "shapes-dont-match",
    "reshape-size",
    "index-out-of-range",
    "axis-out-of-range",
    "empty-case",
    "stopped",
)
_MENDABLE += ("float-as-index", "many-truths", "no-return", "wrong-number", "array-for-number", "list-for-array")

CHANGED = (
    "Your function changes the array that it was given, so whoever called it loses their data. "
    "Make a new array (`a - b`, or `a.copy()` first) and leave the arguments as they are."
)
_ONE_NONE = (
    "your function gives None back, though not in every case. Either it ends without coming to a `return`, "
    "or what it returns was never set to anything else: what happens in this case, step by step?"
)
_BY_HAND = "Work out a small case by hand, and compare it with your code step by step."

Words = tuple[str | None, str]


def explain(
    answer: Any, solution: Any, trials: Sequence[Trial], mistakes: Sequence[Misconception], scale: Scale
) -> Words:
    """Say which mistake a wrong answer has made.

    Args:
        answer: the learner's function, or value.
        solution: the right one.
        trials: of the answer, in all cases.
        mistakes: those that are known of this exercise, the most telling first.
        scale: by what it was judged.

    Returns:
        The mistake's name, or None, and sentences for the learner.
    """
    wrong = [trial for trial in trials if not trial.right]
    first = wrong[0]
    is_function = callable(solution)
    if (
        first.problem is not None
        and first.problem.name == "no-return"
        and any(trial.value is not None for trial in trials)
    ):
        return "none-in-one-case", f"For {first.case.text}, {_ONE_NONE}"
    lead = f"For {first.case.text}: " if first.problem and len(trials) > 1 and first is not trials[0] else ""
    if first.problem is not None and first.problem.name in (
        "endless",
        "prints",
        "wrong-arguments",
        "not-a-function",
    ):
        return first.problem.name, lead + first.problem.sentence
    if first.problem is not None:
        begin = lead + first.problem.sentence
    else:
        begin = known.seen(first, scale, is_function=is_function)
    if is_function and (plain := plain_mistake(answer) or _shared_rows(wrong) or _misshapen(trials, scale)):
        return plain, f"{begin} {sentence(plain)}"
    for trial in wrong:
        for mistake in mistakes:
            if trial.problem is None and known.explains(mistake, trial, trials, scale):
                told = f" {_event(trial)}" if mistake.event else ""
                return mistake.name, f"{known.seen(trial, scale, mistake, is_function)}{told} {mistake.message}"
    if first.problem is None and first not in known.comparable(trials):
        pass
    elif first.problem is None and known.not_finite(first.value) and first.call.events:
        event = first.call.events[0]
        return event.name, f"{begin} {_event(first)}"
    if is_function and (first.problem is None or first.problem.name in _MENDABLE):
        found = _searched(answer, solution, trials, mistakes, scale)
        if found is not None:
            return found[0], f"{begin} {found[1]}"
    if first.problem is not None:
        for mistake in mistakes:
            if mistake.stops == first.problem.name:
                return mistake.name, f"{begin} {mistake.message}"
        return first.problem.name, begin
    if any(trial.call.changed for trial in trials):
        return "changed-argument", f"{begin} {CHANGED}"
    name, advice = _general(first, scale)
    return name, f"{begin} {advice}"


def _shared_rows(wrong: Sequence[Trial]) -> str | None:
    """Say whether the rows of a list are one and the same object."""
    for trial in wrong:
        rows = trial.call.value
        if type(rows) is list and len(rows) > 1 and isinstance(rows[0], list | np.ndarray) and rows[0] is rows[1]:
            return "rows-share-a-list"
    return None


def _misshapen(trials: Sequence[Trial], scale: Scale) -> str | None:
    """Say whether all numbers are right, in their order, but not their shape."""
    if scale.accepts is not None or isinstance(trials[0].want, tuple | dict | str):
        return None
    for trial in trials:
        if trial.problem is not None or np.size(trial.value) != np.size(trial.want):
            return None
        if not scale.alike(np.ravel(trial.value), np.ravel(trial.want)):
            return None
    is_axis = all(np.squeeze(trial.value).shape == np.squeeze(trial.want).shape for trial in trials)
    return "extra-axis" if is_axis else "flattened"


def _event(trial: Trial) -> str:
    said = trial.call.events[0].sentence if trial.call.events else ""
    return said[:1].upper() + said[1:]


def _searched(
    answer: Any, solution: Any, trials: Sequence[Trial], mistakes: Sequence[Misconception], scale: Scale
) -> tuple[str, str] | None:
    """Look for the mistake in the code, in the numbers, and in both."""
    with contextlib.suppress(Exception):  # a search that fails has found nothing
        if found := _in_code(answer, trials, scale):
            return found
    valued = known.comparable(trials)
    if scale.accepts is not None or not valued or all(trial.right for trial in valued):
        return None
    with contextlib.suppress(Exception):
        return _in_numbers(answer, solution, valued, mistakes, scale)
    return None


def _in_code(answer: Any, trials: Sequence[Trial], scale: Scale) -> tuple[str, str] | None:
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


def _in_numbers(
    answer: Any, solution: Any, trials: Sequence[Trial], mistakes: Sequence[Misconception], scale: Scale
) -> tuple[str, str] | None:
    if name := ignored_argument(answer, solution, trials, scale):
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
    if words:
        if words == "Every number is 0. ":
            return "all-zero", words + sentence("all-zero")
        kind = "constant-factor" if "times" in words else "constant-difference"
        return kind, words + sentence(kind)
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


def ignored_argument(answer: Any, solution: Any, trials: Sequence[Trial], scale: Scale) -> str | None:
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


def _general(trial: Trial, scale: Scale) -> Words:
    """Say what can be said of a wrong answer that nobody has thought of."""
    pairs = list(zip(_values.flat(trial.value), _values.flat(trial.want), strict=True))
    if scale.accepts is None and any(got.shape != want.shape for got, want in pairs):
        return "wrong-shape", "Look at which axes your code sums, cuts or turns, and what each of them stands for."
    if known.not_finite(trial.value):
        return "not-finite", "`nan` and `inf` come from 0 / 0, from the logarithm of 0, or from too large a power."
    if scale.whole and scale.accepts is None and _values.fractional(trial.value):
        return "not-whole", "A whole number was asked for: divide with `//`, or use `round` or `int`."
    return None, _BY_HAND
