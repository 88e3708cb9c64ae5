"""Attempts of beginners at the exercises that came last, written before their mistakes were given names.

Where an address stands, that mistake was made there, in other code; the answer is written anew. ``teacher`` is what a
good teacher would say; ``named`` is what the check calls it, None where it finds no name, or not the teacher's.
"""

# ruff: noqa
from __future__ import annotations

import jax
import jax.numpy as jnp
import math
import numpy as np

from attempts import collector

ATTEMPTS, attempt = collector()
HERE = "written for this test"

# Each image minus its own mean


@attempt(
    "subtract_means",
    "wrong",
    source="https://github.com/vlfeat/matconvnet/issues/484  average image, or the mean of each image?",
    teacher="That is the average image, taken over the images: each image has a mean of its own, over rows and columns.",
    named="mean-image",
)
def d001(images):
    average = np.mean(images, axis=0)
    return images - average


@attempt(
    "subtract_means",
    "wrong",
    source="https://github.com/jmiller656/EDSR-Tensorflow/issues/34  the mean of each batch",
    teacher="One mean of all images together is subtracted from each: take it for each image.",
    named="one-mean-for-all",
)
def d002(images):
    images = images.astype(np.float32)
    mean = images.mean()
    images = images - mean
    return images


@attempt(
    "subtract_means",
    "wrong",
    source="https://github.com/waveform80/picamera/pull/263  uint8 wraps around",
    teacher="The means were cut to uint8, and bytes wrap around below 0: go to floats first.",
    named="wraps-around",
)
def d003(images):
    means = images.mean(axis=(1, 2)).astype(np.uint8)
    return images - means[:, None, None]


@attempt(
    "subtract_means",
    "wrong",
    source="from memory: Stack Overflow, operands could not be broadcast together with shapes (n,h,w) (n,), ~2018",
    teacher="The means (n,) are laid along the last axis: they need two axes of length 1 behind them.",
    named="repeated-along-the-wrong-axis",
)
def d004(images):
    means = np.mean(images, axis=(1, 2))
    return images - means


@attempt(
    "subtract_means",
    "wrong",
    source=HERE,
    teacher="The means have the shape (n, 1) here, so they are laid along the rows: (n, 1, 1) is needed.",
    named="repeated-along-the-wrong-axis",
)
def d005(images):
    flat = images.reshape(len(images), -1)
    means = flat.mean(axis=1, keepdims=True)
    return images - means


@attempt(
    "subtract_means",
    "wrong",
    source=HERE,
    teacher="np.zeros_like of bytes makes bytes, so decimals and signs are lost: make an array of floats.",
    named="wraps-around",
)
def d006(images):
    result = np.zeros_like(images)
    for i, image in enumerate(images):
        result[i] = (image - image.mean()).astype(int)
    return result


@attempt(
    "subtract_means",
    "wrong",
    source=HERE,
    teacher="axis=(0, 1) averages over the images and rows: the axes of one image are 1 and 2.",
    named="means-over-images",
)
def d007(images):
    return images - images.mean(axis=(0, 1), keepdims=True)


@attempt(
    "subtract_means",
    "wrong",
    source=HERE,
    teacher="axis=1 is the mean of each column of an image; an image's mean is over axes 1 and 2.",
    named="column-means",
)
def d008(images):
    out = []
    for image in images:
        out.append(image - image.mean(axis=0))
    return np.array(out)


@attempt(
    "subtract_means",
    "wrong",
    source=HERE,
    teacher="Dividing by the standard deviation wasn't asked for: only the mean is taken away.",
    named="scaled-too",
)
def d009(images):
    m = images.mean(axis=(1, 2), keepdims=True)
    s = images.std(axis=(1, 2), keepdims=True)
    return (images - m) / s


@attempt(
    "subtract_means",
    "wrong",
    source=HERE,
    teacher="The loop subtracts, but throws the result away: only the last image comes back.",
    named="one-image-only",
)
def d010(images):
    for image in images:
        centred = image - np.mean(image)
    return centred


@attempt("subtract_means", "right", source=HERE, teacher="")
def d011(images):
    means = [float(np.sum(image)) / image.size for image in images]
    return [image.astype(float) - mean for image, mean in zip(images, means)]


@attempt("subtract_means", "right", source=HERE, teacher="")
def d012(images):
    return (images.T - images.T.mean(axis=(0, 1))).T


# The gradient of one image


@attempt(
    "one_gradient",
    "wrong",
    source="https://github.com/deeplearning4j/deeplearning4j/issues/345  labels minus output",
    teacher="The sign: the error is the probability minus the truth, not the other way round.",
    named="sign",
)
def d020(x, p, label):
    y = np.zeros(len(p))
    y[label] = 1
    return np.outer(x, y - p)


@attempt(
    "one_gradient",
    "wrong",
    source="https://github.com/eriklindernoren/ML-From-Scratch/issues/71  x * (p - 1)",
    teacher="1 is subtracted from all probabilities; only the right digit loses 1.",
    named="one-subtracted-everywhere",
)
def d021(x, p, label):
    return x[:, None] * (p - 1)


@attempt(
    "one_gradient",
    "wrong",
    source="https://github.com/zhuozhiyongde/Fundamentals-of-Artificial-Intelligence-2024Spring-PKU/issues/1  softmax * (1 - softmax)",
    teacher="p (1 - p) is the sigmoid's slope; with cross-entropy only p - y is left.",
    named="slope-of-softmax",
)
def d022(x, p, label):
    slope = p * (1 - p)
    return np.outer(x, slope)


@attempt(
    "one_gradient",
    "wrong",
    source="https://github.com/wuziheng/CNN-Numpy/issues/6  which factor comes first",
    teacher="Digits down and features across: it is transposed. W has features down.",
    named="transposed",
)
def d023(x, p, label):
    e = p.copy()
    e[label] = e[label] - 1
    return e.reshape(-1, 1) @ x.reshape(1, -1)


@attempt(
    "one_gradient",
    "wrong",
    source=HERE,
    teacher="Two arrays of unlike lengths can't be multiplied entry by entry: it is every feature with every error, np.outer.",
    named="row-for-column",
)
def d024(x, p, label):
    error = np.array(p)
    error[label] -= 1
    return x * error


@attempt(
    "one_gradient",
    "wrong",
    source=HERE,
    teacher="`p` is changed in place: the caller loses the probabilities. Copy it first.",
    named="changed-argument",
)
def d025(x, p, label):
    p[label] -= 1
    return np.outer(x, p)


@attempt(
    "one_gradient",
    "wrong",
    source=HERE,
    teacher="Only the column of the right digit is filled: the other digits have an error, too.",
    named="right-digit-only",
)
def d026(x, p, label):
    grad = np.zeros((len(x), len(p)))
    grad[:, label] = x * (p[label] - 1)
    return grad


@attempt(
    "one_gradient",
    "wrong",
    source=HERE,
    teacher="The label was subtracted as a number; its one-hot row is meant.",
    named="label-for-one-hot",
)
def d027(x, p, label):
    delta = (p - label)[None, :]
    return x[:, None] @ delta


@attempt(
    "one_gradient",
    "wrong",
    source=HERE,
    teacher="A single image has no mean: there is nothing to divide by.",
    named="divided-by-a-size",
)
def d028(x, p, label):
    y = np.eye(len(p))[label]
    return np.outer(x, p - y) / len(x)


@attempt(
    "one_gradient",
    "wrong",
    source=HERE,
    teacher="Digits are counted from 0: the right column is `label`, not `label - 1`.",
    named="right-digit-at-another-place",
)
def d029(x, p, label):
    error = []
    for k in range(len(p)):
        error.append(p[k] - 1 if k == label - 1 else p[k])
    return np.outer(x, error)


