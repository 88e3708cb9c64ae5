"""Rounds of convolution, max pooling and ReLU, computed together: faster on a CPU than layer by layer.

The numbers are those of the layers one after the other, to rounding. On a CPU, moving arrays takes as long as
computing, so there are fewer of them, in a better order:

* The images of a batch stand last, (channels, height, width, n): what a step does to neighbouring pixels, it does
  to rows of n numbers that lie side by side in memory.
* A convolution copies its inputs once for each kernel column, not for each weight. One matrix product takes all
  kernel rows; its results, shifted by a row each and added, are the convolution.
* With few inputs, such as the image itself, one product computes the four values of each pooling window from the
  4 x 4 pixels that they see.
* The bias is added after pooling, to a quarter of the values: the largest of four stays the largest.

Source of the rules: I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning* (2016), sections 9.3 and 9.5.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

# Kernels with at most this many inputs to one output value compute whole pooling windows at once.
_SMALL_FAN_IN = 32
# With fewer images, the rows of numbers that lie side by side are too short.
_FEWEST = 16
_FIRST_BY_FIRST = (((0,), (0,)), ((), ()))
_LAST_BY_LAST = (((1,), (1,)), ((), ()))
_SIDE = 3  # height and width of the kernels
_WINDOW = _SIDE + 1  # height and width of what a 2 x 2 pooling window sees


def conv_rounds(x: jax.Array, weights: Sequence[tuple[jax.Array, jax.Array]]) -> jax.Array:
    """Apply rounds of a 3 x 3 convolution (padding "SAME"), 2 x 2 max pooling and ReLU, and flatten the result.

    Args:
        x: float (n, height, width, channels).
        weights: the kernel (3, 3, channels, features) and the bias (features,) of each round. Each round halves
            height and width, odd sizes rounded down.

    Returns:
        float (n, height out * width out * features), in the order of ``reshape(n, -1)``.

    Raises:
        ValueError: if a kernel or a bias has another shape, or a round is left with less than 2 x 2 pixels.

    Only reverse-mode derivatives (`jax.grad`, `jax.vjp`) are defined, not `jax.jvp`.

    Example:
        >>> conv_rounds(jnp.ones((5, 6, 6, 1)), [(jnp.ones((3, 3, 1, 2)), jnp.zeros(2))]).shape
        (5, 18)
    """
    maps = x.transpose(3, 1, 2, 0)  # (channels, height, width, n)
    for position, (kernel, bias) in enumerate(weights):
        _check_round(maps, kernel, bias, position)
        maps = jax.nn.relu(_pooled_conv(maps, kernel, bias))
    # (features, height, width, n) to (height * width * features, n)
    rows = maps.transpose(1, 2, 0, 3).reshape(-1, len(x))
    return rows.T


def are_faster(x: jax.Array) -> bool:
    """Say whether `conv_rounds` is faster than layer by layer for such inputs.

    Args:
        x: (n, height, width, channels), of any dtype.

    Returns:
        True on a CPU, from sixteen images on, for float32; measured on two cores.

    Example:
        >>> are_faster(jnp.ones((1, 28, 28, 1)))
        False
    """
    return jax.default_backend() == "cpu" and len(x) >= _FEWEST and x.dtype == jnp.float32


def dot_weights_first(
    x: jax.Array, kernel: jax.Array, dimension_numbers: Any = None, out_sharding: Any = None, **options: Any
) -> jax.Array:
    """Multiply x (n, inputs) by a kernel (inputs, units), for ``nnx.Linear(..., dot_general=dot_weights_first)``.

    It is ``x @ kernel``, computed as its transpose: `conv_rounds` leaves its result transposed in memory, and this
    spares the copy.

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


