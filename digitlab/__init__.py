"""digitlab: how a machine learns to read handwritten digits, for Jupyter.

Lessons and your own notebooks write ``import digitlab as dl``. What most of them need stands in ``dl`` itself; the
rest stands in namespaces, such as ``dl.plot.images``, and in the rooms below, such as ``dl.strokes.fit_to_box``.
Nothing is imported before it is asked for.

The package is a house. Each room is a subject, and an import goes down this list, never up:

    teaching      for teachers: run the lessons, fill in the solutions, count what the checks say, write pages
    checkup       does this computer have what the lessons need? `dl.doctor()`
    server        what Jupyter's server does for the lessons, wherever it runs: ink without lag, large uploads
    widgets       what one touches: the pad, the monitor, pictures, explorers; the only room with ipywidgets
    pretrained    the networks that come along, their model card, the recipe that made them
    training      fit, Trainer, the compiled step, schedule, history, augmentation, a training in the background
    evaluation    predict, evaluate, compare, reading with honest doubt, calibration, why, the scoreboard
    pictures      any picture of a digit to MNIST's form: open, find the ink, fit, rows of digits
    handwriting   writes digits in the world's styles, as strokes; junk; pictures like photographs
    models        SoftmaxRegression, MLP, CNN; layers that are fast on a CPU; save and load
    strokes       a drawing as points: fit to the box, draw with a pen, files
    data          MNIST: fetch, check, read; Dataset, splits, batches
    exercises     the engine of checks; the exercises of each lesson; their solutions
    diagrams      the drawings of the course, from numbers: neurons, networks, kernels, shapes, sets, bins
    plot          pictures from arrays
    _shared       arguments checked in sentences, progress, files written whole and under a lock
"""

from __future__ import annotations

import importlib
import importlib.util
import warnings
from typing import Any

import lazy_loader

__version__ = "0.1.0"

# Each name is written once, in __init__.pyi: editors read their types there, and here they become lazy imports.
_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

# Names of the face that have moved, by the place where they are now: notebooks written before still run.
_MOVED = {
    "checkup": ("Checkup",),
    "data": ("data_folder",),
    "evaluation": (
        *("Evaluation", "Reading", "Reliability", "calibrate", "confusion_matrix", "digit_likeness"),
        *("fit_temperature", "my_digits", "predict_logits", "read_all", "read_images", "reliability"),
        "worst_mistakes",
    ),
    "explain": ("activations", "nearest_digits", "occlusion", "saliency"),
    "handwriting": ("handwriting_styles", "junk_images", "write_digit", "write_digits", "written_dataset"),
    "models": ("CheckpointError", "conv", "max_pool", "to_model_input"),
    "pictures": ("MnistifySteps", "PictureError", "drawing_steps", "mnistify_steps", "split_digits"),
    "strokes": ("fit_to_box", "load_drawings", "render_many", "save_drawings"),
    "training": ("Augmentation", "Epoch", "History", "Trainer", "augment_images"),
}
_PLACES = {name: f"{room}.{name}" for room, names in _MOVED.items() for name in names} | {
    "COLOURS": "plot.COLOURS",
    "explore_activations": "explore.activation_function",
    "sample_drawings": "handwriting.ten_digits",
    "sample_pictures": "handwriting.photographs",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: a name of the face, a room, or a name that has moved, which a warning tells."""
    if name in __all__:
        return _load(name)
    if not name.startswith("__") and importlib.util.find_spec(f"{__name__}.{name}") is not None:
        return importlib.import_module(f"{__name__}.{name}")  # a room that few lessons need, such as dl.strokes
    place = _PLACES.get(name)
    if place is None and name.startswith(("plot_", "explore_")):
        place = name.replace("_", ".", 1)
    room, _, own = (place or "").partition(".")
    found = getattr(_room(room), own, None) if room else None
    if found is None:
        raise AttributeError(f"digitlab has no {name!r}; dir(digitlab) lists what it has.")
    warnings.warn(f"dl.{name} is dl.{place} now.", DeprecationWarning, stacklevel=2)
    return found


def _room(name: str) -> Any:
    return _load(name) if name in __all__ else importlib.import_module(f"{__name__}.{name}")
