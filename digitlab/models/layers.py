"""Convolution and max pooling whose gradients are fast on a CPU, inside loops too.

XLA computes the *gradient* of a convolution slowly on a CPU, and up to seventy times slower inside
`jax.lax.scan` (jax issue 12868). So `conv` is written such that its two gradients are operations that are fast
everywhere:

* with respect to the inputs, a forward convolution with the flipped kernel;
* with respect to the kernel, one matrix product for each kernel row.

The forward pass is a sum of matrix products as well, which is a little faster than XLA's convolution on two cores.

`max_pool` takes the maximum over strided slices and routes the gradient to the first maximum of each
window, as XLA does. On other backends both hand over to XLA's own operations.

The rules are stated forward (`jax.custom_jvp`), and JAX transposes them for the way back: so `jax.jvp`, `jax.grad`
and each of them applied to the other work.

Source of the gradient rules: I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning* (2016), section 9.5.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.custom_derivatives import SymbolicZero

Pads = tuple[tuple[int, int], tuple[int, int]]
_NHWC = ("NHWC", "HWIO", "NHWC")
# Up to this many inputs to one output value, all patches together are small: one product does the work, and they
# are kept for the gradient. Nine weights of one channel write nine times the image; of 16 channels, 144 times.
_SMALL_FAN_IN = 32


def conv(
    inputs: jax.Array,
    kernel: jax.Array,
    window_strides: Sequence[int] = (1, 1),
    padding: str | Sequence[tuple[int, int]] = "SAME",
    lhs_dilation: Sequence[int] | None = None,
    rhs_dilation: Sequence[int] | None = None,
    dimension_numbers: Any = None,
    feature_group_count: int = 1,
    **options: Any,
) -> jax.Array:
    """Convolve images with a kernel (no flip, as neural networks do it).

    It takes the same arguments as `jax.lax.conv_general_dilated`, so that it can be handed to Flax:
    ``nnx.Conv(..., conv_general_dilated=dl.models.conv)``.

    Args:
        inputs: float (n, height, width, channels).
        kernel: float (kernel height, kernel width, channels, features).
        window_strides: step in pixels, down and across.
        padding: "SAME", "VALID", or ((top, bottom), (left, right)) in pixels.
        lhs_dilation: as in `jax.lax`; other values than 1 use XLA's own gradient.
        rhs_dilation: as in `jax.lax`; other values than 1 use XLA's own gradient.
        dimension_numbers: None or channels last; other layouts use XLA's own gradient.
        feature_group_count: other values than 1 use XLA's own gradient.
        **options: handed on to `jax.lax.conv_general_dilated`.

    Returns:
        float (n, height out, width out, features).

    Raises:
        ValueError: if the channels of `inputs` and `kernel` differ, or their numbers of axes.

    Example:
        >>> import jax.numpy as jnp
        >>> conv(jnp.ones((1, 5, 5, 1)), jnp.ones((3, 3, 1, 2)), padding="VALID").shape
        (1, 3, 3, 2)
    """
    if inputs.ndim != kernel.ndim:
        raise ValueError(
            "conv: expected inputs (n, height, width, channels) and a kernel (height, width, channels, features), "
            f"got {inputs.shape} and {kernel.shape}. Add the missing axes, for instance with inputs[..., None]."
        )
    numbers = _NHWC if dimension_numbers is None else dimension_numbers
    plain = (
        jax.default_backend() == "cpu"
        and inputs.ndim == kernel.ndim == 4
        and _is_channels_last(numbers)
        and feature_group_count == 1
        and all(d == 1 for d in (*(lhs_dilation or ()), *(rhs_dilation or ())))
        and all(value is None for value in options.values())
        and inputs.dtype == kernel.dtype == jnp.float32
    )
    if not plain:
        return lax.conv_general_dilated(
            inputs,
            kernel,
            tuple(window_strides),
            padding,
            lhs_dilation=lhs_dilation,
            rhs_dilation=rhs_dilation,
            dimension_numbers=numbers,
            feature_group_count=feature_group_count,
            **options,
        )
    if inputs.shape[-1] != kernel.shape[2]:
        raise ValueError(
            f"conv: inputs have {inputs.shape[-1]} channels, but the kernel expects {kernel.shape[2]}. "
            "Both are channels last: inputs (n, height, width, channels), "
            "kernel (height, width, channels, features)."
        )
    if isinstance(padding, str):
        padding = lax.padtype_to_pads(inputs.shape[1:3], kernel.shape[:2], window_strides, padding)
    (top, bottom), (left, right) = padding
    return _conv(inputs, kernel, tuple(window_strides), ((top, bottom), (left, right)))


def max_pool(
    inputs: jax.Array,
    window_shape: tuple[int, int] = (2, 2),
    strides: tuple[int, int] | None = None,
    padding: str = "VALID",
) -> jax.Array:
    """Keep the largest value of each window.

    Args:
        inputs: float (n, height, width, channels).
        window_shape: height and width of the window in pixels.
        strides: steps in pixels; the window's own shape if None.
        padding: "VALID" (windows that fit) or "SAME" (windows that start inside).

    Returns:
        float (n, height out, width out, channels).

    Raises:
        ValueError: if `inputs` doesn't have four axes or `padding` is unknown.

    Example:
        >>> import jax.numpy as jnp
        >>> max_pool(jnp.arange(16.0).reshape(1, 4, 4, 1)).ravel()
        Array([ 5.,  7., 13., 15.], dtype=float32)
    """
    if inputs.ndim != 4:
        raise ValueError(
            f"max_pool: expected inputs of shape (n, height, width, channels), got {inputs.shape}. "
            "Add the missing axes, for instance with inputs[None]."
        )
    steps = tuple(window_shape if strides is None else strides)
    pads = lax.padtype_to_pads(inputs.shape[1:3], window_shape, steps, padding)
    (top, bottom), (left, right) = pads
    if jax.default_backend() != "cpu":
        return lax.reduce_window(
            inputs,
            -jnp.inf,
            lax.max,
            (1, *window_shape, 1),
            (1, *steps, 1),
            ((0, 0), (top, bottom), (left, right), (0, 0)),
        )
    if top or bottom or left or right:
        inputs = lax.pad(
            inputs,
            jnp.asarray(-jnp.inf, inputs.dtype),
            ((0, 0, 0), (top, bottom, 0), (left, right, 0), (0, 0, 0)),
        )
    return _max_pool(inputs, tuple(window_shape), steps)


def _is_channels_last(numbers: Any) -> bool:
    if isinstance(numbers, lax.ConvDimensionNumbers):
        return numbers == lax.conv_dimension_numbers((1, 1, 1, 1), (1, 1, 1, 1), _NHWC)
    return tuple(numbers) == _NHWC


def _shifted(inputs: jax.Array, row: int, col: int, out: tuple[int, int], strides: Any) -> jax.Array:
    """Return the inputs that kernel position (row, col) meets, one for each output pixel."""
    (height, width), (down, across) = out, strides
    return inputs[:, row : row + down * (height - 1) + 1 : down, col : col + across * (width - 1) + 1 : across]


def _patches(padded: jax.Array, window: tuple[int, int], out: tuple[int, int], strides: Any) -> jax.Array:
    """Return what each weight meets, a row for each weight: whole rows are copied faster than single values."""
    rows = [
        _shifted(padded, row, col, out, strides)[..., channel]
        for row in range(window[0])
        for col in range(window[1])
        for channel in range(padded.shape[-1])
    ]
    return jnp.stack(rows).reshape(len(rows), -1)  # (rows * cols * channels, n * height out * width out)


def _pad(inputs: jax.Array, pads: Pads) -> jax.Array:
    # lax.pad also takes the negative pads that the input gradient may need.
    zero = jnp.zeros((), inputs.dtype)
    return lax.pad(inputs, zero, ((0, 0, 0), (*pads[0], 0), (*pads[1], 0), (0, 0, 0)))


def _out_shape(padded: tuple[int, ...], window: tuple[int, int], strides: Any) -> tuple[int, int]:
    return (
        (padded[1] - window[0]) // strides[0] + 1,
        (padded[2] - window[1]) // strides[1] + 1,
    )


def _wide(padded: jax.Array, cols: int, out: tuple[int, int], strides: Any) -> tuple[jax.Array, int]:
    """Put one copy of the inputs for each kernel column side by side, and say how far a row of the kernel reaches.

    One matrix product for each kernel row then does the work: wider products than one for each position, at a
    third of the memory that all patches together would take.
    """
    reach = strides[1] * (out[1] - 1) + 1
    copies = [padded[:, :, col : col + reach : strides[1]] for col in range(cols)]
    wide = jnp.concatenate(copies, axis=-1)  # (n, height, width out, cols * channels)
    return wide, strides[0] * (out[0] - 1) + 1


def _sums(x: jax.Array, kernel: jax.Array, strides: tuple[int, int], pads: Pads) -> jax.Array:
    """Return y[n, i, j, f] = sum over u, v, c of kernel[u, v, c, f] * padded[n, down i + u, across j + v, c]."""
    rows, cols, channels, features = kernel.shape
    padded = _pad(x, pads)
    out = _out_shape(padded.shape, (rows, cols), strides)
    if rows * cols * channels <= _SMALL_FAN_IN:
        patches = _patches(padded, (rows, cols), out, strides)
        # transpose(patches) @ kernel, without a transposed copy: (n * height out * width out, features)
        result = lax.dot_general(patches, kernel.reshape(-1, features), (((0,), (0,)), ((), ())))
        return result.reshape(len(x), *out, features)
    wide, last = _wide(padded, cols, out, strides)
    # A split rather than indexing: backwards the rows' slopes are put one after the other, not added to zeros. And
    # products of matrices, whose backward products are ones of matrices as well.
    by_row = lax.split(kernel.reshape(rows, cols * channels, features), [1] * rows, axis=0)
    met = [wide[:, row : row + last : strides[0]].reshape(-1, cols * channels) for row in range(rows)]
    products = [inputs @ weights[0] for inputs, weights in zip(met, by_row, strict=True)]
    return functools.reduce(jnp.add, products).reshape(len(x), *out, features)


@functools.partial(jax.custom_jvp, nondiff_argnums=(2, 3))
def _conv(x: jax.Array, kernel: jax.Array, strides: tuple[int, int], pads: Pads) -> jax.Array:
    return _sums(x, kernel, strides, pads)


@functools.partial(_conv.defjvp, symbolic_zeros=True)
def _conv_slope(strides: tuple[int, int], pads: Pads, at: Any, along: Any) -> tuple[jax.Array, jax.Array]:
    """State how the convolution changes with its inputs and its kernel; it is linear in each."""
    x, kernel = at
    x_change, kernel_change = along
    result = _conv(x, kernel, strides, pads)
    changes = []
    if not isinstance(kernel_change, SymbolicZero):
        # Backwards these are products as well: slope of kernel[u, v, c, f]
        # = sum over n, i, j of upstream[n, i, j, f] * padded[n, down i + u, across j + v, c].
        changes.append(_sums(x, kernel_change, strides, pads))
    # In training the first layer's inputs are the images, which don't change.
    if not isinstance(x_change, SymbolicZero):
        # What JAX derives backwards from the sums above would add many large arrays. So the way back is written
        # down, and the way forward is its transpose; backwards, JAX transposes it once more.
        way_back = functools.partial(_input_slope, kernel=kernel, shape=x.shape, strides=strides, pads=pads)
        changes += jax.linear_transpose(way_back, result)(x_change)
    return result, functools.reduce(jnp.add, changes)


def _input_slope(
    upstream: jax.Array, *, kernel: jax.Array, shape: tuple[int, ...], strides: tuple[int, int], pads: Pads
) -> jax.Array:
    """Return the slope with respect to the inputs: the upstream slope, convolved with the flipped kernel.

    slope of x[n, a, b, c] = sum over f, u, v of kernel[u, v, c, f] * upstream[n, i, j, f], for the i and j with
    down i + u = a + top and across j + v = b + left. Where a step skips pixels, zeros are put between the upstream
    values, so that i and j run through the whole grid of the inputs.
    """
    (top, _), (left, _) = pads
    down, across = strides
    out = upstream.shape[1:3]
    before = (kernel.shape[0] - 1 - top, kernel.shape[1] - 1 - left)
    spread = (down * (out[0] - 1) + 1, across * (out[1] - 1) + 1)
    after = tuple(shape[1 + i] - spread[i] - before[i] + kernel.shape[i] - 1 for i in (0, 1))
    spread_upstream = lax.pad(
        upstream,
        jnp.zeros((), upstream.dtype),
        ((0, 0, 0), (before[0], after[0], down - 1), (before[1], after[1], across - 1), (0, 0, 0)),
    )
    # Flipped: with u and v counted from the other end, the sum above is a convolution again.
    flipped = jnp.flip(kernel, (0, 1)).swapaxes(2, 3)  # (rows, cols, features, channels)
    return lax.conv_general_dilated(spread_upstream, flipped, (1, 1), "VALID", dimension_numbers=_NHWC)


@functools.partial(jax.custom_jvp, nondiff_argnums=(1, 2))
def _max_pool(x: jax.Array, window: tuple[int, int], strides: tuple[int, int]) -> jax.Array:
    """Return the largest over u, v of x[n, down i + u, across j + v, c]."""
    out = _out_shape(x.shape, window, strides)
    slices = [_shifted(x, row, col, out, strides) for row, col in np.ndindex(*window)]
    return functools.reduce(jnp.maximum, slices)


@_max_pool.defjvp
def _max_pool_slope(
    window: tuple[int, int], strides: tuple[int, int], at: Any, along: Any
) -> tuple[jax.Array, jax.Array]:
    """State that the first of equal values counts, as in XLA; `jnp.maximum` would take their mean."""
    (x,), (change,) = at, along
    largest = _max_pool(x, window, strides)
    out = (largest.shape[1], largest.shape[2])
    free = jnp.ones(largest.shape, bool)  # windows whose maximum has not been met yet
    total = jnp.zeros_like(largest)
    for row, col in np.ndindex(*window):
        here = (_shifted(x, row, col, out, strides) == largest) & free
        free = free & ~here
        # One term of each window's sum is not 0. Backwards, each slice puts its values back where they came from.
        total = total + jnp.where(here, _shifted(change, row, col, out, strides), 0)
    return largest, total
