"""The drawing pad and what belongs to it: surface, buttons, files, replay, why; the collector of ten digits."""

from __future__ import annotations
