"""Five hundred drawings in one kernel: memory and latency stay flat."""

from __future__ import annotations

import statistics
import time
import tracemalloc

import jax
import numpy as np
import pytest
from drawings import DIGITS
from events import draw
from flax import nnx

import digitlab as dl
from digitlab.evaluation import reading

ROUNDS, DRAWINGS = 5, 100


class Reads(nnx.Module):
    """A small network whose answer depends on the ink."""

    def __call__(self, x: jax.Array) -> jax.Array:
        return x[:, ::3, ::3, 0].reshape(len(x), -1)[:, :10] * 9


@pytest.mark.slow
def test_memory_and_latency_stay_flat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "likeness", lambda images: np.ones(len(images), np.float32))
    pad = dl.DigitPad({"one": Reads(), "two": Reads()})
    kinds = list(DIGITS.values())

    def a_round(seed: int) -> float:
        rng = np.random.default_rng(seed)
        times = []
        for index in range(DRAWINGS):
            size, left, top = rng.uniform(60, 200), *rng.uniform(5, 70, 2)
            drawing = [stroke * size + (left, top) for stroke in kinds[index % len(kinds)]]
            draw(pad._surface, drawing)
            begin = time.perf_counter()
            assert pad._reader.settle(30)
            times.append(time.perf_counter() - begin)
            assert pad._answer.state["verdict"] in ("digit", "unsure")
            pad.undo()
            pad.redo()
            pad.clear()
        return statistics.median(times)

    a_round(0)  # fills the undo steps and every cache
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        latencies = [a_round(seed) for seed in range(1, ROUNDS + 1)]
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 1_000_000, "bytes kept after 500 drawings"
    assert latencies[-1] < 3 * min(latencies[:2]), latencies
    threads = pad._reader._pool._threads
    assert len(threads) == 1
