"""Exercises of lesson 2 on the gradient and a step against it."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitlab.exercises.solutions import lesson_02 as solutions
from digitlab.exercises.tasks import Case, Exercise, Misconception

_RNG = np.random.default_rng(102)
_X = _RNG.normal(size=(6, 4))
_W = _RNG.normal(size=(4, 3))
_P = _RNG.dirichlet(np.ones(3), size=6)
_Y = np.eye(3)[[2, 0, 1, 1, 2, 2]]
_VELOCITY, _SLOPE = _RNG.normal(size=(2, 4, 3))


def _gradient(X: Any, P: Any, Y: Any, W: Any, decay: float) -> Any:
    return solutions.decayed_gradient(X, P, Y, W, decay)


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
                "transposed",
                "Rows and columns have changed places. A gradient has the shape of what it changes: that of W.",
                like=lambda X, P, Y, W, decay: _gradient(X, P, Y, W, decay).T,
            ),
        ],
        [
            "The gradient of a sum is the sum of the gradients: that of the cross-entropy, plus that of the "
            "penalty.",
            "The first part stands in the lesson: X transposed, times the error, divided by the number of images.",
            "The derivative of w² / 2 is w, for each weight by itself. So the second part is `decay * W`.",
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
            "Two lines: first the new velocity, then the new weights.",
            "The new velocity is momentum times the old one, plus the gradient.",
            "The weights move by minus the rate times the *new* velocity. Use `-`, not `-=`, so that nothing that "
            "was passed in changes.",
        ],
        "A heavy ball rolls on: directions in which the gradients agree add up, those in which they alternate "
        "cancel.",
    ),
)
