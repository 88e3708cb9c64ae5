"""What models read, on the page: the answer in words, bars, and the image that they see."""

from __future__ import annotations
