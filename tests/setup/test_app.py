"""The draw lesson as an app: what it shows, who may see it, and that it asks nothing of the network."""

from __future__ import annotations

import os
import re
import runpy
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from drawings import SEVEN, THREE
from flax import nnx
from ipywidgets import HTML
from jupyter_driver import ROOT, AppServer, browser_page, save_screenshot
from make_environment import SetupError
from pad_page import PadPage
from playwright.sync_api import expect
from tornado.websocket import WebSocketHandler
from traitlets.config.loader import Config, PyFileConfigLoader

import digitlab as dl
from digitlab.pictures._bounds import MAX_BYTES
from digitlab.server import MESSAGE_SIZE, PromptConnection

JUPYTER = ROOT / ".setup" / "jupyter"

LESSON = "06_draw.ipynb"
only_the_app = runpy.run_path(str(JUPYTER / "app_cells.py"))["only_the_app"]


def test_the_app_is_the_tagged_cells_and_only_the_last_one_of_each_text_speaks() -> None:
    new = nbformat.v4
    tagged = {"metadata": {"tags": ["app"]}}
    cells = [
        new.new_markdown_cell("# Heading"),
        new.new_code_cell("print(1)", **tagged),
        new.new_code_cell("print(2)"),
        new.new_markdown_cell("Draw.", **tagged),
        new.new_code_cell("3", **tagged),
        new.new_markdown_cell("It was 2.\n\n### Read\n\nMore.", **tagged),
        new.new_code_cell("4", **tagged),
        new.new_code_cell("5", **tagged),
    ]
    kept = only_the_app(new.new_notebook(cells=cells))
    assert [cell.source for cell in kept.cells] == [
        "%%capture\nprint(1)",
        "Draw.",
        "3",
        "### Read\n\nMore.",
        "%%capture\n4",
        "5",
    ]
    whole = only_the_app(new.new_notebook(cells=cells[:1]))
    assert len(whole.cells) == 1


def test_the_lesson_s_app_shows_the_pad_the_inspector_and_the_reader() -> None:
    lesson = only_the_app(nbformat.read(ROOT / "notebooks" / LESSON, as_version=4))
    loud = [cell.source for cell in lesson.cells if cell.cell_type == "code" and "%%capture" not in cell.source]
    assert [source.split()[-1] for source in loud] == ["pad", "inspector", "reader"]
    assert len(lesson.cells) < 10
    texts = [cell.source for cell in lesson.cells if cell.cell_type == "markdown"]
    assert [text[:2] for text in texts] == ["##"] * 3, "what a left-out cell showed is spoken of"


def test_what_is_said_of_an_upload_holds_on_our_servers_and_on_others() -> None:
    reader = dl.PictureReader(dl.SoftmaxRegression(rngs=nnx.Rngs(0)))
    shown = " ".join(part.value for part in reader.children if isinstance(part, HTML))
    others, ours = (1_000_000 * int(size) for size in re.findall(r"(\d+) MB", shown))
    usual = WebSocketHandler.max_message_size.fget(SimpleNamespace(settings={}))
    slack = 100_000  # what a message holds beside the files
    assert others + slack < usual < ours
    assert ours + slack < MESSAGE_SIZE
    assert MESSAGE_SIZE > MAX_BYTES


def test_make_app_serves_the_lesson(tmp_path: Path) -> None:
    script = runpy.run_path(str(ROOT / ".setup" / "__main__.py"), run_name="not_main")
    command = script["app_command"](ROOT, ["--port=9000"])
    assert command == ["-m", "voila", str(ROOT / "notebooks" / LESSON), "--port=9000"]
    with pytest.raises(SetupError, match="There is no lesson"):
        script["app_command"](tmp_path, [])


def settings(name: str) -> Config:
    """Return what Jupyter reads from one of the set-up's files."""
    return PyFileConfigLoader(name, path=str(JUPYTER)).load_config()


def test_the_app_is_for_this_computer_with_a_token_and_idle_kernels_go() -> None:
    found = settings("voila.py")
    assert found.Voila.ip == "127.0.0.1"
    assert found.Voila.auto_token is True
    assert 60 <= found.MappingKernelManager.cull_idle_timeout <= 3600
    assert found.MappingKernelManager.cull_interval > 0
    assert issubclass(found.Voila.kernel_websocket_connection_class, PromptConnection)
    assert found.Voila.tornado_settings["websocket_max_message_size"] == MESSAGE_SIZE


def test_the_app_reads_these_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    script = runpy.run_path(str(ROOT / ".setup" / "__main__.py"), run_name="not_main")
    monkeypatch.delenv("JUPYTER_CONFIG_PATH", raising=False)
    assert script["config_path"]() == str(JUPYTER)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/mine")
    assert script["config_path"]() == os.pathsep.join([str(JUPYTER), "/mine"])
    commands: list[dict[str, str]] = []

    def record(*command: object, **variables: str) -> int:
        commands.append(variables)
        return 0

    main = script["main"]
    monkeypatch.setitem(main.__globals__, "Environment", lambda root: SimpleNamespace(ensure=lambda pinned: None))
    monkeypatch.setitem(main.__globals__, "start", record)
    assert main("app", []) == 0
    assert [one["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0] for one in commands] == [str(JUPYTER)]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    with AppServer(ROOT / "notebooks", tmp_path_factory.mktemp("app")) as server:
        yield server


@pytest.mark.browser
@pytest.mark.slow
def test_nobody_gets_in_without_the_token(app: AppServer) -> None:
    bare = urllib.request.build_opener()
    for path in ("api/kernels/00000000-0000-0000-0000-000000000000", "voila/api/shutdown/x"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            bare.open(f"http://127.0.0.1:{app.port}/{path}", timeout=20)
        assert refused.value.code in (401, 403, 404, 405)
        refused.value.close()
    with bare.open(f"http://127.0.0.1:{app.port}/", timeout=20) as answer:
        assert "/login" in answer.url
        assert "digitlab" not in answer.read().decode()


@pytest.mark.browser
@pytest.mark.slow
def test_a_visitor_draws_and_nothing_leaves_the_computer(app: AppServer, tmp_path: Path) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    with browser_page(tmp_path / "browser") as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(app.url(""), wait_until="commit")  # the rest comes when all cells have run
        pad = PadPage(page)
        expect(pad.canvas).to_be_visible(timeout=90_000)
        pad.draw(SEVEN)
        pad.expect_digit(7)
        pad.button("Clear").click()
        pad.draw(THREE)
        pad.expect_digit(3)
        pad.button("Why?").click()
        expect(page.locator(".digitlab-why img")).to_have_count(5, timeout=30_000)
        text = page.locator("body").inner_text()
        assert "import digitlab" not in text
        assert "load_pretrained" not in text
        assert page.locator(".jp-CodeCell .jp-InputArea, .jp-CodeMirrorEditor").count() == 0
        save_screenshot(page, "app")
        page.reload(wait_until="commit")
        expect(pad.canvas).to_be_visible(timeout=90_000)
        pad.draw(SEVEN)
        pad.expect_digit(7)
    own = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
    assert [address for address in asked if not address.startswith(own)] == []
    assert asked
    assert [text for text in complaints if "Content Security Policy" in text] == []
