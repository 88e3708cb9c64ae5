import tracemalloc

import numpy as np
import pytest

import digitlab as dl


def plain(drawings, widths, edges):
    return np.stack(
        [
            dl.render_strokes(drawing, pen_width=width, pen_edge=edge)
            for drawing, width, edge in zip(drawings, widths, edges, strict=True)
        ]
    )


def most_apart(one, other):
    return int(np.abs(one.astype(int) - other).max())


SPECIAL = {
    "nothing": [],
    "an empty stroke": [np.zeros((0, 2))],
    "a dot": [[(5, 5)]],
    "a dot of two points": [[(5, 5), (5, 5)]],
    "one long line": [[(0, 0), (1000, 300)]],
    "level": [[(0, 0), (1, 0)]],
    "huge": [[(-1e150, 0), (1e150, 1e150)]],
    "a far dot": [[(0, 0), (0, 10)], [(400, 5)]],
    "many points": [np.stack([np.cos(np.linspace(0, 30, 3000)), np.linspace(0, 1, 3000)], axis=1)],
}


@pytest.mark.parametrize("name", SPECIAL)
@pytest.mark.parametrize(("width", "edge"), [(2.6, 1.2), (0.3, 0.1), (10, 10), (0.1, 0.1)])
def test_it_draws_what_render_strokes_draws(name, width, edge):
    drawing = SPECIAL[name]
    expected = dl.render_strokes(drawing, pen_width=width, pen_edge=edge)
    assert most_apart(dl.strokes.render_many([drawing], pen_width=width, pen_edge=edge)[0], expected) <= 1


def test_it_draws_many_with_a_pen_each_in_their_order():
    rng = np.random.default_rng(0)
    drawings = [[rng.normal(size=(rng.integers(1, 40), 2)) for _ in range(rng.integers(0, 4))] for _ in range(600)]
    widths, edges = rng.uniform(0.5, 8, 600), rng.uniform(0.2, 4, 600)
    images = dl.strokes.render_many(drawings, pen_width=widths, pen_edge=edges)
    assert images.shape == (600, 28, 28)
    assert images.dtype == np.uint8
    assert most_apart(images, plain(drawings, widths, edges)) <= 1


def test_neighbours_do_not_matter():
    drawings, _, _ = dl.handwriting.write_digits(300, seed=2)
    together = dl.strokes.render_many(drawings)
    alone = np.concatenate([dl.strokes.render_many([drawing]) for drawing in drawings])
    assert most_apart(together, alone) <= 1


def test_a_scribble_takes_no_more_memory_for_its_neighbours():
    scribble = [np.random.default_rng(0).uniform(size=(5000, 2))]
    drawings = [[[(0, 0), (1, 3)]], scribble] * 3
    images = dl.strokes.render_many(drawings)
    assert most_apart(images, plain(drawings, [2.6] * 6, [1.2] * 6)) <= 1
    tracemalloc.start()
    dl.strokes.render_many([scribble, *[[[(0, 0), (1, 3)]]] * 200])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60e6


def test_of_nothing_it_makes_nothing():
    assert dl.strokes.render_many([]).shape == (0, 28, 28)


def test_errors_say_which_drawing_and_which_pen():
    with pytest.raises(ValueError, match=r"drawings\[1\]\[0\]\[0\] is \[nan, 0.0\]"):
        dl.strokes.render_many([[[(0, 0)]], [[(np.nan, 0)]]])
    with pytest.raises(
        ValueError, match="pen_width must be one number or one for each of the 2 drawings, but it h"
    ):
        dl.strokes.render_many([[], []], pen_width=[1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="pen_edge must be more than 0"):
        dl.strokes.render_many([[]], pen_edge=0)
    with pytest.raises(TypeError, match="pen_width must be a number"):
        dl.strokes.render_many([[]], pen_width=["thick"])
