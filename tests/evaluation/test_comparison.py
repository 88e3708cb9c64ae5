"""Comparing two models: McNemar's test by enumeration, the bootstrap by drawing images, its coverage by trial."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from flax import nnx

import digitlab as dl


class Pixels(nnx.Module):
    """Reads its ten logits off one row of the image, so that every answer is known beforehand."""

    def __init__(self, row):
        self.row = row

    def __call__(self, x):
        return x[:, self.row, :10, 0] * 255


FIRST, SECOND = Pixels(2), Pixels(5)


def answered(first_right, second_right, seed=3):
    """Return images whose second row makes FIRST right, and whose fifth SECOND, as the two lists say."""
    rng = np.random.default_rng(seed)
    count = len(first_right)
    labels = rng.integers(0, 10, count)
    images = np.zeros((count, 28, 28), np.uint8)
    for row, right in ((2, first_right), (5, second_right)):
        wrong = (labels + rng.integers(1, 10, count)) % 10
        images[np.arange(count), row, np.where(right, labels, wrong)] = 200
    return dl.Dataset(images, labels)


def of_cells(both_right, only_first, only_second, both_wrong, seed=1):
    """Return a data set with these counts, in random order, and the two lists."""
    order = np.random.default_rng(seed).permutation(both_right + only_first + only_second + both_wrong)
    first = np.repeat([True, True, False, False], [both_right, only_first, only_second, both_wrong])[order]
    second = np.repeat([True, False, True, False], [both_right, only_first, only_second, both_wrong])[order]
    return answered(first, second), first, second


def two_sided(only_first, only_second):
    """Go through all ways in which the coins can fall, and count those that are no likelier than what came."""
    total = only_first + only_second
    ways = [comb(total, heads) for heads in range(total + 1)]
    return Fraction(sum(one for one in ways if one <= ways[only_first]), 2**total)


def test_counts_and_places_are_those_of_a_plain_loop():
    data, first, second = of_cells(31, 7, 2, 5)
    found = dl.compare(FIRST, SECOND, data)
    assert (found.count, found.both_right, found.only_first, found.only_second, found.both_wrong) == (
        45,
        31,
        7,
        2,
        5,
    )
    pairs = list(zip(first, second, strict=True))
    assert found.only_first_places.tolist() == [i for i, pair in enumerate(pairs) if pair == (True, False)]
    assert found.only_second_places.tolist() == [i for i, pair in enumerate(pairs) if pair == (False, True)]
    assert found.only_first_places.dtype == found.only_second_places.dtype == np.int64
    assert found.difference == pytest.approx(
        dl.evaluate(SECOND, data).accuracy - dl.evaluate(FIRST, data).accuracy
    )


@pytest.mark.parametrize(
    ("only_first", "only_second"), [(0, 6), (6, 0), (1, 0), (5, 5), (9, 2), (3, 11), (40, 21)]
)
def test_the_p_value_is_that_of_all_ways_in_which_coins_fall(only_first, only_second):
    data, _, _ = of_cells(12, only_first, only_second, 3)
    found = dl.compare(FIRST, SECOND, data)
    assert found.p_value == pytest.approx(float(two_sided(only_first, only_second)), rel=1e-9)


def test_six_coins_written_out():
    ways = list(itertools.product([0, 1], repeat=6))
    share = sum(sum(one) in (0, 6) for one in ways) / len(ways)
    assert dl.compare(FIRST, SECOND, of_cells(50, 6, 0, 1)[0]).p_value == pytest.approx(share)


def test_what_both_read_alike_has_no_part_in_the_p_value():
    few, many = of_cells(3, 8, 1, 0)[0], of_cells(300, 8, 1, 70)[0]
    assert dl.compare(FIRST, SECOND, few).p_value == dl.compare(FIRST, SECOND, many).p_value


@pytest.mark.parametrize("cells", [(1900, 300, 120, 180), (80, 2, 9, 4), (5, 20, 30, 45)])
def test_the_interval_is_that_of_drawing_images(cells):
    data, first, second = of_cells(*cells)
    found = dl.compare(FIRST, SECOND, data, seed=4)
    rng = np.random.default_rng(99)
    worth = second.astype(int) - first.astype(int)
    drawn = [worth[rng.integers(0, len(worth), len(worth))].mean() for _ in range(10_000)]
    # Both are drawn: the ends differ by about one image or two.
    assert found.interval == pytest.approx(np.percentile(drawn, [2.5, 97.5]), abs=2.1 / len(worth))
    assert found.interval[0] <= found.difference <= found.interval[1]


def test_the_interval_holds_the_true_difference_in_95_of_100_experiments():
    # The first model reads an image with probability 0.84, the second with 0.9, and not independently.
    truth, rng = 0.06, np.random.default_rng(7)
    held, rejected, trials = 0, 0, 400
    for trial in range(trials):
        cell = rng.choice(4, size=250, p=[0.8, 0.04, 0.1, 0.06])
        found = dl.compare(FIRST, SECOND, answered(cell < 2, cell % 2 == 0, seed=trial), seed=trial)
        held += found.interval[0] <= truth <= found.interval[1]
        cell = rng.choice(4, size=250, p=[0.8, 0.07, 0.07, 0.06])
        equal = dl.compare(FIRST, SECOND, answered(cell < 2, cell % 2 == 0, seed=trial), seed=trial)
        rejected += equal.p_value < 0.05
    # Three standard errors of 400 trials are 0.033.
    assert 0.95 - 0.033 <= held / trials <= 0.95 + 0.033
    assert rejected / trials <= 0.05 + 0.033  # an exact test errs on the careful side


def test_turned_round_it_says_the_same():
    data, _, _ = of_cells(60, 9, 4, 7)
    one, other = dl.compare(FIRST, SECOND, data), dl.compare(SECOND, FIRST, data)
    assert (one.only_first, one.p_value, one.difference) == (other.only_second, other.p_value, -other.difference)
    assert one.only_first_places.tolist() == other.only_second_places.tolist()


def test_the_seed_decides_and_nothing_else():
    data, _, _ = of_cells(400, 61, 43, 30)
    intervals = [dl.compare(FIRST, SECOND, data, seed=seed).interval for seed in (0, 0, 1, 2, 3)]
    assert intervals[0] == intervals[1] == dl.compare(FIRST, SECOND, data).interval
    assert len(set(intervals)) > 1


def test_a_model_and_itself():
    data, _, _ = of_cells(12, 0, 0, 5)
    found = dl.compare(FIRST, FIRST, data)
    assert (found.p_value, found.difference, found.interval) == (1.0, 0.0, (0.0, 0.0))
    assert found.only_first_places.shape == found.only_second_places.shape == (0,)
    assert str(found) == "The two are right on the same 12 of 17 images."


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ((993, 6, 0, 1), ["6 images only the first reads, 0 only the second", "0.60 percentage points lower"]),
        ((20, 1, 4, 0), ["1 image only the first reads, 4 only", "12.00 percentage points higher", "0.38."]),
        (
            (3, 2, 2, 1),
            ["the second's accuracy is the same (95 %", "splits 4 at least as unevenly", "probability 1."],
        ),
    ],
)
def test_it_says_so_in_words(cells, words):
    found = dl.compare(FIRST, SECOND, of_cells(*cells)[0])
    for word in words:
        assert word in str(found)
    page = found._repr_html_()
    assert str(found) in page
    assert [page.count(f">{cell}<") >= 1 for cell in cells] == [True] * 4


def test_a_thousand_has_its_comma():
    text = str(dl.compare(FIRST, SECOND, of_cells(0, 1200, 3, 0)[0]))
    assert text.startswith("1,200 images only the first reads, 3 only the second")


def test_it_is_frozen():
    found = dl.compare(FIRST, SECOND, of_cells(3, 2, 1, 1)[0])
    with pytest.raises(AttributeError):
        found.count = 3


def test_what_is_wrong_is_called_by_its_name():
    data, _, _ = of_cells(3, 2, 1, 1)
    with pytest.raises(TypeError, match=r"^compare: second must be a model .* but it is the class CNN\."):
        dl.compare(FIRST, dl.CNN, data)
    with pytest.raises(TypeError, match=r"^compare: first must be a model .* but it is a str\."):
        dl.compare("cnn", SECOND, data)
    with pytest.raises(TypeError, match=r"^compare: dataset must be a digitlab\.Dataset, but it is a ndarray"):
        dl.compare(FIRST, SECOND, data.images)
    with pytest.raises(ValueError, match=r"^compare: the data set is empty"):
        dl.compare(FIRST, SECOND, data[:0])
