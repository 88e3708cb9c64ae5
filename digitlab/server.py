"""What Jupyter's server does for the lessons, wherever it runs: `make lab`, plain JupyterLab, Binder, JupyterHub.

Jupyter's server loads this module by itself where digitlab is installed: a file that comes with the package, in
`etc/jupyter/jupyter_server_config.d`, names it. What a user or an administrator has set in Jupyter's own settings
wins.
"""

from __future__ import annotations

import os
import socket
import tempfile
import warnings
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_runtime_dir
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from traitlets.config import Config

# Bytes of one message from page to server. Files that are chosen together come in one; Tornado's own bound of
# 10 MiB is one photograph or two.
MESSAGE_SIZE = 64 * 1024 * 1024
# The form of messages that today's JupyterLab and Voila speak.
PROTOCOL = "v1.kernel.websocket.jupyter.org"
# Parts of a message: a header and the like, and one for each array or file in it.
_MOST_PARTS = 10_000
# A page of another address can't send a browser's cookies along.
SAME_SITE = {"samesite": "Lax"}


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

    def handle_incoming_message(self, incoming_msg: Any) -> None:
        """Hand a message on to the kernel, if it is whole.

        A message begins with the number of its parts and where each begins. Jupyter believes that number, whatever
        it is: one message of 16 bytes would keep the whole server busy for ever, and fill its memory.
        """
        is_new = self.subprotocol == PROTOCOL
        if isinstance(incoming_msg, bytes) and not (_is_whole if is_new else _is_whole_in_old_form)(incoming_msg):
            self.websocket_handler.close(1007, "a message's parts lie outside of it")
            return
        super().handle_incoming_message(incoming_msg)  # type: ignore[arg-type]


def _is_whole(message: bytes) -> bool:
    """Say whether the parts of a message in Jupyter's form v1 lie in it, one behind the other."""
    count = int.from_bytes(message[:8], "little")
    if not 2 <= count <= min(_MOST_PARTS, len(message) // 8 - 1):
        return False
    places = [
        8 * (1 + count),
        *(int.from_bytes(message[8 * at : 8 * at + 8], "little") for at in range(1, 1 + count)),
    ]
    return places[0] <= places[1] and places == sorted(places) and places[-1] <= len(message)


def _is_whole_in_old_form(message: bytes) -> bool:
    """Say whether the places of a message's parts lie in it, in the form that came before v1."""
    count = int.from_bytes(message[:4], "big")
    return 1 <= count <= min(_MOST_PARTS, len(message) // 4 - 1)


def kernel_settings() -> Config:
    """Return settings for kernels of this computer: they are spoken to through files, where the system has that.

    Jupyter's default is TCP, which any user of the computer can listen to, as each kernel warns, and where two
    kernels that start together may take the same port. The files lie in Jupyter's runtime folder; where that can't
    hold them (Windows, a path above 50 letters, some network drives) the settings are empty.

    Example:
        >>> kernel_settings().get("KernelManager", {}).get("transport") in ("ipc", None)
        True
    """
    settings = Config()
    if _holds_sockets(Path(jupyter_runtime_dir())):
        settings.KernelManager.transport = "ipc"
    return settings


def private_settings() -> Config:
    """Return settings that keep what lies beside the lessons from whoever doesn't know the token.

    Voila hands out every picture below the notebooks' folder without asking for the token, and takes a theme and a
    template from the address, the theme as it is written there: a link could bring a script along. With these it
    hands out no file and takes nothing from the address.

    Example:
        >>> private_settings().VoilaConfiguration.file_allowlist
        []
    """
    settings = Config()
    settings.VoilaConfiguration.file_allowlist = []
    settings.VoilaConfiguration.allow_template_override = "NO"
    settings.VoilaConfiguration.allow_theme_override = "NO"
    settings.IdentityProvider.cookie_options = SAME_SITE
    return settings


def _holds_sockets(folder: Path) -> bool:
    """Try whether a socket with a name as long as a kernel's can be made in a folder."""
    if os.name != "posix":
        return False
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Jupyter's name: kernel-, 36 letters, -ipc-, a small number. Systems bound the whole path, to 103 or 107
        # letters.
        with tempfile.TemporaryDirectory(dir=folder) as scratch, socket.socket(socket.AF_UNIX) as probe:
            name = "kernel-" + 36 * "x" + "-ipc-00"
            probe.bind(str(Path(scratch) / name[len(Path(scratch).name) + 1 :]))
    except OSError:
        return False
    return True


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Tell Jupyter's server that this module is the whole extension."""
    return [{"module": __name__}]


def _link_jupyter_server_extension(server: Any) -> None:
    """Set what must be set before the server makes its web application."""
    if "kernel_websocket_connection_class" not in server.config.get("ServerApp", {}):
        server.kernel_websocket_connection_class = PromptConnection
    server.tornado_settings = {
        "websocket_max_message_size": MESSAGE_SIZE,
        "xsrf_cookie_kwargs": SAME_SITE,
        **server.tornado_settings,
    }
    voila = server.extension_manager.extensions.get("voila.server_extension")
    if voila is not None and "VoilaConfiguration" not in server.config:
        # `make app` needs it installed, JupyterLab doesn't. Who runs it on purpose has settings for it.
        voila.enabled = False
    for settings in (kernel_settings(), private_settings()):
        server.config.merge(_unset(settings, server.config))
    # notebook_shim, which JupyterLab brings along, looks at every setting of the server, the outdated one, too.
    warnings.filterwarnings("ignore", r"ServerApp\.token config is deprecated", DeprecationWarning)


def _unset(settings: Config, given: Config) -> Config:
    """Return those of some settings that nobody has given."""
    left = Config()
    for name, group in settings.items():
        for key, value in group.items():
            if key not in given.get(name, {}):
                left[name][key] = value
    return left


def _load_jupyter_server_extension(server: Any) -> None:
    """Add nothing more: there are no addresses of our own."""
