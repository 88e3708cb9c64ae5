"""Exercises of lesson 3 on layers, forward and backward."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_03 as solutions
from digitlab.exercises.tasks import Exercise

_RNG = np.random.default_rng(103)
_SIZES = (6, 5, 4, 3)
_X = _RNG.normal(size=(7, 6))
_WEIGHTS = [_RNG.normal(size=shape) for shape in itertools.pairwise(_SIZES)]
_BIASES = [_RNG.normal(size=size) for size in _SIZES[1:]]
_DELTA = _RNG.normal(size=(7, 3)) / 7
_W2 = _RNG.normal(size=(5, 3))
_H = _RNG.uniform(0.05, 0.95, size=(7, 5))


def _through(activation: Any, last: Any = None, bias: bool = True) -> Any:
    """Return a forward pass with other activations, or without biases."""

    def forward(X: Any, weights: Any, biases: Any) -> Any:
        for place, (W, b) in enumerate(zip(weights, biases, strict=True), 1):
            X = X @ W + (b if bias else 0)
            X = activation(X) if place < len(weights) else (last or (lambda Z: Z))(X)
        return X

    return forward


def _relu(Z: Any) -> Any:
    return np.maximum(0, Z)


def _softmax(Z: Any) -> Any:
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _late_biases(X: Any, weights: Any, biases: Any) -> Any:
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        X = _relu(X @ W) + b
    return X @ weights[-1] + biases[-1]


EXERCISES = (
    Exercise(
        "leaky_slope",
        "The slope of leaky ReLU",
        solutions.leaky_slope,
        [
            Case("the scores -2, -0.5, 0.5, 3 and leak 0.1", np.array([-2.0, -0.5, 0.5, 3.0]), 0.1),
            Case("2 rows of 3 scores and leak 0.01", np.array([[1.5, -1.0, 2.0], [-4.0, 0.2, -0.1]]), 0.01),
            Case("the whole numbers -3, 4 and leak 0.2", np.array([-3, 4]), 0.2),
        ],
        [
            Misconception(
                "function-for-slope",
                "That is leaky ReLU itself. Its *slope* was asked for: by how much does it grow when the score "
                "grows by 1?",
                like=lambda Z, leak: np.where(Z > 0, Z, leak * Z),
            ),
            Misconception(
                "no-leak",
                "That is the slope of plain ReLU, 0 for negative scores. The leaky one lets a little through "
                "there.",
                like=lambda Z, leak: (Z > 0) * 1.0,
            ),
            Misconception(
                "sides-swapped",
                "The two sides have changed places. Where the score is positive, leaky ReLU is the score itself: "
                "what is the slope there?",
                like=lambda Z, leak: np.where(Z > 0, leak, 1.0),
            ),
            Misconception(
                "score-for-one",
                "Positive scores came back as they are. There leaky ReLU grows exactly as fast as the score, "
                "whatever the score is.",
                like=lambda Z, leak: np.where(Z > 0, Z, leak),
            ),
            Misconception(
                "leak-times-score",
                "For negative scores that is the value, leak times score, not its slope.",
                like=lambda Z, leak: np.where(Z > 0, 1.0, leak * Z),
            ),
            Misconception(
                "negative-leak",
                "The leak has a minus sign. On the left, leaky ReLU still *rises* from left to right, only "
                "slowly.",
                like=lambda Z, leak: np.where(Z > 0, 1.0, -leak),
            ),
            Misconception(
                "whole-numbers",
                "The leak was cut off to 0: an array made like one of whole numbers (`zeros_like`, `ones_like`) "
                "holds whole numbers only. Give it `dtype=float`.",
                like=lambda Z, leak: np.where(Z > 0, 1.0, leak).astype(Z.dtype),
            ),
        ],
        [
            "Leaky ReLU is z for z > 0, and leak · z for z < 0. What is the slope of each of these straight "
            "lines?",
            "The slope is one of two numbers. `np.where(condition, a, b)` chooses for each entry.",
            "A small case, with leak 0.1: at 7 the line is z, with slope 1; at -2 it is 0.1 · z, with slope "
            "0.1. So `leaky_slope([7, -2, 0.5], 0.1)` gives `[1, 0.1, 1]`.",
        ],
        "The slope of z is 1, the slope of leak · z is leak. It is never 0, so that a neuron that is off can "
        "still learn.",
    ),
    Exercise(
        "deep_scores",
        "Forward through any number of layers",
        solutions.deep_scores,
        [
            Case("layers of 6, 5, 4 and 3", _X, _WEIGHTS, _BIASES),
            Case("layers of 6, 5 and 4", _X[:2], _WEIGHTS[:2], _BIASES[:2]),
            Case("a single layer, from 6 to 5", _X[:3], _WEIGHTS[:1], _BIASES[:1]),
        ],
        [
            Misconception(
                "relu-at-the-end",
                "There is no negative score: ReLU was applied after the last layer, too. "
                "Scores must be free to be negative.",
                like=_through(_relu, _relu),
            ),
            Misconception(
                "no-activation",
                "There is nothing between the layers, so all of them together are one linear layer. "
                "What belongs after each hidden layer?",
                like=_through(lambda Z: Z),
            ),
            Misconception(
                "no-biases",
                "The biases are missing: each layer adds its own after the product.",
                like=_through(_relu, bias=False),
            ),
            Misconception(
                "softmax-at-the-end",
                "Each row adds up to 1: these are probabilities. The scores were asked for, before softmax.",
                like=_through(_relu, _softmax),
            ),
            Misconception(
                "sigmoid-for-relu",
                "The hidden layers use sigmoid here. The task says ReLU.",
                like=_through(lambda Z: 1 / (1 + np.exp(-Z))),
            ),
            Misconception(
                "not-passed-on",
                "Each layer takes what the one before it gave: is it always the same array that is "
                "multiplied with the weights? And `X @ W` isn't `W @ X`.",
                stops="shapes-dont-match",
            ),
            Misconception(
                "relu-on-the-input",
                "ReLU was applied to the input, too. The pixels go in as they are; the bend comes after each "
                "hidden layer.",
                like=lambda X, weights, biases: solutions.deep_scores(_relu(X), weights, biases),
            ),
            Misconception(
                "relu-before-bias",
                "ReLU came before the bias was added. The bias belongs to the score, and ReLU sees the whole "
                "score.",
                like=_late_biases,
            ),
            Misconception(
                "last-layer-missing",
                "What came back is as wide as a hidden layer: the last layer was left out, or more than one. Go "
                "through the whole lists, however long they are.",
                when=lambda arguments, value: value.shape[-1] == arguments[1][-1].shape[0],
            ),
        ],
        [
            "Keep one array, and let each layer replace it: the output of one layer is the input of the next.",
            "All layers but the last: `np.maximum(0, X @ W + b)`; `zip(weights[:-1], biases[:-1])` goes through "
            "them. After the loop comes the last layer, without ReLU: `X @ weights[-1] + biases[-1]`.",
            "A small case: one input, 2; a hidden layer with weights 3 and -1 and biases 1 and 0; an output "
            "with weights -1 and 5 and bias 4. Hidden: 7 and -2, after ReLU 7 and 0. Output: -7 + 0 + 4 = -3, "
            "so `deep_scores([[2]], [[[3, -1]], [[-1], [5]]], [[1, 0], [4]])` gives `[[-3]]`.",
        ],
        "Only the hidden layers need the bend. After the last layer it would make every negative score 0, and the "
        "network could no longer say how unlikely a digit is.",
    ),
    Exercise(
        "sigmoid_delta",
        "Backpropagation through sigmoid",
        solutions.sigmoid_delta,
        [
            Case("7 images, 5 hidden neurons and 3 digits", _DELTA, _W2, _H),
            Case("1 image", _DELTA[:1], _W2, _H[:1]),
        ],
        [
            Misconception(
                "relus-slope",
                "The error passed as if through ReLU: `H > 0` is true everywhere, because a sigmoid is always "
                "positive. What is the sigmoid's slope?",
                like=lambda delta2, W2, H: delta2 @ W2.T,
            ),
            Misconception(
                "not-through-the-weights",
                "The error (n, k) first has to come back through the weights, to shape (n, hidden): a matrix "
                "product with W2 transposed. Only then can it be multiplied with the slope, entry by entry.",
                stops="shapes-dont-match",
            ),
            Misconception(
                "sigmoid-twice",
                "Sigmoid was applied to H. But H *is* the activation, sigmoid has already been applied: "
                "write its slope with H itself.",
                like=lambda delta2, W2, H: (delta2 @ W2.T) * (s := 1 / (1 + np.exp(-H))) * (1 - s),
            ),
            Misconception(
                "activation-for-slope",
                "The error was multiplied by the activation H, which is the value, not the slope. "
                "One factor is missing.",
                like=lambda delta2, W2, H: (delta2 @ W2.T) * H,
            ),
            Misconception(
                "half-a-slope",
                "The error was multiplied by 1 - H only. The slope is a product of two factors.",
                like=lambda delta2, W2, H: (delta2 @ W2.T) * (1 - H),
            ),
            Misconception(
                "tanhs-slope",
                "1 - H² is the slope of tanh, another activation function.",
                like=lambda delta2, W2, H: (delta2 @ W2.T) * (1 - H**2),
            ),
            Misconception(
                "sign",
                "The sign is wrong: the sigmoid rises everywhere, so its slope is positive.",
                like=lambda delta2, W2, H: -solutions.sigmoid_delta(delta2, W2, H),
            ),
            Misconception(
                "divided-again",
                "It was divided by the number of images once more. That has been done in delta2.",
                when=lambda arguments, value: (
                    len(value) > 1 and np.allclose(value * len(value), solutions.sigmoid_delta(*arguments))
                ),
            ),
        ],
        [
            "Two steps, as for ReLU: first back through the weights, as in the lesson, then times the slope of "
            "the activation.",
            "The sigmoid's slope at z is σ(z) · (1 - σ(z)), and σ(z) is H. Multiply entry by entry, with `*`.",
            "A small case: delta 2, two hidden neurons with outgoing weights 3 and -1 and activations 0.5 and "
            "0.9. Back through the weights: 6 and -2. The slopes: 0.5 · 0.5 = 0.25 and 0.9 · 0.1 = 0.09. So "
            "`sigmoid_delta([[2]], [[3], [-1]], [[0.5, 0.9]])` gives `[[1.5, -0.18]]`.",
        ],
        "The chain rule multiplies by the slope of each function on the way. The sigmoid's slope can be computed "
        "from its value, so nothing else has to be kept. It is at most 1/4: here the error shrinks.",
    ),
)
