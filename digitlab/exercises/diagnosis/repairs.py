"""Which small change makes an answer right, and which small change of the solution gives the answer's numbers."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from digitlab.exercises import _probe
from digitlab.exercises.diagnosis.changes import Change, changes
from digitlab.exercises.diagnosis.functions import function_of, tree_of

# Kinds that are told first where more than one change would do: they are seen in the code itself.
_PLAIN = (
    "prints",
    "return-in-loop",
    "rows-share-a-list",
    "missing-keepdims",
    "starts-anew-in-each-turn",
    "overwrites-instead-of-adding",
)
# Kinds that are told last: a wrong number can be mended in many ways.
_VAGUE: tuple[str, ...] = (
    "off-by-one",
    "fixed-number",
    "constant",
    "factor-",
    "wrong-variable",
    "extra-line",
    "order-of-lines",
)
_VAGUE += ("times-for-divided", "missing-activation", "complement", "missing-rounding")
# Kinds that are found in an answer that stops with an error only if they explain such errors.
_STOPPING: tuple[str, ...] = (
    "row-for-column",
    "not-transposed",
    "bytes-or-lists",
    "missing-rounding",
    "missing-count",
    "rounding",
)
_STOPPING += ("missing-index",)
# Kinds that stand in two places at once as often as not.
_TWICE = ("parentheses", "sign", "wrong-axis", "missing-keepdims", "rows-for-columns", "off-by-one")
# Seconds for one call of a changed solution.
_ONE_CALL = 0.25
# Changes that a second one is tried on.
_MOST_BEGUN = 6


@dataclass(frozen=True)
class Repair:
    """A change that makes an answer right.

    Attributes:
        kinds: of the mistakes it mends: one or two.
        line: of the first, as Python counts it in the cell or file.
        code: what stands there.
    """

    kinds: tuple[str, ...]
    line: int
    code: str


# How well a function does: the higher the better; `None` is worse than anything.
_Judge = Callable[[Callable[..., Any]], tuple[int, ...] | None]


def mended(
    function: Callable[..., Any],
    judge: _Judge,
    goals: tuple[tuple[int, ...], tuple[int, ...]],
    stopped: bool,
    until: float,
) -> Repair | None:
    """Look for one or two small changes that make a learner's function right.

    Args:
        function: the learner's; it must have a source.
        judge: takes a function and says how well it does.
        goals: what `judge` would say of the function as it is, and of a right one.
        stopped: it ended with an error.
        until: when to give up, as `time.perf_counter` counts.

    Returns:
        The repair, or None.
    """
    tree = tree_of(function)
    if tree is None:
        return None
    start, best = goals
    begun: list[tuple[tuple[int, ...], Change]] = []
    found: list[Change] = []
    for late in (False, True):
        for change, score in _tried(tree, function, judge, until, added=late):
            if score == best and (not stopped or not change.is_added or change.kind in _STOPPING):
                found.append(change)
                if found[-1].kind in _PLAIN:
                    break
            elif score > start and not change.is_added:
                begun.append((score, Change(change.kind, change.line, change.was, "", copy.deepcopy(change.tree))))
        if found:
            one = min(found, key=_rank)
            return Repair((one.kind,), one.line, one.was)
    for kind in _TWICE:
        for first in changes(tree, mend=True, kind=kind):
            once = copy.deepcopy(first.tree)
            if any(score == best for _, score in _tried(once, function, judge, until, kind=kind)):
                return Repair((kind,), first.line, first.was)
            if time.perf_counter() > until:
                return None
    begun.sort(key=lambda pair: pair[0], reverse=True)
    for _, first in begun[:_MOST_BEGUN]:
        for second, score in _tried(first.tree, function, judge, until):
            if score == best:
                kinds = (first.kind,) if second.kind == first.kind else (first.kind, second.kind)
                return Repair(kinds, first.line, first.was)
    return None


def _rank(change: Change) -> tuple[int, int]:
    """Return where a change stands among those that would do: the more it says of the mistake, the earlier."""
    if change.kind in _PLAIN:
        return _PLAIN.index(change.kind), 0
    return len(_PLAIN) + change.kind.startswith(_VAGUE), len(change.becomes)


def _tried(
    tree: Any, function: Callable[..., Any], judge: _Judge, until: float, added: bool = False, kind: str = ""
) -> Iterator[tuple[Change, tuple[int, ...]]]:
    for change in changes(tree, mend=True, added=added, kind=kind):
        if time.perf_counter() > until:
            return
        made = function_of(change.tree, function)
        score = judge(made) if made is not None else None
        if score is not None:
            yield change, score


def imitated(
    solution: Callable[..., Any], agrees: Callable[[Callable[..., Any]], bool], until: float
) -> tuple[str, ...]:
    """Return the kinds of mistake that, made in the solution, give the answer's numbers.

    Args:
        solution: a right function, with a source.
        agrees: takes a function and says whether it gives the answer's numbers in all cases.
        until: when to give up, as `time.perf_counter` counts.

    Returns:
        The kinds, without repetition; empty if none does.
    """
    tree = tree_of(solution)
    if tree is None:
        return ()
    found = [(change.kind, change.line) for change in _alike(tree, solution, agrees, until)]
    for kind in () if found else _TWICE:
        for first in changes(tree, mend=False, kind=kind):
            once = copy.deepcopy(first.tree)
            if any(True for _ in _alike(once, solution, agrees, until, kind)):
                return (kind,)
            if time.perf_counter() > until:
                return ()
    return tuple(dict.fromkeys(kind for kind, _ in found)) if len({line for _, line in found}) == 1 else ()


def _alike(
    tree: Any, solution: Callable[..., Any], agrees: Callable[..., bool], until: float, kind: str = ""
) -> Iterator[Change]:
    for change in changes(tree, mend=False, kind=kind):
        if time.perf_counter() > until:
            return
        made = function_of(change.tree, solution)
        if made is not None and agrees(_bounded(made)):
            yield change


def _bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that is given up when it takes too long: a changed loop may never end."""

    def called(*arguments: Any) -> Any:
        done = _probe.call(function, arguments, _ONE_CALL, show=False)
        if done.error is not None or done.endless:
            raise RuntimeError("no value")
        return done.value

    return called
