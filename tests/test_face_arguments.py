"""Every public function, given what it can't work with, answers with a sentence and nothing else."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from flax import nnx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import digitlab as dl
from digitlab.models.checkpoints import PRETRAINED_FOLDER

MODEL = dl.SoftmaxRegression(rngs=nnx.Rngs(0))
DATA = dl.Dataset(np.zeros((10, 28, 28), np.uint8), np.arange(10))
SEVEN = [[(0, 0), (10, 0), (4, 18)]]

# Whatever takes images, with all else in order.
IMAGES: dict[str, Callable[[Any], Any]] = {
    "predict": lambda images: dl.predict(MODEL, images),
    "predict_proba": lambda images: dl.predict_proba(MODEL, images),
    "predict_logits": lambda images: dl.evaluation.predict_logits(MODEL, images),
    "to_model_input": dl.models.to_model_input,
    "Dataset": lambda images: dl.Dataset(images, [1, 2, 3]),
    "augment_images": lambda images: dl.training.augment_images(images, dl.training.Augmentation(shift=1)),
    "read_images": lambda images: dl.evaluation.read_images(MODEL, images),
    "digit_likeness": dl.evaluation.digit_likeness,
    "plot_images": dl.plot.images,
}
GOOD = np.arange(3 * 28 * 28, dtype=np.uint8).reshape(3, 28, 28)
BAD_IMAGES = {
    "one image": GOOD[0],
    "flat": GOOD.reshape(3, 784),
    "channels last": GOOD[..., None],
    "another size": np.zeros((3, 27, 28), np.uint8),
    "scaled": GOOD / 255,
    "float 0 to 255": GOOD.astype(np.float32),
    "int64": GOOD.astype(np.int64),
    "negative": GOOD.astype(np.int16) - 300,
    "NaN": np.full((3, 28, 28), np.nan),
    "infinite": np.full((3, 28, 28), np.inf, np.float32),
    "complex": GOOD.astype(complex),
    "bool": GOOD > 100,
    "0 and 1": (GOOD > 100).astype(np.uint8),
    "strings": np.full((3, 28, 28), "7"),
    "objects": np.full((3, 28, 28), None),
    "no axis": np.uint8(7),
    "empty list": [],
    "ragged": [[1, 2], [3]],
    "text": "images",
    "nothing": None,
    "a class": object,
    "a dict": {"images": GOOD},
}
# One argument that is wrong, by function and name; `...` stands for it.
WRONG: dict[str, tuple[Callable[[Any], Any], list[Any]]] = {
    "Dataset labels": (
        lambda v: dl.Dataset(GOOD, v),
        [[1, 2], [1, 2, 10], [1, 2, -1], [1.0, 2.0, 3.0], ["1", "2", "3"], "abc", None],
    ),
    "confusion_matrix labels": (
        lambda v: dl.evaluation.confusion_matrix(v, [1, 2]),
        [[1, 10], [-1, 2], [0.5, 1.0], [[1, 2]], "ab", None, np.eye(10)[:2]],
    ),
    "confusion_matrix predictions": (
        lambda v: dl.evaluation.confusion_matrix([1, 2], v),
        [[1], [1, 99], [np.nan, 1], "ab"],
    ),
    "compare first": (lambda v: dl.compare(v, MODEL, DATA), [None, "cnn", 7, dl.CNN]),
    "compare second": (lambda v: dl.compare(MODEL, v, DATA), [None, "cnn", 7, dl.CNN, [MODEL]]),
    "compare dataset": (
        lambda v: dl.compare(MODEL, MODEL, v),
        [GOOD, None, (GOOD, [1, 2, 3]), "mnist", DATA[:0]],
    ),
    "compare seed": (lambda v: dl.compare(MODEL, MODEL, DATA, seed=v), [-1, 0.5, "a", None]),
    "evaluate data": (lambda v: dl.evaluate(MODEL, v), [GOOD, None, (GOOD, [1, 2, 3]), "mnist"]),
    "evaluate model": (lambda v: dl.evaluate(v, DATA), [None, "cnn", 7, dl.CNN]),
    "predict model": (lambda v: dl.predict(v, GOOD), [None, "cnn", 7]),
    "worst_mistakes count": (lambda v: dl.evaluation.worst_mistakes(MODEL, DATA, v), [0, -1, 1.5, "3", None]),
    "worst_mistakes data": (lambda v: dl.evaluation.worst_mistakes(MODEL, v), [GOOD, None]),
    "fit model": (lambda v: dl.fit(v, DATA), [None, "cnn", dl.CNN]),
    "fit train": (lambda v: dl.fit(MODEL, v), [None, GOOD, (GOOD, [1, 2, 3])]),
    "fit epochs": (lambda v: dl.fit(MODEL, DATA, epochs=v), [0, -1, 2.5, "3", None, 10**9]),
    "fit batch_size": (lambda v: dl.fit(MODEL, DATA, batch_size=v), [0, -3, 1.5, None]),
    "fit learning_rate": (lambda v: dl.fit(MODEL, DATA, learning_rate=v), [0, -1, np.nan, np.inf, "fast"]),
    "fit seed": (lambda v: dl.fit(MODEL, DATA, seed=v), [-1, 0.5, "a"]),
    "batches batch_size": (lambda v: list(dl.batches(DATA, v)), [0, 1.5, "2", None]),
    "train_validation_split validation": (lambda v: dl.train_validation_split(DATA, v), [0, 1, -1, np.nan, "a"]),
    "load_mnist source": (lambda v: dl.load_mnist(v), ["ful", 3, b"full"]),
    "load_pretrained name": (lambda v: dl.load_pretrained(v), ["CNN", "../cnn", None, 3]),
    "render_strokes strokes": (
        lambda v: dl.render_strokes(v),
        ["7", None, 7, [[(0, np.nan)]], [[(0, np.inf)]], [[1, 2, 3]], np.zeros((5, 2)), [[("a", "b")]], [None]],
    ),
    "render_strokes pen_width": (lambda v: dl.render_strokes(SEVEN, pen_width=v), [0, -1, 11, np.nan, "wide"]),
    "render_many drawings": (lambda v: dl.strokes.render_many(v), [["7"], [7], [[[1, 2, 3]]], None, 7]),
    "render_many pen_width": (lambda v: dl.strokes.render_many([SEVEN], pen_width=v), [[1, 2], [0], "wide", None]),
    "fit_to_box side": (lambda v: dl.strokes.fit_to_box(SEVEN, v), [0, 29, np.nan, None]),
    "save_drawings drawings": (lambda v: dl.strokes.save_drawings("/dev/null/x", v), [["7"], [7], None, 7]),
    "save_drawings labels": (
        lambda v: dl.strokes.save_drawings("/dev/null/x", [SEVEN], v),
        [[1, 2], [10], ["a"], 3],
    ),
    "write_digit digit": (lambda v: dl.handwriting.write_digit(v, seed=0), [10, -1, 1.5, "7", None]),
    "write_digit style": (lambda v: dl.handwriting.write_digit(7, style=v, seed=0), ["wild", 3]),
    "write_digits labels": (lambda v: dl.handwriting.write_digits(v, seed=0), [[10], [-1], [1.5], "ab", None]),
    "written_dataset count": (lambda v: dl.handwriting.written_dataset(v, seed=0), [-1, 1.5, "a", 10**9]),
    "handwriting_styles digit": (dl.handwriting.handwriting_styles, [10, -1, "7", None]),
    "junk_images count": (lambda v: dl.handwriting.junk_images(v, seed=0), [-1, 1.5, "a", 10**9]),
    "reliability probabilities": (
        lambda v: dl.evaluation.reliability(v, [1, 2]),
        [np.zeros((2, 9)), np.full((2, 10), np.nan), "ab", None, np.full((2, 10), 7.0)],
    ),
    "fit_temperature logits": (
        lambda v: dl.evaluation.fit_temperature(v, [1, 2]),
        [np.zeros((2, 9)), np.full((2, 10), np.inf), "ab", None],
    ),
    "calibrate data": (lambda v: dl.evaluation.calibrate(MODEL, v), [None, GOOD]),
    "plot_history metric": (lambda v: dl.plot.history(dl.training.History(), metric=v), ["speed", None]),
    "plot_confusion counts": (dl.plot.confusion, [np.zeros((3, 4)), None, "ab", np.zeros(10)]),
    "plot_image_values image": (dl.plot.image_values, [GOOD, GOOD[0] / 255, None, "seven"]),
    "plot_probabilities probabilities": (dl.plot.probabilities, [[], np.zeros(9), "ab", None]),
    "plot_weights weights": (dl.plot.weights, [np.zeros(3), None, "ab", np.zeros((0, 28, 28))]),
    "conv x": (
        lambda v: dl.models.conv(v, np.zeros((3, 3, 1, 2), np.float32), (1, 1), "SAME"),
        [np.zeros((2, 5, 5, 3), np.float32), np.zeros((5, 5), np.float32)],
    ),
    "save_model model": (
        lambda v: dl.save_model(v, "/dev/null/x"),
        [None, "cnn", nnx.Dropout(0.5, rngs=nnx.Rngs(0))],
    ),
    "mnistify picture": (
        dl.mnistify,
        [
            None,
            7,
            [],
            np.zeros((0, 5)),
            np.full((5, 5), np.nan),
            -np.ones((5, 5)),
            np.zeros((2, 3, 4, 5)),
            b"",
            "no.png",
        ],
    ),
    "exercise name": (dl.exercise, ["no such one", None, 3]),
}
CASES = [(name, call, value) for name, (call, values) in WRONG.items() for value in values]


def check_sentence(error: Exception, *names: str) -> None:
    """The message is a sentence that names the function or the argument, and says what came."""
    text = str(error)
    assert isinstance(error, TypeError | ValueError), f"{type(error).__name__}: {text}"
    assert len(text) > 30, text
    assert text.rstrip().endswith((".", ")")), text
    assert any(re.search(rf"\b{re.escape(name)}\b", text) for name in names), f"none of {names} in: {text}"


@pytest.fixture(autouse=True)
def _no_figures() -> Any:
    yield
    plt.close("all")


@pytest.mark.parametrize("what", BAD_IMAGES)
@pytest.mark.parametrize("name", IMAGES)
def test_images_of_a_wrong_form(name: str, what: str) -> None:
    with pytest.raises((TypeError, ValueError)) as error:
        IMAGES[name](BAD_IMAGES[what])
    check_sentence(error.value, "images")


@pytest.mark.parametrize("name", [name for name in IMAGES if name != "Dataset"])
def test_images_that_lie_in_another_order_give_the_same(name: str) -> None:
    turned = np.asfortranarray(GOOD)
    view = np.concatenate([GOOD, GOOD])[::2][[0, 2, 1]][[0, 2, 1]]
    assert not turned.flags.c_contiguous
    if name in ("read_images", "digit_likeness") and not (PRETRAINED_FOLDER / "detector.safetensors").is_file():
        pytest.skip("the pretrained networks are not in this checkout")
    expected = IMAGES[name](GOOD)
    if isinstance(expected, list):
        assert [one.probabilities.tolist() for one in IMAGES[name](turned)] == [
            one.probabilities.tolist() for one in expected
        ]
    elif name != "plot_images":
        assert np.array_equal(np.asarray(IMAGES[name](turned)), np.asarray(expected))
    IMAGES[name](view)


@pytest.mark.parametrize(
    ("name", "call", "value"), CASES, ids=[f"{name} {index}" for index, (name, *_) in enumerate(CASES)]
)
def test_a_wrong_argument(name: str, call: Callable[[Any], Any], value: Any) -> None:
    function, argument = name.split(" ")
    with pytest.raises((TypeError, ValueError)) as error:
        call(value)
    check_sentence(error.value, function, argument, "picture")


NUMBERS = st.one_of(
    arrays.integer_dtypes(),
    arrays.floating_dtypes(),
    arrays.boolean_dtypes(),
    arrays.unicode_string_dtypes(max_len=2),
)
ARRAYS = NUMBERS.flatmap(
    lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(ARRAYS)
@pytest.mark.parametrize("name", ["predict", "Dataset", "digit_likeness", "to_model_input", "mnistify"])
def test_any_array_is_answered_or_refused_in_a_sentence(name: str, array: np.ndarray) -> None:
    call = dl.mnistify if name == "mnistify" else IMAGES[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            call(array)
        except (TypeError, ValueError) as error:
            check_sentence(error, "images", "picture")
