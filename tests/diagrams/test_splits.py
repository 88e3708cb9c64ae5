"""The sets: bars as long as their counts, in the order in which they are used."""

import numpy as np
import pytest
from drawn_diagrams import draw
from matplotlib.patches import Arc

from digitlab import diagrams


def test_bars_are_as_long_as_the_sets_are_large():
    counts = {"test": 1_000, "training": 3_600, "validation": np.int64(400)}
    drawn = draw(diagrams.sets, counts)
    bars = [
        patch
        for patch in drawn.figure.axes[0].patches
        if hasattr(patch, "get_xy") and patch.get_linewidth() == 1.8
    ]
    lengths = np.array([np.ptp(bar.get_xy()[:, 0]) for bar in bars])
    assert lengths / lengths[0] == pytest.approx(np.array([3_600, 400, 1_000]) / 3_600)
    assert 300 < lengths[0] < 440  # of a card that is 600 wide
    # Not by colour alone: each has a name, and a pattern of its own.
    assert len({bar.get_hatch() for bar in bars}) == 3
    for name, count in counts.items():
        assert abs(drawn.place(name)[1] - drawn.place(f"{count:,}")[1]) < 4
    assert drawn.place("training")[1] < drawn.place("validation")[1] < drawn.place("test")[1]
    assert drawn.alt == (
        "5,000 images in 3 sets. Training: 3,600, to learn from. Validation: 400, to compare ideas. "
        "Test: 1,000, opened once, at the end."
    )


def test_only_the_test_set_has_a_lock():
    def locks(counts):
        return sum(isinstance(patch, Arc) for patch in draw(diagrams.sets, counts).figure.axes[0].patches)

    assert [locks({"training": 3, "test": 1}), locks({"training": 3, "validation": 2})] == [1, 0]


@pytest.mark.parametrize(
    ("counts", "error", "message"),
    [
        (
            [54_000],
            TypeError,
            "counts must be a mapping, such as {'training': 54000, 'test': 10000}, but it is a list",
        ),
        ({}, ValueError, "counts is empty"),
        ({"train": 3}, ValueError, "must be one of 'training', 'validation', 'test', but it is 'train'"),
        ({"training": 0}, ValueError, r"counts\['training'\] must be from 1 to 9,999,999, but it is 0"),
        ({"training": 2.5}, TypeError, r"counts\['training'\] must be a whole number"),
    ],
)
def test_what_cannot_be_drawn_is_refused(counts, error, message):
    with pytest.raises(error, match=message):
        diagrams.sets(counts)
