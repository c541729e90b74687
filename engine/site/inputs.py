"""What goes into a built site, and whether any of it has changed since."""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from engine.records.files import write_atomically

SETTINGS = ("SITE_URL", "MEC_VERSIONS")
"""Variables of the environment that the pages or the site depend on."""


class SiteInputs:
    """The inputs of the site in a build folder, as they are now and as they were when it was built.

    Nothing heavy is imported to compare the two: that takes a moment where a build takes seconds.

    Args:
        root: Folder of docs/, engine/ and mkdocs.yml.
        build: Folder for all that is made.
        profile: Profile of the build.
        site: Folder of the site.
        device: What trained.
    """

    def __init__(
        self, root: Path, build: Path, profile: str, site: Path, device: str = "cpu"
    ) -> None:
        self._records = build / "records"
        self._noted = build / "site.json"
        self._site = site
        # Taken once, before anything is made of it: an edit during the build counts as a change.
        self._sources = _hash(_sources(root, f"{profile} {device}"))

    def are_unchanged(self) -> bool:
        """Tell whether the site was made of these inputs, and is as it was made."""
        try:
            return bool(json.loads(self._noted.read_text(encoding="utf-8")) == self._state())
        except (OSError, ValueError):
            return False

    def note(self) -> None:
        """Write down what the site was made of, once it is made."""
        write_atomically(self._noted, json.dumps(self._state(), indent=1) + "\n")

    def forget(self) -> None:
        """Strike out what was noted: the site is about to change."""
        self._noted.unlink(missing_ok=True)

    def _state(self) -> dict[str, str]:
        return {
            "sources": self._sources,
            "records": _hash(_contents(self._records, self._records)),
            "site": _hash(_traits(self._site)),
        }


def _sources(root: Path, made_as: str) -> Iterator[str]:
    yield made_as
    yield sys.version
    for name in SETTINGS:
        yield f"{name} {os.environ.get(name)}"
    yield from _installed()
    for part in ("docs", "engine", "mkdocs.yml", "CITATION.cff"):
        yield from _contents(root / part, root)


def _installed() -> Iterator[str]:
    """Yield the packages that can be imported, by the names of their folders: with versions."""
    for folder in map(Path, sys.path):
        if folder.is_dir():
            yield from sorted(path.name for path in folder.glob("*.dist-info"))


def _contents(path: Path, root: Path) -> Iterator[str]:
    """Yield the name and a hash of each file under a path, what Python keeps apart."""
    for file in [path] if path.is_file() else sorted(path.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            yield f"{file.relative_to(root)} {hashlib.sha256(file.read_bytes()).hexdigest()}"


def _traits(folder: Path) -> Iterator[str]:
    """Yield name, size and time of each file in a folder."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            state = file.stat()
            yield f"{file.relative_to(folder)} {state.st_size} {state.st_mtime_ns}"


def _hash(lines: Iterator[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
