"""The drawing pad in a real JupyterLab in a real browser: every way to draw, every state, every accident."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from drawings import DIGITS, EIGHT, SEVEN, THREE
from jupyter_driver import (
    READY,
    RESTART,
    RESTORED,
    JupyterServer,
    browser_page,
    open_notebook,
    run_all,
    save_screenshot,
    wait_for,
)
from pad_page import PadPage
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "pad.ipynb"
IMPORTS = """
import time
import numpy as np
import digitlab as dl
networks = {"CNN": dl.load_pretrained("cnn"), "MLP": dl.load_pretrained("mlp")}
"""
PAD = "pad = dl.DigitPad(networks)\npad"
SECOND = "other = dl.DigitPad(networks['MLP'], size=200)\nother"
STATE = "print(pad.prediction, len(pad.strokes), pad.reading['CNN'].verdict, pad.image.shape)"
BUSY = "time.sleep(4)"
VIEW = "pad"
RUN_CELL = """
async (index) => {
  const panel = window.jupyterapp.shell.currentWidget;
  panel.content.activeCellIndex = index;
  await window.jupyterapp.commands.execute("notebook:run-cell");
  return panel.context.model.toJSON().cells[index].outputs.map((output) => output.text).join("");
}
"""
# The same without waiting for its end.
BEGIN_CELL = """
(index) => {
  window.jupyterapp.shell.currentWidget.content.activeCellIndex = index;
  window.jupyterapp.commands.execute("notebook:run-cell");
}
"""
THEME = """
async (name) => { await window.jupyterapp.commands.execute("apputils:change-theme", {theme: name}); }
"""
FOCUSED = """
() => {
  const element = document.activeElement;
  return {tag: element.tagName, text: (element.innerText || element.getAttribute("aria-label") || "").trim(),
          inside: Boolean(element.closest(".digitlab-whole-pad"))};
}
"""
SCRIBBLE = [np.array([[0.1, 0.1], [0.9, 0.9]]), np.array([[0.1, 0.9], [0.9, 0.1]])] + [
    np.array([[0.1, 0.1 + step], [0.9, 0.1 + step]]) for step in (0.0, 0.3, 0.6, 0.8)
]


@pytest.fixture(scope="module")
def notebooks_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    new = nbformat.v4
    code = [IMPORTS, PAD, SECOND, STATE, BUSY, VIEW]
    cells = [new.new_markdown_cell("# Pad"), *(new.new_code_cell(source.strip()) for source in code)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new.new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / NAME)
    return folder


@pytest.fixture(scope="module")
def lab(jupyter: JupyterServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One page with two pads and a second view of the first, for the whole module."""
    with browser_page(tmp_path_factory.mktemp("browser"), device_scale_factor=2, has_touch=True) as page:
        page.set_viewport_size({"width": 1280, "height": 1000})
        open_notebook(jupyter, page, NAME)
        assert run_all(page) == []
        yield page


@pytest.fixture
def pad(lab: Page) -> PadPage:
    """The first pad, cleared and in view."""
    pad = PadPage(lab)
    pad.canvas.scroll_into_view_if_needed()
    pad.clear()
    return pad


def picture(pad: PadPage, name: str) -> None:
    """Keep what the pad looks like, with a screenshot of its own."""
    pad.page.mouse.move(5, 5)
    pad.page.wait_for_timeout(200)
    pad.whole.screenshot(path=str(save_screenshot(pad.page, f"pad_{name}_page").with_name(f"pad_{name}.png")))


def cell(page: Page, index: int) -> str:
    """Run a cell and return its text."""
    return str(page.evaluate(RUN_CELL, index)).strip()


def test_the_states(pad: PadPage) -> None:
    picture(pad, "empty")
    pad.draw(SEVEN)
    pad.expect_digit(7)
    expect(pad.answer).to_contain_text(re.compile(r"7\s*\d+ %"))
    expect(pad.live).to_contain_text("7, ")
    picture(pad, "seven")
    assert cell(pad.page, 4) == "7 1 digit (28, 28)"
    pad.clear()
    expect(pad.live).to_have_text("The pad is empty.")
    pad.draw(SCRIBBLE)
    pad.expect_verdict("not a digit")
    expect(pad.answer).to_contain_text("This does not look like a digit.")
    expect(pad.live).to_have_text("This does not look like a digit.")
    pad.expect_digit(None)
    picture(pad, "scribble")
    pad.clear()
    pad.draw([np.array([[0.5, 0.5], [0.51, 0.51]])])
    expect(pad.whole.locator(".digitlab-note")).to_have_text("Draw it a little larger.")
    pad.expect_digit(None)


