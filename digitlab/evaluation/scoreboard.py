"""The thread of the course: your own ten digits, and one table that grows from lesson to lesson."""

from __future__ import annotations

import html
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from flax import nnx

from digitlab._shared import arguments, files
from digitlab.data.datasets import Dataset
from digitlab.evaluation import prediction
from digitlab.handwriting.writing import ten_digits
from digitlab.models.networks import count_parameters
from digitlab.strokes.drawings import load_drawings
from digitlab.strokes.rendering import render_many

# Where lesson 0 saves the learner's ten digits, seen from the folder of the notebooks.
DRAWINGS = Path("drawings/my_digits.json")
TABLE = Path("models/scores.json")
# The name of the data set where the learner has drawn nothing.
OTHER_HAND = "digitlab's handwriting"
_FORMAT = "digitlab scores"
_MAX_BYTES = 1_000_000
_MAX_TEXT = 200
_MOST_SECONDS = 1e9


def my_digits(path: str | Path = DRAWINGS) -> Dataset:
    """Return the learner's own digits as images, or digits that digitlab writes where there are none.

    Args:
        path: the file that lesson 0 saves. A drawing without a label is left out.

    Returns:
        A `Dataset` named "your digits" or "digitlab's handwriting".

    Raises:
        TypeError: if `path` is no path.
        ValueError: if no file can have that name, or the file is damaged.
        OSError: if the file can't be read.

    Example:
        >>> my_digits("drawings/there_is_no_such_file.json")
        <Dataset digitlab's handwriting: 10 images of 28 x 28, labels 0 to 9>
    """
    if not files.check_path(path, where="my_digits").is_file():
        return _other_hand()
    drawings, labels = load_drawings(path)
    known = [(drawing, label) for drawing, label in zip(drawings, labels, strict=True) if label is not None]
    if not known:
        return _other_hand()
    digits = np.array([label for _, label in known], np.uint8)
    return Dataset(render_many([drawing for drawing, _ in known]), digits, "your digits")


def _other_hand() -> Dataset:
    return Dataset(render_many(ten_digits()), np.arange(10, dtype=np.uint8), OTHER_HAND)


@dataclass(frozen=True)
class Score:
    """One row of the table.

    Attributes:
        model: its name.
        parameters: how many numbers training could change.
        seconds: of training.
        accuracy: on MNIST's test images, 0 to 1.
        tested: how many test images there were.
        right: how many of the own digits it read.
        own: how many own digits there were.
        misread: such as "7 as 2".
        hand: whose digits they were, "your digits" or "digitlab's handwriting".
    """

    model: str
    parameters: int
    seconds: float
    accuracy: float
    tested: int
    right: int
    own: int
    misread: list[str]
    hand: str


