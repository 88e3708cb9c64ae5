"""Call a learner's function without ever failing, hanging or flooding, and keep what happened in it."""

from __future__ import annotations

import contextlib
import contextvars
import copy
import ctypes
import dis
import inspect
import io
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

import numpy as np

from digitlab.exercises.diagnosis.floats import FloatEvent, float_event

# A body of these operations alone does nothing: `...`, `pass`, `return None`, a docstring.
_IDLE = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE", "COPY_FREE_VARS", "MAKE_CELL", "POP_TOP"}
# Seconds for one call. The cases are small: a slow answer needs milliseconds, or a second while JAX compiles.
PATIENCE = 3.5
# Characters that an answer may print into the notebook.
_MOST_PRINTED = 4000


# Screens of threads that were left.
_SCREENS: list[Any] = []


class NotAttemptedError(Exception):
    """The function is still the stub, or says itself that it isn't written."""


class _TooLongError(BaseException):
    """Ends a call from outside. No `Exception`, so that a learner's `except` doesn't keep it."""


@dataclass
class Call:
    """What became of one call.

    Attributes:
        value: what it gave.
        error: what it stopped with, or None.
        endless: it was still running when the time was up.
        changed: it changed its arguments in place.
        printed: the beginning of what it printed.
        events: overflows and the like, in the order in which they happened.
        seconds: how long it took.
    """

    value: Any = None
    error: BaseException | None = None
    endless: bool = False
    changed: bool = False
    printed: str = ""
    events: list[FloatEvent] = field(default_factory=list)
    seconds: float = 0.0


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep the warnings of NumPy and others out of the notebook: the check itself says what is wrong."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def call(
    function: Callable[..., Any], arguments: Sequence[Any], limit: float = PATIENCE, show: bool = True
) -> Call:
    """Call a function with copies of some arguments, in a thread of its own that is left when the time is up.

    Args:
        function: the learner's.
        arguments: what to call it with. They are never changed.
        limit: seconds after which it is given up.
        show: let it print into the notebook, within bounds.

    Returns:
        What became of it.

    Raises:
        NotAttemptedError: if it is a stub.
        KeyboardInterrupt: if the learner stops the check.
    """
    copies = copy.deepcopy(list(arguments))
    done = Call()
    screen = _Screen(sys.stdout, show)
    over = threading.Event()

    def work() -> None:
        begin = time.perf_counter()
        try:
            with np.errstate(over="call", divide="call", invalid="call", under="ignore", call=happened):
                done.value = function(*copies)
        except BaseException as error:  # SystemExit, and errors of the learner's own that are no `Exception`
            done.error = error
        finally:
            done.seconds = time.perf_counter() - begin
            over.set()

    def happened(kind: str, _: int) -> None:
        if len(done.events) < 3 and kind not in [event.kind for event in done.events]:
            done.events.append(float_event(kind, sys._getframe(1), code_of(function)))

    # The context, too: it tells a notebook's kernel to which cell the printed words belong.
    thread = threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True)
    with warnings.catch_warnings(), contextlib.redirect_stdout(screen):
        warnings.simplefilter("ignore")
        thread.start()
        screen.owner = thread.ident
        try:
            done.endless = not _wait(over, limit)
        finally:
            if not over.is_set():
                _ask_to_end(thread, over)
    if not over.is_set():
        _leave(thread, screen)
    done.printed = screen.text()
    if isinstance(done.error, KeyboardInterrupt):  # the learner may stop a check
        raise done.error
    if done.endless:
        return Call(endless=True, printed=done.printed, events=done.events)
    if isinstance(done.error, NotImplementedError):
        raise NotAttemptedError
    if done.value is Ellipsis or (done.error is None and done.value is None and is_stub(function)):
        raise NotAttemptedError
    done.changed = done.error is None and not _equal(copies, list(arguments))
    return done


def _wait(over: threading.Event, limit: float) -> bool:
    """Wait in small pieces: on some systems, Ctrl+C isn't heard within one."""
    until = time.perf_counter() + limit
    while not over.is_set():
        rest = until - time.perf_counter()
        if rest <= 0:
            return False
        over.wait(min(rest, 0.1))
    return True


def _ask_to_end(thread: threading.Thread, over: threading.Event) -> None:
    """Ask a thread to end. It hears it between two steps of Python."""
    for _ in range(3):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident or 0), ctypes.py_object(_TooLongError)
        )
        if over.wait(0.1):
            return


def _leave(thread: threading.Thread, screen: _Screen) -> None:
    """Leave a thread alone that catches everything, or sits in one long step; what it prints goes nowhere."""
    # `print` counts on the screen being there until it has ended, and crashes Python if it isn't.
    _SCREENS.append(screen)
    if not isinstance(sys.stdout, _Gate):
        sys.stdout = _Gate(sys.stdout)
    sys.stdout.shut.add(thread.ident)


class _Gate:
    """Lets everybody print but threads that were left: those wait here for ever, and so cost no time any more."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.shut: set[int | None] = set()

    def write(self, text: str) -> Any:
        """Pass on what a thread prints that wasn't left."""
        if threading.get_ident() in self.shut:
            threading.Event().wait()
        return self.real.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


class _Screen(io.TextIOBase):
    """Keeps the beginning of what one thread prints, and passes it on; what others print isn't its business."""

    owner: int | None = None

    def __init__(self, real: Any, show: bool) -> None:
        self._real, self._show = real, show
        self._kept: list[str] = []
        self._left = _MOST_PRINTED

    def write(self, text: str) -> int:
        """Pass on as much as there is room for."""
        if threading.get_ident() != (self.owner or threading.get_ident()):
            return int(self._real.write(text))
        piece = text[: self._left]
        if piece:
            self._left -= len(piece)
            self._kept.append(piece)
            if self._show:
                self._real.write(piece if self._left else piece + " ...\n")
        return len(text)

    def flush(self) -> None:
        """Flush the real one."""
        self._real.flush()

    def text(self) -> str:
        return "".join(self._kept)


def is_stub(function: Callable[..., Any]) -> bool:
    """Say whether a function's body does nothing at all.

    Example:
        >>> def stub(x): ...
        >>> def begun(x): y = x + 1
        >>> is_stub(stub), is_stub(begun)
        (True, False)
    """
    code = code_of(function)
    return code is not None and all(step.opname in _IDLE for step in dis.get_instructions(code))


def code_of(function: Callable[..., Any]) -> CodeType | None:
    """Return a function's code, or None where it has none that can be looked at."""
    try:
        return getattr(inspect.unwrap(function), "__code__", None)
    except Exception:  # odd objects may do anything
        return None


def signature_of(function: Callable[..., Any]) -> inspect.Signature | None:
    """Return a function's signature, or None: some built-in functions don't tell, and odd objects do anything."""
    try:
        return inspect.signature(function)
    except Exception:
        return None


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
