"""Work for the newest state only: nothing waits for it, nothing is done twice, nothing is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from digitlab.widgets._shared.newest import NewestOnly

said: list[BaseException] = []


@pytest.fixture(autouse=True)
def nothing_failed() -> Iterator[None]:
    """Nothing goes wrong unless a test wants it."""
    del said[:]
    yield
    assert said == []


class Slow:
    """Work that waits until it is let go, and notes the state it saw."""

    def __init__(self) -> None:
        self.state = 0
        self.seen: list[int] = []
        self.go = threading.Semaphore(0)
        self.begun = threading.Semaphore(0)

    def __call__(self) -> None:
        seen = self.state
        self.begun.release()
        assert self.go.acquire(timeout=20)
        self.seen.append(seen)


def test_changes_that_come_during_the_work_count_as_one() -> None:
    work = Slow()
    newest = NewestOnly(work, said.append)
    for work.state in range(1, 51):
        newest.changed()  # never waits, though the work is stuck
        if work.state == 1:
            assert work.begun.acquire(timeout=20)
    assert newest.is_due
    for _ in range(2):
        work.go.release()
    assert newest.settle(20)
    assert work.seen == [1, 50]
    assert not newest.is_due


def test_settle_waits_for_the_newest_and_gives_up_in_time() -> None:
    work = Slow()
    newest = NewestOnly(work, said.append)
    assert newest.settle(0.1), "nothing to wait for"
    newest.changed()
    assert not newest.settle(0.05)
    work.go.release()
    assert newest.settle(20)
    assert work.seen == [0]


def test_a_pause_is_kept_unless_somebody_hurries() -> None:
    runs: list[float] = []
    newest = NewestOnly(lambda: runs.append(time.monotonic()), said.append, pause=1000)
    newest.changed()
    end = time.monotonic() + 20
    while not runs and time.monotonic() < end:
        time.sleep(0.001)
    for _ in range(20):
        newest.changed()
        time.sleep(0.002)
    assert len(runs) == 1
    newest.changed(hurry=True)
    while len(runs) < 2 and time.monotonic() < end:
        time.sleep(0.001)
    assert len(runs) == 2


def test_whoever_settles_hurries() -> None:
    runs: list[int] = []
    newest = NewestOnly(lambda: runs.append(1), said.append, pause=1000)
    for count in (1, 2, 3):
        newest.changed()
        assert newest.settle(20)
        assert len(runs) == count


def test_the_work_itself_can_settle_without_waiting_for_itself() -> None:
    answers: list[bool] = []
    newest = NewestOnly(lambda: answers.append(newest.settle(20)), said.append)
    newest.changed()
    assert newest.settle(20)
    assert answers == [False]


def test_after_the_end_changes_do_no_harm() -> None:
    runs: list[int] = []
    newest = NewestOnly(lambda: runs.append(1), said.append)
    newest.close()
    newest.changed()
    assert newest.settle(1)
    assert runs == []


@pytest.mark.parametrize("error", [ValueError("odd"), SystemExit(3), MemoryError()], ids=repr)
def test_work_that_raises_is_told_and_the_next_change_is_worked_on(error: BaseException) -> None:
    told: list[BaseException] = []
    runs: list[int] = []

    def work() -> None:
        runs.append(1)
        if len(runs) < 3:
            raise error

    def tell(problem: BaseException) -> None:
        told.append(problem)
        raise RuntimeError("the page is gone")  # even then

    newest = NewestOnly(work, tell)
    for count in (1, 2, 3):
        newest.changed()
        assert newest.settle(20)
        assert len(runs) == count
    assert told == [error, error]
