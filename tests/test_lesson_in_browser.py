"""The draw lesson as a learner meets it: a real JupyterLab in a real browser, a digit drawn with the mouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from drawings import SEVEN, THREE
from jupyter_driver import JupyterServer, open_notebook, run_all, save_screenshot
from pad_page import PadPage
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

LESSON = "06_draw.ipynb"


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory: pytest.TempPathFactory, notebooks_source: Path) -> Iterator[JupyterServer]:
    """JupyterLab on the lessons, with the sample that comes along."""
    folder = tmp_path_factory.mktemp("jupyter")
    with JupyterServer(notebooks_source, folder, {"DIGITLAB_SOURCE": "sample"}) as server:
        yield server


def test_the_draw_lesson_runs_and_reads_what_is_drawn(jupyter: JupyterServer, page: Page) -> None:
    open_notebook(jupyter, page, LESSON)
    assert run_all(page) == []
    pad = PadPage(page)
    pad.canvas.scroll_into_view_if_needed()
    page.wait_for_timeout(1000)  # pictures below and above find their places
    for strokes, digit in ((SEVEN, 7), (THREE, 3)):
        pad.draw(strokes)
        pad.expect_digit(digit)
        pad.clear()
    pad.draw(SEVEN)
    pad.expect_digit(7)
    save_screenshot(page, "draw_lesson")
