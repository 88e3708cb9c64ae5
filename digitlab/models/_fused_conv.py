"""Convolution, max pooling and ReLU as one operation: faster on a CPU than layer by layer.

The numbers are those of the layers one after the other, to rounding. On a CPU, moving arrays takes as long as
computing, so there are fewer of them, in a better order:

* The images of a batch stand last, (channels, height, width, n): what a step does to neighbouring pixels, it does
  to rows of n numbers that lie side by side in memory.
* A convolution copies its inputs once for each kernel column, not for each weight. One matrix product takes all
  kernel rows; its results, shifted by a row each and added, are the convolution.
* With few inputs, such as the image itself, one product computes the four values of each pooling window from the
  4 x 4 pixels that they see.
* The bias is added after pooling, to a quarter of the values: the largest of four stays the largest.

In numbers, for each image, with kernel rows u and columns v from 0 to 2 and x taken as 0 outside:

    y[f, i, j] = sum over c, u, v of kernel[u, v, c, f] * x[c, i + u - 1, j + v - 1]
    pooled[f, i, j] = bias[f] + max over r, s in (0, 1) of y[f, 2 i + r, 2 j + s]

Backwards, let g be the slope of the loss with respect to `pooled`. Pooling hands it on to one value of a window:

    slope of y[f, 2 i + r, 2 j + s] = g[f, i, j] where y is the first largest, else 0; call it h
    slope of kernel[u, v, c, f] = sum over images, i, j of h[f, i, j] * x[c, i + u - 1, j + v - 1]
    slope of x[c, i, j] = sum over f, u, v of kernel[u, v, c, f] * h[f, i - u + 1, j - v + 1]
    slope of bias[f] = sum over images, i, j of g[f, i, j]

JAX derives these sums itself, forward and in reverse. XLA's own convolution is avoided, because its slope with
respect to the kernel is up to seventy times slower inside a loop. The steps here are products, copies, shifts and
sums, and what JAX makes of them backwards is of the same kind. Two rules are stated, those of `_largest` and
`_four_values`.

Source of the rules: I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning* (2016), sections 9.3 and 9.5.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.custom_derivatives import SymbolicZero

# Kernels with at most this many inputs to one output value (three channels) compute whole pooling windows at once.
# A window sees 16 pixels for the 9 of one value, and the kernel is spread over them with zeros in between: that
# multiplies more. With few inputs, the product is cheap and moving its results is not.
_SMALL_FAN_IN = 32
# With fewer images, the rows of numbers that lie side by side are too short.
_FEWEST = 16
# transpose(a) @ b, without a transposed copy of a
_FIRST_BY_FIRST = (((0,), (0,)), ((), ()))
_SIDE = 3  # height and width of the kernels
_WINDOW = _SIDE + 1  # height and width of what a 2 x 2 pooling window sees


def conv_pool_relu(x: jax.Array, weights: Sequence[tuple[jax.Array, jax.Array]]) -> jax.Array:
    """Apply blocks of a 3 x 3 convolution (padding "SAME"), 2 x 2 max pooling and ReLU, and flatten the result.

    Args:
        x: float (n, height, width, channels).
        weights: the kernel (3, 3, channels, features) and the bias (features,) of each block. Each block halves
            height and width, odd sizes rounded down.

    Returns:
        float (n, height out * width out * features), in the order of ``reshape(n, -1)``.

    Raises:
        ValueError: if a kernel or a bias has another shape, or a block is left with less than 2 x 2 pixels.

    Example:
        >>> conv_pool_relu(jnp.ones((5, 6, 6, 1)), [(jnp.ones((3, 3, 1, 2)), jnp.zeros(2))]).shape
        (5, 18)
    """
    # Once for all blocks: in between, no array is turned round.
    maps = x.transpose(3, 1, 2, 0)  # (channels, height, width, n)
    for position, (kernel, bias) in enumerate(weights):
        _check_block(maps, kernel, bias, position)
        # ReLU after pooling, for a quarter of the work: the larger of two numbers stays the larger under ReLU.
        maps = jax.nn.relu(_pooled_conv(maps, kernel, bias))
    # (features, height, width, n) to (height * width * features, n), the order in which Flax flattens an image:
    # so the next layer's weights are the same, whichever way the blocks were computed.
    rows = maps.transpose(1, 2, 0, 3).reshape(-1, len(x))
    return rows.T


def use_fused(x: jax.Array) -> bool:
    """Say whether to use `conv_pool_relu`, because it is faster than layer by layer for such inputs.

    Args:
        x: (n, height, width, channels), of any dtype.

    Returns:
        True on a CPU, from sixteen images on, for float32; measured on two cores.

    Example:
        >>> use_fused(jnp.ones((1, 28, 28, 1)))
        False
    """
    return jax.default_backend() == "cpu" and len(x) >= _FEWEST and x.dtype == jnp.float32


def dot_weights_first(
    x: jax.Array, kernel: jax.Array, dimension_numbers: Any = None, out_sharding: Any = None, **options: Any
) -> jax.Array:
    """Multiply x (n, inputs) by a kernel (inputs, units), for ``nnx.Linear(..., dot_general=dot_weights_first)``.

    It is ``x @ kernel``, computed as its transpose: `conv_pool_relu` leaves its result transposed in memory, and
    this spares the copy.

    Args:
        x: float (n, inputs); with another number of axes, `jax.lax.dot_general` takes over.
        kernel: float (inputs, units).
        dimension_numbers: as Flax gives them; needed where `jax.lax.dot_general` takes over.
        out_sharding: as in `jax.lax.dot_general`, which takes over where it is given.
        **options: handed on to `jax.lax.dot_general`.

    Returns:
        float (n, units).

    Raises:
        TypeError: from `jax.lax.dot_general`, if the numbers of inputs differ.

    Example:
        >>> dot_weights_first(jnp.ones((5, 3)), jnp.ones((3, 2))).shape
        (5, 2)
    """
    if x.ndim != 2 or out_sharding is not None:
        return lax.dot_general(x, kernel, dimension_numbers, out_sharding=out_sharding, **options)
    return lax.dot_general(kernel, x.T, _FIRST_BY_FIRST, **options).T


def _check_block(maps: jax.Array, kernel: jax.Array, bias: jax.Array, position: int) -> None:
    channels, height, width, _ = maps.shape
    features = kernel.shape[-1]
    if kernel.shape != (_SIDE, _SIDE, channels, features) or bias.shape != (features,):
        raise ValueError(
            f"conv_pool_relu: block {position} gets {channels} channels, so its kernel must have the shape "
            f"(3, 3, {channels}, features) and its bias (features,), but they are {kernel.shape} and "
            f"{bias.shape}. Kernels of another size go through digitlab.models.conv and digitlab.models.max_pool."
        )
    if min(height, width) < 2:
        raise ValueError(
            f"conv_pool_relu: block {position} gets maps of {height} x {width} pixels, and pooling needs 2 x 2. "
            "Leave out a block, or give larger images."
        )


def _pooled_conv(x: jax.Array, kernel: jax.Array, bias: jax.Array) -> jax.Array:
    """Return the pooled convolution (features, height / 2, width / 2, n) of x (channels, height, width, n)."""
    is_small = math.prod(kernel.shape[:3]) <= _SMALL_FAN_IN
    return (_four_at_once if is_small else _row_by_row)(x, kernel) + bias[:, None, None, None]


def _pad(x: jax.Array, rows: tuple[int, int], cols: tuple[int, int]) -> jax.Array:
    return jnp.pad(x, ((0, 0), rows, cols, (0, 0)))


@functools.partial(jax.custom_jvp, nondiff_argnums=(1,))
def _largest(values: jax.Array, axes: tuple[int, ...]) -> jax.Array:
    """Return the largest of the four values along some axes, which are dropped."""
    # Three comparisons of whole arrays; a maximum along an axis would go through memory value by value.
    return functools.reduce(jnp.maximum, _four(values, axes))


@_largest.defjvp
def _largest_slope(axes: tuple[int, ...], at: Any, along: Any) -> tuple[jax.Array, jax.Array]:
    """State that the first of equal values counts, as in XLA's pooling; `jnp.maximum` would take their mean."""
    (values,), (change,) = at, along
    largest = _largest(values, axes)
    one, two, three, _ = _four(values, axes)
    first = jnp.where(one == largest, 0, jnp.where(two == largest, 1, jnp.where(three == largest, 2, 3)))
    place = jnp.zeros((1,) * values.ndim, first.dtype)  # 0 to 3 along the axes, in the order of `_four`
    for axis in axes:
        shape = [values.shape[axis] if a == axis else 1 for a in range(values.ndim)]
        place = place * values.shape[axis] + lax.broadcasted_iota(first.dtype, shape, axis)
    # Written as a sum of which three terms are 0: backwards it becomes one choice, not four arrays added up.
    return largest, jnp.where(place == jnp.expand_dims(first, axes), change, 0).sum(axes)


