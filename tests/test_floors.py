"""No module of digitlab imports upward, and none breaks the house rules; the checker is checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from floors import FLOORS, violations

PACKAGE = Path(__file__).resolve().parent.parent / "digitlab"
PADDING = "\n# A line." * 20
GOOD = '"""What it is for."""\n'


def test_digitlab_keeps_its_rules() -> None:
    assert (PACKAGE / "__init__.py").is_file()
    assert violations(PACKAGE) == []


def made_up(folder: Path, files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(GOOD + text + PADDING, encoding="utf-8")
    return violations(folder)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("models.py", "from digitlab._checks import check\nfrom . import layers"),
        ("models.py", "import digitlab.layers\nfrom .strokes import render"),
        ("plots.py", "import pickletools\nfrom digitlab import training"),
        ("widgets/pad.py", "import ipycanvas\nfrom .bars import Bars\nfrom ..models import CNN"),
        ("widgets/pad.py", "from . import bars\nfrom digitlab.widgets.bars import Bars"),
        ("exercises/pixels.py", "from digitlab.exercises.check import check"),
        ("__init__.py", "from .widgets import DigitPad\nfrom .models import CNN"),
        ("models.py", "model.eval()\nretrieval(1)\nrun(['ls'], shell=False)"),
        ("models.py", "def public():\n    'Said.'\ndef _private(): ..."),
        (
            "models.py",
            "class A:\n    'Said.'\n    @property\n    def b(self):\n        'Said.'\n"
            "    @b.setter\n    def b(self, value): ...",
        ),
    ],
)
def test_what_is_allowed_passes(tmp_path: Path, name: str, text: str) -> None:
    assert made_up(tmp_path, {name: text}) == []


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("models.py", "from digitlab.training import fit", "models (floor 2) imports training"),
        ("models.py", "from .training import fit", "models (floor 2) imports training"),
        ("models.py", "from . import training", "models (floor 2) imports training"),
        ("models.py", "import digitlab.training", "models (floor 2) imports training"),
        ("models.py", "import digitlab as dl", "models (floor 2) imports __init__ (floor 8)"),
        ("models.py", "from digitlab import CNN", "models (floor 2) imports __init__ (floor 8)"),
        ("models.py", "from . import CNN", "models (floor 2) imports __init__ (floor 8)"),
        ("models.py", "from .preprocessing import mnistify", "imports preprocessing (floor 2)"),
        ("models.py", "def f():\n    'Late.'\n    from . import plots", "imports plots (floor 5)"),
        ("models.py", "import_module('digitlab.plots')", "imports plots (floor 5)"),
        ("models.py", "importlib.import_module('.plots')", "imports plots (floor 5)"),
        ("exercises/a.py", "from ..widgets.pad import Pad", "exercises (floor 5) imports widgets"),
        ("exercises/a.py", "from ..plots import show", "exercises (floor 5) imports plots"),
        ("widgets/pad.py", "from .. import DigitPad", "widgets (floor 6) imports __init__"),
        ("plots.py", "import ipywidgets as w", "imports ipywidgets: only widgets/ may"),
        ("plots.py", "from ipycanvas import Canvas", "imports ipycanvas: only widgets/ may"),
        ("models.py", "import pickle", "imports pickle"),
        ("models.py", "eval('1')", "calls eval"),
        ("models.py", "exec('1')", "calls exec"),
        ("models.py", "os.system('ls')", "calls os.system"),
        ("models.py", "subprocess.run('ls', shell=True)", "calls subprocess.run with shell"),
        ("models.py", "np.load(path, allow_pickle=True)", "calls np.load with allow_pickle"),
        ("models.py", "def public(): ...", "public has no docstring"),
        ("models.py", "class A:\n    'Said.'\n    def b(self): ...", "A.b has no docstring"),
        ("models.py", "x = 1\n" * 350, "372 lines; a module has 20 to 350"),
        ("utils.py", "", "never utils"),
        ("newcomer.py", "", "newcomer has no floor"),
    ],
)
def test_what_is_forbidden_is_found(tmp_path: Path, name: str, text: str, complaint: str) -> None:
    found = made_up(tmp_path, {name: text})
    assert any(complaint in line and line.startswith(name) for line in found), found


def test_a_short_module_is_found(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(GOOD, encoding="utf-8")
    assert violations(tmp_path) == ["models.py:1: 1 lines; a module has 20 to 350"]


def test_a_module_without_docstring_is_found(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text("x = 1" + PADDING, encoding="utf-8")
    assert violations(tmp_path) == ["models.py:1: the module has no docstring"]


def test_the_table_has_all_floors() -> None:
    assert sorted(set(FLOORS.values())) == list(range(9))
