"""Every lesson with its exercises solved runs on the sample, and what its prose claims of the outputs holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from lesson_runs import NOTEBOOKS, SAMPLE, each_lesson

from digitlab.teaching.lessons import LessonResult, all_solutions, run_lessons

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def solved_run() -> dict[str, LessonResult]:
    """All lessons, run in order on the offline sample, with the solutions of the exercises filled in."""
    results = run_lessons(NOTEBOOKS, variables=SAMPLE, solutions=all_solutions(), claims=("always",))
    return {result.name: result for result in results}


@each_lesson
def test_a_lesson_with_its_exercises_solved_runs_on_the_sample(
    path: Path, solved_run: dict[str, LessonResult]
) -> None:
    result = solved_run[path.name]
    assert result.passed, result.error
    assert 3 <= len(result.outcomes) <= 5