def _four(values: jax.Array, axes: tuple[int, ...]) -> list[jax.Array]:
    """Return the values along some axes, one array for each."""
    places = np.ndindex(*(values.shape[axis] for axis in axes))
    index: list[Any] = [slice(None)] * values.ndim
    found = []
    for place in places:
        for axis, position in zip(axes, place, strict=True):
            index[axis] = position
        found.append(values[tuple(index)])
    return found


# With few inputs: all four values of a pooling window in one product.


def _windows(x: jax.Array) -> jax.Array:
    """Return what each pooling window sees, a row for each pixel: (16 * channels, height / 2 * width / 2 * n)."""
    channels, height, width, n = x.shape
    down, across = height // 2, width // 2  # an odd row or column is left out
    padded = _pad(x, (1, 1), (1, 1))
    # Pixel (row, col) of every window: each a slice in steps of two, in which whole rows of n numbers are copied.
    seen = [
        padded[:, row : row + 2 * down - 1 : 2, col : col + 2 * across - 1 : 2]
        for row in range(_WINDOW)
        for col in range(_WINDOW)
    ]
    # (16, channels, height / 2, width / 2, n); the two groups of axes become rows and columns without a move.
    return jnp.stack(seen).reshape(_WINDOW * _WINDOW * channels, down * across * n)


