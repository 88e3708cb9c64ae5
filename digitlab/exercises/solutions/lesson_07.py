"""Lesson 7: could it be chance, what fools a network, and how many directions matter."""

from math import comb

import numpy as np


def mcnemar_p(only_first, only_second):
    """Two counts to a probability from 0 to 1."""
    count = only_first + only_second
    fewer = min(only_first, only_second)
    # All splits that are at least as uneven on this side; the other side has as many.
    ways = sum(comb(count, k) for k in range(fewer + 1))
    return min(1.0, 2 * ways / 2**count)


def seed_spread(first, second):
    """Accuracies (k,) and (k,) of the same seeds to two numbers: mean difference, standard error."""
    differences = second - first
    return differences.mean(), differences.std(ddof=1) / np.sqrt(len(differences))


def fooling_step(image, gradient, epsilon):
    """An image from 0 to 1 of any shape, the loss's gradient of that shape, a number to an image."""
    return np.clip(image + epsilon * np.sign(gradient), 0, 1)


def explained_shares(activations):
    """Activations (n, d) to shares (min(n, d),) that sum to 1, the largest first."""
    centred = activations - activations.mean(axis=0)
    lengths = np.linalg.svd(centred, compute_uv=False)
    return lengths**2 / (lengths**2).sum()
