"""Every address of both servers, as they list them themselves: who has no token gets in nowhere."""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.parse
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import NamedTuple

import pytest
from jupyter_driver import ROOT, AppServer, JupyterServer
from tornado.routing import PathMatches

LISTED = ROOT / "tests" / "helpers" / "listed_routes.py"
SECRET = b"\x89PNG what a learner's photograph shows"
PHOTO = "photo of a learner.png"
KERNEL = "01234567-89ab-cdef-0123-456789abcdef"
# What stands in an address where the pattern leaves a choice.
EXAMPLES = (
    "",
    "/",
    "x",
    "json",
    "index.html",
    "lab",
    KERNEL,
    PHOTO.replace(" ", "%20"),
    f"/{PHOTO.replace(' ', '%20')}",
    "06_draw.ipynb",
    "/06_draw.ipynb",
    "restart",
    "robots.txt",
    "favicon.ico",
    "/tree/06_draw.ipynb",
    "../../../../etc/passwd",
    "%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
)
# Files of the servers' own, the same on every computer, and the page that asks for the token.
PUBLIC = (
    r"/login",
    r"/logout",
    r"/static/.*",
    r"/lab/extensions/.*",
    r"/lab/api/themes/.*",
    r"/voila/(static|templates|labextensions|api/themes)/.*",
    r"/(robots\.txt|favicon\.ico)",
    r"/api",  # the version's number
)
# JupyterLab refuses here, too, but never sends its refusal (seen with jupyterlab_server 2.28).
SILENT = "/lab/api/licenses/"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


class Answer(NamedTuple):
    """What a server said."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Listed:
    """A server that writes its routes down, and a photograph among its notebooks."""

    def __init__(self, server: JupyterServer, listing: Path) -> None:
        self.server = server
        (server.folder / PHOTO).write_bytes(SECRET)
        self._listing = listing
        listing.unlink(missing_ok=True)  # what was written while the server started isn't whole

    def ask(
        self,
        method: str,
        path: str,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
        seconds: float = 30,
    ) -> Answer:
        """Send one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=seconds)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def paths(self) -> list[str]:
        """Return addresses that reach every route."""
        end = time.monotonic() + 30
        while not self._listing.exists() and time.monotonic() < end:
            time.sleep(0.1)
        patterns = [json.loads(line)[0] for line in self._listing.read_text().splitlines()]
        found: dict[str, None] = {}
        for pattern in patterns:
            reaching = [path for path in filled(pattern) if PathMatches(pattern).regex.match(path)]
            assert reaching, pattern
            found |= dict.fromkeys(path for path in reaching if path.startswith("/") and SILENT not in path)
        return list(found)


def filled(pattern: str) -> list[str]:
    """Return addresses of a pattern, each with one example in the place of every group."""
    bare = pattern.removesuffix("$").replace(r"\.", ".")
    while (simple := re.sub(r"\(([^()]|\([^()]*\))*\)\??", "\0", bare)) != bare:
        bare = simple
    bare = bare.replace(".*", "\0").replace("/?", "/")
    addresses = {bare.replace("\0", example) for example in EXAMPLES}
    groups = bare.count("\0")
    if groups > 1:  # not the same in all places
        for place in range(groups):
            for first in EXAMPLES:
                parts = bare.split("\0")
                mixed = [first if place == one else KERNEL for one in range(groups)]
                addresses.add("".join(part + one for part, one in zip(parts, [*mixed, ""], strict=True)))
        if bare.count("\0") == 3:
            addresses.add(bare.replace("\0", "lab", 1).replace("\0", ""))
            addresses.add(bare.replace("\0", "lab", 1).replace("\0", "", 1).replace("\0", "/tree/06_draw.ipynb"))
        addresses.add(bare.replace("\0", KERNEL, 1).replace("\0", "restart"))
    return sorted(addresses)


def listed(kind: type[JupyterServer], scratch: Path) -> JupyterServer:
    """Return a server that writes its routes into a file of its scratch folder."""

    class WithList(kind):  # type: ignore[misc,valid-type]
        def command(self) -> list[str]:
            usual = super().command()
            assert usual[0] == "-m"
            return [str(LISTED), str(scratch / "routes"), *usual[1:]]

    return WithList(ROOT / "notebooks", scratch)


