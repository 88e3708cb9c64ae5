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


EXERCISES = (
    Exercise(
        "decayed_gradient",
        "A gradient with weight decay",
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
                "The weight decay was divided by the number of images, too. Only the first part is a mean over "
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
                "The weight decay is twice too large. The penalty has the factor 1/2, and that cancels the 2 of "
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
                "The weight decay has the wrong sign: a step against this gradient would make the weights "
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
