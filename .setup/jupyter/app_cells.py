"""Which cells of a lesson make the app."""

from __future__ import annotations

from typing import Any

TAG = "app"


def only_the_app(notebook: Any) -> Any:
    """Keep the cells with the tag "app", and of their output only that of the last one.

    Args:
        notebook: as nbformat reads it; it is changed. Without such cells it stays whole.
    """
    cells = [cell for cell in notebook.cells if TAG in cell.metadata.get("tags", [])]
    if not cells:
        return notebook
    code = [cell for cell in cells if cell.cell_type == "code"]
    for cell in code[:-1]:
        cell.source = f"%%capture\n{cell.source}"
    notebook.cells = cells
    return notebook
