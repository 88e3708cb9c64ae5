"""How an answer's numbers lie to the right ones: negative, transposed, n times too large, one place beside, ...

Each relation is tried on every case: it explains an answer only if it holds in all of them. Where two different
ones hold, none is told.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from digitlab.exercises import _probe, _values
from digitlab.exercises.cases import Scale

# A relation takes the right value and the arguments, and gives what it makes of them.
_Relation = Callable[[Any, tuple[Any, ...]], Any]
# The arguments of a case, the answer's value, and the right one.
_Try = tuple[tuple[Any, ...], Any, Any]


def _array(change: Callable[[np.ndarray], Any]) -> _Relation:
    """Return a relation that changes each array of a value by itself."""

    def changed(want: Any, arguments: tuple[Any, ...]) -> Any:
        if isinstance(want, tuple):
            return tuple(changed(part, arguments) for part in want)
        if isinstance(want, str | dict):
            raise TypeError("no numbers")
        return change(np.asarray(want, float))

    return changed


def _counted(place: int, axis: int, up: bool) -> _Relation:
    """Return the relation "n times too large" (or too small), with n from the shape of an argument."""

    def changed(want: Any, arguments: tuple[Any, ...]) -> Any:
        n = np.shape(arguments[place])[axis]
        return np.asarray(want, float) * (n if up else 1 / n)

    return changed


def _only(array: np.ndarray, row: int) -> np.ndarray:
    """Return an array of zeros but for one row."""
    kept = np.zeros_like(array)
    kept[row] = array[row]
    return kept


_RELATIONS: tuple[tuple[str, _Relation], ...] = (
    ("sign", _array(lambda a: -a)),
    ("transposed", _array(lambda a: a.T)),
    ("order-of-results", lambda want, _: want[::-1] if isinstance(want, tuple) else None),
    ("complement", _array(lambda a: 1 - a)),
    *((f"factor-{k}", _array(lambda a, k=k: a * k)) for k in (2, 10, 100)),  # type: ignore[misc]
    *((f"factor-{k}", _array(lambda a, k=k: a / k)) for k in (2, 10, 100)),  # type: ignore[misc]
    *(("sum-for-mean", _counted(place, axis, up=True)) for place in range(5) for axis in (0, 1)),
    *(("extra-division", _counted(place, axis, up=False)) for place in range(5) for axis in (0, 1)),
    ("off-by-one", _array(lambda a: a + 1)),
    ("off-by-one", _array(lambda a: a - 1)),
    ("missing-root", _array(lambda a: a**2)),
    ("extra-root", _array(np.sqrt)),
    ("extra-exponential", _array(np.exp)),
    ("extra-logarithm", _array(np.log)),
    ("another-logarithm", _array(lambda a: a / np.log(2))),
    ("another-logarithm", _array(lambda a: a / np.log(10))),
    ("fraction-upside-down", _array(lambda a: 1 / a)),
    ("extra-absolute-value", _array(np.abs)),
    ("extra-rounding", _array(np.floor)),
    ("extra-rounding", _array(np.round)),
    ("reversed", _array(lambda a: a[::-1])),
    ("reversed", _array(lambda a: a[:, ::-1])),
    ("flattened", _array(np.ravel)),
    ("extra-axis", _array(lambda a: a[..., None])),
    ("extra-axis", _array(lambda a: a[None])),
    ("extra-axis", _array(lambda a: a.reshape([n for n in a.shape if n > 1]))),
    *(("extra-sum", _array(lambda a, axis=axis: a.sum(axis=axis))) for axis in (None, 0, 1)),  # type: ignore[misc]
    *(("extra-mean", _array(lambda a, axis=axis: a.mean(axis=axis))) for axis in (None, 0, 1)),  # type: ignore[misc]
    ("extra-largest", _array(lambda a: a.max())),
    *(("shifted", _array(lambda a, s=s, d=d: np.roll(a, s, d))) for s in (1, -1) for d in (0, 1)),  # type: ignore[misc]
    ("last-one-lost", _array(lambda a: a[:-1])),
    ("last-one-lost", _array(lambda a: a[:, :-1])),
    ("first-one-lost", _array(lambda a: a[1:])),
    ("border-lost", _array(lambda a: a[1:-1, 1:-1])),
    ("border-lost", _array(lambda a: a[:-1, :-1])),
    ("border-lost", _array(lambda a: a[1:, 1:])),
    ("border-lost", _array(lambda a: np.pad(a[:-1, :-1], ((0, 1), (0, 1))))),
    ("border-lost", _array(lambda a: np.pad(a[1:-1, 1:-1], 1))),
    ("last-one-lost", _array(lambda a: np.concatenate([a[:-1], np.zeros_like(a[-1:])]))),
    ("first-one-lost", _array(lambda a: np.concatenate([np.zeros_like(a[:1]), a[1:]]))),
    ("first-only", _array(lambda a: _only(a, 0))),
    ("last-only", _array(lambda a: _only(a, -1))),
    ("clipped", _array(lambda a: np.maximum(a, 0))),
    *(("returns-the-argument", lambda _, arguments, place=place: arguments[place]) for place in range(5)),
)
# What an answer that is too large leaves out: done to its value, the right one comes out.
_LEFT_OUT: tuple[tuple[str, Callable[[np.ndarray], Any]], ...] = (
    *(("missing-sum", lambda a, axis=axis: a.sum(axis=axis)) for axis in (None, 0, 1, -1)),  # type: ignore[misc]
    *(("missing-mean", lambda a, axis=axis: a.mean(axis=axis)) for axis in (None, 0, 1, -1)),  # type: ignore[misc]
    *(("missing-largest", lambda a, axis=axis: a.max(axis=axis)) for axis in (None, 0, 1)),  # type: ignore[misc]
    *(("missing-smallest", lambda a, axis=axis: a.min(axis=axis)) for axis in (None, 0, 1)),  # type: ignore[misc]
    *(("value-for-place", lambda a, axis=axis: a.argmax(axis=axis)) for axis in (None, 0, 1)),  # type: ignore[misc]
    *(("value-for-place", lambda a, axis=axis: a.argmin(axis=axis)) for axis in (None, 0, 1)),  # type: ignore[misc]
    ("missing-count", lambda a: np.asarray(len(a))),
)
_LAST_STEPS: tuple[tuple[str, Callable[[np.ndarray], Any]], ...] = (
    ("missing-normalisation", lambda a: a / a.sum(axis=-1, keepdims=True) if a.size > 1 else None),
    ("missing-rounding", np.round),
    ("missing-rounding", np.floor),
)
_LOSING = ("extra-rounding", "clipped", "extra-largest", "extra-sum", "extra-mean", "extra-absolute-value")
# Relations from which the right numbers can be got back.
_BOTH_WAYS: tuple[str, ...] = (
    "sign",
    "transposed",
    "order-of-results",
    "complement",
    "factor-2",
    "factor-10",
    "factor-100",
)
_BOTH_WAYS += ("sum-for-mean", "extra-division", "off-by-one", "missing-root", "reversed", "another-logarithm")


def related(tries: Sequence[_Try], scale: Scale, both_ways: bool = False) -> str | None:
    """Return the kind of mistake that explains how an answer's numbers lie to the right ones.

    Args:
        tries: for each case, the arguments, the answer's value, and the right one, as `read` gives them.
        scale: when numbers are taken as equal.
        both_ways: only relations from which the right numbers can be got back: beside another mistake, the others
            would explain nearly anything.

    Returns:
        The name of the kind; None if there is none, or more than one.

    Example:
        >>> tries = [((1,), np.array([1.0, 2.0]), np.array([0.5, 1.0])), ((2,), np.array(8), np.array(4))]
        >>> related(tries, Scale())
        'factor-2'
    """
    found: list[str] = []
    for kind in _all(tries, scale, both_ways):
        if kind not in found:
            found.append(kind)
    return found[0] if len(found) == 1 else None


def _all(tries: Sequence[_Try], scale: Scale, both_ways: bool) -> Iterator[str]:
    def alike(left: Any, right: Any) -> bool:
        return scale.alike(_values.read(left, right), right)

    # Relations that lose numbers explain nearly anything where the answer is always the same.
    is_constant = len({number for _, got, _ in tries for part in _values.flat(got) for number in part.flat}) < 3
    with _probe.quiet():
        for kind, relation in _RELATIONS:
            if is_constant and kind in _LOSING:
                continue
            if both_ways and kind not in _BOTH_WAYS:
                continue
            if _holds(lambda args, got, want, r=relation: alike(r(want, args), got), tries):  # type: ignore[misc]
                yield kind
        if both_ways or isinstance(tries[0][2], tuple | dict | str):
            return
        is_larger = all(np.size(got) > np.size(want) for _, got, want in tries)
        for kind, step in _LEFT_OUT if is_larger else _LAST_STEPS:
            if kind == "missing-rounding" and not scale.whole:
                continue
            if _holds(lambda args, got, want, s=step: alike(s(got), want), tries):  # type: ignore[misc]
                yield kind


def _holds(test: Callable[..., bool], tries: Sequence[_Try]) -> bool:
    try:
        return all(test(*one) for one in tries)
    except Exception:  # it can't be asked of such values
        return False


def misread(solution: Callable[..., Any], tries: Sequence[_Try], scale: Scale) -> str | None:
    """Return how an argument was misread, if the solution gives the answer's numbers then.

    Args:
        solution: the right function.
        tries: as for `related`.
        scale: when numbers are taken as equal.

    Returns:
        "first-one-lost", "last-one-lost", "reversed", "transposed", "arguments-swapped" or None.
    """
    arguments = tries[0][0]
    changes = [
        *(
            (kind, lambda a, p=p, c=c: [*a[:p], c(a[p]), *a[p + 1 :]])
            for p in range(len(arguments))
            for kind, c in _MISREAD
        ),
        *(
            (
                "arguments-swapped",
                lambda a, p=p, q=q: [a[q] if i == p else a[p] if i == q else a[i] for i in range(len(a))],
            )
            for p, q in itertools.combinations(range(len(arguments)), 2)
        ),
    ]
    found = []
    for kind, change in changes:

        def agrees(given: tuple[Any, ...], got: Any, want: Any, change: Any = change) -> bool:
            with _probe.quiet():
                value = solution(*change(copy.deepcopy(given)))
            return scale.alike(_values.read(value, got), got)

        if kind not in found and _holds(agrees, tries):
            found.append(kind)
    return found[0] if len(found) == 1 else None


def _each(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a change of every array in a list."""

    def changed(argument: Any) -> Any:
        if not isinstance(argument, list):
            raise TypeError("no list")
        return [change(part) for part in argument]

    return changed


