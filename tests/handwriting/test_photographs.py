"""The pictures that come with digitlab can be read, and look as they are said to."""

from __future__ import annotations

import numpy as np
import pytest

import digitlab as dl


@pytest.fixture(scope="module")
def pictures():
    return dl.handwriting.photographs(seed=0)


def test_the_same_seed_draws_the_same(pictures):
    again, other = dl.handwriting.photographs(seed=0), dl.handwriting.photographs(seed=1)
    assert all((np.asarray(pictures[name]) == np.asarray(again[name])).all() for name in pictures)
    assert any((np.asarray(pictures[name]) != np.asarray(other[name])).any() for name in pictures)


def test_one_is_bright_on_dark_the_others_dark_on_bright(pictures):
    middles = {name: float(np.median(np.asarray(picture.convert("L")))) for name, picture in pictures.items()}
    assert [name for name, level in middles.items() if level < 100] == ["chalk on a board.png"]


def test_there_is_a_shadow(pictures):
    grey = np.asarray(pictures["ink under a shadow.png"].convert("L"), float)
    assert np.median(grey[:, -40:]) < 0.8 * np.median(grey[:, :40])


def test_the_row_has_four_digits_and_the_others_one(pictures):
    counts = [len(dl.pictures.split_digits(picture)) for picture in pictures.values()]
    assert counts == [1, 1, 1, 4]


def test_a_wrong_seed_is_told():
    with pytest.raises(ValueError, match="photographs: seed"):
        dl.handwriting.photographs(seed=-1)
