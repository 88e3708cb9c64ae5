"""The paper that all diagrams are drawn on, and what comes of it: an SVG with an alternative text."""

from __future__ import annotations

import base64
import contextlib
import html
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyBboxPatch, Polygon

from digitlab.plot import COLOURS

# Points of 1/72 inch, in which type is measured, too: a browser shows 600 of them on 800 pixels.
WIDTH = 600
SMALL, NORMAL, LARGE = 11.0, 13.0, 15.0
LINE = 1.8
BLUE, ORANGE, GREEN, RED = COLOURS[:4]  # forward and values; marks; a third thing; backward and gradients
BLACK, GREY, FAINT = "#000000", "#595959", "#b3b3b3"
# The same colours, thinned until black type reads well on them.
PALE = {BLUE: "#d6e8f4", ORANGE: "#fcefd2", GREEN: "#d2eee5", RED: "#f9e0d2", BLACK: "#ededed"}
_HEAD = 9.5  # the length of an arrow's head
Place = tuple[float, float]
# A screen reader reads an alternative text in one go.
_ALT = 600


@dataclass(frozen=True, repr=False)
class Diagram:
    """A drawing for a notebook: it shows itself as the last line of a cell, or by ``display(diagram)``.

    Attributes:
        svg: the drawing as SVG, on a white card, its type as outlines: the same arguments give the same bytes.
        alt: what there is to see, in sentences: shown where no picture can be, and read out by screen readers.

    Example:
        >>> Diagram("<svg/>", "An empty card.")
        An empty card.
    """

    svg: str
    alt: str

    def __repr__(self) -> str:
        """Return the alternative text."""
        return self.alt

    def _repr_html_(self) -> str:
        """Return an image that needs no other file: notebooks, Voila and exported pages show it."""
        data = base64.b64encode(self.svg.encode()).decode()
        return (
            f'<img alt="{html.escape(self.alt)}" src="data:image/svg+xml;base64,{data}" '
            'style="max-width:100%;height:auto">'
        )


class Canvas:
    """A white card with x to the right and y downwards, in points.

    Attributes:
        axes: covers the whole card.
    """

    def __init__(self, width: float, height: float) -> None:
        # Not by pyplot, which would keep the figure and show it a second time.
        self._figure = Figure(figsize=(width / 72, height / 72), facecolor="white")
        self.axes: Axes = self._figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(height, 0)
        self.axes.autoscale(False)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = NORMAL,
        *,
        colour: str = BLACK,
        ha: str = "center",
        va: str = "center",
        bold: bool = False,
        covers: bool = False,
    ) -> None:
        """Write a text; `covers` hides the lines below it."""
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5} if covers else None
        weight = "bold" if bold else "normal"
        if va == "center" and "\n" not in text:
            # By the height of a capital letter, so that words with and without tails stand on one line.
            y, va = y + 0.365 * size, "baseline"
        self.axes.text(
            x, y, text, fontsize=size, color=colour, ha=ha, va=va, fontweight=weight, bbox=box, zorder=5,
            linespacing=1.25,
        )  # fmt: skip

    def circle(
        self, x: float, y: float, radius: float, text: str = "", colour: str = BLUE, size: float = NORMAL
    ) -> None:
        """Draw a unit, with a text in it."""
        self.axes.add_patch(
            Circle((x, y), radius, facecolor=PALE[colour], edgecolor=colour, linewidth=LINE, zorder=3)
        )
        if text:
            self.text(x, y, text, size if "$" in text else fitting(text, size))

    def dots(self, x: float, y: float) -> None:
        """Draw three dots below one another: something was left out."""
        for step in (-8, 0, 8):
            self.axes.add_patch(Circle((x, y + step), 2, facecolor=BLACK, edgecolor="none", zorder=3))

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        text: str = "",
        colour: str = BLUE,
        size: float = NORMAL,
        *,
        dashed: bool = False,
    ) -> None:
        """Draw a box with round corners about (x, y), with a text in it."""
        self.axes.add_patch(
            FancyBboxPatch(
                (x - width / 2, y - height / 2), width, height, boxstyle="round,pad=0,rounding_size=6",
                facecolor=PALE[colour], edgecolor=colour, linewidth=LINE, zorder=3, linestyle=_dash(dashed),
            )
        )  # fmt: skip
        if text:
            self.text(x, y, text, size)

    def polygon(self, points: Sequence[Place], fill: Any, colour: str = BLACK, **style: Any) -> None:
        """Fill a shape given by its corners."""
        style = {"linewidth": 1.2, "zorder": 2, **style}
        self.axes.add_patch(Polygon(points, closed=True, facecolor=fill, edgecolor=colour, **style))

    def line(
        self,
        start: Place,
        end: Place,
        colour: str = FAINT,
        width: float = 1.0,
        **style: Any,
    ) -> None:
        """Draw a straight line."""
        x, y = zip(start, end, strict=True)
        self.axes.add_line(Line2D(x, y, color=colour, linewidth=width, **{"zorder": 1, **style}))

    def arrow(
        self,
        start: Place,
        end: Place,
        colour: str = BLACK,
        width: float = LINE,
        *,
        gaps: tuple[float, float] = (0, 0),
        dashed: bool = False,
    ) -> None:
        """Draw an arrow; it begins and ends `gaps` points away from the two points."""
        (x0, y0), (x1, y1) = start, end
        way = np.hypot(x1 - x0, y1 - y0)
        right, down = (x1 - x0) / way, (y1 - y0) / way
        x0, y0 = x0 + gaps[0] * right, y0 + gaps[0] * down
        x1, y1 = x1 - gaps[1] * right, y1 - gaps[1] * down
        neck = x1 - _HEAD * right, y1 - _HEAD * down
        self.line((x0, y0), neck, colour, width, linestyle=_dash(dashed), zorder=2, solid_capstyle="butt")
        sides = [(neck[0] + side * down, neck[1] - side * right) for side in (_HEAD / 2, -_HEAD / 2)]
        self.polygon([(x1, y1), *sides], colour, colour, linewidth=0)

    def diagram(self, alt: str) -> Diagram:
        """Return what was drawn."""
        stream = io.StringIO()
        self._figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
        return Diagram(stream.getvalue(), alt)