@attempt("one_gradient", "right", source=HERE, teacher="")
def d030(x, p, label):
    gradient = np.zeros((len(x), len(p)))
    for i in range(len(x)):
        for k in range(len(p)):
            gradient[i, k] = x[i] * (p[k] - (k == label))
    return gradient


# A step of Adam


@attempt(
    "adam_step",
    "wrong",
    source="https://github.com/BVLC/caffe/issues/4224  the two corrections are missing",
    teacher="The corrections are missing: m and v begin at 0 and have to be divided by 1 - 0.9**t and 1 - 0.999**t.",
    named="not-corrected",
)
def d040(W, m, v, gradient, step, rate):
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    W = W - rate * m / (np.sqrt(v) + 1e-8)
    return W, m, v


@attempt(
    "adam_step",
    "wrong",
    source="https://github.com/eriklindernoren/ML-From-Scratch/issues/35  the correction without the power of t",
    teacher="1 - 0.9 is right for the first step only: it is 1 - 0.9**step.",
    named="always-the-first-step",
)
def d041(W, m, v, gradient, step, rate):
    b1, b2, eps = 0.9, 0.999, 1e-8
    m = b1 * m + (1 - b1) * gradient
    v = b2 * v + (1 - b2) * np.power(gradient, 2)
    m_hat = m / (1 - b1)
    v_hat = v / (1 - b2)
    return W - rate * m_hat / (np.sqrt(v_hat) + eps), m, v


@attempt(
    "adam_step",
    "wrong",
    source="https://github.com/karpathy/convnetjs/pull/70  multiplied instead of divided",
    teacher="The correction multiplies; the means are too small, so they must be divided.",
    named="correction-multiplied",
)
def d042(W, m, v, gradient, step, rate):
    m = m * 0.9 + gradient * 0.1
    v = v * 0.999 + gradient * gradient * 0.001
    corrected_m = m * (1 - 0.9**step)
    corrected_v = v * (1 - 0.999**step)
    W = W - rate * corrected_m / (corrected_v**0.5 + 1e-8)
    return W, m, v


@attempt(
    "adam_step",
    "wrong",
    source="https://github.com/frgfm/holocron/issues/1  the correction is made in place, so it adds up",
    teacher="m and v are overwritten by their corrected values, and those are returned: the next step would correct them once more.",
    named="returns-corrected",
)
def d043(W, m, v, gradient, step, rate):
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    m = m / (1 - 0.9**step)
    v = v / (1 - 0.999**step)
    return W - rate * m / (np.sqrt(v) + 1e-8), m, v


@attempt(
    "adam_step",
    "wrong",
    source="https://github.com/karpathy/convnetjs/pull/107  0.999 and 0.9",
    teacher="0.9 belongs to m and 0.999 to v; here they have changed places.",
    named="decays-swapped",
)
def d044(W, m, v, gradient, step, rate):
    beta1, beta2 = 0.999, 0.9
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    mh = m / (1 - beta1**step)
    vh = v / (1 - beta2**step)
    return W - rate * mh / (np.sqrt(vh) + 1e-8), m, v


@attempt(
    "adam_step",
    "wrong",
    source=HERE,
    teacher="W -= changes the array that was given: the numbers are right, but whoever called loses the old weights.",
    named="changed-argument",
)
def d045(W, m, v, gradient, step, rate):
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    W -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return W, m, v


@attempt(
    "adam_step",
    "wrong",
    source=HERE,
    teacher="The square root is missing: v is a mean of squares.",
    named="no-square-root",
)
def d046(W, m, v, gradient, step, rate):
    new_m = 0.9 * m + 0.1 * gradient
    new_v = 0.999 * v + 0.001 * gradient**2
    m_hat = new_m / (1 - 0.9**step)
    v_hat = new_v / (1 - 0.999**step)
    return W - rate * m_hat / (v_hat + 1e-8), new_m, new_v


@attempt(
    "adam_step",
    "wrong",
    source=HERE,
    teacher="v takes the gradient's square; it takes the gradient here, and the root of a negative number is nan.",
    named="no-square",
)
def d047(W, m, v, gradient, step, rate):
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient
    m_hat = m / (1 - 0.9**step)
    v_hat = v / (1 - 0.999**step)
    return W - rate * m_hat / (np.sqrt(v_hat) + 1e-8), m, v


@attempt(
    "adam_step",
    "wrong",
    source=HERE,
    teacher="v is made with the new m, not with the gradient.",
    named="wrong-variable",
)
def d048(W, m, v, gradient, step, rate):
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * m**2
    m_hat = m / (1 - 0.9**step)
    v_hat = v / (1 - 0.999**step)
    return W - rate * m_hat / (np.sqrt(v_hat) + 1e-8), m, v


@attempt(
    "adam_step",
    "wrong",
    source=HERE,
    teacher="The step is made with the m and v that came in: bring both up to date first.",
    named="old-means",
)
def d049(W, m, v, gradient, step, rate):
    m_hat = m / (1 - 0.9**step)
    v_hat = v / (1 - 0.999**step)
    W_new = W - rate * m_hat / (np.sqrt(v_hat) + 1e-8)
    return W_new, 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2


@attempt(
    "adam_step",
    "wrong",
    source=HERE,
    teacher="Only the weights are returned: m and v are needed in the next step.",
    named="wrong-number",
)
def d050(W, m, v, gradient, step, rate):
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    m_hat, v_hat = m / (1 - 0.9**step), v / (1 - 0.999**step)
    return W - rate * m_hat / (np.sqrt(v_hat) + 1e-8)


@attempt(
    "adam_step",
    "wrong",
    source=HERE,
    teacher="The weights go uphill: the step is subtracted.",
    named="uphill",
)
def d051(W, m, v, gradient, step, rate):
    m = 0.9 * m + (1 - 0.9) * gradient
    v = 0.999 * v + (1 - 0.999) * gradient**2
    update = rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return W + update, m, v


@attempt("adam_step", "right", source=HERE, teacher="")
def d052(W, m, v, gradient, step, rate):
    m = m + 0.1 * (gradient - m)
    v = v + 0.001 * (gradient * gradient - v)
    corrected = rate * math.sqrt(1 - 0.999**step) / (1 - 0.9**step)
    return W - corrected * m / (np.sqrt(v) + 1e-8 * math.sqrt(1 - 0.999**step)), m, v


# The loop itself


@attempt(
    "train_loop",
    "wrong",
    source="https://github.com/MILVLG/mcan-vqa/issues/26  train() before the loop, not called again",
    teacher="train() is called once, before the loop: after the first eval() dropout stays off. It belongs into the loop.",
    named="trains-in-evaluation-mode",
)
def d060(network, step, measure, batches, epochs):
    accuracies = []
    network.train()
    for epoch in range(epochs):
        for batch in batches:
            step(network, batch)
        network.eval()
        accuracies.append(measure(network))
    return accuracies


@attempt(
    "train_loop",
    "wrong",
    source="https://github.com/udacity/deep-learning-v2-pytorch/issues/3  neither mode is set",
    teacher="Neither train() nor eval() is called, so the accuracy is measured with dropout on, or trained with it off.",
    named="no-modes",
)
def d061(network, step, measure, batches, epochs):
    history = []
    for i in range(epochs):
        for b in batches:
            loss = step(network, b)
        acc = measure(network)
        history.append(acc)
    return history


