"""What a pad says about a reading, in words, numbers and plain HTML."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitlab.evaluation.reading import NO_DIGIT, Reading
from digitlab.plot import COLOURS
from digitlab.widgets._shared.images import image_html

_STYLE = Path(__file__).with_name("panel.css")


def headline(reading: Reading | None, verdict: str) -> tuple[str, str]:
    """Return the large and the small words that state an answer.

    Args:
        reading: of the leading model, or None.
        verdict: "empty", "drawing", "digit", "unsure", "not a digit" or "problem".

    Example:
        >>> headline(None, "empty")
        ('', 'Draw a digit.')
    """
    if verdict in ("digit", "unsure") and reading is not None:
        return reading.short, "unsure" if verdict == "unsure" else f"{reading.percent} %"
    return "", {
        "empty": "Draw a digit.",
        "not a digit": NO_DIGIT,
        "problem": "No answer",
    }.get(verdict, "…")


def brief(reading: Reading | None) -> str:
    """Return an answer in a few characters, for a list of models."""
    return "" if reading is None or reading.verdict == "empty" else reading.brief


def row(reading: Reading | None) -> list[float] | None:
    """Return the ten probabilities that bars show, rounded; None without an answer to trust."""
    if reading is None or reading.verdict in ("empty", "not a digit"):
        return None
    return [round(float(value), 4) for value in reading.probabilities]


def spoken(readings: Mapping[str, Reading | None]) -> str:
    """Return what a screen reader says at the end of a stroke."""
    leading = next(iter(readings.values()), None)
    if leading is None or leading.verdict == "empty":
        return ""
    if leading.verdict == "not a digit":
        return NO_DIGIT
    if leading.verdict == "unsure":
        return f"Unsure: {leading.named}."
    return f"{leading.named}, {leading.percent} per cent."


def describe(readings: Mapping[str, Reading | None]) -> str:
    """Return what the bars show, in words."""
    parts = [
        f"{name + ': ' if name else ''}{reading.digit} with {reading.percent} per cent"
        for name, reading in readings.items()
        if reading is not None and reading.digit is not None
    ]
    return "Probability of each digit. " + ("; ".join(parts) or "No answer yet.")


def bars_html(readings: Mapping[str, Reading | None]) -> str:
    """Return ten columns with a bar for each model, and a legend if there are several.

    Args:
        readings: for each model's name its reading, or None while there is none.
    """
    rows = [row(reading) for reading in readings.values()]
    columns = []
    for digit in range(10):
        bars = "".join(
            f'<div class="bar" style="height:{0 if values is None else 100 * values[digit]:.1f}%;'
            f'background:{COLOURS[index % len(COLOURS)]}"></div>'
            for index, values in enumerate(rows)
        )
        columns.append(f'<div class="column">{bars}</div>')
    digits = "".join(f'<div class="digit">{digit}</div>' for digit in range(10))
    described = html.escape(describe(readings))
    grid = f'<div class="digitlab-bars" role="img" aria-label="{described}">{"".join(columns)}{digits}</div>'
    legend = ""
    if len(readings) > 1:
        for index, (name, reading) in enumerate(readings.items()):
            legend += (
                f'<div class="key" style="background:{COLOURS[index % len(COLOURS)]}"></div>'
                f'<div class="name">{html.escape(name)}</div><div class="said">{brief(reading)}</div>'
            )
        legend = f'<div class="digitlab-models">{legend}</div>'
    return f'<div class="digitlab-panel">{grid}{legend}</div>'


def still_html(readings: Mapping[str, Reading | None], image: NDArray[np.uint8], verdict: str) -> str:
    """Return the pad as a still picture with one sentence, for pages where no widget lives."""
    big, small = headline(next(iter(readings.values()), None), verdict)
    style = _STYLE.read_text(encoding="utf-8")
    seen = image_html(255 - image, "The drawing as 28 x 28 pixels")
    return (
        f'<style>{style}</style><div class="digitlab-panel">'
        f'<div class="digitlab-prediction"><span class="digitlab-big">{big}</span>'
        f'<span class="digitlab-small">{small if image.any() else ""}</span></div>'
        f'{bars_html(readings)}<div class="digitlab-seen">{seen}'
        f"<div>{STILL}</div></div></div>"
    )


STILL = "This is a still picture of the drawing pad: run the notebook in JupyterLab to draw on it."
