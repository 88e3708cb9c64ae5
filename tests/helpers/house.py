"""Read the modules of a package without importing them, and say what breaks its rules.

The package is a house: each room is a subject, and an import goes down the list of rooms, never up. The list
stands in one place, the docstring of the package itself.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

PACKAGE = "digitlab"
FACE = "__init__"  # above all rooms
# Every room may use it; a module elsewhere whose name begins so belongs to its own room.
SHARED = "_shared"
# Imported nowhere but in this folder: the rest works without a notebook.
WIDGET_LIBRARIES = ("ipywidgets", "ipycanvas", "anywidget")
WIDGETS = "widgets"
# These run whatever a file or a text tells them to.
FORBIDDEN_IMPORTS = ("pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal")
FORBIDDEN_CALLS = ("eval", "exec", "os.system", "os.popen")
LINES = range(20, 351)
# Starts a program; its few lines say which.
SHORT = ("__init__", "__main__")


def rooms(root: Path) -> list[str]:
    """Return the rooms of the package at `root` from top to bottom, as its docstring lists them."""
    text = ast.get_docstring(ast.parse((root / "__init__.py").read_text(encoding="utf-8")), clean=False) or ""
    return re.findall(r"^    (\w+)  ", text, re.MULTILINE)


def violations(root: Path) -> list[str]:
    """Return every broken rule in the package at `root`, as 'file:line: what'."""
    listed = rooms(root)
    there = {path.stem for path in root.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    found = [f"__init__.py:1: {name} is no room: there is no such folder" for name in listed if name not in there]
    for path in sorted(root.rglob("*.py")):
        where = path.relative_to(root)
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text, filename=str(path))
        problems = [*imports_upward(tree, where, listed), *dangers(tree), *silent(tree)]
        if where.stem == "utils":
            problems.append((1, "a module is named after what it does, never utils"))
        if where.stem not in SHORT and (count := len(text.splitlines())) not in LINES:
            problems.append((1, f"{count} lines; a module has {LINES.start} to {LINES.stop - 1}"))
        found += [f"{where.as_posix()}:{line}: {what}" for line, what in problems]
    return found


def room_of(where: Path) -> str:
    """Return the room in which a file lies: a folder, or a module beside the folders."""
    return where.parts[0] if len(where.parts) > 1 else where.stem


def imports_upward(tree: ast.Module, where: Path, listed: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield imports from a higher room, of another room's private modules, and of widget libraries."""
    own = room_of(where)
    order = [FACE, *listed]
    if own not in order:
        yield 1, f"{own} is not in the list of rooms: add it to the package's docstring"
        return
    for line, name in imported(tree, where):
        top, *rest = name.split(".")
        if top in WIDGET_LIBRARIES and own != WIDGETS:
            yield line, f"imports {top}: only {WIDGETS}/ may"
        if top in FORBIDDEN_IMPORTS:
            yield line, f"imports {top}"
        if top != PACKAGE:
            continue
        # `from digitlab import name`: a public name is the public face's, which is above all rooms.
        other = rest[0] if rest and rest[0] in order else FACE
        if other == own:
            continue
        if order.index(other) <= order.index(own):
            yield line, f"{own} imports {other}, which is above it"
        elif other != SHARED and any(part.startswith("_") and part != FACE for part in rest[1:]):
            yield line, f"imports {'.'.join(rest)}, which is {other}'s own"


def imported(tree: ast.Module, where: Path) -> Iterator[tuple[int, str]]:
    """Yield line and full name of every import, also those inside functions."""
    folder = [PACKAGE, *where.parts[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = folder[: len(folder) - node.level + 1] if node.level else []
            module = [*base, *filter(None, [node.module])]
            for alias in node.names:
                yield node.lineno, ".".join([*module, alias.name])
        elif isinstance(node, ast.Call) and dotted(node.func) in (
            "import_module",
            "importlib.import_module",
            "__import__",
        ):
            target = node.args[0] if node.args else None
            if isinstance(target, ast.Constant) and isinstance(target.value, str):
                dots = len(target.value) - len(target.value.lstrip("."))
                base = folder[: len(folder) - dots + 1] if dots else []
                yield node.lineno, ".".join([*base, target.value[dots:]])


def dangers(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield calls that run what a text or a file tells them to."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func)
        if name in FORBIDDEN_CALLS:
            yield node.lineno, f"calls {name}"
        for keyword in node.keywords:
            value = keyword.value
            on = not (isinstance(value, ast.Constant) and not value.value)
            if keyword.arg in ("shell", "allow_pickle") and on:
                yield node.lineno, f"calls {name} with {keyword.arg}"


def silent(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the module, and its public functions, classes and methods that have no docstring."""
    if not ast.get_docstring(tree):
        yield 1, "the module has no docstring"
    bodies: list[tuple[str, list[ast.stmt]]] = [("", tree.body)]
    while bodies:
        prefix, body = bodies.pop()
        for node in body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if node.name.startswith("_") or is_overload_or_setter(node):
                continue
            if not ast.get_docstring(node):
                yield node.lineno, f"{prefix}{node.name} has no docstring"
            if isinstance(node, ast.ClassDef):
                bodies.append((f"{node.name}.", node.body))


def is_overload_or_setter(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Say whether the docstring stands elsewhere: at the implementation, or at the getter."""
    names = [dotted(decorator) for decorator in node.decorator_list]
    return any(name.endswith((".setter", "overload")) for name in names)


def dotted(node: ast.AST) -> str:
    """Return 'a.b.c' for an expression of names, '' for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return ""
