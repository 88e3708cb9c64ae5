"""Wrong answers to the exercises of lessons 4 to 7, as learners write them, by the name of their mistake.

They are written apart from the package: nothing of it is imported here.
"""

from __future__ import annotations

import math

import jax.numpy as jnp
import numpy as np
from scipy import ndimage, signal, stats
from wrong_answers import bank

# Lesson 4


def slid(image, kernel):
    return signal.correlate2d(image, kernel, mode="valid")


def padded(image, above, below, left, right, **how):
    return np.pad(image, ((above, below), (left, right)), **how)


def halves(kernel):
    return kernel.shape[0] // 2, kernel.shape[1] // 2


def with_rim(image, kernel, **how):
    a, b = halves(kernel)
    return slid(padded(image, a, a, b, b, **how), kernel)


def one_too_many(image, kernel):
    a, b = halves(kernel)
    return slid(padded(image, a, a + 1, b, b + 1), kernel)


def moved(image, kernel):
    a, b = halves(kernel)
    return slid(padded(image, a + 1, a - 1, b + 1, b - 1), kernel) if min(a, b) else with_rim(image, kernel)


bank("convolve_same").update(
    {
        "flipped-kernel": [
            lambda image, kernel: signal.convolve2d(image, kernel, mode="same"),
            lambda image, kernel: ndimage.convolve(image, kernel, mode="constant"),
        ],
        "no-padding": [slid],
        "padding-off-by-one": [one_too_many],
        "full-size": [lambda image, kernel: signal.correlate2d(image, kernel, mode="full")],
        "rim-repeats-the-edge": [
            lambda image, kernel: with_rim(image, kernel, mode="edge"),
            lambda image, kernel: ndimage.correlate(image, kernel),
        ],
        "transposed-kernel": [lambda image, kernel: with_rim(image, kernel.T)],
        "mean-for-sum": [lambda image, kernel: with_rim(image, kernel) / kernel.size],
    }
)

