"""What the data are split into, and what each part is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.patches import Arc

from digitlab._shared import arguments
from digitlab.diagrams import _canvas
from digitlab.diagrams._canvas import BLACK, BLUE, GREEN, LARGE, NORMAL, PALE, RED, WIDTH, Canvas, Diagram

# The colour of each set, its hatch, and what it is for: in the drawing, and in the alternative text.
_SETS = {
    "training": (BLUE, "", "to learn: weights are fitted to it", "to learn from"),
    "validation": (GREEN, "//", "to compare ideas, and to choose", "to compare ideas"),
    "test": (RED, "xx", "locked; opened once, at the end", "opened once, at the end"),
}
_LEFT, _RIGHT = 122, WIDTH - 96  # of the longest bar
_TOP, _ROW, _BAR = 46, 78, 32
_MOST = 9_999_999


def sets(counts: Any) -> Diagram:
    """Draw how many images each set holds, and what it is for; the test set stays locked until the end.

    Args:
        counts: the number of images by the name of the set: "training", "validation" and "test", or some of them.

    Returns:
        The drawing: bars as long as the sets are large.

    Raises:
        TypeError, ValueError: if it is no such mapping, or a set holds no image.

    Example:
        >>> sets({"training": 54_000, "validation": 6_000, "test": 10_000})  # doctest: +NORMALIZE_WHITESPACE
        70,000 images in 3 sets. Training: 54,000, to learn from. Validation: 6,000, to compare ideas. Test:
        10,000, opened once, at the end.
    """
    sizes = _checked(counts)
    largest = max(sizes.values())
    with _canvas.card(_TOP + _ROW * len(sizes) - 14) as canvas:
        for row, (name, count) in enumerate(sizes.items()):
            colour, hatch, purpose, _ = _SETS[name]
            y = _TOP + _ROW * row
            end = _LEFT + max(3.0, (_RIGHT - _LEFT) * count / largest)
            corners = [(_LEFT, y - _BAR / 2), (end, y - _BAR / 2), (end, y + _BAR / 2), (_LEFT, y + _BAR / 2)]
            canvas.polygon(corners, PALE[colour], colour, hatch=hatch, linewidth=_canvas.LINE)
            canvas.text(_LEFT - 12, y, name, LARGE, bold=True, ha="right")
            canvas.text(end + 10, y, f"{count:,}", LARGE, ha="left")
            canvas.text(_LEFT + (30 if name == "test" else 0), y + _BAR / 2 + 16, purpose, NORMAL, ha="left")
            if name == "test":
                _lock(canvas, _LEFT + 11, y + _BAR / 2 + 18)
        said = [f"{name.capitalize()}: {count:,}, {_SETS[name][3]}." for name, count in sizes.items()]
        return canvas.diagram(f"{sum(sizes.values()):,} images in {len(sizes)} sets. {' '.join(said)}")


def _checked(counts: Any) -> dict[str, int]:
    """Return the sizes in the order in which the sets are used."""
    where = "diagrams.sets"
    if not isinstance(counts, Mapping):
        raise TypeError(
            f"{where}: counts must be a mapping, such as {{'training': 54000, 'test': 10000}}, "
            f"but it is a {type(counts).__name__}."
        )
    if not counts:
        raise ValueError(f"{where}: counts is empty. Give at least one set, such as {{'training': 54000}}.")
    for name in counts:
        arguments.check_choice(name, list(_SETS), where=where, name="each name in counts")
    return {
        name: arguments.check_count(counts[name], where=where, name=f"counts[{name!r}]", most=_MOST)
        for name in _SETS
        if name in counts
    }


def _lock(canvas: Canvas, x: float, y: float) -> None:
    """Draw a padlock."""
    canvas.polygon([(x - 9, y - 4), (x + 9, y - 4), (x + 9, y + 9), (x - 9, y + 9)], BLACK, linewidth=0)
    canvas.axes.add_patch(
        Arc((x, y - 4), 12, 16, theta1=180, theta2=360, edgecolor=BLACK, linewidth=2.4, zorder=2)
    )
