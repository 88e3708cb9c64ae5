"""The draw lesson as an app, as `make app` starts it: the pad alone, for visitors who need no notebook.

Voila reads this file.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from app_cells import only_the_app
from prompt_connection import PromptConnection


def hook(request: Any, notebook: Any, cwd: str) -> Any:
    """Keep what belongs to the app, before a visitor's kernel starts."""
    del request, cwd
    return only_the_app(notebook)


c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.Voila.ip = "127.0.0.1"
c.Voila.auto_token = True
c.Voila.kernel_websocket_connection_class = PromptConnection
c.VoilaConfiguration.prelaunch_hook = hook
c.VoilaConfiguration.strip_sources = True
# Each visitor has a kernel of about 500 MB. One that nobody has used for a quarter of an hour goes.
c.MappingKernelManager.cull_idle_timeout = 900
c.MappingKernelManager.cull_interval = 60
c.MappingKernelManager.cull_connected = True
