"""Whatever an answer is or gives back, `Exercise.check` returns a result that says something."""

from __future__ import annotations

import datetime
import decimal
import fractions
from unittest import mock

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitlab.exercises import Case, Exercise, Misconception, Result, catalogue

TASKS = {task.name: task for tasks in catalogue().values() for task in tasks}
FUNCTIONS = [name for name, task in TASKS.items() if callable(task.answer)]


@pytest.fixture(autouse=True, scope="module")
def no_long_search():
    """What is found doesn't matter here, and odd answers are many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("digitlab.exercises.diagnosis.search._PATIENCE", 0.02)
        yield


def no(*_, **__):
    raise RuntimeError("no")


def refusing(*names, base=object, value=()):
    """Return an object of which the methods named fail."""
    return type("Refusing", (base,), dict.fromkeys(names, no))(*value)


class Endless:
    def __iter__(self):
        while True:
            yield 1


class EndlessByIndex:
    def __getitem__(self, index):
        return index


class Liar:
    shape = "ab"

    def __array__(self, *_, **__):
        return np.zeros(3)


SELF = np.array([0, 1], object)
SELF[0] = SELF
DEEP: list = [1]
for _ in range(1500):
    DEEP = [DEEP]
ODD = {
    "no repr": refusing("__repr__", "__str__"),
    "no array": refusing("__array__", "__len__", "__iter__"),
    "no comparison": refusing("__eq__", "__bool__"),
    "no class": refusing("__getattribute__"),
    "a class that raises": type("Odd", (), {"__class__": property(no)})(),
    "a shape that raises": type("Odd", (), {"shape": property(no)})(),
    "a dict without values": refusing("values", "keys", "__iter__", base=dict, value=[{"A": 1, "B": 2, "C": 3}]),
    "a dict without items": refusing("__getitem__", base=dict, value=[{"A": 1, "B": 2, "C": 3}]),
    "a key without repr": {refusing("__repr__"): 1},
    "a text of its own": refusing("strip", "__repr__", base=str, value=["a"]),
    "a float without text": refusing("__repr__", "__str__", "__format__", base=float, value=[2]),
    "a whole number without text": refusing("__repr__", "__str__", "__format__", base=int, value=[2]),
    "a list without end": refusing("__iter__", "__len__", base=list, value=[[1, 2]]),
    "a mock": mock.MagicMock(),
    "a liar": Liar(),
    "endless": Endless(),
    "endless by index": EndlessByIndex(),
    "an array in itself": SELF,
    "deep": DEEP,
    "6 numbers": tuple(range(6)),
    "7 numbers": np.arange(7),
    "NumPy floats": (np.float64(1.5), np.float64(2.0)),
    "4 floats": (1.5, np.float32(2), jnp.float32(3), np.array(4.0)),
    "an empty array": np.array([]),
    "an empty list": [],
    "an empty tuple": (),
    "a second part that is empty": (np.arange(1, 101), np.array([])),
    "a first part that is empty": ([], [100, 1]),
    "two empty parts": ((), []),
    "arrays of unlike shapes": (np.zeros((2, 3)), np.zeros(4)),
    "no axis": np.array(3.5),
    "no length": np.zeros((0, 3)),
    "ragged": [[1, 2], [3]],
    "objects": np.array([1, "a", None], object),
    "None in an array": np.array(None),
    "None twice": (None, None),
    "a dict": {"A": [], "B": None, "C": np.zeros(3)},
    "texts in a dict": {"A": "neither", "B": b"x", "C": "\ud800"},
    "complex": 1j,
    "complex numbers": (1j, np.zeros(2, complex)),
    "masked": np.ma.array([1.0, 2.0], mask=True),
    "masked away": np.ma.masked,
    "dates": np.array(["2020-01-01"], "M8[D]"),
    "no date": np.datetime64("NaT", "D"),
    "a span": np.timedelta64(3, "s"),
    "a date": datetime.date(2020, 1, 1),
    "JAX": jnp.arange(3),
    "a key": jax.random.key(0),
    "keys": jax.random.split(jax.random.key(0), 2),
    "bfloat16": (jnp.bfloat16(1), jnp.zeros(3, jnp.bfloat16)),
    "float8": jnp.zeros(3, jnp.float8_e4m3fn),
    "a huge number": 10**400,
    "a number too long to print": -(10**5000),
    "huge numbers": (10**5000, [10**30]),
    "a long double": np.longdouble("1e4000"),
    "the largest": np.uint64(2**64 - 1),
    "infinite": (np.inf, -np.inf),
    "nan": np.full((2, 2), np.nan),
    "a NumPy text": np.str_("abc"),
    "NumPy texts": np.array(["a", "b"]),
    "bytes": np.array([b"a"]),
    "a buffer": memoryview(b"ab"),
    "a long text": "x" * 100_000,
    "nested": ((1, 2), (3, (4,))),
    "a range": range(3),
    "a fraction": fractions.Fraction(1, 3),
    "no decimal": decimal.Decimal("sNaN"),
    "a structured array": np.zeros(2, [("a", int)]),
    "60 axes": np.zeros((1,) * 60),
    "True": (True, np.True_),
    "a module": np,
    "a class": Endless,
    "dots twice": (..., ...),
}


def returning(value):
    return lambda *arguments: value


def examine(task, answer):
    """Check an answer, and see that the result can be shown and wasn't the last resort."""
    result = task.check(answer)
    assert isinstance(result, Result)
    assert result.outcome in ("correct", "incorrect", "not attempted")
    assert 10 < len(result.message) < 1500, result.message[:1500]
    assert result.misconception != "check-stopped", result
    assert repr(result).isprintable()
    assert result._repr_html_()
    return result


