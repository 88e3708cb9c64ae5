"""Pictures in the page: what is in the PNG, how large it is, and that no text gets out of its attribute."""

from __future__ import annotations

import base64
import io
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from PIL import Image

from digitlab.widgets._shared.images import image_html


def tag(page: str) -> dict[str, str | None]:
    """Return the attributes of the only element."""
    found: list[dict[str, str | None]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda name, attributes: found.append({"name": name, **dict(attributes)})  # type: ignore[method-assign]
    parser.feed(page)
    (only,) = found
    assert only["name"] == "img"
    return only


def pixels(page: str) -> np.ndarray[Any, Any]:
    source = tag(page)["src"] or ""
    assert source.startswith("data:image/png;base64,")
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(source.split(",")[1]))))


@pytest.mark.parametrize("shape", [(28, 28), (7, 5), (1, 1), (28, 20, 3)])
def test_levels_stay_as_they_are_grey_or_in_colour(shape: tuple[int, ...]) -> None:
    levels = np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)
    np.testing.assert_array_equal(pixels(image_html(levels, "")), levels)


def test_other_levels_are_rounded_and_cut_off() -> None:
    found = pixels(image_html(np.array([[-3.0, 0.4, 0.6, 99.5, 254.6, 300.0]]), ""))
    assert found.tolist() == [[0, 0, 1, 100, 255, 255]]


@pytest.mark.parametrize(("shape", "most", "size"), [((500, 800), 232, (232, 145)), ((90, 40), 84, (37, 84))])
def test_a_picture_is_no_larger_than_needed(shape: tuple[int, int], most: int, size: tuple[int, int]) -> None:
    levels = np.random.default_rng(0).integers(0, 256, shape)
    assert pixels(image_html(levels, "", most=most)).shape[::-1] == size


def test_a_long_thin_picture_keeps_a_pixel() -> None:
    assert pixels(image_html(np.zeros((1, 5000)), "")).shape == (1, 232)


def test_words_stay_in_their_attributes() -> None:
    words = '"><script>&'
    found = tag(image_html(np.zeros((2, 2)), words, style='width:3px"><b>'))
    assert (found["alt"], found["style"]) == (words, 'width:3px"><b>')
    assert "style" not in tag(image_html(np.zeros((2, 2)), ""))
