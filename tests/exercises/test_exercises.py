"""Exercises: solutions pass, wrong answers are told their mistake by name, and no answer makes a check fail."""

from __future__ import annotations

import ast
import inspect
import json
import math
import operator
import re
import sys
from pathlib import Path

import attempts_first
import attempts_fourth
import attempts_second
import attempts_third
import jax.numpy as jnp
import nbformat
import numpy as np
import pytest
import wrong_answers_late
import wrong_answers_latest
from right_answers import RIGHT
from wrong_answers import WRONG

import digitlab as dl
from digitlab.exercises import Case, Exercise, Misconception, Result, catalogue
from digitlab.teaching.lessons import ROOT, lesson_paths, tagged

assert wrong_answers_late, wrong_answers_latest  # they add to WRONG
TASKS = {task.name: task for tasks in catalogue().values() for task in tasks}
FUNCTIONS = [name for name, task in TASKS.items() if callable(task.answer)]
WRONG_ANSWERS = [
    pytest.param(name, mistake, answer, id=f"{name}-{mistake}-{number}")
    for name, mistakes in WRONG.items()
    for mistake, answers in mistakes.items()
    for number, answer in enumerate(answers)
]
RIGHT_ANSWERS = [
    pytest.param(name, answer, id=f"{name}-{number}")
    for name, answers in RIGHT.items()
    for number, answer in enumerate(answers)
]
NOTEBOOKS = lesson_paths(ROOT / "notebooks")


def run(code):
    """Run the code of a solution as a cell of a notebook is run, after the imports of a lesson."""
    names = {"np": np, "comb": math.comb}
    exec(compile(code, "a cell", "exec"), names)
    return names


# The exercises themselves


def test_every_lesson_has_three_to_seven_exercises():
    assert list(catalogue()) == list(range(8))
    assert all(3 <= len(tasks) <= 7 for tasks in catalogue().values())
    assert len(TASKS) == sum(map(len, catalogue().values())) >= 40, "a name occurs twice"


@pytest.mark.parametrize("name", TASKS)
def test_an_exercise_is_whole(name):
    task = TASKS[name]
    assert name.isidentifier()
    assert task.title
    assert task.why
    assert len(task.hints) >= 2
    assert len(task.misconceptions) >= 4
    for words in ([m.name for m in task.misconceptions], [m.message for m in task.misconceptions], task.hints):
        assert len(set(words)) == len(words), "two that are the same"
    for mistake in task.misconceptions:
        assert re.fullmatch(r"[a-z0-9-]+", mistake.name)
        assert 1 <= len(re.findall(r"[.?:](?= |$)", mistake.message)) <= 4
        assert any(way is not None for way in (mistake.like, mistake.when, mistake.event, mistake.stops))


ATTEMPTED = {
    (attempt.exercise, attempt.named)
    for module in (attempts_first, attempts_second, attempts_third, attempts_fourth)
    for attempt in module.ATTEMPTS
}


def test_every_misconception_is_in_the_bank_of_wrong_answers():
    missing = {
        f"{name}: {mistake.name}"
        for name, task in TASKS.items()
        for mistake in task.misconceptions
        if mistake.name not in WRONG[name] and (name, mistake.name) not in ATTEMPTED
    }
    assert missing == set()
    assert len(WRONG_ANSWERS) >= 85


@pytest.mark.parametrize(("name", "mistake", "answer"), WRONG_ANSWERS)
def test_a_wrong_answer_is_told_its_mistake(name, mistake, answer):
    result = TASKS[name].check(answer)
    assert (result.outcome, result.misconception) == ("incorrect", mistake), result
    own = [m.message for m in TASKS[name].misconceptions if m.name == mistake]
    assert all(message in result.message for message in own)
    assert not any(m.message in result.message for m in TASKS[name].misconceptions if m.name != mistake)
    if own:
        assert len(result.message.removesuffix(own[0])) > 15, "it says what was seen"


