"""`read`: digit, unsure, not a digit, empty; by drawings, pictures and images."""

from __future__ import annotations

import numpy as np
import pytest
from flax import nnx
from PIL import Image

import digitlab as dl
from digitlab.evaluation import reading


def probabilities(first, second=None):
    """Return a row with 7 as likely as `first` and 1 as likely as `second`."""
    row = np.full(10, (1 - first - (second or 0)) / (8 if second else 9), np.float32)
    row[7] = first
    if second:
        row[1] = second
    return row


IMAGE = np.full((28, 28), 30, np.uint8)


@pytest.mark.parametrize(
    ("image", "row", "likeness", "verdict", "candidates", "text"),
    [
        (IMAGE, probabilities(0.97), 0.9, "digit", (7,), "7 (97%)."),
        (IMAGE, probabilities(0.5, 0.45), 0.9, "unsure", (7, 1), "Unsure: 7 or 1 (50% and 45%)."),
        (IMAGE, probabilities(0.97), 0.2, "not a digit", (), "This does not look like a digit."),
        (IMAGE, probabilities(0.4, 0.3), 0.2, "not a digit", (), "This does not look like a digit."),
        (0 * IMAGE, probabilities(0.97), 0.9, "empty", (), "Nothing is drawn."),
        (IMAGE, probabilities(0.97), np.nan, "not a digit", (), "This does not look like a digit."),
        (IMAGE, np.full(10, np.nan, np.float32), 0.9, "unsure", None, None),
    ],
)
def test_the_verdicts(image, row, likeness, verdict, candidates, text):
    found = reading.judge(image, row, likeness)
    assert found.verdict == verdict
    if candidates is not None:
        assert found.candidates == candidates
        assert found.digit == (candidates[0] if candidates else None)
        assert str(found) == text
        assert found.probability == pytest.approx(row.max())


@pytest.mark.parametrize(
    ("image", "row", "likeness", "words"),
    [
        (IMAGE, probabilities(0.974), 0.9, ("7", "7", "7 (97 %)", "97")),
        (IMAGE, probabilities(0.996), 0.9, ("7", "7", "7 (100 %)", "100")),
        (IMAGE, probabilities(0.5, 0.45), 0.9, ("7 or 1", "7 or 1?", "7 or 1?", "50")),
        (IMAGE, probabilities(0.97), 0.2, ("", "no digit", "no digit", "97")),
        (0 * IMAGE, probabilities(0.97), 0.9, ("", "empty", "empty", "97")),
        (IMAGE, np.full(10, np.nan, np.float32), 0.9, ("0 or 1", "0 or 1?", "0 or 1?", "nan")),
    ],
)
def test_the_words_for_it(image, row, likeness, words):
    found = reading.judge(image, row, likeness)
    assert (found.named, found.short, found.brief, found.percent) == words


@pytest.fixture(scope="module")
def model():
    return dl.load_pretrained("cnn")


def test_a_drawing_and_its_image_and_its_picture_are_read_alike(model):
    drawing = dl.handwriting.write_digit(4, style=dl.handwriting.handwriting_styles(4)[0], seed=1)
    image = dl.render_strokes(drawing)
    large = Image.fromarray(255 - image).resize((280, 280), Image.Resampling.BICUBIC)
    answers = [dl.read(model, each) for each in (drawing, tuple(drawing), image, large, np.asarray(large))]
    assert [answer.digit for answer in answers] == [4] * 5
    assert {answer.verdict for answer in answers} == {"digit"}
    np.testing.assert_array_equal(answers[0].image, image)
    np.testing.assert_array_equal(answers[0].probabilities, dl.predict_proba(model, image[None])[0])


@pytest.mark.parametrize("drawing", [[], [np.zeros((0, 2))], np.zeros((28, 28), np.uint8)])
def test_nothing_is_empty(model, drawing):
    assert dl.read(model, drawing).verdict == "empty"


def test_a_blank_page_is_empty(model):
    assert dl.read(model, Image.new("L", (300, 200), 255)).verdict == "empty"


@pytest.mark.parametrize(
    "drawing",
    [
        [np.array([[0.0, 50.0], [100.0, 52.0]])],  # a flat line
        [np.array([[0, 0], [100, 100.0]]), np.array([[100, 0], [0, 100.0]]), np.array([[50, 0], [50, 100.0]])],
    ],
    ids=["flat line", "star"],
)
def test_marks_are_no_digits(model, drawing):
    assert dl.read(model, drawing).verdict == "not a digit"


def test_a_tap_is_nothing(model):
    assert dl.read(model, [np.array([[50.0, 50.0]])]).verdict == "empty"


def test_noise_is_no_digit(model):
    noise = np.random.default_rng(0).integers(0, 256, (50, 28, 28)).astype(np.uint8)
    assert {answer.verdict for answer in dl.evaluation.read_images(model, noise)} == {"not a digit"}


def test_most_junk_is_turned_away_and_most_digits_are_not():
    assert (dl.evaluation.digit_likeness(dl.handwriting.junk_images(500, seed=99)) < 0.5).mean() > 0.95
    written = dl.handwriting.written_dataset(500, seed=99)
    assert (dl.evaluation.digit_likeness(written.images) < 0.5).mean() < 0.02


def test_the_verdict_doesnt_depend_on_the_others_in_the_batch(model):
    images = dl.handwriting.written_dataset(20, seed=3).images
    together = [answer.probability for answer in dl.evaluation.read_images(model, images)]
    alone = [dl.read(model, image).probability for image in images]
    np.testing.assert_allclose(together, alone, rtol=1e-4)


def test_no_images_no_readings(model):
    assert dl.evaluation.read_images(model, np.zeros((0, 28, 28), np.uint8)) == []
    assert dl.evaluation.digit_likeness(np.zeros((0, 28, 28), np.uint8)).shape == (0,)


def test_what_can_not_be_read_is_refused(model):
    with pytest.raises((TypeError, ValueError), match="This is no picture"):
        dl.read(model, 7)
    with pytest.raises(dl.pictures.PictureError, match="There is no picture file"):
        dl.read(model, "seven.png")
    with pytest.raises((TypeError, ValueError)):
        dl.read(model, ["seven"])


def test_any_model_can_be_asked():
    answer = dl.read(dl.SoftmaxRegression(rngs=nnx.Rngs(0)), dl.handwriting.write_digit(3, seed=0))
    assert answer.verdict in ("unsure", "digit")
