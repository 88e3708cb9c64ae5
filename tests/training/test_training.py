"""`fit` against a plain Python loop with optax, and everything that may end it early."""

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from flax import nnx

from digitlab.data.datasets import Dataset, batches
from digitlab.evaluation.prediction import evaluate
from digitlab.models import networks
from digitlab.models.networks import CNN, MLP, SoftmaxRegression, to_model_input
from digitlab.training import Stepper, Trainer, fit, stepper, trainer
from digitlab.training.augmentation import Augmentation
from digitlab.training.options import TrainingOptions


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
    def step(params, state, x, y):
        def loss_of(params):
            logits = nnx.merge(graph, params, rest, copy=True)(x)
            picked = jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], axis=1)
            return -picked.mean(), (logits.argmax(axis=1) == y).sum()

        (loss, hit), grads = jax.value_and_grad(loss_of, has_aux=True)(params)
        updates, state = optimizer.update(grads, state, params)
        return loss, hit, optax.apply_updates(params, updates), state

    for order in orders:
        for batch in order:
            x, y = to_model_input(data.images[batch]), jnp.asarray(data.labels[batch], jnp.int32)
            loss, hit, params, state = step(params, state, x, y)
            losses.append(float(loss))
            hits.append(int(hit))
    nnx.update(model, params)
    return np.array(losses), np.array(hits)


@pytest.fixture
def orders(monkeypatch):
    """Record the order in which `fit` meets the images, without what fills the last batch up."""
    met = []
    plain = trainer.shuffled_batches

    def recorded(count, batch_size, rng):
        rows = plain(count, batch_size, rng)
        met.append(list(np.split(rows.ravel()[:count], range(batch_size, count, batch_size))))
        return rows

    monkeypatch.setattr(trainer, "shuffled_batches", recorded)
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
        monkeypatch.setattr(stepper, "CHUNK_SECONDS", seconds)
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


def test_augmentation_differs_from_step_to_step_and_from_epoch_to_epoch():
    data = random_data(64)[[5] * 64]  # all alike, so that their order makes no difference
    still = {"epochs": 3, "batch_size": 32, "learning_rate": 1e-12, "progress": False}
    moved = np.sort(fit(network(), data, **still, augmentation=Augmentation(shift=3, turn=20)).step_losses)
    assert len(moved) == 6
    assert np.diff(moved).min() > 1e-4
    assert np.ptp(fit(network(), data, **still).step_losses) < 1e-5


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
    assert re.match(r"Training stopped in epoch [12]: .* Try a tenth of the learning rate\.", history.stopped)
    assert history.stopped in capsys.readouterr().out
    assert len(history.epochs) < 2
    assert not np.isfinite(history.step_losses[-1])
    assert same(model, network())  # it broke down in the first epoch, so nothing was learned


