"""Lesson 3: hidden layers, forward and backward."""

import numpy as np


def leaky_slope(Z, leak):
    """Scores of any shape to the slope of leaky ReLU at each of them."""
    return np.where(Z > 0, 1.0, leak)


def deep_scores(X, weights, biases):
    """Images (n, d) through any number of layers to scores; ReLU after each layer but the last."""
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        X = np.maximum(0, X @ W + b)
    return X @ weights[-1] + biases[-1]


def sigmoid_delta(delta2, W2, H):
    """Error of the scores (n, k), weights (h, k) and sigmoid activations (n, h) to the hidden error (n, h)."""
    return (delta2 @ W2.T) * H * (1 - H)
