"""Compiled code is kept and found again, NumPy works with one thread; and what the user has set stays."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from kernel_variables import FOLDER, kernel_variables, processor

PROGRAM = """
import digitlab as dl, numpy as np
from flax import nnx
data, _ = dl.load_mnist("sample", verbose=False)
model = dl.SoftmaxRegression(rngs=nnx.Rngs(0))
history = dl.fit(model, data[:200], epochs=2, batch_size=64, progress=False)
print([float(loss).hex() for loss in history.step_losses], dl.predict(model, data.images[:20]).tolist())
"""


def trained(root):
    """Train in a process of its own; return what it printed and what it complained about."""
    variables = kernel_variables(root)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout, done.stderr


def kept(root):
    return {path.name: path.read_bytes() for path in (root / FOLDER / processor()).iterdir()}


@pytest.mark.slow
def test_it_is_found_again_and_damage_changes_nothing(tmp_path):
    first, said = trained(tmp_path)
    entries = kept(tmp_path)
    assert any(name.startswith("jit__run_steps") for name in entries)
    assert (trained(tmp_path), said) == ((first, ""), "")
    assert kept(tmp_path) == entries  # nothing was compiled anew
    for place, (name, content) in enumerate(entries.items()):
        damaged = (b"", content[:50], content[: len(content) // 2], b"no code" * 20)[place % 4]
        (tmp_path / FOLDER / processor() / name).write_bytes(damaged)
    assert trained(tmp_path) == (first, "")


@pytest.mark.slow
def test_a_folder_that_cannot_be_made_changes_nothing(tmp_path):
    tmp_path.joinpath(FOLDER.parts[0]).write_text("a file in the folder's place")
    printed, said = trained(tmp_path)
    assert printed.startswith("[")
    assert said == ""


def test_a_folder_of_the_users_own_stays_and_so_do_their_warnings(monkeypatch):
    monkeypatch.delenv("JAX_COMPILATION_CACHE_DIR", raising=False)
    monkeypatch.setenv("PYTHONWARNINGS", "default")
    assert kernel_variables(Path("lab"))["PYTHONWARNINGS"].startswith("default,ignore:Error reading ")
    monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", "mine")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    assert kernel_variables(Path("lab")) == {}


def test_numpy_gets_one_thread(monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    for folder in (None, "mine"):
        if folder is not None:
            monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", folder)
        assert kernel_variables(Path("lab"))["OPENBLAS_NUM_THREADS"] == "1"


def test_another_kind_of_processor_has_another_folder(monkeypatch):
    monkeypatch.delenv("JAX_COMPILATION_CACHE_DIR", raising=False)
    here = kernel_variables(Path("lab"))
    assert kernel_variables(Path("lab")) == here
    monkeypatch.setattr("platform.machine", lambda: "abacus")
    assert kernel_variables(Path("lab"))["JAX_COMPILATION_CACHE_DIR"] != here["JAX_COMPILATION_CACHE_DIR"]


ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not shutil.which("bash"), reason="Binder's scripts are for bash")
def test_binder_starts_the_server_with_the_folder_of_kernel_variables():
    environ = {name: value for name, value in os.environ.items() if name != "JAX_COMPILATION_CACHE_DIR"}
    environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environ["PATH"]])
    code = "import os, sys; print(os.environ['JAX_COMPILATION_CACHE_DIR'], *sys.argv[1:], sep='|'); sys.exit(3)"
    server = [sys.executable, "-c", code, "a b"]
    done = subprocess.run([str(ROOT / "start"), *server], env=environ, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout == f"{kernel_variables(ROOT)['JAX_COMPILATION_CACHE_DIR']}|a b\n"
    for script in ("start", "postBuild"):
        assert os.access(ROOT / script, os.X_OK)
        assert (ROOT / script).read_bytes().startswith(b"#!/bin/bash\n")
        assert subprocess.run(["bash", "-n", script], cwd=ROOT, check=False).returncode == 0
