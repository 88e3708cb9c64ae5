"""What stops the set-up is said in sentences that help on the system at hand."""

from __future__ import annotations

import errno
import re
import subprocess
import sys
from pathlib import Path

import explain_failures
import pytest
from explain_failures import (
    SetupError,
    check_platform,
    check_python,
    explain_files,
    explain_os_error,
    explain_pip,
    explain_venv,
)
from targets import TARGETS, spelled

ROOT = Path(__file__).resolve().parents[2]
LONG = "C:\\" + "a" * 270
REFUSED = "ERROR: Could not install packages due to an OSError: "
HINT = "HINT: This error might have occurred since this system does not have Windows Long Path support enabled."


@pytest.mark.parametrize(
    ("target", "arguments", "python", "elsewhere", "on_windows"),
    [
        ("lab", "", "", "make lab", "py .setup lab"),
        ("lab", "", "3.12", "make lab PYTHON=python3.12", "py -3.12 .setup lab"),
        ("bench", "NAME", "", "make bench ARGS=NAME", "py .setup bench NAME"),
        ("test", "-k pad", "", 'make test ARGS="-k pad"', "py .setup test -k pad"),
        ("test", '-k "a or b"', "", "make test ARGS='-k \"a or b\"'", 'py .setup test -k "a or b"'),
    ],
)
def test_a_command_is_spelled_for_the_system(
    target: str, arguments: str, python: str, elsewhere: str, on_windows: str
) -> None:
    assert spelled(target, arguments, python, windows=False) == elsewhere
    assert spelled(target, arguments, python, windows=True) == on_windows


def test_no_sentence_of_the_setup_spells_a_command_itself() -> None:
    wrong = re.compile(rf"['\"(\s]make (?:{'|'.join(TARGETS)}|PYTHON=)[^\n]*['\"]")
    for name in ("explain_failures", "make_environment", "newest_environment", "audit_pins", "find_browser"):
        text = (ROOT / ".setup" / f"{name}.py").read_text(encoding="utf-8")
        code = re.sub(r'""".*?"""|#[^\n]*', "", text, flags=re.DOTALL)
        assert wrong.findall(code) == [], name


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (
            REFUSED + r"[WinError 5] Access is denied: 'C:\\a b\\x.pyd'",
            r"C:\a b\x.pyd can't be written or removed",
        ),
        (REFUSED + "[WinError 32] The process cannot access the file: 'C:\\\\x'", r"C:\x can't be written"),
        ("Error: [Errno 13] Permission denied: 'D:\\\\python.exe'", r"D:\python.exe can't be written"),
        (REFUSED + "[WinError 32] Der Prozess kann nicht zugreifen", "A file can't be written"),
        (REFUSED + "[WinError 206] The filename or extension is too long: 'C:\\\\x'", r"allows (C:\x): move"),
        (f"{REFUSED}[Errno 2] No such file or directory: '{LONG}'\n{HINT}", "longer than the 259 characters"),
        (REFUSED + "[WinError 112] There is not enough space on the disk", "The disk is full"),
        # A connection that was refused is no file.
        ("NewConnectionError: Failed to establish: [Errno 13] Permission denied", "can't be reached"),
        ("NewConnectionError: Failed to establish: [WinError 10013] forbidden", "can't be reached"),
        ("ERROR: [Errno 11001] getaddrinfo failed", "can't be reached"),
    ],
)
def test_pip_on_windows_is_explained(output: str, sentence: str) -> None:
    said = explain_pip(output)
    assert sentence in said
    assert "then try again." in said
    assert "\n" not in said


def test_other_words_of_pip_are_no_files() -> None:
    assert explain_files("ERROR: the moon") == ""
    assert explain_files("WARNING: Retrying after connection broken by [Errno 13]") == ""


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PermissionError(errno.EACCES, "denied", "x"), "x can't be written or removed"),
        (OSError(errno.ENOTEMPTY, "not empty", "x"), "x can't be written or removed"),
        (OSError(errno.ENOSPC, "full"), "The disk is full"),
        (FileNotFoundError(errno.ENOENT, "none", LONG), "longer than the 259 characters"),
    ],
)
def test_what_the_system_says_of_a_file_is_explained(error: OSError, sentence: str) -> None:
    assert sentence in (explain_os_error(error, windows=True) or "")


