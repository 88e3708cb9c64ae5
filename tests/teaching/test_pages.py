"""A notebook as a page: formulas without a network, no script from elsewhere, widgets as pictures."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from jupyter_driver import browser_page, save_screenshot
from playwright.sync_api import Route, expect

from digitlab.teaching.lessons import ROOT
from digitlab.teaching.pages import write_page

new = nbformat.v4
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def page(folder: Path, *cells: nbformat.NotebookNode) -> str:
    """Write a page of some cells and return its text."""
    write_page(new.new_notebook(cells=list(cells)), folder / "made" / "page.html")
    return (folder / "made" / "page.html").read_text(encoding="utf-8")


def body(text: str) -> str:
    """Return what a page shows."""
    return text[text.index("<body") :]


def test_formulas_are_mathml(tmp_path: Path) -> None:
    shown = body(page(tmp_path, new.new_markdown_cell("So $w_1 < x^2$ and\n\n$$ \\frac{a}{b} $$\n\nend.")))
    plain = shown.replace("<mrow>", "").replace("</mrow>", "")
    assert re.search(
        r'<math[^>]*display="inline"[^>]*><msub><mi>w</mi><mn>1</mn></msub><mo>(&lt;|&#x0003C;)</mo>'
        r"<msup><mi>x</mi><mn>2</mn></msup></math>",
        plain,
    )
    assert re.search(r'<math[^>]*display="block"[^>]*><mfrac><mi>a</mi><mi>b</mi></mfrac></math>', plain)
    assert "$" not in shown


def test_what_only_looks_like_a_formula_stays(tmp_path: Path) -> None:
    shown = body(
        page(tmp_path, new.new_markdown_cell("It costs \\$5, and `$HOME` is a folder:\n\n    echo $A $B"))
    )
    assert "<math" not in shown
    assert "<code>$HOME</code>" in shown
    assert "echo $A $B" in shown


def test_a_page_asks_the_network_for_nothing(tmp_path: Path) -> None:
    text = page(tmp_path, new.new_markdown_cell("$x$"), new.new_code_cell("1 + 1"))
    assert re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=", text) == []
    assert "import(" not in text


def test_a_widget_s_picture_stands_in_its_place(tmp_path: Path) -> None:
    output = new.new_output(
        "display_data",
        {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "image/png": PNG, "text/plain": "A pad."},
    )
    shown = body(page(tmp_path, new.new_code_cell("pad", outputs=[output])))
    assert f"data:image/png;base64,{PNG}" in shown
    assert "A pad." not in shown.replace('alt="A pad."', "")


def formulas() -> list[str]:
    """Return the formulas of all lessons."""
    texts = (
        cell.source
        for path in sorted((ROOT / "notebooks").glob("0*.ipynb"))
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "markdown"
    )
    return [formula for text in texts for formula in re.findall(r"\$\$?[^$]+\$\$?", text)]


def test_every_formula_of_the_lessons_is_understood(tmp_path: Path) -> None:
    """A command that is not known would stand in the page as it was typed, with its backslash."""
    assert len(formulas()) > 50
    shown = body(page(tmp_path, *map(new.new_markdown_cell, formulas())))
    assert shown.count("<math") == len(formulas())
    assert "\\" not in shown
    assert "merror" not in shown


@pytest.mark.browser
@pytest.mark.slow
def test_formulas_show_without_a_network(tmp_path: Path) -> None:
    write_page(new.new_notebook(cells=list(map(new.new_markdown_cell, formulas()))), tmp_path / "page.html")
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    with browser_page(tmp_path / "browser") as shown:
        shown.route(re.compile("^(?!file:)"), refuse)
        shown.goto((tmp_path / "page.html").as_uri())
        fraction = shown.locator("mfrac").first
        expect(fraction).to_be_visible()
        top, bottom = (fraction.locator("> *").nth(place).bounding_box() for place in (0, 1))
        assert top is not None
        assert bottom is not None
        assert top["y"] + top["height"] <= bottom["y"], "the one stands above the other"
        save_screenshot(shown, "formulas")
    assert asked == []
