"""What the tests that run the lessons share: which lessons there are, and the data that they run on."""

from __future__ import annotations

import pytest
from compiled_code import compiled_code

from digitlab.teaching.lessons import ROOT, lesson_paths

NOTEBOOKS = ROOT / "notebooks"
SAMPLE = {"DIGITLAB_SOURCE": "sample", **compiled_code(ROOT)}
each_lesson = pytest.mark.parametrize("path", lesson_paths(NOTEBOOKS), ids=lambda path: path.stem)
