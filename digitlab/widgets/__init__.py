"""The only place that imports ipywidgets, ipycanvas and anywidget."""

from __future__ import annotations

from digitlab.widgets.monitor import TrainingMonitor
from digitlab.widgets.pad import DigitPad
from digitlab.widgets.surface import DrawingSurface

__all__ = ["DigitPad", "DrawingSurface", "TrainingMonitor"]
