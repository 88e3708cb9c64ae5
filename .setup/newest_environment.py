"""Make the environment `.venv-latest`: the newest versions there are, nothing pinned.

`make test-latest` runs the tests there, so that what a new version breaks shows before pyproject.toml's ranges
admit it and `make lock` pins it.
Only the standard library is used: this runs before anything is installed.
"""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

from make_environment import TEST, Environment, digest, say

LATEST = ".venv-latest"
# What builds the package: a wheel, and a link to the checkout.
BUILD_TOOLS = ("hatchling>=1.27", "editables>=0.5")


def needs(root: Path) -> list[str]:
    """Return what package, extras and build tools ask for, without upper bounds."""
    metadata = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    project = metadata["project"]
    extras = project["optional-dependencies"]
    # Not the build system's own list, which names exact versions.
    stated = [*project["dependencies"], *extras["lab"], *extras["teaching"], *extras["test"], *BUILD_TOOLS]
    return [re.sub(r",?<[^,;]*", "", need) for need in stated]


def pinned_versions(root: Path) -> dict[str, set[str]]:
    """Return each name of the longer pinned list with its versions: some have one for each Python."""
    found: dict[str, set[str]] = {}
    text = (root / TEST).read_text(encoding="utf-8")
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, flags=re.MULTILINE):
        found.setdefault(plain_name(name), set()).add(version)
    return found


def plain_name(name: str) -> str:
    """Return a package's name as the lists write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


class NewestEnvironment(Environment):
    """The environment of `make test-latest`. It stands beside `.venv`, which it leaves alone."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, root / LATEST)

    def ensure_newest(self) -> None:
        """Bring every package to its newest version for this Python; the index is asked each time."""
        stamp = self.prepare()
        say("Installing the newest versions there are; the first time takes a few minutes ...")
        newest = ["--upgrade", "--upgrade-strategy", "eager", "--only-binary", ":all:"]
        self.pip([*newest, *needs(self.root)], stamp, 0)
        stamp["project"] = digest(self.root / "pyproject.toml")
        self.install_package(stamp)
        say(self.news())

    def news(self) -> str:
        """Say in one sentence which versions differ from the pinned ones."""
        command = [str(self.python), "-m", "pip", "list", "--format=json", "--disable-pip-version-check"]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        pinned = pinned_versions(self.root)
        news = []
        for package in json.loads(listed):
            name, version = plain_name(package["name"]), package["version"]
            if name in ("pip", "setuptools", "digitlab") or version in pinned.get(name, ()):
                continue
            was = f"pinned: {', '.join(sorted(pinned[name]))}" if name in pinned else "not pinned"
            news.append(f"{name} {version} ({was})")
        if not news:
            return "No version differs from the pinned ones."
        many = "1 version differs" if len(news) == 1 else f"{len(news)} versions differ"
        return f"{many} from the pinned ones: {', '.join(sorted(news))}."
