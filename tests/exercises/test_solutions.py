"""Solutions of the lessons against libraries and finite differences, on sizes that differ."""

from __future__ import annotations

import numpy as np
import optax
import pytest
from scipy import ndimage, stats

from digitlab.exercises.solutions import lesson_01, lesson_02, lesson_03, lesson_04, lesson_05


def test_the_means_of_images_are_zero_afterwards_and_their_differences_stay():
    images = np.random.default_rng(0).integers(0, 256, (5, 3, 4)).astype(np.uint8)
    centred = lesson_01.subtract_means(images)
    assert np.allclose(centred.mean(axis=(1, 2)), 0)
    assert np.allclose(np.diff(centred, axis=2), np.diff(images.astype(float), axis=2))


def test_the_gradient_of_one_image_is_what_a_finite_difference_says():
    rng = np.random.default_rng(1)
    x, W, b, label, h = rng.normal(size=4), rng.normal(size=(4, 3)), rng.normal(size=3), 2, 1e-6

    def probabilities(W):
        powers = np.exp(x @ W + b)
        return powers / powers.sum()

    gradient = lesson_02.one_gradient(x, probabilities(W), label)
    for place in np.ndindex(W.shape):
        step = np.zeros(W.shape)
        step[place] = h
        up, down = (-np.log(probabilities(W + sign * step)[label]) for sign in (1, -1))
        assert gradient[place] == pytest.approx((up - down) / (2 * h), abs=1e-7)


def test_many_steps_of_adam_are_those_of_optax():
    rng = np.random.default_rng(2)
    start, rate = rng.normal(size=(4, 3)), 0.05
    optimizer = optax.adam(rate)
    theirs, state = start, optimizer.init(start)
    ours, m, v = start, np.zeros((4, 3)), np.zeros((4, 3))
    for step in range(1, 31):
        gradient = rng.normal(size=(4, 3)) * 10.0 ** rng.integers(-3, 3)
        updates, state = optimizer.update(gradient, state)
        theirs = optax.apply_updates(theirs, updates)
        ours, m, v = lesson_03.adam_step(ours, m, v, gradient, step, rate)
        assert np.allclose(ours, theirs, rtol=1e-4, atol=1e-5), step
    assert np.abs(ours - start).max() > 0.1


def test_dropout_keeps_what_the_next_layer_gets_on_average():
    rng = np.random.default_rng(3)
    H, share = rng.uniform(1, 2, (4, 5)), 0.3
    masks = (rng.uniform(size=(20_000, *H.shape)) >= share).astype(int)
    dropped = [lesson_03.dropout_layer(H, mask, share) for mask in masks]
    assert np.allclose(np.mean(dropped, axis=0), H, rtol=0.02)
    assert all(((one == 0) == (mask == 0)).all() for one, mask in zip(dropped, masks, strict=True))


def test_the_loop_calls_everything_in_its_order():
    said = []

    class Recorder:
        def train(self):
            said.append("train")

        def eval(self):
            said.append("eval")

    def measure(network):
        said.append("measure")
        return len(said)

    got = lesson_04.train_loop(Recorder(), lambda network, batch: said.append(batch), measure, ["a", "b", "c"], 2)
    assert " ".join(said) == "train a b c eval measure train a b c eval measure"
    assert got == [6, 12]


def test_a_convolution_round_the_rim_moves_along_and_every_second_column_does_not():
    image, kernel = np.random.default_rng(4).normal(size=(5, 8)), np.array([[1, 2, 0], [0, -1, 3], [1, 1, 0]])
    for by in (1, 2, 3):
        gap = lesson_04.equivariance_gap(lambda a: ndimage.convolve(a, kernel, mode="wrap"), image, by)
        assert gap == pytest.approx(0, abs=1e-12)
        gap = lesson_04.equivariance_gap(lambda a: np.repeat(a[:, ::2], 2, axis=1), image, by)
        assert (gap == 0) == (by == 2)


def test_the_two_counts_are_those_beside_the_diagonal():
    rng = np.random.default_rng(5)
    labels, first, second = rng.integers(0, 3, (3, 80))
    table = stats.contingency.crosstab(first == labels, second == labels).count
    assert lesson_05.only_one_right(labels, first, second) == (table[1, 0], table[0, 1])
    assert table[1, 0] != table[0, 1]


def test_the_interval_is_that_of_a_paired_bootstrap():
    rng = np.random.default_rng(6)
    first, second = (rng.uniform(size=(2, 40)) < [[0.5], [0.8]]).astype(int)
    draws = rng.integers(0, 40, (5000, 40))
    theirs = stats.bootstrap(
        (first, second),
        lambda a, b, axis: b.mean(axis) - a.mean(axis),
        paired=True,
        vectorized=True,
        method="percentile",
        n_resamples=5000,
        rng=7,
    ).confidence_interval
    low, high = lesson_05.difference_interval(first, second, draws)
    assert (low, high) == pytest.approx(tuple(theirs), abs=0.03)
    assert low < (second - first).mean() < high
