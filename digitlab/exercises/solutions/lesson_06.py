"""Lesson 6: from a drawing to MNIST's form, and an answer that may be silence."""

import numpy as np


def crop_ink(image):
    """Image (h, w) to the part of it that holds the ink."""
    rows = np.flatnonzero(image.any(axis=1))
    cols = np.flatnonzero(image.any(axis=0))
    if len(rows) == 0:
        return image[:0, :0]
    return image[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]


def scale_factor(height, width):
    """Height and width of the ink to one number."""
    return 20 / max(height, width)


def shift_to_middle(image):
    """Image (h, w) to two whole numbers, down and right."""
    rows, cols = np.indices(image.shape)
    weights = image / image.sum()
    row, col = (weights * rows).sum(), (weights * cols).sum()
    return round(14 - row), round(14 - col)


def read_or_not(P, least):
    """Probabilities (n, 10) to digits (n,), -1 for silence."""
    return np.where(P.max(axis=1) >= least, P.argmax(axis=1), -1)
