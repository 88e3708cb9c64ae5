"""The set-up: its pinned lists agree, its sentences help, its parts do what they say."""

from __future__ import annotations

import importlib.metadata
import io
import json
import os
import re
import runpy
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

import explain_failures
import find_browser
import make_environment
import pytest
import strip_notebooks
import yaml
from explain_failures import NEWEST_PYTHON, SetupError, check_platform, check_python, explain_pip
from lock_pins import CONDA_PYTHON, find_uv, with_build_pins
from make_environment import LAB, TEST, Environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from targets import TARGETS, help_text

ROOT = Path(__file__).resolve().parents[2]
METADATA = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = METADATA["project"]
EXTRAS = PROJECT["optional-dependencies"]
SHARED_DATA = METADATA["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


# ---- the pinned lists, pyproject.toml and environment.yml ------------------------------------


def entries(name: str) -> list[str]:
    """Return the entries of a pinned list, each on one line with its hashes."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if line and not line.startswith("#")]


def pins(name: str, python: str) -> dict[str, str]:
    """Return name and version of what a list installs on Linux with a version of Python."""
    system = {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": "linux",
        "os_name": "posix",
        "platform_system": "Linux",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }
    found: dict[str, str] = {}
    for entry in entries(name):
        requirement = Requirement(entry.split(" --hash")[0].strip())
        if requirement.marker is None or requirement.marker.evaluate(system):
            specifiers = list(requirement.specifier)
            assert [s.operator for s in specifiers] == ["=="], f"{entry} is not one exact version"
            key = canonicalize_name(requirement.name)
            assert key not in found, f"{key} is in {name} twice for Python {python}"
            found[key] = specifiers[0].version
    return found


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (LAB, [*PROJECT["dependencies"], *EXTRAS["lab"], *METADATA["build-system"]["requires"]]),
        (TEST, [*PROJECT["dependencies"], *EXTRAS["lab"], *EXTRAS["test"]]),
        # `make lessons` installs the shorter list.
        (LAB, EXTRAS["teaching"]),
    ],
    ids=["lab", "test", "lessons"],
)
def test_every_direct_need_is_pinned_within_its_range(name: str, wanted: list[str], python: str) -> None:
    have = pins(name, python)
    assert wanted
    for text in wanted:
        requirement = Requirement(text)
        version = have.get(canonicalize_name(requirement.name))
        assert version is not None, f"{name} lacks {text}: run make lock"
        assert version in requirement.specifier, f"{name} has {version} for {text}: run make lock"


def test_what_builds_the_package_is_exact_and_nothing_more_is_fetched() -> None:
    """pip, conda and Binder read this list and no other before they install digitlab."""
    stated = [Requirement(text) for text in METADATA["build-system"]["requires"]]
    versions = {canonicalize_name(one.name): next(iter(one.specifier)) for one in stated}
    have = pins(LAB, "3.12")
    for name, specifier in versions.items():
        assert (specifier.operator, specifier.version) == ("==", have[name])
    waiting = ["hatchling"]
    while waiting:
        name = waiting.pop()
        assert name in versions, f"hatchling needs {name}: add it to BUILD_PACKAGES, then run make lock"
        needed = map(Requirement, importlib.metadata.requires(name) or [])
        waiting += [
            canonicalize_name(one.name) for one in needed if not one.marker or one.marker.evaluate({"extra": ""})
        ]
    import hatchling.build

    for asked in (hatchling.build.get_requires_for_build_editable, hatchling.build.get_requires_for_build_wheel):
        for text in asked():
            requirement = Requirement(text)
            assert versions[canonicalize_name(requirement.name)].version in requirement.specifier


def test_make_lock_writes_the_build_tools_versions() -> None:
    project = '[build-system]\nrequires = [\n    "hatchling==1",\n]\nbuild-backend = "x"\nrequires = [\n]\n'
    pinned = "absl==3 \\\n    --hash=sha256:0\neditables==0.7 \\\nhatchling==2.0 \\\n    --hash=x\n"
    new = '"editables==0.7",\n    "hatchling==2.0"'
    assert with_build_pins(project, pinned) == project.replace('"hatchling==1"', new)


def test_the_test_list_is_the_other_list_and_more() -> None:
    short, long = set(entries(LAB)), set(entries(TEST))
    assert short < long, f"run make lock: {sorted(short - long)}"


@pytest.mark.parametrize("name", [LAB, TEST])
def test_a_list_has_a_hash_for_every_entry(name: str) -> None:
    assert len(entries(name)) > 100
    assert [e for e in entries(name) if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", e)] == []


@pytest.mark.parametrize("name", [LAB, TEST, "environment.yml"])
def test_a_list_names_no_host_and_no_path(name: str) -> None:
    """What may stand there is listed: pins and hashes, and in the file for conda its headings."""
    if name == "environment.yml":
        heading = r"name: digitlab|channels:|  - conda-forge|  - nodefaults|dependencies:"
        heading += r"|  - python=[\d.]+|  - pip|  - pip:|      - -e \."
        allowed = rf"\s*#[^/]*|{heading}|      - [\w.-]+==[\w.]+( ; [^/]+)?"
    else:
        allowed = r"\s*#[^/]*|[\w.-]+==[\w.]+( ; [^/]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not re.fullmatch(allowed, line)] == []


@pytest.mark.parametrize("name", [LAB, TEST])
def test_what_nobody_imports_is_not_pinned(name: str) -> None:
    assert not {"torch", "tensorflow", "pandas", "scikit-learn", "joblib", "tensorstore"} & set(pins(name, "3.12"))


def needs(name: str) -> set[str]:
    """Return what an installed package asks for on this computer, without its extras."""
    requirements = map(Requirement, importlib.metadata.requires(name) or [])
    return {canonicalize_name(r.name) for r in requirements if not r.marker or r.marker.evaluate({"extra": ""})}


@pytest.mark.parametrize("name", [LAB, TEST])
def test_a_list_holds_all_that_its_packages_need(name: str) -> None:
    """It is installed with --no-deps. What two packages need is left out; pyproject.toml says why."""
    have = set(pins(name, ".".join(map(str, sys.version_info[:2]))))
    installed = {canonicalize_name(one.name) for one in importlib.metadata.distributions()}
    missing = {(package, need) for package in have & installed for need in needs(package) - have - {"pip"}}
    assert {(package, need) for package, need in missing if package != "mlxtend"} <= {
        ("flax", "orbax-checkpoint"),
        ("flax", "tensorstore"),
    }


def test_no_code_imports_what_the_lists_leave_out() -> None:
    folders = [ROOT / name for name in ("digitlab", ".setup", "tests", "notebooks")]
    files = [path for folder in folders for kind in ("*.py", "*.ipynb") for path in folder.rglob(kind)]
    assert len(files) > 100
    wrong = re.compile(
        r"^[\s\"]*(?:import|from)\s+(?:mlxtend|pandas|sklearn|joblib|orbax|tensorstore)\b", re.MULTILINE
    )
    assert [path for path in files if wrong.search(path.read_text(encoding="utf-8"))] == []


def conda() -> dict:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def test_conda_brings_python_and_pip_alone() -> None:
    assert conda()["channels"] == ["conda-forge", "nodefaults"]
    plain = [entry for entry in conda()["dependencies"] if isinstance(entry, str)]
    assert plain == [f"python={CONDA_PYTHON}", "pip"]


def test_pip_brings_the_package_and_the_pinned_versions() -> None:
    """pip installs all that the packages name, also what the lists leave out: all of it is pinned."""
    (section,) = [entry for entry in conda()["dependencies"] if isinstance(entry, dict)]
    link, *stated = section["pip"]
    assert link == "-e ."
    everything = {str(Requirement(pin)) for pin in stated}
    bare = {re.sub(r" ?;.*", "", pin) for pin in everything}
    listed = {str(Requirement(entry.split("--hash")[0].replace("\\", ""))) for entry in entries(LAB)}
    assert {re.sub(r" ?;.*", "", pin) for pin in listed} <= bare, "run make lock"
    here = {canonicalize_name(r.name) for r in map(Requirement, stated) if not r.marker or r.marker.evaluate()}
    needed = {canonicalize_name(Requirement(r).name) for r in [*PROJECT["dependencies"], *EXTRAS["lab"]]}
    installed = {canonicalize_name(one.name) for one in importlib.metadata.distributions()}
    assert needed <= here
    assert {need for package in here & installed for need in needs(package)} - {"pip", "setuptools"} <= here


def test_what_is_installed_fits_together() -> None:
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    # pyproject.toml says why they are left out.
    left_out = (
        r"(mlxtend \S+ requires \S+|flax \S+ requires (orbax-checkpoint|tensorstore)), which is not installed\."
    )
    complaints = [line for line in done.stdout.splitlines() if not re.fullmatch(left_out, line)]
    assert done.returncode == 0 or (complaints == [] and done.stdout), done.stdout + done.stderr


def test_lock_without_uv_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetupError, match="needs uv: run"):
        find_uv(tmp_path)


# ---- the Makefile ----------------------------------------------------------------------------


def test_help_tells_every_target() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^TARGETS = (.*)$", text, flags=re.MULTILINE)[0].split()
    wanted = ["help", *TARGETS]
    assert targets == wanted
    if not shutil.which("make"):
        pytest.skip("there is no make")
    # A make that itself was started by make says so.
    environ = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    said = subprocess.run(["make"], cwd=ROOT, env=environ, capture_output=True, text=True, check=True).stdout
    told = re.findall(r"^  ([a-z-]+) +(\S.*)$", said, flags=re.MULTILINE)
    assert [name for name, _ in told] == wanted
    assert said.startswith("make TARGET ARGS=")
    bare = subprocess.run([sys.executable, ".setup"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert bare == said
    assert help_text(windows=True).startswith("py .setup TARGET ARGUMENTS, where")


def test_the_root_holds_only_what_belongs_there() -> None:
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git checkout")
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    top = {name.split("/")[0] for name in tracked}
    visible = {name for name in top if not name.startswith(".")}
    assert visible <= {
        *("notebooks", "digitlab", "data", "tests", "environment.yml", "README.md"),
        *("postBuild", "start"),  # where Binder looks for them
        *("pyproject.toml", "Makefile", "LICENSE", "CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md"),
        *(LAB, TEST),
    }


# ---- finding a Python ------------------------------------------------------------------------


@pytest.fixture
def fake_python(tmp_path: Path) -> Callable[..., Callable[..., subprocess.CompletedProcess[str]]]:
    """Make a PATH with made-up Pythons and return a function that runs the set-up with it."""
    if os.name == "nt":
        pytest.skip("run.sh is not for Windows")
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("dirname", "sh"):
        (folder / tool).symlink_to(shutil.which(tool) or "")

    def make(**pythons: str) -> Callable[..., subprocess.CompletedProcess[str]]:
        for name, behaviour in pythons.items():
            path = folder / name.replace("_", ".")
            path.write_text(f"#!/bin/sh\n{behaviour}\n", encoding="utf-8")
            path.chmod(0o755)

        def run(**variables: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                ["sh", str(ROOT / ".setup" / "run.sh"), "setup"],
                env={"PATH": str(folder), **variables},
                capture_output=True,
                text=True,
            )

        return run

    return make


# What each answers to the probe, to the question for its version, and to the call of the set-up.
OLD = 'case "$2" in *ensurepip*) exit 3 ;; *) echo 3.9.2 ;; esac'
BARE = 'case "$2" in *ensurepip*) exit 4 ;; *) echo 3.12 ;; esac'
GOOD = 'case "$1" in -c) exit 0 ;; *) echo "$0 runs $2" ;; esac'
BROKEN = "exit 127"


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line in which the set-up says what is missing."""
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("digitlab: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_no_python_at_all(fake_python) -> None:  # type: ignore[no-untyped-def]
    assert "no Python was found: install Python 3.11 or newer" in sentence(fake_python()())
    assert "no Python was found" in sentence(fake_python(python3=BROKEN)())


def test_too_old_a_python(fake_python) -> None:  # type: ignore[no-untyped-def]
    said = sentence(fake_python(python3=OLD)())
    assert "Python 3.11 or newer is needed, and python3 is Python 3.9.2: install" in said


def test_a_python_without_venv(fake_python) -> None:  # type: ignore[no-untyped-def]
    said = sentence(fake_python(python3=BARE, python=OLD)())
    assert "Python 3.12 (python3) lacks the modules that make virtual environments" in said
    assert "sudo apt install python3-venv" in said
    assert "python3.12-venv" in said


def test_a_python_that_is_named_but_no_python(fake_python) -> None:  # type: ignore[no-untyped-def]
    assert "PYTHON=nonsense can't be run" in sentence(fake_python(python3=GOOD)(PYTHON="nonsense"))


def test_the_newest_python_that_will_do_is_taken(fake_python) -> None:  # type: ignore[no-untyped-def]
    run = fake_python(python3_14=BARE, python3_13=BROKEN, python3_12=GOOD, python3_11=GOOD)
    assert re.search(r"/python3.12 runs setup\n$", run().stdout)
    assert re.search(r"/python3.11 runs setup\n$", run(PYTHON="python3.11").stdout)


@pytest.mark.skipif(os.name == "nt", reason="run.sh is not for Windows")
def test_the_probe_tells_a_real_python() -> None:
    done = subprocess.run(
        ["sh", str(ROOT / ".setup" / "run.sh"), "no-such-target"],
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
    )
    assert "There is no target 'no-such-target'" in done.stderr


# ---- the environment -------------------------------------------------------------------------

RETRY = "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(...)'\n"
NONE = "ERROR: Could not find a version that satisfies the requirement jax==1 (from versions: none)"
SOME = "ERROR: Could not find a version that satisfies the requirement jax==1 (from versions: 0.4)"


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (RETRY + NONE, "The Python package index can't be reached"),
        ("ReadTimeoutError: Read timed out.", "The Python package index can't be reached"),
        ("ERROR: [Errno 28] No space left on device", "The disk is full"),
        ("SSLError: CERTIFICATE_VERIFY_FAILED " + NONE, "PIP_CERT"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES ...", "pip cache purge"),
        (NONE, "The package index has no jax==1, or pip was told not to ask it"),
        (SOME, "The package index has no jax==1 for this computer"),
        ("hm\nERROR: a\nERROR: the moon", "pip could not install the packages and said: the moon"),
        ("", "it gave no reason"),
    ],
)
def test_what_pip_says_is_explained(output: str, sentence: str) -> None:
    said = explain_pip(output)
    assert sentence in said
    assert "\n" not in said


def test_a_mac_with_an_intel_processor_is_told_at_once() -> None:
    with pytest.raises(SetupError, match="no build for Macs with an Intel processor: use"):
        check_platform("Darwin", "x86_64")
    check_platform("Darwin", "arm64")
    check_platform("Linux", "x86_64")


def test_too_new_a_python_is_told_at_once() -> None:
    with pytest.raises(SetupError, match=r"Python 3\.15 is newer than .* 3\.11 to 3\.14: install .* PYTHON="):
        check_python((3, 15))
    for python in PYTHONS:
        major, minor = python.split(".")
        check_python((int(major), int(minor)))


def test_every_statement_of_the_pythons_is_the_same() -> None:
    assert ".".join(map(str, NEWEST_PYTHON)) == PYTHONS[-1]
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"
    begin = "Programming Language :: Python :: 3."
    stated = [c.removeprefix(begin) for c in PROJECT["classifiers"] if c.startswith(begin)]
    assert [f"3.{minor}" for minor in stated] == list(PYTHONS)

    def text(name: str) -> str:
        return (ROOT / name).read_text(encoding="utf-8")

    newest_first = " ".join(f"python{python}" for python in reversed(PYTHONS))
    assert f"for candidate in {newest_first} python3 python; do" in text(".setup/run.sh")
    assert f"the newest of python{PYTHONS[-1]} to {PYTHONS[0]} found" in text("Makefile")
    assert f"You need Python {', '.join(PYTHONS[:-1])} or {PYTHONS[-1]}." in text("README.md")
    rows = re.findall(
        r"^\| (3\.\d+) \| (tested|resolved only): .+ \|$", text("CONTRIBUTING.md"), flags=re.MULTILINE
    )
    assert [python for python, _ in rows] == list(PYTHONS)
    known = dict(rows)
    # The oldest, and the one of conda and Binder.
    assert known[PYTHONS[0]] == "tested"
    assert CONDA_PYTHON in known


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """An environment for a made-up checkout, whose package is called digitlab and needs nothing.

    pip gets no index: whatever these tests install is here already.
    """
    monkeypatch.delenv("PYTHON", raising=False)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    for name in (LAB, TEST):
        (tmp_path / name).write_text("# nothing\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "made_up"\nbackend-path = ["."]\n',
        encoding="utf-8",
    )
    # The smallest backend there is: it makes a wheel with one module.
    (tmp_path / "made_up.py").write_text(
        "import zipfile\n"
        "def build_editable(folder, config_settings=None, metadata_directory=None):\n"
        "    name = 'digitlab-0-py3-none-any.whl'\n"
        "    with zipfile.ZipFile(folder + '/' + name, 'w') as wheel:\n"
        "        wheel.writestr('digitlab.py', '')\n"
        "        wheel.writestr('digitlab-0.dist-info/METADATA',\n"
        "            'Metadata-Version: 2.1\\nName: digitlab\\nVersion: 0\\n')\n"
        "        wheel.writestr('digitlab-0.dist-info/WHEEL',\n"
        "            'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')\n"
        "        wheel.writestr('digitlab-0.dist-info/RECORD', '')\n"
        "    return name\n"
        "build_wheel = build_editable\n",
        encoding="utf-8",
    )
    return Environment(tmp_path)


def runs(environment: Environment, code: str) -> bool:
    # -I: not from the folder of this checkout, which has a digitlab too.
    done = subprocess.run([environment.python, "-I", "-c", code], capture_output=True)
    return done.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for uv is a shell script")
@pytest.mark.parametrize(
    ("setting", "code", "who"),
    [("", 0, ["uv"]), ("PIP_PROXY", 0, ["pip"]), ("", 2, ["uv", "pip"])],
    ids=["no settings of pip's", "a proxy", "uv fails"],
)
def test_uv_installs_where_pip_has_no_settings(
    checkout: Environment, monkeypatch: pytest.MonkeyPatch, setting: str, code: int, who: list[str]
) -> None:
    checkout.folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    if setting:
        monkeypatch.setenv(setting, "http://school.invalid:8080")
    # pip's own settings of this computer are left out: a stand-in says what pip's listing would.
    told = "global.proxy='http://school.invalid:8080'" if setting else ""
    python = checkout.root / "python"
    python.write_text(f'#!/bin/sh\n[ "$3" = config ] && echo "{told}"\n', encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setattr(checkout, "python", python)
    uv = checkout.root / "bin" / "uv"
    uv.parent.mkdir()
    uv.write_text(f'#!/bin/sh\necho "$@" >> "{checkout.root}/asked"\nexit {code}\n', encoding="utf-8")
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", str(uv.parent), prepend=os.pathsep)
    asked: list[str] = []
    monkeypatch.setattr(checkout, "pip", lambda arguments, stamp, count: asked.append("pip"))
    checkout.install(LAB, checkout.read_stamp())
    line = (checkout.root / "asked").read_text(encoding="utf-8") if (checkout.root / "asked").exists() else ""
    assert ["uv"] * bool(line) + asked == who
    if line:
        assert f"--python {python} " in line
        assert "--require-hashes" in line


def test_too_new_a_python_makes_no_environment(checkout: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain_failures, "NEWEST_PYTHON", (3, 10))
    with pytest.raises(SetupError, match="newer than the pinned packages"):
        checkout.ensure(LAB)
    assert not checkout.folder.exists()


@pytest.mark.slow
def test_the_life_of_an_environment(
    checkout: Environment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checkout.ensure(LAB)
    assert runs(checkout, "import digitlab")
    assert "Making the environment" in capsys.readouterr().out

    # Nothing changed: nothing is run.
    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "run", None)
        patch.setattr(subprocess, "Popen", None)
        checkout.ensure(LAB)
    assert capsys.readouterr().out == ""

    # A changed list is installed into the same environment; one that can't be says so each time.
    kept = checkout.folder / "kept"
    kept.touch()
    (checkout.root / LAB).write_text("nosuchpackage==1 --hash=sha256:" + "0" * 64, encoding="utf-8")
    for _ in range(2):
        with pytest.raises(SetupError, match="has no nosuchpackage==1, or pip was told not to ask"):
            checkout.ensure(LAB)
    assert (checkout.folder / make_environment.LOG).is_file()
    (checkout.root / LAB).write_text("# nothing again\n", encoding="utf-8")
    checkout.ensure(LAB)
    assert kept.exists()
    assert "Making the environment" not in capsys.readouterr().out

    # The longer list covers the shorter one.
    checkout.ensure(TEST)
    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "Popen", None)
        checkout.ensure(LAB)

    # pip was killed in the middle: begin anew, and leave nothing half-made behind.
    checkout.write_stamp({**checkout.read_stamp(), "state": "installing"})
    checkout.ensure(LAB)
    assert not kept.exists()
    assert runs(checkout, "import digitlab")
    assert "Making the environment" in capsys.readouterr().out


@pytest.mark.parametrize(
    "change",
    [
        lambda e: e.write_stamp({**e.read_stamp(), "state": "making"}),
        lambda e: e.write_stamp({**e.read_stamp(), "folder": str(e.root / "elsewhere" / ".venv")}),
        lambda e: e.stamp.write_text("{", encoding="utf-8"),
        lambda e: e.python.unlink(),
    ],
    ids=["half made", "moved", "stamp cut short", "its Python is gone"],
)
def test_an_environment_that_does_not_work_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Environment], None]
) -> None:
    monkeypatch.delenv("PYTHON", raising=False)
    environment = Environment(tmp_path)
    python = environment.python
    python.parent.mkdir(parents=True)
    python.touch()
    whole = {"state": "whole", "folder": str(environment.folder), "python": "3"}
    environment.write_stamp(whole)
    assert not environment.usable(environment.read_stamp())  # nothing could be installed for that Python
    environment.write_stamp({**whole, "python": make_environment.this_python()})
    assert environment.usable(environment.read_stamp())
    environment.write_stamp({**whole, "project": "0"})
    assert environment.usable(environment.read_stamp())
    monkeypatch.setenv("PYTHON", "python3")
    assert not environment.usable(environment.read_stamp())  # made by another Python than asked for
    monkeypatch.delenv("PYTHON")
    change(environment)
    assert not environment.usable(environment.read_stamp())


