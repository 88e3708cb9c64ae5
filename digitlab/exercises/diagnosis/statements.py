"""Small changes of whole lines: a `return` inside a loop, a sum that is overwritten, a guard that is missing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

# The kind of mistake, its line, and the code before and after.
_Change = tuple[str, int, str, str]


def statement_changes(tree: ast.FunctionDef, *, mend: bool) -> Iterator[_Change]:
    """Change one line of a function after the other; each is as it was before the next one is changed.

    Args:
        tree: the function.
        mend: True: a learner's function, to make it right. False: the solution, to make the mistake.

    Yields:
        The kind of mistake, its line, and the code before and after.
    """
    for body in list(_bodies(tree)):
        for place, statement in enumerate(list(body)):
            for kind, new in _options(body, place, statement, mend):
                old = list(body)
                body[:] = new
                try:
                    ast.fix_missing_locations(tree)
                    yield kind, statement.lineno, ast.unparse(statement), ""
                finally:
                    body[:] = old


def _bodies(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            body = getattr(node, field, None)
            if isinstance(body, list) and body and not isinstance(node, ast.Module):
                yield body


def _options(
    body: list[ast.stmt], place: int, statement: ast.stmt, mend: bool
) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Yield what a body may become by a change of one of its statements."""
    before, after = body[:place], body[place + 1 :]
    if isinstance(statement, ast.For | ast.While):
        for kind, statements in _of_loop(statement, after, mend):
            yield kind, [*before, *statements]
    if isinstance(statement, ast.AugAssign | ast.Assign) and not _is_start(statement):
        for kind, other in _of_assignment(statement, mend):
            yield kind, [*before, other, *after]
    if isinstance(statement, ast.If):
        yield ("extra-condition" if mend else "missing-guard"), [*before, *statement.body, *after]
        if not statement.orelse:
            yield ("extra-condition" if mend else "missing-guard"), [*before, *after]
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call) and mend:
        call = statement.value
        if getattr(call.func, "id", "") == "print" and call.args:
            shown = call.args[0] if len(call.args) == 1 else ast.Tuple(call.args, ast.Load())
            yield "prints", [*before, ast.copy_location(ast.Return(shown), statement), *after]
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
            name = call.func.value.id
            yield "not-kept", [*before, _assigned(name, call, statement), *after]
    if after and not isinstance(statement, ast.Return) and not isinstance(after[0], ast.Return):
        yield "order-of-lines", [*before, after[0], statement, *after[1:]]
    if len(body) > 1 and not isinstance(statement, ast.Return | ast.For | ast.While | ast.If):
        yield ("extra-line" if mend else "missing-line"), [*before, *after]


def _is_start(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant | ast.List)


def _assigned(name: str, value: ast.expr, like: ast.stmt) -> ast.stmt:
    return ast.copy_location(ast.Assign([ast.Name(name, ast.Store())], value), like)


def _of_assignment(statement: ast.AugAssign | ast.Assign, mend: bool) -> Iterator[tuple[str, ast.stmt]]:
    if isinstance(statement, ast.AugAssign):
        others = {ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Div,), ast.Div: (ast.Mult,)}
        for operator in others.get(type(statement.op), ()):
            other = ast.AugAssign(statement.target, operator(), statement.value)
            yield "sign", ast.copy_location(other, statement)
        plain = ast.copy_location(ast.Assign([statement.target], statement.value), statement)
        yield ("adds-instead-of-replacing" if mend else "overwrites-instead-of-adding"), plain
    elif mend and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name | ast.Subscript):
        more = ast.AugAssign(statement.targets[0], ast.Add(), statement.value)
        yield "overwrites-instead-of-adding", ast.copy_location(more, statement)


def _of_loop(loop: ast.For | ast.While, after: list[ast.stmt], mend: bool) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Yield a loop and what follows it, changed."""
    last = loop.body[-1]
    if mend:
        if isinstance(last, ast.Return):
            yield "return-in-loop", [_with_body(loop, loop.body[:-1] or [ast.Pass()]), last, *after]
        for place, inner in enumerate(loop.body):
            rest = loop.body[:place] + loop.body[place + 1 :]
            if _is_start(inner) and rest:
                yield "starts-anew-in-each-turn", [inner, _with_body(loop, rest), *after]
            if isinstance(inner, ast.Break):
                yield "stops-early", [_with_body(loop, rest or [ast.Pass()]), *after]
        if after and not isinstance(after[0], ast.Return | ast.For | ast.While):
            yield "behind-the-loop", [_with_body(loop, [*loop.body, after[0]]), *after[1:]]
        if len(loop.body) > 1:
            yield "in-the-loop", [_with_body(loop, loop.body[:-1]), last, *after]
        return
    if after and isinstance(after[-1], ast.Return):
        yield "return-in-loop", [_with_body(loop, [*loop.body, after[-1]]), *after]
    if isinstance(loop, ast.For):
        for piece, kind in (("[:1]", "first-only"), ("[:-1]", "last-one-lost"), ("[1:]", "first-one-lost")):
            text = f"list({ast.unparse(loop.iter)}){piece}"
            shorter = ast.For(loop.target, ast.parse(text, mode="eval").body, loop.body, loop.orelse)
            yield kind, [ast.copy_location(shorter, loop), *after]


def _with_body(loop: ast.For | ast.While, body: list[ast.stmt]) -> ast.stmt:
    if isinstance(loop, ast.While):
        return ast.copy_location(ast.While(loop.test, body, loop.orelse), loop)
    return ast.copy_location(ast.For(loop.target, loop.iter, body, loop.orelse), loop)
