import numpy as np
import pytest
from flax import nnx

import digitlab as dl
from digitlab.handwriting import _hand, _splines
from digitlab.handwriting._styles import STYLES, Style

ALL = [(digit, style.name) for digit, table in STYLES.items() for style in table]


def same(one, other):
    return len(one) == len(other) and all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_every_digit_has_styles_of_different_names_and_shapes():
    assert sorted(STYLES) == list(range(10))
    for digit, table in STYLES.items():
        names = dl.handwriting.handwriting_styles(digit)
        assert names == [style.name for style in table]
        assert len(names) >= 4
        assert len(set(names)) == len(names)
        assert len({style.shape for style in table}) == len(table)
        assert all(style.weight > 0 for style in table)
    assert {"crossed", "serif"} <= set(dl.handwriting.handwriting_styles(7))


@pytest.mark.parametrize(("digit", "name"), ALL)
def test_a_shape_is_a_digit_high_and_its_curves_pass_its_ends_and_corners(digit, name):
    style = next(style for style in STYLES[digit] if style.name == name)
    height = np.concatenate([points for points, _ in style.strokes()])[:, 1]
    assert abs(height.min()) <= 0.08
    assert 0.65 <= height.max() <= 1.01
    for (points, corner), (_, smooth, angular, rounded) in zip(style.strokes(), _hand._curves(style), strict=True):
        assert len(points) >= 2
        assert (np.hypot(*np.diff(points, axis=0).T) > 0).all()
        for matrix in (smooth, angular, rounded):
            np.testing.assert_allclose(matrix.sum(axis=1), 1, atol=1e-9)  # a moved shape is a moved curve
            np.testing.assert_allclose(matrix[[0, -1]] @ points, points[[0, -1]], atol=0.01)
        for point in points[corner]:
            assert np.hypot(*(smooth @ points - point).T).min() < 0.05
        # A spline that overshoots would leave the field of its points.
        assert ((smooth @ points) > points.min(axis=0) - 0.12).all()
        assert ((smooth @ points) < points.max(axis=0) + 0.12).all()


def test_a_shape_is_read_from_text():
    (first, corner), (second, _) = Style("a", 1, "0,0 50,-2! 20,100 / 1,2 3,4").strokes()
    np.testing.assert_allclose(first, [(0, 0), (0.5, -0.02), (0.2, 1)])
    assert corner.tolist() == [False, True, False]
    np.testing.assert_allclose(second, [(0.01, 0.02), (0.03, 0.04)])


def test_a_path_is_sharp_at_corners_and_only_there():
    points = np.array([(0, 0), (1, 1), (2, 0)], float)
    sharp, angular, rounded = (
        matrix @ points for matrix in _splines.paths(points, np.array([False, True, False]))
    )
    roof = 1 - np.abs(sharp[:, 0] - 1)
    np.testing.assert_allclose(sharp[:, 1], roof, atol=0.02)
    np.testing.assert_allclose(angular[:, 1], 1 - np.abs(angular[:, 0] - 1), atol=1e-9)
    assert 0.7 < rounded[:, 1].max() < 0.97
    smooth = _splines.paths(points, np.zeros(3, bool))[0] @ points
    assert (smooth[:, 1] - (1 - np.abs(smooth[:, 0] - 1))).max() > 0.1


def natural_spline(knots, at):
    """The matrix from values at knots to their natural cubic spline, by equations for its second derivatives."""
    steps, values = np.diff(knots), np.eye(len(knots))
    system, right = np.eye(len(knots)), np.zeros((len(knots), len(knots)))
    for i in range(1, len(knots) - 1):  # inside, the slopes meet; at both ends there is no bend
        system[i, i - 1 : i + 2] = steps[i - 1], 2 * (steps[i - 1] + steps[i]), steps[i]
        right[i] = 6 * ((values[i + 1] - values[i]) / steps[i] - (values[i] - values[i - 1]) / steps[i - 1])
    bends = np.linalg.solve(system, right)
    left = np.clip(np.searchsorted(knots, at, side="right") - 1, 0, len(steps) - 1)
    step, b = steps[left][:, None], ((at - knots[left]) / steps[left])[:, None]
    a = 1 - b
    curved = ((a**3 - a) * bends[left] + (b**3 - b) * bends[left + 1]) * step**2 / 6
    return a * values[left] + b * values[left + 1] + curved


