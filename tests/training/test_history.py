"""The figures of a training run."""

import numpy as np
import pytest

from digitlab.training.history import Epoch, History, describe

FIRST = Epoch(loss=0.5, accuracy=0.8, validation_loss=0.4, validation_accuracy=0.9, seconds=2.0)
SECOND = Epoch(loss=0.25, accuracy=0.9, validation_loss=None, validation_accuracy=None, seconds=3.0)


def test_a_new_history_is_empty_and_its_own():
    one, other = History(), History()
    one.epochs.append(FIRST)
    assert other.epochs == []
    assert other.step_losses.shape == (0,)
    assert other.step_losses.dtype == np.float32
    assert other.seconds == 0
    assert other.stopped is None
    assert repr(other) == "<History: no epoch finished>"
    assert other.column("loss").shape == (0,)


def test_seconds_count_the_compilation_once():
    assert History([FIRST, SECOND], compile_seconds=1.5).seconds == 6.5


def test_a_column_keeps_the_order_and_turns_none_into_nan():
    history = History([FIRST, SECOND])
    np.testing.assert_array_equal(history.column("loss"), [0.5, 0.25])
    np.testing.assert_array_equal(history.column("validation_accuracy"), [0.9, np.nan])
    assert history.column("validation_accuracy").dtype == np.float64
    with pytest.raises(AttributeError):
        history.column("lose")


def test_lines_for_people():
    assert describe(FIRST) == "loss 0.5000, accuracy 80.0%, validation loss 0.4000, accuracy 90.00%, 2.0 s"
    assert describe(SECOND) == "loss 0.2500, accuracy 90.0%, 3.0 s"
    assert repr(History([FIRST, SECOND])) == f"<History of 2 epochs: {describe(SECOND)}>"
