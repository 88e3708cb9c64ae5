"""Convolution and max pooling whose gradients are fast on a CPU, inside loops too.

XLA computes the *gradient* of a convolution slowly on a CPU, and up to seventy times slower inside
`jax.lax.scan` (jax issue 12868). So `conv` states the two gradients itself, as operations that are fast
everywhere:

* with respect to the inputs, a forward convolution with the flipped kernel;
* with respect to the kernel, one matrix product for each kernel row.

The forward pass is a sum of matrix products as well, which is a little faster than XLA's convolution on two cores.

`max_pool` takes the maximum over strided slices and routes the gradient to the first maximum of each
window, as XLA does. On other backends both hand over to XLA's own operations.

Source of the gradient rules: I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning* (2016), section 9.5.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

Pads = tuple[tuple[int, int], tuple[int, int]]
_NHWC = ("NHWC", "HWIO", "NHWC")
# Up to this many inputs to one output value, all patches together are small: one product does the work, and they
# are kept for the gradient.
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
    ``nnx.Conv(..., conv_general_dilated=dl.conv)``.

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

    On a CPU, only reverse-mode derivatives (`jax.grad`, `jax.vjp`) are defined, not `jax.jvp`.

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

    On a CPU, only reverse-mode derivatives (`jax.grad`, `jax.vjp`) are defined, not `jax.jvp`.

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


@functools.partial(jax.custom_vjp, nondiff_argnums=(2, 3))
def _conv(x: jax.Array, kernel: jax.Array, strides: tuple[int, ...], pads: Pads) -> jax.Array:
    return _conv_forward(x, kernel, strides, pads)[0]


def _conv_forward(x: jax.Array, kernel: jax.Array, strides: tuple[int, ...], pads: Pads) -> Any:
    rows, cols, channels, features = kernel.shape
    padded = _pad(x, pads)
    out = _out_shape(padded.shape, (rows, cols), strides)
    if rows * cols * channels <= _SMALL_FAN_IN:
        patches = _patches(padded, (rows, cols), out, strides)
        result = lax.dot_general(patches, kernel.reshape(-1, features), (((0,), (0,)), ((), ())))
        result = result.reshape(len(x), *out, features)  # (n, height out, width out, features)
        return result, (x, kernel, patches)
    wide, last = _wide(padded, cols, out, strides)
    flat_kernel = kernel.reshape(rows, cols * channels, features)
    products = [wide[:, row : row + last : strides[0]] @ flat_kernel[row] for row in range(rows)]
    return functools.reduce(jnp.add, products), (x, kernel, None)  # (n, height out, width out, features)


def _wide(padded: jax.Array, cols: int, out: tuple[int, int], strides: Any) -> tuple[jax.Array, int]:
    """Put one copy of the inputs for each kernel column side by side, and say how far a row of the kernel reaches.

    One matrix product for each kernel row then does the work: wider products than one for each position, at a
    third of the memory that all patches together would take.
    """
    reach = strides[1] * (out[1] - 1) + 1
    copies = [padded[:, :, col : col + reach : strides[1]] for col in range(cols)]
    wide = jnp.concatenate(copies, axis=-1)  # (n, height, width out, cols * channels)
    return wide, strides[0] * (out[0] - 1) + 1


def _out_shape(padded: tuple[int, ...], window: tuple[int, int], strides: Any) -> tuple[int, int]:
    return (
        (padded[1] - window[0]) // strides[0] + 1,
        (padded[2] - window[1]) // strides[1] + 1,
    )


def _conv_backward(strides: tuple[int, ...], pads: Pads, saved: Any, upstream: jax.Array) -> Any:
    x, kernel, patches = saved
    rows, cols, channels, features = kernel.shape
    out = (upstream.shape[1], upstream.shape[2])

    flat = upstream.reshape(-1, features)  # (n * height out * width out, features)
    if patches is not None:
        kernel_grad = (patches @ flat).reshape(kernel.shape)  # (rows, cols, channels, features)
    else:
        wide, last = _wide(_pad(x, pads), cols, out, strides)
        products = [
            wide[:, row : row + last : strides[0]].reshape(-1, cols * channels).T @ flat for row in range(rows)
        ]
        kernel_grad = jnp.stack(products).reshape(kernel.shape)  # (rows, cols, channels, features)

    # Spread the upstream gradient over the input's grid, then convolve with the flipped kernel.
    zero = jnp.zeros((), upstream.dtype)
    (top, _), (left, _) = pads
    down, across = strides
    before = (rows - 1 - top, cols - 1 - left)
    spread = (down * (out[0] - 1) + 1, across * (out[1] - 1) + 1)
    after = tuple(x.shape[1 + i] - spread[i] - before[i] + kernel.shape[i] - 1 for i in (0, 1))
    spread_upstream = lax.pad(
        upstream,
        zero,
        ((0, 0, 0), (before[0], after[0], down - 1), (before[1], after[1], across - 1), (0, 0, 0)),
    )
    flipped = jnp.flip(kernel, (0, 1)).swapaxes(2, 3)  # (rows, cols, features, channels)
    input_grad = lax.conv_general_dilated(spread_upstream, flipped, (1, 1), "VALID", dimension_numbers=_NHWC)
    return input_grad, kernel_grad


_conv.defvjp(_conv_forward, _conv_backward)


@functools.partial(jax.custom_vjp, nondiff_argnums=(1, 2))
def _max_pool(x: jax.Array, window: tuple[int, ...], strides: tuple[int, ...]) -> jax.Array:
    out = _out_shape(x.shape, (window[0], window[1]), strides)
    slices = [_shifted(x, r, c, out, strides) for r in range(window[0]) for c in range(window[1])]
    return functools.reduce(jnp.maximum, slices)


def _max_pool_forward(x: jax.Array, window: tuple[int, ...], strides: tuple[int, ...]) -> Any:
    largest = _max_pool(x, window, strides)
    return largest, (x, largest)


def _max_pool_backward(
    window: tuple[int, ...], strides: tuple[int, ...], saved: Any, upstream: jax.Array
) -> tuple[jax.Array]:
    x, largest = saved
    out = largest.shape[1:3]
    free = jnp.ones(largest.shape, bool)  # windows whose maximum has not been met yet
    zero = jnp.zeros((), upstream.dtype)
    total = jnp.zeros_like(x)
    for row in range(window[0]):
        for col in range(window[1]):
            here = (_shifted(x, row, col, out, strides) == largest) & free
            free = free & ~here
            part = jnp.where(here, upstream, zero)
            pads = [(0, 0, 0)]
            for axis, start in ((1, row), (2, col)):
                step = strides[axis - 1]
                end = x.shape[axis] - start - (step * (out[axis - 1] - 1) + 1)
                pads.append((start, end, step - 1))
            total = total + lax.pad(part, zero, (*pads, (0, 0, 0)))
    return (total,)


_max_pool.defvjp(_max_pool_forward, _max_pool_backward)