@pytest.mark.parametrize("count", [2, 3, 5])
def test_a_path_without_corners_is_the_natural_spline(count):
    points = np.array([(0, 0), (0.16, 0), (0.16, 1.21), (0.3, 1), (2, 0.5)])[:count]
    knots = np.concatenate([[0], np.cumsum(np.sqrt(np.hypot(*np.diff(points, axis=0).T)))])
    dense = np.linspace(0, knots[-1], 512)
    curve = natural_spline(knots, dense)
    length = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(curve @ points, axis=0).T))])
    even = np.interp(np.linspace(0, length[-1], _splines.FINE), length, dense)
    expected = np.stack([np.interp(even, dense, column) for column in curve.T], axis=1)
    smooth, _, _ = _splines.paths(points, np.zeros(count, bool))
    np.testing.assert_allclose(smooth, expected, atol=1e-12)
    if count == 2:  # a straight line
        np.testing.assert_allclose(smooth, np.stack([np.linspace(1, 0, 64), np.linspace(0, 1, 64)], 1), atol=1e-12)


def test_the_same_seed_writes_the_same_and_another_seed_another():
    first, labels, styles = dl.handwriting.write_digits(300, seed=4)
    again, labels_again, styles_again = dl.handwriting.write_digits(300, seed=4)
    other, _, _ = dl.handwriting.write_digits(labels, seed=5, styles=styles)
    assert np.array_equal(labels, labels_again)
    assert styles == styles_again
    assert all(same(one, two) for one, two in zip(first, again, strict=True))
    assert not any(same(one, two) for one, two in zip(first, other, strict=True))
    assert same(dl.handwriting.write_digit(3, seed=1), dl.handwriting.write_digit(3, seed=1))
    assert not same(dl.handwriting.write_digit(3, seed=1), dl.handwriting.write_digit(3, seed=2))


def test_it_draws_from_no_random_numbers_but_its_own():
    np.random.seed(3)  # noqa: NPY002
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    dl.handwriting.write_digits(20, seed=0)
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


def test_drawings_are_strokes_of_finite_points_and_not_too_many():
    drawings, labels, styles = dl.handwriting.write_digits(3000, seed=0)
    assert len(drawings) == len(labels) == len(styles) == 3000
    assert labels.dtype == np.uint8
    for drawing in drawings:
        assert 1 <= len(drawing) <= 4
        for stroke in drawing:
            assert isinstance(stroke, np.ndarray)
            assert stroke.dtype == np.float64
            assert stroke.ndim == 2
            assert stroke.shape[1] == 2
            assert 1 <= len(stroke) <= 2 * _hand._MOST_POINTS
            assert np.isfinite(stroke).all()
        assert np.ptp(np.concatenate(drawing), axis=0).max() > 20


def test_a_long_stroke_has_no_more_points_than_it_may():
    drawings, _, _ = dl.handwriting.write_digits([0] * 500, seed=0, styles=["twice round"] * 500)
    longest = max(len(stroke) for drawing in drawings for stroke in drawing)
    assert longest == _hand._MOST_POINTS


def test_a_drawing_keeps_no_other_drawings_alive_and_can_be_changed():
    drawings, _, _ = dl.handwriting.write_digits([1] * 50, seed=0, styles=["plain"] * 50)
    for stroke in (stroke for drawing in drawings for stroke in drawing):
        assert stroke.base is None or len(stroke.base) <= _hand._MOST_POINTS
    copies = [[stroke.copy() for stroke in drawing] for drawing in drawings]
    drawings[0][0] += 1000
    assert all(same(one, two) for one, two in zip(drawings[1:], copies[1:], strict=True))


