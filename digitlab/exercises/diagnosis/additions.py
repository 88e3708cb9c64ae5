"""What may be missing in an expression: a step around it, a term, a factor or a division behind it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

# A step around an expression `_`, and the kind of mistake to have left it out. The likeliest first.
_STEPS = (
    ("-_", "sign"),
    ("1 - _", "complement"),
    ("_.T", "not-transposed"),
    ("_[::-1]", "reversed"),
    ("_ + 1", "off-by-one"),
    ("_ - 1", "off-by-one"),
    ("np.sqrt(_)", "missing-root"),
    ("abs(_)", "missing-absolute-value"),
    ("_ ** 2", "missing-power"),
    ("np.exp(_)", "missing-exponential"),
    ("np.log(_)", "missing-logarithm"),
    ("np.mean(_)", "missing-mean"),
    ("np.sum(_)", "missing-sum"),
    ("round(_)", "missing-rounding"),
    ("int(_)", "missing-rounding"),
    ("_ / 2", "factor-2"),
    ("_ * 2", "factor-2"),
    ("_ / 100", "factor-100"),
    ("_[:, None]", "row-for-column"),
    ("np.asarray(_, dtype=float)", "bytes-or-lists"),
    ("_ - np.max(_, axis=-1, keepdims=True)", "missing-maximum"),
    ("_ / np.sum(_, axis=-1, keepdims=True)", "missing-normalisation"),
    ("_ / np.sum(_)", "missing-normalisation"),
    ("np.maximum(0, _)", "missing-activation"),
    ("len(_)", "missing-count"),
)
# What may be missing behind an expression: `_` and a name, `A`, of the function.
_PARTNERS = (
    ("_ / len(A)", "missing-mean"),
    ("_ + A", "missing-term"),
    ("_ - A", "missing-term"),
    ("_ * A", "missing-factor"),
    ("_ / A", "missing-division"),
    ("A - _", "missing-term"),
    ("A * _ ", "missing-factor"),
    ("_ * (1 - A)", "missing-factor"),
    ("_[A]", "missing-index"),
    ("np.minimum(_, A - 1)", "last-one-lost"),
)


def _parsed(table: tuple[tuple[str, str], ...]) -> list[tuple[ast.expr, str]]:
    return [(ast.parse(text.strip(), mode="eval").body, kind) for text, kind in table]


class _Filled(ast.NodeTransformer):
    """Puts an expression into the place of `_`, and a name into the place of `A`."""

    def __init__(self, inner: ast.expr, name: str) -> None:
        self.inner, self.name = inner, name

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Replace one of the two."""
        if node.id == "_":
            return self.inner
        return ast.Name(self.name if node.id == "A" else node.id, ast.Load())


def additions(node: ast.expr, parent: ast.AST, names: list[str]) -> Iterator[tuple[str, ast.expr]]:
    """Yield an expression with what may be missing around it or behind it.

    Args:
        node: the expression.
        parent: where it stands. A part of an index, a default or a keyword gets nothing.
        names: the function's arguments and local names.

    Yields:
        The kind of mistake, and the longer expression.
    """
    if isinstance(parent, ast.Subscript | ast.Slice | ast.keyword | ast.Attribute | ast.Starred):
        return
    if not isinstance(node, ast.BinOp | ast.Call | ast.Name | ast.Subscript | ast.Attribute | ast.UnaryOp):
        return
    if isinstance(node, ast.Name) and node.id not in names:
        return
    for form, kind in _STEP_FORMS:
        yield kind, _fill(form, node, "")
    if isinstance(parent, ast.Call) and not isinstance(node, ast.Name):
        return
    for form, kind in _PARTNER_FORMS:
        for name in names:
            yield kind, _fill(form, node, name)


def _fill(form: ast.expr, node: ast.expr, name: str) -> ast.expr:
    filled: ast.expr = _Filled(node, name).visit(ast.parse(ast.unparse(form), mode="eval").body)
    return filled


_STEP_FORMS = _parsed(_STEPS)
_PARTNER_FORMS = _parsed(_PARTNERS)
