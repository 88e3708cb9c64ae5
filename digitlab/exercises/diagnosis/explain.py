"""Why an answer is wrong: one step after the other is asked, the most telling first."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from digitlab.exercises import _values
from digitlab.exercises.cases import Scale, Trial
from digitlab.exercises.diagnosis import known, search
from digitlab.exercises.diagnosis.kinds import sentence
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.diagnosis.plain import plain_mistake

# Problems that say all there is to say.
_PLAIN_PROBLEMS = ("endless", "prints", "wrong-arguments", "not-a-function")
# Errors whose cause may lie elsewhere than what they say.
_MENDABLE = (
    *("shapes-dont-match", "reshape-size", "index-out-of-range", "axis-out-of-range", "empty-case", "stopped"),
    *("float-as-index", "many-truths", "no-return", "wrong-number", "array-for-number", "list-for-array"),
)

CHANGED = (
    "Your function changes the array that it was given, so whoever called it loses their data. "
    "Make a new array (`a - b`, or `a.copy()` first) and leave the arguments as they are."
)
_ONE_NONE = (
    "your function gives None back, though not in every case. Either it ends without coming to a `return`, "
    "or what it returns was never set to anything else: what happens in this case, step by step?"
)
_BY_HAND = "Work out a small case by hand, and compare it with your code step by step."

# The name of the mistake, or None, and sentences for the learner.
Words = tuple[str | None, str]


@dataclass(frozen=True)
class _Wrong:
    """A wrong answer, and what came of it.

    Attributes:
        answer, solution: the learner's function (or value) and the right one.
        trials: of the answer, in all cases.
        mistakes: those that are known of this exercise.
        scale: by what it was judged.
    """

    answer: Any
    solution: Any
    trials: Sequence[Trial]
    mistakes: Sequence[Misconception]
    scale: Scale

    @property
    def wrong(self) -> list[Trial]:
        return [trial for trial in self.trials if not trial.right]

    @property
    def first(self) -> Trial:
        return self.wrong[0]

    @property
    def is_function(self) -> bool:
        return callable(self.solution)

    @property
    def seen(self) -> str:
        """What was seen of the first wrong trial, as a sentence."""
        if self.first.problem is None:
            return known.seen(self.first, self.scale, is_function=self.is_function)
        is_later = len(self.trials) > 1 and self.first is not self.trials[0]
        return (f"For {self.first.case.text}: " if is_later else "") + self.first.problem.sentence


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
    found = _Wrong(answer, solution, trials, mistakes, scale)
    for step in (_problem, _plain, _known, _float, _searched, _stopped, _changed):
        if words := step(found):
            return words
    name, advice = _general(found.first, scale)
    return name, f"{found.seen} {advice}"


def _problem(found: _Wrong) -> Words | None:
    """Tell what keeps an answer from giving anything."""
    problem = found.first.problem
    if problem is None:
        return None
    if problem.name == "no-return" and any(trial.value is not None for trial in found.trials):
        return "none-in-one-case", f"For {found.first.case.text}, {_ONE_NONE}"
    return (problem.name, found.seen) if problem.name in _PLAIN_PROBLEMS else None


def _plain(found: _Wrong) -> Words | None:
    """Tell what is seen at a glance, in the code or in the shapes."""
    if not found.is_function:
        return None
    kind = plain_mistake(found.answer) or _shared_rows(found.wrong) or _misshapen(found.trials, found.scale)
    return (kind, f"{found.seen} {sentence(kind)}") if kind else None


def _known(found: _Wrong) -> Words | None:
    """Tell a mistake that is known of this exercise."""
    for trial in found.wrong:
        for mistake in found.mistakes:
            if trial.problem is None and known.explains(mistake, trial, found.trials, found.scale):
                seen = known.seen(trial, found.scale, mistake, found.is_function)
                event = _event(trial) if mistake.event else ""
                return mistake.name, " ".join(part for part in (seen, event, mistake.message) if part)
    return None


def _float(found: _Wrong) -> Words | None:
    """Tell where `nan` or infinity came up first, unless other trials tell more."""
    trial = found.first
    is_odd = trial.problem is None and known.not_finite(trial.value) and bool(trial.call.events)
    if not is_odd or trial not in known.comparable(found.trials):
        return None
    return trial.call.events[0].name, f"{found.seen} {_event(trial)}"


def _searched(found: _Wrong) -> Words | None:
    """Tell what is found in the code, in the numbers, or in both."""
    problem = found.first.problem
    if not found.is_function or (problem is not None and problem.name not in _MENDABLE):
        return None
    words: Words | None = None
    with contextlib.suppress(Exception):  # a search that fails has found nothing
        words = search.in_code(found.answer, found.trials, found.scale)
    trials = known.comparable(found.trials)
    if words is None and found.scale.accepts is None and not all(trial.right for trial in trials):
        with contextlib.suppress(Exception):
            words = search.in_numbers(found.answer, found.solution, trials, found.mistakes, found.scale)
    return (words[0], f"{found.seen} {words[1]}") if words else None


def _stopped(found: _Wrong) -> Words | None:
    """Tell what an answer stopped with, in this exercise's words if it has some."""
    problem = found.first.problem
    if problem is None:
        return None
    for mistake in found.mistakes:
        if mistake.stops == problem.name:
            return mistake.name, f"{found.seen} {mistake.message}"
    return problem.name, found.seen


def _changed(found: _Wrong) -> Words | None:
    is_changed = any(trial.call.changed for trial in found.trials)
    return ("changed-argument", f"{found.seen} {CHANGED}") if is_changed else None


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
