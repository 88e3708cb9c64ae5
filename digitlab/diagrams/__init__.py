"""The drawings of the course, made by code from numbers: neurons, networks, kernels, shapes, sets, bins."""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
