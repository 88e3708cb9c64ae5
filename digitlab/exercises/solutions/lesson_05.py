"""Lesson 5: what is confused, how honest a model is, and how sure we can be."""

import numpy as np


def confusion_table(labels, read, classes):
    """Classes (n,), true and read, to counts (classes, classes)."""
    table = np.zeros((classes, classes), int)
    for true, said in zip(labels, read, strict=True):
        table[true, said] += 1
    return table


def calibration_error(confidence, correct, bins):
    """How sure (n,) and whether right (n,) to one number."""
    # A confidence of 1 belongs to the last bin.
    number = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for one in range(bins):
        inside = number == one
        if inside.any():
            gap = confidence[inside].mean() - correct[inside].mean()
            error += inside.mean() * abs(gap)
    return error


def strictest_threshold(confidence, share):
    """Confidences (n,) and a share to a threshold."""
    turned_away = int(share * len(confidence))
    return np.sort(confidence)[turned_away]


def wilson_interval(correct, count, z):
    """Return the lower and the upper end."""
    share = correct / count
    middle = share + z**2 / (2 * count)
    reach = z * np.sqrt(share * (1 - share) / count + z**2 / (4 * count**2))
    return (middle - reach) / (1 + z**2 / count), (middle + reach) / (1 + z**2 / count)
