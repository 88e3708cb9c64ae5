"""MNIST and whatever else has images with labels: fetch, check, read, split, and go through in batches."""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
