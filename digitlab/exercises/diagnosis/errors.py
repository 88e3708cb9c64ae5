"""What NumPy and Python mean by their exceptions: where in the learner's code, and what to look at."""

from __future__ import annotations

import ast
import itertools
import linecache
import re
from collections.abc import Sequence
from types import CodeType, TracebackType
from typing import Any

from digitlab.exercises._values import Problem, kind, number
from digitlab.exercises.diagnosis.floats import segment

# The name of the mistake, what the exception says (a regular expression), and what it means.
_MEANINGS = (
    (
        "shapes-dont-match",
        r"could not be broadcast together|matmul: |shapes .* not aligned|Incompatible shapes|"
        r"dot_general requires|add got incompatible|not compatible|incompatible with|"
        r"could not broadcast input array|must match exactly|all the input array dimensions|"
        r"same number of dimensions",
        "These shapes don't fit together: from the last axis backwards, lengths must be equal or 1 (and in a "
        "matrix product `A @ B`, A has as many columns as B has rows). Which axis of each array counts what?",
    ),
    (
        "reshape-size",
        r"cannot reshape array|reshape total size|cannot reshape",
        "`reshape` needs a place for every number: the new lengths, multiplied, must give the old number of "
        "numbers.",
    ),
    (
        "index-out-of-range",
        r"index .* is out of bounds|index out of range|out of bounds for size",
        "There is no such place: the last index is the length minus 1. Where does the index come from, and "
        "how large can it get?",
    ),
    (
        "axis-out-of-range",
        r"axis .* is out of bounds|tuple index out of range.*axis|too many indices for array|too many indices",
        "The array has fewer axes than that. Print its `shape`: a one-dimensional array has axis 0 only.",
    ),
    (
        "none-used",
        r"NoneType",
        "Something is None here. Functions without `return` give None, and so do methods that change something in "
        "place: `append`, `sort`, `shuffle`.",
    ),
    (
        "not-callable",
        r"object is not callable",
        "Parentheses call a function, and this is none. For a place in a list or an array use brackets, `a[0]`; "
        "between two factors write `*`; and a name that you gave to a value no longer stands for a function.",
    ),
    (
        "not-indexed",
        r"object is not subscriptable|'function' object|'builtin_function_or_method' object|'method' object",
        "Something stands here in place of its result: a single number has no places, and a function needs "
        "parentheses, as in `a.max()`.",
    ),
    (
        "unhashable",
        r"unhashable type",
        "A list or an array can't be the key of a dict or stand in a set. Take a number or a tuple out of it.",
    ),
    (
        "float-as-index",
        r"indices must be integers|only integers, slices|only integer scalar arrays|must be an integer|"
        r"object cannot be interpreted as an integer|arrays used as indices must be of integer|"
        r"integer or boolean type|must be integers or slices|slice indices|expected a sequence of integers",
        "An index, a length or the number of turns must be a whole number: `/` gives a fraction even of 4 / "
        "2; `//`, `int` and `round` give whole ones. A list can't be indexed by an array: make it an array "
        "first.",
    ),
    (
        "many-truths",
        r"truth value of an array|Truth value|ambiguous",
        "`if`, `and`, `or` and `max` of Python want a single yes or no, but an array holds many. For each "
        "entry by itself, use `np.where`, `&` and `np.maximum`; for all together, `.any()` or `.all()`.",
    ),
    (
        "list-for-array",
        r"unsupported operand type.*'list'|can only concatenate list|'list' object has no attribute|"
        r"bad operand type.*'list'|can't multiply sequence|only concatenate tuple|'tuple' object has no attribute|"
        r"unsupported operand type.*'tuple'|not supported between instances of 'list'",
        "A list isn't an array: it can't calculate with all its entries at once. Take its entries one by one, or "
        "make an array of it with `np.array` (or `np.concatenate`, where they are arrays).",
    ),
    (
        "number-for-array",
        r"'(float|int|numpy\.(float|int)\w+)' object (has no attribute|is not iterable)|object of type '(int|"
        r"float)' has no len|cannot unpack non-iterable|iteration over a 0-d array|unsized object|"
        r"zero-dimensional arrays|is not iterable",
        "This is a single number, where a list or an array is needed.",
    ),
    (
        "unequal-lengths",
        r"inhomogeneous shape",
        "Lists or arrays of unequal lengths can't become one array. Take them one by one, or join them with "
        "`np.concatenate`.",
    ),
    (
        "shape-as-one-tuple",
        r"Cannot interpret '.*' as a data type|data type '.*' not understood",
        "A shape is given as *one* argument, a tuple: `np.zeros((n, k))`. The second argument is the type of the "
        "numbers.",
    ),
    (
        "axes-dont-match",
        r"axes don't match array|repeated axis|axes doesn't match|must be a permutation",
        "Each axis of the array must be named exactly once. How many axes has it? The images themselves are the "
        "first one.",
    ),
    (
        "array-for-number",
        r"only (length-1|0-dimensional|size-1) arrays can be converted|only scalar arrays|"
        r"setting an array element with a sequence|must be real number, not",
        "A single number is needed here, but it is an array or a list. Functions of `math`, `int` and "
        "`float` take one number; those of NumPy take arrays.",
    ),
    (
        "unpacking",
        r"too many values to unpack|not enough values to unpack",
        "The names on the left of `=` (or after `for`) and the values on the right must be equally many. An array "
        "is unpacked along its first axis.",
    ),
    (
        "empty-case",
        r"zero-size array|empty sequence|arg is an empty|iterable argument is empty|need at least one array|"
        r"of an empty|attempt to get arg\w+ of",
        "There is nothing to choose from: the list or array is empty here. Is that a case to ask for first, with "
        "`if`? Or does a slice lie outside the array?",
    ),
    (
        "division-by-zero",
        r"division by zero|float floor division|modulo by zero|integer modulo",
        "It was divided by 0. Where does the 0 come from, and what should come out there?",
    ),
    (
        "overflow",
        r"math range error|too large to convert|Numerical result out of range",
        "The number is too large: e to the power of 710 doesn't fit a float.",
    ),
    (
        "log-of-zero",
        r"math domain error|expected a positive input",
        "`math.log` can't take 0 or less, and `math.sqrt` no negative number.",
    ),
    (
        "unknown-name",
        r"name '.*' is not defined|cannot access local variable|referenced before assignment|free variable",
        "This name has no value at this moment: is it spelt as above, and is it set before it is used, in "
        "every case? Modules other than `np` have to be imported.",
    ),
    (
        "unknown-attribute",
        r"has no attribute",
        "There is no such method or attribute. Check its spelling, and what kind of thing stands before the "
        "point.",
    ),
    (
        "wrong-call",
        r"positional argument|keyword argument|missing \d+ required|takes \d+|got multiple values|"
        r"takes no arguments|missing a required|takes exactly|takes at most|takes from",
        "A function was called with arguments that it doesn't take. Look at its first line: `help(...)` shows it.",
    ),
    (
        "endless-recursion",
        r"maximum recursion depth",
        "The function calls itself and never ends. Did you give something the name of a function that you call?",
    ),
    (
        "no-room-for-decimals",
        r"Cannot cast ufunc|Cannot cast .* from dtype",
        "An array of whole numbers has no room for decimals: `x = x / 2` makes a new array, `x /= 2` tries "
        "to put the result into the old one.",
    ),
    (
        "read-only",
        r"read-only|does not support item assignment|JAX arrays are immutable",
        "This can't be changed in place: a range, a tuple and a JAX array never can, and this array is "
        "locked. Make a list or an array of it first, with `list(...)` or `np.array(...)` (JAX: `a = "
        "a.at[i].set(value)`).",
    ),
    (
        "not-in-list",
        r"is not in list|not in deque|x not in",
        "The value looked for isn't in the list: numbers that were calculated anew are rarely *exactly* equal.",
    ),
    (
        "types-dont-match",
        r"unsupported operand type|not supported between|ufunc .* did not contain a loop|"
        r"not supported for the input|must be str|can only concatenate str|boolean subtract",
        "These two kinds of things can't be put together in that way.",
    ),
    (
        "percent-or-share",
        r"(Quantiles|Percentiles) must be in the range",
        "`np.percentile` counts from 0 to 100, `np.quantile` from 0 to 1.",
    ),
    (
        "too-much-memory",
        r"Unable to allocate|Maximum allowed dimension|array is too big",
        "That array would be far too large. Which length did you mean?",
    ),
)
_BY_TYPE = {
    "KeyError": ("unknown-key", "There is no such key in the dict."),
    "RecursionError": (
        "endless-recursion",
        "The function calls itself and never ends. Did you give something the name of a function that you call?",
    ),
    "MemoryError": ("too-much-memory", "That is far too much for the memory. Which length did you mean?"),
    "SystemExit": ("ends-the-program", "`exit` and `quit` end the program. `return` ends the function."),
    "ZeroDivisionError": (
        "division-by-zero",
        "It was divided by 0. Where does the 0 come from, and what should come out there?",
    ),
    "OverflowError": ("overflow", "The number is too large: e to the power of 710 doesn't fit a float."),
    "IndexError": (
        "index-out-of-range",
        "There is no such place: the last index is the length minus 1. Where does the index come from?",
    ),
    "ModuleNotFoundError": ("unknown-name", "There is no module of that name here."),
}


