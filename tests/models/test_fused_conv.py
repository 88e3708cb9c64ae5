"""Rounds computed together: against SciPy, XLA's own operations, and finite differences."""

import functools
import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from hypothesis import given, settings
from hypothesis import strategies as st
from jax import lax
from scipy.signal import correlate

from digitlab.models import _fused_conv

few = settings(max_examples=12, deadline=None, derandomize=True)
# One channel takes another path than four: see the threshold in the module.
CHANNELS = [(1, 5), (3, 2), (4, 3), (7, 6)]
# Compiled whole, as networks are trained: one operation after the other, each would be compiled by itself.
fused = jax.jit(_fused_conv.conv_pool_relu)


def numbers(seed, *shape):
    return jnp.asarray(np.random.default_rng(seed).normal(size=shape), jnp.float32)


def weights_of(channels, seed=1):
    """Kernels and biases of blocks with these numbers of channels."""
    sizes = enumerate(itertools.pairwise(channels))
    return [(numbers(seed + 2 * i, 3, 3, *size), numbers(seed + 2 * i + 1, size[1])) for i, size in sizes]


@jax.jit
def by_xla(x, weights):
    """The same blocks as XLA's own operations, one after the other."""
    for kernel, bias in weights:
        x = lax.conv_general_dilated(x, kernel, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")) + bias
        x = jax.nn.relu(lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID"))
    return x.reshape(len(x), -1)  # (n, height * width * features)


def by_scipy(x, weights):
    """The same blocks in float64, by SciPy."""
    x = np.asarray(x, np.float64)
    for kernel, bias in weights:
        kernel = np.asarray(kernel, np.float64)
        padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
        maps = [
            np.concatenate([correlate(one, kernel[..., out], "valid") for one in padded]).reshape(x.shape[:3])
            for out in range(kernel.shape[3])
        ]
        maps = np.stack(maps, axis=-1) + np.asarray(bias, np.float64)
        height, width = x.shape[1] // 2, x.shape[2] // 2
        four = maps[:, : 2 * height, : 2 * width].reshape(len(x), height, 2, width, 2, -1)
        x = np.maximum(four.max(axis=(2, 4)), 0)
    return x.reshape(len(x), -1)  # (n, height * width * features)


def with_gradients(f, upstream, *arguments):
    @jax.jit
    def both(*arguments):
        out, backward = jax.vjp(f, *arguments)
        return out, *jax.tree.leaves(backward(upstream))

    return both(*arguments)


@pytest.mark.parametrize("channels", [*CHANNELS, (1, 4, 3), (2, 3, 5, 4)])
@pytest.mark.parametrize("size", [(8, 12), (9, 15)])
def test_the_numbers_are_scipys(channels, size):
    x, weights = numbers(0, 3, *size, channels[0]), weights_of(channels)
    found = fused(x, weights)
    expected = by_scipy(x, weights)
    assert found.dtype == jnp.float32
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)


@few
@given(
    n=st.integers(1, 5),
    size=st.tuples(st.integers(2, 9), st.integers(2, 9)),
    channels=st.sampled_from([*CHANNELS]),
)
def test_gradients_equal_xlas(n, size, channels):
    x, weights = numbers(0, n, *size, channels[0]), weights_of(channels)
    upstream = numbers(9, *jax.eval_shape(by_xla, x, weights).shape)
    ours = with_gradients(_fused_conv.conv_pool_relu, upstream, x, weights)
    theirs = with_gradients(by_xla, upstream, x, weights)
    for our, their in zip(ours, theirs, strict=True):
        assert our.shape == their.shape
        np.testing.assert_allclose(our, their, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("size", [(28, 28), (13, 14)])
def test_gradients_through_three_blocks_equal_xlas(size):
    x, weights = numbers(0, 4, *size, 1), weights_of((1, 4, 5, 3))
    upstream = numbers(9, *jax.eval_shape(by_xla, x, weights).shape)
    ours = with_gradients(_fused_conv.conv_pool_relu, upstream, x, weights)
    theirs = with_gradients(by_xla, upstream, x, weights)
    for our, their in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(our, their, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("channels", [(1, 3), (5, 2)])
def test_gradients_equal_finite_differences(channels):
    x, weights = numbers(0, 2, 5, 6, channels[0]), weights_of(channels)
    upstream = numbers(9, *jax.eval_shape(by_xla, x, weights).shape)
    _, dx, dk, db = with_gradients(_fused_conv.conv_pool_relu, upstream, x, weights)
    upstream = np.asarray(upstream, np.float64)
    rng = np.random.default_rng(4)
    for place, grad in enumerate((dx, dk, db)):
        for _ in range(8):
            at = tuple(rng.integers(0, size) for size in grad.shape)
            values = []
            for step in (1e-5, -1e-5):
                moved = [np.array(x, np.float64), *(np.array(a, np.float64) for a in weights[0])]
                moved[place][at] += step
                values.append((by_scipy(moved[0], [(moved[1], moved[2])]) * upstream).sum())
            assert grad[at] == pytest.approx((values[0] - values[1]) / 2e-5, abs=2e-3)


@pytest.mark.parametrize("channels", [(1, 2), (4, 3)])
def test_of_equal_values_the_first_takes_the_gradient(channels):
    """Where all inputs are alike, as on empty paper, all four values of a window are equal inside."""
    x = jnp.ones((2, 8, 8, channels[0]))
    # XLA sums in another order; with whole numbers nothing is rounded, so that equal values are equal there, too.
    whole = [(jnp.round(4 * kernel), jnp.round(4 * bias)) for kernel, bias in weights_of(channels)]
    upstream = numbers(9, *jax.eval_shape(by_xla, x, whole).shape)
    ours = with_gradients(_fused_conv.conv_pool_relu, upstream, x, whole)
    theirs = with_gradients(by_xla, upstream, x, whole)
    for our, their in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(our, their, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("channels", [1, 5])
def test_the_first_of_the_largest_takes_the_gradient_whichever_are_equal(channels):
    patterns = np.array(list(itertools.product((1.0, 2.0), repeat=4)))  # every way in which four can be equal
    windows = np.zeros((4, 2, 4, 2))  # window's row, row in it, window's column, column in it
    windows[:] = patterns.reshape(4, 4, 2, 2).transpose(0, 2, 1, 3)
    x = np.zeros((1, 8, 8, channels), np.float32)
    x[0, :, :, 0] = windows.reshape(8, 8)
    kernel = np.zeros((3, 3, channels, 1), np.float32)
    kernel[1, 1, 0, 0] = 1  # each pixel as it is
    weights = [(jnp.asarray(kernel), jnp.zeros(1))]
    slopes = jax.jit(jax.grad(lambda x: _fused_conv.conv_pool_relu(x, weights).sum()))(x)
    found = np.asarray(slopes)[0, :, :, 0].reshape(4, 2, 4, 2).transpose(0, 2, 1, 3).reshape(16, 4)
    np.testing.assert_array_equal(found, np.eye(4)[patterns.argmax(axis=1)])


@pytest.mark.parametrize("channels", [(3, 2), (1, 4, 2)])
def test_forward_derivatives_equal_xlas(channels):
    x, weights = numbers(0, 2, 5, 6, channels[0]), weights_of(channels)
    moved = numbers(7, *x.shape), weights_of(channels, seed=8)

    @functools.partial(jax.jit, static_argnums=0)
    def slopes(f, x, weights, moved):
        # Both together, the inputs alone, and the weights alone.
        return jax.jvp(f, (x, weights), moved), *(jax.jacfwd(f, part)(x, weights) for part in (0, 1))

    ours, theirs = (jax.tree.leaves(slopes(f, x, weights, moved)) for f in (_fused_conv.conv_pool_relu, by_xla))
    for our, their in zip(ours, theirs, strict=True):
        assert our.shape == their.shape
        np.testing.assert_allclose(our, their, rtol=1e-4, atol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize(("channels", "ties"), [((1, 2), True), ((4, 2), False)])
def test_second_derivatives_equal_xlas(channels, ties):
    x, weights = numbers(0, 2, 4, 5, channels[0]), weights_of(channels)
    if ties:  # whole numbers, so that XLA, which sums in another order, finds the same values equal
        x, weights = jnp.ones_like(x), [(jnp.round(2 * k), jnp.round(2 * b)) for k, b in weights]
    upstream = numbers(9, *jax.eval_shape(by_xla, x, weights).shape)

    def loss_of(f):
        return lambda x, weights: (upstream * f(x, weights) ** 2).sum()

    expected = jax.tree.leaves(jax.jit(jax.hessian(loss_of(by_xla), (0, 1)))(x, weights))
    ours = loss_of(_fused_conv.conv_pool_relu)
    for way in (jax.hessian, lambda f, of: jax.jacrev(jax.grad(f, of), of)):
        found = jax.tree.leaves(jax.jit(way(ours, (0, 1)))(x, weights))
        for our, their in zip(found, expected, strict=True):
            assert our.shape == their.shape
            np.testing.assert_allclose(our, their, rtol=1e-3, atol=1e-3 * float(jnp.abs(their).max()) + 1e-3)


def test_gradients_under_vmap_are_those_of_one_after_the_other():
    x, weights = numbers(0, 3, 2, 6, 7, 1), weights_of((1, 4, 3))
    slopes = jax.jit(jax.grad(lambda x, weights: (_fused_conv.conv_pool_relu(x, weights) ** 2).sum(), (0, 1)))
    mapped = jax.jit(jax.vmap(slopes, (0, None)))(x, weights)
    for i, one in enumerate(x):
        for our, their in zip(jax.tree.leaves(mapped), jax.tree.leaves(slopes(one, weights)), strict=True):
            np.testing.assert_allclose(our[i], their, rtol=1e-3, atol=1e-3)


def test_it_works_inside_scan_and_under_vmap():
    x, weights = numbers(0, 3, 2, 6, 7, 1), weights_of((1, 3))
    _, scanned = lax.scan(lambda carry, one: (carry, _fused_conv.conv_pool_relu(one, weights)), 0, x)
    mapped = jax.jit(jax.vmap(lambda one: _fused_conv.conv_pool_relu(one, weights)))(x)
    for i, one in enumerate(x):
        np.testing.assert_allclose(scanned[i], by_xla(one, weights), rtol=1e-4, atol=1e-4)
        np.testing.assert_allclose(mapped[i], by_xla(one, weights), rtol=1e-4, atol=1e-4)


def test_the_fused_operation_is_used_for_batches_of_float32_on_a_cpu(monkeypatch):
    assert _fused_conv.use_fused(jnp.zeros((16, 28, 28, 1)))
    assert not _fused_conv.use_fused(jnp.zeros((15, 28, 28, 1)))
    assert not _fused_conv.use_fused(jnp.zeros((16, 28, 28, 1), jnp.bfloat16))
    monkeypatch.setattr(jax, "default_backend", lambda: "gpu")
    assert not _fused_conv.use_fused(jnp.zeros((16, 28, 28, 1)))


@pytest.mark.parametrize("shape", [(5, 7), (2, 5, 7)])
def test_the_dot_for_flax_is_the_product(shape):
    x, rngs = numbers(0, *shape), nnx.Rngs(0)
    layer = nnx.Linear(7, 3, dot_general=_fused_conv.dot_weights_first, rngs=rngs)
    layer.bias[...] = numbers(1, 3)
    expected = np.asarray(x, np.float64) @ np.asarray(layer.kernel[...], np.float64) + np.asarray(layer.bias[...])
    np.testing.assert_allclose(layer(x), expected, atol=1e-5)
    slope = jax.grad(lambda x: (layer(x) ** 2).sum())(x)
    np.testing.assert_allclose(slope, 2 * expected @ np.asarray(layer.kernel[...]).T, atol=1e-4)


@pytest.mark.parametrize(
    ("size", "channels", "weights", "sentence"),
    [
        ((4, 6), 2, [((3, 3, 4, 5), 5)], r"block 0 gets 2 channels, .* but they are \(3, 3, 4, 5\) and \(5,\)"),
        ((4, 6), 1, [((5, 5, 1, 2), 2)], "go through digitlab.models.conv and digitlab.models.max_pool"),
        ((8, 9), 1, [((3, 3, 1, 2), 2), ((3, 3, 2, 4), 3)], "block 1 gets 2 channels"),
        (
            (4, 6),
            1,
            [((3, 3, 1, 2), 2), ((3, 3, 2, 4), 4), ((3, 3, 4, 1), 1)],
            "block 2 gets maps of 1 x 1",
        ),
    ],
)
def test_weights_that_dont_fit_are_refused_in_a_sentence(size, channels, weights, sentence):
    pairs = [(jnp.zeros(kernel), jnp.zeros(bias)) for kernel, bias in weights]
    with pytest.raises(ValueError, match=sentence):
        fused(jnp.zeros((2, *size, channels)), pairs)