def test_the_numbers_of_windows_are_known() -> None:
    error = OSError(errno.EINVAL, "")
    error.winerror = 206  # type: ignore[attr-defined]
    assert "longer than" in (explain_os_error(error) or "")


def test_what_is_not_known_stays_as_it_is() -> None:
    assert explain_os_error(FileNotFoundError(errno.ENOENT, "none", "short"), windows=True) is None
    assert explain_os_error(FileNotFoundError(errno.ENOENT, "none", LONG), windows=False) is None
    assert explain_os_error(OSError(errno.EIO, "broken", "x"), windows=True) is None


@pytest.mark.parametrize(
    ("windows", "remedy"), [(True, "install Python from"), (False, "sudo apt install python3-venv")]
)
def test_a_missing_venv_is_explained(monkeypatch: pytest.MonkeyPatch, windows: bool, remedy: str) -> None:
    monkeypatch.setattr(explain_failures, "WINDOWS", windows)
    said = explain_venv("a\nNo module named venv\n\n")
    assert remedy in said
    assert said.endswith("and said: No module named venv")
    assert explain_venv("").endswith("and said: nothing")


@pytest.mark.parametrize(
    ("system", "machine", "build", "maxsize", "sentence"),
    [
        ("Windows", "ARM64", "win-arm64", 2**63 - 1, "for ARM processors, .*64-bit.*, not the one for ARM64"),
        ("Windows", "AMD64", "win32", 2**31 - 1, "for 32 bits, and JAX needs one for 64: .*64-bit"),
        ("Windows", "AMD64", "mingw_x86_64_ucrt_gnu", 2**63 - 1, "built for mingw_x86_64_ucrt_gnu, .*64-bit"),
        ("Linux", "armv7l", "linux-armv7l", 2**31 - 1, "for 32 bits, and JAX needs one for 64: install one from"),
    ],
)
def test_a_build_without_packages_is_told(
    system: str, machine: str, build: str, maxsize: int, sentence: str
) -> None:
    with pytest.raises(SetupError, match=sentence):
        check_platform(system, machine, build, maxsize)


def test_a_build_with_packages_is_taken() -> None:
    check_platform("Windows", "AMD64", "win-amd64")
    check_platform("Windows", "ARM64", "win-amd64")  # in emulation
    check_platform("Linux", "aarch64", "linux-aarch64")
    check_platform("Darwin", "arm64", "macosx-11.0-universal2")


def test_on_windows_another_python_is_named_for_its_launcher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("targets.WINDOWS", True)
    with pytest.raises(SetupError, match=r"3\.12 suits best: py -3\.12 \.setup lab"):
        check_python((3, 15))


def test_a_python_that_is_too_old_can_read_that_it_is() -> None:
    """Its own words, where there is one; else a new Python that says it is old."""
    program = (
        "import runpy, sys; sys.version_info = (3, 10, 1); sys.argv[:] = ['.setup', 'lab'];"
        "runpy.run_path('.setup', None, '__main__')"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"digitlab: Python 3\.11 or newer is needed, and \S+ is Python [^\n]*\n", done.stderr)


@pytest.mark.parametrize("name", ["python3.6", "python3.7", "python3.8", "python3.9", "python3.10"])
def test_an_old_python_is_told_so(name: str) -> None:
    try:
        stated = subprocess.run([name, "--version"], capture_output=True, text=True)
    except OSError:
        stated = None
    if not stated or stated.returncode:
        pytest.skip(f"there is no {name} here")
    done = subprocess.run([name, ".setup", "lab"], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1
    assert f"is {stated.stdout.strip()}: install" in done.stderr
    assert done.stderr.count("\n") == 1
