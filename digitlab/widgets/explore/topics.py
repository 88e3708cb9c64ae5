"""The moving pictures of the lessons, ready to show: one function for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets
import numpy as np
from numpy.typing import NDArray

from digitlab._shared import arguments
from digitlab.pictures.steps import mnistify_steps
from digitlab.widgets.explore import figures
from digitlab.widgets.explore.explorer import Explorer


def means(images: Any, labels: Any) -> Explorer:
    """Blend the mean images of two digits.

    Args:
        images: uint8 (n, 28, 28), every digit at least once.
        labels: the digits (n,).

    Raises:
        TypeError, ValueError: if the arguments have the wrong form or a digit is missing.
    """
    pixels = arguments.check_images(images, where="explore.means")
    digits = arguments.check_labels(labels, len(pixels), where="explore.means")
    missing = [digit for digit in range(arguments.CLASSES) if not (digits == digit).any()]
    if missing:
        raise ValueError(
            f"explore.means: there is no image of a {missing[0]}; a mean needs at least one. Give more images."
        )
    means = np.stack([pixels[digits == digit].mean(axis=0) for digit in range(arguments.CLASSES)])
    menu = list(range(arguments.CLASSES))
    return Explorer(
        lambda first, second, share: figures.blend_means(means, first, second, share),
        {
            "first": ipywidgets.Dropdown(options=menu, value=3, description="first digit", layout=_narrow()),
            "second": ipywidgets.Dropdown(options=menu, value=8, description="second digit", layout=_narrow()),
            "share": _slider(0.2, 0, 1, 0.05, "share of the second"),
        },
        alt="a blend of two mean digits, and its distance from each of the ten",
    )


def softmax() -> Explorer:
    """Move four scores and the temperature, and see the probabilities."""
    start = {"a": 2.0, "b": 1.0, "c": 0.0, "d": -1.0}
    controls: dict[str, Any] = {name: _slider(value, -5, 5, 0.5, f"score {name}") for name, value in start.items()}
    controls["temperature"] = _slider(1.0, 0.2, 5, 0.1, "temperature")
    return Explorer(
        figures.softmax_bars,
        controls,
        alt="four scores as bars, and the probabilities that softmax makes of them",
        shortcuts={
            "as at first": {**start, "temperature": 1.0},
            "as at first, all + 2": {**{name: value + 2 for name, value in start.items()}, "temperature": 1.0},
            "cold": {"temperature": 0.2},
            "hot": {"temperature": 5.0},
        },
    )


def learning_rate() -> Explorer:
    """Choose a learning rate and watch gradient descent walk through a valley."""
    return Explorer(
        figures.learning_rate_path,
        {
            "learning_rate": _slider(0.3, 0.05, 1.4, 0.05, "learning rate"),
            "momentum": _slider(0.0, 0, 0.95, 0.05, "momentum"),
            "steps": ipywidgets.IntSlider(
                20, 0, 60, description="steps", layout={"width": "300px"}, continuous_update=True
            ),
        },
        alt="contour lines of a loss with two weights, and the path of gradient descent",
    )


def activation_function(scores: Any) -> Explorer:
    """Choose an activation function and see what it makes of a layer's scores.

    Args:
        scores: weighted sums of a hidden layer, any shape; at most 20,000 of them are used.
    """
    values = np.asarray(scores, float).ravel()[:20_000]
    return Explorer(
        lambda name, gain: figures.activation_curves(name, gain, values),
        {
            "name": ipywidgets.Dropdown(
                options=list(figures.ACTIVATIONS), description="function", layout=_narrow()
            ),
            "gain": _slider(1.0, 0.1, 10, 0.1, "scores times"),
        },
        alt="an activation function, its slope, and the values behind it",
    )


def kernel(image: Any) -> Explorer:
    """Edit the nine numbers of a kernel and see what it makes of a digit.

    Args:
        image: uint8 (28, 28).

    Raises:
        TypeError, ValueError: if the image has the wrong form.
    """
    pixels = arguments.check_images(np.asarray(image)[None], where="explore.kernel", name="image")[0]
    start = np.array(figures.KERNELS["upright edges"], float)
    controls = {
        f"k{row}{column}": ipywidgets.BoundedFloatText(
            start[row, column], min=-20, max=20, step=0.5, layout={"width": "72px"}
        )
        for row in range(3)
        for column in range(3)
    }
    for name, control in controls.items():
        control.tooltip = f"row {int(name[1]) + 1}, column {int(name[2]) + 1} of the kernel"

    def draw(**values: float) -> Any:
        return figures.filtered(pixels, np.array(list(values.values())).reshape(3, 3))  # (9,) to (3, 3)

    def arrange(boxes: Mapping[str, Any]) -> ipywidgets.Widget:
        cells = list(boxes.values())
        return ipywidgets.VBox([ipywidgets.HBox(cells[3 * row : 3 * row + 3]) for row in range(3)])

    return Explorer(
        draw,
        controls,
        alt="a digit, a kernel of nine numbers, and the feature map it makes",
        shortcuts={
            name: {f"k{row}{column}": table[row][column] for row in range(3) for column in range(3)}
            for name, table in figures.KERNELS.items()
        },
        arrange=arrange,
    )


def threshold(probabilities: Any, labels: Any) -> Explorer:
    """Move a threshold for the confidence and see how many answers it turns away, right and wrong ones.

    Args:
        probabilities: (n, 10) as `predict_proba` returns them.
        labels: the true digits (n,).

    Raises:
        TypeError, ValueError: if the arguments have the wrong form.
    """
    rows = np.asarray(probabilities, float)
    if rows.ndim != 2 or rows.shape[1] != arguments.CLASSES or not len(rows):
        raise ValueError(
            "explore.threshold: probabilities must have shape (n, 10), as predict_proba returns them, "
            f"not {rows.shape}."
        )
    true = arguments.check_labels(labels, len(rows), where="explore.threshold")
    confidence: NDArray[Any] = rows.max(axis=1)
    is_right = rows.argmax(axis=1) == true
    return Explorer(
        lambda threshold: figures.threshold_histograms(confidence, is_right, threshold),
        {"threshold": _slider(0.9, 0, 1, 0.01, "threshold")},
        alt="two histograms of confidence, for right and for wrong answers, with a threshold",
    )


def mnistify(picture: Any) -> Explorer:
    """Play the steps from a picture to MNIST's form as a film.

    Args:
        picture: as for `mnistify`.

    Raises:
        digitlab.pictures.PictureError, OSError: as `mnistify`.
    """
    steps = mnistify_steps(picture)
    last = len(figures.FILM)
    slider = ipywidgets.IntSlider(1, 1, last, description="step", layout={"width": "260px"})
    play = ipywidgets.Play(value=1, min=1, max=last, interval=1200, description="play the steps")
    ipywidgets.jslink((play, "value"), (slider, "value"))
    return Explorer(
        lambda step: figures.mnistify_frame(steps, step),
        {"step": slider},
        alt="the steps from a picture to MNIST's form",
        arrange=lambda controls: ipywidgets.HBox([play, slider]),
    )


def _slider(value: float, least: float, most: float, step: float, name: str) -> ipywidgets.FloatSlider:
    return ipywidgets.FloatSlider(
        value, min=least, max=most, step=step, description=name, layout={"width": "300px"}
    )


def _narrow() -> dict[str, str]:
    return {"width": "180px"}
