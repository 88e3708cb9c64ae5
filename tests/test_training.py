"""`fit` against a plain Python loop with optax, and everything that may end it early."""

import os
import re
import signal
import subprocess
import sys
import textwrap
import threading

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from flax import nnx

from digitlab import training
from digitlab.datasets import Dataset
from digitlab.evaluation import evaluate
from digitlab.models import CNN, MLP, SoftmaxRegression, to_model_input
from digitlab.training import fit


def random_data(count, seed=0):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 10, count)
    images = rng.integers(0, 60, (count, 28, 28))
    images[np.arange(count), 2 * labels] += 180  # a row that tells the digit
    return Dataset(images.astype(np.uint8), labels)


def network(seed=0, dropout=0.0):
    return MLP((13,), dropout=dropout, rngs=nnx.Rngs(seed))


def weights(model):
    return [np.asarray(leaf) for leaf in jax.tree.leaves(nnx.state(model, nnx.Param))]


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(weights(one), weights(other), strict=True))


def plain_loop(model, data, orders, optimizer):
    """Train with nothing but optax, one real batch after another; return the loss of each batch."""
    graph, params = nnx.split(model, nnx.Param, ...)[:2]
    rest = nnx.split(model, nnx.Param, ...)[2]
    state = optimizer.init(params)
    losses, hits = [], []

    @jax.jit
    def gradients(params, x, y):
        def loss_of(params):
            logits = nnx.merge(graph, params, rest, copy=True)(x)
            picked = jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], axis=1)
            return -picked.mean(), (logits.argmax(axis=1) == y).sum()

        return jax.value_and_grad(loss_of, has_aux=True)(params)

    for batches in orders:
        for batch in batches:
            x, y = to_model_input(data.images[batch]), jnp.asarray(data.labels[batch], jnp.int32)
            (loss, hit), grads = gradients(params, x, y)
            updates, state = optimizer.update(grads, state, params)
            params = optax.apply_updates(params, updates)
            losses.append(float(loss))
            hits.append(int(hit))
    nnx.update(model, params)
    return np.array(losses), np.array(hits)


@pytest.fixture
def orders(monkeypatch):
    """Record the order in which `fit` meets the images, without what fills the last batch up."""
    met = []
    plain = training._shuffled_batches

    def recorded(count, batch_size, rng):
        rows = plain(count, batch_size, rng)
        met.append(list(np.split(rows.ravel()[:count], range(batch_size, count, batch_size))))
        return rows

    monkeypatch.setattr(training, "_shuffled_batches", recorded)
    return met


# ------------------------------------------------------- against the oracle


