"""`NewestOnly`: work that is done in a thread of its own, for the newest state only."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from digitlab._shared.forks import check_process


class NewestOnly:
    """Does a piece of work again whenever something has changed; changes that come meanwhile count as one.

    Whoever reports a change never waits for the work.

    Args:
        work: looks at the newest state by itself.
        tell: is given what the work raises; the next change is worked on all the same.
        pause: seconds between the starts of two runs, unless a change hurries.

    Example:
        >>> done = []
        >>> newest = NewestOnly(lambda: done.append(1), print)
        >>> newest.changed(hurry=True)
        >>> newest.settle(5), len(done)
        (True, 1)
    """

    def __init__(self, work: Callable[[], None], tell: Callable[[BaseException], Any], pause: float = 0.0) -> None:
        self._work = work
        self._tell = tell
        self._pause = pause
        self._state = threading.Condition()
        self._is_due = self._is_hurried = self._is_running = False
        self._thread: int | None = None
        self._begun = -float("inf")
        # One thread, which ends with this object or with Python.
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="digitlab-pad")

    def changed(self, *, hurry: bool = False) -> None:
        """Report a change, which the work looks at soon; with `hurry` without a pause."""
        check_process("This widget")
        with self._state:
            self._is_due = True
            self._is_hurried = self._is_hurried or hurry
            self._state.notify_all()
            if not self._is_running:
                self._is_running = True
                try:
                    self._pool.submit(self._run)
                except RuntimeError:  # closed, or Python is ending
                    self._is_running = False

    @property
    def is_due(self) -> bool:
        """Has something changed since the work at hand began?"""
        return self._is_due

    def settle(self, timeout: float | None = None) -> bool:
        """Wait until the newest state was worked on, and say whether it was."""
        check_process("This widget")
        if threading.get_ident() == self._thread:
            return False  # asked by the work itself
        with self._state:
            self._is_hurried = self._is_running
            self._state.notify_all()
            return self._state.wait_for(lambda: not self._is_running, timeout)

    def close(self) -> None:
        """Take no more work on."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        self._thread = threading.get_ident()
        while True:
            with self._state:
                wait = self._begun + self._pause - time.monotonic()
                if self._is_due and wait > 0:
                    self._state.wait_for(lambda: self._is_hurried, wait)
                if not self._is_due:
                    self._is_running = self._is_hurried = False
                    self._state.notify_all()
                    return
                self._is_due = self._is_hurried = False
            self._begun = time.monotonic()
            try:
                self._work()
            except BaseException as error:  # in this thread nobody else hears of it
                with contextlib.suppress(Exception):
                    self._tell(error)
