"""Writers that share a file, writers that are killed, trainings that are interrupted: by the thousand.

    python tests/helpers/campaign.py writers [CHANGES]      of each kind of file, by two and by four processes
    python tests/helpers/campaign.py kills [COUNT]          of a writer, at a random moment
    python tests/helpers/campaign.py interrupts [COUNT]     of fit, at a random moment

Each prints what it did and what was lost; nothing may be.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from flax import nnx

import digitlab as dl
from digitlab._shared import files
from digitlab.evaluation.scoreboard import Scoreboard
from digitlab.training import _locks

# Changes of one file, before the next one is begun: reading a file anew takes as long as it is.
PART = 250


def drawing(writer: int, number: int) -> list[Any]:
    """Return a drawing that says who made it, and as which one."""
    return [np.array([[10.0 + writer, 10.0], [200.0, 20.0 + number / 100]])]


class Says(nnx.Module):
    """A model that always answers 4."""

    def __call__(self, images: Any) -> Any:
        """Return logits."""
        import jax.numpy as jnp

        return jnp.zeros((len(images), 10)).at[:, 4].set(1.0)


def pad(path: Path, writer: int) -> Callable[[int], None]:
    """Return what adds a drawing with `DigitPad.save`."""

    def change(number: int) -> None:
        holder = SimpleNamespace(strokes=drawing(writer, number))
        dl.DigitPad.save(holder, path, writer % 10)  # type: ignore[arg-type]

    return change


def collector(path: Path, writer: int) -> Callable[[int], None]:
    """Return what keeps a drawing of the writer's own digit, in the place of the one before."""
    shown = dl.DigitCollector(path)

    def change(number: int) -> None:
        shown._choice.value = writer
        shown._surface.strokes = drawing(writer, number)
        shown.keep()
        assert "could not be saved" not in shown._note.value, shown._note.value

    return change


def scoreboard(path: Path, writer: int) -> Callable[[int], None]:
    """Return what puts a row into the table; each writer has five names of its own."""
    board, model = Scoreboard(path), Says()
    data = dl.Dataset(np.zeros((2, 28, 28), np.uint8), [4, 4])

    def change(number: int) -> None:
        board.add(f"{writer} {number % 5}", model, data, seconds=number, own=data)

    return change


def kept(kind: str, path: Path, writers: int, changes: int) -> int:
    """Return how many changes are missing in a file after `changes` of each writer."""
    if kind == "scoreboard":
        found = {row.model: row.seconds for row in Scoreboard(path).rows}
        last = {f"{writer} {number % 5}": number for writer in range(writers) for number in range(changes)}
        return sum(found.get(name) != number for name, number in last.items())
    drawings, _ = dl.strokes.load_drawings(path)
    have = {(round(float(one[0][0, 0]) - 10), round((float(one[0][1, 1]) - 20) * 100)) for one in drawings}
    numbers = range(changes) if kind == "pad" else [changes - 1]
    return len({(writer, number) for writer in range(writers) for number in numbers} - have)


KINDS = {"pad": pad, "collector": collector, "scoreboard": scoreboard}


def write(kind: str, folder: str, writer: int, parts: int, changes: int) -> None:
    """Be one writer: change one file after the other; a line from the parent begins each."""
    for part in range(parts):
        change = KINDS[kind](Path(folder, f"{part}.json"), writer)
        if part == 0 and kind == "scoreboard":
            KINDS[kind](Path(folder, f"warm {writer}.json"), writer)(0)
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(changes):
            change(number)
        print("done", flush=True)


