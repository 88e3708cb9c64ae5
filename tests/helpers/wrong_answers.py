"""Wrong answers to the exercises of lessons 0 to 3, as learners write them, by the name of their mistake.

They are written apart from the package: nothing of it is imported here.
"""

from __future__ import annotations

import itertools

import jax.numpy as jnp
import numpy as np

WRONG = {}


def bank(exercise):
    """Return the dict of an exercise: from a misconception's name to wrong answers."""
    return WRONG.setdefault(exercise, {})


def points(strokes):
    return np.array([point for stroke in strokes for point in stroke])


# Lesson 0

bank("count_points").update(
    {
        "counts-strokes": [lambda strokes: len(strokes)],
        "counts-numbers": [
            lambda strokes: sum(stroke.size for stroke in strokes),
            lambda strokes: sum(len(p) for s in strokes for p in s),
        ],
        "first-stroke-only": [lambda strokes: len(strokes[0]), lambda strokes: strokes[0].shape[0]],
        "counts-two-for-each-stroke": [lambda strokes: sum(stroke.shape[1] for stroke in strokes)],
    }
)


def overwritten_box(strokes):
    for stroke in strokes:
        left, top = stroke.min(axis=0)
        right, bottom = stroke.max(axis=0)
    return left, top, right, bottom


bank("bounding_box").update(
    {
        "first-stroke-only": [lambda s: (s[0][:, 0].min(), s[0][:, 1].min(), s[0][:, 0].max(), s[0][:, 1].max())],
        "last-stroke-only": [overwritten_box],
        "x-and-y-swapped": [
            lambda s: (*points(s).min(axis=0)[::-1], *points(s).max(axis=0)[::-1]),
        ],
        "size-for-corner": [lambda s: [*points(s).min(axis=0), *np.ptp(points(s), axis=0)]],
        "y-points-up": [
            lambda s: (
                min(x for x, _ in points(s)),
                max(y for _, y in points(s)),
                max(x for x, _ in points(s)),
                min(y for _, y in points(s)),
            )
        ],
        "order": [
            lambda s: (
                points(s)[:, 0].min(),
                points(s)[:, 0].max(),
                points(s)[:, 1].min(),
                points(s)[:, 1].max(),
            )
        ],
    }
)


def lengths(strokes):
    return [np.hypot(*(b - a)) for stroke in strokes for a, b in itertools.pairwise(stroke)]


bank("pen_travel").update(
    {
        "counts-jumps": [lambda s: np.linalg.norm(np.diff(points(s), axis=0), axis=1).sum()],
        "start-to-end": [lambda s: sum(np.linalg.norm(stroke[-1] - stroke[0]) for stroke in s)],
        "no-root": [lambda s: sum(length**2 for length in lengths(s))],
        "along-the-axes": [lambda s: sum(np.abs(np.diff(stroke, axis=0)).sum() for stroke in s)],
        "root-of-the-sum": [lambda s: sum(length**2 for length in lengths(s)) ** 0.5],
        "first-stroke-only": [lambda s: sum(lengths([s[0]]))],
    }
)

# Lesson 1


def scaled_in_place(images):
    images[:] = images / 255
    return images


bank("scale").update(
    {
        "not-scaled": [lambda images: images, lambda images: images.astype(np.float32), np.array],
        "scaled-twice": [lambda images: (images / 255.0) / 255.0],
        "divided-by-256": [lambda images: images / 256, lambda images: images.astype("float32") / 256],
        "integer-division": [
            lambda images: images // 255,
            lambda images: (images / 255).astype(int),
            lambda images: (images / 255).astype(np.uint8),
        ],
        "by-own-maximum": [lambda images: images / images.max(), lambda images: images / np.max(images)],
        "inverted": [lambda images: (255 - images) / 255],
        "minus-one-to-one": [lambda images: 2 * (images / 255) - 1],
        "standardised": [lambda images: (images - images.mean()) / images.std()],
    }
)


def shifted_one_hot(labels, by):
    rows = np.zeros((len(labels), 10))
    for i, label in enumerate(labels):
        rows[i, (int(label) + by) % 10] = 1
    return rows


