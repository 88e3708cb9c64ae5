"""`fit`: one loop for all models.

The images stay on the device as uint8 and are scaled inside the step. One call to the device runs many steps,
so that Python costs next to nothing; between two calls the loop reports progress and can stop.
"""

from __future__ import annotations

import functools
import math
import time
from collections.abc import Callable, Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from numpy.typing import NDArray

from digitlab import _checks, _progress, evaluation
from digitlab.datasets import Dataset
from digitlab.history import Epoch, History, describe
from digitlab.models import to_model_input

Schedule = Callable[[int], float]
# Seconds between two looks at the clock: short enough to stop at once, long enough to cost nothing.
_CHUNK_SECONDS = 0.2
# Built once: jax.jit recognises the same optimizer by its identity and needn't compile the step again.
_ADAM = optax.scale_by_adam()


def fit(
    model: nnx.Module,
    train: Dataset,
    *,
    validation: Dataset | None = None,
    epochs: int = 3,
    batch_size: int = 128,
    learning_rate: float | Schedule = 1e-3,
    optimizer: optax.GradientTransformation | None = None,
    seed: int = 0,
    progress: bool = True,
) -> History:
    """Train a model in place by minimising the cross-entropy, a batch at a time.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10). It ends in evaluation mode (dropout off).
        train: images with their labels.
        validation: measured after each epoch, never trained on.
        epochs: passes over the training data.
        batch_size: images in a step. The last short batch of an epoch counts too.
        learning_rate: the size of Adam's steps. A number is where it starts; from there it falls along half a
            cosine wave to 0 at the last step (I. Loshchilov, F. Hutter, "SGDR", 2017). Or a function from step
            to learning rate, such as an optax schedule.
        optimizer: an optax optimizer instead of Adam; it brings its own learning rate.
        seed: of the shuffling. The same seed on the same machine gives the same weights.
        progress: show a progress bar and one line for each epoch.

    Returns:
        The `History`. If the kernel is interrupted, training stops after the step at hand, and model and
        history keep what was reached; ``history.stopped`` says so.

    Raises:
        TypeError, ValueError: if an argument is of the wrong kind or out of range.

    Source: D. Kingma, J. Ba, "Adam: a method for stochastic optimization", 2015.

    Example:
        >>> from digitlab.models import SoftmaxRegression
        >>> data = Dataset(np.zeros((10, 28, 28), np.uint8), np.arange(10))
        >>> history = fit(SoftmaxRegression(rngs=nnx.Rngs(0)), data, epochs=2, progress=False)
        >>> len(history.epochs)
        2
    """
    _check_arguments(model, train, validation)
    epochs = _checks.check_count(epochs, where="fit", name="epochs", most=10_000)
    batch_size = _checks.check_count(batch_size, where="fit", name="batch_size", most=1_000_000)
    seed = _checks.check_count(seed, where="fit", name="seed", least=0)
    batch_size = min(batch_size, len(train))
    steps = math.ceil(len(train) / batch_size)
    rates = _learning_rates(learning_rate, epochs * steps) if optimizer is None else None

    loop = _Loop(model, train, batch_size, _ADAM if optimizer is None else optimizer)
    history = History()
    losses: list[NDArray[np.float32]] = []
    bar = _progress.ProgressBar(epochs, len(train), visible=progress)
    with _progress.interrupts() as interrupted, bar:
        history.compile_seconds = loop.compile()
        for epoch in range(epochs):
            begin = time.perf_counter()
            order = _shuffled_batches(len(train), batch_size, np.random.default_rng([seed, epoch]))
            epoch_rates = None if rates is None else rates[epoch * steps : (epoch + 1) * steps]
            totals = np.zeros(2)  # summed loss, hits
            for part, chunk_losses in loop.run_epoch(order, epoch_rates):
                losses.append(chunk_losses)
                totals += part[:2]
                bar.show(epoch, float(part[2]), totals)
                if not np.isfinite(totals[0]):
                    history.stopped = (
                        f"Training stopped in epoch {epoch + 1}: the loss is no longer a finite number. "
                        "The steps were too large; build the model anew and try a tenth of the learning rate."
                    )
                elif interrupted.is_set():
                    history.stopped = (
                        f"Training was interrupted in epoch {epoch + 1} of {epochs}. "
                        "The model keeps what it has learned so far."
                    )
                if history.stopped:
                    break
            loop.write_back(model)
            if history.stopped:
                break
            measured = None if validation is None else evaluation.evaluate(model, validation)
            history.epochs.append(
                Epoch(
                    loss=float(totals[0] / len(train)),
                    accuracy=float(totals[1] / len(train)),
                    validation_loss=measured.loss if measured else None,
                    validation_accuracy=measured.accuracy if measured else None,
                    seconds=time.perf_counter() - begin,
                )
            )
            bar.tell(f"epoch {epoch + 1}/{epochs}: {describe(history.epochs[-1])}")
    if history.stopped:
        bar.tell(history.stopped, always=True)
    history.step_losses = np.concatenate(losses) if losses else history.step_losses
    return history


