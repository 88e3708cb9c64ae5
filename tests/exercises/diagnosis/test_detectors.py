"""Every kind of mistake is seen in made-up exercises: in the code where there is a source, else in the numbers."""

from __future__ import annotations

import ast
import warnings

import numpy as np
import pytest
from written import written

from digitlab.exercises import Case, Exercise
from digitlab.exercises.diagnosis.functions import function_of
from digitlab.exercises.diagnosis.kinds import kinds, sentence

RNG = np.random.default_rng(20)
ARGUMENTS = "x, y, w, v, n"


def case(rows, columns, n):
    x, y = RNG.normal(size=(2, rows, columns))
    v = [float(number) for number in RNG.uniform(1, 9, rows)]
    return Case(f"{rows} rows", x, y, RNG.normal(size=(columns, 3)), v, n)


CASES = [case(3, 4, 3), case(5, 2, 7), case(4, 6, 2)]

# The kind, what stands in the solution, and what the learner has written.
IN_CODE = [
    ("wrong-axis", "return x.sum(axis=1)", "return x.sum(axis=0)"),
    ("wrong-axis", "return np.argmax(x, axis=1)", "return np.argmax(x, axis=0)"),
    ("missing-axis", "return x.sum(axis=1)", "return x.sum()"),
    ("one-axis-too-many", "return x.mean()", "return x.mean(axis=1)"),
    ("missing-keepdims", "return x / x.sum(axis=1, keepdims=True)", "return x / x.sum(axis=1)"),
    ("keepdims-too-many", "return x.T - x.max(axis=1)", "return x.T - x.max(axis=1, keepdims=True)"),
    ("row-for-column", "return x * np.array(v)[:, None]", "return x * np.array(v)"),
    ("not-transposed", "return x.T @ y", "return x @ y"),
    ("transposed", "return x + y", "return (x + y).T"),
    ("rows-for-columns", "return x[n % 3, n % 2] * 2", "return x[n % 2, n % 3] * 2"),
    ("axes-in-another-order", "return x[None].transpose(0, 2, 1)", "return x[None].transpose(1, 0, 2)"),
    ("sum-for-mean", "return x.mean(axis=1)", "return x.sum(axis=1)"),
    ("mean-for-sum", "return x.sum(axis=1)", "return x.mean(axis=1)"),
    ("mean-for-largest", "return x.max(axis=1)", "return x.mean(axis=1)"),
    ("largest-for-smallest", "return np.min(v) + n", "return np.max(v) + n"),
    ("smallest-for-largest", "return np.argmax(v)", "return np.argmin(v)"),
    ("value-for-place", "return x.argmax(axis=1)", "return x.max(axis=1)"),
    ("place-for-value", "return x.max(axis=1)", "return x.argmax(axis=1)"),
    ("any-for-all", "return (x > -1).all(axis=1)", "return (x > -1).any(axis=1)"),
    ("all-for-any", "return (x > 1).any(axis=1)", "return (x > 1).all(axis=1)"),
    ("missing-mean", "return np.mean(x**2) + 0", "return np.asarray(x**2)"),
    ("missing-normalisation", "return np.abs(x) / np.abs(x).sum()", "return np.abs(x)"),
    ("sign", "return x + y * n", "return x - y * n"),
    ("difference-turned-round", "return (x - y) ** 3", "return (y - x) ** 3"),
    ("fraction-upside-down", "return n / (n + 1) + x", "return (n + 1) / n + x"),
    ("factor-2", "return x * 2 + y", "return x * 4 + y"),
    ("factor-100", "return np.mean(v) / 100 + n", "return np.mean(v) / 10000 + n"),
    ("complement", "return 1 - x", "return x * 1"),
    ("missing-term", "return x @ w + n", "return x @ w"),
    ("extra-term", "return x @ w", "return x @ w + n"),
    ("missing-factor", "return (x - y) * n", "return x - y"),
    ("extra-factor", "return x - y", "return (x - y) * n"),
    ("missing-division", "return (x - y) / n", "return x - y"),
    ("extra-division", "return x - y", "return (x - y) / n"),
    ("parentheses", "return (x + y) / n", "return x + y / n"),
    ("parentheses", "return x / (2 * n)", "return x / 2 * n"),
    ("missing-power", "return (x - y) ** 2", "return x - y"),
    ("extra-power", "return x - y", "return (x - y) ** 2"),
    ("missing-root", "return np.sqrt(np.sum(v))", "return np.sum(v)"),
    ("extra-root", "return np.sum(v)", "return np.sqrt(np.sum(v))"),
    ("missing-exponential", "return np.exp(x)", "return x * 1"),
    ("extra-exponential", "return x * n", "return np.exp(x * n)"),
    ("missing-logarithm", "return np.log(np.sum(v))", "return np.sum(v)"),
    ("another-logarithm", "return np.log(v)", "return np.log10(v)"),
    ("missing-absolute-value", "return np.abs(x - y).sum()", "return (x - y).sum()"),
    ("extra-absolute-value", "return (x - y).sum(axis=1)", "return abs(x - y).sum(axis=1)"),
    ("missing-maximum", "z = x - x.max(axis=-1, keepdims=True)\nreturn z * n", "return x * n"),
    ("missing-activation", "return np.maximum(0, x @ w)", "return x @ w"),
    ("times-for-power", "return x**2 + n", "return x * 2 + n"),
    ("times-for-divided", "return x / n", "return x * n"),
    ("divided-for-times", "return x * n", "return x / n"),
    ("times-for-plus", "return x + n", "return x * n"),
    ("entries-for-matrices", "return x @ w", "return x * w"),
    ("matrices-for-entries", "return x * y", "return x @ y"),
    ("factors-in-another-order", "return x @ w", "return w @ x"),
    ("whole-for-fraction", "return n / 4 + x", "return n // 4 + x"),
    ("fraction-for-whole", "return n // 2", "return n / 2"),
    ("rounding", "return round(v[0] + 0.4)", "return int(v[0] + 0.4)"),
    ("missing-rounding", "return round(v[0] * n)", "return v[0] * n"),
    ("rest-for-quotient", "return n // 2 + 5", "return n % 2 + 5"),
    (
        "made-of-whole-numbers",
        "r = np.zeros(3)\nr[:] = n / 4\nreturn r",
        "r = np.zeros(3, int)\nr[:] = n / 4\nreturn r",
    ),
    ("fixed-number", "return x[:, : n % 2 + n]", "return x[:, : n % 2 + 3]"),
    ("off-by-one", "return v[n % 3]", "return v[n % 3 - 1]"),
    ("slice-begins-elsewhere", "return x[n - 2 :]", "return x[n - 1 :]"),
    ("slice-ends-elsewhere", "return x[: n + 1]", "return x[: n]"),
    (
        "loop-ends-early",
        "r = 0\nfor i in range(len(v)):\n    r += v[i]\nreturn r",
        "r = 0\nfor i in range(len(v) - 1):\n    r += v[i]\nreturn r",
    ),
    ("other-end-of-the-order", "return np.sort(v)[-2:]", "return np.sort(v)[:2]"),
    ("other-piece", "return x[n - 1 :]", "return x[: n - 1]"),
    ("reversed", "return np.sort(v)", "return np.sort(v)[::-1]"),
    ("order-of-results", "return x.min(), x.max()", "return x.max(), x.min()"),
    ("arguments-swapped", "return np.subtract(x, y)", "return np.subtract(y, x)"),
    ("wrong-variable", "z = x + y\nreturn z * n", "z = x + y\nreturn x * n"),
    ("missing-index", "return np.array(v)[np.array(v) > 3]", "m = np.array(v) > 3\nreturn np.array(v)"),
    ("limit-not-included", "return np.arange(n + 3) >= n", "return np.arange(n + 3) > n"),
    ("limit-included", "return np.arange(n + 3) > n", "return np.arange(n + 3) >= n"),
    ("comparison-turned-round", "return np.where(x > y, x, n)", "return np.where(x < y, x, n)"),
    ("return-in-loop", "r = 0\nfor a in v:\n    r += a\nreturn r", "r = 0\nfor a in v:\n    r += a\n    return r"),
    (
        "overwrites-instead-of-adding",
        "r = 0\nfor a in v:\n    r += a\nreturn r",
        "r = 0\nfor a in v:\n    r = a\nreturn r",
    ),
    ("adds-instead-of-replacing", "r = 1\nr = x * n\nreturn r", "r = 1\nr += x * n\nreturn r"),
    (
        "starts-anew-in-each-turn",
        "r = 0\nfor a in v:\n    r += a\nreturn r",
        "for a in v:\n    r = 0\n    r += a\nreturn r",
    ),
    (
        "start-value",
        "r = float('-inf')\nfor a in v:\n    r = max(r, -a)\nreturn r",
        "r = 0\nfor a in v:\n    r = max(r, -a)\nreturn r",
    ),
    (
        "stops-early",
        "r = 0\nfor a in v:\n    r += a\nreturn r",
        "r = 0\nfor a in v:\n    r += a\n    break\nreturn r",
    ),
    (
        "behind-the-loop",
        "r = 0\nfor a in v:\n    b = a * a\n    r += b\nreturn r",
        "r = 0\nfor a in v:\n    b = a * a\nr += b\nreturn r",
    ),
    (
        "in-the-loop",
        "r = 0\nfor a in v:\n    r += a\nr = r / n\nreturn r",
        "r = 0\nfor a in v:\n    r += a\n    r = r / n\nreturn r",
    ),
    ("order-of-lines", "z = x + y\nu = z * n\nreturn u", "z = np.tanh(y)\nu = z * n\nz = x + y\nreturn u"),
    (
        "extra-condition",
        "r = 0\nfor a in v:\n    r += a\nreturn r",
        "r = 0\nfor a in v:\n    if a > 2:\n        r += a\nreturn r",
    ),
    ("extra-line", "r = x * n\nreturn r", "r = x * n\nr[0] = 7\nreturn r"),
    ("not-kept", "r = np.array(v)\nr = r.round()\nreturn r", "r = np.array(v)\nr.round()\nreturn r"),
    ("prints", "return x.sum()", "print(x.sum())"),
    (
        "rows-share-a-list",
        "r = np.zeros((3, 2))\nr[0, 1] = n\nreturn r",
        "r = [[0] * 2] * 3\nr[0][1] = n\nreturn r",
    ),
    ("bytes-or-lists", "return np.asarray(v, dtype=float) * 2", "return v * 2"),
]
# The same, seen in the numbers alone.
IN_NUMBERS = [
    ("sign", "return x * n", "return -x * n"),
    ("transposed", "return x @ w", "return np.array([[sum(r * c) for r in x] for c in w.T])"),
    ("order-of-results", "return x.min(), x.max()", "return np.sort(x.ravel())[[-1, 0]]"),
    ("complement", "return np.mean(v) / 10", "return (10 - sum(v) / len(v)) / 10"),
    ("factor-2", "return x.sum(axis=1)", "return sum(x.T) + sum(x.T)"),
    ("factor-10", "return x.sum(axis=1)", "return 10 * sum(x.T)"),
    ("factor-100", "return np.mean(v)", "return 100 * sum(v) / len(v)"),
    ("sum-for-mean", "return x.mean(axis=0)", "return sum(x)"),
    ("extra-division", "return x.mean(axis=0)", "return sum(x) / len(x) / len(x)"),
    ("off-by-one", "return len(v)", "return sum(1 for _ in v) + 1"),
    ("missing-root", "return np.sqrt(sum(v))", "return sum(v)"),
    ("extra-root", "return sum(v)", "return sum(v) ** 0.5"),
    ("extra-logarithm", "return sum(v)", "return np.log(sum(v))"),
    ("another-logarithm", "return np.log(v)", "return np.log2(v)"),
    ("extra-absolute-value", "return (x - y).sum(axis=1)", "return [abs(sum(r)) for r in x - y]"),
    ("extra-rounding", "return np.array(v) * 3", "return [int(3 * a) for a in v]"),
    ("reversed", "return np.sort(v)", "return sorted(v, reverse=True)"),
    ("flattened", "return x * 2", "return [2 * a for r in x for a in r]"),
    ("extra-axis", "return x.sum(axis=1)", "return [[sum(r)] for r in x]"),
    ("shifted", "return x * 1", "return np.roll(x, 1, axis=1)"),
    ("last-one-lost", "return x * 1", "return x[:-1]"),
    ("first-one-lost", "return x * 1", "return x[1:]"),
    ("border-lost", "return np.tile(x, (2, 2))", "return np.tile(x, (2, 2))[1:-1, 1:-1]"),
    ("first-only", "return x * 1", "r = 0 * x\nr[0] = x[0]\nreturn r"),
    ("last-only", "return x * 1", "r = 0 * x\nr[-1] = x[-1]\nreturn r"),
    ("clipped", "return x * 1", "return np.clip(x, 0, None)"),
    ("returns-the-argument", "return x**2 + y", "return x"),
    ("missing-sum", "return x.sum(axis=1)", "return x"),
    ("missing-largest", "return max(map(max, x)) + 0", "return [max(r) for r in x]"),
    ("missing-count", "return len(v)", "return v"),
    ("missing-normalisation", "return np.array(v) / sum(v)", "return [3 * a for a in v]"),
    ("ignores-an-argument", "return np.tanh(x * n) + y", "return np.tanh(x * 3) + y"),
    ("constant-factor", "return np.tanh(x)", "return 0.37 * np.tanh(x)"),
    ("constant-difference", "return np.tanh(x)", "return np.tanh(x) + 0.37"),
    ("wrong-axis", "return (x - x.mean(axis=1, keepdims=True)).round(6)", "return (x - sum(x) / len(x)).round(6)"),
]