def all_marked(labels):
    rows = np.zeros((len(labels), 10))
    rows[:, labels] = 1
    return rows


bank("one_hot_rows").update(
    {
        "off-by-one": [lambda labels: shifted_one_hot(labels, -1), lambda labels: np.eye(10)[labels - 1]],
        "off-by-one-right": [lambda labels: shifted_one_hot(labels, 1)],
        "transposed": [lambda labels: (np.arange(10)[:, None] == labels).astype(float)],
        "classes-from-the-labels": [
            lambda labels: np.eye(int(labels.max()) + 1)[labels],
            lambda labels: (labels[:, None] == np.arange(labels.max() + 1)) * 1.0,
        ],
        "label-for-one": [lambda labels: np.eye(10)[labels] * labels[:, None]],
        "marks-every-row": [all_marked],
    }
)

bank("channels_first").update(
    {
        "reshape-for-transpose": [
            lambda images: images.reshape(len(images), images.shape[3], images.shape[1], images.shape[2])
        ],
        "width-before-height": [
            lambda images: np.transpose(images, (0, 3, 2, 1)),
            lambda images: np.swapaxes(images, 1, 3),
        ],
        "not-moved": [lambda images: images, lambda images: images.reshape(images.shape)],
        "all-axes-reversed": [lambda images: images.T],
        "wrong-way-round": [lambda images: np.moveaxis(images, 1, 3)],
    }
)


def mean_by_loop(measure, pick):
    return lambda image, means: pick([measure(image, mean) for mean in means])


bank("nearest_of_ten").update(
    {
        "farthest": [
            mean_by_loop(lambda a, b: np.linalg.norm(a.astype(float) - b.astype(float)), np.argmax),
        ],
        "bytes-wrap-around": [
            mean_by_loop(lambda a, b: ((b - a) ** 2).sum(), np.argmin),
            lambda image, means: np.argmin(((image - means) ** 2).sum((1, 2))),
        ],
        "bytes-wrap-around-in-abs": [mean_by_loop(lambda a, b: np.abs(b - a).sum(), np.argmin)],
        "differences-cancel": [mean_by_loop(lambda a, b: abs((a.astype(int) - b).sum()), np.argmin)],
        "signed-differences": [mean_by_loop(lambda a, b: (b.astype(int) - a).sum(), np.argmin)],
        "product-for-distance": [mean_by_loop(lambda a, b: (a.astype(int) * b).sum(), np.argmax)],
        "distance-for-digit": [mean_by_loop(lambda a, b: ((a.astype(int) - b) ** 2).sum(), min)],
    }
)


def permuted(count, seed):
    return np.random.default_rng(seed).permutation(count)


bank("deal").update(
    {
        "overlap": [
            lambda count, share, seed: (permuted(count, seed), permuted(count, seed)[: round(share * count)]),
            lambda count, share, seed: (
                permuted(count, seed)[round(share * count) :],
                permuted(count, seed + 1)[: round(share * count)],
            ),
        ],
        "drawn-twice": [
            lambda count, share, seed: (
                np.zeros(count - round(share * count), int),
                np.ones(round(share * count), int),
            )
        ],
        "counted-from-one": [
            lambda count, share, seed: (
                permuted(count, seed)[round(share * count) :] + 1,
                permuted(count, seed)[: round(share * count)] + 1,
            )
        ],
        "sizes-swapped": [
            lambda count, share, seed: (
                permuted(count, seed)[: round(share * count)],
                permuted(count, seed)[round(share * count) :],
            )
        ],
        "images-lost": [
            lambda count, share, seed: (
                permuted(count, seed)[round(share * count) : -1],
                permuted(count, seed)[: round(share * count)],
            )
        ],
        "not-shuffled": [
            lambda count, share, seed: (
                np.arange(count)[round(share * count) :],
                np.arange(count)[: round(share * count)],
            ),
            lambda count, share, seed: (
                list(range(count - round(share * count))),
                list(range(count - round(share * count), count)),
            ),
        ],
        "differs-each-time": [
            lambda count, share, seed: np.split(np.random.permutation(count), [count - round(share * count)])  # noqa: NPY002
        ],
    }
)

