"""Two trainings of one model at a time are refused."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import numpy as np
import pytest
from flax import nnx

import digitlab as dl
from digitlab.training import _locks


def model() -> nnx.Module:
    return dl.SoftmaxRegression(rngs=nnx.Rngs(0))


def test_a_model_is_free_again_after_an_error() -> None:
    one = model()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), _locks.acquire(one, "fit"):
            1 / 0  # noqa: B018
    assert _locks.held() == []


def test_equal_models_are_two_models() -> None:
    with _locks.acquire(model(), "fit"), _locks.acquire(model(), "fit"):
        assert len(_locks.held()) == 2


def test_the_second_is_refused_with_a_sentence() -> None:
    one = model()
    with _locks.acquire(one, "fit"), pytest.raises(RuntimeError) as error, _locks.acquire(one, "fit"):
        pass
    assert str(error.value) == (
        "fit: another call of fit is training this model just now, and two would overwrite each other's weights. "
        "Wait until that call of fit has ended, or interrupt it."
    )


def test_a_training_that_was_told_to_stop_is_waited_for() -> None:
    one = model()
    first = _locks.acquire(one, "TrainingMonitor")
    first.is_ending = True
    timer = threading.Timer(0.2, _locks.release, [first])
    timer.start()
    with _locks.acquire(one, "fit"):
        assert first not in _locks.held()
    timer.join()


def test_it_is_waited_for_at_most_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_locks, "_PATIENCE", 0.1)
    one = model()
    first = _locks.acquire(one, "TrainingMonitor")
    first.is_ending = True
    with pytest.raises(RuntimeError, match="a TrainingMonitor is training this model"):
        _locks.acquire(one, "fit")
    _locks.release(first)
    _locks.release(first)


def forgotten(one: nnx.Module) -> None:
    """Acquire a model's lock and end without releasing it, as an interrupt at a bad moment does."""
    _locks.acquire(one, "fit")
    raise KeyboardInterrupt


def test_what_an_interrupt_leaves_behind_holds_nothing() -> None:
    one = model()
    with pytest.raises(KeyboardInterrupt) as caught:  # which keeps the frames, as a notebook does
        forgotten(one)
    assert _locks.held() == []
    with _locks.acquire(one, "fit"):
        assert len(_locks.held()) == 1
    del caught


def test_a_call_in_another_thread_holds_its_model() -> None:
    one, inside, go = model(), threading.Event(), threading.Event()

    def work() -> None:
        with _locks.acquire(one, "fit"):
            inside.set()
            go.wait(20)

    thread = threading.Thread(target=work)
    thread.start()
    assert inside.wait(20)
    with pytest.raises(RuntimeError, match="another call of fit"):
        _locks.acquire(one, "fit")
    go.set()
    thread.join()
    with _locks.acquire(one, "fit"):
        pass


DATA = dl.Dataset(np.random.default_rng(0).integers(0, 256, (64, 28, 28), np.uint8), np.arange(64) % 10)


def interrupted_at(work: Callable[[], object], wanted: set[str], place: int | None) -> int:
    """Do the work; at the line number `place` of those that run in some files, counted from 0, press Ctrl+C.

    Returns:
        How many of their lines ran.
    """
    count = 0

    def local(frame: object, event: str, _: object) -> object:
        nonlocal count
        if event == "line":
            if count == place:
                sys.settrace(None)
                signal.raise_signal(signal.SIGINT)
            count += 1
        return local

    def trace(frame: FrameType, event: str, _: object) -> object:
        return local if Path(frame.f_code.co_filename).name in wanted else None

    sys.settrace(trace)
    try:
        work()
    except KeyboardInterrupt:
        pass
    finally:
        sys.settrace(None)
    return count


def fit_once(one: nnx.Module) -> None:
    dl.fit(one, DATA, epochs=1, progress=False)


@pytest.mark.parametrize("files", [{"_locks.py"}, {"fit.py", "progress.py"}], ids=["the lock", "fit and its bar"])
def test_a_fit_that_is_interrupted_at_any_line_leaves_the_model_free(files: set[str]) -> None:
    fit_once(model())
    lines = interrupted_at(lambda: fit_once(model()), files, None)
    assert lines > 10
    for place in range(lines):
        one = model()
        interrupted_at(lambda one=one: fit_once(one), files, place)  # type: ignore[misc]
        assert _locks.held() == [], place
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler, place
    fit_once(one)


@pytest.mark.slow
def test_a_monitor_whose_start_is_interrupted_at_any_line_can_start_again() -> None:
    def started(one: nnx.Module) -> dl.TrainingMonitor:
        monitor = dl.TrainingMonitor(one, DATA, epochs=1)
        monitors.append(monitor)
        monitor.start()
        return monitor

    monitors: list[dl.TrainingMonitor] = []
    files = {"background.py", "_locks.py"}
    lines = interrupted_at(lambda: started(model()), files, None)
    assert monitors.pop().wait(60)
    for place in range(lines):
        one = model()
        del monitors[:]
        interrupted_at(lambda one=one: started(one), files, place)  # type: ignore[misc]
        for monitor in monitors:
            assert monitor.wait(60), place
            if monitor.state != "finished":
                monitor.start()
                assert monitor.wait(60), place
            assert monitor.state == "finished", (place, monitor.problem)
            monitor.close()
        assert _locks.held() == [], place