@pytest.fixture(autouse=True)
def all_the_time_that_it_takes(monkeypatch):
    """A slow machine shall find the same names."""
    monkeypatch.setattr("digitlab.exercises.diagnosis.search._PATIENCE", 6)


def checked(solution, wrong, source):
    task = Exercise(
        "answer", "Made up", written(solution, ARGUMENTS), CASES, whole="//" in solution or "round(v" in solution
    )
    return task.check(written(wrong, ARGUMENTS, source))


@pytest.mark.parametrize(
    ("kind", "solution", "wrong"), IN_CODE, ids=[f"{i}-{row[0]}" for i, row in enumerate(IN_CODE)]
)
def test_a_mistake_is_seen_in_the_code(kind, solution, wrong):
    result = checked(solution, wrong, source=True)
    assert (result.outcome, result.misconception) == ("incorrect", kind), result


@pytest.mark.parametrize(
    ("kind", "solution", "wrong"), IN_NUMBERS, ids=[f"{i}-{row[0]}" for i, row in enumerate(IN_NUMBERS)]
)
def test_a_mistake_is_seen_in_the_numbers(kind, solution, wrong):
    result = checked(solution, wrong, source=False)
    assert (result.outcome, result.misconception) == ("incorrect", kind), result


def test_nearly_every_kind_has_an_example():
    shown = {kind for kind, _, _ in IN_CODE + IN_NUMBERS}
    assert shown <= set(kinds())
    assert len(shown) >= 90
    assert len(set(kinds()) - shown) <= 25, set(kinds()) - shown


