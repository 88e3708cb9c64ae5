"""The audit of the pinned versions: what is affected is found, what isn't is left alone, the file is sound."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import audit_pins
import pytest
from make_environment import LAB, TEST, SetupError
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
CHECKED, ADVISORIES = audit_pins.read_advisories(audit_pins.ADVISORIES)
# Two ranges with a gap between them, as when an older series was mended too.
ENTRY: dict[str, Any] = {
    "package": "made-up",
    "id": "CVE-2026-1",
    "affected": ["<2.4", ">=3.0rc1,<3.1"],
    "fixed": "3.1",
    "what": "It bites.",
}


def write(path: Path, *entries: dict[str, Any], checked: str = "2026-03-01") -> Path:
    path.write_text(json.dumps({"checked": checked, "advisories": entries}), encoding="utf-8")
    return path


def found(root: Path, short: str, long: str, *entries: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Audit two made-up lists."""
    (root / LAB).write_text(short, encoding="utf-8")
    (root / TEST).write_text(long, encoding="utf-8")
    return audit_pins.audit(root, audit_pins.read_advisories(write(root / "a.json", *entries))[1])


# ---- finding -----------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["2.3.9", "1", "3.0rc1", "3.0", "3.0.99", "2.3rc1"])
def test_an_affected_pin_is_found_with_what_to_do(tmp_path: Path, version: str) -> None:
    text = f"# a list\nother==2.3.9 \\\n    --hash=sha256:0\nMade_Up=={version} \\\n    --hash=sha256:1\n"
    to_do, accepted = found(tmp_path, text, "", ENTRY)
    assert to_do == [
        f"requirements.txt: made-up {version} has CVE-2026-1. It bites. Take 3.1 or newer: "
        'make lock ARGS="--upgrade-package made-up".'
    ]
    assert accepted == []


@pytest.mark.parametrize("version", ["2.4", "2.10", "2.99", "3.1", "3.10", "4"])
def test_a_pin_that_is_not_affected_is_left_alone(tmp_path: Path, version: str) -> None:
    assert found(tmp_path, f"made-up=={version}\n", f"made-up=={version}\n", ENTRY) == ([], [])


def test_a_pin_for_some_computers_is_found_too_and_each_is_told_once(tmp_path: Path) -> None:
    marked = "made-up==2.0 ; python_full_version < '3.11.5' \\\n    --hash=sha256:0\nmade-up==4.0\n"
    to_do, _ = found(tmp_path, marked, marked, ENTRY)
    assert len(to_do) == 1
    assert 'made-up 2.0 (for python_full_version < "3.11.5") has' in to_do[0]


def test_a_test_tool_is_found(tmp_path: Path) -> None:
    to_do, _ = found(tmp_path, "", "made-up==2.0\n", ENTRY)
    assert to_do[0].startswith("requirements-test.txt: made-up 2.0 has")


def test_what_is_accepted_is_told_with_its_reason_and_only_for_that_version(tmp_path: Path) -> None:
    entry = {**ENTRY, "accepted": {"2.0": "nobody calls it."}}
    to_do, accepted = found(tmp_path, "made-up==2.0\n", "", entry)
    assert to_do == []
    assert accepted == ["requirements.txt: made-up 2.0 has CVE-2026-1, accepted: nobody calls it."]
    to_do, accepted = found(tmp_path, "made-up==2.1\n", "", entry)
    assert accepted == []
    assert to_do[0].startswith("requirements.txt: made-up 2.1 has CVE-2026-1.")
    assert "accepts CVE-2026-1 for made-up 2.0, which is not pinned any more" in to_do[1]


def test_the_answer_is_printed_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (LAB, TEST):
        (tmp_path / name).write_text("made-up==2.0\n", encoding="utf-8")
    assert audit_pins.main(tmp_path, write(tmp_path / "a.json", ENTRY)) == 1
    said = capsys.readouterr().out
    assert "compared with 1 advisories: 1 to do." in said
    assert "last looked through on 2026-03-01" in said


def test_the_age_is_told_in_days_with_the_full_audit() -> None:
    said = audit_pins.age(date(2026, 2, 27), date(2026, 3, 2))
    assert "2026-02-27, 3 days ago" in said
    assert "uvx pip-audit --strict -r requirements-test.txt" in said
    assert f"`{audit_pins.FULL_AUDIT}`" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "0 days ago" in audit_pins.age(date(2026, 3, 2), date(2026, 3, 1))  # another time zone


