"""The training monitor without a browser: its states, its thread, and that it changes nothing about training."""

from __future__ import annotations

import gc
import io
import re
import subprocess
import sys
import textwrap
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import ipywidgets
import jax
import numpy as np
import optax
import pytest
from flax import nnx
from parts import button, parts, until
from parts import said as page
from PIL import Image

import digitlab as dl
from digitlab.training import Trainer, _locks, background, stepper
from digitlab.widgets.monitor import curves
from digitlab.widgets.monitor import monitor as module
from digitlab.widgets.monitor import page as monitor_page

LONG = {"epochs": 5000, "batch_size": 16, "learning_rate": 1e-3}


def data(count: int = 90, seed: int = 0) -> dl.Dataset:
    rng = np.random.default_rng(seed)
    return dl.Dataset(rng.integers(0, 256, (count, 28, 28), np.uint8), rng.integers(0, 10, count))


def network(dropout: float = 0.0) -> dl.MLP:
    return dl.MLP((13,), dropout=dropout, rngs=nnx.Rngs(0))


def weights(model: nnx.Module) -> list[np.ndarray]:
    return [np.asarray(leaf) for leaf in jax.tree.leaves(nnx.state(model, nnx.Param))]


def same(one: nnx.Module, other: nnx.Module) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(weights(one), weights(other), strict=True))


def steps(monitor: dl.TrainingMonitor) -> int:
    return len(monitor.history.step_losses)


def rate(monitor: dl.TrainingMonitor) -> float:
    """Return the learning rate that the page tells."""
    return float(re.search(r"is (\S+) at this step", page(monitor))[1])  # type: ignore[index]


def slider(monitor: dl.TrainingMonitor) -> ipywidgets.FloatLogSlider:
    (found,) = [w for w in parts(monitor) if isinstance(w, ipywidgets.FloatLogSlider)]
    return found


def shown(monitor: dl.TrainingMonitor) -> str:
    return re.search(r'data-state="(\w+)"', page(monitor))[1]  # type: ignore[index]


@pytest.fixture(autouse=True)
def nothing_is_left_running() -> Iterator[None]:
    yield
    for one in background.running():
        one.stop()
        assert one.wait(30)
    until(lambda: not [t for t in threading.enumerate() if t.name == "digitlab-training"], 10)