def test_every_kind_has_whole_sentences_of_its_own():
    said = [sentence(kind) for kind in kinds()]
    assert len(set(said)) == len(said)
    assert all((text[0].isupper() or text[0] == "`") and text[-1] in ".?" and len(text) > 20 for text in said)


def test_where_two_kinds_fit_equally_well_none_is_told():
    """One row of one number: transposed, reversed, shifted and first-only are all the same."""
    task = Exercise("answer", "Made up", lambda x: np.array([[x, 0.0]]), [Case("x = 3", 3), Case("x = 5", 5)])
    result = task.check(written("return np.array([[0.0, x]])", "x", source=False))
    assert result.misconception is None, result


def test_two_mistakes_are_told_one_after_the_other():
    result = checked("return (x.T @ y) / n + w.mean()", "return (x @ y) * n + w.mean()", source=True)
    assert "There are two mistakes." in result.message, result
    assert result.misconception == "not-transposed-and-times-for-divided"


def test_a_message_names_the_line_and_the_learners_number():
    result = checked("s = x.sum(axis=1)\nreturn s * n", "s = x.sum(axis=1)\nt = s / 1\nreturn t / n", source=True)
    assert "Look at `t / n` in line 4: " in result.message
    assert "your answer holds" in result.message


def test_a_search_never_changes_the_arguments_or_the_learners_function():
    task = Exercise("answer", "Made up", written("return x * n", ARGUMENTS), CASES)
    before = [[np.array(argument).copy() for argument in case.arguments] for case in CASES]
    wrong = written("x[0] = 7\nv.append(3)\nreturn x * n", ARGUMENTS)
    assert task.check(wrong).outcome == "incorrect"
    for case, kept in zip(CASES, before, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(case.arguments, kept, strict=True))


def test_the_compiler_says_nothing_of_a_change():
    tree = ast.parse("def one(x): return 1.5[0]").body[0]
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        assert function_of(tree, lambda x: x) is not None
    assert said == []
