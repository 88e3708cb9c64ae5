"""Lesson 6: from a drawing to MNIST's form, and an answer that may be silence."""

import numpy as np


def crop_ink(image):
    """An image (h, w), 0 is paper, to the smallest cut that holds all its ink; (0, 0) if there is none."""
    rows = np.flatnonzero(image.any(axis=1))
    cols = np.flatnonzero(image.any(axis=0))
    if len(rows) == 0:
        return image[:0, :0]
    return image[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]


def scale_factor(height, width):
    """The size of the ink to the factor that makes its longer side 20 pixels."""
    return 20 / max(height, width)


def shift_to_middle(image):
    """An image (h, w) to (down, right): whole pixels that bring its centre of mass nearest to (14, 14)."""
    rows, cols = np.indices(image.shape)
    weights = image / image.sum()
    row, col = (weights * rows).sum(), (weights * cols).sum()
    return round(14 - row), round(14 - col)


def read_or_not(P, least):
    """Probabilities (n, 10) to digits (n,); -1 where none has a probability of at least `least`."""
    return np.where(P.max(axis=1) >= least, P.argmax(axis=1), -1)
