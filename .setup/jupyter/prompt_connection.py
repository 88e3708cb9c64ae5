"""`PromptConnection`: what the kernel says goes to the page at once."""

from __future__ import annotations

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """A connection between page and kernel that doesn't collect small messages (it sets TCP_NODELAY).

    Without it the second of two small messages waits until the first is acknowledged, up to 40 ms: ink and answers
    lag behind the pen.
    """

    def connect(self) -> Any:
        """Open the connection."""
        handler = self.websocket_handler
        # Only a connection that is open has one; any other fails in its own way below.
        if getattr(handler, "ws_connection", None) is not None:
            handler.set_nodelay(True)
        return super().connect()
