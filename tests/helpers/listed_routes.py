"""Start a Jupyter application and write down its server's routes: give a file, a module and its arguments.

Each line of the file is a list in JSON: the pattern, and the handler's class.
"""

from __future__ import annotations

import json
import runpy
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tornado.routing import RuleRouter
from tornado.web import Application


def routes(router: RuleRouter) -> Iterator[tuple[str, str]]:
    """Yield the pattern and the handler of every rule."""
    for rule in router.rules:
        if isinstance(rule.target, RuleRouter):
            yield from routes(rule.target)
        else:
            matcher: Any = rule.matcher
            yield matcher.regex.pattern, f"{rule.target.__module__}.{rule.target.__qualname__}"


def main(file: Path, module: str, *arguments: str) -> None:
    """Run the module as Python's -m does; the file is written again every half second, whole each time."""
    applications: list[Application] = []
    create = Application.__init__

    def created(self: Application, *given: Any, **settings: Any) -> None:
        create(self, *given, **settings)
        applications.append(self)

    def write() -> None:
        while True:
            time.sleep(0.5)
            found = [route for one in applications for route in routes(one.default_router)]
            scratch = file.with_suffix(".part")
            scratch.write_text("".join(json.dumps(route) + "\n" for route in found))
            scratch.replace(file)

    Application.__init__ = created  # type: ignore[method-assign]
    threading.Thread(target=write, daemon=True).start()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
