"""Strokes: scaling and the pen, against brute force."""

import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitlab.strokes.rendering import fit_to_box, render_strokes

SEVEN = [[(10, 20), (110, 24), (60, 180)], [(40, 100), (90, 98)]]
HOOK = [[(0, 0), (0, 90), (40, 90)]]  # an L: its centre of mass is low and to the left


def centre_of_mass(image):
    """Return row and column, by plain loops."""
    mass = row = col = 0.0
    for r in range(28):
        for c in range(28):
            mass += int(image[r, c])
            row += r * int(image[r, c])
            col += c * int(image[r, c])
    return row / mass, col / mass


def moved(drawing, scale=1.0, by=(0.0, 0.0)):
    return [np.asarray(stroke, float) * scale + by for stroke in drawing]


def far_apart(one, other):
    return np.abs(one.astype(int) - other.astype(int)).max()


# ---------------------------------------------------------------- the form


@pytest.mark.parametrize("drawing", [SEVEN, HOOK, [[(0, 0), (9, 1)], [(0, 5), (2, 5)]]])
def test_the_form_is_mnists(drawing):
    image = render_strokes(drawing)
    assert image.shape == (28, 28)
    assert image.dtype == np.uint8
    assert image.max() == 255
    assert centre_of_mass(image) == pytest.approx((14, 14), abs=0.25)
    rows, cols = np.nonzero(image > 127)
    assert max(np.ptp(rows), np.ptp(cols)) + 1 in (19, 20, 21)


def test_right_is_right_and_down_is_down():
    image = render_strokes([[(0, 0), (0, 100), (30, 100)]])  # an L, taller than wide
    rows, cols = np.nonzero(image > 127)
    assert np.ptp(rows) > 1.5 * np.ptp(cols)
    assert image[rows.max(), cols.max()] > 127  # its foot points right, at the bottom
    assert image[rows.min() + 1, cols.max()] == 0


@settings(max_examples=25, deadline=None)
@given(
    scale=st.floats(1e-6, 1e6),
    x=st.floats(-1e3, 1e3),
    y=st.floats(-1e3, 1e3),
)
def test_size_and_place_do_not_matter(scale, x, y):
    image = render_strokes(moved(SEVEN, scale, (x * scale, y * scale)))
    assert far_apart(image, render_strokes(SEVEN)) <= 2


def test_proportions_are_kept():
    wide = fit_to_box([[(0, 0), (30, 10)]], side=20)[0]
    np.testing.assert_allclose(wide[1] - wide[0], [20, 20 / 3])
    np.testing.assert_allclose(wide.mean(axis=0), [14, 14])
    narrow = render_strokes([[(0, 0), (0, 50)]])
    assert np.ptp(np.nonzero(narrow > 127)[1]) + 1 <= 4


@pytest.mark.parametrize("side", [1, 7.5, 20, 28])
def test_the_box_is_filled_and_centred(side):
    points = np.concatenate(fit_to_box(SEVEN, side))
    assert np.ptp(points, axis=0).max() == pytest.approx(side)
    np.testing.assert_allclose((points.min(axis=0) + points.max(axis=0)) / 2, [14, 14])
    assert [len(stroke) for stroke in fit_to_box(SEVEN, side)] == [3, 2]


# ------------------------------------------------------------- brute force


def brute_force(drawing, width, edge):
    """Draw with a different method: stamp the pen densely along each line, take the nearest stamp."""
    placed = fit_to_box(drawing, 20 - width)
    stamps = []
    for stroke in placed:
        if len(stroke) == 1:
            stamps.append(stroke)
        for (x0, y0), (x1, y1) in itertools.pairwise(stroke):
            share = np.linspace(0, 1, 400)[:, None]
            stamps.append((1 - share) * [x0, y0] + share * [x1, y1])
    stamps = np.concatenate(stamps)

    def draw(stamps):
        ink = np.zeros((28, 28))
        for row in range(28):
            for col in range(28):
                away = np.sqrt(((stamps - [col, row]) ** 2).sum(axis=1).min())
                ink[row, col] = min(max(0.5 + (width / 2 - away) / edge, 0), 1)
        return ink

    row, col = centre_of_mass(1000 * draw(stamps))
    return 255 * draw(stamps + np.array([14 - col, 14 - row]))


@pytest.mark.parametrize(
    ("drawing", "width", "edge"),
    [(SEVEN, 2.6, 1.2), (HOOK, 2.6, 1.2), (HOOK, 4.0, 0.7), ([[(0, 0)], [(9, 3), (10, 3)]], 1.5, 2.0)],
)
def test_drawing_equals_brute_force(drawing, width, edge):
    ours = render_strokes(drawing, pen_width=width, pen_edge=edge)
    np.testing.assert_allclose(ours, brute_force(drawing, width, edge), atol=3)


