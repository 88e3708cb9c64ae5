"""The pad and the monitor, called from several threads at once, as a kernel with more than one line does."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
from drawings import SEVEN
from events import draw, send
from flax import nnx
from parts import part

import digitlab as dl
from digitlab.widgets import DrawingSurface


def all_at_once(*works: Callable[[], None]) -> list[BaseException]:
    """Run each in a thread of its own; return what was raised."""
    raised: list[BaseException] = []
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        try:
            barrier.wait(30)
            work()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not [thread for thread in threads if thread.is_alive()], "a thread hangs"
    return raised


def test_the_pad_bears_four_threads() -> None:
    pad = dl.DigitPad(dl.SoftmaxRegression(rngs=nnx.Rngs(0)))
    surface = part(pad, DrawingSurface)
    seven = [30 + 200 * stroke for stroke in SEVEN]

    def draws() -> None:
        for _ in range(15):
            draw(surface, seven)

    def takes_back() -> None:
        for _ in range(40):
            pad.undo()
            pad.clear()

    def looks() -> None:
        for _ in range(60):
            assert pad.image.shape == (28, 28)
            row = pad.probabilities
            assert row is None or abs(float(row.sum()) - 1) < 1e-3

    def reloads() -> None:
        for _ in range(15):
            send(surface, "client_ready")
            pad.strokes = seven

    assert all_at_once(draws, takes_back, looks, reloads) == []
    pad.clear()
    assert (pad.strokes, pad.prediction) == ([], None)
    draw(surface, seven)
    assert pad.prediction is not None


def test_the_monitor_bears_four_threads() -> None:
    rng = np.random.default_rng(0)
    data = dl.Dataset(rng.integers(0, 256, (4000, 28, 28), np.uint8), rng.integers(0, 10, 4000))
    model = dl.MLP((64,), rngs=nnx.Rngs(0))  # long enough that nothing finishes
    monitor = dl.TrainingMonitor(model, data, epochs=10_000, batch_size=16)

    def starts() -> None:
        for _ in range(10):
            monitor.start()

    def pauses() -> None:
        for _ in range(20):
            monitor.pause()
            monitor.start()

    def stops() -> None:
        for _ in range(5):
            monitor.stop()

    def looks() -> None:
        for _ in range(200):
            assert monitor.state in {"ready", "compiling", "training", "paused", "stopping", "stopped"}
            len(monitor.history.step_losses)

    assert all_at_once(starts, pauses, stops, looks) == []
    monitor.stop()
    assert monitor.wait(60)
    assert monitor.state in ("stopped", "ready")
    # It isn't stuck, and holds the model no longer.
    dl.fit(monitor._model, data, epochs=1, progress=False)
