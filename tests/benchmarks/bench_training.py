"""Training speed: `make bench`. All is measured in one run, contenders taking turns; ratios are the message.

It writes build/benchmarks.md, whose tables RESULTS.md quotes, with machine and versions. It needs the full MNIST
set, and PyTorch for the comparison with it. The test set is used here to compare times, not to choose anything.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from contenders import BATCH

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
GOALS = (0.975, 0.98, 0.99, 0.993)
STEPS = {name: math.ceil(60_000 / size) for name, size in BATCH.items()}  # a turn is one epoch
TITLES = {"softmax": "softmax regression", "mlp": "MLP", "cnn": "CNN"}


class Contender:
    """A contender's process: call a command by its name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "contenders.py"), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __call__(self, command: str, *arguments: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([command, *arguments]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit(f"{self.name} ended without an answer to {command}.")
        return json.loads(answer)

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; the first column to the left, the others to the right."""
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def seconds_to(curve: Sequence[Sequence[float]], goal: float) -> str:
    """Return when a curve of (seconds, accuracy) first reached the goal."""
    return next((f"{seconds:.1f}" for seconds, accuracy in curve if accuracy >= goal), "not reached")


def step_and_epoch(times: Sequence[float], steps: int) -> list[str]:
    """Return milliseconds a step and seconds an epoch of contenders who took turns."""
    seconds = statistics.median(times)
    return [f"{1000 * seconds / steps:.2f}", f"{seconds:.2f}"]


def race(network: str, rounds: int, has_torch: bool) -> tuple[list[list[str]], dict[str, float], dict[str, Any]]:
    """Let all contenders of a network take turns; return rows, ratios and learning curves."""
    names = [f"digitlab:{network}"]
    names += [f"torch:{network}"] if has_torch else []
    names += ["flax:cnn"] if network == "cnn" else []
    racers = {name: Contender(name) for name in names}
    compile_seconds = {name: racer("prepare", STEPS[network]) for name, racer in racers.items()}
    times: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds + 1):
        for name, racer in racers.items():
            seconds = racer("steps")
            if turn:  # the first turn warms up
                times[name].append(seconds)
    ours = times[names[0]]
    ratios = {name: statistics.median(a / b for a, b in zip(ours, times[name], strict=True)) for name in names[1:]}
    curves, rows = {}, []
    for name, racer in racers.items():
        if name.startswith("flax"):
            rows.append([name, *step_and_epoch(times[name], STEPS[network]), *["-"] * 5])
            continue
        curves[name] = racer("learn")
        rows.append(
            [
                name,
                *step_and_epoch(times[name], STEPS[network]),
                f"{curves[name][-1][1]:.2%}",
                *(seconds_to(curves[name], goal) for goal in GOALS),
            ]
        )
    for row, (name, racer) in zip(rows, racers.items(), strict=True):
        rate = "-" if name.startswith("flax") else f"{racer('predict_rate'):,.0f}"
        row += [f"{compile_seconds[name]:.1f}", f"{racer('memory'):.2f}", rate]
        racer.close()
    return rows, ratios, curves


def what_fit_adds(rounds: int) -> float:
    """Return the share that `fit` takes on top of the bare steps in one call, for the CNN."""
    racer = Contender("digitlab:cnn")
    racer("prepare", 600)
    racer("steps", 1e9)
    racer("fit_epoch")
    shares = [racer("fit_epoch") / racer("steps", 1e9) for _ in range(rounds)]
    racer.close()
    return statistics.median(shares) - 1


def growth() -> list[list[str]]:
    """Return how the cost of the CNN grows with batch, width and the number of images."""
    racer = Contender("digitlab:cnn")
    rows = []
    for what, cases in {
        "batch": [(batch, batch, 1) for batch in (32, 64, 128, 256, 512, 1024)],
        "width": [(width, 64, width) for width in (1, 2, 4)],
    }.items():
        for shown, batch, width in cases:
            count = max(10, 6400 // batch) if width == 1 else 40
            racer("prepare", count, batch, width)
            racer("steps")
            rows.append([f"{what} {shown}", f"{1e6 * racer('steps') / (count * batch):.0f}", ""])
    racer.close()
    for images in (5_000, 20_000, 60_000, 240_000):
        racer = Contender("digitlab:cnn")
        racer("prepare", images // 64, 64, 1)
        rows.append([f"{images:,} images", f"{1e6 * racer('steps') / images:.0f}", f"{racer('memory'):.2f}"])
        racer.close()
    return rows


def import_ratio(rounds: int) -> float:
    """Return the time of `import digitlab` over that of importing JAX and Flax."""

    def seconds(code: str) -> float:
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - begin

    pairs = [
        (seconds("import digitlab as dl; dl.fit"), seconds("import jax.numpy, flax.nnx")) for _ in range(rounds)
    ]
    return statistics.median(ours / theirs for ours, theirs in pairs)


def roofline() -> tuple[float, float]:
    """Return the machine's peak in a matrix product, and what the CNN's step reaches, in GFLOP/s."""
    import jax
    import jax.numpy as jnp

    matrix = jnp.ones((2048, 2048), jnp.float32)
    multiply = jax.jit(lambda a: a @ a)
    multiply(matrix).block_until_ready()
    best = min(_timed(lambda: multiply(matrix).block_until_ready()) for _ in range(8))
    # Multiplications and additions of one CNN step at batch 64: forward, and twice as much backward
    # (the first convolution needs no gradient of its inputs).
    convs = [2 * 64 * 784 * 9 * 16, 2 * 64 * 196 * 9 * 16 * 32]
    dense = 2 * 64 * (1568 * 128 + 128 * 10)
    flops = 2 * convs[0] + 3 * convs[1] + 3 * dense
    racer = Contender("digitlab:cnn")
    racer("prepare", 150)
    racer("steps")
    step = min(racer("steps") for _ in range(3)) / 150
    racer.close()
    return 2 * 2048**3 / best / 1e9, flops / step / 1e9


def _timed(call: Any) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def main() -> None:
    """Measure everything and write the report."""
    parser = argparse.ArgumentParser(description="Measure digitlab's training speed.")
    parser.add_argument("--rounds", type=int, default=7, help="turns that each contender takes")
    rounds = parser.parse_args().rounds
    has_torch = importlib.util.find_spec("torch") is not None
    if not has_torch:
        print("PyTorch is not installed, so it does not take part: `.venv/bin/pip install torch` brings it.")
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ("jax", "flax", "numpy")]
    versions += [f"torch {importlib.metadata.version('torch')}"] if has_torch else []
    machine = platform.processor() or platform.machine()
    parts = [f"{machine}, {os.cpu_count()} cores, Python {platform.python_version()}, {', '.join(versions)}."]
    head = ["", "ms a step", "s an epoch", "test", *(f"s to {goal:.1%}" for goal in GOALS), "compile s", "GiB"]
    head.append("images/s read")
    curves: dict[str, Any] = {}
    for network in TITLES:
        rows, ratios, some = race(network, rounds, has_torch)
        curves |= some
        parts += [f"**{TITLES[network]}**", table(head, rows)]
        parts += [f"Time of an epoch over that of {name}: {ratio:.2f}." for name, ratio in ratios.items()]
        print("\n\n".join(parts[-2 - len(ratios) :]), flush=True)
    racer = Contender("numpy:mlp")
    curves["numpy:mlp"] = racer("learn")
    racer.close()
    slow, quick = (seconds_to(curves[name], 0.975) for name in ("numpy:mlp", "digitlab:mlp"))
    parts.append(f"MLP to 97.5 %: {quick} s with digitlab, {slow} s record by record in NumPy.")
    peak, reached = roofline()
    parts += [
        f"`fit` adds {what_fit_adds(rounds):.1%} to the bare steps of the CNN.",
        f"`import digitlab` and `fit` take {import_ratio(rounds):.2f} times as long as JAX and Flax.",
        f"Roofline: the CNN's step reaches {reached:.0f} of {peak:.0f} GFLOP/s, {reached / peak:.0%}.",
        "How the CNN's cost grows:",
        table(["", "µs an image", "GiB"], growth()),
    ]
    report = "\n\n".join(parts) + "\n"
    target = ROOT / "build" / "benchmarks.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text(report, encoding="utf-8")
    print(report)


if __name__ == "__main__":
    main()
