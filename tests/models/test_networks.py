"""The three networks: shapes, arithmetic against NumPy and SciPy, seeds, dropout."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from scipy.signal import correlate2d

from digitlab.models import layers
from digitlab.models.networks import (
    CNN,
    MLP,
    SoftmaxRegression,
    count_parameters,
    layer_by_layer,
    to_model_input,
    with_fast_convolutions,
)

IMAGES = np.random.default_rng(0).integers(0, 256, (3, 28, 28), np.uint8)


def numpy_linear(x, layer):
    return x @ np.asarray(layer.kernel[...], np.float64) + np.asarray(layer.bias[...], np.float64)


def small_cnn(**options):
    return CNN(channels=(3, 5), hidden=7, rngs=nnx.Rngs(0), **options)


@nnx.jit
def logits_of(model, x):
    """Compiled whole: one operation after the other, each would be compiled by itself."""
    return model(x)


def with_biases(model):
    """Biases start at 0; numbers of their own show whether they are added."""
    rng = np.random.default_rng(1)
    state = nnx.state(model, nnx.Param)
    nnx.update(model, jax.tree.map(lambda p: p + rng.normal(0, 0.05, p.shape).astype(np.float32), state))
    return model


def test_input_is_scaled_once_and_gets_its_channel():
    x = to_model_input(IMAGES)
    assert x.shape == (3, 28, 28, 1)
    assert x.dtype == jnp.float32
    np.testing.assert_allclose(x[..., 0], IMAGES / 255, atol=1e-7)
    np.testing.assert_array_equal(to_model_input(jnp.asarray(IMAGES)), x)
    assert float(to_model_input(np.full((1, 28, 28), 255, np.uint8)).max()) == 1
    assert float(to_model_input(np.zeros((1, 28, 28), np.uint8)).max()) == 0


@pytest.mark.parametrize("make", [np.asarray, jnp.asarray])
def test_input_that_was_scaled_before_is_refused(make):
    images = make((IMAGES > 100).astype(np.uint8))
    with pytest.raises(ValueError, match=r"^to_model_input: images must .* scaled already; pass the unscaled"):
        to_model_input(images)


def test_softmax_regression_is_one_linear_layer():
    model = with_biases(SoftmaxRegression(rngs=nnx.Rngs(0)))
    expected = numpy_linear(IMAGES.reshape(3, 784) / 255, model.linear)
    np.testing.assert_allclose(model(to_model_input(IMAGES)), expected, atol=1e-4)


def test_the_mlp_is_linear_layers_with_relu_between():
    model = with_biases(MLP(hidden=(20, 11), rngs=nnx.Rngs(0)))
    model.eval()
    x = IMAGES.reshape(3, 784) / 255
    for layer in model.hidden:
        x = np.maximum(numpy_linear(x, layer), 0)
    np.testing.assert_allclose(logits_of(model, to_model_input(IMAGES)), numpy_linear(x, model.output), atol=1e-4)


@pytest.mark.parametrize("count", [3, 16])  # layer by layer, and fused operations
def test_the_cnn_equals_scipy(count):
    model = with_biases(small_cnn())
    model.eval()
    images = np.resize(IMAGES, (count, 28, 28))

    def conv_relu_pool(x, layer):
        kernel, bias = (np.asarray(a[...], np.float64) for a in (layer.kernel, layer.bias))
        maps = []
        for out in range(kernel.shape[3]):
            total = sum(correlate2d(x[..., i], kernel[..., i, out], "same") for i in range(x.shape[2]))
            total = np.maximum(total + bias[out], 0)
            half = total.shape[0] // 2
            maps.append(total.reshape(half, 2, half, 2).max(axis=(1, 3)))
        return np.stack(maps, axis=-1)

    logits = logits_of(model, to_model_input(images))
    for image, row in zip(images, logits, strict=True):
        x = conv_relu_pool(conv_relu_pool(image[..., None] / 255, model.convs[0]), model.convs[1])
        assert x.shape == (7, 7, 5)
        x = np.maximum(numpy_linear(x.ravel(), model.dense), 0)
        np.testing.assert_allclose(row, numpy_linear(x, model.output), atol=1e-3)


def test_layer_by_layer_is_the_same_network():
    images = np.random.default_rng(1).integers(0, 256, (20, 28, 28), np.uint8)
    model = with_biases(CNN((3, 5, 4), 7, rngs=nnx.Rngs(0)))
    model.eval()
    apart = layer_by_layer(model)
    assert model.fused
    assert not apart.fused
    x = to_model_input(images)
    np.testing.assert_allclose(logits_of(model, x), logits_of(apart, x), atol=1e-4)


def test_plain_convolutions_become_fast_ones_and_others_stay():
    class Own(nnx.Module):
        def __init__(self):
            rngs = nnx.Rngs(0)
            self.plain = nnx.List([nnx.Conv(2, 3, kernel_size=(5, 3), strides=(2, 1), rngs=rngs)])
            self.special = nnx.Conv(3, 4, kernel_size=(2, 2), conv_general_dilated=special, rngs=rngs)

        def __call__(self, x):
            return self.special(self.plain[0](x))

    def special(*arguments, **options):
        return -jax.lax.conv_general_dilated(*arguments, **options)

    x = jnp.asarray(np.random.default_rng(0).normal(size=(2, 9, 7, 2)), jnp.float32)
    model = Own()
    before = model(x)
    assert with_fast_convolutions(model) is model
    assert model.plain[0].conv_general_dilated is layers.conv
    assert model.special.conv_general_dilated is special
    np.testing.assert_allclose(model(x), before, atol=1e-5)


def test_layer_by_layer_finds_networks_within_networks():
    class Pair(nnx.Module):
        def __init__(self):
            self.both = nnx.List([small_cnn(), small_cnn()])

    assert [one.fused for one in layer_by_layer(Pair()).both] == [False, False]


@pytest.mark.parametrize(
    ("model", "count"),
    [
        (SoftmaxRegression(rngs=nnx.Rngs(0)), 784 * 10 + 10),
        (MLP(hidden=(30, 20), rngs=nnx.Rngs(0)), 785 * 30 + 31 * 20 + 21 * 10),
        (small_cnn(), 3 * 10 + 5 * 28 + (49 * 5 + 1) * 7 + 8 * 10),
    ],
)
def test_parameters_are_counted_without_dropouts_random_numbers(model, count):
    assert count_parameters(model) == count


@pytest.mark.parametrize("build", [SoftmaxRegression, MLP, lambda rngs: CNN((3, 4), 8, rngs=rngs)])
def test_weights_come_from_the_seed_alone(build):
    np.random.seed(0)  # noqa: NPY002
    one, same, other = (jax.tree.leaves(nnx.state(build(rngs=nnx.Rngs(s)), nnx.Param)) for s in (5, 5, 6))
    assert all(np.array_equal(a, b) for a, b in zip(one, same, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(("channels", "side"), [((3,), 14), ((3, 4, 5), 3), ((3, 4, 5, 6), 1)])
def test_a_cnn_may_have_one_to_four_convolutions(channels, side):
    model = CNN(channels, 7, rngs=nnx.Rngs(0))
    assert logits_of(model, to_model_input(IMAGES)).shape == (len(IMAGES), 10)
    assert model.dense.kernel.shape == (side * side * channels[-1], 7)


@pytest.mark.parametrize(
    "build", [lambda rate: MLP((50,), dropout=rate, rngs=nnx.Rngs(0)), lambda rate: small_cnn(dropout=rate)]
)
def test_dropout_works_in_training_only(build):
    model, x = build(0.5), to_model_input(IMAGES)
    model.train()
    assert not np.array_equal(logits_of(model, x), logits_of(model, x))
    model.eval()
    np.testing.assert_array_equal(logits_of(model, x), logits_of(model, x))
    without = build(0)
    without.train()
    np.testing.assert_allclose(logits_of(without, x), logits_of(model, x), atol=1e-6)


@pytest.mark.parametrize(
    ("build", "config"),
    [
        (lambda: SoftmaxRegression(rngs=nnx.Rngs(0)), {}),
        (lambda: MLP((9, 8), dropout=0.1, rngs=nnx.Rngs(0)), {"hidden": [9, 8], "dropout": 0.1}),
        (lambda: small_cnn(dropout=0.3), {"channels": [3, 5], "hidden": 7, "outputs": 10, "dropout": 0.3}),
    ],
)
def test_the_config_builds_the_same_network_again(build, config):
    model = build()
    assert model.config() == config
    again = type(model)(**config, rngs=nnx.Rngs(0))
    assert [a.shape for a in jax.tree.leaves(nnx.state(model))] == [
        a.shape for a in jax.tree.leaves(nnx.state(again))
    ]


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda r: MLP((), rngs=r), ValueError, "MLP: hidden must name at least one layer"),
        (lambda r: MLP(256, rngs=r), TypeError, "MLP: hidden must be a list of whole numbers"),
        (lambda r: MLP((30, 0), rngs=r), ValueError, r"MLP: hidden\[1\] must be from 1 to 100,000"),
        (lambda r: MLP((100_001,), rngs=r), ValueError, r"MLP: hidden\[0\] must be from 1 to 100,000"),
        (lambda r: MLP((3.5,), rngs=r), TypeError, r"MLP: hidden\[0\] must be a whole number"),
        (lambda r: MLP(dropout=1, rngs=r), ValueError, "MLP: dropout must be"),
        (lambda r: CNN((), rngs=r), ValueError, "CNN: channels must name at least one layer"),
        (lambda r: CNN((1, 2, 3, 4, 5), rngs=r), ValueError, "CNN: channels must name at most four"),
        (lambda r: CNN(hidden=0, rngs=r), ValueError, "CNN: hidden"),
        (lambda r: CNN(dropout=-0.1, rngs=r), ValueError, "CNN: dropout must be"),
    ],
)
def test_impossible_networks_are_refused(build, error, message):
    with pytest.raises(error, match=message):
        build(nnx.Rngs(0))
