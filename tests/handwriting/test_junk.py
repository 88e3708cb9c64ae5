"""Junk: seeded, in MNIST's form, of many kinds, and not what a digit looks like."""

from __future__ import annotations

import numpy as np
import pytest

import digitlab as dl
from digitlab.handwriting import _glyphs, junk


def test_the_same_seed_makes_the_same_images():
    first = dl.handwriting.junk_images(60, seed=4)
    np.testing.assert_array_equal(first, dl.handwriting.junk_images(60, seed=4))
    assert (first != dl.handwriting.junk_images(60, seed=5)).any(axis=(1, 2)).sum() > 50
    assert first.shape == (60, 28, 28)
    assert first.dtype == np.uint8


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_any_count_is_made(count):
    assert dl.handwriting.junk_images(count, seed=0).shape == (count, 28, 28)


def test_no_two_are_alike():
    images = dl.handwriting.junk_images(400, seed=1)
    # Frames of the same width are.
    assert len(np.unique(images.reshape(400, -1), axis=0)) > 390


@pytest.mark.parametrize("mark", _glyphs.MARKS, ids=lambda mark: mark.name)
def test_a_mark_has_strokes_of_at_least_two_points(mark):
    for points, corner in mark.strokes():
        assert len(points) >= 2
        assert len(points) == len(corner)
        assert (np.abs(np.diff(points, axis=0)).sum(axis=1) > 0).all(), "two neighbours are alike"
        assert points.min() >= 0
        assert points.max() <= 1.35


def test_no_mark_is_named_like_a_digit():
    assert not {mark.name for mark in _glyphs.MARKS} & set("0123456789BDGIJOQSYZabcgijloqsyz")


@pytest.mark.parametrize("make", sorted({maker.__name__ for maker in junk._PIXELS}))
def test_pixels_lie_between_paper_and_ink(make):
    digits = dl.strokes.render_many(dl.handwriting.write_digits([3, 8], seed=0)[0]) / 255.0
    for seed in range(20):
        field = getattr(junk, make)(digits[0], digits[1], np.random.default_rng(seed))
        assert field.shape == (28, 28)
        assert np.isfinite(np.clip(field, 0, 1)).all()


@pytest.mark.parametrize("make", sorted({maker.__name__ for maker in junk._DRAWINGS}))
def test_a_drawing_has_finite_points(make):
    digits, labels, _ = dl.handwriting.write_digits(range(10), seed=0)
    for seed in range(20):
        drawing = getattr(junk, make)(seed % 10, digits, labels, np.random.default_rng(seed))
        assert drawing
        assert all(stroke.ndim == 2 and stroke.shape[1] == 2 and np.isfinite(stroke).all() for stroke in drawing)
        assert dl.render_strokes(drawing).any()


def test_a_lying_digit_is_wider_than_it_was():
    digits, labels, _ = dl.handwriting.write_digits([1], seed=0, styles=["plain"])
    lying = junk._lying(0, digits, labels, np.random.default_rng(0))[0]
    assert np.ptp(lying[:, 0]) > 3 * np.ptp(lying[:, 1])


@pytest.mark.parametrize(
    ("arguments", "error"), [({"count": 0}, ValueError), ({"count": 2.5}, TypeError), ({"seed": -1}, ValueError)]
)
def test_bad_arguments_are_refused(arguments, error):
    with pytest.raises(error, match="junk_images: "):
        dl.handwriting.junk_images(**{"count": 3, "seed": 0, **arguments})
