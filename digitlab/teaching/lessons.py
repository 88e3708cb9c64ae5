"""Run every lesson and starter from top to bottom, each in a fresh kernel, and write it as HTML.

`make lessons` runs this room. The notebooks run in a copy of their folder, so nothing in the tree changes. What
one lesson saves there, a later lesson finds.

Cells of exercises carry tags: "exercise:NAME" where the learner writes, "check:NAME" where the answer is checked.
The lessons run as given, and every check must say "not attempted"; or with the solutions filled in, and every
check must say "correct".
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import nbformat
from jupyter_core.paths import jupyter_runtime_dir
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from digitlab.exercises import catalogue
from digitlab.server import kernel_settings
from digitlab.teaching.claims import seconds_stated, with_claims_asserted
from digitlab.teaching.pages import write_page

# The checkout, which holds the notebooks.
ROOT = Path(__file__).resolve().parents[2]
PATTERN = "0*.ipynb"
# Notebooks from which experiments of one's own begin; lesson 7 lists them.
STARTERS = "starters/*.ipynb"
# What a learner has made by working through the lessons: a run starts without it.
LEARNERS_OWN = ("models", "drawings", "class", ".ipynb_checkpoints")
SECONDS_PER_CELL = 1200


@dataclass(frozen=True)
class LessonResult:
    """How one lesson went."""

    name: str
    seconds: float
    error: str | None  # None: it ran to its end, and the checks of its exercises said what they should
    outcomes: Mapping[str, str] = field(default_factory=dict)  # of each exercise's check

    @property
    def passed(self) -> bool:
        """Did it run to its end, and did the checks say what they should?"""
        return self.error is None


def lesson_paths(folder: Path, pattern: str = PATTERN) -> list[Path]:
    """Return the lessons of a folder in the order of their names."""
    return sorted(folder.glob(pattern))


def copy_notebooks(source: Path, target: Path) -> Path:
    """Copy a folder of notebooks without what a learner has saved in it; return the copy."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*LEARNERS_OWN))
    return target


def run_lessons(
    folder: Path,
    html: Path | None = None,
    variables: Mapping[str, str] | None = None,
    names: Sequence[str] = (),
    report: Callable[[LessonResult], None] = lambda result: None,
    solutions: Mapping[str, str] | None = None,
    claims: Collection[str] = (),
    mark: bool = False,
    pattern: str | None = None,
) -> list[LessonResult]:
    """Run the lessons of a folder in order and return how each went.

    `html`: the folder to write pages to, with outputs, also of a lesson that failed.
    `variables`: set in the environment of the kernels.
    `names`: run only lessons whose name, or path in the folder, begins with one of these.
    `report`: called after each lesson.
    `solutions`: code by the exercise's name, to be put where the learner writes; None: run the lessons as given.
    `claims`: assert what the prose says of the outputs, claims of these kinds, see claims.py.
    `mark`: the notebooks are learners' own: any name will do, and any outcome of a check.
    `pattern`: of their paths in the folder; None: the lessons, or with `mark` all that lie there.
    """
    results = []
    with tempfile.TemporaryDirectory(prefix="digitlab-lessons-") as scratch:
        copy = copy_notebooks(folder, Path(scratch) / "notebooks")
        for path in lesson_paths(copy, pattern or ("*.ipynb" if mark else PATTERN)):
            name = path.relative_to(copy)
            if names and not name.as_posix().startswith(tuple(names)):
                continue
            page = html and html / name.parent
            result = run_lesson(path, page, variables or {}, solutions, claims, mark)
            result = replace(result, name=name.as_posix())
            report(result)
            results.append(result)
    return results


def run_lesson(
    path: Path,
    html: Path | None,
    variables: Mapping[str, str],
    solutions: Mapping[str, str] | None = None,
    claims: Collection[str] = (),
    mark: bool = False,
) -> LessonResult:
    """Run one notebook where it lies, in a fresh kernel of this Python."""
    notebook = nbformat.read(path, as_version=4)
    if solutions is not None:
        fill_in(notebook, solutions)
    if claims:
        notebook = with_claims_asserted(notebook, claims)
    settings = kernel_settings()
    # Named here, so that kernel and client look for its sockets in one place: each has a folder of its own.
    settings.KernelManager.connection_file = str(Path(jupyter_runtime_dir()) / f"kernel-{uuid.uuid4()}.json")
    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        config=settings,
        resources={"metadata": {"path": str(path.parent)}},
    )
    error = None
    start = time.perf_counter()
    with kernel_environment(variables):
        try:
            client.execute()
        except CellExecutionError as failure:
            error = without_colours(str(failure))
        except (CellTimeoutError, DeadKernelError) as failure:
            error = f"{type(failure).__name__}: {failure}"
    seconds = time.perf_counter() - start
    if html is not None:
        write_page(notebook, html / f"{path.stem}.html")
    said = outcomes(notebook)
    if error is None and not mark:
        expected = "not attempted" if solutions is None else "correct"
        odd = [f"{name}: {outcome or 'no result'}" for name, outcome in said.items() if outcome != expected]
        error = f"Every check should say {expected!r}, but: {'; '.join(odd)}" if odd else None
    return LessonResult(path.name, seconds, error, said)


