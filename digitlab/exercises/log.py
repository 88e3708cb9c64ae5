"""What each check found, kept in a small file beside the notebook: for the learner, and for a class's teacher.

A line of the file is a JSON object such as ``{"exercise": "scale", "outcome": "incorrect",
"mistake": "not-scaled", "time": "2026-11-26T10:15:00+01:00"}``. No code and no name stands in it.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import sys
from pathlib import Path
from typing import Any

from digitlab._shared import files
from digitlab.exercises.results import Result

# Beside the notebook: the kernel's folder.
FILE = "exercise_log.jsonl"
# A lesson's checks run a few dozen times. Older lines make room for newer ones.
_MOST_LINES = 2000
_MOST_BYTES = 1_000_000
# Seconds to wait for another notebook that writes there; a check shouldn't wait for the log.
_PATIENCE = 0.5
_OFF = {"log": "off"}


def keep_log(on: bool) -> None:
    """Keep the log of what checks found, or stop it and remove what it holds; it stays so in this folder.

    Args:
        on: whether it is kept. Without a word from you, it is.

    Raises:
        OSError: if the file can't be written.

    Example:
        >>> import os, tempfile
        >>> before = os.getcwd()
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     os.chdir(folder)
        ...     keep_log(False)
        ...     print(Path(FILE).read_text().strip())
        ...     os.chdir(before)
        {"log": "off"}
    """
    path = Path(FILE)
    with files.changing(path):
        files.write_whole(path, b"" if on else json.dumps(_OFF).encode() + b"\n")


def note(exercise: str, result: Result) -> None:
    """Add a line on what a check found, if this is a notebook and the log is on; a log that can't be kept is none.

    Args:
        exercise: its name.
        result: what was found.
    """
    if not _in_notebook():
        return
    line = {
        "exercise": exercise,
        "outcome": result.outcome,
        "mistake": result.misconception,
        "time": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    path = Path(FILE)
    with contextlib.suppress(OSError, ValueError), files.changing(path, _PATIENCE):
        lines = files.read_bounded(path, _MOST_BYTES).splitlines() if path.exists() else []
        if not any(_is_off(old) for old in lines[:1]):
            lines = [*lines[1 - _MOST_LINES :], json.dumps(line).encode()]
            files.write_whole(path, b"\n".join(lines) + b"\n")


def _is_off(line: bytes) -> bool:
    with contextlib.suppress(ValueError):
        return bool(json.loads(line) == _OFF)
    return False


def _in_notebook() -> bool:
    """Say whether this runs in a notebook's kernel, not in a script or in tests."""
    shell: Any = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return hasattr(shell, "kernel")
