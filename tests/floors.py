"""Read the modules of a package without importing them, and say what breaks its rules.

The package is a house with floors: a module imports only from floors below its own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

PACKAGE = "digitlab"
# A module or a folder of modules, and its floor. Modules of one folder may import each other.
FLOORS = {
    "_checks": 0,
    "_idx": 0,
    "_downloads": 0,
    "_files": 0,
    "_progress": 0,
    "_raster": 0,
    "_splines": 0,
    "_styles": 1,
    "_marks": 2,
    "_performance": 2,
    "datasets": 1,
    "strokes": 1,
    "layers": 1,
    "rounds": 1,
    "pictures": 1,
    "history": 1,
    "drawings": 2,
    "preprocessing": 2,
    "handwriting": 3,
    "stroke_steps": 3,
    "segmentation": 3,
    "photographs": 4,
    "junk": 4,
    "models": 2,
    "augmentation": 2,
    "evaluation": 3,
    "checkpoints": 3,
    "calibration": 4,
    "reading": 4,
    "scoreboard": 4,
    "training": 4,
    "explain": 4,
    "pretraining": 5,
    "plots": 5,
    "exercises": 5,
    "_health": 5,
    "widgets": 6,
    "checkup": 7,
    "__init__": 8,
}
# Imported nowhere but in this folder: the rest works without a notebook.
WIDGET_LIBRARIES = ("ipywidgets", "ipycanvas", "anywidget")
WIDGETS = "widgets"
# These run whatever a file or a text tells them to.
FORBIDDEN_IMPORTS = ("pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal")
FORBIDDEN_CALLS = ("eval", "exec", "os.system", "os.popen")
LINES = range(20, 351)


def violations(root: Path, floors: Mapping[str, int] = FLOORS) -> list[str]:
    """Return every broken rule in the package at `root`, as 'file:line: what'."""
    found = []
    for path in sorted(root.rglob("*.py")):
        where = path.relative_to(root)
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text, filename=str(path))
        problems = [*imports_upward(tree, where, floors), *dangers(tree), *silent(tree)]
        if where.stem == "utils":
            problems.append((1, "a module is named after what it does, never utils"))
        if where.stem != "__init__" and (count := len(text.splitlines())) not in LINES:
            problems.append((1, f"{count} lines; a module has {LINES.start} to {LINES.stop - 1}"))
        found += [f"{where.as_posix()}:{line}: {what}" for line, what in problems]
    return found


def part_of(where: Path) -> str:
    """Return the module or folder that stands in the table of floors."""
    return where.parts[0] if len(where.parts) > 1 else where.stem


def imports_upward(tree: ast.Module, where: Path, floors: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    """Yield imports from the same or a higher floor, and widget libraries outside widgets/."""
    own = part_of(where)
    if own not in floors:
        yield 1, f"{own} has no floor: add it to the table"
        return
    for line, name in imported(tree, where):
        top, *rest = name.split(".")
        if top in WIDGET_LIBRARIES and own != WIDGETS:
            yield line, f"imports {top}: only {WIDGETS}/ may"
        if top in FORBIDDEN_IMPORTS:
            yield line, f"imports {top}"
        if top != PACKAGE:
            continue
        other = rest[0] if rest else "__init__"
        # `from digitlab import name`: a public name is the public face's, which is the top floor.
        other = other if other in floors else "__init__"
        if other == own and len(where.parts) > 1:
            continue
        if floors[other] >= floors[own]:
            yield line, f"{own} (floor {floors[own]}) imports {other} (floor {floors[other]})"


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
                relative = target.value.startswith(".")
                name = ".".join(folder) + target.value if relative else target.value
                yield node.lineno, name


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
