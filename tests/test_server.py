"""What Jupyter's server does for the lessons: ink without lag, large uploads, kernels that nobody listens to."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyter_client.manager import KernelManager
from jupyter_driver import JupyterServer
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from traitlets.config import Config

from digitlab.server import (
    MESSAGE_SIZE,
    PROTOCOL,
    PromptConnection,
    _jupyter_server_extension_points,
    _link_jupyter_server_extension,
    kernel_settings,
)

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="kernels are spoken to through files on Linux and macOS"
)
# Says what the server took, when it is asked for its kernels.
SPY = """
import json, pathlib
def _jupyter_server_extension_points():
    return [{"module": "spy"}]
def _load_jupyter_server_extension(server):
    found = {
        "connection": server.web_app.settings["kernel_websocket_connection_class"].__name__,
        "size": server.web_app.settings["websocket_max_message_size"],
    }
    pathlib.Path("spied.json").write_text(json.dumps(found))
"""


def test_small_messages_of_the_kernel_are_not_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PromptConnection.__base__, "connect", lambda self: "connected")
    for is_open in (True, False):
        said: list[bool] = []
        handler = SimpleNamespace(ws_connection=object() if is_open else None, set_nodelay=said.append)
        connection = PromptConnection.__new__(PromptConnection)
        monkeypatch.setattr(PromptConnection, "websocket_handler", handler)
        assert connection.connect() == "connected"
        assert said == [True] * is_open


def whole(*parts: bytes) -> bytes:
    """Return a message in Jupyter's form v1."""
    return serialize_msg_to_ws_v1(list(parts), "shell")


HEADER = [b'{"msg_type": "comm_msg"}', b"{}", b"{}", b"{}"]
TORN = {
    "nothing": b"",
    "a letter": b"x",
    "zeros": bytes(200),
    "parts without end": (2**62).to_bytes(8, "little") + b"x" * 8,
    "a place far outside": whole(*HEADER)[:16] + (2**62).to_bytes(8, "little") + whole(*HEADER)[24:],
    "places backwards": whole(*HEADER)[:16] + (1).to_bytes(8, "little") + whole(*HEADER)[24:],
    "a place inside the places": (2).to_bytes(8, "little") + bytes([8, *bytes(7), 24, *bytes(7)]),
    "cut short": whole(*HEADER)[:-1],
    "too many parts": whole(*[b""] * 10_001),
}


@pytest.mark.parametrize("name", ["whole", "with files", "old form", *TORN])
def test_a_message_is_believed_only_if_its_parts_lie_in_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    good = {"whole": whole(*HEADER), "with files": whole(*HEADER, b"x" * 70_000, b"")}
    message = {**good, **TORN, "old form": (2).to_bytes(4, "big") + bytes(20)}[name]
    handed: list[bytes] = []
    closed: list[int] = []
    monkeypatch.setattr(PromptConnection.__base__, "handle_incoming_message", lambda self, msg: handed.append(msg))
    monkeypatch.setattr(PromptConnection, "subprotocol", None if name == "old form" else PROTOCOL)
    handler = SimpleNamespace(close=lambda code, reason: closed.append(code))
    monkeypatch.setattr(PromptConnection, "websocket_handler", handler)
    PromptConnection.__new__(PromptConnection).handle_incoming_message(message)
    assert (handed, closed) == (([], [1007]) if name in TORN else ([message], []))


