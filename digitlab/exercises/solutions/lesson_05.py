"""Lesson 5: what is confused, how honest a model is, how sure we can be, and which of two is better."""

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


def only_one_right(labels, first, second):
    """The truth and two networks' answers, all (n,), to two counts."""
    first_right, second_right = first == labels, second == labels
    return (first_right & ~second_right).sum(), (second_right & ~first_right).sum()


def difference_interval(first, second, draws):
    """Right or not (n,), twice, and places (k, n), to the lower and the upper bound."""
    differences = (second[draws] - first[draws]).mean(axis=1)  # (k,)
    return np.percentile(differences, 2.5), np.percentile(differences, 97.5)
