"""Pictures: titles, labels, ticks and data, not pixels."""

import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.colors import to_rgb

from digitlab import plot
from digitlab.training.history import Epoch, History


@pytest.fixture(autouse=True)
def _closed():
    plt.close("all")
    yield
    plt.close("all")


@pytest.fixture
def ax():
    return plt.subplots()[1]


def texts(ax):
    return [text.get_text() for text in ax.texts]


IMAGES = np.random.default_rng(0).integers(1, 256, (7, 28, 28), np.uint8)
HISTORY = History([Epoch(0.5, 0.8, 0.4, 0.75, 1), Epoch(0.3, 0.9, 0.35, 0.85, 1), Epoch(0.2, 0.95, 0.3, 0.9, 1)])
SHORT = History([Epoch(0.6, 0.7, None, None, 1)])


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: plot.images(IMAGES, ax=ax),
        lambda ax: plot.image_values(IMAGES[0], ax=ax),
        lambda ax: plot.history(HISTORY, ax=ax),
        lambda ax: plot.confusion(np.eye(10), ax=ax),
        lambda ax: plot.probabilities(np.ones(10) / 10, ax=ax),
    ],
)
def test_they_draw_on_the_axes_given_or_on_new_ones(draw, ax):
    count = len(plt.get_fignums())
    assert draw(ax) is ax
    assert len(plt.get_fignums()) == count
    new = draw(None)
    assert isinstance(new, plt.Axes)
    assert new is not ax
    assert len(plt.get_fignums()) == count + 1
    new.figure.canvas.draw()


@pytest.mark.parametrize("titles", [None, list("abcdefg")])
def test_images_stand_in_rows_from_left_to_right(titles):
    ax = plot.images(IMAGES, titles, columns=3)
    sheet = np.asarray(ax.images[0].get_array())
    places = []
    for image in IMAGES:
        windows = np.lib.stride_tricks.sliding_window_view(sheet, (28, 28))
        (found,) = np.argwhere((windows == image).all(axis=(2, 3)))
        places.append(tuple(found))
    rows, cols = sorted({p[0] for p in places}), sorted({p[1] for p in places})
    assert [(rows.index(r), cols.index(c)) for r, c in places] == [divmod(i, 3) for i in range(7)]
    assert texts(ax) == (titles or [])
    for text, (row, col) in zip(ax.texts, places, strict=False):
        x, y = text.get_position()
        assert x == pytest.approx(col + 13.5, abs=1)  # above the middle of its image
        assert row - 8 < y < row
    assert not ax.axison
    assert ax.images[0].get_clim() == (0, 255)
    assert ax.images[0].get_cmap().name == "gray_r"


def test_fewer_images_than_columns_make_one_row():
    sheet = plot.images(IMAGES[:2], [1, 0]).images[0].get_array()
    assert sheet.shape[1] < 3 * 32
    assert sheet.shape[0] < 2 * 28


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((IMAGES[:0],), ValueError, "no image to show"),
        ((IMAGES, [1, 2]), ValueError, "7 images but 2 titles"),
        ((IMAGES[0],), ValueError, r"Write images\[None\]"),
        ((IMAGES / 255,), ValueError, "dtype uint8"),
    ],
)
def test_images_that_do_not_fit_are_refused(arguments, error, message):
    with pytest.raises(error, match=f"plot.images: .*{message}"):
        plot.images(*arguments)
    with pytest.raises(ValueError, match="columns must be at least 1"):
        plot.images(IMAGES, columns=0)


def test_image_values_write_each_inked_pixel_where_it_is():
    image = np.zeros((28, 28), np.uint8)
    image[3, 20], image[25, 4] = 200, 90
    ax = plot.image_values(image)
    assert {text.get_position(): (text.get_text(), text.get_color()) for text in ax.texts} == {
        (20, 3): ("200", "white"),
        (4, 25): ("90", "black"),
    }
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("column", "row")
    assert ax.yaxis_inverted()
    np.testing.assert_array_equal(ax.images[0].get_array(), image)
    with pytest.raises(ValueError, match=r"plot\.image_values"):
        plot.image_values(image[:5])


