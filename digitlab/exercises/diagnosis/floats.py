"""Overflows and fractions of 0: what came first, where in the code, and with which number."""

from __future__ import annotations

import ast
import linecache
import operator
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

import numpy as np

# NumPy's words for it, and ours.
_KINDS = {"overflow": "overflow", "divide by zero": "division-by-zero", "invalid value": "invalid-value"}
_OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_SENTENCES = {
    "overflow": "the result is too large for a float and became `inf`",
    "log": "the logarithm of 0 is minus infinity",
    "division-by-zero": "something was divided by 0",
    "invalid-value": "the result is no number, `nan`: it comes from 0 / 0, inf / inf, inf - inf, or from the "
    "logarithm or the root of a negative number",
}


@dataclass(frozen=True)
class FloatEvent:
    """An overflow, a division by zero, or a result that is no number.

    Attributes:
        kind: NumPy's word for it.
        name: "overflow", "division-by-zero", "log-of-zero" or "invalid-value".
        sentence: where it happened, to what number, and what it is.
    """

    kind: str
    name: str
    sentence: str


def float_event(kind: str, frame: FrameType | None, own: CodeType | None) -> FloatEvent:
    """Describe what NumPy reports, at the place of the learner's code where it arose.

    Args:
        kind: NumPy's word: "overflow", "divide by zero" or "invalid value".
        frame: where it happened, or further in.
        own: the learner's function.

    Returns:
        Name and sentence.
    """
    name = _KINDS.get(kind, "invalid-value")
    while frame is not None and own is not None and frame.f_code.co_filename != own.co_filename:
        frame = frame.f_back
    if frame is None or own is None:
        return FloatEvent(kind, name, f"{_SENTENCES[name]}.")
    code = segment(frame.f_code, frame.f_lasti)
    about = ""
    try:
        node = ast.parse(code, mode="eval").body
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).endswith(("log", "log2", "log10")):
            name = "log-of-zero" if name == "division-by-zero" else name
        about = _about(node, frame, name)
    except Exception:  # the code can't be had, or looking at its numbers fails
        about = ""
    where = f"in line {line_of(frame)}" + (f", `{code}`" if code else "")
    text = _SENTENCES["log" if name == "log-of-zero" else name]
    return FloatEvent(kind, name, f"first, {where}, {text}{about}.")


def line_of(frame: FrameType) -> int:
    """Return the line within the learner's cell or file in which a frame stands."""
    return frame.f_lineno or 0


def segment(code: CodeType, place: int) -> str:
    """Return the expression that an instruction belongs to, as it is written; empty if the source can't be had.

    Args:
        code: of the function.
        place: the instruction, as in `frame.f_lasti`.
    """
    try:
        line, end, column, end_column = list(code.co_positions())[place // 2]
        if line is None or line != end or column is None or end_column is None:
            return ""
        text = linecache.getline(code.co_filename, line).encode()[column:end_column].decode()
    except Exception:  # positions may be missing
        return ""
    return text if len(text) <= 60 else ""


def _about(node: ast.expr, frame: FrameType, name: str) -> str:
    """Name the number that it happened to, and its row."""
    if not isinstance(node, ast.Call) or not node.args:
        return ""
    inner = node.args[0]
    value = _value(inner, frame)
    if value is None or value.dtype.kind not in "fiu" or not value.size:
        return ""
    # The exponential function overflows at the largest number, the logarithm fails at the smallest.
    place = int(np.nanargmax(value) if name == "overflow" else np.nanargmin(value))
    index = np.unravel_index(place, value.shape)
    row = f" in row {index[0]}" if value.ndim == 2 else ""
    number = f"{float(value[index]):.6g}"
    which = "largest" if name == "overflow" else "smallest"
    limit = (
        " (e to the power of 710 is too large already)"
        if name == "overflow" and "exp" in ast.unparse(node)
        else ""
    )
    return f"; the {which} number in `{ast.unparse(inner)}` is {number}{row}{limit}"


def _value(node: ast.expr, frame: FrameType) -> Any:
    """Work out a name, a number, or an operation between such, as an array; None for anything else."""
    if isinstance(node, ast.Constant):
        return np.asarray(node.value)
    if isinstance(node, ast.Name):
        value = frame.f_locals.get(node.id, frame.f_globals.get(node.id))
        return None if value is None else np.asarray(value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _value(node.operand, frame)
        return None if inner is None else -inner
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        left, right = _value(node.left, frame), _value(node.right, frame)
        if left is not None and right is not None:
            with np.errstate(all="ignore"):
                return np.asarray(_OPERATIONS[type(node.op)](left, right))
    return None
