"""Files are written whole or not at all, and changed by one writer at a time."""

from __future__ import annotations

import os
import random
import re
import socket
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from digitlab._shared import files


def test_content_and_folder_are_written(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deeper" / "file.bin"
    files.write_whole(path, b"\x00seven")
    assert path.read_bytes() == b"\x00seven"
    assert [entry.name for entry in path.parent.iterdir()] == ["file.bin"]


@pytest.mark.parametrize("step", ["replace", "fsync"])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "file.bin"
    files.write_whole(path, b"old")

    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match=rf"^{re.escape(str(path))} can't be written: the disk is full\. Make room"):
        files.write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file.bin"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_others_may_read_what_the_umask_lets_them(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        files.write_whole(tmp_path / "file.bin", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "file.bin").stat().st_mode) == 0o644


# Writes one of two contents after the other until it is killed. Read from its file: importing JAX takes seconds.
WRITER = """
import importlib.util, pathlib, sys
spec = importlib.util.spec_from_file_location("_files", sys.argv[1])
files = importlib.util.module_from_spec(spec)
spec.loader.exec_module(files)
path = pathlib.Path(sys.argv[2])
contents = [bytes([number]) * 300_000 for number in (1, 2)]
print("begun", flush=True)
while True:
    for content in contents:
        files.write_whole(path, content)
"""


