"""Mistakes that are seen in the code itself, whatever it computes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from digitlab.exercises.diagnosis.functions import tree_of


def plain_mistake(function: Callable[..., Any]) -> str | None:
    """Return the kind of a mistake that stands plainly in the code of a wrong answer, or None.

    Args:
        function: the learner's.

    Returns:
        "return-in-loop" or "rows-share-a-list".

    Example:
        >>> def total(numbers):
        ...     result = 0
        ...     for number in numbers:
        ...         result += number
        ...         return result
        >>> plain_mistake(total)
        'return-in-loop'
    """
    tree = tree_of(function)
    if tree is None:
        return None
    for node in _own(tree):
        if isinstance(node, ast.For) and isinstance(node.body[-1], ast.Return):
            return "return-in-loop"
        if isinstance(node, ast.While) and isinstance(node.body[-1], ast.Return):
            return "return-in-loop"
    return "rows-share-a-list" if any(map(_shares_rows, ast.walk(tree))) and _writes_places(tree) else None


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """Walk through a function, but not into those that it defines."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.Lambda):
            yield child
            yield from _own(child)


def _shares_rows(node: ast.AST) -> bool:
    """Say whether this is `[[...] * k] * n`, or `[[...]] * n`."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and isinstance(node.left, ast.List)):
        return False
    inner = node.left.elts
    return len(inner) == 1 and isinstance(inner[0], ast.List | ast.BinOp) and _is_list(inner[0])


def _is_list(node: ast.expr) -> bool:
    return isinstance(node, ast.List) or (isinstance(node, ast.BinOp) and isinstance(node.left, ast.List))


def _writes_places(tree: ast.AST) -> bool:
    """Say whether something is written to `a[i][j]`."""
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Subscript):
                return True
    return False
