"""What several widgets use: a widget of others, small images as HTML, work on the newest state only."""

from __future__ import annotations