def test_a_wider_pen_leaves_more_ink_in_the_same_box():
    thin, thick = (render_strokes(HOOK, pen_width=width) for width in (1.5, 4.0))
    assert thick.sum() > 1.5 * thin.sum()
    spans = [np.ptp(np.nonzero(image > 127)[0]) for image in (thin, thick)]
    assert abs(spans[0] - spans[1]) <= 1


def test_many_points_on_a_line_draw_the_same_line():
    few = [[(0, 0), (100, 30), (20, 90)]]
    many = [np.concatenate([np.linspace((0, 0), (100, 30), 3000), np.linspace((100, 30), (20, 90), 3000)])]
    assert far_apart(render_strokes(few), render_strokes(many)) <= 30  # the corner alone


# -------------------------------------------------------------- edge cases


@pytest.mark.parametrize("nothing", [[], [[]], [np.zeros((0, 2))], ()])
def test_nothing_drawn_is_a_blank_image(nothing):
    image = render_strokes(nothing)
    assert image.shape == (28, 28)
    assert image.dtype == np.uint8
    assert not image.any()
    assert fit_to_box(nothing) == []


@pytest.mark.parametrize("dot", [[[(5, 9)]], [[(5, 9)] * 3], [[(-1e300, 1e300)]], [[(0, 0)], [(0, 0)]]])
def test_a_dot_is_a_small_round_spot_in_the_centre(dot):
    image = render_strokes(dot)
    assert image[14, 14] == 255
    assert (image > 0).sum() < 20
    np.testing.assert_array_equal(image, image.T)
    np.testing.assert_array_equal(image[1:, 1:], image[1:, 1:][::-1, ::-1])


@pytest.mark.parametrize("line", [[[(0, 7), (50, 7)]], [[(1e8, 7), (1e8 + 50, 7)]]])
def test_a_flat_line_lies_in_the_middle(line):
    rows, cols = np.nonzero(render_strokes(line) > 127)
    assert sorted(set(rows)) == [13, 14, 15]
    assert np.ptp(cols) + 1 in (19, 20, 21)


@pytest.mark.parametrize("scale", [1e-300, 1e-30, 1e30, 1e300])
def test_huge_and_tiny_units_draw_the_same(scale):
    assert far_apart(render_strokes(moved(SEVEN, scale)), render_strokes(SEVEN)) <= 2


def test_beyond_what_numbers_can_hold_nothing_breaks():
    for drawing in ([[(-1.7e308, 0), (1.7e308, 5)]], [[(5e-324, 0), (0, 0)]]):
        assert render_strokes(drawing).max() == 255


def test_a_pen_too_thin_for_any_pixel_leaves_a_blank_image():
    image = render_strokes([[(0, 0), (20, 0)], [(0, 7), (20, 7)]], pen_width=0.05, pen_edge=0.05)
    assert not image.any()


@pytest.mark.parametrize("pen", [{"pen_width": 0}, {"pen_width": 11}, {"pen_edge": 0}, {"pen_edge": np.nan}])
def test_a_pen_out_of_range_is_refused(pen):
    with pytest.raises(ValueError, match=f"render_strokes: {next(iter(pen))} must be more than 0 and at most 10"):
        render_strokes(SEVEN, **pen)


def test_what_is_no_drawing_is_refused():
    with pytest.raises(ValueError, match=r"render_strokes: .*write \[strokes\]"):
        render_strokes(np.array([(0, 0), (1, 1)]))
    with pytest.raises(ValueError, match="render_strokes: every point must be finite"):
        render_strokes([[(0, 0), (np.nan, 1)]])
    with pytest.raises(ValueError, match="fit_to_box: side must be more than 0 and at most 28"):
        fit_to_box(SEVEN, 29)


def test_drawings_are_left_as_they_were():
    drawing = [np.array([[1.0, 2.0], [3.0, 9.0]])]
    render_strokes(drawing)
    np.testing.assert_array_equal(drawing[0], [[1, 2], [3, 9]])


def test_a_long_scribble_is_fast():
    points = np.cumsum(np.random.default_rng(0).normal(size=(100_000, 2)), axis=0)
    begin = time.perf_counter()
    image = render_strokes([points])
    assert time.perf_counter() - begin < 4  # a tenth of that where nothing else runs
    assert image.any()


# ------------------------------------------------------------------- files
