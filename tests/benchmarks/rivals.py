"""The same networks trained by others: PyTorch, Flax's tutorial loop, and NumPy record by record.

PyTorch and Flax train the network of digitlab's name; the MLP in NumPy is smaller, 784-200-10 with sigmoids, as
such projects have it. `contenders.py` says with which batch size and how long. The package uses nothing from here.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray


def torch_network(name: str, channels_last: bool) -> Any:
    """Return digitlab's softmax regression, MLP or CNN in PyTorch."""
    from torch import channels_last as layout
    from torch import nn

    if name == "softmax":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    if name == "mlp":
        hidden = [nn.Linear(784, 256), nn.ReLU(), nn.Dropout(0.2), nn.Linear(256, 128), nn.ReLU(), nn.Dropout(0.2)]
        return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(128, 10))
    rounds = []
    for inputs, outputs in ((1, 16), (16, 32)):
        rounds += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.MaxPool2d(2), nn.ReLU()]
    dense = [nn.Flatten(), nn.Linear(7 * 7 * 32, 128), nn.ReLU(), nn.Dropout(0.3), nn.Linear(128, 10)]
    network = nn.Sequential(*rounds, *dense)
    return network.to(memory_format=layout) if channels_last else network


class TorchTrainer:
    """PyTorch's eager mode: Adam in one fused or foreach call, images uint8 in memory, scaled in the step."""

    def __init__(
        self,
        name: str,
        images: Any,
        labels: Any,
        batch_size: int,
        *,
        layout: str = "channels_last",
        adam: str = "fused",
    ) -> None:
        import torch

        self.torch = torch
        torch.manual_seed(0)
        self.layout = torch.channels_last if layout == "channels_last" else torch.contiguous_format
        self.network = torch_network(name, layout == "channels_last" and name == "cnn")
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=1e-3, **{adam: True})
        self.images = torch.from_numpy(np.array(images))[:, None]
        self.labels = torch.from_numpy(np.array(labels, np.int64))
        self.batch_size = batch_size

    def steps(self, count: int, rates: NDArray[np.float32] | None = None) -> None:
        """Train on `count` batches in a random order; the last may be short."""
        torch = self.torch
        self.network.train()
        order = torch.randperm(len(self.labels))
        for step in range(count):
            chosen = order[step * self.batch_size : (step + 1) * self.batch_size]
            x = self.images[chosen].float().div_(255).contiguous(memory_format=self.layout)
            if rates is not None:
                for group in self.optimizer.param_groups:
                    group["lr"] = float(rates[step])
            self.optimizer.zero_grad(set_to_none=True)
            torch.nn.functional.cross_entropy(self.network(x), self.labels[chosen]).backward()
            self.optimizer.step()

    def predict(self, images: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Return the digit of the highest score."""
        torch = self.torch
        self.network.eval()
        with torch.no_grad():
            parts = [
                self.network((part.float() / 255).contiguous(memory_format=self.layout)).argmax(1)
                for part in torch.from_numpy(np.array(images))[:, None].split(1024)
            ]
        return torch.cat(parts).numpy()


class FlaxTutorialTrainer:
    """The loop of Flax's MNIST tutorial: nnx.jit, average pooling, XLA's convolution, metrics in each step."""

    def __init__(self, images: Any, labels: Any, batch_size: int) -> None:
        import jax.numpy as jnp
        import optax
        from flax import nnx

        class Network(nnx.Module):
            def __init__(self, rngs: Any) -> None:
                self.conv1 = nnx.Conv(1, 16, kernel_size=(3, 3), rngs=rngs)
                self.conv2 = nnx.Conv(16, 32, kernel_size=(3, 3), rngs=rngs)
                self.dense = nnx.Linear(7 * 7 * 32, 128, rngs=rngs)
                self.dropout = nnx.Dropout(0.3, rngs=rngs)
                self.output = nnx.Linear(128, 10, rngs=rngs)

            def __call__(self, x: Any) -> Any:
                for conv in (self.conv1, self.conv2):
                    x = nnx.avg_pool(nnx.relu(conv(x)), window_shape=(2, 2), strides=(2, 2))
                x = nnx.relu(self.dense(x.reshape(len(x), -1)))  # (n, 1568) to (n, 128)
                return self.output(self.dropout(x))

        def loss_of(model: Any, x: Any, y: Any) -> Any:
            logits = model(x)
            return optax.softmax_cross_entropy_with_integer_labels(logits, y).mean(), logits

        @nnx.jit
        def train_step(model: Any, optimizer: Any, metrics: Any, x: Any, y: Any) -> None:
            (loss, logits), grads = nnx.value_and_grad(loss_of, has_aux=True)(model, x, y)
            metrics.update(loss=loss, logits=logits, labels=y)
            optimizer.update(model, grads)

        self.jnp, self.train_step = jnp, train_step
        self.network = Network(nnx.Rngs(0))
        self.network.train()
        self.optimizer = nnx.Optimizer(self.network, optax.adam(1e-3), wrt=nnx.Param)
        self.metrics = nnx.MultiMetric(accuracy=nnx.metrics.Accuracy(), loss=nnx.metrics.Average("loss"))
        self.images, self.labels, self.batch_size = np.array(images), np.array(labels, np.int32), batch_size
        self.rng = np.random.default_rng(0)

    def steps(self, count: int) -> None:
        """Train on `count` whole batches in a random order."""
        order = self.rng.permutation(len(self.labels))
        for step in range(count):
            chosen = order[step * self.batch_size : (step + 1) * self.batch_size]
            x = self.images[chosen].astype(np.float32)[..., None] / 255
            self.train_step(
                self.network,
                self.optimizer,
                self.metrics,
                self.jnp.asarray(x),
                self.jnp.asarray(self.labels[chosen]),
            )
        float(self.metrics.compute()["loss"])  # waits for the last step


class RecordByRecord:
    """An MLP 784-200-10 in NumPy, one image at a time, as a project from scratch writes it: sigmoid, SGD."""

    def __init__(self, images: Any, labels: Any, rate: float = 0.1) -> None:
        rng = np.random.default_rng(0)
        self.first = rng.normal(0, 784**-0.5, (200, 784))
        self.second = rng.normal(0, 200**-0.5, (10, 200))
        self.images, self.labels, self.rate, self.rng = images, labels, rate, rng

    def epoch(self) -> float:
        """Train on every image once, in a random order; return the seconds."""
        begin = time.perf_counter()
        for index in self.rng.permutation(len(self.labels)):
            x = self.images[index].reshape(784) / 255 * 0.99 + 0.01
            target = np.full(10, 0.01)
            target[self.labels[index]] = 0.99
            hidden = 1 / (1 + np.exp(-(self.first @ x)))
            output = 1 / (1 + np.exp(-(self.second @ hidden)))
            error = target - output
            hidden_error = self.second.T @ error
            self.second += self.rate * np.outer(error * output * (1 - output), hidden)
            self.first += self.rate * np.outer(hidden_error * hidden * (1 - hidden), x)
        return time.perf_counter() - begin

    def predict(self, images: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Return the digit of the highest output."""
        x = images.reshape(len(images), 784) / 255 * 0.99 + 0.01  # (n, 784)
        hidden = 1 / (1 + np.exp(-x @ self.first.T))
        return (hidden @ self.second.T).argmax(axis=1)