@attempt(
    "train_loop",
    "wrong",
    source="https://github.com/wolny/pytorch-3dunet/issues/53  eval() is missing before the validation",
    teacher="eval() is missing: the accuracy is measured with dropout on.",
    named="measures-in-training-mode",
)
def d062(network, step, measure, batches, epochs):
    result = []
    for _ in range(epochs):
        network.train()
        for batch in batches:
            step(network, batch)
        result.append(measure(network))
    return result


@attempt(
    "train_loop",
    "wrong",
    source="https://github.com/pytorch/tutorials/issues/1624  eval() in the test function, train() nowhere",
    teacher="train() is never called: from the second epoch on dropout is off.",
    named="trains-in-evaluation-mode",
)
def d063(network, step, measure, batches, epochs):
    accs = []
    for t in range(epochs):
        for batch in batches:
            step(network, batch)
        network.eval()
        accs += [measure(network)]
    return accs


@attempt(
    "train_loop",
    "wrong",
    source="https://github.com/wkentaro/pytorch-fcn/pull/56  validation within the epoch, and no way back",
    teacher="It is measured after each batch; the task wants one accuracy for each epoch.",
    named="measures-after-each-batch",
)
def d064(network, step, measure, batches, epochs):
    accuracies = []
    for epoch in range(epochs):
        network.train()
        for batch in batches:
            step(network, batch)
            network.eval()
            accuracies.append(measure(network))
    return accuracies


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="The accuracy is measured once, after the last epoch: it belongs into the loop.",
    named="measures-once",
)
def d065(network, step, measure, batches, epochs):
    accuracies = []
    network.train()
    for epoch in range(epochs):
        for batch in batches:
            step(network, batch)
    network.eval()
    accuracies.append(measure(network))
    return accuracies


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="The losses are returned, not the accuracies.",
    named="losses-for-accuracies",
)
def d066(network, step, measure, batches, epochs):
    losses = []
    for epoch in range(epochs):
        network.train()
        for batch in batches:
            loss = step(network, batch)
        network.eval()
        measure(network)
        losses.append(loss)
    return losses


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="It is measured before the epoch, so the first number is that of the untrained network and the last one is missing.",
    named="measures-before-training",
)
def d067(network, step, measure, batches, epochs):
    list_of_accuracies = []
    for epoch in range(epochs):
        network.eval()
        list_of_accuracies.append(measure(network))
        network.train()
        for batch in batches:
            step(network, batch)
    return list_of_accuracies


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="Without parentheses, network.train and network.eval are named, not called.",
    named="no-modes",
)
def d068(network, step, measure, batches, epochs):
    accuracies = []
    for epoch in range(epochs):
        network.train
        for batch in batches:
            step(network, batch)
        network.eval
        accuracies.append(measure(network))
    return accuracies


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="`return` stands in the loop: it ends after the first epoch.",
    named="return-in-loop",
)
def d069(network, step, measure, batches, epochs):
    accuracies = []
    for epoch in range(epochs):
        network.train()
        for batch in batches:
            step(network, batch)
        network.eval()
        accuracies.append(measure(network))
        return accuracies


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="One batch for each epoch: the inner loop over the batches is missing.",
    named="one-batch-each-epoch",
)
def d070(network, step, measure, batches, epochs):
    accuracies = []
    for epoch in range(epochs):
        network.train()
        step(network, batches[epoch % len(batches)])
        network.eval()
        accuracies.append(measure(network))
    return accuracies


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="step stands behind the inner loop, so only the last batch is used.",
    named="one-batch-each-epoch",
)
def d071(network, step, measure, batches, epochs):
    accuracies = []
    for epoch in range(epochs):
        network.train()
        for batch in batches:
            current = batch
        step(network, current)
        network.eval()
        accuracies.append(measure(network))
    return accuracies


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="range(len(batches) - 1) leaves out the last batch.",
    named="a-batch-left-out",
)
def d072(network, step, measure, batches, epochs):
    accuracies = []
    for epoch in range(epochs):
        network.train()
        for i in range(len(batches) - 1):
            step(network, batches[i])
        network.eval()
        accuracies.append(measure(network))
    return accuracies


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="range(1, epochs) is one epoch too few.",
    named="number-of-epochs",
)
def d073(network, step, measure, batches, epochs):
    accuracies = []
    for epoch in range(1, epochs):
        network.train()
        for batch in batches:
            step(network, batch)
        network.eval()
        accuracies.append(measure(network))
    return accuracies


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="step returns the loss, not a new network: it changes the network itself. `step(network, batch)` alone will do.",
    named="wrong-call",
)
def d074(network, step, measure, batches, epochs):
    accuracies = []
    for epoch in range(epochs):
        network.train()
        for batch in batches:
            network = step(network, batch)
        network.eval()
        accuracies.append(measure(network))
    return accuracies


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="The list is made anew in each epoch: only the last accuracy is left.",
    named="measures-once",
)
def d075(network, step, measure, batches, epochs):
    for epoch in range(epochs):
        accuracies = []
        network.train()
        for batch in batches:
            step(network, batch)
        network.eval()
        accuracies.append(measure(network))
    return accuracies


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="train() and eval() have changed places.",
    named="modes-swapped",
)
def d076(network, step, measure, batches, epochs):
    accuracies = []
    for epoch in range(epochs):
        network.eval()
        for batch in batches:
            step(network, batch)
        network.train()
        accuracies.append(measure(network))
    return accuracies


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="step takes one batch, not the list of them: loop over the batches.",
    named="all-batches-at-once",
)
def d077(network, step, measure, batches, epochs):
    accuracies = []
    for epoch in range(epochs):
        network.train()
        step(network, batches)
        network.eval()
        accuracies.append(measure(network))
    return accuracies


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="append returns None: accuracies = accuracies.append(...) loses the list.",
    named="none-used",
)
def d078(network, step, measure, batches, epochs):
    accuracies = []
    for epoch in range(epochs):
        network.train()
        for batch in batches:
            step(network, batch)
        network.eval()
        accuracies = accuracies.append(measure(network))
    return accuracies


@attempt("train_loop", "right", source=HERE, teacher="")
def d079(network, step, measure, batches, epochs):
    def one_epoch():
        network.train()
        for batch in batches:
            step(network, batch)
        network.eval()
        return measure(network)

    return [one_epoch() for _ in range(epochs)]


@attempt("train_loop", "right", source=HERE, teacher="")
def d080(network, step, measure, batches, epochs):
    accuracies = np.zeros(epochs)
    losses = []
    epoch = 0
    while epoch < epochs:
        for i in range(len(batches)):
            network.train()
            losses.append(step(network, batches[i]))
        network.eval()
        accuracies[epoch] = measure(network)
        network.train()
        epoch += 1
    return accuracies


# Does it move along?


@attempt(
    "equivariance_gap",
    "wrong",
    source="https://github.com/achaman2/truly_shift_invariant_cnns/issues/4  invariance in the place of equivariance",
    teacher="The moved answer is compared with the unmoved one: that asks for invariance. The other way must be moved, too.",
    named="invariance",
)
def d090(layer, image, by):
    moved = layer(np.roll(image, by, axis=1))
    return np.abs(moved - layer(image)).max()


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="abs is missing: a large negative difference isn't seen.",
    named="sign-kept",
)
def d091(layer, image, by):
    a = layer(np.roll(image, by, axis=1))
    b = np.roll(layer(image), by, axis=1)
    return np.max(a - b)


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="That is the mean of the differences; the largest was asked for.",
    named="mean-or-sum",
)
def d092(layer, image, by):
    one = layer(np.roll(image, shift=by, axis=1))
    two = np.roll(layer(image), shift=by, axis=1)
    return np.mean(np.abs(one - two))


