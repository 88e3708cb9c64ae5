"""Sentences as HTML: what is marked is seen, nothing that they quote becomes part of the page."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from digitlab._shared.markup import prose_html


class Reader(HTMLParser):
    """What a browser makes of a page: its text, and each element with what stands in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.elements: list[tuple[str, str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attributes: list) -> None:
        assert attributes == []
        self.elements.append((tag, ""))
        self.begin = len(self.text)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        self.elements[-1] = (tag, self.text[self.begin :])


@pytest.mark.parametrize(
    ("text", "shown", "elements"),
    [
        ("Free `some` room, *soon*.", "Free some room, soon.", [("code", "some"), ("em", "soon")]),
        ("`a * b` and `c * d`", "a * b and c * d", [("code", "a * b"), ("code", "c * d")]),
        ("`*args*` is code", "*args* is code", [("code", "*args*")]),
        ("2 * 3 * 4 is 24", "2 * 3 * 4 is 24", []),
        ("`<b>` & <script>alert('x')</script>", "<b> & <script>alert('x')</script>", [("code", "<b>")]),
        ("a lonely ` and a lonely *star", "a lonely ` and a lonely *star", []),
        ("", "", []),
    ],
)
def test_a_browser_shows_the_text_and_what_is_marked(text: str, shown: str, elements: list) -> None:
    page = Reader(prose_html(text))
    assert (page.text, page.elements) == (shown, elements)
