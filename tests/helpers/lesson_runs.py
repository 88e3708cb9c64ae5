"""What the tests that run the lessons share: which lessons there are, and the data that they run on."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from kernel_variables import kernel_variables

from digitlab.teaching.lessons import ROOT, all_solutions, copy_notebooks, lesson_paths, tagged

NOTEBOOKS = ROOT / "notebooks"
SAMPLE = {"DIGITLAB_SOURCE": "sample", **kernel_variables(ROOT)}
SOLVED = " solved"
each_lesson = pytest.mark.parametrize("path", lesson_paths(NOTEBOOKS), ids=lambda path: path.stem)


def solved_at_the_end(source: Path, target: Path) -> Path:
    """Copy the lessons; after the last cell of each, its exercises are solved and checked. Return the copy.

    So does a learner who runs all cells first: by then names may hold something else than at the exercise.
    The name of each of these checks ends with "solved".
    """
    solutions = all_solutions()
    for path in lesson_paths(copy_notebooks(source, target)):
        notebook = nbformat.read(path, as_version=4)
        for name, check in tagged(notebook, "check").items():
            again = nbformat.v4.new_code_cell(check.source, metadata={"tags": [f"check:{name}{SOLVED}"]})
            notebook.cells += [nbformat.v4.new_code_cell(solutions[name]), again]
        nbformat.write(notebook, path)
    return target
