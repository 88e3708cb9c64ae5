"""The table of faults counts what it should, and there are faults enough."""

from __future__ import annotations

from collections import Counter

import pytest
from faults import fault_of, table


def test_the_table_counts_tried_survived_lost_and_skipped() -> None:
    lines = table(
        {
            "disk full": ("test_files", "passed"),
            "killed": ("test_files", "failed"),
            "no network": ("test_downloads", "passed"),
            "no browser": ("test_downloads", "skipped"),
        }
    )
    assert [line.split() for line in lines] == [
        ["tried", "survived", "lost", "skipped"],
        ["test_downloads", "1", "1", "0", "1"],
        ["test_files", "2", "1", "1", "0"],
        ["all", "3", "2", "1", "1"],
        ["lost:", "killed"],
    ]


def test_a_parameter_is_a_fault_of_its_own(request: pytest.FixtureRequest) -> None:
    assert fault_of(request.node) is None


@pytest.mark.fault("nothing goes wrong")
@pytest.mark.parametrize("how", ["here"])
def test_the_name_of_a_fault(request: pytest.FixtureRequest, how: str) -> None:
    assert fault_of(request.node) == "nothing goes wrong [here]"


def test_there_are_faults_enough_and_each_has_a_name_of_its_own(request: pytest.FixtureRequest) -> None:
    names = Counter(name for item in request.session.items if (name := fault_of(item)))
    assert not [name for name, count in names.items() if count > 1]
    if len({item.path for item in request.session.items}) < 40:
        pytest.skip("only a part of the tests was asked for")
    assert len(names) >= 150