@pytest.mark.parametrize("name", TASKS)
def test_an_odd_answer_gets_a_result_in_every_exercise(name):
    for what, value in ODD.items():
        for answer in (value, returning(value)):
            assert examine(TASKS[name], answer).outcome != "correct" or what == "True", what


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_generator_and_odd_errors_get_a_result_in_every_exercise(name):
    class OwnError(BaseException):
        """One that `except Exception` doesn't see."""

        def __str__(self):
            no()

    def stop(*arguments):
        raise OwnError

    def circular(*arguments):
        return None

    circular.__wrapped__ = circular
    for answer in (lambda *arguments: (i for i in range(3)), lambda *arguments: map(abs, [1]), stop, circular):
        assert examine(TASKS[name], answer).outcome == "incorrect"


def recipes():
    """Return recipes of odd values in tuples, lists and dicts; the odd ones by name: not all can be printed."""
    leaves = st.sampled_from(list(ODD)) | st.floats() | st.integers() | st.booleans() | st.text(max_size=9)
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.lists(inner, min_size=2, max_size=7).map(tuple)
            | st.fixed_dictionaries({"A": inner, "B": inner, "C": inner})
        ),
        max_leaves=7,
    )


def made_of(recipe):
    if isinstance(recipe, dict):
        return {key: made_of(part) for key, part in recipe.items()}
    if isinstance(recipe, list | tuple):
        return type(recipe)(made_of(part) for part in recipe)
    return ODD.get(recipe, recipe) if isinstance(recipe, str) else recipe


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(list(TASKS)), recipes())
def test_a_mix_of_odd_values_gets_a_result(name, recipe):
    for answer in (made_of(recipe), returning(made_of(recipe))):
        examine(TASKS[name], answer)


CHANGES = {
    "floats": lambda part: np.asarray(part, float),
    "a NumPy float": lambda part: np.asarray(part, float)[()],
    "texts": lambda part: np.asarray(part).astype(str),
    "complex": lambda part: np.asarray(part, complex),
    "empty": lambda part: np.asarray(part).ravel()[:0],
    "an axis more": lambda part: np.asarray(part)[None],
    "shifted": lambda part: np.asarray(part) + 1,
    "negative": lambda part: -np.asarray(part, float),
    "not finite": lambda part: np.asarray(part) * np.inf,
    "as objects": lambda part: np.asarray(part, object),
    "bfloat16": lambda part: jnp.asarray(part, jnp.bfloat16),
    "as it is": lambda part: part,
}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FUNCTIONS), st.lists(st.sampled_from(list(CHANGES)), min_size=4, max_size=4))
def test_a_right_answer_changed_part_by_part_gets_a_result(name, changes):
    def answer(*arguments):
        right = TASKS[name].answer(*arguments)
        with np.errstate(all="ignore"):
            if isinstance(right, tuple):
                return tuple(CHANGES[how](part) for how, part in zip(changes, right, strict=False))
            return CHANGES[changes[0]](right)

    examine(TASKS[name], answer)


