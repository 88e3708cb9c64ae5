"""What stops an answer is translated: what was meant, in which line, with which shapes."""

from __future__ import annotations

import numpy as np
import pytest
from written import written

from digitlab.exercises import Case, Exercise

TASK = Exercise(
    "answer",
    "Made up",
    lambda x, y, v: float(x.sum() + y.sum() + len(v)),
    [Case("small ones", np.arange(12.0).reshape(3, 4), np.arange(6.0).reshape(3, 2), [1.0, 2.0, 3.0])],
)

STOPPING = [
    ("shapes-dont-match", "return x + y", "`x` is an array of shape (3, 4), `y` is an array of shape (3, 2)"),
    ("shapes-dont-match", "return x @ y", "A has as many columns as B has rows"),
    ("shapes-dont-match", "z = np.zeros(3)\nz[:2] = v\nreturn z", "don't fit together"),
    ("reshape-size", "return x.reshape(5, 2)", "a place for every number"),
    ("index-out-of-range", "return v[3]", "the last index is the length minus 1"),
    ("index-out-of-range", "return x[3, 0]", "There is no such place"),
    ("axis-out-of-range", "return x.sum(axis=2)", "fewer axes"),
    ("axis-out-of-range", "return np.array(v)[0, 0]", "a one-dimensional array has axis 0 only"),
    ("axes-dont-match", "return x.transpose(2, 0, 1)", "named exactly once"),
    ("none-used", "s = v.sort()\nreturn s[0]", "`append`, `sort`, `shuffle`"),
    ("not-callable", "return x(0)", "use brackets"),
    ("not-callable", "sum = 3\nreturn sum(v)", "no longer stands for a function"),
    ("not-indexed", "return max[0]", "in place of its result"),
    ("not-indexed", "return (3)[0]" if False else "n = 3\nreturn n[0]", "a single number has no places"),
    ("unhashable", "return {v: 1}", "the key of a dict"),
    ("float-as-index", "return v[4 / 2]", "`/` gives a fraction"),
    ("float-as-index", "return np.zeros(6 / 2)", "must be a whole number"),
    ("float-as-index", "return [0 for _ in range(len(v) / 3)]", "the number of turns"),
    ("many-truths", "return 1 if x > 2 else 0", "an array holds many"),
    ("many-truths", "return max(0, x)", "`np.maximum`"),
    ("list-for-array", "return v - v", "A list isn't an array"),
    ("list-for-array", "return v / 3", "A list isn't an array"),
    ("list-for-array", "return v.sum()", "A list isn't an array"),
    ("number-for-array", "return len(len(v))", "a single number"),
    ("number-for-array", "for a in 3:\n    pass", "a single number"),
    ("array-for-number", "import math\nreturn math.exp(x)", "take one number; those of NumPy take arrays"),
    ("unequal-lengths", "return np.array([v, v[:2]])", "`np.concatenate`"),
    ("shape-as-one-tuple", "return np.zeros(3, 4)", "as *one* argument, a tuple"),
    ("unpacking", "a, b = v\nreturn a", "equally many"),
    ("empty-case", "return max([])", "Is that a case to ask for first"),
    ("empty-case", "return x[:0].min()", "There is nothing to choose from"),
    ("division-by-zero", "return 1 / 0", "Where does the 0 come from"),
    ("overflow", "import math\nreturn math.exp(1000)", "doesn't fit a float"),
    ("log-of-zero", "import math\nreturn math.log(0)", "`math.log` can't take 0"),
    ("unknown-name", "return undefined", "Modules other than `np` have to be imported"),
    ("unknown-name", "total += 1\nreturn total", "is it set before it is used"),
    ("unknown-attribute", "return x.average()", "Check its spelling"),
    ("wrong-call", "return len(v, v)", "a function was called" if False else "arguments that it doesn't take"),
    ("endless-recursion", "def f(a):\n    return f(a)\nreturn f(1)", "calls itself and never ends"),
    ("no-room-for-decimals", "z = np.arange(3)\nz /= 2\nreturn z", "has no room for decimals"),
    ("read-only", "return np.broadcast_to(x, (3, 4)).__setitem__(0, 1)", "can't be changed in place"),
    ("read-only", "t = (1, 2)\nt[0] = 3", "can't be changed in place"),
    ("not-in-list", "return v.index(9)", "rarely *exactly* equal"),
    ("types-dont-match", "return 'a' + 1", "can't be put together"),
    ("largest-of-all", "return np.max(x, 0.5)", "is the *axis*"),
    ("percent-or-share", "return np.quantile(x, 97.5)", "`np.quantile` from 0 to 1"),
    ("too-much-memory", "return np.zeros((10**9, 10**9))", "far too large"),
    ("unknown-key", "return {}['a']", "no such key"),
    ("ends-the-program", "exit()" if False else "raise SystemExit", "`return` ends the function"),
]


@pytest.mark.parametrize(
    ("name", "body", "words"), STOPPING, ids=[f"{i}-{row[0]}" for i, row in enumerate(STOPPING)]
)
@pytest.mark.parametrize("source", [True, False], ids=["with a source", "without one"])
def test_what_stops_an_answer_is_translated(name, body, words, source):
    if name == "largest-of-all" and not source:
        pytest.skip("it is seen in the line")
    result = TASK.check(written(body, "x, y, v", source))
    assert (result.outcome, result.misconception) == ("incorrect", name), result
    if source or "`x` is" not in words:
        assert words in result.message
    assert "Your function stopped in line" in result.message
    assert "Traceback" not in result.message


def test_the_line_and_the_shapes_are_those_of_the_learner_not_of_numpy():
    result = TASK.check(written("z = x.T\nreturn np.concatenate([z, y], axis=0)", "x, y, v"))
    assert "stopped in line 3, `return np.concatenate([z, y], axis=0)`," in result.message
    assert "There, `z` is an array of shape (4, 3), `y` is an array of shape (3, 2)." in result.message
    assert "v, a list of 3." in result.message


def test_an_error_of_the_learners_own_is_told_as_it_is():
    result = TASK.check(written("raise ValueError('no way')", "x, y, v"))
    assert result.misconception == "stopped"
    assert "with ValueError: no way." in result.message
