"""`mnistify`: the same digit in any size, mode and polarity gives nearly the same image."""

import io
import time

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitlab.data.mnist import load_mnist
from digitlab.pictures import PictureError
from digitlab.pictures.form import centre_by_mass, fit_box
from digitlab.pictures.ink import crop_to_ink, find_ink
from digitlab.pictures.steps import mnistify, mnistify_steps


def draw_f(size=(200, 300), ink=0, paper=255, place=(40, 50), height=200, mode="L"):
    """Draw an F: no two of its sides look alike, so a flip, a turn or a swapped axis shows."""
    image = Image.new(mode, size, paper)
    pen = ImageDraw.Draw(image)
    x, y = place
    width = max(1, round(0.11 * height))
    for box in (
        (x, y, x + width, y + height),
        (x, y, x + round(0.6 * height), y + width),
        (x, y + round(0.45 * height), x + round(0.4 * height), y + round(0.45 * height) + width),
    ):
        pen.rectangle(box, fill=ink)
    return image


F = mnistify(draw_f())


def difference(one, other):
    """Return the mean absolute difference as a share of the ink."""
    return np.abs(one.astype(float) - other).sum() / other.sum()


def correlation(one, other):
    return np.corrcoef(one.ravel().astype(float), other.ravel().astype(float))[0, 1]


def centre_of_mass(image):
    """Return row and column, by plain loops."""
    mass = row = col = 0.0
    for r, line in enumerate(image.tolist()):
        for c, level in enumerate(line):
            mass, row, col = mass + level, row + r * level, col + c * level
    return row / mass, col / mass


def test_the_form_is_mnists():
    assert F.shape == (28, 28)
    assert F.dtype == np.uint8
    assert F.max() >= 250
    rows, cols = np.nonzero(F > 25)
    assert np.ptp(rows) + 1 == 20
    assert 10 <= np.ptp(cols) + 1 <= 14
    assert centre_of_mass(F) == pytest.approx((14, 14), abs=0.6)


def test_up_is_up_and_right_is_right():
    rows, cols = np.nonzero(F > 127)
    stem = F[:, cols.min() : cols.min() + 3]
    assert (stem[rows.min() : rows.max() + 1].max(axis=1) > 127).all()
    assert F[rows.min() + 1, cols.max()] > 127  # the upper arm reaches right
    assert not F[rows.max() - 3 :, cols.min() + 6 :].any()  # nothing at the bottom right


@pytest.mark.parametrize("height", [20, 45, 90, 200, 700, 1500])
def test_the_size_does_not_matter(height):
    picture = draw_f((2 * height, 2 * height), place=(height // 2, height // 2), height=height)
    assert correlation(mnistify(picture), F) > (0.9 if height < 40 else 0.96)


@pytest.mark.parametrize("place", [(2, 2), (300, 1), (5, 480), (330, 500)])
def test_the_place_does_not_matter(place):
    small = draw_f((400, 600), place=place, height=90)
    assert correlation(mnistify(small), F) > 0.96


@pytest.mark.parametrize(("ink", "paper"), [(255, 0), (60, 200), (200, 60), (0, 128), (255, 128), (100, 140)])
def test_polarity_and_contrast_do_not_matter(ink, paper):
    assert difference(mnistify(draw_f(ink=ink, paper=paper)), F) < 0.06


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "YCbCr", "I", "F"])
def test_the_mode_does_not_matter(mode):
    assert difference(mnistify(draw_f().convert(mode)), F) < 0.06


def test_sixteen_bits_paths_bytes_and_arrays_do_not_matter(tmp_path):
    image = draw_f()
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    image.save(tmp_path / "f.png")
    array = np.asarray(image)
    for picture in (
        buffer.getvalue(),
        tmp_path / "f.png",
        str(tmp_path / "f.png"),
        array,
        array / 255,
        array == 255,
    ):
        assert difference(mnistify(picture), F) < 0.02
    assert difference(mnistify(Image.fromarray(array.astype(np.uint16) * 257)), F) < 0.02


def test_ink_on_transparent_paper():
    for ink in (0, 255):
        rgba = np.zeros((300, 200, 4), np.uint8)
        rgba[..., :3] = ink
        rgba[..., 3] = 255 - np.asarray(draw_f())
        assert difference(mnistify(Image.fromarray(rgba)), F) < 0.06


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_rotations(orientation):
    """Pillow's own transposition, applied backwards, is the oracle."""
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = draw_f() if undo is None else draw_f().transpose(undo)
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    stored.save(buffer, "JPEG", quality=95, exif=exif)
    assert correlation(mnistify(buffer.getvalue()), F) > 0.95


