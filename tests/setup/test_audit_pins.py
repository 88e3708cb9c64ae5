"""The audit of the pinned versions: a weakness fails it, a database that can't be reached doesn't."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path
from types import SimpleNamespace

import audit_pins
import pytest
from make_environment import TEST

ROOT = Path(__file__).resolve().parents[2]
# A stand-in for pip-audit, found in the folder where it is run: it keeps its arguments and says what it was told.
STAND_IN = """\
import json, pathlib, sys
said = json.loads(pathlib.Path("said.json").read_text())
pathlib.Path("asked.json").write_text(json.dumps(sys.argv[1:]))
print(said["out"])
print(said["err"], file=sys.stderr)
sys.exit(said["code"])
"""
CLEAN = {"name": "one", "version": "1.5", "vulns": []}
WEAK = {
    "name": "two-too",
    "version": "2.0",
    "vulns": [
        {
            "id": "PYSEC-2026-1",
            "fix_versions": ["2.4", "3.1"],
            "aliases": ["CVE-2026-1"],
            "description": "It bites.",
        },
        {"id": "CVE-2026-2", "fix_versions": [], "aliases": [], "description": "It stings."},
    ],
}
SKIPPED = {"name": "three", "skip_reason": "Dependency not found on PyPI and could not be audited: three (3)"}
TRACEBACK = """\
Traceback (most recent call last):
  File "requests/adapters.py", line 729, in send
    raise requests.exceptions.ConnectionError(e, request=request)
"""


@pytest.fixture
def pip_audit(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Return a function that says what the stand-in answers and audits with it."""
    (tmp_path / "pip_audit.py").write_text(STAND_IN, encoding="utf-8")

    def answer(code: int, *pins: dict, err: str = "", out: str | None = None) -> int:
        listed = json.dumps({"dependencies": pins, "fixes": []}) if pins else ""
        said = {"code": code, "out": listed if out is None else out, "err": err}
        (tmp_path / "said.json").write_text(json.dumps(said), encoding="utf-8")
        return audit_pins.audit(sys.executable, tmp_path)

    return answer


def test_nothing_found_is_well(pip_audit, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    assert pip_audit(0, CLEAN, {**CLEAN, "name": "two"}, err="No known vulnerabilities found, 2 ignored") == 0
    assert capsys.readouterr().out == "2 pinned versions audited: no known weaknesses to mend.\n"


def test_a_weakness_is_told_with_what_to_do(pip_audit, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    assert pip_audit(1, CLEAN, WEAK, err="Found 2 known vulnerabilities in 1 package") == 2
    assert capsys.readouterr().out.splitlines() == [
        'two-too 2.0 has PYSEC-2026-1. Take 2.4 or 3.1: make lock ARGS="--upgrade-package two-too".',
        "two-too 2.0 has CVE-2026-2. No version is known to be free of it.",
        "2 pinned versions audited: 2 known weaknesses to mend.",
    ]


def test_a_pin_that_the_index_alone_lacks_is_to_do(pip_audit, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    """A version that was taken back, for instance because it was harmful."""
    assert pip_audit(0, CLEAN, SKIPPED) == 1
    assert "could not be audited: three (3)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("err", "why"),
    [
        # Without a network, behind a proxy that refuses, and with a page to log in: all seen.
        ("requests.exceptions.ConnectionError: Failed to resolve 'pypi.org'", "Failed to resolve 'pypi.org'"),
        (
            "requests.exceptions.HTTPError: 403 Client Error\n\nThe above exception was ...\n\n"
            "pip_audit._service.interface.ServiceError",
            "403 Client Error",
        ),
        ("requests.exceptions.JSONDecodeError: Expecting value: line 1", "Expecting value"),
        ("requests.exceptions.SSLError: CERTIFICATE_VERIFY_FAILED", "CERTIFICATE_VERIFY_FAILED"),
        ("pip_audit._service.interface.ServiceError", "ServiceError"),
        (
            "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed\n"
            "ERROR:pip_audit._cli:Tip: your network may be blocking this service.",
            "Could not connect to PyPI's vulnerability feed",
        ),
    ],
)
def test_who_cannot_be_reached_is_told_in_one_sentence_and_fails_nothing(  # type: ignore[no-untyped-def]
    pip_audit, capsys: pytest.CaptureFixture[str], err: str, why: str
) -> None:
    assert pip_audit(1, err=TRACEBACK + err) == 0
    said = capsys.readouterr().out
    assert said.startswith("The pinned versions were not audited, because ")
    assert why in said
    assert said.count("\n") == 1


def test_a_mirror_that_knows_no_weaknesses_is_no_success(pip_audit, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    assert pip_audit(0, SKIPPED, {**SKIPPED, "name": "four"}, err="No known vulnerabilities found") == 0
    assert capsys.readouterr().out.startswith("The pinned versions were not audited, because ")


@pytest.mark.parametrize(
    ("err", "out"),
    [
        ("ERROR:pip_audit._cli:requirement six==1 does not contain a hash", ""),
        ("No module named pip_audit", ""),
        ("KeyError: 'a name that pip-audit lacks'", "{"),
        ("", "[]"),
        ("", '{"dependencies": []}'),
    ],
)
def test_any_other_end_fails(pip_audit, capsys: pytest.CaptureFixture[str], err: str, out: str) -> None:  # type: ignore[no-untyped-def]
    assert pip_audit(1, err=err, out=out) == 1
    assert f"could not audit the pinned versions and said: {err or 'nothing'}\n" in capsys.readouterr().out


def test_the_longer_list_is_audited_and_what_is_accepted_is_still_pinned(pip_audit, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    pip_audit(0, CLEAN)
    asked = json.loads((tmp_path / "asked.json").read_text(encoding="utf-8"))
    assert asked[asked.index("-r") + 1] == TEST
    assert {"--require-hashes", "--disable-pip"} <= set(asked)
    ignored = [asked[place + 1] for place, argument in enumerate(asked) if argument == "--ignore-vuln"]
    assert ignored == ["CVE-2026-126189", "CVE-2026-126191"]
    # Both are soupsieve 2.10's; without it the exceptions go.
    assert "\nsoupsieve==2.10 ;" in (ROOT / TEST).read_text(encoding="utf-8")


def test_make_check_counts_it(pip_audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    check = runpy.run_path(str(ROOT / ".setup" / "__main__.py"), run_name="not_main")["check"]
    monkeypatch.setitem(check.__globals__, "ROOT", tmp_path)
    monkeypatch.setitem(check.__globals__, "CHECKS", {"pass": ["-c", ""], "fail": ["-c", "raise SystemExit(3)"]})
    for code, pin, failed in ((0, CLEAN, 1), (1, WEAK, 2)):
        pip_audit(code, pin)
        assert check(SimpleNamespace(python=sys.executable)) == failed