@pytest.fixture
def one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report after each step, and no click is the half of a double click."""
    monkeypatch.setattr(stepper, "CHUNK_SECONDS", 0.0)
    monkeypatch.setattr(module, "_DOUBLE_CLICK", 0.0)


def running(**changes: Any) -> dl.TrainingMonitor:
    monitor = dl.TrainingMonitor(network(), data(), **{**LONG, **changes})
    monitor.start()
    until(lambda: steps(monitor) > 3)
    return monitor


# ------------------------------------------------------------------- training


def test_it_trains_like_fit_bit_for_bit() -> None:
    settings = {"epochs": 3, "batch_size": 16, "validation": data(20, seed=5), "weight_decay": 0.1}
    theirs, ours = network(0.2), network(0.2)
    history = dl.fit(theirs, data(), progress=False, **settings)
    monitor = dl.TrainingMonitor(ours, data(), **settings)
    assert (monitor.state, shown(monitor)) == ("ready", "ready")
    assert same(ours, network(0.2))
    monitor.start()
    assert monitor.wait(60)
    assert (monitor.state, shown(monitor), monitor.problem) == ("finished", "finished", None)
    assert same(ours, theirs)
    np.testing.assert_array_equal(monitor.history.step_losses, history.step_losses)
    assert monitor.history.epochs[-1].validation_loss == history.epochs[-1].validation_loss
    assert 'data-epoch="3"' in page(monitor)


@pytest.mark.usefixtures("one_step")
def test_paused_stopped_and_started_again_gives_the_same_weights_bit_for_bit() -> None:
    settings = {
        "epochs": 12,
        "batch_size": 16,
        "validation": data(20, seed=5),
        "augmentation": dl.training.Augmentation(shift=2),
    }
    whole, model = network(0.3), network(0.3)
    dl.fit(whole, data(), progress=False, **settings)
    monitor = dl.TrainingMonitor(model, data(), **settings)
    stops = 0
    for _ in range(3):
        before = steps(monitor)
        monitor.start()
        until(
            lambda before=before: steps(monitor) > before + 2 or monitor.state in ("stopped", "finished", "failed")
        )
        monitor.pause()
        until(lambda: monitor.state != "training")
        monitor.continue_()
        monitor.stop()
        assert monitor.wait(60)
        stops += monitor.state == "stopped"
    assert stops >= 1, "each stop came too late"
    if monitor.state == "stopped":
        assert monitor.history.can_go_on
        monitor.start()
        assert monitor.wait(60)
    assert monitor.state == "finished"
    assert same(model, whole)


@pytest.mark.usefixtures("one_step")
def test_a_stopped_run_goes_on_in_another_monitor_and_in_fit() -> None:
    settings = {"epochs": 40, "batch_size": 16}
    whole, model = network(), network()
    dl.fit(whole, data(), progress=False, **settings)
    first = dl.TrainingMonitor(model, data(), **settings)
    first.start()
    until(lambda: steps(first) > 5)
    first.stop()
    assert first.wait(60)
    second = dl.TrainingMonitor(model, data(), resume=first.history, **settings)
    second.start()
    until(lambda: second.state == "training")
    second.stop()
    assert second.wait(60)
    dl.fit(model, data(), progress=False, resume=second.history, **settings)
    assert same(model, whole)


@pytest.mark.usefixtures("one_step")
def test_a_pause_holds_everything_and_gives_the_model_its_weights() -> None:
    monitor = running()
    monitor.pause()
    until(lambda: monitor.state == "paused")
    until(lambda: shown(monitor) == "paused")
    before, picture = steps(monitor), page(monitor)
    paused = weights(monitor.model)
    assert not same(monitor.model, network())
    time.sleep(0.3)
    assert steps(monitor) == before
    assert page(monitor) == picture
    assert not monitor.wait(0.05)
    monitor.resume()
    until(lambda: steps(monitor) > before)
    monitor.stop()
    assert monitor.wait(10)
    assert not np.array_equal(weights(monitor.model)[0], paused[0])


@pytest.mark.parametrize("is_paused", [False, True])
def test_stop_is_quick_from_training_and_from_a_pause(is_paused: bool) -> None:
    times = []
    for _ in range(3):  # other work on the machine may slow one of them down, not each
        monitor = running()
        time.sleep(0.5)  # the chunks of steps have their full length
        if is_paused:
            monitor.pause()
            until(lambda monitor=monitor: monitor.state == "paused")
        begin = time.monotonic()
        monitor.stop()
        assert monitor.wait(30)
        times.append(time.monotonic() - begin)
        assert (monitor.state, shown(monitor)) == ("stopped", "stopped")
        assert monitor.history.stopped.startswith("Training was stopped in epoch")
    assert min(times) < 0.5


def test_stopping_while_it_compiles_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    held, plain = threading.Event(), Trainer.compile

    def slow(self: Trainer) -> None:
        held.wait(30)
        plain(self)

    monkeypatch.setattr(Trainer, "compile", slow)
    monitor = dl.TrainingMonitor(network(), data(), **LONG)
    monitor.start()
    until(lambda: shown(monitor) == "compiling")
    monitor.stop()
    assert shown(monitor) == "stopping"
    held.set()
    assert monitor.wait(60)
    assert monitor.state == "stopped"
    assert monitor.history.can_go_on


@pytest.mark.usefixtures("one_step")
def test_the_learning_rate_can_be_changed_on_the_fly() -> None:
    model = network()
    monitor = dl.TrainingMonitor(model, data(), **LONG)
    assert "is 0.001 at" in page(monitor)
    slider(monitor).value = 0.1
    assert "is 0.0001 at" in page(monitor)
    monitor.start()
    until(lambda: steps(monitor) > 3)
    until(lambda: rate(monitor) < 1.01e-4)
    slider(monitor).value = 10
    until(lambda: rate(monitor) > 5e-3)
    monitor.stop()
    assert monitor.wait(10)

    slow = network()
    other = dl.TrainingMonitor(slow, data(), epochs=1, batch_size=16)
    slider(other).value = 0.1
    other.start()
    assert other.wait(60)
    plain = network()
    dl.fit(plain, data(), epochs=1, batch_size=16, progress=False)
    moved = [abs(weights(one)[1] - weights(network())[1]).mean() for one in (slow, plain)]
    assert moved[0] < 0.2 * moved[1]


def test_an_optimizer_of_ones_own_keeps_its_rate() -> None:
    monitor = dl.TrainingMonitor(network(), data(), epochs=1, optimizer=optax.sgd(0.1))
    assert slider(monitor).disabled
    assert "own optimizer" in page(monitor)
    monitor.start()
    assert monitor.wait(60)
    assert monitor.state == "finished"


def test_early_stopping_says_so() -> None:
    monitor = dl.TrainingMonitor(network(), data(), validation=data(20, seed=5), patience=1, **LONG)
    monitor.start()
    assert monitor.wait(120)
    assert monitor.state == "finished"
    assert "Training stopped early, after epoch" in page(monitor)


# -------------------------------------------------------------------- buttons


@pytest.mark.usefixtures("one_step")
def test_the_buttons_follow_the_state() -> None:
    monitor = dl.TrainingMonitor(network(), data(), **LONG)
    assert button(monitor, "Stop").disabled
    button(monitor, "Start").click()
    until(lambda: shown(monitor) == "training")
    assert not button(monitor, "Stop").disabled
    button(monitor, "Pause").click()
    assert button(monitor, "Continue")
    until(lambda: shown(monitor) == "paused")
    button(monitor, "Continue").click()
    until(lambda: shown(monitor) == "training")
    button(monitor, "Stop").click()
    assert monitor.wait(10)
    assert shown(monitor) == "stopped"
    assert button(monitor, "Start").layout.width == button(monitor, "Stop").layout.width


def test_a_double_click_starts_and_does_not_pause() -> None:
    monitor = dl.TrainingMonitor(network(), data(), **LONG)
    start = button(monitor, "Start")
    start.click()
    start.click()
    until(lambda: steps(monitor) > 3)
    assert monitor.state == "training"
    threads = set(threading.enumerate())
    monitor.start()
    assert set(threading.enumerate()) <= threads


def test_start_after_the_end_is_answered_with_a_sentence() -> None:
    monitor = dl.TrainingMonitor(network(), data(), epochs=1)
    monitor.start()
    assert monitor.wait(60)
    with pytest.raises(RuntimeError, match=r"^TrainingMonitor: .* has finished after 1 epoch\. .* make a new"):
        monitor.start()
    button(monitor, "Start").click()
    assert "has finished after 1 epoch" in page(monitor)
    assert monitor.state == "finished"


@pytest.mark.usefixtures("one_step")
def test_two_monitors_do_not_train_one_model_at_the_same_time() -> None:
    first = running()
    second = dl.TrainingMonitor(first.model, data(), **LONG)
    with pytest.raises(RuntimeError, match="another monitor is training this model"):
        second.start()
    assert (second.state, shown(second)) == ("ready", "ready")
    assert "another monitor is training this model" in page(second)
    assert "Press Stop here to stop the other one, then Start." in page(second)
    assert first.state == "training"
    button(second, "Stop").click()  # the first one's view may be gone
    assert first.wait(10)
    assert first.state == "stopped"
    second.start()
    until(lambda: steps(second) > 3)
    assert "another monitor" not in page(second)


@pytest.mark.usefixtures("one_step")
def test_a_monitor_waits_for_one_that_is_stopping(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = _locks.release

    def slow(mine: _locks.ModelLock) -> None:
        time.sleep(0.3)
        plain(mine)

    monkeypatch.setattr(_locks, "release", slow)
    first = running()
    second = dl.TrainingMonitor(first.model, data(), **LONG)
    first.stop()
    second.start()
    until(lambda: steps(second) > 3)
    assert first.state == "stopped"


@pytest.mark.usefixtures("one_step")
def test_while_one_start_waits_other_monitors_are_free(monkeypatch: pytest.MonkeyPatch) -> None:
    model = network()
    ending = _locks.acquire(model, "fit")
    ending.is_ending = True
    asked, plain = threading.Event(), time.sleep

    def sleep(seconds: float) -> None:
        asked.set()
        plain(seconds)

    monkeypatch.setattr(_locks.time, "sleep", sleep)
    waiting = dl.TrainingMonitor(model, data(), **LONG)
    starts = threading.Thread(target=waiting.start)
    starts.start()
    try:
        assert asked.wait(10)
        busy = running()
        assert busy.state == "training"
        assert waiting.state == "ready"
    finally:
        _locks.release(ending)
        starts.join(30)
    until(lambda: waiting.state == "training")


@pytest.mark.usefixtures("one_step")
@pytest.mark.parametrize("is_paused", [False, True])
def test_fit_refuses_a_model_that_a_monitor_trains(is_paused: bool) -> None:
    monitor = running()
    if is_paused:
        monitor.pause()
        until(lambda: monitor.state == "paused")
    with pytest.raises(RuntimeError, match="fit: a TrainingMonitor is training this model just now") as error:
        dl.fit(monitor.model, data(), epochs=1, progress=False)
    assert "Press Stop there, or wait" in str(error.value)
    assert monitor.state == ("paused" if is_paused else "training")
    # Another model is free, and this one is as soon as the monitor has stopped: fit waits for that moment.
    dl.fit(network(), data(), epochs=1, progress=False)
    monitor.stop()
    dl.fit(monitor.model, data(), epochs=1, progress=False)


def test_a_monitor_refuses_a_model_that_fit_trains() -> None:
    model = network()
    monitor = dl.TrainingMonitor(model, data(), epochs=1)
    with _locks.acquire(model, "fit"):
        with pytest.raises(RuntimeError, match="TrainingMonitor: another call of fit is training this model"):
            monitor.start()
        assert monitor.state == "ready"
    monitor.start()
    assert monitor.wait(60)
    assert monitor.state == "finished"


def test_a_pause_is_no_training_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock of the test's own: a second for each report, and a day for the pause."""
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(
        background, "time", SimpleNamespace(perf_counter=lambda: clock.now, monotonic=time.monotonic)
    )
    training = background.BackgroundTraining(network(), data(90), epochs=3, batch_size=90)
    reports: list[str] = []

    def listen() -> None:
        if training.state == "paused":
            clock.now += 86400
            training.go_on()
        elif training.state == "training":
            clock.now += 1
            if len(reports) == 2:
                training.pause()
        reports.append(training.state)

    training.on_change(listen)
    training.start()
    assert training.wait(30)
    assert reports.count("paused") == 1
    assert training.images_per_second is not None
    assert training.images_per_second >= 3 * 90 / len(reports)


