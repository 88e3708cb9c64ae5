"""A long class in one kernel, in short: drawings, trainings, pages loaded anew; memory and speed are watched.

python tests/helpers/soak.py [DRAWINGS] [TRAININGS] [RELOADS]
"""

from __future__ import annotations

import gc
import sys
import time
from dataclasses import dataclass

import numpy as np
from events import draw, send
from flax import nnx
from parts import part

import digitlab as dl
from digitlab.widgets import DrawingSurface


@dataclass
class Course:
    """What was measured.

    Attributes:
        growth: of memory after the warm-up, as a share of what there was.
        objects: growth of the number of Python's objects after the warm-up, as a share.
        slower: the median answer's processor time of the last tenth over that of the first.
        answers: how many drawings were read.
    """

    growth: float
    objects: float
    slower: float
    answers: int


def resident() -> int:
    """Return the bytes of memory that this process holds."""
    import psutil

    gc.collect()
    return int(psutil.Process().memory_info().rss)


def alive() -> int:
    """Return how many objects Python's collector looks after."""
    gc.collect()
    return len(gc.get_objects())


def soak(drawings: int, trainings: int, reloads: int, seed: int = 0) -> Course:
    """Draw, train and load the page anew, in turn.

    Args:
        drawings: how many digits are drawn by events and read.
        trainings: how many are started and stopped.
        reloads: how often a new page asks the pad for its drawing.
        seed: of the handwriting.
    """
    model = dl.CNN((4,), 16, rngs=nnx.Rngs(0))
    pad = dl.DigitPad(model)
    surface = part(pad, DrawingSurface)
    rng = np.random.default_rng(seed)
    data = dl.Dataset(rng.integers(0, 256, (200, 28, 28), np.uint8), rng.integers(0, 10, 200))
    hand = dl.handwriting.write_digits(range(10), seed=seed)[0]
    boxed = [[30 + 8 * stroke[::2] for stroke in dl.strokes.fit_to_box(drawing)] for drawing in hand]

    def turn(index: int) -> float:
        pad.clear()
        begin = time.thread_time()
        draw(surface, boxed[index % 10])
        seconds = time.thread_time() - begin
        assert pad.prediction is not None
        return seconds

    def train() -> None:
        monitor = dl.TrainingMonitor(dl.MLP((8,), rngs=nnx.Rngs(0)), data, epochs=10_000)
        monitor.start()
        while not len(monitor.history.step_losses) and monitor.state != "failed":
            time.sleep(0.01)
        monitor.stop()
        assert monitor.wait(60)
        monitor.close()

    for index in range(30):  # compiles, and fills what is kept on purpose
        turn(index)
    for _ in range(3):
        train()
    before, objects = resident(), alive()
    times = []
    for index in range(drawings):
        times.append(turn(index))
        if trainings and index % max(1, drawings // trainings) == 0:
            train()
        if reloads and index % max(1, drawings // reloads) == 0:
            send(surface, "client_ready")
    tenth = max(1, drawings // 10)
    slower = float(np.median(times[-tenth:]) / np.median(times[:tenth]))
    return Course(resident() / before - 1, alive() / objects - 1, slower, drawings)


if __name__ == "__main__":
    print(soak(*(int(argument) for argument in sys.argv[1:] or ("2000", "50", "20"))))
