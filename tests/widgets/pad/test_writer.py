"""A digit without drawing."""

from __future__ import annotations

import numpy as np
import pytest

import digitlab as dl
from digitlab.widgets._shared.failures import Failures
from digitlab.widgets.pad.writer import WriterControls


@pytest.fixture
def shown() -> list:
    return []


@pytest.fixture
def controls(shown: list) -> WriterControls:
    return WriterControls(200, lambda strokes, thickness: shown.append((strokes, thickness)), Failures().guard)


def middle(strokes: list) -> np.ndarray:
    points = np.concatenate(strokes)
    return (points.min(axis=0) + points.max(axis=0)) / 2


def test_what_is_written_lies_in_the_middle_of_the_pad(controls: WriterControls) -> None:
    np.testing.assert_allclose(middle(controls.strokes), [100, 100], atol=1e-6)
    assert np.ptp(np.concatenate(controls.strokes), axis=0).max() == pytest.approx(120)


def test_right_and_down_move_it(controls: WriterControls, shown: list) -> None:
    controls.right.value = 10
    controls.down.value = -20
    np.testing.assert_allclose(middle(shown[-1][0]), [120, 60], atol=1e-6)


def test_turning_is_clockwise_about_the_middle(controls: WriterControls) -> None:
    upright = np.concatenate(controls.strokes) - 100
    controls.turn.value = 90
    np.testing.assert_allclose(np.concatenate(controls.strokes) - 100, upright[:, ::-1] * [-1, 1], atol=1e-6)


def test_digit_and_hand_choose_the_drawing(controls: WriterControls) -> None:
    seen = set()
    for digit in (0, 4):
        for hand in (0, 5):
            controls.digit.value, controls.hand.value = digit, hand
            seen.add(dl.render_strokes(controls.strokes).tobytes())
            expected = dl.render_strokes(dl.handwriting.write_digit(digit, seed=hand)).astype(int)
            assert abs(expected - dl.render_strokes(controls.strokes)).max() <= 1
    assert len(seen) == 4


def test_each_slider_shows_the_digit_and_says_what_it_does(controls: WriterControls, shown: list) -> None:
    for count, slider in enumerate(controls.children, 1):
        assert slider.description
        slider.value = slider.max if slider.value != slider.max else slider.min
        assert len(shown) == count
    assert shown[-1][1] == controls.thickness.max
