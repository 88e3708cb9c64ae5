"""Pictures from arrays: each function draws on `ax`, or on a new figure, and returns the Axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from digitlab._shared import arguments

__all__ = ["COLOURS", "confusion", "history", "image_values", "images", "probabilities", "weights"]

# Okabe and Ito's palette ("Color universal design", 2008): told apart with every kind of colour vision.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#000000")
INK = "gray_r"  # dark ink on white paper, as people write


def images(
    images: Any,
    titles: Sequence[Any] | None = None,
    *,
    columns: int = 10,
    ax: Axes | None = None,
) -> Axes:
    """Show images of digits side by side, in rows of `columns`.

    Args:
        images: uint8 (n, 28, 28), at least one.
        titles: one short text or number for each image, written above it.
        columns: images in a row.
        ax: where to draw; a new figure if None.

    Returns:
        The Axes. Ink is dark on white paper.

    Raises:
        TypeError, ValueError: if the images have the wrong form or the titles another number.

    Example:
        >>> ax = images(np.zeros((12, 28, 28), np.uint8), range(12))
        >>> len(ax.texts)
        12
    """
    pixels = arguments.check_images(images, where="plot.images")
    columns = arguments.check_count(columns, where="plot.images", name="columns")
    if not len(pixels):
        raise ValueError("plot.images: there is no image to show. Give at least one, such as images[:10].")
    names = [] if titles is None else [str(title) for title in titles]
    if names and len(names) != len(pixels):
        raise ValueError(
            f"plot.images: there are {len(pixels)} images but {len(names)} titles. Give each image one title."
        )
    columns = min(columns, len(pixels))
    rows = -(-len(pixels) // columns)
    gap, head = 4, 12 if names else 4
    side = arguments.IMAGE_SIDE
    sheet = np.zeros((rows * (side + head), columns * (side + gap)), np.uint8)
    for index, image in enumerate(pixels):
        row, col = divmod(index, columns)
        top, left = row * (side + head) + head, col * (side + gap) + gap // 2
        sheet[top : top + side, left : left + side] = image
    if ax is None:
        _, ax = plt.subplots(
            figsize=(0.78 * columns + 0.2, 0.78 * rows * (side + head) / (side + gap) + 0.1),
            layout="constrained",
        )
    ax.imshow(sheet, cmap=INK, vmin=0, vmax=255, interpolation="nearest")
    for index, name in enumerate(names):
        row, col = divmod(index, columns)
        ax.text(
            col * (side + gap) + (side + gap) / 2 - 0.5,
            row * (side + head) + head - 2,
            name,
            ha="center",
            va="bottom",
            fontsize=9,
        )
    ax.set_axis_off()
    return ax


def image_values(image: Any, *, ax: Axes | None = None) -> Axes:
    """Show one image large, with the number of each pixel written into it.

    Args:
        image: uint8 (28, 28).
        ax: where to draw; a new figure if None.

    Returns:
        The Axes, rows counted downwards and columns to the right.

    Raises:
        TypeError, ValueError: if the image has the wrong form.

    Example:
        >>> ax = image_values(np.zeros((28, 28), np.uint8))
        >>> ax.get_ylabel()
        'row'
    """
    pixels = arguments.check_images(np.asarray(image)[None], where="plot.image_values", name="image")[0]
    if ax is None:
        _, ax = plt.subplots(figsize=(8.4, 8.2), layout="constrained")
    ax.imshow(pixels, cmap=INK, vmin=0, vmax=255)
    for row, col in np.argwhere(pixels > 0):
        level = pixels[row, col]
        colour = _readable_on(plt.get_cmap(INK)(int(level)))
        ax.text(col, row, str(level), ha="center", va="center", fontsize=6.5, color=colour)
    ax.set_xlabel("column")
    ax.set_ylabel("row")
    ax.set_xticks(range(0, 28, 3))
    ax.set_yticks(range(0, 28, 3))
    return ax


def history(histories: Any, *, metric: str = "accuracy", ax: Axes | None = None) -> Axes:
    """Plot how training went: one line for the training data, a dashed one for the validation data.

    Args:
        histories: a `History`, or several by name.
        metric: "accuracy" (in per cent) or "loss" (in nats).
        ax: where to draw; a new figure if None.

    Returns:
        The Axes.

    Raises:
        ValueError: if `metric` is unknown.
    """
    arguments.check_choice(metric, ["accuracy", "loss"], where="plot.history", name="metric")
    named = histories if isinstance(histories, Mapping) else {"": histories}
    if ax is None:
        _, ax = plt.subplots(figsize=(6, 3.6), layout="constrained")
    scale = 100 if metric == "accuracy" else 1
    for colour, (name, one) in zip(COLOURS * 3, named.items(), strict=False):
        epochs = np.arange(1, len(one.epochs) + 1)
        prefix = f"{name}, " if name else ""
        ax.plot(epochs, scale * one.column(metric), "o-", color=colour, label=f"{prefix}training")
        held_out = scale * one.column(f"validation_{metric}")
        if np.isfinite(held_out).any():
            ax.plot(epochs, held_out, "s--", color=colour, mfc="white", label=f"{prefix}validation")
    ax.set_xlabel("epoch")
    ax.set_ylabel("accuracy in %" if metric == "accuracy" else "loss in nats")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(alpha=0.3)
    ax.legend()
    return ax


def confusion(counts: Any, *, ax: Axes | None = None) -> Axes:
    """Show a confusion matrix: colour for the number of mistakes, a number in each cell.

    Args:
        counts: int (10, 10), row is the true digit and column the one that was read.
        ax: where to draw; a new figure if None.

    Returns:
        The Axes.

    Raises:
        ValueError: if the shape isn't (10, 10).

    Example:
        >>> ax = confusion(np.eye(10, dtype=int))
        >>> ax.get_xlabel()
        'the model read'
    """
    matrix = np.asarray(counts)
    if matrix.shape != (10, 10):
        raise ValueError(
            f"plot.confusion: counts must have shape (10, 10), but it is {matrix.shape}. "
            "digitlab.evaluation.confusion_matrix(labels, predictions) makes one."
        )
    mistakes = np.where(np.eye(10, dtype=bool), 0, matrix)
    if ax is None:
        _, ax = plt.subplots(figsize=(5.6, 5.2), layout="constrained")
    shown = ax.imshow(mistakes, cmap="Oranges", vmin=0, vmax=max(1, mistakes.max()))
    for row, col in np.ndindex(10, 10):
        if matrix[row, col]:
            colour = _readable_on(shown.to_rgba(mistakes[row, col]))
            weight = "bold" if row == col else "normal"
            ax.text(
                col, row, str(matrix[row, col]), ha="center", va="center", fontsize=8,
                color=colour, fontweight=weight,
            )  # fmt: skip
    ax.set_xticks(range(10))
    ax.set_yticks(range(10))
    ax.set_xlabel("the model read")
    ax.set_ylabel("the true digit")
    return ax


def weights(weights: Any, titles: Sequence[Any] | None = None, *, columns: int = 5) -> NDArray[Any]:
    """Show weights as pictures: blue speaks for, red against, white doesn't matter.

    Args:
        weights: float (n, height, width); all share one scale.
        titles: one for each picture.
        columns: pictures in a row.

    Returns:
        object array (rows, columns) of Axes.

    Raises:
        ValueError: if the weights don't have three axes, or the titles another number.

    Example:
        >>> weights(np.zeros((10, 28, 28))).shape
        (2, 5)
    """
    values = arguments.check_numbers(weights, where="plot.weights", name="weights")
    if values.ndim != 3 or not len(values):
        raise ValueError(
            f"plot.weights: weights must have shape (n, height, width), but it is {values.shape}. "
            "A kernel (784, 10) becomes that by kernel.T.reshape(10, 28, 28)."
        )
    if titles is not None and len(titles) != len(values):
        raise ValueError(
            f"plot.weights: there are {len(values)} pictures but {len(titles)} titles. "
            "Give each picture one title."
        )
    columns = min(arguments.check_count(columns, where="plot.weights", name="columns"), len(values))
    rows = -(-len(values) // columns)
    limit = float(np.quantile(np.abs(values), 0.98)) or 1.0
    figure, axes = plt.subplots(
        rows,
        columns,
        figsize=(1.35 * columns + 1, 1.55 * rows),
        squeeze=False,
        layout="constrained",
    )
    drawn: Any = None
    for index, ax in enumerate(axes.flat):
        ax.set_axis_off()
        if index < len(values):
            drawn = ax.imshow(values[index], cmap="RdBu", vmin=-limit, vmax=limit)
            if titles is not None:
                ax.set_title(str(titles[index]), fontsize=10)
    figure.colorbar(drawn, ax=axes, label="weight", shrink=0.8)
    return axes


def probabilities(probabilities: Any, *, ax: Axes | None = None) -> Axes:
    """Show ten probabilities as bars, one for each digit.

    Args:
        probabilities: float (10,), or several rows by name.
        ax: where to draw; a new figure if None.

    Returns:
        The Axes, in per cent.

    Raises:
        ValueError: if there is no row, or one doesn't hold ten numbers.
    """
    named = probabilities if isinstance(probabilities, Mapping) else {"": probabilities}
    if not named:
        raise ValueError(
            "plot.probabilities: there is no row of probabilities to show. Give one for each model: "
            "{'mine': predict_proba(model, images)[0]}."
        )
    if ax is None:
        _, ax = plt.subplots(figsize=(5.6, 2.4), layout="constrained")
    width = 0.8 / len(named)
    for index, (name, row) in enumerate(named.items()):
        values = arguments.check_numbers(row, where="plot.probabilities", name="probabilities")
        if values.shape != (10,):
            raise ValueError(
                f"plot.probabilities: a row must hold ten numbers, but its shape is {values.shape}. "
                "Pick one image's row: predict_proba(model, images)[0]."
            )
        places = np.arange(10) + (index - (len(named) - 1) / 2) * width
        ax.bar(places, 100 * values, width, color=COLOURS[index % len(COLOURS)], label=name or None)
    ax.set_xticks(range(10))
    ax.set_ylim(0, 105)
    ax.set_xlabel("digit")
    ax.set_ylabel("probability in %")
    if any(named):
        ax.legend()
    return ax


def _readable_on(colour: Any) -> str:
    """Return black or white, whichever stands out more on (r, g, b, a): the luminance of WCAG 2 decides."""
    parts = np.asarray(colour[:3])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    # At 0.179 both have the same contrast: (L + 0.05) / 0.05 = 1.05 / (L + 0.05).
    return "black" if linear @ (0.2126, 0.7152, 0.0722) > 0.179 else "white"
