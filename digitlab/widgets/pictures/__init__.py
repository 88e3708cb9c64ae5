"""Pictures on the page: read uploaded ones, and leave out steps on the way to MNIST's form."""

from __future__ import annotations