def test_nothing_jumps(pad: PadPage) -> None:
    before = pad.whole.bounding_box()
    places = [pad.whole.locator(name).first.bounding_box() for name in (".digitlab-bars", ".digitlab-seen")]
    for strokes in (SEVEN, SCRIBBLE):
        pad.draw(strokes)
        pad.page.wait_for_timeout(150)
        assert pad.whole.bounding_box() == before
        assert [
            pad.whole.locator(name).first.bounding_box() for name in (".digitlab-bars", ".digitlab-seen")
        ] == places


@pytest.mark.parametrize("digit", DIGITS)
@pytest.mark.parametrize("corner", [(0.04, 0.04), (0.63, 0.62)], ids=["upper_left", "lower_right"])
def test_small_digits_in_a_corner_are_read(pad: PadPage, digit: int, corner: tuple[float, float]) -> None:
    pad.draw(DIGITS[digit], scale=1 / 3, corner=corner)
    pad.expect_digit(digit)


def test_undo_redo_clear(pad: PadPage) -> None:
    pad.draw(SEVEN)
    pad.expect_digit(7)
    ink = pad.ink_at_rest()
    pad.draw(SCRIBBLE[:2])
    for _ in range(2):
        pad.button("Undo").click()
    pad.expect_digit(7)
    assert pad.ink_at_rest() == pytest.approx(ink, rel=0.02)
    pad.button("Undo").click()
    pad.expect_digit(None)
    pad.button("Redo").click()
    pad.expect_digit(7)
    pad.clear()
    pad.button("Undo").click()
    pad.expect_digit(7)


def test_a_stroke_that_leaves_the_pad_ends(pad: PadPage) -> None:
    page = pad.page
    box = pad.canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 200, steps=10)
    page.mouse.move(box["x"] - 60, box["y"] + 200, steps=10)
    page.mouse.up()
    expect(pad.answer).not_to_have_attribute("data-count", "0")
    count = pad.count_at_rest()
    page.mouse.move(box["x"] + 150, box["y"] + 100, steps=10)  # hovering draws nothing
    assert pad.count_at_rest() == count
    assert cell(page, 4).split()[1] == "1"


def test_the_other_mouse_buttons_draw_nothing(pad: PadPage) -> None:
    box = pad.canvas.bounding_box()
    assert box is not None
    pad.page.mouse.move(box["x"] + 40, box["y"] + 40)
    pad.page.mouse.down(button="middle")
    pad.page.mouse.move(box["x"] + 140, box["y"] + 140, steps=5)
    pad.page.mouse.up(button="middle")
    assert cell(pad.page, 4).split()[1] == "0"


def test_a_finger_draws_and_does_not_scroll(pad: PadPage) -> None:
    page = pad.page
    top = pad.canvas.bounding_box()
    session = page.context.new_cdp_session(page)
    places = pad.places(SEVEN[0], 0.8, (0.1, 0.1))

    def touch(kind: str, *points: tuple[float, float]) -> None:
        session.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        )

    touch("touchStart", places[0])
    for place in places[1:]:
        touch("touchMove", place)
    touch("touchEnd")
    pad.expect_digit(7)
    assert pad.canvas.bounding_box() == top
    touch("touchStart", places[0])
    touch("touchMove", places[5])
    touch("touchCancel")
    pad.page.wait_for_timeout(200)
    assert cell(page, 4).split()[1] == "2"
    session.detach()


