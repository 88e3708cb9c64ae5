"""Exercises of lesson 3 on whole networks: how large, and how well trained."""

from __future__ import annotations

from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.tasks import Exercise

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
