"""The inspector by events, without a browser."""

from __future__ import annotations

import re

import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from parts import button, part, said

import digitlab as dl
from digitlab.pictures.steps import drawing_steps
from digitlab.widgets.answer.panel import AnswerPanel

SEVEN = [np.array([[180.0, 30], [230, 30], [200, 110]])]


def picture():
    levels = np.full((300, 200), 230, np.uint8)
    levels[40:60, 60:160] = 30
    levels[40:240, 140:160] = 30
    return levels


@pytest.fixture(scope="module")
def model():
    return dl.load_pretrained("cnn")


@pytest.fixture
def inspector(model):
    made = dl.MnistifyInspector(model, SEVEN)
    yield made
    made.close()


def test_it_begins_with_all_steps(inspector):
    assert inspector.left_out == ()
    assert (inspector.steps.image == dl.render_strokes(SEVEN)).all()
    assert inspector.reading.digit == 7
    assert inspector.sentence.startswith("With all steps, the answer is 7")
    assert said(inspector).count("<figure") == 5


@pytest.mark.parametrize("name", ["crop", "scale", "pen", "centre"])
def test_each_switch_leaves_its_step_out_and_the_answer_follows(inspector, model, name):
    inspector.switches[name].value = False
    expected = drawing_steps(SEVEN, **{name: False}).image
    assert (inspector.steps.image == expected).all()
    assert inspector.probabilities == pytest.approx(dl.predict_proba(model, expected[None])[0], abs=1e-5)
    assert inspector.left_out == (name,)
    assert inspector.sentence.startswith("Without “")
    assert said(inspector).count('left-out">') == 1
    assert bytes(part(inspector, AnswerPanel).state["image"]) == expected.tobytes()
    inspector.switches[name].value = True
    assert "is done again" in inspector.sentence
    assert (inspector.steps.image == dl.render_strokes(SEVEN)).all()


def heard(inspector):
    """Return what the page's live region says."""
    (found,) = re.findall(r'role="status">(.*?)</div>', said(inspector))
    return found


def test_what_changed_is_said(inspector, model):
    whole = dl.read(model, dl.render_strokes(SEVEN))
    small = dl.read(model, drawing_steps(SEVEN, crop=False).image)
    assert (whole.verdict, small.verdict) == ("digit", "not a digit")
    seven = f"7 ({100 * whole.probability:.0f} %)"
    inspector.switches["crop"].value = False
    assert inspector.sentence == heard(inspector)
    assert heard(inspector) == (
        "Without “crop to the ink”, what is around the digit stays, so the digit gets small. "
        f"Before: {seven}. Now: no digit."
    )
    inspector.switches["crop"].value = True
    assert heard(inspector) == f"“crop to the ink” is done again. Before: no digit. Now: {seven}."
    inspector.reset()
    assert heard(inspector) == f"With all steps, the answer is {seven}."


def test_an_answer_that_stays_is_said(inspector, model):
    before, after = (dl.read(model, drawing_steps(SEVEN, pen=pen).image) for pen in (True, False))
    assert (before.image != after.image).any()
    seven = f"7 ({100 * before.probability:.0f} %)"
    assert seven == f"7 ({100 * after.probability:.0f} %)"
    inspector.switches["pen"].value = False
    assert heard(inspector) == (
        f"Without “MNIST's pen”, strokes stay as thin or as thick as scaling makes them. The answer stays {seven}."
    )


class Torn(nnx.Module):
    """A network that wavers between 4 and 9."""

    def __call__(self, x):
        return jnp.tile(jnp.log(jnp.array([0.01] * 4 + [0.5] + [0.01] * 4 + [0.42])), (len(x), 1))


def test_a_question_mark_ends_a_sentence():
    inspector = dl.MnistifyInspector(Torn(), SEVEN)
    assert inspector.sentence == "With all steps, the answer is 4 or 9?"
    inspector.switches["pen"].value = False
    assert inspector.sentence.endswith("The answer stays 4 or 9?")


def test_the_pens_width_is_that_before_the_step(inspector):
    """Beside it the picture shows MNIST's pen, so it must not read as the width now."""
    width = f"{inspector.steps.pen_width:.1f}"
    assert f"pen was\N{NO-BREAK SPACE}{width}" in said(inspector)
    inspector.switches["pen"].value = False
    width = f"{inspector.steps.pen_width:.1f}"
    assert f"pen kept\N{NO-BREAK SPACE}{width}" in said(inspector)


def test_a_step_that_changes_nothing_is_said(inspector):
    inspector.strokes = [[(140, 40), (140, 240)]]
    inspector.switches["clean"].value = False
    assert heard(inspector) == (
        "Without “find the ink”, the paper stays in the picture, and whatever is bright counts as ink. "
        "Here it makes no difference."
    )


def test_a_picture_takes_its_place_and_is_cleaned(inspector, model):
    assert inspector.switches["clean"].disabled
    inspector.picture = picture()
    assert not inspector.switches["clean"].disabled
    assert inspector.strokes == []
    assert (inspector.steps.image == dl.mnistify(picture())).all()
    inspector.switches["clean"].value = False
    assert (inspector.steps.image == dl.pictures.mnistify_steps(picture(), clean=False).image).all()
    inspector.strokes = SEVEN
    assert inspector.left_out == ()  # a drawing needs no cleaning
    assert inspector.picture is None


def test_reset_does_all_steps_again(inspector):
    for switch in inspector.switches.values():
        switch.value = False
    button(inspector, "All steps").click()
    assert inspector.left_out == ()
    assert inspector.reading.digit == 7


def test_a_pad_is_linked(inspector, model):
    pad = dl.DigitPad(model)
    pad.send_to(inspector, live=True)
    assert inspector.sentence == "Nothing is drawn yet."
    one = [np.array([[140.0, 40], [140, 240]])]
    pad.strokes = one
    assert (inspector.steps.image == dl.render_strokes(one)).all()
    inspector.switches["pen"].value = False
    pad.strokes = SEVEN
    assert inspector.left_out == ("pen",)
    assert inspector.sentence.startswith("Left out: MNIST's pen.")
    pad.close()


def test_a_blank_picture_gets_no_digit(inspector):
    inspector.picture = np.full((80, 80), 255, np.uint8)
    assert inspector.sentence == "There is no ink in this picture."
    for name in inspector.switches:
        if name != "clean":
            inspector.switches[name].value = False
            assert inspector.reading.digit is None


def test_what_can_t_be_read_leaves_everything_as_it_was(inspector):
    with pytest.raises(dl.pictures.PictureError):
        inspector.picture = b"no picture"
    with pytest.raises(TypeError):
        inspector.strokes = "seven"
    assert (inspector.steps.image == dl.render_strokes(SEVEN)).all()


def test_who_is_no_model_is_told():
    with pytest.raises(TypeError, match="MnistifyInspector: model must be a model"):
        dl.MnistifyInspector({"a": 1})


def test_a_model_with_another_output_is_refused_before_anything_is_shown():
    class Five(nnx.Module):
        def __call__(self, x):
            return x[:, 0, :5, 0]

    with pytest.raises(ValueError, match=r"logits of shape \(n, 10\)"):
        dl.MnistifyInspector(Five())


def test_without_widgets_there_are_still_pictures(inspector):
    bundle = inspector._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/html"].count("<figure") == 5
    assert data["text/plain"].startswith("With all steps")
