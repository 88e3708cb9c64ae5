"""Take outputs, execution counts and saved widgets out of notebooks before they are committed.

Returns 1 when it changed one, so that the commit stops and the change is looked at first.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path


def strip(path: Path) -> bool:
    """Clean one notebook in place and say whether there was anything to take out."""
    text = path.read_text(encoding="utf-8")
    notebook = json.loads(text)
    before = json.dumps(notebook)
    notebook["metadata"].pop("widgets", None)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = []
            cell["execution_count"] = None
            cell["metadata"].pop("execution", None)
    if json.dumps(notebook) == before:
        return False
    # The form in which JupyterLab itself writes notebooks: no other line changes.
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return True


def main(names: Sequence[str]) -> int:
    """Clean notebooks and return 1 if one was changed."""
    changed = [name for name in names if strip(Path(name))]
    for name in changed:
        print(f"{name}: outputs removed; add it again to commit it without them.")
    return int(bool(changed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
