"""What `make` runs: `python .setup TARGET [ARGUMENTS]`. See the Makefile for the targets."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from audit_pins import AUDIT, audit
from compiled_code import compiled_code
from find_browser import NO_BROWSER, get_browser
from lock_pins import lock
from make_environment import LAB, TEST, Environment, SetupError, say
from newest_environment import LATEST, NewestEnvironment

ROOT = Path(__file__).resolve().parent.parent
# What JupyterLab and Voila read when they are started from here.
JUPYTER_CONFIG = Path(__file__).resolve().parent / "jupyter"
APP = "06_draw.ipynb"
TARGETS = (
    *("setup", "lab", "app", "doctor", "test", "test-latest", "fuzz"),
    *("lessons", "bench", "weights", "check", "lock", "clean"),
)
CHECKS = {
    "ruff check .": ["-m", "ruff", "check", "."],
    "ruff format --check .": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy"],
}
BUILD_OUTPUTS = (".venv", LATEST, "build", "dist", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis")


def start(environment: Environment, *command: str, folder: str = ".", **variables: str) -> None:
    """Replace this process by a Python of the environment, so that Ctrl+C goes straight to it."""
    path = os.pathsep.join([str(environment.python.parent), os.environ.get("PATH", "")])
    variables = {"PATH": path, "VIRTUAL_ENV": str(environment.folder), **variables}
    os.chdir(environment.root / folder)
    sys.stdout.flush()
    os.execve(environment.python, [str(environment.python), *command], {**os.environ, **variables})


def lab_command(root: Path, arguments: Sequence[str], is_root: bool) -> list[str]:
    """Return the command line of JupyterLab for the lessons.

    The token that guards the server is JupyterLab's own default, and stays on. A port that is
    taken makes it try the next ones.
    """
    folder = root / "notebooks"
    if not folder.is_dir():
        raise SetupError(f"There is no folder {folder}: get the whole course again.")
    command = ["-m", "jupyterlab", "--ip=127.0.0.1", f"--ServerApp.root_dir={folder}"]
    command.append("--log-level=WARN")  # what is left to read is the address
    lessons = sorted(folder.glob("[0-9]*.ipynb"))
    if lessons:
        command.append(f"--LabApp.default_url=/lab/tree/{lessons[0].name}")
    if is_root:  # as in a container; JupyterLab refuses to run for root unless told
        command.append("--allow-root")
    return [*command, *arguments]


def bench_command(root: Path, arguments: Sequence[str]) -> list[str]:
    """Return the command line of the benchmark that the first argument names; without one, of training."""
    folder = root / "tests" / "benchmarks"
    known = sorted(path.stem.removeprefix("bench_") for path in folder.glob("bench_*.py"))
    name, *rest = arguments if arguments and not arguments[0].startswith("-") else ["training", *arguments]
    if name not in known:
        raise SetupError(
            f"There is no benchmark {name!r}: type 'make bench ARGS=NAME', NAME one of {', '.join(known)}."
        )
    return [f"tests/benchmarks/bench_{name}.py", *rest]


def app_command(root: Path, arguments: Sequence[str]) -> list[str]:
    """Return the command line of Voila for the draw lesson. What it may do stands in jupyter/voila.py."""
    lesson = root / "notebooks" / APP
    if not lesson.is_file():
        raise SetupError(f"There is no lesson {lesson}: get the whole course again.")
    return ["-m", "voila", str(lesson), *arguments]


def config_path() -> str:
    """Return the folders in which Jupyter looks for settings: ours, then those that it was told."""
    return os.pathsep.join([str(JUPYTER_CONFIG), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])])


def clean(root: Path) -> None:
    """Remove what make built. Data, models and drawings stay."""
    for name in BUILD_OUTPUTS:
        shutil.rmtree(root / name, ignore_errors=True)
    for folder in ("digitlab", "tests", ".setup"):
        for cache in list((root / folder).rglob("__pycache__")):
            shutil.rmtree(cache, ignore_errors=True)


def check(environment: Environment) -> int:
    """Run every check even when one fails, and return how many failed."""
    failed = 0
    for name, command in CHECKS.items():
        say(f"$ {name}")
        failed += subprocess.run([environment.python, *command], cwd=ROOT).returncode != 0
    say(f"$ {AUDIT}")
    return failed + (audit(environment.python, ROOT) > 0)


def main(target: str, arguments: Sequence[str]) -> int:
    """Carry out one target of the Makefile."""
    if target not in TARGETS:
        raise SetupError(f"There is no target {target!r}: type 'make help' for a list.")
    if target == "clean":
        clean(ROOT)
        return 0
    if target == "lock":
        lock(ROOT, arguments)
        return 0
    environment = Environment(ROOT)
    if target == "test-latest":
        environment = newest = NewestEnvironment(ROOT)
        newest.ensure_newest()
    else:
        environment.ensure(TEST if target in ("test", "fuzz", "bench", "check") else LAB)
    if target == "setup":
        say("Ready: type 'make lab' to open the lessons.")
    elif target in ("lab", "app"):
        if target == "lab":
            say("Opening the lessons in JupyterLab. To stop it, press Ctrl+C here.")
            command = lab_command(ROOT, arguments, os.geteuid() == 0)
        else:
            say("Serving the drawing pad as an app, on this computer only. To stop it, press Ctrl+C here.")
            command = app_command(ROOT, arguments)
        start(environment, *command, JUPYTER_CONFIG_PATH=config_path(), **compiled_code(ROOT))
    elif target == "doctor":
        # From the lessons' folder, so that the folders are those that the lessons write to.
        start(environment, "-m", "digitlab.checkup", folder="notebooks")
    elif target == "lessons":
        start(environment, "-m", "digitlab.teaching", *arguments, **compiled_code(ROOT))
    elif target == "fuzz":
        start(environment, "tests/helpers/fuzz.py", *arguments)
    elif target == "bench":
        start(environment, *bench_command(ROOT, arguments))
    elif target == "weights":
        start(environment, "-m", "digitlab.pretrained.recipe", *arguments)
    elif target == "check":
        return check(environment)
    elif target in ("test", "test-latest"):
        browser = get_browser(str(environment.python))
        named = os.environ.get("DIGITLAB_BROWSER")
        if not browser and named and named != "none":
            raise SetupError(f"DIGITLAB_BROWSER={named} is no program: give a browser's full path.")
        if not browser:
            say(NO_BROWSER)
        start(environment, "-m", "pytest", *arguments, DIGITLAB_BROWSER=browser or "none")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except SetupError as error:
        sys.exit(f"digitlab: {error}")
    except KeyboardInterrupt:
        sys.exit("digitlab: stopped.")