# Lesson 2


def naive_softmax(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def in_place_softmax(Z, T):
    Z -= Z.max(axis=1, keepdims=True)
    return naive_softmax(Z / T)


bank("tempered_softmax").update(
    {
        "wrong-axis": [
            lambda Z, T: np.exp((Z - Z.max(axis=0)) / T) / np.exp((Z - Z.max(axis=0)) / T).sum(axis=0),
            lambda Z, T: jnp.exp(Z / T - jnp.max(Z / T, 0)) / jnp.exp(Z / T - jnp.max(Z / T, 0)).sum(0),
        ],
        "sum-over-everything": [lambda Z, T: np.exp((Z - Z.max()) / T) / np.exp((Z - Z.max()) / T).sum()],
        "one-maximum-for-all": [lambda Z, T: naive_softmax((Z - Z.max()) / T)],
        "overflow": [
            lambda Z, T: naive_softmax(Z / T),
            lambda Z, T: np.array([[np.exp(z) / sum(np.exp(row)) for z in row] for row in Z / T]),
        ],
        "times-temperature": [lambda Z, T: naive_softmax(T * (Z - Z.max(axis=1, keepdims=True)))],
        "no-temperature": [lambda Z, T: naive_softmax(Z - Z.max(axis=1, keepdims=True))],
        "temperature-after-softmax": [lambda Z, T: naive_softmax(Z - Z.max(axis=1, keepdims=True)) / T],
        "no-exponential": [lambda Z, T: (Z / T) / (Z / T).sum(axis=1, keepdims=True)],
        "not-divided": [lambda Z, T: np.exp((Z - Z.max(axis=1, keepdims=True)) / T)],
        "changed-argument": [in_place_softmax],
    }
)


def log_probabilities(Z):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def stable_softmax(Z):
    return naive_softmax(Z - Z.max(axis=1, keepdims=True))


def picked(values, labels):
    return np.array([values[i, label] for i, label in enumerate(labels)])


bank("safe_loss").update(
    {
        "log-of-zero": [lambda Z, y: -np.log(picked(stable_softmax(Z), y)).mean()],
        "overflow": [
            lambda Z, y: -np.log(picked(naive_softmax(Z), y)).mean(),
            lambda Z, y: (
                -(Z - jnp.log(jnp.exp(Z) / jnp.exp(Z) * jnp.exp(Z).sum(1, keepdims=True)))[
                    np.arange(len(y)), y
                ].mean()
            ),
        ],
        "clipped": [
            lambda Z, y: -np.log(picked(stable_softmax(Z), y) + 1e-12).mean(),
            lambda Z, y: -np.log(np.clip(picked(stable_softmax(Z), y), 1e-7, 1)).mean(),
        ],
        "sum-for-mean": [lambda Z, y: -picked(log_probabilities(Z), y).sum()],
        "no-mean": [lambda Z, y: -picked(log_probabilities(Z), y)],
        "sign": [lambda Z, y: picked(log_probabilities(Z), y).mean()],
        "scores-for-probabilities": [lambda Z, y: -picked(Z, y).mean()],
        "lowered-scores-only": [lambda Z, y: (Z.max(axis=1) - picked(Z, y)).mean()],
        "all-digits": [
            lambda Z, y: -np.log(stable_softmax(Z)).mean(),
            lambda Z, y: -log_probabilities(Z).mean(),
        ],
        "another-logarithm": [
            lambda Z, y: -picked(log_probabilities(Z), y).mean() / np.log(2),
            lambda Z, y: -picked(log_probabilities(Z), y).mean() / np.log(10),
        ],
    }
)


def gradient_by_loop(X, P, Y, W, decay):
    total = np.zeros_like(W)
    for x, p, y in zip(X, P, Y, strict=True):
        total += np.outer(x, p - y)
    return total / len(X)


def error_in_place(X, P, Y, W, decay):
    P -= Y
    return X.T @ P / len(X) + decay * W


bank("decayed_gradient").update(
    {
        "sign": [lambda X, P, Y, W, decay: X.T @ (Y - P) / len(X) + decay * W],
        "no-batch-mean": [lambda X, P, Y, W, decay: gradient_by_loop(X, P, Y, W, decay) * len(X) + decay * W],
        "divided-by-features": [
            lambda X, P, Y, W, decay: X.T @ (P - Y) / X.shape[1] + decay * W,
            lambda X, P, Y, W, decay: X.T @ ((P - Y) / P.size) + decay * W,
            lambda X, P, Y, W, decay: X.T @ (P - Y) / len(Y[0]) + decay * W,
        ],
        "decay-divided-too": [lambda X, P, Y, W, decay: gradient_by_loop(X, P, Y, W, decay) + decay * W / len(X)],
        "penalty-for-its-derivative": [
            lambda X, P, Y, W, decay: gradient_by_loop(X, P, Y, W, decay) + decay * W * W / 2
        ],
        "factor-two": [lambda X, P, Y, W, decay: gradient_by_loop(X, P, Y, W, decay) + 2 * decay * W],
        "no-decay": [gradient_by_loop],
        "decay-sign": [lambda X, P, Y, W, decay: gradient_by_loop(X, P, Y, W, decay) - decay * W],
        "transposed": [lambda X, P, Y, W, decay: (P - Y).T @ X / len(X) + decay * W.T],
        "changed-argument": [error_in_place],
    }
)


def step_in_place(W, velocity, gradient, rate, momentum):
    velocity *= momentum
    velocity += gradient
    W -= rate * velocity
    return W, velocity


def step_with_old_velocity(W, velocity, gradient, rate, momentum):
    new = W - rate * velocity
    return new, momentum * velocity + gradient


bank("momentum_step").update(
    {
        "uphill": [lambda W, v, g, rate, m: (W + rate * (m * v + g), m * v + g)],
        "old-velocity": [step_with_old_velocity],
        "no-momentum": [lambda W, v, g, rate, m: (W - rate * g, m * v + g)],
        "velocity-not-returned": [lambda W, v, g, rate, m: (W - rate * m * v - rate * g, v)],
        "momentum-on-gradient": [lambda W, v, g, rate, m: (W - rate * (v + m * g), v + m * g)],
        "averaged": [lambda W, v, g, rate, m: (W - rate * (m * v + (1 - m) * g), m * v + (1 - m) * g)],
        "no-learning-rate": [lambda W, v, g, rate, m: (W - m * v - g, m * v + g)],
        "order": [lambda W, v, g, rate, m: [m * v + g, W - rate * (m * v + g)]],
        "changed-argument": [step_in_place],
        "wrong-number": [lambda W, v, g, rate, m: (W - rate * (m * v + g),)],
    }
)


def guesses(P):
    return [sorted(range(len(row)), key=lambda k: -row[k]) for row in P]


def hits(P, labels):
    return [label in order[:2] for order, label in zip(guesses(P), labels, strict=True)]


bank("top_two").update(
    {
        "only-first": [lambda P, y: (P.argmax(axis=1) == y).mean()],
        "only-second": [lambda P, y: (np.argsort(P, axis=1)[:, -2] == y).mean()],
        "least-likely": [lambda P, y: (np.argsort(P, axis=1)[:, :2] == y[:, None]).any(axis=1).mean()],
        "count-for-share": [lambda P, y: sum(hits(P, y)), lambda P, y: 100 * np.mean(hits(P, y))],
        "mistakes": [lambda P, y: 1 - np.mean(hits(P, y))],
        "half-of-the-hits": [lambda P, y: (np.argsort(P, axis=1)[:, -2:] == y[:, None]).mean()],
        "wrong-axis": [lambda P, y: (np.argsort(-P, axis=0)[:, :2] == y[:, None]).any(axis=1).mean()],
    }
)

# Lesson 3


def slope_of_whole_numbers(Z, leak):
    slope = np.zeros_like(Z)
    slope[Z > 0] = 1
    slope[Z <= 0] = leak
    return slope


bank("leaky_slope").update(
    {
        "function-for-slope": [lambda Z, leak: np.maximum(leak * Z, Z)],
        "no-leak": [lambda Z, leak: (Z > 0).astype(float)],
        "sides-swapped": [lambda Z, leak: np.where(Z < 0, 1, leak)],
        "score-for-one": [lambda Z, leak: np.where(Z < 0, leak, Z)],
        "leak-times-score": [lambda Z, leak: np.where(Z < 0, leak * Z, 1)],
        "negative-leak": [lambda Z, leak: np.where(Z < 0, -leak, 1)],
        "whole-numbers": [slope_of_whole_numbers],
    }
)


def layers(X, weights, biases, hidden, last):
    for number, (W, b) in enumerate(zip(weights, biases, strict=True)):
        X = X @ W + b
        X = last(X) if number == len(weights) - 1 else hidden(X)
    return X


def relu(Z):
    return Z * (Z > 0)


def identity(Z):
    return Z


def bias_after_relu(X, weights, biases):
    for number, (W, b) in enumerate(zip(weights, biases, strict=True)):
        X = X @ W
        if number < len(weights) - 1:
            X = relu(X)
        X = X + b
    return X


def without_the_last(X, weights, biases):
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        X = relu(X @ W + b)
    return X


bank("deep_scores").update(
    {
        "relu-at-the-end": [lambda X, weights, biases: layers(X, weights, biases, relu, relu)],
        "no-activation": [lambda X, weights, biases: layers(X, weights, biases, identity, identity)],
        "no-biases": [lambda X, weights, biases: layers(X, weights, [0] * len(biases), relu, identity)],
        "softmax-at-the-end": [lambda X, weights, biases: layers(X, weights, biases, relu, stable_softmax)],
        "sigmoid-for-relu": [
            lambda X, weights, biases: layers(X, weights, biases, lambda Z: 1 / (1 + np.exp(-Z)), identity)
        ],
        "relu-before-bias": [bias_after_relu],
        "last-layer-missing": [without_the_last],
    }
)


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


bank("sigmoid_delta").update(
    {
        "relus-slope": [
            lambda delta2, W2, H: (delta2 @ W2.T) * (H > 0),
            lambda delta2, W2, H: delta2 @ W2.T,
        ],
        "sigmoid-twice": [lambda delta2, W2, H: (delta2 @ W2.T) * sigmoid(H) * (1 - sigmoid(H))],
        "activation-for-slope": [lambda delta2, W2, H: H * (delta2 @ W2.T)],
        "half-a-slope": [lambda delta2, W2, H: (delta2 @ W2.T) * (1 - H)],
        "tanhs-slope": [lambda delta2, W2, H: (delta2 @ W2.T) * (1 - H * H)],
        "sign": [lambda delta2, W2, H: (delta2 @ W2.T) * H * (H - 1)],
        "divided-again": [lambda delta2, W2, H: (delta2 @ W2.T) * H * (1 - H) / len(H)],
        "not-through-the-weights": [lambda delta2, W2, H: (delta2 @ W2) * H * (1 - H)],
    }
)

bank("parameter_count").update(
    {
        "no-biases": [158_800, 158_800.0, np.int64(158_800)],
        "biases-for-pixels": [159_794],
        "one-bias-for-each-layer": [158_802],
        "hidden-layer-only": [156_800, 157_000],
        "counts-neurons": [994, 210],
        "all-multiplied": [1_568_000],
        "text": ["159,010"],
    }
)

bank("verdicts").update(
    {
        "names-swapped": [{"A": "underfitting", "B": "neither", "C": "overfitting"}],
        "training-loss-alone": [{"A": "neither", "B": "neither", "C": "underfitting"}],
        "gap-alone": [{"A": "overfitting", "B": "neither", "C": "neither"}],
        "any-gap": [
            {"A": "overfitting", "B": "overfitting", "C": "underfitting"},
            {"A": "overfitting", "B": "Underfitting", "C": "underfitting"},
        ],
        "unknown-word": [{"A": "overfitting", "B": "fine", "C": "underfitting"}],
        "wrong-kind": [["overfitting", "neither", "underfitting"], {"A": "overfitting"}],
    }
)