# Exercises that a teacher may write, with answers of kinds that the course's own don't have


def made_up(answer, **settings):
    return Exercise("made_up", "Made up", answer, [Case("x = 3", 3), Case("x = 5", 5)], **settings)


TAUGHT = {
    "seven values": made_up(lambda x: tuple(x + i for i in range(7)), whole=True),
    "two whole numbers": made_up(lambda x: (x, x + 1), whole=True),
    "nested": made_up(lambda x: ((x, x + 1), (np.arange(x), "a")), whole=True),
    "a dict": made_up(lambda x: {"A": x, "B": np.arange(x), "C": "a"}, whole=True),
    "a text": made_up(lambda x: "a" * x),
    "a tuple for a value": Exercise("made_up", "Made up", (1.5, 2, 3, 4, 5, 6)),
}


@pytest.mark.parametrize("kind", TAUGHT)
def test_an_odd_answer_gets_a_result_in_a_teachers_exercise(kind):
    for value in ODD.values():
        for answer in (value, returning(value)):
            assert examine(TAUGHT[kind], answer).outcome != "correct"


@pytest.mark.parametrize(
    ("kind", "answer", "said"),
    [
        (
            "seven values",
            lambda x: (*(x + i for i in range(5)), 90, 91),
            "value 6 of your answer is 90, where 8 was",
        ),
        (
            "two whole numbers",
            lambda x: (x, x + 1.5),
            "the second value of your answer is 4.5, where 4 was expected.",
        ),
        (
            "a dict",
            lambda x: {"A": x + 0.5, "B": range(x), "C": "A "},
            "'A' of your answer is 3.5, where 3 was",
        ),
        ("two whole numbers", lambda x: Endless(), "2 values were expected, but it gives more."),
        ("two whole numbers", lambda x: range(9), "2 values were expected, but it gives 9."),
        ("two whole numbers", lambda x: [1], "2 values were expected, but it gives 1."),
        (
            "two whole numbers",
            lambda x: (x, 10**30),
            "the number 1000000000000000000000000000000, too large",
        ),
        ("two whole numbers", lambda x: (x, np.array([1j])), "an array of shape (1,) and of the type complex128."),
        ("two whole numbers", lambda x: ODD["a list without end"], "2 values were expected, but it gives one: a"),
    ],
)
def test_what_was_seen_of_an_odd_answer_is_said(kind, answer, said):
    result = examine(TAUGHT[kind], answer)
    assert result.outcome == "incorrect"
    assert said in result.message


def test_the_largest_number_is_named_where_the_other_part_is_empty():
    """Found by chance: the words for this mistake took the largest number of a part that held none."""
    result = examine(TASKS["deal"], lambda count, share, seed: (np.arange(1, count + 1), np.array([])))
    assert result.misconception == "counted-from-one"
    assert "the largest number is 100." in result.message


def test_a_misconception_whose_words_fail_is_told_in_the_usual_words():
    mistake = Misconception("odd", "That is odd.", when=lambda arguments, value: True, seen=no)
    also = Misconception("no", "No.", when=no, like=no)
    result = examine(made_up(lambda x: x, misconceptions=[also, mistake]), lambda x: x + 1)
    assert (result.misconception, result.message) == (
        "odd",
        "For x = 3, your answer is 4, where 3 was expected. That is odd.",
    )


def test_a_check_that_stops_itself_says_so():
    result = made_up(no).check(lambda x: x)
    assert (result.outcome, result.misconception) == ("incorrect", "check-stopped")
    assert result.message.startswith("The check itself stopped, with RuntimeError: no. Give plain numbers,")
