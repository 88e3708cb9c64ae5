"""Small changes of a function's code, each the making or the mending of one kind of mistake.

The same table serves two ends. A learner's function that becomes right by one change has that mistake, in that
line. And where a change of the solution gives the learner's numbers, the learner has made the same mistake,
however the code is written. (Repair by small changes: W. Weimer et al., "Automatically finding patches using
genetic programming", ICSE 2009; mutants: R. DeMillo et al., "Hints on test data selection", Computer 11, 1978.)
"""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from digitlab.exercises.diagnosis.additions import additions
from digitlab.exercises.diagnosis.calls import call_changes, plus
from digitlab.exercises.diagnosis.statements import statement_changes
from digitlab.exercises.diagnosis.swaps import OPERATORS


@dataclass(frozen=True)
class Change:
    """One small change of a function.

    Attributes:
        kind: of the mistake, from the side of who made it: "sum-for-mean" is a sum where a mean was wanted.
        line: in the function's source, from 1.
        was, becomes: the code before and after, as far as it changes; empty where something came in anew.
        tree: the whole changed function.
        is_added: something came in that wasn't there. Nearly anything can be mended by that.
    """

    kind: str
    line: int
    was: str
    becomes: str
    tree: ast.FunctionDef
    is_added: bool = False


# What replaces a node, and the kind of mistake.
_Option = tuple[str, ast.expr]


def changes(tree: ast.FunctionDef, *, mend: bool, added: bool = False, kind: str = "") -> Iterator[Change]:
    """Yield the small changes of a function.

    Args:
        tree: the function. It is as it was once the iteration has ended.
        mend: True: of a learner's function, to make it right. False: of the solution, to make the mistake.
        added: the changes that put something in, instead of all others.
        kind: those of one kind only.

    Yields:
        Changes; the tree of one is valid until the next one is asked for.
    """
    names = _names(tree)
    seen: set[str] = set()
    for parent, field, place, node in _places(tree):
        line = getattr(node, "lineno", 1)
        if not added:
            options = _options(node, parent, names, mend)
        else:
            options = additions(node, parent, names) if _may_grow(node, field) else iter(())
        for name, other in options:
            if kind and name != kind:
                continue
            becomes = ast.unparse(other)
            text = f"{name} {becomes} {line} {getattr(node, 'col_offset', 0)}"
            if text in seen:
                continue
            seen.add(text)
            if not hasattr(other, "lineno"):
                ast.copy_location(other, node)
            _put(parent, field, place, other)
            try:
                ast.fix_missing_locations(other)
                yield Change(name, line, ast.unparse(node), becomes, tree, added)
            finally:
                _put(parent, field, place, node)
    for name, line, was, becomes in () if added else statement_changes(tree, mend=mend):
        if not kind or name == kind:
            yield Change(name, line, was, becomes, tree)


def _places(tree: ast.FunctionDef) -> list[tuple[ast.AST, str, int | None, ast.expr]]:
    """Return every expression of a function's body, and where it hangs."""
    found = []
    for parent in (node for statement in tree.body for node in ast.walk(statement)):
        for field, value in ast.iter_fields(parent):
            many = value if isinstance(value, list) else [value]
            for place, node in enumerate(many):
                if isinstance(node, ast.expr):
                    found.append((parent, field, place if isinstance(value, list) else None, node))
    return found


def _put(parent: ast.AST, field: str, place: int | None, node: ast.AST) -> None:
    if place is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[place] = node