@pytest.mark.parametrize("name", TASKS)
def test_the_solution_as_it_is_shown_is_accepted(name):
    solution = TASKS[name].solution()
    result = TASKS[name].check(run(solution.code)[name])
    assert (result.outcome, result.misconception) == ("correct", None), result


@pytest.mark.parametrize(("name", "answer"), RIGHT_ANSWERS)
def test_a_right_answer_written_otherwise_is_accepted(name, answer):
    result = TASKS[name].check(answer)
    assert (result.outcome, result.misconception) == ("correct", None), result


@pytest.mark.parametrize("name", [name for name in TASKS if name not in FUNCTIONS])
def test_a_value_that_is_asked_for_is_not_given_away(name):
    right = str(TASKS[name].answer)
    answers = [answer for mistake, answers in WRONG[name].items() if mistake != "text" for answer in answers]
    said = [TASKS[name].check(answer).message for answer in answers]
    said += [repr(TASKS[name].hint(99)), TASKS[name].check(7).message]
    assert not any(right in text.replace(",", "") or right in text for text in said)


def test_every_exercise_has_a_right_answer_written_otherwise():
    assert set(RIGHT) == set(TASKS)


def perturbed(value, rng):
    """Return an answer that is wrong in a way that nobody has thought of."""
    if isinstance(value, tuple):
        return tuple(perturbed(part, rng) for part in value)
    value = np.asarray(value)
    if value.dtype.kind in "iub":
        return value.astype(int) + rng.integers(11, 30, value.shape)
    return value + rng.uniform(0.11, 0.17, value.shape) * (1 + np.abs(value))


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in ("deal", "strictest_threshold")])
def test_a_mistake_that_nobody_has_thought_of_gets_no_name(name):
    """Better none than a wrong one. (The two left out have names for all that can go wrong.)"""

    def answer(*arguments):
        return perturbed(TASKS[name].answer(*arguments), np.random.default_rng(0))

    result = TASKS[name].check(answer)
    assert (result.outcome, result.misconception) == ("incorrect", None), result


@pytest.mark.parametrize("name", FUNCTIONS)
def test_wild_numbers_are_not_taken_for_right(name, monkeypatch):
    monkeypatch.setattr("digitlab.exercises.diagnosis.search._PATIENCE", 0.02)
    for wild in (0.5, np.nan, np.inf, -7, np.zeros((2, 3)), np.zeros(0), [1, 2], (np.nan, np.nan), True):
        result = TASKS[name].check(lambda *arguments, wild=wild: wild)
        assert result.outcome == "incorrect", (wild, result)


# Not attempted


def stubs(name):
    """Return all that a learner may have left of the stub."""
    if name not in FUNCTIONS:
        halves = [{"A": "overfitting", "B": ..., "C": "underfitting"}] if name == "verdicts" else []
        return [..., None, *halves]
    head = f"def {name}{inspect.signature(TASKS[name].answer)}:\n"
    bodies = (
        '    """What it is for."""\n    ...  # your code',
        "    pass",
        "    ...",
        "    return ...",
        "    return None",
        '    raise NotImplementedError("not yet")',
    )
    return [..., None, *(run(head + body)[name] for body in bodies)]


@pytest.mark.parametrize("name", TASKS)
def test_a_stub_is_not_attempted(name):
    for stub in stubs(name):
        result = TASKS[name].check(stub)
        assert (result.outcome, result.misconception) == ("not attempted", None), result
        assert "dots" in result.message


# Answers that aren't even wrong, with an exercise of one argument and one of five


class Odd:
    """Something that refuses everything."""

    def __getattr__(self, name):
        raise RuntimeError("no")

    def __array__(self, *_, **__):
        raise RuntimeError("no")

    def __len__(self):
        raise RuntimeError("no")

    def __eq__(self, other):
        raise RuntimeError("no")

    __hash__ = None


