"""Compare every pinned version with advisories.json, the security advisories that we know of.

`make check` runs this; it needs no network. The file is ours and never complete: pip-audit asks the public
databases, where they can be reached.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from make_environment import LAB, TEST, SetupError
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ADVISORIES = Path(__file__).with_name("advisories.json")
# Without --strict, it finds "no known vulnerabilities" where it can't ask at all.
FULL_AUDIT = f"uvx pip-audit --strict -r {TEST} --require-hashes --disable-pip"


@dataclass(frozen=True)
class Advisory:
    """One known weakness of one package.

    Attributes:
        package: its name, as the pinned lists write it.
        id: CVE, GHSA or PYSEC.
        affected: version ranges, any of which is enough.
        fixed: the oldest version known to be free of it.
        what: can go wrong, in one sentence.
        accepted: pinned versions that are affected and stay, each with the reason.
    """

    package: str
    id: str
    affected: tuple[SpecifierSet, ...]
    fixed: str
    what: str
    accepted: dict[str, str]

    def hits(self, version: str) -> bool:
        """Say whether a version is affected."""
        return any(range.contains(version, prereleases=True) for range in self.affected)


def read_advisories(path: Path) -> tuple[date, list[Advisory]]:
    """Return the day on which the file was last looked through, and its entries."""
    wrong = f"{path.name} can't be used: "
    repair = " (take it from the repository again, or mend it)."
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        checked = date.fromisoformat(content["checked"])
        entries = list(content["advisories"])
    except (OSError, ValueError) as error:
        raise SetupError(f"{wrong}{error}{repair}") from error
    except (KeyError, TypeError) as error:
        raise SetupError(f"{wrong}it needs a date 'checked' and a list 'advisories'{repair}") from error
    advisories = []
    for number, entry in enumerate(entries, start=1):
        try:
            advisories.append(to_advisory(entry))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            said = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            raise SetupError(f"{wrong}in entry {number}, {said}{repair}") from error
    return checked, advisories


def to_advisory(entry: dict[str, Any]) -> Advisory:
    """Check one entry of the file."""
    package, identifier, what = (str(entry[key]) for key in ("package", "id", "what"))
    if canonicalize_name(package) != package:
        raise ValueError(f"the package {package!r} must be written {canonicalize_name(package)!r}")
    if not identifier.startswith(("CVE-", "GHSA-", "PYSEC-")):
        raise ValueError(f"the id {identifier!r} is no CVE, GHSA or PYSEC")
    if isinstance(entry["affected"], str) or not entry["affected"]:
        raise ValueError("'affected' is no list of version ranges")
    try:
        affected = tuple(SpecifierSet(text) for text in entry["affected"])
        fixed = str(Version(entry["fixed"]))
    except (InvalidSpecifier, InvalidVersion) as error:
        raise ValueError(str(error)) from error
    accepted = {str(version): str(why) for version, why in entry.get("accepted", {}).items()}
    advisory = Advisory(package, identifier, affected, fixed, what, accepted)
    if advisory.hits(fixed):
        raise ValueError(f"the version {fixed} that is said to be free of {identifier} is among the affected ones")
    return advisory


def read_pins(path: Path) -> Iterator[Requirement]:
    """Yield what a pinned list holds, without the hashes."""
    try:
        text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    except OSError as error:
        raise SetupError(
            f"The pinned list {path.name} can't be read ({error.strerror}): run make lock."
        ) from error
    for line in text.splitlines():
        wanted = line.split(" --hash")[0].strip()
        if wanted and not wanted.startswith("#"):
            try:
                yield Requirement(wanted)
            except InvalidRequirement as error:
                raise SetupError(f"{path.name} has a line that is no pin, {wanted!r}: run make lock.") from error


def audit(root: Path, advisories: Sequence[Advisory]) -> tuple[list[str], list[str]]:
    """Compare both pinned lists with the advisories.

    Returns:
        What has to be done, and what was found and accepted; a sentence each.
    """
    to_do: list[str] = []
    accepted: list[str] = []
    used: set[tuple[str, str, str]] = set()
    seen: set[tuple[str, str, str]] = set()
    for name in (LAB, TEST):
        for pin in read_pins(root / name):
            package = canonicalize_name(pin.name)
            version = str(pin.specifier).removeprefix("==")
            where = f"{name}: {package} {version}" + (f" (for {pin.marker})" if pin.marker else "")
            for advisory in advisories:
                key = (package, version, advisory.id)
                if advisory.package != package or key in seen or not advisory.hits(version):
                    continue
                seen.add(key)
                if version in advisory.accepted:
                    used.add(key)
                    accepted.append(f"{where} has {advisory.id}, accepted: {advisory.accepted[version]}")
                    continue
                to_do.append(
                    f"{where} has {advisory.id}. {advisory.what} Take {advisory.fixed} or newer: "
                    f'make lock ARGS="--upgrade-package {package}".'
                )
    for advisory in advisories:
        for version in advisory.accepted:
            if (advisory.package, version, advisory.id) not in used:
                to_do.append(
                    f"{ADVISORIES.name} accepts {advisory.id} for {advisory.package} {version}, which is not "
                    "pinned any more, or not affected: take the exception out."
                )
    return to_do, accepted


def age(checked: date, today: date) -> str:
    """Say how old the file is, and how to ask the public databases instead."""
    days = max((today - checked).days, 0)
    return (
        f"{ADVISORIES.name} was last looked through on {checked.isoformat()}, {days} days ago. "
        f"The public databases know more; with a network that reaches them: {FULL_AUDIT}"
    )


def main(root: Path, path: Path = ADVISORIES) -> int:
    """Print what was found; return how many pins something has to be done about."""
    checked, advisories = read_advisories(path)
    to_do, accepted = audit(root, advisories)
    for sentence in [*accepted, *to_do]:
        print(sentence)
    found = f"{len(to_do)} to do" if to_do else "nothing to do"
    print(f"Pinned versions compared with {len(advisories)} advisories: {found}.")
    print(age(checked, date.today()))
    return len(to_do)


if __name__ == "__main__":
    try:
        sys.exit(int(main(Path(__file__).resolve().parent.parent) > 0))
    except SetupError as error:
        sys.exit(f"digitlab: {error}")
