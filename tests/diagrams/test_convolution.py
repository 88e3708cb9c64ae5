"""The kernel's drawing: patch, products, sum and feature map against SciPy, the frames at their places."""

import numpy as np
import pytest
from drawn_diagrams import draw
from matplotlib.patches import PathPatch
from scipy import signal

from digitlab import diagrams

RNG = np.random.default_rng(1)
IMAGE = RNG.integers(0, 256, (9, 14), np.uint8)
KERNEL = np.array([[-1.0, 0.5, 0], [2, -0.25, 1], [0.125, 0, 3]])


def cells(drawn):
    """Return the numbers of the three grids, each as rows of texts."""
    axes = drawn.figure.axes[0]
    texts = [text for text in axes.texts if text.get_fontsize() in (11, 12)]
    size = round((len(texts) / 3) ** 0.5)
    return np.array([text.get_text() for text in texts]).reshape(3, size, size).tolist()


def short(value):
    decimals = 0 if abs(value) >= 99.95 else 1 if abs(value) >= 9.995 else 2
    text = f"{value + 0.0:.{decimals}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def test_the_numbers_are_those_of_scipy():
    row, col = 4, 7
    drawn = draw(diagrams.kernel, IMAGE, KERNEL, row, col)
    patch = IMAGE[row : row + 3, col : col + 3].astype(float)
    assert cells(drawn) == [
        [[short(x) for x in line] for line in grid] for grid in (patch, KERNEL, patch * KERNEL)
    ]
    feature_map = signal.correlate2d(IMAGE.astype(float), KERNEL, mode="valid")
    pictures = [image.get_array() for image in drawn.figure.axes[0].images]
    np.testing.assert_array_equal(pictures[0], IMAGE)
    np.testing.assert_allclose(pictures[1], feature_map)
    total = f"{feature_map[row, col]:.0f}".replace("-", "−")
    if abs(feature_map[row, col]) < 1000:
        total = f"{feature_map[row, col]:.2f}".rstrip("0").rstrip(".").replace("-", "−")
    assert f"sum = {total}" in drawn.texts
    assert f"The sum of the 9 products is {total}: row 4, column 7 of the feature map of 7 × 12." in drawn.alt
    assert {"image, 9 × 14", "feature map, 7 × 12", "row 4, column 7"} <= set(drawn.texts)


@pytest.mark.parametrize(("row", "col"), [(0, 0), (6, 11), (2, 9)])
def test_the_frames_lie_around_the_patch_and_its_pixel(row, col):
    axes = draw(diagrams.kernel, IMAGE / 255, KERNEL, row, col).figure.axes[0]
    frames = [patch.get_xy() for patch in axes.patches if patch.get_linewidth() == 2.2]
    assert len(frames) == 2
    for picture, corners, side in zip(axes.images, frames, (3, 1), strict=True):
        left, right, bottom, top = picture.get_extent()
        rows, columns = picture.get_array().shape
        assert (right - left) / columns == pytest.approx((bottom - top) / rows)  # square pixels
        x = (corners[:, 0] - left) / (right - left) * columns
        y = (corners[:, 1] - top) / (bottom - top) * rows
        assert (x.min(), x.max(), y.min(), y.max()) == pytest.approx((col, col + side, row, row + side))


def test_what_is_below_0_has_a_dash_and_not_only_a_colour():
    drawn = draw(diagrams.kernel, IMAGE / 255, KERNEL - 1, 0, 0)
    axes = drawn.figure.axes[0]
    left, right, bottom, top = axes.images[1].get_extent()
    values = axes.images[1].get_array()
    (path,) = (patch.get_path().vertices for patch in axes.patches if isinstance(patch, PathPatch))
    middles = path.reshape(-1, 2, 2).mean(axis=1)
    cols = np.floor((middles[:, 0] - left) / (right - left) * values.shape[1])
    rows = np.floor((middles[:, 1] - top) / (bottom - top) * values.shape[0])
    dashed = {(int(row), int(col)) for row, col in zip(rows, cols, strict=True)}
    assert 0 < len(dashed) < values.size
    assert dashed == {tuple(place) for place in np.argwhere(values < -0.05 * np.abs(values).max()).tolist()}


def test_full_ink_is_255_or_where_no_pixel_is_above_it_1():
    for image, most in ((IMAGE, 255), (IMAGE / 255, 1), (np.eye(5, dtype=int), 1), (np.zeros((5, 5)), 1)):
        picture = draw(diagrams.kernel, image, KERNEL, 0, 0).figure.axes[0].images[0]
        assert picture.get_clim() == (0, most)


@pytest.mark.parametrize("side", [3, 5])
def test_a_long_text_says_at_least_the_sum(side):
    said = diagrams.kernel(IMAGE, RNG.uniform(-1, 1, (side, side)), 1, 2).alt
    assert f"The sum of the {side * side} products is" in said


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            (IMAGE, np.ones((2, 3)), 0, 0),
            ValueError,
            r"kernel must be square, such as 3 x 3, but its shape is \(2, 3\)",
        ),
        ((IMAGE, np.ones((6, 6)), 0, 0), ValueError, "kernel must have shape .* with 2 to 5 along each axis"),
        ((IMAGE, KERNEL, 7, 0), ValueError, "row must be from 0 to 6, but it is 7"),
        ((IMAGE, KERNEL, 0, 12), ValueError, "col must be from 0 to 11, but it is 12"),
        ((IMAGE, KERNEL, 0.5, 0), TypeError, "row must be a whole number"),
        ((IMAGE * 1.0, KERNEL, 0, 0), ValueError, "floats from 0 to 1, but its dtype is float64 and it goes from"),
        ((IMAGE - 300.0, KERNEL, 0, 0), ValueError, "floats from 0 to 1"),
        ((np.ones((2, 9)), KERNEL, 0, 0), ValueError, "image must have shape .* with 3 to 64 along each axis"),
        (
            (IMAGE[None], KERNEL, 0, 0),
            ValueError,
            r"image must have shape \(rows, columns\), but it is \(1, 9, 14\)",
        ),
        ((np.full((3, 3), 255), KERNEL * 20, 0, 0), ValueError, "each product must be below 10,000"),
    ],
)
def test_what_cannot_be_drawn_is_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        diagrams.kernel(*arguments)
