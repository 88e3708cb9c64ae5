"""Every lesson with its exercises solved runs on the full MNIST set, and all that its prose claims holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from lesson_runs import NOTEBOOKS, SAMPLE, each_lesson

from digitlab.teaching.lessons import LessonResult, all_solutions, run_lessons

pytestmark = [pytest.mark.slow, pytest.mark.full]


@pytest.fixture(scope="module")
def full_run(mnist_folder: Path) -> dict[str, LessonResult]:
    """All lessons, solved, run in order on the full MNIST set; as given, `make lessons` runs them there."""
    variables = {**SAMPLE, "DIGITLAB_SOURCE": "full", "DIGITLAB_DATA": str(mnist_folder)}
    results = run_lessons(NOTEBOOKS, variables=variables, solutions=all_solutions(), claims=("full", "always"))
    return {result.name: result for result in results}


@each_lesson
def test_a_lesson_runs_on_the_full_set(path: Path, full_run: dict[str, LessonResult]) -> None:
    assert full_run[path.name].passed, full_run[path.name].error
