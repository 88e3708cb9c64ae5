"""Right answers to the exercises, written otherwise than the solutions: by loops, with JAX, SciPy and optax."""

from __future__ import annotations

import itertools
import math

import jax
import jax.numpy as jnp
import numpy as np
import optax
from scipy import ndimage, signal, special, stats


def box_by_loop(strokes):
    left = top = math.inf
    right = bottom = -math.inf
    for stroke in strokes:
        for x, y in stroke.tolist():
            left, right = min(left, x), max(right, x)
            top, bottom = min(top, y), max(bottom, y)
    return [left, top, right, bottom]


def one_hot_by_loop(labels):
    return [[1 if digit == label else 0 for digit in range(10)] for label in labels]


def dealt_by_shuffling(count, share, seed):
    numbers = list(range(count))
    np.random.default_rng(seed).shuffle(numbers)
    cut = count - round(share * count)
    return numbers[:cut], numbers[cut:]


def softmax_by_loop(Z, T):
    rows = []
    for row in Z:
        powers = [math.exp((z - max(row)) / T) for z in row]
        rows.append([power / sum(powers) for power in powers])
    return rows


def loss_in_float32(Z, labels):
    losses = optax.softmax_cross_entropy_with_integer_labels(jnp.asarray(Z, jnp.float32), jnp.asarray(labels))
    return losses.mean()


def gradient_by_machine(X, P, Y, W, decay):
    """The gradient of the loss whose probabilities are P: biases are found that give them."""

    def loss(V):
        return optax.softmax_cross_entropy(np.log(P) + X @ (V - W), Y).mean() + decay / 2 * (V**2).sum()

    return jax.grad(loss)(jnp.asarray(W))


def step_with_optax(W, velocity, gradient, rate, momentum):
    optimizer = optax.trace(decay=momentum)
    updates, state = optimizer.update(gradient, optax.TraceState(velocity))
    return W - rate * updates, state.trace


def top_two_by_loop(P, labels):
    right = 0
    for row, label in zip(P.tolist(), labels.tolist(), strict=True):
        right += sum(other > row[label] for other in row) < 2
    return right / len(labels)


def scores_in_jax(X, weights, biases):
    *hidden, last = zip(weights, biases, strict=True)
    for W, b in hidden:
        X = jax.nn.relu(jnp.dot(X, W) + b)
    return jnp.dot(X, last[0]) + last[1]


def delta_by_machine(delta2, W2, H):
    Z = special.logit(H)
    return jax.vjp(lambda Z: jax.nn.sigmoid(Z) @ W2, jnp.asarray(Z))[1](jnp.asarray(delta2))[0]


def places(size, kernel, padding, stride):
    start, count = -padding, 0
    while start + kernel <= size + padding:
        start, count = start + stride, count + 1
    return count


def pooled_by_loop(maps, side):
    rows, cols, channels = maps.shape[0] // side, maps.shape[1] // side, maps.shape[2]
    return [
        [
            [maps[r * side : (r + 1) * side, c * side : (c + 1) * side, k].max() for k in range(channels)]
            for c in range(cols)
        ]
        for r in range(rows)
    ]


def calibration_with_scipy(confidence, correct, bins):
    edges = np.linspace(0, 1, bins + 1)
    sums = [
        stats.binned_statistic(confidence, values, "sum", edges).statistic
        for values in (confidence, correct * 1.0)
    ]
    return np.abs(sums[0] - sums[1]).sum() / len(confidence)


def wilson_with_scipy(correct, count, z):
    interval = stats.binomtest(correct, count).proportion_ci(2 * stats.norm.cdf(z) - 1, method="wilson")
    return np.array([interval.low, interval.high], np.float32)


def cropped_with_scipy(image):
    found = ndimage.find_objects((image > 0).astype(int))
    return image[found[0]] if found else np.zeros((0, 0))


def shift_with_scipy(image):
    return tuple(np.rint(14 - np.array(ndimage.center_of_mass(image))).astype(int))


def read_by_loop(P, least):
    return [row.index(max(row)) if max(row) >= least else -1 for row in P.tolist()]


def coins_by_scipy(only_first, only_second):
    if only_first + only_second == 0:
        return 1
    return stats.binomtest(only_second, only_first + only_second).pvalue


def coins_by_symmetry(only_first, only_second):
    n = only_first + only_second
    ways = [math.comb(n, k) for k in range(n + 1)]
    return sum(way for way in ways if way <= ways[only_first]) / sum(ways)


def spread_by_loop(first, second):
    differences = [float(b) - float(a) for a, b in zip(first, second, strict=True)]
    mean = sum(differences) / len(differences)
    variance = sum((d - mean) ** 2 for d in differences) / (len(differences) - 1)
    return [mean, math.sqrt(variance / len(differences))]