INTERRUPTED = """
    import os, signal, threading
    import numpy as np
    from flax import nnx
    import digitlab as dl
    from digitlab.training import Stepper

    rng = np.random.default_rng(0)
    data = dl.Dataset(rng.integers(0, 256, (2000, 28, 28), np.uint8), rng.integers(0, 10, 2000))
    model = dl.MLP((16,), rngs=nnx.Rngs(0))
    start = np.array(model.output.kernel[...])
    done = []
    plain = Stepper.advance

    def advance(self, epoch, *arguments):  # the third epoch has begun: interrupt soon
        if epoch == 2 and not done:
            done.append(1)
            threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
        return plain(self, epoch, *arguments)

    Stepper.advance = advance
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
    plain = Stepper.advance

    def interrupted(self, *arguments, **named):
        os.kill(os.getpid(), signal.SIGINT)
        return plain(self, *arguments, **named)

    monkeypatch.setattr(Stepper, "advance", interrupted)
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


class Answers(nnx.Module):
    """A network whose answer is spoilt by a function."""

    def __init__(self, spoil):
        self.inner = network()
        self.spoil = spoil

    def __call__(self, x):
        return self.spoil(self.inner(x))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda logits: logits[:, :9], r"must return logits of shape \(n, 10\), .* 5 images it returned \(5, 9\)"),
        (lambda logits: logits[:, 0], r"for 5 images it returned \(5,\)\. Check its last layer"),
        (lambda logits: (logits, logits), r"it returned a tuple\."),
        (lambda logits: logits @ jnp.zeros((11, 10)), r"can't read images of shape \(5, 28, 28, 1\).*TypeError: "),
    ],
)
def test_a_model_with_another_answer_is_refused_before_it_is_compiled(monkeypatch, spoil, message):
    monkeypatch.setattr(Stepper, "compile", lambda self: pytest.fail("compiled"))
    with pytest.raises(ValueError, match=f"^fit: the model .*{message}"):
        fit(Answers(spoil), random_data(5), progress=False)


# ------------------------------------------------------- weight decay, patience


def test_weight_decay_is_that_of_adamw_on_matrices_only(orders):
    data, ours, theirs = random_data(50), network(), network()
    fit(ours, data, epochs=2, batch_size=16, learning_rate=1e-2, weight_decay=0.3, progress=False)
    schedule = optax.cosine_decay_schedule(1e-2, 8)
    mask = lambda params: jax.tree.map(lambda leaf: leaf.ndim > 1, params)  # noqa: E731
    plain_loop(theirs, data, orders, optax.adamw(schedule, weight_decay=0.3, mask=mask))
    for our, their in zip(weights(ours), weights(theirs), strict=True):
        np.testing.assert_allclose(our, their, atol=3e-5)


def test_patience_stops_early_and_keeps_the_best_weights():
    data, held = random_data(40), random_data(40, seed=5)
    held = Dataset(held.images, np.roll(held.labels, 7))  # nothing to learn for it: the loss soon grows
    model, twin = network(), network()
    history = fit(
        model, data, validation=held, epochs=60, batch_size=8, learning_rate=1e-2, patience=3, progress=False
    )
    losses = history.column("validation_loss")
    assert len(losses) == history.best_epoch + 1 + 3 < 60
    assert history.best_epoch == losses.argmin()
    assert evaluate(model, held).loss == losses.min()
    assert "stopped early" in history.stopped
    schedule = optax.cosine_decay_schedule(1e-2, 60 * 5)
    fit(twin, data, epochs=history.best_epoch + 1, batch_size=8, learning_rate=schedule, progress=False)
    for best, same_epochs in zip(weights(model), weights(twin), strict=True):
        np.testing.assert_allclose(best, same_epochs, atol=2e-5)


def test_patience_keeps_the_best_weights_of_a_run_that_ends_by_itself():
    data, held = random_data(40), random_data(40, seed=5)
    held = Dataset(held.images, np.roll(held.labels, 7))
    model = network()
    history = fit(
        model, data, validation=held, epochs=8, batch_size=8, learning_rate=1e-2, patience=50, progress=False
    )
    assert history.stopped is None
    assert history.best_epoch < 7
    assert evaluate(model, held).loss == history.column("validation_loss").min()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"patience": 2}, "patience needs validation data"),
        ({"weight_decay": 0.1, "optimizer": optax.sgd(0.1)}, "weight_decay belongs to the built-in Adam"),
        ({"weight_decay": -0.1}, "weight_decay must be"),
    ],
)
def test_odd_combinations_are_refused(change, message):
    with pytest.raises(ValueError, match=f"^fit: {message}"):
        fit(network(), random_data(5), progress=False, **change)


# ------------------------------------------------------------------- resume


SETTINGS = {
    "epochs": 4,
    "batch_size": 16,
    "learning_rate": 1e-2,
    "weight_decay": 0.01,
    "augmentation": Augmentation(shift=2, turn=10, elastic=0.5),
    "seed": 3,
}


def test_stopped_at_a_random_step_and_continued_gives_the_same_weights(monkeypatch):
    """Ten times, with dropout, augmentation, weight decay and validation: bit for bit."""
    monkeypatch.setattr(stepper, "CHUNK_SECONDS", 0.0)  # one step in a chunk, so any step can be the last
    data, held = random_data(90), random_data(21, seed=9)  # 6 steps an epoch, 24 in all
    unbroken = network(dropout=0.3)
    whole = fit(unbroken, data, validation=held, progress=False, **SETTINGS)
    rng = np.random.default_rng(0)
    for last in [5, 23, *rng.integers(1, 24, 8)]:  # the end of an epoch, the last step but one, others
        model = network(dropout=0.3)
        run = Trainer(model, data, validation=held, **SETTINGS)
        run.compile()
        for number, _ in enumerate(run.run(), start=1):
            if number == last:
                run.stop("was interrupted")
        assert len(run.history.step_losses) == last
        assert run.history.can_go_on
        assert not same(model, unbroken)
        history = fit(model, data, validation=held, progress=False, resume=run.history, **SETTINGS)
        assert history is run.history
        assert same(model, unbroken)
        assert history.stopped is None
        assert not history.can_go_on
        np.testing.assert_array_equal(history.step_losses, whole.step_losses)
        for one, other in zip(history.epochs, whole.epochs, strict=True):
            assert (one.loss, one.validation_loss) == (other.loss, other.validation_loss)


def test_a_run_can_be_interrupted_twice(monkeypatch):
    monkeypatch.setattr(stepper, "CHUNK_SECONDS", 0.0)
    data, unbroken, model = random_data(90), network(), network()
    fit(unbroken, data, progress=False, **SETTINGS)
    history = None
    for turns in (4, 9):
        run = Trainer(model, data, resume=history, **SETTINGS)
        for number, _ in enumerate(run.run(), start=1):
            if number == turns:
                run.stop("was interrupted")
        history = run.history
    assert len(history.step_losses) == 13
    fit(model, data, progress=False, resume=history, **SETTINGS)
    assert same(model, unbroken)


def test_only_an_interrupted_run_with_the_same_arguments_can_be_resumed(monkeypatch):
    monkeypatch.setattr(stepper, "CHUNK_SECONDS", 0.0)
    data = random_data(90)
    done = fit(network(), data, progress=False, **SETTINGS)
    with pytest.raises(ValueError, match=r"^fit: resume must be .* this one ran to its end"):
        fit(network(), data, progress=False, resume=done, **SETTINGS)
    with pytest.raises(ValueError, match=r"^fit: resume must be .* this one is a str"):
        fit(network(), data, progress=False, resume="history", **SETTINGS)
    run = Trainer(network(), data, **SETTINGS)
    for _ in run.run():
        run.stop("was interrupted")
    for change in ({"seed": 4}, {"epochs": 5}, {"learning_rate": 1e-3}, {"augmentation": None}, {"batch_size": 8}):
        with pytest.raises(ValueError, match=r"^fit: to resume a run, .* was different"):
            fit(network(), data, progress=False, resume=run.history, **{**SETTINGS, **change})
    with pytest.raises(ValueError, match="number of training images"):
        fit(network(), random_data(89), progress=False, resume=run.history, **SETTINGS)
    # A refusal loses nothing: the run can still be resumed.
    assert fit(network(), data, progress=False, resume=run.history, **SETTINGS).stopped is None


def test_the_learning_rate_can_be_changed_on_the_fly(monkeypatch):
    monkeypatch.setattr(stepper, "CHUNK_SECONDS", 0.0)
    model = network()
    run = Trainer(model, random_data(90), epochs=2, batch_size=16, learning_rate=1e-2)
    frozen = None
    for number, _ in enumerate(run.run(), start=1):
        if number == 4:
            run.rate_factor = 0.0
            run.write_to_model()
            frozen = weights(model)
            assert run.learning_rate == 0
    assert all(np.array_equal(a, b) for a, b in zip(weights(model), frozen, strict=True))
    assert not same(model, network())


def test_a_callers_pause_does_not_count_as_training(monkeypatch):
    monkeypatch.setattr(stepper, "CHUNK_SECONDS", 0.0)
    run = Trainer(network(), random_data(48), epochs=1, batch_size=16)
    run.compile()
    for number, _ in enumerate(run.run()):
        if number == 0:
            time.sleep(2)
    assert run.history.epochs[0].seconds < 1.5


def test_the_weights_can_be_looked_at_between_two_reports(monkeypatch):
    monkeypatch.setattr(stepper, "CHUNK_SECONDS", 0.0)
    model = network()
    run = Trainer(model, random_data(40), epochs=1, batch_size=16)
    assert run.steps_per_epoch == 3
    seen = []
    for _ in run.run():
        seen.append([np.array(leaf) for leaf in jax.tree.leaves(run.parameters)])
    assert len(seen) == 3
    assert not np.array_equal(seen[0][0], seen[1][0])
    assert all(np.array_equal(a, b) for a, b in zip(seen[-1], weights(model), strict=True))


# ------------------------------------------------------------- a learner's own loop


class OwnCNN(nnx.Module):
    """What a learner writes: Flax's own layers, and nothing of digitlab's."""

    def __init__(self, *, rngs):
        self.conv1 = nnx.Conv(1, 3, kernel_size=(3, 3), rngs=rngs)
        self.conv2 = nnx.Conv(3, 4, kernel_size=(3, 3), rngs=rngs)
        self.dense = nnx.Linear(7 * 7 * 4, 9, rngs=rngs)
        self.dropout = nnx.Dropout(0.3, rngs=rngs)
        self.output = nnx.Linear(9, 10, rngs=rngs)

    def __call__(self, x):
        x = nnx.relu(nnx.max_pool(self.conv1(x), (2, 2), strides=(2, 2)))
        x = nnx.relu(nnx.max_pool(self.conv2(x), (2, 2), strides=(2, 2)))
        x = self.dropout(nnx.relu(self.dense(x.reshape(len(x), -1))))
        return self.output(x)


def own_loop(model, data, epochs, batch_size, rate, seed):
    optimizer = nnx.Optimizer(model, optax.adam(rate), wrt=nnx.Param)

    @nnx.jit
    def step(model, optimizer, x, y):
        def loss_of(model):
            return optax.softmax_cross_entropy_with_integer_labels(model(x), y).mean()

        loss, slopes = nnx.value_and_grad(loss_of)(model)
        optimizer.update(model, slopes)
        return loss

    model.train()
    return [
        float(step(model, optimizer, to_model_input(part.images), part.labels.astype(np.int32)))
        for epoch in range(epochs)
        for part in batches(data, batch_size, seed=seed, epoch=epoch)
    ]


@pytest.mark.parametrize("build", [OwnCNN, lambda rngs: CNN((3, 4), 9, dropout=0.3, rngs=rngs)])
def test_fit_goes_the_way_of_a_loop_in_plain_flax_dropout_included(build):
    data = random_data(96)
    mine = OwnCNN(rngs=nnx.Rngs(0))
    losses = own_loop(mine, data, 2, 16, optax.cosine_decay_schedule(3e-3, 12), seed=5)
    model = build(rngs=nnx.Rngs(0))
    history = fit(model, data, epochs=2, batch_size=16, learning_rate=3e-3, seed=5, progress=False)
    np.testing.assert_allclose(history.step_losses, losses, atol=1e-4)
    for one, other in zip(weights(model), weights(mine), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-3)


# ------------------------------------------------------------- many devices


def test_a_batch_shared_among_devices_goes_layer_by_layer(monkeypatch):
    """Fused operations put the images of a batch last, where they can't be shared without moving them all."""

    def whole(*_):
        raise AssertionError("fused operations")

    monkeypatch.setattr(networks, "conv_pool_relu", whole)
    data = Dataset(np.zeros((32, 28, 28), np.uint8), np.zeros(32, np.uint8))
    options = {"epochs": 1, "batch_size": 16, "progress": False}
    model = CNN((2, 3), 4, rngs=nnx.Rngs(0))
    fit(model, data, devices=jax.devices()[:1], **options)
    assert model.dropout.deterministic
    assert model.fused
    with pytest.raises(ValueError, match="fused operations"):
        fit(model, data, **options)


