"""Lesson 1: images as numbers."""

import numpy as np


def scale(images):
    """Pixels from 0 to 255, of any shape, to numbers from 0 to 1."""
    return images / 255


def one_hot(labels):
    """Digits (n,) to rows (n, 10): 1 in the column of the digit, 0 elsewhere."""
    rows = np.zeros((len(labels), 10))
    rows[np.arange(len(labels)), labels] = 1
    return rows


def channels_first(images):
    """Images (n, height, width, channels) to (n, channels, height, width)."""
    return images.transpose(0, 3, 1, 2)


def nearest_mean(image, means):
    """An image (28, 28) and a mean image for each digit (10, 28, 28), all uint8, to the digit of the nearest."""
    differences = means.astype(float) - image  # (10, 28, 28)
    distances = (differences**2).sum(axis=(1, 2))  # (10,)
    return distances.argmin()


def deal(count, share, seed):
    """Deal the numbers 0 to count - 1 out, at random, to a training and a validation set."""
    order = np.random.default_rng(seed).permutation(count)
    validation = round(share * count)
    return order[validation:], order[:validation]
