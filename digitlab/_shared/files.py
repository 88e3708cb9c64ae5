"""Files that are read within bounds, written whole or not at all, and changed by one writer at a time."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import secrets
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import filelock

# Seconds that a writer waits for another one. A change takes milliseconds.
_PATIENCE = 10.0
# Seconds after which a file that a crash left half written is nobody's any more.
_LEFT_OVER = 24 * 3600
_LONGEST_PATH = 4000
NO_FILE = "is no file but a folder, a pipe or the like"
# What a system's error means to a learner, and what helps.
_MEANINGS = {
    errno.ENOENT: "there is no such file. Check the folder and the spelling",
    errno.ENOSPC: "the disk is full. Make room there, or choose another folder, then try again",
    errno.EACCES: "its permissions forbid it, or another program holds it. Mend that, or choose another one",
    errno.EROFS: "this place can only be read. Choose another folder",
    errno.ENOTDIR: "a part of its path is a file, where a folder should be. Check the path",
    errno.EEXIST: "a part of its path is a file, where a folder should be. Check the path",
    errno.ELOOP: "its links lead round in a circle. Choose another name",
    errno.ENAMETOOLONG: "its name is too long. Choose a shorter one",
    errno.EFBIG: "it would be too large for this place. Choose another folder",
}
_MEANINGS[errno.EPERM] = _MEANINGS[errno.EACCES]
_MEANINGS[getattr(errno, "EDQUOT", errno.ENOSPC)] = _MEANINGS[errno.ENOSPC]


class TooLargeError(ValueError):
    """A file is larger than what is read of its kind.

    Attributes:
        size: its bytes.
    """

    def __init__(self, path: Path, size: int, most: int) -> None:
        super().__init__(f"{path.name} has {size:,} bytes; at most {most:,} are read")
        self.size = size


def check_path(value: Any, *, where: str, name: str = "path") -> Path:
    """Return a path, whether or not something is there.

    Raises:
        TypeError: if it is no text and no path.
        ValueError: if no file can have that name.

    Example:
        >>> check_path("models/mine", where="load_model").name
        'mine'
    """
    if not isinstance(value, (str, os.PathLike)) or not isinstance(os.fspath(value), str):
        raise TypeError(f"{where}: {name} must be a text or a Path, but it is a {type(value).__name__}.")
    text = os.fspath(value)
    is_odd = "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text) or len(text) > _LONGEST_PATH
    if is_odd or not Path(text).name.strip("."):
        raise ValueError(
            f"{where}: {name} must name a file, but it is {text!r:.80}. Check the folder and the spelling."
        )
    return Path(text)


@contextlib.contextmanager
def explained(path: Path, done: str) -> Iterator[None]:
    """Say in a sentence why a file can't be read, written or the like, whichever helping file the system named.

    Args:
        path: the file or folder that the learner knows.
        done: what is being done to it, such as "read".

    Raises:
        OSError: of the system's own kind, for instance `PermissionError`.

    Example:
        >>> with explained(Path("mine.json"), "read"):
        ...     open("mine.json.there-is-none")
        Traceback (most recent call last):
        FileNotFoundError: mine.json can't be read: there is no such file. Check the folder and the spelling.
    """
    try:
        yield
    except OSError as error:
        if error.errno is None:  # a sentence already
            raise
        meaning = _MEANINGS.get(
            error.errno, f"{error.strerror or type(error).__name__}. Mend that, or choose another one"
        )
        raise type(error)(f"{path} can't be {done}: {meaning}.") from error


def read_bounded(path: Path, most: int) -> bytes:
    """Read a file, unless it is too large or no file at all.

    Args:
        path: the file, or a link to one.
        most: bytes that are read.

    Raises:
        TooLargeError: if it holds more.
        OSError: if it can't be read, or is a pipe, a device or a folder: some of these never end, or never begin.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "file"
        ...     write_whole(path, b"seven")
        ...     read_bounded(path, 5)
        b'seven'
    """
    with explained(path, "read"):
        if path.is_dir():  # Windows would speak of a missing permission
            raise IsADirectoryError(f"{path} {NO_FILE}. Choose a file.")
        # Without O_NONBLOCK, opening a pipe that nobody writes to waits for ever.
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(number, "rb") as file:
            found = os.fstat(number)
            if not stat.S_ISREG(found.st_mode):
                raise OSError(f"{path} {NO_FILE}. Choose a file.")
            if found.st_size > most:
                raise TooLargeError(path, found.st_size, most)
            content = file.read(most + 1)
    if content is None:  # a system's log, which looks like a file and has nothing to say now
        raise OSError(f"{path} can't be read to its end. Choose a file.")
    if len(content) > most:  # it grew meanwhile
        raise TooLargeError(path, len(content), most)
    return content


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that at any moment there is the old one or the new one, never half of it.

    The new one has the old one's permissions; a link stays one, and the file that it names is written.

    Args:
        path: the file; its folder is made if missing.
        content: all of it.

    Raises:
        PermissionError: if there is such a file, and its owner has made it read-only.
        OSError: if the file can't be written; an older file of that name is left as it was.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_whole(Path(folder) / "new" / "file", b"seven")
        ...     (Path(folder) / "new" / "file").read_bytes()
        b'seven'
    """
    with explained(path, "written"):
        path = Path(os.path.realpath(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = _mode(path)
        _sweep(path)
        temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        try:
            # With the permissions that any new file of this user gets: on a shared computer others may read it.
            with open(temporary, "xb") as file:
                if mode is not None:
                    os.chmod(temporary, mode)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def set_aside(path: Path) -> Path:
    """Give a file that can't be used another name, so that a new one can take its place and nothing is lost.

    Args:
        path: the file.

    Returns:
        Its new path: ".old" behind the name, or ".old2" and so on where that is taken.

    Raises:
        OSError: if the folder can't be written.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "mine.json"
        ...     write_whole(path, b"precious")
        ...     set_aside(path).name, path.exists()
        ('mine.json.old', False)
    """
    path = Path(os.path.realpath(path))
    with explained(path, "given another name"):
        names = (path.with_name(f"{path.name}.old{number if number > 1 else ''}") for number in itertools.count(1))
        free = next(name for name in names if not name.exists())
        os.replace(path, free)
    return free


def _mode(path: Path) -> int | None:
    """Return the permissions of a file that may be replaced; None if there is none."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        raise OSError(f"{path} {NO_FILE}, so nothing is written there. Choose another name.")
    if not mode & stat.S_IWUSR:  # replacing it would need only the folder's permission
        raise PermissionError(
            f"{path} is read-only, so it is left as it is. Choose another name, or make it writable."
        )
    return stat.S_IMODE(mode)


def _sweep(path: Path) -> None:
    """Remove what writers of this file left behind that crashed more than a day ago."""
    with contextlib.suppress(OSError):
        for left in path.parent.glob(f"{_escaped(path.name)}.????????.part"):
            if time.time() - left.stat().st_mtime > _LEFT_OVER:
                left.unlink()


def _escaped(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)


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
    with explained(path, "changed"):
        path = Path(os.path.realpath(path))  # a link and the file that it names are one
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(path.with_name(f".{path.name}.lock"))
        try:
            lock.acquire(timeout=patience)
        except filelock.Timeout:
            raise OSError(
                f"Another notebook has been changing {path} for over {patience:g} seconds. Wait for it, or stop "
                "that notebook, then try again."
            ) from None
    try:
        yield
    finally:
        lock.release()