MANY = """
    import os
    os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=8"
    import jax, numpy as np
    from flax import nnx
    import digitlab as dl

    assert len(jax.devices()) == 8
    rng = np.random.default_rng(0)
    data = dl.Dataset(rng.integers(0, 256, (203, 28, 28), np.uint8), rng.integers(0, 10, 203))
    settings = dict(validation=data[:50], epochs=2, batch_size=30, progress=False)
    settings["augmentation"] = dl.training.Augmentation(turn=9)
    for build in (lambda: dl.MLP((16,), rngs=nnx.Rngs(0)), lambda: dl.CNN((3, 4), 16, rngs=nnx.Rngs(0))):
        one, all_ = build(), build()
        alone = dl.fit(one, data, **settings)
        shared = dl.fit(all_, data, devices=jax.devices(), **settings)
        np.testing.assert_allclose(shared.step_losses, alone.step_losses, rtol=2e-5)
        answers = [dl.predict_proba(model, data.images) for model in (one, all_)]
        np.testing.assert_allclose(*answers, atol=2e-4)
        few = dl.fit(build(), data, devices=jax.devices()[:3], **settings)
        np.testing.assert_allclose(few.step_losses, alone.step_losses, rtol=2e-5)
    print("same")
"""


@pytest.mark.slow
def test_eight_devices_give_the_same_loss_curve_as_one():
    """In a process of its own, because the number of virtual devices is fixed at its start."""
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(MANY)], capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "same"


