"""Which cells of a lesson make the app."""

from __future__ import annotations

import re
from typing import Any

TAG = "app"


def only_the_app(notebook: Any) -> Any:
    """Keep the cells with the tag "app": texts from their heading on, the output of the last one after each text.

    Args:
        notebook: as nbformat reads it; it is changed. Without such cells it stays whole.
    """
    cells = [cell for cell in notebook.cells if TAG in cell.metadata.get("tags", [])]
    if not cells:
        return notebook
    # A text says what the next widget is for; code before another code cell, or before a text, only prepares.
    kinds = [cell.cell_type for cell in cells]
    has_text = False
    for place, cell in enumerate(cells):
        if kinds[place] == "markdown":  # what stands above its heading speaks of a cell that is left out
            heading = re.search(r"^#", cell.source, re.MULTILINE)
            cell.source = cell.source[heading.start() if heading else 0 :]
        has_text = has_text or kinds[place] == "markdown"
        is_last = kinds[place + 1 : place + 2] in ([], ["markdown"])
        if kinds[place] == "code" and not (is_last and has_text) and "code" in kinds[place + 1 :]:
            cell.source = f"%%capture\n{cell.source}"
    notebook.cells = cells
    return notebook