def step_by_loop(image, gradient, epsilon):
    pixels = []
    for x, g in zip(np.ravel(image).tolist(), np.ravel(gradient).tolist(), strict=True):
        moved = x + epsilon if g > 0 else x - epsilon if g < 0 else x
        pixels.append(min(max(moved, 0.0), 1.0))
    return np.reshape(pixels, np.shape(image))


def shares_by_covariance(activations):
    values = np.linalg.eigvalsh(np.atleast_2d(np.cov(activations.T)))[::-1][: min(activations.shape)]
    return np.maximum(values, 0) / np.trace(np.atleast_2d(np.cov(activations.T)))


def adam_with_optax(W, m, v, gradient, step, rate):
    optimizer = optax.scale_by_adam()
    count = jnp.asarray(step - 1, jnp.int32)
    updates, state = optimizer.update(gradient, optax.ScaleByAdamState(count, m, v))
    return W - rate * updates, state.mu, state.nu


def gradient_of_one_by_machine(x, p, label):
    """The gradient of the loss whose probabilities are p, at weights 0 and with biases that give p."""

    def loss(W):
        return optax.softmax_cross_entropy_with_integer_labels(x @ W + jnp.log(p), label)

    return jax.grad(loss)(jnp.zeros((len(x), len(p))))


def trained_by_recursion(network, step, measure, batches, epochs):
    if epochs == 0:
        return []
    network.train()
    list(map(step, itertools.repeat(network), batches))
    network.eval()
    return [measure(network), *trained_by_recursion(network, step, measure, batches, epochs - 1)]


def gap_by_columns(layer, image, by):
    width = image.shape[1]
    moved = layer(image[:, [(column - by) % width for column in range(width)]])
    still = layer(image)
    return max(np.abs(moved[:, (column + by) % width] - still[:, column]).max() for column in range(width))


def interval_by_sorting(first, second, draws):
    values = sorted(sum(second[row]) / len(row) - sum(first[row]) / len(row) for row in draws)
    ends = []
    for share in (0.025, 0.975):
        place = share * (len(values) - 1)
        low = math.floor(place)
        ends.append(values[low] + (place - low) * (values[min(low + 1, len(values) - 1)] - values[low]))
    return ends