@pytest.mark.parametrize("direction", [(1, 0), (0, 1), (-1, 0.5)])
@pytest.mark.parametrize("dark_ink", [True, False])
def test_a_shadow_across_the_paper_does_not_matter(direction, dark_ink):
    rows, cols = np.indices((300, 200))
    slope = direction[0] * rows / 300 + direction[1] * cols / 200
    shadow = 0.65 + 0.35 * (slope - slope.min()) / np.ptp(slope)
    levels = np.asarray(draw_f(ink=40 if dark_ink else 250, paper=240 if dark_ink else 90), float) * shadow
    assert correlation(mnistify(levels.astype(np.uint8)), F) > 0.93


@pytest.mark.parametrize("direction", [(1, 0), (0, 1), (-1, 0.5), (-1, -1)])
@pytest.mark.parametrize("dark_ink", [True, False])
@pytest.mark.parametrize(("depth", "is_soft"), [(0.45, True), (0.6, True), (0.45, False)])
def test_a_deep_shadow_does_not_matter(direction, dark_ink, depth, is_soft):
    rows, cols = np.indices((300, 200))
    slope = direction[0] * rows / 300 + direction[1] * cols / 200
    light = (slope - slope.min()) / np.ptp(slope)
    if not is_soft:  # the shadow of a hand: half of the paper, with a short edge
        light = 1 / (1 + np.exp((0.5 - light) / 0.03))
    levels = np.asarray(draw_f(ink=40 if dark_ink else 250, paper=240 if dark_ink else 90), float)
    assert correlation(mnistify((levels * (1 - depth + depth * light)).astype(np.uint8)), F) > 0.98


def test_faint_marks_where_the_light_is_strongest_are_no_trouble():
    # There the contrast is brought down to that of the middle, after which nothing may be left.
    levels = np.tile(np.linspace(60, 220, 100), (100, 1))
    levels[40:60, 90:93] += 27
    assert not mnistify(levels.astype(np.uint8)).any()


def test_grain_and_dust_do_not_matter():
    rng = np.random.default_rng(0)
    levels = np.asarray(draw_f(ink=30, paper=220), float) + rng.normal(0, 7, (300, 200))
    levels[5:8, 5:8] = levels[290:292, 190:193] = 0  # two specks in the corners
    assert correlation(mnistify(np.clip(levels, 0, 255)), F) > 0.96


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (28, 28), (50, 60), (300, 200), (1000, 900)])
@pytest.mark.parametrize("level", [0, 77, 128, 255])
def test_an_even_picture_is_blank(shape, level):
    steps = mnistify_steps(np.full(shape, level, np.uint8))
    assert steps.is_blank
    assert steps.image.shape == (28, 28)
    assert not steps.image.any()
    assert steps.crop.size == steps.box.size == 0
    assert not steps.ink.any()


@pytest.mark.parametrize("spread", [2, 5, 8, 20, 40])
@pytest.mark.parametrize("level", [128, 230])
def test_grainy_paper_is_blank(spread, level):
    for seed in range(3):
        noise = np.random.default_rng(seed).normal(level, spread, (300, 200))
        assert not mnistify(np.clip(noise, 0, 255).astype(np.uint8)).any()


def test_shaded_paper_is_blank():
    assert not mnistify(np.tile(np.linspace(150, 230, 300), (200, 1))).any()


def test_marks_of_the_least_contrast_count_or_are_blank_but_never_break():
    for contrast in (1, 20, 23, 24, 25, 40):
        image = mnistify(draw_f(ink=255 - contrast))
        assert image.any() == (contrast >= 24)


@pytest.mark.parametrize("shape", [(1, 9), (9, 1), (2, 2), (3, 500), (500, 3), (12, 64)])
def test_odd_shapes_never_break(shape):
    rng = np.random.default_rng(0)
    for _ in range(5):
        image = mnistify(rng.integers(0, 256, shape, np.uint8))
        assert image.shape == (28, 28)


def test_one_pixel_of_ink():
    picture = np.full((50, 40), 255, np.uint8)
    picture[7, 30] = 0
    image = mnistify(picture)
    assert image.any()
    assert centre_of_mass(image) == pytest.approx((14, 14), abs=0.6)