def test_a_listener_that_raises_stops_nothing() -> None:
    training = background.BackgroundTraining(network(), data(), epochs=2)
    training.on_change(lambda: 1 / 0)
    training.start()
    assert training.wait(60)
    assert (training.state, training.problem) == ("finished", None)


@pytest.mark.usefixtures("one_step")
def test_names_that_are_deleted_stop_nothing() -> None:
    model, train = network(), data()
    monitor = dl.TrainingMonitor(model, train, epochs=2)
    monitor.start()
    del model, train
    gc.collect()
    assert monitor.wait(60)
    assert monitor.state == "finished"


@pytest.mark.usefixtures("one_step")
def test_a_cell_that_is_run_twice_leaves_one_training() -> None:
    for _ in range(2):  # as in the lessons, the cell makes a new model
        monitor = dl.TrainingMonitor(network(), data(), **LONG)
        monitor.start()
    assert len(background.running()) == 2
    button(monitor, "Stop").click()
    assert monitor.wait(30)
    assert monitor.state == "stopped"


def test_a_second_start_uses_what_the_model_has_learned_meanwhile() -> None:
    model, expected = network(), network()
    second = dl.TrainingMonitor(model, data(), epochs=1)
    for one in (model, expected):
        dl.fit(one, data(), epochs=2, learning_rate=1e-2, progress=False)
    dl.fit(expected, data(), epochs=1, progress=False)
    second.start()
    assert second.wait(60)
    assert same(model, expected)