@attempt(
    "equivariance_gap",
    "wrong",
    source="https://github.com/NVIDIA/physicsnemo/issues/1399  the shift of the wrong axis",
    teacher="axis=0 moves rows down: columns are axis 1.",
    named="moves-rows",
)
def d093(layer, image, by):
    first = layer(np.roll(image, by, axis=0))
    then = np.roll(layer(image), by, axis=0)
    return abs(first - then).max()


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="Without axis, np.roll rolls the flattened array: what leaves a row comes back in the next one.",
    named="rolls-all-pixels",
)
def d094(layer, image, by):
    return np.abs(layer(np.roll(image, by)) - np.roll(layer(image), by)).max()


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="-by moves to the left.",
    named="moves-left",
)
def d095(layer, image, by):
    way1 = layer(np.roll(image, -by, axis=1))
    way2 = np.roll(layer(image), -by, axis=1)
    return np.abs(way1 - way2).max()


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="Zeros come in on the left; what leaves on the right should come back there.",
    named="zeros-come-in",
)
def d096(layer, image, by):
    def move(a):
        out = np.zeros_like(a)
        out[:, by:] = a[:, :-by]
        return out

    return np.abs(layer(move(image)) - move(layer(image))).max()


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="That is the root of the mean square; the largest difference was asked for.",
    named="mean-or-sum",
)
def d097(layer, image, by):
    d = layer(np.roll(image, by, axis=1)) - np.roll(layer(image), by, axis=1)
    return np.sqrt(np.mean(d**2))


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="Each way's largest number was taken before subtracting: compare pixel by pixel, then take the largest.",
    named="largest-of-each",
)
def d098(layer, image, by):
    a = layer(np.roll(image, by, axis=1))
    b = np.roll(layer(image), by, axis=1)
    return abs(a.max() - b.max())


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="The layer is missing on one of the two ways.",
    named="layer-missing",
)
def d099(layer, image, by):
    moved = np.roll(image, by, axis=1)
    return np.max(np.abs(layer(moved) - moved))


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="That says whether they are equal, True or False; how far apart they are was asked for.",
    named="yes-or-no",
)
def d100(layer, image, by):
    return np.allclose(layer(np.roll(image, by, axis=1)), np.roll(layer(image), by, axis=1))


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="max(axis=1) leaves one number for each row: one number for the whole image was asked for.",
    named="many-numbers",
)
def d101(layer, image, by):
    gap = np.abs(layer(np.roll(image, by, axis=1)) - np.roll(layer(image), by, axis=1))
    return gap.max(axis=1)


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="Python's max can't compare rows: .max() or np.max looks at all pixels.",
    named="many-truths",
)
def d102(layer, image, by):
    return max(abs(layer(np.roll(image, by, axis=1)) - np.roll(layer(image), by, axis=1)))


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="layer is a function: it is called with parentheses, not multiplied.",
    named="types-dont-match",
)
def d103(layer, image, by):
    return np.abs(layer * np.roll(image, by, axis=1) - np.roll(layer * image, by, axis=1)).max()


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="The second way moves what was moved already: it begins with the image itself.",
    named="moved-twice",
)
def d104(layer, image, by):
    image2 = np.roll(image, by, axis=1)
    first = layer(image2)
    second = np.roll(layer(image2), by, axis=1)
    return np.abs(first - second).max()


@attempt("equivariance_gap", "right", source=HERE, teacher="")
def d105(layer, image, by):
    def move(a):
        return np.concatenate([a[:, -by:], a[:, :-by]], axis=1)

    largest = 0
    one, two = layer(move(image)), move(layer(image))
    for r in range(image.shape[0]):
        for c in range(image.shape[1]):
            largest = max(largest, abs(one[r, c] - two[r, c]))
    return largest


@attempt("equivariance_gap", "right", source=HERE, teacher="")
def d106(layer, image, by):
    there_and_back = np.roll(layer(np.roll(image, by, axis=1)), -by, axis=1)
    return np.linalg.norm((there_and_back - layer(image)).ravel(), np.inf)


# Only one of them is right


@attempt(
    "only_one_right",
    "wrong",
    source="https://github.com/rasbt/mlxtend/issues/664  the two entries are swapped",
    teacher="The two counts have changed places.",
    named="swapped",
)
def d110(labels, first, second):
    b = np.sum((first != labels) & (second == labels))
    c = np.sum((first == labels) & (second != labels))
    return b, c


@attempt(
    "only_one_right",
    "wrong",
    source="https://github.com/BiomedSciAI/fuse-med-ml/issues/69  the answers themselves, without the truth",
    teacher="Where the answers differ, both may be wrong: compare each with the labels.",
    named="where-they-differ",
)
def d111(labels, first, second):
    different = first != second
    return different.sum(), different.sum()


@attempt(
    "only_one_right",
    "wrong",
    source=HERE,
    teacher="Those are all that each reads correctly, including those that both do.",
    named="right-answers-of-each",
)
def d112(labels, first, second):
    return np.count_nonzero(first == labels), np.count_nonzero(second == labels)


@attempt(
    "only_one_right",
    "wrong",
    source=HERE,
    teacher="Those are all mistakes of each; images that both get wrong are in, too.",
    named="both-wrong-counted",
)
def d113(labels, first, second):
    only_first = sum(second != labels)
    only_second = sum(first != labels)
    return only_first, only_second


@attempt(
    "only_one_right",
    "wrong",
    source=HERE,
    teacher="Shares were returned; counts were asked for.",
    named="shares-for-counts",
)
def d114(labels, first, second):
    a = np.mean((first == labels) & (second != labels))
    b = np.mean((second == labels) & (first != labels))
    return a, b


@attempt(
    "only_one_right",
    "wrong",
    source=HERE,
    teacher="The difference of the totals hides those that cancel: look image by image.",
    named="differences-of-totals",
)
def d115(labels, first, second):
    n1 = (first == labels).sum()
    n2 = (second == labels).sum()
    return max(n1 - n2, 0), max(n2 - n1, 0)


@attempt(
    "only_one_right",
    "wrong",
    source=HERE,
    teacher="`and` takes a single True or False: arrays take &.",
    named="many-truths",
)
def d116(labels, first, second):
    one = (first == labels) and (second != labels)
    two = (second == labels) and (first != labels)
    return one.sum(), two.sum()


@attempt(
    "only_one_right",
    "wrong",
    source=HERE,
    teacher="Without parentheses & comes before ==: put each comparison into parentheses.",
    named="many-truths",
)
def d117(labels, first, second):
    return np.sum(first == labels & second != labels), np.sum(second == labels & first != labels)


@attempt(
    "only_one_right",
    "wrong",
    source=HERE,
    teacher="The else branch counts images that both get wrong, too.",
    named="both-wrong-counted",
)
def d118(labels, first, second):
    a = b = 0
    for truth, x, y in zip(labels, first, second):
        if x == truth and y == truth:
            continue
        if x == truth:
            a += 1
        else:
            b += 1
    return a, b


@attempt(
    "only_one_right",
    "wrong",
    source=HERE,
    teacher="The places of the images were returned; how many they are was asked for.",
    named="places-for-counts",
)
def d119(labels, first, second):
    right1, right2 = first == labels, second == labels
    return np.where(right1 & ~right2)[0], np.where(right2 & ~right1)[0]


@attempt(
    "only_one_right",
    "wrong",
    source=HERE,
    teacher="The two counts were added up; they were asked for one by one.",
    named="wrong-number",
)
def d120(labels, first, second):
    return ((first == labels) ^ (second == labels)).sum()