def _check_round(maps: jax.Array, kernel: jax.Array, bias: jax.Array, position: int) -> None:
    channels, height, width, _ = maps.shape
    features = kernel.shape[-1]
    if kernel.shape != (_SIDE, _SIDE, channels, features) or bias.shape != (features,):
        raise ValueError(
            f"conv_rounds: round {position} gets {channels} channels, so its kernel must have the shape "
            f"(3, 3, {channels}, features) and its bias (features,), but they are {kernel.shape} and "
            f"{bias.shape}. Kernels of another size go through digitlab.conv and digitlab.max_pool."
        )
    if min(height, width) < 2:
        raise ValueError(
            f"conv_rounds: round {position} gets maps of {height} x {width} pixels, and pooling needs 2 x 2. "
            "Leave out a round, or give larger images."
        )


@jax.custom_vjp
def _pooled_conv(x: jax.Array, kernel: jax.Array, bias: jax.Array) -> jax.Array:
    """Return the pooled convolution (features, height / 2, width / 2, n) of x (channels, height, width, n)."""
    return _forward(x, kernel, bias)[0]


def _forward(x: jax.Array, kernel: jax.Array, bias: jax.Array) -> Any:
    four, met = (_four_at_once if _is_small(kernel) else _row_by_row)(x, kernel)
    largest = functools.reduce(jnp.maximum, four)
    return largest + bias[:, None, None, None], (x, kernel, four, met, largest)


def _backward(saved: Any, upstream: jax.Array) -> Any:
    x, kernel, four, met, largest = saved
    # The gradient goes to the first of the four values that is the largest.
    first = jnp.where(four[0] == largest, 0, jnp.where(four[1] == largest, 1, jnp.where(four[2] == largest, 2, 3)))
    backward = _four_at_once_backward if _is_small(kernel) else _row_by_row_backward
    input_grad, kernel_grad = backward(x, kernel, met, first, upstream)
    return input_grad, kernel_grad, upstream.sum((1, 2, 3))


_pooled_conv.defvjp(_forward, _backward)


def _is_small(kernel: jax.Array) -> bool:
    return math.prod(kernel.shape[:3]) <= _SMALL_FAN_IN


def _pad(x: jax.Array, rows: tuple[int, int], cols: tuple[int, int]) -> jax.Array:
    return jnp.pad(x, ((0, 0), rows, cols, (0, 0)))


# With few inputs: all four values of a pooling window in one product.


def _windows(x: jax.Array) -> jax.Array:
    """Return what each pooling window sees, a row for each pixel: (16 * channels, height / 2 * width / 2 * n)."""
    channels, height, width, n = x.shape
    down, across = height // 2, width // 2
    padded = _pad(x, (1, 1), (1, 1))
    seen = [
        padded[:, row : row + 2 * down - 1 : 2, col : col + 2 * across - 1 : 2]
        for row in range(_WINDOW)
        for col in range(_WINDOW)
    ]
    return jnp.stack(seen).reshape(_WINDOW * _WINDOW * channels, down * across * n)


def _spread_kernel(kernel: jax.Array) -> jax.Array:
    """Return the kernel as each of the four values meets its window: (4 * 4 * channels, 4 * features)."""
    four = [jnp.pad(kernel, ((row, 1 - row), (col, 1 - col), (0, 0), (0, 0))) for row in (0, 1) for col in (0, 1)]
    # (4, 4, channels, 4, features)
    return jnp.stack(four, axis=3).reshape(-1, 4 * kernel.shape[3])


