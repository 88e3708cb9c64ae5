"""Mutants of the solutions that give something else on fresh inputs: no check takes one for right."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from fresh_inputs import FRESH
from mutants import mutants

from digitlab.exercises import catalogue

TASKS = {task.name: task for tasks in catalogue().values() for task in tasks if callable(task.answer)}
# Mutants with two changes, for each exercise, and random inputs on which a mutant may differ.
DOUBLES, INPUTS = 25, 12


def result(function, arguments):
    """Return what a function gives as arrays, or None where it stops."""
    try:
        with np.errstate(all="ignore"):
            value = function(*copy.deepcopy(arguments))
        parts = value if isinstance(value, tuple) else (value,)
        return [np.asarray(part, float) for part in parts]
    except Exception:
        return None


def differ(name, left, right):
    if left is None or right is None or len(left) != len(right):
        return True
    if name == "deal":  # any fair deal is right; whether it is fair, the check says
        return [len(part) for part in left] != [len(part) for part in right]
    same = [
        a.shape == b.shape and np.allclose(a, b, rtol=1e-3, atol=1e-5, equal_nan=True)
        for a, b in zip(left, right, strict=True)
    ]
    return not all(same)


def other_mutants(name):
    """Return the mutants of an exercise's solution that give something else on a fresh input."""
    task = TASKS[name]
    rng = np.random.default_rng(sum(map(ord, name)))
    inputs = [FRESH[name](rng) for _ in range(INPUTS)]
    wanted = [result(task.answer, arguments) for arguments in inputs]
    for code, mutant in mutants(task.answer, DOUBLES, seed=7):
        if any(differ(name, result(mutant, one), want) for one, want in zip(inputs, wanted, strict=True)):
            yield code, mutant


def test_there_are_fresh_inputs_for_every_exercise_and_the_solutions_take_them():
    assert set(FRESH) == set(TASKS)
    for name, task in TASKS.items():
        rng = np.random.default_rng(3)
        for _ in range(50):
            assert result(task.answer, FRESH[name](rng)) is not None, name


# Those of every third exercise in `make test`, all of them in `make test-all`.
SOME = [pytest.param(name, marks=[pytest.mark.slow] if place % 3 else []) for place, name in enumerate(TASKS)]


@pytest.mark.parametrize("name", SOME)
def test_no_mutant_is_accepted(name, monkeypatch):
    monkeypatch.setattr("digitlab.exercises.tasks.explain", lambda *_: (None, "Why doesn't matter here."))
    accepted = [code for code, mutant in other_mutants(name) if TASKS[name].check(mutant).outcome == "correct"]
    assert accepted == []


def test_there_are_a_thousand_mutants():
    assert sum(1 for name in TASKS for _ in other_mutants(name)) >= 1000
