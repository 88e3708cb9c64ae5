"""digitlab: how a machine learns to read handwritten digits, for Jupyter.

Lessons and your own notebooks write ``import digitlab as dl``. What most of them need stands in ``dl`` itself; the
rest stands in namespaces, such as ``dl.plot.images``. Nothing is imported before it is asked for.

The package is a house. Each room is a subject, and an import goes down this list, never up:

    teaching      for teachers: run the lessons, fill in the solutions, count what the checks say, write pages
    checkup       does this computer have what the lessons need? `dl.doctor()`
    widgets       what one touches: the pad, the monitor, pictures, explorers; the only room with ipywidgets
    pretrained    the networks that come along, their model card, the recipe that made them
    training      fit, Trainer, the compiled step, schedule, history, augmentation, a training in the background
    evaluation    predict, evaluate, reading with honest doubt, calibration, why, the scoreboard
    pictures      any picture of a digit to MNIST's form: open, find the ink, fit, rows of digits
    handwriting   writes digits in the world's styles, as strokes; junk; pictures like photographs
    models        SoftmaxRegression, MLP, CNN; layers that are fast on a CPU; save and load
    strokes       a drawing as points: fit to the box, draw with a pen, files
    data          MNIST: fetch, check, read; Dataset, splits, batches
    exercises     the engine of checks; the exercises of each lesson; their solutions
    plot          pictures from arrays
    _shared       arguments checked in sentences, progress, files written whole and under a lock
"""

from __future__ import annotations

import warnings
from typing import Any

import lazy_loader

__version__ = "0.1.0"

# Each name is written once, in __init__.pyi: editors read their types there, and here they become lazy imports.
_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
_NAMESPACES = (
    "plot", "explore", "explain", "handwriting", "strokes", "pictures", "evaluation", "training", "models",
)  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import what is asked for; a name that has moved into a namespace is found, and the warning says where."""
    if name in __all__:
        return _load(name)
    if not name.startswith("_"):
        for room in _NAMESPACES:
            own = name.removeprefix(f"{room}_")
            if own in _load(room).__all__:
                warnings.warn(f"dl.{name} is dl.{room}.{own} now.", DeprecationWarning, stacklevel=2)
                return getattr(_load(room), own)
    raise AttributeError(f"digitlab has no {name!r}; dir(digitlab) lists what it has.")
