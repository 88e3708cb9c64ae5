"""Arguments: what is accepted, and whether each refusal says what to do."""

import re

import numpy as np
import pytest

from digitlab._shared import arguments


def test_images_of_the_right_form_pass_unchanged():
    images = np.arange(2 * 28 * 28, dtype=np.int64).reshape(2, 28, 28).astype(np.uint8)
    assert arguments.check_images(images, where="predict") is images


def test_images_become_contiguous_without_a_change_of_values():
    images = np.random.default_rng(0).integers(0, 256, (28, 28, 3), np.uint8).transpose(2, 0, 1)
    checked = arguments.check_images(images, where="predict")
    assert checked.flags.c_contiguous
    np.testing.assert_array_equal(checked, images)


def test_no_images_are_images_too():
    assert arguments.check_images(np.zeros((0, 28, 28), np.uint8), where="predict").shape == (0, 28, 28)


@pytest.mark.parametrize(
    ("images", "advice"),
    [
        (np.zeros((28, 28), np.uint8), r"photos\[None\]"),
        (np.zeros((3, 28, 28, 1), np.uint8), r"photos\[\.\.\., 0\]"),
        (np.zeros((3, 784), np.uint8), r"photos\.reshape\(-1, 28, 28\)"),
        (np.zeros((3, 28, 27), np.uint8), "mnistify"),
        (np.zeros((3, 27, 28), np.uint8), "mnistify"),
        (np.zeros((3, 28, 28), np.float32), "unscaled uint8"),
        (np.full((3, 28, 28), 200.0), "from 0 to 255"),
        (np.full((3, 28, 28), 200), r"photos\.astype\('uint8'\)"),
        (np.full((3, 28, 28), 256), "from 0 to 255"),
        (np.full((3, 28, 28), -1), "from 0 to 255"),
        (np.full((3, 28, 28), np.nan), "from 0 to 255"),
        (np.zeros((0, 28, 28)), "from 0 to 255"),
    ],
)
def test_wrong_images_are_refused_with_the_remedy(images, advice):
    with pytest.raises(ValueError, match=rf"^predict: photos must have .*{advice}"):
        arguments.check_images(images, where="predict", name="photos")


def scaled(count, seed=0):
    """Return images of 0 and 1 in the place of 0 and 255, with a dark part as digits have one."""
    rng = np.random.default_rng(seed)
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 9:19, 12:15] = rng.integers(0, 2, (count, 10, 3))
    return images


@pytest.mark.parametrize("images", [scaled(1), scaled(500), np.concatenate([scaled(30) * 0, scaled(9)])])
def test_images_that_were_scaled_and_put_back_to_whole_numbers_are_refused(images):
    advice = r"scaled already; pass the unscaled images.*write \(photos \* 255\)\.astype\('uint8'\)"
    with pytest.raises(ValueError, match=rf"^predict: photos must have pixels from 0 to 255.*{advice}"):
        arguments.check_images(images, where="predict", name="photos")
    with pytest.raises(ValueError, match=rf"^predict: photos must have dtype uint8.*{advice}"):
        arguments.check_images(images.astype(np.int64), where="predict", name="photos")
    assert arguments.check_images((images * 255).astype("uint8"), where="predict").max() == 255


def test_blank_and_faint_images_are_images():
    blank = np.zeros((40, 28, 28), np.uint8)
    specks = blank.copy()
    specks[3, 5, 6] = specks[31, 27, 0] = 1
    one_dark_pixel = scaled(40)
    one_dark_pixel[39, 27, 27] = 2
    for images in (blank, specks, specks[3:4], one_dark_pixel, blank[:0]):
        assert arguments.check_images(images, where="predict") is images


@pytest.mark.parametrize("images", ["seven", None, object(), [[1], [1, 2]], {"a": 1}, np.array(["a"])])
def test_what_is_no_array_of_numbers_is_a_type_error(images):
    with pytest.raises(TypeError, match="predict: images must be an array of numbers"):
        arguments.check_images(images, where="predict")


