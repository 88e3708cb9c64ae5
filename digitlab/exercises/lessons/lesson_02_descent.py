"""Exercises of lesson 2 on the gradient and a step against it."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_02 as solutions
from digitlab.exercises.tasks import Exercise

_RNG = np.random.default_rng(102)
_X = _RNG.normal(size=(6, 4))
_W = _RNG.normal(size=(4, 3))
_P = _RNG.dirichlet(np.ones(3), size=6)
_Y = np.eye(3)[[2, 0, 1, 1, 2, 2]]
_VELOCITY, _SLOPE = _RNG.normal(size=(2, 4, 3))


def _gradient(X: Any, P: Any, Y: Any, W: Any, decay: float) -> Any:
    return solutions.decayed_gradient(X, P, Y, W, decay)


def _with_one_number(penalty: Any) -> Any:
    """Return a gradient with the same number added to every place."""
    return lambda X, P, Y, W, decay: _gradient(X, P, Y, W, 0) + decay * penalty(W)


def _error(p: Any, label: int) -> Any:
    return p - np.eye(len(p))[label]


EXERCISES = (
    Exercise(
        "one_gradient",
        "The gradient of one image",
        solutions.one_gradient,
        [
            Case("4 features and 3 digits, of which 2 is right", _X[0], _P[0], 2),
            Case("2 features and 3 digits, of which 0 is right", _X[1, 1:3], _P[1], 0),
            Case("3 features and 3 digits, of which 1 is right", _X[2, :3], _P[3], 1),
        ],
        [
            Misconception(
                "sign",
                "The signs are turned round. The error is what the model said *minus* what is true.",
                like=lambda x, p, label: -np.outer(x, _error(p, label)),
            ),
            Misconception(
                "no-truth",
                "That is the features times the probabilities. Where is the truth? At the right digit, 1 is "
                "subtracted.",
                like=lambda x, p, label: np.outer(x, p),
            ),
            Misconception(
                "one-subtracted-everywhere",
                "1 was subtracted from all probabilities. Only the right digit's truth is 1; the others' is 0.",
                like=lambda x, p, label: np.outer(x, p - 1),
            ),
            Misconception(
                "label-for-one-hot",
                "The label itself was subtracted. It is the *place* of the 1: `p[label]` loses 1, the others "
                "nothing.",
                like=lambda x, p, label: np.outer(x, p - label),
            ),
            Misconception(
                "right-digit-only",
                "Only the right digit's column isn't 0. The other digits have an error, too: their probability "
                "should be 0, and isn't.",
                when=lambda arguments, value: (
                    value.ndim == 2
                    and value.shape == (len(arguments[0]), len(arguments[1]))
                    and not np.delete(value, arguments[2], axis=1).any()
                ),
            ),
            Misconception(
                "right-digit-at-another-place",
                "1 was subtracted in the wrong column. Digits are counted from 0: the column is `label` itself.",
                when=lambda arguments, value: any(
                    np.allclose(value, np.outer(arguments[0], _error(arguments[1], other)))
                    for other in range(len(arguments[1]))
                    if other != arguments[2]
                ),
            ),
            Misconception(
                "transposed",
                "Rows and columns have changed places. A gradient has the shape of what it changes: W has "
                "features down and digits across.",
                like=lambda x, p, label: np.outer(_error(p, label), x),
            ),
            Misconception(
                "no-features",
                "Those are the errors alone. How much a weight matters depends on its feature: each feature times "
                "each error.",
                when=lambda arguments, value: np.allclose(value, _error(arguments[1], arguments[2])),
            ),
            Misconception(
                "divided-by-a-size",
                "The numbers were divided by how many there are. With a single image there is nothing to take a "
                "mean of.",
                when=lambda arguments, value: any(
                    np.allclose(value * n, np.outer(arguments[0], _error(arguments[1], arguments[2])))
                    for n in (len(arguments[0]), len(arguments[1]), len(arguments[0]) * len(arguments[1]))
                ),
            ),
            Misconception(
                "shapes-dont-fit",
                "x has the shape (d,) and the error (k,): neither `*` nor `@` makes a table of them as they are. "
                "`np.outer(x, error)` does, or `x[:, None] * error`.",
                stops="shapes-dont-match",
            ),
            Misconception(
                "slope-of-softmax",
                "That is p (1 - p), the slope of one probability. It cancels against the logarithm's: what is "
                "left is p - y.",
                like=lambda x, p, label: np.outer(x, p * (1 - p)),
            ),
        ],
        [
            "First the error of each digit: its probability, minus 1 if it is the right one. Make a new array for "
            "it, so that `p` stays as it is.",
            "Then a table: each feature times each error. `np.outer(x, error)` makes it, with features down and "
            "errors across.",
            "A small case: features 2 and 3, probabilities 0.25 and 0.75, and the right digit is 1. The errors "
            "are 0.25 and -0.25, so `one_gradient([2, 3], [0.25, 0.75], 1)` gives `[[0.5, -0.5], [0.75, -0.75]]`.",
        ],
        "A weight changes one score only, by its feature, and the score changes the loss by its error: the chain "
        "rule multiplies the two.",
    ),
    Exercise(
        "decayed_gradient",
        "A gradient with a penalty for large weights",
        solutions.decayed_gradient,
        [
            Case("6 images, 4 features, 3 digits and decay 0.5", _X, _P, _Y, _W, 0.5),
            Case("2 images and decay 0.1", _X[:2], _P[:2], _Y[:2], _W, 0.1),
        ],
        [
            Misconception(
                "sign",
                "The first part has the wrong sign: it leads uphill. The error is what the model said *minus* "
                "what is true.",
                like=lambda X, P, Y, W, decay: -_gradient(X, P, Y, W, -decay),
            ),
            Misconception(
                "no-batch-mean",
                "The sum over the images is there, but the loss is a mean: how many images are there?",
                like=lambda X, P, Y, W, decay: X.T @ (P - Y) + decay * W,
            ),
            Misconception(
                "divided-by-features",
                "It was divided by the number of features (or of digits), not of images. Which axis of X counts "
                "images?",
                when=lambda arguments, value: any(
                    np.allclose(
                        value, arguments[0].T @ (arguments[1] - arguments[2]) / n + arguments[4] * arguments[3]
                    )
                    for n in (arguments[0].shape[1], arguments[1].shape[1], arguments[1].size)
                ),
            ),
            Misconception(
                "decay-divided-too",
                "The penalty's part was divided by the number of images, too. Only the first part is a mean over "
                "images.",
                like=lambda X, P, Y, W, decay: (X.T @ (P - Y) + decay * W) / len(X),
            ),
            Misconception(
                "penalty-for-its-derivative",
                "The penalty's square is still there. The gradient has its *derivative*: what is the slope of w² "
                "/ 2?",
                like=lambda X, P, Y, W, decay: _gradient(X, P, Y, W, 0) + decay / 2 * W**2,
            ),
            Misconception(
                "sum-of-the-weights",
                "The same number was added everywhere: the weights were summed up. Each weight is pulled by its "
                "own size only, so the second part is a matrix, like W.",
                like=tuple(
                    map(_with_one_number, (lambda W: W.sum(), lambda W: (W**2).sum(), lambda W: (W**2).sum() / 2))
                ),
            ),
            Misconception(
                "factor-two",
                "The penalty's part is twice too large. The penalty has the factor 1/2, and that cancels the 2 of "
                "the derivative.",
                like=lambda X, P, Y, W, decay: _gradient(X, P, Y, W, 2 * decay),
            ),
            Misconception(
                "no-decay",
                "That is the gradient of the cross-entropy alone. The penalty has a slope, too: where is `decay`?",
                like=lambda X, P, Y, W, decay: _gradient(X, P, Y, W, 0),
            ),
            Misconception(
                "decay-sign",
                "The penalty's part has the wrong sign: a step against this gradient would make the weights "
                "*larger*.",
                like=lambda X, P, Y, W, decay: _gradient(X, P, Y, W, -decay),
            ),
            Misconception(
                "not-transposed",
                "X is (n, d) and the error (n, k). For a matrix product the images must meet the images, so X is "
                "transposed: (d, n) times (n, k) is (d, k), the shape of W.",
                stops="shapes-dont-match",
            ),
            Misconception(
                "transposed",
                "Rows and columns have changed places. A gradient has the shape of what it changes: that of W.",
                like=lambda X, P, Y, W, decay: _gradient(X, P, Y, W, decay).T,
            ),
        ],
        [
            "The gradient of a sum is the sum of the gradients: that of the cross-entropy, plus that of the "
            "penalty. The first stands in the lesson: X transposed, times the error, divided by the number of "
            "images.",
            "The derivative of w² / 2 is w, for each weight by itself. So the second part is `decay * W`.",
            "A small case: two images with one feature, 1 and 3, errors 0.5 and -0.5, weight 2, decay 0.1. The "
            "first part is (1 · 0.5 + 3 · -0.5) / 2 = -0.5, the second 0.1 · 2 = 0.2, so "
            "`decayed_gradient([[1], [3]], [[0.5], [0.5]], [[0], [1]], [[2]], 0.1)` gives `[[-0.3]]`.",
        ],
        "Each weight is pulled towards 0 in proportion to its size, besides what the images ask for. So only "
        "weights that are worth it stay large.",
    ),
    Exercise(
        "momentum_step",
        "A step with momentum",
        solutions.momentum_step,
        [
            Case("weights (4, 3), rate 0.1 and momentum 0.9", _W, _VELOCITY, _SLOPE, 0.1, 0.9),
            Case("weights (2, 3), rate 0.5 and momentum 0.4", _W[:2], _VELOCITY[:2], _SLOPE[:2], 0.5, 0.4),
            Case("the first step, from velocity 0", _W, np.zeros_like(_W), _SLOPE, 0.1, 0.9),
        ],
        [
            Misconception(
                "uphill",
                "The weights moved uphill: the loss falls *against* the gradient. Look at the sign of the step.",
                like=lambda W, v, g, rate, m: (W + rate * (m * v + g), m * v + g),
            ),
            Misconception(
                "old-velocity",
                "The step was taken with the *old* velocity. First bring the velocity up to date, then step.",
                like=lambda W, v, g, rate, m: (W - rate * v, m * v + g),
            ),
            Misconception(
                "no-momentum",
                "The weights made a plain step, with the gradient alone. They should move with the velocity.",
                like=lambda W, v, g, rate, m: (W - rate * g, m * v + g),
            ),
            Misconception(
                "velocity-not-returned",
                "The second value is the old velocity. The new one is needed for the next step.",
                like=lambda W, v, g, rate, m: (W - rate * (m * v + g), v),
            ),
            Misconception(
                "momentum-on-gradient",
                "Momentum should multiply the old *velocity*, so that the past fades; here it multiplies the "
                "gradient.",
                like=lambda W, v, g, rate, m: (W - rate * (v + m * g), v + m * g),
            ),
            Misconception(
                "averaged",
                "That is a mean of velocity and gradient, with the weights m and 1 - m. It exists, too, but here "
                "the whole gradient is added.",
                like=lambda W, v, g, rate, m: (W - rate * (m * v + (1 - m) * g), m * v + (1 - m) * g),
            ),
            Misconception(
                "rate-in-velocity",
                "The learning rate is inside the velocity. It exists in that form, too, but here the velocity "
                "gathers whole gradients, and the rate comes in with the step alone.",
                when=lambda arguments, value: (
                    any(
                        np.allclose(
                            value[1], sign * (arguments[4] * arguments[1] * sign + arguments[3] * arguments[2])
                        )
                        for sign in (1, -1)
                    )
                    or np.allclose(value[1], arguments[4] * arguments[1] - arguments[3] * arguments[2])
                ),
            ),
            Misconception(
                "no-learning-rate",
                "The learning rate is missing: the step is as long as the velocity itself.",
                like=lambda W, v, g, rate, m: (W - (m * v + g), m * v + g),
            ),
            Misconception(
                "order",
                "The two results have changed places: first the weights, then the velocity.",
                like=lambda W, v, g, rate, m: (m * v + g, W - rate * (m * v + g)),
            ),
        ],
        [
            "Two lines: first the new velocity, which is momentum times the old one, plus the gradient. Then "
            "the new weights.",
            "The weights move by minus the rate times the *new* velocity. Use `-`, not `-=`, so that nothing "
            "that was passed in changes.",
            "A small case: weight 5, velocity 2, gradient 3, rate 0.1, momentum 0.5. The new velocity is 0.5 · "
            "2 + 3 = 4, the new weight 5 - 0.1 · 4 = 4.6, so `momentum_step([5], [2], [3], 0.1, 0.5)` gives "
            "`([4.6], [4])`.",
        ],
        "A heavy ball rolls on: directions in which the gradients agree add up, those in which they alternate "
        "cancel.",
    ),
)
