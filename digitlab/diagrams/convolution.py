"""One step of a convolution: the patch under the kernel, the products, and where their sum goes."""

from __future__ import annotations

from typing import Any

import matplotlib
import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from digitlab._shared import arguments
from digitlab.diagrams import _canvas, _numbers
from digitlab.diagrams._canvas import (
    BLACK,
    GREEN,
    GREY,
    LARGE,
    ORANGE,
    SMALL,
    WIDTH,
    Canvas,
    Diagram,
    number,
    short,
)

_SIDES = range(2, 6)
_MOST_PIXELS = 64
_MOST_PRODUCT = 10_000
_PICTURE = 168  # the side of the image and of the feature map
_MARGIN = 22
_TOP = 40
_FAINT = 0.05  # of the largest number: below that, a map looks empty
Array = NDArray[np.float64]


def kernel(image: Any, kernel: Any, row: Any, col: Any) -> Diagram:
    """Draw one step of a convolution: a patch times the kernel, summed, is one pixel of the feature map.

    Args:
        image: (h, w), uint8 from 0 to 255 or float from 0 to 1, at most 64 x 64; the products are made of its
            numbers as they are.
        kernel: (k, k), k from 2 to 5. It isn't flipped, as in neural networks.
        row: the patch's first row, 0 to h - k.
        col: the patch's first column, 0 to w - k.

    Returns:
        The drawing: image and feature map (h - k + 1, w - k + 1) with the place framed, and all k x k products.

    Raises:
        TypeError, ValueError: if image or kernel has the wrong form, or the patch doesn't lie in the image.

    Example:
        >>> kernel(np.eye(4), [[1, 2], [3, 4]], 1, 1)  # doctest: +NORMALIZE_WHITESPACE
        A kernel of 2 × 2 lies over an image of 4 × 4 at row 1, column 1. The patch has the rows 1, 0; 0, 1. The
        kernel: 1, 2; 3, 4. The products: 1, 0; 0, 4. The sum of the 4 products is 5: row 1, column 1 of the
        feature map of 3 × 3.
    """
    pixels, weights, row, col = _checked(image, kernel, row, col)
    side = len(weights)
    patch = pixels[row : row + side, col : col + side]
    products = patch * weights
    total = float(products.sum())
    feature_map = (sliding_window_view(pixels, weights.shape) * weights).sum(axis=(2, 3))
    cell = 35 if side > 4 else 42
    top = _TOP + _PICTURE + 84
    brightest = 255 if pixels.max() > 1 else 1
    size = float(np.abs(feature_map).max()) or 1.0
    left, right = _MARGIN, WIDTH - _MARGIN - _PICTURE
    with _canvas.card(top + side * cell + 16) as canvas:
        x0, x1, bottom = _picture(canvas, pixels, left, (row, col, side), "gray_r", (0, brightest), "image")
        g0, g1, low = _picture(canvas, feature_map, right, (row, col, 1), "RdBu", (-size, size), "feature map")
        span = side * cell
        outer = max(left + _PICTURE / 2, 10 + span / 2)
        middles = (outer, WIDTH / 2, WIDTH - outer)
        for corner, end in ((x0, middles[0] - span / 2), (x1, middles[0] + span / 2)):
            canvas.line((corner, bottom), (end, top), GREY, 1.4, linestyle=(0, (4, 2)), zorder=4)
        for middle, head, values in zip(
            middles, ("patch", "kernel", "products"), (patch, weights, products), strict=True
        ):
            canvas.text(middle, top - 15, head, bold=True, covers=True)
            fills = matplotlib.colormaps["gray_r"](patch / brightest) if head == "patch" else _tints(values)
            _grid(canvas, middle - span / 2, top, cell, values, fills)
        for index, sign in enumerate("×="):
            canvas.text((middles[index] + middles[index + 1]) / 2, top + span / 2, sign, 20)
        canvas.text(WIDTH / 2, _TOP + 40, f"row {row}, column {col}", LARGE, bold=True)
        canvas.text(WIDTH / 2, _TOP + 64, "is where the patch begins")
        canvas.text(WIDTH / 2, _TOP + 84, "and where its sum goes")
        canvas.text(WIDTH / 2, _TOP + 130, "blue: above 0")
        canvas.text(WIDTH / 2, _TOP + 150, "red, with a dash: below 0")
        canvas.box(middles[2], top - 50, 124, 30, f"sum = {number(total)}", GREEN)
        canvas.arrow((middles[2], top - 65), ((g0 + g1) / 2, low), gaps=(0, 3))
        return canvas.diagram(_alt(pixels, patch, weights, products, feature_map, row, col))