def test_labels_keep_their_order_and_become_uint8():
    labels = arguments.check_labels(np.array([9, 0, 3], np.int64), 3, where="evaluate")
    assert labels.dtype == np.uint8
    assert labels.tolist() == [9, 0, 3]
    assert arguments.check_labels([], 0, where="evaluate").shape == (0,)


@pytest.mark.parametrize(
    ("labels", "count", "message"),
    [
        (np.eye(10)[[3, 1]], 2, r"one-hot.*argmax\(axis=1\)"),
        ([[3], [1]], 2, r"shape \(n,\)"),
        ([3, 1], 3, "3 images but 2 labels"),
        ([3.0, 1.0], 2, "whole numbers"),
        ([True, False], 2, "whole numbers"),
        ([3, 10], 2, r"labels\[1\] is 10"),
        ([-1, 3], 2, r"labels\[0\] is -1"),
    ],
)
def test_wrong_labels_are_refused(labels, count, message):
    with pytest.raises(ValueError, match=f"evaluate: .*{message}"):
        arguments.check_labels(labels, count, where="evaluate")


class Column:
    """What a column or a frame of pandas is to NumPy: no array, but it becomes one, and can change its type."""

    def __init__(self, values):
        self._values = np.array(values, object) if isinstance(values, list) else values
        self.dtype = "category"

    def __array__(self, dtype=None, copy=None):
        return np.array(self._values, dtype)

    def __len__(self):
        return len(self._values)

    def __getitem__(self, index):
        return self._values[index]

    def __iter__(self):
        return iter(self._values)

    def astype(self, dtype):
        return Column(self._values.astype(dtype))


TEXTS = {
    "list": ["5", "0", "4"],
    "tuple": ("5", "0", "4"),
    "NumPy texts in a list": [np.str_("5"), np.str_("0"), np.str_("4")],
    "bytes in a list": [b"5", b"0", b"4"],
    "mixed": [5, "0", "4"],
    "with blanks": ["5 ", " 0", "4"],
    "array": np.array(["5", "0", "4"]),
    "objects": np.array(["5", "0", "4"], object),
    "numbers as objects": np.array([5, 0, 4], object),
    "bytes": np.array([b"5", b"0", b"4"]),
    "bytes as objects": np.array([b"5", b"0", b"4"], object),
    "texts of any length": np.array(["5", "0", "4"], np.dtypes.StringDType()),
    "with points": np.array(["5.0", "0.0", "4.0"], object),
    "list with points": ["5.0", "0.0", "4.0"],
    "column of a table": Column(["5", "0", "4"]),
}


@pytest.mark.parametrize("what", TEXTS)
def test_labels_as_text_are_refused_with_code_that_mends_them(what):
    labels = TEXTS[what]
    sentence = r"^Dataset: digits must be whole numbers from 0 to 9, but they are (texts|objects) such as b?'?5"
    with pytest.raises(TypeError, match=sentence) as error:
        arguments.check_labels(labels, 3, where="Dataset", name="digits")
    code = re.search(r"Write (.*) to turn them into numbers\.$", str(error.value))[1]
    assert code.endswith(".astype('uint8')")
    mended = eval(code, {"np": np, "digits": labels, "float": float})
    assert arguments.check_labels(mended, 3, where="Dataset").tolist() == [5, 0, 4]


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (["5", "seven", "4"], r"labels\[1\] is 'seven'"),
        (np.array(["5", "0", None], object), r"labels\[2\] is None"),
        (["5", "", "4"], r"labels\[1\] is ''"),
        (["5", "0", "4.5"], r"labels\[2\] is '4.5'"),
        (["5", "nan", "4"], r"labels\[1\] is 'nan'"),
    ],
)
def test_of_texts_that_are_no_digits_the_first_is_named(labels, found):
    with pytest.raises(TypeError, match=rf"Dataset: .*, but {found}\. Look for labels that are missing"):
        arguments.check_labels(labels, 3, where="Dataset")


