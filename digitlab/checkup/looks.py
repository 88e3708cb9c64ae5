"""What a computer needs for the course, looked at one thing at a time; nothing is changed.

Each look returns what it found, and for what isn't well a sentence that says what to do.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import platform
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import jax
from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion, Version

from digitlab.data import mnist
from digitlab.evaluation import scoreboard
from digitlab.models import checkpoints

State = Literal["well", "to do", "not checked"]

OLDEST_PYTHON = (3, 11)
# Bytes. MNIST takes 12 million, a saved network 2 million, a training about 1,000 million of memory.
LEAST_DISK = 200_000_000
LEAST_MEMORY = 1_000_000_000
# The front ends of the widgets: where their files lie, and the Python package that they belong to.
FRONT_ENDS = {"@jupyter-widgets/jupyterlab-manager": "jupyterlab_widgets", "ipycanvas": "ipycanvas"}
_MISTYPED = (
    "Look for quotes, blanks and mistyped letters in DIGITLAB_DATA, mend it, then start JupyterLab again. "
    "If it is right, make the folder."
)
_ROOT = Path(__file__).resolve().parents[2]
_CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")


@dataclass(frozen=True)
class Finding:
    """One line of a check-up.

    Attributes:
        what: was looked at.
        state: "well", "to do" or "not checked".
        found: in a few words.
        advice: what to do; empty where all is well.
    """

    what: str
    state: State
    found: str
    advice: str = ""


def look_at_python() -> Iterator[Finding]:
    """Look at Python's version."""
    found = f"{platform.python_version()} in {sys.prefix}"
    if sys.version_info[:2] >= OLDEST_PYTHON:
        yield Finding("Python", "well", found)
        return
    wanted = ".".join(str(part) for part in OLDEST_PYTHON)
    yield Finding("Python", "to do", found, f"Install Python {wanted} or newer, then type `make lab`.")


def look_at_packages() -> Iterator[Finding]:
    """Compare the installed packages with the ranges that digitlab states, and with the pinned list."""
    wanted = _requirements()
    if not wanted:
        yield Finding("Packages", "not checked", "digitlab's list of packages wasn't found", "Type `make setup`.")
        return
    pins = _pins()
    other: list[str] = []
    count = 0
    for requirement, needs_lab in wanted:
        name = requirement.name
        stated = f"digitlab needs {requirement.specifier or 'any version'}"
        try:
            version = Version(importlib.metadata.version(name))
        except (importlib.metadata.PackageNotFoundError, InvalidVersion, TypeError):
            if needs_lab:  # JupyterLab may run from another Python, and often does
                yield Finding(name, "not checked", "not in this Python; JupyterLab may run from another one")
            else:
                yield Finding(name, "to do", f"missing; {stated}", _install(name, requirement))
            continue
        count += 1
        if not requirement.specifier.contains(version, prereleases=True):
            yield Finding(name, "to do", f"{version}; {stated}", _install(name, requirement))
        elif pins.get(name.lower(), str(version)) != str(version):
            other.append(f"{name} {version} (pinned: {pins[name.lower()]})")
    found = f"{count} looked at"
    yield Finding(
        "Packages", "well", found + (f"; within range, but not as pinned: {', '.join(other)}" * bool(other))
    )


def look_at_mnist() -> Iterator[Finding]:
    """Look whether MNIST is there and as published: the full set, else the sample."""
    folder = mnist.data_folder()
    there = [name for name in mnist.FILES if (folder / name).exists()]
    damaged = mnist.damaged_files(folder)
    if len(there) == len(mnist.FILES) and not damaged:
        yield Finding("MNIST", "well", f"the full set, in {folder}")
        return
    if damaged:
        yield Finding(
            "MNIST",
            "to do",
            f"damaged in {folder}: {', '.join(damaged)}",
            "Run `dl.load_mnist('full')`: it fetches them again. Without a network, delete them.",
        )
        return
    some = f"; {len(there)} of the 4 files of the full set are in {folder}" if there else ""
    try:
        mnist.check_sample()
    except (RuntimeError, OSError) as error:
        advice = str(error).removeprefix("load_mnist: ")
        yield Finding("MNIST", "to do", f"neither the full set nor the sample{some}", advice)
        return
    yield Finding("MNIST", "well", f"the sample{some}; `dl.load_mnist()` fetches the full set")