@pytest.mark.parametrize(
    ("metric", "label", "training", "validation"),
    [
        ("accuracy", "accuracy in %", [80, 90, 95], [75, 85, 90]),
        ("loss", "loss in nats", [0.5, 0.3, 0.2], [0.4, 0.35, 0.3]),
    ],
)
def test_a_history_has_two_lines(metric, label, training, validation):
    ax = plot.history(HISTORY, metric=metric)
    assert [line.get_label() for line in ax.lines] == ["training", "validation"]
    for line, values in zip(ax.lines, (training, validation), strict=True):
        np.testing.assert_allclose(line.get_xdata(), [1, 2, 3])
        np.testing.assert_allclose(line.get_ydata(), values)
    assert [line.get_linestyle() for line in ax.lines] == ["-", "--"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", label)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["training", "validation"]
    assert all(float(tick).is_integer() for tick in ax.get_xticks())


def test_several_histories_share_a_colour_each_and_may_lack_validation():
    ax = plot.history({"MLP": HISTORY, "CNN": SHORT})
    assert [line.get_label() for line in ax.lines] == ["MLP, training", "MLP, validation", "CNN, training"]
    colours = [line.get_color() for line in ax.lines]
    assert colours[0] == colours[1] != colours[2]


def test_histories_without_epochs_and_unknown_metrics():
    plot.history(History()).figure.canvas.draw()
    with pytest.raises(ValueError, match="metric must be one of 'accuracy', 'loss'"):
        plot.history(HISTORY, metric="speed")


def test_a_confusion_matrix_has_the_true_digit_on_its_rows():
    counts = np.diag(np.arange(90, 100))
    counts[4, 9], counts[7, 1] = 12, 3
    ax = plot.confusion(counts)
    numbers = {text.get_position(): text.get_text() for text in ax.texts}
    assert numbers[(9, 4)] == "12"  # x is what the model read
    assert numbers[(1, 7)] == "3"
    assert numbers[(5, 5)] == "95"
    assert len(numbers) == 12
    shown = np.asarray(ax.images[0].get_array())
    assert shown[4, 9] == 12
    assert not np.diag(shown).any()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("the model read", "the true digit")
    assert ax.get_xticks().tolist() == ax.get_yticks().tolist() == list(range(10))
    assert ax.yaxis_inverted()


def contrast(one, other):
    """Contrast ratio of two colours as WCAG 2 defines it, from 1 to 21."""
    lights = []
    for colour in (one, other):
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
        lights.append(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05)
    return max(lights) / min(lights)


def test_numbers_can_be_read_on_every_colour():
    counts = np.arange(100).reshape(10, 10)
    image = np.zeros((28, 28), np.uint8)
    image.ravel()[:256] = np.arange(256)
    for ax in (plot.confusion(counts), plot.image_values(image)):
        shown = ax.images[0]
        for text in ax.texts:
            column, row = text.get_position()
            under = shown.to_rgba(shown.get_array()[row, column])
            assert contrast(text.get_color(), under[:3]) >= 4.5, (row, column)


def test_a_perfect_or_empty_confusion_matrix_draws():
    for counts in (np.eye(10, dtype=int), np.zeros((10, 10), int)):
        plot.confusion(counts).figure.canvas.draw()
    with pytest.raises(ValueError, match=r"must have shape \(10, 10\), but it is \(9, 10\)"):
        plot.confusion(np.zeros((9, 10)))


def test_weights_share_one_scale_around_zero():
    weights = np.random.default_rng(0).normal(size=(7, 5, 3))
    axes = plot.weights(weights, "abcdefg", columns=4)
    assert axes.shape == (2, 4)
    for ax, picture, title in zip(axes.flat, weights, "abcdefg", strict=False):
        np.testing.assert_array_equal(ax.images[0].get_array(), picture)
        assert ax.get_title() == title
        low, high = ax.images[0].get_clim()
        assert low == -high < 0
        assert (low, high) == axes[0, 0].images[0].get_clim()
    assert not axes[1, 3].images
    cmap = axes[0, 0].images[0].get_cmap()
    assert cmap(0.95)[2] > cmap(0.95)[0]  # blue speaks for
    assert cmap(0.05)[0] > cmap(0.05)[2]  # red against
    axes[0, 0].figure.canvas.draw()


def test_weights_that_do_not_fit_are_refused():
    plot.weights(np.zeros((3, 4, 4)))[0, 0].figure.canvas.draw()
    with pytest.raises(ValueError, match=r"kernel\.T\.reshape\(10, 28, 28\)"):
        plot.weights(np.zeros((784, 10)))
    with pytest.raises(ValueError, match="3 pictures but 2 titles"):
        plot.weights(np.zeros((3, 4, 4)), ["a", "b"])


def test_probabilities_are_bars_in_per_cent():
    row = np.arange(10) / 45
    ax = plot.probabilities(row)
    bars = ax.patches
    np.testing.assert_allclose([bar.get_height() for bar in bars], 100 * row)
    np.testing.assert_allclose([bar.get_x() + bar.get_width() / 2 for bar in bars], range(10), atol=1e-9)
    assert ax.get_xticks().tolist() == list(range(10))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("digit", "probability in %")
    assert ax.get_legend() is None
    assert ax.get_ylim()[0] == 0
    assert ax.get_ylim()[1] >= 100


def test_several_rows_of_probabilities_stand_side_by_side():
    ax = plot.probabilities({"MLP": np.eye(10)[3], "CNN": np.eye(10)[8]})
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["MLP", "CNN"]
    left, right = ax.patches[3], ax.patches[18]
    assert left.get_height() == right.get_height() == 100
    assert left.get_x() + left.get_width() == pytest.approx(3, abs=1e-9)
    assert right.get_x() == pytest.approx(8, abs=1e-9)
    with pytest.raises(ValueError, match=r"predict_proba\(model, images\)\[0\]"):
        plot.probabilities(np.zeros((1, 10)))
    with pytest.raises(ValueError, match="no row of probabilities"):
        plot.probabilities({})
