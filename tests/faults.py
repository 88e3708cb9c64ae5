"""The table of faults at the end of a test run: tried, survived, lost.

A fault is something that goes wrong for learners: a download that is cut, a full disk, a damaged file. A test that
causes one carries ``@pytest.mark.fault("what goes wrong")``; each of its parameters is a fault of its own.
"""

from __future__ import annotations

from collections.abc import Generator

import pytest

# Fault to (test module, outcome: "passed", "failed" or "skipped").
_outcomes: dict[str, tuple[str, str]] = {}


def fault_of(item: pytest.Item) -> str | None:
    """Return the name of the fault that a test causes, or None."""
    marker = item.get_closest_marker("fault")
    if marker is None:
        return None
    callspec = getattr(item, "callspec", None)
    return f"{marker.args[0]}{f' [{callspec.id}]' if callspec else ''}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note the outcome of each test that causes a fault."""
    report = yield
    name = fault_of(item)
    if name is not None and (report.when == "call" or report.outcome != "passed"):
        before = _outcomes.get(name, ("", "passed"))[1]
        outcome = "failed" if "failed" in (before, report.outcome) else report.outcome
        _outcomes[name] = (item.path.stem, outcome)
    return report


def table(outcomes: dict[str, tuple[str, str]]) -> list[str]:
    """Return the lines of the table: one for each test module, one for all, one for each fault that was lost."""
    rows = []
    for module in sorted({module for module, _ in outcomes.values()}):
        rows.append((module, [outcome for where, outcome in outcomes.values() if where == module]))
    rows.append(("all", [outcome for _, outcome in outcomes.values()]))
    width = max(len(name) for name, _ in rows)
    lines = [f"{'':{width}}  tried  survived  lost  skipped"]
    for name, found in rows:
        skipped = found.count("skipped")
        lines.append(
            f"{name:{width}}  {len(found) - skipped:5}  {found.count('passed'):8}  {found.count('failed'):4}  "
            f"{skipped:7}"
        )
    return lines + [f"lost: {name}" for name, (_, outcome) in outcomes.items() if outcome == "failed"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table where any fault was tried."""
    if _outcomes:
        terminalreporter.section("faults")
        for line in table(_outcomes):
            terminalreporter.write_line(line)