def test_a_number_writes_each_digit_equally_often_in_random_order():
    _, labels, _ = dl.handwriting.write_digits(1003, seed=0)
    counts = np.bincount(labels, minlength=10)
    assert counts.sum() == 1003
    assert set(counts) == {100, 101}
    assert not np.array_equal(labels, np.sort(labels))


def test_labels_and_styles_are_kept_in_their_order():
    wanted = [7, 1, 7, 0]
    names = ["crossed", "plain", "plain", "slashed"]
    drawings, labels, styles = dl.handwriting.write_digits(wanted, seed=0, styles=names)
    assert labels.tolist() == wanted
    assert styles == names
    assert len(drawings) == 4
    # Ones are slim, and zeros are not.
    slim = [np.ptp(np.concatenate(d), axis=0) for d in drawings]
    assert slim[1][0] / slim[1][1] < slim[3][0] / slim[3][1]


def test_styles_come_as_often_as_their_weights_say():
    for digit, table in STYLES.items():
        _, _, styles = dl.handwriting.write_digits([digit] * 4000, seed=digit)
        weights = np.array([style.weight for style in table])
        share = weights / weights.sum()
        counts = np.array([styles.count(style.name) for style in table])
        assert (np.abs(counts - 4000 * share) < 4.5 * np.sqrt(4000 * share * (1 - share))).all()


def test_one_writer_writes_alike_and_in_the_same_style():
    writers = np.repeat(np.arange(200), 10)
    drawings, _, styles = dl.handwriting.write_digits([7] * 2000, seed=0, writers=writers)
    usual = [len(set(styles[i : i + 10])) for i in range(0, 2000, 10)]
    assert np.mean(usual) < 4
    _, _, free = dl.handwriting.write_digits([7] * 2000, seed=0)
    assert np.mean([len(set(free[i : i + 10])) for i in range(0, 2000, 10)]) > 5
    # The proportions vary more from writer to writer than with one writer.
    drawings, _, _ = dl.handwriting.write_digits([0] * 2000, seed=1, styles=["round"] * 2000, writers=writers + 7)
    extent = np.array([np.ptp(np.concatenate(drawing), axis=0) for drawing in drawings])
    slim = np.log(extent[:, 0] / extent[:, 1]).reshape(200, 10)
    assert slim.std(axis=1).mean() < 0.6 * slim.mean(axis=1).std()
    assert len({stroke[0].tobytes() for stroke in drawings}) == 2000


@pytest.mark.parametrize(("digit", "name"), [(1, "plain"), (7, "crossed"), (8, "narrow")])
def test_no_two_are_alike(digit, name):
    drawings, _, _ = dl.handwriting.write_digits([digit] * 1000, seed=0, styles=[name] * 1000)
    images = dl.strokes.render_many(drawings)
    assert len(np.unique(images.reshape(1000, -1), axis=0)) == 1000
    spread = images.astype(float).std(axis=0).max()
    assert spread > 40


def test_styles_are_told_apart_by_their_strokes():
    crossed, _, _ = dl.handwriting.write_digits([7] * 200, seed=0, styles=["crossed"] * 200)
    plain, _, _ = dl.handwriting.write_digits([7] * 200, seed=0, styles=["plain"] * 200)
    assert np.mean([len(drawing) == 2 for drawing in crossed]) > 0.85  # some join, some break
    assert np.mean([len(drawing) == 1 for drawing in plain]) > 0.9


