"""Calibration: the expected calibration error, and the temperature."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from flax import nnx

import digitlab as dl
from digitlab.evaluation import prediction


def example(count=4000, seed=0, sharpen=3.0):
    """Return logits of a model that is too sure, and labels drawn from what it should have said."""
    rng = np.random.default_rng(seed)
    honest = rng.normal(size=(count, 10)) * 1.5
    share = np.exp(honest) / np.exp(honest).sum(axis=1, keepdims=True)
    labels = np.array([rng.choice(10, p=row) for row in share])
    return sharpen * honest, labels


def softmax(logits):
    return np.asarray(jax.nn.softmax(jnp.asarray(logits), axis=1), np.float64)


def error_by_loops(probabilities, labels, bins):
    """The definition of Guo et al., written out."""
    total = 0.0
    for step in range(bins):
        low, high = step / bins, (step + 1) / bins
        inside = [
            (row.max(), row.argmax() == label)
            for row, label in zip(probabilities, labels, strict=True)
            if low < row.max() <= high
        ]
        if inside:
            confidence = sum(value for value, _ in inside) / len(inside)
            accuracy = sum(hit for _, hit in inside) / len(inside)
            total += len(inside) / len(labels) * abs(confidence - accuracy)
    return total


@pytest.mark.parametrize("bins", [1, 7, 15])
def test_the_error_is_that_of_the_definition(bins):
    logits, labels = example(count=600)
    probabilities = softmax(logits)
    found = dl.evaluation.reliability(probabilities, labels, bins=bins)
    assert found.error == pytest.approx(error_by_loops(probabilities, labels, bins), abs=1e-9)
    assert found.counts.sum() == 600
    assert found.edges.shape == (bins + 1,)


def test_bins_hold_what_falls_into_them():
    rows = np.zeros((3, 10))
    rows[0, 4], rows[0, 5] = 0.6, 0.4
    rows[1, 2] = rows[2, 7] = 1.0
    found = dl.evaluation.reliability(rows, [4, 2, 8], bins=2)
    assert found.counts.tolist() == [0, 3]
    assert found.confidence[1] == pytest.approx(2.6 / 3)
    assert found.accuracy[1] == pytest.approx(2 / 3)
    assert np.isnan(found.accuracy[0])


def test_a_model_that_keeps_its_word_has_a_small_error():
    logits, labels = example()
    assert dl.evaluation.reliability(softmax(logits / 3), labels).error < 0.03
    assert dl.evaluation.reliability(softmax(logits), labels).error > 0.15


def test_the_temperature_is_that_of_gradient_descent():
    logits, labels = example()
    found = dl.evaluation.fit_temperature(logits, labels)

    def loss(log_temperature):
        scaled = jnp.asarray(logits) / jnp.exp(log_temperature)
        return optax.softmax_cross_entropy_with_integer_labels(scaled, jnp.asarray(labels)).mean()

    log_temperature = 0.0
    for _ in range(200):
        log_temperature -= 0.5 * jax.grad(loss)(log_temperature)
    assert found == pytest.approx(float(np.exp(log_temperature)), rel=1e-3)
    assert found == pytest.approx(3, rel=0.1)


@pytest.mark.parametrize("build", [dl.SoftmaxRegression, dl.MLP, dl.CNN])
def test_calibrating_divides_the_logits_and_keeps_the_answers(build):
    rng = np.random.default_rng(1)
    data = dl.Dataset(rng.integers(0, 256, (200, 28, 28)).astype(np.uint8), rng.integers(0, 10, 200))
    model = build(rngs=nnx.Rngs(3))
    last = model.linear if build is dl.SoftmaxRegression else model.output
    last.bias.set_value(jnp.linspace(-2.0, 1.0, 10))  # a new layer's are all zero
    before = dl.evaluation.predict_logits(model, data.images)
    loss = dl.evaluate(model, data).loss
    temperature = dl.evaluation.calibrate(model, data)
    assert temperature > 1  # labels at random: every confidence was too high
    np.testing.assert_allclose(
        dl.evaluation.predict_logits(model, data.images), before / temperature, rtol=1e-4, atol=1e-5
    )
    assert dl.evaluate(model, data).loss <= loss


def test_a_model_without_known_last_layer_is_refused():
    with pytest.raises(TypeError, match=r"calibrate: the model must be .* but it is a Linear\."):
        dl.evaluation.calibrate(
            nnx.Linear(3, 10, rngs=nnx.Rngs(0)), dl.Dataset(np.zeros((1, 28, 28), np.uint8), [1])
        )
    with pytest.raises(TypeError, match=r"data must be a digitlab\.Dataset, but it is a list"):
        dl.evaluation.calibrate(dl.SoftmaxRegression(rngs=nnx.Rngs(0)), [1])


class LinearFirst(nnx.Module):
    """A network of a learner's own: `linear` is its first layer, and its last one has a bias."""

    def __init__(self, *, rngs):
        self.linear = nnx.Linear(784, 20, rngs=rngs)
        self.head = nnx.Linear(20, 10, bias_init=nnx.initializers.normal(1.0), rngs=rngs)

    def __call__(self, x):
        return self.head(nnx.relu(self.linear(x.reshape(len(x), -1))))


