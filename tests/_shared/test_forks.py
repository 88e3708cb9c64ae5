"""A forked child says at once that it can't compute, where JAX was used before; else it computes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no forks")

# What the child does by its name; the parent has used JAX or not.
CHILD = """
import os, sys, faulthandler
import numpy as np
import digitlab as dl
from flax import nnx
used, what = sys.argv[1] == "used", sys.argv[2]
images = np.zeros((3, 28, 28), np.uint8)
data = dl.Dataset(images, np.arange(3))
if used:
    model = dl.load_pretrained("softmax")
    monitor = dl.TrainingMonitor(model, data, epochs=1)
    pad = dl.DigitPad(model)
    pad.strokes = [[(50.0, 50.0), (200.0, 200.0)]]
    assert pad.probabilities is not None
child = os.fork()
if child:
    sys.exit(os.waitpid(child, 0)[1])
faulthandler.dump_traceback_later(15, exit=True)
try:
    model = model if used or what == "load" else dl.load_pretrained("softmax")
    {
        "predict": lambda: dl.predict(model, images),
        "evaluate": lambda: dl.evaluate(model, data),
        "read": lambda: dl.read(model, images[0]),
        "fit": lambda: dl.fit(model, data, epochs=1, progress=False),
        "monitor": lambda: (monitor if used else dl.TrainingMonitor(model, data, epochs=1)).start(),
        "load": lambda: dl.load_pretrained("mlp"),
        "pad": lambda: dl.DigitPad(model),
        "old pad": lambda: pad.prediction if used else None,
        "drawing": lambda: (setattr(pad, "strokes", [[(50.0, 50.0)]]), print(pad.failures.value)),
    }[what]()
    print("answered", flush=True)
except RuntimeError as error:
    print(error, flush=True)
os._exit(0)
"""
ALL = ["predict", "evaluate", "read", "fit", "monitor", "load", "pad", "old pad", "drawing"]


def child(used: str, what: str) -> str:
    """Return what the child says."""
    command = [sys.executable, "-W", "ignore", "-c", CHILD, used, what]
    found = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert found.returncode == 0, found.stderr[-2000:]
    return found.stdout


@pytest.mark.slow
@pytest.mark.parametrize("what", ALL)
def test_after_a_use_of_jax_a_sentence_comes_at_once(what: str) -> None:
    assert "was forked from one that had used JAX" in child("used", what)


def test_reading_is_refused_in_a_sentence() -> None:
    assert child("used", "predict").startswith("predict: this process was forked from one that had used JAX")


@pytest.mark.slow
@pytest.mark.parametrize("what", ["predict", "fit"])
def test_without_a_use_before_a_forked_child_computes(what: str) -> None:
    assert child("unused", what) == "answered\n"