@pytest.mark.parametrize(("count", "batch_size"), [(50, 16), (48, 16), (7, 100)])
def test_fit_equals_a_plain_loop_over_all_images(orders, count, batch_size):
    data, ours, theirs = random_data(count), network(), network()
    epochs = 2
    history = fit(ours, data, epochs=epochs, batch_size=batch_size, learning_rate=3e-3, progress=False)
    steps = -(-count // batch_size)
    for order in orders:
        assert sorted(np.concatenate(order).tolist()) == list(range(count))
        assert len(order) == steps
    schedule = optax.cosine_decay_schedule(3e-3, epochs * steps)
    losses, hits = plain_loop(theirs, data, orders, optax.adam(schedule))
    for our, their in zip(weights(ours), weights(theirs), strict=True):
        np.testing.assert_allclose(our, their, atol=2e-5)
    np.testing.assert_allclose(history.step_losses, losses, rtol=1e-3, atol=1e-5)
    sizes = np.array([len(batch) for order in orders for batch in order], float)
    for epoch, part in zip(history.epochs, np.split(np.arange(epochs * steps), epochs), strict=True):
        assert epoch.loss == pytest.approx((losses * sizes)[part].sum() / count, rel=1e-3)
        assert epoch.accuracy == pytest.approx(hits[part].sum() / count, abs=1.01 / count)


@pytest.mark.parametrize(
    "optimizer",
    [optax.sgd(0.1, momentum=0.9), optax.adamw(optax.cosine_decay_schedule(1e-2, 9), weight_decay=0.1)],
)
def test_ones_own_optimizer_brings_its_own_learning_rate(orders, optimizer):
    data, ours, theirs = random_data(50), network(), network()
    fit(ours, data, epochs=2, batch_size=16, optimizer=optimizer, learning_rate=99, progress=False)
    plain_loop(theirs, data, orders, optimizer)
    for our, their in zip(weights(ours), weights(theirs), strict=True):
        np.testing.assert_allclose(our, their, atol=2e-5)


def test_ones_own_schedule(orders):
    schedule = optax.piecewise_constant_schedule(1e-2, {3: 0.1, 6: 0})
    data, ours, theirs = random_data(50), network(), network()
    fit(ours, data, epochs=2, batch_size=16, learning_rate=schedule, progress=False)
    plain_loop(theirs, data, orders, optax.adam(schedule))
    for our, their in zip(weights(ours), weights(theirs), strict=True):
        np.testing.assert_allclose(our, their, atol=2e-5)


def test_the_networks_learn():
    data = random_data(300)
    for model in (SoftmaxRegression(rngs=nnx.Rngs(0)), CNN((3, 4), 16, rngs=nnx.Rngs(0))):
        history = fit(model, data, epochs=4, batch_size=32, learning_rate=1e-2, progress=False)
        assert evaluate(model, data).accuracy > 0.9
        assert history.epochs[-1].loss < history.epochs[0].loss


# ------------------------------------------------------------------- seeds


def test_the_same_seed_gives_the_same_weights_bit_for_bit():
    data = random_data(50)
    models = [network(dropout=0.3) for _ in range(3)]
    histories = [
        fit(model, data, epochs=2, batch_size=16, seed=seed, progress=False)
        for model, seed in zip(models, (4, 4, 5), strict=True)
    ]
    assert same(models[0], models[1])
    np.testing.assert_array_equal(histories[0].step_losses, histories[1].step_losses)
    assert not same(models[0], models[2])


def test_the_size_of_the_chunks_changes_nothing(monkeypatch):
    data, models = random_data(90), []
    for seconds in (0.0, 100.0):
        monkeypatch.setattr(training, "_CHUNK_SECONDS", seconds)
        models.append(network(dropout=0.3))
        history = fit(models[-1], data, epochs=2, batch_size=8, progress=False)
        assert history.step_losses.shape == (24,)
        assert (history.step_losses > 0).all()
    assert same(*models)


def test_every_epoch_has_its_own_order(orders):
    fit(network(), random_data(50), epochs=2, batch_size=50, progress=False)
    assert orders[0][0].tolist() != orders[1][0].tolist()


def test_no_global_random_numbers_are_used_or_changed():
    np.random.seed(3)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    fit(network(), random_data(20), epochs=1, progress=False)
    np.testing.assert_array_equal(before, np.random.get_state()[1])  # noqa: NPY002


# -------------------------------------------------------- dropout, history


def test_dropout_is_on_in_training_and_off_after():
    data = random_data(64)
    losses = []
    for rate in (0.0, 0.9):
        model = network(dropout=rate)
        losses.append(fit(model, data, epochs=1, batch_size=64, learning_rate=1e-9, progress=False).epochs[0].loss)
        x = to_model_input(data.images)
        np.testing.assert_array_equal(model(x), model(x))
    assert abs(losses[0] - losses[1]) > 0.005


def test_dropout_differs_from_step_to_step():
    data = random_data(64)[[5] * 64]  # all alike, so that their order makes no difference
    still = {"epochs": 4, "batch_size": 64, "learning_rate": 1e-12, "progress": False}
    assert np.ptp(fit(network(dropout=0.5), data, **still).step_losses) > 1e-3
    assert np.ptp(fit(network(dropout=0), data, **still).step_losses) < 1e-5


def test_validation_is_measured_after_each_epoch_and_never_trained_on():
    data, held = random_data(50), random_data(21, seed=9)
    with_it, without = network(), network()
    history = fit(with_it, data, validation=held, epochs=2, batch_size=16, progress=False)
    fit(without, data, epochs=2, batch_size=16, progress=False)
    assert same(with_it, without)
    measured = evaluate(with_it, held)
    assert history.epochs[-1].validation_loss == measured.loss
    assert history.epochs[-1].validation_accuracy == measured.accuracy
    assert history.epochs[0].validation_loss != measured.loss
    assert history.stopped is None
    assert history.seconds >= history.compile_seconds > 0
    assert all(epoch.seconds > 0 for epoch in history.epochs)


def test_without_validation_its_figures_are_none():
    epoch = fit(network(), random_data(20), epochs=1, progress=False).epochs[0]
    assert epoch.validation_loss is None
    assert epoch.validation_accuracy is None


def test_batch_statistics_are_trained_along():
    class Normed(nnx.Module):
        def __init__(self, rngs):
            self.norm = nnx.BatchNorm(784, rngs=rngs)
            self.linear = nnx.Linear(784, 10, rngs=rngs)

        def __call__(self, x):
            return self.linear(self.norm(x.reshape(len(x), -1)))

    model = Normed(nnx.Rngs(0))
    fit(model, random_data(64), epochs=1, batch_size=32, progress=False)
    assert float(jnp.abs(model.norm.mean[...]).max()) > 0


# --------------------------------------------------------- what is shown


def test_progress_tells_one_line_for_each_epoch(capsys):
    fit(network(), random_data(50), validation=random_data(9, seed=2), epochs=2, batch_size=16)
    out, err = capsys.readouterr()
    lines = re.findall(r"epoch (\d)/2: loss \d\.\d{4}, accuracy \d+\.\d%, validation loss", out)
    assert lines == ["1", "2"]
    assert err == ""


def test_without_progress_it_is_silent(capfd):
    fit(network(), random_data(50), epochs=2, progress=False)
    assert capfd.readouterr() == ("", "")


# ------------------------------------------------------------ early endings


def test_a_loss_that_is_no_number_stops_with_the_remedy(capsys):
    model = network()
    history = fit(model, random_data(50), epochs=9, batch_size=16, optimizer=optax.sgd(1e30), progress=False)
    assert re.match(r"Training stopped in epoch [12]: .* try a tenth of the learning rate\.", history.stopped)
    assert history.stopped in capsys.readouterr().out
    assert len(history.epochs) < 2
    assert not np.isfinite(history.step_losses[-1])


INTERRUPTED = """
    import os, signal, threading
    import numpy as np
    from flax import nnx
    import digitlab as dl
    from digitlab import training

    rng = np.random.default_rng(0)
    data = dl.Dataset(rng.integers(0, 256, (2000, 28, 28), np.uint8), rng.integers(0, 10, 2000))
    model = dl.MLP((16,), rngs=nnx.Rngs(0))
    start = np.array(model.output.kernel[...])
    done = []
    plain = training._Loop.run_epoch

    def run_epoch(self, *arguments):  # the third epoch has begun: interrupt soon
        done.append(1)
        if len(done) == 3:
            threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
        return plain(self, *arguments)

    training._Loop.run_epoch = run_epoch
    before = signal.getsignal(signal.SIGINT)
    history = dl.fit(model, data, validation=data, epochs=10000, batch_size=50, progress=False)
    assert signal.getsignal(signal.SIGINT) is before
    assert history.stopped.startswith("Training was interrupted in epoch "), history.stopped
    assert 2 <= len(history.epochs) < 10000
    assert len(history.step_losses) >= 40 * len(history.epochs)
    assert np.isfinite(history.step_losses).all()
    assert not np.array_equal(start, model.output.kernel[...])
    assert dl.evaluate(model, data).count == 2000
    again = dl.fit(model, data, epochs=1, progress=False)
    assert again.stopped is None
    print("kept")
"""


def test_an_interrupt_keeps_model_and_history():
    """In a process of its own, with a real signal."""
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(INTERRUPTED)], capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "kept"
    assert "Training was interrupted" in ran.stdout


