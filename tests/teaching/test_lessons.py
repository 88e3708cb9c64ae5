"""The runner of the lessons, and the clean form in which notebooks are committed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.validator import iter_validate

from digitlab.teaching.lessons import ROOT, STARTERS, main, run_lessons

ALL = [path for pattern in ("*.ipynb", STARTERS) for path in sorted((ROOT / "notebooks").glob(pattern))]
# A path that works on one computer only, also inside quotes: /home/me, C:\Users, ~/data.
ABSOLUTE = re.compile(r"""(?:^|[\s"'`(=])(/(?:home|Users|root|tmp|mnt|opt|work)/|[A-Z]:\\|~/)""")


def problems(path: Path) -> list[str]:
    """Return what is wrong with the form of a notebook."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    found = [f"not a valid notebook: {error.message}" for error in iter_validate(raw)]
    if (raw["nbformat"], raw["nbformat_minor"]) < (4, 5):
        found.append("a format before 4.5, which has no cell ids")
    if raw["metadata"].get("kernelspec", {}).get("name") != "python3":
        found.append("the kernel is not python3")
    if "widgets" in raw["metadata"]:
        found.append("saved widgets, which show as errors in a new kernel")
    ids = [cell.get("id") for cell in raw["cells"]]
    if None in ids or len(set(ids)) < len(ids):
        found.append("a cell has no id, or one that another has too")
    first = "".join(raw["cells"][0].get("source", "")) if raw["cells"] else ""
    if not raw["cells"] or raw["cells"][0]["cell_type"] != "markdown" or first[:2] != "# ":
        found.append("the first cell is not a heading")
    for index, cell in enumerate(raw["cells"]):
        if cell.get("outputs"):
            found.append(f"cell {index} has outputs")
        if cell.get("execution_count") is not None:
            found.append(f"cell {index} has an execution count")
        if match := ABSOLUTE.search("".join(cell.get("source", ""))):
            found.append(f"cell {index} names a path of one computer: {match[1]}")
    return found


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_notebook_is_committed_in_a_clean_form(path: Path) -> None:
    assert problems(path) == []


def test_the_code_in_the_notebooks_is_clean() -> None:
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *map(str, ALL)],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def write(path: Path, *sources: str) -> Path:
    """Write a notebook of a heading and some code cells, in the form that is committed."""
    new = nbformat.v4
    cells = [new.new_markdown_cell("# Heading"), *map(new.new_code_cell, sources)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def test_a_clean_notebook_has_no_problems(tmp_path: Path) -> None:
    assert problems(write(tmp_path / "0.ipynb", "print('data/x', 1 / 2)")) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda n: n["cells"][1].update(execution_count=3), "cell 1 has an execution count"),
        (
            lambda n: n["cells"][1].update(outputs=[{"output_type": "stream", "name": "stdout", "text": "1"}]),
            "cell 1 has outputs",
        ),
        (lambda n: n["cells"][1].pop("id"), "a cell has no id"),
        (lambda n: n["cells"][1].update(id=n["cells"][0]["id"]), "a cell has no id"),
        (lambda n: n["cells"].pop(0), "the first cell is not a heading"),
        (lambda n: n["cells"].clear(), "the first cell is not a heading"),
        (lambda n: n["cells"][0].update(source="Heading"), "the first cell is not a heading"),
        (lambda n: n["metadata"].clear(), "the kernel is not python3"),
        (lambda n: n["metadata"].update(widgets={}), "saved widgets"),
        (lambda n: n.update(nbformat_minor=4), "a format before 4.5"),
        (lambda n: n["cells"][1].pop("source"), "not a valid notebook"),
        (lambda n: n["cells"][1].update(source='open("/home/me/x")'), "cell 1 names a path"),
        (lambda n: n["cells"][1].update(source="Path('~/x')"), "cell 1 names a path"),
    ],
)
def test_an_unclean_notebook_is_found(tmp_path: Path, change, complaint: str) -> None:  # type: ignore[no-untyped-def]
    path = write(tmp_path / "0.ipynb", "1 + 1")
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert any(complaint in problem for problem in problems(path)), problems(path)


def test_a_claim_that_does_not_hold_fails_the_lesson(tmp_path: Path) -> None:
    path = write(tmp_path / "notebooks" / "01_claims.ipynb", "share = 0.25")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell("It is 30 %. <!-- always: share == 0.3 -->"))
    nbformat.write(notebook, path)
    (unasked,) = run_lessons(path.parent)
    assert unasked.passed
    (asked,) = run_lessons(path.parent, claims=("always",))
    assert not asked.passed
    assert "share == 0.3" in str(asked.error)


@pytest.mark.slow
def test_the_runner(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """One lesson finds what another saved, a failure is told and doesn't stop the rest."""
    folder = tmp_path / "notebooks"
    save = "from pathlib import Path\nPath('models').mkdir()\nPath('models/a').write_text('7')"
    load = "import os\nprint('found', Path('models/a').read_text(), os.environ['DIGITLAB_SOURCE'])"
    widget = "import digitlab as dl\ndl.Guess('a widget?')"
    write(folder / "02_save.ipynb", save, "import matplotlib; print(matplotlib.get_backend())", widget)
    write(folder / "03_fails.ipynb", "raise ValueError('as meant')")
    write(folder / "04_load.ipynb", "from pathlib import Path", load)
    write(folder / "notes.ipynb", "raise ValueError('not a lesson')")
    write(folder / "starters" / "1_begin.ipynb", "from pathlib import Path", "print('in', Path.cwd().name)")
    (folder / "models").mkdir()
    (folder / "models" / "a").write_text("the learner's own", encoding="utf-8")
    html = tmp_path / "html"

    results = run_lessons(folder, html, {"DIGITLAB_SOURCE": "sample"})

    assert [result.name for result in results] == [
        "02_save.ipynb",
        "03_fails.ipynb",
        "04_load.ipynb",
    ]
    assert [result.passed for result in results] == [True, False, True]
    assert "ValueError: as meant" in str(results[1].error)
    assert "\x1b" not in str(results[1].error)
    assert all(result.seconds > 0 for result in results)
    assert "inline" in (html / "02_save.html").read_text(encoding="utf-8")
    page = (html / "02_save.html").read_text(encoding="utf-8")
    assert "Predict, then run. a widget?</pre>" in " ".join(page.split()), "a page shows a widget's text"
    assert "ValueError" in (html / "03_fails.html").read_text(encoding="utf-8")
    assert "found 7 sample" in (html / "04_load.html").read_text(encoding="utf-8")
    assert (folder / "models" / "a").read_text(encoding="utf-8") == "the learner's own"
    assert not problems(folder / "02_save.ipynb"), "the tree must stay as it was"

    code = main(["03", "--notebooks", str(folder), "--html", str(html)])
    said = capfd.readouterr()
    assert code == 1
    assert re.search(r"03_fails.ipynb +- +\d+\.\d  FAILED", said.out)
    assert "ValueError: as meant" in said.err
    assert main(["02", "--notebooks", str(folder), "--html", str(html)]) == 0
    assert re.search(r"02_save.ipynb +- +\d+\.\d  passed", capfd.readouterr().out)
    assert main(["09", "--notebooks", str(folder), "--html", str(html)]) == 1
    capfd.readouterr()
    assert main(["starters/1", "--notebooks", str(folder), "--html", str(html)]) == 0
    assert re.search(r"starters/1_begin.ipynb +- +\d+\.\d  passed", capfd.readouterr().out)
    assert "in starters" in (html / "starters" / "1_begin.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_runner_fills_exercises_in_and_reads_their_checks(tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    path = write(
        folder / "02_task.ipynb",
        "from IPython.display import HTML",
        "answer = ...",
        "said = {6: 'correct', ...: 'not attempted'}.get(answer, 'incorrect')\n"
        "HTML(f'<p data-outcome=\"{said}\">')",
    )
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[2].metadata["tags"] = ["exercise:six"]
    notebook.cells[3].metadata["tags"] = ["other", "check:six"]
    nbformat.write(notebook, path)

    given, right, wrong = (
        run_lessons(folder, solutions=solutions)[0]
        for solutions in (None, {"six": "answer = 6"}, {"six": "answer = 7"})
    )

    assert given.passed
    assert given.outcomes == {"six": "not attempted"}
    assert right.passed
    assert right.outcomes == {"six": "correct"}
    assert wrong.error == "Every check should say 'correct', but: six: incorrect"


@pytest.mark.slow
def test_learners_notebooks_are_marked(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """One check of a right answer, one of a stub; the notebook's name is the learner's."""
    folder = tmp_path / "handed_in"
    path = write(
        folder / "anna.ipynb",
        "import digitlab as dl\ndl.exercise('scale').check(lambda images: images / 255)",
        "dl.exercise('scale').check(None)",
        "print(1)",
    )
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].metadata["tags"] = ["check:scale"]
    notebook.cells[2].metadata["tags"] = ["check:again"]
    nbformat.write(notebook, path)
    code = main(["--mark", "--notebooks", str(folder), "--html", str(tmp_path / "html")])
    said = capfd.readouterr().out
    assert code == 0
    assert "1 correct, 1 not attempted" in said
    assert "anna.ipynb" in said


def test_no_lessons_are_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--notebooks", str(tmp_path)]) == 0
    assert "There is no lesson" in capsys.readouterr().out
