"""The widgets of the lessons in a real JupyterLab in a real browser: collector, guess, explorers, exercises."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from drawings import DIGITS, SEVEN
from jupyter_driver import JupyterServer, open_notebook, run_all, save_screenshot
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COLLECTOR = "import digitlab as dl\ncollector = dl.DigitCollector()\ncollector"
GUESS = 'guess = dl.Guess("What is 200 + 100 in uint8?")\nguess'
COMPARE = "guess.compare(44)"
EXPLORERS = [
    "import numpy as np\ntrain, _ = dl.load_mnist('sample')\ndl.explore.means(train.images, train.labels)",
    "dl.explore.softmax()",
    "dl.explore.learning_rate()",
    "dl.explore.activation_function(np.linspace(-4, 4, 500))",
    "dl.explore.kernel(train.images[0])",
    "dl.explore.threshold(np.random.default_rng(0).dirichlet(np.ones(10) / 5, 400), np.arange(400) % 10)",
    "page = np.full((90, 60), 250, np.uint8)\npage[10:80, 25:35] = 20\ndl.explore.mnistify(page)",
]
EXERCISE = "dl.exercise('scale').check(lambda images: images / 256)"
RUN_CELL = """
async (index) => {
  const panel = window.jupyterapp.shell.currentWidget;
  panel.content.activeCellIndex = index;
  await window.jupyterapp.commands.execute("notebook:run-cell");
}
"""
THEME = """async (name) => { await window.jupyterapp.commands.execute("apputils:change-theme", {theme: name}); }"""


@pytest.fixture(scope="module")
def notebooks_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    new = nbformat.v4
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    books = {
        "collector": [COLLECTOR],
        "guess": ["import digitlab as dl", GUESS, COMPARE, EXERCISE],
        "explorers": ["import digitlab as dl", *EXPLORERS],
    }
    for name, cells in books.items():
        book = new.new_notebook(cells=[new.new_code_cell(cell) for cell in cells], metadata=kernel)
        nbformat.write(book, folder / f"{name}.ipynb")
    return folder


def size_of(part: Locator) -> tuple[float, float]:
    """Width and height; the place changes when the page scrolls."""
    box = part.bounding_box()
    assert box is not None
    return box["width"], box["height"]


def at_rest(picture: Locator) -> None:
    """Wait until a picture has not changed for a while: each key that was pressed draws one."""
    last, same = None, 0
    while same < 5:
        now = picture.get_attribute("src")
        same = same + 1 if now == last else 0
        last = now
        picture.page.wait_for_timeout(100)
    picture.evaluate("async (e) => { await e.decode(); }")


def draw(page: Page, canvas: Locator, strokes) -> None:  # type: ignore[no-untyped-def]
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    for stroke in strokes:
        places = [
            (box["x"] + (0.1 + 0.8 * x) * box["width"], box["y"] + (0.1 + 0.8 * y) * box["height"])
            for x, y in stroke
        ]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place)
        page.mouse.up()


def test_ten_digits_are_collected(jupyter: JupyterServer, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    open_notebook(jupyter, page, "collector.ipynb")
    assert run_all(page) == []
    collector = page.locator(".digitlab-collector")
    task, kept = collector.locator(".digitlab-task"), collector.locator("[data-kept]")
    expect(task).to_have_attribute("data-digit", "0")
    size = size_of(collector)
    collector.get_by_role("button", name="7").click()
    expect(task).to_have_attribute("data-digit", "7")
    draw(page, collector.locator("canvas").last, SEVEN)
    collector.get_by_role("button", name="Keep it").click()
    expect(kept).to_have_attribute("data-kept", "1")
    expect(task).to_have_attribute("data-digit", "8")
    draw(page, collector.locator("canvas").last, DIGITS[8])
    collector.get_by_role("button", name="Keep it").click()
    expect(kept).to_have_attribute("data-kept", "2")
    save_screenshot(page, "collector")
    collector.get_by_role("button", name="Fill up").focus()
    page.keyboard.press("Enter")
    expect(kept).to_have_attribute("data-kept", "10")
    expect(collector.get_by_text("10 of 10 digits are kept")).to_be_visible()
    assert size_of(collector) == size, "the layout jumped"
    page.evaluate(THEME, "JupyterLab Dark")
    page.wait_for_timeout(300)
    save_screenshot(page, "collector_dark")
    page.evaluate(THEME, "JupyterLab Light")


def test_a_guess_is_written_down_and_an_exercise_answers(jupyter: JupyterServer, page: Page) -> None:
    open_notebook(jupyter, page, "guess.ipynb")
    assert run_all(page) == []
    expect(page.get_by_text("nothing this time")).to_have_count(1)
    page.locator(".digitlab-guess input").fill("300")
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)
    page.evaluate(RUN_CELL, 2)
    expect(page.get_by_role("cell", name="300")).to_have_count(1)
    expect(page.locator('[data-outcome="incorrect"]')).to_have_count(1)
    save_screenshot(page, "guess")


def test_the_explorers_move(jupyter: JupyterServer, page: Page) -> None:
    page.set_viewport_size({"width": 1100, "height": 1000})
    open_notebook(jupyter, page, "explorers.ipynb")
    assert run_all(page) == []
    explorers = page.locator(".digitlab-explorer")
    expect(explorers).to_have_count(len(EXPLORERS))
    for index in range(len(EXPLORERS)):
        explorer = explorers.nth(index)
        explorer.scroll_into_view_if_needed()
        picture = explorer.locator("img.digitlab-explorer-picture, .digitlab-explorer-picture img").first
        expect(picture).to_be_visible()
        picture.evaluate("async (e) => { await e.decode(); }")
        size = size_of(explorer)
        before = picture.get_attribute("src")
        handle = explorer.locator(".noUi-handle")
        if handle.count():
            handle.last.focus()
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowRight")
        else:
            explorer.get_by_role("button", name="outline").click()
        expect(picture).not_to_have_attribute("src", before or "", timeout=10_000)
        at_rest(picture)
        shown = picture.evaluate("e => [e.naturalWidth, e.naturalHeight, e.clientWidth, e.clientHeight]")
        assert size_of(explorer) == size, f"explorer {index}: the layout jumped; its picture: {shown}"
        # Nothing is cut off: the picture is as wide as it was drawn, or as the page is.
        assert picture.evaluate("e => e.naturalWidth / 2 - e.clientWidth") < 300
        picture.evaluate("async (e) => { await e.decode(); }")
        page.wait_for_timeout(200)
        save_screenshot(page, f"explorer_{index}")
