"""A training in a thread of its own, so that the kernel stays free: start, pause, go on, stop."""

from __future__ import annotations

import atexit
import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from flax import nnx

from digitlab._shared.forks import check_process
from digitlab.data.datasets import Dataset
from digitlab.training import _locks
from digitlab.training.history import History
from digitlab.training.trainer import Progress, Trainer

# Seconds that the end of Python waits for trainings to stop.
_LAST_WAIT = 5.0
_ACTIVE = ("compiling", "training", "paused", "stopping")


class BackgroundTraining:
    """Drives a `Trainer` from a thread.

    Its ``state`` is "ready", "compiling", "training", "paused", "stopping", "stopped", "finished" or "failed".
    Pausing and stopping take effect after the work at hand, a fraction of a second.

    Args:
        model: the model to train in place.
        train: images with their labels.
        resume: the history of a run that was interrupted, or None.
        **options: all other arguments of `Trainer`.

    Raises:
        TypeError, ValueError: as `fit`, at once.
    """

    def __init__(
        self, model: nnx.Module, train: Dataset, *, resume: History | None = None, **options: Any
    ) -> None:
        self.model = model
        self._make: Callable[..., Trainer] = lambda resume: Trainer(model, train, resume=resume, **options)
        trainer = self._make(resume)  # refuses wrong arguments here, not in the thread
        self.options = trainer.options
        self.history = trainer.history
        self.epochs = trainer.epochs
        self.steps_per_epoch = trainer.steps_per_epoch
        self.total_images = trainer.epochs * len(train)
        self.images = trainer.images_before
        self.planned_rate = trainer.learning_rate
        self.state = "ready"
        self.problem: str | None = None
        self.progress: Progress | None = None
        self.images_per_second: float | None = None
        # Only a resumed trainer is kept: another one would forget what happens to the model until the start.
        self._prepared = None if resume is None else trainer
        self._trainer: Trainer | None = None
        self._model_lock: _locks.ModelLock | None = None
        self._factor = 1.0
        self._may_go = threading.Event()
        self._may_go.set()
        self._is_to_stop = False
        self._is_over = True
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._thread: threading.Thread | None = None
        self._state_before = "ready"
        self._listener: Callable[[], None] = lambda: None

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` from the thread at each report and each new state."""
        self._listener = listener

    @property
    def is_active(self) -> bool:
        """Is the thread at work, or paused?"""
        return self.state in _ACTIVE

    @property
    def is_held(self) -> bool:
        """Was a pause asked for? It may take effect a moment later."""
        return not self._may_go.is_set()

    @property
    def rate_factor(self) -> float:
        """What the planned learning rate is multiplied by from the next steps on."""
        return self._factor

    @rate_factor.setter
    def rate_factor(self, factor: float) -> None:
        with self._lock:
            self._factor = factor
            if self._trainer is not None:
                self._trainer.rate_factor = factor

    @property
    def parameters(self) -> Any:
        """The weights of the last step, for the listener's eyes only: the next step takes their memory."""
        return nnx.state(self.model, nnx.Param) if self._trainer is None else self._trainer.parameters

    def others(self) -> list[BackgroundTraining]:
        """Return the other trainings that are running."""
        return [one for one in running() if one is not self]

    def start(self) -> None:
        """Begin, or go on after a pause or a stop; while it trains, nothing happens.

        Raises:
            RuntimeError: if training has finished, if another monitor or `fit` trains the same model, or in a
                process that was forked after JAX had been used.
        """
        check_process("TrainingMonitor")
        with self._lock:
            self._mend()
            # The last run's thread may need a moment to end. A run that somebody else has begun meanwhile is not
            # waited for: it may take minutes.
            while not self._is_over and (self.state == "stopping" or not self.is_active):
                self._changed.wait(0.1)
            if self.is_active:
                self.go_on()
                return
            if self.state == "finished":
                count = len(self.history.epochs)
                raise RuntimeError(
                    f"TrainingMonitor: this training has finished after {count} epoch{'s' * (count > 1)}. "
                    "To train the model further, make a new TrainingMonitor with it."
                )
            self._model_lock = _locks.acquire(self.model, "TrainingMonitor", self)
            self._thread = threading.Thread(target=self._work, name="digitlab-training", daemon=True)
            self._model_lock.thread = self._thread
            self.problem = None
            self._is_to_stop = self._is_over = False
            self._may_go.set()
            self._state_before, self.state = self.state, "compiling"
            self._thread.start()

    def pause(self) -> None:
        """Hold after the work at hand, until `go_on` or `stop`."""
        with self._lock:
            if self.state in ("compiling", "training"):
                self._may_go.clear()

    def go_on(self) -> None:
        """End a pause."""
        with self._lock:
            self._may_go.set()

    def stop(self) -> None:
        """End after the work at hand; `start` goes on from there, with the same result as an unbroken run."""
        with self._lock:
            if self.is_active:
                self._is_to_stop = True
                self.state = "stopping"
                if self._model_lock is not None:
                    self._model_lock.is_ending = True  # whoever wants the model next waits for this one
                self._may_go.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the thread has ended, at most `timeout` seconds; say whether it has."""
        end = float("inf") if timeout is None else time.monotonic() + timeout
        with self._lock:
            # In short turns: a wait without end can't be interrupted everywhere.
            while not self._is_over and time.monotonic() < end:
                self._changed.wait(min(0.1, max(0.0, end - time.monotonic())))
                self._mend()
            return self._is_over

    def _mend(self) -> None:
        """Take back a start that was interrupted before its thread began."""
        thread = self._thread
        if not self._is_over and (thread is None or not thread.is_alive()):
            self._is_over = True
            if self.is_active:
                self.state = self._state_before

    def _work(self) -> None:
        state, problem = "finished", None
        try:
            history = self._train()
            if history.can_go_on:
                state = "stopped"
            elif not np.isfinite(history.step_losses[-1:]).all():
                state, problem = "failed", history.stopped
        except BaseException as error:  # whatever it is, somebody waits for an answer
            said = f"{type(error).__name__}: {error}"
            state, problem = "failed", f"Training broke off. {said} (Start tries again.)"
        if self._model_lock is not None:
            _locks.release(self._model_lock)
        with self._lock:
            self.state, self.problem = state, problem
            self._trainer = None  # frees the memory of the data and the optimizer
        self._tell()
        with self._lock:
            self._is_over = True
            self._changed.notify_all()

    def _train(self) -> History:
        if self._prepared is not None:
            trainer, self._prepared = self._prepared, None
        else:
            trainer = self._make(self.history if self.history.can_go_on else None)
        with self._lock:
            self.history, self._trainer = trainer.history, trainer
            trainer.rate_factor = self._factor
        before = self.images = trainer.images_before
        self._tell()
        trainer.compile()
        with self._lock:
            if self.state == "compiling":
                self.state = "training"
        self._tell()
        begin = time.perf_counter()
        for report in trainer.run():
            self.progress = report
            self.images += report.new_images
            self.images_per_second = (self.images - before) / max(time.perf_counter() - begin, 1e-6)
            if trainer.learning_rate is not None:
                self.planned_rate = trainer.learning_rate / trainer.rate_factor
            begin += self._hold(trainer)
            if self._is_to_stop:
                trainer.stop("was stopped")
            self._tell()
        return trainer.history

    def _hold(self, trainer: Trainer) -> float:
        """Wait while a pause lasts; return its seconds."""
        if self._may_go.is_set():
            return 0.0
        begin = time.perf_counter()
        trainer.write_to_model()
        with self._lock:
            if self.state == "training" and not self._may_go.is_set():
                self.state = "paused"
        self._tell()
        self._may_go.wait()
        with self._lock:
            if self.state == "paused":
                self.state = "training"
        return time.perf_counter() - begin

    def _tell(self) -> None:
        # Whoever listens, a training doesn't break off for it.
        with contextlib.suppress(Exception):
            self._listener()


def running() -> list[BackgroundTraining]:
    """Return the trainings whose thread is at work."""
    return [one.training for one in _locks.held() if isinstance(one.training, BackgroundTraining)]


@atexit.register
def _stop_all() -> None:
    """Let Python end only when no thread is in the middle of a step: tearing it down there may crash."""
    end = time.monotonic() + _LAST_WAIT
    active = running()
    for one in active:
        one.stop()
    for one in active:
        one.wait(max(0.0, end - time.monotonic()))
