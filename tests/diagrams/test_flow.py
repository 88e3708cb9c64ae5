"""The passes through a small network: every number stands on its own arrow or circle."""

import numpy as np
import pytest
from drawn_diagrams import draw
from matplotlib.patches import Circle

from digitlab import diagrams

X = np.array([0.8, 0.3])
WEIGHTS = [np.array([[0.5, -1.1, 0.7], [1.5, 0.75, 0.4]]), np.array([[1.2, -0.6], [-0.25, 0.9], [0.35, 0.15]])]
BIASES = [np.array([0.1, 0.2, -0.3]), np.array([0.05, -0.45])]


def loss(weights, added=(0, 0)):
    """A 2-3-2 network's loss; what is added to its scores shows the gradient for them."""
    hidden = np.maximum(0, X @ weights[0] + BIASES[0] + added[0])
    scores = hidden @ weights[1] + BIASES[1] + added[1]
    return np.log(np.exp(scores).sum()) - scores[1]


def slopes(function, arrays):
    """The gradient of a function of two arrays for both, by a small step up and down."""
    found = [np.zeros(np.shape(array)) for array in arrays]
    for part, gradient in enumerate(found):
        for place in np.ndindex(gradient.shape):
            ends = []
            for step in (1e-6, -1e-6):
                moved = [np.array(array, float) for array in arrays]
                moved[part][place] += step
                ends.append(function(moved))
            gradient[place] = (ends[0] - ends[1]) / 2e-6
    return found


def activations():
    hidden = np.maximum(0, X @ WEIGHTS[0] + BIASES[0])
    scores = hidden @ WEIGHTS[1] + BIASES[1]
    return [X, hidden, np.exp(scores) / np.exp(scores).sum()]


DELTAS = slopes(lambda added: loss(WEIGHTS, added), [np.zeros(3), np.zeros(2)])


def written(value):
    return f"{value + 0.0:.2f}".rstrip("0").rstrip(".").replace("-", "−")


def on_arrows(drawn):
    """Return the number on each arrow, by (from column, unit, to column, unit, panel)."""
    axes = drawn.figure.axes[0]
    centres = np.array([patch.center for patch in axes.patches if isinstance(patch, Circle)])
    half = drawn.figure.get_size_inches()[1] * 36 if "$\\delta$" in drawn.texts else np.inf

    def unit(point):
        """Column and place in it of the circle next to a point, and whether that lies in the lower panel."""
        x, y = centres[np.argmin(np.hypot(*(centres - point).T))]
        columns = sorted(set(centres[:, 0].round()))
        beside = sorted(c[1] for c in centres if round(c[0]) == round(x) and (c[1] > half) == (y > half))
        return columns.index(round(x)), beside.index(y), bool(y > half)

    found = {}
    for line in (line.get_xydata() for line in axes.lines if line.get_linewidth() == 1.4):
        start, end = line
        way = (end - start) / np.hypot(*(end - start))
        key = (*unit(start), *unit(end + 20 * way))
        for text in (text for text in axes.texts if text.get_fontsize() == 11.5):
            # The label's middle: its place is on the baseline, a third of its size below.
            offset = np.array(text.get_position()) - (0, 0.365 * 11.5) - start
            if 0 < offset @ way < np.hypot(*(end - start)) and abs(np.cross([*offset, 0], [*way, 0])[2]) < 0.01:
                found.setdefault(key, []).append(text.get_text())
    return found


def short(value):
    return written(value) if abs(value) >= 0.005 or not value else f"{value:.3f}".replace("-", "−")


def test_each_weight_lies_on_its_own_arrow():
    found = on_arrows(draw(diagrams.passes, activations(), WEIGHTS, BIASES))
    assert found == {
        (layer, i, False, layer + 1, j, False): [short(value)]
        for layer, matrix in enumerate(WEIGHTS)
        for (i, j), value in np.ndenumerate(matrix)
    }


def test_the_gradients_on_the_arrows_back_are_those_of_a_small_step():
    drawn = draw(diagrams.passes, activations(), WEIGHTS, BIASES, DELTAS)
    gradients = slopes(loss, WEIGHTS)
    backward = {key: texts for key, texts in on_arrows(drawn).items() if key[2]}
    assert backward == {
        (layer + 1, j, True, layer, i, True): [short(value)]
        for layer, matrix in enumerate(gradients)
        for (i, j), value in np.ndenumerate(matrix)
    }
    assert len(on_arrows(drawn)) == 2 * len(backward)
    for delta in np.concatenate(DELTAS):
        assert short(delta) in drawn.texts
    for activation in activations()[1]:
        assert f"$a$ = {written(activation)}" in drawn.texts


def test_circles_hold_the_activations_and_biases_stand_below():
    drawn = draw(diagrams.passes, activations(), WEIGHTS, BIASES)
    for layer in activations():
        heights = [drawn.place(written(value))[1] for value in layer]
        assert heights == sorted(heights)
    for bias, hidden in zip(BIASES[0], activations()[1], strict=True):
        below, above = drawn.place(f"$b$ = {written(bias)}"), drawn.place(written(hidden))
        assert below[0] == pytest.approx(above[0], abs=2)
        assert 30 < below[1] - above[1] < 42
    assert "backward" not in drawn.texts


def test_the_alternative_text_says_the_numbers_from_front_to_back_and_back():
    said = diagrams.passes([[1, 2], [3]], [[[0.5], [1.25]]], [[0.25]], [[-0.5]]).alt
    assert said == (
        "A network of 2 and 1 units with its numbers. Forward: input 1 and 2; output 3. "
        "Backward, delta: output −0.5. "
        "Weights to the output: from unit 1, 0.5; from unit 2, 1.25. Biases of the output: 0.25. "
        "Gradient of the weights to the output: from unit 1, −0.5; from unit 2, −1."
    )


A, M, R = [[1, 2], [3, 4, 5]], [np.ones((2, 3))], [[0, 0, 0]]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (([[1, 2]], [], []), ValueError, "2 or 3 rows, one for each layer and the input's first, but there are 1"),
        (
            (A, [np.ones((3, 2))], R),
            ValueError,
            r"weights\[0\] must have shape \(2, 3\).*but it is \(3, 2\).*transposed",
        ),
        (
            (A, M, [[0, 0]]),
            ValueError,
            r"biases\[0\] must have 3 entries, but it has 2. It belongs to activations\[1\]",
        ),
        ((A, M, R, [[0]]), ValueError, r"deltas\[0\] must have 3 entries, but it has 1"),
        (
            (A, M * 2, R),
            ValueError,
            "2 activations, so weights must have 1 entries, one for each layer after the input",
        ),
        (([[1], range(5)], M, R), ValueError, r"activations\[1\] must have shape .* with 1 to 4 along each axis"),
        ((A, M, R, 3), TypeError, "deltas must be a list of arrays, one for each layer, but it is a int"),
        ((A, [np.full((2, 3), np.inf)], R), ValueError, r"weights\[0\]\[0\]\[0\] is inf"),
        ((3, M, R), TypeError, "activations must be a list of rows"),
    ],
)
def test_passes_refuse_what_does_not_fit_together(arguments, error, message):
    with pytest.raises(error, match=message):
        diagrams.passes(*arguments)
