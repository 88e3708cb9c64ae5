"""Ask the public databases for known weaknesses of the pinned versions, with the tool pip-audit.

`make check` does it. Where they can't be reached it says so and goes on: that says nothing about the pins.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from make_environment import TEST, say
from targets import spelled

AUDIT = f"pip-audit -r {TEST} --require-hashes --disable-pip"
# Weaknesses that stay, each with the reason why it can't harm here.
ACCEPTED = (
    # soupsieve 2.10: newer ones need Python 3.11.5, and many computers have 3.11.2. Only nbconvert uses it, with
    # selectors of its own and without :has().
    "CVE-2026-126189",
    "CVE-2026-126191",
)
# How pip-audit ends where a connection fails, or where a proxy answers in the database's place.
_NO_ANSWER = re.compile(
    r"^(?:requests\.exceptions\.\w+|pip_audit\._service\.interface\.(?:Service|Connection)Error"
    r"|ERROR:pip_audit\._cli:(?:Could not connect to|PyPI is not redirecting)).*",
    re.MULTILINE,
)


def audit(python: str | Path, root: Path) -> int:
    """Audit the longer pinned list with a Python that has pip-audit, and say what was found.

    Returns:
        How many things there are to do; 0 also where nobody could be asked.
    """
    # Not --strict: one package that the index lacks would look like an index that knows no weaknesses at all.
    command = [str(python), "-m", "pip_audit", *AUDIT.split()[1:], "--format", "json", "--progress-spinner", "off"]
    for accepted in ACCEPTED:
        command += ["--ignore-vuln", accepted]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", errors="replace")
    try:
        pins = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):  # no list: the audit was not carried through
        pins = []
    if not pins:
        if ended := _NO_ANSWER.search(done.stderr):
            return _not_audited(ended[0])
        said = (done.stderr.strip() or "nothing").splitlines()[-1]
        say(f"pip-audit could not audit the pinned versions and said: {said}")
        return 1
    skipped = [pin for pin in pins if "skip_reason" in pin]
    if len(skipped) == len(pins):  # a mirror has the packages, but not what is known about them
        return _not_audited(skipped[0]["skip_reason"])
    weak = [(pin, weakness) for pin in pins for weakness in pin.get("vulns", ())]
    for pin in skipped:
        say(f"{pin['name']}: {pin['skip_reason']}.")
    for pin, weakness in weak:
        mended = "No version is known to be free of it."
        if weakness["fix_versions"]:
            newer = " or ".join(weakness["fix_versions"])
            mended = f"Take {newer}: {spelled('lock', '--upgrade-package ' + pin['name'])}."
        say(f"{pin['name']} {pin['version']} has {weakness['id']}. {mended}")
    say(f"{len(pins) - len(skipped)} pinned versions audited: {len(weak) or 'no'} known weaknesses to mend.")
    return len(skipped) + len(weak)


def _not_audited(reason: str) -> int:
    say(f"The pinned versions were not audited, because pypi.org's list of weaknesses can't be had: {reason:.160}")
    return 0
