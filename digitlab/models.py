"""The three networks of the course, as plain Flax modules: (n, 28, 28, 1) to logits (n, 10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx

from digitlab import _checks, layers

_PIXELS = _checks.IMAGE_SIDE**2


def to_model_input(images: Any) -> jax.Array:
    """Scale images to model input. Training, evaluation and every widget go through this one function.

    Args:
        images: uint8 (n, 28, 28), 0 is paper and 255 is ink; a NumPy or JAX array.

    Returns:
        float32 (n, 28, 28, 1) from 0 to 1.

    Example:
        >>> import numpy as np
        >>> x = to_model_input(np.full((2, 28, 28), 255, np.uint8))
        >>> x.shape, float(x.max())
        ((2, 28, 28, 1), 1.0)
    """
    return jnp.asarray(images).astype(jnp.float32)[..., None] / 255


class SoftmaxRegression(nnx.Module):
    """One linear layer: ten weighted sums of the 784 pixels, each plus its bias.

    Args:
        rngs: the random numbers that the weights start from, for instance ``nnx.Rngs(0)``.

    Source: C. Bishop, *Pattern Recognition and Machine Learning* (2006), section 4.3.4.

    Example:
        >>> SoftmaxRegression(rngs=nnx.Rngs(0))(jnp.zeros((5, 28, 28, 1))).shape
        (5, 10)
    """

    def __init__(self, *, rngs: nnx.Rngs) -> None:
        self.linear = nnx.Linear(_PIXELS, _checks.CLASSES, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        """Return logits (n, 10) for images (n, 28, 28, 1)."""
        return self.linear(x.reshape(len(x), -1))  # (n, 784) to (n, 10)

    def config(self) -> dict[str, Any]:
        """Return the arguments that build this network again."""
        return {}


class MLP(nnx.Module):
    """A multilayer perceptron: linear layers with ReLU between them.

    Args:
        hidden: units in each hidden layer.
        dropout: share of each hidden layer's units that is switched off at random in each training step.
        rngs: the random numbers that the weights start from and dropout draws.

    Source: I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning* (2016), chapter 6.

    Raises:
        TypeError, ValueError: if a layer is no whole number from 1 to 100,000, or dropout not in [0, 0.99].

    Example:
        >>> MLP(hidden=(32, 16), rngs=nnx.Rngs(0))(jnp.zeros((5, 28, 28, 1))).shape
        (5, 10)
    """

    def __init__(self, hidden: Sequence[int] = (256,), *, dropout: float = 0.2, rngs: nnx.Rngs) -> None:
        sizes = _check_sizes(hidden, "MLP", "hidden")
        self.sizes = sizes
        self.rate = _checks.check_number(dropout, where="MLP", name="dropout", most=0.99)
        inputs = (_PIXELS, *sizes[:-1])
        self.hidden = nnx.List(
            nnx.Linear(fan_in, units, rngs=rngs) for fan_in, units in zip(inputs, sizes, strict=True)
        )
        self.dropout = nnx.Dropout(self.rate, rngs=rngs)
        self.output = nnx.Linear(sizes[-1], _checks.CLASSES, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        """Return logits (n, 10) for images (n, 28, 28, 1)."""
        x = x.reshape(len(x), -1)  # (n, 784)
        for layer in self.hidden:
            x = self.dropout(nnx.relu(layer(x)))  # (n, units)
        return self.output(x)

    def config(self) -> dict[str, Any]:
        """Return the arguments that build this network again."""
        return {"hidden": list(self.sizes), "dropout": self.rate}


class CNN(nnx.Module):
    """A convolutional network: two rounds of convolution, ReLU and pooling, then two linear layers.

    Args:
        channels: feature maps of the two convolutions.
        hidden: units of the linear layer before the last.
        dropout: share of those units that is switched off at random in each training step.
        rngs: the random numbers that the weights start from and dropout draws.

    Source: Y. LeCun et al., "Gradient-based learning applied to document recognition" (1998), with ReLU and
    max pooling as is usual since A. Krizhevsky et al. (2012).

    Raises:
        TypeError, ValueError: if a layer is no whole number from 1 to 100,000, there are not two
            convolutions, or dropout is not in [0, 0.99].

    Example:
        >>> CNN(channels=(4, 8), hidden=16, rngs=nnx.Rngs(0))(jnp.zeros((5, 28, 28, 1))).shape
        (5, 10)
    """

    def __init__(
        self,
        channels: Sequence[int] = (32, 64),
        hidden: int = 128,
        *,
        dropout: float = 0.4,
        rngs: nnx.Rngs,
    ) -> None:
        sizes = _check_sizes(channels, "CNN", "channels")
        if len(sizes) != 2:
            raise ValueError(f"CNN: channels must be two numbers, one for each convolution, but it is {sizes}.")
        self.channels = sizes
        self.units = _check_sizes([hidden], "CNN", "hidden")[0]
        self.rate = _checks.check_number(dropout, where="CNN", name="dropout", most=0.99)
        # XLA's own gradient of a convolution is slow on a CPU; digitlab's is not.
        fast: dict[str, Any] = {"conv_general_dilated": layers.conv, "rngs": rngs}
        self.conv1 = nnx.Conv(1, sizes[0], kernel_size=(3, 3), **fast)
        self.conv2 = nnx.Conv(sizes[0], sizes[1], kernel_size=(3, 3), **fast)
        self.dense = nnx.Linear(7 * 7 * sizes[1], self.units, rngs=rngs)
        self.dropout = nnx.Dropout(self.rate, rngs=rngs)
        self.output = nnx.Linear(self.units, _checks.CLASSES, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        """Return logits (n, 10) for images (n, 28, 28, 1)."""
        x = layers.max_pool(nnx.relu(self.conv1(x)))  # (n, 14, 14, channels[0])
        x = layers.max_pool(nnx.relu(self.conv2(x)))  # (n, 7, 7, channels[1])
        x = x.reshape(len(x), -1)  # (n, 49 * channels[1])
        x = self.dropout(nnx.relu(self.dense(x)))  # (n, hidden)
        return self.output(x)

    def config(self) -> dict[str, Any]:
        """Return the arguments that build this network again."""
        return {"channels": list(self.channels), "hidden": self.units, "dropout": self.rate}


def count_parameters(model: nnx.Module) -> int:
    """Return how many numbers of the model training can change.

    Example:
        >>> count_parameters(SoftmaxRegression(rngs=nnx.Rngs(0)))
        7850
    """
    return sum(leaf.size for leaf in jax.tree.leaves(nnx.state(model, nnx.Param)))


def _check_sizes(sizes: Any, where: str, name: str) -> tuple[int, ...]:
    try:
        values = tuple(sizes)
    except TypeError:
        raise TypeError(
            f"{where}: {name} must be a list of whole numbers such as (256,), but it is {sizes!r}."
        ) from None
    if not values:
        raise ValueError(f"{where}: {name} must name at least one layer, but it is empty.")
    return tuple(
        _checks.check_count(value, where=where, name=f"{name}[{i}]", most=100_000)
        for i, value in enumerate(values)
    )
