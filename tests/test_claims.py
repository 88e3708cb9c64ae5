"""Two trainings of one model at a time are refused."""

from __future__ import annotations

import threading

import pytest
from flax import nnx

import digitlab as dl
from digitlab.training import claims


def model() -> nnx.Module:
    return dl.SoftmaxRegression(rngs=nnx.Rngs(0))


def test_a_model_is_free_again_after_an_error() -> None:
    one = model()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), claims.claimed(one, "fit"):
            1 / 0  # noqa: B018
    assert claims._claims == []


def test_equal_models_are_two_models() -> None:
    with claims.claimed(model(), "fit"), claims.claimed(model(), "fit"):
        assert len(claims._claims) == 2


@pytest.mark.fault("fit on a model that another thread's fit trains")
def test_the_second_is_refused_with_a_sentence() -> None:
    one = model()
    with claims.claimed(one, "fit"), pytest.raises(RuntimeError) as error, claims.claimed(one, "fit"):
        pass
    assert str(error.value) == (
        "fit: another call of fit is training this model just now, and two would overwrite each other's weights. "
        "Wait until that call of fit has ended, or interrupt it."
    )


def test_a_training_that_was_told_to_stop_is_waited_for() -> None:
    one = model()
    first = claims.claim(one, "TrainingMonitor")
    first.is_ending = True
    timer = threading.Timer(0.2, claims.release, [first])
    timer.start()
    with claims.claimed(one, "fit"):
        assert first not in claims._claims
    timer.join()


def test_it_is_waited_for_at_most_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "_PATIENCE", 0.1)
    one = model()
    first = claims.claim(one, "TrainingMonitor")
    first.is_ending = True
    with pytest.raises(RuntimeError, match="a TrainingMonitor is training this model"):
        claims.claim(one, "fit")
    claims.release(first)
    claims.release(first)
