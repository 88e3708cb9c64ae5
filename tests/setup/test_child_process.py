"""Another program takes over, or, as on Windows, is waited for; there, too, its answers are its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from child_process import exit_code, hand_over

SETUP = Path(__file__).resolve().parents[2] / ".setup"
WAITING = """
import sys, time
try:
    print("ready", flush=True)
    time.sleep(30)
except KeyboardInterrupt:
    time.sleep(0.2)
    print("asked", flush=True)
    sys.exit(5)
"""


@pytest.mark.parametrize(("code", "wanted"), [(0, 0), (7, 7), (0xC000013A, -1073741510), (-9, -9)])
def test_an_exit_code_is_one_that_python_takes(code: int, wanted: int) -> None:
    assert exit_code(code) == wanted


def test_a_child_gets_its_words_its_folder_and_its_variables(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "Kurs für Anfänger"
    folder.mkdir()
    program = "import os, sys; print(os.path.basename(os.getcwd()), sys.argv[1:], os.environ['A']); sys.exit(3)"
    before = signal.getsignal(signal.SIGINT)
    command = [sys.executable, "-c", program, "a b", 'c"d']
    environ = {**os.environ, "A": "ä", "PYTHONUTF8": "1"}
    assert hand_over(command, folder, environ, windows=True) == 3
    assert capfd.readouterr().out == "Kurs für Anfänger ['a b', 'c\"d'] ä\n"
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.skipif(os.name == "nt", reason="test_windows.py does it there")
@pytest.mark.parametrize("windows", [True, False])
def test_ctrl_c_is_answered_by_the_program(windows: bool) -> None:
    call = f"hand_over([sys.executable, '-c', {WAITING!r}], Path('.'), os.environ, {windows})"
    program = f"import os, sys; from pathlib import Path; from child_process import hand_over; sys.exit({call})"
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(SETUP)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all that runs in it
        assert process.stdout.read() == "asked\n"
    assert process.returncode == 5
