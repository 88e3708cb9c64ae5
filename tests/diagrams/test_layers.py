"""Shapes: what is written below the blocks, and how large these are."""

import numpy as np
import pytest
from drawn_diagrams import draw
from matplotlib.colors import to_hex

from digitlab import diagrams

STEPS = [("input", (30, 20)), ("conv", (28, 18, 6)), ("pool", (7, 6, 6)), ("flatten", (252,)), ("output", (10,))]


def heights(drawn, text):
    high = drawn.figure.get_size_inches()[1] * 72
    return [high - (box.y0 + box.y1) / 2 for one, box in drawn.boxes if one.get_text() == text]


def test_names_and_shapes_stand_below_in_their_order():
    drawn = draw(diagrams.shapes, STEPS)
    places = [drawn.place(name)[0] for name, _ in STEPS]
    assert places == sorted(places)
    for text in ("30 × 20", "28 × 18", "× 6", "7 × 6", "252", "10"):
        assert text in drawn.texts
    column = [drawn.place(text) for text in ("conv", "28 × 18")]
    assert column[0][0] == pytest.approx(column[1][0], abs=2)
    assert drawn.place("conv")[1] < drawn.place("28 × 18")[1] < min(y for y in heights(drawn, "× 6"))
    assert drawn.alt == (
        "Shapes from left to right: input 30 × 20, conv 28 × 18 × 6, pool 7 × 6 × 6, flatten 252, output 10. "
        "Numbers in each: 600, 3,024, 252, 252 and 10."
    )


def faces(drawn, colour):
    """Return width and height of each face with this edge."""
    found = [patch for patch in drawn.figure.axes[0].patches if to_hex(patch.get_edgecolor()) == colour]
    return [np.ptp(patch.get_xy(), axis=0) for patch in found]


def test_blocks_are_as_high_as_the_root_and_as_thick_as_the_logarithm():
    drawn = draw(diagrams.shapes, STEPS)
    fronts = faces(drawn, "#0072b2")[::3]
    heights = np.array([height for _, height in fronts])
    assert heights / heights[0] == pytest.approx(np.sqrt(np.array([30, 28, 7]) / 30))
    assert fronts[0][0] < fronts[1][0] == fronts[2][0]
    flat = faces(drawn, "#009e73")
    assert [width for width, _ in flat] == [10, 10]
    assert flat[0][1] > flat[1][1]


@pytest.mark.parametrize(
    ("steps", "error", "message"),
    [
        (STEPS[:1], ValueError, "steps must hold 2 to 8 pairs of a name and a shape, but it holds 1"),
        (STEPS * 2, ValueError, "but it holds 10. Leave out steps"),
        ([*STEPS, (3,)], TypeError, r"steps\[5\] must be a pair .* but it is \(3,\)"),
        ([*STEPS, ((3,), "x")], TypeError, r"steps\[5\] must be a pair"),
        ([*STEPS, ("x", 3)], TypeError, r"steps\[5\]\[1\] must be a list of whole numbers"),
        (
            [*STEPS, ("x", (1, 28, 28, 1))],
            ValueError,
            r"\(1, 28, 28, 1\). Leave out the axis that counts the images",
        ),
        ([*STEPS, ("x", (28, 0))], ValueError, r"steps\[5\]\[1\]\[1\] must be from 1 to 99,999, but it is 0"),
        (
            [*STEPS, ("a very long name", (3,))],
            ValueError,
            r"1 to 10 letters in one line.*'a very long name'. Shorten it",
        ),
        ([*STEPS, ("a\nb", (3,))], ValueError, r"in one line"),
        ("input", TypeError, "steps must be a list of pairs"),
    ],
)
def test_what_cannot_be_drawn_is_refused(steps, error, message):
    with pytest.raises(error, match=message):
        diagrams.shapes(steps)


def test_a_name_is_no_formula():
    plain, formula = (
        draw(diagrams.shapes, [(name, (3,)), ("y", (2,))]).boxes[0][1].width for name in ("$x_1$", "x_1")
    )
    assert plain > formula  # with its dollars
