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

from child_process import end_with_us
from explain_failures import SetupError, check_platform, check_python, explain_files, explain_pip, explain_venv
from targets import WINDOWS

LAB = "requirements.txt"
TEST = "requirements-test.txt"
STAMP = "digitlab-setup.json"
LOG = "digitlab-setup.log"
# Settings of Jupyter that come with the package.
SETTINGS = Path(__file__).with_name("jupyter") / "settings"
# What other Pythons print is read in one encoding, whatever the system's is.
PLAIN_OUTPUT = {"PYTHONIOENCODING": "utf-8"}


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
        self.python = self.folder / ("Scripts/python.exe" if WINDOWS else "bin/python")
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
            "settings": digest(*sorted(SETTINGS.glob("*.json"))),
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
        # A Python that was asked for by name must be the one in use; any other is kept, unless nothing could be
        # installed for it.
        keep = not os.environ.get("PYTHON") and "project" in stamp
        return keep or stamp.get("python") == this_python()

    def create(self) -> None:
        """Make the environment anew, in place of an old or half-made one of our own."""
        if self.folder.exists() and any(self.folder.iterdir()) and not self.stamp.exists():
            raise SetupError(
                f"The folder {self.folder.name} was made by another tool: rename or delete it, then try again."
            )
        if Path(sys.prefix).resolve() == self.folder.resolve():
            raise SetupError(
                f"This is the Python of {self.folder.name} itself, which has to be made anew: type 'deactivate', "
                "then try again."
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
            env={**os.environ, **PLAIN_OUTPUT},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        if made.returncode:
            raise SetupError(explain_files(made.stdout) or explain_venv(made.stdout))
        self.write_stamp({"state": "whole", "folder": str(self.folder), "python": this_python()})

    def install(self, pinned: str, stamp: dict[str, Any]) -> None:
        """Install a pinned list."""
        text = (self.root / pinned).read_text(encoding="utf-8")
        count = len(re.findall(r"^[A-Za-z0-9]", text, flags=re.MULTILINE))
        say(f"Installing {count} packages from {pinned}; the first time takes a few minutes ...")
        # --no-deps: the list is complete. --only-binary: no learner needs a compiler.
        arguments = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", pinned]
        start = time.monotonic()
        if not self.uv(arguments, stamp):
            self.pip(arguments, stamp, count)
        say(f"Installed in {time.monotonic() - start:.0f} s.")

    def install_package(self, stamp: dict[str, Any]) -> None:
        """Install digitlab itself, as a link to the checkout."""
        self.pip(["--no-deps", "--no-build-isolation", "--editable", "."], stamp, 0)

    def uv(self, arguments: Sequence[str], stamp: dict[str, Any]) -> bool:
        """Install with uv, which is several times as fast as pip; say whether that was possible.

        uv looks at none of pip's settings, such as a school's mirror. Where there are any, and whatever goes
        wrong, pip does the work, and says what is wrong.
        """
        uv = shutil.which("uv")
        if uv is None:
            return False
        listing = [str(self.python), "-m", "pip", "config", "list"]
        settings = subprocess.run(listing, stdin=subprocess.DEVNULL, capture_output=True)
        if settings.returncode or settings.stdout.strip():
            return False
        self.write_stamp({**stamp, "state": "installing"})
        # Compiled now, as pip does: where Python may not write (a shared folder, PYTHONDONTWRITEBYTECODE), each
        # start would compile everything again, for three to six seconds.
        command = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(self.python), *arguments]
        silent = subprocess.DEVNULL
        process = subprocess.Popen(command, cwd=self.root, stdin=silent, stdout=silent, stderr=silent)
        with process, end_with_us(process):
            return process.wait() == 0

    def pip(self, arguments: Sequence[str], stamp: dict[str, Any], count: int) -> None:
        """Run `pip install`, showing how far it is (`count` is 0 where nobody knows), and explain a failure."""
        command = [str(self.python), "-m", "pip", "install", "--no-input", *arguments]
        # PIP_USER in the learner's settings would be an error here.
        settings = {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUNBUFFERED": "1", **PLAIN_OUTPUT}
        self.write_stamp({**stamp, "state": "installing"})
        lines: list[str] = []
        collected = 0
        with (
            subprocess.Popen(
                command,
                cwd=self.root,
                env={**os.environ, **settings},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
            ) as process,
            end_with_us(process),
        ):
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
        # Killed: the state stays as it is, and the next run starts anew. Windows tells it by no code of its own.
        if process.returncode < 0 or (process.returncode and "ERROR:" not in output):
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
    """Show one changing line on a terminal, which need not know more than to go back; nothing in a file."""
    if sys.stdout.isatty():
        print(f"\r{text[:70]:<70}\r{text[:70]}", end="", flush=True)