def writers(changes: int = 10_000) -> int:
    """Let two and four processes change the same file of each kind; return how many changes were lost."""
    lost = 0
    for kind in KINDS:
        for count in (2, 4):
            each = max(1, PART // count)
            parts = max(1, changes // (each * count))
            begin = time.monotonic()
            with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as ended:
                command = [sys.executable, "-W", "ignore", __file__, "writer", kind, folder]
                running = [
                    ended.enter_context(
                        subprocess.Popen(
                            [*command, str(writer), str(parts), str(each)],
                            stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE,
                            text=True,
                        )
                    )
                    for writer in range(count)
                ]
                missing = 0
                for part in range(parts):
                    for word in ("ready", "done"):
                        for one in running:
                            assert one.stdout is not None
                            assert one.stdout.readline() == f"{word}\n"
                        for one in running:
                            if word == "ready":
                                assert one.stdin is not None
                                one.stdin.write("go\n")
                                one.stdin.flush()
                    missing += kept(kind, Path(folder, f"{part}.json"), count, each)
            lost += missing
            total = parts * each * count
            print(f"{kind}, {count} writers: {total:,} changes, {missing} lost, {time.monotonic() - begin:.0f} s")
    return lost


def kills(count: int = 500) -> int:
    """Kill a writer so many times; return how often something was lost, damaged or still locked."""
    rng = np.random.default_rng(0)
    problems = 0
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(count):
            kind = ("pad", "collector")[turn % 2]
            path = Path(folder, f"{kind} {turn // 40}.json")
            before = len(dl.strokes.load_drawings(path)[0]) if path.exists() else 0
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                change = KINDS[kind](path, turn % 10)
                for number in range(10_000):
                    change(number)
                    os.write(writing, b"x")  # said only when it is written
                os._exit(0)
            os.close(writing)
            os.read(reading, 1)
            time.sleep(rng.uniform(0, 0.03))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            said = 1
            while more := len(os.read(reading, 65_536)):
                said += more
            os.close(reading)
            try:
                drawings, _ = dl.strokes.load_drawings(path)
                mine = [round((float(one[0][1, 1]) - 20) * 100) for one in drawings if len(one) == 1]
                with files.changing(path, patience=2):
                    pass
                enough = len(drawings) - before >= said if kind == "pad" else max(mine) >= said - 1
                if not enough:
                    raise ValueError(f"{said} changes were said to be written, {len(drawings) - before} are there")
            except (OSError, ValueError) as error:
                problems += 1
                print(f"{kind} {turn}: {error}")
        left = [path.name for path in Path(folder).iterdir() if path.suffix == ".part"]
    print(f"{count} kills, {problems} problems; {len(left)} half-written files lie beside, which go after a day")
    return problems


def send(moments: Any, sent: threading.Event) -> None:
    """Press Ctrl+C at some moments, in seconds from now, then say so."""
    begin = time.monotonic()
    for moment in moments:
        time.sleep(max(0.0, begin + moment - time.monotonic()))
        os.kill(os.getpid(), signal.SIGINT)
    sent.set()


def undisturbed() -> Any:
    """Ignore Ctrl+C from now on, the second one that may still come; return what was done with it before."""
    while True:
        try:
            before = signal.getsignal(signal.SIGINT)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        except KeyboardInterrupt:
            continue
        return signal.default_int_handler if before is signal.SIG_IGN else before


def interrupts(count: int = 2000) -> int:
    """Interrupt `fit` so many times, once or twice; return how often its model was not free or whole then."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (512, 28, 28)).astype(np.uint8)
    data = dl.Dataset(images, rng.integers(0, 10, 512))
    whole = dl.SoftmaxRegression(rngs=nnx.Rngs(0))
    arguments: dict[str, Any] = {"epochs": 4, "progress": False, "batch_size": 16}
    dl.fit(whole, data, **arguments)
    begin = time.monotonic()
    dl.fit(dl.SoftmaxRegression(rngs=nnx.Rngs(0)), data, **arguments)
    seconds = time.monotonic() - begin
    problems = hits = resumed = 0
    for turn in range(count):
        model, history = dl.SoftmaxRegression(rngs=nnx.Rngs(0)), None
        moments, sent = np.sort(rng.uniform(0, 1.1 * seconds, rng.integers(1, 3))), threading.Event()
        sender = threading.Thread(target=send, args=[moments, sent])
        try:
            sender.start()
            history = dl.fit(model, data, **arguments)
        except KeyboardInterrupt:
            hits += 1
        handler = undisturbed()
        sent.wait(10)
        time.sleep(0.002)
        if handler is not signal.default_int_handler:
            problems += 1
            print(f"{turn}: interrupts are still caught")
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            assert _locks.held() == [], "a claim is left"
            if history is not None and history.can_go_on:
                resumed += 1
                dl.fit(model, data, resume=history, **arguments)
                same = np.array_equal(model.linear.kernel[...], whole.linear.kernel[...])
                assert same, "the resumed run is another one"
            elif turn % 10 == 0:
                dl.fit(model, data, epochs=1, progress=False)
            assert np.isfinite(np.asarray(model.linear.kernel[...])).all(), "weights without a number"
        except (AssertionError, RuntimeError) as error:
            problems += 1
            print(f"{turn}: {error}")
    print(
        f"{count} runs interrupted ({hits} raised, {resumed} resumed with the same weights), {problems} problems"
    )
    return problems


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "writer":
        write(rest[0], rest[1], *(int(number) for number in rest[2:]))
    else:
        work = {"writers": writers, "kills": kills, "interrupts": interrupts}[what]
        sys.exit(min(1, work(*(int(number) for number in rest))))
