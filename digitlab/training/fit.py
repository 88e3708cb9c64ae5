"""`fit`: one function that trains all models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import optax
from flax import nnx

from digitlab._shared.progress import ProgressBar, interrupts, say
from digitlab.data.datasets import Dataset
from digitlab.training._locks import acquire
from digitlab.training.augmentation import Augmentation
from digitlab.training.history import History, describe
from digitlab.training.schedule import Schedule
from digitlab.training.trainer import Trainer


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
    weight_decay: float = 0.0,
    augmentation: Augmentation | None = None,
    patience: int | None = None,
    devices: Sequence[Any] | None = None,
    resume: History | None = None,
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
        seed: of the shuffling and the augmentation. The same seed on the same machine gives the same weights.
        progress: show a progress bar and one line for each epoch.
        weight_decay: with Adam, the share of each matrix of weights that a step of learning rate 1 would take
            away (I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", 2019).
        augmentation: how images are changed at random in each step.
        patience: stop after so many epochs in a row without a lower validation loss. With it, the model ends with
            the weights of its best epoch.
        devices: the devices that share each batch, for instance ``jax.devices()``; None for JAX's own choice.
            With several processes, join them first with ``jax.distributed.initialize``.
        resume: the history of a run that was interrupted. It goes on where it stopped, with the same arguments,
            and ends with the same weights as if nothing had happened.

    Returns:
        The `History`. If the kernel is interrupted, training stops after the step at hand, and model and history
        keep what was reached; ``history.stopped`` says so.

    Raises:
        TypeError, ValueError: if an argument is of the wrong kind or out of range, or if the arguments differ from
            those of the run to resume.
        RuntimeError: if a `TrainingMonitor` or another thread is training the model just now, or in a process that
            was forked after JAX had been used.
        KeyboardInterrupt: if the kernel is interrupted before the first step, or a second time.

    Source: D. Kingma, J. Ba, "Adam: a method for stochastic optimization", 2015.

    Example:
        >>> import numpy as np
        >>> from digitlab.models import SoftmaxRegression
        >>> data = Dataset(np.zeros((10, 28, 28), np.uint8), np.arange(10))
        >>> history = fit(SoftmaxRegression(rngs=nnx.Rngs(0)), data, epochs=2, progress=False)
        >>> len(history.epochs)
        2
    """
    with acquire(model, "fit"):
        trainer = Trainer(
            model,
            train,
            validation=validation,
            epochs=epochs,
            batch_size=batch_size,
            learning_rate=learning_rate,
            optimizer=optimizer,
            seed=seed,
            weight_decay=weight_decay,
            augmentation=augmentation,
            patience=patience,
            devices=devices,
            resume=resume,
        )
        history = trainer.history
        bar = ProgressBar(trainer.epochs * len(train), visible=progress)
        with interrupts() as interrupted, bar:
            bar.start("compiling")
            trainer.compile()
            bar.start("training", done=trainer.images_before)
            told = len(history.epochs)
            for report in trainer.run():
                bar.move(
                    report.new_images,
                    f"epoch {report.epoch + 1}/{trainer.epochs}, loss {report.loss:.4f}, "
                    f"accuracy {report.accuracy:.1%}",
                )
                for number, epoch in list(enumerate(history.epochs))[told:]:
                    bar.tell(f"epoch {number + 1}/{trainer.epochs}: {describe(epoch)}")
                told = len(history.epochs)
                if interrupted.is_set():
                    trainer.stop("was interrupted")
    if history.stopped:
        say(history.stopped)
    return history
