"""Convolution and pooling against XLA's own operations and against finite differences."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from hypothesis import given, settings
from hypothesis import strategies as st
from jax import lax

from digitlab.models import layers

NHWC = ("NHWC", "HWIO", "NHWC")
few = settings(max_examples=10, deadline=None, derandomize=True)


def numbers(seed, *shape):
    return jnp.asarray(np.random.default_rng(seed).normal(size=shape), jnp.float32)


def xla_conv(x, kernel, strides, padding):
    return lax.conv_general_dilated(x, kernel, strides, padding, dimension_numbers=NHWC)


def xla_pool(x, window, strides, padding):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, *window, 1), (1, *strides, 1), padding)


def with_gradients(f, weights, *arguments):
    """Return the value of f and the gradients of a weighted sum of it."""

    @jax.jit
    def both(*arguments):
        out, backward = jax.vjp(f, *arguments)
        return out, *backward(weights)

    return both(*arguments)


def conv_by_loops(x, kernel, strides, pads):
    x = np.pad(np.asarray(x, np.float64), ((0, 0), *pads, (0, 0)))
    kernel = np.asarray(kernel, np.float64)
    rows, cols = kernel.shape[:2]
    height = (x.shape[1] - rows) // strides[0] + 1
    width = (x.shape[2] - cols) // strides[1] + 1
    out = np.zeros((len(x), height, width, kernel.shape[3]))
    for i in range(height):
        for j in range(width):
            window = x[:, i * strides[0] : i * strides[0] + rows, j * strides[1] : j * strides[1] + cols]
            out[:, i, j] = np.tensordot(window, kernel, ([1, 2, 3], [0, 1, 2]))
    return out


@few
@given(
    size=st.tuples(st.integers(3, 8), st.integers(3, 8)),
    window=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    strides=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    padding=st.sampled_from(["SAME", "VALID", ((0, 2), (1, 0)), ((3, 1), (0, 4))]),
    channels=st.sampled_from([(1, 3), (3, 2), (13, 4)]),  # 13 channels: also the path for many inputs
)
def test_conv_equals_xla_forward_and_backward(size, window, strides, padding, channels):
    x, kernel = numbers(1, 2, *size, channels[0]), numbers(2, *window, *channels)
    upstream = numbers(3, *jax.eval_shape(lambda *at: xla_conv(*at, strides, padding), x, kernel).shape)
    ours = with_gradients(lambda x, k: layers.conv(x, k, strides, padding), upstream, x, kernel)
    theirs = with_gradients(lambda x, k: xla_conv(x, k, strides, padding), upstream, x, kernel)
    for our, their in zip(ours, theirs, strict=True):
        assert our.shape == their.shape
        np.testing.assert_allclose(our, their, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("channels", [1, 2, 20])
def test_conv_equals_plain_loops(channels):
    x, kernel = numbers(1, 2, 7, 4, channels), numbers(2, 3, 2, channels, 3)
    strides, pads = (2, 1), ((1, 0), (2, 1))
    ours = jax.jit(lambda x, k: layers.conv(x, k, strides, pads))(x, kernel)
    np.testing.assert_allclose(ours, conv_by_loops(x, kernel, strides, pads), atol=1e-4)


@pytest.mark.parametrize("channels", [2, 20])
def test_conv_gradients_equal_finite_differences(channels):
    x, kernel = numbers(1, 1, 5, 4, channels), numbers(2, 3, 2, channels, 2)
    pads = ((1, 1), (0, 1))
    weights = np.asarray(numbers(3, *conv_by_loops(x, kernel, (2, 1), pads).shape), np.float64)
    upstream = jnp.asarray(weights, jnp.float32)
    _, dx, dk = with_gradients(lambda x, k: layers.conv(x, k, (2, 1), pads), upstream, x, kernel)
    rng = np.random.default_rng(4)
    for grad, place in ((dx, 0), (dk, 1)):
        for _ in range(12):
            at = tuple(rng.integers(0, size) for size in grad.shape)
            values = []
            for step in (1e-4, -1e-4):
                moved = [np.array(x, np.float64), np.array(kernel, np.float64)]
                moved[place][at] += step
                values.append((conv_by_loops(*moved, (2, 1), pads) * weights).sum())
            assert grad[at] == pytest.approx((values[0] - values[1]) / 2e-4, abs=1e-3)


@pytest.mark.parametrize("padding", ["SAME", "VALID"])
def test_conv_inside_scan_and_jit_is_the_same(padding):
    x, kernel = numbers(1, 3, 2, 7, 6, 2), numbers(2, 3, 3, 2, 4)

    def loss(kernel, one):
        return (layers.conv(one, kernel, padding=padding) ** 2).sum()

    def step(kernel, one):
        value, grad = jax.value_and_grad(loss)(kernel, one)
        return kernel - 1e-4 * grad, value

    slope = jax.jit(jax.grad(lambda k, one: (xla_conv(one, k, (1, 1), padding) ** 2).sum()))
    last, values = lax.scan(step, kernel, x)
    expected = kernel
    for i, one in enumerate(x):
        assert values[i] == pytest.approx(float((xla_conv(one, expected, (1, 1), padding) ** 2).sum()), rel=1e-4)
        expected -= 1e-4 * slope(expected, one)
    np.testing.assert_allclose(last, expected, rtol=1e-4, atol=1e-5)


def test_conv_works_under_vmap():
    x, kernels = numbers(1, 2, 5, 6, 1), numbers(2, 3, 3, 2, 1, 4)
    ours = jax.jit(jax.vmap(lambda k: layers.conv(x, k)))(kernels)
    for our, kernel in zip(ours, kernels, strict=True):
        np.testing.assert_allclose(our, xla_conv(x, kernel, (1, 1), "SAME"), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    "options",
    [
        {"rhs_dilation": (2, 1)},
        {"lhs_dilation": (1, 2)},
        {"feature_group_count": 2},
        {"precision": "highest"},
        {"dimension_numbers": ("NCHW", "OIHW", "NCHW")},
    ],
)
def test_conv_hands_the_rest_over_to_xla(options):
    x, kernel = numbers(1, 2, 6, 7, 4), numbers(2, 3, 2, 4, 6)
    if "feature_group_count" in options:
        kernel = kernel[:, :, :2]
    if "dimension_numbers" in options:
        x, kernel = x.transpose(0, 3, 1, 2), kernel.transpose(3, 2, 0, 1)
    full = {"dimension_numbers": NHWC, **options}
    padding = ((1, 0), (0, 1))
    expected = lax.conv_general_dilated(x, kernel, (1, 2), padding, **full)
    ours = layers.conv(x, kernel, (1, 2), padding, **options)
    assert ours.shape == expected.shape
    np.testing.assert_allclose(ours, expected, rtol=1e-5, atol=1e-5)


def test_conv_names_the_axes_when_channels_differ():
    with pytest.raises(ValueError, match="inputs have 2 channels, but the kernel expects 3"):
        layers.conv(numbers(1, 1, 5, 5, 2), numbers(2, 3, 3, 3, 4))


@pytest.mark.parametrize("padding", ["SAME", "VALID", (1, 0)])
@pytest.mark.parametrize("strides", [1, (2, 3)])
def test_nnx_conv_with_ours_equals_plain_nnx_conv(monkeypatch, padding, strides):
    calls = []
    plain = layers._conv
    monkeypatch.setattr(layers, "_conv", lambda *a: calls.append(1) or plain(*a))
    settings_ = {"kernel_size": (3, 2), "strides": strides, "padding": padding}
    ours = nnx.Conv(2, 5, **settings_, conv_general_dilated=layers.conv, rngs=nnx.Rngs(0))
    theirs = nnx.Conv(2, 5, **settings_, rngs=nnx.Rngs(0))
    x = numbers(1, 2, 9, 6, 2)
    np.testing.assert_allclose(ours(x), theirs(x), rtol=1e-4, atol=1e-5)
    slopes = nnx.jit(nnx.grad(lambda model: (model(x) ** 2).sum()))
    grads = [jax.tree.leaves(slopes(model)) for model in (ours, theirs)]
    for our, their in zip(*grads, strict=True):
        np.testing.assert_allclose(our, their, rtol=1e-3, atol=1e-3)
    if jax.default_backend() == "cpu":
        assert calls, "Flax calls it in a way that isn't recognised, so it would be slow."


@few
@given(
    size=st.tuples(st.integers(3, 8), st.integers(3, 8)),
    window=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    strides=st.one_of(st.none(), st.tuples(st.integers(1, 3), st.integers(1, 3))),
    padding=st.sampled_from(["SAME", "VALID"]),
    ties=st.booleans(),
)
def test_max_pool_equals_xla_forward_and_backward(size, window, strides, padding, ties):
    x = numbers(1, 2, *size, 3)
    if ties:
        x = jnp.round(x)  # few values, so that most windows hold their maximum more than once
    steps = strides or window
    upstream = numbers(3, *jax.eval_shape(lambda x: xla_pool(x, window, steps, padding), x).shape)
    ours = with_gradients(lambda x: layers.max_pool(x, window, strides, padding), upstream, x)
    theirs = with_gradients(lambda x: xla_pool(x, window, steps, padding), upstream, x)
    for our, their in zip(ours, theirs, strict=True):
        assert our.shape == their.shape
        np.testing.assert_allclose(our, their, rtol=1e-5, atol=1e-5)


def test_max_pool_sends_the_gradient_of_a_tie_to_the_first_only():
    grad = jax.grad(lambda x: layers.max_pool(x, (2, 2)).sum())(jnp.ones((1, 2, 4, 1)))
    np.testing.assert_array_equal(grad[0, :, :, 0], [[1, 0, 1, 0], [0, 0, 0, 0]])


def test_max_pool_by_hand():
    x = jnp.arange(15.0).reshape(1, 3, 5, 1)
    np.testing.assert_array_equal(layers.max_pool(x)[0, :, :, 0], [[6, 8]])
    np.testing.assert_array_equal(layers.max_pool(-x, padding="SAME")[0, :, :, 0], [[0, -2, -4], [-10, -12, -14]])


def test_max_pool_inside_scan_is_the_same():
    x = numbers(1, 3, 2, 5, 6, 2)
    _, grads = lax.scan(lambda c, one: (c, jax.grad(lambda v: (layers.max_pool(v) ** 2).sum())(one)), 0, x)
    slope = jax.jit(jax.grad(lambda v: (xla_pool(v, (2, 2), (2, 2), "VALID") ** 2).sum()))
    for grad, one in zip(grads, x, strict=True):
        np.testing.assert_allclose(grad, slope(one), rtol=1e-5)


def conv_and_pool(conv, pool):
    def scores(x, kernel):
        return pool(conv(x, kernel, (2, 1), ((0, 2), (1, 0))), (3, 2), (1, 2), "SAME")

    return scores


OURS, XLAS = conv_and_pool(layers.conv, layers.max_pool), conv_and_pool(xla_conv, xla_pool)


@pytest.mark.parametrize("channels", [2, 13])  # 13 channels: the path for many inputs
def test_forward_derivatives_equal_xlas(channels):
    at = numbers(1, 2, 7, 5, channels), numbers(2, 3, 2, channels, 3)
    along = numbers(3, *at[0].shape), numbers(4, *at[1].shape)

    @functools.partial(jax.jit, static_argnums=0)
    def slopes(f, at, along):
        # Both together, the inputs alone, and the kernel alone.
        return *jax.jvp(f, at, along), *(jax.jacfwd(f, place)(*at) for place in (0, 1))

    for our, their in zip(slopes(OURS, at, along), slopes(XLAS, at, along), strict=True):
        assert our.shape == their.shape
        np.testing.assert_allclose(our, their, rtol=1e-4, atol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize(("channels", "ties"), [(1, True), (13, False)])
def test_second_derivatives_equal_xlas(channels, ties):
    at = numbers(1, 1, 5, 4, channels), numbers(2, 3, 2, channels, 2)
    if ties:
        at = jnp.ones_like(at[0]), jnp.round(2 * at[1])
    upstream = numbers(3, *jax.eval_shape(XLAS, *at).shape)

    def loss_of(f):
        return lambda x, kernel: (upstream * f(x, kernel) ** 2).sum()

    expected = jax.tree.leaves(jax.jit(jax.hessian(loss_of(XLAS), (0, 1)))(*at))
    for way in (jax.hessian, lambda f, of: jax.jacrev(jax.grad(f, of), of)):
        for our, their in zip(jax.tree.leaves(jax.jit(way(loss_of(OURS), (0, 1)))(*at)), expected, strict=True):
            assert our.shape == their.shape
            np.testing.assert_allclose(our, their, rtol=1e-3, atol=1e-3 * float(jnp.abs(their).max()) + 1e-3)


def test_gradients_under_vmap_are_those_of_one_after_the_other():
    x, kernel = numbers(1, 3, 2, 7, 5, 13), numbers(2, 3, 2, 13, 3)
    slopes = jax.jit(jax.grad(lambda x, kernel: (OURS(x, kernel) ** 2).sum(), (0, 1)))
    mapped = jax.jit(jax.vmap(slopes, (0, None)))(x, kernel)
    for i, one in enumerate(x):
        for our, their in zip(mapped, slopes(one, kernel), strict=True):
            np.testing.assert_allclose(our[i], their, rtol=1e-3, atol=1e-3)
