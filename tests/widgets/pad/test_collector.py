"""The collector of ten digits, by the events that a browser would send."""

from __future__ import annotations

import os

import ipywidgets
import numpy as np
import pytest
from drawings import SEVEN, THREE
from events import draw
from parts import button, part, said

import digitlab as dl
from digitlab.widgets import DrawingSurface

INK = [30 + 180 * stroke for stroke in SEVEN]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "drawings" / "mine.json"


def test_digits_are_asked_for_in_turn_and_saved_at_once(path):
    collector = dl.DigitCollector(path)
    for digit in range(10):
        assert collector.digit == digit
        assert f"Draw a <b>{digit}</b>" in said(collector)
        draw(part(collector, DrawingSurface), INK)
        button(collector, "Keep it").click()
        _, labels = dl.strokes.load_drawings(path)
        assert labels == list(range(digit + 1))
    assert "10 of 10 digits are kept" in said(collector)
    assert dl.evaluation.my_digits(path).name == "your digits"


def test_the_surface_is_empty_for_the_next_digit(path):
    collector = dl.DigitCollector(path)
    draw(part(collector, DrawingSurface), INK)
    collector.keep()
    assert part(collector, DrawingSurface).strokes == []


def test_nothing_is_not_kept(path):
    collector = dl.DigitCollector(path)
    button(collector, "Keep it").click()
    assert collector.digit == 0
    assert not path.exists()
    assert "Draw a 0 first." in said(collector)
    part(collector, ipywidgets.ToggleButtons).value = 7
    assert "Draw a 0 first." not in said(collector), "another digit is drawn now"
    assert "0 of 10 digits are kept" in said(collector)


def test_once_more_takes_the_ink_away(path):
    collector = dl.DigitCollector(path)
    draw(part(collector, DrawingSurface), INK)
    button(collector, "Once more").click()
    assert part(collector, DrawingSurface).strokes == []


def test_a_digit_can_be_drawn_anew(path):
    collector = dl.DigitCollector(path)
    collector.fill_up()
    part(collector, ipywidgets.ToggleButtons).value = 3
    assert part(collector, DrawingSurface).strokes, "the kept drawing is shown"
    part(collector, DrawingSurface).clear()
    draw(part(collector, DrawingSurface), [30 + 180 * stroke for stroke in THREE])
    collector.keep()
    drawings, labels = dl.strokes.load_drawings(path)
    assert labels == list(range(10))
    np.testing.assert_allclose(drawings[3][0], 30 + 180 * THREE[0], atol=0.5)


def test_digitlabs_handwriting_fills_up_and_keeps_what_is_there(path):
    collector = dl.DigitCollector(path)
    draw(part(collector, DrawingSurface), INK)
    collector.keep()
    button(collector, "Fill up with digitlab's handwriting").click()
    drawings, _ = dl.strokes.load_drawings(path)
    np.testing.assert_allclose(drawings[0][0], INK[0], atol=0.5)
    assert 'data-kept="10"' in said(collector)


def test_the_next_visit_goes_on(path):
    first = dl.DigitCollector(path)
    draw(part(first, DrawingSurface), INK)
    first.keep()
    second = dl.DigitCollector(path)
    assert second.digit == 1
    assert list(second.drawings) == [0]


def test_a_damaged_file_is_told_and_replaced(path):
    path.parent.mkdir()
    path.write_text("{")
    collector = dl.DigitCollector(path)
    assert "is not a file of drawings" in said(collector)
    assert "this file is kept beside the new one, as mine.json.old." in said(collector)
    draw(part(collector, DrawingSurface), INK)
    collector.keep()
    assert dl.strokes.load_drawings(path)[1] == [0]


@pytest.mark.skipif(os.name != "posix", reason="needs a path that can't be a folder")
def test_a_full_disk_loses_nothing(tmp_path):
    (tmp_path / "file").write_text("x")
    collector = dl.DigitCollector(tmp_path / "file" / "mine.json")
    draw(part(collector, DrawingSurface), INK)
    collector.keep()
    assert "could not be saved. " in said(collector)
    assert "mine.json can't be changed: a part of its" in said(collector)
    assert list(collector.drawings) == [0]
    collector.fill_up()
    assert "could not be saved. " in said(collector)
    assert "Errno" not in said(collector)
    assert len(collector.drawings) == 10


def test_the_drawings_are_copies(path):
    collector = dl.DigitCollector(path)
    draw(part(collector, DrawingSurface), INK)
    collector.keep()
    collector.drawings[0][0][:] = 0
    assert collector.drawings[0][0].any()


