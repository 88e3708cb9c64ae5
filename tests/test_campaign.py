"""Short runs of what `tests/helpers/campaign.py` does by the thousand: nothing is lost, nothing stays locked."""

from __future__ import annotations

import os
import subprocess
import sys

import campaign
import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has neither forks nor such signals"),
]


def test_two_and_four_writers_lose_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert campaign.writers(200) == 0
    assert capfd.readouterr().out.count(" 0 lost") == 2 * len(campaign.KINDS)


def test_a_lost_change_is_seen(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    for kind, make in campaign.KINDS.items():
        path = tmp_path / f"{kind}.json"
        for writer in (0, 1):
            change = make(path, writer)
            for number in range(3):
                change(number)
        assert campaign.kept(kind, path, 2, 3) == 0
        assert campaign.kept(kind, path, 2, 4) >= 2
        assert campaign.kept(kind, path, 3, 3) >= 1


def test_interrupts_leave_nothing_behind() -> None:
    # In a process of its own: an interrupt may hit pytest's plugins, too, which clean up at any moment.
    done = subprocess.run(
        [sys.executable, campaign.__file__, "interrupts", "60"], capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "60 runs interrupted" in done.stdout