@pytest.fixture(scope="module", params=[JupyterServer, AppServer], ids=["lab", "app"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listed]:
    scratch = tmp_path_factory.mktemp("routes")
    with listed(request.param, scratch) as started:
        yield Listed(started, scratch / "routes")


def cookies_of(answer: Answer) -> dict[str, str]:
    """Return the cookies that an answer sets; none of them goes along with another address's requests."""
    jar = SimpleCookie()
    for line in answer.headers.get_all("Set-Cookie") or []:
        jar.load(line)
        assert "samesite=lax" in line.lower(), line
    return {name: cookie.value for name, cookie in jar.items()}


def is_public(path: str) -> bool:
    return any(re.fullmatch(pattern, path.split("?")[0]) for pattern in PUBLIC)


def assert_shut(path: str, answer: Answer) -> None:
    """Check that an answer gives nothing away."""
    where = answer.headers.get("Location", "")
    assert SECRET not in answer.body, path
    assert b"root:" not in answer.body, path
    assert b"import digitlab" not in answer.body, path
    assert "Access-Control-Allow-Origin" not in answer.headers, path
    if answer.status in (301, 302):
        assert not where.startswith("//"), (path, where)
        assert where.startswith("/"), (path, where)
    elif not is_public(path):
        assert answer.status in (400, 401, 403, 404, 405, 501), (path, answer.status, answer.body[:300])


@pytest.mark.slow
def test_without_the_token_every_address_is_shut(server: Listed) -> None:
    paths = server.paths()
    assert len(paths) > 100
    for path in paths:
        for method in METHODS:
            assert_shut(path, server.ask(method, path))
        # What a browser asks before another address's page may send something: nothing is allowed.
        asked = server.ask("OPTIONS", path, {"Origin": "http://rebound.example"})
        assert not asked.body or asked.status >= 400, path
        assert "Access-Control-Allow-Origin" not in asked.headers, path
    for path in ("/", "/lab", "/?token=", "/?token=0", "/files/06_draw.ipynb?token=x"):
        assert_shut(path, server.ask("GET", path))


@pytest.mark.slow
def test_an_address_that_refuses_without_a_word_gives_nothing_away(server: Listed) -> None:
    for method in ("GET", "POST"):
        try:
            assert_shut(SILENT, server.ask(method, SILENT, seconds=1))
        except TimeoutError:
            continue


@pytest.mark.slow
def test_under_a_foreign_name_nothing_is_given_away_even_with_the_token(server: Listed) -> None:
    token = {"Authorization": f"token {server.server.token}"}
    for path in server.paths():
        for foreign in ("rebound.example", "127.0.0.1.rebound.example:80", "10.0.0.1"):
            assert_shut(path, server.ask("GET", path, {"Host": foreign}))
            assert_shut(path, server.ask("GET", path, {"Host": foreign, **token}))


@pytest.mark.slow
def test_another_address_s_page_can_do_nothing_with_the_browser_s_cookies(server: Listed) -> None:
    asked = server.ask("GET", "/login")
    xsrf = cookies_of(asked)["_xsrf"]
    form = urllib.parse.urlencode({"password": server.server.token, "_xsrf": xsrf}).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"_xsrf={xsrf}"}
    login = next(
        pair for pair in cookies_of(server.ask("POST", "/login", kind, form)).items() if "username" in pair[0]
    )
    sent = {"Cookie": "=".join(login), "Origin": "http://rebound.example"}
    inside = server.ask("GET", f"/api/kernels/{KERNEL}", {"Cookie": sent["Cookie"]})
    assert b"Kernel does not exist" in inside.body  # the cookie opens
    changing = [(method, path) for path in server.paths() for method in ("POST", "PUT", "PATCH", "DELETE")]
    for method, path in changing:
        # A report of a page that broke its policy becomes a line in the log, no more.
        if not is_public(path) and not path.endswith("/csp-report"):
            answer = server.ask(method, path, sent, b"{}")
            assert answer.status in (400, 403, 404, 405), (method, path, answer.status, answer.body[:300])
    handshake = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version": "13",
    }
    sockets = [path for path in server.paths() if re.search("channels|/ws/|websocket|subscribe|execution", path)]
    assert sockets
    for path in sockets:
        assert server.ask("GET", path, {**sent, **handshake}).status in (403, 404), path
    for path in server.paths():
        assert "Access-Control-Allow-Origin" not in server.ask("GET", path, {"Origin": sent["Origin"]}).headers