class Scoreboard:
    """The table of all models so far, kept in a file. A model of the same name takes the old one's row.

    Args:
        path: the file; it is made with the first row.

    Example:
        >>> Scoreboard("models/there_is_no_such_file.json").rows
        []
    """

    def __init__(self, path: str | Path = TABLE) -> None:
        self._path = files.check_path(path, where="Scoreboard")
        self.rows: list[Score] = self._load()

    def add(
        self, name: str, model: nnx.Module, test: Dataset, *, seconds: float, own: Dataset | None = None
    ) -> Score:
        """Measure a model, put it into the table and save the table.

        A file in its place that is damaged, or no table, is kept beside it, with ".old" behind its name.

        Args:
            name: of the row.
            model: from (n, 28, 28, 1) to logits (n, 10).
            test: MNIST's test images.
            seconds: how long its training took, for instance ``history.seconds``.
            own: the learner's digits; `my_digits()` if None.

        Returns:
            The new row.

        Raises:
            TypeError, ValueError: if an argument is of the wrong kind, or the table is full.
            OSError: if the file can't be read or written.
        """
        seconds = arguments.check_number(seconds, where="Scoreboard.add", name="seconds", most=_MOST_SECONDS)
        digits = my_digits() if own is None else own
        measured = prediction.evaluate(model, test)
        read = prediction.predict(model, digits.images)
        wrong = np.flatnonzero(read != digits.labels)
        row = Score(
            str(name)[:_MAX_TEXT],
            count_parameters(model),
            seconds,
            measured.accuracy,
            measured.count,
            len(digits) - len(wrong),
            len(digits),
            [f"{digits.labels[place]} as {read[place]}" for place in wrong],
            digits.name,
        )
        with files.changing(self._path):  # another notebook may have added a row since this one looked
            found = self._read()
            rows = [old for old in found or [] if old.model != row.model] + [row]
            content = {"format": _FORMAT, "version": 1, "rows": [asdict(each) for each in rows]}
            text = json.dumps(content, indent=1).encode()
            if len(text) > _MAX_BYTES:
                raise ValueError(
                    f"Scoreboard.add: {self._path} is full: with this row it would have {len(text):,} bytes, and "
                    f"at most {_MAX_BYTES:,} are read again. Begin another table: Scoreboard(path)."
                )
            if found is None:  # damaged, or not ours: somebody may want it
                files.set_aside(self._path)
            files.write_whole(self._path, text)
            self.rows = rows
        return row

    def _load(self) -> list[Score]:
        """Return the saved rows; a file that can't be read, is damaged or not ours shows none."""
        try:
            return self._read() or []
        except OSError:
            return []

    def _read(self) -> list[Score] | None:
        """Return the saved rows, [] where there is no file; None if it is damaged or not ours.

        Raises:
            OSError: if there is one that can't be read.
        """
        try:
            content = json.loads(files.read_bounded(self._path, _MAX_BYTES))
            if content["format"] != _FORMAT:
                return None
            return [_checked(row) for row in content["rows"]]
        except FileNotFoundError:
            return []
        except (ValueError, TypeError, KeyError, RecursionError):
            return None

    def __repr__(self) -> str:
        """Return the table as text."""
        if not self.rows:
            return _EMPTY
        lines = [_HEADINGS, *map(_cells, self.rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
        )

    def _repr_html_(self) -> str:
        if not self.rows:
            return f"<p>{_EMPTY}</p>"
        head = "".join(f'<th style="text-align:left">{html.escape(cell)}</th>' for cell in _HEADINGS)
        body = "".join(
            "<tr>"
            + "".join(f'<td style="text-align:left">{html.escape(cell)}</td>' for cell in _cells(row))
            + "</tr>"
            for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _checked(row: Any) -> Score:
    """Return a row of the file.

    Raises:
        TypeError, ValueError: if a field is missing, unknown, of another kind or out of range.
    """
    score = Score(**row)
    if not isinstance(score.misread, list):
        raise TypeError
    for text in (score.model, score.hand, *score.misread):
        if not isinstance(text, str) or len(text) > _MAX_TEXT:
            raise TypeError
    for count in (score.parameters, score.tested, score.own):
        arguments.check_count(count, where="", name="count", least=0)
    arguments.check_count(score.right, where="", name="right", least=0, most=score.own)
    arguments.check_number(score.accuracy, where="", name="accuracy", most=1)
    arguments.check_number(score.seconds, where="", name="seconds", most=_MOST_SECONDS)
    return score


_EMPTY = "The table is empty: lessons 2 to 5 put their networks into it."
_HEADINGS = ("model", "parameters", "training", "MNIST test", "own digits", "misread")


def _cells(row: Any) -> tuple[str, ...]:
    return (
        row.model,
        f"{row.parameters:,}",
        f"{row.seconds:.0f} s",
        f"{row.accuracy:.2%} of {row.tested:,}",
        f"{row.right} of {row.own}" + (" (digitlab's)" if row.hand == OTHER_HAND else ""),
        ", ".join(row.misread) or "none",
    )
