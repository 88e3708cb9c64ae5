"""The three networks, the layers that make them fast on a CPU, and files of models."""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
