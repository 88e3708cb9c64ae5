"""Nearly 600 attempts that beginners made: no right one is refused, no wrong one passes, most are named."""

from __future__ import annotations

import attempts_first
import attempts_fourth
import attempts_second
import attempts_third
import pytest

from digitlab.exercises import catalogue

TASKS = {task.name: task for tasks in catalogue().values() for task in tasks}
ATTEMPTS = [
    *attempts_first.ATTEMPTS,
    *attempts_second.ATTEMPTS,
    *attempts_third.ATTEMPTS,
    *attempts_fourth.ATTEMPTS,
]


def checked(attempt):
    task = TASKS[attempt.exercise]
    return task.check(attempt.answer if callable(task.answer) else attempt.answer())


@pytest.fixture(autouse=True)
def all_the_time_that_it_takes(monkeypatch):
    """A slow machine shall find the same names."""
    monkeypatch.setattr("digitlab.exercises.diagnosis.search._PATIENCE", 6)


# Every so many are tried in `make test`, all of them in `make test-all`.
EVERY = 8


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(
            attempt, id=f"{number}-{attempt.exercise}", marks=[pytest.mark.slow] if number % EVERY else []
        )
        for number, attempt in enumerate(ATTEMPTS)
    ],
)
def test_an_attempt_is_judged_and_its_mistake_named(attempt):
    result = checked(attempt)
    assert result.outcome == ("incorrect" if attempt.outcome == "wrong" else "correct"), result
    if attempt.named is not None:
        assert result.misconception == attempt.named, (attempt.teacher, result)
    assert "check itself stopped" not in result.message


def test_there_are_enough_of_them_and_three_quarters_have_a_name():
    wrong = [attempt for attempt in ATTEMPTS if attempt.outcome == "wrong"]
    assert len(wrong) >= 500
    assert sum(attempt.outcome == "right" for attempt in ATTEMPTS) >= 50
    assert sum(attempt.named is not None for attempt in wrong) / len(wrong) >= 0.9
    assert {attempt.exercise for attempt in wrong} == set(TASKS)
    assert all(attempt.teacher and attempt.source for attempt in wrong)


def test_what_is_right_but_cuts_off_decimals_of_whole_numbers_is_told_so():
    told = [attempt for attempt in ATTEMPTS if attempt.outcome == "accepted" and "zeros_like" in attempt.teacher]
    assert len(told) >= 2
    assert all("your decimals would be cut off" in checked(attempt).message for attempt in told)
