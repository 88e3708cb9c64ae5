"""How the networks that come with digitlab were made: ``make weights`` runs this module.

From MNIST's training set, from digits that `handwriting` writes and from `junk`; nothing else. A tenth of MNIST's
training set is kept for validation, and so are digits of other seeds: they calibrate the probabilities and set the
detector's threshold. The same machine and the same seed give the same bytes.
"""

from __future__ import annotations

import argparse
import functools
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import numpy as np
import optax
from flax import nnx
from numpy.typing import NDArray
from scipy import special

from digitlab.data.datasets import Dataset, train_validation_split
from digitlab.data.mnist import load_mnist
from digitlab.evaluation import calibration, prediction
from digitlab.handwriting.junk import junk_images
from digitlab.handwriting.writing import written_dataset
from digitlab.models import checkpoints, networks
from digitlab.training import fit
from digitlab.training.augmentation import Augmentation, augment

# So many of 1,000 real digits of the validation set may be taken for none.
_TURNED_AWAY = 0.007
_BATCH = 128
_JUNK = 10  # the detector's class for anything that is no digit


@dataclass(frozen=True)
class Recipe:
    """How one network is trained.

    Attributes:
        build: makes the untrained network from its random numbers; None in a last part.
        mnist: how often each of MNIST's images is shown in an epoch.
        written: written digits in an epoch, in units of MNIST's training images.
        learning_rate: of Adam at the start; it falls along half a cosine wave.
        weight_decay: as in `fit`.
        augmentation: how images are changed each time they are shown.
        epochs: passes over all of them.
        finish: a last part of the training, with other settings; it starts from the file of the part before.
    """

    build: Any
    mnist: int
    written: int
    learning_rate: float
    weight_decay: float = 0.0
    augmentation: Augmentation | None = None
    epochs: int = 1
    finish: Recipe | None = None


RECIPES = {
    "softmax": Recipe(functools.partial(networks.SoftmaxRegression), 3, 1, 1e-3, epochs=4),
    "mlp": Recipe(
        functools.partial(networks.MLP, hidden=(384, 192), dropout=0.2),
        4,
        4,
        2e-3,
        0.02,
        Augmentation(shift=0.7, turn=5, scale=0.07, elastic=0.5),
        epochs=16,
    ),
    "cnn": Recipe(
        functools.partial(networks.CNN, channels=(16, 48, 128), hidden=128, dropout=0.4),
        4,
        4,
        2e-3,
        0.02,
        Augmentation(shift=1, turn=9, scale=0.1, shear=0.1, elastic=0.6),
        epochs=10,
        # Images that are changed less, and small steps: on validation, a tenth of a percentage point better.
        finish=Recipe(
            None,
            2,
            2,
            4e-4,
            0.02,
            Augmentation(shift=0.5, turn=4, scale=0.05, shear=0.05, elastic=0.4),
            epochs=2,
        ),
    ),
}
DETECTOR = Recipe(
    functools.partial(networks.CNN, channels=(16, 32, 64), hidden=96, dropout=0.3, outputs=11),
    3,
    3,
    2e-3,
    0.02,
    Augmentation(shift=1, turn=8, scale=0.1, shear=0.1, elastic=0.5, thickness=0.3),
    epochs=2,
)


def train_classifier(
    recipe: Recipe, mnist: Dataset, validation: Dataset, *, seed: int, model: Any = None
) -> nnx.Module:
    """Train a network that tells the ten digits apart, and calibrate it.

    Args:
        recipe: one of `RECIPES`, or its last part.
        mnist: the training images.
        validation: images that calibrate the probabilities.
        seed: of everything that is drawn at random.
        model: the network to go on with; a new one if None.

    Returns:
        The network.
    """
    written = written_dataset(recipe.written * len(mnist), seed=seed)
    images = np.concatenate([*[mnist.images] * recipe.mnist, written.images])
    labels = np.concatenate([*[mnist.labels] * recipe.mnist, written.labels])
    if model is None:
        model = recipe.build(rngs=nnx.Rngs(seed))
    fit(
        model,
        Dataset(images, labels, "MNIST and written digits"),
        epochs=recipe.epochs,
        batch_size=_BATCH,
        learning_rate=recipe.learning_rate,
        weight_decay=recipe.weight_decay,
        augmentation=recipe.augmentation,
        seed=seed,
    )
    calibration.calibrate(model, validation)
    return model


