"""The environment of `make test-latest`: the newest there is, no pins, beside `.venv`."""

from __future__ import annotations

import json
import runpy
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import newest_environment
import pytest
from make_environment import TEST
from newest_environment import NewestEnvironment, needs, pinned_versions
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = """\
[build-system]
requires = ["builder>=1"]
[project]
dependencies = ["one>=1,<2"]
[project.optional-dependencies]
lab = ["two>=2"]
teaching = ["four<5"]
test = ["three"]
other = ["five"]
"""
PINS = """\
one==1.5 ; python_full_version < '3.12' \\
    --hash=sha256:0
one==1.7 ; python_full_version >= '3.12' \\
    --hash=sha256:0
# three==9
two-too==2.0 \\
    --hash=sha256:0
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (tmp_path / TEST).write_text(PINS, encoding="utf-8")
    return tmp_path


def test_what_is_asked_for_has_no_upper_bounds(checkout: Path) -> None:
    assert needs(checkout) == ["one>=1", "two>=2", "four", "three", "hatchling>=1.27", "editables>=0.5"]


def test_what_our_own_course_needs_is_pinned() -> None:
    pinned = pinned_versions(ROOT)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert len(needs(ROOT)) > len(project["dependencies"]) + 10
    for text in needs(ROOT):
        requirement = Requirement(text)
        assert any(version in requirement.specifier for version in pinned[requirement.name]), text


def test_pins_are_read_with_every_version_of_a_name(checkout: Path) -> None:
    assert pinned_versions(checkout) == {"one": {"1.5", "1.7"}, "two-too": {"2.0"}}


def test_pip_is_asked_for_the_newest_each_time(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = NewestEnvironment(checkout)
    environment.folder.mkdir()
    asked: list[list[str]] = []
    monkeypatch.setattr(environment, "prepare", lambda: {"state": "whole"})
    monkeypatch.setattr(environment, "pip", lambda arguments, *rest: asked.append(list(arguments)))
    monkeypatch.setattr(environment, "news", lambda: "No news.")
    for _ in range(2):
        environment.ensure_newest()
    newest, package = asked[:2]
    assert newest[-6:] == needs(checkout)
    assert newest[newest.index("--upgrade-strategy") + 1] == "eager"
    assert not {"-r", "--require-hashes", "--no-deps"} & set(newest)
    assert package[-2:] == ["--editable", "."]
    assert asked[2:] == [newest, package]
    assert environment.folder == checkout / ".venv-latest"
    assert "No news." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("installed", "sentence"),
    [
        ({"one": "1.7", "Two_Too": "2.0", "pip": "99"}, "No version differs from the pinned ones."),
        ({"one": "1.5"}, "No version differs from the pinned ones."),
        (
            {"Two.Too": "2.1", "one": "1.8", "zero": "0"},
            "3 versions differ from the pinned ones: one 1.8 (pinned: 1.5, 1.7), two-too 2.1 (pinned: 2.0), "
            "zero 0 (not pinned).",
        ),
        ({"one": "1.8"}, "1 version differs from the pinned ones: one 1.8 (pinned: 1.5, 1.7)."),
    ],
)
def test_what_is_new_is_told(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, installed: dict[str, str], sentence: str
) -> None:
    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        assert command[1:5] == ["-m", "pip", "list", "--format=json"]
        listed = [{"name": name, "version": version} for name, version in installed.items()]
        return subprocess.CompletedProcess(command, 0, json.dumps(listed), "")

    monkeypatch.setattr(newest_environment.subprocess, "run", run)
    assert NewestEnvironment(checkout).news() == sentence


def test_clean_removes_it_and_git_and_ruff_leave_it_out(tmp_path: Path) -> None:
    script = runpy.run_path(str(ROOT / ".setup" / "__main__.py"), run_name="not_main")
    for name in (".venv-latest", ".venv", "data"):
        (tmp_path / name / "inside").mkdir(parents=True)
    script["clean"](tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]
    assert ".venv-latest/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert ".venv-latest" in tools["ruff"]["extend-exclude"]
