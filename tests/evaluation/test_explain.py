"""Saliency, occlusion, activations and neighbours, against finite differences, plain loops and known models."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from scipy.spatial.distance import cdist

import digitlab as dl
from digitlab.evaluation import explain


class Looks(nnx.Module):
    """Reads 3 by the ink of one small area, and nothing else."""

    def __call__(self, x: jax.Array) -> jax.Array:
        return jnp.zeros((len(x), 10)).at[:, 3].set(x[:, 5:8, 20:24, 0].sum(axis=(1, 2)))


@pytest.fixture
def image() -> np.ndarray:
    return dl.render_strokes([[(0, 0), (10, 1), (3, 18)], [(2, 9), (9, 8)]])


def test_saliency_is_the_gradient_by_finite_differences(image: np.ndarray) -> None:
    model = dl.MLP(hidden=(12,), rngs=nnx.Rngs(3))
    found = explain.saliency(model, image, 4)
    model.eval()
    x = np.asarray(dl.models.to_model_input(image[None]))
    rng = np.random.default_rng(0)
    for row, col in rng.integers(0, 28, (12, 2)):
        step = np.zeros_like(x)
        step[0, row, col, 0] = 1e-2
        slope = (model(jnp.asarray(x + step))[0, 4] - model(jnp.asarray(x - step))[0, 4]) / 2e-2
        assert found[row, col] == pytest.approx(abs(float(slope)), abs=2e-3)
    assert found.dtype == np.float32
    assert found.shape == (28, 28)


def test_dropout_is_off_and_stays_as_it_was() -> None:
    model = dl.MLP(hidden=(50,), dropout=0.5, rngs=nnx.Rngs(0))
    image = np.full((28, 28), 90, np.uint8)
    one, two = (explain.saliency(model, image, 1) for _ in range(2))
    np.testing.assert_array_equal(one, two)
    explain.activations(model, image[None])
    assert not model.dropout.deterministic


def test_occlusion_by_a_plain_loop(image: np.ndarray) -> None:
    model = dl.CNN(channels=(3, 5), hidden=16, rngs=nnx.Rngs(1))
    found = explain.occlusion(model, image, 6, size=5)
    before = np.log(dl.predict_proba(model, image[None])[0, 6])
    for row, col in [(0, 0), (8, 9), (14, 14), (20, 10), (27, 27)]:
        covered = image.copy()
        covered[max(0, row - 2) : row + 3, max(0, col - 2) : col + 3] = 0
        after = np.log(dl.predict_proba(model, covered[None])[0, 6])
        assert found[row, col] == pytest.approx(before - after, abs=1e-4)


def test_both_find_the_only_place_that_counts() -> None:
    image = np.full((28, 28), 200, np.uint8)
    slopes = explain.saliency(Looks(), image)
    assert slopes[5:8, 20:24].min() > 0
    assert np.delete(slopes.ravel(), np.flatnonzero(slopes.ravel())).size == 28 * 28 - 12
    falls = explain.occlusion(Looks(), image, size=1)
    assert np.argwhere(falls > 0).min(axis=0).tolist() == [5, 20]
    assert np.argwhere(falls > 0).max(axis=0).tolist() == [7, 23]


def test_the_digit_is_the_one_that_is_read_unless_another_is_asked_for(image: np.ndarray) -> None:
    model = dl.SoftmaxRegression(rngs=nnx.Rngs(5))
    read = int(dl.predict(model, image[None])[0])
    np.testing.assert_array_equal(explain.saliency(model, image), explain.saliency(model, image, read))
    other = explain.occlusion(model, image, (read + 1) % 10)
    assert (explain.occlusion(model, image) != other).any()


def test_blank_paper_hides_nothing() -> None:
    assert not explain.occlusion(dl.MLP(rngs=nnx.Rngs(0)), np.zeros((28, 28), np.uint8), 1).any()


def test_hiding_what_occlusion_marks_hurts_more_than_hiding_random_ink() -> None:
    """Faithful: for most digits, a tenth of the ink, chosen by the map, costs more than ten random choices."""
    train, test = dl.load_mnist("sample", verbose=False)
    model = dl.MLP(hidden=(64,), rngs=nnx.Rngs(0))
    dl.fit(model, train, epochs=3, learning_rate=3e-3, progress=False)
    rng = np.random.default_rng(0)
    wins = 0
    images = test.images[:40]
    for picture in images:
        digit = int(dl.predict(model, picture[None])[0])
        ink = np.argwhere(picture > 100)
        count = max(3, len(ink) // 10)
        weights = explain.occlusion(model, picture, digit)[tuple(ink.T)]
        marked = ink[np.argsort(-weights)[:count]]
        hidden = [marked, *(rng.choice(ink, count, replace=False) for _ in range(10))]
        variants = np.stack([picture] * len(hidden))
        for variant, places in zip(variants, hidden, strict=True):
            variant[tuple(places.T)] = 0
        scores = dl.evaluation.predict_logits(model, variants)[:, digit]
        wins += scores[0] < np.median(scores[1:])
    assert wins >= 34, f"only {wins} of {len(images)}"


def test_the_nearest_are_those_of_scipy() -> None:
    rng = np.random.default_rng(2)
    images = rng.integers(0, 256, (4321, 28, 28)).astype(np.uint8)
    wanted = rng.integers(0, 256, (28, 28)).astype(np.uint8)
    positions, distances = explain.nearest_digits(images, wanted, 5)
    expected = cdist(wanted.reshape(1, -1) / 255, images.reshape(len(images), -1) / 255)[0]
    np.testing.assert_array_equal(positions, np.argsort(expected)[:5])
    np.testing.assert_allclose(distances, np.sort(expected)[:5], rtol=1e-9)


@pytest.mark.parametrize("count", [3, 20])  # a large batch, too, goes through each layer
def test_activations_lead_to_the_logits(image: np.ndarray, count: int) -> None:
    model = dl.CNN(channels=(4, 6), hidden=9, rngs=nnx.Rngs(2))
    images = np.resize(np.stack([image, image.T, image[::-1]]), (count, 28, 28))
    said = explain.activations(model, images)
    assert list(said) == ["convs.0", "convs.1", "dense", "output"]
    np.testing.assert_allclose(said["output"], dl.evaluation.predict_logits(model, images), atol=1e-5)
    first = model.convs[0](dl.models.to_model_input(images))
    np.testing.assert_allclose(said["convs.0"], first, atol=1e-5)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda m, i: explain.saliency(m, i / 255), "saliency: image must have dtype uint8"),
        (lambda m, i: explain.saliency(m, i, 10), "saliency: digit must be from 0 to 9"),
        (lambda m, i: explain.occlusion(m, i, size=4), "occlusion: size must be odd"),
        (lambda m, i: explain.occlusion(m, i, size=29), "occlusion: size must be from 1 to 27"),
        (lambda m, i: explain.nearest_digits(i[None], i, 2), "nearest_digits: count must be from 1 to 1"),
        (lambda m, i: explain.nearest_digits(i[None], i[:5]), "nearest_digits: image must have shape"),
    ],
)
def test_wrong_arguments_are_refused_in_a_sentence(call, sentence: str, image: np.ndarray) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=sentence):
        call(dl.SoftmaxRegression(rngs=nnx.Rngs(0)), image)
