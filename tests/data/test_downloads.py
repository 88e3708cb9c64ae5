"""Downloads, against servers on 127.0.0.1 that behave well or badly."""

import contextlib
import functools
import hashlib
import http.server
import logging
import os
import socket
import subprocess
import sys
import threading
import time
import zlib

import filelock
import pytest

from digitlab.data import _downloads

CONTENT = {"one.gz": b"the first file" * 5000, "two.gz": b"the second one" * 300}
FILES = {name: hashlib.sha256(content).hexdigest() for name, content in CONTENT.items()}


class Server:
    """A mirror that counts what it is asked for."""

    def __init__(self, answer):
        self.asked = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                name = self.path.rsplit("/", 1)[-1]
                server.asked.append(name)
                with contextlib.suppress(ConnectionError):
                    answer(self, name)

            def log_message(self, *ignored):
                pass

        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}/mnist/"
        self._thread = threading.Thread(target=functools.partial(self._http.serve_forever, 0.02), daemon=True)
        self._thread.start()

    def close(self):
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def send(handler, body, status=200, stated=None):
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body) if stated is None else stated))
    handler.end_headers()
    handler.wfile.write(body)


def well(handler, name):
    send(handler, CONTENT[name])


def not_found(handler, name):
    send(handler, b"no such file", 404)


def forbidden(handler, name):
    send(handler, b"not from here", 403)


def out_of_order(handler, name):
    send(handler, b"come back later", 503)


def nothing(handler, name):
    send(handler, b"")


def too_much(handler, name):
    send(handler, CONTENT[name] + b"more")


def sends_in_a_circle(handler, name):
    handler.send_response(302)
    handler.send_header("Location", handler.path)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def to_the_login_page(handler, name):
    if name == "login":
        return login_page(handler, name)
    handler.send_response(302)
    handler.send_header("Location", "/login")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def babbles(handler, name):
    handler.wfile.write(b"\0\xff no HTTP at all\r\n\r\n")


def login_page(handler, name):
    send(handler, b"<html>Please log in to the school's network</html>")


def cut_short(handler, name):
    send(handler, CONTENT[name][:-50], stated=len(CONTENT[name]))


def swapped(handler, name):
    send(handler, CONTENT["two.gz" if name == "one.gz" else "one.gz"])


def falls_silent(handler, name):
    send(handler, CONTENT[name][:100], stated=len(CONTENT[name]))
    handler.wfile.flush()
    time.sleep(1.5)


def reset(handler, name):
    handler.connection.shutdown(socket.SHUT_RDWR)