@contextlib.contextmanager
def card(height: float, width: float = WIDTH) -> Iterator[Canvas]:
    """Lend a white card, on which Matplotlib's own settings hold, whatever the notebook has changed in them."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        # Outlines look alike everywhere, and without a salt the names inside the SVG would be drawn at random.
        matplotlib.rcParams.update({"svg.fonttype": "path", "svg.hashsalt": "digitlab", "figure.dpi": 72})
        yield Canvas(width, height)


def _dash(dashed: bool) -> Any:
    return (0, (4, 2)) if dashed else "solid"


def fitting(text: str, size: float = NORMAL) -> float:
    """Return the size of type for a number in a circle: smaller for seven signs, such as −254.33."""
    return size if len(text) < 7 else SMALL


def number(value: float) -> str:
    """Return a number with two decimals at most, small ones with one digit that isn't 0, large ones whole.

    Example:
        >>> number(1.5), number(-0.251), number(2.0), number(0.0034), number(-1e-9)
        ('1.5', '−0.25', '2', '0.003', '≈ 0')
    """
    size = abs(float(value))
    if size >= 999.995:
        text = f"{size:.0f}"
    elif size >= 0.005 or not size:
        text = f"{size:.2f}".rstrip("0").rstrip(".")
    elif size >= 0.00095:
        text = f"{size:.3f}"
    else:
        return "≈ 0"
    return f"−{text}" if value < 0 else text


def short(value: float) -> str:
    """Return a number with three digits, for narrow places; whole numbers as they are.

    Example:
        >>> short(254.0), short(28.222), short(-0.3333)
        ('254', '28.2', '−0.33')
    """
    size = abs(float(value))
    digits = 0 if size >= 99.95 else 1 if size >= 9.995 else 2
    return number(round(float(value), digits)) if size >= 0.005 else number(value)


def numbers(values: Any) -> str:
    """Return numbers as a list in a sentence.

    Example:
        >>> numbers([1, 0.5, -2])
        '1, 0.5 and −2'
    """
    return listed([number(value) for value in np.ravel(values)])


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence.

    Example:
        >>> listed(["one"]), listed(["one", "two"])
        ('one', 'one and two')
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def sentences(*parts: str) -> str:
    """Join sentences to an alternative text, the most telling first: those that make it too long are left out.

    Example:
        >>> sentences("One.", "", "x" * 700, "Two.")
        'One. Two.'
    """
    said = ""
    for part in filter(None, parts):
        longer = f"{said} {part}".strip()
        said = longer if len(longer) <= _ALT else said
    return said