def look_at_folders() -> Iterator[Finding]:
    """Try whether files can be written where data, models and drawings go."""
    for what, folder in (
        ("Data folder", mnist.data_folder()),
        ("Models folder", scoreboard.TABLE.parent),
        ("Drawings folder", scoreboard.DRAWINGS.parent),
    ):
        folder = folder.absolute()
        try:
            with tempfile.TemporaryFile(dir=_existing(folder)) as file:
                file.write(b"digitlab")
        except OSError as error:
            yield Finding(
                what,
                "to do",
                f"can't write in {folder}: {error.strerror or error}",
                f"Allow yourself to write there, or start JupyterLab in a folder of your own{_other_place(what)}.",
            )
        else:
            chosen = mnist.missing_choice() if what == "Data folder" else None
            if chosen is not None:
                yield Finding(what, "to do", f"'{folder}' isn't there; DIGITLAB_DATA is {chosen!r}", _MISTYPED)
            else:
                yield Finding(what, "well", f"{folder}{'' if folder.exists() else ', made when needed'}")


def look_at_room() -> Iterator[Finding]:
    """Look at free disk, memory and processor cores."""
    free = shutil.disk_usage(_existing(mnist.data_folder().absolute())).free
    advice = "" if free >= LEAST_DISK else f"Free at least {_megabytes(LEAST_DISK)} on this disk."
    yield Finding("Disk", "to do" if advice else "well", f"{_megabytes(free)} free", advice)
    memory = free_memory()
    if memory is None:
        yield Finding(
            "Memory", "not checked", "this system doesn't say", "If a training ends by itself, close programs."
        )
    else:
        small = memory < LEAST_MEMORY
        advice = "Shut down other notebooks (menu Kernel) and close programs: trainings may end by themselves."
        yield Finding("Memory", "to do" if small else "well", f"{_megabytes(memory)} free", advice * small)
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    yield Finding("Cores", "well", f"{cores}")


def look_at_accelerator() -> Iterator[Finding]:
    """Ask JAX what it computes on."""
    try:
        devices = jax.devices()
    except RuntimeError as error:
        first = (str(error).splitlines() or ["no reason given"])[0]
        yield Finding(
            "Accelerator",
            "to do",
            f"JAX doesn't start: {first:.160}",
            "Set the environment variable JAX_PLATFORMS=cpu, then restart the kernel.",
        )
        return
    kinds = sorted({device.platform for device in devices})
    found = "none; JAX computes on the processor, which is enough" if kinds == ["cpu"] else _devices(devices)
    yield Finding("Accelerator", "well", found)


def look_at_networks() -> Iterator[Finding]:
    """Load each network that comes with digitlab."""
    broken = {}
    for name in checkpoints.PRETRAINED:
        try:
            checkpoints.load_pretrained(name)
        except (OSError, ValueError) as error:
            broken[name] = "missing" if isinstance(error, FileNotFoundError) else "damaged"
    if not broken:
        yield Finding("Pretrained networks", "well", f"{', '.join(checkpoints.PRETRAINED)} can be loaded")
        return
    found = ", ".join(f"{name} is {state}" for name, state in broken.items())
    advice = "Get digitlab's files again (`git checkout -- digitlab/pretrained`, or install it again)."
    yield Finding("Pretrained networks", "to do", found, advice)