def _alt(
    pixels: Array, patch: Array, weights: Array, products: Array, feature_map: Array, row: int, col: int
) -> str:
    sizes = [f"{array.shape[0]} × {array.shape[1]}" for array in (weights, pixels, feature_map)]
    said = [
        "; ".join(", ".join(short(value) for value in values) for values in rows)
        for rows in (patch, weights, products)
    ]
    place = f"row {row}, column {col}"
    total = number(float(products.sum()))
    result = f"The sum of the {patch.size} products is {total}: {place} of the feature map of {sizes[2]}."
    return _canvas.sentences(
        f"A kernel of {sizes[0]} lies over an image of {sizes[1]} at {place}.",
        result if patch.size > 9 else "",
        f"The patch has the rows {said[0]}.",
        f"The kernel: {said[1]}.",
        f"The products: {said[2]}.",
        result if patch.size <= 9 else "",
    )


def _picture(
    canvas: Canvas,
    values: Array,
    left: float,
    frame: tuple[int, int, int],
    colours: str,
    limits: tuple[float, float],
    name: str,
) -> tuple[float, float, float]:
    """Draw an image with one place framed; return the frame's left, right and lower end."""
    height, width = values.shape
    pixel = _PICTURE / max(height, width)
    left, top = left + (_PICTURE - pixel * width) / 2, _TOP + (_PICTURE - pixel * height) / 2
    right, bottom = left + pixel * width, top + pixel * height
    # "none" puts the pixels into the file as they are: the browser makes them large, with sharp edges.
    canvas.axes.imshow(
        values, cmap=colours, vmin=limits[0], vmax=limits[1], extent=(left, right, bottom, top), aspect="auto",
        interpolation="none",
    )  # fmt: skip
    canvas.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], "none", GREY)
    # Red and blue are equally dark, so numbers below 0 get a dash, for those who see no colours. All are one path.
    rows, cols = np.nonzero(values < _FAINT * limits[0]) if limits[0] < 0 else ((), ())
    ends = [
        (left + (col + share) * pixel, top + (row + 0.5) * pixel)
        for row, col in zip(rows, cols, strict=True)
        for share in (0.22, 0.78)
    ]
    if ends:
        path = Path(ends, [Path.MOVETO, Path.LINETO] * (len(ends) // 2))
        canvas.axes.add_patch(PathPatch(path, edgecolor=BLACK, linewidth=0.16 * pixel, zorder=3))
    canvas.text(left + pixel * width / 2, 20, f"{name}, {height} × {width}", bold=True)
    row, col, side = frame
    x0, y0 = left + col * pixel, top + row * pixel
    x1, y1 = x0 + side * pixel, y0 + side * pixel
    corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    # A dark line below the light one: it stands out on paper, on ink and on every colour of the map.
    canvas.polygon(corners, "none", BLACK, linewidth=4.2, zorder=4)
    canvas.polygon(corners, "none", ORANGE, linewidth=2.2, zorder=4)
    return x0, x1, y1


def _grid(canvas: Canvas, left: float, top: float, cell: float, values: Array, fills: Any) -> None:
    for (row, col), value in np.ndenumerate(values):
        x, y = left + col * cell, top + row * cell
        fill = fills[row, col]
        canvas.polygon([(x, y), (x + cell, y), (x + cell, y + cell), (x, y + cell)], fill, GREY)
        # Below 0.46 of the way from black to white, white type stands out more.
        colour = BLACK if np.mean(fill[:3]) > 0.46 else "white"
        canvas.text(x + cell / 2, y + cell / 2, short(value), 12 if cell > 40 else SMALL, colour=colour)


def _tints(values: Array) -> Any:
    """Return pale colours: blue for positive numbers, red for negative ones."""
    size = float(np.abs(values).max()) or 1.0
    return matplotlib.colormaps["RdBu"](0.5 + 0.22 * values / size)


def _checked(image: Any, kernel: Any, row: Any, col: Any) -> tuple[Array, Array, int, int]:
    where = "diagrams.kernel"
    weights = _numbers.check_array(kernel, where=where, name="kernel", axes=2, sizes=_SIDES)
    if weights.shape[0] != weights.shape[1]:
        raise ValueError(f"{where}: kernel must be square, such as 3 x 3, but its shape is {weights.shape}.")
    side = len(weights)
    sizes = range(side, _MOST_PIXELS + 1)
    pixels = _numbers.check_array(image, where=where, name="image", axes=2, sizes=sizes)
    is_whole = np.asarray(image).dtype.kind in "iub"
    brightest = 255 if is_whole else 1
    if pixels.min() < 0 or pixels.max() > brightest:
        raise ValueError(
            f"{where}: image must hold whole numbers from 0 to 255, or floats from 0 to 1, but its dtype is "
            f"{np.asarray(image).dtype} and it goes from {pixels.min():g} to {pixels.max():g}. "
            "Divide pixels by 255 once, or leave them as they are."
        )
    row = arguments.check_count(row, where=where, name="row", least=0, most=pixels.shape[0] - side)
    col = arguments.check_count(col, where=where, name="col", least=0, most=pixels.shape[1] - side)
    most = float(np.abs(pixels[row : row + side, col : col + side] * weights).max())
    if most >= _MOST_PRODUCT:
        raise ValueError(
            f"{where}: each product must be below {_MOST_PRODUCT:,}, so that it fits into the drawing, but one is "
            f"{most:,.0f}. Divide the image by 255."
        )
    return pixels, weights, row, col