JOINED = """
    import sys
    import jax, numpy as np
    from flax import nnx
    import digitlab as dl

    number, port = int(sys.argv[1]), sys.argv[2]
    if port != "none":
        jax.distributed.initialize(f"127.0.0.1:{port}", num_processes=2, process_id=number)
        assert len(jax.devices()) == 2 and len(jax.local_devices()) == 1
    rng = np.random.default_rng(0)
    data = dl.Dataset(rng.integers(0, 256, (103, 28, 28), np.uint8), rng.integers(0, 10, 103))
    model = dl.MLP((16,), rngs=nnx.Rngs(0))
    history = dl.fit(
        model, data, validation=data[:50], epochs=2, batch_size=15, progress=False, devices=jax.devices()
    )
    assert all(leaf.is_fully_addressable for leaf in jax.tree.leaves(nnx.state(model, nnx.Param)))
    print(*(f"{loss:.6f}" for loss in history.step_losses), f"{history.epochs[-1].validation_loss:.6f}")
"""


@pytest.mark.slow
def test_two_processes_give_the_same_loss_curve_as_one():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    code = textwrap.dedent(JOINED)
    pair = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(number), port],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in (0, 1)
    ]
    try:
        outputs = [process.communicate(timeout=200) for process in pair]
    finally:
        for process in pair:
            process.kill()
    for process, (_, errors) in zip(pair, outputs, strict=True):
        assert process.returncode == 0, errors
    alone = subprocess.run([sys.executable, "-c", code, "0", "none"], capture_output=True, text=True, timeout=200)
    assert alone.returncode == 0, alone.stderr
    outs = (outputs[0][0], outputs[1][0], alone.stdout)
    curves = [[float(word) for word in out.splitlines()[-1].split()] for out in outs]
    assert len(curves[2]) == 15
    np.testing.assert_allclose(curves[0], curves[2], rtol=2e-5)
    np.testing.assert_array_equal(curves[0], curves[1])