@pytest.fixture(autouse=True)
def _straight(monkeypatch):
    """No proxy between the test and 127.0.0.1, and short time-outs."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
    monkeypatch.setattr(_downloads, "CONNECT_TIMEOUT", 0.5)
    monkeypatch.setattr(_downloads, "READ_TIMEOUT", 0.4)


@pytest.fixture
def serve():
    with contextlib.ExitStack() as stack:

        def start(answer):
            server = Server(answer)
            stack.callback(server.close)
            return server

        yield start


def assert_fetched(folder):
    assert {path.name for path in folder.iterdir()} - {".download.lock"} == set(CONTENT)
    for name, content in CONTENT.items():
        assert (folder / name).read_bytes() == content


def dead_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/"


def test_fetches_once_and_asks_no_second_time(serve, tmp_path):
    server = serve(well)
    folder = tmp_path / "a" / "b"
    _downloads.fetch_all(FILES, folder, [server.url], progress=False)
    assert_fetched(folder)
    assert sorted(server.asked) == sorted(CONTENT)
    _downloads.fetch_all(FILES, folder, [server.url], progress=False)
    assert len(server.asked) == 2


def test_a_mirror_needs_no_slash_at_its_end(serve, tmp_path):
    _downloads.fetch_all(FILES, tmp_path, [serve(well).url.rstrip("/")], progress=False)
    assert_fetched(tmp_path)


def test_progress_is_silent_or_shown_on_the_error_stream(serve, tmp_path, capfd, caplog):
    caplog.set_level(logging.INFO)
    server = serve(well)
    _downloads.fetch_all(FILES, tmp_path / "quiet", [server.url], progress=False)
    assert capfd.readouterr() == ("", "")
    _downloads.fetch_all(FILES, tmp_path / "shown", [server.url], progress=True)
    assert "100%" in capfd.readouterr().err
    assert not caplog.records


def without_end(handler, name):
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(bytes(1_000_000))


def bomb(handler, name):
    press = zlib.compressobj(9, zlib.DEFLATED, 31)
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.end_headers()
    handler.wfile.write(b"".join([*(press.compress(bytes(1_000_000)) for _ in range(60)), press.flush()]))


def drips(handler, name):
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(CONTENT[name])))
    handler.end_headers()
    for place in range(len(CONTENT[name])):
        handler.wfile.write(CONTENT[name][place : place + 1])
        time.sleep(0.02)


def lies_about_its_length(handler, name):
    handler.send_response(200)
    handler.send_header("Content-Length", "9" * 400)
    handler.end_headers()
    handler.wfile.write(CONTENT[name])


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (without_end, r"it sends more than 20,000,000 bytes, which none of the files has"),
        (bomb, r"what it sent is not one\.gz"),
        (drips, r"it sends fewer than 16,000 bytes a second"),
        (lies_about_its_length, r"the connection failed|what it sent"),
    ],
)
def test_a_mirror_without_end_is_given_up_in_time_and_fills_nothing(serve, tmp_path, monkeypatch, bad, reason):
    monkeypatch.setattr(_downloads, "READ_TIMEOUT", 1.0)
    largest, over = [0], threading.Event()

    def watch():
        while not over.wait(0.01):
            with contextlib.suppress(OSError):
                largest.append(max(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    begin = time.monotonic()
    try:
        with pytest.raises(_downloads.DownloadError, match=reason):
            _downloads.fetch_all(FILES, tmp_path, [serve(bad).url], progress=False)
    finally:
        over.set()
        watcher.join()
    assert time.monotonic() - begin < 8
    assert max(largest) == 0
    _downloads.fetch_all(FILES, tmp_path, [serve(well).url], progress=False)
    assert_fetched(tmp_path)


def test_a_slow_mirror_that_still_delivers_is_waited_for(serve, tmp_path, monkeypatch):
    monkeypatch.setattr(_downloads, "READ_TIMEOUT", 0.5)

    def slow(handler, name):
        handler.send_response(200)
        handler.end_headers()
        for place in range(0, len(CONTENT[name]), 8000):
            handler.wfile.write(CONTENT[name][place : place + 8000])
            time.sleep(0.2)

    _downloads.fetch_all(FILES, tmp_path, [serve(slow).url], progress=False)
    assert_fetched(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_a_pipe_in_the_place_of_a_file_is_refused_at_once(serve, tmp_path):
    os.mkfifo(tmp_path / "one.gz")
    assert not _downloads.is_intact(tmp_path / "one.gz", FILES["one.gz"])
    with pytest.raises(OSError, match=r"one\.gz is no file but a folder, a pipe or the like\. Take it away"):
        _downloads.fetch_all(FILES, tmp_path, [serve(well).url], progress=False)


BAD = [not_found, forbidden, out_of_order, login_page, to_the_login_page, cut_short, swapped, nothing, too_much]
BAD += [sends_in_a_circle, babbles, falls_silent, reset]


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_first_mirror_is_passed_over_and_not_asked_again(serve, tmp_path, bad):
    first, second = serve(bad), serve(well)
    begin = time.monotonic()
    _downloads.fetch_all(FILES, tmp_path, [first.url, second.url], progress=False)
    assert time.monotonic() - begin < 5
    assert_fetched(tmp_path)
    assert set(first.asked) <= {"one.gz", "login"}
    assert sorted(second.asked) == sorted(CONTENT)


def test_a_mirror_that_is_off_is_passed_over(serve, tmp_path):
    _downloads.fetch_all(FILES, tmp_path, [dead_port(), serve(well).url], progress=False)
    assert_fetched(tmp_path)


def test_a_first_mirror_that_has_only_one_file_gives_that_one(serve, tmp_path):
    first = serve(lambda handler, name: (well if name == "one.gz" else not_found)(handler, name))
    second = serve(well)
    _downloads.fetch_all(FILES, tmp_path, [first.url, second.url], progress=False)
    assert_fetched(tmp_path)
    assert second.asked == ["two.gz"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (not_found, "it answered 404 for one.gz"),
        (login_page, r"what it sent is not one.gz \(wrong SHA-256; perhaps a login page"),
        (cut_short, "the connection failed|what it sent is not one.gz"),
        (swapped, "what it sent is not one.gz"),
        (falls_silent, "the transfer stood still|the connection failed"),
        (reset, "the connection failed"),
    ],
)
def test_when_no_mirror_delivers_the_reason_is_told_and_nothing_is_left(serve, tmp_path, bad, reason):
    with pytest.raises(_downloads.DownloadError, match=rf"^127\.0\.0\.1: ({reason})"):
        _downloads.fetch_all(FILES, tmp_path, [serve(bad).url], progress=False)
    assert [path.name for path in tmp_path.iterdir() if path.name != ".download.lock"] == []


@pytest.mark.parametrize("name", ["new", "new/and/deeper"])
def test_a_folder_that_nothing_came_into_goes_again(serve, tmp_path, name):
    (tmp_path / "other").mkdir()
    with pytest.raises(_downloads.DownloadError):
        _downloads.fetch_all(FILES, tmp_path / name, [serve(not_found).url], progress=False)
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_a_folder_stays_if_it_was_there_or_something_came_into_it(serve, tmp_path):
    (tmp_path / "old").mkdir()
    only_one = serve(lambda handler, name: (well if name == "one.gz" else not_found)(handler, name))
    for name, mirror in (("old", serve(not_found)), ("old/new", only_one)):
        with pytest.raises(_downloads.DownloadError):
            _downloads.fetch_all(FILES, tmp_path / name, [mirror.url], progress=False)
    assert [path.name for path in (tmp_path / "old").glob("[!.]*")] == ["new"]
    assert (tmp_path / "old" / "new" / "one.gz").read_bytes() == CONTENT["one.gz"]


def test_every_mirror_has_its_reason(serve, tmp_path):
    mirrors = [serve(not_found).url, serve(login_page).url, dead_port()]
    with pytest.raises(_downloads.DownloadError) as error:
        _downloads.fetch_all(FILES, tmp_path, mirrors, progress=False)
    reasons = str(error.value).split("; 127.0.0.1: ")
    assert ["404" in reasons[0], "login page" in reasons[1], "connection failed" in reasons[2]] == [True] * 3


def test_without_mirrors_it_says_so(tmp_path):
    with pytest.raises(_downloads.DownloadError, match="no mirror was given"):
        _downloads.fetch_all(FILES, tmp_path, [], progress=False)


def test_a_server_that_accepts_and_never_answers_costs_seconds(tmp_path):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        begin = time.monotonic()
        with pytest.raises(_downloads.DownloadError, match="stood still"):
            _downloads.fetch_all(FILES, tmp_path, [f"http://127.0.0.1:{silent.getsockname()[1]}/"], progress=False)
        assert time.monotonic() - begin < 5


def test_a_name_look_up_that_hangs_costs_seconds(tmp_path, monkeypatch):
    release = threading.Event()
    monkeypatch.setattr(_downloads.socket, "getaddrinfo", lambda *a: release.wait(10))
    begin = time.monotonic()
    try:
        with pytest.raises(_downloads.DownloadError, match=r"mirror\.invalid: its name can't be looked up"):
            _downloads.fetch_all(FILES, tmp_path, ["http://mirror.invalid/"], progress=False)
    finally:
        release.set()
    assert time.monotonic() - begin < 3


@pytest.mark.parametrize("mirror", ["http://", "no address at all", "ftp:/x", "http://[bad/"])
def test_a_mirror_that_is_no_address_is_a_reason_too(serve, tmp_path, mirror):
    _downloads.fetch_all(FILES, tmp_path, [mirror, serve(well).url], progress=False)
    assert_fetched(tmp_path)


def test_only_what_is_damaged_is_fetched_again(serve, tmp_path):
    server = serve(well)
    (tmp_path / "one.gz").write_bytes(CONTENT["one.gz"])
    (tmp_path / "two.gz").write_bytes(CONTENT["two.gz"][:-1])
    _downloads.fetch_all(FILES, tmp_path, [server.url], progress=False)
    assert_fetched(tmp_path)
    assert server.asked == ["two.gz"]


def test_four_threads_at_once_fetch_once(serve, tmp_path):
    def slowly(handler, name):
        time.sleep(0.05)
        well(handler, name)

    server = serve(slowly)
    failures = []

    def work():
        try:
            _downloads.fetch_all(FILES, tmp_path, [server.url], progress=False)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert_fetched(tmp_path)
    assert sorted(server.asked) == sorted(CONTENT)


def test_two_kernels_at_once_fetch_once(serve, tmp_path):
    def slowly(handler, name):
        time.sleep(0.3)
        well(handler, name)

    server = serve(slowly)
    code = (
        # The module alone: the rest of the package takes seconds to import.
        "import sys, pathlib, importlib.util as u;"
        f"spec = u.spec_from_file_location('downloads', {_downloads.__file__!r});"
        "m = u.module_from_spec(spec); spec.loader.exec_module(m);"
        f"m.fetch_all({FILES!r}, pathlib.Path(sys.argv[1]), [sys.argv[2]], progress=False)"
    )
    command = [sys.executable, "-c", code, str(tmp_path), server.url]
    kernels = [subprocess.Popen(command) for _ in range(2)]
    assert [kernel.wait(60) for kernel in kernels] == [0, 0]
    assert_fetched(tmp_path)
    assert sorted(server.asked) == sorted(CONTENT)


def test_a_lock_held_too_long_says_who_holds_it(tmp_path, monkeypatch):
    monkeypatch.setattr(_downloads, "LOCK_TIMEOUT", 0.1)
    with (
        filelock.FileLock(tmp_path / ".download.lock"),
        pytest.raises(_downloads.DownloadError, match="another notebook has been downloading"),
    ):
        _downloads.fetch_all(FILES, tmp_path, ["http://127.0.0.1:9/"], progress=False)


def test_a_folder_that_cannot_be_made_is_an_os_error(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(OSError):
        _downloads.fetch_all(FILES, tmp_path / "file" / "data", ["http://127.0.0.1:9/"], progress=False)


def test_intact_means_these_very_bytes(tmp_path):
    (tmp_path / "x").write_bytes(b"abc")
    assert _downloads.is_intact(tmp_path / "x", hashlib.sha256(b"abc").hexdigest())
    assert not _downloads.is_intact(tmp_path / "x", hashlib.sha256(b"abd").hexdigest())
    assert not _downloads.is_intact(tmp_path, FILES["one.gz"])  # a folder


def test_a_full_disk_is_an_os_error_and_leaves_nothing(serve, tmp_path, monkeypatch):
    def full(*ignored, **also):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match=r"one\.gz can't be written: the disk is full\."):
        _downloads.fetch_all(FILES, tmp_path, [serve(well).url], progress=False)
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == []


def test_a_kernel_killed_in_mid_download_harms_nobody(serve, tmp_path):
    begun, release = threading.Event(), threading.Event()

    def stops_halfway(handler, name):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(CONTENT[name])))
        handler.end_headers()
        handler.wfile.write(CONTENT[name][:1000])
        handler.wfile.flush()
        begun.set()
        release.wait(60)

    code = (
        "import sys, pathlib; from digitlab.data import _downloads; "
        f"_downloads.fetch_all({FILES!r}, pathlib.Path(sys.argv[1]), [sys.argv[2]], progress=False)"
    )
    command = [sys.executable, "-c", code, str(tmp_path), serve(stops_halfway).url]
    with subprocess.Popen(command) as kernel:
        assert begun.wait(120)
        kernel.kill()
    release.set()
    assert not any((tmp_path / name).exists() for name in FILES)
    # The lock died with the kernel, and nobody waits for it.
    _downloads.fetch_all(FILES, tmp_path, [serve(well).url], progress=False)
    # What the killed one had begun lies there under a name of its own.
    assert {name: (tmp_path / name).read_bytes() for name in FILES} == CONTENT