def test_the_written_dataset_is_balanced_seeded_and_drawn_with_many_pens():
    data = dl.handwriting.written_dataset(2000, seed=3)
    assert isinstance(data, dl.Dataset)
    assert data.images.shape == (2000, 28, 28)
    assert np.bincount(data.labels).tolist() == [200] * 10
    assert np.array_equal(data.images, dl.handwriting.written_dataset(2000, seed=3).images)
    assert not np.array_equal(data.images, dl.handwriting.written_dataset(2000, seed=4).images)
    assert (data.images.max(axis=(1, 2)) > 200).mean() > 0.99
    # In MNIST's form: centred by mass, the longer side of the ink 20 pixels.
    ink = data.images / 255
    axis = np.arange(28)
    assert np.abs((ink.sum(axis=1) * axis).sum(axis=1) / ink.sum(axis=(1, 2)) - 14).max() < 0.6
    assert np.abs((ink.sum(axis=2) * axis).sum(axis=1) / ink.sum(axis=(1, 2)) - 14).max() < 0.6
    # Ink over half the length of its edge is the width of a line: it varies as MNIST's does.
    down, right = np.diff(ink, axis=1, prepend=0)[:, :, :], np.diff(ink, axis=2, prepend=0)
    width = 2 * ink.sum(axis=(1, 2)) / np.hypot(down, right).sum(axis=(1, 2))
    low, middle, high = np.percentile(width, [5, 50, 95])
    assert 1.4 < low < 2.0
    assert 2.2 < middle < 2.7
    assert 3.2 < high < 4.2


@pytest.fixture(scope="module")
def reader():
    model = dl.MLP(rngs=nnx.Rngs(0))
    dl.fit(model, dl.handwriting.written_dataset(15_000, seed=11), epochs=8, learning_rate=2e-3, progress=False)
    return model


@pytest.mark.slow
def test_every_style_is_read_by_a_model_that_saw_other_drawings(reader):
    each = 30
    labels = np.repeat([digit for digit, _ in ALL], each)
    names = [name for _, name in ALL for _ in range(each)]
    drawings, _, _ = dl.handwriting.write_digits(labels, seed=12, styles=names)
    right = (dl.predict(reader, dl.strokes.render_many(drawings)) == labels).reshape(-1, each).mean(axis=1)
    assert right.mean() > 0.9
    few = {key: float(share) for key, share in zip(ALL, right, strict=True) if share < 0.7}
    assert len(few) < 0.05 * len(ALL), few
    assert right.min() > 0.4, few


@pytest.mark.parametrize("digit", [-1, 10, 2.0, "3", True, None])
def test_what_is_no_digit_is_refused(digit):
    for function in (dl.handwriting.handwriting_styles, lambda d: dl.handwriting.write_digit(d, seed=0)):
        with pytest.raises((TypeError, ValueError), match=r"digit must be .*\.$"):
            function(digit)


def test_errors_say_what_is_wrong():
    with pytest.raises(ValueError, match=r"the style of a 7 must be one of 'plain', .* but it is 'slashed'"):
        dl.handwriting.write_digit(7, style="slashed", seed=0)
    with pytest.raises(ValueError, match="styles must name one style for each of the 2 digits"):
        dl.handwriting.write_digits([1, 2], seed=0, styles=["plain"])
    with pytest.raises(ValueError, match="styles must name one style for each"):
        dl.handwriting.write_digits([1, 2, 3, 4, 5], seed=0, styles="plain")
    for writers in ([0, 1], [0, -1, 2], [0.0, 1.0, 2.0], "abc"):
        with pytest.raises(ValueError, match="writers must hold one whole number of at least 0 for each of the 3"):
            dl.handwriting.write_digits([1, 2, 3], seed=0, writers=writers)
    with pytest.raises(ValueError, match="labels must be"):
        dl.handwriting.write_digits(0, seed=0)
    with pytest.raises((TypeError, ValueError), match="label"):
        dl.handwriting.write_digits([1, 11], seed=0)
    with pytest.raises((TypeError, ValueError), match="label"):
        dl.handwriting.write_digits("12", seed=0)
    with pytest.raises(TypeError, match="seed must be a whole number"):
        dl.handwriting.write_digits(3, seed=0.5)
    with pytest.raises(ValueError, match="seed must be at least 0"):
        dl.handwriting.write_digit(3, seed=-1)
    with pytest.raises(ValueError, match="count must be"):
        dl.handwriting.written_dataset(0, seed=0)
