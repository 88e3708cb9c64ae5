"""JupyterLab as `make lab` starts it: messages of the kernel go to the page at once. Jupyter reads this file."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
from prompt_connection import PromptConnection

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.ServerApp.kernel_websocket_connection_class = PromptConnection