@pytest.mark.parametrize(
    ("answer", "mistake", "words"),
    [
        ("scale", "not-a-function", "a text"),
        (np.zeros((2, 3)), "not-a-function", "an array of shape (2, 3)"),
        (3, "not-a-function", "the number 3"),
        (lambda: 1, "wrong-arguments", "called with 1 argument, but it can't take it: its arguments are none"),
        (lambda a, b: a, "wrong-arguments", "its arguments are a, b"),
        (lambda *, images: images, "wrong-arguments", "can't take it"),
        (lambda images: print("", end=""), "no-return", "Does it end with `return`"),
        ([].append, "no-return", "Does it end with `return`"),
        (lambda images: str(images), "text", "a text"),
        (lambda images: (row / 255 for row in images), "generator", "a generator, which computes nothing before"),
        (lambda images: map(abs, images), "generator", "a map, which computes nothing"),
        (lambda images: np.sum, "function", "It is a function, not its result"),
        (lambda images: {"a": 1}, "not-numbers", "a dict"),
        (lambda images: {1, 2}, "not-numbers", "a set"),
        (lambda images: [[1, 2], [3]], "not-numbers", "rows of unequal lengths"),
        (lambda images: images * 1j, "not-numbers", "Numbers were expected"),
        (lambda images: Odd(), "not-numbers", "Numbers were expected"),
        (lambda images: np.array(["a"]), "not-numbers", "Numbers were expected"),
        (lambda images: images[0] / 255, "wrong-shape", "shape (4, 5), where shape (3, 4, 5) was expected"),
        (lambda images: np.full(images.shape, np.nan), "not-finite", "`nan` and `inf` come from"),
        (lambda images: images / 0, "division-by-zero", "something was divided by 0"),
    ],
)
def test_what_is_not_even_wrong_gets_its_own_sentence(answer, mistake, words):
    result = TASKS["scale"].check(answer)
    assert (result.outcome, result.misconception) == ("incorrect", mistake), result
    assert words in result.message


def test_no_answer_makes_a_check_fail(monkeypatch):
    monkeypatch.setattr("digitlab.exercises.diagnosis.search._PATIENCE", 0.02)
    odd = [Odd(), Odd, object(), type, [], {}, "", b"x", 1j, float("nan"), np.array(None), iter([1]), Exception]
    for task in TASKS.values():
        for thing in odd:
            for answer in (thing, lambda *arguments, thing=thing: thing):
                assert task.check(answer).outcome == "incorrect", (task.name, thing)


def test_an_answer_that_stops_is_explained_by_its_own_line(tmp_path, monkeypatch):
    path = tmp_path / "learner.py"
    path.write_text(
        "import numpy as np\n"
        "def helper(Z):\n"
        "    return np.exp(Z).sum(axis=2)\n"
        "def tempered_softmax(Z, T):\n"
        "    powers = Z / T\n"
        "    return powers / helper(powers)\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    import learner

    result = TASKS["tempered_softmax"].check(learner.tempered_softmax)
    assert result.misconception == "axis-out-of-range"
    assert "in line 3, `return np.exp(Z).sum(axis=2)`, with AxisError: axis 2 is out of bounds" in result.message
    assert "The array has fewer axes than that." in result.message
    assert "`Z` is an array of shape (3, 5)" in result.message
    assert "It was called with Z of shape (3, 5), T = 2." in result.message
    assert "Traceback" not in result.message
    del sys.modules["learner"]


def test_dividing_bytes_in_place_is_explained() -> None:
    def scale(images):  # type: ignore[no-untyped-def]
        images /= 255
        return images

    result = TASKS["scale"].check(scale)
    assert result.misconception == "no-room-for-decimals"
    assert "An array of whole numbers has no room for decimals" in result.message


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        (lambda x: sys.exit(3), "ends-the-program"),
        (lambda x: undefined, "unknown-name"),  # noqa: F821
        (lambda x: answers_itself(x), "endless-recursion"),
        (lambda x: x.no_such_thing(), "list-for-array"),
        (lambda x: [][1], "index-out-of-range"),
        (lambda *x: raise_unprintable(), "stopped"),
        (operator.itemgetter(99), "index-out-of-range"),
    ],
)
def test_an_answer_that_ends_the_program_or_recurses_is_explained(answer, mistake):
    result = TASKS["count_points"].check(answer)
    assert result.misconception == mistake
    assert re.search(r"stopped( in line \d+.*,)? with (SystemExit|\w+Error)", result.message)