def modes(model: nnx.Module) -> list[bool]:
    return [module.deterministic for _, module in nnx.iter_modules(model) if isinstance(module, nnx.Dropout)]


@pytest.mark.parametrize("is_training", [True, False])
def test_a_trainer_leaves_the_model_alone_until_it_runs(is_training):
    model, twin = MLP((8,), rngs=nnx.Rngs(0)), MLP((8,), rngs=nnx.Rngs(0))
    for one in model, twin:
        one.train() if is_training else one.eval()
    trainer = Trainer(model, random_data(50), epochs=1, batch_size=16)
    trainer.compile()
    assert modes(model) == [not is_training]
    assert same(model, twin)
    for _ in trainer.run():
        assert modes(model) == [True]
    assert not same(model, twin)


def test_a_learning_rate_that_is_changed_counts_from_the_next_steps(monkeypatch):
    """Steps of size 0 change nothing; the epoch's plan itself stays as it is."""
    monkeypatch.setattr(stepper, "CHUNK_SECONDS", 1e-9)  # a report after each step
    model = network()
    trainer = Trainer(model, random_data(64), epochs=1, batch_size=16, learning_rate=lambda step: 0.01)
    run = trainer.run()
    next(run)
    trainer.write_to_model()
    after_one = nnx.clone(model)
    trainer.rate_factor = 0.0
    assert trainer.learning_rate == 0.0
    list(run)
    assert same(model, after_one)