bank("output_size").update(
    {
        "plus-one-forgotten": [lambda size, kernel, padding, stride: (size + 2 * padding - kernel) // stride],
        "padding-on-one-side": [lambda size, kernel, padding, stride: (size + padding - kernel) // stride + 1],
        "no-padding": [lambda size, kernel, padding, stride: (size - kernel) // stride + 1],
        "no-stride": [lambda size, kernel, padding, stride: size + 2 * padding - kernel + 1],
        "rounded-up": [
            lambda size, kernel, padding, stride: int(np.ceil((size + 2 * padding - kernel) / stride)) + 1
        ],
        "divides-at-the-end": [lambda size, kernel, padding, stride: (size + 2 * padding - kernel + 1) // stride],
        "fraction": [
            lambda size, kernel, padding, stride: (size + 2 * padding - kernel) / stride + 1,
        ],
    }
)


def pooled(maps, side, largest, start=None):
    rows, cols = maps.shape[0] // side, maps.shape[1] // side
    output = np.zeros((rows, cols, maps.shape[2]))
    for row in range(rows):
        for col in range(cols):
            for channel in range(maps.shape[2]):
                square = maps[row * side : (row + 1) * side, col * side : (col + 1) * side, channel]
                output[row, col, channel] = largest(square)
    return output


def from_zero(square):
    best = 0
    for value in square.ravel():
        if value > best:
            best = value
    return best


def over_channels(maps, side):
    rows, cols = maps.shape[0] // side, maps.shape[1] // side
    output = np.zeros((rows, cols, maps.shape[2]))
    for row in range(rows):
        for col in range(cols):
            output[row, col] = maps[row * side : (row + 1) * side, col * side : (col + 1) * side].max()
    return output


def reshaped(maps, side):
    rows, cols = maps.shape[0] // side, maps.shape[1] // side
    cut = maps[: rows * side, : cols * side]
    return cut.reshape(rows, cols, side, side, -1).max(axis=(2, 3))


bank("pool_maps").update(
    {
        "mean-for-max": [lambda maps, side: pooled(maps, side, np.mean)],
        "smallest-for-largest": [lambda maps, side: pooled(maps, side, np.min)],
        "cut-anew": [reshaped],
        "starts-from-zero": [lambda maps, side: pooled(maps + 0, side, from_zero)],
        "channels-mixed": [over_channels, lambda maps, side: pooled(maps, side, np.max).max(axis=2)],
        "picks-one-pixel": [
            lambda maps, side: maps[::side, ::side][: maps.shape[0] // side, : maps.shape[1] // side],
            lambda maps, side: pooled(maps, side, lambda square: square[-1, -1]),
        ],
        "always-two": [
            lambda maps, side: pooled(maps, 2, np.max),
            lambda maps, side: maps.reshape(maps.shape[0] // 2, 2, maps.shape[1] // 2, 2, 3).max(axis=(1, 3)),
        ],
        "not-cut-off": [
            lambda maps, side: maps.reshape(
                maps.shape[0] // side, side, maps.shape[1] // side, side, maps.shape[2]
            ).max(axis=(1, 3)),
        ],
    }
)

bank("layer_parameters").update(
    {
        "no-biases": [1800, jnp.array(1800)],
        "one-channel": [624, 600],
        "one-kernel": [75, 76, 99],
        "bias-for-each-channel": [1872, 1803],
        "depends-on-the-image": [32 * 32 * 1824, 32 * 32 * 3 * 24 + 24],
        "not-numbers": [[[1, 2], [3]], object()],
    }
)

bank("best_epoch").update(
    {
        "chosen-on-training": [lambda training, validation, test: training.index(min(training))],
        "chosen-on-test": [lambda training, validation, test: int(np.argmin(test))],
        "largest-loss": [lambda training, validation, test: int(np.argmax(validation))],
        "last-epoch": [lambda training, validation, test: len(training) - 1],
        "counted-from-one": [lambda training, validation, test: validation.index(min(validation)) + 1],
        "loss-for-epoch": [lambda training, validation, test: min(validation)],
        "mean-of-all-sets": [
            lambda training, validation, test: int(np.argmin(np.mean([training, validation, test], axis=0))),
            lambda training, validation, test: int(np.argmin(np.add(validation, test))),
        ],
    }
)

# Lesson 5


def table_of(pairs, rows, cols):
    table = np.zeros((rows, cols), int)
    for a, b in pairs:
        table[a, b] += 1
    return table


def each_pair_once(labels, read, classes):
    table = np.zeros((classes, classes), int)
    table[labels, read] += 1
    return table


def only_mistakes(labels, read, classes):
    wrong = labels != read
    return table_of(zip(labels[wrong], read[wrong], strict=True), classes, classes)


def rows_to_shares(labels, read, classes):
    table = table_of(zip(labels, read, strict=True), classes, classes)
    return table / np.maximum(table.sum(axis=1, keepdims=True), 1)


bank("confusion_table").update(
    {
        "rows-for-columns": [
            lambda labels, read, classes: table_of(zip(read, labels, strict=True), classes, classes)
        ],
        "each-pair-once": [each_pair_once],
        "mistakes-only": [only_mistakes],
        "classes-from-the-labels": [
            lambda labels, read, classes: table_of(
                zip(labels, read, strict=True), max(labels, default=1) + 1, max(labels, default=1) + 1
            )
        ],
        "shares-for-counts": [
            rows_to_shares,
            lambda labels, read, classes: (
                table_of(zip(labels, read, strict=True), classes, classes) / max(1, len(labels))
            ),
        ],
        "off-by-one": [
            lambda labels, read, classes: table_of(zip(labels - 1, read - 1, strict=True), classes, classes)
        ],
    }
)


def gaps(confidence, correct, bins, *, last=True, empty=False):
    """Return share and signed gap of each bin, found by comparing with its edges."""
    found = []
    for low in np.arange(bins) / bins:
        high = low + 1 / bins
        inside = (confidence >= low) & ((confidence < high) | (last & (confidence == 1) & (high > 1 - 1e-9)))
        if inside.any() or empty:
            found.append((inside.sum() / len(confidence), confidence[inside].mean() - correct[inside].mean()))
    return np.array(found).T


def emptiness(confidence, correct, bins):
    share, gap = gaps(confidence, correct, bins, empty=True)
    return (share * abs(gap)).sum()


bank("calibration_error").update(
    {
        "empty-bins": [emptiness],
        "signed-gaps": [
            lambda c, r, bins: (gaps(c, r, bins)[0] * gaps(c, r, bins)[1]).sum(),
            lambda c, r, bins: -(gaps(c, r, bins)[0] @ gaps(c, r, bins)[1]),
            lambda c, r, bins: abs(np.mean(c) - np.mean(r)),
        ],
        "bins-weigh-the-same": [lambda c, r, bins: abs(gaps(c, r, bins)[1]).mean()],
        "sum-of-gaps": [lambda c, r, bins: sum(abs(gaps(c, r, bins)[1]))],
        "largest-gap": [lambda c, r, bins: max(abs(gaps(c, r, bins)[1]))],
        "squared-gaps": [
            lambda c, r, bins: gaps(c, r, bins)[0] @ gaps(c, r, bins)[1] ** 2,
            lambda c, r, bins: (gaps(c, r, bins)[0] @ gaps(c, r, bins)[1] ** 2) ** 0.5,
        ],
        "confidence-one-lost": [
            lambda c, r, bins: gaps(c, r, bins, last=False)[0] @ abs(gaps(c, r, bins, last=False)[1])
        ],
        "count-for-share": [lambda c, r, bins: len(c) * (gaps(c, r, bins)[0] @ abs(gaps(c, r, bins)[1]))],
    }
)

bank("strictest_threshold").update(
    {
        "count-for-threshold": [
            lambda c, share: int(share * len(c)),
            lambda c, share: 100 * np.quantile(c, share),
        ],
        "wrong-end": [
            lambda c, share: np.quantile(c, 1 - share),
            lambda c, share: np.sort(c)[::-1][int(share * len(c))],
        ],
        "share-for-threshold": [lambda c, share: share],
        "turns-none-away": [lambda c, share: min(c), lambda c, share: 0.0],
        "too-many": [
            lambda c, share: np.quantile(c, share),
            lambda c, share: np.sort(c)[int(share * len(c)) + 1],
            lambda c, share: np.mean(c),
        ],
        "too-few": [lambda c, share: np.sort(c)[int(share * len(c) / 2) + 1 if share > 0.05 else 1]],
    }
)


def wilson(correct, count, z, under_root, after_root=lambda n, z: 0, divided=True):
    p = correct / count
    middle = p + z * z / 2 / count
    reach = z * (under_root(p, count, z) ** 0.5 + after_root(count, z))
    below = 1 + z * z / count if divided else 1
    return (middle - reach) / below, (middle + reach) / below


def under(p, n, z):
    return p * (1 - p) / n + z * z / 4 / n / n


def scipys(correct, count, z):
    level = 2 * stats.norm.cdf(z) - 1
    interval = stats.binomtest(correct, count).proportion_ci(level, method="wilson")
    return interval.low, interval.high


bank("wilson_interval").update(
    {
        "normal-approximation": [
            lambda k, n, z: (
                k / n - z * np.sqrt(k / n * (1 - k / n) / n),
                k / n + z * np.sqrt(k / n * (1 - k / n) / n),
            )
        ],
        "no-root": [lambda k, n, z: wilson(k, n, z, lambda p, n, z: under(p, n, z) ** 2)],
        "half-of-the-root": [lambda k, n, z: wilson(k, n, z, lambda p, n, z: p * (1 - p) / n)],
        "root-ends-early": [
            lambda k, n, z: wilson(k, n, z, lambda p, n, z: p * (1 - p) / n, lambda n, z: z * z / 4 / n / n)
        ],
        "not-divided": [lambda k, n, z: wilson(k, n, z, under, divided=False)],
        "order": [lambda k, n, z: scipys(k, n, z)[::-1]],
        "percent": [lambda k, n, z: 100 * np.array(scipys(k, n, z))],
        "middle-and-reach": [lambda k, n, z: (np.mean(scipys(k, n, z)), np.ptp(scipys(k, n, z)) / 2)],
    }
)

# Lesson 6


def edges(image):
    rows, cols = np.where(image > 0)
    return rows.min(), rows.max(), cols.min(), cols.max()


def unless_blank(crop):
    return lambda image: crop(image, *edges(image)) if image.any() else np.zeros((0, 0))


bank("crop_ink").update(
    {
        "last-line-lost": [unless_blank(lambda image, top, bottom, left, right: image[top:bottom, left:right])],
        "rows-for-columns": [
            unless_blank(lambda image, top, bottom, left, right: image[left : right + 1, top : bottom + 1])
        ],
        "rows-only": [
            unless_blank(lambda image, top, bottom, left, right: image[top : bottom + 1]),
            lambda image: image[image.any(axis=1)],
        ],
        "columns-only": [unless_blank(lambda image, top, bottom, left, right: image[:, left : right + 1])],
        "paper-inside-removed": [
            lambda image: image[image.any(axis=1)][:, image.any(axis=0)],
            lambda image: image[image > 0],
        ],
        "faint-ink-lost": [
            lambda image: unless_blank(lambda i, t, b, le, r: image[t : b + 1, le : r + 1])(
                np.where(image > 240, image, 0) if image.max() > 240 else image
            )
        ],
        "blank-kept": [
            lambda image: (
                unless_blank(lambda i, t, b, le, r: i[t : b + 1, le : r + 1])(image) if image.any() else image
            )
        ],
        "margin-kept": [
            unless_blank(lambda i, t, b, le, r: i[max(t - 1, 0) : b + 2, max(le - 1, 0) : r + 2]),
        ],
        "empty-case": [
            lambda image: image[edges(image)[0] : edges(image)[1] + 1, edges(image)[2] : edges(image)[3] + 1]
        ],
    }
)

bank("scale_factor").update(
    {
        "shorter-side": [lambda height, width: 20 / min(height, width)],
        "upside-down": [lambda height, width: max(height, width) / 20],
        "fills-the-field": [lambda height, width: 28 / max(height, width)],
        "only-shrinks": [lambda height, width: min(1.0, 20 / max(height, width))],
        "integer-division": [
            lambda height, width: 20 // max(height, width),
            lambda height, width: int(20 / max(height, width)),
        ],
        "each-side-by-itself": [lambda height, width: (20 / height, 20 / width)],
        "height-only": [lambda height, width: 20 / height],
        "diagonal-or-mean": [
            lambda height, width: 20 / (height**2 + width**2) ** 0.5,
            lambda height, width: 40 / (height + width),
        ],
    }
)


def mass(image):
    return ndimage.center_of_mass(image.astype(float))


def way(row, col, goal=14):
    return int(np.rint(goal - row)), int(np.rint(goal - col))


bank("shift_to_middle").update(
    {
        "rows-for-columns": [lambda image: way(*mass(image)[::-1]), lambda image: way(*mass(image.T))],
        "sign": [lambda image: tuple(-step for step in way(*mass(image)))],
        "box-for-mass": [
            lambda image: way(
                (edges(image)[0] + edges(image)[1]) / 2,
                (edges(image)[2] + edges(image)[3]) / 2,
            )
        ],
        "all-ink-weighs-the-same": [
            lambda image: way(*mass(image > 0)),
            lambda image: way(np.nonzero(image)[0].mean(), np.nonzero(image)[1].mean()),
        ],
        "place-for-shift": [lambda image: np.rint(mass(image)).astype(int)],
        "another-middle": [lambda image: way(*mass(image), 13), lambda image: way(*mass(image), 10)],
        "not-rounded": [lambda image: tuple(14 - np.array(mass(image)))],
        "rounded-down": [
            lambda image: tuple(int(14 - place) for place in mass(image)),
            lambda image: way(*mass(image), 13.5),
        ],
    }
)


def silent_where(P, unsure, instead=-1):
    digits = P.argmax(axis=1)
    digits[unsure] = instead
    return digits


bank("read_or_not").update(
    {
        "always-answers": [lambda P, least: P.argmax(axis=1)],
        "wrong-way-round": [lambda P, least: silent_where(P, P.max(axis=1) >= least)],
        "digit-for-probability": [lambda P, least: silent_where(P, P.argmax(axis=1) < least)],
        "limit-not-included": [lambda P, least: silent_where(P, P.max(axis=1) <= least)],
        "wrong-axis": [lambda P, least: np.where(P.max(axis=0) >= least, P.argmax(axis=0), -1)],
        "probability-for-digit": [lambda P, least: np.where(P.max(axis=1) >= least, P.max(axis=1), -1)],
        "zero-for-unsure": [lambda P, least: silent_where(P, P.max(axis=1) < least, 0)],
        "unsure-left-out": [lambda P, least: P.argmax(axis=1)[P.max(axis=1) >= least]],
    }
)


# What was accepted once


def dealt(count, share, seed):
    order = np.random.default_rng(seed).permutation(count)
    return order[round(share * count) :], order[: round(share * count)]


def every_kth(count, share, seed):
    numbers, step = np.arange(count), round(1 / share)
    chosen = numbers[seed % step :: step][: round(share * count)]
    return np.setdiff1d(numbers, chosen), chosen


bank("deal").update(
    {
        "fractions": [lambda *arguments: tuple(part.astype(float) for part in dealt(*arguments))],
        "every-kth": [
            lambda count, share, seed: every_kth(100, 0.2, seed) if count == 100 else dealt(count, share, 0)
        ],
        "seed-ignored": [lambda count, share, seed: dealt(count, share, 42)],
        "rounding": [
            lambda count, share, seed: (
                (order := np.random.default_rng(seed).permutation(count))[int(share * count) :],
                order[: int(share * count)],
            ),
        ],
    }
)
bank("nearest_of_ten").update(
    {
        "absolute-for-squared": [
            lambda image, means: min(range(10), key=lambda d: abs(means[d].astype(int) - image.astype(int)).sum())
        ],
        "largest-difference": [
            lambda image, means: np.abs(means.astype(int) - image.astype(int)).max(axis=(1, 2)).argmin()
        ],
    }
)
bank("best_epoch").update(
    {
        "smallest-gap": [
            lambda training, validation, test: min(
                range(len(validation)), key=lambda epoch: abs(training[epoch] - validation[epoch])
            )
        ]
    }
)


def without_first(confidence, correct, bins):
    number = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [(number == one, one) for one in range(1, bins)]
    return sum(i.mean() * abs(confidence[i].mean() - correct[i].mean()) for i, _ in gaps if i.any())


bank("calibration_error").update({"first-bin-lost": [without_first]})

# Lesson 7; more of them stand in attempts_third.py


def tail(only_first, only_second):
    n = only_first + only_second
    return sum(math.comb(n, k) for k in range(min(only_first, only_second) + 1)) / 2**n


def centred(activations):
    return activations - activations.mean(axis=0)


bank("mcnemar_p").update(
    {
        "one-side-only": [tail],
        "more-than-certain": [lambda only_first, only_second: 2 * tail(only_first, only_second)],
        "share-of-one": [lambda a, b: abs(a - b) / max(a + b, 1), lambda a, b: min(a, b) / (a + b)],
        "first-for-smaller": [lambda a, b: min(1.0, 2 * stats.binom.cdf(b, a + b, 0.5))],
    }
)
bank("seed_spread").update(
    {
        "seeds-not-paired": [lambda a, b: (b.mean() - a.mean(), np.hypot(stats.sem(a), stats.sem(b)))],
        "error-first": [lambda a, b: (stats.sem(b - a), np.mean(b - a))],
        "signs-lost": [lambda a, b: (np.abs(b - a).mean(), stats.sem(b - a))],
        "variance-for-spread": [lambda a, b: ((b - a).mean(), (b - a).var(ddof=1))],
    }
)
bank("fooling_step").update(
    {
        "not-clipped": [lambda x, g, e: x + e * jnp.sign(g)],
        "downhill": [lambda x, g, e: jnp.clip(x - e * jnp.sign(g), 0.0, 1.0)],
        "scaled-by-its-size": [lambda x, g, e: np.clip(x + e * g / np.abs(g).max(), 0, 1)],
        "upward-only": [lambda x, g, e: np.minimum(x + e, 1)],
        "flat-pixels-move": [lambda x, g, e: np.clip(np.where(g >= 0, x + e, x - e), 0, 1)],
    }
)
bank("explained_shares").update(
    {
        "not-centred": [lambda A: (s := np.linalg.svd(A, compute_uv=False) ** 2) / s.sum()],
        "variances-not-shares": [lambda A: np.linalg.svd(centred(A), compute_uv=False) ** 2],
        "not-squared": [lambda A: (s := np.linalg.svd(centred(A), compute_uv=False)) / s.sum()],
        "variance-of-each-neuron": [lambda A: A.var(axis=0, ddof=1) / A.var(axis=0, ddof=1).sum()],
    }
)