class OutputInTheMiddle(dl.MLP):
    """A subclass that goes on behind its `output`."""

    def __init__(self, *, rngs):
        super().__init__(hidden=(16,), rngs=rngs)
        self.extra = nnx.Linear(10, 10, bias_init=nnx.initializers.normal(1.0), rngs=rngs)

    def __call__(self, x):
        return self.extra(super().__call__(x))


class Squashed(dl.CNN):
    def __call__(self, x):
        return 5 * jnp.tanh(super().__call__(x))


class Normed(dl.SoftmaxRegression):
    def __call__(self, x):
        logits = super().__call__(x)
        return 3 * logits / jnp.linalg.norm(logits, axis=1, keepdims=True)


class OutputUnused(dl.SoftmaxRegression):
    """It has an `output` that it never asks."""

    def __init__(self, *, rngs):
        super().__init__(rngs=rngs)
        self.output = nnx.Linear(3, 10, rngs=rngs)


class Rectified(dl.MLP):
    """Behind a ReLU, halves stay halves."""

    def __call__(self, x):
        return nnx.relu(super().__call__(x))


class Named(dl.CNN):
    """A subclass that computes what `CNN` does."""


class Own(nnx.Module):
    """A network of a learner's own with `output` as its last layer, without a bias, in half precision."""

    def __init__(self, *, rngs):
        self.first = nnx.Linear(784, 20, bias_init=nnx.initializers.normal(1.0), rngs=rngs)
        self.output = nnx.Linear(20, 10, use_bias=False, param_dtype=jnp.bfloat16, rngs=rngs)

    def __call__(self, x):
        return self.output(nnx.relu(self.first(x.reshape(len(x), -1))))


def noise(count=150):
    rng = np.random.default_rng(5)
    return dl.Dataset(rng.integers(0, 256, (count, 28, 28)).astype(np.uint8), rng.integers(0, 10, count))


@pytest.mark.parametrize("build", [LinearFirst, OutputInTheMiddle, Squashed, Normed, OutputUnused])
def test_a_model_whose_named_layer_is_not_its_last_is_refused_and_stays_as_it_was(build):
    model = build(rngs=nnx.Rngs(0))
    before = jax.tree.map(np.array, nnx.to_pure_dict(nnx.state(model, nnx.Param)))
    with pytest.raises(TypeError, match=rf"logits of this {build.__name__} aren't.*fit_temperature"):
        dl.evaluation.calibrate(model, noise())
    jax.tree.map(np.testing.assert_array_equal, nnx.to_pure_dict(nnx.state(model, nnx.Param)), before)


@pytest.mark.parametrize("build", [Rectified, Named, Own])
def test_a_model_of_ones_own_that_ends_as_ours_do_is_calibrated(build):
    model = build(rngs=nnx.Rngs(0))
    data = noise()
    before = dl.evaluation.predict_logits(model, data.images)
    temperature = dl.evaluation.calibrate(model, data)
    assert temperature > 1
    tolerance = 1e-4 if build is not Own else 1e-2  # bfloat16 has eight bits
    np.testing.assert_allclose(
        dl.evaluation.predict_logits(model, data.images), before / temperature, rtol=tolerance, atol=tolerance
    )


def test_a_model_stays_as_it_was_where_the_learner_stops_the_cell(monkeypatch):
    model = dl.SoftmaxRegression(rngs=nnx.Rngs(0))
    before = np.array(model.linear.kernel[...])
    real, calls = prediction.predict_logits, []

    def interrupted(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(prediction, "predict_logits", interrupted)
    with pytest.raises(KeyboardInterrupt):
        dl.evaluation.calibrate(model, noise())
    np.testing.assert_array_equal(model.linear.kernel[...], before)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (np.zeros((2, 9)), r"shape \(n, 10\), as predict_proba returns them, not \(2, 9\)"),
        (np.full((2, 10), 3.0), "Logits become probabilities by softmax"),
        (np.full((2, 10), np.nan), "must hold ten numbers of at least 0 that sum to 1"),
    ],
)
def test_what_is_no_probability_is_refused(rows, sentence):
    with pytest.raises(ValueError, match=sentence):
        dl.evaluation.reliability(rows, [1, 2])


@pytest.mark.parametrize("logits", [np.zeros((0, 10)), np.zeros((2, 3)), np.full((2, 10), np.inf), np.zeros(10)])
def test_what_are_no_logits_is_refused(logits):
    with pytest.raises(ValueError, match="fit_temperature: logits must be finite numbers of shape"):
        dl.evaluation.fit_temperature(logits, np.zeros(len(logits), int))
