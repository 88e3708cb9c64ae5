"""What is wrong with an answer: parts that each know one kind of mistake, and work in every exercise."""

from __future__ import annotations
