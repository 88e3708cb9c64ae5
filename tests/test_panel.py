"""The answer as HTML: what it says, and that names can't smuggle markup in."""

from __future__ import annotations

import base64
import io
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from digitlab.widgets import panel


class Elements(HTMLParser):
    """Collects every element with its attributes, and all text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append({"tag": tag, **dict(attrs)})
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def of(self, name: str) -> list[dict[str, str | None]]:
        return [element for element in self.found if name in (element.get("class") or "").split()]


def test_an_answer_states_digit_count_and_share() -> None:
    page = Elements(panel.answer_html(7, 0.982, 3, "read by CNN"))
    (answer,) = page.of("digitlab-prediction")
    assert (answer["data-digit"], answer["data-count"]) == ("7", "3")
    assert (answer["role"], answer["aria-live"]) == ("status", "polite")
    assert "7 (98 %)" in page.text
    assert "read by CNN" in page.text


def test_zero_is_a_digit_and_none_is_not() -> None:
    assert Elements(panel.answer_html(0, 1.0, 1, "")).of("digitlab-prediction")[0]["data-digit"] == "0"
    page = Elements(panel.answer_html(None, 0.0, 5, "Draw."))
    assert page.of("digitlab-prediction")[0]["data-digit"] == ""
    assert "%" not in page.text


def test_ten_columns_with_a_bar_for_each_model_in_order() -> None:
    rows = {"one": np.linspace(0, 0.9, 10, dtype=np.float32), "two": np.eye(10, dtype=np.float32)[4]}
    page = Elements(panel.bars_html(rows))
    assert len(page.of("column")) == 10
    heights = [float(re.search(r"height:([\d.]+)%", bar["style"] or "")[1]) for bar in page.of("bar")]  # type: ignore[index]
    expected = np.stack([rows["one"], rows["two"]], axis=1).ravel() * 100
    assert heights == pytest.approx(expected, abs=0.06)
    (grid,) = page.of("digitlab-bars")
    assert "one: 9 with 90 per cent; two: 4 with 100 per cent" in (grid["aria-label"] or "")
    assert "4 (100 %)" in page.text


def test_bars_are_empty_while_there_is_no_answer() -> None:
    page = Elements(panel.bars_html({"one": None, "two": None}))
    assert all("height:0.0%" in (bar["style"] or "") for bar in page.of("bar"))
    assert "No answer yet." in (page.of("digitlab-bars")[0]["aria-label"] or "")


def test_the_layout_does_not_depend_on_the_answer() -> None:
    def shape(page: str) -> list[str]:
        return [element["tag"] or "" for element in Elements(page).found]

    row = np.full(10, 0.1, np.float32)
    assert shape(panel.bars_html({"a": None, "b": None})) == shape(panel.bars_html({"a": row, "b": row}))
    assert shape(panel.answer_html(None, 0, 0, "")) == shape(panel.answer_html(3, 0.5, 1, "x"))


def test_names_and_notes_are_escaped() -> None:
    row = np.full(10, 0.1, np.float32)
    page = panel.bars_html({"<b>x": row, '"&': row}) + panel.answer_html(1, 1.0, 1, "<script>alert(1)</script>")
    assert not {"b", "script"} & {str(element["tag"]) for element in Elements(page).found}


def test_the_image_is_the_drawing_with_dark_ink() -> None:
    image = np.zeros((28, 28), np.uint8)
    image[3, 20] = 255
    image[4, 21] = 100
    page = Elements(panel.image_html(image))
    (picture,) = [element for element in page.found if element["tag"] == "img"]
    assert picture["alt"]
    content = base64.b64decode((picture["src"] or "").removeprefix("data:image/png;base64,"))
    np.testing.assert_array_equal(255 - np.asarray(Image.open(io.BytesIO(content))), image)
