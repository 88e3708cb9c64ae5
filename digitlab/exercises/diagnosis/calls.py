"""Small changes of calls: another function, another axis, `keepdims`, the order of the arguments."""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Iterator
from typing import Any

from digitlab.exercises.diagnosis.swaps import NAMES

# Functions of one argument whose call may be missing, or one too many: what is missing then.
_STEPS = {
    "sqrt": "root",
    "exp": "exponential",
    "log": "logarithm",
    "abs": "absolute-value",
    "mean": "mean",
    "sum": "sum",
    "max": "largest",
    "min": "smallest",
    "len": "count",
    "any": "any",
    "round": "rounding",
    "int": "rounding",
    "floor": "rounding",
}
_SUMMARIES = {"sum", "mean", "max", "min", "argmax", "argmin", "any", "all", "std", "argsort", "sort", "prod"}
_SUMMARIES |= {"diff", "concatenate", "stack", "flip", "cumsum", "norm"}


# Functions that make an array, and how many arguments they take before the type of its numbers.
_MAKERS = {"zeros_like": 1, "ones_like": 1, "zeros": 1, "ones": 1, "empty": 1, "full": 2, "full_like": 2}
# The kind of mistake, and what may stand in the call's place.
_Option = tuple[str, ast.expr]


def call_changes(node: ast.Call, *, mend: bool) -> Iterator[_Option]:
    """Yield what a call may be replaced with.

    Args:
        node: the call.
        mend: True: in a learner's function, to make it right. False: in the solution, to make the mistake.

    Yields:
        The kind of mistake, and the other expression.
    """
    name = _called(node)
    yield from _of_axis(node, name, mend)
    if name in _MAKERS and mend:
        shape_alone = copy.copy(node)
        shape_alone.args = node.args[: _MAKERS[name]]
        yield "made-of-whole-numbers", _with_words(shape_alone, dtype=ast.Name("float", ast.Load()))
    for wrong, right, kind in NAMES:
        if name == (wrong if mend else right):
            new = copy.copy(node)
            called = right if mend else wrong
            if isinstance(node.func, ast.Attribute):
                new.func = ast.Attribute(node.func.value, called, ast.Load())
            else:
                new.func = ast.Name(called, ast.Load())
            yield kind, new
    if name in _STEPS:
        inner = node.args[0] if node.args else node.func.value if isinstance(node.func, ast.Attribute) else None
        if inner is not None and not (isinstance(inner, ast.Name) and inner.id == "np"):
            yield (("extra-" if mend else "missing-") + _STEPS[name]), inner
    if len(node.args) == 2:
        new = copy.copy(node)
        new.args = node.args[::-1]
        yield "arguments-swapped", new
    if name == "transpose" and len(node.args) > 2:
        for order in itertools.permutations(node.args):
            new = copy.copy(node)
            new.args = list(order)
            yield "axes-in-another-order", new
    if name == "range" and node.args and mend:
        for place, offset in itertools.product(range(len(node.args)), (1, -1)):
            new = copy.copy(node)
            new.args = list(node.args)
            new.args[place] = plus(node.args[place], offset)
            yield "loop-ends-early" if offset == 1 else "loop-ends-late", new


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _with_words(node: ast.Call, **words: Any) -> ast.Call:
    """Return a call with other keywords; `...` takes one away."""
    new = copy.copy(node)
    kept = [word for word in node.keywords if word.arg not in words]
    new.keywords = kept + [
        ast.keyword(key, value if isinstance(value, ast.expr) else ast.Constant(value))
        for key, value in words.items()
        if value is not ...
    ]
    return new


def _of_axis(node: ast.Call, name: str, mend: bool) -> Iterator[_Option]:
    given = {word.arg: word for word in node.keywords}
    if name not in _SUMMARIES:
        return
    if "axis" in given:
        axis = given["axis"].value
        for other in (0, 1, -1, 2):
            if not (isinstance(axis, ast.Constant) and axis.value == other):
                yield "wrong-axis", _with_words(node, axis=other)
        yield ("one-axis-too-many" if mend else "missing-axis"), _with_words(node, axis=..., keepdims=...)
        if isinstance(axis, ast.Tuple):
            for one in axis.elts:
                yield "wrong-axis", _with_words(node, axis=one)
        else:
            for pair in ((0, 1), (1, 2), (1, 3)):
                both = ast.Tuple([ast.Constant(one) for one in pair], ast.Load())
                yield "wrong-axis", _with_words(node, axis=both)
    elif mend:
        for which in (0, 1, (1, 2)):
            yield "missing-axis", _with_words(node, axis=which)
            yield "missing-axis", _with_words(node, axis=which, keepdims=True)
    if "keepdims" in given:
        yield ("keepdims-too-many" if mend else "missing-keepdims"), _with_words(node, keepdims=...)
        if not mend:
            yield "wrong-axis", _with_words(node, axis=0)
    elif mend:
        yield "missing-keepdims", _with_words(node, keepdims=True)
        if "axis" in given:
            old = ast.unparse(given["axis"].value)
            for other in (0, 1):
                if old not in ("-1", str(other)):
                    yield "wrong-axis", _with_words(node, axis=other, keepdims=True)


def plus(node: ast.expr, offset: int) -> ast.expr:
    """Return an expression that is larger by 1, or smaller by 1, than another one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return ast.Constant(node.value + offset)
    return ast.BinOp(node, ast.Add() if offset > 0 else ast.Sub(), ast.Constant(abs(offset)))
