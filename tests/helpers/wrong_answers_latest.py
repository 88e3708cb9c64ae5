"""Wrong answers to the exercises that came last, for mistakes that none of the attempts makes.

They are written apart from the package: nothing of it is imported here.
"""

from __future__ import annotations

import numpy as np
from wrong_answers import bank

# Lesson 1


def below_the_mean_is_zero(images):
    return np.array([np.clip(image - image.mean(), 0, None) for image in images])


bank("subtract_means").update(
    {
        "row-means": [
            lambda images: images - np.mean(images, axis=-1)[:, :, None],
            lambda images: [[row - row.mean() for row in image] for image in images],
        ],
        "shapes-dont-fit": [lambda images: images.reshape(len(images), -1) - images.mean(axis=(1, 2))],
        "wrong-sign": [lambda images: [image.mean() - image for image in images]],
        "divided-by-the-mean": [lambda images: [image / image.mean() for image in images]],
        "cut-off-at-zero": [
            below_the_mean_is_zero,
            lambda images: [abs(image - image.mean()) for image in images],
        ],
        "median": [lambda images: [image - np.median(image) for image in images]],
    }
)

# Lesson 2

bank("one_gradient").update(
    {
        "no-truth": [lambda x, p, label: np.outer(x, p), lambda x, p, label: x[:, None] * p],
        "no-features": [lambda x, p, label: p - np.eye(len(p))[label]],
        "shapes-dont-fit": [lambda x, p, label: np.dot(x, p - np.eye(len(p))[label])],
    }
)

# Lesson 3


def hats(m, v, step):
    return m / (1 - 0.9**step), v / (1 - 0.999**step)


def adam(W, m, v, g, step, rate):
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
    a, b = hats(m, v, step)
    return W - rate * a / (np.sqrt(b) + 1e-8), m, v


def along_the_gradient(W, m, v, g, step, rate):
    _, m, v = adam(W, m, v, g, step, rate)
    return W - rate * g / (np.sqrt(hats(m, v, step)[1]) + 1e-8), m, v


def much_of_the_gradient(W, m, v, g, step, rate):
    m, v = 0.1 * m + 0.9 * g, 0.001 * v + 0.999 * g**2
    a, b = hats(m, v, step)
    return W - rate * a / (np.sqrt(b) + 1e-8), m, v


def like_momentum(W, m, v, g, step, rate):
    m, v = 0.9 * m + g, 0.999 * v + g**2
    a, b = hats(m, v, step)
    return W - rate * a / (np.sqrt(b) + 1e-8), m, v


def later_by_one(W, m, v, g, step, rate):
    _, m, v = adam(W, m, v, g, step, rate)
    a, b = hats(m, v, step + 1)
    return W - rate * a / (np.sqrt(b) + 1e-8), m, v


def a_step_of_one(W, m, v, g, step, rate):
    _, m, v = adam(W, m, v, g, step, rate)
    a, b = hats(m, v, step)
    return W - a / (np.sqrt(b) + 1e-8), m, v


bank("adam_step").update(
    {
        "gradient-for-mean": [along_the_gradient],
        "means-not-returned": [lambda W, m, v, g, step, rate: (adam(W, m, v, g, step, rate)[0], m, v)],
        "shares-swapped": [much_of_the_gradient],
        "whole-gradient-added": [like_momentum],
        "counted-from-zero": [later_by_one],
        "no-learning-rate": [a_step_of_one],
    }
)

bank("dropout_layer").update({"mask-inverted": [lambda H, mask, share: np.where(mask, 0, H) / (1 - share)]})

# Lesson 4


def measured_in_between(network, step, measure, batches, epochs):
    accuracies = []
    for _ in range(epochs):
        for batch in batches:
            network.train()
            step(network, batch)
            network.eval()
            accuracies.append(measure(network))
    return accuracies


def untrained_too(network, step, measure, batches, epochs):
    network.eval()
    accuracies = [measure(network)]
    for _ in range(epochs):
        network.train()
        for batch in batches:
            step(network, batch)
        network.eval()
        accuracies.append(measure(network))
    return accuracies


bank("train_loop").update(
    {"measures-after-each-batch": [measured_in_between], "measures-before-training": [untrained_too]}
)

bank("equivariance_gap").update(
    {"sign-kept": [lambda layer, image, by: (layer(np.roll(image, by, 1)) - np.roll(layer(image), by, 1)).max()]}
)

# Lesson 5

bank("only_one_right").update(
    {
        "mistakes-of-each": [lambda labels, first, second: (sum(first != labels), sum(second != labels))],
        "one-sum-twice": [
            lambda labels, first, second: [np.sum((first == labels) != (second == labels))] * 2,
        ],
    }
)

bank("difference_interval").update(
    {
        "bounds-of-each": [
            lambda first, second, draws: [
                np.percentile(second[draws].mean(1), q) - np.percentile(first[draws].mean(1), 100 - q)
                for q in (2.5, 97.5)
            ]
        ]
    }
)
