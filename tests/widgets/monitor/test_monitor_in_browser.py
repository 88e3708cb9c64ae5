"""The training monitor in a real JupyterLab in a real browser: start, pause, continue, stop, reload."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_driver import (
    READY,
    RESTORED,
    JupyterServer,
    open_notebook,
    run_all,
    save_screenshot,
    wait_for,
)
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MONITOR = """
from flax import nnx
import digitlab as dl
train, test = dl.load_mnist("sample")
model = dl.CNN(rngs=nnx.Rngs(0))
monitor = dl.TrainingMonitor(model, train, validation=test, epochs=300)
monitor
"""
BUSY = """
import time
before = len(monitor.history.step_losses)
time.sleep(2)
print(monitor.state, len(monitor.history.step_losses) > before)
"""
SOFTMAX = """
from flax import nnx
import digitlab as dl
train, test = dl.load_mnist("sample")
model = dl.SoftmaxRegression(rngs=nnx.Rngs(0))
monitor = dl.TrainingMonitor(model, train, validation=test, epochs=3)
monitor
"""
# Runs one cell of the notebook in front and returns its text.
RUN_CELL = """
async (index) => {
  const panel = window.jupyterapp.shell.currentWidget;
  panel.content.activeCellIndex = index;
  await window.jupyterapp.commands.execute("notebook:run-cell");
  return panel.context.model.toJSON().cells[index].outputs.map((output) => output.text).join("");
}
"""
THEME = """
async (name) => { await window.jupyterapp.commands.execute("apputils:change-theme", {theme: name}); }
"""
SAVE = """async () => { await window.jupyterapp.commands.execute("docmanager:save"); }"""


@pytest.fixture(scope="module")
def notebooks_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    new = nbformat.v4
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    for name, cells in {"monitor": [MONITOR, BUSY], "softmax": [SOFTMAX, "monitor"]}.items():
        book = new.new_notebook(cells=[new.new_code_cell(cell) for cell in cells], metadata=kernel)
        nbformat.write(book, folder / f"{name}.ipynb")
    return folder


def status(page: Page) -> Locator:
    return page.locator(".digitlab-monitor-status")


def press(page: Page, name: str) -> None:
    page.locator(".digitlab-monitor").get_by_role("button", name=name).click()


def expect_state(page: Page, state: str, seconds: float = 5) -> None:
    expect(status(page)).to_have_attribute("data-state", state, timeout=1000 * seconds)


def curve(page: Page) -> str:
    return page.locator(".digitlab-monitor-curves").evaluate("element => element.innerHTML")


def seconds_until(page: Page, name: str, state: str) -> float:
    """Press a button and measure, in the page, how long the state takes to follow."""
    return page.evaluate(
        """async ([name, state]) => {
          const monitor = document.querySelector(".digitlab-monitor");
          const button = [...monitor.querySelectorAll("button")].find((b) => b.textContent.trim() === name);
          const begin = performance.now();
          button.click();
          while (monitor.querySelector(".digitlab-monitor-status").dataset.state !== state) {
            if (performance.now() - begin > 20000) break;
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
          return (performance.now() - begin) / 1000;
        }""",
        [name, state],
    )


def expect_quick(page: Page, pairs: list[tuple[str, str]]) -> None:
    """Press buttons three times over; other work on the machine may slow one of them down, not each."""
    times: dict[str, list[float]] = {name: [] for name, _ in pairs}
    for _ in range(3):
        for name, state in pairs:
            times[name].append(seconds_until(page, name, state))
            page.wait_for_timeout(600)  # longer than a double click
    for name, measured in times.items():
        # Start puts the data onto the device anew.
        assert min(measured) < (2 if name == "Start" else 0.5), f"{name}: {measured}"
        assert max(measured) < 5, f"{name}: {measured}"
    print({name: [round(seconds, 2) for seconds in measured] for name, measured in times.items()})


def box(page: Page) -> Any:
    return page.locator(".digitlab-monitor").bounding_box()


def test_a_training_is_watched_and_steered(jupyter: JupyterServer, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 1000})
    open_notebook(jupyter, page, "monitor.ipynb")
    assert run_all(page) == []
    expect_state(page, "ready")
    assert status(page).get_attribute("aria-live") == "polite"
    assert status(page).get_attribute("role") == "status"
    size = box(page)
    save_screenshot(page, "monitor_ready")

    # Start with the keyboard; the curves move by themselves.
    page.locator(".digitlab-monitor").get_by_role("button", name="Start").focus()
    page.keyboard.press("Enter")
    expect_state(page, "training", seconds=60)
    seen = set()
    end = time.monotonic() + 4
    while time.monotonic() < end:
        seen.add(curve(page))
        page.wait_for_timeout(50)
    assert len(seen) >= 6, f"{len(seen)} pictures in 4 s"
    expect(status(page)).not_to_have_attribute("data-epoch", "1", timeout=30_000)
    assert box(page) == size, "the layout jumped"
    save_screenshot(page, "monitor_training")

    # Another cell runs meanwhile, and the training goes on.
    begin = time.monotonic()
    assert page.evaluate(RUN_CELL, 1).strip() == "training True"
    assert time.monotonic() - begin < 12

    expect_quick(page, [("Pause", "paused"), ("Continue", "training")])
    press(page, "Pause")
    expect_state(page, "paused")
    page.wait_for_timeout(400)
    still = curve(page)
    page.wait_for_timeout(1500)
    assert curve(page) == still
    assert box(page) == size
    save_screenshot(page, "monitor_paused")
    press(page, "Continue")
    expect_state(page, "training")
    page.wait_for_timeout(1000)
    assert curve(page) != still

    # The learning rate, by the keyboard.
    shown = page.locator(".digitlab-monitor").get_by_text(re.compile("at this step"))
    before = float(shown.inner_text().split()[1])
    page.locator(".digitlab-monitor .noUi-handle").focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    expect(shown).not_to_have_text(re.compile(rf"is {before:.3g} "))
    page.wait_for_timeout(1000)
    assert float(shown.inner_text().split()[1]) < 0.5 * before

    # The page is loaded anew while it trains: the state comes back, and the buttons work.
    page.evaluate(SAVE)
    page.goto(jupyter.url("lab/tree/monitor.ipynb"))
    wait_for(page, RESTORED)
    wait_for(page, READY, "monitor.ipynb")
    expect_state(page, "training", seconds=20)
    still = curve(page)
    page.wait_for_timeout(1000)
    assert curve(page) != still
    expect_quick(page, [("Stop", "stopped"), ("Start", "training")])
    press(page, "Stop")
    expect_state(page, "stopped")
    page.wait_for_timeout(400)
    still = curve(page)
    page.wait_for_timeout(1000)
    assert curve(page) == still
    assert box(page)["height"] == size["height"]
    save_screenshot(page, "monitor_stopped")

    page.evaluate(THEME, "JupyterLab Dark")
    press(page, "Start")
    expect_state(page, "training", seconds=20)
    page.wait_for_timeout(2000)
    save_screenshot(page, "monitor_dark")
    press(page, "Stop")
    expect_state(page, "stopped")
    page.evaluate(THEME, "JupyterLab Light")


def test_two_views_show_one_training_to_its_end(jupyter: JupyterServer, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 1500})
    open_notebook(jupyter, page, "softmax.ipynb")
    assert run_all(page) == []
    states = page.locator(".digitlab-monitor-status")
    expect(states).to_have_count(2)
    for view in range(2):
        expect(states.nth(view)).to_have_attribute("data-state", "ready")
    buttons = page.locator(".digitlab-monitor").get_by_role("button", name="Start")
    buttons.nth(1).click()
    for view in range(2):
        expect(states.nth(view)).to_have_attribute("data-state", "finished", timeout=60_000)
        expect(states.nth(view)).to_have_attribute("data-epoch", "3")
    page.wait_for_timeout(500)
    buttons.nth(0).click()
    notes = page.locator(".digitlab-monitor-note")
    expect(notes.nth(1)).to_contain_text("this training has finished after 3 epochs. To train the model further")
    save_screenshot(page, "monitor_finished")