def _spread_kernel(kernel: jax.Array) -> jax.Array:
    """Return the kernel as each of the four values meets its window: (4 * 4 * channels, 4 * features)."""
    # Value (row, col) sees the window's pixels from there on; the row and column that it doesn't see weigh 0.
    four = [jnp.pad(kernel, ((row, 1 - row), (col, 1 - col), (0, 0), (0, 0))) for row in (0, 1) for col in (0, 1)]
    # (4, 4, channels, 4, features): rows in the order of `_windows`, columns by value first
    return jnp.stack(four, axis=3).reshape(-1, 4 * kernel.shape[3])


def _four_at_once(x: jax.Array, kernel: jax.Array) -> jax.Array:
    _, height, width, n = x.shape
    values = _four_values(_spread_kernel(kernel), _windows(x))
    # (4 * features, positions) to (4, features, height / 2, width / 2, n)
    return _largest(values.reshape(4, -1, height // 2, width // 2, n), (0,))


@jax.custom_jvp
def _four_values(spread: jax.Array, windows: jax.Array) -> jax.Array:
    """Multiply (4 * 4 * channels, 4 * features) and (4 * 4 * channels, positions): (4 * features, positions)."""
    return lax.dot_general(spread, windows, _FIRST_BY_FIRST)


@functools.partial(_four_values.defjvp, symbolic_zeros=True)
def _four_values_slope(at: Any, along: Any) -> tuple[jax.Array, jax.Array]:
    """State the product's rule, so that backwards there is one product for each of the four: that is faster."""
    spread, windows = at
    spread_change, windows_change = along
    changes = []
    if not isinstance(spread_change, SymbolicZero):
        parts = lax.split(spread_change, [spread.shape[1] // 4] * 4, axis=1)
        changes.append(jnp.concatenate([lax.dot_general(part, windows, _FIRST_BY_FIRST) for part in parts]))
    # In training the windows are the images, which don't change: a product less, forward and backwards.
    if not isinstance(windows_change, SymbolicZero):
        changes.append(lax.dot_general(spread, windows_change, _FIRST_BY_FIRST))
    return _four_values(spread, windows), functools.reduce(jnp.add, changes)


# With more inputs: one product for all kernel rows.


def _row_by_row(x: jax.Array, kernel: jax.Array) -> jax.Array:
    channels, height, width, n = x.shape
    features = kernel.shape[3]
    padded = _pad(x, (1, 1), (1, 1))
    # A copy of the inputs for each kernel column: (3 * channels, (height + 2) * width * n). A copy for each weight
    # would be three times as much to write and to read again.
    copies = jnp.stack([padded[:, :, col : col + width] for col in range(_SIDE)]).reshape(_SIDE * channels, -1)
    # z[u, f, i, j] = sum over v, c of kernel[u, v, c, f] * padded[c, i, j + v], for all rows i of the padded image
    matrix = kernel.transpose(0, 3, 1, 2).reshape(
        _SIDE * features, -1
    )  # (3 rows * features, 3 columns * channels)
    by_row = (matrix @ copies).reshape(_SIDE * features, height + 2, width, n)
    # A split rather than three slices: backwards it puts three arrays one after the other instead of adding them.
    upper, middle, lower = lax.split(by_row, [features] * _SIDE, axis=0)
    # y[f, i, j] = sum over u of z[u, f, i + u, j]
    maps = upper[:, :height] + middle[:, 1 : height + 1] + lower[:, 2:]  # (features, height, width, n)
    down, across = height // 2, width // 2
    windows = maps[:, : 2 * down, : 2 * across].reshape(features, down, 2, across, 2, n)
    return _largest(windows, (2, 4))