def stopped(function_code: CodeType | None, names: Sequence[str], arguments: Sequence[Any], error: Any) -> Problem:
    """Say what stopped an answer, in which of its lines, with what, and what to look at.

    Args:
        function_code: of the learner's function, or None.
        names: of its arguments.
        arguments: what it was called with.
        error: what it raised.

    Returns:
        The mistake's name and the sentences. A problem without a known meaning is "stopped".
    """
    own = function_code.co_filename if function_code else None
    trace: TracebackType | None = error.__traceback__
    last = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == own:
            last = trace
        trace = trace.tb_next
    try:
        reason = " ".join(str(error).split())
    except Exception:  # an error of the learner's own that can't even be printed
        reason = ""
    reason = reason if len(reason) <= 200 else reason[:200] + " ..."
    said = type(error).__name__ + (f": {reason}" if reason else "")
    if len(names) < len(arguments):
        names = [f"argument {place}" for place in range(1, len(arguments) + 1)]
    given = ", ".join(itertools.starmap(_shown, zip(names, arguments, strict=False)))
    name, meaning = _meaning(error, reason, _line(last) if last is not None else "")
    where = _where(last) if last is not None and own is not None else ""
    message = f"Your function stopped{where} with {said.rstrip('.')}."
    parts = [message, meaning, _operands(last) if last is not None else "", f"It was called with {given}."]
    return Problem(name, " ".join(part for part in parts if part))


