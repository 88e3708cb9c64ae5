"""The only place that imports ipywidgets, ipycanvas and anywidget."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from digitlab.widgets.collector import DigitCollector
    from digitlab.widgets.explorer import Explorer
    from digitlab.widgets.explorers import (
        explore_activations,
        explore_kernel,
        explore_learning_rate,
        explore_means,
        explore_mnistify,
        explore_softmax,
        explore_threshold,
    )
    from digitlab.widgets.guess import Guess
    from digitlab.widgets.inspector import MnistifyInspector
    from digitlab.widgets.monitor import TrainingMonitor
    from digitlab.widgets.pad import DigitPad
    from digitlab.widgets.picture_reader import PictureReader, PictureResult
    from digitlab.widgets.surface import DrawingSurface

# Each widget is imported when it is first asked for: a question at the start of a lesson needs no canvas.
_MODULES = {
    "DigitCollector": "collector",
    "DigitPad": "pad",
    "DrawingSurface": "surface",
    "Explorer": "explorer",
    "Guess": "guess",
    "MnistifyInspector": "inspector",
    "PictureReader": "picture_reader",
    "PictureResult": "picture_reader",
    "TrainingMonitor": "monitor",
    "explore_activations": "explorers",
    "explore_kernel": "explorers",
    "explore_learning_rate": "explorers",
    "explore_means": "explorers",
    "explore_mnistify": "explorers",
    "explore_softmax": "explorers",
    "explore_threshold": "explorers",
}

__all__ = [
    "DigitCollector",
    "DigitPad",
    "DrawingSurface",
    "Explorer",
    "Guess",
    "MnistifyInspector",
    "PictureReader",
    "PictureResult",
    "TrainingMonitor",
    "explore_activations",
    "explore_kernel",
    "explore_learning_rate",
    "explore_means",
    "explore_mnistify",
    "explore_softmax",
    "explore_threshold",
]


def __getattr__(name: str) -> Any:
    """Import a widget when it is asked for."""
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"digitlab.widgets has no {name!r}; its widgets are {', '.join(__all__)}.")
