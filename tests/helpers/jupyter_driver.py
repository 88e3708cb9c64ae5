"""Drive a real JupyterLab in a real browser.

`JupyterServer` runs JupyterLab in folders of its own on a copy of the notebooks, `browser_page`
opens a headless Chromium, `open_notebook` and `run_all` do what a learner does with the mouse.
"""

from __future__ import annotations

import os
import re
import runpy
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from find_browser import NO_BROWSER, installed_browser
from kernel_variables import kernel_variables
from playwright.sync_api import Page, sync_playwright

from digitlab.teaching.lessons import copy_notebooks, without_colours

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"

# A Chromium that asks nothing of the network and of a screen.
BROWSER_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# True once the notebook in front can be run. The "idle" sign alone comes too early: a run that is
# asked for before the kernel is connected is lost.
READY = """
(name) => {
  const app = window.jupyterapp;
  const widget = app && app.shell && app.shell.currentWidget;
  const context = widget && widget.context;
  if (!context || context.path !== name || !context.isReady) return false;
  const session = context.sessionContext;
  const kernel = session && session.isReady && session.session && session.session.kernel;
  return Boolean(kernel && kernel.connectionStatus === "connected" && kernel.status === "idle"
    && document.querySelector(".jp-Notebook .jp-Cell"));
}
"""
RESTART = """
async () => {
  await window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart();
}
"""
RESTORED = """
() => {
  if (!window.jupyterapp) return false;
  if (window.digitlabRestored === undefined) {
    window.digitlabRestored = false;
    window.jupyterapp.restored.then(() => { window.digitlabRestored = true; });
  }
  return window.digitlabRestored;
}
"""

# The promise of the command is kept in the page: run-all takes minutes, a call from here may not.
RUN_ALL = """
() => {
  const run = {finished: false, failure: null};
  window.digitlabRun = run;
  window.jupyterapp.commands.execute("notebook:run-all-cells").then(
    () => { run.finished = true; },
    (error) => { run.finished = true; run.failure = String(error); });
}
"""
RUN_STATE = """
() => {
  const session = window.jupyterapp.shell.currentWidget.context.sessionContext;
  const kernel = session.session && session.session.kernel;
  return {...window.digitlabRun, kernel: kernel ? kernel.status : "gone"};
}
"""
ERRORS = """
() => {
  const cells = window.jupyterapp.shell.currentWidget.context.model.toJSON().cells;
  return cells.flatMap((cell, index) => (cell.outputs || [])
    .filter((output) => output.output_type === "error")
    .map((output) => ({cell: index, name: output.ename, value: output.evalue,
                       traceback: (output.traceback || []).join("\\n")})));
}
"""


@dataclass(frozen=True)
class CellError:
    """An error that a cell shows: in which cell, and what it says."""

    cell: int
    name: str
    value: str
    traceback: str