class _Loop:
    """The compiled training step with its state: parameters, optimizer, random numbers."""

    def __init__(
        self,
        model: nnx.Module,
        train: Dataset,
        batch_size: int,
        optimizer: optax.GradientTransformation,
    ) -> None:
        model.train()
        graph, params, rest = nnx.split(model, nnx.Param, ...)  # type: ignore[misc]
        self._graph: Any = graph
        model.eval()
        # Copies, because the step overwrites its inputs and the model's own arrays must survive.
        params, rest = jax.tree.map(jnp.copy, (params, rest))
        self._state = (params, optimizer.init(params), rest)
        self._images = jnp.asarray(train.images)
        self._labels = jnp.asarray(train.labels, jnp.int32)
        self._optimizer = optimizer
        self._count = len(train)
        self._batch_size = batch_size
        self._steps = math.ceil(len(train) / batch_size)
        self._chunk = 1
        self._run: Any = None

    def compile(self) -> float:
        """Compile the step and return the seconds it took."""
        begin = time.perf_counter()
        order = jnp.zeros((self._steps, self._batch_size), jnp.int32)
        rates = jnp.zeros(self._steps, jnp.float32)
        self._run = functools.partial(_run_steps, self._graph, self._optimizer)
        # Zero steps: the program is compiled and cached, and the state stays as it is.
        self._state, totals, _ = self._run(
            self._state, self._images, self._labels, order, rates, self._count, 0, 0
        )
        jax.block_until_ready(totals)
        return time.perf_counter() - begin

    def run_epoch(
        self, order: NDArray[np.int32], rates: NDArray[np.float32] | None
    ) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float32]]]:
        """Run the steps of one epoch, chunk by chunk.

        Yields:
            (summed loss, hits, images) of the chunk, and the loss of each of its steps.
        """
        on_device = jnp.asarray(order)
        # A user's optimizer brings its own learning rate: its updates are taken as they are.
        scale = jnp.asarray(-np.ones(self._steps) if rates is None else rates, jnp.float32)
        start = 0
        while start < self._steps:
            begin = time.perf_counter()
            stop = min(start + self._chunk, self._steps)
            self._state, totals, losses = self._run(
                self._state, self._images, self._labels, on_device, scale, self._count, start, stop
            )
            part = np.asarray(totals, np.float64)
            seconds = time.perf_counter() - begin
            # Follow the machine's speed, at most twice as many steps as before.
            wanted = (stop - start) * _CHUNK_SECONDS / max(seconds, 1e-6)
            self._chunk = max(1, min(2 * self._chunk, int(wanted)))
            yield part, np.asarray(losses[start:stop])
            start = stop

    def write_back(self, model: nnx.Module) -> None:
        """Put the trained weights into the model."""
        params, _, rest = self._state
        nnx.update(model, *jax.tree.map(jnp.copy, (params, rest)))


