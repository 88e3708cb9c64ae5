"""The recipe of the weights that come with digitlab, and these weights."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
import pytest

import digitlab as dl
from digitlab.data import mnist
from digitlab.models import checkpoints, networks
from digitlab.pretrained import recipe


@pytest.fixture
def small(monkeypatch):
    """A recipe of seconds, on the offline sample."""
    train, test = mnist.load_mnist("sample", verbose=False)
    monkeypatch.setattr(recipe, "load_mnist", lambda source: (train[::8], test))
    recipes = {
        name: dataclasses.replace(one, mnist=1, written=1, epochs=1) for name, one in recipe.RECIPES.items()
    }
    recipes["cnn"] = dataclasses.replace(
        recipes["cnn"],
        build=functools.partial(networks.CNN, channels=(4, 8), hidden=16),
        finish=dataclasses.replace(recipes["cnn"].finish, mnist=1, written=1, epochs=1),
    )
    monkeypatch.setattr(recipe, "RECIPES", recipes)
    detector = functools.partial(networks.CNN, channels=(4, 8), hidden=16, outputs=11)
    monkeypatch.setattr(
        recipe, "DETECTOR", dataclasses.replace(recipe.DETECTOR, build=detector, mnist=1, written=1)
    )


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes(small, tmp_path):
    for folder in ("first", "second"):
        recipe.make_weights(tmp_path / folder, seed=3)
    for name in checkpoints.PRETRAINED:
        first, second = (
            (tmp_path / folder / f"{name}.safetensors").read_bytes() for folder in ("first", "second")
        )
        assert first == second, name
    recipe.make_weights(tmp_path / "other", ["softmax"], seed=4)
    assert (tmp_path / "other" / "softmax.safetensors").read_bytes() != (
        tmp_path / "first" / "softmax.safetensors"
    ).read_bytes()


@pytest.mark.slow
def test_the_detector_learns_and_its_threshold_is_set_on_validation(small, tmp_path):
    train, _ = mnist.load_mnist("sample", verbose=False)
    detector = dataclasses.replace(recipe.DETECTOR, mnist=1, written=2)
    validation = dl.handwriting.written_dataset(1000, seed=77)
    model = recipe.train_detector(detector, train[::4], validation, seed=0)
    graph, state = recipe.nnx.split(model)
    logits = recipe.prediction.in_batches(lambda batch: recipe._logits(graph, state, batch), validation.images)
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    share = (1 - chances[:, -1] < 0.5).mean()
    assert share == pytest.approx(recipe._TURNED_AWAY, abs=0.002)


def test_the_weights_are_of_the_recipe():
    for name, one in {**recipe.RECIPES, "detector": recipe.DETECTOR}.items():
        model = dl.load_pretrained(name)
        assert model.config() == one.build(rngs=recipe.nnx.Rngs(0)).config(), name


def test_the_weights_are_small():
    files = list(checkpoints.PRETRAINED_FOLDER.glob("*.safetensors"))
    assert sorted(path.stem for path in files) == sorted(checkpoints.PRETRAINED)
    assert sum(path.stat().st_size for path in files) < 3_000_000


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match="load_pretrained: name must be"):
        dl.load_pretrained("resnet")


@pytest.mark.parametrize(("name", "least"), [("softmax", 0.80), ("mlp", 0.96), ("cnn", 0.975)])
def test_the_networks_read_digits_they_were_not_trained_on(name, least):
    """On written digits of another seed; `make bench ARGS=reading` measures real ones."""
    written = dl.handwriting.written_dataset(2000, seed=424_242)
    assert dl.evaluate(dl.load_pretrained(name), written).accuracy > least


@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize(
    ("name", "least", "error"), [("softmax", 0.91, 0.04), ("mlp", 0.985, 0.01), ("cnn", 0.994, 0.01)]
)
def test_the_networks_read_the_mnist_test_set(name, least, error, mnist_folder):
    """A little below what was measured: other processors round otherwise."""
    _, test = dl.load_mnist("full", folder=mnist_folder, verbose=False)
    model = dl.load_pretrained(name)
    assert dl.evaluate(model, test).accuracy >= least
    assert dl.evaluation.reliability(dl.predict_proba(model, test.images), test.labels).error <= error
    assert (dl.evaluation.digit_likeness(test.images) < 0.5).mean() <= 0.01