def test_the_environment_of_another_tool_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / ".venv" / "mine"
    mine.parent.mkdir()
    mine.touch()
    with pytest.raises(SetupError, match=r"\.venv was made by another tool: rename or delete it"):
        Environment(tmp_path).create()
    assert mine.exists()


def test_an_environment_does_not_make_itself_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = Environment(tmp_path)
    environment.folder.mkdir()
    monkeypatch.setattr(sys, "prefix", str(environment.folder))
    with pytest.raises(SetupError, match=r"This is the Python of \.venv itself.*: type 'deactivate', then try"):
        environment.create()


def test_the_first_lesson_is_opened(tmp_path: Path) -> None:
    script = runpy.run_path(str(ROOT / ".setup" / "__main__.py"), run_name="not_main")
    lab_command = script["lab_command"]
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    assert not any("default_url" in part for part in lab_command(tmp_path, [], False))
    assert f"--ServerApp.root_dir={notebooks}" in lab_command(tmp_path, [], False)
    for name in ("06_draw.ipynb", "02_softmax_regression.ipynb", "a.ipynb"):
        (notebooks / name).touch()
    command = lab_command(tmp_path, ["--no-browser"], False)
    assert "--LabApp.default_url=/lab/tree/02_softmax_regression.ipynb" in command
    assert command[-1] == "--no-browser"
    assert "--ip=127.0.0.1" in command
    assert not any("token" in part or "allow-root" in part for part in command)
    assert "--allow-root" in lab_command(tmp_path, [], True)
    # A browser can't see the file that the Microsoft Store's Python writes for it.
    store = r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12_3.12.2800.0_x64__qbz5n2kfra8p0"
    direct = "--ServerApp.use_redirect_file=False"
    assert direct in lab_command(tmp_path, [], False, store)
    assert direct not in lab_command(tmp_path, [], False, r"C:\Program Files\Python312")