# ---- what can go wrong -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "can't be used: .*take it from the repository again"),
        ("[]", "it needs a date 'checked' and a list 'advisories'"),
        ("{}", "it needs a date 'checked' and a list 'advisories'"),
        ('{"checked": "yesterday", "advisories": []}', "yesterday"),
        ('{"checked": "2026-01-01", "advisories": 3}', "it needs a date"),
        ('{"checked": "2026-01-01", "advisories": ["x"]}', "in entry 1"),
    ],
)
def test_a_broken_file_gives_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SetupError, match=sentence) as caught:
        audit_pins.read_advisories(path)
    assert str(caught.value).startswith("a.json can't be used: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"affected": ["before 3"]}, "before 3"),
        ({"affected": "<3.1"}, "no list of version ranges"),
        ({"affected": []}, "no list of version ranges"),
        ({"fixed": "soon"}, "soon"),
        ({"fixed": "3.0.5"}, "said to be free of CVE-2026-1 is among the affected"),
        ({"id": "a blog"}, "is no CVE, GHSA or PYSEC"),
        ({"package": "Made_Up"}, "must be written 'made-up'"),
        ({"accepted": ["2.0"]}, "in entry 2"),
    ],
)
def test_a_broken_entry_gives_a_sentence(tmp_path: Path, change: dict[str, Any], sentence: str) -> None:
    path = write(tmp_path / "a.json", ENTRY, {**ENTRY, **change})
    with pytest.raises(SetupError, match=f"in entry 2, .*{sentence}|{sentence}"):
        audit_pins.read_advisories(path)


def test_a_missing_file_missing_key_and_missing_list_give_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="No such file"):
        audit_pins.read_advisories(tmp_path / "none.json")
    entry = {key: value for key, value in ENTRY.items() if key != "fixed"}
    with pytest.raises(SetupError, match="in entry 1, 'fixed' is missing"):
        audit_pins.read_advisories(write(tmp_path / "a.json", entry))
    with pytest.raises(SetupError, match=r"requirements\.txt can't be read .*: run make lock"):
        audit_pins.audit(tmp_path, [])
    with pytest.raises(SetupError, match=r"has a line that is no pin, '-r more\.txt': run make lock"):
        found(tmp_path, "-r more.txt\n", "", ENTRY)


def test_as_a_program_it_fails_in_one_sentence(tmp_path: Path) -> None:
    for name in ("audit_pins.py", "make_environment.py"):
        (tmp_path / name).write_bytes((ROOT / ".setup" / name).read_bytes())
    done = subprocess.run([sys.executable, "audit_pins.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("digitlab: advisories.json can't be used: ")
    assert done.stderr.count("\n") == 1


# ---- the file itself ---------------------------------------------------------------------------


def test_every_entry_is_whole_and_there_once() -> None:
    keys = [(advisory.package, advisory.id) for advisory in ADVISORIES]
    assert keys == sorted(set(keys)), "sort the entries by package and id; take doubles out"
    assert len(keys) >= 60
    for advisory in ADVISORIES:
        assert re.fullmatch(r"CVE-\d{4}-\d{4,}|GHSA(-[0-9a-z]{4}){3}|PYSEC-\d{4}-\d+", advisory.id)
        assert re.fullmatch(r"[A-Z]?.{10,80}\.", advisory.what), advisory
        assert all(len(why) > 30 for why in advisory.accepted.values())
        # Every range ends, and ends no later than the version that is said to be free of it.
        for affected in advisory.affected:
            (end,) = [Version(s.version) for s in affected if s.operator == "<"]
            assert end <= Version(advisory.fixed), advisory


def test_every_entry_is_about_a_package_that_is_pinned() -> None:
    pinned = {pin.name for name in (LAB, TEST) for pin in audit_pins.read_pins(ROOT / name)}
    assert len(pinned) > 100
    assert {advisory.package for advisory in ADVISORIES} <= pinned


def test_the_ranges_are_those_that_were_published() -> None:
    """A few, known from the projects' own release notes, on both sides of the border."""
    for package, identifier, bad, good in [
        ("pillow", "CVE-2026-96639", "12.3.0", "13.0.0"),
        ("jinja2", "CVE-2025-27516", "3.1.5", "3.1.6"),
        ("requests", "CVE-2024-47081", "2.32.3", "2.32.4"),
        ("voila", "CVE-2024-30265", "0.5.5", "0.5.6"),
        ("voila", "CVE-2024-30265", "0.4.3", "0.4.4"),
        ("protobuf", "CVE-2025-4565", "6.31.0", "5.29.5"),
    ]:
        (advisory,) = [a for a in ADVISORIES if (a.package, a.id) == (package, identifier)]
        assert advisory.hits(bad)
        assert not advisory.hits(good)


def test_nothing_that_we_pin_is_affected(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit_pins.main(ROOT) == 0, capsys.readouterr().out


def test_a_pin_of_ours_that_is_set_back_is_found(tmp_path: Path) -> None:
    for name in (LAB, TEST):
        text = (ROOT / name).read_text(encoding="utf-8")
        changed = re.sub(r"^pillow==[\d.]+", "pillow==12.0.0", text, flags=re.MULTILINE)
        assert changed != text
        (tmp_path / name).write_text(changed, encoding="utf-8")
    to_do, _ = audit_pins.audit(tmp_path, ADVISORIES)
    wanted = {f"CVE-2026-{number}" for number in (112403, 25990, 40192, 42309, 59197, 59199, 96639)}
    assert {sentence.split(" has ")[1].split(".")[0] for sentence in to_do} == wanted


def test_make_check_runs_the_audit() -> None:
    code = "import runpy; print(runpy.run_path('.setup/__main__.py', run_name='x')['CHECKS'])"
    environ = {**os.environ, "PYTHONPATH": str(ROOT / ".setup")}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environ, capture_output=True, text=True)
    assert "['.setup/audit_pins.py']" in done.stdout, done.stderr
