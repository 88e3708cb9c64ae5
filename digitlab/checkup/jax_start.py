"""Does JAX start? It is tried in a process of its own: what ends it there would end the kernel here.

This module imports nothing that needs JAX, since it has to speak where JAX can't.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from digitlab.checkup.findings import Finding

# A file of the learner's with one of these names hides the library from all that imports it.
LIBRARIES = ("jax", "jaxlib", "flax", "optax", "numpy", "scipy", "matplotlib", "PIL", "ipywidgets", "ipycanvas")
_AGAIN = "then start JupyterLab again."
_SECONDS = 120


def look_at_jax() -> Finding:
    """Start JAX as a kernel in this folder would, and say what keeps it from starting."""
    for name in LIBRARIES:
        if file := hiding_file(name):
            found = f"{file} hides the library {name}, because it has its name"
            return Finding("JAX", "to do", found, f"Give that file another name, {_AGAIN}")
    try:
        done = subprocess.run(
            [sys.executable, "-c", "import jax; jax.devices(); print(jax.__version__)"],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        advice = "Close other programs, restart the kernel and look again."
        return Finding("JAX", "not checked", f"{type(error).__name__}: {error}"[:200], advice)
    if done.returncode == 0:
        return Finding("JAX", "well", f"version {done.stdout.strip()} starts")
    return explain(done.stderr, done.returncode, os.environ.get("XLA_FLAGS"), os.environ.get("JAX_PLATFORMS"))


def hiding_file(name: str) -> Path | None:
    """Return the file of the current folder that Python would import instead of a library, if there is one."""
    for place in (Path(f"{name}.py"), Path(name, "__init__.py")):
        if place.is_file() and not any((Path(path) / place).samefile(place) for path in _installed(place)):
            return place.absolute()
    return None


def _installed(place: Path) -> list[str]:
    """Return the folders for installed packages that hold this file."""
    return [path for path in sys.path if path.endswith("-packages") and (Path(path) / place).exists()]


def explain(said: str, code: int, flags: str | None, platforms: str | None) -> Finding:
    """Say in words why JAX doesn't start.

    Args:
        said: what it printed.
        code: its exit code.
        flags: the environment variable XLA_FLAGS, None where it isn't set.
        platforms: likewise JAX_PLATFORMS.
    """
    if flags and (unknown := re.search(r"Unknown flags? in XLA_FLAGS: *([^\n]*)", said)):
        found = (
            f"the environment variable XLA_FLAGS holds {unknown[1].strip()}, which JAX doesn't know, and ends it"
        )
        return Finding("JAX", "to do", found, f"Take that out of XLA_FLAGS, {_AGAIN}")
    if platforms and re.search(r"backend|platform", said):
        found = f"the environment variable JAX_PLATFORMS asks for {platforms!r}, which JAX can't have here"
        return Finding("JAX", "to do", found, f"Set JAX_PLATFORMS=cpu, or take it away, {_AGAIN}")
    last = ([line for line in said.splitlines() if line.strip()] or [f"it ended with the code {code}"])[-1]
    if flags:
        last += f" (XLA_FLAGS is {flags!r})"
    advice = "Install it anew: type `make clean`, then `make lab`. If it says the same again, report this line."
    return Finding("JAX", "to do", f"it doesn't start: {last.strip():.200}", advice)
