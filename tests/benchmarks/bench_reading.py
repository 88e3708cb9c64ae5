"""How well the networks that come with digitlab read: `make bench ARGS=reading`. It writes build/reading.md.

Measured are the MNIST test set, real pen strokes (`pens.py`) and a bank of junk (`junk_bank.py`). None of them has
a part in training or in any choice of the recipe.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from junk_bank import junk_bank
from numpy.typing import NDArray
from pens import load_pens, pen_file
from scipy import stats

import digitlab as dl

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = ("softmax", "mlp", "cnn")


def interval(right: int, count: int) -> str:
    """Return a share with its 95 % interval (E. Wilson, 1927)."""
    bounds = stats.binomtest(right, count).proportion_ci(0.95, method="wilson")
    return f"{right / count:.2%} ({bounds.low:.2%} to {bounds.high:.2%})"


def scores(name: str, what: str, data: dl.Dataset) -> Iterator[str]:
    """Yield the row of one network on one data set."""
    probabilities = dl.predict_proba(dl.load_pretrained(name), data.images)
    right = int((probabilities.argmax(axis=1) == data.labels).sum())
    error = dl.evaluation.reliability(probabilities, data.labels).error
    yield f"| {name} | {what} | {interval(right, len(data))} | {error:.2%} |"


def writers_of(name: str, pens: dl.Dataset, writers: NDArray[np.int64]) -> str:
    """Return the writers that a network reads worst."""
    right = dl.predict(dl.load_pretrained(name), pens.images) == pens.labels
    shares = {int(writer): float(right[writers == writer].mean()) for writer in np.unique(writers)}
    worst = sorted(shares, key=lambda writer: shares[writer])[:5]
    return ", ".join(f"{shares[writer]:.1%}" for writer in worst)


def styles(name: str) -> Iterator[str]:
    """Yield the written styles that a network misreads most, 200 digits of each."""
    rows = []
    model = dl.load_pretrained(name)
    for digit in range(10):
        for style in dl.handwriting.handwriting_styles(digit):
            drawings, _, _ = dl.handwriting.write_digits([digit] * 200, styles=[style] * 200, seed=777)
            read = dl.predict(model, dl.strokes.render_many(drawings))
            wrong = read[read != digit]
            if len(wrong):
                rows.append((len(wrong) / 200, digit, style, int(np.bincount(wrong).argmax())))
    for share, digit, style, instead in sorted(rows, reverse=True)[:15]:
        yield f"| {digit} | {style} | {share:.1%} | {instead} |"


def turned_away(what: str, images: NDArray[np.uint8]) -> str:
    """Return the row of one set of images before the detector."""
    away = int((dl.evaluation.digit_likeness(images) < 0.5).sum())
    return f"| {what} | {len(images):,} | {interval(away, len(images))} |"


def report() -> Iterator[str]:
    """Yield the lines of the report."""
    _, test = dl.load_mnist("full")
    yield from ("| network | read | right (95 % interval) | calibration error |", "| --- | --- | --- | --- |")
    path = pen_file()
    pens = None
    if path is not None:
        drawings, labels, writers = load_pens(path)
        pens = dl.Dataset(dl.strokes.render_many(drawings), labels, "pen strokes")
    for name in NAMES:
        yield from scores(name, "MNIST test", test)
        if pens is not None:
            yield from scores(name, "pen strokes", pens)
    if pens is not None:
        yield ""
        yield from (f"{name}: the five writers read worst: {writers_of(name, pens, writers)}" for name in NAMES)
    else:
        yield "The pen strokes were not measured: DIGITLAB_PENS doesn't name their file."
    junk, kinds = junk_bank(5000, seed=2026)
    yield from ("", "| shown to the detector | images | turned away |", "| --- | --- | --- |")
    yield turned_away("MNIST test", test.images)
    if pens is not None:
        yield turned_away("pen strokes", pens.images)
    yield turned_away("junk bank", junk)
    for kind in np.unique(kinds):
        yield turned_away(f"junk bank: {kind}", junk[kinds == kind])
    yield from ("", "| digit | style | misread by the CNN | mostly as |", "| --- | --- | --- | --- |")
    yield from styles("cnn")


if __name__ == "__main__":
    lines = []
    for line in report():
        print(line, flush=True)
        lines.append(line)
    target = ROOT / "build" / "reading.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
