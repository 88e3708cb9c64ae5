"""`read_quiz`: the questions of a quiz from a Markdown file, as a teacher writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from digitlab._shared import files

_MAX_BYTES = 200_000
_QUESTION = re.compile(r"\d+\. +(\S.*)")
_OPTION = re.compile(r"- \[([ xX])\] +(\S.*)")
_FORM = (
    'A question begins with "1. ", an option with "- [ ] ", the right one with "- [x] ", and what explains it '
    'with "> ".'
)


@dataclass(frozen=True)
class Question:
    """A question with several answers, of which one is right.

    Attributes:
        text: the question.
        options: the answers to choose from, at least two.
        right: the place of the right one, from 0.
        why: what explains it.
    """

    text: str
    options: tuple[str, ...]
    right: int
    why: str


def read_quiz(path: str | Path) -> tuple[Question, ...]:
    r"""Read the questions of a quiz.

    Args:
        path: a Markdown file, UTF-8: numbered questions; below each its options, a list with a box before each
            and a cross in that of the right one; then, after ">", what explains it. A title may stand before them.

    Returns:
        The questions in their order.

    Raises:
        TypeError: if `path` is no path.
        OSError: if there is no such file, or it can't be read.
        ValueError: if a line is of another form, or a question has fewer than two options, or not one right one;
            the message names the line.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder) / "mine.md"
        ...     _ = file.write_text("1. What is 6 times 7?\n   - [ ] 41\n   - [x] 42\n   > 6 + 6 + ... + 6.\n")
        ...     read_quiz(file)[0].options
        ('41', '42')
    """
    path = files.check_path(path, where="Quiz")
    try:
        lines = files.read_bounded(path, _MAX_BYTES).decode("utf-8").splitlines()
    except FileNotFoundError:
        raise FileNotFoundError(
            f"Quiz: there is no file {path}. Check the folder and the spelling; the lessons' quizzes stand in "
            "notebooks/quizzes."
        ) from None
    except (UnicodeDecodeError, files.TooLargeError):
        raise ValueError(
            f"Quiz: {path.name} is not a text of at most {_MAX_BYTES:,} bytes in UTF-8. Save it as plain text."
        ) from None
    blocks: list[tuple[int, str, list[str]]] = []  # where each question begins, its text, and the lines below it
    for number, line in enumerate(map(str.strip, lines), start=1):
        if found := _QUESTION.fullmatch(line):
            blocks.append((number, found[1], []))
        elif blocks and line:
            blocks[-1][2].append(line)
        elif line and not line.startswith("#"):
            raise ValueError(f"Quiz: line {number} of {path.name} stands before the first question. {_FORM}")
    if not blocks:
        raise ValueError(f"Quiz: {path.name} holds no question. {_FORM}")
    return tuple(_question(path.name, *block) for block in blocks)


def _question(name: str, number: int, text: str, lines: list[str]) -> Question:
    options: list[str] = []
    right: list[int] = []
    why: list[str] = []
    for line in lines:
        if found := _OPTION.fullmatch(line):
            right += [len(options)] if found[1] in "xX" else []
            options.append(found[2])
        elif line.startswith(">"):
            why.append(line[1:].strip())
        else:
            raise ValueError(f"Quiz: below the question in line {number} of {name} stands {line!r:.80}. {_FORM}")
    if len(options) < 2 or len(set(options)) < len(options) or len(right) != 1:
        raise ValueError(
            f"Quiz: the question in line {number} of {name} has {len(options)} options, {len(set(options))} "
            f"different ones, {len(right)} of them right; it needs at least two that differ, and one right one. "
            f"{_FORM}"
        )
    return Question(text, tuple(options), right[0], " ".join(why))
