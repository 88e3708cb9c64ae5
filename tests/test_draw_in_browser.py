"""Lesson 6 in a real JupyterLab in a real browser: run all cells, draw with the mouse, read the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from drawings import DIGITS, SEVEN
from jupyter_driver import JupyterServer, browser_page, open_notebook, run_all, save_screenshot
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def draw_page(jupyter: JupyterServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Lesson 6 after Run All, in one page for the whole module: its networks are trained only once."""
    with browser_page(tmp_path_factory.mktemp("browser")) as page:
        page.set_viewport_size({"width": 1280, "height": 900})
        open_notebook(jupyter, page, "06_draw.ipynb")
        assert run_all(page) == []
        yield page


@pytest.fixture
def pad(draw_page: Page) -> Locator:
    """The pad's canvas, cleared and in view."""
    canvas = draw_page.locator(".digitlab-pad")
    expect(canvas).to_have_count(1)
    canvas.scroll_into_view_if_needed()
    draw_page.get_by_role("button", name="Clear").click()
    expect(draw_page.locator(".digitlab-prediction")).to_have_attribute("data-digit", "")
    return canvas


def draw(
    page: Page,
    pad: Locator,
    strokes: Sequence[NDArray[np.float64]],
    scale: float = 0.8,
    corner: tuple[float, float] = (0.1, 0.1),
) -> None:
    """Draw with the mouse: `scale` and `corner` are shares of the pad's side."""
    box = pad.bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(box["height"], abs=2)
    for stroke in strokes:
        places = [
            (
                box["x"] + (corner[0] + scale * x) * box["width"],
                box["y"] + (corner[1] + scale * y) * box["height"],
            )
            for x, y in stroke
        ]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place)
        page.mouse.up()


def test_a_seven_is_read(draw_page: Page, pad: Locator) -> None:
    answer = draw_page.locator(".digitlab-prediction")
    expect(answer).to_have_count(1)
    expect(answer).to_have_attribute("aria-live", "polite")
    before = int(answer.get_attribute("data-count") or "-1")
    draw(draw_page, pad, SEVEN)
    expect(answer).to_have_attribute("data-digit", "7")
    expect(answer).to_contain_text("7 (")
    expect(answer).to_contain_text(" %)")
    assert int(answer.get_attribute("data-count") or "-1") > before
    draw_page.mouse.move(5, 5)
    panel = draw_page.locator(".digitlab-whole-pad")
    panel.screenshot(path=str(save_screenshot(draw_page, "draw_seven").with_name("pad.png")))


@pytest.mark.full
@pytest.mark.parametrize("digit", DIGITS)
@pytest.mark.parametrize("corner", [(0.04, 0.04), (0.63, 0.62)], ids=["upper_left", "lower_right"])
def test_small_digits_in_a_corner_are_read(
    draw_page: Page, pad: Locator, mnist_folder: Path, digit: int, corner: tuple[float, float]
) -> None:
    draw(draw_page, pad, DIGITS[digit], scale=1 / 3, corner=corner)
    expect(draw_page.locator(".digitlab-prediction")).to_have_attribute("data-digit", str(digit))
    save_screenshot(draw_page, f"draw_small_{digit}_{'left' if corner[0] < 0.5 else 'right'}")


def test_undo_and_clear(draw_page: Page, pad: Locator) -> None:
    answer = draw_page.locator(".digitlab-prediction")
    draw(draw_page, pad, SEVEN)
    expect(answer).to_have_attribute("data-digit", "7")
    draw(draw_page, pad, [np.array([[0.1, 0.9], [0.5, 0.2], [0.9, 0.9]])])
    draw_page.get_by_role("button", name="Undo").click()
    expect(answer).to_have_attribute("data-digit", "7")
    draw_page.get_by_role("button", name="Undo").click()
    expect(answer).to_have_attribute("data-digit", "")


def test_a_stroke_that_leaves_the_pad_ends(draw_page: Page, pad: Locator) -> None:
    answer = draw_page.locator(".digitlab-prediction")
    box = pad.bounding_box()
    assert box is not None
    draw_page.mouse.move(box["x"] + 40, box["y"] + 40)
    draw_page.mouse.down()
    draw_page.mouse.move(box["x"] + 40, box["y"] + 200, steps=10)
    draw_page.mouse.move(box["x"] - 60, box["y"] + 200, steps=10)
    draw_page.mouse.up()
    expect(answer).not_to_have_attribute("data-digit", "")
    count = answer.get_attribute("data-count")
    draw_page.mouse.move(box["x"] + 150, box["y"] + 100, steps=10)  # hovering draws nothing
    draw_page.wait_for_timeout(300)
    assert answer.get_attribute("data-count") == count
