"""Read what an answer gave, compare it with what was expected, and say in words how they differ."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

_ORDINALS = ("first", "second", "third", "fourth", "fifth")
# The most characters of a learner's value that stand in a sentence.
_LONGEST = 80


@dataclass(frozen=True)
class Problem:
    """Why an answer gave nothing that can be compared: a name, and a sentence for the learner."""

    name: str
    sentence: str


class UnreadableError(Exception):
    """The value can't be compared; `.problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


def read(value: Any, want: Any) -> Any:
    """Return a value in the form in which it is compared with `want`.

    Args:
        value: what the answer gave: a number, a list, a NumPy or JAX array, a tuple of them, a text, a dict.
        want: what was expected. Its kind decides how `value` is read.

    Returns:
        A NumPy array, a text, or a tuple or dict of them.

    Raises:
        UnreadableError: if it is nothing of that kind.
    """
    try:
        return _read(value, want)
    except UnreadableError:
        raise
    except Exception as error:  # reading runs the value's own methods, and those may do anything
        raise _unreadable(
            "not-numbers", f"It is {kind(value)}, which can't be read: that stops with {type(error).__name__}."
        ) from None


def _read(value: Any, want: Any) -> Any:
    if isinstance(want, tuple):
        return _read_tuple(value, want)
    if isinstance(want, Mapping):
        if not isinstance(value, Mapping) or set(value) != set(want):
            keys = ", ".join(repr(key) for key in want)
            said = f"{kind(value)} with {shown(list(value))}" if isinstance(value, Mapping) else kind(value)
            raise _unreadable("wrong-kind", f"A dict with the keys {keys} was expected, but it is {said}.")
        return {key: read(value[key], want[key]) for key in want}
    if isinstance(want, str):
        if not isinstance(value, str):
            raise _unreadable("wrong-kind", f"A text such as {want!r} was expected, but it is {kind(value)}.")
        return str.lower(str.strip(value))  # not the methods of a text of the learner's own class
    return _read_array(value)


def _read_tuple(value: Any, want: tuple[Any, ...]) -> tuple[Any, ...]:
    _refuse(value)
    try:
        items = list(itertools.islice(value, len(want) + 1))  # it may have no end
        given = str(len(value) if hasattr(type(value), "__len__") else len(items))
    except Exception:
        raise _unreadable(
            "wrong-number", f"{len(want)} values were expected, but it gives one: {kind(value)}."
        ) from None
    if len(items) != len(want):
        given = given if len(items) < len(want) or hasattr(type(value), "__len__") else "more"
        if hasattr(type(value), "shape"):
            given = f"one array, of shape {tuple(value.shape)}"
            for place, part in enumerate(want[: len(_ORDINALS)]):
                # Only numbers are compared: an array of objects may hold itself, and comparing that ends Python.
                is_like = np.shape(value) == np.shape(part) and np.asarray(value).dtype.kind in "biuf"
                if is_like and np.allclose(value, part):
                    given += (
                        f", which is right as the {_ORDINALS[place]} of them. Return them all, with commas between"
                    )
        raise _unreadable("wrong-number", f"{len(want)} values were expected, but it gives {given}.")
    return tuple(read(item, part) for item, part in zip(items, want, strict=True))


def _read_array(value: Any) -> np.ndarray:
    _refuse(value)
    try:
        array = np.asarray(value)
    except Exception:  # rows of unequal lengths, and what isn't numbers at all; its own methods may fail, too
        array = np.asarray(None)
    if array.dtype.kind not in "biuf" and str(array.dtype) != "bfloat16":
        reason = ""
        if isinstance(value, list | tuple) and not any(isinstance(item, str) for item in value):
            reason = " with rows of unequal lengths, or with things in it that aren't numbers"
        elif isinstance(value, int):
            reason = ", too large to be compared"
        elif hasattr(type(value), "shape") and array.dtype != object:
            reason = f" and of the type {array.dtype}"
        raise _unreadable("not-numbers", f"Numbers were expected, but it is {kind(value)}{reason}.")
    return array.astype(np.float64) if str(array.dtype) == "bfloat16" else array


def _refuse(value: Any) -> None:
    """Refuse what can't be a number, a list or an array, each with its own sentence."""
    if value is None:
        raise _unreadable(
            "no-return", "Your function gives None back. Does it end with `return`, followed by the result?"
        )
    if isinstance(value, str | bytes):
        raise _unreadable(
            "text",
            f"Numbers were expected, but it is a text, {shown(value)}. "
            "Don't put the result in quotes or print it.",
        )
    if inspect.isgenerator(value) or hasattr(type(value), "__next__"):
        raise _unreadable(
            "generator",
            f"It is {kind(value)}, which computes nothing before it is asked to. Make a list or an array of it "
            f"first.",
        )
    if callable(value) and not hasattr(type(value), "shape"):
        raise _unreadable(
            "function", "It is a function, not its result. Call it, with its arguments in parentheses."
        )
    if isinstance(value, Mapping | set | frozenset):
        raise _unreadable("not-numbers", f"Numbers in a fixed order were expected, but it is {kind(value)}.")


def _unreadable(name: str, sentence: str) -> UnreadableError:
    return UnreadableError(Problem(name, sentence))


