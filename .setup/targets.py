"""What the set-up can do, and how one asks for it on this system.

`make` is no part of Windows. There the same targets are typed `py .setup TARGET`; `py` comes with Python.
"""

from __future__ import annotations

import os

WINDOWS = os.name == "nt"
TARGETS = {
    "setup": "make .venv with the pinned packages and digitlab itself",
    "lab": "set up, then open the lessons in JupyterLab",
    "app": "set up, then serve the drawing pad as an app without code, on this computer only",
    "doctor": "set up, then check whether this computer has what the lessons need",
    "test": "set up with the test tools, then run the tests (a few minutes)",
    "test-all": "the same with the slow tests; those of the full MNIST set need it in the data folder",
    "test-latest": "all tests with the newest versions there are, in .venv-latest; .venv stays as it is",
    "fuzz": "set up with the test tools, then try 100,000 odd inputs (minutes); arguments: COUNT SEED",
    "lessons": "set up, then run every lesson and starter and write it as HTML to build/lessons/",
    "bench": "set up with the test tools, then measure training speed (minutes; needs the full MNIST set); "
    "argument: reading or pad",
    "weights": "set up, then train the networks that come with digitlab anew (about an hour; needs the full "
    "MNIST set)",
    "check": "set up with the test tools, then check style, types and the pinned versions for known weaknesses",
    "lock": "write the pinned lists and environment.yml anew (needs uv; --upgrade takes the newest)",
    "clean": "remove .venv, .venv-latest and all that was built; data, models and drawings stay",
}


def spelled(target: str, arguments: str = "", python: str = "", windows: bool | None = None) -> str:
    """Return what one types to get a target: `make lab`, or on Windows `py .setup lab`.

    Args:
        target: one of `TARGETS`, or a word that stands for one.
        arguments: what is handed on to the target, as one types it on Windows.
        python: the version of Python to do it with, for example 3.12.
        windows: whether it is for Windows; without it, for this system.
    """
    if WINDOWS if windows is None else windows:
        return " ".join(filter(None, ["py", f"-{python}" if python else "", ".setup", target, arguments]))
    quoted = f"'{arguments}'" if '"' in arguments else f'"{arguments}"'
    arguments = arguments and f"ARGS={quoted if ' ' in arguments else arguments}"
    return " ".join(filter(None, ["make", target, arguments, f"PYTHON=python{python}" if python else ""]))


def help_text(windows: bool | None = None) -> str:
    """Return the list of all targets."""
    usage = spelled("TARGET", "ARGUMENTS", windows=windows)
    lines = [f"{usage}, where TARGET is one of the following, and most need no ARGUMENTS:"]
    return "\n".join(
        [*lines, *(f"  {name:<11} {what}" for name, what in {"help": "list the targets", **TARGETS}.items())]
    )
