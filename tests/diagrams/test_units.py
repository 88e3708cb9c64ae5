"""Neurons and networks: the numbers against NumPy, what is drawn against a count, errors in sentences."""

import itertools

import numpy as np
import pytest
from drawn_diagrams import draw
from matplotlib.patches import Circle

from digitlab import diagrams

X, W, B = np.array([0.4, -0.9, 3.0]), np.array([1.5, -2.25, 0.125]), -0.1


def circles(drawn, least=5):
    return [patch for patch in drawn.figure.axes[0].patches if isinstance(patch, Circle) and patch.radius > least]


def written(value):
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("-", "−")


def test_a_neuron_shows_every_number_of_its_sum():
    drawn = draw(diagrams.neuron, X, W, B)
    for value in (*X, *(X * W), X @ W, X @ W + B):
        assert written(value) in drawn.texts
    for text in ("× 1.5", "× (−2.25)", "× 0.12", "− 0.1"):
        assert text in drawn.texts
    assert len(circles(drawn)) == 3 + 2
    assert f"0.4 × 1.5 = 0.6, −0.9 × (−2.25) = {written(-0.9 * -2.25)}" in drawn.alt
    assert drawn.alt.endswith(f"With the bias −0.1, the score z is {written(X @ W + B)}.")
    # Each weight and product stands on the line of its input, from top to bottom.
    for row in ("0.4", "× 1.5", "0.6"), ("−0.9", "× (−2.25)", "2.02"), ("$x_2$", "× 0.12", "0.38"):
        heights = [drawn.place(text)[1] for text in row]
        assert max(heights) - min(heights) < 3
    assert drawn.place("0.6")[1] < drawn.place("2.02")[1] < drawn.place("0.38")[1]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            ([1], [1], 0),
            ValueError,
            r"inputs must have shape \(n,\) with 2 to 6 along each axis, but it is \(1,\)",
        ),
        ((np.ones(7), np.ones(7), 0), ValueError, r"2 to 6 .*\(7,\).*draw a part of it"),
        ((np.ones((2, 2)), [1, 1], 0), ValueError, r"but it is \(2, 2\). Pick one row, such as inputs\[0\]"),
        (
            ([1, 2], [1, 2, 3], 0),
            ValueError,
            "weights must have 2 entries, but it has 3. Each input has one weight",
        ),
        (([1, 2], [1, np.nan], 0), ValueError, r"weights\[1\] is nan"),
        (([1, 1000], [1, 1], 0), ValueError, r"between -1,000 and 1,000.*inputs\[1\] is 1000"),
        (([1, 2], [1, -100], 0), ValueError, r"between -100 and 100.*weights\[1\] is -100"),
        (([1, 2], [1, 1], 100), ValueError, r"bias must hold numbers between -100 and 100"),
        ((["a", "b"], [1, 1], 0), TypeError, "inputs must be an array of numbers"),
        (([1, 2], [1, 2], [3, 4]), ValueError, "bias must have shape"),
    ],
)
def test_a_neuron_refuses_what_it_cannot_draw(arguments, error, message):
    with pytest.raises(error, match=message):
        diagrams.neuron(*arguments)


@pytest.mark.parametrize(("features", "count", "left", "right"), [(784, 10, 5, 10), (6, 11, 6, 6), (1, 1, 1, 1)])
def test_a_layer_draws_first_and_last_and_joins_all_of_them(features, count, left, right):
    drawn = draw(diagrams.neurons, features, count)
    assert len(circles(drawn)) == left + right
    joined = [line for line in drawn.figure.axes[0].lines if line.get_linewidth() == 1]
    assert len(joined) == left * right
    assert f"$x_{{{features - 1}}}$" in drawn.texts
    assert f"$z_{{{count - 1}}}$" in drawn.texts
    assert f"{features} × {count}" in drawn.texts
    assert f"together {features * count + count:,} parameters" in drawn.alt


def test_a_layer_needs_whole_numbers_and_tells_one_in_the_singular():
    assert diagrams.neurons(1, 1).alt.startswith("1 neuron over 1 feature:")
    with pytest.raises(ValueError, match="features must be from 1 to 9,999"):
        diagrams.neurons(0, 10)
    with pytest.raises(TypeError, match="count must be a whole number"):
        diagrams.neurons(784, 2.5)


@pytest.mark.parametrize("sizes", [(784, 200, 10), (3, 4), (784, 256, 128, 10), [9, 8, 7, 6, 5, 4]])
def test_a_network_counts_its_parameters(sizes):
    drawn = draw(diagrams.network, sizes)
    parts = [a * b + b for a, b in itertools.pairwise(sizes)]
    assert len(circles(drawn)) == sum(size if size <= 8 else 6 for size in sizes)
    for (a, b), part in zip(itertools.pairwise(sizes), parts, strict=True):
        said = f"{a} × {b} + {b} = {part:,}"
        assert said in " ".join(text.replace("\n", " ") for text in drawn.texts)
        assert said in drawn.alt
    assert f"together {sum(parts):,} parameters" in drawn.texts
    assert drawn.alt.endswith(f"Together {sum(parts):,}.")
    names = [
        "input",
        *([f"hidden {i + 1}" for i in range(len(sizes) - 2)] if len(sizes) > 3 else ["hidden"]),
        "output",
    ]
    places = [drawn.place(name)[0] for name in names if len(sizes) > 2 or name != "hidden"]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("sizes", "error", "message"),
    [
        ((784,), ValueError, "2 to 6 layers, input and output included, but it holds 1"),
        (range(1, 8), ValueError, "but it holds 7"),
        ((784, 0), ValueError, r"sizes\[1\] must be from 1 to 9,999, but it is 0"),
        ((784, 1.5), TypeError, r"sizes\[1\] must be a whole number"),
        (784, TypeError, "sizes must be a list of whole numbers, but it is a int"),
    ],
)
def test_a_network_refuses_what_it_cannot_draw(sizes, error, message):
    with pytest.raises(error, match=message):
        diagrams.network(sizes)


def test_a_network_can_keep_its_parameters_to_itself():
    drawn = draw(diagrams.network, (784, 200, 10), parameters=False)
    assert not any("=" in text or "param" in text for text in drawn.texts)
    assert drawn.alt.endswith("Each layer is fully joined to the next.")
    assert "200" in drawn.texts
