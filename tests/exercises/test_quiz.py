"""Quizzes are read from Markdown, and a file of another form is refused in a sentence that names the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitlab.exercises import read_quiz

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
GOOD = """# A quiz

1. What is `6 * 7`?
   - [ ] 41
   - [x] 42
   - [ ] 43
   > Six sevens,
   > added up.

2. Which is even?
- [X] 8
- [ ] 9
"""


def written(folder, text):
    path = folder / "mine.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_questions_are_read_in_their_order(tmp_path):
    first, second = read_quiz(written(tmp_path, GOOD))
    assert (first.text, first.options, first.right) == ("What is `6 * 7`?", ("41", "42", "43"), 1)
    assert first.why == "Six sevens, added up."
    assert (second.options, second.right, second.why) == (("8", "9"), 0, "")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (" [x] 42", " [ ] 42", "question in line 3 of mine.md has 3 options, 3 different ones, 0 of them right"),
        ("[ ] 43", "[x] 43", "2 of them right"),
        ("[ ] 43", "[ ] 41", "3 options, 2 different ones"),
        ("- [ ] 9\n", "", "question in line 10 of mine.md has 1 options"),
        ("- [ ] 9", "- 9", "below the question in line 10 of mine.md stands '- 9'"),
        ("# A quiz", "A quiz", "line 1 of mine.md stands before the first question"),
        (GOOD, "", "mine.md holds no question"),
        (GOOD, "x" * 300_000, "is not a text of at most 200,000 bytes"),
    ],
)
def test_another_form_is_refused(tmp_path, old, new, message):
    assert old in GOOD
    with pytest.raises(ValueError, match=message):
        read_quiz(written(tmp_path, GOOD.replace(old, new)))


def test_what_is_no_text_and_what_is_not_there_is_refused(tmp_path):
    path = tmp_path / "mine.md"
    path.write_bytes(b"1. \xff\xfe")
    with pytest.raises(ValueError, match="in UTF-8"):
        read_quiz(path)
    with pytest.raises(FileNotFoundError, match=r"Quiz: there is no file .*gone\.md"):
        read_quiz(tmp_path / "gone.md")
    with pytest.raises(TypeError, match="Quiz"):
        read_quiz(3)


@pytest.mark.parametrize("lesson", sorted(NOTEBOOKS.glob("0*.ipynb")), ids=lambda path: path.stem)
def test_every_lesson_has_a_quiz_of_ten_questions(lesson):
    questions = read_quiz(NOTEBOOKS / "quizzes" / f"{lesson.stem}.md")
    assert len(questions) == 10
    assert all(question.why and len(question.options) >= 3 for question in questions)
    # The right one isn't always at the same place.
    assert len({question.right for question in questions}) == 3
