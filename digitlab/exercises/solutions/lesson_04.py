"""Lesson 4: convolution, pooling, the training loop, and what moves along."""

import numpy as np


def convolve_same(image, kernel):
    """Image (h, w) and kernel (a, b) to a feature map (h, w)."""
    a, b = kernel.shape
    padded = np.pad(image, ((a // 2, a // 2), (b // 2, b // 2)))
    output = np.zeros(image.shape)
    for row, col in np.ndindex(image.shape):
        output[row, col] = (padded[row : row + a, col : col + b] * kernel).sum()
    return output


def output_size(size, kernel, padding, stride):
    """Four whole numbers to a whole number."""
    return (size + 2 * padding - kernel) // stride + 1


def pool_maps(maps, side):
    """(h, w, channels) to (h // side, w // side, channels)."""
    rows, cols, channels = maps.shape[0] // side, maps.shape[1] // side, maps.shape[2]
    whole = maps[: rows * side, : cols * side]  # what doesn't fill a square is left out
    return whole.reshape(rows, side, cols, side, channels).max(axis=(1, 3))


def train_loop(network, step, measure, batches, epochs):
    """Train, and return the accuracy after each epoch, a list."""
    accuracies = []
    for _ in range(epochs):
        network.train()
        for batch in batches:
            step(network, batch)
        network.eval()
        accuracies.append(measure(network))
    return accuracies


def best_epoch(training, validation, test):
    """Three losses for each epoch to the epoch to keep, counted from 0."""
    return int(np.argmin(validation))


def equivariance_gap(layer, image, by):
    """A function, an image (h, w) and a number of columns to a number."""
    moved_first = layer(np.roll(image, by, axis=1))
    moved_after = np.roll(layer(image), by, axis=1)
    return np.abs(moved_first - moved_after).max()
