"""Hand over to another program: what it returns and what one types is its own, and nothing is left behind.

On Linux and macOS it takes this process's place. Windows can't do that: there it is a child that is waited for.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from targets import WINDOWS


def hand_over(command: Sequence[str], folder: Path, environ: Mapping[str, str], windows: bool = WINDOWS) -> int:
    """Run a command to its end, in a folder, and return its exit code; elsewhere than on Windows never return."""
    sys.stdout.flush()
    if not windows:
        os.chdir(folder)
        os.execve(command[0], [*command], environ)
    # Ctrl+C goes to all that runs in the window: the command answers it, and this process waits for the answer.
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        with subprocess.Popen(command, cwd=folder, env=environ) as process, end_with_us(process):
            return exit_code(process.wait())
    finally:
        signal.signal(signal.SIGINT, before)


def exit_code(code: int) -> int:
    """Return a code as `sys.exit` takes it: Windows' own, such as 0xC000013A for Ctrl+C, come without a sign."""
    return code - 2**32 if code >= 2**31 else code


@contextlib.contextmanager
def end_with_us(process: subprocess.Popen) -> Iterator[None]:
    """On Windows, let a child process end when this one does, also when this one is killed.

    What it starts itself is not held, or a browser that JupyterLab opened would be closed with it.
    """
    job = held_by_job(process)
    try:
        yield
    finally:
        close(job)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    # The names and numbers are those of the header winnt.h.
    EXTENDED_LIMIT_INFORMATION = 9  # JobObjectExtendedLimitInformation
    LIMITS = 0x2000 | 0x1000  # JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE, ..._SILENT_BREAKAWAY_OK
    KERNEL = ctypes.WinDLL("kernel32", use_last_error=True)
    KERNEL.CreateJobObjectW.restype = wintypes.HANDLE
    KERNEL.CreateJobObjectW.argtypes = [ctypes.c_void_p, wintypes.LPCWSTR]
    KERNEL.SetInformationJobObject.argtypes = [wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD]
    KERNEL.AssignProcessToJobObject.argtypes = [wintypes.HANDLE, wintypes.HANDLE]
    KERNEL.CloseHandle.argtypes = [wintypes.HANDLE]

    class ExtendedLimits(ctypes.Structure):
        """JOBOBJECT_EXTENDED_LIMIT_INFORMATION, of which one number is set."""

        _fields_ = (
            ("times", wintypes.LARGE_INTEGER * 2),
            ("flags", wintypes.DWORD),
            ("sizes", ctypes.c_size_t * 2),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("classes", wintypes.DWORD * 2),
            ("counters", ctypes.c_ulonglong * 6),
            ("memory", ctypes.c_size_t * 4),
        )

    def held_by_job(process: subprocess.Popen) -> int | None:
        """Put a process into a job that ends when its handle is closed; without one it runs all the same."""
        job = KERNEL.CreateJobObjectW(None, None)
        limits = ExtendedLimits(flags=LIMITS)
        size = ctypes.sizeof(limits)
        KERNEL.SetInformationJobObject(job, EXTENDED_LIMIT_INFORMATION, ctypes.byref(limits), size)
        KERNEL.AssignProcessToJobObject(job, int(process._handle))  # type: ignore[attr-defined]
        return job

    def close(job: int | None) -> None:
        """Give the handle back."""
        KERNEL.CloseHandle(job)

else:

    def held_by_job(process: subprocess.Popen) -> int | None:
        """Do nothing: here a child stays what it is."""
        return None

    def close(job: int | None) -> None:
        """Do nothing."""
