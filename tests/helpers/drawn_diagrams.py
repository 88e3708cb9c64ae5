"""A diagram with the figure behind it, to measure what stands where."""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from unittest import mock

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from digitlab.diagrams import Diagram, _canvas


@dataclass(frozen=True)
class Drawn:
    """A diagram, its figure, and its texts in the order of drawing, as they are named in the SVG."""

    diagram: Diagram
    figure: Figure
    texts: list[str]
    again: Callable[[], Diagram]

    @property
    def alt(self) -> str:
        return self.diagram.alt

    @functools.cached_property
    def boxes(self):
        """Each text with the box around its ink, in points."""
        renderer = FigureCanvasAgg(self.figure).get_renderer()
        texts = [text for text in self.figure.findobj(Text) if text.get_text() and text.get_visible()]
        return [(text, text.get_window_extent(renderer)) for text in texts]

    def place(self, text):
        """Return the middle of the only text of these words, x to the right and y downwards, in points."""
        (box,) = (box for one, box in self.boxes if one.get_text() == text)
        return (box.x0 + box.x1) / 2, self.figure.get_size_inches()[1] * 72 - (box.y0 + box.y1) / 2


def draw(function, *arguments, **options):
    """Call a function that draws, and keep its figure."""
    figures = []
    render = _canvas.Canvas.diagram

    def remember(canvas, alt):
        figures.append(canvas.axes.figure)
        return render(canvas, alt)

    with mock.patch.object(_canvas.Canvas, "diagram", remember):
        diagram = function(*arguments, **options)
    # Matplotlib names each text in a comment beside its outlines.
    return Drawn(
        diagram,
        figures[-1],
        re.findall(r"<!-- (.*?) -->", diagram.svg, re.DOTALL),
        lambda: function(*arguments, **options),
    )
