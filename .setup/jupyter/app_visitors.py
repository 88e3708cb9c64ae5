"""What the app's visitors may use of the computer: how many kernels, and how fast messages are taken."""

from __future__ import annotations

import asyncio
import contextvars
import time
import weakref
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import Finish, HTTPError
from traitlets import Integer

from digitlab.server import MESSAGE_SIZE, PROTOCOL, PromptConnection

# Seconds after which a kernel that no page is connected to makes room for who waits: a page that was just
# delivered, or is loaded again, connects sooner.
_GRACE = 60
# What a page may send to its kernel at once, and every second from then on. The largest picture comes in one
# message; a pen moves 60 to 240 times a second.
_BYTES, _BYTES_PER_SECOND = 2 * MESSAGE_SIZE, 16 * 1024 * 1024
_MESSAGES, _MESSAGES_PER_SECOND = 4000, 500
# Bytes of a message's JSON. Files come beside it, as they are; what is in it can take thirty times its size.
_MOST_TEXT = 1_000_000

_page: contextvars.ContextVar[Page | None] = contextvars.ContextVar("page", default=None)


class Page:
    """One page that is asked for, and the kernel that fills it.

    When the visitor leaves before all of it was delivered, the kernel goes at once: a page asks for an end itself
    only when it is whole.
    """

    def __init__(self, handler: Any) -> None:
        self._handler = handler
        self._write = handler.write
        self._has_left = False
        self._kernel: str | None = None
        self._ends: asyncio.Future[Any] | None = None
        handler.write = self._write_or_end
        handler.request.connection.set_close_callback(self._leave)

    def fill(self, kernel: str) -> None:
        """Take note of the kernel that has started for this page."""
        self._kernel = kernel
        if self._has_left:
            self._end_kernel()
            raise Finish

    def _leave(self) -> None:
        self._has_left = True
        self._handler.on_connection_close()
        self._end_kernel()

    def _end_kernel(self) -> None:
        kernels, kernel = self._handler.kernel_manager, self._kernel
        if kernel is not None and kernel in kernels:
            self._ends = asyncio.ensure_future(kernels.shutdown_kernel(kernel, now=True))

    def _write_or_end(self, chunk: Any) -> None:
        # Without it the handler would send its heartbeats to nobody for ever.
        if self._has_left:
            raise Finish
        self._write(chunk)


def open_page(handler: Any) -> None:
    """Note which page the kernel belongs to that is started next in this task.

    Args:
        handler: of the request, whose page isn't yet begun.
    """
    _page.set(Page(handler))


class VisitorKernels(AsyncMappingKernelManager):
    """One kernel for each visitor, and no more than the computer bears."""

    max_kernels = Integer(8, min=1, config=True, help="Visitors at a time; each takes up to 600 MB of memory.")

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._starting = 0
        self._ending: set[str] = set()

    async def start_kernel(self, **settings: Any) -> str:  # type: ignore[override]
        """Start a kernel, or say that all places are taken."""
        if len(self) + self._starting >= self.max_kernels:
            await self._make_room()
        if len(self) + self._starting >= self.max_kernels:
            raise HTTPError(503, "all %d places are taken", self.max_kernels)
        self._starting += 1
        try:
            kernel: str = await super().start_kernel(**settings)
        finally:
            self._starting -= 1
        page = _page.get()
        if page is not None:
            page.fill(kernel)
        return kernel

    async def _make_room(self) -> None:
        """End the kernel that has been without a page for longest, if there is one."""
        now = datetime.now(UTC)
        idle = {
            name: (now - self.get_kernel(name).last_activity).total_seconds()  # type: ignore[attr-defined]
            for name in self.list_kernel_ids()
            if not self._kernel_connections.get(name) and name not in self._ending
        }
        longest = max(idle, key=lambda name: idle[name], default=None)
        if longest is not None and idle[longest] > _GRACE:
            self._ending.add(longest)
            try:
                await self.shutdown_kernel(longest, now=True)
            finally:
                self._ending.discard(longest)


class _Allowance:
    """How many of something may come: `most` at once, then `rate` a second. What is beyond is owed."""

    def __init__(self, most: float, rate: float) -> None:
        self._most, self._rate = most, rate
        self._left, self._at = most, time.monotonic()

    def wait(self, count: float) -> float:
        """Take a number of them, and return the seconds to wait for the next."""
        now = time.monotonic()
        self._left = min(self._most, self._left + (now - self._at) * self._rate) - count
        self._at = now
        return max(0.0, -self._left / self._rate)


class VisitorConnection(PromptConnection):
    """A connection that takes messages no faster than a kernel can work on them; nothing is lost, senders wait."""

    # By kernel, so that a second connection gets no allowance of its own.
    _allowances: ClassVar[weakref.WeakKeyDictionary[Any, Sequence[_Allowance]]] = weakref.WeakKeyDictionary()

    async def connect(self) -> None:  # type: ignore[override]
        """Open the connection, if it speaks the form of messages that Voila's server can read."""
        if self.subprotocol != PROTOCOL:
            self.websocket_handler.close(1002, f"speak {PROTOCOL}")
            return
        self.websocket_handler.on_message = self._take  # type: ignore[method-assign]
        await super().connect()

    def handle_incoming_message(self, incoming_msg: Any) -> None:
        """Hand a message on to the kernel, if it is whole and what its page could send."""
        if _text_size(incoming_msg) > _MOST_TEXT:
            self.websocket_handler.close(1009, f"at most {_MOST_TEXT:,} bytes of JSON")
            return
        super().handle_incoming_message(incoming_msg)

    async def _take(self, message: str | bytes) -> None:
        """Hand a message on; Tornado reads the next one when this has ended."""
        allowed = self._allowances.setdefault(
            self.kernel_manager,
            (_Allowance(_BYTES, _BYTES_PER_SECOND), _Allowance(_MESSAGES, _MESSAGES_PER_SECOND)),
        )
        self.handle_incoming_message(message)
        await asyncio.sleep(max(one.wait(count) for one, count in zip(allowed, (len(message), 1), strict=True)))


def _text_size(message: str | bytes) -> int:
    """Return how many bytes of a message are JSON: in the form v1, what lies before its sixth place."""
    if isinstance(message, str) or int.from_bytes(message[:8], "little") < 6:
        return len(message)
    return min(len(message), int.from_bytes(message[48:56], "little"))