class JupyterServer:
    """A JupyterLab server for a test, with private folders, ended with the `with` block.

    `folder` is the copy of the notebooks that it serves.
    """

    # A page that answers once the server is up.
    sign_of_life = "api/status"

    def __init__(self, notebooks: Path, scratch: Path, variables: Mapping[str, str] | None = None) -> None:
        self.scratch = scratch
        self.folder = copy_notebooks(notebooks, scratch / "notebooks")
        self.variables = dict(variables or {})
        self.token = secrets.token_hex(16)
        self.port = 0
        self.log = scratch / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> JupyterServer:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def environment(self) -> dict[str, str]:
        """Return variables that keep everything the server writes inside the scratch folder."""
        private = {
            name: str(self.scratch / name.lower())
            for name in (
                "JUPYTER_CONFIG_DIR",
                "JUPYTER_DATA_DIR",
                "JUPYTER_RUNTIME_DIR",
                "JUPYTERLAB_SETTINGS_DIR",
                "JUPYTERLAB_WORKSPACES_DIR",
                "IPYTHONDIR",
            )
        }
        environ = {**os.environ, **private, **self.variables}
        environ["JUPYTER_CONFIG_PATH"] = str(ROOT / ".setup" / "jupyter")  # as `make app` starts it
        environ.update(kernel_variables(ROOT))
        environ.pop("MPLBACKEND", None)  # the kernel has to show pictures in the page
        search = [str(ROOT), *filter(None, [environ.get("PYTHONPATH")])]
        environ["PYTHONPATH"] = os.pathsep.join(search)
        return environ

    def start(self) -> None:
        """Start the server and wait until it answers."""
        environ = self.environment()
        self.port = free_port()
        command = [sys.executable, *self.command()]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                env=environ,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.wait_until_up(seconds=60)

    def command(self) -> list[str]:
        """Return the arguments for Python that start the server on `self.port`."""
        command = ["-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1"]
        command += [
            f"--port={self.port}",
            "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={self.token}",
            "--LabApp.expose_app_in_browser=True",
            f"--ServerApp.root_dir={self.folder}",
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--allow-root")
        return command

    def wait_until_up(self, seconds: float) -> None:
        """Wait until the server answers; raise with the end of its log when it doesn't."""
        assert self.process is not None
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(self.url(self.sign_of_life), timeout=5):
                    return
            except urllib.error.HTTPError as error:
                error.close()
            except OSError:
                pass
            time.sleep(0.1)
        tail = self.log.read_text(encoding="utf-8", errors="replace")[-3000:]
        raise RuntimeError(f"JupyterLab did not come up on port {self.port}. Its log ends:\n{tail}")

    def url(self, path: str, query: str = "") -> str:
        """Return the address of something on the server, with the token."""
        return f"http://127.0.0.1:{self.port}/{path}?token={self.token}{query}"

    def stop(self) -> None:
        """End the server. On a polite end it ends its kernels; they also notice when it is gone."""
        if self.process is None:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(15)
                break


class AppServer(JupyterServer):
    """The app as `make app` starts it, on a copy of the notebooks."""

    sign_of_life = "login"

    def command(self) -> list[str]:
        """Return the arguments for Python that start Voila."""
        script = runpy.run_path(str(ROOT / ".setup" / "__main__.py"), run_name="not_main")
        own = [f"--port={self.port}", "--no-browser", f"--Voila.token={self.token}"]
        return [*script["app_command"](self.folder.parent, own)]


def free_port() -> int:
    """Return a port of this computer that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def browser_page(profile: Path, **options: Any) -> Iterator[Page]:
    """Open a page of a headless Chromium with a new profile; skip the test where there is none.

    `options` are Playwright's, for instance `has_touch=True`.
    """
    if os.environ.get("DIGITLAB_BROWSER") == "none":
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        path = installed_browser() or playwright.chromium.executable_path
        if not Path(path).is_file():
            pytest.skip(NO_BROWSER)
        flags = list(BROWSER_FLAGS)
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            flags.append("--no-sandbox")  # Chromium refuses to start for root with it
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=path,
            headless=True,
            args=flags,
            viewport={"width": 1280, "height": 900},
            **options,
        )
        try:
            yield context.pages[0]
        finally:
            context.close()


def wait_for(page: Page, script: str, argument: Any = None, seconds: float = 60) -> None:
    """Wait until a script returns true in the page; raise, with a screenshot, if it never does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if page.evaluate(script, argument):
            return
        page.wait_for_timeout(100)
    picture = save_screenshot(page, "timeout")
    raise TimeoutError(f"Not true within {seconds:.0f} s, see {picture}:\n{script.strip()}")


def open_notebook(server: JupyterServer, page: Page, name: str) -> None:
    """Open a notebook of the server and wait until it can be run."""
    page.goto(server.url(f"lab/tree/{name}", "&reset"))
    wait_for(page, RESTORED, seconds=60)
    wait_for(page, READY, name, seconds=60)


def run_all(page: Page, seconds: float = 600) -> list[CellError]:
    """Run all cells of the open notebook, wait for the end, and return the errors they show."""
    page.evaluate(RUN_ALL)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        state = page.evaluate(RUN_STATE)
        if state["failure"] or state["kernel"] in ("dead", "gone"):
            raise RuntimeError(f"Run All Cells broke off: {state}")
        if state["finished"] and state["kernel"] == "idle":
            return [
                CellError(
                    cell=error["cell"],
                    name=error["name"],
                    value=without_colours(error["value"]),
                    traceback=without_colours(error["traceback"]),
                )
                for error in page.evaluate(ERRORS)
            ]
        page.wait_for_timeout(100)
    picture = save_screenshot(page, "timeout")
    raise TimeoutError(f"The cells were not done within {seconds:.0f} s, see {picture}.")


def save_screenshot(page: Page, name: str) -> Path:
    """Save what the page shows as build/screenshots/NAME.png and return the path."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{re.sub(r'[^A-Za-z0-9_-]+', '_', name)}.png"
    page.screenshot(path=path)
    return path
