"""What every room uses: arguments checked in sentences, progress, files written whole and under a lock."""

from __future__ import annotations
