"""What a pad says about a reading, in words and as HTML; names can't smuggle markup in."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from digitlab.evaluation.reading import Reading
from digitlab.widgets.answer import words

BLANK = np.zeros((28, 28), np.uint8)


def reading(verdict: str, *digits: int, probability: float = 0.982) -> Reading:
    row = np.full(10, 0.001, np.float32)
    row[list(digits[:1])] = probability
    return Reading(verdict, digits[0] if digits else None, digits, probability, row, 0.9, BLANK)


SEVEN = reading("digit", 7)
UNSURE = reading("unsure", 1, 7, probability=0.5)
NONE = reading("not a digit")
NOT_ONE = "This does not look like a digit."


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


@pytest.mark.parametrize(
    ("one", "verdict", "large", "small", "brief", "spoken"),
    [
        (SEVEN, "digit", "7", "98 %", "7 (98 %)", "7, 98 per cent."),
        (reading("digit", 0), "digit", "0", "98 %", "0 (98 %)", "0, 98 per cent."),
        (UNSURE, "unsure", "1 or 7?", "unsure", "1 or 7?", "Unsure: 1 or 7."),
        (
            NONE,
            "not a digit",
            "",
            "This does not look like a digit.",
            "no digit",
            "This does not look like a digit.",
        ),
        (None, "empty", "", "Draw a digit.", "", ""),
        (NONE, "drawing", "", "…", "no digit", NOT_ONE),
        (None, "problem", "", "No answer", "", ""),
    ],
)
def test_each_state_has_its_words(
    one: Reading | None, verdict: str, large: str, small: str, brief: str, spoken: str
) -> None:
    assert words.headline(one, verdict) == (large, small)
    assert words.brief(one) == brief
    assert words.spoken({"a": one, "b": SEVEN}) == spoken


def test_no_bars_for_what_is_no_digit() -> None:
    assert words.row(NONE) is None
    assert words.row(reading("empty")) is None
    assert words.row(SEVEN) == pytest.approx(SEVEN.probabilities, abs=1e-4)
    assert words.row(UNSURE) is not None


def test_ten_columns_with_a_bar_for_each_model_in_order() -> None:
    page = Elements(words.bars_html({"one": SEVEN, "two": UNSURE}))
    assert len(page.of("column")) == 10
    heights = [float(re.search(r"height:([\d.]+)%", bar["style"] or "")[1]) for bar in page.of("bar")]  # type: ignore[index]
    expected = np.stack([SEVEN.probabilities, UNSURE.probabilities], axis=1).ravel() * 100
    assert heights == pytest.approx(expected, abs=0.06)
    (grid,) = page.of("digitlab-bars")
    assert "one: 7 with 98 per cent; two: 1 with 50 per cent" in (grid["aria-label"] or "")
    assert "1 or 7?" in page.text


def test_bars_are_empty_while_there_is_no_answer() -> None:
    page = Elements(words.bars_html({"one": None, "two": None}))
    assert all("height:0.0%" in (bar["style"] or "") for bar in page.of("bar"))
    assert "No answer yet." in (page.of("digitlab-bars")[0]["aria-label"] or "")


def test_names_are_escaped() -> None:
    page = Elements(words.bars_html({"<b>x": SEVEN, '"&': SEVEN}))
    assert "b" not in {str(element["tag"]) for element in page.found}


def test_the_still_picture_needs_nothing_and_says_what_to_do() -> None:
    page = words.still_html({"a": SEVEN}, np.full((28, 28), 9, np.uint8), "digit")
    found = Elements(page)
    (shown,) = [element for element in found.found if element["tag"] == "img"]
    assert shown["alt"] == "The drawing as 28 x 28 pixels"
    assert "98 %" in found.text
    assert "run the notebook in JupyterLab" in found.text
    assert "script" not in {element["tag"] for element in found.found}
    assert "http" not in page
