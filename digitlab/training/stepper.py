"""The compiled training step with its state: parameters, optimizer, random numbers.

One call to the device runs many steps, so that Python costs next to nothing, and the arrays of one step are used
again by the next. With several devices, each takes its share of every batch (data parallelism).
"""

from __future__ import annotations

import functools
import math
import time
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from numpy.typing import NDArray

from digitlab._shared import arguments
from digitlab.data.datasets import Dataset
from digitlab.models.networks import layer_by_layer, to_model_input, with_fast_convolutions
from digitlab.training.augmentation import Augmentation, augment

# Seconds between two looks at the clock: short enough to stop at once. Much shorter would cost: each call to the
# device takes its memory anew, which for a CNN is worth about one step.
CHUNK_SECONDS = 0.3
# Built once: jax.jit recognises the same optimizer by its identity and needn't compile the step again.
ADAM = optax.scale_by_adam()


class Stepper:
    """Runs training steps on one or several devices.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10); it is read, not changed.
        train: images with their labels. The images stay uint8 and are scaled inside the step.
        batch_size: images in a step, at most ``len(train)``.
        optimizer: None for Adam, whose learning rate is given with each epoch; or an optax optimizer.
        weight_decay: with Adam, the share of each matrix of weights that a step of learning rate 1 takes away.
        augmentation: how images are changed in each step, or None.
        seed: of the augmentation.
        devices: None for JAX's own choice, or the devices that share each batch.
    """

    def __init__(
        self,
        model: nnx.Module,
        train: Dataset,
        *,
        batch_size: int,
        optimizer: optax.GradientTransformation | None = None,
        weight_decay: float = 0.0,
        augmentation: Augmentation | None = None,
        seed: int = 0,
        devices: Sequence[Any] | None = None,
    ) -> None:
        # A copy, so that the caller's model stays in its mode. Fused operations put the images of a batch last,
        # where devices can't share them without moving them all.
        source = with_fast_convolutions(nnx.clone(model) if devices is None else layer_by_layer(model))
        source.train()
        graph, params, rest = nnx.split(source, nnx.Param, ...)  # type: ignore[misc]
        self._mesh = None if devices is None else Mesh(np.array(devices), ("batch",))
        # Without an optimizer of the user's own, each step is told its learning rate.
        self._is_told_rates = optimizer is None
        self._optimizer = ADAM if optimizer is None else optimizer
        self._count = len(train)
        self._batch_size = batch_size
        self.steps = math.ceil(self._count / batch_size)
        self._chunk = 1
        # All images go to the device once, as bytes: a quarter of what they take as float32.
        self._images = self._put(train.images)
        self._labels = self._put(train.labels.astype(np.int32))
        self._key = self._put(np.asarray(jax.random.key_data(jax.random.key(seed))))
        self._decay = self._put(np.float32(weight_decay))
        self._run = functools.partial(_run_steps, graph, self._optimizer, augmentation)
        self._check_answer(graph, params, rest)
        self.state = self._copy((params, self._optimizer.init(params), rest))

    @property
    def parameters(self) -> Any:
        """The weights of the current state; the next step takes their memory."""
        return self.state[0]

    def compile(self) -> float:
        """Compile the step and return the seconds it took."""
        begin = time.perf_counter()
        self.begin_epoch(np.zeros((self.steps, self._batch_size), np.int32))
        # Zero steps: the program is compiled and cached, and the state stays as it is.
        rates = np.zeros(self.steps, np.float32) if self._is_told_rates else None
        jax.block_until_ready(self._call(rates, 0, 0, 0)[0])
        return time.perf_counter() - begin

    def begin_epoch(self, order: NDArray[np.int32]) -> None:
        """Take the order in which the next epoch meets the images.

        Args:
            order: (steps, batch) positions of the images; what goes beyond their number is not counted.
        """
        # The last batch is filled up to the size of the others: another size would mean another compilation.
        real = np.arange(order.size).reshape(order.shape) < self._count  # (steps, batch)
        if self._mesh is not None:
            # Each device takes as many images of a batch as the others: fill up to a multiple.
            missing = -order.shape[1] % self._mesh.size
            order = np.pad(order, ((0, 0), (0, missing)))
            real = np.pad(real, ((0, 0), (0, missing)))
        shared = PartitionSpec(None, "batch")
        self._order = self._put(order, shared)
        self._real = self._put(real.astype(np.float32), shared)

    def advance(
        self, epoch: int, start: int, rates: NDArray[np.float32] | None
    ) -> tuple[int, NDArray[np.float64], NDArray[np.float32]]:
        """Run the next steps of an epoch, about a third of a second of work.

        Args:
            epoch: its number, for the random numbers.
            start: the first step to run.
            rates: (steps,) the learning rates of the epoch's steps; None with an optimizer of the user's own.

        Returns:
            the step reached, (summed loss, hits, images) of these steps, and the loss of each of them.
        """
        begin = time.perf_counter()
        stop = min(start + self._chunk, self.steps)
        totals, losses = self._call(rates, epoch * self.steps, start, stop)
        part = np.asarray(totals, np.float64)
        seconds = time.perf_counter() - begin
        # Follow the machine's speed, at most twice as many steps as before.
        wanted = (stop - start) * CHUNK_SECONDS / max(seconds, 1e-6)
        self._chunk = max(1, min(2 * self._chunk, int(wanted)))
        return stop, part, np.asarray(losses)[start:stop]

    def _call(
        self, rates: NDArray[np.float32] | None, first: int, start: int, stop: int
    ) -> tuple[jax.Array, jax.Array]:
        """Run the compiled steps from `start` to before `stop`, and keep the state that they leave."""
        placed = None if rates is None else self._put(rates)
        data = (self._images, self._labels, self._order, placed, self._real, self._decay, self._key)
        numbers = (np.int32(first), np.int32(start), np.int32(stop))
        self.state, totals, losses = self._run(self.state, *data, *numbers)
        return totals, losses

    def _check_answer(self, graph: Any, params: Any, rest: Any) -> None:
        """Refuse a model that doesn't return (n, 10), before minutes go into compiling it."""
        shape = (self._batch_size, arguments.IMAGE_SIDE, arguments.IMAGE_SIDE)

        def answer(params: Any, rest: Any, images: jax.Array) -> Any:
            return nnx.merge(graph, params, rest, copy=True)(to_model_input(images))

        try:
            found = jax.eval_shape(answer, params, rest, jax.ShapeDtypeStruct(shape, np.uint8))
        except Exception as error:
            raise ValueError(
                f"fit: the model can't read images of shape {(*shape, 1)}, that is (n, 28, 28, 1): "
                f"{type(error).__name__}: {error} (Check the model's first layers: what shape do they expect?)"
            ) from error
        expected = (self._batch_size, arguments.CLASSES)
        if not isinstance(found, jax.ShapeDtypeStruct) or found.shape != expected:
            what = found.shape if isinstance(found, jax.ShapeDtypeStruct) else f"a {type(found).__name__}"
            raise ValueError(
                f"fit: the model must return logits of shape (n, 10), but for {expected[0]} images it returned "
                f"{what}. Check its last layer."
            )

    def snapshot(self) -> Any:
        """Return a copy of the whole state, to go on from later."""
        return self._copy(self.state)

    def restore(self, state: Any) -> None:
        """Go back to a snapshot, which stays usable."""
        self.state = self._copy(state)

    def write_to(self, model: nnx.Module, state: Any = None) -> None:
        """Put the weights of the current state, or of a snapshot, into a model."""
        params, _, rest = self.state if state is None else state
        # By way of the host: the model's arrays belong to one device, whatever the training used.
        nnx.update(model, *jax.tree.map(_to_one_device, (params, rest)))

    def _put(self, array: Any, spec: PartitionSpec | None = None) -> jax.Array:
        """Put an array of the host onto the device, or onto all of them: whole, or shared along an axis."""
        if self._mesh is None:
            return jnp.asarray(array)
        array = np.asarray(array)
        sharding = NamedSharding(self._mesh, PartitionSpec() if spec is None else spec)
        return jax.make_array_from_callback(array.shape, sharding, lambda index: array[index])

    def _copy(self, state: Any) -> Any:
        # Always copies, because a step overwrites its inputs; the model's own arrays must survive.
        def one(leaf: Any) -> jax.Array:
            if jnp.issubdtype(leaf.dtype, jax.dtypes.prng_key):
                data = self._put(np.array(jax.random.key_data(leaf)))
                return jax.random.wrap_key_data(data, impl=jax.random.key_impl(leaf))
            return self._put(np.array(leaf))

        return jax.tree.map(one, state)