@attempt(
    "only_one_right",
    "wrong",
    source=HERE,
    teacher="Those are the images that both read correctly, and that both don't.",
    named="both-alike",
)
def d121(labels, first, second):
    both = (first == labels) & (second == labels)
    none = (first != labels) & (second != labels)
    return both.sum(), none.sum()


@attempt("only_one_right", "right", source=HERE, teacher="")
def d122(labels, first, second):
    differ = first != second
    return int(np.sum(differ & (first == labels))), int(np.sum(differ & (second == labels)))


@attempt("only_one_right", "right", source=HERE, teacher="")
def d123(labels, first, second):
    counts = [0, 0]
    for i in range(len(labels)):
        if first[i] == labels[i] and second[i] != labels[i]:
            counts[0] += 1
        elif second[i] == labels[i] and first[i] != labels[i]:
            counts[1] += 1
    return counts


# How sure is a difference?


@attempt(
    "difference_interval",
    "wrong",
    source="https://github.com/edwardjkim/dl4astro/issues/2  percentiles given as shares",
    teacher="np.percentile counts from 0 to 100: 2.5 and 97.5, not 0.025 and 0.975.",
    named="shares-for-percent",
)
def d130(first, second, draws):
    diffs = second[draws].mean(axis=1) - first[draws].mean(axis=1)
    return np.percentile(diffs, 0.025), np.percentile(diffs, 0.975)


@attempt(
    "difference_interval",
    "wrong",
    source="https://github.com/py-why/dowhy/issues/1063  90 % in the place of 95 %",
    teacher="5 and 95 leave 90 in 100 of the differences; 2.5 and 97.5 were asked for.",
    named="five-at-each-end",
)
def d131(first, second, draws):
    diffs = np.mean(second[draws] - first[draws], axis=1)
    low, high = np.percentile(diffs, [5, 95])
    return low, high


@attempt(
    "difference_interval",
    "wrong",
    source="https://github.com/raphaelvallat/pingouin/issues/276  paired and unpaired",
    teacher="The networks were drawn with other rows, so their differences no longer belong to the same images.",
    named="unpaired",
)
def d132(first, second, draws):
    accuracy1 = first[draws].mean(axis=1)
    accuracy2 = second[draws[::-1]].mean(axis=1)
    return tuple(np.percentile(accuracy2 - accuracy1, [2.5, 97.5]))


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="First minus second: the sign is turned round. A better second network should give a positive number.",
    named="first-minus-second",
)
def d133(first, second, draws):
    differences = []
    for row in draws:
        differences.append(first[row].mean() - second[row].mean())
    return np.percentile(differences, 2.5), np.percentile(differences, 97.5)


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="The smallest and the largest difference were returned: 2.5 in 100 should be cut off at each end.",
    named="smallest-and-largest",
)
def d134(first, second, draws):
    d = [second[i].mean() - first[i].mean() for i in draws]
    return min(d), max(d)


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="Mean plus and minus 1.96 standard deviations is another interval: np.percentile was asked for.",
    named="normal-interval",
)
def d135(first, second, draws):
    d = second[draws].mean(1) - first[draws].mean(1)
    return d.mean() - 1.96 * d.std(), d.mean() + 1.96 * d.std()


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="axis=0 is the mean over the draws, one for each place: a row is one draw, so axis=1.",
    named="wrong-axis",
)
def d136(first, second, draws):
    diffs = (second[draws] - first[draws]).mean(axis=0)
    return np.percentile(diffs, 2.5), np.percentile(diffs, 97.5)


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="The upper bound comes first: the lower one was asked for first.",
    named="order",
)
def d137(first, second, draws):
    diffs = second[draws].mean(axis=1) - first[draws].mean(axis=1)
    upper, lower = np.percentile(diffs, [97.5, 2.5])
    return upper, lower


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="Sums were taken, so the numbers are counts of images: an accuracy is a mean.",
    named="sums-for-means",
)
def d138(first, second, draws):
    diffs = second[draws].sum(axis=1) - first[draws].sum(axis=1)
    low, high = np.percentile(diffs, [2.5, 97.5])
    return low, high


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="The bounds of each network were taken and then subtracted: take the differences first.",
    named="bounds-of-each",
)
def d139(first, second, draws):
    low1, high1 = np.percentile(first[draws].mean(axis=1), [2.5, 97.5])
    low2, high2 = np.percentile(second[draws].mean(axis=1), [2.5, 97.5])
    return low2 - low1, high2 - high1


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="The draws aren't used: the percentiles are those of single images.",
    named="not-drawn",
)
def d140(first, second, draws):
    difference = second - first
    return np.percentile(difference, 2.5), np.percentile(difference, 97.5)


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="np.quantile takes shares from 0 to 1: 0.025 and 0.975, or np.percentile with 2.5 and 97.5.",
    named="percent-or-share",
)
def d141(first, second, draws):
    diffs = second[draws].mean(axis=1) - first[draws].mean(axis=1)
    return np.quantile(diffs, 2.5), np.quantile(diffs, 97.5)


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="`first(draws)` calls first; places are taken with brackets, first[draws].",
    named="not-callable",
)
def d142(first, second, draws):
    diffs = second(draws).mean(axis=1) - first(draws).mean(axis=1)
    return np.percentile(diffs, 2.5), np.percentile(diffs, 97.5)


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="abs loses which network was better: the interval can't reach below 0 any more.",
    named="sign-lost",
)
def d143(first, second, draws):
    diffs = np.abs(second[draws].mean(axis=1) - first[draws].mean(axis=1))
    return np.percentile(diffs, 2.5), np.percentile(diffs, 97.5)


@attempt("difference_interval", "right", source=HERE, teacher="")
def d144(first, second, draws):
    d = []
    for row in draws:
        right1 = right2 = 0
        for place in row:
            right1 += first[place]
            right2 += second[place]
        d.append((right2 - right1) / len(row))
    return np.quantile(d, 0.025), np.quantile(d, 0.975)


@attempt("difference_interval", "right", source=HERE, teacher="")
def d145(first, second, draws):
    one_by_one = jnp.asarray(second - first)
    return jnp.percentile(one_by_one[draws].mean(axis=1), jnp.array([2.5, 97.5]))


# Dropout


@attempt(
    "dropout_layer",
    "wrong",
    source="https://github.com/tinygrad/tinygrad/pull/170  a mask, and no scale",
    teacher="What is left isn't rescaled: the next layer would get less than before.",
    named="not-rescaled",
)
def d150(H, mask, share):
    return H * mask


@attempt(
    "dropout_layer",
    "wrong",
    source="https://github.com/lmjohns3/theanets/pull/123  divided by the share that is dropped",
    teacher="It is divided by the share that is switched off: 1 - share stay, so divide by that.",
    named="divided-by-share",
)
def d151(H, mask, share):
    return H * mask / share


@attempt(
    "dropout_layer",
    "wrong",
    source="https://github.com/teelinsan/KerasDropconnect/issues/1  scaled down by 1 - p",
    teacher="Multiplied by 1 - share it becomes even smaller: divide.",
    named="multiplied-by-what-stays",
)
def d152(H, mask, share):
    dropped = H * mask
    scaled = dropped * (1 - share)
    return scaled


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="The mask is 1 where a neuron stays: here the others stay.",
    named="mask-inverted",
)
def d153(H, mask, share):
    out = H.copy()
    out[mask == 1] = 0
    return out / (1 - share)


