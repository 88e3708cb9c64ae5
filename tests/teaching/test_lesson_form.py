"""Every lesson has what it must have; and a lesson that lacks something is found."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from lesson_form import form_problems, glossary_problems

from digitlab.teaching.claims import claims, seconds_stated, with_claims_asserted
from digitlab.teaching.lessons import ROOT, lesson_paths

NOTEBOOKS = ROOT / "notebooks"
NAMES = (
    "00_start_here",
    "01_meet_mnist",
    "02_softmax_regression",
    "03_mlp",
    "04_cnn",
    "05_trust",
    "06_draw",
    "07_your_experiment",
)
GOOD = [
    """# Lesson 9: Try

*About 5 minutes to read, 3 to practise; the code runs for about 12 seconds. Needs: nothing.*

After this lesson you can

- try.""",
    """## A part

It reads 90 % of them.<!-- full: share == 0.9 --> See [next](02_softmax_regression.ipynb).

That is most.<!-- always: share > 0.5 -->

> **Ask yourself.** Why?

### Exercise: One

*Core.* Do it.""",
    """### Exercise: Two

*Core.* Do that.""",
    """## In five lines

1. a
2. b
3. c
4. d
5. e

## Three questions

<details><summary>1. One?</summary>

yes
</details>

<details><summary>2. Two?</summary>

no
</details>

<details><summary>3. Three?</summary>

no
</details>""",
]
CODE = 'share = 0.9\nguess = dl.Guess("how many?")'


def write(folder: Path, *texts: str, code: str = CODE) -> Path:
    new = nbformat.v4
    cells = [new.new_markdown_cell(texts[0]), new.new_code_cell(code), *map(new.new_markdown_cell, texts[1:])]
    (folder / "02_softmax_regression.ipynb").write_text("{}", encoding="utf-8")
    path = folder / "09_try.ipynb"
    nbformat.write(new.new_notebook(cells=cells), path)
    return path


def test_all_eight_lessons_are_there() -> None:
    assert tuple(path.stem for path in lesson_paths(NOTEBOOKS)) == NAMES


@pytest.mark.parametrize("path", lesson_paths(NOTEBOOKS), ids=lambda path: path.stem)
def test_a_lesson_has_what_it_must_have(path: Path) -> None:
    assert form_problems(path) == []


@pytest.mark.parametrize("path", lesson_paths(NOTEBOOKS), ids=lambda path: path.stem)
def test_a_lesson_states_at_most_a_minute_of_computing(path: Path) -> None:
    assert 0 < (seconds_stated(nbformat.read(path, as_version=4)) or 0) <= 60


def test_the_glossary() -> None:
    assert glossary_problems(NOTEBOOKS / "glossary.md") == []


def test_a_good_lesson_has_no_problem(tmp_path: Path) -> None:
    assert form_problems(write(tmp_path, *GOOD)) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("About 5 minutes to read, 3", "3", "the minutes to read and to practise"),
        ("runs for about 12 seconds", "runs", "the seconds that the code runs for"),
        ("After this lesson you can", "Now", "what the learner will be able to do"),
        ("5. e", "", "no recap in five lines"),
        ("<summary>2. Two?</summary>", "", "no three questions"),
        ("> **Ask yourself.** Why?", "", "fewer than two moments to predict"),
        ("## A part", "#### A part", "headings"),
        ("02_softmax_regression.ipynb", "02_gone.ipynb", "a link leads nowhere: 02_gone.ipynb"),
        ("[next](02_softmax_regression.ipynb)", "", "links to no other lesson"),
        ("<!-- full: share == 0.9 -->", "", "a percentage without a mark"),
        ("## A part", "## A part\n\n![](x.png)", "a picture has no alt text"),
        ("*Core.* Do it.", "Do it.", "Exercise: One is neither core nor stretch"),
        ("*Core.* Do it.", "*Stretch.* Do it.", "fewer than two exercises are core"),
    ],
)
def test_a_lesson_that_lacks_something_is_found(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    texts = [text.replace(old, new) for text in GOOD]
    assert texts != GOOD
    found = form_problems(write(tmp_path, *texts))
    assert any(complaint in problem for problem in found), found


def test_a_lesson_in_which_nothing_moves_is_found(tmp_path: Path) -> None:
    assert "nothing moves in it" in form_problems(write(tmp_path, *GOOD, code="share = 0.9"))


def test_a_mark_becomes_an_assertion_behind_its_text(tmp_path: Path) -> None:
    notebook = nbformat.read(write(tmp_path, *GOOD), as_version=4)
    assert claims(notebook) == [(2, "share == 0.9"), (2, "share > 0.5")]
    asserted = with_claims_asserted(notebook)
    assert len(asserted.cells) == len(notebook.cells) + 2
    for cell, wrong in zip(asserted.cells[3:5], (0.8, 0.4), strict=True):
        exec(cell.source, {"share": 0.9})
        with pytest.raises(AssertionError, match="what isn't so: share "):
            exec(cell.source, {"share": wrong})


def test_marks_of_the_full_set_are_left_out_elsewhere(tmp_path: Path) -> None:
    notebook = nbformat.read(write(tmp_path, *GOOD), as_version=4)
    asserted = with_claims_asserted(notebook, ("always",))
    assert len(asserted.cells) == len(notebook.cells) + 1
    assert "share > 0.5" in asserted.cells[3].source


def test_the_glossary_is_checked(tmp_path: Path) -> None:
    write(tmp_path, *GOOD)
    glossary = tmp_path / "glossary.md"
    glossary.write_text("# Glossary\n\n**try** To try. ([9](09_try.ipynb))\n", encoding="utf-8")
    assert glossary_problems(glossary) == []
    glossary.write_text(
        "# Glossary\n\n**zebra** An animal. ([9](09_try.ipynb))\n\n**try** ([8](08.ipynb))\n\n**urn** A vessel.\n",
        encoding="utf-8",
    )
    assert glossary_problems(glossary) == [
        "the entries are not in alphabetical order",
        "zebra: 09_try.ipynb doesn't use the term",
        "try: 08.ipynb doesn't exist",
        "urn: no lesson is named",
    ]