def tagged(notebook: nbformat.NotebookNode, kind: str) -> dict[str, nbformat.NotebookNode]:
    """Return the cells with a tag such as "exercise:NAME", by that name."""
    return {
        tag.removeprefix(f"{kind}:"): cell
        for cell in notebook.cells
        for tag in cell.metadata.get("tags", [])
        if tag.startswith(f"{kind}:")
    }


def fill_in(notebook: nbformat.NotebookNode, solutions: Mapping[str, str]) -> None:
    """Put the solutions where the learner writes."""
    for name, cell in tagged(notebook, "exercise").items():
        cell.source = solutions[name]


def outcomes(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """Return what the check of each exercise said in a notebook that ran; '' if it said nothing."""
    found = {}
    for name, cell in tagged(notebook, "check").items():
        page = "".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)
        match = re.search(r'data-outcome="([^"]+)"', page)
        found[name] = match[1] if match else ""
    return found


def all_solutions() -> dict[str, str]:
    """Return the code of every exercise's solution, by its name."""
    return {task.name: task.solution().code for tasks in catalogue().values() for task in tasks}


@contextmanager
def kernel_environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables for kernels that start inside, and put everything back afterwards."""
    before = dict(os.environ)
    # The tests draw without a screen; a kernel has to choose its own way to show pictures.
    os.environ.pop("MPLBACKEND", None)
    # `import digitlab` is this checkout's, also where it isn't installed.
    search = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(search)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def without_colours(text: str) -> str:
    """Remove the terminal's colour codes, which tracebacks from a kernel carry."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the lessons and the starters, print a table, and return 1 if one failed."""
    parser = argparse.ArgumentParser(description="Run every lesson and starter and write it as HTML.")
    parser.add_argument("names", nargs="*", help="only those whose name begins so, such as 02 or starters/3")
    parser.add_argument("--solved", action="store_true", help="with the solutions of the exercises filled in")
    parser.add_argument("--mark", action="store_true", help="count what the checks say in learners' notebooks")
    parser.add_argument("--notebooks", type=Path, default=ROOT / "notebooks")
    parser.add_argument("--html", type=Path, default=ROOT / "build" / "lessons")
    options = parser.parse_args(arguments)
    pattern = "*.ipynb" if options.mark else PATTERN
    if not lesson_paths(options.notebooks, pattern):
        print(f"There is no lesson ({pattern}) in {options.notebooks}.")
        return 0
    print(f"{'lesson':<44} {'stated':>8} {'seconds':>8}  result", flush=True)

    def report(result: LessonResult) -> None:
        verdict = "passed" if result.passed else "FAILED"
        stated = seconds_stated(nbformat.read(options.notebooks / result.name, as_version=4))
        print(f"{result.name:<44} {stated or '-':>8} {result.seconds:8.1f}  {verdict}", flush=True)
        if options.mark:
            said = Counter(outcome or "no result" for outcome in result.outcomes.values())
            print("    " + (", ".join(f"{count} {outcome}" for outcome, count in said.items()) or "no exercise"))

    solutions = all_solutions() if options.solved else None
    results = [
        result
        for pattern in (["*.ipynb"] if options.mark else [PATTERN, STARTERS])
        for result in run_lessons(
            options.notebooks,
            options.html,
            names=options.names,
            report=report,
            solutions=solutions,
            mark=options.mark,
            pattern=pattern,
        )
    ]
    if not results:
        print(f"No lesson begins with {' or '.join(options.names)}.", file=sys.stderr)
        return 1
    for result in results:
        if result.error:
            print(f"\n{result.name} stopped:\n{result.error}", file=sys.stderr)
    print(f"{'together':<44} {'':>8} {sum(result.seconds for result in results):8.1f}")
    print(f"The pages with their outputs are in {options.html}.")
    return int(any(not result.passed for result in results))
