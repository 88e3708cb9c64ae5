"""The only place that imports ipywidgets, ipycanvas and anywidget."""

from __future__ import annotations

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
from digitlab.widgets.monitor import TrainingMonitor
from digitlab.widgets.pad import DigitPad
from digitlab.widgets.surface import DrawingSurface

__all__ = [
    "DigitCollector",
    "DigitPad",
    "DrawingSurface",
    "Explorer",
    "Guess",
    "TrainingMonitor",
    "explore_activations",
    "explore_kernel",
    "explore_learning_rate",
    "explore_means",
    "explore_mnistify",
    "explore_softmax",
    "explore_threshold",
]