RIGHT = {
    "count_points": [
        lambda strokes: len([point for stroke in strokes for point in stroke]),
        lambda strokes: np.sum([len(stroke) for stroke in strokes]),  # a float where there is none
    ],
    "bounding_box": [box_by_loop],
    "pen_travel": [lambda strokes: sum(math.dist(a, b) for s in strokes for a, b in itertools.pairwise(s))],
    "scale": [
        lambda images: images.astype(np.float32) / 255,
        lambda images: jnp.asarray(images) / 255,
        lambda images: np.multiply(images, 1 / 255, dtype=np.float64).tolist(),
    ],
    "one_hot_rows": [
        one_hot_by_loop,
        lambda labels: np.eye(10, dtype=np.uint8)[labels],
        lambda labels: jax.nn.one_hot(labels, 10),
        lambda labels: np.asarray(labels)[:, None] == np.arange(10),
    ],
    "channels_first": [
        lambda images: np.moveaxis(images, -1, 1),
        lambda images: np.stack([images[..., c] for c in range(images.shape[-1])], axis=1),
        lambda images: jnp.einsum("nhwc->nchw", images),
    ],
    "subtract_means": [
        lambda images: [image - np.average(image) for image in images],
        lambda images: signal.detrend(images.reshape(len(images), -1), type="constant").reshape(images.shape),
    ],
    "nearest_of_ten": [
        lambda image, means: min(range(10), key=lambda k: ((image.astype(float) - means[k]) ** 2).sum()),
        lambda image, means: jnp.argmin(
            jnp.linalg.norm((means - image.astype(np.float32)).reshape(10, -1), axis=1)
        ),
    ],
    "deal": [dealt_by_shuffling],
    "tempered_softmax": [
        softmax_by_loop,
        lambda Z, T: special.softmax(Z / T, axis=1),
        lambda Z, T: jax.nn.softmax(jnp.asarray(Z, jnp.float32) / T),
        jax.jit(lambda Z, T: jax.nn.softmax(Z / T)),
    ],
    "safe_loss": [
        loss_in_float32,
        lambda Z, labels: np.mean([special.logsumexp(z) - z[k] for z, k in zip(Z, labels, strict=True)]),
    ],
    "one_gradient": [
        gradient_of_one_by_machine,
        lambda x, p, k: np.kron(x, p - (np.arange(len(p)) == k)).reshape(len(x), -1),
    ],
    "decayed_gradient": [
        gradient_by_machine,
        lambda X, P, Y, W, decay: (np.einsum("nd,nk->dk", X, P - Y) / len(X) + decay * W).astype(np.float32),
    ],
    "momentum_step": [step_with_optax, lambda W, v, g, rate, m: [W - rate * m * v - rate * g, m * v + g]],
    "top_two": [
        top_two_by_loop,
        lambda P, labels: jnp.isin(jax.lax.top_k(P, 2)[1] - labels[:, None], 0).any(1).mean(),
    ],
    "leaky_slope": [
        lambda Z, leak: leak + (1 - leak) * (Z > 0),
        lambda Z, leak: jax.vmap(jax.grad(lambda z: jax.nn.leaky_relu(z, leak)))(Z.ravel() * 1.0).reshape(Z.shape),
    ],
    "deep_scores": [scores_in_jax],
    "sigmoid_delta": [delta_by_machine],
    "adam_step": [adam_with_optax],
    "dropout_layer": [
        lambda H, mask, share: np.where(mask, H / (1 - share), 0),
        lambda H, mask, share: [
            [h * m / (1 - share) for h, m in zip(*rows, strict=True)] for rows in zip(H, mask, strict=True)
        ],
    ],
    "parameter_count": [159_010, 159_010.0, np.int32(159_010), jnp.asarray(159_010), [784 * 200 + 200 + 2010][0]],
    "verdicts": [{"C": "Underfitting ", "A": "overfitting", "B": "NEITHER"}],
    "convolve_same": [
        lambda image, kernel: signal.correlate2d(image, kernel, mode="same"),
        lambda image, kernel: ndimage.correlate(image, kernel, mode="constant"),
        lambda image, kernel: jax.lax.conv_general_dilated(
            jnp.asarray(image, jnp.float32)[None, None],
            jnp.asarray(kernel, jnp.float32)[None, None],
            (1, 1),
            "SAME",
        )[0, 0],
    ],
    "output_size": [
        places,
        lambda *numbers: np.int64(places(*numbers)),
        lambda size, kernel, padding, stride: np.floor((size + 2 * padding - kernel) / stride) + 1,
    ],
    "pool_maps": [pooled_by_loop],
    "layer_parameters": [sum([1] * 24) * 76],
    "train_loop": [trained_by_recursion],
    "best_epoch": [lambda training, validation, test: validation.index(min(validation))],
    "equivariance_gap": [gap_by_columns],
    "confusion_table": [
        lambda labels, read, classes: np.bincount(labels * classes + read, minlength=classes**2).reshape(
            classes, -1
        ),
        lambda labels, read, classes: [
            [int(((labels == true) & (read == said)).sum()) for said in range(classes)] for true in range(classes)
        ],
    ],
    "calibration_error": [calibration_with_scipy],
    "strictest_threshold": [
        lambda confidence, share: sorted(confidence)[math.floor(share * len(confidence))],
        lambda confidence, share: max(c for c in confidence if (confidence < c).mean() <= share),
    ],
    "wilson_interval": [wilson_with_scipy],
    "only_one_right": [
        lambda labels, first, second: np.array(
            [np.count_nonzero((a == labels) > (b == labels)) for a, b in ((first, second), (second, first))]
        ),
        lambda labels, first, second: (
            len(set(np.flatnonzero(first == labels)) - set(np.flatnonzero(second == labels))),
            len(set(np.flatnonzero(second == labels)) - set(np.flatnonzero(first == labels))),
        ),
    ],
    "difference_interval": [
        interval_by_sorting,
        lambda first, second, draws: stats.mstats.mquantiles(
            np.take(second - first, draws).mean(axis=1), [0.025, 0.975], alphap=1, betap=1
        ),
    ],
    "crop_ink": [cropped_with_scipy],
    "scale_factor": [lambda height, width: min(20 / height, 20 / width), lambda *size: np.float32(20 / max(size))],
    "shift_to_middle": [
        shift_with_scipy,
        lambda image: tuple(np.round(14 - np.array(ndimage.center_of_mass(image)))),
        lambda image: np.round(14 - np.array(ndimage.center_of_mass(image))),
    ],
    "read_or_not": [read_by_loop],
    "mcnemar_p": [coins_by_scipy, coins_by_symmetry],
    "seed_spread": [
        spread_by_loop,
        lambda first, second: (np.mean(second) - np.mean(first), stats.sem(np.subtract(second, first))),
    ],
    "fooling_step": [
        step_by_loop,
        lambda image, gradient, epsilon: jnp.clip(image + epsilon * jnp.sign(gradient), 0.0, 1.0),
    ],
    "explained_shares": [shares_by_covariance],
}
