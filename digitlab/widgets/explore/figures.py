"""The pictures of the lessons that move: each function draws one state of one picture and returns the figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray
from scipy import ndimage, special

from digitlab.pictures.steps import MnistifySteps
from digitlab.plot import COLOURS, INK

Floats = NDArray[np.float64]

# A valley with a narrow and a wide side, as the losses of unscaled features have: curvatures along its two axes.
_CURVATURES = np.array([0.12, 1.6])
_START = np.array([-4.5, 1.6])

ACTIVATIONS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "sigmoid": (special.expit, lambda z: special.expit(z) * (1 - special.expit(z))),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "ReLU": (lambda z: np.maximum(z, 0.0), lambda z: (z > 0).astype(float)),
    "none": (lambda z: z, np.ones_like),
}
KERNELS: dict[str, list[list[float]]] = {
    "nothing": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "upright edges": [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],
    "flat edges": [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
    "outline": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "blur": [[1 / 9] * 3] * 3,
    "one pixel to the right": [[0, 0, 0], [1, 0, 0], [0, 0, 0]],
}


def blend_means(means: Floats, first: int, second: int, share: float) -> Figure:
    """Blend two mean digits and show how far the result lies from each of the ten.

    Args:
        means: (10, 28, 28), the mean image of each digit, 0 to 255.
        first: a digit.
        second: another one.
        share: of the second, 0 to 1.
    """
    mixed = (1 - share) * means[first] + share * means[second]
    # Root of the mean squared difference of pixels.
    distances = np.sqrt(((means - mixed) ** 2).mean(axis=(1, 2)))
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(8, 3.2), layout="constrained", gridspec_kw={"width_ratios": [1, 1.5]}
    )
    left.imshow(mixed, cmap=INK, vmin=0, vmax=255)
    left.set_title(f"{1 - share:.0%} of {first}, {share:.0%} of {second}")
    left.set_axis_off()
    # Half and half is as far from the one as from the other: neither wins by a rounding error.
    nearest = np.flatnonzero(np.isclose(distances, distances.min())).tolist()
    colours = [COLOURS[3] if digit in nearest else COLOURS[0] for digit in range(10)]
    right.bar(range(10), distances, color=colours)
    right.set(xlabel="mean digit", ylabel="distance in grey levels", ylim=(0, 90), xticks=range(10))
    right.set_title(f"nearest: the mean{'s' if len(nearest) > 1 else ''} {' and '.join(map(str, nearest))}")
    return figure


def softmax_bars(temperature: float, **logits: float) -> Figure:
    """Show scores as bars and the probabilities that softmax makes of them.

    Args:
        temperature: the scores are divided by it first.
        logits: the scores by name.
    """
    scores = np.array(list(logits.values()))
    chances = special.softmax(scores / temperature)
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3), layout="constrained")
    places = range(len(scores))
    left.bar(places, scores, color=COLOURS[1])
    left.axhline(0, color="black", linewidth=0.8)
    left.set(ylim=(-6, 6), title="scores (logits)", xticks=places, xticklabels=list(logits))
    right.bar(places, chances, color=COLOURS[0])
    right.set(ylim=(0, 1.12), title=f"softmax at temperature {temperature:g}", xticks=places)
    right.set_xticklabels(list(logits))
    right.set_ylabel("probability")
    for place, chance in zip(places, chances, strict=True):
        right.text(place, chance + 0.02, f"{chance:.2f}", ha="center")
    return figure


def descend(learning_rate: float, momentum: float, steps: int) -> Floats:
    """Walk down the valley by gradient descent.

    Args:
        learning_rate: step size.
        momentum: share of the last step that is added, 0 to 1.
        steps: how many.

    Returns:
        (steps + 1, 2), the places, the start included.

    Example:
        >>> descend(0.5, 0.0, 3).shape
        (4, 2)
    """
    places = [_START]
    velocity = np.zeros(2)
    for _ in range(steps):
        velocity = momentum * velocity - learning_rate * _CURVATURES * places[-1]
        # A walk that explodes is cut off far outside the picture.
        places.append(np.clip(places[-1] + velocity, -1e6, 1e6))
    return np.array(places)


def learning_rate_path(learning_rate: float, momentum: float, steps: int) -> Figure:
    """Draw the valley of a loss with two weights, the path of gradient descent, and the loss along it.

    Args:
        learning_rate: step size.
        momentum: share of the last step that is added, 0 to 1.
        steps: how many.
    """
    path = descend(learning_rate, momentum, steps)
    losses = 0.5 * (path**2 @ _CURVATURES)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    x, y = np.meshgrid(np.linspace(-5.5, 5.5, 90), np.linspace(-3, 3, 60))
    height = 0.5 * (_CURVATURES[0] * x**2 + _CURVATURES[1] * y**2)
    left.contour(x, y, height, levels=[0.05, 0.2, 0.5, 1, 2, 3.5, 5.5, 8], colors="#8a93a0", linewidths=0.8)
    left.plot(*path.T, "o-", color=COLOURS[0], markersize=3.5, linewidth=1.2)
    left.plot(*_START, "s", color=COLOURS[3], label="start")
    left.plot(0, 0, "*", color=COLOURS[2], markersize=12, label="lowest loss")
    left.set(xlim=(-5.5, 5.5), ylim=(-3, 3), xlabel="first weight", ylabel="second weight")
    left.legend(loc="lower right")
    right.plot(np.maximum(losses, 1e-6), color=COLOURS[0])
    right.set(yscale="log", ylim=(1e-5, 1e3), xlim=(0, max(steps, 1)), xlabel="step", ylabel="loss")
    right.xaxis.set_major_locator(MaxNLocator(integer=True))  # there is no step 2.5
    right.grid(alpha=0.3)
    grows = losses[-1] > losses[0]
    right.set_title("the loss grows: too large" if grows else f"loss {losses[0]:.2f} to {losses[-1]:.2g}")
    return figure


def activation_curves(name: str, gain: float, scores: Floats) -> Figure:
    """Draw an activation function, its slope, and what it makes of a layer's scores.

    Args:
        name: one of `ACTIVATIONS`.
        gain: the scores are multiplied by it first.
        scores: (n,), weighted sums of a hidden layer.
    """
    function, slope = ACTIVATIONS[name]
    z = np.linspace(-6, 6, 300)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
    left.plot(z, function(z), color=COLOURS[0], label=name)
    left.plot(z, slope(z), "--", color=COLOURS[3], label="its slope")
    left.set(ylim=(-1.5, 3), xlabel="score z", ylabel="value")
    left.grid(alpha=0.3)
    left.legend(loc="upper left")
    values = function(gain * np.asarray(scores))
    right.hist(values, bins=40, color=COLOURS[0])
    flat = float((np.abs(slope(gain * np.asarray(scores))) < 0.05).mean())
    right.set(xlabel="value after the activation function", ylabel="number of values")
    right.set_title(f"slope below 0.05 for {flat:.0%} of the values")
    return figure


def filtered(image: NDArray[np.uint8], kernel: Floats) -> Figure:
    """Show an image, a 3 x 3 kernel and the image that the kernel makes.

    Args:
        image: uint8 (28, 28).
        kernel: (3, 3).
    """
    pixels = np.asarray(image, float) / 255
    result = ndimage.correlate(pixels, kernel, mode="constant")
    figure, axes = plt.subplots(1, 3, figsize=(9, 3.2), layout="constrained")
    axes[0].imshow(pixels, cmap=INK, vmin=0, vmax=1)
    axes[0].set_title("the image")
    most = max(float(np.abs(kernel).max()), 1e-9)
    axes[1].imshow(kernel, cmap="RdBu", vmin=-most, vmax=most)
    for (row, column), value in np.ndenumerate(np.asarray(kernel, float)):
        dark = abs(value) > 0.6 * most
        axes[1].text(
            column, row, f"{value:.2g}", ha="center", va="center", color="white" if dark else "black", fontsize=13
        )
    axes[1].set_title("the kernel")
    most = max(float(np.abs(result).max()), 1e-9)
    shown = axes[2].imshow(result, cmap="RdBu", vmin=-most, vmax=most)
    axes[2].set_title("the feature map")
    figure.colorbar(shown, ax=axes[2], shrink=0.8)
    for ax in axes:
        ax.set(xticks=[], yticks=[])
    return figure


def threshold_histograms(confidence: Floats, is_right: NDArray[np.bool_], threshold: float) -> Figure:
    """Show how sure a model was of its right and of its wrong answers, and what a threshold turns away.

    Args:
        confidence: (n,), the probability of each answer.
        is_right: (n,), whether it was right.
        threshold: answers below it are turned away, 0 to 1.
    """
    kept = confidence >= threshold
    figure, axes = plt.subplots(2, 1, figsize=(7.5, 3.8), layout="constrained", sharex=True)
    edges = np.linspace(0, 1, 41)
    for ax, which, colour, label in (
        (axes[0], is_right, COLOURS[0], "right answers"),
        (axes[1], ~is_right, COLOURS[3], "wrong answers"),
    ):
        ax.hist(confidence[which], bins=edges, color=colour)
        ax.axvline(threshold, color="black", linewidth=1.5)
        ax.set_ylabel(label)
        # Wrong answers are few: a single tick at 10 to the power of 0 would say nothing.
        ax.set_yscale("symlog", linthresh=1)
        most = max(1, int(np.histogram(confidence[which], edges)[0].max()))
        ticks = [0, *(10**power * first for power in range(len(str(most))) for first in (1, 3))]
        ax.set_yticks([tick for tick in ticks if tick <= most], minor=False)
        ax.set_yticks([], minor=True)
        ax.yaxis.set_major_formatter(lambda count, _: f"{count:,.0f}")
        ax.set_ylim(0, 1.2 * most)
    axes[1].set_xlabel("probability of the answer")
    share = float(is_right[kept].mean()) if kept.any() else float("nan")
    said = f"{share:.2%} of these are right" if kept.any() else "none are left"
    axes[0].set_title(f"threshold {threshold:.2f}: {kept.mean():.1%} of the images are answered, {said}")
    return figure


FILM = ("the picture", "ink found", "cropped to the ink", "scaled", "centred by mass")


def mnistify_frame(steps: MnistifySteps, step: int) -> Figure:
    """Show one step on the way from a picture to MNIST's form.

    Args:
        steps: of `mnistify_steps`.
        step: 1 to 5, see `FILM`.
    """
    shown: list[Any] = [255 - steps.grey, 255 * steps.ink, 255 * steps.crop, steps.box, steps.image]
    picture = np.asarray(shown[step - 1], float)
    figure, ax = plt.subplots(figsize=(4.2, 4.2), layout="constrained")
    if picture.size:
        ax.imshow(picture, cmap=INK, vmin=0, vmax=255)
    ax.set_title(f"{step}. {FILM[step - 1]}: {picture.shape[1]} × {picture.shape[0]} pixels", fontsize=11)
    ax.set(xlabel="x in pixels", ylabel="y in pixels")
    if step == len(FILM) and picture.any():
        row, column = ndimage.center_of_mass(picture)
        ax.plot(column, row, "+", color=COLOURS[3], markersize=14, markeredgewidth=2)
    return figure