def test_tests_use_all_cores_and_what_one_types_wins() -> None:
    command = runpy.run_path(str(ROOT / ".setup" / "__main__.py"), run_name="not_main")["pytest_command"]
    quick = command(["-k", "pad"], everything=False, cores=2)
    assert quick[:4] == ["-m", "pytest", "-n", "2"]
    assert quick[-4:] == ["-m", "not slow", "-k", "pad"]
    assert command([], everything=True, cores=64)[2:4] == ["-n", "4"]
    assert "slow" not in " ".join(command([], everything=True, cores=2))
    for cores in (1, None):
        assert command(["-x"], everything=True, cores=cores) == ["-m", "pytest", "-x"]


@pytest.mark.slow
def test_jupyterlab_starts_at_the_lessons_without_prompts_and_says_only_its_address(tmp_path: Path) -> None:
    """What comes with the package is what JupyterLab reads and serves."""
    script = runpy.run_path(str(ROOT / ".setup" / "__main__.py"), run_name="not_main")
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    (notebooks / "02_first.ipynb").touch()
    private = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        arguments = ["--no-browser", f"--port={port}"]
        process = subprocess.Popen(
            [sys.executable, *script["lab_command"](tmp_path, arguments, script["is_root"]())],
            env={
                **{name: value for name, value in os.environ.items() if name != "JUPYTER_CONFIG_PATH"},
                **{f"JUPYTER_{name}": str(tmp_path / name) for name in private},
                "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            assert process.stdout is not None
            pattern = r"http://127\.0\.0\.1:(\d+)/lab/tree/02_first\.ipynb\?token=([0-9a-f]{48})"
            said: list[str] = []
            for line in process.stdout:
                said.append(line.strip())
                if found := re.search(pattern, line):
                    break
            else:
                pytest.fail(f"JupyterLab never told its address: {said}")
            about_ports = "is already in use, trying another port"
            address = r"\[C .* ServerApp\]|To access the server, open .*|file://.*|Or copy .*"
            rest = [line for line in said[:-1] if line and about_ports not in line]
            assert [line for line in rest if not re.fullmatch(address, line)] == []
            assert int(found[1]) != port, "the port was taken"
            start = f"http://127.0.0.1:{found[1]}"
            plugin = "@jupyterlab/apputils-extension:notification"
            answer = fetch(f"{start}/lab/api/settings/{plugin}?token={found[2]}")
            properties = json.loads(answer)["schema"]["properties"]
            assert properties["fetchNews"]["default"] == "false"
            assert properties["checkForUpdates"]["default"] is False
            page = fetch(f"{start}/lab?token={found[2]}")
            assert re.search(r'"buildAvailable": *false', page)
            assert re.search(r'"buildCheck": *false', page)
        finally:
            process.kill()
            process.communicate()


def fetch(address: str) -> str:
    """Return what a local server answers; it tells its address shortly before it listens."""
    end = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return answer.read().decode()
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError) or time.monotonic() > end:
                raise
            time.sleep(0.1)


# ---- the browser -----------------------------------------------------------------------------


def test_an_installed_browser_is_found(tmp_path: Path) -> None:
    def only(*names: str) -> find_browser.Which:
        return lambda name: str(tmp_path / name) if name in names else None

    find = find_browser.installed_browser
    assert find({}, only("google-chrome", "chromium")) == str(tmp_path / "chromium")
    assert find({}, only("google-chrome-stable")) == str(tmp_path / "google-chrome-stable")
    assert find({}, only(), [tmp_path]) is None
    app = tmp_path / "Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    app.parent.mkdir(parents=True)
    app.touch()
    assert find({}, only(), [tmp_path]) == str(app)
    edge = tmp_path / "Microsoft/Edge/Application/msedge.exe"
    edge.parent.mkdir(parents=True)
    edge.touch()
    windows = {"PROGRAMFILES": str(tmp_path / "none"), "PROGRAMFILES(X86)": str(tmp_path)}
    assert find(windows, only(), []) == str(edge)
    chrome = tmp_path / "home" / "Google/Chrome/Application/chrome.exe"
    chrome.parent.mkdir(parents=True)
    chrome.touch()
    assert find({**windows, "LOCALAPPDATA": str(tmp_path / "home")}, only(), []) == str(chrome)
    assert find({"DIGITLAB_BROWSER": "none"}, only("chromium")) is None
    assert find({"DIGITLAB_BROWSER": "mine"}, only("chromium", "mine")) == str(tmp_path / "mine")


@pytest.mark.parametrize(
    ("apt", "said", "apt_works", "playwright_works", "ran", "found"),
    [
        (True, "y\n", True, True, ["update", "install"], "installed"),
        (True, "yes\n", False, True, ["update", "install", "playwright"], "downloaded"),
        (True, "\n", True, True, ["playwright"], "downloaded"),
        (True, "n\n", True, False, ["playwright"], None),
        (True, None, True, True, ["playwright"], "downloaded"),
        (True, "install", True, True, ["update", "install"], "installed"),
        (False, "y\n", False, True, ["playwright"], "downloaded"),
        (False, "y\n", False, False, ["playwright"], None),
    ],
)
def test_a_browser_is_installed_where_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
    apt: bool,
    said: str | None,
    apt_works: bool,
    playwright_works: bool,
    ran: list[str],
    found: str | None,
) -> None:
    done: list[str] = []

    def run(command: list[str]) -> int:
        step = next(part for part in ("playwright", "update", "install") if part in command)
        done.append(step)
        return 0 if {"playwright": playwright_works}.get(step, apt_works) else 1

    def installed() -> str | None:
        return "installed" if apt_works and "install" in done else None

    def downloaded(python: str) -> str | None:
        return "downloaded" if playwright_works and "playwright" in done else None

    monkeypatch.delenv("DIGITLAB_BROWSER", raising=False)
    if said == "install":  # the answer was given before
        monkeypatch.setenv("DIGITLAB_BROWSER", said)
    terminal = io.StringIO(said or "")
    monkeypatch.setattr(terminal, "isatty", lambda: said not in (None, "install"), raising=False)
    ask = find_browser.may_install
    monkeypatch.setattr(find_browser, "may_install", lambda: ask(stream=terminal))
    monkeypatch.setattr(find_browser, "can_use_apt", lambda: apt)
    monkeypatch.setattr(find_browser, "installed_browser", installed)
    monkeypatch.setattr(find_browser, "playwright_browser", downloaded)
    monkeypatch.setattr(find_browser, "starts", lambda path: True)
    assert find_browser.get_browser("python", run) == found
    assert done == ran


