"""A drawing's way to MNIST's form, with steps left out, compared with doing it by hand."""

from __future__ import annotations

import numpy as np
import pytest

import digitlab as dl
from digitlab.pictures.steps import drawing_steps

# Small, at the upper right of a surface of 280, and lopsided.
SEVEN = [np.array([[180.0, 30], [230, 30], [200, 110]])]


def ink_box(image):
    rows, columns = np.nonzero(image > 127)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def centre(image):
    rows, columns = np.indices(image.shape)
    return (image * columns).sum() / image.sum(), (image * rows).sum() / image.sum()


@pytest.mark.parametrize("seed", range(6))
def test_with_all_steps_it_is_render_strokes(seed):
    drawing = dl.handwriting.write_digit(seed + 2, seed=seed)
    assert (drawing_steps(drawing).image == dl.render_strokes(drawing)).all()


def test_without_cropping_it_keeps_its_place_on_the_surface():
    steps = drawing_steps(SEVEN, crop=False, centre=False)
    # The surface of 280 becomes 20 pixels from pixel 4 on, 14 to one.
    left, top, right, bottom = ink_box(steps.image)
    assert left == pytest.approx(4 + 180 / 14 - 1.3, abs=1.01)
    assert right == pytest.approx(4 + 230 / 14 + 1.3, abs=1.01)
    assert top == pytest.approx(4 + 30 / 14 - 1.3, abs=1.01)
    assert bottom == pytest.approx(4 + 110 / 14 + 1.3, abs=1.01)
    moved = drawing_steps(SEVEN, crop=False).image
    # The surface can't leave the field: at most 4 pixels either way.
    before, after = centre(steps.image), centre(moved)
    assert after[0] == pytest.approx(max(14, before[0] - 4), abs=0.3)
    assert after[1] == pytest.approx(min(14, before[1] + 4), abs=0.3)


def test_without_scaling_it_fills_the_field_both_ways():
    for pen in (True, False):
        left, top, right, bottom = ink_box(drawing_steps(SEVEN, scale=False, pen=pen).image)
        assert (left, top) <= (1, 1)
        assert min(right, bottom) >= 27


def test_without_the_pen_a_small_drawing_gets_thick():
    small = [stroke * 0.3 for stroke in SEVEN]
    alike = drawing_steps(small).image
    assert np.abs(alike.astype(int) - drawing_steps(SEVEN).image).max() <= 1  # scaling first: the size is gone
    thick, thin = drawing_steps(small, pen=False), drawing_steps(SEVEN, pen=False)
    assert thick.image.sum() > 1.5 * thin.image.sum()
    assert thick.pen_width > 1.5 * thin.pen_width


def test_without_centring_the_middle_of_the_box_is_in_the_middle():
    image = drawing_steps(SEVEN, centre=False).image
    left, top, right, bottom = ink_box(image)
    assert abs(left + right - 29) <= 2  # 14 is the middle of a pixel
    assert abs(top + bottom - 29) <= 2
    assert centre(drawing_steps(SEVEN).image) == pytest.approx((14, 14), abs=0.1)
    assert centre(image) != pytest.approx((14, 14), abs=0.5)


def test_the_pictures_of_the_steps():
    steps = drawing_steps(SEVEN)
    assert steps.grey.shape == steps.ink.shape == (224, 224)
    left, top, right, bottom = ink_box((255 * steps.ink).astype(np.uint8))
    assert (left, top, right, bottom) == pytest.approx((140, 20, 188, 92), abs=5)  # 0.8 of the unit, half a pen
    assert steps.crop.shape == pytest.approx((bottom - top, right - left), abs=2)
    assert steps.box.shape == (20, 20)


@pytest.mark.parametrize(
    "drawing",
    [
        [[(0, 0)]],
        [[(-50, -50), (400, 900)]],
        [[(1e300, 0), (0, 1e300)]],
        [[(1e-300, 0), (0, 1e-300)]],
        [[(140, 20), (140, 260)]],
        [[(-1.7e308, 0), (1.7e308, 3)]],
    ],
)
@pytest.mark.parametrize("left_out", [(), ("crop",), ("scale",), ("pen",), ("crop", "scale", "pen", "centre")])
def test_odd_drawings_end_in_an_image(drawing, left_out):
    image = drawing_steps(drawing, **dict.fromkeys(left_out, False)).image
    assert image.shape == (28, 28)
    assert image.dtype == np.uint8


def test_no_drawing_is_blank():
    assert drawing_steps([]).is_blank
    assert not drawing_steps([], crop=False, pen=False).image.any()


def test_wrong_arguments_are_told():
    with pytest.raises(ValueError, match="drawing_steps: side"):
        drawing_steps(SEVEN, side=0)
    with pytest.raises(ValueError, match="drawing_steps"):
        drawing_steps([np.zeros((3, 3))])