def test_two_models_train_side_by_side_and_the_other_can_be_stopped() -> None:
    first, second = running(), running()
    assert "Another monitor is training too" in page(second)
    second.stop_others()
    assert first.wait(10)
    assert (first.state, second.state) == ("stopped", "training")


# --------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("change", "error"),
    [({"epochs": 0}, ValueError), ({"learning_rate": "fast"}, TypeError), ({"resume": 3}, ValueError)],
)
def test_wrong_arguments_are_refused_at_once(change: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^fit: "):
        dl.TrainingMonitor(network(), data(), **change)


def test_an_error_in_training_is_shown_and_training_can_begin_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monitor = dl.TrainingMonitor(network(), data(), epochs=2)

    def broken(self: Trainer) -> None:
        raise MemoryError("no room for it")

    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "compile", broken)
        monitor.start()
        assert monitor.wait(60)
        assert (monitor.state, shown(monitor)) == ("failed", "failed")
        assert monitor.problem == "Training broke off. MemoryError: no room for it (Start tries again.)"
        assert monitor.problem in page(monitor)
    monitor.start()
    assert monitor.wait(60)
    assert (monitor.state, monitor.problem) == ("finished", None)
    assert "no room" not in page(monitor)


def test_a_loss_that_is_no_number_is_a_failure_with_the_remedy() -> None:
    monitor = dl.TrainingMonitor(network(), data(), epochs=9, batch_size=16, optimizer=optax.sgd(1e30))
    monitor.start()
    assert monitor.wait(60)
    assert monitor.state == "failed"
    assert "Try a tenth of the learning rate" in page(monitor)
    assert all(np.isfinite(leaf).all() for leaf in weights(monitor.model))