@pytest.mark.parametrize(
    ("check", "value", "code"),
    [
        (arguments.check_labels, [3.0, 1.0], r"np\.array\(it\)\.astype\('uint8'\)"),
        (arguments.check_labels, np.array([3.0, 1.0]), r" it\.astype\('uint8'\)"),
        (arguments.check_labels, np.eye(10)[[3, 1]].tolist(), r"np\.array\(it\)\.argmax\(axis=1\)"),
        (arguments.check_labels, Column(np.eye(10)[[3, 1]]), r"np\.array\(it\)\.argmax\(axis=1\)"),
        (arguments.check_images, np.full((2, 28, 28), 9).tolist(), r"np\.array\(it\)\.astype\('uint8'\)"),
        (arguments.check_images, list(np.full((28, 28), 9, np.uint8)), r"np\.array\(it\)\[None\]"),
        (arguments.check_images, list(np.full((2, 784), 9, np.uint8)), r"np\.array\(it\)\.reshape\(-1, 28, 28\)"),
        (arguments.check_images, Column(np.full((2, 784), 9, np.uint8)), r"np\.array\(it\)\.reshape"),
        (arguments.check_images, list(np.ones((2, 28, 28, 1), np.uint8)), r"np\.array\(it\)\[\.\.\., 0\]"),
    ],
)
def test_the_remedy_for_a_list_or_a_table_is_one_that_it_takes(check, value, code):
    count = (2,) if check is arguments.check_labels else ()
    with pytest.raises(ValueError, match=code):
        check(value, *count, where="Dataset", name="it")


def test_strokes_keep_their_points_and_lose_the_empty_ones():
    strokes = [[(0, 1), (2, 3), (4, 5)], [], np.zeros((0, 2)), np.array([[7, 8]], np.int16)]
    checked = arguments.check_strokes(strokes, where="render_strokes")
    assert [stroke.tolist() for stroke in checked] == [[[0, 1], [2, 3], [4, 5]], [[7, 8]]]
    assert all(stroke.dtype == np.float64 for stroke in checked)
    assert arguments.check_strokes(iter(strokes), where="render_strokes")[1].tolist() == [[7, 8]]


@pytest.mark.parametrize(
    ("strokes", "error", "message"),
    [
        (np.zeros((5, 2)), ValueError, r"one array of shape \(5, 2\).*write \[strokes\]"),
        ([(0, 0), (1, 1)], ValueError, r"strokes\[0\] has shape \(2,\)"),
        ([np.zeros((2, 3))], ValueError, r"strokes\[0\] has shape \(2, 3\)"),
        ([[(0, 0)], [(0, 0), (1, np.nan)]], ValueError, r"finite, but strokes\[1\]\[1\]"),
        ([[(0, np.inf)]], ValueError, r"finite, but strokes\[0\]\[0\]"),
        ([[(0, 0), (1,)]], TypeError, r"strokes\[0\] can't be read"),
        (["ab"], TypeError, r"strokes\[0\] can't be read"),
        ([[(10**400, 0)]], TypeError, r"strokes\[0\] can't be read"),
        ("ab", TypeError, "It is a str"),
        (b"ab", TypeError, "It is a bytes"),
        (7, TypeError, "It is a int"),
        (None, TypeError, "It is a NoneType"),
    ],
)
def test_wrong_strokes_are_refused(strokes, error, message):
    with pytest.raises(error, match=f"render_strokes: .*{message}"):
        arguments.check_strokes(strokes, where="render_strokes")


@pytest.mark.parametrize("kind", ["images", "labels", "strokes", "numbers"])
def test_masked_values_are_refused_and_filled_ones_pass(kind):
    """NumPy would take the numbers that stand below the mask."""
    checks = {
        "images": (np.full((2, 28, 28), 7, np.uint8), lambda given: arguments.check_images(given, where="f")),
        "labels": (np.array([3, 1]), lambda given: arguments.check_labels(given, 2, where="f")),
        "strokes": (np.ones((3, 2)), lambda given: arguments.check_strokes([given], where="f")),
        "numbers": (np.ones(4), lambda given: arguments.check_numbers(given, where="f", name="numbers")),
    }
    values, check = checks[kind]
    mask = np.zeros(values.shape, bool)
    mask.flat[1] = True
    with pytest.raises(
        ValueError, match=r"^f: .* holds masked values\. Fill them, for instance with .*\.filled\(0\)"
    ):
        check(np.ma.array(values, mask=mask))
    for fine in (np.ma.array(values), np.ma.array(values, mask=mask).filled(0)):
        check(fine)


