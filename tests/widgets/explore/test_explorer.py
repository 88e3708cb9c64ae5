"""Pictures that follow their controls."""

from __future__ import annotations

import base64
import io

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
import pytest
from parts import button, part, parts, said
from PIL import Image

import digitlab as dl
from digitlab.widgets import Explorer

PNG = b"\x89PNG"


def make(**arguments):
    calls = []

    def draw(size, word):
        calls.append((size, word))
        if word == "bad":
            raise ValueError("no such word")
        figure, ax = plt.subplots(figsize=(3, 2))
        ax.plot([0, size])
        return figure

    controls = {
        "size": ipywidgets.IntSlider(3),
        "word": ipywidgets.Dropdown(options=["good", "bad", "fine"], value="good"),
    }
    return Explorer(draw, controls, alt="a line", **arguments), calls


def picture(explorer):
    return part(explorer, ipywidgets.Image)


def test_the_picture_is_there_at_once_and_follows():
    explorer, calls = make()
    assert calls == [(3, "good")]
    before = picture(explorer).value
    assert bytes(before).startswith(PNG)
    explorer.controls["size"].value = 9
    assert calls[-1] == (9, "good")
    assert picture(explorer).value != before


def test_the_picture_is_twice_as_fine_as_the_page():
    explorer, _ = make()
    assert Image.open(io.BytesIO(picture(explorer).value)).size == (2 * 216, 2 * 144)
    assert picture(explorer).layout.width == "216px"


def test_an_error_is_told_and_the_picture_stays():
    explorer, _ = make()
    before = picture(explorer).value
    explorer.controls["word"].value = "bad"
    assert picture(explorer).value == before
    assert "no such word" in said(explorer)
    explorer.controls["word"].value = "fine"
    assert said(explorer).strip() == ""


def test_a_shortcut_sets_several_and_draws_once():
    explorer, calls = make(shortcuts={"both": {"size": 7, "word": "fine"}})
    button(explorer, "both").click()
    assert calls == [(3, "good"), (7, "fine")]


def test_no_figure_stays_open():
    before = len(plt.get_fignums())
    explorer, _ = make()
    explorer.set(size=5)
    assert len(plt.get_fignums()) == before


def test_without_widgets_there_is_a_picture():
    explorer, _ = make()
    bundle = explorer._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert base64.b64decode(data["image/png"]).startswith(PNG)
    assert data["text/plain"] == "A picture with controls: a line."


@pytest.fixture(scope="module")
def sample():
    return dl.load_mnist("sample", verbose=False)[0]


def explorers(sample):
    rows = np.random.default_rng(0).dirichlet(np.ones(10) * 0.3, 300)
    picture = np.full((90, 60), 255, np.uint8)
    picture[10:80, 25:35] = 0
    return {
        "means": dl.explore.means(sample.images, sample.labels),
        "softmax": dl.explore.softmax(),
        "learning rate": dl.explore.learning_rate(),
        "activations": dl.explore.activation_function(np.linspace(-4, 4, 99)),
        "kernel": dl.explore.kernel(sample.images[0]),
        "threshold": dl.explore.threshold(rows, rows.argmax(axis=1)),
        "mnistify": dl.explore.mnistify(picture),
    }


def test_each_lesson_s_picture_moves_with_each_of_its_controls(sample):
    for name, explorer in explorers(sample).items():
        for key, control in explorer.controls.items():
            before = picture(explorer).value
            options = getattr(control, "options", None)
            if options:
                control.value = next(value for value in options if value != control.value)
            else:
                control.value = control.max if control.value != control.max else control.min
            assert said(explorer).strip() == "", (name, key)
            assert picture(explorer).value != before, (name, key)


def test_every_shortcut_works(sample):
    for name, explorer in explorers(sample).items():
        for one in parts(explorer):
            if isinstance(one, ipywidgets.Button):
                one.click()
                assert said(explorer).strip() == "", (name, one.description)


def test_adding_two_to_all_scores_keeps_the_probabilities_as_they_were_at_first():
    """Also after the learner has moved the sliders: a button does what it says."""
    explorer = dl.explore.softmax()
    buttons = {one.description: one for one in parts(explorer) if isinstance(one, ipywidgets.Button)}
    first = dict(explorer.values)
    explorer.set(a=5.0, temperature=3.0)
    buttons["as at first, all + 2"].click()
    moved = {name: value - first[name] for name, value in explorer.values.items()}
    assert moved == {"a": 2, "b": 2, "c": 2, "d": 2, "temperature": 0}
    buttons["as at first"].click()
    assert explorer.values == first


def test_a_missing_digit_is_told():
    with pytest.raises(ValueError, match="there is no image of a 1"):
        dl.explore.means(np.zeros((2, 28, 28), np.uint8), [0, 2])


def test_a_threshold_needs_probabilities():
    with pytest.raises(ValueError, match=r"must have shape \(n, 10\)"):
        dl.explore.threshold(np.zeros((3, 4)), [1, 2, 3])
