"""Fetching files from mirrors: quick to give up, checked by SHA-256, safe against two kernels at once."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import filelock
import requests
import urllib3
from tqdm import tqdm

from digitlab._shared import files as _files

# Seconds. A mirror that doesn't answer within these is passed over for the next one.
CONNECT_TIMEOUT = 3.0
READ_TIMEOUT = 10.0
LOCK_TIMEOUT = 120.0
# Bytes a second: a mirror that is slower on average is passed over, too, or it could hold the kernel for ever.
SLOWEST = 16_000
# Twice MNIST's largest file; no mirror sends more, whatever it states.
MAX_BYTES = 20_000_000
_PIECE = 65_536
_LOCK = ".download.lock"


class DownloadError(RuntimeError):
    """No mirror delivered the files; the message says why, mirror by mirror."""


def is_intact(path: Path, sha256: str) -> bool:
    """Say whether the file is there and has the stated SHA-256.

    Example:
        >>> is_intact(Path("no such file"), "0" * 64)
        False
    """
    try:
        return _sha256(_files.read_bounded(path, MAX_BYTES)) == sha256
    except (OSError, _files.TooLargeError):
        return False


def fetch_all(files: Mapping[str, str], folder: Path, mirrors: Sequence[str], *, progress: bool = True) -> None:
    """Bring files into a folder; those that are there and intact stay as they are.

    Args:
        files: file name to SHA-256 (64 hexadecimal digits).
        folder: where they go; it is made if missing, and goes again if nothing came into it.
        mirrors: base URLs, tried in this order; one that fails is not asked again.
        progress: show a progress bar for each file.

    Raises:
        DownloadError: if no mirror delivered all files, or another kernel held the lock too long.
        OSError: if the folder can't be written.

    Example:
        >>> fetch_all({}, Path("."), mirrors=[])
    """
    if all(is_intact(folder / name, sha256) for name, sha256 in files.items()):
        return
    for name in files:
        if (folder / name).exists() and not (folder / name).is_file():
            raise OSError(f"{folder / name} {_files.NO_FILE}. Take it away.")
    try:
        with (
            _files.explained(folder, "written"),
            _made(folder),
            filelock.FileLock(folder / _LOCK, timeout=LOCK_TIMEOUT),
        ):
            # Another kernel may have fetched them while this one waited for the lock.
            _fetch_missing(files, folder, mirrors, progress)
    except filelock.Timeout:
        raise DownloadError(
            f"another notebook has been downloading into {folder} for over {LOCK_TIMEOUT:.0f} seconds. "
            "Wait for it, or stop that notebook and run this cell again."
        ) from None


@contextlib.contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Make a folder, and take away again what was made of it if it stays empty: its name may be a slip."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # another kernel may be using it
            if missing and {path.name for path in folder.iterdir()} <= {_LOCK}:
                (folder / _LOCK).unlink(missing_ok=True)
                for place in missing:
                    place.rmdir()


def _fetch_missing(files: Mapping[str, str], folder: Path, mirrors: Sequence[str], progress: bool) -> None:
    alive = list(mirrors)
    reasons: list[str] = []
    for name, sha256 in files.items():
        if is_intact(folder / name, sha256):
            continue
        for mirror in list(alive):
            reason = _try_mirror(mirror, name, sha256, folder, progress)
            if reason is None:
                break
            alive.remove(mirror)
            reasons.append(f"{_host(mirror)}: {reason}")
        else:
            raise DownloadError("; ".join(reasons) or "no mirror was given")


def _try_mirror(mirror: str, name: str, sha256: str, folder: Path, progress: bool) -> str | None:
    """Fetch one file from one mirror; return None, or the reason why it failed."""
    url = str(mirror).rstrip("/") + "/" + name
    if not _can_resolve(url):
        return "its name can't be looked up (no network?)"
    try:
        content = _fetch(url, name if progress else None)
    except requests.exceptions.ConnectTimeout:
        return f"no answer within {CONNECT_TIMEOUT:.0f} seconds"
    except requests.exceptions.Timeout:
        return f"the transfer stood still for {READ_TIMEOUT:.0f} seconds"
    except requests.exceptions.HTTPError as error:
        status = "an error" if error.response is None else error.response.status_code
        return f"it answered {status} for {name}"
    except requests.exceptions.RequestException as error:
        return f"the connection failed ({type(error).__name__})"
    except _MirrorError as error:
        return str(error)
    if _sha256(content) != sha256:
        return f"what it sent is not {name} (wrong SHA-256; perhaps a login page of the network)"
    _files.write_whole(folder / name, content)
    return None


class _MirrorError(Exception):
    """A mirror sends more than there is, or less than it could; the message is the reason."""


def _fetch(url: str, shown: str | None) -> bytes:
    """Return what an address holds, within bounds of bytes and seconds; `shown` is the name on a progress bar."""
    begin = time.monotonic()
    content = bytearray()
    # As it is: what is packed for the way could unpack to any size.
    with (
        requests.get(
            url, stream=True, timeout=(CONNECT_TIMEOUT, READ_TIMEOUT), headers={"Accept-Encoding": "identity"}
        ) as answer,
        _bar(answer, shown) as bar,
    ):
        answer.raise_for_status()
        while piece := _piece(answer):
            content += piece
            if len(content) > MAX_BYTES:
                raise _MirrorError(f"it sends more than {MAX_BYTES:,} bytes, which none of the files has")
            if time.monotonic() - begin > READ_TIMEOUT + len(content) / SLOWEST:
                raise _MirrorError(f"it sends fewer than {SLOWEST:,} bytes a second")
            with contextlib.suppress(OSError, ValueError):  # the output is gone
                bar.update(len(piece))
    return bytes(content)


def _piece(answer: requests.Response) -> bytes:
    """Return what has come, without waiting for more: a slow mirror is noticed only between two pieces."""
    try:
        return bytes(answer.raw.read1(_PIECE, decode_content=False))
    except urllib3.exceptions.ReadTimeoutError as error:
        raise requests.exceptions.ReadTimeout from error
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise requests.exceptions.ConnectionError from error


def _bar(answer: requests.Response, shown: str | None) -> tqdm[Any]:
    stated = answer.headers.get("Content-Length", "")
    total = int(stated) if stated.isdecimal() and len(stated) < 12 else None
    return tqdm(total=total, desc=shown, unit="B", unit_scale=True, disable=shown is None or sys.stderr is None)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _host(mirror: str) -> str:
    try:
        return urlsplit(mirror).hostname or mirror
    except ValueError:
        return mirror


def _can_resolve(url: str) -> bool:
    """Look the host up within the time-out; where a proxy is set, the proxy looks it up."""
    try:
        # Not `get_environ_proxies` alone: with no_proxy set it is never empty.
        if requests.utils.select_proxy(url, requests.utils.get_environ_proxies(url)):
            return True
    except ValueError:  # no address at all
        return False
    found = threading.Event()

    def look_up() -> None:
        with contextlib.suppress(OSError, UnicodeError):
            socket.getaddrinfo(_host(url), None)
            found.set()

    # The system's look-up takes no time-out, and on a network that swallows packets it hangs for a minute.
    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(CONNECT_TIMEOUT)
    return found.is_set()