def same(got: Any, want: Any, rtol: float, atol: float) -> bool:
    """Say whether two values read by `read` agree: same shapes, and numbers within the tolerance."""
    if isinstance(want, tuple):
        return all(same(g, w, rtol, atol) for g, w in zip(got, want, strict=True))
    if isinstance(want, Mapping):
        return all(same(got[key], want[key], rtol, atol) for key in want)
    if isinstance(want, str):
        return bool(got == want)
    want = np.asarray(want)
    return got.shape == want.shape and bool(np.allclose(got, want, rtol=rtol, atol=atol, equal_nan=True))


def difference(got: Any, want: Any, rtol: float, atol: float) -> str:
    """Say in words where two values differ first, as the end of a sentence: "your answer is ..., where ...".

    Example:
        >>> difference(np.array(3), np.array(4), 0, 0)
        'your answer is 3, where 4 was expected'
    """
    if isinstance(want, tuple | Mapping):
        keys = list(want) if isinstance(want, Mapping) else list(range(len(want)))
        wrong_keys = [key for key in keys if not same(got[key], want[key], rtol, atol)]
        # No part differs: fractions where whole numbers were asked for.
        wrong_keys += [key for key in keys if fractional(got[key])]
        if not wrong_keys:
            return f"your answer is {brief(got)}"
        key = wrong_keys[0]
        said = difference(got[key], want[key], rtol, atol)
        return said.replace("your answer", f"{_part(key, want)} of your answer", 1)
    if isinstance(want, str):
        return f"your answer is {shown(got)}"
    want = np.asarray(want)
    if got.shape != want.shape:
        return f"your answer {shape(got, 'is', 'has')}, where {shape(want)} was expected"
    if not want.shape:
        ours, theirs = number(got, want), number(want, got)
        if ours == theirs:  # a fraction where a whole number was asked for
            ours = str(got)
        return f"your answer is {ours}, where {theirs} was expected"
    wrong = np.argwhere(~np.isclose(got, want, rtol=rtol, atol=atol, equal_nan=True))
    if not len(wrong):
        return f"your answer is {brief(got)}"
    place = tuple(int(i) for i in wrong[0])
    where = ", ".join(map(str, place))
    return (
        f"your answer holds {number(got[place], want[place])} at [{where}], "
        f"where {number(want[place], got[place])} was expected"
    )


def _part(key: Any, whole: Any) -> str:
    if isinstance(whole, Mapping):
        return repr(key)
    return f"the {_ORDINALS[key]} value" if key < len(_ORDINALS) else f"value {key + 1}"


def flat(value: Any) -> list[np.ndarray]:
    """Return all arrays in a value read by `read`; texts are left out."""
    if isinstance(value, tuple | Mapping):
        items = value.values() if isinstance(value, Mapping) else value
        return [part for item in items for part in flat(item)]
    return [] if isinstance(value, str) else [np.asarray(value)]


def fractional(value: Any) -> bool:
    """Say whether a value read by `read` holds numbers of a type with fractions."""
    return any(part.dtype.kind == "f" for part in flat(value))


def shape(array: np.ndarray, is_: str = "", has: str = "") -> str:
    """Return 'shape (3, 5)', or 'a single number', after the verb that fits."""
    return f"{has} shape {array.shape}".strip() if array.shape else f"{is_} a single number".strip()


def number(value: Any, other: Any = None) -> str:
    """Return a number in four digits, or in as many as tell it from another."""
    value = np.asarray(value)[()]
    if isinstance(value, np.bool_ | bool):
        return str(bool(value))
    if isinstance(value, np.integer | int):
        return str(int(value))
    for digits in (4, 7, 12):
        text = f"{float(value) + 0.0:.{digits}g}"  # + 0.0: no minus before zero
        text = f"{float(value):.0f}" if "e+0" in text else text
        if other is None or text != f"{float(other):.{digits}g}":
            break
    return text


def brief(value: Any) -> str:
    """Return small values as they are, large ones by their shape."""
    if isinstance(value, tuple):
        return "(" + ", ".join(brief(item) for item in value) + ")"
    if isinstance(value, str | Mapping):
        return shown(value)
    array = np.asarray(value)
    if not array.shape:
        return number(array)
    if array.ndim == 1 and len(array) <= 8:
        return "[" + ", ".join(number(item) for item in array) + "]"
    return f"an array of shape {array.shape}"


def shown(value: Any, form: Callable[[Any], str] = repr) -> str:
    """Return a learner's value as a text of bounded length, whatever its own `__repr__` does."""
    try:
        text = " ".join(form(value).split())
    except Exception:  # one that fails, or a whole number of too many digits to be printed
        return f"({type(value).__name__})"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."


def kind(value: Any) -> str:
    """Return 'a list', 'an array of shape (2, 3)' or the like."""
    if value is None or value is Ellipsis:
        return "None" if value is None else "`...`"
    try:
        if hasattr(type(value), "shape") and not isinstance(value, type):
            return f"an array of shape {tuple(value.shape)}" if value.shape else f"the number {shown(value, str)}"
        if isinstance(value, int | float):
            return f"the number {shown(value, str)}"
    except Exception:  # its own methods failed; its type's name can still be told
        pass
    name = type(value).__name__
    return f"a{'n' if name[0] in 'aeiouAEIOU' else ''} {name}"
