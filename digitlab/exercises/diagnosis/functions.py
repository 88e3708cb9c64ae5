"""A function's source as a tree, and functions made of a changed tree."""

from __future__ import annotations

import ast
import inspect
import textwrap
import warnings
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

# Lines of a function that is looked into. Answers have ten.
_MOST_LINES = 80


def tree_of(function: Callable[..., Any]) -> ast.FunctionDef | None:
    """Return the tree of a function's source, or None where the source can't be had.

    Args:
        function: written with `def`; decorators are left out. Or a lambda that stands alone in its line.

    Example:
        >>> def twice(x):
        ...     return 2 * x
        >>> tree_of(twice).name
        'twice'
    """
    try:
        function = inspect.unwrap(function)
        if not isinstance(function, FunctionType):
            return None
        source = inspect.getsource(function)
        if source.count("\n") > _MOST_LINES:
            return None
        first = function.__code__.co_firstlineno
        return _found(source, function.__name__, first)
    except Exception:  # no source, or one that isn't whole
        return None


def _found(source: str, name: str, first: int) -> ast.FunctionDef | None:
    tree = ast.parse(textwrap.dedent(source).strip().rstrip(","))
    ast.increment_lineno(tree, first - 1)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            node.decorator_list, node.returns = [], None
            for argument in node.args.args:
                argument.annotation = None
            return node
    lambdas = [node for node in ast.walk(tree) if isinstance(node, ast.Lambda)]
    if name != "<lambda>" or len(lambdas) != 1:
        return None
    body = ast.copy_location(ast.Return(lambdas[0].body), lambdas[0].body)
    made = ast.FunctionDef("answer", lambdas[0].args, [body], [], None)
    if "type_params" in ast.FunctionDef._fields:  # from Python 3.12 on
        made.type_params = []  # type: ignore[attr-defined,unused-ignore]
    return ast.copy_location(made, lambdas[0])


def function_of(tree: ast.FunctionDef, like: Callable[..., Any]) -> Callable[..., Any] | None:
    """Return the function that a tree describes, in the surroundings of another one.

    Args:
        tree: a changed copy of the other one's.
        like: its globals, defaults and the variables around it are taken over.

    Returns:
        The function; None if the tree is no valid one.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the compiler says of a change
            module = compile(ast.Module([tree], []), "<changed>", "exec")
    except (SyntaxError, ValueError, TypeError, RecursionError):
        return None
    code = next(
        (part for part in module.co_consts if isinstance(part, CodeType) and part.co_name == tree.name), None
    )
    like = inspect.unwrap(like)
    if code is None or not isinstance(like, FunctionType):
        return None
    around = inspect.getclosurevars(like).nonlocals if like.__closure__ else {}
    made = FunctionType(code, {**like.__globals__, **around}, tree.name, like.__defaults__)
    made.__kwdefaults__ = like.__kwdefaults__
    return made