def test_a_pen_draws(pad: PadPage) -> None:
    session = pad.page.context.new_cdp_session(pad.page)
    places = pad.places(SEVEN[0], 0.8, (0.1, 0.1))
    kinds = ["mousePressed", *["mouseMoved"] * (len(places) - 2), "mouseReleased"]
    for kind, (x, y) in zip(kinds, places, strict=True):
        event: dict[str, Any] = {"type": kind, "x": x, "y": y, "pointerType": "pen", "force": 0.5, "buttons": 1}
        session.send("Input.dispatchMouseEvent", {**event, "button": "left", "clickCount": 1})
    pad.expect_digit(7)
    session.detach()


def test_two_pads_and_a_second_view(pad: PadPage) -> None:
    other, view = PadPage(pad.page, 1), PadPage(pad.page, 2)
    other.canvas.scroll_into_view_if_needed()
    other.clear()
    other.draw(THREE)
    other.expect_digit(3)
    pad.canvas.scroll_into_view_if_needed()
    pad.expect_digit(None)
    pad.draw(SEVEN)
    pad.expect_digit(7)
    other.expect_digit(3)
    view.canvas.scroll_into_view_if_needed()
    view.expect_digit(7)
    assert view.dark_pixels() > 2000
    picture(view, "second_view")
    view.clear()
    view.draw(EIGHT)
    pad.expect_digit(8)


def test_by_keyboard_alone(pad: PadPage) -> None:
    page = pad.page
    pad.button("Undo").focus()
    reached = []
    for _ in range(8):
        reached.append(page.evaluate(FOCUSED))
        page.keyboard.press("Tab")
    assert [one["text"].split()[0] for one in reached] == [
        "Undo", "Redo", "Clear", "Replay", "Save", "Load", "Why?", "Write",
    ]  # fmt: skip
    for _ in range(2):
        assert page.evaluate(FOCUSED)["tag"] != "CANVAS"
        page.keyboard.press("Shift+Tab")
    pad.button("Write one").focus()
    page.keyboard.press("Space")
    expect(pad.live).to_contain_text("7, ")
    sliders = pad.whole.get_by_role("slider")
    expect(sliders).to_have_count(6)
    sliders.first.focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    pad.expect_digit(3)
    expect(pad.live).to_contain_text("3, ")
    picture(pad, "sample")
    pad.button("Write one").focus()
    page.keyboard.press("Space")
    pad.button("Clear").focus()
    page.keyboard.press("Enter")
    pad.expect_verdict("empty")
    # After a stroke the focus isn't on the canvas, which would swallow every key.
    pad.draw(SEVEN)
    assert page.evaluate(FOCUSED)["tag"] != "CANVAS"


def test_the_live_region_stays_while_its_text_changes(pad: PadPage) -> None:
    pad.live.evaluate("(element) => { element.dataset.mine = 'yes'; }")
    for strokes, text in ((SEVEN, "7, "), (SCRIBBLE, "not look like")):
        pad.draw(strokes)
        expect(pad.live).to_contain_text(text)
    assert pad.live.get_attribute("data-mine") == "yes"
    assert pad.live.get_attribute("aria-live") == "polite"


def test_why(pad: PadPage) -> None:
    pad.draw(SEVEN)
    pad.expect_digit(7)
    pad.button("Why?").click()
    expect(pad.whole.locator(".digitlab-why img")).to_have_count(5, timeout=20_000)
    expect(pad.whole.locator(".digitlab-why")).to_contain_text("Why 7 (CNN)?")
    picture(pad, "why")
    pad.clear()
    expect(pad.whole.locator(".digitlab-why")).to_contain_text("no answer to explain")
    pad.button("Why?").click()
    expect(pad.whole.locator(".digitlab-why")).not_to_be_visible()


def test_a_replay_grows_and_leaves_the_drawing(pad: PadPage) -> None:
    pad.draw(SEVEN)
    pad.expect_digit(7)
    whole = pad.ink_at_rest()
    pad.button("Replay").click()
    seen = []
    for _ in range(10):
        seen.append(pad.dark_pixels())
        pad.page.wait_for_timeout(50)
    assert min(seen) < whole / 2
    assert pad.ink_at_rest() == pytest.approx(whole, rel=0.02)
    pad.expect_digit(7)


def choose(pad: PadPage, path: Path) -> None:
    """Load a file with the pad's button."""
    with pad.page.expect_file_chooser() as asked:
        pad.button("Load").click()
    asked.value.set_files(path)


