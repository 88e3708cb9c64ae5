"""Files that are written whole or not at all, and changed by one writer at a time."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import filelock

# Seconds that a writer waits for another one. A change takes milliseconds.
_PATIENCE = 10.0


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that at any moment there is the old one or the new one, never half of it.

    Args:
        path: the file; its folder is made if missing.
        content: all of it.

    Raises:
        OSError: if the file can't be written; an older file of that name is left as it was.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_whole(Path(folder) / "new" / "file", b"seven")
        ...     (Path(folder) / "new" / "file").read_bytes()
        b'seven'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        # With the permissions that any new file of this user gets: on a shared computer others may read it.
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def changing(path: Path, patience: float = _PATIENCE) -> Iterator[None]:
    """Hold a file while it is read anew, changed and written: another notebook, kernel or thread waits.

    The lock is the operating system's and ends with the process that holds it, so a crash leaves none behind; its
    empty file stays beside the other one. It doesn't nest: who holds a file must not ask for it again.

    Args:
        path: the file, which need not be there; its folder is made if missing.
        patience: seconds to wait for another writer.

    Raises:
        OSError: if the folder can't be written, or another writer holds the file too long.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "count"
        ...     for _ in range(3):
        ...         with changing(path):
        ...             write_whole(path, (path.read_bytes() if path.exists() else b"") + b"1")
        ...     path.read_bytes()
        b'111'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(path.with_name(f".{path.name}.lock"))
    try:
        lock.acquire(timeout=patience)
    except filelock.Timeout:
        raise OSError(
            f"Another notebook has been changing {path} for over {patience:g} seconds. Wait for it, or stop that "
            "notebook, then try again."
        ) from None
    try:
        yield
    finally:
        lock.release()
