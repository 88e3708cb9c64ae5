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

from digitlab.server import MESSAGE_SIZE, PromptConnection, kernel_settings


def hook(request: Any, notebook: Any, cwd: str) -> Any:
    """Keep what belongs to the app, before a visitor's kernel starts."""
    del request, cwd
    return only_the_app(notebook)


HERE = Path(__file__).parent

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.merge(kernel_settings())
c.Voila.ip = "127.0.0.1"
c.Voila.auto_token = True
c.Voila.kernel_websocket_connection_class = PromptConnection
c.Voila.tornado_settings = {"websocket_max_message_size": MESSAGE_SIZE}
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
