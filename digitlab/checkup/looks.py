"""What a computer needs for the course, looked at one thing at a time; nothing is changed.

Each look returns what it found, and for what isn't well a sentence that says what to do.
"""

from __future__ import annotations

import codecs
import contextlib
import importlib.metadata
import importlib.util
import locale
import platform
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import jax
from packaging.requirements import Requirement

from digitlab.checkup.findings import Finding
from digitlab.data import mnist
from digitlab.evaluation import scoreboard
from digitlab.models import checkpoints

# Bytes. MNIST takes 12 million, a saved network 2 million, a training about 1,000 million of memory.
LEAST_DISK = 200_000_000
LEAST_MEMORY = 1_000_000_000
# Seconds that the browser has to answer.
PATIENCE = 1.5
# The front ends of the widgets: where their files lie, and the Python package that they belong to.
FRONT_ENDS = {
    "@jupyter-widgets/jupyterlab-manager": "jupyterlab_widgets",
    "anywidget": "anywidget",
    "ipycanvas": "ipycanvas",
}
ROOT = Path(__file__).resolve().parents[2]
CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")


def look_at_python() -> Iterator[Finding]:
    """Say which Python this is. An older one than digitlab needs can't run this."""
    yield Finding("Python", "well", f"{platform.python_version()} in {sys.prefix}")
    encoding = locale.getpreferredencoding(False)
    if codecs.lookup(encoding).name == "ascii":
        found = f"this system's setting for letters is {encoding}, which has no ä, é or ✓"
        yield Finding("Letters", "to do", found, "Set the environment variable LC_ALL=C.UTF-8, then start again.")


def look_at_packages() -> Iterator[Finding]:
    """Compare the installed packages with the ranges that digitlab states."""
    wanted = _requirements()
    for requirement in wanted:
        name, ranges = requirement.name, requirement.specifier
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            # JupyterLab and its company may run from another Python, and often do.
            if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
                continue
            version = "missing"
        if version == "missing" or not ranges.contains(version, prereleases=True):
            advice = f"Type `make setup`, or `pip install '{name}{ranges}'`, then restart the kernel."
            yield Finding(name, "to do", f"{version}; digitlab needs {ranges or 'any version'}", advice)
    yield Finding("Packages", "well", f"{len(wanted)} looked at")


def look_at_mnist() -> Iterator[Finding]:
    """Look whether MNIST is there and as published: the full set, else the sample."""
    folder = mnist.data_folder()
    there = [name for name in mnist.FILES if (folder / name).exists()]
    if damaged := mnist.damaged_files(folder):
        found = f"damaged in {folder}: {', '.join(damaged)}"
        advice = "Run `dl.load_mnist('full')`: it fetches them again. Without a network, delete them."
        yield Finding("MNIST", "to do", found, advice)
        return
    if len(there) == len(mnist.FILES):
        yield Finding("MNIST", "well", f"the full set, in {folder}")
        return
    some = f"; {len(there)} of the 4 files of the full set are in {folder}" if there else ""
    try:
        mnist.sample_file()
    except (RuntimeError, OSError) as error:
        advice = str(error).removeprefix("load_mnist: ")
        yield Finding("MNIST", "to do", f"neither the full set nor the sample{some}", advice)
    else:
        yield Finding("MNIST", "well", f"the sample{some}; `dl.load_mnist()` fetches the full set")


def look_at_folders() -> Iterator[Finding]:
    """Try whether files can be written where data, models and drawings go."""
    data = mnist.data_folder()
    if (chosen := mnist.missing_choice()) is not None and not data.exists():
        yield Finding(
            "Data folder",
            "to do",
            f"'{data}' isn't there; DIGITLAB_DATA is {chosen!r}",
            "Look for quotes, blanks and mistyped letters in DIGITLAB_DATA, mend it, then start JupyterLab again. "
            "If it is right, make the folder.",
        )
    elif all((data / name).exists() for name in mnist.FILES) and not mnist.damaged_files(data):
        yield Finding("Data folder", "well", str(data))  # nothing more is written there
    else:
        yield _try_to_write("Data folder", data, "; or set DIGITLAB_DATA to another folder")
    yield _try_to_write("Models folder", scoreboard.TABLE.parent)
    yield _try_to_write("Drawings folder", scoreboard.DRAWINGS.parent)


def look_at_room() -> Iterator[Finding]:
    """Look at free disk and memory."""
    disk = shutil.disk_usage(_existing(mnist.data_folder().absolute())).free
    advice = f"Free at least {_megabytes(LEAST_DISK)} on this disk."
    yield _judge("Disk", disk >= LEAST_DISK, f"{_megabytes(disk)} free", advice)
    memory = free_memory()
    advice = "Shut down other notebooks (menu Kernel) and close programs, or trainings may end by themselves."
    if memory is None:
        yield Finding("Memory", "not checked", "this system doesn't say", advice)
    else:
        yield _judge("Memory", memory >= LEAST_MEMORY, f"{_megabytes(memory)} free", advice)


