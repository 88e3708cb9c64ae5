"""What could be better in an answer that is right: a sentence, never a complaint."""

from __future__ import annotations

import ast
import contextlib
import copy
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from digitlab.exercises import _probe, _values
from digitlab.exercises.cases import Scale, Trial
from digitlab.exercises.diagnosis.functions import tree_of

# How much slower than the solution an answer may be, and from how many seconds on it matters.
_SLOW, _NOTICEABLE = 100, 0.002


def remark(answer: Callable[..., Any], solution: Callable[..., Any], trials: Sequence[Trial]) -> str:
    """Return one sentence on what could be better in a right answer, or an empty text.

    Args:
        answer: the learner's function.
        solution: the course's.
        trials: of the answer, all of them right.

    Returns:
        A sentence.
    """
    tree, own = tree_of(answer), tree_of(solution)
    slower = _slower(answer, solution, trials)
    has_loop = tree is not None and _loops(tree)
    needs_loop = own is None or _loops(own)
    if slower and has_loop and not needs_loop:
        return (
            f"It could be faster: the loop takes about {slower:,.0f} times as long as one line that works on "
            f"whole arrays (`solution()` shows one)."
        )
    if slower:
        return (
            f"It could be faster: it takes about {slower:,.0f} times as long as the one that `solution()` shows."
        )
    if tree is not None and _takes_over_a_type(tree) and _cuts_off(answer, solution, trials):
        return (
            "One thing could be better: with whole numbers in the array that comes in (pixels, say), your "
            "decimals would be cut off, because an array made after it (`zeros_like`) holds whole numbers, "
            "too."
        )
    if any(_is_single(trial) for trial in trials):
        return (
            "It gives numbers of half the precision (float32, about 7 digits), though the arguments had the full "
            "one; where that isn't meant, look for what turns them (JAX does, unless told otherwise)."
        )
    if tree is not None and has_loop and not needs_loop:
        return "It could be shorter: one line that works on whole arrays does without the loop."
    return ""


def _slower(answer: Callable[..., Any], solution: Callable[..., Any], trials: Sequence[Trial]) -> float:
    """Return by how much slower an answer is than the solution, in its fastest case; 0: it doesn't matter."""
    ratios = []
    for trial in trials:
        if trial.call.seconds < _NOTICEABLE:
            return 0.0
        # The first call may have had something to compile.
        seconds = min(trial.call.seconds, _probe.call(answer, trial.case.arguments, show=False).seconds)
        if seconds < _NOTICEABLE:
            return 0.0
        times = []
        for _ in range(3):
            arguments = copy.deepcopy(trial.case.arguments)
            begin = time.perf_counter()
            with _probe.quiet():
                solution(*arguments)
            times.append(time.perf_counter() - begin)
        ratios.append(seconds / max(min(times), 1e-6))
    return min(ratios) if ratios and min(ratios) >= _SLOW else 0.0


def _takes_over_a_type(tree: ast.AST) -> bool:
    """Say whether an array is made after another one."""
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return bool(names & {"zeros_like", "ones_like", "empty_like", "full_like", "dtype", "copy"})


def _cuts_off(answer: Callable[..., Any], solution: Callable[..., Any], trials: Sequence[Trial]) -> bool:
    """Say whether an answer goes wrong where the same numbers come as whole ones."""
    arguments = trials[0].case.arguments
    for place, argument in enumerate(arguments):
        if isinstance(argument, np.ndarray) and argument.dtype.kind == "f":
            rounded, whole = list(arguments), list(arguments)
            rounded[place] = np.round(3 * argument)
            whole[place] = rounded[place].astype(int)
            if _differs(answer, rounded, whole) and not _differs(solution, rounded, whole):
                return True
    return False


def _differs(function: Callable[..., Any], one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Say whether a function gives two different values; not if it stops."""
    with contextlib.suppress(Exception):  # rounded arguments aren't for every exercise
        left, right = (_probe.call(function, arguments, show=False).value for arguments in (one, other))
        return not Scale().alike(_values.read(left, right), _values.read(right, right))
    return False


def _loops(tree: ast.AST) -> bool:
    return any(isinstance(node, ast.For | ast.While | ast.comprehension) for node in ast.walk(tree))


def _is_single(trial: Trial) -> bool:
    """Say whether a value has half the precision of the arguments."""
    floats = [a.dtype for a in trial.case.arguments if isinstance(a, np.ndarray) and a.dtype.kind == "f"]
    given = [part.dtype for part in _values.flat(trial.value) if part.dtype.kind == "f"]
    return bool(floats) and bool(given) and max(floats).itemsize == 8 and max(given).itemsize == 4
