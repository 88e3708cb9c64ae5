"""The exercises of each lesson, with the mistakes that they know by name."""

from __future__ import annotations
