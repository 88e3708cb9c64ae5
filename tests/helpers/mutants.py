"""Mutants of a function: each differs from it in one or two operators, constants, axes, calls, names or lines."""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

OTHERS: dict[str, tuple[str, ...]] = {
    "sum": ("mean", "max", "prod", "cumsum"),
    "mean": ("sum", "max", "median", "std"),
    "max": ("min", "sum", "mean", "argmax"),
    "min": ("max", "mean"),
    "argmin": ("argmax", "min"),
    "argmax": ("argmin", "max"),
    "any": ("all",),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "exp": ("exp2", "expm1", "sqrt"),
    "log": ("log2", "log10", "log1p"),
    "sqrt": ("square", "abs", "cbrt"),
    "round": ("int", "abs"),
    "int": ("round", "float"),
    "sort": ("argsort", "copy"),
    "argsort": ("sort",),
    "zeros": ("ones",),
    "where": ("select",),
    "len": ("sum", "max"),
    "diff": ("cumsum",),
    "concatenate": ("vstack", "hstack"),
    "permutation": ("integers",),
    "flatnonzero": ("nonzero", "argsort"),
    "abs": ("square", "negative"),
}
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod)
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
SAFE_POWER = 3


class Mutator(ast.NodeTransformer):
    """Changes one node of a tree: the one with the given number, in the given way; or counts the ways."""

    def __init__(self, target: int, names: list[str]) -> None:
        self.target, self.count, self.names = target, 0, names

    def pick(self, node: Any, options: list[Any]) -> Any:
        chosen = node
        for option in options:
            if self.count == self.target:
                chosen = option
            self.count += 1
        return chosen

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        self.generic_visit(node)
        kinds = [kind for kind in ARITHMETIC if not isinstance(node.op, kind)]
        options: list[Any] = [ast.BinOp(node.left, kind(), node.right) for kind in kinds]
        return self.pick(node, [*options, node.left, node.right, ast.BinOp(node.right, node.op, node.left)])

    def visit_Compare(self, node: ast.Compare) -> Any:
        self.generic_visit(node)
        kinds = [kind for kind in COMPARISONS if not isinstance(node.ops[0], kind)]
        return self.pick(node, [ast.Compare(node.left, [kind()], node.comparators) for kind in kinds])

    def visit_Constant(self, node: ast.Constant) -> Any:
        if isinstance(node.value, bool):
            return self.pick(node, [ast.Constant(not node.value)])
        if isinstance(node.value, int):
            return self.pick(
                node, [ast.Constant(other) for other in (node.value + 1, node.value - 1, -node.value)]
            )
        if isinstance(node.value, float):
            return self.pick(node, [ast.Constant(node.value + 1)])
        return node

    def visit_Name(self, node: ast.Name) -> Any:
        if isinstance(node.ctx, ast.Load) and node.id in self.names:
            return self.pick(node, [ast.Name(name, ast.Load()) for name in self.names if name != node.id])
        others = OTHERS.get(node.id, ()) if isinstance(node.ctx, ast.Load) else ()
        return self.pick(node, [ast.Name(name, ast.Load()) for name in others])

    def visit_Attribute(self, node: ast.Attribute) -> Any:
        self.generic_visit(node)
        options: list[Any] = [ast.Attribute(node.value, name, node.ctx) for name in OTHERS.get(node.attr, ())]
        return self.pick(node, [*options, node.value] if node.attr == "T" else options)

    def visit_Call(self, node: ast.Call) -> Any:
        self.generic_visit(node)
        options: list[Any] = []
        for place in range(len(node.keywords)):
            less = copy.copy(node)
            less.keywords = node.keywords[:place] + node.keywords[place + 1 :]
            options.append(less)
        if len(node.args) > 1:
            turned = copy.copy(node)
            turned.args = node.args[::-1]
            options.append(turned)
        if len(node.args) == 1:
            options.append(node.args[0])
        return self.pick(node, options)

    def visit_Slice(self, node: ast.Slice) -> Any:
        self.generic_visit(node)
        options: list[Any] = [ast.Slice(None, node.upper, node.step)] if node.lower else []
        return self.pick(node, options + ([ast.Slice(node.lower, None, node.step)] if node.upper else []))

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        self.generic_visit(node)
        return self.pick(node, [ast.Assign([node.target], node.value), ast.Pass()])

    def visit_If(self, node: ast.If) -> Any:
        self.generic_visit(node)
        return self.pick(node, [ast.If(ast.Constant(True), node.body, node.orelse), ast.Pass()])

    def visit_Assign(self, node: ast.Assign) -> Any:
        self.generic_visit(node)
        return self.pick(node, [ast.Pass()])

    def visit_Tuple(self, node: ast.Tuple) -> Any:
        self.generic_visit(node)
        return self.pick(node, [ast.Tuple(node.elts[::-1], node.ctx)])


def tree_of(function: Callable[..., Any]) -> ast.Module:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def names_of(tree: ast.Module) -> list[str]:
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    stored = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return sorted({argument.arg for argument in function.args.args} | set(stored))


def mutated(tree: ast.Module, target: int) -> tuple[ast.Module, int]:
    """Return a changed copy, and how many ways there are."""
    mutator = Mutator(target, names_of(tree))
    changed = mutator.visit(copy.deepcopy(tree))
    return ast.fix_missing_locations(changed), mutator.count


def made(tree: ast.Module, name: str) -> tuple[str, Callable[..., Any]] | None:
    """Return the code and the function of a mutant, unless it is no valid code or may run for years."""
    big = [n for n in ast.walk(tree) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow)]
    if any(not isinstance(n.right, ast.Constant) or abs(n.right.value) > SAFE_POWER for n in big):
        return None
    names: dict[str, Any] = {"np": np}
    try:
        code = ast.unparse(tree)
        exec(compile(code, "a mutant", "exec"), names)
    except (SyntaxError, ValueError):
        return None
    return code, names[name]


def mutants(function: Callable[..., Any], doubles: int, seed: int) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield all mutants with one change, and some with two, each with its code."""
    tree = tree_of(function)
    name = function.__name__
    seen = {ast.unparse(tree)}
    _, count = mutated(tree, -1)
    rng = np.random.default_rng(seed)
    trees = [mutated(tree, target)[0] for target in range(count)]
    for first in rng.permutation(len(trees))[:doubles]:
        _, ways = mutated(trees[first], -1)
        if ways:
            trees.append(mutated(trees[first], int(rng.integers(ways)))[0])
    for changed in trees:
        mutant = made(changed, name)
        if mutant is not None and mutant[0] not in seen:
            seen.add(mutant[0])
            yield mutant
