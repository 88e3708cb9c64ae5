"""The app's visitors: how many there may be, what a page that is left gives back, how fast they may send."""

from __future__ import annotations

import asyncio
import http.client
import re
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from jupyter_driver import ROOT, AppServer
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from tornado.web import Finish, HTTPError
from tornado.websocket import WebSocketClosedError, websocket_connect

from digitlab.server import PROTOCOL, PromptConnection

sys.path.append(str(ROOT / ".setup" / "jupyter"))
import app_visitors
from app_visitors import VisitorConnection, VisitorKernels, open_page


class MadeUpKernels(VisitorKernels):
    """Kernels that start after a moment and are only names."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.ended: list[str] = []
        self.made = 0

    async def shutdown_kernel(self, kernel_id: str, now: bool = False, restart: bool = False) -> None:
        """End one."""
        del now, restart
        await asyncio.sleep(0)
        del self._kernels[kernel_id]
        self.ended.append(kernel_id)


@pytest.fixture
def kernels(monkeypatch: pytest.MonkeyPatch) -> MadeUpKernels:
    async def start(self: MadeUpKernels, **settings: Any) -> str:
        del settings
        await asyncio.sleep(0.01)
        self.made += 1
        self._kernels[f"k{self.made}"] = SimpleNamespace(last_activity=datetime.now(UTC))
        return f"k{self.made}"

    monkeypatch.setattr(VisitorKernels.__base__, "start_kernel", start)
    return MadeUpKernels(max_kernels=3)


def test_there_are_no_more_kernels_than_places_also_when_all_come_at_once(kernels: MadeUpKernels) -> None:
    async def come() -> list[Any]:
        return await asyncio.gather(*(kernels.start_kernel() for _ in range(7)), return_exceptions=True)

    answers = asyncio.run(come())
    refused = [one for one in answers if isinstance(one, HTTPError)]
    assert len(kernels) == 3
    assert len(refused) == 4
    assert {one.status_code for one in refused} == {503}


def test_who_waits_gets_the_place_of_a_kernel_that_no_page_is_connected_to(kernels: MadeUpKernels) -> None:
    async def come() -> None:
        for _ in range(3):
            await kernels.start_kernel()
        kernels._kernel_connections.update(k1=1, k2=0, k3=0)
        with pytest.raises(HTTPError):
            await kernels.start_kernel()  # both may be pages that were just delivered
        old = datetime.now(UTC) - timedelta(minutes=2)
        kernels._kernels["k1"].last_activity = kernels._kernels["k3"].last_activity = old
        two = await asyncio.gather(kernels.start_kernel(), kernels.start_kernel(), return_exceptions=True)
        assert sorted(type(one).__name__ for one in two) == ["HTTPError", "str"]
        assert kernels.ended == ["k3"]

    asyncio.run(come())


def made_up_page(kernels: MadeUpKernels) -> SimpleNamespace:
    """Return what stands for a request's handler."""
    connection = SimpleNamespace(set_close_callback=lambda work: setattr(connection, "leave", work))
    written: list[str] = []
    return SimpleNamespace(
        request=SimpleNamespace(connection=connection),
        write=written.append,
        written=written,
        on_connection_close=lambda: None,
        kernel_manager=kernels,
    )


@pytest.mark.parametrize("when", ["before the kernel has started", "while the page is filled"])
def test_a_page_that_is_left_gives_its_kernel_back(kernels: MadeUpKernels, when: str) -> None:
    page = made_up_page(kernels)

    async def visit() -> None:
        open_page(page)
        page.write("head")
        starting = asyncio.ensure_future(kernels.start_kernel())
        if when.startswith("before"):
            await asyncio.sleep(0)
            page.request.connection.leave()
            with pytest.raises(Finish):
                await starting
        else:
            await starting
            page.request.connection.leave()
        await asyncio.sleep(0.05)
        with pytest.raises(Finish):
            page.write("more")

    asyncio.run(visit())
    assert kernels.ended == ["k1"]
    assert page.written == ["head"]


