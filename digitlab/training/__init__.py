"""Training: `fit` for everybody, `Trainer` for who drives a run step by step, `Stepper` for the compiled step."""

from __future__ import annotations

from digitlab.training.fit import fit
from digitlab.training.stepper import Stepper
from digitlab.training.trainer import Progress, Trainer

__all__ = ["Progress", "Stepper", "Trainer", "fit"]
