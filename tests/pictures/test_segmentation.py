"""Rows of digits are split into as many digits as there are, from left to right."""

from __future__ import annotations

import numpy as np
import pytest
from rows import drawing_row, is_split_rightly, picture_row

import digitlab as dl


@pytest.fixture(scope="module")
def test_images():
    return dl.load_mnist("sample", verbose=False)[1].images


def test_rows_of_mnist_are_split(test_images):
    rng = np.random.default_rng(11)
    right = []
    for index in range(24):
        chosen = test_images[rng.integers(0, len(test_images), 2 + index % 4)]
        picture, frames = picture_row(chosen, rng)
        right.append(is_split_rightly([box for box, _ in dl.pictures.split_digits(picture)], frames))
    assert sum(right) >= 21


def test_rows_of_written_digits_are_split():
    rng = np.random.default_rng(12)
    right = []
    for seed in range(40):
        drawing, frames = drawing_row(rng.integers(0, 10, 2 + seed % 4), seed)
        right.append(is_split_rightly([box for box, _ in dl.pictures.split_digits(drawing)], frames))
    assert sum(right) >= 36


def paper(width=300, height=120):
    return np.full((height, width), 240, np.uint8)


def test_boxes_and_images_of_a_row_by_hand():
    picture = paper()
    picture[20:90, 30:40] = 20  # a 1
    picture[25:35, 100:150] = 20  # a 7
    picture[25:95, 140:150] = 20
    (first, one), (second, seven) = dl.pictures.split_digits(picture)
    assert first == pytest.approx((30, 20, 40, 90), abs=2)
    assert second == pytest.approx((100, 25, 150, 95), abs=2)
    for image, part in ((one, picture[:, :70]), (seven, picture[:, 70:200])):
        assert np.abs(image.astype(int) - dl.mnistify(part)).max() <= 40
    bright = dl.pictures.split_digits(255 - picture)
    assert [box for box, _ in bright] == [first, second]


def test_a_bar_that_stands_apart_belongs_to_its_digit():
    picture = paper()
    picture[30:100, 40:50] = 20
    picture[90:100, 40:90] = 20
    picture[15:23, 60:95] = 20  # above, apart
    picture[30:100, 160:170] = 20
    assert len(dl.pictures.split_digits(picture)) == 2


def test_dust_is_dropped():
    picture = paper()
    picture[20:90, 30:40] = 20
    picture[20:90, 100:110] = 20
    picture[60:65, 200:205] = 20
    assert len(dl.pictures.split_digits(picture)) == 2


def test_touching_digits_are_cut_at_the_thin_place():
    picture = paper()
    for left in (40, 120):
        picture[20:100, left : left + 50] = 20
        picture[32:88, left + 12 : left + 38] = 240
    assert len(dl.pictures.split_digits(picture)) == 2
    picture[56:64, 90:120] = 20  # a thin line between them
    boxes = [box for box, _ in dl.pictures.split_digits(picture)]
    assert len(boxes) == 2
    assert 90 <= boxes[0][2] <= 120
    # A dash is thin everywhere: it stays whole.
    dash = paper()
    dash[55:67, 40:220] = 20
    assert len(dl.pictures.split_digits(dash)) == 1


@pytest.mark.parametrize("place", range(0, 1000, 97))
def test_one_digit_gives_the_image_of_mnistify(test_images, place):
    large = np.kron(test_images[place], np.ones((6, 6), np.uint8))
    found = dl.pictures.split_digits(large)
    assert len(found) == 1
    assert (found[0][1] == dl.mnistify(large)).all()


def test_one_drawing_gives_the_image_of_render_strokes():
    seven = dl.handwriting.write_digit(7, style="crossed", seed=4)
    ((box, image),) = dl.pictures.split_digits(seven)
    assert (image == dl.render_strokes(seven)).all()
    stacked = np.concatenate(seven)
    assert box == (*stacked.min(axis=0), *stacked.max(axis=0))


def test_most_single_drawings_stay_whole():
    drawings, _, _ = dl.handwriting.write_digits(300, seed=8)
    assert sum(len(dl.pictures.split_digits(drawing)) == 1 for drawing in drawings) >= 292


def test_a_4_of_two_strokes_is_one_digit():
    four = [np.array([[20.0, 10], [5, 50], [40, 50]]), np.array([[32.0, 30], [32, 90]])]
    one = [np.array([[70.0, 10], [70, 90]])]
    found = dl.pictures.split_digits([*one, *four])
    assert [len(group) for group in (found,)] == [2]
    assert found[0][0] == (5, 10, 40, 90)  # from left to right, whatever was written first


def test_a_large_picture_gives_boxes_in_its_own_pixels():
    picture = np.kron(paper(), np.ones((6, 6), np.uint8))  # 1,800 pixels wide
    picture[120:540, 180:240] = 20
    picture[120:540, 900:960] = 20
    (left, _), (right, _) = dl.pictures.split_digits(picture)
    assert left == pytest.approx((180, 120, 240, 540), abs=8)
    assert right == pytest.approx((900, 120, 960, 540), abs=8)


def test_nothing_gives_nothing():
    assert dl.pictures.split_digits([]) == []
    assert dl.pictures.split_digits(paper()) == []


def test_a_crowd_of_marks_counts_as_one():
    picture = paper(600, 600)
    picture[10:590:12, 10:590:6] = 20
    assert len(dl.pictures.split_digits(picture)) <= 40
    many = [np.array([[10.0 * i, 0], [10 * i, 9]]) for i in range(300)]
    assert len(dl.pictures.split_digits(many)) == 1


def test_what_is_neither_is_told():
    with pytest.raises(dl.pictures.PictureError):
        dl.pictures.split_digits(b"no picture")
    with pytest.raises((TypeError, ValueError)):
        dl.pictures.split_digits([["a"]])
