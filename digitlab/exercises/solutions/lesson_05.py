"""Lesson 5: what a model confuses, how honest it is, when it should be silent, and how sure we can be."""

import numpy as np


def confusion_table(labels, read, classes):
    """True and read classes (n,) to counts (classes, classes): rows are true, columns read."""
    table = np.zeros((classes, classes), int)
    for true, said in zip(labels, read, strict=True):
        table[true, said] += 1
    return table


def calibration_error(confidence, correct, bins):
    """How sure (n,) and whether right (n,) to the expected calibration error over equal bins from 0 to 1."""
    number = np.minimum((confidence * bins).astype(int), bins - 1)  # 1.0 belongs to the last bin
    error = 0.0
    for one in range(bins):
        inside = number == one
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - correct[inside].mean())
    return error


def strictest_threshold(confidence, share):
    """The largest threshold below which at most that share of the (n,) confidences lies."""
    turned_away = int(share * len(confidence))
    return np.sort(confidence)[turned_away]


def wilson_interval(correct, count, z):
    """Correct answers of so many to the interval (low, high) for the accuracy."""
    share = correct / count
    middle = share + z**2 / (2 * count)
    reach = z * np.sqrt(share * (1 - share) / count + z**2 / (4 * count**2))
    return (middle - reach) / (1 + z**2 / count), (middle + reach) / (1 + z**2 / count)
