"""Every starter of lesson 7 has what it must have, and runs on the sample with all that its prose claims."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from lesson_form import code
from lesson_runs import NOTEBOOKS, SAMPLE

from digitlab.teaching.claims import claims, markdown, seconds_stated
from digitlab.teaching.lessons import STARTERS, LessonResult, lesson_paths, run_lessons

PATHS = lesson_paths(NOTEBOOKS, STARTERS)
LESSON = "07_your_experiment.ipynb"
HEADINGS = ["Write your prediction", "A first result", "Your turn: change one thing", "Be careful"]
# What learners have; a starter that needs more couldn't be run by them.
LIBRARIES = {"digitlab", "numpy", "jax", "flax", "optax", "matplotlib", "scipy"}
STANDARD = {"itertools", "pathlib", "time"}
each_starter = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def form_problems(path: Path) -> list[str]:
    """Return what a starter lacks."""
    notebook = nbformat.read(path, as_version=4)
    whole, found = "\n\n".join(markdown(notebook)), []
    if not 4 <= len(notebook.cells) <= 8:
        found.append(f"it has {len(notebook.cells)} cells")
    if not re.match(rf"# Starter {path.stem[0]}: ", whole):
        found.append("its title doesn't begin with its number")
    if f"](../{LESSON})" not in markdown(notebook)[0]:
        found.append("the first cell doesn't lead back to the lesson")
    if "**The question: " not in whole or "?**" not in whole:
        found.append("there is no question")
    if not 0 < (seconds_stated(notebook) or 0) <= 30:
        found.append("it doesn't state at most 30 seconds")
    if re.findall(r"^## (.+)$", whole, re.M) != HEADINGS:
        found.append("its parts are not those of a starter")
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    if "dl.Guess(" not in cells[0] or "dl.load_mnist" in cells[0]:
        found.append("the prediction doesn't come first")
    if not any(".compare(" in cell for cell in cells):
        found.append("the prediction isn't compared")
    for heading in HEADINGS[2:]:
        part = whole.partition(f"## {heading}\n")[2].partition("\n## ")[0]
        if not 2 <= len(re.findall(r"^- ", part, re.M)) <= 3:
            found.append(f"there are not two or three points in: {heading}")
    if not claims(notebook, ("always",)):
        found.append("nothing that it says is asserted")
    more = {name.split(".")[0] for name in re.findall(r"^\s*(?:import|from) ([\w.]+)", code(notebook), re.M)}
    found += [f"it needs {name}" for name in sorted(more - LIBRARIES - STANDARD)]
    if re.search(r"\btest\b(?!\s*=)", re.sub(r"train_all, test = .*", "", code(notebook))):
        found.append("it looks at the test set")
    return found


def test_there_are_eight_and_the_lesson_lists_them_in_order() -> None:
    assert [path.stem[:2] for path in PATHS] == [f"{number}_" for number in range(1, 9)]
    lesson = "\n".join(markdown(nbformat.read(NOTEBOOKS / LESSON, as_version=4)))
    listed = re.findall(r"\]\((starters/[^)]+)\)", lesson)
    assert listed == [path.relative_to(NOTEBOOKS).as_posix() for path in PATHS]


@each_starter
def test_a_starter_has_what_it_must_have(path: Path) -> None:
    assert form_problems(path) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("# Starter 1: ", "# ", "title"),
        ("](../07_your_experiment.ipynb)", "]", "lead back"),
        ("**The question: ", "", "no question"),
        ("runs for about", "runs", "30 seconds"),
        ("## Be careful", "## And", "parts"),
        ("dl.Guess(", "dl.evaluate(", "prediction doesn't come first"),
        (".compare(", ".look(", "isn't compared"),
        ("- The share", "The share", None),
        ("- The share", '- One.\\n",\n    "- The share', "points in: Your turn"),
        ("<!-- always: ", "<!-- ", "asserted"),
        ("import numpy as np", "import torch", "it needs torch"),
        ("validation).accuracy", "test).accuracy", "the test set"),
    ],
)
def test_a_starter_that_lacks_something_is_found(
    tmp_path: Path, old: str, new: str, complaint: str | None
) -> None:
    text = PATHS[0].read_text(encoding="utf-8")
    assert old in text
    (tmp_path / PATHS[0].name).write_text(text.replace(old, new), encoding="utf-8")
    if complaint is None:  # two ideas are enough
        assert form_problems(tmp_path / PATHS[0].name) == []
    else:
        assert any(complaint in problem for problem in form_problems(tmp_path / PATHS[0].name))


@pytest.fixture(scope="module")
def sample_run() -> dict[str, LessonResult]:
    """All starters on the offline sample, with what their prose claims asserted."""
    results = run_lessons(NOTEBOOKS, variables=SAMPLE, claims=("always",), pattern=STARTERS)
    return {result.name: result for result in results}


@pytest.mark.slow
@each_starter
def test_a_starter_runs_on_the_sample(path: Path, sample_run: dict[str, LessonResult]) -> None:
    result = sample_run[path.relative_to(NOTEBOOKS).as_posix()]
    assert result.passed, result.error