def _to_one_device(leaf: jax.Array) -> jax.Array:
    if jnp.issubdtype(leaf.dtype, jax.dtypes.prng_key):
        data = jnp.asarray(np.array(jax.random.key_data(leaf)))
        return jax.random.wrap_key_data(data, impl=jax.random.key_impl(leaf))
    return jnp.asarray(np.array(leaf))


@functools.partial(jax.jit, static_argnums=(0, 1, 2), donate_argnums=3)
def _run_steps(
    graph: Any,
    optimizer: optax.GradientTransformation,
    augmentation: Augmentation | None,
    state: Any,
    images: jax.Array,
    labels: jax.Array,
    order: jax.Array,
    rates: jax.Array | None,
    real: jax.Array,
    decay: jax.Array,
    key: jax.Array,
    first: jax.Array,
    start: jax.Array,
    stop: jax.Array,
) -> Any:
    """Run the steps from `start` to before `stop` of an epoch whose first step has the number `first`.

    `order` (steps, batch) holds positions in `images`, `real` (steps, batch) is 1 for those that count and 0 for
    those that only fill a batch up: these count neither in the loss nor in its gradient.
    """

    def step(index: jax.Array, carry: Any) -> Any:
        (params, opt_state, rest), totals, losses = carry
        pixels = images[order[index]]  # (batch, 28, 28)
        if augmentation is not None:
            # A key of the step's own number: a training that is resumed draws what it would have drawn.
            step_key = jax.random.fold_in(jax.random.wrap_key_data(key), first + index)
            pixels = augment(pixels, step_key, augmentation)
        x = to_model_input(pixels)  # (batch, 28, 28, 1)
        y = labels[order[index]]
        weight = real[index]
        total = weight.sum()

        def loss_of(params: Any) -> Any:
            model = nnx.merge(graph, params, rest, copy=True)
            logits = model(x)
            each = optax.softmax_cross_entropy_with_integer_labels(logits, y)
            # Dropout's counters moved on inside the copy; they are handed out, or each step would drop the same
            # units.
            new_rest = nnx.split(model, nnx.Param, ...)[2]  # type: ignore[misc]
            hits = ((logits.argmax(axis=1) == y) * weight).sum()
            # Over the images that count: otherwise the last, short batch would take shorter steps.
            return (each * weight).sum() / total, (hits, new_rest)

        (loss, (hits, rest)), grads = jax.value_and_grad(loss_of, has_aux=True)(params)
        updates, opt_state = optimizer.update(grads, opt_state, params)

        def move(p: jax.Array, update: jax.Array) -> jax.Array:
            if rates is None:  # the update of the user's optimizer is the whole step
                return p + update
            # Weight decay apart from the gradient, for matrices and kernels only (AdamW).
            return p - rates[index] * (update + decay * p if p.ndim > 1 else update)

        params = jax.tree.map(move, params, updates)
        totals += jnp.stack([loss * total, hits, total])
        return (params, opt_state, rest), totals, losses.at[index].set(loss)

    # A loop inside the compiled program whose bounds are arguments: chunks of any length use the same program.
    # The state is donated, so a chunk writes its result where it read its start, and each of its steps likewise.
    carry = state, jnp.zeros(3), jnp.zeros(len(order))
    return jax.lax.fori_loop(start, stop, step, carry)
