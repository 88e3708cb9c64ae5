"""What all tests share: a quiet environment, the full data set, JupyterLab and a browser."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

# Set before jax or matplotlib is imported: tests run alike with and without a GPU or a screen.
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("MPLBACKEND", "Agg")

import jax
import pytest
from jupyter_driver import JupyterServer, browser_page, save_screenshot
from kernel_variables import kernel_variables
from playwright.sync_api import BrowserContext, Page

ROOT = Path(__file__).resolve().parents[1]
MNIST_FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)
# In a terminal Ctrl+C is on. Where a shell runs the tests in the background it is off, also for what they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Compiling takes most of the tests' time: they do it with little optimization and keep the code for the next run.
# What runs in processes of its own (lessons, JupyterLab, the app, training on many devices) is compiled as a
# learner's code is: these settings don't go into the environment.
jax.config.update("jax_disable_most_optimizations", True)
for name, value in kernel_variables(ROOT).items():
    if name.startswith("JAX_"):
        jax.config.update(name.lower(), int(value) if value.lstrip("-").isdigit() else value)

# The files whose tests take longest. They come first, so that no core waits for one that another began last.
LONGEST = (
    "test_lessons_full.py",
    "test_lessons_given.py",
    "test_starters.py",
    "test_draw_in_browser.py",
    "test_training.py",
    "test_windows.py",
    "test_monitor_in_browser.py",
    "test_recipe.py",
    "test_fused_conv.py",
    "test_rank_promotion.py",
    "test_lesson_in_browser.py",
    "test_layers.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files: the longest first, all others as they were."""
    order = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


@pytest.fixture(scope="session")
def mnist_folder() -> Path:
    """The folder that holds the four files of the full MNIST set."""
    folder = Path(os.environ.get("DIGITLAB_DATA") or ROOT / "data").resolve()
    missing = [name for name in MNIST_FILES if not (folder / name).is_file()]
    if missing:
        pytest.skip(f"the full MNIST set is not in {folder} ({missing[0]} is missing)")
    return folder


@pytest.fixture(scope="module")
def notebooks_source() -> Path:
    """The folder whose copy JupyterLab serves; a test module may override this fixture."""
    return ROOT / "notebooks"


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory: pytest.TempPathFactory, notebooks_source: Path) -> Iterator[JupyterServer]:
    """A JupyterLab server of its own on a copy of the notebooks, gone after the module."""
    with JupyterServer(notebooks_source, tmp_path_factory.mktemp("jupyter")) as server:
        yield server


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """A headless Chromium with a profile of its own, for the tests of a module."""
    # Playwright keeps an event loop running while it lives, which tests of other modules can't bear: so each
    # module starts and stops its own.
    with browser_page(tmp_path_factory.mktemp("browser")) as opened:
        yield opened.context


@pytest.fixture
def page(request: pytest.FixtureRequest, browser: BrowserContext) -> Iterator[Page]:
    """A new page of the module's browser; what it shows at the end is saved as a screenshot."""
    opened = browser.new_page()
    try:
        yield opened
        save_screenshot(opened, f"last_{request.node.name}")
    finally:
        opened.close()