@pytest.mark.parametrize("seed", range(25))
def test_killed_at_any_moment_there_is_an_old_or_a_new_file(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "file.bin"
    path.write_bytes(bytes(300_000))
    command = [sys.executable, "-I", "-c", WRITER, str(files.__file__), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(random.Random(seed).uniform(0, 0.02))
        writer.kill()
    assert path.read_bytes() in [bytes([number]) * 300_000 for number in range(3)]
    files.write_whole(path, b"new")  # what the killed one left doesn't stand in the way
    assert path.read_bytes() == b"new"


@pytest.mark.skipif(os.name != "posix", reason="needs a limit to the size of files")
def test_a_disk_that_is_full_in_the_middle_of_a_file(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "file.bin"
    files.write_whole(path, b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        with pytest.raises(OSError, match=r"can't be written: it would be too large for this place\."):
            files.write_whole(path, bytes(300_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file.bin"]


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "models").write_bytes(b"not a folder")
    for work in (lambda path: files.write_whole(path, b"new"), lambda path: files.changing(path).__enter__()):
        with pytest.raises(OSError, match=r"file\.bin can't be (written|changed): a part of its path is a file"):
            work(tmp_path / "models" / "file.bin")


@pytest.mark.skipif(os.name != "posix", reason="needs links and long names as POSIX has them")
@pytest.mark.parametrize("kind", ["loop", "long", "missing", "folder"])
def test_what_cant_be_read_or_written_is_told_in_a_sentence_that_names_the_file(tmp_path: Path, kind: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "folder").mkdir()
    path = tmp_path / ("x" * 300 if kind == "long" else kind)
    works = [files.read_bounded] if kind == "missing" else [files.read_bounded, files.write_whole]
    for work, given in zip(works, (100, b"new"), strict=False):
        with pytest.raises(OSError) as caught:
            work(path, given)
        text = str(caught.value)
        assert text.startswith(f"{path} ") and text.endswith("."), text  # noqa: PT018
        assert not re.search(r"\[Errno|\.part|\.lock", text)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["folder", "loop"]


def test_a_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows or another user's folder answers; root may write everywhere."""

    def refuse(path: object, *arguments: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", refuse)  # the lock file's
    with pytest.raises(PermissionError, match=r"file can't be changed: its permissions forbid it") as caught:
        files.changing(tmp_path / "file", patience=0.1).__enter__()
    assert ".lock" not in str(caught.value)


COUNT = """
import sys
from pathlib import Path
from digitlab._shared.files import changing, write_whole
path = Path(sys.argv[1])
for _ in range(50):
    with changing(path):
        write_whole(path, str(int(path.read_text() or 0) + 1).encode())
"""


def test_two_processes_change_a_file_and_lose_nothing(tmp_path):
    path = tmp_path / "count"
    path.write_text("0")
    command = [sys.executable, "-c", COUNT, str(path)]
    running = [subprocess.Popen(command) for _ in range(2)]
    assert [one.wait(120) for one in running] == [0, 0]
    assert path.read_text() == "100"


def test_threads_change_a_file_and_lose_nothing(tmp_path):
    path = tmp_path / "new folder" / "marks"

    def add() -> None:
        for _ in range(25):
            with files.changing(path):
                files.write_whole(path, (path.read_bytes() if path.exists() else b"") + b"x")

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert path.read_bytes() == b"x" * 100


def test_a_writer_that_is_killed_leaves_no_lock(tmp_path):
    path = tmp_path / "file"
    hold = "import sys, time\nfrom pathlib import Path\nfrom digitlab._shared.files import changing\n"
    hold += "with changing(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", hold, str(path)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(OSError, match=r"Another notebook has been changing .*file for over 0\.2 seconds"),
            files.changing(path, patience=0.2),
        ):
            pass
        other.kill()
    with files.changing(path):
        files.write_whole(path, b"mine")
    assert path.read_bytes() == b"mine"


def test_an_error_inside_gives_the_file_free(tmp_path):
    for _ in range(2):
        with pytest.raises(KeyError), files.changing(tmp_path / "file", patience=0.2):
            raise KeyError


POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions, pipes and devices")


@POSIX
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_a_file_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(mode)
    files.write_whole(path, b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", mode)


@POSIX
def test_a_read_only_file_is_not_replaced_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(PermissionError, match="is read-only, so it is left as it is"):
        files.write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file"]


@POSIX
def test_a_link_stays_one_and_what_it_names_is_written(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "file", tmp_path / "link"
    target.write_bytes(b"1")
    link.symlink_to(target)
    files.write_whole(link, b"2")
    with files.changing(link), pytest.raises(OSError, match="Another notebook"), files.changing(target, 0.1):
        pass
    assert link.is_symlink()
    assert target.read_bytes() == b"2"


@POSIX
@pytest.mark.parametrize("kind", ["pipe", "link to a pipe", "device", "link to a device", "folder", "socket"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    odd = tmp_path / "odd"
    if "pipe" in kind:
        os.mkfifo(odd)
    elif "device" in kind:
        odd = Path("/dev/zero")
    elif kind == "folder":
        odd.mkdir()
    else:
        listener = socket.socket(socket.AF_UNIX)
        monkey = os.getcwd()
        os.chdir(tmp_path)  # a socket's whole path must be short
        listener.bind("odd")
        os.chdir(monkey)
        listener.close()
    if kind.startswith("link"):
        (tmp_path / "link").symlink_to(odd)
        odd = tmp_path / "link"
    begin = time.monotonic()
    with pytest.raises(OSError, match=r"is no file but|No such device"):
        files.read_bounded(odd, 100)
    with pytest.raises(OSError, match="is no file but"):
        files.write_whole(odd, b"x")
    assert time.monotonic() - begin < 1


def test_a_file_is_read_up_to_its_bound(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert files.read_bounded(path, 5) == b"12345"
    with pytest.raises(files.TooLargeError, match="file has 5 bytes; at most 4 are read") as error:
        files.read_bounded(path, 4)
    assert error.value.size == 5
    with pytest.raises(FileNotFoundError):
        files.read_bounded(tmp_path / "none", 4)


def test_what_a_crash_left_goes_after_a_day(tmp_path: Path) -> None:
    names = ["a[1].json.0123abcd.part", "a[1].json.0123abce.part", "a1.json.0123abcd.part", "a[1].json.part"]
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    old = time.time() - 25 * 3600
    for name in (names[0], names[2], names[3]):
        os.utime(tmp_path / name, (old, old))
    files.write_whole(tmp_path / "a[1].json", b"new")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted(["a[1].json", *names[1:]])


@pytest.mark.parametrize("odd", [None, 7, b"models/a", ["a"], object()], ids=lambda odd: type(odd).__name__)
def test_what_is_no_path_is_refused(odd):
    with pytest.raises(TypeError, match=r"load_model: path must be a text or a Path, but it is a \w+\."):
        files.check_path(odd, where="load_model")


@pytest.mark.parametrize("odd", ["", ".", "..", "//", "a/..", "a\0b", "\ud800", "x" * 5000], ids=ascii)
def test_what_names_no_file_is_refused(odd):
    with pytest.raises(ValueError, match=r"load_model: path must name a file, but it is .*\.$") as error:
        files.check_path(odd, where="load_model")
    assert len(str(error.value)) < 200


@pytest.mark.parametrize("path", ["a", "deep/a.json", "/a", "..a", "a b\u00fc", Path("a")], ids=ascii)
def test_any_other_text_is_a_path(path):
    assert files.check_path(path, where="load_model") == Path(path)


def test_a_file_that_is_set_aside_takes_no_other_s_place(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    for number, name in enumerate(["mine.json.old", "mine.json.old2", "mine.json.old3"]):
        path.write_text(str(number))
        assert files.set_aside(path) == tmp_path / name
        assert not path.exists()
    assert [
        (tmp_path / name).read_text() for name in ("mine.json.old", "mine.json.old2", "mine.json.old3")
    ] == list("012")
