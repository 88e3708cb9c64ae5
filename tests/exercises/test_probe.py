"""A learner's function is called within bounds: of time, of printing, of what it may change."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from written import written

import digitlab as dl
from digitlab.exercises import Case, Exercise, _probe

TASK = Exercise("answer", "Made up", lambda x: x.sum(), [Case("three numbers", np.array([1.0, 2.0, 4.0]))] * 2)


def timed(answer, task=TASK):
    begin = time.perf_counter()
    result = task.check(answer)
    return result, time.perf_counter() - begin


ENDLESS = {
    "a loop": "while True:\n    pass",
    "a loop that counts": "i = 0\nwhile i != 0.3:\n    i += 0.1\nreturn i",
    "a loop that catches errors": "while True:\n    try:\n        x = x + 1\n    except Exception:\n        pass",
    "a long sleep": "import time\ntime.sleep(60)",
}


@pytest.mark.parametrize("body", ENDLESS.values(), ids=ENDLESS)
@pytest.mark.parametrize("in_a_thread", [False, True])
def test_an_endless_answer_is_stopped_within_five_seconds(body, in_a_thread):
    found = []
    if in_a_thread:
        thread = threading.Thread(target=lambda: found.append(timed(written(body, "x"))))
        thread.start()
        thread.join(20)
    else:
        found.append(timed(written(body, "x")))
    (result, seconds), *_ = found
    assert (result.outcome, result.misconception) == ("incorrect", "endless")
    assert "still running after 3.5 seconds" in result.message
    assert seconds < 5


def test_an_endless_answer_leaves_no_thread_behind_that_works():
    before = threading.active_count()
    TASK.check(written("while True:\n    pass", "x"))
    time.sleep(0.3)
    assert threading.active_count() <= before


PRINTING = """
import os, sys, time
sys.path.insert(0, {helpers!r})
from written import written
import digitlab as dl

begin = time.perf_counter()
body = "while True:\\n    try:\\n        print('.' * 99)\\n    except:\\n        pass"
result = dl.exercise("scale").check(written(body, "images"))
print(chr(10), result.misconception, time.perf_counter() - begin < 5)
for _ in range(20):
    time.sleep(0.02)
    print("seen", dl.exercise("scale").check(lambda images: images / 255).outcome)
sys.stdout.flush()
os._exit(0)
"""


def test_an_answer_that_catches_everything_and_prints_for_ever_does_no_harm():
    """It can't be ended, but is kept from printing, and so stands still. In a process of its own: it stays."""
    code = PRINTING.format(helpers=str(Path(written.__code__.co_filename).parent))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert "endless True" in done.stdout
    assert done.stdout.count("seen correct") == 20
    assert len(done.stdout) < 7000


def test_what_an_answer_prints_is_seen_and_kept_within_bounds(capsys):
    result = TASK.check(written("print('inside', x.sum())\nreturn x.sum()", "x"))
    assert result.outcome == "correct"
    assert "inside 7.0" in capsys.readouterr().out
    TASK.check(written("print('.' * 10**6)\nreturn x.sum()", "x"))
    assert len(capsys.readouterr().out) < 30_000


def test_what_the_search_for_a_mistake_runs_prints_nothing(capsys):
    result = TASK.check(written("print('once')\nreturn x.sum() + 1", "x"))
    assert result.misconception == "off-by-one"
    assert capsys.readouterr().out.count("once") == 2  # one for each case


def test_other_threads_print_as_ever_while_a_check_runs(capsys):
    thread = threading.Timer(0.1, lambda: print("from elsewhere"))
    thread.start()
    TASK.check(written("import time\ntime.sleep(0.3)\nreturn x.sum()", "x"))
    thread.join()
    assert "from elsewhere" in capsys.readouterr().out


def test_printing_instead_of_returning_is_named():
    result = TASK.check(written("print(x.sum())", "x"))
    assert result.misconception == "prints"
    assert "What it printed: 7.0" in result.message


def test_what_was_computed_first_is_told_with_its_place_and_number():
    task = dl.exercise("safe_loss")
    body = "total = np.exp(Z).sum(axis=1)\nreturn (np.log(total) - Z[np.arange(len(Z)), labels]).mean()"
    result = task.check(written(body, "Z, labels"))
    assert result.misconception == "overflow"
    assert "First, in line 2, `np.exp(Z)`, the result is too large for a float" in result.message
    assert "the largest number in `Z` is 1001 in row 0" in result.message


def test_one_array_where_two_were_expected_is_told_so():
    task = dl.exercise("momentum_step")
    result = task.check(lambda W, velocity, gradient, rate, momentum: W - rate * (momentum * velocity + gradient))
    assert result.misconception == "wrong-number"
    assert "2 values were expected, but it gives one array, of shape (4, 3)" in result.message


def test_every_right_answer_is_checked_in_less_than_a_third_of_a_second():
    """A bound far above what is measured (milliseconds); it only shows that nothing is searched for."""
    for name in (name for tasks in dl.exercises.catalogue().values() for name in (task.name for task in tasks)):
        task = dl.exercise(name)
        best = min(timed(task.answer, task)[1] for _ in range(3))
        assert best < 0.3, (name, best)


def test_a_stub_is_told_from_one_that_was_begun():
    assert _probe.is_stub(written("...", "x"))
    assert not _probe.is_stub(written("y = x", "x"))
