"""Two trainings of one model at a time are refused."""

from __future__ import annotations

import threading

import pytest
from flax import nnx

import digitlab as dl
from digitlab.training import _locks


def model() -> nnx.Module:
    return dl.SoftmaxRegression(rngs=nnx.Rngs(0))


def test_a_model_is_free_again_after_an_error() -> None:
    one = model()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), _locks.locked(one, "fit"):
            1 / 0  # noqa: B018
    assert _locks.held() == []


def test_equal_models_are_two_models() -> None:
    with _locks.locked(model(), "fit"), _locks.locked(model(), "fit"):
        assert len(_locks.held()) == 2


def test_the_second_is_refused_with_a_sentence() -> None:
    one = model()
    with _locks.locked(one, "fit"), pytest.raises(RuntimeError) as error, _locks.locked(one, "fit"):
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
    with _locks.locked(one, "fit"):
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
