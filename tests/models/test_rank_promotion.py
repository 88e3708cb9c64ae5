"""Everything runs where JAX is told to refuse arrays of different numbers of axes, as some courses do."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

import digitlab as dl
from digitlab.models import layer_by_layer

MODELS = {
    "softmax": lambda: dl.SoftmaxRegression(rngs=nnx.Rngs(0)),
    "mlp": lambda: dl.MLP((9, 7), rngs=nnx.Rngs(0)),
    "cnn": lambda: dl.CNN((4, 6), hidden=8, rngs=nnx.Rngs(0)),
    "cnn layer by layer": lambda: layer_by_layer(dl.CNN((4, 6), hidden=8, rngs=nnx.Rngs(0))),
}


def marks(name):
    """The smallest network is tried each time, the others by `make test-all`."""
    return () if name == "mlp" else pytest.mark.slow


ALL = dl.training.Augmentation(shift=2, turn=10, scale=0.1, shear=0.2, elastic=1, thickness=0.5)


@pytest.fixture(autouse=True)
def refuse():
    with jax.numpy_rank_promotion("raise"):
        yield


@pytest.fixture
def data():
    images = np.random.default_rng(0).integers(0, 256, (40, 28, 28)).astype(np.uint8)
    return dl.Dataset(images, np.arange(40) % 10)


@pytest.mark.parametrize("name", [pytest.param(name, marks=marks(name)) for name in MODELS])
def test_models_train_answer_and_explain(name, data):
    model = MODELS[name]()
    dl.fit(model, data, epochs=1, batch_size=16, weight_decay=0.1, augmentation=ALL, progress=False)
    assert dl.evaluate(model, data).count == 40
    assert dl.explain.saliency(model, data.images[0]).shape == (28, 28)
    assert dl.explain.occlusion(model, data.images[0]).shape == (28, 28)
    assert dl.explain.activations(model, data.images[:17])
    assert len(dl.evaluation.read_images(model, data.images)) == 40


@pytest.mark.parametrize("name", ["shift", "turn", "scale", "shear", "elastic", "thickness"])
def test_each_change_of_an_image(name, data):
    changed = dl.training.augment_images(data.images, dl.training.Augmentation(**{name: 0.5}))
    assert changed.shape == data.images.shape
    assert (changed != data.images).any()


@pytest.mark.parametrize("channels", [2, 20])
@pytest.mark.parametrize("padding", ["SAME", "VALID"])
def test_convolution_and_pooling(channels, padding):
    def total(x, kernel):
        return dl.models.max_pool(dl.models.conv(x, kernel, (2, 1), padding), (2, 3), (1, 2), padding).sum()

    x, kernel = jnp.ones((3, 9, 8, channels)), jnp.ones((3, 2, channels, 4))
    for grad, of in zip(jax.jit(jax.grad(total, (0, 1)))(x, kernel), (x, kernel), strict=True):
        assert grad.shape == of.shape
