"""After a kernel restart every widget says that its kernel is gone, in a real JupyterLab in a real browser."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from jupyter_driver import READY, RESTART, JupyterServer, open_notebook, run_all, save_screenshot, wait_for
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "widgets.ipynb"
CODE = """
from flax import nnx
import digitlab as dl
train, test = dl.load_mnist("sample")
network = dl.load_pretrained("mlp")
monitor = dl.TrainingMonitor(dl.CNN(rngs=nnx.Rngs(0)), train, validation=test, epochs=500)
monitor.start()
monitor
---
dl.PictureReader(network)
---
dl.MnistifyInspector(network, [[(180, 30), (230, 30), (200, 110)]])
---
dl.DigitPad(network, size=120)
---
dl.DigitCollector("nowhere/mine.json", size=120)
---
dl.explore.softmax()
---
dl.Guess("How many?")
"""
WIDGETS = ("monitor", "picture-reader", "inspector", "whole-pad", "collector", "explorer", "guess")


@pytest.fixture(scope="module")
def notebooks_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    new = nbformat.v4
    cells = [new.new_code_cell(source.strip()) for source in CODE.split("---")]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new.new_notebook(cells=cells, metadata={"kernelspec": kernel}), folder / NAME)
    return folder


def test_every_widget_says_that_its_kernel_is_gone_and_what_to_do(jupyter: JupyterServer, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 4200})
    open_notebook(jupyter, page, NAME)
    assert run_all(page) == []
    notes = page.locator(".digitlab-widget > .digitlab-kernel-note")
    expect(notes).to_have_count(len(WIDGETS))
    for place in range(len(WIDGETS)):
        expect(notes.nth(place)).to_be_empty()
        expect(notes.nth(place)).to_be_hidden()
    expect(page.locator(".digitlab-monitor-status")).to_have_attribute("data-state", "training", timeout=60_000)

    page.evaluate(RESTART)
    for name in WIDGETS:
        note = page.locator(f".digitlab-{name} > .digitlab-kernel-note")
        expect(note).to_contain_text("lost its kernel")
        expect(note).to_contain_text("Run its cell again")
        expect(note).to_have_attribute("aria-live", "polite")
        # Above all that it speaks of, which is paler now.
        whole, own = page.locator(f".digitlab-{name}").bounding_box(), note.bounding_box()
        assert own is not None
        assert whole is not None
        assert own["y"] - whole["y"] < 20
    assert float(page.locator(".digitlab-monitor-status").evaluate(PALENESS)) < 1
    save_screenshot(page, "kernel_gone")

    wait_for(page, READY, NAME)
    assert run_all(page) == []
    for place in range(len(WIDGETS)):
        expect(notes.nth(place)).to_be_empty()


PALENESS = """
(element) => {
  let opacity = 1;
  for (let e = element; e; e = e.parentElement) opacity *= parseFloat(getComputedStyle(e).opacity);
  return opacity;
}
"""