_MISREAD: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("first-one-lost", lambda a: a[1:]),
    ("last-one-lost", lambda a: a[:-1]),
    ("reversed", lambda a: a[::-1]),
    ("transposed", lambda a: a.T),
    ("first-one-lost", _each(lambda a: a[1:])),
    ("last-one-lost", _each(lambda a: a[:-1])),
    ("first-only", lambda a: a[:1]),
    ("last-only", lambda a: a[-1:]),
)


def in_words(tries: Sequence[_Try]) -> str:
    """Say by what an answer's numbers are too large, if it is the same for all of a case's; else nothing.

    Example:
        >>> in_words([((1,), np.array([3.0, 6.0]), np.array([0.5, 1.0]))])
        'every number is 6 times the expected one'
    """
    _, got, want = tries[0]
    got, want = np.asarray(got, float), np.asarray(want, float)
    if got.shape != want.shape or got.size < 2 or not np.isfinite(got).all() or not want.all():
        return ""
    ratios, gaps = got / want, got - want
    if not got.any():
        return "every number is 0"
    if np.allclose(ratios, ratios.flat[0], rtol=1e-5) and abs(ratios.flat[0] - 1) > 1e-3:
        return f"every number is {ratios.flat[0]:.4g} times the expected one"
    if np.allclose(gaps, gaps.flat[0], rtol=1e-5) and abs(gaps.flat[0]) > 1e-3:
        more = "more" if gaps.flat[0] > 0 else "less"
        return f"every number is {abs(gaps.flat[0]):.4g} {more} than the expected one"
    return ""