def test_an_error_in_drawing_does_not_stop_the_training(monkeypatch: pytest.MonkeyPatch) -> None:
    monitor = dl.TrainingMonitor(network(), data(), epochs=3)

    def broken(*args: Any, **kwargs: Any) -> str:
        raise ArithmeticError("bent")

    with monkeypatch.context() as patch:
        patch.setattr(curves, "loss_svg", broken)
        monitor.start()
        assert monitor.wait(60)
        assert monitor.state == "finished"
        assert "could not be drawn (ArithmeticError: bent). This doesn't touch the training" in page(monitor)


def test_an_error_outside_of_drawing_does_not_stop_it_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monitor = dl.TrainingMonitor(network(), data(), epochs=3)
    monkeypatch.setattr(monitor_page, "figures_html", lambda training: 1 / 0)
    with pytest.raises(ZeroDivisionError):  # told where somebody looks; the thread goes on
        monitor.start()
    assert monitor.wait(60)
    assert monitor.state == "finished"


@pytest.mark.usefixtures("one_step")
def test_closing_it_stops_the_training() -> None:
    monitor = running()
    monitor.close()
    assert monitor.wait(10)
    assert monitor.state == "stopped"


def test_python_can_end_while_it_trains() -> None:
    code = """
    import time
    import numpy as np
    from flax import nnx
    import digitlab as dl
    data = dl.Dataset(np.zeros((90, 28, 28), np.uint8), np.zeros(90, np.uint8))
    monitor = dl.TrainingMonitor(dl.SoftmaxRegression(rngs=nnx.Rngs(0)), data, epochs=9999)
    monitor.start()
    while not len(monitor.history.step_losses):
        time.sleep(0.01)
    print("ends now", monitor.state)
    """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=120
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "ends now training\n", "")


# ------------------------------------------------------------------- pictures


def test_it_can_be_shown_twice_with_the_state_of_now() -> None:
    monitor = dl.TrainingMonitor(network(), data(), epochs=1)
    before = monitor._repr_mimebundle_()["application/vnd.jupyter.widget-view+json"]
    monitor.start()
    assert monitor.wait(60)
    after = monitor._repr_mimebundle_()["application/vnd.jupyter.widget-view+json"]
    assert before == after  # both views show one model, whose state lives in the kernel
    assert 'data-state="finished"' in page(monitor)


