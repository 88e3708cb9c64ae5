"""Attempts of real beginners at these or like tasks, written anew: every third was seen before the diagnosis was ready.

The others were held back, and judged by readers who had not seen the code.

``teacher`` is what a good teacher would say; ``named`` is what the check calls it, None where it finds no name, or
not the teacher's.
"""

# ruff: noqa
from __future__ import annotations

import itertools
import jax.numpy as jnp
import math
import numpy as np
import random

from attempts import collector

ATTEMPTS, attempt = collector()


@attempt(
    "decayed_gradient",
    "wrong",
    source="https://github.com/jingtinghuang/CS231n-Spring-2017/issues/3  factor of 2 in gradient of L2 regularization",
    teacher="The penalty is decay times HALF the sum of squares, so its gradient is decay * W, without the factor 2.",
    named="factor-two",
)
def a001(X, P, Y, W, decay):
    m = X.shape[0]
    dscores = (P - Y) / m
    dW = X.T.dot(dscores)
    dW += 2 * decay * W
    return dW


@attempt(
    "decayed_gradient",
    "wrong",
    source="https://github.com/andersbll/nnet/issues/4  L2 regularization problem, minus sign",
    teacher="The sign of the penalty's part is wrong: the penalty is added to the loss, so decay * W is added to the gradient.",
    named="decay-sign",
)
def a002(X, P, Y, W, decay):
    n = len(X)
    output_grad = P - Y
    dW = np.dot(X.T, output_grad) / n - decay * W
    return dW


@attempt(
    "decayed_gradient",
    "wrong",
    source="https://github.com/JPLAY0/CS231nAssignment/issues/10  dW += reg * np.sum(W * W)",
    teacher="You added the penalty itself (one number, the sum of squares) instead of its gradient, which is decay * W, one number for each weight.",
    named="sum-of-the-weights",
)
def a003(X, P, Y, W, decay):
    num_train = X.shape[0]
    dW = np.zeros(W.shape)
    for i in range(num_train):
        dW += np.outer(X[i], P[i] - Y[i])
    dW /= num_train
    dW += 0.5 * decay * np.sum(W * W)
    return dW


@attempt(
    "decayed_gradient",
    "wrong",
    source="https://github.com/ageron/handson-ml3/issues/118  softmax regression with l2, alpha * Theta / m",
    teacher="The penalty doesn't depend on the number of images, so decay * W isn't divided by n; only the cross-entropy's part is a mean.",
    named="decay-divided-too",
)
def a004(X, P, Y, W, decay):
    m = len(X)
    error = P - Y
    gradients = 1 / m * X.T @ error
    gradients = gradients + decay * W / m
    return gradients


@attempt(
    "decayed_gradient",
    "wrong",
    source="https://thinbug.com/q/61788478  regularization of softmax in gradient descent, hstack of zeros",
    teacher="The first column of W gets no decay: here W holds no bias, so every weight must be decayed.",
    named=None,
)
def a005(X, P, Y, W, decay):
    gradient = -np.dot(X.T, Y - P) / len(Y)
    regularizer = np.hstack((np.zeros((W.shape[0], 1)), W[:, 1:]))
    return gradient + decay * regularizer


@attempt(
    "momentum_step",
    "wrong",
    source="https://gist.github.com/JoshVarty/0d8ad5f19a8ae7b2736c602ed563e7bf  velocity minus gradient times learning rate",
    teacher="Your velocity already holds the learning rate and the minus sign; here it is momentum * velocity + gradient, and rate comes in only when the weights move.",
    named="rate-in-velocity",
)
def a006(W, velocity, gradient, rate, momentum):
    velocity = (momentum * velocity) - (gradient * rate)
    W = W + velocity
    return W, velocity


@attempt(
    "momentum_step",
    "wrong",
    source="https://github.com/fchollet/deep-learning-with-python-notebooks/issues/289  w + momentum * velocity - learning_rate * gradient",
    teacher="The weights must move by rate times the new velocity alone; you mix in the momentum and the gradient once more, and the velocity holds the rate.",
    named="rate-in-velocity",
)
def a007(W, velocity, gradient, rate, momentum):
    past_velocity = velocity
    velocity = past_velocity * momentum - rate * gradient
    W = W + momentum * velocity - rate * gradient
    return W, velocity


@attempt(
    "momentum_step",
    "wrong",
    source="https://github.com/mdenil/dropout/issues/4  momentum bug: gparam_mom is one time step too old",
    teacher="The weights move against the OLD velocity: compute the new velocity first and use that one.",
    named="old-velocity",
)
def a008(W, velocity, gradient, rate, momentum):
    new_velocity = momentum * velocity + gradient
    stepped_W = W - rate * velocity
    return stepped_W, new_velocity


@attempt(
    "momentum_step",
    "wrong",
    source="https://github.com/mdenil/dropout/issues/4  (1 - mom) * gparam",
    teacher="You weigh the gradient with (1 - momentum), a running average; the task adds the whole gradient to momentum times the old velocity.",
    named="averaged",
)
def a009(W, velocity, gradient, rate, momentum):
    v = momentum * velocity + (1.0 - momentum) * gradient
    return W - rate * v, v


@attempt(
    "momentum_step",
    "wrong",
    source="https://github.com/deeplearning4j/nd4j/pull/2116  v is copied but never updated",
    teacher="You return the old velocity, so the ball never gathers speed: the new velocity must be returned.",
    named="velocity-not-returned",
)
def a010(W, velocity, gradient, rate, momentum):
    v = velocity.copy()
    v *= momentum
    v += gradient
    W = W - rate * v
    return W, velocity


@attempt(
    "momentum_step",
    "wrong",
    source="https://github.com/IDSIA/brainstorm/issues/96  theta = theta + v",
    teacher="The weights move with the velocity, uphill: they must move against it (minus).",
    named="uphill",
)
def a011(W, velocity, gradient, rate, momentum):
    v = momentum * velocity + gradient
    theta = W + rate * v
    return theta, v


@attempt(
    "sigmoid_delta",
    "wrong",
    source="https://example-a.com/answer/46395467  delta_hidden = error * sigmoid(hidden, True)  (Stack Overflow copy)",
    teacher="You multiply delta2 itself by the slope; it must first be carried back through the weights, delta2 @ W2.T, which also gives it the right shape.",
    named="wrong-variable",
)
def a012(delta2, W2, H):
    def slope_of(activated):
        return activated * (1 - activated)

    error_hidden = delta2 @ W2.T  # never used below
    return delta2 * slope_of(H)


@attempt(
    "sigmoid_delta",
    "wrong",
    source="https://stats.stackexchange.com/questions/464262/backpropagation-demo-gives-always-the-same-result-after-training",
    teacher="delta2 and W2 are multiplied place by place, as if there were one neuron in each layer; a matrix product with the transposed weights is needed, delta2 @ W2.T.",
    named="not-through-the-weights",
)
def a013(delta2, W2, H):
    der = H * (1 - H)
    gradient_h = delta2 * W2
    return gradient_h * der


@attempt(
    "sigmoid_delta",
    "wrong",
    source="from memory: Stack Overflow, sigmoid derivative applied to already activated values, ~2016",
    teacher="H is already the sigmoid of z, and you send it through the sigmoid again: the slope is simply H * (1 - H).",
    named="sigmoid-twice",
)
def a014(delta2, W2, H):
    def sigmoid(z):
        return 1.0 / (1.0 + np.exp(-z))

    def sigmoid_prime(z):
        return sigmoid(z) * (1 - sigmoid(z))

    return np.dot(delta2, W2.T) * sigmoid_prime(H)


@attempt(
    "sigmoid_delta",
    "wrong",
    source="https://github.com/andersbll/nnet/issues/4  tanh_d: 1 - e**2",
    teacher="1 - H**2 is the slope of tanh; the slope of the sigmoid is H * (1 - H).",
    named="tanhs-slope",
)
def a015(delta2, W2, H):
    err = delta2.dot(W2.T)
    return err * (1 - H**2)


@attempt(
    "calibration_error",
    "wrong",
    source="https://github.com/texttron/BrowseComp-Plus/pull/18  calib_err skipping last bin",
    teacher="The last bin is never counted: the loop must run over all bins, range(bins), not range(bins - 1).",
    named="last-bin-lost",
)
def a016(confidence, correct, bins):
    confidence = np.asarray(confidence)
    correct = np.asarray(correct)
    edges = np.linspace(0, 1, bins + 1)
    n = len(confidence)
    cerr = 0
    for i in range(bins - 1):
        inside = (confidence >= edges[i]) & (confidence < edges[i + 1])
        num = inside.sum()
        if num > 0:
            diff = abs(confidence[inside].mean() - correct[inside].mean())
            cerr += num / n * diff
    return cerr


@attempt(
    "calibration_error",
    "wrong",
    source="https://github.com/ethen8181/machine-learning/issues/20  errors summed without weight for each bin size",
    teacher="All bins count the same: each gap must be weighted by the bin's share of the answers.",
    named="bins-weigh-the-same",
)
def a017(confidence, correct, bins):
    which = (confidence * bins).astype(int)
    which[which == bins] = bins - 1
    bin_errors = []
    for b in range(bins):
        mask = which == b
        if mask.sum() == 0:
            continue
        bin_errors.append(abs(confidence[mask].mean() - correct[mask].mean()))
    return sum(bin_errors) / len(bin_errors)


@attempt(
    "calibration_error",
    "wrong",
    source="https://github.com/Lightning-AI/torchmetrics/issues/3510  confidence of exactly 1.0 in an extra bin",
    teacher="A confidence of exactly 1 lands in an extra bin of its own; it belongs to the last one.",
    named="confidence-one-lost",
)
def a018(confidence, correct, bins):
    boundaries = np.linspace(0, 1, bins + 1)
    indices = np.digitize(confidence, boundaries) - 1
    acc_bin = np.zeros(bins + 1)
    conf_bin = np.zeros(bins + 1)
    count_bin = np.zeros(bins + 1)
    for i, k in enumerate(indices):
        count_bin[k] += 1
        conf_bin[k] += confidence[i]
        acc_bin[k] += correct[i]
    total = 0
    for k in range(bins + 1):
        if count_bin[k] > 0:
            total += abs(acc_bin[k] / count_bin[k] - conf_bin[k] / count_bin[k]) * count_bin[k] / len(confidence)
    return total


@attempt(
    "calibration_error",
    "accepted",
    source="https://github.com/Lightning-AI/torchmetrics/issues/1744  index -1 is out of bounds (confidence 0)",
    teacher="The bins' sides are on the wrong end: a confidence on an edge falls into the bin below, and exactly 0 gets the number -1 and lands in the last bin. Let int(confidence * bins) say the bin.",
)
def a019(confidence, correct, bins):
    boundaries = np.linspace(0, 1, bins + 1)
    indices = np.searchsorted(boundaries, confidence) - 1
    ece = 0.0
    sums = np.zeros((bins, 3))
    for c, r, k in zip(confidence, correct, indices):
        sums[k] += [1, c, r]
    for count, conf, acc in sums:
        if count:
            ece += abs(conf - acc) / len(confidence)
    return ece


@attempt(
    "calibration_error",
    "wrong",
    source="https://github.com/Lightning-AI/torchmetrics/issues/1907  n_bins is one less than it should be",
    teacher="linspace(0, 1, bins) gives bins edges, so only bins - 1 bins: bins + 1 edges are needed.",
    named="bins-one-too-few",
)
def a020(confidence, correct, bins):
    edges = np.linspace(0, 1, bins)
    ece = 0
    for lo, hi in zip(edges[:-1], edges[1:]):
        if hi == 1:
            idx = (confidence >= lo) & (confidence <= hi)
        else:
            idx = (confidence >= lo) & (confidence < hi)
        if np.any(idx):
            ece += np.mean(idx) * np.abs(np.mean(confidence[idx]) - np.mean(correct[idx]))
    return ece


@attempt(
    "calibration_error",
    "wrong",
    source="https://github.com/hendrycks/natural-adv-examples/pull/16  RMS calibration error",
    teacher="You square the gaps and take a root at the end (root mean square); asked is the mean of the gaps themselves.",
    named="squared-gaps",
)
def a021(confidence, correct, bins):
    number = np.minimum(np.floor(confidence * bins), bins - 1)
    cerr = 0
    total = len(confidence)
    for i in range(bins):
        here = number == i
        k = np.sum(here)
        if k > 0:
            difference = np.abs(np.nanmean(confidence[here]) - np.nanmean(correct[here]))
            cerr += k / total * np.square(difference)
    return np.sqrt(cerr)