# --------------------------------------------------------------- MNIST itself


@pytest.fixture(scope="module")
def digits():
    return load_mnist("sample", verbose=False)[1].images[:150]


def test_mnists_images_come_back_nearly_unchanged(digits):
    changed = [np.abs(mnistify(image).astype(float) - image).mean() for image in digits]
    assert np.median(changed) < 1
    assert np.mean(np.array(changed) < 6) > 0.95


@pytest.mark.parametrize("factor", [4, 20])
def test_enlarged_mnist_comes_back(digits, factor):
    alike = []
    for image in digits[:25]:
        side = 28 * factor
        large = Image.fromarray(255 - image).resize((side, side), Image.Resampling.BICUBIC)
        alike.append(correlation(mnistify(large), image))
    assert np.median(alike) > 0.93
    assert np.min(alike) > 0.5  # the centre may lie a whole pixel off


# ----------------------------------------------------------------- the steps


def test_the_steps_are_kept_and_follow_from_each_other():
    steps = mnistify_steps(draw_f())
    assert steps.grey.shape == steps.ink.shape == (300, 200)
    np.testing.assert_array_equal(steps.grey, np.asarray(draw_f()))
    np.testing.assert_array_equal(steps.ink > 0.5, np.asarray(draw_f()) == 0)
    np.testing.assert_array_equal(steps.crop, steps.ink[50:251, 40:161])
    assert max(steps.box.shape) == 20
    np.testing.assert_array_equal(steps.image, centre_by_mass(steps.box))
    np.testing.assert_array_equal(steps.image, mnistify(draw_f()))
    assert steps.pen_width == pytest.approx(20 * 23 / 201, abs=0.3)
    assert not steps.is_blank


@pytest.mark.parametrize("width", [2, 90])
def test_the_pen_is_brought_to_mnists_width(width):
    image = Image.new("L", (400, 400), 255)
    ImageDraw.Draw(image).line([(60, 60), (340, 60), (150, 340)], fill=0, width=width)
    ink = mnistify(image).sum() / 255
    thin = mnistify(_line(30)).sum() / 255
    assert 0.5 * thin < ink < 1.8 * thin


def test_a_ragged_edge_does_not_hide_the_pens_width():
    """A small picture that was enlarged has stairs and specks along its strokes; they are no thin pen."""
    test = load_mnist("sample", verbose=False)[1]
    seven = test.images[test.labels == 7][0]
    page = np.full((300, 260), 238.0)
    page[70:210, 40:180] *= 1 - 0.85 * np.kron(seven, np.ones((5, 5))) / 255
    page += np.random.default_rng(0).normal(0, 3, page.shape)
    smooth = Image.fromarray(255 - seven).resize((560, 560), Image.Resampling.BICUBIC)
    expected = mnistify_steps(smooth).pen_width
    assert 1.5 < expected < 3.5
    assert mnistify_steps(page.clip(0, 255).astype(np.uint8)).pen_width == pytest.approx(expected, abs=0.8)


def _line(width):
    image = Image.new("L", (400, 400), 255)
    ImageDraw.Draw(image).line([(60, 60), (340, 60), (150, 340)], fill=0, width=width)
    return image


def test_crop_cuts_the_bounding_box():
    ink = np.zeros((9, 12), np.float32)
    ink[2:5, 7] = 1
    ink[6, 3] = 0.2
    np.testing.assert_array_equal(crop_to_ink(ink), ink[2:7, 3:8])
    assert crop_to_ink(np.zeros((9, 12), np.float32)).shape == (0, 0)


def test_the_box_keeps_proportions():
    for shape in ((60, 30), (30, 60), (201, 7), (3, 3)):
        box, _ = fit_box(np.ones(shape, np.float32))
        assert max(box.shape) == 20
        if min(shape) >= 30:
            assert (box.shape[0] > box.shape[1]) == (shape[0] > shape[1])


