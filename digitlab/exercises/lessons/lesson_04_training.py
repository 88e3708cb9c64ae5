"""Exercises of lesson 4 on the training: the loop itself, and which epoch to keep."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from digitlab.exercises._values import kind
from digitlab.exercises.cases import Case
from digitlab.exercises.diagnosis.known import Misconception
from digitlab.exercises.solutions import lesson_04 as solutions
from digitlab.exercises.tasks import Exercise


class Network:
    """A network of one weight: it learns less while dropout is off, and reads worse while it is on."""

    def __init__(self, weight: float, training: bool) -> None:
        self.weight, self.training = weight, training

    def train(self) -> None:
        """Turn dropout on."""
        self.training = True

    def eval(self) -> None:
        """Turn dropout off."""
        self.training = False

    def __eq__(self, other: object) -> bool:
        """Compare what is asked of the learner to stay: that it is a network. Its weight shall change."""
        return isinstance(other, Network)


def _look_at(network: Any) -> None:
    if not isinstance(network, Network):
        raise TypeError(
            f"the first positional argument isn't the network, but {kind(network)}; step returns the loss, and "
            "changes the network itself"
        )


def _step(network: Network, batch: Any) -> float:
    """Move the weight and return the loss before."""
    _look_at(network)
    loss = 3 / (1 + network.weight)
    network.weight += (1.0 if network.training else 0.4) * float(np.linalg.norm(batch))
    return loss


def _measure(network: Network) -> float:
    _look_at(network)
    return (0.7 if network.training else 1.0) * network.weight / (network.weight + 20)


def _accuracy(accuracy: float, losses: Sequence[float]) -> float:
    return accuracy


def _loop(
    before: str = "",
    start: str = "train",
    end: str = "eval",
    chosen: Callable[[int, Any], Any] = lambda epoch, batches: batches,
    kept: Callable[[float, Sequence[float]], Any] = _accuracy,
    more: int = 0,
) -> Callable[..., list[Any]]:
    """Return the loop of somebody who sets the modes elsewhere, takes other batches or keeps something else."""

    def loop(network: Any, step: Any, measure: Any, batches: Any, epochs: int) -> list[Any]:
        if before:
            getattr(network, before)()
        numbers = []
        for epoch in range(epochs + more):
            if start:
                getattr(network, start)()
            losses = [step(network, batch) for batch in chosen(epoch, batches)]
            if end:
                getattr(network, end)()
            numbers.append(kept(measure(network), losses))
        return numbers

    return loop


def _after_each_batch(start: str, each: str, end: str) -> Callable[..., list[Any]]:
    """Return the loop of somebody who measures in the inner loop, and sets modes there."""

    def loop(network: Any, step: Any, measure: Any, batches: Any, epochs: int) -> list[Any]:
        accuracies = []
        for _ in range(epochs):
            for place, batch in enumerate(batches):
                for mode in (start if place == 0 else "", each):
                    if mode:
                        getattr(network, mode)()
                step(network, batch)
                if end:
                    getattr(network, end)()
                accuracies.append(measure(network))
        return accuracies

    return loop


def _measured_first(network: Any, step: Any, measure: Any, batches: Any, epochs: int) -> list[Any]:
    network.eval()
    return [measure(network), *_loop()(network, step, measure, batches, epochs)]


EXERCISES = (
    Exercise(
        "train_loop",
        "The loop itself",
        solutions.train_loop,
        [
            Case("3 epochs of 4 batches", Network(1.0, False), _step, _measure, [3.0, 5.0, 1.0, 2.0], 3),
            Case("4 epochs of 2 batches", Network(0.5, True), _step, _measure, [1.5, 4.0], 4),
            Case("2 epochs of 3 batches", Network(2.0, True), _step, _measure, [2.0, 0.5, 3.0], 2),
        ],
        [
            Misconception(
                "trains-in-evaluation-mode",
                "From the second epoch on, if not before, the training went on with dropout *off*: `eval()` stays "
                "until `train()` is called again. Where in the loop does that belong?",
                like=(
                    _loop(before="train", start=""),
                    _loop(start=""),
                    _loop(start="eval", end=""),
                    _loop(before="eval", start="", end=""),
                ),
            ),
            Misconception(
                "measures-in-training-mode",
                "The accuracy was measured with dropout on: `eval()` is missing before `measure`.",
                like=(_loop(end=""), _loop(before="eval", end="")),
            ),
            Misconception(
                "no-modes",
                "Neither `network.train()` nor `network.eval()` had any effect, so everything was done in the "
                "mode that the network came in. Call both, in time, and with their parentheses.",
                like=_loop(start="", end=""),
            ),
            Misconception(
                "modes-swapped",
                "The two modes have changed places. `train()` belongs before the steps, `eval()` before "
                "`measure`.",
                like=_loop(start="eval", end="train"),
            ),
            Misconception(
                "measures-once",
                "There is a single accuracy, the last or the best. Measure after *each* epoch, and begin the list "
                "before the loop.",
                like=(
                    lambda *arguments: solutions.train_loop(*arguments)[-1:],
                    lambda *arguments: solutions.train_loop(*arguments)[-1],
                ),
            ),
            Misconception(
                "measures-after-each-batch",
                "There is an accuracy for each *batch*. Measuring belongs into the outer loop, after the inner "
                "one: look at how far the lines are indented.",
                like=(
                    _after_each_batch("train", "", "eval"),
                    _after_each_batch("", "train", "eval"),
                    _after_each_batch("train", "", ""),
                    _after_each_batch("", "", ""),
                ),
            ),
            Misconception(
                "loops-swapped",
                "The loops have changed places: all epochs with the first batch, then all with the next. An "
                "epoch goes through *all* batches: `epochs` belongs outside.",
                like=lambda network, step, measure, batches, epochs: _loop(
                    chosen=lambda place, _: [batches[place]] * epochs
                )(network, step, measure, batches, len(batches)),
            ),
            Misconception(
                "measures-before-training",
                "The first accuracy is that of the network before it has learned anything. First all batches of "
                "the epoch, then measure.",
                like=(lambda *arguments: _measured_first(*arguments)[:-1], _measured_first),
            ),
            Misconception(
                "losses-for-accuracies",
                "There are losses in it, which `step` returns. Asked for are the accuracies alone, which "
                "`measure` returns.",
                like=(
                    _loop(kept=lambda accuracy, losses: losses[-1]),
                    _loop(kept=lambda accuracy, losses: float(np.mean(losses))),
                    _loop(kept=lambda accuracy, losses: sum(losses)),
                    _loop(start="", end="", kept=lambda accuracy, losses: losses[-1]),
                    _loop(kept=lambda accuracy, losses: (losses[-1], accuracy)),
                    _loop(kept=lambda accuracy, losses: (accuracy, losses[-1])),
                ),
            ),
            Misconception(
                "one-batch-each-epoch",
                "Each epoch makes a single step, with one of the batches. `step` belongs into an inner loop over "
                "*all* of them.",
                like=(
                    _loop(chosen=lambda epoch, batches: batches[:1]),
                    _loop(chosen=lambda epoch, batches: batches[-1:]),
                    _loop(chosen=lambda epoch, batches: [batches[epoch % len(batches)]]),
                ),
            ),
            Misconception(
                "all-batches-at-once",
                "`step` was given the whole list of batches. It takes one batch: call it in a loop over them.",
                like=_loop(chosen=lambda epoch, batches: [batches]),
            ),
            Misconception(
                "a-batch-left-out",
                "The first or the last batch was left out. `for batch in batches` takes them all.",
                like=(
                    _loop(chosen=lambda epoch, batches: batches[:-1]),
                    _loop(chosen=lambda epoch, batches: batches[1:]),
                ),
            ),
            Misconception(
                "number-of-epochs",
                "Each accuracy is right, but there are too few epochs, or too many: `range(epochs)` counts them "
                "all, from 0 on.",
                like=(
                    _loop(more=-1),
                    _loop(more=1),
                    lambda *arguments: solutions.train_loop(*arguments)[:1],
                ),
            ),
        ],
        [
            "Two loops, one in the other: the outer one over `range(epochs)`, the inner one over `batches`. An "
            "empty list comes before both.",
            "In the outer loop, in this order: `network.train()`, the inner loop with `step(network, batch)`, "
            "`network.eval()`, and `append` with what `measure(network)` returns.",
            "A small case: let `measure` return how many steps there were so far. Two batches make two steps in "
            "each epoch, so `train_loop(network, step, measure, [5, 8], 3)` gives `[2, 4, 6]`.",
        ],
        "`step` changes the network, so nothing has to be passed on. Each mode stays until the other one is set: "
        "so both are set in every epoch.",
    ),
    Exercise(
        "best_epoch",
        "Which epoch do you keep?",
        solutions.best_epoch,
        [
            Case(
                "losses over 6 epochs",
                [0.9, 0.5, 0.3, 0.2, 0.1, 0.05],
                [1.0, 0.7, 0.55, 0.6, 0.7, 0.9],
                [1.1, 0.6, 0.65, 0.7, 0.8, 0.85],
            ),
            Case("losses over 4 epochs", [0.8, 0.4, 0.5, 0.3], [0.35, 0.5, 0.45, 0.4], [0.7, 0.6, 0.5, 0.55]),
            Case("losses over 3 epochs", [0.3, 0.2, 0.25], [0.6, 0.5, 0.45], [0.4, 0.55, 0.5]),
            Case(
                "losses over 8 epochs, with a rise on the way",
                [0.9, 0.8, 0.75, 0.6, 0.5, 0.42, 0.3, 0.35],
                [0.95, 0.8, 0.85, 0.7, 0.72, 0.6, 0.66, 0.64],
                [0.9, 0.85, 0.8, 0.66, 0.69, 0.71, 0.73, 0.75],
            ),
        ],
        [
            Misconception(
                "chosen-on-training",
                "That epoch is best on the training set, where learning by heart looks like progress. "
                "Choose on images that the network has not learned from.",
                like=lambda training, validation, test: np.argmin(training),
            ),
            Misconception(
                "chosen-on-test",
                "That epoch is best on the test set. Once you choose with it, it can no longer tell how good the "
                "choice is. Which set is there for choosing?",
                like=lambda training, validation, test: np.argmin(test),
            ),
            Misconception(
                "largest-loss",
                "That is the epoch with the *largest* validation loss. A loss should be small.",
                like=lambda training, validation, test: np.argmax(validation),
            ),
            Misconception(
                "last-epoch",
                "That is the last epoch. The network may have been better before: compare the validation losses.",
                like=lambda training, validation, test: len(validation) - 1,
            ),
            Misconception(
                "counted-from-one",
                "It is the right epoch, counted from 1. Count from 0, as Python does.",
                like=lambda training, validation, test: np.argmin(validation) + 1,
            ),
            Misconception(
                "loss-for-epoch",
                "That is the smallest loss itself. In *which* epoch was it reached? Look for `argmin`.",
                like=lambda training, validation, test: min(validation),
            ),
            Misconception(
                "first-rise",
                "The search ended where the loss rose for the first time. It may fall again later: look at all "
                "epochs.",
                like=lambda training, validation, test: next(
                    (i for i, (a, b) in enumerate(itertools.pairwise(validation)) if b > a), len(validation) - 1
                ),
            ),
            Misconception(
                "mean-of-all-sets",
                "The losses of several sets were put together. Then the test set has a say, and is used up. "
                "Choose with the validation loss alone.",
                like=(
                    lambda *sets: np.argmin(np.sum(sets, axis=0)),
                    lambda *sets: np.argmin(np.sum(sets[:2], axis=0)),
                    lambda *sets: np.argmin(np.sum(sets[1:], axis=0)),
                ),
            ),
            Misconception(
                "last-fall",
                "That is the last epoch that was better than the one *before* it. Compare each with the best "
                "so far.",
                like=lambda training, validation, test: max(
                    (i for i in range(1, len(validation)) if validation[i] < validation[i - 1]), default=0
                ),
            ),
            Misconception(
                "smallest-gap",
                "That is the epoch in which training and validation loss are closest. Close isn't low: at the "
                "start they are close, too. Look for the lowest validation loss.",
                like=lambda training, validation, test: np.argmin(np.abs(np.subtract(training, validation))),
            ),
        ],
        [
            "Ask what each set is for: learning, choosing, judging at the very end.",
            "Find the place of the smallest validation loss, with `np.argmin`, or with `list.index(min(list))`.",
            "A small case: the validation losses 0.9, 0.4, 0.6. The smallest is 0.4, in epoch 1, whatever the "
            "others say: `best_epoch([0.8, 0.3, 0.1], [0.9, 0.4, 0.6], [0.7, 0.5, 0.4])` gives `1`.",
        ],
        "The validation set is there for choices. The training loss rewards learning by heart, and the test set "
        "has to stay unseen until the choice is made.",
        whole=True,
    ),
)