def test_too_many_points_are_refused_over_all_strokes(monkeypatch):
    monkeypatch.setattr(arguments, "MAX_POINTS", 10)
    assert len(arguments.check_strokes([np.zeros((5, 2))] * 2, where="x")) == 2
    with pytest.raises(ValueError, match="more than 10 points"):
        arguments.check_strokes([np.zeros((5, 2)), np.zeros((6, 2))], where="x")


@pytest.mark.parametrize("value", [1, 3, np.int64(2), np.uint8(2)])
def test_counts_within_range_pass(value):
    count = arguments.check_count(value, where="fit", name="epochs", least=1, most=3)
    assert type(count) is int
    assert count == value


@pytest.mark.parametrize("value", [0, 4, -1])
def test_counts_out_of_range_are_refused(value):
    with pytest.raises(ValueError, match=f"fit: epochs must be from 1 to 3, but it is {value}"):
        arguments.check_count(value, where="fit", name="epochs", least=1, most=3)
    with pytest.raises(ValueError, match="at least 5"):
        arguments.check_count(value, where="fit", name="epochs", least=5)


@pytest.mark.parametrize("value", [1.0, "3", None, True, np.True_, [3], np.float32(2)])
def test_what_is_no_whole_number_is_refused(value):
    with pytest.raises(TypeError, match="fit: epochs must be a whole number"):
        arguments.check_count(value, where="fit", name="epochs")


@pytest.mark.parametrize("value", [0, 1, 0.5, np.float32(0.25), np.int8(1)])
def test_numbers_within_range_pass(value):
    number = arguments.check_number(value, where="MLP", name="dropout", most=1)
    assert type(number) is float
    assert number == value


@pytest.mark.parametrize("value", [-1e-9, 1.001, np.nan, np.inf, -np.inf])
def test_numbers_out_of_range_are_refused(value):
    with pytest.raises(ValueError, match="MLP: dropout must be at least 0 and at most 1, but it is"):
        arguments.check_number(value, where="MLP", name="dropout", most=1)


def test_an_open_end_excludes_itself():
    with pytest.raises(ValueError, match="more than 0, but it is 0"):
        arguments.check_number(0.0, where="fit", name="learning_rate", open_least=True)
    assert arguments.check_number(0.0, where="fit", name="learning_rate") == 0


@pytest.mark.parametrize("value", ["0.1", None, True, 1j, [0.1, 0.2], pytest.param(10**400, id="huge")])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError, match="fit: learning_rate must be a number"):
        arguments.check_number(value, where="fit", name="learning_rate")


def test_choices():
    assert arguments.check_choice("full", ("auto", "full"), where="load_mnist", name="source") == "full"
    for wrong in ("ful", "FULL", None, 3, ["full"]):
        with pytest.raises(ValueError, match="source must be one of 'auto', 'full', but it is"):
            arguments.check_choice(wrong, ("auto", "full"), where="load_mnist", name="source")


@pytest.mark.parametrize("value", [(1, 2), [], np.arange(3), {1: 2}.keys()])
def test_a_list_is_whatever_has_a_length(value):
    assert arguments.check_list(value, where="shapes", name="steps", of="pairs") is value


@pytest.mark.parametrize("value", ["ab", b"ab", 3, None, np.array(3.5), iter([1])])
def test_what_has_no_length_is_no_list(value):
    with pytest.raises(TypeError, match="shapes: steps must be a list of pairs, but it is a "):
        arguments.check_list(value, where="shapes", name="steps", of="pairs")
