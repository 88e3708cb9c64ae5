"""What an attempt at an exercise is, for the collections beside this module."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Attempt:
    """What somebody wrote, and what is to be said of it.

    Attributes:
        exercise: its name.
        outcome: "right"; "wrong"; or "accepted": right on every input that the task asks for, not on others.
        source: where such an attempt was seen.
        teacher: what a good teacher would say.
        named: what the check calls the mistake, or None.
        answer: the function; without arguments where a value is asked for.
    """

    exercise: str
    outcome: str
    source: str
    teacher: str
    named: str | None
    answer: Callable[..., Any]


def collector() -> tuple[list[Attempt], Callable[..., Any]]:
    """Return an empty list, and a decorator that puts attempts into it."""
    attempts: list[Attempt] = []

    def attempt(exercise: str, outcome: str, *, source: str, teacher: str, named: str | None = None) -> Any:
        def keep(answer: Callable[..., Any]) -> Callable[..., Any]:
            attempts.append(Attempt(exercise, outcome, source, teacher, named, answer))
            return answer

        return keep

    return attempts, attempt