def test_an_optimizer_of_ones_own_makes_the_whole_step():
    """As optax's own loop, of one batch: its updates are neither scaled nor turned round."""
    data = random_data(16)
    ours, theirs = network(), network()
    fit(ours, data, epochs=1, batch_size=16, optimizer=optax.sgd(0.1), progress=False)

    def loss_of(model):
        logits = model(to_model_input(data.images))
        return optax.softmax_cross_entropy_with_integer_labels(logits, data.labels.astype(np.int32)).mean()

    theirs.eval()
    gradients = nnx.grad(loss_of)(theirs)
    for ours_leaf, leaf, gradient in zip(
        *(jax.tree.leaves(nnx.state(one, nnx.Param)) for one in (ours, theirs)),
        jax.tree.leaves(gradients),
        strict=True,
    ):
        np.testing.assert_allclose(ours_leaf, leaf - 0.1 * gradient, rtol=1e-4, atol=1e-6)


def test_a_resumed_trainer_that_never_runs_takes_nothing_from_the_history():
    model, data = network(), random_data(64)
    run = Trainer(model, data, epochs=2, batch_size=16)
    for _ in run.run():
        run.stop("was stopped")
    history = run.history
    assert history.can_go_on
    Trainer(model, data, epochs=2, batch_size=16, resume=history)
    assert history.can_go_on
    assert "was stopped" in history.stopped
    assert len(fit(model, data, epochs=2, batch_size=16, resume=history, progress=False).epochs) == 2


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"learning_rate": -1.0}, ValueError),
        ({"learning_rate": "small"}, TypeError),
        ({"optimizer": "adam"}, TypeError),
    ],
)
def test_odd_options_are_refused_before_any_work(options, error):
    with pytest.raises(error, match=r"^fit: (learning_rate|optimizer) must be"):
        TrainingOptions(**options)


def test_a_run_that_has_ended_early_does_not_begin_again():
    """The validation loss can't fall with steps of size 0."""
    data = random_data(32)
    run = Trainer(
        network(), data, validation=data, epochs=9, batch_size=16, patience=1, learning_rate=lambda step: 0.0
    )
    list(run.run())
    epochs, stopped = len(run.history.epochs), run.history.stopped
    assert "stopped early" in stopped
    assert list(run.run()) == []
    assert (len(run.history.epochs), run.history.stopped) == (epochs, stopped)