def _names(tree: ast.FunctionDef) -> list[str]:
    """Return the arguments and the local names, in the order in which they come up."""
    names = [argument.arg for argument in tree.args.args]
    stored = (n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return list(dict.fromkeys([*names, *stored]))


def _may_grow(node: ast.expr, field: str) -> bool:
    is_read = not isinstance(getattr(node, "ctx", None), ast.Store) and hasattr(node, "lineno")
    return is_read and field not in ("func", "iter")


def _options(node: ast.expr, parent: ast.AST, names: list[str], mend: bool) -> Iterator[_Option]:
    """Yield what a node may be replaced with, the likeliest mistakes first."""
    if isinstance(getattr(node, "ctx", ast.Load()), ast.Store) or not hasattr(node, "lineno"):
        return
    if isinstance(node, ast.Call):
        yield from call_changes(node, mend=mend)
    if isinstance(node, ast.BinOp):
        yield from _of_operation(node, mend)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for operator, kind in _swaps(node.ops[0], mend):
            yield kind, ast.Compare(node.left, [operator], node.comparators)
    if isinstance(node, ast.Constant):
        yield from _of_constant(node, parent, names, mend)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and not isinstance(parent, ast.Slice):
        yield "sign", node.operand
    if isinstance(node, ast.Subscript):
        yield from _of_subscript(node, mend)
    if isinstance(node, ast.Tuple) and len(node.elts) > 1 and isinstance(parent, ast.Return):
        yield "order-of-results", ast.Tuple(node.elts[::-1], ast.Load())
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield ("transposed" if mend else "not-transposed"), node.value
    if isinstance(node, ast.Name):
        for other in names:
            # `a.append(a)` makes a list in itself, on which NumPy works for ever.
            if other not in (node.id, _owner(parent)) and not isinstance(parent, ast.Attribute):
                yield "wrong-variable", ast.Name(other, ast.Load())


def _swaps(operator: ast.AST, mend: bool) -> Iterator[tuple[Any, str]]:
    for wrong, right, kind in OPERATORS:
        if isinstance(operator, wrong if mend else right):
            yield (right if mend else wrong)(), kind


def _of_operation(node: ast.BinOp, mend: bool) -> Iterator[_Option]:
    is_one = isinstance(node.right, ast.Constant) and node.right.value == 1
    for operator, kind in _swaps(node.op, mend):
        if is_one and not isinstance(operator, ast.Add | ast.Sub):
            continue
        # A power of two whole numbers that aren't known may keep Python busy for years.
        if not isinstance(operator, ast.Pow) or _is_small(node.right):
            yield ("off-by-one" if is_one else kind), ast.BinOp(node.left, operator, node.right)
    left, right = node.left, node.right
    if isinstance(node.op, ast.Sub):
        yield "difference-turned-round", ast.BinOp(right, ast.Sub(), left)
    if isinstance(node.op, ast.Div | ast.FloorDiv):
        yield "fraction-upside-down", ast.BinOp(right, node.op, left)
    if isinstance(node.op, ast.MatMult):
        yield "factors-in-another-order", ast.BinOp(right, node.op, left)
        for a, b in ((True, False), (False, True), (True, True)):
            yield (
                "not-transposed" if mend else "transposed",
                ast.BinOp(_turned(left, a), node.op, _turned(right, b)),
            )
    yield from _regrouped(node)
    what = {
        ast.Add: "term",
        ast.Sub: "term",
        ast.Mult: "factor",
        ast.MatMult: "factor",
        ast.Div: "division",
        ast.FloorDiv: "division",
        ast.Pow: "power",
    }.get(type(node.op))
    if what:
        yield ("off-by-one" if is_one and what == "term" else f"extra-{what}" if mend else f"missing-{what}"), left
        if not isinstance(node.op, ast.Pow | ast.Div | ast.FloorDiv):
            yield (f"extra-{what}" if mend else f"missing-{what}"), right


def _owner(node: ast.AST) -> str:
    """Return the name of the object whose method is called."""
    is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return getattr(node.func.value, "id", "") if is_method else ""  # type: ignore[attr-defined]


def _is_small(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and node.value <= 3


def _turned(node: ast.expr, turn: bool) -> ast.expr:
    if not turn:
        return node
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    return ast.Attribute(node, "T", ast.Load())


def _regrouped(node: ast.BinOp) -> Iterator[_Option]:
    """Yield `a + b / c` for `(a + b) / c` and the like, both ways."""
    left, right = node.left, node.right
    kind = "parentheses"
    if isinstance(left, ast.BinOp) and type(left.op) is not type(node.op):
        yield kind, ast.BinOp(left.left, left.op, ast.BinOp(left.right, node.op, right))
    if isinstance(left, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div | ast.FloorDiv):
        yield kind, ast.BinOp(ast.BinOp(left.left, node.op, right), left.op, left.right)
    if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult | ast.Div | ast.FloorDiv):
        yield kind, ast.BinOp(ast.BinOp(left.left, node.op, right), left.op, left.right)
    if isinstance(right, ast.BinOp):
        yield kind, ast.BinOp(ast.BinOp(left, node.op, right.left), right.op, right.right)
    if isinstance(left, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div) and isinstance(left.op, ast.Div):
        yield kind, ast.BinOp(left.left, left.op, ast.BinOp(left.right, ast.Mult(), right))
    if isinstance(left, ast.Call) and len(left.args) == 1 and not left.keywords:  # f(a) + b for f(a + b)
        new = copy.copy(left)
        new.args = [ast.BinOp(left.args[0], node.op, right)]
        yield kind, new


def _of_constant(node: ast.Constant, parent: ast.AST, names: list[str], mend: bool) -> Iterator[_Option]:
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    if isinstance(parent, ast.keyword) and parent.arg in ("axis", "keepdims"):
        return
    if isinstance(value, int):
        yield "off-by-one", ast.Constant(value + 1)
        yield "off-by-one", ast.Constant(value - 1)
    if mend and value not in (0, 1):
        for name in names:
            yield "fixed-number", ast.Name(name, ast.Load())
    for factor in (2, 10, 100):
        yield f"factor-{factor}", ast.Constant(value * factor)
        yield (
            f"factor-{factor}",
            ast.Constant(value // factor if value and value % factor == 0 else value / factor),
        )
    if value == 0 and mend:
        infinite = ast.Call(ast.Name("float", ast.Load()), [ast.Constant("-inf")], [])
        yield "start-value", infinite
        yield "start-value", ast.Call(ast.Name("float", ast.Load()), [ast.Constant("inf")], [])
    if value in (1, 2) and not isinstance(parent, ast.Tuple | ast.Slice):
        yield "constant", ast.Constant(0)


def _of_subscript(node: ast.Subscript, mend: bool) -> Iterator[_Option]:
    index = node.slice
    for piece in [index, *(index.elts if isinstance(index, ast.Tuple) else [])]:
        if not isinstance(piece, ast.Slice):
            continue
        for end, offset in itertools.product(("lower", "upper"), (1, -1)):
            old = getattr(piece, end)
            new = copy.copy(piece)
            setattr(new, end, ast.Constant(offset) if old is None else plus(old, offset))
            if old is None and not mend:
                continue
            kind = "slice-begins-elsewhere" if end == "lower" else "slice-ends-elsewhere"
            yield kind, _indexed(node, piece, new)
        if piece.lower is None and piece.upper is not None:
            yield "other-end-of-the-order", _indexed(node, piece, ast.Slice(_minus(piece.upper), None, None))
            yield "other-piece", _indexed(node, piece, ast.Slice(piece.upper, None, None))
        elif piece.lower is not None and piece.upper is None:
            yield "other-end-of-the-order", _indexed(node, piece, ast.Slice(None, _minus(piece.lower), None))
            yield "other-piece", _indexed(node, piece, ast.Slice(None, piece.lower, None))
        if isinstance(piece.step, ast.UnaryOp):
            yield ("reversed" if mend else "not-reversed"), _indexed(node, piece, ast.Slice(None, None, None))
    all_rows = ast.Slice(None, None, None)
    if mend and isinstance(index, ast.Slice):  # a[-2:] for a[:, -2:]
        yield "rows-for-columns", ast.Subscript(node.value, ast.Tuple([all_rows, index], ast.Load()), node.ctx)
    if not mend and isinstance(index, ast.Tuple) and ast.unparse(index.elts[0]) == ":":
        yield "rows-for-columns", ast.Subscript(node.value, index.elts[1], node.ctx)
    if isinstance(index, ast.Tuple) and len(index.elts) == 2:
        yield (
            "rows-for-columns",
            ast.Subscript(node.value, ast.Tuple(index.elts[::-1], ast.Load()), node.ctx),
        )
    elif not isinstance(index, ast.Slice | ast.Tuple):
        for offset in (1, -1):
            yield "off-by-one", ast.Subscript(node.value, plus(index, offset), node.ctx)


def _minus(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return node.operand
    return ast.UnaryOp(ast.USub(), node)


def _indexed(node: ast.Subscript, old: ast.expr, new: ast.expr) -> ast.Subscript:
    if not isinstance(node.slice, ast.Tuple):
        return ast.Subscript(node.value, new, node.ctx)
    elements = [new if one is old else one for one in node.slice.elts]
    return ast.Subscript(node.value, ast.Tuple(elements, ast.Load()), node.ctx)