def _meaning(error: BaseException, reason: str, code: str) -> tuple[str, str]:
    if re.search(r"\.(max|min)\([^()]*,", code) and "axis=" not in code:
        return (
            "largest-of-all",
            "The second argument of `np.max` and `np.min` is the *axis*. Two numbers or arrays are compared "
            "entry by entry by `np.maximum` and `np.minimum`.",
        )
    for name, pattern, meaning in _MEANINGS:
        if re.search(pattern, reason):
            return name, meaning
    for base in type(error).__mro__:
        if base.__name__ in _BY_TYPE:
            return _BY_TYPE[base.__name__]
    return "stopped", ""


def _where(trace: TracebackType) -> str:
    text = _line(trace)
    return f" in line {trace.tb_lineno}" + (f", `{text}`," if text else "")


def _line(trace: TracebackType) -> str:
    return linecache.getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno).strip()


def _operands(trace: TracebackType) -> str:
    """Name the shapes of the arrays in the expression that failed."""
    frame = trace.tb_frame
    try:
        code = segment(frame.f_code, trace.tb_lasti)
        tree = ast.parse(code, mode="eval")
    except (SyntaxError, ValueError):
        return ""
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    shapes: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in frame.f_locals and node.id not in called:
            shapes[node.id] = _kind(frame.f_locals[node.id])
    told = [f"`{name}` is {what}" for name, what in shapes.items()]
    return f"There, {', '.join(told)}." if told else ""


def _kind(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"{kind(value)} of {len(value)}"
    return kind(value)


def _shown(name: str, argument: Any) -> str:
    if isinstance(argument, int | float):
        return f"{name} = {number(argument)}"
    if isinstance(argument, list | tuple):
        return f"{name}, a {type(argument).__name__} of {len(argument)}"
    return f"{name} of shape {argument.shape}" if hasattr(argument, "shape") else f"{name}, {kind(argument)}"


def wrong_arguments(signature: Any, arguments: Sequence[Any]) -> Problem | None:
    """Say so if a function can't take that many arguments."""
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