@functools.partial(jax.jit, static_argnums=(0, 1), donate_argnums=2)
def _run_steps(
    graph: Any,
    optimizer: optax.GradientTransformation,
    state: Any,
    images: jax.Array,
    labels: jax.Array,
    order: jax.Array,
    rates: jax.Array,
    count: jax.Array,
    start: jax.Array,
    stop: jax.Array,
) -> Any:
    """Run the steps from `start` to before `stop` of an epoch.

    `order` (steps, batch) holds positions in `images`. The last batch is filled up with other images; they
    count neither in the loss nor in its gradient.
    """
    steps, batch_size = order.shape

    def step(index: jax.Array, carry: Any) -> Any:
        (params, opt_state, rest), totals, losses = carry
        x = to_model_input(images[order[index]])  # (batch, 28, 28, 1)
        y = labels[order[index]]
        real = (index * batch_size + jnp.arange(batch_size) < count).astype(jnp.float32)

        def loss_of(params: Any) -> Any:
            model = nnx.merge(graph, params, rest, copy=True)
            logits = model(x)
            each = optax.softmax_cross_entropy_with_integer_labels(logits, y)
            new_rest = nnx.split(model, nnx.Param, ...)[2]  # type: ignore[misc]
            hits = ((logits.argmax(axis=1) == y) * real).sum()
            return (each * real).sum() / real.sum(), (hits, new_rest)

        (loss, (hits, rest)), grads = jax.value_and_grad(loss_of, has_aux=True)(params)
        updates, opt_state = optimizer.update(grads, opt_state, params)
        params = jax.tree.map(lambda p, u: p - rates[index] * u, params, updates)
        totals += jnp.stack([loss * real.sum(), hits, real.sum()])
        return (params, opt_state, rest), totals, losses.at[index].set(loss)

    carry = state, jnp.zeros(3), jnp.zeros(steps)
    return jax.lax.fori_loop(start, stop, step, carry)


def _shuffled_batches(count: int, batch_size: int, rng: np.random.Generator) -> NDArray[np.int32]:
    """Return positions (steps, batch) that meet each image once; the last row is filled up from the first."""
    order = rng.permutation(count).astype(np.int32)
    missing = -count % batch_size
    return np.concatenate([order, order[:missing]]).reshape(-1, batch_size)  # (steps, batch)


def _learning_rates(learning_rate: float | Schedule, steps: int) -> NDArray[np.float32]:
    if callable(learning_rate):
        rates = np.array([float(learning_rate(step)) for step in range(steps)])
        if not np.isfinite(rates).all() or (rates < 0).any():
            raise ValueError(
                "fit: the schedule learning_rate must return numbers of at least 0, but it returned "
                f"{rates[~(np.isfinite(rates) & (rates >= 0))][0]}."
            )
    else:
        start = _checks.check_number(learning_rate, where="fit", name="learning_rate", open_least=True, most=1e6)
        rates = start * (1 + np.cos(np.pi * np.arange(steps) / steps)) / 2
    return rates.astype(np.float32)


def _check_arguments(model: Any, train: Any, validation: Any) -> None:
    if not isinstance(model, nnx.Module):
        raise TypeError(
            f"fit: model must be a flax.nnx.Module such as digitlab.CNN(rngs=nnx.Rngs(0)), but it is "
            f"{model!r:.80}."
        )
    for name, data in {"train": train, "validation": validation}.items():
        if data is None and name == "validation":
            continue
        if not isinstance(data, Dataset):
            raise TypeError(
                f"fit: {name} must be a digitlab.Dataset, but it is a {type(data).__name__}. "
                "Write digitlab.Dataset(images, labels)."
            )
        if not len(data):
            raise ValueError(f"fit: {name} is empty, so there is nothing to learn from it.")
