"""What a run shows, and how it is interrupted."""

import os
import signal
import threading

import numpy as np
import pytest

from digitlab import _progress


def test_a_hidden_bar_is_silent(capsys):
    with _progress.ProgressBar(2, 100, visible=False) as bar:
        bar.show(0, 50, np.array([25.0, 10.0]))
        bar.tell("epoch 1")
    assert capsys.readouterr() == ("", "")


def test_even_a_hidden_bar_tells_what_must_be_told(capsys):
    with _progress.ProgressBar(2, 100, visible=False) as bar:
        bar.tell("stopped", always=True)
    assert capsys.readouterr().out.strip() == "stopped"


def test_a_bar_shows_the_means_of_its_own_epoch(capsys):
    with _progress.ProgressBar(2, 100, visible=True) as bar:
        bar.show(0, 100, np.array([200.0, 10.0]))
        bar.show(1, 30, np.array([15.0, 6.0]))  # 30 images of the second epoch
        text = bar._bar.desc
        assert bar._bar.n == 130
        bar.tell("a line that stays")
    assert text.startswith("epoch 2/2, loss 0.5000, accuracy 20.0%")
    out, err = capsys.readouterr()
    assert "a line that stays" in out
    assert err == ""


def interrupt_and_wait():
    os.kill(os.getpid(), signal.SIGINT)
    threading.Event().wait(5)


def test_the_first_interrupt_is_an_event_and_the_second_one_raises():
    before = signal.getsignal(signal.SIGINT)
    with _progress.interrupts() as event:
        assert not event.is_set()
        os.kill(os.getpid(), signal.SIGINT)
        assert event.wait(5)
        with pytest.raises(KeyboardInterrupt):
            interrupt_and_wait()
    assert signal.getsignal(signal.SIGINT) is before


def test_the_handler_is_put_back_after_an_error():
    before = signal.getsignal(signal.SIGINT)

    def fail():
        with _progress.interrupts():
            assert signal.getsignal(signal.SIGINT) is not before
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        fail()
    assert signal.getsignal(signal.SIGINT) is before


def test_in_another_thread_interrupts_are_left_alone():
    before = signal.getsignal(signal.SIGINT)
    seen = []

    def work():
        with _progress.interrupts() as event:
            seen.append((event.is_set(), signal.getsignal(signal.SIGINT) is before))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [(False, True)]