def look_at_accelerator() -> Iterator[Finding]:
    """Ask JAX what it computes on."""
    try:
        kinds = sorted({device.device_kind for device in jax.devices()})
    except RuntimeError as error:
        first = (str(error).splitlines() or ["no reason given"])[0]
        advice = "Set the environment variable JAX_PLATFORMS=cpu, then restart the kernel."
        yield Finding("Accelerator", "to do", f"JAX doesn't start: {first:.160}", advice)
    else:
        none = "none; JAX computes on the processor, which is enough"
        yield Finding("Accelerator", "well", none if kinds == ["cpu"] else ", ".join(kinds))


def look_at_networks() -> Iterator[Finding]:
    """Load each network that comes with digitlab."""
    broken = []
    for name in checkpoints.PRETRAINED:
        try:
            checkpoints.load_pretrained(name)
        except (OSError, ValueError) as error:
            broken.append(f"{name} is {'missing' if isinstance(error, FileNotFoundError) else 'damaged'}")
    found = ", ".join(broken) or f"{', '.join(checkpoints.PRETRAINED)} can be loaded"
    advice = "Get digitlab's files again (`git checkout -- digitlab/pretrained`, or install it again)."
    yield _judge("Pretrained networks", not broken, found, advice)


def look_at_front_ends() -> Iterator[Finding]:
    """Look for the widgets' files for the browser, where JupyterLab runs from this Python."""
    if importlib.util.find_spec("jupyterlab") is None:
        advice = "If widgets stay empty, install ipywidgets, anywidget and ipycanvas where JupyterLab is."
        yield Finding("Widgets' files", "not checked", "JupyterLab isn't in this Python but elsewhere", advice)
        return
    from jupyter_core.paths import jupyter_path  # comes with JupyterLab

    there = [Path(place) for place in jupyter_path("labextensions")]
    missing = [
        package
        for name, package in FRONT_ENDS.items()
        if not any((place / name / "package.json").is_file() for place in there)
    ]
    found = f"JupyterLab lacks those of {', '.join(missing)}" if missing else "JupyterLab has them"
    advice = f"Type `pip install --force-reinstall --no-deps {' '.join(missing)}`, then restart JupyterLab."
    yield _judge("Widgets' files", not missing, found, advice)


def look_at_browser() -> Iterator[Finding]:
    """Send a widget to the browser and wait a moment for its answer."""
    # Only a notebook's kernel has a browser that could answer.
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if getattr(shell, "kernel", None) is None:
        advice = "Call `dl.doctor()` in a notebook to check it."
        yield Finding("Browser", "not checked", "this is no notebook", advice)
        return
    from digitlab.widgets import browser

    if browser.browser_answers(PATIENCE):
        yield Finding("Browser", "well", "a widget went to the browser, and its answer came back")
    else:
        found = f"no answer within {PATIENCE:g} seconds"
        advice = "In a browser: run this cell once more. If it says the same again, reload the page."
        yield Finding("Browser", "not checked", found, advice)


LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    *(look_at_python, look_at_packages, look_at_mnist, look_at_folders, look_at_room),
    *(look_at_accelerator, look_at_networks, look_at_front_ends, look_at_browser),
)


def free_memory() -> int | None:
    """Return the bytes of memory that are free, within a container's limit, or None where nobody knows."""
    try:
        import psutil  # comes with ipykernel

        free = int(psutil.virtual_memory().available)
        with contextlib.suppress(OSError, ValueError):  # psutil knows the computer, not the container (Binder)
            free = min(free, int(CONTAINER_LIMIT.read_text()) - psutil.Process().memory_info().rss)
        return max(0, free)
    except Exception:  # a system that psutil doesn't know answers in many ways
        return None


def _requirements() -> list[Requirement]:
    """Return what digitlab and its lessons need; the checkout's list first, the installed one may be older."""
    try:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        lab = [f'{text} ; extra == "lab"' for text in project["optional-dependencies"]["lab"]]
        stated = [*project["dependencies"], *lab]
    except (OSError, ValueError, KeyError):
        stated = importlib.metadata.requires("digitlab") or []
    found = [Requirement(text) for text in stated]
    return [one for one in found if one.marker is None or one.marker.evaluate({"extra": "lab"})]


def _judge(what: str, is_well: bool, found: str, advice: str) -> Finding:
    return Finding(what, "well", found) if is_well else Finding(what, "to do", found, advice)


def _try_to_write(what: str, folder: Path, other_place: str = "") -> Finding:
    folder = folder.absolute()
    try:
        with tempfile.TemporaryFile(dir=_existing(folder)) as file:
            file.write(b"digitlab")
    except OSError as error:
        advice = f"Allow yourself to write there, or start JupyterLab in a folder of your own{other_place}."
        return Finding(what, "to do", f"can't write in {folder}: {error.strerror or error}", advice)
    return Finding(what, "well", f"{folder}{'' if folder.exists() else ', made when needed'}")


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"
