"""Make the virtual environment `.venv` from a pinned list, and know when there is nothing to do.

Only the standard library is used: this runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# Newer ones lack builds of some pinned packages. The oldest one stands in run.sh.
NEWEST_PYTHON = (3, 14)
LAB = "requirements.txt"
TEST = "requirements-test.txt"
STAMP = "digitlab-setup.json"
LOG = "digitlab-setup.log"
LAB_SETTINGS = Path(__file__).with_name("jupyterlab.json")
# JupyterLab offers to build itself anew when it thinks it should; all parts here are built.
LAB_PAGE = {"buildAvailable": False, "buildCheck": False}


class SetupError(Exception):
    """Something the user has to do first, said in one sentence."""


def explain_pip(output: str) -> str:
    """Turn what pip printed before it failed into one sentence that says what to do."""
    if "No space left on device" in output:
        return "The disk is full: free about 2 GB, then try again."
    if "CERTIFICATE_VERIFY_FAILED" in output:
        return (
            "This network puts its own certificate in place of the package index's (many schools "
            "do): ask for that certificate as a file and set PIP_CERT to its path, or use another "
            "network, then try again."
        )
    if "DO NOT MATCH THE HASHES" in output:
        return (
            "A downloaded package is not the one in the pinned list (a cut download, or a proxy "
            "that changes files): run 'python3 -m pip cache purge', then try again."
        )
    # Checked before the missing version: pip names both when the index doesn't answer.
    if re.search(
        r"NewConnectionError|ConnectTimeout|ConnectionError|ReadTimeout|Read timed out|ProxyError"
        r"|name resolution|Name or service not known|Network is unreachable|Connection refused"
        r"|Connection broken|IncompleteRead|secure host and is being ignored",
        output,
    ):
        return (
            "The Python package index can't be reached: check the internet connection (behind a "
            "proxy, set HTTPS_PROXY), then try again."
        )
    missing = re.search(r"satisfies the requirement (\S+).*\(from versions: ([^)]*)\)", output)
    if missing and missing[2].strip() != "none":
        return (
            f"The package index has no {missing[1]} for this computer ({platform.system()} on "
            f"{platform.machine()}, Python {platform.python_version()}): try another Python "
            "(3.12 suits best: make PYTHON=python3.12), or conda with environment.yml."
        )
    if missing:
        return (
            f"The package index has no {missing[1]}, or pip was told not to ask it: check the "
            "internet connection and pip's settings (pip config list, PIP_NO_INDEX), then try "
            "again."
        )
    errors = [line for line in output.splitlines() if line.startswith("ERROR:")]
    said = errors[-1].removeprefix("ERROR:").strip() if errors else "it gave no reason"
    return f"pip could not install the packages and said: {said}"


def check_platform(system: str, machine: str) -> None:
    """Stop early where a needed package has no build at all."""
    if system == "Darwin" and machine == "x86_64":
        raise SetupError(
            "JAX has no build for Macs with an Intel processor: use the course on another computer "
            "or online with Binder (if this Mac has an Apple chip, install Python for Apple chips "
            "from https://www.python.org/downloads/)."
        )


def check_python(version: tuple[int, int]) -> None:
    """Stop early where the pinned packages have no build yet."""
    if version > NEWEST_PYTHON:
        newest = ".".join(str(part) for part in NEWEST_PYTHON)
        raise SetupError(
            f"Python {version[0]}.{version[1]} is newer than the pinned packages, which know 3.11 to {newest}: "
            "install one of these from https://www.python.org/downloads/ beside it, then say which one to take "
            "(3.12 suits best: make PYTHON=python3.12)."
        )


def digest(*paths: Path) -> str:
    """Return one SHA-256 over the contents of some files."""
    total = hashlib.sha256()
    for path in paths:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


class Environment:
    """The virtual environment of one checkout, and the stamp that says what is in it.

    The stamp has a `state`: `making` (the environment is being created), `installing` (pip is at
    work; found again later it means that pip was killed) or `whole` (neither was cut short).
    Whatever else it holds says what was installed from what.
    """

    def __init__(self, root: Path, folder: Path | None = None) -> None:
        self.root = root
        self.folder = folder or root / ".venv"
        self.python = self.folder / "bin" / "python"
        self.stamp = self.folder / STAMP

    def read_stamp(self) -> dict[str, Any]:
        """Return the stamp, empty when there is none or it can't be read."""
        try:
            found = json.loads(self.stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def write_stamp(self, stamp: dict[str, Any]) -> None:
        """Write the stamp whole or not at all."""
        part = self.stamp.with_suffix(".part")
        part.write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
        os.replace(part, self.stamp)

    def ensure(self, pinned: str) -> None:
        """Bring the environment in step with a pinned list; do nothing when it is."""
        check_python(sys.version_info[:2])
        stamp = self.prepare()
        wanted = self.wanted(pinned)
        if all(stamp.get(key) == value for key, value in wanted.items()):
            return
        if stamp.get(pinned) != wanted[pinned]:
            self.install(pinned, stamp)
            stamp[pinned] = wanted[pinned]
        self.install_package(stamp)
        self.write_stamp({**stamp, **wanted})

    def prepare(self) -> dict[str, Any]:
        """Make the environment where there is none that can be built upon, and return its stamp."""
        check_platform(platform.system(), platform.machine())
        stamp = self.read_stamp()
        if not self.usable(stamp):
            self.create()
            stamp = self.read_stamp()
        return stamp

    def wanted(self, pinned: str) -> dict[str, str]:
        """Return what the stamp says once a list is installed."""
        wanted = {
            pinned: digest(self.root / pinned),
            "project": digest(self.root / "pyproject.toml"),
            "settings": digest(LAB_SETTINGS),
        }
        if pinned == TEST:  # it holds all of the other list, with the same versions
            wanted[LAB] = digest(self.root / LAB)
        return wanted

    def usable(self, stamp: dict[str, Any]) -> bool:
        """Say whether what stands in the folder can be built upon."""
        if stamp.get("state") != "whole":
            return False
        # Scripts and the link to the checkout hold full paths: a moved folder doesn't work.
        if stamp.get("folder") != str(self.folder) or not self.python.exists():
            return False
        # A Python that was asked for by name must be the one in use; any other is kept.
        return not os.environ.get("PYTHON") or stamp.get("python") == this_python()

    def create(self) -> None:
        """Make the environment anew, in place of an old or half-made one of our own."""
        if self.folder.exists() and any(self.folder.iterdir()) and not self.stamp.exists():
            raise SetupError(
                f"The folder {self.folder.name} was made by another tool: rename or delete it, then try again."
            )
        say(f"Making the environment {self.folder.name} with Python {platform.python_version()} ...")
        self.folder.mkdir(exist_ok=True)
        self.write_stamp({"state": "making"})
        for entry in self.folder.iterdir():
            if entry == self.stamp:
                continue  # it stays, so that a half-made folder is known for ours
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        made = subprocess.run(
            [sys.executable, "-m", "venv", str(self.folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        if made.returncode:
            lines = [line for line in made.stdout.splitlines() if line.strip()]
            raise SetupError(
                "Python could not make a virtual environment (on Debian or Ubuntu run 'sudo apt "
                "install python3-venv', then try again) and said: " + (lines or ["nothing"])[-1]
            )
        self.write_stamp({"state": "whole", "folder": str(self.folder), "python": this_python()})

    def install(self, pinned: str, stamp: dict[str, Any]) -> None:
        """Install a pinned list."""
        text = (self.root / pinned).read_text(encoding="utf-8")
        count = len(re.findall(r"^[A-Za-z0-9]", text, flags=re.MULTILINE))
        say(f"Installing {count} packages from {pinned}; the first time takes a few minutes ...")
        # --no-deps: the list is complete. --only-binary: no learner needs a compiler.
        arguments = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", pinned]
        start = time.monotonic()
        self.pip(arguments, stamp, count)
        say(f"Installed in {time.monotonic() - start:.0f} s.")

    def install_package(self, stamp: dict[str, Any]) -> None:
        """Install digitlab itself, as a link to the checkout, and the defaults for JupyterLab."""
        self.pip(["--no-deps", "--no-build-isolation", "--editable", "."], stamp, 0)
        # Defaults only: what a learner sets in JupyterLab's own settings wins over this folder.
        settings = self.folder / "share" / "jupyter" / "lab" / "settings"
        (settings / "overrides.d").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(LAB_SETTINGS, settings / "overrides.d" / "digitlab.json")
        page = settings / "page_config.json"
        if not page.exists():
            page.write_text(json.dumps(LAB_PAGE) + "\n", encoding="utf-8")

    def pip(self, arguments: Sequence[str], stamp: dict[str, Any], count: int) -> None:
        """Run `pip install`, showing how far it is (`count` is 0 where nobody knows), and explain a failure."""
        command = [str(self.python), "-m", "pip", "install", "--no-input", *arguments]
        # PIP_USER in the learner's settings would be an error here.
        settings = {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUNBUFFERED": "1"}
        self.write_stamp({**stamp, "state": "installing"})
        lines: list[str] = []
        collected = 0
        with subprocess.Popen(
            command,
            cwd=self.root,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line)
                if line.startswith("Collecting "):
                    collected += 1
                    show_progress(f"{collected}{f' of {count}' if count else ''}: {line.split()[1]}")
                elif line.startswith("Installing collected packages"):
                    show_progress("unpacking ...")
        show_progress("")
        output = "".join(lines)
        (self.folder / LOG).write_text(output, encoding="utf-8")
        if process.returncode < 0:  # killed: the state stays as it is, and the next run starts anew
            raise SetupError("pip was stopped before it was done: run the same command again.")
        # pip that ends by itself has either installed all or taken back what it began.
        self.write_stamp({**stamp, "state": "whole"})
        if process.returncode:
            log = f"{self.folder.name}/{LOG}"
            raise SetupError(f"{explain_pip(output)} (All that pip said: {log}.)")


def this_python() -> str:
    """Return what tells one interpreter from another: its version and where it is installed."""
    return f"{platform.python_version()} in {sys.base_prefix}"


def say(text: str) -> None:
    """Print a line at once, before a long step begins."""
    print(text, flush=True)


def show_progress(text: str) -> None:
    """Show one changing line on a terminal; nothing where output goes to a file."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text[:70]}", end="", flush=True)
