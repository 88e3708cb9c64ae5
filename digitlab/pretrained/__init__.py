"""The networks that come with digitlab, their model card, and the recipe that made them (`recipe.py`)."""

from __future__ import annotations