def test_a_drawing_is_kept_as_a_file_and_loaded(pad: PadPage, tmp_path: Path) -> None:
    pad.draw(SEVEN)
    pad.expect_digit(7)
    with pad.page.expect_download() as offered:
        pad.button("Save").click()
    path = tmp_path / "drawing.json"
    offered.value.save_as(path)
    pad.clear()
    for _ in range(2):
        choose(pad, path)
        pad.expect_digit(7)
        pad.clear()
    broken = tmp_path / "broken.json"
    broken.write_text("{}", encoding="utf-8")
    left = "(whole) => whole.querySelector('.digitlab-bars').getBoundingClientRect().left"
    before = pad.whole.evaluate(left)
    choose(pad, broken)
    expect(pad.whole.get_by_role("alert")).to_contain_text("not a file of drawings")
    assert pad.whole.evaluate(left) == before, "what was said pushes the answer aside"


@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_both_themes_are_legible(pad: PadPage, theme: str) -> None:
    pad.page.evaluate(THEME, f"JupyterLab {theme}")
    pad.page.wait_for_timeout(1000)  # its style comes later, and moves things
    pad.draw(SEVEN)
    pad.expect_digit(7)
    picture(pad, theme.lower())
    contrasts = pad.whole.evaluate(
        """(whole) => {
          const light = (colour) => {
            const [r, g, b] = colour.match(/[\\d.]+/g).map((v) => {
              const c = v / 255;
              return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const paper = light(getComputedStyle(document.querySelector(".jp-Notebook")).backgroundColor);
          const names = [".digitlab-big", ".digitlab-note", ".digitlab-bars .digit", ".digitlab-models .said"];
          return names.map((name) => {
            const text = light(getComputedStyle(whole.querySelector(name)).color);
            return (Math.max(text, paper) + 0.05) / (Math.min(text, paper) + 0.05);
          });
        }"""
    )
    assert min(contrasts) >= 4.5, contrasts


def test_ink_is_crisp_on_a_screen_of_high_density(pad: PadPage) -> None:
    assert pad.page.evaluate("window.devicePixelRatio") == 2
    box = pad.canvas.bounding_box()
    assert box is not None
    assert pad.canvas.evaluate("(canvas) => canvas.width") == 2 * box["width"]


def test_while_the_kernel_is_busy_nothing_is_lost(pad: PadPage) -> None:
    pad.page.evaluate(BEGIN_CELL, 5)
    pad.page.wait_for_timeout(1000)
    pad.canvas.scroll_into_view_if_needed()
    pad.draw(SEVEN)
    expect(pad.note).to_contain_text("busy")
    picture(pad, "busy")
    pad.expect_digit(7)
    expect(pad.note).to_be_empty()


def test_a_page_that_is_reloaded_shows_and_draws(lab: Page, pad: PadPage) -> None:
    pad.draw(SEVEN)
    pad.expect_digit(7)
    lab.evaluate('async () => { await window.jupyterapp.commands.execute("docmanager:save"); }')
    lab.goto(lab.url.split("?")[0])
    wait_for(lab, RESTORED)
    wait_for(lab, READY, NAME)
    pad.canvas.scroll_into_view_if_needed()
    pad.expect_digit(7)
    assert pad.dark_pixels() > 2000
    assert pad.canvas.get_attribute("tabindex") is None
    pad.clear()
    pad.draw(THREE)
    pad.expect_digit(3)


def test_a_pad_without_its_kernel_says_so(lab: Page, pad: PadPage) -> None:
    pad.draw(SEVEN)
    pad.expect_digit(7)
    lab.evaluate(RESTART)
    pad.canvas.scroll_into_view_if_needed()
    expect(pad.kernel_note).to_contain_text("lost its kernel")
    expect(pad.note).to_be_empty()
    pad.draw(THREE)
    picture(pad, "lost")
    wait_for(lab, READY, NAME)
    assert run_all(lab) == []
    pad.canvas.scroll_into_view_if_needed()
    pad.draw(THREE)
    pad.expect_digit(3)
    expect(pad.note).to_be_empty()
