"""Write the pinned lists, environment.yml and the build tools' versions from pyproject.toml, with the tool uv.

requirements-test.txt comes first; requirements.txt is held to its versions, so that the one list is
the other plus the test tools.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from explain_failures import SetupError
from make_environment import LAB, TEST, Environment
from newest_environment import BUILD_TOOLS
from targets import spelled

CONDA_PYTHON = "3.12"
# hatchling, all that it needs, and what it asks for on top to install a link to the checkout.
BUILD_PACKAGES = ("editables", "hatchling", "packaging", "pathspec", "pluggy", "tomlkit", "trove-classifiers")
HEAD = f"""\
# The course as a conda environment, for conda, mamba and Binder:
#     conda env create -f environment.yml
#     conda activate digitlab
#     jupyter lab notebooks
# Written by `make lock`: the versions are those of {LAB}. conda brings Python and pip alone:
# conda-forge is releases behind these versions, and has no jaxlib for Windows at all.
name: digitlab
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python={CONDA_PYTHON}
  - pip
  - pip:
      # The package itself, as a link to this folder.
      - -e .
"""


def find_uv(root: Path) -> str:
    """Return the path of uv."""
    path = os.pathsep.join([str(Environment(root).python.parent), os.environ.get("PATH", "")])
    found = shutil.which("uv", path=path)
    if not found:
        python = Environment(root).python
        raise SetupError(f"{spelled('lock')} needs uv: run '{python} -m pip install uv' first.")
    return found


def conda_environment(pinned: str) -> str:
    """Return the text of environment.yml for the lines of a pinned list.

    It holds no hashes: pip takes no link to a folder beside lines that have them.
    """
    return HEAD + "".join(f"      - {pin}\n" for pin in pinned.splitlines() if pin and not pin.startswith("#"))


def with_build_pins(project: str, pinned: str) -> str:
    """Return pyproject.toml's text with exact versions of what builds the package.

    pip, conda and Binder fetch these by themselves, without looking at the pinned lists.
    """
    pins = [line.split()[0] for line in pinned.splitlines() if line.split("==")[0] in BUILD_PACKAGES]
    listed = "".join(f'    "{pin}",\n' for pin in pins)
    return re.sub(r"(?ms)^requires = \[.*?\]$", f"requires = [\n{listed}]", project, count=1)


def lock(root: Path, arguments: Sequence[str]) -> None:
    """Bring both lists, environment.yml and the build tools in step with pyproject.toml.

    Versions that still fit are kept; `--upgrade` among the arguments takes the newest.
    """
    uv = find_uv(root)
    common = ["--quiet", "--no-annotate", "--python-version"]
    universal = ["3.11", "--universal", "--generate-hashes", "--custom-compile-command", "make lock"]

    def compile_list(*options: str, stdin: str | None = None) -> str:
        command = [uv, "pip", "compile", "pyproject.toml", *common, *options]
        done = subprocess.run(command, cwd=root, input=stdin, capture_output=True, text=True)
        if done.returncode:
            raise SetupError(f"uv could not find versions that fit together:\n{done.stderr}")
        return done.stdout

    build = "\n".join(BUILD_TOOLS)
    lab = ["--extra", "lab", "--extra", "teaching"]
    test = [*lab, "--extra", "test"]
    # pip-audit needs pip, which every environment has.
    no_pip = ["--no-emit-package", "pip"]
    compile_list(*universal, *test, *no_pip, "-o", TEST, "-", *arguments, stdin=build)
    compile_list(*universal, *lab, "-c", TEST, "-o", LAB, "-", *arguments, stdin=build)
    # conda's pip installs also what the lists leave out (pyproject.toml says why): without uv's settings all of it
    # is found, and pinned.
    whole = compile_list("3.11", "--universal", "--no-config", *lab, "-c", TEST, "-", *arguments, stdin=build)
    (root / "environment.yml").write_text(conda_environment(whole), encoding="utf-8")
    project = root / "pyproject.toml"
    pinned = (root / LAB).read_text(encoding="utf-8")
    project.write_text(with_build_pins(project.read_text(encoding="utf-8"), pinned), encoding="utf-8")
    print(f"Wrote {TEST}, {LAB}, environment.yml, and the build tools in pyproject.toml.")
