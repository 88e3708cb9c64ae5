"""One contender of the training benchmark, in a process of its own: `python contenders.py NAME`.

It reads one command a line and answers each with one line of JSON, so that contenders can take turns within one
run and none disturbs another's memory or threads. Names: digitlab:cnn, torch:cnn, flax:cnn, numpy:mlp, and so on.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
import rivals

import digitlab as dl
from digitlab.training import Stepper, stepper
from digitlab.training.schedule import learning_rates, shuffled_batches

BATCH = {"softmax": 128, "mlp": 128, "cnn": 64}
EPOCHS = {"softmax": 15, "mlp": 10, "cnn": 6}
RATE = {"softmax": 3e-3, "mlp": 2e-3, "cnn": 3e-3}


def build(name: str, width: int = 1) -> Any:
    """Return digitlab's network of that name, `width` times as wide."""
    from flax import nnx

    if name == "softmax":
        return dl.SoftmaxRegression(rngs=nnx.Rngs(0))
    if name == "mlp":
        return dl.MLP((256 * width, 128 * width), rngs=nnx.Rngs(0))
    return dl.CNN((16 * width, 32 * width), 128 * width, rngs=nnx.Rngs(0))


class Digitlab:
    """digitlab's own training: `steps` runs the compiled step, `fit` the whole function."""

    def __init__(self, name: str, train: dl.Dataset, test: dl.Dataset) -> None:
        self.name, self.train, self.test = name, train, test
        self.model = build(name)
        self.stepper: Any = None

    def prepare(self, count: int, batch: int = 0, width: int = 1) -> float:
        """Compile for runs of `count` steps; return the seconds."""
        batch = batch or BATCH[self.name]
        times = -(-count * batch // len(self.train))
        data = dl.Dataset(
            np.tile(self.train.images, (times, 1, 1))[: count * batch],
            np.tile(self.train.labels, times)[: count * batch],
        )
        self.stepper = Stepper(build(self.name, width), data, batch_size=batch)
        self.order = shuffled_batches(len(data), batch, np.random.default_rng(0))
        self.rates = np.full(self.stepper.steps, 1e-3, np.float32)
        return self.stepper.compile()

    def steps(self, chunk_seconds: float = stepper.CHUNK_SECONDS) -> float:
        """Run the prepared steps; return the seconds."""
        before, stepper.CHUNK_SECONDS = stepper.CHUNK_SECONDS, chunk_seconds
        begin = time.perf_counter()
        self.stepper.begin_epoch(self.order)
        reached = 0
        while reached < self.stepper.steps:
            reached, _, _ = self.stepper.advance(0, reached, self.rates)
        stepper.CHUNK_SECONDS = before
        return time.perf_counter() - begin

    def learn(self, epochs: int = 0) -> list[tuple[float, float]]:
        """Train as the lesson does; return (seconds so far, test accuracy) after each epoch."""
        epochs = epochs or EPOCHS[self.name]
        begin, paused, curve = time.perf_counter(), 0.0, []
        run = dl.training.Trainer(
            self.model, self.train, epochs=epochs, batch_size=BATCH[self.name], learning_rate=RATE[self.name]
        )
        run.compile()
        for _ in run.run():
            if len(run.history.epochs) > len(curve):
                now = time.perf_counter()
                curve.append((now - begin - paused, dl.evaluate(self.model, self.test).accuracy))
                paused += time.perf_counter() - now
        return curve

    def fit_epoch(self) -> float:
        """Train one epoch through `fit`, with its progress bar; return the seconds without compilation."""
        data = self.stepper_data()
        history = dl.fit(build(self.name), data, epochs=1, batch_size=BATCH[self.name], progress=True)
        return history.epochs[0].seconds

    def stepper_data(self) -> dl.Dataset:
        """Return as many images as the prepared steps use."""
        return self.train[: self.stepper.steps * BATCH[self.name]]

    def predict_rate(self) -> float:
        """Return images read in a second."""
        dl.predict(self.model, self.test.images)
        begin = time.perf_counter()
        dl.predict(self.model, self.test.images)
        return len(self.test) / (time.perf_counter() - begin)


class Torch:
    """PyTorch in the best of its eager modes for this network, found by trying them."""

    def __init__(self, name: str, train: dl.Dataset, test: dl.Dataset) -> None:
        import torch

        torch.set_num_threads(os.cpu_count() or 1)
        self.name, self.train, self.test = name, train, test
        self.mode: dict[str, str] = {}

    def _new(self) -> rivals.TorchTrainer:
        return rivals.TorchTrainer(self.name, self.train.images, self.train.labels, BATCH[self.name], **self.mode)

    def prepare(self, count: int) -> float:
        """Find the fastest mode; return the seconds that the first step took."""
        self.count = count
        best = np.inf
        for layout in ("channels_last", "contiguous"):
            for adam in ("fused", "foreach"):
                mode = {"layout": layout, "adam": adam}
                trainer = rivals.TorchTrainer(
                    self.name, self.train.images[:20000], self.train.labels[:20000], BATCH[self.name], **mode
                )
                trainer.steps(5)
                begin = time.perf_counter()
                trainer.steps(20)
                if time.perf_counter() - begin < best:
                    best, self.mode = time.perf_counter() - begin, mode
        begin = time.perf_counter()
        self.trainer = self._new()
        self.trainer.steps(1)
        return time.perf_counter() - begin

    def steps(self) -> float:
        """Run as many steps as prepared; return the seconds."""
        begin = time.perf_counter()
        self.trainer.steps(self.count)
        return time.perf_counter() - begin

    def learn(self) -> list[tuple[float, float]]:
        """Train with the lesson's recipe; return (seconds so far, test accuracy) after each epoch."""
        epochs, steps = EPOCHS[self.name], -(-len(self.train) // BATCH[self.name])
        rates = learning_rates(RATE[self.name], epochs * steps)
        spent, curve = 0.0, []
        begin = time.perf_counter()
        trainer = self._new()
        for epoch in range(epochs):
            trainer.steps(steps, rates[epoch * steps :])
            spent += time.perf_counter() - begin
            curve.append((spent, float((trainer.predict(self.test.images) == self.test.labels).mean())))
            begin = time.perf_counter()
        self.trainer = trainer
        return curve

    def predict_rate(self) -> float:
        """Return images read in a second."""
        self.trainer.predict(self.test.images)
        begin = time.perf_counter()
        self.trainer.predict(self.test.images)
        return len(self.test) / (time.perf_counter() - begin)


class FlaxTutorial:
    """The loop of Flax's tutorial."""

    def __init__(self, name: str, train: dl.Dataset, test: dl.Dataset) -> None:
        del name, test
        self.trainer = rivals.FlaxTutorialTrainer(train.images, train.labels, BATCH["cnn"])

    def prepare(self, count: int) -> float:
        """Compile; return the seconds."""
        self.count = count
        begin = time.perf_counter()
        self.trainer.steps(1)
        return time.perf_counter() - begin

    def steps(self) -> float:
        """Run as many steps as prepared; return the seconds."""
        begin = time.perf_counter()
        self.trainer.steps(self.count)
        return time.perf_counter() - begin


class Numpy:
    """Record-by-record SGD."""

    def __init__(self, name: str, train: dl.Dataset, test: dl.Dataset) -> None:
        del name
        self.train, self.test = train, test

    def learn(self, goal: float = 0.975) -> list[tuple[float, float]]:
        """Train until the goal or eight epochs; return (seconds so far, test accuracy) after each epoch."""
        trainer = rivals.RecordByRecord(self.train.images, self.train.labels)
        spent, curve = 0.0, []
        for _ in range(8):
            spent += trainer.epoch()
            curve.append((spent, float((trainer.predict(self.test.images) == self.test.labels).mean())))
            if curve[-1][1] >= goal:
                break
        return curve


def peak_memory() -> float:
    """Return the most memory this process has held, in GiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**30 if sys.platform == "darwin" else 2**20)


def main(name: str) -> None:
    """Answer commands until the input ends."""
    kind, network = name.split(":")
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a contender prints doesn't mix with the answers
    train, test = dl.load_mnist("full", verbose=False)
    contender: Any = {"digitlab": Digitlab, "torch": Torch, "flax": FlaxTutorial, "numpy": Numpy}[kind](
        network, train, test
    )
    for line in sys.stdin:
        command, *arguments = json.loads(line)
        answer = peak_memory() if command == "memory" else getattr(contender, command)(*arguments)
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
