"""A training on the page: curves, figures, buttons to steer it."""

from __future__ import annotations