@attempt(
    "wilson_interval",
    "wrong",
    source="https://github.com/clux/decay/issues/6  z^2/4n divided by n once too often under the root",
    teacher="Under the root z²/(4n²) is divided by n once more: only p(1 - p) is divided by n.",
    named="extra-division",
)
def a022(correct, count, z):
    n = count
    p = correct / n
    zzfn = z * z / (4 * n)
    root = math.sqrt((zzfn / n + p * (1 - p)) / n)
    low = (p + 2 * zzfn - z * root) / (1 + 4 * zzfn)
    high = (p + 2 * zzfn + z * root) / (1 + 4 * zzfn)
    return low, high


@attempt(
    "wilson_interval",
    "wrong",
    source="https://github.com/dvliman/go-hotscore/issues/1  ups / n is an integer division",
    teacher="correct // count is a whole-number division and gives 0 (or 1): p must be correct / count.",
    named="whole-for-fraction",
)
def a023(correct, count, z):
    p = correct // count
    n = count
    middle = p + z**2 / (2 * n)
    spread = z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5
    bottom = 1 + z**2 / n
    return (middle - spread) / bottom, (middle + spread) / bottom


@attempt(
    "wilson_interval",
    "wrong",
    source="https://github.com/AndriSignorell/DescTools/issues/50  plus and minus exchanged",
    teacher="Lower and upper end are exchanged: minus belongs to the lower end, and it comes first.",
    named="order",
)
def a024(correct, count, z):
    est = correct / count
    kappa = z
    root = np.sqrt(est * (1 - est) / count + kappa**2 / (4 * count**2))
    lower = (est + kappa**2 / (2 * count) + kappa * root) / (1 + kappa**2 / count)
    upper = (est + kappa**2 / (2 * count) - kappa * root) / (1 + kappa**2 / count)
    return lower, upper


@attempt(
    "wilson_interval",
    "right",
    source="https://github.com/easystats/report/pull/358  (2np + z^2 +- z sqrt(z^2 + 4np(1-p))) / (2(n + z^2))",
    teacher="",
)
def a025(correct, count, z):
    p_hat = correct / count
    prop = (2 * count * p_hat) + z**2
    moe = z * np.sqrt(z**2 + 4 * count * p_hat * (1 - p_hat))
    return np.array([prop - moe, prop + moe]) / (2 * (count + z**2))


@attempt(
    "wilson_interval",
    "wrong",
    source="https://newbe.dev/index.php/python-implementation-of-the-wilson-score-interval  only the lower bound is returned",
    teacher="Only the lower end is returned; the upper one (with plus) is missing.",
    named="wrong-number",
)
def a026(correct, count, z):
    p = correct / count
    middle = p + z * z / (2 * count)
    root = math.sqrt((p * (1 - p) + z * z / (4 * count)) / count)
    lower_bound = (middle - z * root) / (1 + z * z / count)
    return lower_bound


@attempt(
    "wilson_interval",
    "wrong",
    source="https://newbe.dev/index.php/python-implementation-of-the-wilson-score-interval  z is fixed in the function",
    teacher="z is overwritten with a fixed number, so the argument has no effect.",
    named="extra-line",
)
def a027(correct, count, z):
    z = 1.0
    p = correct / count
    zz = z * z / count
    margin = z * math.sqrt(p * (1 - p) / count + zz / (4 * count))
    lower = (p + zz / 2 - margin) / (1 + zz)
    upper = (p + zz / 2 + margin) / (1 + zz)
    return lower, upper


@attempt(
    "wilson_interval",
    "wrong",
    source="a copy of article 'Wilson Score Interval in Python': margin isn't divided by the denominator",
    teacher="The denominator 1 + z²/n divides the whole numerator, also the part after plus-minus; here only the middle is divided.",
    named="parentheses",
)
def a028(correct, count, z):
    p = correct / count
    center = (p + z**2 / (2 * count)) / (1 + z**2 / count)
    margin = z * np.sqrt((p * (1 - p) + z**2 / (4 * count)) / count)
    return center - margin, center + margin


@attempt(
    "crop_ink",
    "wrong",
    source="https://codereview.stackexchange.com/questions/132914/crop-black-border-of-image-using-numpy/132934  img[lx:rx, by:upy]",
    teacher="The end of a slice doesn't belong to it: the last row and the last column of the ink are missing, + 1 is needed.",
    named="last-line-lost",
)
def a029(image):
    top, left = image.shape
    bottom = right = -1
    for r in range(image.shape[0]):
        for c in range(image.shape[1]):
            if image[r, c] > 0:
                top, bottom = min(top, r), max(bottom, r)
                left, right = min(left, c), max(right, c)
    if bottom == -1:
        return image[:0, :0]
    return image[top:bottom, left:right]


@attempt(
    "crop_ink",
    "wrong",
    source="https://codereview.stackexchange.com/questions/132914/crop-black-border-of-image-using-numpy/132934  img[np.ix_(mask.any(1), mask.any(0))]",
    teacher="Empty rows and columns INSIDE the ink are thrown out, too; only the rim may be cut off, so slice from the first to the last row with ink.",
    named="paper-inside-removed",
)
def a030(image):
    mask = image > 0
    return image[np.ix_(mask.any(1), mask.any(0))]


@attempt(
    "crop_ink",
    "wrong",
    source="https://codereview.stackexchange.com/questions/132914/crop-black-border-of-image-using-numpy/132934  crop_image_only_outside",
    teacher="Without any ink argmax gives 0 and you return the whole image; the empty image must be caught first and give shape (0, 0).",
    named="blank-kept",
)
def a031(image):
    mask = image > 0
    m, n = image.shape
    mask0, mask1 = mask.any(0), mask.any(1)
    col_start, col_end = mask0.argmax(), n - mask0[::-1].argmax()
    row_start, row_end = mask1.argmax(), m - mask1[::-1].argmax()
    return image[row_start:row_end, col_start:col_end]


@attempt(
    "crop_ink",
    "wrong",
    source="https://github.com/mindee/doctr/pull/2071  + 1 lands on the wrong axis of the boxes",
    teacher="The + 1 for the last row has landed on the first row and column instead of the last ones: the slice starts one too late and ends one too early.",
    named="border-lost",
)
def a032(image):
    ys, xs = np.nonzero(image)
    if len(ys) == 0:
        return np.zeros((0, 0))
    box = np.array([ys.min(), xs.min(), ys.max(), xs.max()])
    box[:2] += 1
    return image[box[0] : box[2], box[1] : box[3]]


@attempt(
    "crop_ink",
    "right",
    source="https://codereview.stackexchange.com/questions/132914/crop-black-border-of-image-using-numpy/132934  scanning the four edges",
    teacher="",
)
def a033(image):
    picture = image.tolist()
    while picture and not any(picture[0]):
        picture.pop(0)
    while picture and not any(picture[-1]):
        picture.pop()
    if not picture:
        return np.empty((0, 0))
    left = min(next(i for i, v in enumerate(row) if v) for row in picture if any(row))
    right = max(max(i for i, v in enumerate(row) if v) for row in picture if any(row))
    return np.array([row[left : right + 1] for row in picture])


@attempt(
    "shift_to_middle",
    "wrong",
    source="https://example-a.com/answer/77891835  finding the center of mass of an image (Stack Overflow copy)",
    teacher="Rows and columns are exchanged: the sum over image rows gives how far DOWN the centre lies, and that belongs to the first number.",
    named="rows-for-columns",
)
def a034(image):
    total = np.sum(image)
    X = np.linspace(0, image.shape[0] - 1, image.shape[0])
    x_bary = np.sum(np.dot(X, image)) / total
    Y = np.linspace(0, image.shape[1] - 1, image.shape[1])
    y_bary = np.sum(np.dot(image, Y)) / total
    return round(14 - y_bary), round(14 - x_bary)


@attempt(
    "shift_to_middle",
    "wrong",
    source="https://github.com/nitishsrivastava/deepnet/issues/62  shift = (sizeX - sizex)/2",
    teacher="You bring the middle of the ink's box to the middle, not its centre of mass: every pixel must count with its brightness.",
    named="box-for-mass",
)
def a035(image):
    rows, cols = np.where(image > 0)
    top, bottom = rows.min(), rows.max()
    left, right = cols.min(), cols.max()
    down = (28 - (bottom - top + 1)) // 2 - top
    to_right = (28 - (right - left + 1)) // 2 - left
    return int(down), int(to_right)


@attempt(
    "shift_to_middle",
    "wrong",
    source="https://datascience.stackexchange.com/questions/90223/numpy-array-center-of-mass  mean of the indices",
    teacher="All ink pixels count the same here; in the centre of mass a dark pixel weighs more than a faint one.",
    named="all-ink-weighs-the-same",
)
def a036(image):
    points = np.argwhere(image)
    cy, cx = points.mean(axis=0)
    return int(round(14 - cy)), int(round(14 - cx))