@pytest.mark.parametrize(
    ("model", "shape"),
    [
        (dl.SoftmaxRegression(rngs=nnx.Rngs(0)), (10, 28, 28)),
        (dl.MLP((40, 10), rngs=nnx.Rngs(0)), (16, 28, 28)),
        (dl.CNN((5, 4), rngs=nnx.Rngs(0)), (5, 3, 3)),
    ],
)
def test_the_first_layer_is_shown(model: nnx.Module, shape: tuple[int, ...]) -> None:
    found = curves.first_weights(nnx.state(model, nnx.Param))
    assert found is not None
    assert found.shape == shape
    kernel = next(leaf for leaf in weights(model) if leaf.ndim > 1 and leaf.size // leaf.shape[-1] in (784, 9))
    np.testing.assert_array_equal(found[2].ravel(), kernel[..., 2].ravel())


@pytest.mark.parametrize(("model", "words"), [(dl.MLP, "16 neurons, 28 × 28"), (dl.CNN, "5 kernels, 3 × 3")])
def test_the_weights_are_called_as_in_the_lessons(model: Callable[..., nnx.Module], words: str) -> None:
    sizes = (40, 10) if model is dl.MLP else (5, 4)
    monitor = dl.TrainingMonitor(model(sizes, rngs=nnx.Rngs(0)), data(), **LONG)
    assert words in page(monitor)


class Pooled(nnx.Module):
    """A network whose first layer sees no single pixels."""

    def __init__(self) -> None:
        self.linear = nnx.Linear(196, 10, rngs=nnx.Rngs(0))

    def __call__(self, x: jax.Array) -> jax.Array:
        return self.linear(nnx.avg_pool(x, (2, 2), strides=(2, 2)).reshape(len(x), -1))


def test_a_network_without_such_a_layer_is_trained_without_pictures() -> None:
    monitor = dl.TrainingMonitor(Pooled(), data(), epochs=1)
    assert not [w for w in parts(monitor) if isinstance(w, ipywidgets.Image)]
    monitor.start()
    assert monitor.wait(60)
    assert monitor.state == "finished"
    assert "could not be drawn" not in page(monitor)


def test_the_pictures_of_the_weights_change_while_it_trains() -> None:
    monitor = dl.TrainingMonitor(network(), data(), **LONG)
    (image,) = [w for w in parts(monitor) if isinstance(w, ipywidgets.Image)]
    first = image.value
    monitor.start()
    until(lambda: image.value != first)
    second = image.value
    until(lambda: image.value != second)


@pytest.mark.parametrize("count", [0, 1, 2, 37, 4000])
def test_the_loss_curve_is_drawn_inside_its_frame(count: int) -> None:
    losses = np.geomspace(2.3, 0.01, count).astype(np.float32) if count else np.zeros(0, np.float32)
    picture = ElementTree.fromstring(curves.loss_svg(losses, steps_per_epoch=1000, epochs=4))
    assert ("no step yet" in picture.attrib["aria-label"]) == (count == 0)
    for line in picture.iter("polyline"):
        points = [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
        assert len(points) <= 200
        assert all(44 <= x <= 320 and 28 <= y <= 162 for x, y in points)
    if count == 4000:
        assert points[0][0] < 46
        assert points[-1][0] == 320
        assert points[0][1] < points[-1][1] - 80


def test_odd_losses_are_no_trouble() -> None:
    for losses in ([0.0, 0.0], [1e-9, 5.0], [np.nan], [1e30, np.inf], [1.0] * 5):
        ElementTree.fromstring(curves.loss_svg(np.array(losses, np.float32), steps_per_epoch=3, epochs=1))


def test_the_accuracy_is_in_per_cent() -> None:
    history = dl.training.History(
        [dl.training.Epoch(0.3, accuracy, 0.2, accuracy + 0.01, 1.0) for accuracy in (0.91, 0.95, 0.97)]
    )
    picture = curves.accuracy_svg(history, epochs=4, now=(3.5, 0.975))
    assert 'aria-label="Accuracy after 3 epochs: training 97.00 %, validation 98.00 %."' in picture
    texts = [text.text for text in ElementTree.fromstring(picture).iter("text")]
    assert {"90", "92", "100", "training", "validation"} <= set(texts)


def test_blue_speaks_for_and_red_against() -> None:
    data, width, height = curves.weights_png(np.array([[[1.0, -1.0], [0.0, 0.0]]]))
    pixels = np.asarray(Image.open(io.BytesIO(data)))
    assert pixels.shape == (height, width, 4)
    assert pixels[1, 1].tolist() == [33, 102, 172, 255]
    assert pixels[1, -2].tolist() == [178, 24, 43, 255]
    assert pixels[-2, 1].tolist() == [255, 255, 255, 255]


def test_it_stays_silent_and_opens_no_figure(capfd: pytest.CaptureFixture[str]) -> None:
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    monitor = dl.TrainingMonitor(network(), data(), epochs=5)
    monitor.start()
    assert monitor.wait(60)
    assert plt.get_fignums() == before
    assert capfd.readouterr() == ("", "")