def test_a_connection_takes_no_more_than_its_kernel_can_work_on(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    now = 1000.0

    async def sleep(seconds: float) -> None:
        nonlocal now
        waits.append(seconds)
        now += seconds

    monkeypatch.setattr(app_visitors.asyncio, "sleep", sleep)
    monkeypatch.setattr(app_visitors.time, "monotonic", lambda: now)
    handed: list[int] = []
    monkeypatch.setattr(VisitorConnection, "kernel_manager", SimpleNamespaceWithId())
    monkeypatch.setattr(
        VisitorConnection, "handle_incoming_message", lambda _, message: handed.append(len(message))
    )
    first, second = (VisitorConnection.__new__(VisitorConnection) for _ in range(2))

    async def send(connection: VisitorConnection, message: bytes, count: int) -> float:
        del waits[:]
        for _ in range(count):
            await connection._take(message)
        return sum(waits)

    # A pen at 240 moves a second for a minute never waits.
    for _ in range(60):
        assert asyncio.run(send(first, b"move" * 100, 240)) == 0
        now += 1
    # Sixty megabytes at once, twice: at once; then 16 MiB a second, whatever connection they come through.
    large = bytes(60_000_000)
    assert asyncio.run(send(first, large, 2)) == 0
    assert 6 < asyncio.run(send(second, large, 2)) < 8
    assert asyncio.run(send(second, b"", 20_000)) == pytest.approx(16_000 / 500, rel=0.05)
    assert len(handed) == 60 * 240 + 4 + 20_000  # late, but none is lost


@pytest.mark.parametrize(
    ("content", "files", "code"),
    [(b"x" * 900_000, [], None), (b"{}", [bytes(30_000_000)], None), (b"[" * 1_100_000, [], 1009)],
)
def test_a_message_s_text_is_bounded_and_its_files_are_not(
    monkeypatch: pytest.MonkeyPatch, content: bytes, files: list[bytes], code: int | None
) -> None:
    handed: list[bytes] = []
    closed: list[int] = []
    monkeypatch.setattr(PromptConnection, "handle_incoming_message", lambda self, message: handed.append(message))
    handler = SimpleNamespace(close=lambda code, reason: closed.append(code))
    monkeypatch.setattr(VisitorConnection, "websocket_handler", handler)
    message = serialize_msg_to_ws_v1([b"{}", b"{}", b"{}", content, *files], "shell")
    VisitorConnection.__new__(VisitorConnection).handle_incoming_message(message)
    assert (len(handed), closed) == ((1, []) if code is None else (0, [code]))


class SimpleNamespaceWithId:
    """A key that can be held weakly."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    class Small(AppServer):
        def command(self) -> list[str]:
            return [*super().command(), "--VisitorKernels.max_kernels=2"]

    with Small(ROOT / "notebooks", tmp_path_factory.mktemp("app")) as server:
        yield server


def ask(app: AppServer, path: str, leave_after: float | None = None) -> tuple[int, str, str]:
    """Return status, page and policy of what the app says to the token's owner; or leave early."""
    connection = http.client.HTTPConnection("127.0.0.1", app.port, timeout=90)
    try:
        connection.request("GET", path, headers={"Authorization": f"token {app.token}"})
        if leave_after is not None:
            time.sleep(leave_after)
            return 0, "", ""
        answer = connection.getresponse()
        policy = answer.headers.get("Content-Security-Policy", "")
        return answer.status, answer.read().decode(), policy
    finally:
        connection.close()


def running(app: AppServer) -> int:
    """Count the app's kernels."""
    assert app.process is not None
    family = psutil.Process(app.process.pid).children(recursive=True)
    found = 0
    for one in family:
        with suppress(psutil.NoSuchProcess):  # ended meanwhile
            found += "ipykernel" in " ".join(one.cmdline())
    return found


@pytest.mark.slow
def test_pages_that_are_broken_off_leave_no_kernel(app: AppServer) -> None:
    for seconds in (0.02, 0.3, 0.5, 1.0, 2.0):
        ask(app, "/", leave_after=seconds)
    end = time.monotonic() + 15
    while running(app) and time.monotonic() < end:
        time.sleep(0.2)
    assert running(app) == 0


@pytest.mark.slow
@pytest.mark.parametrize("protocols", [None, [PROTOCOL]])
def test_no_message_of_a_visitor_stops_the_others(app: AppServer, protocols: list[str] | None) -> None:
    status, page, _ = ask(app, "/")
    found = re.search(r'"kernelId": "([0-9a-f-]+)"', page)
    assert found, (status, page[:500])
    address = f"ws://127.0.0.1:{app.port}/api/kernels/{found[1]}/channels?session_id=s&token={app.token}"
    odd = [b"", b"x", (2**62).to_bytes(8, "little") + bytes(8), bytes(300)]

    async def talk(message: bytes) -> int | None:
        connection = await websocket_connect(address, subprotocols=protocols)
        with suppress(WebSocketClosedError):
            await connection.write_message(message, binary=True)
        while await asyncio.wait_for(connection.read_message(), 20) is not None:
            pass
        connection.close()
        await asyncio.sleep(0.05)
        return connection.close_code

    for message in odd:
        assert asyncio.run(talk(message)) == (1002 if protocols is None else 1007)
        begin = time.monotonic()
        assert ask(app, "/logout")[0] == 200
        assert time.monotonic() - begin < 5
    end = http.client.HTTPConnection("127.0.0.1", app.port, timeout=20)
    end.request("DELETE", f"/api/kernels/{found[1]}", headers={"Authorization": f"token {app.token}"})
    assert end.getresponse().status == 204  # gives the place back
    end.close()


@pytest.mark.slow
def test_who_comes_when_all_places_are_taken_is_told_so(app: AppServer) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(lambda _: ask(app, "/"), range(4)))
    told = [page[-500:] for _, page, _ in answers]
    assert [status for status, _, _ in answers] == [200, 200, 503, 503], told
    for _, page, _ in answers[2:]:
        assert "All places are taken" in page
        assert "//" not in page.replace("//www.w3.org", "")  # asks nobody else for anything
    assert "application/vnd.jupyter.widget-view+json" in answers[0][1]
    assert running(app) == 2


@pytest.mark.slow
@pytest.mark.parametrize("name", ["theme", "template"])
def test_nothing_of_the_address_reaches_the_page(app: AppServer, name: str) -> None:
    status, page, policy = ask(app, f"/?{name}=%22%3E%3Cscript%3Ealert(71)%3C/script%3E")
    assert status in (200, 503)
    assert "alert(71)" not in page
    assert "default-src 'self'" in policy
    assert "script-src 'self'" in policy