def train_detector(recipe: Recipe, mnist: Dataset, validation: Dataset, *, seed: int) -> nnx.Module:
    """Train a network with eleven outputs: the ten digits, and anything else.

    Args:
        recipe: its build makes a network with eleven outputs. As much junk is shown as there are digits.
        mnist: real digits to train on.
        validation: real and written digits; seven in 1,000 of them are taken for no digit.
        seed: of everything that is drawn at random.

    Returns:
        The network.
    """
    written = written_dataset(recipe.written * len(mnist), seed=seed)
    digits = np.concatenate([*[mnist.images] * recipe.mnist, written.images])
    junk = junk_images(len(digits), seed=seed)
    images = np.concatenate([digits, junk])
    labels = np.concatenate([*[mnist.labels] * recipe.mnist, written.labels])
    labels = np.concatenate([labels, np.full(len(junk), _JUNK)]).astype(np.int32)
    model = recipe.build(rngs=nnx.Rngs(seed))
    steps = len(images) // _BATCH  # of an epoch
    rate = optax.cosine_decay_schedule(recipe.learning_rate, steps * recipe.epochs)
    optimizer = optax.adamw(rate, weight_decay=recipe.weight_decay)
    graph, params, rest = nnx.split(model, nnx.Param, ...)  # type: ignore[misc]
    state = params, optimizer.init(params), rest
    key = jax.random.key(seed)
    for epoch in range(recipe.epochs):
        order = np.random.default_rng([seed, epoch]).permutation(len(images))
        for step in range(steps):
            batch = order[step * _BATCH : (step + 1) * _BATCH]
            step_key = jax.random.fold_in(key, epoch * steps + step)
            state = _detector_step(
                graph, optimizer, recipe.augmentation, state, images[batch], labels[batch], step_key
            )
    nnx.update(model, state[0], state[2])
    model.eval()
    _set_threshold(model, validation.images)
    return model


@functools.partial(jax.jit, static_argnums=(0, 1, 2), donate_argnums=3)
def _detector_step(
    graph: Any, optimizer: Any, augmentation: Any, state: Any, images: Any, labels: Any, key: Any
) -> Any:
    params, opt_state, rest = state
    x = networks.to_model_input(augment(images, key, augmentation))  # (batch, 28, 28, 1)

    def loss_of(params: Any) -> Any:
        model = nnx.merge(graph, params, rest, copy=True)
        losses = optax.softmax_cross_entropy_with_integer_labels(model(x), labels)  # (batch,)
        return losses.mean(), nnx.split(model, nnx.Param, ...)[2]  # type: ignore[misc]

    (_, rest), grads = jax.value_and_grad(loss_of, has_aux=True)(params)
    updates, opt_state = optimizer.update(grads, opt_state, params)
    return optax.apply_updates(params, updates), opt_state, rest


def _set_threshold(model: Any, digits: NDArray[np.uint8]) -> None:
    """Move the output for junk so that seven real digits in 1,000 have a likeness of less than 0.5."""
    graph, state = nnx.split(model)
    logits = prediction.in_batches(lambda batch: _logits(graph, state, batch), digits)  # (n, 11)
    margin = special.logsumexp(logits[:, :_JUNK], axis=1) - logits[:, _JUNK]
    bias = model.output.bias
    bias.set_value(bias.get_value().at[_JUNK].add(np.float32(np.quantile(margin, _TURNED_AWAY))))


@functools.partial(jax.jit, static_argnums=0)
def _logits(graph: Any, state: Any, images: jax.Array) -> jax.Array:
    return nnx.merge(graph, state)(networks.to_model_input(images))


def make_weights(folder: Path, names: Sequence[str] = checkpoints.PRETRAINED, *, seed: int = 0) -> None:
    """Train the networks and save them.

    Args:
        folder: where the files go; those there are replaced.
        names: which of them, out of `checkpoints.PRETRAINED`.
        seed: of everything that is drawn at random.

    Raises:
        OSError: if MNIST is not there and can't be downloaded, or a file can't be written.
    """
    mnist, validation = train_validation_split(load_mnist("full")[0], 0.1, seed=seed)
    written = written_dataset(len(validation), seed=seed + 1000)
    both = Dataset(
        np.concatenate([validation.images, written.images]), np.concatenate([validation.labels, written.labels])
    )
    for name in names:
        begin = time.perf_counter()
        if name == "detector":
            model = train_detector(DETECTOR, mnist, both, seed=seed)
        else:
            recipe = RECIPES[name]
            model = train_classifier(recipe, mnist, both, seed=seed)
            if recipe.finish:
                path = checkpoints.save_model(model, folder / f"{name}.safetensors")
                begun = checkpoints.load_model(path)
                model = train_classifier(recipe.finish, mnist, both, seed=seed + 1, model=begun)
            for data in validation, written:
                print(f"{name}: {prediction.evaluate(model, data)} ({data.name}, validation)", flush=True)
        checkpoints.save_model(model, folder / f"{name}.safetensors")
        print(f"{name}: saved after {time.perf_counter() - begin:.0f} s", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Train the networks that come with digitlab.")
    parser.add_argument("names", nargs="*", help="some of: " + ", ".join(checkpoints.PRETRAINED))
    parser.add_argument("--folder", type=Path, default=checkpoints.PRETRAINED_FOLDER)
    arguments = parser.parse_args()
    make_weights(arguments.folder, arguments.names or checkpoints.PRETRAINED)