@attempt(
    "dropout_layer",
    "wrong",
    source="https://github.com/clab/dynet/pull/182  the number of ones in the mask as scale",
    teacher="It is divided by the share of ones in this mask; the task says 1 / (1 - share), the same each time.",
    named="rescaled-by-the-mask",
)
def d154(H, mask, share):
    kept = mask.mean()
    return H * mask / kept


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="One row of the mask for all images: each image has its own.",
    named="one-mask-for-all",
)
def d155(H, mask, share):
    return H * mask[0] / (1 - share)


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="Subtracting the mask doesn't switch anything off: multiply by it.",
    named="mask-subtracted",
)
def d156(H, mask, share):
    return (H - (1 - mask)) / (1 - share)


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="What is switched off stays as it was instead of becoming 0.",
    named="dropped-stay",
)
def d157(H, mask, share):
    return np.where(mask == 1, H / (1 - share), H)


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="H[mask == 1] keeps the neurons alone, in one long row; their places must stay, with 0 elsewhere.",
    named="switched-off-left-out",
)
def d158(H, mask, share):
    return H[mask == 1] / (1 - share)


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="H[mask] takes rows number 0 and 1: 0 and 1 are places here, no yes and no.",
    named="mask-as-places",
)
def d159(H, mask, share):
    return H[mask] / (1 - share)


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="1 / 1 - share is 1 - share: parentheses are missing.",
    named="multiplied-by-what-stays",
)
def d160(H, mask, share):
    return H * mask * (1 / 1 - share)


@attempt(
    "dropout_layer",
    "wrong",
    source="https://github.com/rohan-varma/neuralnets/issues/1  a mask of its own is drawn",
    teacher="A new mask is drawn, so the given one has no influence and each call gives something else.",
    named="not-this-mask",
)
def d161(H, mask, share):
    new = np.random.rand(*H.shape) > share
    return H * new / (1 - share)


@attempt(
    "dropout_layer",
    "wrong",
    source="https://github.com/karpathy/convnetjs/pull/61  the wrong one of p and 1 - p",
    teacher="It is multiplied by the share itself; 1 / (1 - share) was asked for.",
    named="multiplied-by-share",
)
def d162(H, mask, share):
    return share * H * mask


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="`H *= mask` changes the array that was given. (The numbers are right.)",
    named="changed-argument",
)
def d163(H, mask, share):
    H *= mask
    H /= 1 - share
    return H


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="A matrix product mixes the neurons: entry by entry, H * mask.",
    named="matrix-product",
)
def d164(H, mask, share):
    return (H @ mask.T) / (1 - share)


@attempt("dropout_layer", "right", source=HERE, teacher="")
def d165(H, mask, share):
    out = np.zeros(H.shape)
    for i in range(H.shape[0]):
        for j in range(H.shape[1]):
            if mask[i, j]:
                out[i, j] = H[i, j] / (1 - share)
    return out


@attempt("dropout_layer", "right", source=HERE, teacher="")
def d166(H, mask, share):
    keep = 1 - share
    return np.where(mask, H, 0) * (1 / keep)


# Held back: written after the mistakes had their names


@attempt(
    "subtract_means",
    "wrong",
    source=HERE,
    teacher="np.mean without axis is one number for all; and images.astype(int) cuts nothing here.",
    named="one-mean-for-all",
)
def d200(images):
    pixels = images.astype(int)
    total = 0
    for image in pixels:
        total += image.mean()
    return pixels - total / len(pixels)


@attempt(
    "subtract_means",
    "wrong",
    source=HERE,
    teacher="The mean is rounded down with //: it has decimals.",
    named="whole-for-fraction",
)
def d201(images):
    n, h, w = images.shape
    sums = images.astype(int).sum(axis=(1, 2))
    means = sums // (h * w)
    return images - means.reshape(n, 1, 1)


@attempt(
    "subtract_means",
    "wrong",
    source=HERE,
    teacher="Divided by the number of rows only: a mean is divided by the number of all pixels of the image.",
    named="divided-by-a-side",
)
def d202(images):
    return images - images.sum(axis=(1, 2), keepdims=True) / images.shape[1]


@attempt(
    "subtract_means",
    "wrong",
    source=HERE,
    teacher="keepdims is missing, and axis=1 only: the means have shape (n, w).",
    named="one-axis-too-many",
)
def d203(images):
    return np.array([im - im.mean(axis=1) for im in images])


@attempt(
    "one_gradient",
    "wrong",
    source=HERE,
    teacher="The matrix product of two rows is a single number; np.outer makes the table.",
    named="shapes-dont-fit",
)
def d204(x, p, label):
    y = np.zeros_like(p)
    y[label] = 1
    return x @ (p - y)


@attempt(
    "one_gradient",
    "wrong",
    source=HERE,
    teacher="The logarithm's slope 1 / p was multiplied in once more; with softmax it cancels.",
    named="right-digit-only",
)
def d205(x, p, label):
    grad = np.zeros((len(x), len(p)))
    grad[:, label] = -x / p[label]
    return grad


@attempt(
    "one_gradient",
    "wrong",
    source=HERE,
    teacher="The error is squared, as in the squared loss; the gradient of cross-entropy is p - y.",
    named="extra-power",
)
def d206(x, p, label):
    y = np.eye(len(p))[label]
    return np.outer(x, (p - y) ** 2)


@attempt(
    "one_gradient",
    "wrong",
    source=HERE,
    teacher="1 is added to the right digit: it is subtracted.",
    named="sign",
)
def d207(x, p, label):
    q = p.copy()
    q[label] += 1
    return np.outer(x, q)


@attempt(
    "one_gradient",
    "wrong",
    source=HERE,
    teacher="2 (p - y) is the squared loss's; no factor here.",
    named="extra-factor",
)
def d208(x, p, label):
    y = np.eye(len(p))[label]
    return 2 * np.outer(x, p - y)


@attempt(
    "adam_step",
    "wrong",
    source=HERE,
    teacher="step * 0.9 in the place of 0.9 to the power of step.",
    named="times-for-power",
)
def d209(W, m, v, gradient, step, rate):
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    m_hat = m / (1 - 0.9 * step)
    v_hat = v / (1 - 0.999 * step)
    return W - rate * m_hat / (np.sqrt(np.abs(v_hat)) + 1e-8), m, v


@attempt(
    "adam_step",
    "wrong",
    source=HERE,
    teacher="Both means are corrected with 0.9: v has 0.999.",
    named="one-correction-for-both",
)
def d210(W, m, v, gradient, step, rate):
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    correction = 1 - 0.9**step
    return W - rate * (m / correction) / (np.sqrt(v / correction) + 1e-8), m, v


@attempt(
    "adam_step",
    "wrong",
    source=HERE,
    teacher="v is 0.99, 0.01 here: the text says 0.999 and 0.001.",
    named="other-decays",
)
def d211(W, m, v, gradient, step, rate):
    m = 0.9 * m + 0.1 * gradient
    v = 0.99 * v + 0.01 * gradient**2
    return W - rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8), m, v


@attempt(
    "adam_step",
    "wrong",
    source=HERE,
    teacher="The three results are in another order: weights, m, v.",
    named="order",
)
def d212(W, m, v, gradient, step, rate):
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    W = W - rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return m, v, W


