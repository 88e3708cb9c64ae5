"""Predictions and figures against SciPy and plain loops, over every image."""

import re

import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from scipy.special import log_softmax, softmax

from digitlab.data.datasets import Dataset
from digitlab.evaluation import prediction
from digitlab.evaluation.prediction import (
    Evaluation,
    confusion_matrix,
    evaluate,
    predict,
    predict_logits,
    predict_proba,
    worst_mistakes,
)
from digitlab.models.networks import MLP, SoftmaxRegression, to_model_input


def random_data(count, seed=0):
    rng = np.random.default_rng(seed)
    return Dataset(rng.integers(0, 256, (count, 28, 28), np.uint8), rng.integers(0, 10, count))


class Reader(nnx.Module):
    """Reads its logits off the first ten pixels, so that every answer is known beforehand."""

    def __call__(self, x):
        return x[:, 0, :10, 0] * 255


def readable(logits, labels):
    images = np.zeros((len(logits), 28, 28), np.uint8)
    images[:, 0, :10] = logits
    return Dataset(images, labels)


@pytest.fixture(scope="module")
def linear():
    return SoftmaxRegression(rngs=nnx.Rngs(3))


def by_numpy(model, data):
    x = data.images.reshape(len(data), 784) / 255
    return x @ np.asarray(model.linear.kernel[...], float) + np.asarray(model.linear.bias[...], float)


@pytest.mark.parametrize("count", [1, 2, 16, 17, 128, 129, 1024, 1025, 2500])
def test_every_image_counts_once_and_in_its_order(linear, count):
    data = random_data(count)
    logits = by_numpy(linear, data)
    np.testing.assert_allclose(predict_logits(linear, data.images), logits, atol=1e-3)
    measured = evaluate(linear, data)
    hits = sum(int(row.argmax()) == label for row, label in zip(logits, data.labels.tolist(), strict=True))
    assert measured.count == count
    assert measured.accuracy == pytest.approx(hits / count, abs=1e-12)
    losses = -log_softmax(logits, axis=1)[np.arange(count), data.labels]
    assert measured.loss == pytest.approx(losses.mean(), rel=1e-4)


def test_one_hit_in_the_last_short_batch_counts_exactly():
    logits = np.zeros((1025, 10), np.uint8)
    logits[:, 3] = 9
    data = readable(logits, [4] * 1024 + [3])
    assert evaluate(Reader(), data).accuracy == 1 / 1025


def test_probabilities_are_scipys_softmax(linear):
    data = random_data(40)
    probabilities = predict_proba(linear, data.images)
    assert probabilities.dtype == np.float32
    assert probabilities.shape == (40, 10)
    np.testing.assert_allclose(probabilities, softmax(by_numpy(linear, data), axis=1), atol=1e-5)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    digits = predict(linear, data.images)
    assert digits.dtype == np.int64
    np.testing.assert_array_equal(digits, by_numpy(linear, data).argmax(axis=1))


def test_large_scores_neither_overflow_nor_vanish():
    data = readable([[255] + [0] * 9, [0] * 9 + [255]], [0, 0])
    np.testing.assert_array_equal(predict_proba(Reader(), data.images)[:, 0], [1, 0])
    assert evaluate(Reader(), data).loss == pytest.approx(127.5)


def test_no_images_give_no_predictions(linear):
    empty = np.zeros((0, 28, 28), np.uint8)
    assert predict_logits(linear, empty).shape == (0, 10)
    assert predict_proba(linear, empty).shape == (0, 10)
    assert predict(linear, empty).shape == (0,)
    assert predict(linear, empty).dtype == np.int64


