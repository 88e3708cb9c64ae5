"""Every lesson, as it is given, runs from top to bottom in a fresh kernel, on the sample that comes along."""

from __future__ import annotations

from pathlib import Path

import pytest
from lesson_runs import NOTEBOOKS, SAMPLE, each_lesson

from digitlab.teaching.lessons import LessonResult, run_lessons


@pytest.fixture(scope="module")
def given_run() -> dict[str, LessonResult]:
    """All lessons, run in order on the offline sample."""
    results = run_lessons(NOTEBOOKS, variables=SAMPLE)
    return {result.name: result for result in results}


@each_lesson
def test_a_lesson_runs_on_the_sample(path: Path, given_run: dict[str, LessonResult]) -> None:
    assert given_run[path.name].passed, given_run[path.name].error
