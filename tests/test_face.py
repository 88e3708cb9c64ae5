"""The public face: every name is there, imports are light and silent, the docstrings' examples run."""

import ast
import doctest
import importlib
import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import matplotlib
import pytest

matplotlib.use("Agg")

import digitlab as dl
from digitlab import widgets

MODULES = sorted(module.name for module in pkgutil.walk_packages(dl.__path__, "digitlab."))


def names_in_the_type_checking_block(module=dl):
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    return {alias.name for node in block.body for alias in node.names}


@pytest.mark.parametrize("name", [name for name in dl.__all__ if not name.isupper() or name in ("CNN", "MLP")])
def test_every_public_name_is_there_and_documented(name):
    thing = getattr(dl, name)
    assert thing.__name__ == name
    assert thing.__doc__
    assert thing.__module__.startswith("digitlab.")


def test_the_list_of_names_is_whole_and_sorted():
    assert len(set(dl.__all__)) == len(dl.__all__)
    assert set(dir(dl)) == set(dl.__all__)
    tree = ast.parse(Path(dl.__file__).read_text(encoding="utf-8"))
    imported = {
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("digitlab")
        for alias in node.names
    }
    assert imported | set(dl._LAZY) == set(dl.__all__)
    assert names_in_the_type_checking_block() == set(dl._LAZY)


def test_each_widget_is_imported_when_it_is_asked_for():
    names = set(widgets.__all__)
    assert names == set(widgets._MODULES) == names_in_the_type_checking_block(widgets)
    assert all(getattr(widgets, name).__module__ == f"digitlab.widgets.{widgets._MODULES[name]}" for name in names)
    with pytest.raises(AttributeError, match=r"digitlab\.widgets has no 'Pad'; its widgets are Digit"):
        _ = widgets.Pad
    code = "import sys, digitlab as dl; dl.Guess; sys.exit('ipycanvas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unknown_name_says_how_to_find_the_known_ones():
    with pytest.raises(AttributeError, match=r"digitlab has no 'fti'; dir\(digitlab\) lists"):
        _ = dl.fti
    assert not hasattr(dl, "nothing_of_that_name")


def test_the_version_is_the_projects():
    text = (Path(__file__).resolve().parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert f'\nversion = "{dl.__version__}"\n' in text


LIGHT = """
import json, random, sys
import numpy as np
import jax, flax.nnx, optax  # they draw random numbers when imported; digitlab must not
np.random.seed(5); random.seed(5)
before = np.random.get_state()[1].tolist(), random.getstate()
import digitlab as dl
after = np.random.get_state()[1].tolist(), random.getstate()
heavy = [n for n in ("matplotlib.pyplot", "ipywidgets", "ipycanvas", "pandas", "mlxtend") if n in sys.modules]
dl.plot.images
later = "matplotlib.pyplot" in sys.modules
sys.stdout.write(json.dumps([before == after, heavy, later]))
"""


def test_import_is_light_and_silent_and_seeds_nothing(tmp_path):
    """In a process of its own; anything printed would spoil the answer. Warnings are errors."""
    ran = subprocess.run(
        [sys.executable, "-W", "error::UserWarning:digitlab", "-c", LIGHT],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(dl.__file__).resolve().parent.parent)},
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    unchanged, heavy, later = json.loads(ran.stdout)
    assert unchanged
    assert heavy == []
    assert later
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", MODULES)
def test_the_docstrings_examples_run(name, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    try:
        results = doctest.testmod(importlib.import_module(name))
    finally:
        import matplotlib.pyplot as plt

        plt.close("all")
    assert results.failed == 0


def test_there_are_examples_to_run():
    finder = doctest.DocTestFinder()
    examples = {
        name: sum(len(test.examples) for test in finder.find(importlib.import_module(name))) for name in MODULES
    }
    assert sum(examples.values()) > 40
    for name in (
        "datasets",
        "strokes",
        "layers",
        "preprocessing",
        "models",
        "evaluation",
        "checkpoints",
        "training.fit",
        "training.plan",
        "augmentation",
    ):
        assert examples[f"digitlab.{name}"], f"{name} shows no example"
