"""No module of digitlab imports upward, and none breaks the house rules; the checker is checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from house import rooms, violations

PACKAGE = Path(__file__).resolve().parents[1] / "digitlab"
PADDING = "\n# A line." * 20
GOOD = '"""What it is for."""\n'
FACE = '''"""A house.

    widgets    what one touches
    training   fit
    models     networks
    plot       pictures
    _shared    for all
"""
'''


def test_digitlab_keeps_its_rules() -> None:
    assert violations(PACKAGE) == []


def test_every_room_of_digitlab_is_listed_and_there() -> None:
    there = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert set(rooms(PACKAGE)) == there - {"__init__"}
    assert len(rooms(PACKAGE)) == len(set(rooms(PACKAGE)))


def made_up(folder: Path, files: dict[str, str]) -> list[str]:
    """Write a house of five rooms with these files in it."""
    rest = {f"{room}/__init__.py": "" for room in ("widgets", "training", "models", "_shared")}
    texts = {**rest, "plot.py": "", **files}
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(GOOD + text + PADDING, encoding="utf-8")
    (folder / "__init__.py").write_text(FACE + files.get("__init__.py", ""), encoding="utf-8")
    return violations(folder)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("models/cnn.py", "from digitlab._shared.arguments import check\nfrom . import layers"),
        ("models/cnn.py", "import digitlab.models._fast\nfrom ._fast import conv"),
        ("models/cnn.py", "from digitlab.plot import images"),
        ("plot.py", "import pickletools\nfrom digitlab import _shared"),
        ("widgets/pad/pad.py", "import ipycanvas\nfrom ..bars import Bars\nfrom ...models import CNN"),
        ("widgets/pad/pad.py", "from digitlab.widgets._shared.images import image_html"),
        ("__init__.py", "from .widgets import DigitPad\nfrom .models import CNN"),
        ("models/cnn.py", "model.eval()\nretrieval(1)\nrun(['ls'], shell=False)"),
        ("models/cnn.py", "def public():\n    'Said.'\ndef _private(): ..."),
        (
            "models/cnn.py",
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
        ("models/cnn.py", "from digitlab.training import fit", "models imports training, which is above it"),
        ("models/cnn.py", "from ..training import fit", "models imports training"),
        ("models/cnn.py", "from .. import training", "models imports training"),
        ("models/cnn.py", "import digitlab.training", "models imports training"),
        ("models/cnn.py", "import digitlab as dl", "models imports __init__"),
        ("models/cnn.py", "from digitlab import CNN", "models imports __init__"),
        ("models/cnn.py", "def f():\n    'Late.'\n    from digitlab import widgets", "models imports widgets"),
        ("models/cnn.py", "import_module('digitlab.training')", "models imports training"),
        ("models/cnn.py", "importlib.import_module('..training')", "models imports training"),
        ("plot.py", "from digitlab.models import CNN", "plot imports models"),
        ("widgets/pad.py", "from .. import DigitPad", "widgets imports __init__"),
        ("training/fit.py", "from digitlab.models import _fast", "imports models._fast, which is models's own"),
        ("training/fit.py", "from digitlab.models._fast import conv", "which is models's own"),
        ("plot.py", "import ipywidgets as w", "imports ipywidgets: only widgets/ may"),
        ("plot.py", "from ipycanvas import Canvas", "imports ipycanvas: only widgets/ may"),
        ("plot.py", "import pickle", "imports pickle"),
        ("plot.py", "eval('1')", "calls eval"),
        ("plot.py", "exec('1')", "calls exec"),
        ("plot.py", "os.system('ls')", "calls os.system"),
        ("plot.py", "subprocess.run('ls', shell=True)", "calls subprocess.run with shell"),
        ("plot.py", "np.load(path, allow_pickle=True)", "calls np.load with allow_pickle"),
        ("plot.py", "def public(): ...", "public has no docstring"),
        ("plot.py", "class A:\n    'Said.'\n    def b(self): ...", "A.b has no docstring"),
        ("plot.py", "x = 1\n" * 350, "372 lines; a module has 20 to 350"),
        ("models/utils.py", "", "never utils"),
        ("newcomer.py", "", "newcomer is not in the list of rooms"),
    ],
)
def test_what_is_forbidden_is_found(tmp_path: Path, name: str, text: str, complaint: str) -> None:
    found = made_up(tmp_path, {name: text})
    assert any(complaint in line and line.startswith(name) for line in found), found


def test_a_room_that_is_listed_but_not_there_is_found(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text(FACE, encoding="utf-8")
    assert "__init__.py:1: plot is no room: there is no such folder" in violations(tmp_path)


def test_a_short_module_is_found(tmp_path: Path) -> None:
    made_up(tmp_path, {})
    (tmp_path / "plot.py").write_text(GOOD, encoding="utf-8")
    assert violations(tmp_path) == ["plot.py:1: 1 lines; a module has 20 to 350"]


def test_a_module_without_docstring_is_found(tmp_path: Path) -> None:
    made_up(tmp_path, {})
    (tmp_path / "plot.py").write_text("x = 1" + PADDING, encoding="utf-8")
    assert violations(tmp_path) == ["plot.py:1: the module has no docstring"]
