"""What a run shows, and how it is interrupted."""

import os
import re
import signal
import subprocess
import sys
import threading

import pytest

from digitlab._shared import progress


class Output:
    """Stands for the output of a notebook's cell."""

    def __init__(self):
        self.shown = []

    def update(self, data, raw):
        assert raw
        self.shown.append(data)

    @property
    def lines(self):
        return self.shown[-1]["text/plain"].split("\n")


@pytest.fixture
def output(monkeypatch):
    cell = Output()
    monkeypatch.setattr(progress, "_display_handle", lambda: cell)
    monkeypatch.setattr(progress, "_PAUSE", 0.0)
    return cell


def test_a_hidden_bar_is_silent(capsys, output):
    with progress.ProgressBar(100, visible=False) as bar:
        bar.start("compiling")
        bar.move(50, "epoch 1/2")
        bar.tell("epoch 1")
    assert capsys.readouterr() == ("", "")
    assert output.shown == []


def test_in_a_terminal_the_bar_moves_and_lines_stay(capsys):
    with progress.ProgressBar(200, visible=True) as bar:
        bar.start("compiling")
        bar.move(130, "epoch 2/2, loss 0.5000")
        assert bar._bar.n == 130
        assert bar._bar.desc == "epoch 2/2, loss 0.5000"
        bar.tell("a line that stays")
    out, err = capsys.readouterr()
    assert "a line that stays" in out
    assert err == ""


def test_in_a_notebook_one_output_is_updated_in_place(output, capsys):
    with progress.ProgressBar(200, visible=True) as bar:
        bar.start("compiling")
        assert output.lines == ["compiling"]
        bar.start("training")
        bar.move(50, "epoch 1/2, loss 2.0000")
        assert output.lines[0].startswith("epoch 1/2, loss 2.0000 |██████··················|  25%, ")
        assert output.lines[0].endswith(" s left")
        bar.tell("epoch 1/2: loss 1.9 < 2")
        bar.move(150, "epoch 2/2")
        assert len(output.lines) == 2
    # The moving line goes, the others stay.
    assert output.lines == ["epoch 1/2: loss 1.9 < 2"]
    assert "loss 1.9 &lt; 2" in output.shown[-1]["text/html"]
    assert capsys.readouterr() == ("", "")


def test_the_output_is_not_updated_more_often_than_one_can_read(output, monkeypatch):
    monkeypatch.setattr(progress, "_PAUSE", 1000.0)
    with progress.ProgressBar(1000, visible=True) as bar:
        bar.start("training")
        before = len(output.shown)
        for _ in range(100):
            bar.move(10, "epoch 1/1")
        assert len(output.shown) <= before + 1


def test_images_of_an_earlier_run_move_the_bar_but_are_no_speed(output, monkeypatch):
    """A training is resumed at the 6,000th of 10,000 images: the first 100 take a second."""
    clock = iter([0.0, 10.0, 11.0, 11.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock, 11.0))
    with progress.ProgressBar(10_000, visible=True) as bar:
        bar.start("training", done=6000)
        bar.move(100, "epoch 4/5")
        assert output.lines[0].endswith("  61%, 100 images/s, 39 s left")


def test_in_a_terminal_images_of_an_earlier_run_are_no_speed_either(monkeypatch, capsys):
    monkeypatch.setattr(progress, "_PAUSE", 0.0)
    with progress.ProgressBar(10_000, visible=True) as bar:
        bar.start("training", done=6000)
        assert "60 %" in capsys.readouterr().out
        bar._bar.start_t -= 50  # as if the training had begun so long ago
        bar.move(100, "epoch 4/5")
        said = capsys.readouterr().out.split("\r")[-1]
        speed = re.search(r"([\d.]+) images/s", said)
        assert speed, said
        assert float(speed[1]) < 10, "100 images in 50 seconds"


def test_outside_of_a_notebook_there_is_no_output_to_update():
    assert progress._display_handle() is None


def interrupt_and_wait():
    os.kill(os.getpid(), signal.SIGINT)
    threading.Event().wait(5)


def test_the_first_interrupt_is_an_event_and_the_second_one_raises():
    before = signal.getsignal(signal.SIGINT)
    with progress.interrupts() as event:
        assert not event.is_set()
        os.kill(os.getpid(), signal.SIGINT)
        assert event.wait(5)
        with pytest.raises(KeyboardInterrupt):
            interrupt_and_wait()
    assert signal.getsignal(signal.SIGINT) is before


def test_the_handler_is_put_back_after_an_error():
    before = signal.getsignal(signal.SIGINT)

    def fail():
        with progress.interrupts():
            assert signal.getsignal(signal.SIGINT) is not before
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        fail()
    assert signal.getsignal(signal.SIGINT) is before


def test_in_another_thread_interrupts_are_left_alone():
    before = signal.getsignal(signal.SIGINT)
    seen = []

    def work():
        with progress.interrupts() as event:
            seen.append((event.is_set(), signal.getsignal(signal.SIGINT) is before))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [(False, True)]


class Gone:
    """An output that is gone: what is written to it raises."""

    def __init__(self, error):
        self.error = error

    def write(self, text):
        raise self.error

    def flush(self):
        raise self.error

    def update(self, data, raw):
        raise self.error


GONE = [OSError(32, "Broken pipe"), ValueError("I/O operation on closed file."), AttributeError("no output")]


@pytest.mark.parametrize("error", GONE, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("place", ["terminal", "notebook"])
def test_an_output_that_is_gone_ends_nothing(monkeypatch, error, place):
    if place == "notebook":
        monkeypatch.setattr(progress, "_display_handle", lambda: Gone(error))
    else:
        monkeypatch.setattr(sys, "stdout", Gone(error))
    with progress.ProgressBar(100, visible=True) as bar:
        for number in range(4):
            bar.start("training", done=number)
            bar.move(10, "epoch 1/2")
            bar.tell("epoch 1")
    progress.say("done")


def test_without_any_output_nothing_is_shown(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    with progress.ProgressBar(100, visible=True) as bar:
        bar.start("training")
        bar.tell("epoch 1")


FIT = """
import os, sys
import numpy as np
import digitlab as dl
from flax import nnx
data = dl.Dataset(np.zeros((300, 28, 28), np.uint8), np.arange(300) % 10)
{gone}
history = dl.fit(dl.SoftmaxRegression(rngs=nnx.Rngs(0)), data, epochs=3)
os.write(3, str(len(history.epochs)).encode())
os._exit(0)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="hands a file over by its number")
@pytest.mark.parametrize("gone", ["sys.stdout.close()", "os.close(1)", "sys.stdout = None", "os.dup2(pipe, 1)"])
def test_a_training_whose_output_is_gone_goes_on(gone):
    if "pipe" in gone:
        gone = "reading, pipe = os.pipe(); os.close(reading); os.dup2(pipe, 1)"
    reading, writing = os.pipe()
    code = FIT.format(gone=gone).replace("os.write(3,", f"os.write({writing},")
    command = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(command, pass_fds=[writing], capture_output=True, text=True, timeout=120, check=False)
    os.close(writing)
    said = os.read(reading, 10)
    os.close(reading)
    assert said == b"3", done.stderr[-2000:]
