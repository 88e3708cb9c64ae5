"""The three networks of the course, as plain Flax modules: (n, 28, 28, 1) to logits (n, 10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

from digitlab._shared import arguments
from digitlab._shared.forks import check_process
from digitlab.models import layers
from digitlab.models._fused_conv import conv_pool_relu, dot_weights_first, use_fused

_PIXELS = arguments.IMAGE_SIDE**2


def to_model_input(images: Any) -> jax.Array:
    """Scale images to model input. Training, evaluation and every widget go through this one function.

    Args:
        images: uint8 (n, 28, 28), 0 is paper and 255 is ink; a NumPy or JAX array.

    Returns:
        float32 (n, 28, 28, 1) from 0 to 1.

    Raises:
        TypeError, ValueError: if `images` is of another form: images that are scaled already would come out black.

    Example:
        >>> import numpy as np
        >>> x = to_model_input(np.full((2, 28, 28), 255, np.uint8))
        >>> x.shape, float(x.max())
        ((2, 28, 28, 1), 1.0)
    """
    # Inside a compiled function they may be float, 0 to 255, where augmentation has changed them.
    is_traced = isinstance(images, jax.core.Tracer)
    check_process("to_model_input")
    if not isinstance(images, jax.Array):
        images = arguments.check_images(images, where="to_model_input")
    elif images.shape[1:] != (arguments.IMAGE_SIDE,) * 2 or not (is_traced or images.dtype == jnp.uint8):
        raise ValueError(
            f"to_model_input: images must be uint8 (n, 28, 28), but they are {images.dtype} {images.shape}. "
            "Pass the unscaled images; digitlab scales them itself."
        )
    elif not is_traced:
        arguments.check_levels(np.asarray(images), where="to_model_input")
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
        self.linear = nnx.Linear(_PIXELS, arguments.CLASSES, rngs=rngs)

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

    def __init__(self, hidden: Sequence[int] = (256, 128), *, dropout: float = 0.2, rngs: nnx.Rngs) -> None:
        sizes = _check_sizes(hidden, "MLP", "hidden")
        self.sizes = sizes
        self.rate = arguments.check_number(dropout, where="MLP", name="dropout", most=0.99)
        inputs = (_PIXELS, *sizes[:-1])
        self.hidden = nnx.List(
            nnx.Linear(fan_in, units, rngs=rngs) for fan_in, units in zip(inputs, sizes, strict=True)
        )
        self.dropout = nnx.Dropout(self.rate, rngs=rngs)
        self.output = nnx.Linear(sizes[-1], arguments.CLASSES, rngs=rngs)

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
    """A convolutional network: blocks of convolution, pooling and ReLU, then two linear layers.

    Each block halves height and width, odd sizes rounded down: 28, 14, 7, 3, 1. On a CPU, batches go through
    `_fused_conv`: the same numbers to rounding, but faster; `layer_by_layer` gives a network that doesn't.

    Args:
        channels: feature maps of each convolution, for one to four blocks.
        hidden: units of the linear layer before the last.
        dropout: share of those units that is switched off at random in each training step.
        outputs: scores that it returns for each image; ten for digits.
        rngs: the random numbers that the weights start from and dropout draws.

    Source: Y. LeCun et al., "Gradient-based learning applied to document recognition" (1998), with ReLU and
    max pooling as is usual since A. Krizhevsky et al. (2012).

    Raises:
        TypeError, ValueError: if a layer is no whole number from 1 to 100,000, there are more than four
            convolutions, or dropout is not in [0, 0.99].

    Example:
        >>> CNN(channels=(4, 8), hidden=16, rngs=nnx.Rngs(0))(jnp.zeros((5, 28, 28, 1))).shape
        (5, 10)
    """

    def __init__(
        self,
        channels: Sequence[int] = (16, 32),
        hidden: int = 128,
        *,
        dropout: float = 0.3,
        outputs: int = arguments.CLASSES,
        rngs: nnx.Rngs,
    ) -> None:
        sizes = _check_sizes(channels, "CNN", "channels")
        if len(sizes) > 4:
            raise ValueError(
                f"CNN: channels must name at most four convolutions, but it names {len(sizes)}: "
                "four halvings bring 28 pixels down to 1. Leave some out."
            )
        self.channels = sizes
        self.units = _check_sizes([hidden], "CNN", "hidden")[0]
        self.rate = arguments.check_number(dropout, where="CNN", name="dropout", most=0.99)
        self.outputs = _check_sizes([outputs], "CNN", "outputs")[0]
        # XLA's own gradient of a convolution is slow on a CPU; digitlab's is not.
        self.convs = nnx.List(
            nnx.Conv(fan_in, features, kernel_size=(3, 3), conv_general_dilated=layers.conv, rngs=rngs)
            for fan_in, features in zip((1, *sizes[:-1]), sizes, strict=True)
        )
        side = arguments.IMAGE_SIDE // 2 ** len(sizes)
        flat = side * side * sizes[-1]
        self.dense = nnx.Linear(flat, self.units, dot_general=dot_weights_first, rngs=rngs)
        self.dropout = nnx.Dropout(self.rate, rngs=rngs)
        self.output = nnx.Linear(self.units, self.outputs, rngs=rngs)
        self.fused = True

    def __call__(self, x: jax.Array) -> jax.Array:
        """Return logits (n, outputs) for images (n, 28, 28, 1)."""
        if self.fused and use_fused(x):
            x = conv_pool_relu(x, [(conv.kernel[...], conv.bias[...]) for conv in self.convs])  # type: ignore[index]
        else:
            for conv in self.convs:
                # ReLU after pooling gives the same numbers as before it, for a quarter of the work.
                x = nnx.relu(layers.max_pool(conv(x)))  # (n, height / 2, width / 2, channels)
            x = x.reshape(len(x), -1)  # (n, height * width * channels)
        x = self.dropout(nnx.relu(self.dense(x)))  # (n, hidden)
        return self.output(x)

    def config(self) -> dict[str, Any]:
        """Return the arguments that build this network again."""
        sizes = {"channels": list(self.channels), "hidden": self.units, "outputs": self.outputs}
        return {**sizes, "dropout": self.rate}


def layer_by_layer(model: nnx.Module) -> nnx.Module:
    """Return a copy of a model in which every `CNN` calls its layers one after the other.

    That is slower on a CPU, but each layer's output can be seen, and a batch can be shared among devices.

    Args:
        model: any network, also one with several `CNN` inside; it stays as it is.

    Returns:
        a network with weights, random numbers and mode (training or not) of its own, equal to the model's.

    Example:
        >>> layer_by_layer(CNN(channels=(4, 8), hidden=16, rngs=nnx.Rngs(0))).fused
        False
    """
    copy = nnx.clone(model)
    for _, module in nnx.iter_modules(copy):
        if isinstance(module, CNN):
            module.fused = False
    return copy


def with_fast_convolutions(model: Any) -> Any:
    """Give each plain `nnx.Conv` of a network the convolution whose gradient is fast in a compiled loop.

    In a loop, XLA's own gradient is up to seventy times slower on a CPU, see `layers`. The numbers differ by
    rounding.

    Args:
        model: any network; it is changed. A convolution that was given a way of its own keeps it.

    Returns:
        the same network.

    Example:
        >>> layer = with_fast_convolutions(nnx.Conv(1, 4, kernel_size=(3, 3), rngs=nnx.Rngs(0)))
        >>> layer.conv_general_dilated is layers.conv
        True
    """
    for _, module in nnx.iter_modules(model):
        if isinstance(module, nnx.Conv) and module.conv_general_dilated is jax.lax.conv_general_dilated:
            module.conv_general_dilated = layers.conv
    return model


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
        raise ValueError(f"{where}: {name} must name at least one layer, such as (256,), but it is empty.")
    return tuple(
        arguments.check_count(value, where=where, name=f"{name}[{i}]", most=100_000)
        for i, value in enumerate(values)
    )