class UnprintableError(Exception):
    def __str__(self):
        raise RuntimeError("no")


def raise_unprintable():
    raise UnprintableError


def answers_itself(x):
    return answers_itself(x)


def test_the_learner_may_stop_a_check():
    def interrupted(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        TASKS["count_points"].check(interrupted)


def test_an_answer_can_not_spoil_the_exercise():
    def spoiled(images):
        images[:] = 0
        return images / 255

    assert TASKS["scale"].check(spoiled).outcome == "incorrect"
    assert TASKS["scale"].check(lambda images: images / 255).outcome == "correct"


def test_an_answer_that_is_right_but_changes_its_argument_is_told_so():
    def sort_in_place(confidence, share):
        confidence.sort()
        return confidence[int(share * len(confidence))]

    result = TASKS["strictest_threshold"].check(sort_in_place)
    assert result.misconception == "changed-argument"
    assert result.message.startswith("The numbers are right.")


def test_an_answer_that_differs_each_time_is_told_so():
    calls = []

    def drifting(height, width):
        calls.append(1)
        return 20 / max(height, width) + (len(calls) > 6)

    assert TASKS["scale_factor"].check(drifting).misconception == "differs-each-time"


def test_a_whole_number_must_be_whole_but_may_be_a_float():
    assert TASKS["count_points"].check(lambda strokes: np.sum([len(s) for s in strokes])).outcome == "correct"
    near = TASKS["count_points"].check(lambda strokes: sum(map(len, strokes)) + 1e-5)
    assert near.outcome == "incorrect"
    result = TASKS["output_size"].check(lambda s, k, p, d: (s + 2 * p - k) / d + 1.25)
    assert (result.misconception, "26.25" in result.message) == ("fraction", True)


def test_warnings_of_numpy_stay_out_of_the_notebook(recwarn):
    TASKS["tempered_softmax"].check(lambda Z, T: np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True))
    assert not recwarn.list


def test_tolerances_tell_rounding_from_mistakes():
    task = TASKS["scale"]
    assert task.check(lambda images: images / 255 * (1 + 5e-5)).outcome == "correct"
    assert task.check(lambda images: images / 255 * (1 + 5e-4)).outcome == "incorrect"
    assert task.check(lambda images: (images / 255).astype(jnp.bfloat16)).outcome == "incorrect"


# The public face


def test_an_exercise_is_found_by_its_name_and_stays_the_same():
    assert dl.exercise("one_hot_rows") is TASKS["one_hot_rows"]
    assert "One-hot labels" in repr(dl.exercise("one_hot_rows"))
    with pytest.raises(
        ValueError, match=r"none named 'onehot'. There are, lesson 0: count_points, .*; lesson 1: "
    ):
        dl.exercise("onehot")


def made_up(**settings):
    square = Misconception("square", "That is `x` times x.", like=lambda x: x**2)
    return Exercise("twice", "Twice <as much>", lambda x: 2 * x, [Case("x = 3", 3)], [square], **settings)


def test_hints_come_one_by_one():
    task = made_up(hints=["first", "second `a < b`"])
    assert "<em>all</em> of `2 * a * b`" in made_up(hints=["*all* of `2 * a * b`"]).hint()._repr_html_().replace(
        "<code>", "`"
    ).replace("</code>", "`")
    assert task.hint().hints == ("first",)
    assert "Run the cell again" in repr(task.hint(1))
    assert repr(task.hint()).splitlines()[:2] == ["Hint 1 of 2: first", "Hint 2 of 2: second `a < b`"]
    assert task.hint().hints == ("first", "second `a < b`")
    assert "last hint" in repr(task.hint())
    assert task.hint(99).hints == task.hint(2).hints
    assert "<code>a &lt; b</code>" in task.hint()._repr_html_()


