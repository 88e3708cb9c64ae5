"""Calibration bins: bars, marks and gaps at the heights of a plain count of the answers."""

import numpy as np
import pytest
from drawn_diagrams import draw
from matplotlib.colors import to_hex

from digitlab import diagrams
from digitlab.evaluation import reliability

RNG = np.random.default_rng(2)
ROWS = RNG.dirichlet(np.full(10, 0.2), 400)
LABELS = np.where(RNG.random(400) < 0.6, ROWS.argmax(axis=1), RNG.integers(0, 10, 400))
TOP, FLOOR = 22, 262  # of the chart, in points from the card's upper edge: shares 1 and 0


def counted(bins):
    """Count right answers in each bin with plain loops; None for an empty bin."""
    found = []
    for place in range(bins):
        low, high = place / bins, (place + 1) / bins
        inside = [
            (row.max(), row.argmax() == y) for row, y in zip(ROWS, LABELS, strict=True) if low < row.max() <= high
        ]
        n = len(inside)
        found.append((n, sum(p for p, _ in inside) / n, sum(right for _, right in inside) / n) if n else None)
    return found


@pytest.mark.parametrize("bins", [5, 10])
def test_the_result_of_reliability_is_drawn_as_counted(bins):
    drawn = draw(diagrams.bins, reliability(ROWS, LABELS, bins=bins))
    expected = counted(bins)
    filled = [one for one in expected if one]
    assert drawn.texts.count("empty") == expected.count(None)
    assert any(one is None for one in expected)
    for n, sure, right in filled:
        gap = f"{'+' if sure > right else '−'}{abs(sure - right):.2f}"
        numbers = f"{n:,}, {sure:.2f}, {right:.2f}, {gap.replace('+0.00', '0.00').replace('−0.00', '0.00')}"
        assert numbers in drawn.alt
        assert set(numbers.replace(",", "").split()) <= set(drawn.texts)
    axes = drawn.figure.axes[0]
    bars = [np.array(p.get_xy()) for p in axes.patches if to_hex(p.get_edgecolor()) == "#0072b2"][
        1:
    ]  # after the key
    tops = [(FLOOR - bar[:, 1].min()) / (FLOOR - TOP) for bar in bars]
    assert tops == pytest.approx([right for _, _, right in filled])
    marks = [line.get_ydata() for line in axes.lines if line.get_linewidth() == 2.4]
    assert [(FLOOR - y[0]) / (FLOOR - TOP) for y in marks] == pytest.approx([sure for _, sure, _ in filled])
    gaps = [p.get_xy() for p in axes.patches if p.get_hatch()][1:]
    assert [np.ptp(gap[:, 1]) / (FLOOR - TOP) for gap in gaps] == pytest.approx([abs(s - r) for _, s, r in filled])


def test_four_arrays_and_a_result_give_the_same_drawing():
    result = reliability(ROWS, LABELS, bins=4)
    arrays = diagrams.bins(result.edges, result.confidence, result.accuracy, result.counts)
    assert arrays == diagrams.bins(result)


def test_empty_bins_and_no_answer_at_all_are_said():
    nothing = draw(diagrams.bins, [0, 0.5, 1], [np.nan] * 2, [np.nan] * 2, [0, 0])
    assert nothing.texts.count("empty") == 2
    assert nothing.alt == (
        "Bars of 0 answers in 2 bins by how sure the model was. Empty: 0 to 0.5, 0.5 to 1. "
        "A gap above 0 means too sure."
    )


GOOD = ([0, 0.5, 1], [0.3, 0.9], [0.2, 0.8], [5, 6])


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        (
            {0: np.linspace(0, 1, 16)},
            ValueError,
            r"up to 10 bins can be drawn.*16 edges. Write reliability\(..., bins=10\)",
        ),
        ({0: [0, 0.05, 1]}, ValueError, "edges must go up within 0 to 1 in steps of at least 0.1"),
        ({0: [1, 0.5, 0]}, ValueError, "edges must go up"),
        ({0: [0, 0.5, 2]}, ValueError, "edges must go up within 0 to 1"),
        ({1: [0.5]}, ValueError, r"confidence must have shape \(2,\), one number for each bin.*but it is \(1,\)"),
        ({1: [0.5, 1.5]}, ValueError, "confidence must lie between 0 and 1 where there are answers"),
        ({2: [0.5, np.nan]}, ValueError, "accuracy must lie between 0 and 1 where there are answers"),
        ({3: [5, -1]}, ValueError, "counts must be whole numbers of at least 0"),
        ({3: [5, 1.5]}, ValueError, "counts must be whole numbers"),
        ({3: [5, 100_000]}, ValueError, r"counts\[1\] is 100000"),
        ({3: None}, TypeError, "give the result of dl.evaluation.reliability"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changed, error, message):
    with pytest.raises(error, match=message):
        diagrams.bins(*(changed.get(index, value) for index, value in enumerate(GOOD)))
