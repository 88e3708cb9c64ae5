"""A quiz judges each choice at once, and counts the first ones."""

from __future__ import annotations

import pytest

import digitlab as dl

TEXT = """1. Is `a < b` *always* so?
   - [ ] Yes, `a`
   - [x] No
   > Take `a = b`.
2. Which is even?
   - [x] 8
   - [ ] 9
   > <script>
"""


@pytest.fixture
def quiz(tmp_path):
    path = tmp_path / "mine.md"
    path.write_text(TEXT, encoding="utf-8")
    return dl.Quiz(path)


def remarks(quiz):
    return [part.value for part in quiz._remarks]


def test_a_choice_is_judged_and_may_be_mended(quiz):
    assert remarks(quiz) == ["", ""]
    quiz.choose(0, 0)
    assert "No." in remarks(quiz)[0]
    assert "a = b" not in remarks(quiz)[0]  # what explains it would tell the answer
    quiz.choose(0, 1)
    assert "Right." in remarks(quiz)[0]
    assert "Take <code>a = b</code>." in remarks(quiz)[0]
    assert (quiz.first_choices, quiz.right) == ([0, None], 0)
    quiz.choose(1, 0)
    assert (quiz.first_choices, quiz.right) == ([0, 0], 1)
    assert "2 of 2 answered, 1 right at the first choice" in quiz._count.value


def test_words_are_words_and_never_markup(quiz):
    assert "<code>a &lt; b</code> <em>always</em>" in quiz.children[0].value
    assert [label for label, _ in quiz.children[1].options] == ["Yes, a", "No"]
    quiz.choose(1, 0)
    assert "<script>" not in remarks(quiz)[1]
    assert "&lt;script&gt;" in remarks(quiz)[1]


def test_a_page_without_widgets_shows_the_questions_and_no_answer(quiz):
    still = quiz._still()["text/html"]
    assert "Which is even?" in still
    assert "<li>9</li>" in still
    assert "Take" not in still


def test_closing_it_closes_everything_in_it(quiz):
    parts = list(quiz.children)
    quiz.close()
    assert all(part.comm is None for part in parts)
