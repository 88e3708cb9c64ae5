"""Lesson 3: hidden layers, forward and backward."""

import numpy as np


def leaky_slope(Z, leak):
    """Scores of any shape to the slope of leaky ReLU at each of them."""
    return np.where(Z > 0, 1.0, leak)


def deep_scores(X, weights, biases):
    """X (n, d), a list of weights, a list of biases to scores (n, k)."""
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        X = np.maximum(0, X @ W + b)
    return X @ weights[-1] + biases[-1]


def sigmoid_delta(delta2, W2, H):
    """delta2 (n, k), W2 (hidden, k), H (n, hidden) to (n, hidden)."""
    return (delta2 @ W2.T) * H * (1 - H)
