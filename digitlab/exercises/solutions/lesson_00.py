"""Lesson 0: a drawing is a list of strokes, a stroke is an array of points (k, 2)."""

import numpy as np


def count_points(strokes):
    """A drawing to the number of its points."""
    return sum(len(stroke) for stroke in strokes)


def bounding_box(strokes):
    """A drawing to (left, top, right, bottom)."""
    points = np.concatenate(strokes)  # (all points, 2)
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return left, top, right, bottom


def pen_travel(strokes):
    """A drawing to the length of its ink."""
    total = 0.0
    for stroke in strokes:
        steps = np.diff(stroke, axis=0)  # from each point to the next
        total += np.sqrt((steps**2).sum(axis=1)).sum()
    return total
