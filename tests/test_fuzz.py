"""A short run of odd inputs; `make fuzz` tries a hundred thousand. And the run sees what it should see."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fuzz import Fuzzer

import digitlab as dl


@pytest.mark.parametrize("seed", [1, 2])
def test_odd_inputs_are_answered_or_refused_in_a_sentence(tmp_path: Path, seed: int) -> None:
    report = Fuzzer(seed, tmp_path).run(1000)
    assert report.problems == []
    kinds = {kind for kind, _ in report.outcomes}
    # Each kind was met, and most were both answered and refused.
    assert kinds == set(Fuzzer(0, tmp_path).kinds)
    assert len(kinds) == 11
    assert len(report.outcomes) >= 13


@pytest.mark.parametrize(
    ("name", "answer", "problem"),
    [
        ("mnistify", lambda picture: 1 / 0, "ZeroDivisionError"),
        ("mnistify", lambda picture: np.full((28, 28), 9, np.uint8), "marks on a blank picture"),
        ("mnistify", lambda picture: np.zeros((28, 27), np.uint8), "no image in MNIST's form"),
        ("render_strokes", lambda strokes: [][1], "IndexError"),
    ],
)
def test_what_goes_wrong_is_seen(tmp_path: Path, monkeypatch, name: str, answer, problem: str) -> None:  # type: ignore[no-untyped-def]
    fuzzer = Fuzzer(0, tmp_path)
    for kind in list(fuzzer.kinds):
        share, attempt = fuzzer.kinds[kind]
        # The first try of each kind is to warm up, and may not fail.
        fuzzer.kinds[kind] = (share, lambda rng, attempt=attempt: attempt(rng) if started else "")
    started: list[bool] = []
    real = np.random.default_rng

    def default_rng(seed):  # type: ignore[no-untyped-def]
        if seed != 0:
            started.append(True)
        return real(seed)

    monkeypatch.setattr(np.random, "default_rng", default_rng)
    monkeypatch.setattr(dl, name, answer)
    assert any(problem in found for found in fuzzer.run(60).problems)