@attempt(
    "shift_to_middle",
    "wrong",
    source="https://github.com/software-mansion/TypeGPU/pull/541  centerImage, value * (i % SIZE)",
    teacher="The sign is wrong: the image must move from its centre TO 14, so 14 - centre.",
    named="sign",
)
def a037(image):
    h, w = image.shape
    data = image.astype(float).ravel()
    mass = data.sum()
    x = sum(v * (i % w) for i, v in enumerate(data)) / mass
    y = sum(v * (i // w) for i, v in enumerate(data)) / mass
    return int(round(y - 14)), int(round(x - 14))


@attempt(
    "shift_to_middle",
    "wrong",
    source="from memory: Stack Overflow, center of mass with int() of scipy result for MNIST centering, ~2017",
    teacher="int() cuts the digits after the point off instead of rounding, so the image may land a pixel beside the nearest place.",
    named="rounded-down",
)
def a038(image):
    y = x = 0.0
    s = 0.0
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            y += i * float(image[i][j])
            x += j * float(image[i][j])
            s += float(image[i][j])
    return 14 - int(y / s), 14 - int(x / s)


@attempt(
    "bounding_box",
    "wrong",
    source="https://techoverflow.net/2017/02/23/computing-bounding-box-for-a-list-of-coordinates-in-python/  elif y > self.maxy",
    teacher="A point with a new largest x is never looked at for the largest y (elif): x and y need an if each.",
    named=None,
)
def a039(strokes):
    minx, miny = float("inf"), float("inf")
    maxx, maxy = float("-inf"), float("-inf")
    for stroke in strokes:
        for x, y in stroke:
            if x < minx:
                minx = x
            if y < miny:
                miny = y
            if x > maxx:
                maxx = x
            elif y > maxy:
                maxy = y
    return minx, miny, maxx, maxy


@attempt(
    "bounding_box",
    "wrong",
    source="https://www.pyimagesearch.com/2016/04/11/finding-extreme-points-in-contours-with-opencv/  c[c[:, 0].argmin()]",
    teacher="You return four whole points; asked are four numbers: x of the leftmost and rightmost point, y of the topmost and lowest.",
    named=None,
)
def a040(strokes):
    c = np.vstack(strokes)
    extLeft = tuple(c[c[:, 0].argmin()])
    extRight = tuple(c[c[:, 0].argmax()])
    extTop = tuple(c[c[:, 1].argmin()])
    extBot = tuple(c[c[:, 1].argmax()])
    return extLeft, extTop, extRight, extBot


@attempt(
    "bounding_box",
    "wrong",
    source="https://sandbox.dodona.be/en/activities/974900638/description/ww-DNZqvzL8og62i/  top = maximum of y on a map",
    teacher="Top and bottom are exchanged: y grows downwards, so the top is the SMALLEST y.",
    named="y-points-up",
)
def a041(strokes):
    xs = []
    ys = []
    for s in strokes:
        xs.extend(s[:, 0])
        ys.extend(s[:, 1])
    return min(xs), max(ys), max(xs), min(ys)


@attempt(
    "bounding_box",
    "wrong",
    source="from memory: Stack Overflow, running minimum that starts from 0, ~2014",
    teacher="The smallest values start from 0 and can never rise above it: start from the first point (or infinity).",
    named="starts-from-zero",
)
def a042(strokes):
    left = top = right = bottom = 0
    for stroke in strokes:
        for point in stroke:
            left = min(left, point[0])
            right = max(right, point[0])
            top = min(top, point[1])
            bottom = max(bottom, point[1])
    return left, top, right, bottom


@attempt(
    "bounding_box",
    "right",
    source="https://techoverflow.net/2017/02/23/computing-bounding-box-for-a-list-of-coordinates-in-python/  solution 1, repaired",
    teacher="",
)
def a043(strokes):
    points = [tuple(p) for s in strokes for p in s]
    xs, ys = zip(*points)
    return [float(min(xs)), float(min(ys)), float(max(xs)), float(max(ys))]


@attempt(
    "pen_travel",
    "wrong",
    source="MATLAB Cody problem 117 'Distance walked 3D', comment of 2012: (3-0) + (4-0) = 7",
    teacher="You add the ways along x and along y; the pen goes straight, so the length of a step is the root of the sum of squares.",
    named="along-the-axes",
)
def a044(strokes):
    total = 0
    for s in strokes:
        for k in range(1, len(s)):
            total += abs(s[k][0] - s[k - 1][0]) + abs(s[k][1] - s[k - 1][1])
    return total


@attempt(
    "pen_travel",
    "wrong",
    source="http://stackoverflow.com/questions/16301376/python-finding-distances-between-list-fields  (i+1) % len(l), a circle",
    teacher="The way from the last point back to the first is counted, too; a stroke isn't a closed loop.",
    named="closes-the-line",
)
def a045(strokes):
    dist = 0.0
    for stroke in strokes:
        n = len(stroke)
        for i, p in enumerate(stroke):
            q = stroke[(i + 1) % n]
            dist += math.sqrt((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2)
    return dist


@attempt(
    "pen_travel",
    "wrong",
    source="https://github.com/hardmaru/sketch-rnn-datasets/issues/4  first segment not drawn in draw_strokes()",
    teacher="The first step of each stroke is left out: the count starts one point too late.",
    named="slice-begins-elsewhere",
)
def a046(strokes):
    length = 0
    for stroke in strokes:
        lift_pen = 1
        last = None
        for point in stroke[1:]:
            if not lift_pen:
                length += np.hypot(*(point - last))
            last = point
            lift_pen = 0
    return length


@attempt(
    "pen_travel",
    "wrong",
    source="from memory: Stack Overflow, total distance of a list of points, IndexError list index out of range at i + 1, ~2015",
    teacher="At the last point there is no next one, points[i + 1] stops with an IndexError: the loop must end one earlier.",
    named="loop-ends-late",
)
def a047(strokes):
    total = 0
    for points in strokes:
        for i in range(len(points)):
            total = total + math.dist(points[i], points[i + 1])
    return total


@attempt(
    "pen_travel",
    "wrong",
    source="https://github.com/ageron/handson-ml2/issues/315  one array (n, 3) for all strokes, pen up not looked at",
    teacher="All points are strung together, so the way through the air from stroke to stroke counts as ink.",
    named="counts-jumps",
)
def a048(strokes):
    ink = np.concatenate(strokes)
    d = ink[1:] - ink[:-1]
    return np.sqrt(d[:, 0] ** 2 + d[:, 1] ** 2).sum()


@attempt(
    "pen_travel",
    "wrong",
    source="a copy of 'Distance formula between two points in a list': itertools.combinations(fList, 2)",
    teacher="combinations pairs every point with every other; only neighbours, one point and the next, are steps of the pen.",
    named="all-pairs",
)
def a049(strokes):
    total = 0
    for stroke in strokes:
        for p0, p1 in itertools.combinations(stroke, 2):
            total += math.sqrt((p0[0] - p1[0]) ** 2 + (p0[1] - p1[1]) ** 2)
    return total


@attempt(
    "pen_travel",
    "right",
    source="http://stackoverflow.com/questions/16301376/python-finding-distances-between-list-fields  zip(l, l[1:])",
    teacher="",
)
def a050(strokes):
    return sum(abs(complex(*a) - complex(*b)) for s in strokes for a, b in zip(s, s[1:]))


@attempt(
    "nearest_of_ten",
    "wrong",
    source="https://coderoad.ru/58523009/  dist += float(features[0]) - float(predict[0]); sqrt gives nan",
    teacher="The differences are added without being squared, so plus and minus cancel, and the root of a negative number is nan: square each difference.",
    named="missing-power",
)
def a051(image, means):
    best = None
    best_dist = None
    for digit in range(10):
        dist = 0.0
        for f, p in zip(image.ravel(), means[digit].ravel()):
            dist += float(f) - float(p)
        dist = np.sqrt(dist)
        if best is None or dist < best_dist:
            best, best_dist = digit, dist
    return best


@attempt(
    "nearest_of_ten",
    "wrong",
    source="https://stackoverflow.com/questions/44039165/numpys-dot-product-gives-two-different-results-depending-on-array-dtype/44039193",
    teacher="All arithmetic is done in uint8, where everything is taken modulo 256: turn the pixels into floats before you subtract and multiply.",
    named="bytes-or-lists",
)
def a052(image, means):
    x = image.reshape(784)
    scores = []
    for m in means:
        diff = m.reshape(784) - x
        scores.append(np.dot(diff, diff))
    return int(np.argmin(scores))


@attempt(
    "nearest_of_ten",
    "wrong",
    source="https://codewithsundeep.com/discussion/solution/48785115  (x - 128) / 128 with uint8: subtraction wraps round",
    teacher="You turn to float too late: image - means has already wrapped round in uint8. Convert before the subtraction.",
    named="type-changed-too-late",
)
def a053(image, means):
    distances = np.sum(((image - means) / 1.0) ** 2, axis=(1, 2))
    return np.argmin(distances)


@attempt(
    "nearest_of_ten",
    "wrong",
    source="a copy of 'Condensed nearest centroid classifier in numpy' (Code Review): axis=0, axis=1 mixed up",
    teacher="The sum runs over the ten digits instead of over the pixels (axis 0): sum over the axes 1 and 2, so that ten distances remain.",
    named="wrong-axis",
)
def a054(image, means):
    means = means.astype(np.int64)
    d = np.square(means - image.astype(np.int64))
    return np.argmin(np.sum(d, axis=0))


@attempt(
    "nearest_of_ten",
    "right",
    source="a copy of 'Condensed nearest centroid classifier in numpy' (Code Review)",
    teacher="",
)
def a055(image, means):
    flat = image.astype(np.int32).ravel()
    dist = []
    for k in range(len(means)):
        m = means[k].astype(np.int32).ravel()
        dist.append(int(flat @ flat) - 2 * int(flat @ m) + int(m @ m))
    return dist.index(min(dist))


@attempt(
    "leaky_slope",
    "wrong",
    source="https://datascience.stackexchange.com/questions/68318/leaky-relu-inside-of-a-simple-python-neural-net  if x > 0",
    teacher="if can't decide about a whole array (ValueError: truth value is ambiguous): use np.where, or a mask.",
    named="many-truths",
)
def a056(Z, leak):
    if Z > 0:
        return 1
    else:
        return leak


@attempt(
    "leaky_slope",
    "wrong",
    source="https://wiki.gubat.org/content/stackoverflow.com_en_all_2023-11/questions/48102882/how-to-implement-the-derivative-of-leaky-relu-in-python",
    teacher="The loop runs over rows as soon as Z has two axes, and a row can't be compared to 0 with if: np.where works for any shape.",
    named="many-truths",
)
def a057(Z, leak):
    return np.array([1 if i >= 0 else leak for i in Z])


@attempt(
    "leaky_slope",
    "wrong",
    source="https://git.mathdatech.fr/mathdatech/Python/raw/commit/037b05d4311fbf1d8eb6372ad8dc4a0f34db9717/neural_network/activation_functions/leaky_rectified_linear_unit.py  np.where(vector > 0, vector, alpha * vector)",
    teacher="That is leaky ReLU itself, not its slope: for positive scores the slope is 1, for negative ones leak.",
    named="function-for-slope",
)
def a058(Z, leak):
    return np.where(Z > 0, Z, leak * Z)


@attempt(
    "leaky_slope",
    "right",
    source="https://example-a.com/answer/48102959  dx = ones_like; dx[x < 0] = alpha  (Stack Overflow copy)",
    teacher="",
)
def a059(Z, leak):
    dx = np.ones(np.shape(Z))
    dx[np.asarray(Z) < 0] = leak
    return dx


@attempt(
    "best_epoch",
    "wrong",
    source="https://github.com/StatsDLMathsRecomSys/Inductive-representation-learning-on-temporal-graphs/issues/14  index shift by 1",
    teacher="The epochs are counted from 1 here; asked is the number counted from 0.",
    named="counted-from-one",
)
def a060(training, validation, test):
    best = float("inf")
    best_ep = 0
    epoch_count = 0
    for val in validation:
        epoch_count += 1
        if val < best:
            best = val
            best_ep = epoch_count
    return best_ep


@attempt(
    "best_epoch",
    "wrong",
    source="https://github.com/citoverse/cito/issues/38  losses$train_l instead of losses$valid_l",
    teacher="You choose by the training loss, which nearly always falls on: the validation loss has to decide.",
    named="chosen-on-training",
)
def a061(training, validation, test):
    best = 0
    for epoch in range(len(training)):
        if training[epoch] < training[best]:
            best = epoch
    return best


@attempt(
    "best_epoch",
    "wrong",
    source="https://github.com/TROUBADOUR000/TimeFilter/issues/5  checkpoint is saved even when validation loss increases",
    teacher="Each epoch is compared with the one before, not with the best so far: the smallest validation loss must be remembered.",
    named="last-fall",
)
def a062(training, validation, test):
    saved = 0
    val_loss_min = validation[0]
    for epoch, val_loss in enumerate(validation):
        if val_loss <= val_loss_min:
            saved = epoch
        val_loss_min = val_loss
    return saved


@attempt(
    "best_epoch",
    "wrong",
    source="https://github.com/Bjarten/early-stopping-pytorch/pull/1  first epoch is never saved",
    teacher="If the very first epoch is the best, nothing is ever noted and None comes back: start with epoch 0 as the best.",
    named="none-in-one-case",
)
def a063(training, validation, test):
    best_score = None
    best_at = None
    for epoch, loss in enumerate(validation):
        if best_score is None:
            best_score = loss
        elif loss < best_score:
            best_score = loss
            best_at = epoch
    return best_at


@attempt(
    "best_epoch",
    "wrong",
    source="https://github.com/Neuraxio/Neuraxle/issues/286  stop after epochs without improvement",
    teacher="You stop at the first rise of the validation loss; the training is over, and a later epoch may be better still: look at all of them.",
    named="first-rise",
)
def a064(training, validation, test):
    for epoch in range(1, len(validation)):
        if validation[epoch] > validation[epoch - 1]:
            return epoch - 1
    return len(validation) - 1


@attempt(
    "best_epoch",
    "right",
    source="https://github.com/allenai/allennlp/issues/1237  use >, not >=",
    teacher="",
)
def a065(training, validation, test):
    min_val = min(validation)
    return float(validation.index(min_val))


@attempt(
    "tempered_softmax",
    "wrong",
    source="https://github.com/RL-Align/RL-Kernel/issues/81  temperature applied twice",
    teacher="The scores are divided by T twice, which makes it T²: divide once.",
    named="extra-division",
)
def a066(Z, T):
    logits = Z / T
    logits = logits - np.max(logits, axis=1, keepdims=True)
    logits = logits / T
    e = np.exp(logits)
    return e / e.sum(axis=1, keepdims=True)


@attempt(
    "tempered_softmax",
    "wrong",
    source="https://github.com/MoonshotAI/Kimi-Audio/pull/161  logprobs / T after log_softmax",
    teacher="T divides the logarithms AFTER softmax, and the rows no longer sum to 1: divide the scores by T first, then apply softmax.",
    named=None,
)
def a067(Z, T):
    shifted = Z - Z.max(axis=1, keepdims=True)
    logprobs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return np.exp(logprobs / T)


@attempt(
    "tempered_softmax",
    "wrong",
    source="https://github.com/google/gemma.cpp/pull/981  temperature applied to the exponentiated logits cancels",
    teacher="T divides the powers, and in the fraction it cancels, so T has no effect: it must divide the scores before exp.",
    named="no-temperature",
)
def a068(Z, T):
    exps = np.exp(Z - np.max(Z, axis=1).reshape(-1, 1)) / T
    return exps / np.sum(exps, axis=1).reshape(-1, 1)


@attempt(
    "tempered_softmax",
    "wrong",
    source="https://github.com/bowang-lab/BLEEP/issues/5  * self.temperature instead of /",
    teacher="The scores are multiplied by T instead of divided: a large T must make the probabilities more alike.",
    named="times-temperature",
)
def a069(Z, T):
    s = (Z - Z.max(1, keepdims=True)) * T
    e = np.exp(s)
    return e / e.sum(1, keepdims=True)


@attempt(
    "tempered_softmax",
    "wrong",
    source="https://github.com/manassharma07/crysx_nn/issues/7  maximum of the whole 2d array instead of each row",
    teacher="One maximum for the whole array: a row that lies far below it becomes 0/0 = nan. Take each row's own maximum (axis=1, keepdims=True).",
    named="one-maximum-for-all",
)
def a070(Z, T):
    Z = Z / T
    ex = np.exp(Z - np.max(Z))
    return ex / ex.sum(axis=1, keepdims=True)


@attempt(
    "tempered_softmax",
    "wrong",
    source="https://github.com/Tensor-Reloaded/Advanced-Topics-in-Neural-Networks-Template-2023  e_x / e_x.sum(axis=0)",
    teacher="The sum goes down the columns (axis=0); each row belongs to one image and must sum to 1: axis=1, keepdims=True.",
    named="wrong-axis",
)
def a071(Z, T):
    e_x = np.exp(Z / T - np.max(Z / T))
    return e_x / e_x.sum(axis=0)


@attempt(
    "tempered_softmax",
    "wrong",
    source="https://github.com/DeNA/HandyRL/pull/209  keepdims missing in softmax()",
    teacher="Without keepdims=True the maxima (n,) don't fit to the rows (n, k): ValueError, or with n = k silently the wrong axis.",
    named="missing-keepdims",
)
def a072(Z, T):
    x = Z / T
    x = np.exp(x - np.max(x, axis=-1))
    return x / x.sum(axis=-1)


@attempt(
    "tempered_softmax",
    "right",
    source="https://github.com/SlopDotCash/asi/pull/2960  centre, scale, softmax",
    teacher="",
)
def a073(Z, T):
    out = []
    for row in Z.tolist():
        top = max(row)
        powers = [math.exp((z - top) / T) for z in row]
        total = math.fsum(powers)
        out.append([p / total for p in powers])
    return out


@attempt(
    "safe_loss",
    "wrong",
    source="https://github.com/aymericdamien/TensorFlow-Examples/issues/383  tf.log(pred + 1e-10)",
    teacher="A small number under the logarithm makes the loss finite, but wrong: it can't rise above 23 any more. Use the scores themselves, log-sum minus right score.",
    named="clipped",
)
def a074(Z, labels):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    pred = e / e.sum(axis=1, keepdims=True)
    picked = pred[np.arange(len(labels)), labels]
    return np.mean(-np.log(picked + 1e-10))


@attempt(
    "safe_loss",
    "wrong",
    source="https://github.com/hadyelsahar/CNN-RelationExtraction/issues/8  -reduce_sum(y * log(y_conv))",
    teacher="You return the sum over all images instead of their mean.",
    named="sum-for-mean",
)
def a075(Z, labels):
    loss = 0.0
    for scores, y in zip(Z, labels):
        top = scores.max()
        loss += top + np.log(np.sum(np.exp(scores - top))) - scores[y]
    return loss


@attempt(
    "safe_loss",
    "wrong",
    source="https://github.com/davharris/mistnet/issues/29  sign of cross entropy",
    teacher="The sign is wrong: the mean log-probability is negative, the loss is its opposite.",
    named="sign",
)
def a076(Z, labels):
    s = Z - np.max(Z, axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    n = len(labels)
    return logp[range(n), labels].sum() / n


@attempt(
    "safe_loss",
    "wrong",
    source="https://discuss.pytorch.org/t/unable-to-understand-how-pytorch-calculates-cross-entropy-loss/63166  -x[class] + log(sum(exp(x)))",
    teacher="exp overflows for scores around 1,000 and the loss is inf: take each row's largest score off first.",
    named="overflow",
)
def a077(Z, labels):
    total = []
    for x, c in zip(Z, labels):
        total.append(-x[c] + np.log(np.sum(np.exp(x))))
    return np.mean(total)


@attempt(
    "safe_loss",
    "wrong",
    source="a copy of forum question 'Cross entropy in PyTorch is different from what I learnt': the loss for every node",
    teacher="You also add -ln(1 - p) for all wrong classes; cross-entropy counts only the right class.",
    named="all-digits",
)
def a078(Z, labels):
    Y = np.eye(Z.shape[1])[labels]
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = e / e.sum(axis=1, keepdims=True)
    loss = -Y * np.log(P) - (1 - Y) * np.log(1 - P)
    return np.sum(loss) / len(labels)


@attempt(
    "safe_loss",
    "wrong",
    source="from memory: Stack Overflow, numpy cross entropy with log_softmax[:, labels].mean(), ~2019",
    teacher="Z[:, labels] takes for every row the columns of ALL labels, (n, n) numbers; each row needs only its own: Z[np.arange(n), labels].",
    named="all-pairs",
)
def a079(Z, labels):
    m = Z.max(axis=1, keepdims=True)
    lse = m + np.log(np.exp(Z - m).sum(axis=1, keepdims=True))
    return (lse - Z[:, labels]).mean()


@attempt(
    "safe_loss",
    "right",
    source="https://nishantbhansali.com/blog/cross-entropy-from-scratch  step by step",
    teacher="",
)
def a080(Z, labels):
    lse = np.logaddexp.reduce(Z, axis=1)
    right = np.take_along_axis(Z, np.reshape(labels, (-1, 1)), axis=1)[:, 0]
    return np.average(lse - right)


@attempt(
    "one_hot_rows",
    "wrong",
    source="https://github.com/keras-team/keras/issues/570  nb_classes = np.max(y) + 1",
    teacher="The number of columns is taken from the largest digit that occurs; it must always be ten.",
    named="classes-from-the-labels",
)
def a081(labels):
    y = np.asarray(labels, dtype="int32")
    nb_classes = np.max(y) + 1
    Y = np.zeros((len(y), nb_classes))
    for i in range(len(y)):
        Y[i, y[i]] = 1.0
    return Y


@attempt(
    "one_hot_rows",
    "wrong",
    source="https://github.com/keras-team/keras/issues/10135  num_classes=len(cols)",
    teacher="As many columns as different digits occur: that is too few (IndexError), there must always be ten.",
    named="too-few-columns",
)
def a082(labels):
    n = len(set(labels.tolist()))
    categorical = np.zeros((len(labels), n))
    categorical[np.arange(len(labels)), labels] = 1
    return categorical


@attempt(
    "one_hot_rows",
    "wrong",
    source="https://github.com/guillaume-chevalier/LSTM-Human-Activity-Recognition/issues/19  np.eye with labels from 1",
    teacher="Every 1 sits one column too far left (0 even lands in the last one): digits are numbered from 0, nothing must be taken off.",
    named="off-by-one",
)
def a083(labels):
    y_ = labels.reshape(len(labels))
    return np.eye(10)[np.array(y_, dtype=np.int32) - 1]


@attempt(
    "one_hot_rows",
    "wrong",
    source="https://thedpol.com/www.stackoverflow.com/questions/37978306/numpy-set-1-element-of-each-row-based-on-a-column-index-array",
    teacher="rows[:, labels] = 1 sets these columns in EVERY row; each row needs its own column: rows[np.arange(n), labels].",
    named="marks-every-row",
)
def a084(labels):
    a = np.zeros([len(labels), 10])
    a[:, labels] = 1
    return a


@attempt(
    "one_hot_rows",
    "wrong",
    source="https://wiki.gubat.org/content/stackoverflow.com_en_all_2023-11/questions/48000528/changing-value-in-list-of-list-python-why-does-it-change-whole-row",
    teacher="All rows are one and the same list ([[0] * 10] * n), so every 1 shows up in all of them: make a new list for each row.",
    named="rows-share-a-list",
)
def a085(labels):
    rows = [[0] * 10] * len(labels)
    for i, digit in enumerate(labels):
        rows[i][digit] = 1
    return np.array(rows)


@attempt(
    "one_hot_rows",
    "right",
    source="https://www.pythond.com/1280/construya-una-matriz-numpy-bidimensional-a-partir-de-indices-y-valores-de-una-matriz-unidimensional.html  np.arange(3) == Y[:, np.newaxis]",
    teacher="",
)
def a086(labels):
    return (np.arange(10) == np.asarray(labels)[:, np.newaxis]).astype(np.uint8)


@attempt(
    "deal",
    "wrong",
    source="https://github.com/Bekyilma/Recommendation-based-on-sequence-/issues/2  np.random.choice twice from the same list",
    teacher="Both sets are drawn from all numbers, independently, so they overlap: shuffle once and cut.",
    named="overlap",
)
def a087(count, share, seed):
    rng = np.random.default_rng(seed)
    n_val = round(count * share)
    validation = rng.choice(count, n_val, replace=False)
    training = rng.choice(count, count - n_val, replace=False)
    return training, validation


@attempt(
    "deal",
    "wrong",
    source="https://github.com/philipperemy/deep-learning-bitcoin/issues/17  np.random.choice(n) may repeat",
    teacher="choice draws with replacement, so numbers repeat and others are missing: replace=False, or a permutation.",
    named="drawn-twice",
)
def a088(count, share, seed):
    np.random.seed(seed)
    order = np.random.choice(count, count)
    cut = int(round(share * count))
    return order[cut:], order[:cut]


@attempt(
    "deal",
    "wrong",
    source="https://pyprog.pro/random_sampling_functions/shuffle.html  shuffle returns None",
    teacher="shuffle shuffles in place and returns None, so there is nothing to slice: use permutation, or shuffle on its own line.",
    named="none-used",
)
def a089(count, share, seed):
    rng = np.random.default_rng(seed)
    indices = rng.shuffle(np.arange(count))
    n = round(share * count)
    return indices[n:], indices[:n]


@attempt(
    "deal",
    "wrong",
    source="https://github.com/abhimishra91/transformers-tutorials/pull/1  the initial train_len examples are excluded, not those drawn",
    teacher="The training numbers are the ones after position n in the ORDER 0, 1, 2, ..., not those that weren't drawn, so the sets overlap.",
    named="overlap",
)
def a090(count, share, seed):
    rng = np.random.default_rng(seed)
    n_val = round(share * count)
    validation = rng.permutation(count)[:n_val]
    training = np.delete(np.arange(count), np.arange(n_val))
    return training, validation


@attempt(
    "deal",
    "wrong",
    source="https://github.com/redis-developer/redis-ai-resources/pull/51  random state isn't locked",
    teacher="The seed isn't used: the split is another one at every call.",
    named="differs-each-time",
)
def a091(count, share, seed):
    order = np.random.permutation(count)
    k = round(share * count)
    return order[k:], order[:k]


@attempt(
    "deal",
    "right",
    source="https://codegive.com/blog/split_numpy_array_into_train_and_test.php  own split, with random.Random",
    teacher="",
)
def a092(count, share, seed):
    chosen = set(random.Random(seed).sample(range(count), round(share * count)))
    rest = [i for i in range(count) if i not in chosen]
    chosen = list(chosen)
    random.Random(seed + 1).shuffle(chosen)
    return np.array(rest, dtype=int), np.array(chosen, dtype=int)


@attempt(
    "convolve_same",
    "wrong",
    source="https://github.com/ashushekar/image-convolution-from-scratch/issues/1  paddingY for rows, kernelX = kernel.shape[0]",
    teacher="The rims for rows and columns are exchanged: rows need kernel.shape[0] // 2, columns kernel.shape[1] // 2; with a square kernel it doesn't show.",
    named="wrong-variable",
)
def a093(image, kernel):
    kernelX, kernelY = kernel.shape
    halfX, halfY = kernelX // 2, kernelY // 2
    padded = np.zeros((image.shape[0] + 2 * halfY, image.shape[1] + 2 * halfX))
    padded[halfY : halfY + image.shape[0], halfX : halfX + image.shape[1]] = image
    output = np.zeros(image.shape)
    for y in range(image.shape[0]):
        for x in range(image.shape[1]):
            output[y, x] = (kernel * padded[y : y + kernelX, x : x + kernelY]).sum()
    return output


@attempt(
    "convolve_same",
    "wrong",
    source="https://discuss.pytorch.org/t/implemented-cv2-filter2d-but-output-is-wrong/132441  x_n = kx//2, y_n = kx//2",
    teacher="Both rims come from the kernel's height; the rim at the left and right must be kernel.shape[1] // 2.",
    named=None,
)
def a094(image, kernel):
    kx, ky = kernel.shape
    rim = kx // 2
    big = np.pad(image, rim)
    result = np.zeros((big.shape[0] - kx + 1, big.shape[1] - ky + 1))
    for x in range(result.shape[0]):
        for y in range(result.shape[1]):
            total = 0.0
            for i in range(kx):
                for j in range(ky):
                    total += big[x + i, y + j] * kernel[i, j]
            result[x, y] = total
    return result


@attempt(
    "convolve_same",
    "wrong",
    source="https://www.developerload.com/why-is-the-result-of-my-conv2d-function-centrally-symmetric-with-the-result-of-scipy  if i + k_r < img.shape[0]",
    teacher="The last row and the last column stay 0: the window still fits when i + a equals the padded height, so <= (or no if at all).",
    named="extra-condition",
)
def a095(image, kernel):
    rows, cols = image.shape
    a, b = kernel.shape
    framed = np.zeros((rows + a - 1, cols + b - 1))
    framed[(a - 1) // 2 : (a - 1) // 2 + rows, (b - 1) // 2 : (b - 1) // 2 + cols] = image
    out = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            if i + a < framed.shape[0] and j + b < framed.shape[1]:
                window = framed[i : i + a, j : j + b]
                out[i, j] = np.sum(window * kernel)
    return out


@attempt(
    "convolve_same",
    "wrong",
    source="https://www.developerload.com/why-is-the-result-of-my-conv2d-function-centrally-symmetric-with-the-result-of-scipy  tmp.T * kernel",
    teacher="The window is transposed before it is multiplied, so rows and columns of the kernel are exchanged (and an oblong kernel doesn't fit).",
    named="transposed",
)
def a096(image, kernel):
    k_r, k_c = kernel.shape
    img = np.pad(image, [(k_r // 2,), (k_c // 2,)], mode="constant")
    out = np.zeros_like(image, dtype=float)
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            tmp = img[i : i + k_r, j : j + k_c]
            out[i, j] = np.sum(tmp.T * kernel)
    return out


@attempt(
    "convolve_same",
    "wrong",
    source="https://github.com/ztlevi/ML_101  own conv2d: m = i - ki, n = j - kj, as in scipy",
    teacher="You turn the kernel round (i - ki), as mathematicians and SciPy do; in this course's convolution the kernel lies on the image as it is.",
    named="flipped-kernel",
)
def a097(image, kernel):
    r, c = image.shape
    kr, kc = kernel.shape
    res = np.zeros(image.shape)
    for i in range(r):
        for j in range(c):
            for ki in range(-(kr // 2), kr // 2 + 1):
                for kj in range(-(kc // 2), kc // 2 + 1):
                    m = i - ki
                    n = j - kj
                    if 0 <= m < r and 0 <= n < c:
                        res[i, j] += image[m, n] * kernel[ki + kr // 2, kj + kc // 2]
    return res


@attempt(
    "convolve_same",
    "wrong",
    source="a copy of Stack Overflow 'python scipy convolve2d seems incorrect': loop from 1 to H - 1",
    teacher="There is no rim of zeros; the pixels at the border are skipped and stay 0. Pad the image first, then compute every pixel.",
    named="border-left-empty",
)
def a098(image, kernel):
    H, W = image.shape
    a, b = kernel.shape
    pdx = np.zeros((H, W), dtype=float)
    for y in range(a // 2, H - a // 2):
        for x in range(b // 2, W - b // 2):
            pdx[y, x] = np.sum(image[y - a // 2 : y + a // 2 + 1, x - b // 2 : x + b // 2 + 1] * kernel)
    return pdx


@attempt(
    "convolve_same",
    "right",
    source="https://github.com/ztlevi/ML_101  own conv2d, with i + ki",
    teacher="",
)
def a099(image, kernel):
    h, w = image.shape
    a, b = kernel.shape
    big = np.zeros((h + a, w + b))
    big[a // 2 : a // 2 + h, b // 2 : b // 2 + w] = image
    result = 0
    for u in range(a):
        for v in range(b):
            result = result + kernel[u, v] * big[u : u + h, v : v + w]
    return result


@attempt(
    "confusion_table",
    "wrong",
    source="https://github.com/nkarasiak/dzetsaka/issues/53  cm[predicted, reference]",
    teacher="Rows and columns are exchanged: the row is the true class, the column what was read.",
    named="rows-for-columns",
)
def a100(labels, read, classes):
    cm = np.zeros((classes, classes), dtype=int)
    for reference, predicted in zip(labels, read):
        cm[predicted, reference] += 1
    return cm


@attempt(
    "confusion_table",
    "wrong",
    source="https://online.anyflip.com/uubqe/ncik/files/basic-html/page101.html  x[i] += 1 with repeated indices",
    teacher="table[labels, read] += 1 counts a pair that occurs several times only once: loop, or np.add.at.",
    named="each-pair-once",
)
def a101(labels, read, classes):
    table = np.zeros((classes, classes), dtype=int)
    table[labels, read] += 1
    return table


@attempt(
    "confusion_table",
    "wrong",
    source="https://dev.to/samuel_ochaba_eb9c875fa89/the-python-matrix-gotcha-that-silently-corrupts-your-data-1h7b",
    teacher="All rows are the same list, so each count shows up in every row: make a new list for each row.",
    named="rows-share-a-list",
)
def a102(labels, read, classes):
    row = [0] * classes
    matrix = [row for _ in range(classes)]
    for t, p in zip(labels, read):
        matrix[t][p] += 1
    return matrix


@attempt(
    "confusion_table",
    "wrong",
    source="https://www.e-learn.cn/qa/answer/222013/779676.html  bincount(a * 3 + b), without minlength",
    teacher="bincount ends at the largest pair that occurs, so the numbers can't be reshaped to classes x classes: minlength=classes**2 is missing.",
    named="pairs-missing",
)
def a103(labels, read, classes):
    cnt = np.bincount(labels * classes + read)
    return cnt.reshape(classes, classes)


@attempt(
    "confusion_table",
    "wrong",
    source="https://github.com/EpistasisLab/scikit-mdr/issues/16  size of the table from the classes that occur",
    teacher="The table is as large as the number of classes that occur; classes that don't occur need their row and column, too, so classes x classes.",
    named="classes-from-the-labels",
)
def a104(labels, read, classes):
    present = np.unique(np.concatenate([labels, read]))
    position = {c: k for k, c in enumerate(present)}
    m = np.zeros((len(present), len(present)))
    for i in range(len(labels)):
        m[position[labels[i]]][position[read[i]]] += 1
    return m


@attempt(
    "confusion_table",
    "right",
    source="https://www.e-learn.cn/qa/answer/222013/779676.html  counting pairs",
    teacher="",
)
def a105(labels, read, classes):
    pairs = list(zip([int(a) for a in labels], [int(b) for b in read]))
    return [[float(pairs.count((t, p))) for p in range(classes)] for t in range(classes)]


@attempt(
    "pool_maps",
    "wrong",
    source="https://github.com/ahmedfgad/NumPyCNN/issues/2  size of pool_out is one too small",
    teacher="The last row and column of squares are missing: the output has h // side rows, not one less.",
    named="border-lost",
)
def a106(maps, side):
    h, w, c = maps.shape
    out = np.zeros((int((h - side) / side), int((w - side) / side), c))
    for ch in range(c):
        for i in range(out.shape[0]):
            for j in range(out.shape[1]):
                out[i, j, ch] = np.max(maps[i * side : i * side + side, j * side : j * side + side, ch])
    return out


@attempt(
    "pool_maps",
    "wrong",
    source="https://github.com/ahmedfgad/NumPyCNN/issues/7  odd sizes: an extra square at the edge, as in Caffe",
    teacher="Rows and columns that don't fill a square are pooled, too; they are to be left out.",
    named="unfilled-squares",
)
def a107(maps, side):
    h, w, c = maps.shape
    rows = []
    for r in np.arange(0, h, side):
        row = []
        for col in np.arange(0, w, side):
            row.append(maps[r : r + side, col : col + side].max(axis=(0, 1)))
        rows.append(row)
    return np.array(rows)


@attempt(
    "pool_maps",
    "wrong",
    source="https://github.com/pytorch/pytorch/issues/33382  padding with negative infinity, not zero",
    teacher="Each maximum starts from 0, so a square of negative numbers gives 0: start from -inf or from the square's first number.",
    named="starts-from-zero",
)
def a108(maps, side):
    h, w, channels = maps.shape
    pooled = np.zeros((h // side, w // side, channels))
    for i in range(h // side * side):
        for j in range(w // side * side):
            for c in range(channels):
                if maps[i, j, c] > pooled[i // side, j // side, c]:
                    pooled[i // side, j // side, c] = maps[i, j, c]
    return pooled


@attempt(
    "pool_maps",
    "wrong",
    source="https://prof.lexailabs.com/practice/build-cnn-03-max-pool-2d  'never take a max across the channel axis'",
    teacher="The maximum runs over the channels, too: each channel must be pooled by itself, axis=(0, 1) of the square.",
    named="channels-mixed",
)
def a109(maps, side):
    h, w, c = maps.shape
    out = np.zeros((h // side, w // side, c))
    for i in range(h // side):
        for j in range(w // side):
            out[i, j] = np.max(maps[i * side : (i + 1) * side, j * side : (j + 1) * side])
    return out


@attempt(
    "pool_maps",
    "wrong",
    source="from memory: Stack Overflow, max pooling with reshape(h//2, w//2, 2, 2), ~2017",
    teacher="The axes in reshape are in the wrong order: it must be (rows, side, cols, side, channels), or the squares are torn apart.",
    named="cut-anew",
)
def a110(maps, side):
    h, w, c = maps.shape
    H, W = h // side, w // side
    cut = maps[: H * side, : W * side]
    return cut.reshape(H, W, side, side, c).max(axis=(2, 3))


@attempt(
    "pool_maps",
    "right",
    source="http://pullrequest.ru/9146081/kak-vypolnit-operatsiy-maksimalnogo-pula-nad-massivom-trehmernoi-svertki  loop over pictures and windows, (h - F) // S + 1",
    teacher="",
)
def a111(maps, side):
    F = S = side
    out_h = (maps.shape[0] - F) // S + 1
    out_w = (maps.shape[1] - F) // S + 1
    shifted = [maps[u : u + out_h * S : S, v : v + out_w * S : S] for u in range(F) for v in range(F)]
    return np.maximum.reduce([s[:out_h, :out_w] for s in shifted])


@attempt(
    "calibration_error",
    "wrong",
    source="https://github.com/EFS-OpenSource/calibration-framework/issues/25  accuracy of a bin; gap without distance",
    teacher="The gaps keep their signs, so a bin that is too sure and one that is too unsure cancel: take the absolute value of each gap.",
    named="signed-gaps",
)
def a112(confidence, correct, bins):
    idx = np.clip((confidence * bins).astype(int), 0, bins - 1)
    ece = 0
    for k in range(bins):
        m = idx == k
        if m.any():
            ece += m.mean() * (confidence[m].mean() - correct[m].mean())
    return ece


@attempt(
    "calibration_error",
    "wrong",
    source="https://github.com/mead-ml/mead-baseline/pull/484  mean of an empty bin",
    teacher="An empty bin has no mean: 0 / 0 gives nan, and then the whole sum is nan. Skip empty bins.",
    named="empty-bins",
)
def a113(confidence, correct, bins):
    idx = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = []
    weights = []
    for k in range(bins):
        gaps.append(abs(np.mean(confidence[idx == k]) - np.mean(correct[idx == k])))
        weights.append(np.sum(idx == k) / len(idx))
    return np.dot(gaps, weights)


@attempt(
    "calibration_error",
    "right",
    source="https://github.com/mead-ml/mead-baseline/pull/484  bincount with weights",
    teacher="",
)
def a114(confidence, correct, bins):
    k = np.floor(np.asarray(confidence) * bins).astype(int)
    k[k == bins] = bins - 1
    conf = np.bincount(k, weights=confidence, minlength=bins)
    acc = np.bincount(k, weights=np.asarray(correct, float), minlength=bins)
    return np.abs(conf - acc).sum() / len(confidence)


@attempt(
    "count_points",
    "wrong",
    source="https://codelucky.com/python-list-length  len of a nested list counts the top level",
    teacher="len(strokes) is the number of strokes; asked are the points in all of them together.",
    named="counts-strokes",
)
def a115(strokes):
    count = 0
    for item in strokes:
        count += 1
    return count


@attempt(
    "count_points",
    "wrong",
    source="https://codegive.com/blog/numpy_array_inhomogeneous_shape.php  np.array of ragged arrays",
    teacher="Strokes of different lengths don't fit into one array (ValueError: inhomogeneous shape): concatenate them, or add their lengths.",
    named="unequal-lengths",
)
def a116(strokes):
    arr = np.array(strokes)
    return arr.shape[0] * arr.shape[1]


@attempt(
    "count_points",
    "wrong",
    source="https://milddev.com/python-length-of-array  .size instead of .shape[0]",
    teacher="size counts x and y singly, so you get twice the number of points: len(stroke) or shape[0].",
    named="counts-numbers",
)
def a117(strokes):
    n = 0
    for stroke in strokes:
        n += stroke.size
    return n


@attempt(
    "count_points",
    "wrong",
    source="from memory: Stack Overflow, return inside the for loop, 'function returns only the first', ~2013",
    teacher="return stands inside the loop, so the function ends after the first stroke: it belongs behind the loop.",
    named="return-in-loop",
)
def a118(strokes):
    total = 0
    for s in strokes:
        total += len(s)
        return total


@attempt(
    "count_points",
    "right",
    source="https://codelucky.com/python-list-length  counting by hand in a loop",
    teacher="",
)
def a119(strokes):
    total = 0.0
    for s in strokes:
        for _x, _y in s:
            total += 1
    return total


@attempt(
    "scale",
    "wrong",
    source="https://codewithsundeep.com/discussion/solution/48785115  (x - 128) / 128",
    teacher="That brings the pixels to -1 ... 1 (and in uint8 the subtraction wraps round); for 0 ... 1 divide by 255, nothing else.",
    named="minus-one-to-one",
)
def a120(images):
    return (images - 128) / 128


@attempt(
    "scale",
    "wrong",
    source="https://github.com/ScrollPrize/villa/pull/1446  normaliser writes through to the caller's array",
    teacher="asarray makes no copy of floats, so /= changes the images that came in: write images / 255.",
    named="changed-argument",
)
def a121(images):
    arr = np.asarray(images, dtype=float)
    arr /= 255
    return arr


@attempt(
    "scale",
    "wrong",
    source="https://github.com/pkmital/pycadl/pull/5  divided by 255 twice",
    teacher="The pixels are divided by 255 twice.",
    named="scaled-twice",
)
def a122(images):
    x = images.astype("float32") / 255.0
    if x.max() <= 1.0:
        x = x / 255.0
    return x


@attempt(
    "scale",
    "wrong",
    source="https://github.com/IDinsight/mosaiks/issues/157  normalisation per image",
    teacher="You stretch what came in from its smallest to its largest pixel; asked is the fixed scale 0 ... 255, so that equal pixels stay equal in all images.",
    named="by-own-range",
)
def a123(images):
    images = images.astype(float)
    return (images - images.min()) / (images.max() - images.min())


@attempt(
    "scale",
    "right",
    source="https://prog.world/fitting-to-mnist-dataset/  astype('float64') / 255.0, with JAX",
    teacher="",
)
def a124(images):
    return jnp.asarray(np.array(images, dtype=np.float32)) / 255.0


@attempt(
    "channels_first",
    "wrong",
    source="https://linuxtut.com/en/bce6330fede9bba82740  np.swapaxes(img, 1, 3)",
    teacher="swapaxes exchanges height and channels and leaves the width where it was: the pictures come out mirrored along the diagonal, (n, c, width, height).",
    named="width-before-height",
)
def a125(images):
    return np.swapaxes(images, 1, 3)


@attempt(
    "channels_first",
    "wrong",
    source="https://github.com/BonnBytes/PyTorch-FWD/issues/16  transposing while reshaping destroys the data structure",
    teacher="reshape only deals the numbers out anew, in the old order: the pixels lose their neighbours. The axes must be moved: transpose(0, 3, 1, 2).",
    named="reshape-for-transpose",
)
def a126(images):
    n, h, w, c = images.shape
    return np.reshape(images, (n, c, h, w))


@attempt(
    "channels_first",
    "wrong",
    source="https://kiwix.lema.org/stackoverflow.com_en_all_2023-11/questions/48771529/cnn-why-is-the-image-matrix-transformed-to-channel-width-height  (2,0,1)",
    teacher="transpose((2, 0, 1)) is meant for one image; here there are four axes (ValueError: axes don't match array), and the first one stays: (0, 3, 1, 2).",
    named="axes-dont-match",
)
def a127(images):
    return np.transpose(images, (2, 0, 1))


@attempt(
    "channels_first",
    "wrong",
    source="https://github.com/alexlee-gk/lpips-tensorflow/issues/2  [0,2,3,1] is the other direction",
    teacher="(0, 2, 3, 1) is the way back, from channels first to channels last: here it must be (0, 3, 1, 2).",
    named="wrong-way-round",
)
def a128(images):
    return images.transpose([0, 2, 3, 1])


@attempt(
    "channels_first",
    "right",
    source="https://linuxtut.com/en/bce6330fede9bba82740  np.einsum",
    teacher="",
)
def a129(images):
    return np.einsum("nhwc->nchw", images)


@attempt(
    "top_two",
    "wrong",
    source="https://github.com/jina-ai/serve/issues/153  argsort(axis=1)[:, :top_k]",
    teacher="argsort goes upwards, so the first two are the UNlikeliest: take the last two, [:, -2:].",
    named="least-likely",
)
def a130(P, labels):
    idx = P.argsort(axis=1)[:, :2]
    hits = 0
    for i in range(len(labels)):
        if labels[i] in idx[i]:
            hits += 1
    return hits / len(labels)


@attempt(
    "top_two",
    "wrong",
    source="https://py4u.org/questions/65038206/  np.argpartition(probs, -5)[-5:]",
    teacher="[-2:] takes the last two ROWS, that is images; the two likeliest digits of each row are [:, -2:].",
    named="rows-for-columns",
)
def a131(P, labels):
    best = np.argpartition(P, -2)[-2:]
    right = 0
    for row, y in zip(best, labels):
        if y in row:
            right += 1
    return right / len(labels)


@attempt(
    "top_two",
    "wrong",
    source="https://py4u.org/questions/65038206/  for index in top_5_indices: if index in result",
    teacher="You ask whether the label is among the two guesses of ANY image; each row must be compared with its own label.",
    named="guesses-of-all-images",
)
def a132(P, labels):
    top = np.argsort(P, axis=1)[:, -2:]
    found = 0
    for label in labels:
        if label in top:
            found += 1
    return found / len(labels)


@attempt(
    "top_two",
    "wrong",
    source="https://github.com/alibaba/nann/issues/2  order of the top k turned round, then the first is taken",
    teacher="Only the second guess is compared; the right digit may be the first OR the second.",
    named="only-second",
)
def a133(P, labels):
    order = np.argsort(-P, axis=1)
    second = order[:, 1]
    return np.mean(second == labels)


@attempt(
    "top_two",
    "wrong",
    source="https://github.com/scikit-learn/scikit-learn/pull/16625  count or share (normalize)",
    teacher="That is the number of hits; asked is their share, so divide by the number of images.",
    named="count-for-share",
)
def a134(P, labels):
    sorted_pred = np.argsort(P, axis=1, kind="mergesort")[:, ::-1]
    hits = (labels == sorted_pred[:, :2].T).any(axis=0)
    return np.sum(hits)


@attempt(
    "top_two",
    "right",
    source="https://codearena.co/problems/top-k-accuracy  counting the classes that are likelier",
    teacher="",
)
def a135(P, labels):
    hits = 0
    for p, y in zip(P, labels):
        likelier = sum(1 for q in p if q > p[y])
        if likelier < 2:
            hits += 1
    return hits / len(labels)


@attempt(
    "deep_scores",
    "wrong",
    source="https://github.com/dennybritz/reinforcement-learning/issues/186  output layer should not use ReLU",
    teacher="ReLU comes after the last layer, too; there the scores must stay as they are, also negative ones.",
    named="relu-at-the-end",
)
def a136(X, weights, biases):
    a = X
    for W, b in zip(weights, biases):
        a = np.maximum(0, a.dot(W) + b)
    return a


@attempt(
    "deep_scores",
    "wrong",
    source="https://github.com/YujiaBao/ls/issues/1  No activation function in MLP?",
    teacher="There is no ReLU between the layers, so the whole network is a single linear step.",
    named="no-activation",
)
def a137(X, weights, biases):
    out = X
    for i in range(len(weights)):
        out = np.dot(out, weights[i]) + biases[i]
    return out


@attempt(
    "deep_scores",
    "wrong",
    source="https://github.com/llSourcell/how_to_do_math_for_deep_learning/issues/6  k0 = nonlin(X)",
    teacher="ReLU is applied to the input already; it comes after each layer (but the last), not before the first.",
    named="relu-on-the-input",
)
def a138(X, weights, biases):
    k = X
    for W, b in zip(weights, biases):
        k = np.maximum(k, 0) @ W + b
    return k


@attempt(
    "deep_scores",
    "wrong",
    source="https://github.com/ubclaunchpad/minutes/issues/133  softmax at the end",
    teacher="Softmax is applied at the end; the bare scores are asked.",
    named="softmax-at-the-end",
)
def a139(X, weights, biases):
    h = X
    for W, b in zip(weights[:-1], biases[:-1]):
        h = h @ W + b
        h = h * (h > 0)
    z = h @ weights[-1] + biases[-1]
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@attempt(
    "deep_scores",
    "wrong",
    source="from memory: Stack Overflow, forward loop that always multiplies X, shapes not aligned, ~2018",
    teacher="Each layer is fed with X again instead of the layer before (shapes don't fit from the second on): carry the result on.",
    named="not-passed-on",
)
def a140(X, weights, biases):
    for i, (W, b) in enumerate(zip(weights, biases)):
        Z = np.matmul(X, W) + b
        if i < len(weights) - 1:
            Z = np.maximum(0, Z)
    return Z


@attempt(
    "deep_scores",
    "right",
    source="https://github.com/Open-Deep-ML/DML-OpenProblem/issues/261  forward pass by hand, recursion",
    teacher="",
)
def a141(X, weights, biases):
    def go(A, ws, bs):
        Z = A @ ws[0] + bs[0]
        if len(ws) == 1:
            return Z
        return go((Z + np.abs(Z)) / 2, ws[1:], bs[1:])

    return go(X, weights, biases)


@attempt(
    "output_size",
    "wrong",
    source="https://stats.stackexchange.com/questions/650777/what-would-be-the-convolutional-layer-output-by-keras-layers-conv2d-when-conv-ou  54.25",
    teacher="With / a fraction comes out when the last step doesn't fit; that step isn't made: divide with //.",
    named="fraction",
)
def a142(size, kernel, padding, stride):
    return (size - kernel + 2 * padding) / stride + 1


@attempt(
    "output_size",
    "wrong",
    source="https://stats.stackexchange.com/questions/650777/what-would-be-the-convolutional-layer-output-by-keras-layers-conv2d-when-conv-ou  floor((n - k + p + s)/s)",
    teacher="The padding is counted once only; it is on EACH side, so 2 * padding.",
    named="padding-on-one-side",
)
def a143(size, kernel, padding, stride):
    return math.floor((size - kernel + padding + stride) / stride)


@attempt(
    "output_size",
    "wrong",
    source="https://github.com/kunzmi/managedCuda/issues/15  1 + divup(input + 2*pad - filter, stride)",
    teacher="You round up; a last step that doesn't fit isn't made, so round down.",
    named="rounded-up",
)
def a144(size, kernel, padding, stride):
    return int(np.ceil((size + 2 * padding - kernel) / stride)) + 1


@attempt(
    "output_size",
    "wrong",
    source="https://blog.youkuaiyun.com/qq_29547673/article/details/90237295  SAME: in_height / strides_height",
    teacher="size / stride holds only for one special padding; kernel and padding have to come into it.",
    named="ignores-an-argument",
)
def a145(size, kernel, padding, stride):
    return -(-size // stride)


@attempt(
    "output_size",
    "wrong",
    source="from memory: Coursera forum, deeplearning.ai course 4, + 1 forgotten in n_H, ~2018",
    teacher="+ 1 is missing: the kernel's first place counts, too, not only the steps.",
    named="plus-one-forgotten",
)
def a146(size, kernel, padding, stride):
    return (size + 2 * padding - kernel) // stride


@attempt(
    "output_size",
    "right",
    source="https://pythonjishu.com/mmzqggispwap  (input - filter + 1) / stride, rounded up",
    teacher="",
)
def a147(size, kernel, padding, stride):
    return np.ceil((size + 2 * padding - kernel + 1) / stride)


@attempt(
    "strictest_threshold",
    "wrong",
    source="https://github.com/byu-dml/metalearn/issues/67  percentile should be from 0 to 100",
    teacher="np.percentile wants 0 to 100; a share of 0.05 means 0.05 % there, so hardly anything is turned away.",
    named="not-the-largest",
)
def a148(confidence, share):
    return np.percentile(confidence, share)


@attempt(
    "strictest_threshold",
    "wrong",
    source="https://github.com/dssg/triage/issues/71  values at the thresholding line",
    teacher="One place too early: the threshold itself isn't turned away, so it may be the confidence AFTER the ones turned away, index k and not k - 1.",
    named="one-place-too-early",
)
def a149(confidence, share):
    n = int(len(confidence) * share)
    ranked = sorted(confidence)
    return ranked[max(n - 1, 0)]


@attempt(
    "strictest_threshold",
    "wrong",
    source="https://codereview.stackexchange.com/questions/121932/finding-the-percentile-corresponding-to-a-threshold  counting from the wrong end",
    teacher="The confidences are sorted from the largest down, so you keep `share` of them instead of turning `share` away.",
    named="wrong-end",
)
def a150(confidence, share):
    vals = sorted(confidence, reverse=True)
    return vals[int(share * len(vals))]


@attempt(
    "strictest_threshold",
    "wrong",
    source="https://github.com/swolock/scrublet/issues/45  percentile and quantile; interpolated",
    teacher="quantile interpolates between two neighbouring confidences, so the threshold lies beside the right one: a little too low, or so high that one too many is turned away. The largest that still holds is a confidence itself.",
    named="too-many",
)
def a151(confidence, share):
    return float(np.quantile(confidence, share))


@attempt(
    "strictest_threshold",
    "wrong",
    source="from memory: Stack Overflow, list indices must be integers, not float: a[0.1 * len(a)], ~2012",
    teacher="share * len(confidence) is a float and can't be an index: make it a whole number with int().",
    named="float-as-index",
)
def a152(confidence, share):
    s = np.sort(confidence)
    return s[share * len(s)]


@attempt(
    "strictest_threshold",
    "right",
    source="https://codereview.stackexchange.com/questions/121932/finding-the-percentile-corresponding-to-a-threshold  counting instead of sorting",
    teacher="",
)
def a153(confidence, share):
    best = 0.0
    for t in confidence:
        turned_away = sum(1 for c in confidence if c < t)
        if turned_away <= share * len(confidence) and t > best:
            best = t
    return best


@attempt(
    "scale_factor",
    "wrong",
    source="https://github.com/Lakr233/FlowDown/pull/154  max of the two ratios instead of min",
    teacher="The larger of both factors makes the SHORTER side 20, and the longer one grows beyond it: take the smaller factor.",
    named="shorter-side",
)
def a154(height, width):
    aspect_h = 20 / height
    aspect_w = 20 / width
    return max(aspect_h, aspect_w)


@attempt(
    "scale_factor",
    "wrong",
    source="https://github.com/openimaj/openimaj/issues/86  integer division gives 0",
    teacher="// throws the fraction away: the factor becomes 0 for large drawings and a whole number for small ones. Divide with /.",
    named="integer-division",
)
def a155(height, width):
    longest = height if height > width else width
    return 20 // longest


@attempt(
    "scale_factor",
    "wrong",
    source="https://prog.world/fitting-to-mnist-dataset/  if rows > cols: factor = 20/rows",
    teacher="You return the new size, not the factor.",
    named="each-side-by-itself",
)
def a156(height, width):
    if height > width:
        factor = 20.0 / height
        height = 20
        width = int(round(width * factor))
    else:
        factor = 20.0 / width
        width = 20
        height = int(round(height * factor))
    return height, width


@attempt(
    "scale_factor",
    "wrong",
    source="https://github.com/koreader/crengine/pull/421  if pscale > maxscale: pscale = maxscale",
    teacher="The factor is cut off at 1, so small drawings stay small; they are to grow.",
    named="only-shrinks",
)
def a157(height, width):
    s = min(20 / height, 20 / width)
    if s > 1:
        s = 1
    return s


@attempt(
    "scale_factor",
    "right",
    source="https://github.com/open-mmlab/mmcv/issues/116  min(scale[1] / h, scale[0] / w)",
    teacher="",
)
def a158(height, width):
    return np.float64(min(20.0 / height, 20.0 / width))


@attempt(
    "read_or_not",
    "wrong",
    source="https://github.com/WalBouss/GEM/issues/3  pred[probs < threshold] instead of pred[max_prob < threshold]",
    teacher="P < least has a truth value for every class, (n, 10), and can't mask the n digits (IndexError): compare each row's largest probability.",
    named="a-truth-for-every-digit",
)
def a159(P, least):
    pred = P.argmax(axis=1)
    pred[P < least] = -1
    return pred


@attempt(
    "read_or_not",
    "wrong",
    source="https://github.com/speechbrain/speechbrain/pull/1464  strictly greater, or greater or equal",
    teacher="A probability of exactly `least` is enough ('at least'): >=, not >.",
    named="limit-not-included",
)
def a160(P, least):
    answers = []
    for row in P:
        best = np.argmax(row)
        if row[best] > least:
            answers.append(best)
        else:
            answers.append(-1)
    return np.array(answers)


@attempt(
    "read_or_not",
    "wrong",
    source="https://stats.stackexchange.com/questions/237523/how-to-threshold-multiclass-probability-prediction-to-get-confusion-matrix/449903  first class over the threshold",
    teacher="The first digit that reaches `least` is returned; with a small `least` that needn't be the likeliest: argmax of P itself.",
    named="first-for-likeliest",
)
def a161(P, least):
    over = P >= least
    return np.where(over.any(axis=1), over.argmax(axis=1), -1)


@attempt(
    "read_or_not",
    "wrong",
    source="https://example-a.com/answer/62397799  all predictions below 0.5 (Stack Overflow copy)",
    teacher="The threshold is fixed at 0.5; `least` has no effect.",
    named="fixed-number",
)
def a162(P, least):
    digits = np.argmax(P, axis=1)
    digits[np.max(P, axis=1) < 0.5] = -1
    return digits


@attempt(
    "read_or_not",
    "wrong",
    source="https://androidkt.com/get-class-labels-from-predict-method-in-keras/  probabilities or labels",
    teacher="You return the probability where the network is sure; asked is the digit, the place of the largest one: argmax instead of max.",
    named="probability-for-digit",
)
def a163(P, least):
    biggest = np.max(P, axis=1)
    return np.where(biggest >= least, biggest, -1)


@attempt(
    "read_or_not",
    "right",
    source="https://github.com/WalBouss/GEM/issues/3  repaired, as a list",
    teacher="",
)
def a164(P, least):
    out = []
    for row in P.tolist():
        m = max(row)
        out.append(float(row.index(m)) if m >= least else -1.0)
    return out


@attempt(
    "parameter_count",
    "wrong",
    source="https://www.statistical.dog/concepts/nn-parameter-count  'the canonical wrong answer is forgetting biases'",
    teacher="Only the weights are counted; the 200 + 10 biases are learnt, too.",
    named="no-biases",
)
def a165():
    return 784 * 200 + 200 * 10


@attempt(
    "parameter_count",
    "wrong",
    source="https://stats.stackexchange.com/questions/570254/how-to-count-the-parameters-in-a-convolution-layer  |input| * (|output| + 1)",
    teacher="You count one bias for each input; there is one for each neuron of the layer's OUTPUT: (784 + 1) * 200 + (200 + 1) * 10.",
    named="biases-for-pixels",
)
def a166():
    return 784 * (200 + 1) + 200 * (10 + 1)


@attempt(
    "parameter_count",
    "wrong",
    source="https://datascience.stackexchange.com/questions/78065/fully-connected-dnn-compute-the-numbers-of-free-parameter-in-a-dnn  bias for the input layer, too",
    teacher="The 784 inputs have no biases: they are just the pixels.",
    named="biases-for-pixels",
)
def a167():
    sizes = [784, 200, 10]
    weights = sum(a * b for a, b in zip(sizes, sizes[1:]))
    return weights + sum(sizes)


@attempt(
    "layer_parameters",
    "wrong",
    source="https://forums.fast.ai/t/number-of-parameters-in-conv-layer/62595  (5 * 5 + 1) * 8 on the course's slide",
    teacher="The 3 channels are forgotten: each kernel has 5 * 5 * 3 weights.",
    named="one-channel",
)
def a168():
    return (5 * 5 + 1) * 24


@attempt(
    "layer_parameters",
    "wrong",
    source="https://pupuweb.com/convolutional-neural-network-cnn-how-to-calculate-parameters-in-a-convolutional-neural-network-layer  answer C",
    teacher="The biases are missing, one for each of the 24 kernels.",
    named="no-biases",
)
def a169():
    return 5 * 5 * 3 * 24


@attempt(
    "layer_parameters",
    "wrong",
    source="https://stats.stackexchange.com/questions/570254/how-to-count-the-parameters-in-a-convolution-layer  counted like a dense layer",
    teacher="You count as in a dense layer: the size of the image doesn't matter, because a kernel is the same at every place.",
    named="depends-on-the-image",
)
def a170():
    return 32 * 32 * 3 * 24 + 24


@attempt(
    "verdicts",
    "wrong",
    source="https://twelvescompany.co.uk/post/if-the-training-loss-is-always-lower-than-the-validation  'training loss lower, so overfitting'",
    teacher="A small gap is normal: B's 0.09 and 0.12 are both low and close together, so neither.",
    named="any-gap",
)
def a171():
    return {"A": "overfitting", "B": "overfitting", "C": "overfitting"}


@attempt(
    "verdicts",
    "wrong",
    source="from memory: Reddit r/learnmachinelearning, losses equal means a good fit, ~2020",
    teacher="C's losses are equal, but both are as large as with guessing (ln 10 is 2.3): it has learnt nothing, underfitting.",
    named="gap-alone",
)
def a172():
    return {"A": "overfitting", "B": "neither", "C": "neither"}


@attempt(
    "momentum_step",
    "right",
    source="https://github.com/IDSIA/brainstorm/issues/96  v = gamma * v + g; theta - alpha * v, with JAX",
    teacher="",
)
def a173(W, velocity, gradient, rate, momentum):
    v = momentum * jnp.asarray(velocity) + jnp.asarray(gradient)
    return jnp.subtract(W, rate * v), v


@attempt(
    "momentum_step",
    "wrong",
    source="https://hashnode-hub.vercel.app/posts/67ca3ca0866723626091d499  M = beta * M_prev + alpha * G; k = k - M",
    teacher="The learning rate multiplies only the gradient, inside the velocity; here the velocity has no rate in it, and the rate multiplies the whole velocity when the weights move.",
    named="rate-in-velocity",
)
def a174(W, velocity, gradient, rate, momentum):
    M = momentum * velocity + rate * gradient
    k = W - M
    return k, M


@attempt(
    "decayed_gradient",
    "wrong",
    source="https://github.com/varadavaidya/DataScience  dw += np.outer(x[i], y_pred - y[i]), without dw /= m",
    teacher="The cross-entropy's part is a sum over the images; the loss is their mean, so divide by n.",
    named="no-batch-mean",
)
def a175(X, P, Y, W, decay):
    dw = np.zeros_like(W)
    for i in range(X.shape[0]):
        dw += np.outer(X[i], P[i] - Y[i])
    return dw + decay * W


@attempt(
    "decayed_gradient",
    "right",
    source="https://github.com/varadavaidya/DataScience  dw loop over the samples, divided by m",
    teacher="",
)
def a176(X, P, Y, W, decay):
    m, d = X.shape
    k = W.shape[1]
    grad = [[0.0] * k for _ in range(d)]
    for i in range(m):
        for a in range(d):
            for b in range(k):
                grad[a][b] += X[i][a] * (P[i][b] - Y[i][b]) / m
    return [[grad[a][b] + decay * W[a][b] for b in range(k)] for a in range(d)]


@attempt(
    "sigmoid_delta",
    "right",
    source="https://example-a.com/answer/46395467  delta_hidden = hidden_error * sigmoid(hidden, True), repaired",
    teacher="",
)
def a177(delta2, W2, H):
    hidden_error = np.array([W2 @ d for d in delta2])
    return hidden_error * (H - H**2)


@attempt(
    "shift_to_middle",
    "wrong",
    source="https://exchangetuts.com/center-of-mass-of-pixels-in-grayscale-image-1641002705190524  X.mean(axis=0)",
    teacher="image.mean(axis=0) averages brightness, not places: every row number must be weighted with the brightness in that row.",
    named=None,
)
def a178(image):
    row = image.mean(axis=1).argmax()
    col = image.mean(axis=0).argmax()
    return int(14 - row), int(14 - col)


@attempt(
    "shift_to_middle",
    "right",
    source="https://example-a.com/answer/57093021  two loops, divided by the sum (Stack Overflow copy)",
    teacher="",
)
def a179(image):
    centroid = np.zeros(2)
    summ = 0.0
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            if image[i][j]:
                summ += float(image[i][j])
                centroid[0] += i * float(image[i][j])
                centroid[1] += j * float(image[i][j])
    return 14 - np.rint(centroid / summ)


@attempt(
    "strictest_threshold",
    "wrong",
    source="https://codereview.stackexchange.com/questions/121932/finding-the-percentile-corresponding-to-a-threshold  while abs(val - threshold_val) > 0.00001",
    teacher="The loop waits until EXACTLY `share` is turned away; with a finite number of confidences that may never happen, and it runs for ever.",
    named="endless",
)
def a180(confidence, share):
    low, high = 0.0, 1.0
    val = 0.5
    turned = np.mean(confidence < val)
    while abs(turned - share) > 0.00001:
        if turned > share:
            high = val
        else:
            low = val
        val = (low + high) / 2
        turned = np.mean(confidence < val)
    return val


@attempt(
    "strictest_threshold",
    "wrong",
    source="from memory: Stack Overflow, 'NoneType' object is not subscriptable after x = x.sort(), ~2014",
    teacher="sort() sorts in place and returns None (and changes the array that came in): use np.sort(confidence).",
    named=None,
)
def a181(confidence, share):
    ordered = confidence.sort()
    k = int(len(confidence) * share)
    return ordered[k]


@attempt(
    "count_points",
    "wrong",
    source="from memory: Stack Overflow, TypeError unhashable type: 'numpy.ndarray' in set(), ~2013",
    teacher="Arrays can't be put into a set (unhashable), and a set would count a point that occurs twice only once: add the lengths.",
    named="unhashable",
)
def a182(strokes):
    points = set()
    for stroke in strokes:
        for p in stroke:
            points.add(p)
    return len(points)


@attempt(
    "count_points",
    "wrong",
    source="from memory: Stack Overflow, TypeError 'tuple' object is not callable, x.shape(0), ~2015",
    teacher="shape is a tuple, no function: square brackets, stroke.shape[0].",
    named="not-callable",
)
def a183(strokes):
    return sum([stroke.shape(0) for stroke in strokes])


@attempt(
    "count_points",
    "wrong",
    source="https://github.com/py4dstem/py4DSTEM/issues/100  len of an array with a single point",
    teacher="squeeze() makes a stroke with a single point an array (2,), and its len is 2: leave the array as it is.",
    named=None,
)
def a184(strokes):
    length = 0
    for data in strokes:
        length += len(np.squeeze(data))
    return length


@attempt(
    "bounding_box",
    "wrong",
    source="https://techoverflow.net/2017/02/23/computing-bounding-box-for-a-list-of-coordinates-in-python/  printed as minx, maxx, miny, maxy",
    teacher="The order is wrong: left, top, right, bottom, so both smallest values first.",
    named="order",
)
def a185(strokes):
    coords = np.concatenate(strokes, axis=0)
    minx, miny = coords.min(axis=0)
    maxx, maxy = coords.max(axis=0)
    return minx, maxx, miny, maxy


@attempt(
    "bounding_box",
    "wrong",
    source="https://ailab-bh.github.io/cocohelper/_autosummary/cocohelper.transforms.crop.crop_img.html  boxes as x, y, w, h",
    teacher="The last two numbers are width and height; asked are the right and the bottom edge.",
    named="size-for-corner",
)
def a186(strokes):
    pts = np.concatenate(strokes)
    x, y = np.amin(pts, axis=0)
    w, h = np.ptp(pts, axis=0)
    return x, y, w, h


@attempt(
    "deal",
    "wrong",
    source="https://github.com/scikit-learn-contrib/DESlib/issues/126  names of the parts mixed up",
    teacher="The two sets come in the wrong order, and `share` is the part for validation: training first.",
    named="sizes-swapped",
)
def a187(count, share, seed):
    perm = np.random.default_rng(seed).permutation(count)
    n = round(count * share)
    first, second = np.split(perm, [n])
    return first, second


@attempt(
    "deal",
    "wrong",
    source="https://leyaa.ai/codefly/learn/numpy/part-2/numpy-shuffling-arrays/deep  splitting without shuffling",
    teacher="Nothing is shuffled: validation is always the last numbers, whatever the seed.",
    named="not-shuffled",
)
def a188(count, share, seed):
    np.random.seed(seed)
    idx = np.arange(count)
    split = count - round(share * count)
    return idx[:split], idx[split:]


@attempt(
    "deal",
    "wrong",
    source="from memory: Stack Overflow, train/test split with np.random.rand(len(df)) < 0.8, ~2014",
    teacher="Each number is tossed for by itself, so the size of the validation set is left to chance: it must be round(share * count).",
    named="wrong-size",
)
def a189(count, share, seed):
    rng = np.random.default_rng(seed)
    msk = rng.random(count) < share
    numbers = np.arange(count)
    return numbers[~msk], numbers[msk]


@attempt(
    "crop_ink",
    "wrong",
    source="https://opensourc.es/blog/tensorflow-mnist  cut empty rows with while np.sum(gray[0]) == 0",
    teacher="Without any ink the loop cuts until no row is left and then asks for gray[0] (IndexError): catch the empty image, shape (0, 0).",
    named="index-out-of-range",
)
def a190(image):
    cut = image
    while not cut[0].any():
        cut = cut[1:]
    while not cut[-1].any():
        cut = cut[:-1]
    while cut[:, 0].sum() == 0:
        cut = cut[:, 1:]
    while cut[:, -1].sum() == 0:
        cut = cut[:, :-1]
    return cut


@attempt(
    "crop_ink",
    "wrong",
    source="https://opensourc.es/blog/tensorflow-mnist  threshold at 128 before cutting",
    teacher="Faint ink below 128 isn't seen and is cut off: everything above 0 is ink.",
    named="faint-ink-lost",
)
def a191(image):
    ys, xs = np.where(image > 128)
    if ys.size == 0:
        return image[0:0, 0:0]
    return image[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]


@attempt(
    "crop_ink",
    "wrong",
    source="https://github.com/AirtestProject/Airtest/issues/1250  min(width - 1, x_max), one pixel less",
    teacher="The end of the slice is held at height - 1, width - 1, so ink in the picture's last row or column is lost.",
    named="off-by-one",
)
def a192(image):
    h, w = image.shape
    ys, xs = image.nonzero()
    if len(ys) == 0:
        return np.zeros((0, 0), image.dtype)
    y_max, x_max = min(h - 1, ys.max() + 1), min(w - 1, xs.max() + 1)
    return image[ys.min() : y_max, xs.min() : x_max]


@attempt(
    "shift_to_middle",
    "accepted",
    source="https://opensourc.es/blog/tensorflow-mnist  getBestShift: rows / 2.0 - cy",
    teacher="You move to the middle of the image that came in; asked is row 14 and column 14, whatever its size.",
)
def a193(image):
    rows, cols = image.shape
    r, c = np.mgrid[:rows, :cols]
    mass = float(image.sum())
    cy = (r * image).sum() / mass
    cx = (c * image).sum() / mass
    return int(np.round(rows / 2.0 - cy)), int(np.round(cols / 2.0 - cx))


@attempt(
    "wilson_interval",
    "wrong",
    source="from memory: Reddit r/learnpython, function prints instead of returning, result is None, ~2018",
    teacher="The interval is printed, not returned, so the function gives None.",
    named="prints",
)
def a194(correct, count, z):
    p = correct / count
    a = p + z**2 / (2 * count)
    b = z * np.sqrt(p * (1 - p) / count + z**2 / (4 * count**2))
    c = 1 + z**2 / count
    print("from", (a - b) / c, "to", (a + b) / c)


@attempt(
    "wilson_interval",
    "wrong",
    source="https://github.com/dvliman/go-hotscore/issues/1  order of operations with / and *",
    teacher="z**2 / 2 * count divides by 2 and then MULTIPLIES by count: brackets are missing, z**2 / (2 * count).",
    named="parentheses",
)
def a195(correct, count, z):
    p = correct / count
    mid = p + z**2 / 2 * count
    r = z * math.sqrt(p * (1 - p) / count + z**2 / 4 * count**2)
    return (mid - r) / (1 + z**2 / count), (mid + r) / (1 + z**2 / count)


@attempt(
    "wilson_interval",
    "wrong",
    source="https://github.com/UKGovernmentBEIS/inspect_ai/pull/5146  normal approximation can leave [0, 1]",
    teacher="That is the simple interval p plus-minus z times the standard error (Wald's), which leaves 0 ... 1; Wilson's formula is asked.",
    named="normal-approximation",
)
def a196(correct, count, z):
    p = correct / count
    se = np.sqrt(p * (1 - p) / count)
    return p - z * se, p + z * se


@attempt(
    "scale",
    "wrong",
    source="from memory: Stack Overflow, numpy true_divide output cannot cast float64 to uint8, images /= 255, ~2016",
    teacher="/= would have to put fractions into a uint8 array and stops (UFuncTypeError), and with floats it changes the images that came in: images / 255.",
    named="no-room-for-decimals",
)
def a197(images):
    images /= 255
    return images


@attempt(
    "scale",
    "wrong",
    source="https://github.com/RangiLyu/nanodet/issues/55  normalised, then back to whole numbers",
    teacher="The result is turned back into uint8, and all fractions become 0: leave it as floats.",
    named="integer-division",
)
def a198(images):
    scaled = images / 255.0
    return scaled.astype(images.dtype)


@attempt(
    "leaky_slope",
    "wrong",
    source="https://example-a.com/answer/48102959  dx = np.ones_like(x); dx[x < 0] = alpha  (Stack Overflow copy)",
    teacher="ones_like takes the kind of numbers from Z: with whole-number scores `leak` is cut off to 0. Say dtype=float.",
    named="whole-numbers",
)
def a199(Z, leak):
    dx = np.ones_like(Z)
    dx[Z < 0] = leak
    return dx


@attempt(
    "leaky_slope",
    "wrong",
    source="https://datascience.stackexchange.com/questions/68318/leaky-relu-inside-of-a-simple-python-neural-net  x/100",
    teacher="The slope for negative scores is fixed at 0.01; `leak` is given and isn't used.",
    named="ignores-an-argument",
)
def a200(Z, leak):
    grad = np.copy(Z)
    grad[Z > 0] = 1
    grad[Z < 0] = 1 / 100
    return grad


@attempt(
    "sigmoid_delta",
    "wrong",
    source="a copy of question 'Back propagation on matrix of weights': order of the factors",
    teacher="The shapes don't fit: delta2 (n, k) must be multiplied by W2 transposed, (k, hidden).",
    named="not-transposed",
)
def a201(delta2, W2, H):
    return np.dot(delta2, W2) * H * (1 - H)


@attempt(
    "nearest_of_ten",
    "wrong",
    source="https://stackoverflow.com/questions/44039165/numpys-dot-product-gives-two-different-results-depending-on-array-dtype/44039193  largest dot product",
    teacher="You take the mean with the largest product with the image, which favours bright means; asked is the smallest sum of squared differences.",
    named="product-for-distance",
)
def a202(image, means):
    x = image.astype(float).ravel()
    similarity = [np.dot(x, m.astype(float).ravel()) for m in means]
    return int(np.argmax(similarity))


@attempt(
    "nearest_of_ten",
    "wrong",
    source="from memory: Coursera forum, nearest centroid returns the distance instead of the class, ~2017",
    teacher="You return the smallest distance; asked is the digit, its place: argmin instead of min.",
    named="distance-for-digit",
)
def a203(image, means):
    img = np.array(image, dtype=float)
    dists = []
    for mean in means:
        dists.append(((img - mean) ** 2).sum())
    return min(dists)


@attempt(
    "verdicts",
    "wrong",
    source="https://notes.cwyark.me/200-notes/artificial-intelligence/machine-learning/overfitting-or-underfitting-the-training-data  the two words mixed up",
    teacher="The two words are mixed up: A learnt its training images by heart (overfitting), C learnt nothing (underfitting).",
    named="names-swapped",
)
def a204():
    return {"A": "underfitting", "B": "neither", "C": "overfitting"}


@attempt(
    "one_hot_rows",
    "wrong",
    source="https://newbe.dev/convert-array-of-indices-to-1-hot-encoded-numpy-array  b[a] = 1 without the row numbers",
    teacher="rows[labels] = 1 fills whole ROWS, the ones with the numbers of the digits (and stops when there are too few): row AND column must be said, rows[np.arange(n), labels].",
    named="too-few-columns",
)
def a205(labels):
    b = np.zeros((labels.size, 10))
    b[labels] = 1
    return b


@attempt(
    "pool_maps",
    "wrong",
    source="https://github.com/ahmedfgad/NumPyCNN/issues/7  modified pooling, then a bare reshape",
    teacher="When a side doesn't divide evenly, the numbers don't fit into the new shape (ValueError): first cut off what doesn't fill a square.",
    named="not-cut-off",
)
def a206(maps, side):
    h, w, c = maps.shape
    return maps.reshape(h // side, side, w // side, side, c).max(axis=3).max(axis=1)


@attempt(
    "shift_to_middle",
    "wrong",
    source="https://stackoverflow.com/questions/37519238/python-find-center-of-object-in-an-image/37521603  left and right border in the middle row only",
    teacher="You take the middle between the first and the last ink pixel, and left and right from one single row; the centre of mass weighs every pixel with its brightness.",
    named="box-for-mass",
)
def a207(image):
    rows_with_ink = [r for r in range(image.shape[0]) if image[r].any()]
    middle_row = (rows_with_ink[0] + rows_with_ink[-1]) // 2
    cols_with_ink = [c for c in range(image.shape[1]) if image[middle_row, c] > 0]
    middle_col = (cols_with_ink[0] + cols_with_ink[-1]) // 2
    return 14 - middle_row, 14 - middle_col


@attempt(
    "shift_to_middle",
    "wrong",
    source="https://codewithsundeep.com/discussion/solution/44288713  int(im.shape[0]//2 - com[0])",
    teacher="int() cuts towards 0, so a distance of 2.9 becomes 2: round to the nearest whole number.",
    named="rounded-down",
)
def a208(image):
    mass = image.sum()
    per_row = image.sum(axis=1, dtype=float)
    per_col = image.sum(axis=0, dtype=float)
    down = 14 - np.dot(np.arange(len(per_row)), per_row) / mass
    right = 14 - np.dot(np.arange(len(per_col)), per_col) / mass
    return int(down), int(right)
