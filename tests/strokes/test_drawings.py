"""Drawings in files: they come back as they were, and nothing else is taken for them."""

import json
import os

import numpy as np
import pytest

from digitlab.strokes import drawings as module
from digitlab.strokes.drawings import load_drawings, save_drawings
from digitlab.strokes.rendering import render_strokes

SEVEN = [[(10, 20), (110, 24), (60, 180)], [(40, 100), (90, 98)]]
HOOK = [[(0, 0), (0, 90), (40, 90)]]  # an L


def moved(drawing, scale):
    return [[(x * scale, y * scale) for x, y in stroke] for stroke in drawing]


def far_apart(one, other):
    return np.abs(one.astype(int) - other.astype(int)).max()


@pytest.mark.parametrize("scale", [1, 1e-6, 1e5])
def test_drawings_come_back_as_they_were_saved(tmp_path, scale):
    saved = [moved(SEVEN, scale), moved(HOOK, scale), []]
    path = save_drawings(tmp_path / "new" / "mine.json", saved, [7, None, 0])
    assert path == tmp_path / "new" / "mine.json"
    drawings, labels = load_drawings(path)
    assert labels == [7, None, 0]
    assert [len(drawing) for drawing in drawings] == [2, 1, 0]
    for drawing, original in zip(drawings, saved, strict=True):
        for stroke, points in zip(drawing, original, strict=True):
            np.testing.assert_allclose(stroke, points, rtol=0, atol=2e-3 * scale)
    assert far_apart(render_strokes(drawings[0]), render_strokes(SEVEN)) <= 2


def test_labels_may_be_missing_and_numpy_numbers(tmp_path):
    path = save_drawings(tmp_path / "a.json", [SEVEN, HOOK])
    assert load_drawings(path)[1] == [None, None]
    path = save_drawings(tmp_path / "b.json", [SEVEN, HOOK], np.array([7, 1], np.uint8))
    assert load_drawings(path)[1] == [7, 1]


def test_saving_refuses_what_does_not_fit(tmp_path):
    path = tmp_path / "x.json"
    with pytest.raises(ValueError, match="2 drawings but 1 labels"):
        save_drawings(path, [SEVEN, HOOK], [7])
    with pytest.raises(ValueError, match=r"labels\[0\] must be from 0 to 9"):
        save_drawings(path, [SEVEN], [10])
    with pytest.raises(ValueError, match=r"finite, but drawings\[1\]\[0\]\[0\]"):
        save_drawings(path, [SEVEN, [[(np.nan, 0)]]])
    assert list(tmp_path.iterdir()) == []


def test_a_failed_save_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = save_drawings(tmp_path / "x.json", [SEVEN], [7])
    before = path.read_bytes()

    def fail(*ignored):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        save_drawings(path, [HOOK])
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_cut_anywhere_is_refused(tmp_path):
    whole = save_drawings(tmp_path / "x.json", [SEVEN], [7]).read_bytes()
    for length in range(len(whole)):
        (tmp_path / "x.json").write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"x\.json is not a file of drawings .* or it is damaged"):
            load_drawings(tmp_path / "x.json")


GOOD = {"format": "digitlab drawings", "version": 1, "drawings": [{"label": 7, "strokes": [[[0, 0], [1, 2]]]}]}


@pytest.mark.parametrize(
    "change",
    [
        {"format": "other"},
        {"version": 2},
        {"drawings": 5},
        {"drawings": [5]},
        {"drawings": {"a": 1}},
        {"drawings": [{"label": 7}]},
        {"drawings": [{"strokes": []}]},
        {"drawings": [{"label": 11, "strokes": []}]},
        {"drawings": [{"label": "7", "strokes": []}]},
        {"drawings": [{"label": 7, "strokes": [[[0, 0, 0]]]}]},
        {"drawings": [{"label": 7, "strokes": [[[0, float("nan")]]]}]},
        {"drawings": [{"label": 7, "strokes": [[[0, 10**400]]]}]},
        {"drawings": [{"label": 7, "strokes": "abc"}]},
    ],
)
def test_an_altered_file_is_refused(tmp_path, change):
    path = tmp_path / "x.json"
    path.write_text(json.dumps(GOOD))
    assert load_drawings(path)[1] == [7]
    path.write_text(json.dumps({**GOOD, **change}))
    with pytest.raises(ValueError, match="is not a file of drawings"):
        load_drawings(path)


@pytest.mark.parametrize("content", [b"[]", b"7", b"null", b"\xff\xfe", b"[" * 100_000, b'"text"'])
def test_another_kind_of_file_is_refused(tmp_path, content):
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(ValueError, match="is not a file of drawings"):
        load_drawings(tmp_path / "x.json")


def test_a_huge_file_is_refused_unread(tmp_path, monkeypatch):
    path = save_drawings(tmp_path / "x.json", [SEVEN])
    monkeypatch.setattr(module, "MAX_BYTES", 10)
    with pytest.raises(ValueError, match="larger than 10 bytes"):
        load_drawings(path)
    with pytest.raises(FileNotFoundError):
        load_drawings(tmp_path / "none.json")
