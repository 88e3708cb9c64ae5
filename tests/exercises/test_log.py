"""Each result in a notebook is kept beside it: no code, no name, within bounds, and only if the learner likes."""

from __future__ import annotations

import json
import threading

import pytest

import digitlab as dl
from digitlab.exercises import Result, log


@pytest.fixture(autouse=True)
def notebook(tmp_path, monkeypatch):
    """As if this were a notebook in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(log, "_in_notebook", lambda: True)
    return tmp_path / log.FILE


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_check_leaves_a_line_without_code(notebook):
    dl.exercise("scale").check(lambda images: images / 256)
    dl.exercise("scale").check(lambda images: images / 255)
    dl.exercise("scale").check(...)
    kept = lines(notebook)
    assert [(one["outcome"], one["mistake"]) for one in kept] == [
        ("incorrect", "divided-by-256"),
        ("correct", None),
        ("not attempted", None),
    ]
    assert all(set(one) == {"exercise", "outcome", "mistake", "time"} for one in kept)
    assert all(one["exercise"] == "scale" and one["time"][10] == "T" for one in kept)


def test_it_is_switched_off_and_on_and_stays_so(notebook):
    dl.exercise("scale").check(...)
    dl.exercises.keep_log(False)
    dl.exercise("scale").check(...)
    assert lines(notebook) == [{"log": "off"}]
    dl.exercises.keep_log(True)
    dl.exercise("scale").check(...)
    assert len(lines(notebook)) == 1
    assert lines(notebook)[0]["exercise"] == "scale"


def test_outside_a_notebook_nothing_is_kept(notebook, monkeypatch):
    monkeypatch.undo()
    dl.exercise("scale").check(...)
    assert not notebook.exists()


def test_two_notebooks_that_check_at_once_lose_nothing(notebook):
    def many(name):
        for _ in range(15):
            log.note(name, Result("correct", ""))

    threads = [threading.Thread(target=many, args=(name,)) for name in ("scale", "deal", "top_two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lines(notebook)) == 45


def test_it_stays_small(notebook, monkeypatch):
    monkeypatch.setattr(log, "_MOST_LINES", 5)
    for number in range(9):
        log.note(f"exercise {number}", Result("correct", ""))
    assert [one["exercise"] for one in lines(notebook)] == [f"exercise {number}" for number in range(4, 9)]


@pytest.mark.parametrize("content", [b"\xff\x00", b"no json\n", b"x" * 2_000_000, b"[1, 2]\n"])
def test_a_file_that_is_spoiled_or_too_large_stops_no_check(notebook, content):
    notebook.write_bytes(content)
    assert dl.exercise("scale").check(lambda images: images / 255).outcome == "correct"


def test_a_folder_that_can_not_be_written_stops_no_check(notebook):
    notebook.mkdir()
    assert dl.exercise("scale").check(lambda images: images / 255).outcome == "correct"
