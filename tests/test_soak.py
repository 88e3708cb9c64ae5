"""A short version of a long class: nothing piles up. `python tests/helpers/soak.py` is the long one."""

from __future__ import annotations

import pytest
from soak import soak


@pytest.mark.slow
def test_nothing_piles_up() -> None:
    course = soak(drawings=200, trainings=6, reloads=5)
    assert course.answers == 200
    assert course.growth < 0.05
    assert course.objects < 0.005  # what makes answers slower with time is kept objects, and these can be counted
