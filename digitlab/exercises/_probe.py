"""Call a learner's function without ever failing, and say in a sentence what went wrong inside it."""

from __future__ import annotations

import copy
import dis
import inspect
import itertools
import linecache
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import CodeType
from typing import Any

import numpy as np

from digitlab.exercises._values import Problem, kind, number

# A body of these operations alone does nothing: `...`, `pass`, `return None`, a docstring.
_IDLE = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE", "COPY_FREE_VARS", "MAKE_CELL", "POP_TOP"}

# What NumPy says where a learner writes `images /= 255` is about ufuncs and casting rules.
_NO_ROOM = (
    "An array of whole numbers has no room for decimals: `x = x / 2` makes a new array, "
    "`x /= 2` tries to put the result into the old one."
)


class NotAttemptedError(Exception):
    """The function is still the stub, or says itself that it isn't written."""


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the warnings of NumPy and others out of the notebook: the check itself says what is wrong."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def call(function: Callable[..., Any], arguments: Sequence[Any]) -> tuple[Any, Problem | None, bool]:
    """Call a function with copies of some arguments.

    Args:
        function: the learner's.
        arguments: what to call it with. They are never changed.

    Returns:
        What it gave, what went wrong (or None), and whether it changed its arguments in place.

    Raises:
        NotAttemptedError: if it is a stub.
    """
    if problem := _wrong_arguments(function, arguments):
        return None, problem, False
    copies = copy.deepcopy(list(arguments))
    try:
        with quiet():
            value = function(*copies)
    except NotImplementedError:
        raise NotAttemptedError from None
    except KeyboardInterrupt:  # the learner may stop a check
        raise
    except BaseException as error:  # SystemExit, and errors of the learner's own that are no `Exception`
        return None, _stopped(function, arguments, error), False
    if value is Ellipsis or (value is None and is_stub(function)):
        raise NotAttemptedError
    return value, None, not _equal(copies, list(arguments))


def is_stub(function: Callable[..., Any]) -> bool:
    """Say whether a function's body does nothing at all.

    Example:
        >>> def stub(x): ...
        >>> def begun(x): y = x + 1
        >>> is_stub(stub), is_stub(begun)
        (True, False)
    """
    code = _code(function)
    return code is not None and all(step.opname in _IDLE for step in dis.get_instructions(code))


def _code(function: Callable[..., Any]) -> CodeType | None:
    try:
        return getattr(inspect.unwrap(function), "__code__", None)
    except Exception:  # odd objects may do anything
        return None


def _signature(function: Callable[..., Any]) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except Exception:  # some built-in functions don't tell, and odd objects may do anything
        return None


def _wrong_arguments(function: Callable[..., Any], arguments: Sequence[Any]) -> Problem | None:
    """Say so if the function can't take that many arguments."""
    signature = _signature(function)
    if signature is None:
        return None
    try:
        signature.bind(*arguments)
    except TypeError:
        count = len(arguments)
        names = ", ".join(signature.parameters) or "none"
        return Problem(
            "wrong-arguments",
            f"Your function is called with {count} argument{'s' if count != 1 else ''}, but it can't take "
            f"{'them' if count != 1 else 'it'}: its arguments are {names}. Compare its first line with the task.",
        )
    return None


def _stopped(function: Callable[..., Any], arguments: Sequence[Any], error: BaseException) -> Problem:
    """Name the learner's own line in which an error arose, and the error."""
    code = _code(function)
    own = code.co_filename if code else None
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == own:
            line = trace.tb_lineno
        trace = trace.tb_next
    text = linecache.getline(own, line).strip() if own and line else ""
    where = f" in line {line}" + (f", `{text}`," if text else "") if line else ""
    try:
        reason = " ".join(str(error).split())
    except Exception:  # an error of the learner's own that can't even be printed
        reason = ""
    reason = reason if len(reason) <= 200 else reason[:200] + " ..."
    said = type(error).__name__ + (f": {reason}" if reason else "")
    signature = _signature(function)
    names = list(signature.parameters) if signature else []
    if len(names) < len(arguments):
        names = [f"argument {number}" for number in range(1, len(arguments) + 1)]
    given = ", ".join(itertools.starmap(_shown, zip(names, arguments, strict=False)))
    advice = f" {_NO_ROOM}" if isinstance(error, TypeError) and reason.startswith("Cannot cast ufunc") else ""
    message = f"Your function stopped{where} with {said.rstrip('.')}. It was called with {given}.{advice}"
    return Problem("stopped", message)


def _shown(name: str, argument: Any) -> str:
    if isinstance(argument, int | float):
        return f"{name} = {number(argument)}"
    if isinstance(argument, list | tuple):
        return f"{name}, a {type(argument).__name__} of {len(argument)}"
    return f"{name} of shape {argument.shape}" if hasattr(argument, "shape") else f"{name}, {kind(argument)}"


def _equal(left: Any, right: Any) -> bool:
    """Compare arguments, arrays and lists of arrays included."""
    if isinstance(right, list | tuple):
        return (
            isinstance(left, list | tuple)
            and len(left) == len(right)
            and all(_equal(a, b) for a, b in zip(left, right, strict=True))
        )
    if isinstance(right, np.ndarray):
        return (
            isinstance(left, np.ndarray)
            and left.shape == right.shape
            and np.array_equal(left, right, equal_nan=right.dtype.kind == "f")
        )
    return bool(left == right)