def test_two_collectors_on_one_file_lose_nothing(path):
    """Two notebooks on one folder: what the other one has kept meanwhile stays, and is shown."""
    first, second = dl.DigitCollector(path), dl.DigitCollector(path)
    for collector, digit, strokes in ((first, 0, INK), (first, 1, INK), (second, 5, INK), (first, 7, INK)):
        part(collector, ipywidgets.ToggleButtons).value = digit
        draw(part(collector, DrawingSurface), strokes)
        button(collector, "Keep it").click()
    assert sorted(dl.strokes.load_drawings(path)[1]) == [0, 1, 5, 7]
    assert sorted(first.drawings) == [0, 1, 5, 7]
    # Of the same digit, the one that was kept last counts, also where the other notebook's is older.
    part(second, ipywidgets.ToggleButtons).value = 1
    button(second, "Once more").click()
    draw(part(second, DrawingSurface), [*INK, INK[0] + 5])
    button(second, "Keep it").click()
    part(first, ipywidgets.ToggleButtons).value = 2
    draw(part(first, DrawingSurface), INK)
    button(first, "Keep it").click()
    drawings, labels = dl.strokes.load_drawings(path)
    assert len(drawings[labels.index(1)]) == len(INK) + 1
    assert len(first.drawings[1]) == len(INK) + 1


def test_the_same_digit_kept_in_two_notebooks_stays_twice(path):
    """Who keeps a 4 without having seen the other's doesn't throw it away, and is told."""
    first, second = dl.DigitCollector(path), dl.DigitCollector(path)
    for collector, strokes in ((first, INK), (second, [*INK, INK[0] + 5])):
        part(collector, ipywidgets.ToggleButtons).value = 4
        draw(part(collector, DrawingSurface), strokes)
        button(collector, "Keep it").click()
    assert "Another notebook has kept a 4 meanwhile; both are in " in said(second)
    drawings, labels = dl.strokes.load_drawings(path)
    assert labels == [4, 4]
    assert sorted(map(len, drawings)) == [len(INK), len(INK) + 1]
    # From now on the second one replaces its own.
    part(second, ipywidgets.ToggleButtons).value = 4
    button(second, "Once more").click()
    draw(part(second, DrawingSurface), [*INK, INK[0] + 5, INK[0] + 9])
    button(second, "Keep it").click()
    assert sorted(map(len, dl.strokes.load_drawings(path)[0])) == [len(INK), len(INK) + 2]
    assert "meanwhile" not in said(second)


def test_filling_up_keeps_what_another_notebook_has_kept(path):
    first, second = dl.DigitCollector(path), dl.DigitCollector(path)
    part(second, ipywidgets.ToggleButtons).value = 3
    draw(part(second, DrawingSurface), INK)
    button(second, "Keep it").click()
    first.fill_up()
    drawings, labels = dl.strokes.load_drawings(path)
    assert sorted(labels) == list(range(10))
    assert len(drawings[labels.index(3)]) == len(INK)


def test_what_else_is_in_the_file_stays_there(path):
    """Drawings without a label, and further ones of a digit: `DigitPad.save` adds such."""
    dl.strokes.save_drawings(path, [INK, INK[:1]], [None, 4])
    collector = dl.DigitCollector(path)
    part(collector, ipywidgets.ToggleButtons).value = 8
    draw(part(collector, DrawingSurface), INK)
    button(collector, "Keep it").click()
    assert sorted(dl.strokes.load_drawings(path)[1], key=str) == [4, 8, None]


def test_a_file_that_was_taken_away_is_written_anew_with_all(path):
    collector = dl.DigitCollector(path)
    for digit in (0, 1):
        part(collector, ipywidgets.ToggleButtons).value = digit
        draw(part(collector, DrawingSurface), INK)
        button(collector, "Keep it").click()
        if digit == 0:
            path.unlink()
    assert dl.strokes.load_drawings(path)[1] == [0, 1]


def test_of_several_drawings_of_a_digit_the_others_stay(path):
    """`DigitPad.save(path, 7)` adds; the collector draws the one anew that it shows, the last."""
    first, last = [INK[0]], [INK[0], INK[0] + 5]
    dl.strokes.save_drawings(path, [first, last, INK], [7, 7, None])
    collector = dl.DigitCollector(path)
    assert len(collector.drawings[7]) == 2
    part(collector, ipywidgets.ToggleButtons).value = 7
    button(collector, "Once more").click()
    draw(part(collector, DrawingSurface), [*last, INK[0] + 9])
    button(collector, "Keep it").click()
    drawings, labels = dl.strokes.load_drawings(path)
    assert labels == [7, 7, None]
    assert sorted(len(drawing) for drawing in drawings[:2]) == [1, 3]


def test_a_file_that_became_something_else_is_left_alone(path):
    collector = dl.DigitCollector(path)
    draw(part(collector, DrawingSurface), INK)
    button(collector, "Keep it").click()
    path.write_text("my notes", encoding="utf-8")
    draw(part(collector, DrawingSurface), INK)
    button(collector, "Keep it").click()
    assert path.read_text(encoding="utf-8") == "my notes"
    assert "could not be saved" in said(collector)
    path.unlink()
    draw(part(collector, DrawingSurface), INK)
    button(collector, "Keep it").click()
    assert dl.strokes.load_drawings(path)[1] == [0, 1, 2]
