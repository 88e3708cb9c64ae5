"""Find a Chromium or Chrome for the browser tests, or get one.

Only the standard library is used: this runs before anything is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

Which = Callable[[str], str | None]
Run = Callable[[Sequence[str]], int]

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPS = (
    "Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "Applications/Chromium.app/Contents/MacOS/Chromium",
)
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
WINDOWS_APPS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",  # a Chromium, too; every Windows has it
)
NO_BROWSER = (
    "No Chromium or Chrome was found: install one, or set DIGITLAB_BROWSER to its path, or to 'install' to have "
    "one installed; the browser tests are skipped."
)
# The value of DIGITLAB_BROWSER that says yes before the question comes.
INSTALL = "install"


def named_browser(environ: Mapping[str, str] = os.environ) -> str:
    """Return what `DIGITLAB_BROWSER` names: a program, or "none"; "" if it names nothing."""
    named = environ.get("DIGITLAB_BROWSER", "")
    return "" if named == INSTALL else named


def installed_browser(
    environ: Mapping[str, str] = os.environ,
    which: Which = shutil.which,
    mac_roots: Sequence[Path] | None = None,
) -> str | None:
    """Return the path of a Chromium, Chrome or (on Windows) Edge on this computer, or None.

    `DIGITLAB_BROWSER` names one and goes first; the value `none` means: do without.
    """
    wanted = named_browser(environ)
    if wanted:
        return None if wanted == "none" else which(wanted)
    for command in COMMANDS:
        path = which(command)
        if path:
            return path
    if mac_roots is None:
        mac_roots = (Path("/"), Path.home()) if sys.platform == "darwin" else ()
    for root in mac_roots:
        for app in MAC_APPS:
            if (root / app).is_file():
                return str(root / app)
    # Only Windows has these variables.
    folders = [Path(environ[name]) for name in WINDOWS_FOLDERS if environ.get(name)]
    for app in WINDOWS_APPS:
        for folder in folders:
            if (folder / app).is_file():
                return str(folder / app)
    return None


def playwright_browser(python: str) -> str | None:
    """Return the path of the Chromium that `playwright install` put down, or None."""
    code = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: print(p.chromium.executable_path)"
    )
    found = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    path = found.stdout.strip()
    return path if found.returncode == 0 and Path(path).is_file() else None


def can_use_apt(which: Which = shutil.which, user_id: int | None = None) -> bool:
    """Say whether this is root on Debian, Ubuntu or a relative of theirs."""
    if user_id is None:
        user_id = os.geteuid() if hasattr(os, "geteuid") else -1
    return user_id == 0 and which("apt-get") is not None


def starts(path: str) -> bool:
    """Say whether a browser answers at all: Ubuntu's package is a stub where snap is missing."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def run_quietly(command: Sequence[str]) -> int:
    """Run a command without questions; show what it said only when it failed."""
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-5:]), file=sys.stderr)
    return done.returncode


def may_install(environ: Mapping[str, str] = os.environ, stream: TextIO | None = sys.stdin) -> bool:
    """Ask whether a browser may be installed for the whole computer; nobody to ask means no."""
    if environ.get("DIGITLAB_BROWSER") == INSTALL:
        return True
    if stream is None or not stream.isatty():
        return False
    question = "The browser tests need Chromium. Install it for the whole computer with apt-get? [y/N] "
    print(question, end="", flush=True)
    return stream.readline().strip().lower() in ("y", "yes")


def get_browser(python: str, run: Run = run_quietly) -> str | None:
    """Return the path of a browser for the tests, installing one if need be; None if none is had.

    `python` is the interpreter of the environment that has playwright.
    """
    path = installed_browser()
    if path or named_browser():  # what was named and isn't there is not replaced by another
        return path
    path = playwright_browser(python)
    if path:
        return path
    if can_use_apt() and may_install():
        print("Installing the package chromium with apt-get, for the browser tests ...", flush=True)
        apt = ["apt-get", "-qq", "-o", "Acquire::Retries=1"]
        run([*apt, "update"])
        if run([*apt, "install", "--yes", "--no-install-recommends", "chromium"]) == 0:
            path = installed_browser()
            if path and starts(path):
                return path
    print("Downloading a Chromium with playwright, for the browser tests ...", flush=True)
    if run([python, "-m", "playwright", "install", "chromium"]) == 0:
        return playwright_browser(python)
    return None
