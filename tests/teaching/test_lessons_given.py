"""Every lesson runs on the sample that comes along: as it is given, then with its exercises solved.

So a learner meets them who runs all cells first. With the solutions in the exercises' places, the lessons run in
test_lessons_full.py.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from lesson_runs import NOTEBOOKS, SAMPLE, SOLVED, each_lesson, solved_at_the_end

from digitlab.teaching.lessons import LessonResult, run_lessons, tagged


@pytest.fixture(scope="module")
def given_run(tmp_path_factory: pytest.TempPathFactory) -> dict[str, LessonResult]:
    """All lessons, run in order on the offline sample, with what their prose claims of the outputs asserted."""
    lessons = solved_at_the_end(NOTEBOOKS, tmp_path_factory.mktemp("given") / "notebooks")
    results = run_lessons(lessons, variables=SAMPLE, claims=("always",), mark=True)
    return {result.name: result for result in results}


@each_lesson
def test_a_lesson_runs_on_the_sample(path: Path, given_run: dict[str, LessonResult]) -> None:
    result = given_run[path.name]
    assert result.passed, result.error
    names = tagged(nbformat.read(path, as_version=4), "check")
    assert 3 <= len(names) <= 7
    expected = dict.fromkeys(names, "not attempted") | {name + SOLVED: "correct" for name in names}
    assert result.outcomes == expected