def test_a_message_in_the_old_form_is_not_believed_either(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[int] = []
    monkeypatch.setattr(PromptConnection, "subprotocol", None)
    handler = SimpleNamespace(close=lambda code, reason: closed.append(code))
    monkeypatch.setattr(PromptConnection, "websocket_handler", handler)
    for message in (b"", bytes(4), (2**31).to_bytes(4, "big") + bytes(40)):
        PromptConnection.__new__(PromptConnection).handle_incoming_message(message)
    assert closed == [1007] * 3


def linked(config: Config, **own: object) -> SimpleNamespace:
    """Return a made-up server, with Voila's extension, after ours had its say."""
    usual = {"kernel_websocket_connection_class": None, "tornado_settings": {}}
    extensions = {"voila.server_extension": SimpleNamespace(enabled=True)}
    manager = SimpleNamespace(extensions=extensions)
    server = SimpleNamespace(config=config, extension_manager=manager, **{**usual, **own})
    _link_jupyter_server_extension(server)
    return server


def test_what_a_user_has_set_wins(short: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(short))
    server = linked(Config())
    assert server.kernel_websocket_connection_class is PromptConnection
    assert server.tornado_settings["websocket_max_message_size"] == MESSAGE_SIZE
    assert server.tornado_settings["xsrf_cookie_kwargs"] == {"samesite": "Lax"}
    assert server.config.KernelManager.transport == "ipc"
    assert server.config.IdentityProvider.cookie_options == {"samesite": "Lax"}
    assert server.config.VoilaConfiguration.file_allowlist == []
    assert not server.extension_manager.extensions["voila.server_extension"].enabled

    config = Config()
    config.ServerApp.kernel_websocket_connection_class = "their.own"
    config.KernelManager.transport = "tcp"
    config.VoilaConfiguration.file_allowlist = [r".*\.svg"]
    config.IdentityProvider.cookie_options = {"samesite": "None"}
    theirs = {"websocket_max_message_size": 5, "xsrf_cookie_kwargs": {"samesite": "None"}, "more": 1}
    server = linked(config, tornado_settings=theirs)
    assert server.kernel_websocket_connection_class is None
    assert server.tornado_settings == theirs
    assert server.config.KernelManager.transport == "tcp"
    assert server.config.IdentityProvider.cookie_options == {"samesite": "None"}
    assert server.config.VoilaConfiguration.file_allowlist == [r".*\.svg"]
    # An administrator who runs Voila on purpose keeps it, without the rest that an address may bring.
    assert server.extension_manager.extensions["voila.server_extension"].enabled
    assert server.config.VoilaConfiguration.allow_theme_override == "NO"


def test_the_module_is_the_whole_extension() -> None:
    assert _jupyter_server_extension_points() == [{"module": "digitlab.server"}]


class PlainServer(JupyterServer):
    """Jupyter's server with no settings but those that come with packages."""

    def environment(self) -> dict[str, str]:
        """Return the variables of any user."""
        environ = super().environment()
        del environ["JUPYTER_CONFIG_PATH"]
        environ["PYTHONPATH"] = os.pathsep.join([str(self.scratch), environ["PYTHONPATH"]])
        return environ

    def command(self) -> list[str]:
        """Add an extension that writes down what the server took."""
        (self.scratch / "spy.py").write_text(SPY, encoding="utf-8")
        return [*super().command(), '--ServerApp.jpserver_extensions={"spy": True}']


@pytest.fixture(scope="module")
def short() -> Iterator[Path]:
    """A folder with a short name, as a home has one; pytest's own are too long for a kernel's sockets."""
    with tempfile.TemporaryDirectory(prefix="d") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def plain(short: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlainServer]:
    (short / "plain").mkdir()
    with PlainServer(tmp_path_factory.mktemp("source"), short / "plain") as server:
        yield server


def test_any_server_of_an_environment_with_digitlab_takes_the_settings(plain: PlainServer) -> None:
    found = json.loads((plain.folder / "spied.json").read_text(encoding="utf-8"))
    assert found == {"connection": "PromptConnection", "size": MESSAGE_SIZE}


def test_a_kernel_of_any_server_is_spoken_to_through_files(plain: PlainServer) -> None:
    request = urllib.request.Request(plain.url("api/kernels"), data=b"{}", method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        name = json.loads(answer.read())["id"]
    (connection,) = plain.scratch.rglob(f"kernel-{name}.json")
    assert json.loads(connection.read_text(encoding="utf-8"))["transport"] == "ipc"
    delete = urllib.request.Request(plain.url(f"api/kernels/{name}"), method="DELETE")
    urllib.request.urlopen(delete, timeout=30).close()
    assert list(plain.scratch.rglob("kernel-*")) == [], "nothing is left behind"


def test_a_kernel_with_these_settings_runs_and_leaves_nothing(
    short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(short / "run"))
    settings = kernel_settings()
    assert settings.KernelManager.transport == "ipc"
    assert list((short / "run").iterdir()) == []
    connection = short / "run" / f"kernel-{uuid.UUID(int=0)}.json"
    manager = KernelManager(config=settings, connection_file=str(connection))
    manager.start_kernel()
    client = manager.blocking_client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=60)
        assert len([path for path in (short / "run").iterdir() if path.is_socket()]) == 5
        answer = client.execute_interactive("1 / 1", timeout=30, output_hook=lambda message: None)
        assert answer["content"]["status"] == "ok"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert list((short / "run").iterdir()) == []


@pytest.mark.parametrize(
    "folder",
    ["a" * 60 + "/" + "b" * 60, "file/below"],
    ids=["a path that is too long", "a folder that can't be made"],
)
def test_where_files_won_t_do_the_settings_are_jupyter_s_own(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / folder))
    assert kernel_settings() == Config()


@pytest.mark.parametrize("length", range(48, 62))
def test_files_are_chosen_where_a_kernel_s_names_fit(
    length: int, short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = short / ("x" * (length - len(str(short)) - 1))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(folder))
    chosen = kernel_settings() != Config()
    name = f"kernel-{uuid.UUID(int=0)}-ipc-5"
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.bind(str(folder / name))
        except OSError:
            assert not chosen
        else:
            assert chosen or length > 50


def test_importing_the_package_needs_no_server() -> None:
    code = "import digitlab, sys; sys.exit('jupyter_server' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
