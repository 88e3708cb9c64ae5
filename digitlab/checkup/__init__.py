"""Does this computer have what the course needs? `doctor()` looks, and says what to do."""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
