"""For teachers: run the lessons, fill in the solutions, count what the checks say, and write pages.

It needs what the optional dependencies ``teaching`` bring: ``pip install digitlab[teaching]``.
"""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