def test_the_solution_shows_code_and_reason():
    solution = made_up(code="twice = 1 < 2\n", why="So & so.").solution()
    assert repr(solution) == "One solution: Twice <as much>\n\ntwice = 1 < 2\n\nWhy: So & so."
    page = solution._repr_html_()
    assert "twice = 1 &lt; 2</pre>" in page
    assert "Twice &lt;as much&gt;" in page
    assert "So &amp; so." in page


@pytest.mark.parametrize(
    ("answer", "outcome", "word"),
    [
        (lambda x: x + x, "correct", "Correct."),
        (lambda x: x * x, "incorrect", "Not right yet."),
        (lambda x: ..., "not attempted", "Not attempted."),
        (lambda x: "<script>alert(1)</script>", "incorrect", "Not right yet."),
    ],
)
def test_a_result_has_a_word_in_the_page_and_in_the_text(answer, outcome, word):
    result = made_up().check(answer)
    assert result.outcome == outcome
    page = result._repr_html_()
    assert f'data-outcome="{outcome}"' in page
    assert f"<strong>{word}</strong>" in page
    assert 'role="status"' in page
    assert "<script" not in page
    assert word in repr(result)
    assert result.message in repr(result)


def test_the_three_outcomes_look_different_without_colour():
    faces = {re.sub(r"#\w{6}", "", Result(outcome, "")._repr_html_()) for outcome in ("correct", "incorrect")}
    assert len(faces) == 2
    signs = {repr(Result(outcome, ""))[0] for outcome in ("correct", "incorrect", "not attempted")}
    assert len(signs) == 3


# The notebooks


def squeezed(text):
    return re.sub(r"\s+", "", text)


