"""The browser harness itself: a tiny notebook whose button is clicked, and one that fails."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_driver import JupyterServer, open_notebook, run_all, save_screenshot
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BUTTON = """
import ipywidgets as widgets
button = widgets.Button(description="Count")
label = widgets.HTML("clicks: 0")
label.add_class("clicks")
clicks = 0
def count(_):
    global clicks
    clicks += 1
    label.value = f"clicks: {clicks}"
button.on_click(count)
widgets.VBox([button, label])
"""


@pytest.fixture(scope="module")
def notebooks_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    new = nbformat.v4
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    good = [new.new_markdown_cell("# A button"), new.new_code_cell(BUTTON)]
    bad = [new.new_code_cell("1 + 1"), new.new_code_cell("raise ValueError('as meant')")]
    for name, cells in {"button.ipynb": good, "fails.ipynb": bad}.items():
        nbformat.write(new.new_notebook(cells=cells, metadata=kernel), folder / name)
    return folder


def test_a_button_in_a_notebook_can_be_clicked(jupyter: JupyterServer, page: Page) -> None:
    open_notebook(jupyter, page, "button.ipynb")
    assert run_all(page) == []
    label = page.locator(".clicks")
    expect(label).to_have_text("clicks: 0")
    for _ in range(3):
        page.get_by_role("button", name="Count").click()
    expect(label).to_have_text("clicks: 3")
    assert save_screenshot(page, "button").stat().st_size > 1000


def test_errors_in_cells_are_returned(jupyter: JupyterServer, page: Page) -> None:
    open_notebook(jupyter, page, "fails.ipynb")
    errors = run_all(page)
    assert [(error.cell, error.name, error.value) for error in errors] == [(1, "ValueError", "as meant")]
    assert "\x1b" not in errors[0].traceback


def test_no_prompt_covers_the_lesson(jupyter: JupyterServer, page: Page) -> None:
    open_notebook(jupyter, page, "button.ipynb")
    page.wait_for_timeout(2000)  # the news prompt comes after a while
    assert page.locator(".Toastify__toast, .jp-Dialog").count() == 0


def test_the_server_wants_its_token(jupyter: JupyterServer) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{jupyter.port}/api/contents", timeout=10)
    refused.value.close()
    assert refused.value.code == 403


def test_the_server_and_its_kernels_end(notebooks_source: Path, tmp_path: Path, page: Page) -> None:
    processes = []

    def fail_in_the_middle() -> None:
        with JupyterServer(notebooks_source, tmp_path / "jupyter") as server:
            open_notebook(server, page, "button.ipynb")
            assert server.process is not None
            main = psutil.Process(server.process.pid)
            processes.extend([main, *main.children(recursive=True)])
            raise KeyError("a test that fails")

    with pytest.raises(KeyError, match="a test that fails"):
        fail_in_the_middle()
    assert len(processes) >= 2  # the server and at least one kernel
    end = time.monotonic() + 10
    while any(process.is_running() for process in processes) and time.monotonic() < end:
        time.sleep(0.1)
    assert [process for process in processes if process.is_running()] == []
