"""Safe by default: no server that others can reach, no path that a file or a text brings along."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from PIL import Image

import digitlab as dl

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted([*(ROOT / "digitlab").rglob("*.py"), *(ROOT / ".setup").glob("*.py")])
SERVERS = ("socketserver", "http.server", "aiohttp.web", "tornado", "flask", "fastapi", "xmlrpc.server")


def test_the_package_starts_no_server() -> None:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.startswith(SERVERS)], path
            if isinstance(node, ast.Attribute):
                # A learner's signature is bound to arguments, and a probe to a file, which no other computer
                # reaches; nothing else may bind.
                assert node.attr != "listen", path
                assert node.attr != "bind" or ast.unparse(node.value) in ("signature", "probe"), path


def test_jupyterlab_listens_to_this_computer_only_and_keeps_its_token() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in [*SOURCES, ROOT / "Makefile"])
    assert re.findall(r"--(?:ServerApp\.)?ip=([\d.a-z*]+)", text) == ["127.0.0.1"]
    for word in (
        "0.0.0.0",
        "IdentityProvider.token",
        "ServerApp.token",
        "ServerApp.password",
        "disable_check_xsrf",
    ):
        assert word not in text, word


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "cnn/../cnn", "cnn.safetensors", ""])
def test_names_are_never_paths(name: str) -> None:
    with pytest.raises(ValueError, match="load_pretrained"):
        dl.load_pretrained(name)
    with pytest.raises(ValueError, match="source"):
        dl.load_mnist(name or "/")


def test_a_path_inside_a_picture_is_never_opened(tmp_path: Path) -> None:
    Image.new("L", (40, 40)).save(tmp_path / "secret.png")
    for content in (str(tmp_path / "secret.png").encode(), f"<image href='{tmp_path}/secret.png'/>".encode()):
        with pytest.raises(dl.pictures.PictureError):
            dl.mnistify(content)
