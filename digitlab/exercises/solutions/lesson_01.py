"""Lesson 1: images as numbers."""

import numpy as np


def scale(images):
    """Pixels from 0 to 255, of any shape, to numbers from 0 to 1."""
    return images / 255


def one_hot_rows(labels):
    """Digits (n,) to rows (n, 10) of zeros with a single 1."""
    rows = np.zeros((len(labels), 10))
    rows[np.arange(len(labels)), labels] = 1
    return rows


def channels_first(images):
    """(n, height, width, channels) to (n, channels, height, width)."""
    return images.transpose(0, 3, 1, 2)


def subtract_means(images):
    """uint8 (n, h, w) to numbers (n, h, w), the mean of each image 0."""
    return images - images.mean(axis=(1, 2), keepdims=True)


def nearest_of_ten(image, means):
    """uint8 (28, 28) and ten means (10, 28, 28) to a digit."""
    differences = means.astype(float) - image  # (10, 28, 28)
    distances = (differences**2).sum(axis=(1, 2))  # (10,)
    return distances.argmin()


def deal(count, share, seed):
    """Return the numbers for training, and those for validation."""
    order = np.random.default_rng(seed).permutation(count)
    validation = round(share * count)
    return order[validation:], order[:validation]