def test_a_browser_that_was_named_is_not_replaced_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    for named in ("none", "no-such-browser"):
        monkeypatch.setenv("DIGITLAB_BROWSER", named)
        assert find_browser.get_browser("python", lambda command: pytest.fail(f"{command} was run")) is None


def test_apt_is_for_root_only() -> None:
    assert find_browser.can_use_apt(lambda name: "made-up/apt-get", 0)
    assert not find_browser.can_use_apt(lambda name: "made-up/apt-get", 1000)
    assert not find_browser.can_use_apt(lambda name: None, 0)


# ---- notebooks before a commit ---------------------------------------------------------------


def test_outputs_are_taken_out_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tags = {"tags": ["exercise:sum"]}
    code = {"cell_type": "code", "id": "b", "metadata": tags, "source": ["1 + 1  # ü"]}
    text = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# One"]}
    clean = {
        "cells": [text, {**code, "execution_count": None, "outputs": []}],
        "metadata": {"kernelspec": {"name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    dirty = {
        **clean,
        "cells": [text, {**code, "execution_count": 3, "outputs": [{"output_type": "stream"}]}],
        "metadata": {**clean["metadata"], "widgets": {}},  # type: ignore[dict-item]
    }
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(dirty), encoding="utf-8")
    assert strip_notebooks.main([str(path)]) == 1
    assert json.loads(path.read_text(encoding="utf-8")) == clean
    assert "ü" in path.read_text(encoding="utf-8")
    assert "a.ipynb: outputs removed" in capsys.readouterr().out
    before = path.read_bytes()
    assert strip_notebooks.main([str(path)]) == 0
    assert path.read_bytes() == before


# ---- the package -----------------------------------------------------------------------------


@pytest.mark.slow
def test_the_wheel_holds_the_package_and_installs(tmp_path: Path) -> None:
    def run(*command: object) -> str:
        done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist")
    (wheel,) = (tmp_path / "dist").glob("digitlab-*.whl")
    names = [name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name]
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "digitlab").rglob("*.py")}
    assert modules | {"digitlab/py.typed"} <= set(names)
    data = f"digitlab-{PROJECT['version']}.data/data/"
    rest = [name for name in names if not name.startswith("digitlab/")]
    assert rest
    assert {name.removeprefix(data) for name in rest} == set(SHARED_DATA.values())
    assert [name for name in names if "__pycache__" in name] == []

    run(sys.executable, "-m", "venv", tmp_path / "venv")
    python = Environment(tmp_path, tmp_path / "venv").python
    run(python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel)
    # The packages that digitlab needs are lent by the environment that runs this test.
    code = (
        "import sys; sys.path.append(sys.argv[1]); import digitlab, importlib.metadata as m;"
        "print(digitlab.__file__, digitlab.__version__, m.version('digitlab'))"
    )
    packages = Path(pytest.__file__).parent.parent
    done = subprocess.run([python, "-c", code, packages], cwd=tmp_path, capture_output=True, text=True, check=True)
    where, stated, version = done.stdout.split()
    assert Path(where).is_relative_to(tmp_path / "venv")
    assert stated == version == PROJECT["version"]