@attempt(
    "adam_step",
    "wrong",
    source=HERE,
    teacher="v is corrected, m isn't.",
    named="not-corrected",
)
def d213(W, m, v, gradient, step, rate):
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    v_hat = v / (1 - 0.999**step)
    return W - rate * m / (np.sqrt(v_hat) + 1e-8), m, v


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="The accuracies are added to one number; a list was asked for.",
    named="extra-mean",
)
def d214(network, step, measure, batches, epochs):
    total = 0
    for epoch in range(epochs):
        network.train()
        for batch in batches:
            step(network, batch)
        network.eval()
        total += measure(network)
    return total / epochs


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="Loops in the wrong order: all epochs for the first batch, then for the next.",
    named="loops-swapped",
)
def d215(network, step, measure, batches, epochs):
    accuracies = []
    for batch in batches:
        network.train()
        for epoch in range(epochs):
            step(network, batch)
        network.eval()
        accuracies.append(measure(network))
    return accuracies


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="eval() is called before the steps instead of after them.",
    named="trains-in-evaluation-mode",
)
def d216(network, step, measure, batches, epochs):
    out = []
    for epoch in range(epochs):
        network.train()
        network.eval()
        for batch in batches:
            step(network, batch)
        out.append(measure(network))
    return out


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="measure is kept, not called: parentheses are missing.",
    named="not-numbers",
)
def d217(network, step, measure, batches, epochs):
    out = []
    for epoch in range(epochs):
        network.train()
        for batch in batches:
            step(network, batch)
        network.eval()
        out.append(measure)
    return out


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="Pairs of loss and accuracy: only the accuracies were asked for.",
    named="losses-for-accuracies",
)
def d218(network, step, measure, batches, epochs):
    out = []
    for epoch in range(epochs):
        network.train()
        for batch in batches:
            loss = step(network, batch)
        network.eval()
        out.append((loss, measure(network)))
    return out


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="step is called twice for each batch: once too often.",
    named="extra-line",
)
def d219(network, step, measure, batches, epochs):
    out = []
    for epoch in range(epochs):
        network.train()
        for batch in batches:
            step(network, batch)
            loss = step(network, batch)
        network.eval()
        out.append(measure(network))
    return out


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="epochs is a number: range(epochs) is missing.",
    named="number-for-array",
)
def d220(network, step, measure, batches, epochs):
    out = []
    for epoch in epochs:
        network.train()
        for batch in batches:
            step(network, batch)
        network.eval()
        out.append(measure(network))
    return out


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="by is ignored: 1 column is moved always.",
    named="ignores-an-argument",
)
def d221(layer, image, by):
    return np.abs(layer(np.roll(image, 1, axis=1)) - np.roll(layer(image), 1, axis=1)).max()


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="The columns that leave are cut off on both sides before comparing: what comes back counts, too.",
    named="rim-left-out",
)
def d222(layer, image, by):
    a = layer(np.roll(image, by, axis=1))
    b = np.roll(layer(image), by, axis=1)
    return np.abs(a - b)[:, by:].max()


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="abs is taken of each, before the difference.",
    named="sign-kept",
)
def d223(layer, image, by):
    a = np.abs(layer(np.roll(image, by, axis=1)))
    b = np.abs(np.roll(layer(image), by, axis=1))
    return (a - b).max()


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="argmax is the place of the largest difference, not the difference.",
    named="place-for-value",
)
def d224(layer, image, by):
    return np.abs(layer(np.roll(image, by, axis=1)) - np.roll(layer(image), by, axis=1)).argmax()


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="The largest difference is divided by the largest value: a share; the difference itself was asked for.",
    named="extra-division",
)
def d225(layer, image, by):
    a = layer(np.roll(image, by, axis=1))
    b = np.roll(layer(image), by, axis=1)
    return np.abs(a - b).max() / np.abs(b).max()


@attempt(
    "only_one_right",
    "wrong",
    source=HERE,
    teacher="Of the first count the comparison with the labels is missing: first != second alone.",
    named="where-they-differ",
)
def d226(labels, first, second):
    a = np.sum((first == labels) & (first != second))
    b = np.sum(first != second)
    return a, b


@attempt(
    "only_one_right",
    "wrong",
    source=HERE,
    teacher="| is or: images that both read are counted, too. & is and.",
    named="or-for-and",
)
def d227(labels, first, second):
    a = np.sum((first == labels) | (second != labels))
    b = np.sum((second == labels) | (first != labels))
    return a, b


@attempt(
    "only_one_right",
    "wrong",
    source=HERE,
    teacher="len of a mask is the number of all images: sum counts the True.",
    named="counts-all-images",
)
def d228(labels, first, second):
    a = len((first == labels) & (second != labels))
    b = len((second == labels) & (first != labels))
    return a, b


@attempt(
    "only_one_right",
    "wrong",
    source=HERE,
    teacher="first == second in the second condition: second == labels is meant.",
    named="wrong-variable",
)
def d229(labels, first, second):
    a = b = 0
    for l, f, s in zip(labels, first, second):
        if l == f and f == s:
            pass
        elif l == f:
            a += 1
        elif f == s:
            b += 1
    return a, b


@attempt(
    "only_one_right",
    "wrong",
    source=HERE,
    teacher="The loop returns in its first turn.",
    named="return-in-loop",
)
def d230(labels, first, second):
    a, b = 0, 0
    for i in range(len(labels)):
        if first[i] == labels[i] and second[i] != labels[i]:
            a += 1
        if second[i] == labels[i] and first[i] != labels[i]:
            b += 1
        return a, b


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="The mean of all draws is one number, and its percentiles are that number twice: axis=1 is missing.",
    named="missing-axis",
)
def d231(first, second, draws):
    d = second[draws].mean() - first[draws].mean()
    return np.percentile(d, 2.5), np.percentile(d, 97.5)


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="The middle plus and minus is missing; the standard deviation alone isn't an interval.",
    named="normal-interval",
)
def d232(first, second, draws):
    d = (second[draws] - first[draws]).mean(axis=1)
    return d.mean(), d.std()


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="That is the interval of the second network alone: the difference is missing.",
    named="ignores-an-argument",
)
def d233(first, second, draws):
    acc = second[draws].mean(axis=1)
    return np.percentile(acc, 2.5), np.percentile(acc, 97.5)


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="Sorting and cutting at int(0.025 k) takes other places than np.percentile, which goes between two.",
    named="place-in-the-order",
)
def d234(first, second, draws):
    d = np.sort((second[draws] - first[draws]).mean(axis=1))
    k = len(d)
    return d[int(0.025 * k)], d[int(0.975 * k)]


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="Only the first draw is used: return stands in the loop.",
    named="return-in-loop",
)
def d235(first, second, draws):
    d = []
    for row in draws:
        d.append(second[row].mean() - first[row].mean())
        return np.percentile(d, 2.5), np.percentile(d, 97.5)


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="Both bounds are the lower one.",
    named="one-bound-twice",
)
def d236(first, second, draws):
    d = (second[draws] - first[draws]).mean(axis=1)
    return np.percentile(d, 2.5), np.percentile(d, 2.5)


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="Only 1 is divided: 1 / 1 - share; and it is added instead of multiplied.",
    named="plus-for-times",
)
def d237(H, mask, share):
    return H * mask + 1 / (1 - share)


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="All numbers are rescaled by 1 + share; it is 1 / (1 - share).",
    named="another-factor",
)
def d238(H, mask, share):
    return H * mask * (1 + share)


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="The share is drawn anew from H's size: the first part of the neurons is switched off, whatever the mask says.",
    named="not-this-mask",
)
def d239(H, mask, share):
    out = H.copy()
    out[:, : int(share * H.shape[1])] = 0
    return out / (1 - share)


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="Whole neurons are switched off for all images where any image has a 0.",
    named="not-this-mask",
)
def d240(H, mask, share):
    return H * mask.min(axis=0) / (1 - share)


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="nan in the place of 0.",
    named="not-finite",
)
def d241(H, mask, share):
    return np.where(mask == 1, H / (1 - share), np.nan)


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="np.ma.array isn't needed, and compresses the rows.",
    named="not-numbers",
)
def d242(H, mask, share):
    rows = []
    for h, m in zip(H, mask):
        rows.append(h[m == 1] / (1 - share))
    return rows


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="Multiplied by 1 / share: the share that goes.",
    named="divided-by-share",
)
def d243(H, mask, share):
    kept = []
    for row, m in zip(H, mask):
        kept.append([h * (1 / share) if one else 0 for h, one in zip(row, m)])
    return np.array(kept)