def _four_at_once(x: jax.Array, kernel: jax.Array) -> tuple[list[jax.Array], jax.Array]:
    _, height, width, n = x.shape
    windows = _windows(x)
    values = lax.dot_general(_spread_kernel(kernel), windows, _FIRST_BY_FIRST)
    # (4 * features, positions) to (4, features, height / 2, width / 2, n)
    return list(values.reshape(4, -1, height // 2, width // 2, n)), windows


def _four_at_once_backward(
    x: jax.Array, kernel: jax.Array, windows: jax.Array, first: jax.Array, upstream: jax.Array
) -> tuple[jax.Array, jax.Array]:
    channels, features = kernel.shape[2:]
    four = lax.broadcasted_iota(first.dtype, (4, 1, 1, 1, 1), 0)
    values_grad = jnp.where(four == first[None], upstream[None], 0).reshape(4, features, -1)
    # One product for each of the four, (16 * channels, positions) by (features, positions), is faster than one.
    parts = [lax.dot_general(windows, values_grad[value], _LAST_BY_LAST) for value in range(4)]
    parts = [part.reshape(_WINDOW, _WINDOW, channels, features) for part in parts]
    met = [parts[2 * row + col][row : row + _SIDE, col : col + _SIDE] for row in (0, 1) for col in (0, 1)]
    # Dropped by the compiler where nobody asks for it, as in training: the inputs are the images.
    windows_grad = _spread_kernel(kernel) @ values_grad.reshape(4 * features, -1)
    (input_grad,) = jax.linear_transpose(_windows, x)(windows_grad)
    return input_grad, functools.reduce(jnp.add, met)


# With more inputs: one product for all kernel rows.


def _rows_first(kernel: jax.Array) -> jax.Array:
    """Return the kernel as a matrix (3 rows * features, 3 columns * channels)."""
    return kernel.transpose(0, 3, 1, 2).reshape(_SIDE * kernel.shape[3], -1)


def _row_by_row(x: jax.Array, kernel: jax.Array) -> tuple[list[jax.Array], jax.Array]:
    channels, height, width, n = x.shape
    features = kernel.shape[3]
    padded = _pad(x, (1, 1), (1, 1))
    # A copy of the inputs for each kernel column: (3 * channels, (height + 2) * width * n)
    copies = jnp.stack([padded[:, :, col : col + width] for col in range(_SIDE)]).reshape(_SIDE * channels, -1)
    by_row = (_rows_first(kernel) @ copies).reshape(_SIDE, features, height + 2, width, n)
    maps = by_row[0, :, :height] + by_row[1, :, 1 : height + 1] + by_row[2, :, 2:]  # (features, height, width, n)
    down, across = height // 2, width // 2
    windows = maps[:, : 2 * down, : 2 * across].reshape(features, down, 2, across, 2, n)
    return [windows[:, :, row, :, col] for row in (0, 1) for col in (0, 1)], copies


def _row_by_row_backward(
    x: jax.Array, kernel: jax.Array, copies: jax.Array, first: jax.Array, upstream: jax.Array
) -> tuple[jax.Array, jax.Array]:
    channels, height, width, n = x.shape
    features, down, across, _ = upstream.shape
    four = 2 * lax.broadcasted_iota(first.dtype, (1, 1, 2, 1, 1, 1), 2)
    four = four + lax.broadcasted_iota(first.dtype, (1, 1, 1, 1, 2, 1), 4)
    windows_grad = jnp.where(four == first[:, :, None, :, None], upstream[:, :, None, :, None], 0)
    maps_grad = windows_grad.reshape(features, 2 * down, 2 * across, n)
    rest = (height - 2 * down, width - 2 * across)  # an odd row or column that pooling leaves out
    by_row_grad = jnp.stack([_pad(maps_grad, (row, 2 - row + rest[0]), (0, rest[1])) for row in range(_SIDE)])
    flat = by_row_grad.reshape(_SIDE * features, -1)  # (3 * features, (height + 2) * width * n)
    kernel_grad = lax.dot_general(flat, copies, _LAST_BY_LAST).reshape(_SIDE, features, _SIDE, channels)
    copies_grad = lax.dot_general(_rows_first(kernel), flat, _FIRST_BY_FIRST)
    copies_grad = copies_grad.reshape(_SIDE, channels, height + 2, width, n)
    left, middle, right = (copies_grad[col, :, 1 : height + 1] for col in range(_SIDE))
    input_grad = _pad(left[:, :, 1:], (0, 0), (0, 1)) + middle + _pad(right[:, :, :-1], (0, 0), (1, 0))
    return input_grad, kernel_grad.transpose(0, 2, 3, 1)
