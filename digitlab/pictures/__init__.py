"""Any picture of a digit to MNIST's form, step by step, and pictures of several digits."""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