def test_an_interrupt_at_once_keeps_what_the_first_step_brought(monkeypatch):
    plain = training._Loop.run_epoch

    def interrupted(self, *arguments):
        os.kill(os.getpid(), signal.SIGINT)
        return plain(self, *arguments)

    monkeypatch.setattr(training._Loop, "run_epoch", interrupted)
    model, fresh = network(), network()
    history = fit(model, random_data(50), epochs=3, batch_size=16, progress=False)
    assert history.epochs == []
    assert len(history.step_losses) == 1
    assert "interrupted in epoch 1 of 3" in history.stopped
    assert not same(model, fresh)


def test_fit_works_in_another_thread():
    results = []
    thread = threading.Thread(
        target=lambda: results.append(fit(network(), random_data(20), epochs=1, progress=False))
    )
    thread.start()
    thread.join()
    assert len(results[0].epochs) == 1


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"model": "cnn"}, TypeError, r"model must be a flax\.nnx\.Module"),
        ({"model": MLP}, TypeError, r"model must be a flax\.nnx\.Module"),
        ({"train": np.zeros((5, 28, 28), np.uint8)}, TypeError, r"train must be a digitlab\.Dataset"),
        ({"train": random_data(5)[[]]}, ValueError, "train is empty"),
        ({"validation": (1, 2)}, TypeError, r"validation must be a digitlab\.Dataset"),
        ({"validation": random_data(5)[[]]}, ValueError, "validation is empty"),
        ({"epochs": 0}, ValueError, "epochs must be"),
        ({"epochs": 1.5}, TypeError, "epochs must be a whole number"),
        ({"batch_size": 0}, ValueError, "batch_size must be"),
        ({"learning_rate": 0}, ValueError, "learning_rate must be more than 0"),
        ({"learning_rate": -1}, ValueError, "learning_rate must be more than 0"),
        ({"learning_rate": "fast"}, TypeError, "learning_rate must be a number"),
        ({"learning_rate": lambda step: -1.0 if step else 0.1}, ValueError, "schedule .* returned -1"),
        ({"learning_rate": lambda step: np.nan}, ValueError, "schedule .* returned nan"),
        ({"seed": -1}, ValueError, "seed must be"),
        ({"seed": None}, TypeError, "seed must be a whole number"),
    ],
)
def test_bad_arguments_are_refused_and_the_model_stays(change, error, message):
    model = network()
    arguments = {"model": model, "train": random_data(5), "progress": False, **change}
    with pytest.raises(error, match=f"^fit: .*{message}"):
        fit(arguments.pop("model"), arguments.pop("train"), **arguments)
    assert same(model, network())
