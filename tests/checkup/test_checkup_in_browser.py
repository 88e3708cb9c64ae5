"""The check-up in a real JupyterLab: a widget goes to the browser and its answer comes back."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from jupyter_driver import JupyterServer, open_notebook, run_all
from playwright.sync_api import Page, expect

RUN_SECOND = """
async () => {
  window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1;
  await window.jupyterapp.commands.execute("notebook:run-cell");
}
"""
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def notebooks_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notebooks")
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": kernel})
    notebook.cells = [nbformat.v4.new_code_cell("import digitlab as dl\ndl.doctor()") for _ in range(2)]
    nbformat.write(notebook, folder / "doctor.ipynb")
    return folder


def test_browser_answers(jupyter: JupyterServer, page: Page) -> None:
    open_notebook(jupyter, page, "doctor.ipynb")
    assert run_all(page) == []
    tables = page.locator(".digitlab-checkup")
    expect(tables).to_have_count(2)
    # A later call knows of an answer that came when an earlier cell had ended; a busy machine may need some calls.
    row = tables.nth(1).locator("tr", has_text="Browser").filter(has_text="its answer came back")
    for _ in range(5):
        if row.count():
            break
        page.wait_for_timeout(1000)
        page.evaluate(RUN_SECOND)
    expect(row).to_have_attribute("data-state", "well")
    print("first call:", tables.nth(0).locator("tr").last.inner_text())
    expect(tables.nth(0).locator('tr[data-state="to do"]', has_text="Widgets' files")).to_have_count(0)
