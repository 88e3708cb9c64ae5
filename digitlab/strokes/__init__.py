"""A drawing as points: fitted to MNIST's box, drawn with a pen of MNIST's width, kept in files."""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
