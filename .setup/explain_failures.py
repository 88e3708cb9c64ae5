"""Turn what stops the set-up into one sentence that says what to do.

Only the standard library is used: this runs before anything is installed.
"""

from __future__ import annotations

import errno
import platform
import re
import sys
import sysconfig

from targets import WINDOWS, spelled

# Newer ones lack builds of some pinned packages. The oldest one stands in run.sh and in __main__.py.
NEWEST_PYTHON = (3, 14)
# The one of conda and Binder.
BEST_PYTHON = "3.12"
# The longest path that a Windows takes as it comes, with the zero behind it.
MAX_PATH = 260
PYTHON_ORG = "https://www.python.org/downloads/"
DISK_FULL = "The disk is full: free about 2 GB, then try again."


class SetupError(Exception):
    """Something the user has to do first, said in one sentence."""


def explain_pip(output: str) -> str:
    """Turn what pip printed before it failed into one sentence that says what to do."""
    if "No space left on device" in output or "[WinError 112]" in output:
        return DISK_FULL
    if said := explain_files(output):
        return said
    if "CERTIFICATE_VERIFY_FAILED" in output:
        return (
            "This network puts its own certificate in place of the package index's (many schools "
            "do): ask for that certificate as a file and set PIP_CERT to its path, or use another "
            "network, then try again."
        )
    if "DO NOT MATCH THE HASHES" in output:
        python = "py" if WINDOWS else "python3"
        return (
            "A downloaded package is not the one in the pinned list (a cut download, or a proxy "
            f"that changes files): run '{python} -m pip cache purge', then try again."
        )
    # Checked before the missing version: pip names both when the index doesn't answer.
    if re.search(
        r"NewConnectionError|ConnectTimeout|ConnectionError|ReadTimeout|Read timed out|ProxyError"
        r"|name resolution|Name or service not known|getaddrinfo failed|Network is unreachable"
        r"|Connection refused|Connection broken|IncompleteRead|secure host and is being ignored",
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
            f"({BEST_PYTHON} suits best: {spelled('lab', python=BEST_PYTHON)}), or conda with environment.yml."
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


def explain_venv(output: str) -> str:
    """Turn what `python -m venv` printed before it failed into one sentence that says what to do."""
    remedy = "on Debian or Ubuntu run 'sudo apt install python3-venv'"
    if WINDOWS:
        remedy = f"install Python from {PYTHON_ORG}, with pip"
    said = [line.strip() for line in output.splitlines() if line.strip()] or ["nothing"]
    return f"Python could not make a virtual environment ({remedy}, then try again) and said: {said[-1]}"


def explain_files(output: str) -> str:
    """Return a sentence for a file that some program said it couldn't write; empty where it said no such thing."""
    name = re.search(r"(?:WinError (?:5|32|206)|Errno 13)\][^:]*: '([^']+)'", output)
    path = name[1].replace("\\\\", "\\") if name else ""
    if "[WinError 206]" in output or "Long Path support" in output:  # the latter is pip's hint
        return too_long(path)
    if re.search(r"Error: \[(?:WinError (?:5|32)|Errno 13)\]", output):  # a connection's errors look otherwise
        return locked(path)
    return ""


def explain_os_error(error: OSError, windows: bool = WINDOWS) -> str | None:
    """Return a sentence for what the system said of a file, or None where there is nothing to add to it."""
    path = str(error.filename or "")
    code = getattr(error, "winerror", None)
    if code == 206 or (windows and error.errno == errno.ENOENT and len(path) >= MAX_PATH):
        return too_long(path)
    if error.errno == errno.ENOSPC or code == 112:
        return DISK_FULL
    if isinstance(error, PermissionError) or error.errno == errno.ENOTEMPTY:  # also Windows' 5, 32 and 145
        return locked(path)
    return None


def locked(path: str) -> str:
    """Say that a file can't be changed."""
    return (
        f"{path or 'A file'} can't be written or removed: a program uses it (JupyterLab in another window, an "
        "editor, a virus scanner), or it may only be read; close that program or wait a minute, then try again."
    )


def too_long(path: str) -> str:
    """Say that a path is longer than this Windows allows."""
    which = f" ({path})" if path else ""
    return (
        f"A path is longer than the {MAX_PATH - 1} characters that this Windows allows{which}: move the course's "
        "folder to a shorter place, such as C:\\digitlab, then try again."
    )


def check_platform(system: str, machine: str, build: str | None = None, maxsize: int = sys.maxsize) -> None:
    """Stop early where a needed package has no build at all.

    Args:
        system: as `platform.system` names it.
        machine: as `platform.machine` does. A Windows on ARM says ARM64 also to a Python for x86-64, which it
            runs in emulation, so there the build counts.
        build: what this Python was built for, as pip looks at it.
        maxsize: the largest index that it knows.
    """
    build = build or sysconfig.get_platform()
    if system == "Darwin" and machine == "x86_64":
        raise SetupError(
            "JAX has no build for Macs with an Intel processor: use the course on another computer "
            "or online with Binder (if this Mac has an Apple chip, install Python for Apple chips "
            f"from {PYTHON_ORG})."
        )
    bits_64 = (
        "install the one that is called 'Windows installer (64-bit)'" if system == "Windows" else "install one"
    )
    if maxsize < 2**32:
        raise SetupError(
            f"This is a Python for 32 bits, and JAX needs one for 64: {bits_64} from {PYTHON_ORG}, then try again."
        )
    if system == "Windows" and build == "win-arm64":
        raise SetupError(
            f"This is a Python for ARM processors, for which JAX has no build on Windows: {bits_64} from "
            f"{PYTHON_ORG}, not the one for ARM64, then try again (Windows 11 runs it in emulation)."
        )
    if system == "Windows" and build != "win-amd64":
        raise SetupError(
            f"This is a Python built for {build}, and the packages are built for win-amd64 only: {bits_64} from "
            f"{PYTHON_ORG}, then try again."
        )


def check_python(version: tuple[int, int]) -> None:
    """Stop early where the pinned packages have no build yet."""
    if version > NEWEST_PYTHON:
        newest = ".".join(str(part) for part in NEWEST_PYTHON)
        raise SetupError(
            f"Python {version[0]}.{version[1]} is newer than the pinned packages, which know 3.11 to {newest}: "
            f"install one of these from {PYTHON_ORG} beside it, then say which one to take "
            f"({BEST_PYTHON} suits best: {spelled('lab', python=BEST_PYTHON)})."
        )