def test_dropout_is_off_and_the_models_mode_and_random_numbers_stay():
    model = MLP((64,), dropout=0.9, rngs=nnx.Rngs(0))
    model.train()
    count = int(model.dropout.rngs.count[...])
    data = random_data(30)
    first, second = (predict_proba(model, data.images) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    evaluate(model, data)
    assert model.dropout.deterministic is False
    assert int(model.dropout.rngs.count[...]) == count
    x = to_model_input(data.images)
    assert not np.array_equal(model(x), model(x))  # still in training mode
    model.eval()
    np.testing.assert_allclose(predict_logits(model, data.images), model(x), atol=1e-5)
    np.testing.assert_array_equal(first, predict_proba(model, data.images))  # no unit was off before either


def test_a_changed_model_is_measured_anew(linear):
    model, data = SoftmaxRegression(rngs=nnx.Rngs(0)), random_data(20)
    predict(model, data.images)
    model.linear.bias[...] = jnp.zeros(10).at[6].set(100.0)
    assert predict(model, data.images).tolist() == [6] * 20


def test_a_model_with_another_output_is_named():
    class Five(nnx.Module):
        def __call__(self, x):
            return x[:, 0, :5, 0]

    with pytest.raises(ValueError, match=r"logits of shape \(n, 10\).*Check its last layer"):
        predict(Five(), random_data(3).images)


def test_what_can_not_be_measured_is_refused(linear):
    with pytest.raises(ValueError, match="evaluate: the data set is empty"):
        evaluate(linear, random_data(5)[[]])
    for function in (evaluate, worst_mistakes):
        with pytest.raises(TypeError, match=rf"{function.__name__}: data must be a digitlab\.Dataset"):
            function(linear, random_data(5).images)
    with pytest.raises(ValueError, match="predict: images must have dtype uint8"):
        predict_proba(linear, random_data(5).images / 255)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (7, "but it is a int. Train or load one first."),
        (
            SoftmaxRegression,
            "but it is the class SoftmaxRegression. Make one: SoftmaxRegression(rngs=nnx.Rngs(0)).",
        ),
    ],
)
def test_what_is_no_model_is_named(found, said):
    message = re.escape(f"Pad: model must be a model such as digitlab.CNN(rngs=nnx.Rngs(0)), {said}")
    with pytest.raises(TypeError, match=f"^{message}$"):
        prediction.check_model(found, "Pad")
    by_name = re.escape(said.replace("it is", "'b' is"))
    with pytest.raises(
        TypeError, match=rf"^Pad: models must be a model .* or a dict of models by name, {by_name}$"
    ):
        prediction.check_models({"a": SoftmaxRegression(rngs=nnx.Rngs(0)), "b": found}, "Pad")


def test_models_have_names_and_a_single_one_an_empty_one():
    one, other = (SoftmaxRegression(rngs=nnx.Rngs(seed)) for seed in (0, 1))
    assert prediction.check_model(one, "Pad") is one
    assert prediction.check_models(one, "Pad") == {"": one}
    assert list(prediction.check_models({3: one, "b": other}, "Pad").items()) == [("3", one), ("b", other)]


def test_an_evaluation_in_one_line():
    assert str(Evaluation(0.9812, 0.0654, 10_000)) == "98.12% of 10,000 images correct, loss 0.0654"


def test_the_confusion_matrix_counts_true_rows_and_read_columns():
    rng = np.random.default_rng(0)
    labels, read = rng.integers(0, 10, 500), rng.integers(0, 9, 500)
    counts = confusion_matrix(labels, read)
    expected = [[0] * 10 for _ in range(10)]
    for true, digit in zip(labels, read, strict=True):
        expected[true][digit] += 1
    assert counts.tolist() == expected
    assert counts.dtype == np.int64
    assert counts.sum() == 500
    assert confusion_matrix([], []).sum() == 0


def test_the_confusion_matrix_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match="3 images but 2 predictions"):
        confusion_matrix([1, 2, 3], [1, 2])
    with pytest.raises(ValueError, match=r"predictions\[1\] is 10"):
        confusion_matrix([1, 2], [1, 10])


def test_the_worst_mistakes_come_first():
    logits = np.zeros((6, 10), np.uint8)
    winners = [3, 3, 5, 5, 2, 2]
    for row, (digit, score) in enumerate(zip(winners, [2, 9, 4, 4, 7, 1], strict=True)):
        logits[row, digit] = score
    data = readable(logits, [3, 1, 1, 5, 0, 0])  # numbers 0 and 3 are read correctly
    assert worst_mistakes(Reader(), data).tolist() == [1, 4, 2, 5]
    assert worst_mistakes(Reader(), data, 2).tolist() == [1, 4]
    assert worst_mistakes(Reader(), readable(logits, winners)).shape == (0,)
    with pytest.raises(ValueError, match="worst_mistakes: count must be at least 1"):
        worst_mistakes(Reader(), data, 0)


@pytest.mark.parametrize("odd", [np.nan, np.inf])
def test_a_model_that_answers_no_number_answers_nothing(odd):
    model = SoftmaxRegression(rngs=nnx.Rngs(0))
    model.linear.bias[...] = model.linear.bias[...].at[3].set(odd)
    images = np.zeros((5, 28, 28), np.uint8)
    for ask in (prediction.predict, prediction.predict_proba):
        with pytest.raises(ValueError, match=r"predict: for 5 of 5 images the model answers NaN or infinity"):
            ask(model, images)
    assert not np.isfinite(prediction.evaluate(model, Dataset(images, np.arange(5))).loss)  # in plain sight
    # A digit that can never be is none of these.
    model.linear.bias[...] = model.linear.bias[...].at[3].set(-np.inf)
    assert (prediction.predict_proba(model, images)[:, 3] == 0).all()
    assert len(prediction.predict(model, images[:0])) == 0
