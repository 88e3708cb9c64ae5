"""Five hundred drawings in one kernel: memory stays flat, and one thread does the work."""

from __future__ import annotations

import threading
import tracemalloc

import jax
import numpy as np
import pytest
from drawings import DIGITS
from events import draw
from flax import nnx
from parts import part

import digitlab as dl
from digitlab.evaluation import reading
from digitlab.widgets import DrawingSurface

ROUNDS, DRAWINGS = 5, 100


class Reads(nnx.Module):
    """A small network whose answer depends on the ink."""

    def __call__(self, x: jax.Array) -> jax.Array:
        return x[:, ::3, ::3, 0].reshape(len(x), -1)[:, :10] * 9


@pytest.mark.slow
def test_memory_stays_flat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "likeness", lambda images: np.ones(len(images), np.float32))
    others = set(threading.enumerate())
    pad = dl.DigitPad({"one": Reads(), "two": Reads()})
    kinds = list(DIGITS.values())

    def a_round(seed: int) -> None:
        rng = np.random.default_rng(seed)
        for index in range(DRAWINGS):
            size, left, top = rng.uniform(60, 200), *rng.uniform(5, 70, 2)
            drawing = [stroke * size + (left, top) for stroke in kinds[index % len(kinds)]]
            draw(part(pad, DrawingSurface), drawing)
            assert all(one.verdict in ("digit", "unsure") for one in pad.reading.values())
            pad.undo()
            pad.redo()
            pad.clear()

    a_round(0)  # fills the undo steps and every cache
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for seed in range(1, ROUNDS + 1):
            a_round(seed)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 1_000_000, "bytes kept after 500 drawings"
    assert len(set(threading.enumerate()) - others) == 1
