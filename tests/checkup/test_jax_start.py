"""What keeps JAX from starting is said in a sentence, by the check-up itself, in a process as a kernel is one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from digitlab.checkup.jax_start import explain, look_at_jax

ROOT = Path(__file__).resolve().parents[2]
SURROUNDINGS = {"XLA_FLAGS", "JAX_PLATFORMS", "PYTHONUTF8", "PYTHONIOENCODING", "LANG", "LC_ALL", "LC_CTYPE"}


def checkup(folder: Path, **variables: str) -> tuple[int, str]:
    """Run the check-up in a folder; return its exit code and what it printed."""
    bare = {name: value for name, value in os.environ.items() if name not in SURROUNDINGS}
    done = subprocess.run(
        [sys.executable, "-m", "digitlab.checkup"],
        cwd=folder,
        env={**bare, "PYTHONPATH": str(ROOT), "DIGITLAB_DATA": str(folder), **variables},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"XLA_FLAGS": "--nonsense=3"}, ["XLA_FLAGS holds --nonsense", "Take that out of XLA_FLAGS"]),
        ({"JAX_PLATFORMS": "gpu"}, ["JAX_PLATFORMS asks for 'gpu'", "Set JAX_PLATFORMS=cpu, or take it away"]),
        ({"JAX_PLATFORMS": "nosuch"}, ["JAX_PLATFORMS asks for 'nosuch'", "Set JAX_PLATFORMS=cpu"]),
    ],
    ids=["unknown flag", "no gpu", "no such platform"],
)
def test_a_variable_that_stops_jax_is_named(variables: dict[str, str], words: list[str], tmp_path: Path) -> None:
    if variables == {"JAX_PLATFORMS": "gpu"} and Path("/proc/driver/nvidia").exists():
        pytest.skip("there is a GPU here")
    code, said = checkup(tmp_path, **variables)
    assert code == 1
    for word in words:
        assert word in said
    assert "Traceback" not in said
    assert "1 of 1 lines needs something to be done." in said


@pytest.mark.parametrize("name", ["jax.py", "numpy.py", "optax.py", "flax/__init__.py"])
def test_a_file_that_hides_a_library_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("x = 1\n", encoding="utf-8")
    code, said = checkup(tmp_path)
    assert code == 1
    assert f"{tmp_path / name} hides the library {name.split('/')[0].removesuffix('.py')}" in said
    assert "Give that file another name" in said
    assert "Traceback" not in said


def test_other_files_of_one_s_own_hide_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my_jax.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    assert look_at_jax().state == "well"


def test_the_folder_of_the_packages_itself_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(pytest.__file__).parents[1])
    assert look_at_jax().state == "well"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such locale")
def test_a_system_of_plain_letters_is_told_how_to_have_more(tmp_path: Path) -> None:
    code, said = checkup(tmp_path, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert code == 1
    assert "Set the environment variable LC_ALL=C.UTF-8" in said
    assert "Traceback" not in said
    code, said = checkup(tmp_path, LC_ALL="C")
    assert "Letters" not in said, "Python itself helps here"


def test_any_other_end_is_told_with_its_last_line() -> None:
    assert explain("", -4, None, None).found == "it doesn't start: it ended with the code -4"
    found = explain("Traceback\nImportError: DLL load failed\n\n", 1, "--xla_good=1", None)
    assert found.found == "it doesn't start: ImportError: DLL load failed (XLA_FLAGS is '--xla_good=1')"
    assert "make clean" in found.advice