@pytest.mark.parametrize("shape", [(20, 7), (7, 20), (20, 20), (1, 1), (13, 20)])
def test_the_centre_of_mass_comes_nearest_to_14(shape):
    """Rows and columns are told apart by a box whose ink lies off its diagonal."""
    rng = np.random.default_rng(0)
    box = np.zeros(shape, np.uint8)
    box[: max(1, shape[0] // 4), -max(1, shape[1] // 3) :] = 255  # top right
    box[-1, 0] = 40
    box = np.maximum(box, rng.integers(0, 30, shape, np.uint8))
    image = centre_by_mass(box)
    assert image.sum() == box.sum()
    best = None
    for top in range(28 - shape[0] + 1):
        for left in range(28 - shape[1] + 1):
            field = np.zeros((28, 28), np.uint8)
            field[top : top + shape[0], left : left + shape[1]] = box
            row, col = centre_of_mass(field)
            if best is None or abs(row - 14) + abs(col - 14) < best[0] - 1e-9:
                best = (abs(row - 14) + abs(col - 14), field)
    np.testing.assert_array_equal(image, best[1])


def test_a_box_without_ink_stays_blank():
    assert not centre_by_mass(np.zeros((20, 9), np.uint8)).any()


def test_ink_is_told_from_paper_by_the_majority():
    grey = np.full((30, 40), 20, np.float32)
    grey[5:20, 8:12] = 220
    np.testing.assert_array_equal(find_ink(grey) > 0.5, grey == 220)
    np.testing.assert_array_equal(find_ink(255 - grey) > 0.5, grey == 220)


def test_large_pictures_take_bounded_time():
    picture = np.random.default_rng(0).integers(0, 256, (4000, 3000), np.uint8)
    begin = time.perf_counter()
    mnistify(picture)
    assert time.perf_counter() - begin < 6


def test_what_is_no_picture_is_refused():
    for wrong in (b"text", "no such file.png", np.zeros((3, 28, 28, 1)), None):
        with pytest.raises(PictureError):
            mnistify(wrong)


def tall_seven():
    """A seven on grey paper, off the middle, as tall as two widths: uint8 (300, 200)."""
    picture = np.full((300, 200), 230, np.uint8)
    picture[40:60, 60:160] = 30
    picture[40:240, 140:160] = 30
    return picture


def by_hand(part, size):
    """Scale with Pillow alone."""
    scaled = Image.fromarray(part.astype(np.float32)).resize(size, Image.Resampling.BOX)
    return np.round(255 * np.clip(np.asarray(scaled), 0, 1)).astype(np.uint8)


def test_without_cropping_the_whole_picture_is_scaled():
    steps = mnistify_steps(tall_seven(), crop=False, centre=False, pen=False)
    expected = np.zeros((28, 28), np.uint8)
    expected[4:24, 7:20] = by_hand(tall_seven() < 128, (13, 20))
    assert np.abs(steps.image.astype(int) - expected).max() <= 2
    assert steps.crop.shape == (300, 200)


def test_without_scaling_the_crop_is_stretched():
    steps = mnistify_steps(tall_seven(), scale=False, pen=False)
    expected = by_hand(tall_seven()[40:240, 60:160] < 128, (28, 28))
    assert np.abs(steps.image.astype(int) - expected).max() <= 2
    assert (steps.image == steps.box).all()


def test_without_the_pen_thin_strokes_stay_thin():
    thin = np.full((300, 200), 255, np.uint8)
    thin[20:280, 100:103] = 0
    thin[20:23, 20:100] = 0
    assert mnistify(thin).sum() > 2 * mnistify_steps(thin, pen=False).image.sum()
    # 0.2 pixels of 28, and what a pixel can't show is fainter.
    assert mnistify_steps(thin, pen=False).image.max() < 130


def test_without_centring_the_box_is_in_the_middle():
    steps = mnistify_steps(tall_seven(), centre=False)
    height, width = steps.box.shape
    top, left = (28 - height) // 2, (28 - width) // 2
    assert (steps.image[top : top + height, left : left + width] == steps.box).all()
    assert steps.image.sum() == steps.box.sum()
    assert (steps.image != mnistify(tall_seven())).any()


def test_without_cleaning_bright_is_ink():
    picture = tall_seven()
    steps = mnistify_steps(255 - picture, clean=False)
    assert np.abs(steps.ink - (255 - picture) / 255).max() < 1e-6
    dark = mnistify_steps(picture, clean=False)
    assert dark.image.mean() > 0.5 * 230 * 13 * 20 / 784  # the paper is what it sees


@pytest.mark.parametrize("left_out", ["clean", "crop", "scale", "pen", "centre"])
def test_a_blank_picture_stays_blank_without_a_step(left_out):
    picture = np.full((90, 60), 0, np.uint8)
    assert mnistify_steps(picture, **{left_out: False}).is_blank
