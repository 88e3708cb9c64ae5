"""How numbers and lists are written, and how long an alternative text may get."""

import re

import numpy as np
import pytest

from digitlab.diagrams import _canvas


@pytest.mark.parametrize("value", [0, 1, -1, 0.5, -0.25, 2.345, 0.0049, -0.001, 12.3456, 999.994, 54321.6, -1e5])
def test_a_number_says_its_value_to_two_decimals_or_one_digit(value):
    text = _canvas.number(value)
    assert "-" not in text  # a hyphen is shorter than a minus sign
    read = float(text.replace("−", "-"))
    size = abs(value)
    error = 0.5 if size >= 1000 else 0.005 if size >= 0.005 else 0.0005
    assert abs(read - value) <= error + 1e-12
    assert (read == 0) == (value == 0)
    assert not re.search(r"\.\d*0$", text)


def test_what_is_nearly_nothing_says_so():
    assert [_canvas.number(value) for value in (1e-9, -1e-9, 0.0, -0.0)] == ["≈ 0", "≈ 0", "0", "0"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.04, "0.04"),
        (10.16, "10.2"),
        (-99.96, "−100"),
        (254, "254"),
        (9.996, "10"),
        (-0.333, "−0.33"),
        (0.002, "0.002"),
    ],
)
def test_a_short_number_has_three_digits(value, text):
    assert _canvas.short(value) == text


def test_lists_are_read_as_sentences():
    assert _canvas.listed(["a", "b", "c"]) == "a, b and c"
    assert _canvas.numbers(np.array([[1.0, -2.5]])) == "1 and −2.5"


def test_an_alternative_text_keeps_whole_sentences():
    long = "x" * 599 + "."
    assert _canvas.sentences("", long) == long
    assert _canvas.sentences("A.", long, "B.") == "A. B."
