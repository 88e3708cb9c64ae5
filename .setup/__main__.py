"""What `make` runs, and on Windows `py`: `.setup TARGET [ARGUMENTS]`. See targets.py for the targets.

Pythons from 3.6 on can read this file, so that one which is too old is told so.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036
    which = "py -3.12 .setup lab" if os.name == "nt" else "make lab PYTHON=/path/to/python3.12"
    sys.exit(
        f"digitlab: Python 3.11 or newer is needed, and {sys.executable} is Python {sys.version.split()[0]}: "
        f"install a newer one from https://www.python.org/downloads/, then say which one to take, as in: {which}"
    )

from audit_pins import AUDIT, audit
from child_process import hand_over
from explain_failures import explain_os_error
from find_browser import NO_BROWSER, get_browser, named_browser
from kernel_variables import kernel_variables
from lock_pins import lock
from make_environment import LAB, TEST, Environment, SetupError, say
from newest_environment import LATEST, NewestEnvironment
from targets import TARGETS, WINDOWS, help_text, spelled

ROOT = Path(__file__).resolve().parent.parent
# What Voila reads when it is started from here. What JupyterLab reads comes with the package.
JUPYTER_CONFIG = Path(__file__).resolve().parent / "jupyter"
APP = "06_draw.ipynb"
CHECKS = {
    "ruff check .": ["-m", "ruff", "check", "."],
    "ruff format --check .": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy"],
}
BUILD_OUTPUTS = (".venv", LATEST, "build", "dist", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis")


def start(environment: Environment, *command: str, folder: str = ".", **variables: str) -> int:
    """Hand over to a Python of the environment; return its exit code where this process goes on."""
    path = os.pathsep.join([str(environment.python.parent), os.environ.get("PATH", "")])
    variables = {"PATH": path, "VIRTUAL_ENV": str(environment.folder), **variables}
    if WINDOWS:  # a file that is written from here takes fewer letters than a program may print
        variables.setdefault("PYTHONIOENCODING", os.environ.get("PYTHONIOENCODING", ":replace"))
    command = (str(environment.python), *command)
    return hand_over(command, environment.root / folder, {**os.environ, **variables})


def is_root() -> bool:
    """Say whether this is the user who may do everything; Windows has none."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def lab_command(
    root: Path, arguments: Sequence[str], as_root: bool, base_prefix: str = sys.base_prefix
) -> list[str]:
    """Return the command line of JupyterLab for the lessons.

    The token that guards the server is JupyterLab's own default, and stays on. A port that is
    taken makes it try the next ones.
    """
    folder = root / "notebooks"
    if not folder.is_dir():
        raise SetupError(f"There is no folder {folder}: get the whole course again.")
    command = ["-m", "jupyterlab", "--ip=127.0.0.1", f"--ServerApp.root_dir={folder}"]
    command += ["--log-level=WARN", "--LabApp.log_level=WARN"]  # what is left to read is the address
    lessons = sorted(folder.glob("[0-9]*.ipynb"))
    if lessons:
        command.append(f"--LabApp.default_url=/lab/tree/{lessons[0].name}")
    if as_root:  # as in a container; JupyterLab refuses to run for root unless told
        command.append("--allow-root")
    if "WindowsApps" in base_prefix:
        # What the Microsoft Store's Python writes for the browser to open, other programs don't see.
        command.append("--ServerApp.use_redirect_file=False")
    return [*command, *arguments]


def pytest_command(arguments: Sequence[str], everything: bool, cores: int | None = os.cpu_count()) -> list[str]:
    """Return the command line of the tests, on all cores up to four: each holds about 1 GB of memory.

    What `arguments` say of the same wins, as in `-n 0 --pdb` or `-m browser`.
    """
    workers = min(cores or 1, 4)
    shared = ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"] if workers > 1 else []
    return ["-m", "pytest", *shared, *([] if everything else ["-m", "not slow"]), *arguments]


def bench_command(root: Path, arguments: Sequence[str]) -> list[str]:
    """Return the command line of the benchmark that the first argument names; without one, of training."""
    folder = root / "tests" / "benchmarks"
    known = sorted(path.stem.removeprefix("bench_") for path in folder.glob("bench_*.py"))
    name, *rest = arguments if arguments and not arguments[0].startswith("-") else ["training", *arguments]
    if name not in known:
        raise SetupError(
            f"There is no benchmark {name!r}: type '{spelled('bench', 'NAME')}', NAME one of {', '.join(known)}."
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
    """Remove what the set-up built. Data, models and drawings stay."""
    caches = [path for folder in ("digitlab", "tests", ".setup") for path in (root / folder).rglob("__pycache__")]
    for path in [*(root / name for name in BUILD_OUTPUTS), *caches]:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)


def check(environment: Environment) -> int:
    """Run every check even when one fails, and return how many failed."""
    failed = 0
    for name, command in CHECKS.items():
        say(f"$ {name}")
        failed += subprocess.run([environment.python, *command], cwd=ROOT).returncode != 0
    say(f"$ {AUDIT}")
    return failed + (audit(environment.python, ROOT) > 0)


def main(target: str, arguments: Sequence[str]) -> int:
    """Carry out one target and return the exit code."""
    if target == "help":
        say(help_text())
        return 0
    if target not in TARGETS:
        raise SetupError(f"There is no target {target!r}: type '{spelled('help')}' for a list.")
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
        environment.ensure(TEST if target in ("test", "test-all", "fuzz", "bench", "check") else LAB)
    if target == "setup":
        say(f"Ready: type '{spelled('lab')}' to open the lessons.")
    elif target in ("lab", "app"):
        if target == "lab":
            say("Opening the lessons in JupyterLab. To stop it, press Ctrl+C twice here.")
            return start(environment, *lab_command(ROOT, arguments, is_root()), **kernel_variables(ROOT))
        say("Serving the drawing pad as an app, on this computer only. To stop it, press Ctrl+C here.")
        settings = {"JUPYTER_CONFIG_PATH": config_path(), **kernel_variables(ROOT)}
        return start(environment, *app_command(ROOT, arguments), **settings)
    elif target == "doctor":
        # From the lessons' folder, so that the folders are those that the lessons write to.
        return start(environment, "-m", "digitlab.checkup", folder="notebooks")
    elif target == "lessons":
        return start(environment, "-m", "digitlab.teaching", *arguments, **kernel_variables(ROOT))
    elif target == "fuzz":
        return start(environment, "tests/helpers/fuzz.py", *arguments)
    elif target == "bench":
        return start(environment, *bench_command(ROOT, arguments))
    elif target == "weights":
        return start(environment, "-m", "digitlab.pretrained.recipe", *arguments)
    elif target == "check":
        return check(environment)
    elif target in ("test", "test-all", "test-latest"):
        browser = get_browser(str(environment.python))
        named = named_browser()
        if not browser and named and named != "none":
            raise SetupError(f"DIGITLAB_BROWSER={named} is no program: give a browser's full path.")
        if not browser:
            say(NO_BROWSER)
        command = pytest_command(arguments, everything=target != "test")
        return start(environment, *command, DIGITLAB_BROWSER=browser or "none")
    return 0


if __name__ == "__main__":
    # A letter that the window or the file can't take is replaced.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        target, *arguments = sys.argv[1:] or ["help"]
        sys.exit(main(target, arguments))
    except SetupError as error:
        sys.exit(f"digitlab: {error}")
    except OSError as error:
        said = explain_os_error(error)
        if not said:
            raise
        sys.exit(f"digitlab: {said}")
    except KeyboardInterrupt:
        sys.exit("digitlab: stopped.")
