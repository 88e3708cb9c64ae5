"""Exercises of lesson 3 on whole networks: how large they are, and a step of their training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_03 as solutions
from digitlab.exercises.tasks import Exercise

_RNG = np.random.default_rng(113)
_W, _GRADIENT, _M = _RNG.normal(size=(3, 4, 2))
_V = _RNG.uniform(0.1, 2, size=(4, 2))


def _adam(
    decays: tuple[float, float] = (0.9, 0.999),
    moved: Callable[..., Any] = lambda m, v, rate: rate * m / (np.sqrt(v) + 1e-8),
    square: Callable[[Any], Any] = np.square,
    counted: Callable[[int], int] = lambda step: step,
) -> Callable[..., Any]:
    """Return a step of somebody who does one thing in another way."""

    def step_of(W: Any, m: Any, v: Any, gradient: Any, step: int, rate: float) -> Any:
        m = decays[0] * m + (1 - decays[0]) * gradient
        v = decays[1] * v + (1 - decays[1]) * square(gradient)
        t = counted(step)
        return W - moved(m / (1 - decays[0] ** t), v / (1 - decays[1] ** t), rate), m, v

    return step_of


def _corrected(by: Callable[[int], tuple[float, float]]) -> Callable[..., Any]:
    """Return a step of somebody who divides the means by something else."""

    def step_of(W: Any, m: Any, v: Any, gradient: Any, step: int, rate: float) -> Any:
        _, m, v = solutions.adam_step(W, m, v, gradient, step, rate)
        return W - rate * (m / by(step)[0]) / (np.sqrt(v / by(step)[1]) + 1e-8), m, v

    return step_of


def _with_old_means(W: Any, m: Any, v: Any, gradient: Any, step: int, rate: float) -> Any:
    _, new_m, new_v = solutions.adam_step(W, m, v, gradient, step, rate)
    hats = m / (1 - 0.9**step), v / (1 - 0.999**step)
    return W - rate * hats[0] / (np.sqrt(hats[1]) + 1e-8), new_m, new_v


EXERCISES = (
    Exercise(
        "parameter_count",
        "How many parameters?",
        784 * 200 + 200 + 200 * 10 + 10,
        misconceptions=[
            Misconception(
                "no-biases",
                "These are the weights alone. What else does each neuron learn?",
                like=784 * 200 + 200 * 10,
            ),
            Misconception(
                "biases-of-one-layer",
                "One of the two layers has no biases yet. Each neuron has one, hidden or output.",
                when=lambda _, value: int(value) in (784 * 200 + 200 * 10 + 200, 784 * 200 + 200 * 10 + 10),
            ),
            Misconception(
                "biases-for-pixels",
                "Biases were given to what goes *in*, to the pixels. Only neurons have a bias, one for each "
                "output of a layer.",
                when=lambda _, value: (
                    int(value) - 784 * 200 - 200 * 10 in (784 + 200 + 10, 784 + 200, 784, 784 + 10)
                ),
            ),
            Misconception(
                "one-bias-for-each-layer",
                "Each layer was given one bias. It is one for each *neuron*.",
                like=784 * 200 + 200 * 10 + 2,
            ),
            Misconception(
                "hidden-layer-only",
                "That is the hidden layer alone. The ten output neurons have weights and biases, too.",
                when=lambda _, value: int(value) in (784 * 200, 784 * 200 + 200),
            ),
            Misconception(
                "counts-neurons",
                "These are neurons and pixels, added up. Every neuron has a weight for *each* of its inputs: "
                "multiply.",
                when=lambda _, value: int(value) in (784 + 200 + 10, 200 + 10),
            ),
            Misconception(
                "all-multiplied",
                "The three sizes were multiplied. The layers come one after the other: count each layer, then "
                "add.",
                like=784 * 200 * 10,
            ),
        ],
        hints=[
            "Count the two layers one by one. A hidden neuron has a weight for each of 784 pixels, an output "
            "neuron one for each of 200 hidden ones.",
            "Then the biases: one for each neuron, hidden and output.",
            "A small case: a 3-2-1 network. The hidden layer has 3 · 2 = 6 weights and 2 biases, the output "
            "layer 2 · 1 = 2 weights and 1 bias, together 11.",
        ],
        why="A layer from d inputs to k neurons has d · k weights and k biases. Together 159,010, most of them in "
        "the first layer.",
        code="parameter_count = 784 * 200 + 200 + 200 * 10 + 10\n",
        rtol=0,
    ),
    Exercise(
        "adam_step",
        "A step of Adam",
        solutions.adam_step,
        [
            Case("step 3 with 4 x 2 weights and rate 0.1", _W, _M, _V, _GRADIENT, 3, 0.1),
            Case("step 1, with means that are still 0", _W[0], 0 * _M[0], 0 * _V[0], _GRADIENT[0], 1, 0.02),
            Case("step 40 with 2 weights", _W[:2, 0], _M[:2, 0], _V[:2, 0], _GRADIENT[:2, 0], 40, 0.5),
        ],
        [
            Misconception(
                "not-corrected",
                "m or v was used as it is, or both. They began at 0 and are too small at first: divide them by "
                "`1 - 0.9**step` and `1 - 0.999**step`.",
                like=(
                    _corrected(lambda step: (1, 1)),
                    _corrected(lambda step: (1, 1 - 0.999**step)),
                    _corrected(lambda step: (1 - 0.9**step, 1)),
                ),
            ),
            Misconception(
                "uphill",
                "The weights went *up* the gradient: subtract the step.",
                like=_adam(moved=lambda m, v, rate: -rate * m / (np.sqrt(v) + 1e-8)),
            ),
            Misconception(
                "no-square-root",
                "The step was divided by v itself. v is a mean of *squares*, so its square root has the size of a "
                "gradient.",
                like=_adam(moved=lambda m, v, rate: rate * m / (v + 1e-8)),
            ),
            Misconception(
                "no-square",
                "v should be a running mean of the gradient's *square*; here it is one of the gradient, or of its "
                "absolute value.",
                when=lambda arguments, value: any(
                    np.allclose(value[2], 0.999 * arguments[2] + 0.001 * part)
                    for part in (arguments[3], np.abs(arguments[3]))
                ),
            ),
            Misconception(
                "gradient-for-mean",
                "The step goes along the gradient itself. Adam takes its running mean, m, which forgets slowly.",
                like=lambda W, m, v, g, step, rate: (
                    W - rate * g / (np.sqrt((0.999 * v + 0.001 * g**2) / (1 - 0.999**step)) + 1e-8),
                    0.9 * m + 0.1 * g,
                    0.999 * v + 0.001 * g**2,
                ),
            ),
            Misconception(
                "old-means",
                "The step was made with the *old* m and v. First bring both up to date, then step.",
                like=_with_old_means,
            ),
            Misconception(
                "returns-corrected",
                "The second and third value are m-hat and v-hat. The next step needs m and v themselves.",
                like=lambda W, m, v, g, step, rate: (
                    solutions.adam_step(W, m, v, g, step, rate)[0],
                    (0.9 * m + 0.1 * g) / (1 - 0.9**step),
                    (0.999 * v + 0.001 * g**2) / (1 - 0.999**step),
                ),
            ),
            Misconception(
                "means-not-returned",
                "The m or v that came in was returned. The next step needs the new ones.",
                when=lambda arguments, value: (
                    np.allclose(value[1], arguments[1]) or np.allclose(value[2], arguments[2])
                ),
            ),
            Misconception(
                "decays-swapped",
                "0.9 and 0.999 have changed places: m forgets fast, with 0.9, and v slowly, with 0.999.",
                like=_adam((0.999, 0.9)),
            ),
            Misconception(
                "shares-swapped",
                "The gradient got the large share and the past the small one. It is 0.9 of the old m and 0.1 of "
                "the gradient.",
                when=lambda arguments, value: np.allclose(value[1], 0.1 * arguments[1] + 0.9 * arguments[3]),
            ),
            Misconception(
                "whole-gradient-added",
                "The gradient was added whole, as momentum does. Adam takes means: 0.1 of the gradient for m, "
                "0.001 of its square for v.",
                when=lambda arguments, value: (
                    np.allclose(value[1], 0.9 * arguments[1] + arguments[3])
                    or np.allclose(value[2], 0.999 * arguments[2] + arguments[3] ** 2)
                ),
            ),
            Misconception(
                "counted-from-zero",
                "The step was counted from 0. It counts from 1 here: the exponent is `step` itself.",
                like=(_adam(counted=lambda step: step - 1), _adam(counted=lambda step: step + 1)),
            ),
            Misconception(
                "always-the-first-step",
                "The means were corrected as in the first step, whatever `step` is. The share that is there grows "
                "from step to step: `1 - 0.9**step`.",
                like=_adam(counted=lambda step: 1),
                edge=False,
            ),
            Misconception(
                "one-correction-for-both",
                "Both means were divided by the same. m forgets with 0.9, v with 0.999, and each is corrected "
                "with its own.",
                like=(
                    _corrected(lambda step: (1 - 0.9**step,) * 2),
                    _corrected(lambda step: (1 - 0.999**step,) * 2),
                    _corrected(lambda step: (1 - 0.999**step, 1 - 0.9**step)),
                ),
            ),
            Misconception(
                "divided-by-the-power",
                "The means were divided by the powers themselves. `0.9**step` is what the 0 at the start still "
                "weighs; the rest, `1 - 0.9**step`, is what m has gathered.",
                like=_corrected(lambda step: (0.9**step, 0.999**step)),
            ),
            Misconception(
                "times-for-power",
                "0.9 was *multiplied* by the step. In each step the past is multiplied by 0.9 once more, so it "
                "is a power: `0.9**step`.",
                like=(
                    _corrected(lambda step: (1 - 0.9 * step, 1 - 0.999 * step)),
                    _corrected(lambda step: (1 - 0.9 * step, abs(1 - 0.999 * step))),
                ),
            ),
            Misconception(
                "order",
                "The three arrays are right, but in another order: first the weights, then m, then v.",
                like=tuple(
                    lambda *arguments, places=places: tuple(solutions.adam_step(*arguments)[i] for i in places)
                    for places in ((0, 2, 1), (1, 2, 0), (1, 0, 2), (2, 1, 0), (2, 0, 1))
                ),
            ),
            Misconception(
                "other-decays",
                "m or v forgets faster or more slowly than it should: it is 0.9 and 0.1 for m, 0.999 and 0.001 "
                "for v.",
                when=lambda arguments, value: any(
                    np.allclose(value[place], decay * arguments[place] + (1 - decay) * arguments[3] ** place)
                    for place, right in ((1, 0.9), (2, 0.999))
                    for decay in (0.5, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
                    if decay != right
                ),
            ),
            Misconception(
                "correction-multiplied",
                "The means were multiplied by `1 - 0.9**step`. They are too small at first, so divide.",
                like=lambda W, m, v, g, step, rate: (
                    W
                    - rate
                    * ((0.9 * m + 0.1 * g) * (1 - 0.9**step))
                    / (np.sqrt((0.999 * v + 0.001 * g**2) * (1 - 0.999**step)) + 1e-8),
                    0.9 * m + 0.1 * g,
                    0.999 * v + 0.001 * g**2,
                ),
            ),
            Misconception(
                "no-learning-rate",
                "The learning rate is missing: every weight moves by about 1.",
                like=_adam(moved=lambda m, v, rate: m / (np.sqrt(v) + 1e-8)),
            ),
        ],
        [
            "Four lines: the new m, the new v, both divided by the share that is there, and the weights minus the "
            "step. Use new names or new arrays, so that nothing that was passed in changes.",
            "`m_hat = m / (1 - 0.9**step)`, and `v_hat` with 0.999. The step is `rate * m_hat / (np.sqrt(v_hat) + "
            "1e-8)`. Return the weights, m and v.",
            "A small case: weight 5, m and v 0, gradient 2, step 1, rate 0.1. m becomes 0.2 and v 0.004; m-hat is "
            "2 and v-hat 4, so the step is 0.1 · 2 / 2 = 0.1, and `adam_step([5], [0], [0], [2], 1, 0.1)` gives "
            "`([4.9], [0.2], [0.004])`.",
        ],
        "m says where to, v how large this weight's gradients usually are; divided, they leave a step of about "
        "the learning rate for every weight.",
    ),
)
