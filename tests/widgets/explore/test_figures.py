"""What the moving pictures show, against NumPy and SciPy."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy import ndimage, special

from digitlab.pictures.steps import mnistify_steps
from digitlab.widgets.explore import figures
from digitlab.widgets.explore.topics import mnistify as explore_mnistify


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def test_a_blend_is_nearest_to_the_larger_share():
    means = np.random.default_rng(0).uniform(0, 255, (10, 28, 28))
    for share, digit in ((0.3, 3), (0.7, 8)):
        left, right = figures.blend_means(means, 3, 8, share).axes
        mixed = (1 - share) * means[3] + share * means[8]
        np.testing.assert_allclose(left.images[0].get_array(), mixed)
        heights = [bar.get_height() for bar in right.patches]
        np.testing.assert_allclose(heights[5], np.sqrt(((means[5] - mixed) ** 2).mean()))
        assert right.get_title() == f"nearest: the mean {digit}"


def test_half_and_half_is_as_near_to_the_one_as_to_the_other():
    means = np.random.default_rng(0).uniform(0, 255, (10, 28, 28))
    right = figures.blend_means(means, 3, 8, 0.5).axes[1]
    assert right.get_title() == "nearest: the means 3 and 8"
    colours = [bar.get_facecolor() for bar in right.patches]
    assert colours[3] == colours[8] != colours[5]


def test_the_bars_are_softmax():
    figure = figures.softmax_bars(2.0, a=3.0, b=-1.0, c=0.0)
    heights = [bar.get_height() for bar in figure.axes[1].patches]
    np.testing.assert_allclose(heights, special.softmax([1.5, -0.5, 0.0]))


@pytest.mark.parametrize("learning_rate", [0.1, 0.8, 1.3])
def test_the_walk_is_gradient_descent(learning_rate):
    """Without momentum each coordinate shrinks by 1 - rate x curvature a step."""
    path = figures.descend(learning_rate, 0.0, 12)
    factors = 1 - learning_rate * figures._CURVATURES
    expected = figures._START * factors ** np.arange(13)[:, None]
    np.testing.assert_allclose(path, expected, rtol=1e-9)


def test_momentum_adds_a_share_of_the_last_step():
    path = figures.descend(0.1, 0.5, 3)
    steps = np.diff(path, axis=0)
    np.testing.assert_allclose(steps[1], 0.5 * steps[0] - 0.1 * figures._CURVATURES * path[1])


def test_a_rate_that_is_too_large_is_told():
    assert "too large" in figures.learning_rate_path(1.4, 0.0, 60).axes[1].get_title()
    assert "too large" not in figures.learning_rate_path(0.3, 0.0, 60).axes[1].get_title()
    ticks = figures.learning_rate_path(0.3, 0.0, 20).axes[1].get_xticks()
    assert (ticks == ticks.round()).all(), "a walk has whole steps"
    figures.learning_rate_path(1.4, 0.95, 60)
    figures.learning_rate_path(0.3, 0.0, 0)


@pytest.mark.parametrize("name", figures.ACTIVATIONS)
def test_a_derivative_is_a_finite_difference(name):
    function, slope = figures.ACTIVATIONS[name]
    z = np.linspace(-4, 4, 41) + 0.013
    np.testing.assert_allclose(slope(z), (function(z + 1e-6) - function(z - 1e-6)) / 2e-6, atol=1e-6)


def test_the_feature_map_is_a_cross_correlation():
    rng = np.random.default_rng(0)
    image, kernel = rng.integers(0, 256, (28, 28)).astype(np.uint8), rng.normal(size=(3, 3))
    shown = figures.filtered(image, kernel).axes[2].images[0].get_array()
    np.testing.assert_allclose(shown, ndimage.correlate(image / 255, kernel, mode="constant"), atol=1e-12)


def test_the_threshold_counts():
    confidence = np.array([0.2, 0.5, 0.9, 0.95, 0.99])
    right = np.array([False, True, False, True, True])
    title = figures.threshold_histograms(confidence, right, 0.9).axes[0].get_title()
    assert title == "threshold 0.90: 60.0% of the images are answered, 66.67% of these are right"
    assert "none are left" in figures.threshold_histograms(confidence, right, 1.0).axes[0].get_title()


def test_the_counts_beside_the_threshold_are_plain_numbers():
    """Few wrong answers and thousands of right ones: both axes can be read."""
    confidence = np.array([0.31] * 4 + [0.99] * 2500)
    figure = figures.threshold_histograms(confidence, confidence > 0.9, 0.5)
    figure.canvas.draw()
    texts = [[label.get_text() for label in ax.get_yticklabels()] for ax in figure.axes]
    assert texts == [["0", "1", "3", "10", "30", "100", "300", "1,000"], ["0", "1", "3"]]
    assert [ax.get_ylim()[1] >= most for ax, most in zip(figure.axes, (2500, 4), strict=True)] == [True, True]


def test_the_film_counts_as_its_slider_does():
    picture = np.full((90, 60), 250, np.uint8)
    picture[10:80, 25:35] = 20
    steps = mnistify_steps(picture)
    titles = [figures.mnistify_frame(steps, step).axes[0].get_title() for step in range(1, 6)]
    assert titles[0] == "1. the picture: 60 × 90 pixels"
    assert titles[4] == "5. centred by mass: 28 × 28 pixels"
    slider = explore_mnistify(picture).controls["step"]
    assert (slider.value, slider.min, slider.max) == (1, 1, 5)
