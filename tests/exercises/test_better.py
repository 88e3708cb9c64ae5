"""After "correct" comes one sentence where an answer could be better, and nothing where it couldn't."""

from __future__ import annotations

import jax.numpy as jnp
import pytest
from written import written

import digitlab as dl


def said(name, answer):
    result = dl.exercise(name).check(answer)
    assert result.outcome == "correct", result
    return result.message.split("cases.")[-1].strip()


def test_a_good_answer_hears_nothing_more():
    for tasks in dl.exercises.catalogue().values():
        for task in tasks:
            assert task.check(task.answer).message in (
                "That is the answer.",
                f"It was tried on {len(task.cases)} cases.",
            )


def test_a_loop_where_one_line_does_is_told():
    body = (
        "result = []\nfor z in Z.ravel():\n    result.append(1.0 if z > 0 else leak)\n"
        "return np.reshape(result, Z.shape)"
    )
    assert "one line that works on whole arrays does without the loop" in said(
        "leaky_slope", written(body, "Z, leak")
    )


def test_a_loop_that_the_solution_has_too_is_not_told():
    body = "n = 0\nfor stroke in strokes:\n    n += len(stroke)\nreturn n"
    assert said("count_points", written(body, "strokes")) == ""


def test_an_answer_that_is_much_slower_is_told():
    body = "import time\ntime.sleep(0.01)\nreturn images / 255"
    assert "It could be faster" in said("scale", written(body, "images"))


def test_half_the_precision_is_told():
    assert "float32" in said("leaky_slope", lambda Z, leak: jnp.where(jnp.asarray(Z) > 0, 1.0, leak))


@pytest.mark.parametrize("make", ["np.zeros_like(image)", "np.zeros(image.shape, image.dtype)"])
def test_decimals_that_would_be_cut_off_are_told(make):
    body = (
        f"a, b = kernel.shape\nwide = np.pad(image, ((a // 2, a // 2), (b // 2, b // 2)))\nout = {make}\n"
        "for r, c in np.ndindex(image.shape):\n"
        "    out[r, c] = (wide[r : r + a, c : c + b] * kernel).sum()\nreturn out"
    )
    assert "your decimals would be cut off" in said("convolve_same", written(body, "image, kernel"))
    right = body.replace(make, "np.zeros(image.shape)")
    assert said("convolve_same", written(right, "image, kernel")) == ""


def test_a_slow_answer_is_timed_on_copies():
    """Some arguments change when they are used; the next check needs them as they were."""
    body = (
        "import time\ntime.sleep(0.01)\naccuracies = []\nfor _ in range(epochs):\n    network.train()\n"
        "    for batch in batches:\n        step(network, batch)\n    network.eval()\n"
        "    accuracies.append(measure(network))\nreturn accuracies"
    )
    cases = dl.exercise("train_loop").cases
    before = [vars(case.arguments[0]).copy() for case in cases]
    assert "It could be faster" in said("train_loop", written(body, "network, step, measure, batches, epochs"))
    assert [vars(case.arguments[0]) for case in cases] == before
