"""Your ten digits and the growing table."""

from __future__ import annotations

import json
import threading

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

import digitlab as dl
from digitlab._shared import files


class Says(nnx.Module):
    """A network that always answers the same digit."""

    def __init__(self, digit: int) -> None:
        self.digit = digit
        self.weight = nnx.Param(jnp.zeros((3, 5)))

    def __call__(self, x: jax.Array) -> jax.Array:
        return jnp.tile(5.0 * jnp.eye(10)[self.digit], (len(x), 1))


TEST = dl.Dataset(np.full((8, 28, 28), 9, np.uint8), [4, 4, 4, 1, 2, 3, 5, 6])


def test_the_sample_is_ten_digits_of_one_hand():
    first, second = dl.handwriting.ten_digits(), dl.handwriting.ten_digits()
    assert len(first) == 10
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(np.concatenate(one), np.concatenate(other))
    assert len(first[7]) >= 2, "the 7 is crossed"


def test_without_a_file_there_is_digitlabs_handwriting(tmp_path):
    digits = dl.evaluation.my_digits(tmp_path / "none.json")
    assert digits.name == "digitlab's handwriting"
    np.testing.assert_array_equal(digits.labels, range(10))
    np.testing.assert_array_equal(digits.images[3], dl.strokes.render_many([dl.handwriting.ten_digits()[3]])[0])


def test_the_own_digits_come_from_the_file(tmp_path):
    drawings = [dl.handwriting.write_digit(digit, seed=digit) for digit in (7, 2, 5)]
    path = dl.strokes.save_drawings(tmp_path / "mine.json", drawings, [7, None, 5])
    digits = dl.evaluation.my_digits(path)
    assert digits.name == "your digits"
    np.testing.assert_array_equal(digits.labels, [7, 5])
    np.testing.assert_allclose(digits.images[1].astype(int), dl.render_strokes(drawings[2]).astype(int), atol=3)


def test_a_file_without_labels_is_no_file_of_own_digits(tmp_path):
    path = dl.strokes.save_drawings(tmp_path / "mine.json", [dl.handwriting.write_digit(7, seed=0)])
    assert dl.evaluation.my_digits(path).name == "digitlab's handwriting"


def test_a_row_is_measured(tmp_path):
    table = dl.Scoreboard(tmp_path / "scores.json")
    row = table.add("always 4", Says(4), TEST, seconds=12.4)
    assert row.accuracy == pytest.approx(3 / 8)
    assert (row.tested, row.parameters, row.right, row.own) == (8, 15, 1, 10)
    assert row.misread[:2] == ["0 as 4", "1 as 4"]
    assert len(row.misread) == 9
    assert "37.50% of 8" in repr(table)
    assert "12 s" in repr(table)
    assert "1 of 10 (digitlab's)" in repr(table)
    assert "<td" in table._repr_html_()
    assert "is empty" not in repr(table) + table._repr_html_()


def test_the_table_grows_and_is_found_again(tmp_path):
    path = tmp_path / "deep" / "scores.json"
    dl.Scoreboard(path).add("first", Says(4), TEST, seconds=1)
    dl.Scoreboard(path).add("second", Says(1), TEST, seconds=2)
    assert [row.model for row in dl.Scoreboard(path).rows] == ["first", "second"]
    dl.Scoreboard(path).add("first", Says(2), TEST, seconds=3)
    rows = dl.Scoreboard(path).rows
    assert [(row.model, row.seconds) for row in rows] == [("second", 2), ("first", 3)]


def test_two_tables_of_one_file_lose_no_row(tmp_path):
    one, two = (dl.Scoreboard(tmp_path / "scores.json") for _ in range(2))
    one.add("a", Says(4), TEST, seconds=1)
    two.add("b", Says(4), TEST, seconds=1)
    assert [row.model for row in two.rows] == ["a", "b"]


