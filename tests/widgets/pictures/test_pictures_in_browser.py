"""The inspector and the picture reader in a real JupyterLab in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from hostile_files import saved, seven
from jupyter_driver import JupyterServer, browser_page, open_notebook, run_all, save_screenshot
from playwright.sync_api import Page, expect

import digitlab as dl

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "pictures.ipynb"
CODE = """
import digitlab as dl
network = dl.load_pretrained("cnn")
inspector = dl.MnistifyInspector(network, [[(180, 30), (230, 30), (200, 110)]])
inspector
---
reader = dl.PictureReader(network)
reader
"""
THEME = """
async (name) => { await window.jupyterapp.commands.execute("apputils:change-theme", {theme: name}); }
"""
CONTRAST = """
(whole) => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((v) => {
      const c = v / 255;
      return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = light(getComputedStyle(document.querySelector(".jp-Notebook")).backgroundColor);
  return [...whole.querySelectorAll("figcaption, td, th, [role=status], label")].map((element) => {
    const text = light(getComputedStyle(element).color);
    return (Math.max(text, paper) + 0.05) / (Math.min(text, paper) + 0.05);
  });
}
"""


@pytest.fixture(scope="module")
def notebooks_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    new = nbformat.v4
    cells = [new.new_code_cell(source.strip()) for source in CODE.split("---")]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new.new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / NAME)
    return folder


@pytest.fixture(scope="module")
def lab(jupyter: JupyterServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One page with both widgets for the whole module."""
    with browser_page(tmp_path_factory.mktemp("browser")) as page:
        page.set_viewport_size({"width": 1280, "height": 1200})
        open_notebook(jupyter, page, NAME)
        assert run_all(page) == []
        yield page


def keep(page: Page, place: str, name: str) -> None:
    """Keep what a widget looks like."""
    whole = page.locator(place)
    whole.scroll_into_view_if_needed()
    page.mouse.move(5, 5)
    page.wait_for_timeout(300)
    whole.screenshot(path=str(save_screenshot(page, f"{name}_page").with_name(f"{name}.png")))


def choose(page: Page, paths: list[Path]) -> None:
    """Choose files with the reader's button."""
    with page.expect_file_chooser() as asked:
        page.locator(".digitlab-picture-reader").get_by_role("button", name="Choose pictures").click()
    asked.value.set_files(paths)


def test_the_inspector_by_keyboard(lab: Page) -> None:
    whole = lab.locator(".digitlab-inspector")
    status = whole.get_by_role("status").first
    expect(status).to_contain_text("With all steps, the answer is 7")
    boxes = whole.get_by_role("checkbox")
    expect(boxes).to_have_count(5)
    expect(boxes.nth(0)).to_be_disabled()
    keep(lab, ".digitlab-inspector", "inspector")
    places = [figure.bounding_box() for figure in whole.locator("figure").all()]
    answer = whole.locator(".digitlab-bars").bounding_box()
    boxes.nth(1).focus()
    for name in ("crop to the ink", "scale to 20", "MNIST's pen", "centre by mass"):
        focused = lab.evaluate("() => document.activeElement.closest('.widget-checkbox').innerText")
        assert name in focused
        lab.keyboard.press("Space")
        expect(status).to_contain_text(f"Without “{name}")
        lab.keyboard.press("Tab")
    expect(whole.locator(".left-out")).to_have_count(3)
    # Nothing jumps.
    assert [figure.bounding_box() for figure in whole.locator("figure").all()] == places
    assert whole.locator(".digitlab-bars").bounding_box() == answer
    keep(lab, ".digitlab-inspector", "inspector_left_out")
    assert "All steps" in lab.evaluate("() => document.activeElement.innerText")
    lab.keyboard.press("Enter")
    expect(status).to_contain_text("With all steps, the answer is 7")
    expect(whole.locator(".left-out")).to_have_count(0)


def test_three_files_are_uploaded_one_of_them_broken(lab: Page, tmp_path: Path) -> None:
    (tmp_path / "seven.png").write_bytes(saved(seven(), "PNG"))
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8 no")
    dl.handwriting.photographs(seed=3)["four digits.png"].save(tmp_path / "row.jpg")
    whole = lab.locator(".digitlab-picture-reader")
    paths = [tmp_path / name for name in ("seven.png", "broken.jpg", "row.jpg")]
    choose(lab, paths)
    rows = whole.locator("tbody tr")
    expect(rows).to_have_count(3, timeout=20_000)
    expect(whole.get_by_role("status")).to_contain_text(
        "2 pictures read. 1 file could not be read", timeout=20_000
    )
    expect(rows.nth(0).locator(".answer")).to_have_text("7")
    expect(rows.nth(1)).to_contain_text("This file is no picture that digitlab can read.")
    assert len((rows.nth(2).locator(".answer").inner_text()).split(",")) == 4
    expect(whole.locator("figure")).to_have_count(5)
    keep(lab, ".digitlab-picture-reader", "reader_steps")
    whole.locator("select").select_option(index=2)
    expect(whole.locator(".box")).to_have_count(4)
    keep(lab, ".digitlab-picture-reader", "reader_row")
    # The same files once more.
    choose(lab, paths[:1])
    expect(rows).to_have_count(1, timeout=20_000)


def test_a_sample_by_keyboard(lab: Page) -> None:
    whole = lab.locator(".digitlab-picture-reader")
    whole.get_by_role("button", name="Try one of ours").focus()
    lab.keyboard.press("Enter")
    expect(whole.locator("tbody")).to_contain_text("ink under a shadow.png", timeout=20_000)
    expect(whole.locator("figure")).to_have_count(5)


@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_both_themes_are_legible(lab: Page, theme: str) -> None:
    lab.evaluate(THEME, f"JupyterLab {theme}")
    lab.wait_for_timeout(1000)  # its style comes later
    for place in (".digitlab-inspector", ".digitlab-picture-reader"):
        keep(lab, place, f"{place[10:]}_{theme.lower()}")
        contrasts = lab.locator(place).first.evaluate(CONTRAST)
        assert min(contrasts) >= 4.5, contrasts
