"""Training: `fit` for everybody, `Trainer` for who drives a run step by step, `Stepper` for the compiled step."""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
