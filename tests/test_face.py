"""The public face: every name is there, imports are light and silent, the docstrings' examples run."""

import doctest
import importlib
import inspect
import json
import operator
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import matplotlib
import pytest

matplotlib.use("Agg")

import digitlab as dl
from digitlab import widgets

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(module.name for module in pkgutil.walk_packages(dl.__path__, "digitlab."))
ROOMS = [
    *(
        dl,
        dl.plot,
        dl.diagrams,
        dl.explore,
        dl.explain,
        dl.data,
        dl.strokes,
        dl.models,
        dl.handwriting,
        dl.pictures,
    ),
    *(dl.evaluation, dl.training, dl.widgets, dl.checkup, dl.exercises, dl.teaching),
]


@pytest.mark.parametrize("page", ["README.md", "notebooks/cheat_sheet.md", "notebooks/for_teachers.md"])
def test_every_name_on_a_page_is_there(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    names = re.findall(r"\bdl\.([A-Za-z_.]*[A-Za-z_])", text)
    assert names
    for name in names:
        operator.attrgetter(name)(dl)


@pytest.mark.parametrize(
    ("room", "name"),
    [(room, name) for room in ROOMS for name in room.__all__ if name != "COLOURS"],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_every_public_name_is_there_and_documented(room, name):
    thing = getattr(room, name)
    assert thing.__doc__
    if inspect.ismodule(thing):
        assert thing.__name__.startswith("digitlab.")
        assert thing.__all__
    else:
        assert thing.__name__ == name
        assert thing.__module__.startswith("digitlab.")


def test_the_face_fits_on_a_screen():
    assert dir(dl) == sorted(set(dl.__all__))
    assert len(dir(dl)) <= 35
    # What other people's notebooks are built on stays.
    kept = {
        "CNN",
        "DigitPad",
        "MLP",
        "SoftmaxRegression",
        "evaluate",
        "exercise",
        "fit",
        "load_mnist",
        "load_model",
    }
    kept |= {"load_pretrained", "mnistify", "predict", "predict_proba", "read", "render_strokes", "save_model"}
    assert kept <= set(dir(dl))


def test_each_widget_is_imported_when_it_is_asked_for():
    code = "import sys, digitlab as dl; dl.Guess; sys.exit('ipycanvas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    with pytest.raises(AttributeError):
        _ = widgets.Pad


def test_an_unknown_name_says_how_to_find_the_known_ones():
    with pytest.raises(AttributeError, match=r"digitlab has no 'fti'; dir\(digitlab\) lists"):
        _ = dl.fti
    assert not any(hasattr(dl, name) for name in ("nothing_of_that_name", "images", "models_CNN", "plot_fti"))


def test_a_mistyped_name_imports_nothing():
    code = "import sys, digitlab as dl; hasattr(dl, 'fti'); sys.exit('jax' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_room_can_be_reached_from_the_face():
    code = "import digitlab as dl; dl.data.data_folder, dl.strokes.fit_to_box, dl.exercises.Case, dl.teaching"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("plot_images", "dl.plot.images"),
        ("COLOURS", "dl.plot.COLOURS"),
        ("explore_softmax", "dl.explore.softmax"),
        ("explore_activations", "dl.explore.activation_function"),
        ("sample_pictures", "dl.handwriting.photographs"),
        ("handwriting_styles", "dl.handwriting.handwriting_styles"),
        ("data_folder", "dl.data.data_folder"),
        ("Checkup", "dl.checkup.Checkup"),
        ("occlusion", "dl.explain.occlusion"),
        ("write_digit", "dl.handwriting.write_digit"),
        ("load_drawings", "dl.strokes.load_drawings"),
        ("confusion_matrix", "dl.evaluation.confusion_matrix"),
        ("Augmentation", "dl.training.Augmentation"),
        ("to_model_input", "dl.models.to_model_input"),
    ],
)
def test_a_name_that_has_moved_is_found_and_the_warning_says_where(name, place):
    with pytest.warns(DeprecationWarning, match=re.escape(f"dl.{name} is {place} now.")):
        found = getattr(dl, name)
    _, room, own = place.split(".")
    assert found is getattr(getattr(dl, room), own)


def test_importing_a_module_first_shadows_no_name_of_the_face():
    code = "import digitlab.training.fit, digitlab.handwriting.photographs, digitlab as dl; "
    code += "assert callable(dl.fit) and callable(dl.handwriting.photographs)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_version_is_the_projects():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
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
    assert sum(examples.values()) > 100
    for room in dl.strokes, dl.models, dl.training, dl.evaluation, dl.pictures, dl.handwriting:
        inside = [count for name, count in examples.items() if name.startswith(f"{room.__name__}.")]
        assert sum(inside) >= 3, f"{room.__name__} shows too few examples"
