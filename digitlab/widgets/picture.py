"""Small pictures as HTML, for widgets whose other parts are HTML too."""

from __future__ import annotations

import base64
import html
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def picture_html(image: NDArray[np.uint8], side: int, alt: str) -> str:
    """Return an image tag with dark ink on white, enlarged without smoothing.

    Args:
        image: uint8 (h, w), 255 is ink.
        side: height on the page in pixels.
        alt: what it shows, for whoever can't see it.

    Example:
        >>> picture_html(np.zeros((28, 28), np.uint8), 56, "nothing")[:20]
        '<img alt="nothing" s'
    """
    buffer = io.BytesIO()
    Image.fromarray(255 - np.asarray(image, np.uint8)).save(buffer, "PNG")
    source = base64.b64encode(buffer.getvalue()).decode("ascii")
    style = f"height:{side}px;image-rendering:pixelated;border:1px solid #8a93a0;background:#fff"
    return f'<img alt="{html.escape(alt, quote=True)}" src="data:image/png;base64,{source}" style="{style}">'