# A last handful, after the names for the ones held back


@attempt(
    "subtract_means",
    "wrong",
    source=HERE,
    teacher="The mean of the means is subtracted from each: one number for all.",
    named="one-mean-for-all",
)
def d250(images):
    means = images.mean(axis=(1, 2))
    return images - means.mean()


@attempt(
    "subtract_means",
    "wrong",
    source=HERE,
    teacher="The means are returned, the images minus them were asked for.",
    named="means-alone",
)
def d251(images):
    return images.mean(axis=(1, 2))


@attempt(
    "subtract_means",
    "wrong",
    source=HERE,
    teacher="The middle of darkest and brightest pixel isn't the mean.",
    named="median",
)
def d252(images):
    images = images.astype(float)
    middle = (images.max(axis=(1, 2), keepdims=True) + images.min(axis=(1, 2), keepdims=True)) / 2
    return images - middle


@attempt(
    "one_gradient",
    "wrong",
    source=HERE,
    teacher="The logarithm of p has no place here: the error is p - y.",
    named="right-digit-only",
)
def d253(x, p, label):
    y = np.eye(len(p))[label]
    return np.outer(x, -np.log(p) * y)


@attempt(
    "one_gradient",
    "wrong",
    source=HERE,
    teacher="The error is p minus y, the absolute value loses the direction.",
    named="extra-absolute-value",
)
def d254(x, p, label):
    y = np.zeros(len(p))
    y[label] = 1
    return np.outer(x, abs(p - y))


@attempt(
    "one_gradient",
    "wrong",
    source=HERE,
    teacher="Ten digits are assumed; here there are as many as p has entries.",
    named="shapes-dont-fit",
)
def d255(x, p, label):
    return np.outer(x, p - np.eye(10)[label])


@attempt(
    "adam_step",
    "wrong",
    source=HERE,
    teacher="m * 0.1 + gradient * 0.9: the shares are swapped.",
    named="shares-swapped",
)
def d256(W, m, v, gradient, step, rate):
    m = 0.1 * m + 0.9 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    m_hat = m / (1 - 0.9**step)
    v_hat = v / (1 - 0.999**step)
    return W - rate * m_hat / (np.sqrt(v_hat) + 1e-8), m, v


@attempt(
    "adam_step",
    "wrong",
    source=HERE,
    teacher="Divided by 0.9**step, not by 1 - 0.9**step.",
    named="divided-by-the-power",
)
def d257(W, m, v, gradient, step, rate):
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    m_hat = m / 0.9**step
    v_hat = v / 0.999**step
    return W - rate * m_hat / (np.sqrt(v_hat) + 1e-8), m, v


@attempt(
    "adam_step",
    "wrong",
    source=HERE,
    teacher="** comes before -, but here (1 - 0.9) is raised to step: the parentheses stand in the wrong place.",
    named="parentheses",
)
def d258(W, m, v, gradient, step, rate):
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    m_hat = m / (1 - 0.9) ** step
    v_hat = v / (1 - 0.999) ** step
    return W - rate * m_hat / (np.sqrt(v_hat) + 1e-8), m, v


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="The best accuracy was returned, not the list.",
    named="measures-once",
)
def d259(network, step, measure, batches, epochs):
    best = 0
    for epoch in range(epochs):
        network.train()
        for batch in batches:
            step(network, batch)
        network.eval()
        best = max(best, measure(network))
    return best


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="train() and eval() are functions of the network, not of the loop: network.train().",
    named="unknown-name",
)
def d260(network, step, measure, batches, epochs):
    accuracies = []
    for epoch in range(epochs):
        train(network)
        for batch in batches:
            step(network, batch)
        eval(network)
        accuracies.append(measure(network))
    return accuracies


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="insert(0, ...) turns the order round: the first epoch comes first.",
    named="reversed",
)
def d261(network, step, measure, batches, epochs):
    accuracies = []
    for epoch in range(epochs):
        network.train()
        for batch in batches:
            step(network, batch)
        network.eval()
        accuracies.insert(0, measure(network))
    return accuracies


@attempt(
    "train_loop",
    "wrong",
    source=HERE,
    teacher="measure belongs after the inner loop and eval; here eval comes after measuring.",
    named="measures-in-training-mode",
)
def d262(network, step, measure, batches, epochs):
    accuracies = []
    for epoch in range(epochs):
        network.train()
        for batch in batches:
            step(network, batch)
        accuracies.append(measure(network))
        network.eval()
    return accuracies


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="The two were added, not subtracted.",
    named="sign",
)
def d263(layer, image, by):
    a = layer(np.roll(image, by, axis=1))
    b = np.roll(layer(image), by, axis=1)
    return np.abs(a + b).max()


@attempt(
    "equivariance_gap",
    "wrong",
    source=HERE,
    teacher="The number of pixels that differ was returned, not by how much.",
    named="mean-or-sum",
)
def d264(layer, image, by):
    a = layer(np.roll(image, by, axis=1))
    b = np.roll(layer(image), by, axis=1)
    return np.sum(a != b)


@attempt(
    "only_one_right",
    "wrong",
    source=HERE,
    teacher="Both conditions ask for the same: the second should ask where second is right and first isn't.",
    named="the-rest",
)
def d265(labels, first, second):
    only = (first == labels) & (second != labels)
    return only.sum(), (~only).sum()


@attempt(
    "only_one_right",
    "wrong",
    source=HERE,
    teacher="first == second where the labels should be: that counts where they agree.",
    named="both-alike",
)
def d266(labels, first, second):
    a = ((first == labels) & (first == second)).sum()
    b = ((second == labels) & (first == second)).sum()
    return a, b


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="The bounds are those of first + second; the difference was asked for.",
    named="sign",
)
def d267(first, second, draws):
    d = (second[draws] + first[draws]).mean(axis=1)
    return np.percentile(d, 2.5), np.percentile(d, 97.5)


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="The relative difference, in shares of the first accuracy; the plain difference was asked for.",
    named="extra-division",
)
def d268(first, second, draws):
    a = first[draws].mean(axis=1)
    b = second[draws].mean(axis=1)
    d = (b - a) / a
    return np.percentile(d, 2.5), np.percentile(d, 97.5)


@attempt(
    "difference_interval",
    "wrong",
    source=HERE,
    teacher="That is the middle half: 25 and 75.",
    named="five-at-each-end",
)
def d269(first, second, draws):
    d = np.mean(second[draws] - first[draws], axis=1)
    return np.quantile(d, 0.25), np.quantile(d, 0.75)


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="1 - share is the share that stays; (1 - mask) switches off what stays, and it isn't rescaled either.",
    named="mask-inverted",
)
def d270(H, mask, share):
    return H * (1 - mask)


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="The factor is squared: rescaled twice.",
    named="another-factor",
)
def d271(H, mask, share):
    kept = H * mask / (1 - share)
    return kept / (1 - share)


@attempt(
    "dropout_layer",
    "wrong",
    source=HERE,
    teacher="mask is compared with share: it is 0 or 1 already, and 1 - share would belong there.",
    named="mask-inverted",
)
def d272(H, mask, share):
    return H * (mask < share) / (1 - share)
