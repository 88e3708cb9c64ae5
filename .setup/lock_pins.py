"""Write the pinned lists and environment.yml from pyproject.toml, with the tool uv.

requirements-test.txt comes first; requirements.txt is held to its versions, so that the one list is
the other plus the test tools.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from make_environment import LAB, TEST, SetupError
from newest_environment import EDITABLE_BUILD, plain_name

CONDA_PYTHON = "3.12"
# Names that differ on conda-forge. matplotlib there brings a whole window toolkit; -base doesn't.
CONDA_NAMES = {"matplotlib": "matplotlib-base"}

HEAD = f"""\
# The course as a conda environment, for conda, mamba and Binder:
#     conda env create -f environment.yml
#     conda activate digitlab
#     jupyter lab notebooks
# Written by `make lock`: the versions are those of {LAB}.
name: digitlab
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python={CONDA_PYTHON}
  - pip
"""
TAIL = """\
  # The package itself, as a link to this folder. All it needs stands above.
  - pip:
      - -e .
"""


def find_uv(root: Path) -> str:
    """Return the path of uv."""
    path = os.pathsep.join([str(root / ".venv" / "bin"), os.environ.get("PATH", "")])
    found = shutil.which("uv", path=path)
    if not found:
        raise SetupError("make lock needs uv: run '.venv/bin/python -m pip install uv' first.")
    return found


def direct_names(project: dict) -> list[str]:
    """Return the names that the course needs directly: the package's, the extra lab's."""
    requirements = [*project["dependencies"], *project["optional-dependencies"]["lab"]]
    return sorted(plain_name(re.split(r"[^\w.-]", requirement)[0]) for requirement in requirements)


def conda_environment(names: Sequence[str], pins: dict[str, str]) -> str:
    """Return the text of environment.yml for some packages and all pins."""
    lines = [f"  - {CONDA_NAMES.get(name, name)}={pins[name]}\n" for name in names]
    return HEAD + "".join(lines) + TAIL


def lock(root: Path, arguments: Sequence[str]) -> None:
    """Bring both lists and environment.yml in step with pyproject.toml.

    Versions that still fit are kept; `--upgrade` among the arguments takes the newest.
    """
    uv = find_uv(root)
    metadata = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    common = ["--quiet", "--no-annotate", "--python-version"]
    universal = ["3.11", "--universal", "--generate-hashes", "--custom-compile-command", "make lock"]

    def compile_list(*options: str, stdin: str | None = None) -> str:
        command = [uv, "pip", "compile", "pyproject.toml", *common, *options]
        done = subprocess.run(command, cwd=root, input=stdin, capture_output=True, text=True)
        if done.returncode:
            raise SetupError(f"uv could not find versions that fit together:\n{done.stderr}")
        return done.stdout

    build = "\n".join([*metadata["build-system"]["requires"], *EDITABLE_BUILD])
    lab = ["--extra", "lab"]
    test = [*lab, "--extra", "teaching", "--extra", "test"]
    # pip-audit needs pip, which every environment has.
    no_pip = ["--no-emit-package", "pip"]
    compile_list(*universal, *test, *no_pip, "-o", TEST, "-", *arguments, stdin=build)
    compile_list(*universal, *lab, "-c", TEST, "-o", LAB, "-", *arguments, stdin=build)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "conda.txt"
        options = [*lab, "--no-header", "--python-platform", "linux", "-c", TEST, "-o", str(plain)]
        compile_list(CONDA_PYTHON, *options)
        lines = plain.read_text(encoding="utf-8").splitlines()
    pins = dict(line.split(" ;")[0].split("==") for line in lines if "==" in line)
    text = conda_environment(direct_names(metadata["project"]), pins)
    (root / "environment.yml").write_text(text, encoding="utf-8")
    print(f"Wrote {TEST}, {LAB} and environment.yml.")