def test_tables_that_write_at_the_same_time_lose_no_row(tmp_path):
    path, model = tmp_path / "scores.json", Says(4)

    def add(name: str) -> None:
        table = dl.Scoreboard(path)
        for number in range(8):
            table.add(f"{name}{number}", model, TEST, seconds=1, own=TEST)

    threads = [threading.Thread(target=add, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    found = sorted(row.model for row in dl.Scoreboard(path).rows)
    assert found == [f"{name}{number}" for name in "abcd" for number in range(8)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"format": "other"}',
        b'{"format": "digitlab scores", "rows": [{"model": "x"}]}',
        b'{"format": "digitlab scores", "rows": 7}',
        b'{"format": "digitlab scores", "rows": ["x"]}',
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps(
            {
                "format": "digitlab scores",
                "rows": [
                    dict.fromkeys(
                        [
                            "model",
                            "parameters",
                            "seconds",
                            "accuracy",
                            "tested",
                            "right",
                            "own",
                            "misread",
                            "hand",
                        ],
                        "x",
                    )
                ],
            }
        ).encode(),
    ],
)
def test_a_damaged_table_is_begun_anew(tmp_path, content):
    path = tmp_path / "scores.json"
    path.write_bytes(content)
    table = dl.Scoreboard(path)
    assert table.rows == []
    assert "The table is empty" in repr(table)
    assert "The table is empty" in table._repr_html_()
    table.add("a", Says(4), TEST, seconds=1)
    assert len(dl.Scoreboard(path).rows) == 1
    assert (tmp_path / "scores.json.old").read_bytes() == content  # nobody's file is lost


def test_a_table_that_can_t_be_read_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "scores.json"
    path.write_bytes(b"secret")

    def refuse(*given):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(files, "read_bounded", refuse)
    table = dl.Scoreboard(path)
    assert table.rows == []
    with pytest.raises(PermissionError):
        table.add("a", Says(4), TEST, seconds=1, own=TEST)
    assert path.read_bytes() == b"secret"


def test_a_name_is_no_markup(tmp_path):
    table = dl.Scoreboard(tmp_path / "scores.json")
    table.add("<b>x</b>", Says(4), TEST, seconds=1)
    assert "<b>" not in table._repr_html_()


@pytest.mark.parametrize("seconds", [-1, "long", float("nan")])
def test_seconds_are_a_number(tmp_path, seconds):
    with pytest.raises((TypeError, ValueError), match=r"Scoreboard\.add: seconds"):
        dl.Scoreboard(tmp_path / "scores.json").add("a", Says(4), TEST, seconds=seconds)


ROW = {
    "model": "CNN",
    "parameters": 10,
    "seconds": 1.5,
    "accuracy": 0.5,
    "tested": 10,
    "right": 1,
    "own": 2,
    "misread": ["7 as 2"],
    "hand": "your digits",
}
ODD = [
    None,
    True,
    "7",
    -1,
    1.5,
    float("nan"),
    float("inf"),
    10**400,
    [],
    ["x"],
    {},
    {"a": 1},
    "x" * 300,
    [None],
    [1],
]


@pytest.mark.parametrize("field", ROW)
def test_every_field_of_a_row_is_checked(tmp_path, field):
    path = tmp_path / "scores.json"
    refused = 0
    for odd in ODD:
        path.write_text(
            json.dumps({"format": "digitlab scores", "version": 1, "rows": [ROW, {**ROW, field: odd}]})
        )
        table = dl.Scoreboard(path)
        assert len(repr(table)) < 3000  # and showing it never raises
        assert len(table._repr_html_()) < 6000
        assert len(table.rows) in (0, 2)
        refused += not table.rows
    assert refused >= len(ODD) - 3
    for rows in ([{key: value for key, value in ROW.items() if key != field}], [{**ROW, "more": 1}]):
        path.write_text(json.dumps({"format": "digitlab scores", "version": 1, "rows": rows}))
        assert dl.Scoreboard(path).rows == []
