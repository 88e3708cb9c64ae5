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


def adam_step(W, m, v, gradient, step, rate):
    """Return the new weights, the new m and the new v."""
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    m_hat = m / (1 - 0.9**step)
    v_hat = v / (1 - 0.999**step)
    return W - rate * m_hat / (np.sqrt(v_hat) + 1e-8), m, v


def sigmoid_delta(delta2, W2, H):
    """delta2 (n, k), W2 (hidden, k), H (n, hidden) to (n, hidden)."""
    return (delta2 @ W2.T) * H * (1 - H)


def dropout_layer(H, mask, share):
    """H (n, hidden), a mask of 0 and 1 of that shape, and a share to (n, hidden)."""
    return H * mask / (1 - share)
