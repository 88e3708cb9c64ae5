"""The answer beside a drawing, as HTML: the digit, ten bars for each model, the image the network sees."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digitlab.plots import COLOURS

# JupyterLab's own colours where it has them, so that light and dark themes both stay legible.
_STYLE = """<style>
.digitlab-panel { color: var(--jp-ui-font-color1, #1b1f24); font: 14px/1.35 system-ui, sans-serif; width: 264px; }
.digitlab-prediction { font-size: 26px; font-weight: 600; height: 36px; line-height: 36px; white-space: nowrap; }
.digitlab-note { height: 20px; line-height: 20px; opacity: .8; white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; }
.digitlab-bars { display: grid; grid-template-columns: repeat(10, 1fr); column-gap: 3px; margin-top: 8px; }
.digitlab-bars .column { height: 96px; display: flex; align-items: flex-end; gap: 1px;
  border-bottom: 1px solid var(--jp-ui-font-color2, #5f6772); }
.digitlab-bars .bar { flex: 1; min-height: 0; }
.digitlab-bars .digit { text-align: center; font-variant-numeric: tabular-nums; }
.digitlab-models { display: grid; grid-template-columns: 12px 1fr auto; gap: 0 6px; align-items: center;
  margin-top: 6px; }
.digitlab-models .key { width: 12px; height: 12px; }
.digitlab-seen { display: flex; gap: 10px; align-items: center; margin-top: 8px; }
.digitlab-seen img { width: 84px; height: 84px; image-rendering: pixelated; border: 1px solid #8a93a0;
  background: #fff; }
</style>"""


def answer_html(digit: int | None, probability: float, count: int, note: str) -> str:
    """Return the line that states the answer, read out politely by screen readers.

    Args:
        digit: 0 to 9, or None while there is no answer.
        probability: of that digit, 0 to 1.
        count: the number of answers so far.
        note: one short sentence below the answer.
    """
    text = "&nbsp;" if digit is None else f"{digit} ({100 * probability:.0f} %)"
    return (
        f'{_STYLE}<div class="digitlab-panel"><div class="digitlab-prediction" role="status" aria-live="polite" '
        f'data-digit="{"" if digit is None else digit}" data-count="{count}">{text}</div>'
        f'<div class="digitlab-note">{html.escape(note)}</div></div>'
    )


def bars_html(probabilities: Mapping[str, NDArray[np.float32] | None]) -> str:
    """Return ten columns with a bar for each model, and a legend if there are several.

    Args:
        probabilities: for each model's name float (10,), or None while there is no answer.
    """
    columns = []
    for digit in range(10):
        bars = "".join(
            f'<div class="bar" style="height:{0 if row is None else 100 * float(row[digit]):.1f}%;'
            f'background:{COLOURS[index % len(COLOURS)]}"></div>'
            for index, row in enumerate(probabilities.values())
        )
        columns.append(f'<div class="column">{bars}</div>')
    digits = "".join(f'<div class="digit">{digit}</div>' for digit in range(10))
    described = html.escape("Probability of each digit. " + _describe(probabilities))
    grid = f'<div class="digitlab-bars" role="img" aria-label="{described}">{"".join(columns)}{digits}</div>'
    legend = ""
    if len(probabilities) > 1:
        for index, (name, row) in enumerate(probabilities.items()):
            said = "" if row is None else f"{int(row.argmax())} ({100 * float(row.max()):.0f} %)"
            legend += (
                f'<div class="key" style="background:{COLOURS[index % len(COLOURS)]}"></div>'
                f"<div>{html.escape(name)}</div><div>{said or '&nbsp;'}</div>"
            )
        legend = f'<div class="digitlab-models">{legend}</div>'
    return f'<div class="digitlab-panel">{grid}{legend}</div>'


def image_html(image: NDArray[np.uint8]) -> str:
    """Return the 28 x 28 image that the network sees, enlarged, ink dark on white.

    Args:
        image: uint8 (28, 28), 255 is ink.
    """
    buffer = io.BytesIO()
    Image.fromarray(255 - image).save(buffer, "PNG")
    source = base64.b64encode(buffer.getvalue()).decode("ascii")
    return (
        '<div class="digitlab-panel digitlab-seen">'
        f'<img alt="The drawing as 28 x 28 pixels" src="data:image/png;base64,{source}">'
        "<div>what the network<br>sees: 28 x 28 pixels</div></div>"
    )


def _describe(probabilities: Mapping[str, NDArray[np.float32] | None]) -> str:
    parts = [
        f"{name + ': ' if name else ''}{int(row.argmax())} with {100 * float(row.max()):.0f} per cent"
        for name, row in probabilities.items()
        if row is not None
    ]
    return "; ".join(parts) or "No answer yet."
