"""The draw lesson as an app, as `make app` starts it: the pad alone, for visitors who need no notebook.

Voila reads this file.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent))
from app_cells import only_the_app
from app_visitors import VisitorConnection, VisitorKernels, open_page
from jupyter_server import DEFAULT_STATIC_FILES_PATH

from digitlab.server import MESSAGE_SIZE, SAME_SITE, kernel_settings, private_settings


def hook(request: Any, notebook: Any, cwd: str) -> Any:
    """Keep what belongs to the app, before a visitor's kernel starts."""
    del cwd
    open_page(request)
    return only_the_app(notebook)


HERE = Path(__file__).parent

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.merge(kernel_settings())
c.merge(private_settings())
c.Voila.ip = "127.0.0.1"
c.Voila.auto_token = True
c.Voila.kernel_websocket_connection_class = VisitorConnection
# Voila's pages have scripts in their text and compile others (checks of settings), and a widget's script comes as
# a blob; but nothing is asked of, or sent to, another address.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
c.Voila.tornado_settings = {
    "websocket_max_message_size": MESSAGE_SIZE,
    # Other names than this computer's own are refused: a stranger's page could give its name our address.
    "allow_remote_access": False,
    "headers": {"Content-Security-Policy": "; ".join(f"{name} {sources}" for name, sources in POLICY.items())},
    "xsrf_cookie_kwargs": SAME_SITE,
    "static_path": DEFAULT_STATIC_FILES_PATH,  # the page that says goodbye asks for it
}
c.VoilaConfiguration.multi_kernel_manager_class = VisitorKernels
c.VoilaConfiguration.prelaunch_hook = hook
c.VoilaConfiguration.strip_sources = True
# Voila looks for templates where Jupyter keeps its data.
os.environ["JUPYTER_PATH"] = os.pathsep.join([str(HERE), *filter(None, [os.environ.get("JUPYTER_PATH")])])
c.VoilaConfiguration.template = "digitlab"
# Each visitor has a kernel. Measured on Linux with psutil's rss, no GPU: 500 MB when the page has opened, 600 MB
# after drawings, "Why?" and a sample picture, of which all kernels share nearly 200. One that nobody used for a
# quarter of an hour goes.
c.MappingKernelManager.cull_idle_timeout = 900
c.MappingKernelManager.cull_interval = 60
c.MappingKernelManager.cull_connected = True
