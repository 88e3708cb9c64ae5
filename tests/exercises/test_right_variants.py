"""Right answers in other clothes: other kinds of numbers, of arrays and of memory, in any mix; none is refused."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitlab.exercises import catalogue

TASKS = {task.name: task for tasks in catalogue().values() for task in tasks if callable(task.answer)}


def as_list(part):
    return np.asarray(part).tolist() if np.size(part) else part


def as_single(part):
    part = np.asarray(part)
    return part.astype(np.float32) if part.dtype.kind == "f" else part


def as_floats(part):
    return np.asarray(part, float)


def as_whole(part):
    part = np.asarray(part)
    return part.astype(int) if (part == np.round(part)).all() else part


def with_other_strides(part):
    part = np.asarray(part)
    wide = np.repeat(part, 2, axis=-1) if part.ndim else part
    return wide[..., ::2] if part.ndim else part


CLOTHES = {
    "as it is": lambda part: part,
    "a list": as_list,
    "JAX": lambda part: jnp.asarray(np.asarray(part).astype(np.asarray(part).dtype.newbyteorder("="))),
    "float32": as_single,
    "floats": as_floats,
    "a Python number": lambda part: np.asarray(part).item() if np.ndim(part) == 0 else part,
    "an array without axes": lambda part: np.array(part),
    "columns first": lambda part: np.asfortranarray(part) if np.ndim(part) > 1 else part,
    "other strides": with_other_strides,
    "whole numbers": as_whole,
    "read-only": lambda part: np.broadcast_to(np.asarray(part), np.shape(part)),
    "big-endian": lambda part: np.asarray(part).astype(np.asarray(part).dtype.newbyteorder(">")),
    "NumPy numbers": lambda part: list(np.asarray(part)) if np.ndim(part) == 1 else part,
}
CONTAINERS = {"a tuple": tuple, "a list": list, "an iterator's list": lambda parts: [*iter(parts)]}


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(TASKS)),
    st.lists(st.sampled_from(sorted(CLOTHES)), min_size=1, max_size=3),
    st.sampled_from(sorted(CONTAINERS)),
)
def test_a_right_answer_in_other_clothes_is_accepted(name, clothes, container):
    if name == "deal":  # its numbers are places, which can't be floats
        clothes = [one for one in clothes if one != "floats"]

    def answer(*arguments):
        def dressed(part):
            for one in clothes:
                part = CLOTHES[one](part)
            return part

        value = TASKS[name].answer(*arguments)
        return CONTAINERS[container](map(dressed, value)) if isinstance(value, tuple) else dressed(value)

    result = TASKS[name].check(answer)
    assert result.outcome == "correct", (clothes, result)


@pytest.mark.parametrize("name", TASKS)
def test_an_answer_that_works_on_jax_arrays_inside_is_accepted(name):
    if name in ("deal", "one_hot_rows", "confusion_table", "calibration_error", "convolve_same", "crop_ink"):
        pytest.skip("the solution writes into arrays, or cuts by what it finds, which JAX does in another way")

    def answer(*arguments):
        def turned(argument):
            if isinstance(argument, list):
                return [turned(part) for part in argument]
            return jnp.asarray(argument) if isinstance(argument, np.ndarray) else argument

        return TASKS[name].answer(*map(turned, arguments))

    result = TASKS[name].check(answer)
    assert result.outcome == "correct", result