def look_at_front_ends() -> Iterator[Finding]:
    """Look at the widgets' files for the browser, where JupyterLab runs from this Python."""
    places = _extension_folders()
    for name, package in FRONT_ENDS.items():
        what = f"{name.split('/')[-1]} in the browser"
        described = next((place / name / "package.json" for place in places if (place / name).is_dir()), None)
        if described is None:
            if importlib.util.find_spec("jupyterlab") is None:
                yield Finding(what, "not checked", "JupyterLab isn't installed in this Python but elsewhere")
            else:
                advice = f"Install it again (`pip install --force-reinstall {package}`) and restart JupyterLab."
                yield Finding(what, "to do", "its files for JupyterLab are missing", advice)
            continue
        try:
            version = re.search(r'"version"\s*:\s*"([^"]{1,40})"', described.read_text(encoding="utf-8"))
            installed = importlib.metadata.version(package)
        except (OSError, ValueError, importlib.metadata.PackageNotFoundError):
            version = None
        if version is None:
            advice = f"Install it again (`pip install --force-reinstall {package}`) and restart JupyterLab."
            yield Finding(what, "to do", f"{described} can't be read", advice)
        # jupyterlab-manager counts apart from its Python package; ipycanvas counts alike.
        elif name == package and _major_minor(version[1]) != _major_minor(installed):
            advice = f"Install it again (`pip install --force-reinstall {package}`) and reload the page."
            yield Finding(what, "to do", f"{version[1]}, but {installed} in Python", advice)
        else:
            yield Finding(what, "well", version[1])


def free_memory() -> int | None:
    """Return the bytes of memory that are free, within a container's limit, or None where nobody knows."""
    try:
        import psutil  # comes with ipykernel

        free = int(psutil.virtual_memory().available)
        with contextlib.suppress(OSError, ValueError):
            free = min(free, int(_CGROUP_LIMIT.read_text()) - psutil.Process().memory_info().rss)
        return max(0, free)
    except Exception:  # a system that psutil doesn't know answers in many ways
        return None


def has_kernel() -> bool:
    """Does this code run in a notebook's kernel? Elsewhere no browser could answer."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return getattr(shell, "kernel", None) is not None


def _requirements() -> list[tuple[Requirement, bool]]:
    """Return what digitlab needs, each with whether only the notebooks do; the checkout's list first."""
    try:
        project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        texts = [(text, False) for text in project["dependencies"]]
        texts += [(text, True) for text in project["optional-dependencies"]["lab"]]
    except (OSError, ValueError, KeyError):
        try:
            stated = importlib.metadata.requires("digitlab") or []
        except importlib.metadata.PackageNotFoundError:
            return []
        texts = [(text, "extra" in text) for text in stated if not re.search(r"extra\s*==\s*.te(st|aching)", text)]
    found = []
    for text, needs_lab in texts:
        with contextlib.suppress(InvalidRequirement):
            found.append((Requirement(text), needs_lab))
    return found


def _pins() -> dict[str, str]:
    """Return the checkout's pinned versions by lower-case name; empty without a checkout."""
    try:
        text = (_ROOT / "requirements.txt").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return {}
    return {name.lower(): version for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE)}


def _install(name: str, requirement: Requirement) -> str:
    return f"Type `make setup`, or `pip install '{name}{requirement.specifier}'`, then restart the kernel."


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _other_place(what: str) -> str:
    return "; or set DIGITLAB_DATA to another folder" if what == "Data folder" else ""


def _extension_folders() -> list[Path]:
    try:
        from jupyter_core.paths import jupyter_path  # comes with ipykernel

        return [Path(place) for place in jupyter_path("labextensions")]
    except ImportError:
        return [Path(sys.prefix) / "share" / "jupyter" / "labextensions"]


def _devices(devices: list[jax.Device]) -> str:
    names = [device.device_kind for device in devices]
    return ", ".join(f"{names.count(name)} x {name}" for name in sorted(set(names)))


def _major_minor(version: str) -> list[str]:
    return version.split(".")[:2]


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"
