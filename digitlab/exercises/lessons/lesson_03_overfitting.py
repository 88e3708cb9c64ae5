"""Exercises of lesson 3 on dropout, and on whether a network has learned too little or too much."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_03 as solutions
from digitlab.exercises.tasks import Exercise

_RNG = np.random.default_rng(123)
_H = np.round(_RNG.uniform(0.2, 3, (4, 5)), 2)
_MASK = np.array([[1, 0, 1, 1, 1], [0, 1, 1, 1, 0], [1, 1, 0, 1, 1], [1, 1, 1, 0, 1]])


def _is_masked_otherwise(arguments: tuple[Any, ...], value: Any) -> bool:
    """Say whether each number is either 0 or right, though not by the mask that was given."""
    H, _, share = arguments
    return bool(value.shape == H.shape and (np.isclose(value, H / (1 - share)) | (value == 0)).all())


def _is_scaled_otherwise(arguments: tuple[Any, ...], value: Any) -> bool:
    """Say whether each number is the right one times the same factor."""
    H, mask, _ = arguments
    factors = value[mask == 1] / H[mask == 1]
    return bool(not value[mask == 0].any() and np.allclose(factors, factors[0]) and factors[0] > 0)


EXERCISES = (
    Exercise(
        "dropout_layer",
        "Dropout",
        solutions.dropout_layer,
        [
            Case("4 images of 5 neurons and a share of 0.2", _H, _MASK, 0.2),
            Case("3 images of 2 neurons and a share of 0.6", _H[:3, 3:], _MASK[:3, 3:], 0.6),
            Case("2 images of 4 neurons and a share of 0.75", _H[1:3, 1:], 1 - _MASK[1:3, 1:], 0.75),
        ],
        [
            Misconception(
                "not-rescaled",
                "The right neurons are 0, but what is left has to be multiplied by 1 / (1 - share): the next "
                "layer should get as much as before.",
                like=lambda H, mask, share: H * mask,
            ),
            Misconception(
                "multiplied-by-what-stays",
                "What is left was multiplied by 1 - share, which makes it even less. It is divided by that: `/ "
                "(1 - share)`, in parentheses.",
                like=lambda H, mask, share: H * mask * (1 - share),
            ),
            Misconception(
                "divided-by-share",
                "It was divided by the share that is switched *off*. What stays is 1 - share: divide by that.",
                like=lambda H, mask, share: H * mask / share,
            ),
            Misconception(
                "multiplied-by-share",
                "What is left was multiplied by the share itself. It becomes larger: times 1 / (1 - share).",
                like=lambda H, mask, share: H * mask * share,
            ),
            Misconception(
                "mask-inverted",
                "The wrong ones are 0. The mask is 1 where a neuron *stays*.",
                like=(
                    lambda H, mask, share: H * (1 - mask) / (1 - share),
                    lambda H, mask, share: H * (1 - mask),
                    lambda H, mask, share: H * (1 - mask) / share,
                ),
            ),
            Misconception(
                "dropped-stay",
                "Units that are switched off still have a value. They become 0: multiply by the mask.",
                like=(
                    lambda H, mask, share: H / (1 - share),
                    lambda H, mask, share: np.where(mask == 1, H / (1 - share), H),
                ),
            ),
            Misconception(
                "rescaled-by-the-mask",
                "It was divided by the share of ones in this very mask. The factor is 1 / (1 - share), whatever "
                "chance has dealt.",
                like=(
                    lambda H, mask, share: H * mask / mask.mean(),
                    lambda H, mask, share: H * mask / mask.mean(axis=1, keepdims=True),
                    lambda H, mask, share: H * mask / mask.mean(axis=0),
                ),
            ),
            Misconception(
                "one-mask-for-all",
                "All images were given the same row of the mask. Each has its own.",
                like=(
                    lambda H, mask, share: H * mask[0] / (1 - share),
                    lambda H, mask, share: H * mask[0],
                ),
            ),
            Misconception(
                "mask-subtracted",
                "Something was subtracted. A neuron is switched off by *multiplying* it by 0.",
                like=(
                    lambda H, mask, share: (H - (1 - mask)) / (1 - share),
                    lambda H, mask, share: (H - mask) / (1 - share),
                    lambda H, mask, share: H - mask,
                    lambda H, mask, share: H - (1 - mask),
                ),
            ),
            Misconception(
                "switched-off-left-out",
                "The neurons that are switched off were taken *out*, and the rest stands in one row. All keep "
                "their places; those become 0.",
                like=(
                    lambda H, mask, share: H[mask == 1] / (1 - share),
                    lambda H, mask, share: H[mask == 1],
                ),
            ),
            Misconception(
                "mask-as-places",
                "`H[mask]` takes 0 and 1 as the *numbers* of images. Multiply by the mask.",
                like=(lambda H, mask, share: H[mask] / (1 - share), lambda H, mask, share: H[mask]),
            ),
            Misconception(
                "matrix-product",
                "`@` adds up over the neurons. Switching off works entry by entry: `*`.",
                like=(lambda H, mask, share: H @ mask.T / (1 - share), lambda H, mask, share: H @ mask.T),
            ),
            Misconception(
                "not-this-mask",
                "The scale is right, but other neurons are 0 than those of `mask`. Take it as it is: draw no "
                "new one, and leave each row to its image.",
                when=_is_masked_otherwise,
            ),
            Misconception(
                "another-factor",
                "The right neurons are 0, but what is left has another factor than 1 / (1 - share).",
                when=_is_scaled_otherwise,
            ),
        ],
        [
            "`H` and `mask` have the same shape, so `H * mask` works entry by entry. What is multiplied by 0 is "
            "off.",
            "Then multiply by 1 / (1 - share). Use `*` and `/`, not `*=`, so that `H` stays as it is.",
            "A small case: two images of two neurons, a share of 0.75. What stays becomes four times as large: "
            "`dropout_layer([[1, 2], [3, 5]], [[1, 0], [0, 1]], 0.75)` gives `[[4, 0], [0, 20]]`.",
        ],
        "On average, the share 1 - share of the neurons stays. Divided by that, the next layer gets as much as "
        "before, so nothing has to be changed when dropout is off.",
    ),
    Exercise(
        "verdicts",
        "What is wrong with these networks?",
        {"A": "overfitting", "B": "neither", "C": "underfitting"},
        misconceptions=[
            Misconception(
                "names-swapped",
                "Overfitting and underfitting have changed places. A network that can't even read what it has "
                "practised on learns too *little*.",
                like={"A": "underfitting", "B": "neither", "C": "overfitting"},
            ),
            Misconception(
                "training-loss-alone",
                "A was let off for its tiny training loss. Look at its loss on images that it has never seen: "
                "does it keep up?",
                when=lambda _, value: value["A"] == "neither" and value["C"] == "underfitting",
            ),
            Misconception(
                "gap-alone",
                "C was let off because its two losses are close. But both are high, about what guessing among ten "
                "gives: ln 10 is 2.3.",
                when=lambda _, value: value["C"] == "neither",
            ),
            Misconception(
                "any-gap",
                "B's two losses differ a little, and are both low. New images are always a little harder; "
                "a gap is worrying when it is many times the training loss, or grows.",
                when=lambda _, value: value["B"] in ("overfitting", "underfitting"),
            ),
            Misconception(
                "unknown-word",
                "For each network write one of three texts: 'underfitting', 'overfitting' or 'neither'.",
                when=lambda _, value: not set(value.values()) <= {"underfitting", "overfitting", "neither"},
            ),
        ],
        hints=[
            "Look at the training loss first. Is it low? If not, the network can't learn even its own images.",
            "If it is low, compare it with the validation loss. Is that close, or many times larger?",
            "A small case: training loss 0.02 and validation loss 0.4. The first is low, the second is 20 times "
            "as large: overfitting. With 1.9 and 2.0, already the first is high, not far from guessing (2.3): "
            "underfitting.",
        ],
        why="A knows its own images by heart (0.01) and fails on new ones (0.61): overfitting. C fails on both: "
        "underfitting. B is low on both, and new images are a little harder, as always.",
        code='verdicts = {"A": "overfitting", "B": "neither", "C": "underfitting"}\n',
    ),
)
