"""Plots that follow their controls, one for each topic of the lessons: ``dl.explore.softmax()``."""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