def body(code):
    """Return a solution without its first line and docstring."""
    return code.split('"""')[-1] if code.startswith("def") else code.split("=", 1)[1]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_solution_stands_in_a_notebook(path):
    text = squeezed("\n".join("".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"]))
    for name, task in TASKS.items():
        code = task.solution().code
        assert squeezed(code) not in text, name
        assert squeezed(body(code)) not in text, name


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_lesson_has_its_exercises_each_with_stub_check_and_hints(path):
    notebook = nbformat.read(path, as_version=4)
    expected = catalogue()[int(path.stem[:2])]
    places = {cell.id: place for place, cell in enumerate(notebook.cells)}
    assert set(tagged(notebook, "exercise")) == {task.name for task in expected}
    for task in expected:
        stub, check, hints = (tagged(notebook, kind)[task.name] for kind in ("exercise", "check", "hints"))
        place = places[stub.id]
        assert [places[check.id], places[hints.id]] == [place + 1, place + 2]
        assert notebook.cells[place - 1].source.startswith(f"### Exercise: {task.title}\n")
        assert check.source == f'dl.exercise("{task.name}").check({task.name})'
        calls = [f'# dl.exercise("{task.name}").{what}()' for what in ("hint", "solution")]
        assert hints.source.splitlines() == calls
        left = run(stub.source)[task.name]
        assert TASKS[task.name].check(left).outcome == "not attempted"
        if callable(task.answer):
            assert inspect.signature(left) == inspect.signature(task.answer)
            assert left.__doc__ == task.answer.__doc__


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_an_exercise_takes_no_name_that_the_lesson_uses(path):
    """An answer must not replace something that a later cell calls."""
    notebook = nbformat.read(path, as_version=4)
    own = {cell.id for kind in ("exercise", "check", "hints") for cell in tagged(notebook, kind).values()}
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code" and cell.id not in own)
    taken = [name for name in tagged(notebook, "exercise") if re.search(rf"\b{name}\b", code)]
    assert taken == []


def test_the_teachers_example_runs(tmp_path):
    """The exercise in CONTRIBUTING.md is one, and is told apart as the text says."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    code = re.search(r"## Write an exercise in ten lines\n.*?```python\n(.*?)```", text, re.DOTALL)[1]
    path = Path(tmp_path) / "teacher.py"
    path.write_text(code, encoding="utf-8")
    sys.path.insert(0, str(tmp_path))
    try:
        import teacher
    finally:
        sys.path.remove(str(tmp_path))
    task = teacher.EXERCISE
    assert task.check(task.answer).outcome == "correct"
    assert task.check(run(task.solution().code)[task.name]).outcome == "correct"
    for mistake in task.misconceptions:
        assert task.check(mistake.like).misconception == mistake.name


# What was taken for right once


def kept_at_regular_steps(count, share, seed):
    every = round(1 / share)
    numbers = np.arange(count)
    return numbers[numbers % every != seed % every], numbers[numbers % every == seed % every]


def dealt_with_one_too_many(count, share, seed):
    order = np.random.default_rng(seed).permutation(count)
    return order[round(share * count) + 1 :], order[: round(share * count) + 1]


TAKEN_FOR_RIGHT = {
    "deal": [
        kept_at_regular_steps,
        dealt_with_one_too_many,
        lambda count, share, seed: np.split(np.random.permutation(count), [count - round(share * count)]),  # noqa: NPY002
        lambda count, share, seed: np.split(np.roll(np.arange(count), seed), [count - round(share * count)]),
    ],
    "top_two": [
        lambda P, labels: (P[np.arange(len(labels)), labels] > 0.25).mean(),
        lambda P, labels: (P[np.arange(len(labels)), labels] >= P.mean(axis=1)).mean(),
    ],
    "strictest_threshold": [
        lambda confidence, share: np.sort(confidence)[int(share * len(confidence))] - 1e-5,
        lambda confidence, share: np.quantile(confidence, share, method="lower"),
    ],
    "calibration_error": [
        lambda confidence, correct, bins: TASKS["calibration_error"].answer(confidence, correct, bins - 1),
        lambda confidence, correct, bins: TASKS["calibration_error"].answer(confidence, correct, bins + 1),
    ],
    "safe_loss": [lambda Z, labels: -np.log(np.exp(Z - Z.mean(axis=1, keepdims=True)) + 1e-300)[:, 0].mean()],
}


@pytest.mark.parametrize("name", TAKEN_FOR_RIGHT)
def test_what_was_taken_for_right_once_is_refused(name):
    for answer in TAKEN_FOR_RIGHT[name]:
        assert TASKS[name].check(answer).outcome == "incorrect"


# Hints


def as_arrays(argument):
    """Return the lists of a hint's small case as arrays: strokes and layers as lists of arrays."""
    if not isinstance(argument, list):
        return argument
    try:
        return np.array(argument)
    except ValueError:  # rows of unequal lengths
        return [np.array(part) for part in argument]


class Counting:
    """A network that counts its steps."""

    steps = 0

    def train(self):
        pass

    def eval(self):
        pass


def count_a_step(network, batch):
    network.steps += 1


# What a hint tells of in words: functions, and what they are called with.
STAND_INS = {
    "train_loop": {"network": Counting(), "step": count_a_step, "measure": lambda network: network.steps},
    "equivariance_gap": {"ramp": lambda image: image * [1, 2, 3]},
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_last_hint_shows_a_small_case_with_its_numbers(name):
    task = TASKS[name]
    assert len(task.hints) == 3
    call, gives = re.search(rf"`{name}\((.*)\)` gives `(.*?)`\.$", task.hints[-1]).groups()
    given = eval(f"[{call}]", {"__builtins__": {}}, STAND_INS.get(name, {}))
    arguments = [as_arrays(argument) for argument in given]
    if name in ("count_points", "bounding_box", "pen_travel", "deep_scores"):
        arguments = [[np.array(part) for part in argument] for argument in given]
        arguments = [np.array(given[0]), *arguments[1:]] if name == "deep_scores" else arguments
    want = task.answer(*arguments)
    gives = ast.literal_eval(gives)
    if isinstance(want, tuple):
        assert len(want) == len(gives)
        assert all(np.allclose(a, b, atol=6e-4) for a, b in zip(want, gives, strict=True)), want
    else:
        assert np.shape(want) == np.shape(gives)
        assert np.allclose(want, gives, atol=6e-4), want
