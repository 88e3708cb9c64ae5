"""Small pictures as HTML that needs no other file."""

from __future__ import annotations

import base64
import html
import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# Pixels of the longer side: no picture is sent to the page larger than it is shown, with some to spare.
_MOST = 232


def image_html(levels: NDArray[Any], alt: str, *, most: int = _MOST, style: str = "") -> str:
    """Return an image tag with the image in it, as a PNG.

    Args:
        levels: (h, w) or (h, w, 3), 0 is black and 255 is white; an image in MNIST's form is given as 255 - image.
        alt: what it shows, for whoever can't see it.
        most: pixels of the longer side; a larger image is made smaller.
        style: CSS for the tag.

    Example:
        >>> image_html(np.zeros((28, 28), np.uint8), "a black square")[:26]
        '<img alt="a black square" '
    """
    image = Image.fromarray(np.round(np.asarray(levels, np.float32)).clip(0, 255).astype(np.uint8))
    if max(image.size) > most:
        scale = most / max(image.size)
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = image.resize(size, Image.Resampling.BOX)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    source = base64.b64encode(buffer.getvalue()).decode("ascii")
    styled = f' style="{html.escape(style, quote=True)}"' if style else ""
    return f'<img alt="{html.escape(alt, quote=True)}" src="data:image/png;base64,{source}"{styled}>'
