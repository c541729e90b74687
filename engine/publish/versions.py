"""The published versions: what a branch holds, one folder a version, and their records."""

import io
import json
import re
import tarfile
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from engine.publish.git import BRANCH, git, git_bytes, resolve
from engine.records.document import Document, parse_document, read_document
from engine.records.record import RecordError
from engine.records.reference.folder import Reference, is_reference
from engine.records.store import MANIFEST, Build, RecordStore

LATEST = "latest"

_VERSION = re.compile(r"\d+\.\d+\.\d+")


class UnknownVersionError(Exception):
    """A version that is not published; the message says which ones are."""


@dataclass(frozen=True, slots=True)
class Published:
    """The versions on a branch.

    Attributes:
        repository: The repository.
        commit: The commit that holds them; None where nothing is published yet.
        aliases: Versions with their aliases, newest first.
    """

    repository: Path
    commit: str | None
    aliases: dict[str, tuple[str, ...]]

    @property
    def newest(self) -> str | None:
        """The newest version, or None."""
        return next(iter(self.aliases), None)

    def find(self, name: str) -> str:
        """Return the version that a version or an alias stands for.

        Raises:
            UnknownVersionError: If it is not published.
        """
        for version, aliases in self.aliases.items():
            if name == version or name in aliases:
                return version
        raise UnknownVersionError(
            f"{name!r} is not published; published: {', '.join(self.aliases) or 'nothing'}"
        )

    def folders(self) -> dict[str, str]:
        """Return the git object of each folder, by name: a hash of all names and contents in it."""
        if self.commit is None:
            return {}
        listed = git(self.repository, "ls-tree", "-d", "-z", self.commit)
        entries = [entry.partition("\t") for entry in listed.split("\0") if entry]
        return {name: traits.split()[2] for traits, _, name in entries}

    def read(self, name: str) -> Document:
        """Return the records of a version, and its tables.

        Raises:
            UnknownVersionError: If it is not published.
            RecordError: If its records are not there, or damaged.
        """
        version = self.find(name)
        place = f"{self.commit}:{version}/data/records.json"
        if resolve(self.repository, place) is None:
            raise RecordError(f"version {version} was published without data/records.json")
        document = parse_document(git(self.repository, "show", place), f"version {version}")
        return replace(document, tables=self._read_tables(version))

    def _read_tables(self, version: str) -> dict[str, str]:
        """Return the CSV text of each table and figure of a version, by id."""
        packed = git_bytes(self.repository, "archive", f"{self.commit}:{version}", "data")
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            return {
                PurePosixPath(member.name).stem: file.read().decode()
                for member in archive
                if member.name.endswith(".csv") and (file := archive.extractfile(member))
            }


def read_published(repository: Path, branch: str = BRANCH, remote: str = "origin") -> Published:
    """Return the published versions: those of the local branch, else of the remote's.

    Args:
        repository: The repository.
        branch: The branch that holds the versions.
        remote: Where to look if there is no such local branch; nothing is fetched.
    """
    for place in (f"refs/heads/{branch}", f"refs/remotes/{remote}/{branch}"):
        commit = resolve(repository, place)
        if commit:
            return Published(repository, commit, _read_aliases(repository, commit))
    return Published(repository, None, {})


def is_version(text: str) -> bool:
    """Tell whether a text is a version: three numbers, "1.4.0"."""
    return _VERSION.fullmatch(text) is not None


def version_order(version: str) -> tuple[int, ...]:
    """Return what versions are ordered by; texts that are no versions come first."""
    return tuple(map(int, version.split("."))) if is_version(version) else ()


def load_document(name: str, published: Published, unreleased: str) -> Document:
    """Return the records that a name stands for.

    Args:
        name: A records.json, a folder of a build, of its site or of a reference, or a published
            version.
        published: The published versions.
        unreleased: Version of a build that names none: that of this engine.

    Raises:
        UnknownVersionError: If it is none of these.
        RecordError: If its records are damaged.
    """
    path = Path(name)
    if path.is_file():
        return read_document(path)
    if is_reference(path):
        return Reference(path, unreleased).read_document()
    for folder in (path / "records", path):
        if (folder / MANIFEST).is_file():
            build = RecordStore(folder).read_build()
            claims = _read_claims(path, build)
            tables = {} if claims is None else _list_tables(path / "pages" / "data")
            return Document(unreleased, build.profile, build.records, claims or {}, tables)
    for file in (path / "data" / "records.json", path / "site" / "data" / "records.json"):
        if file.is_file():
            return replace(read_document(file), tables=_list_tables(file.parent))
    if path.is_dir():
        raise UnknownVersionError(
            f"{name} holds neither records/{MANIFEST} nor data/records.json; name the folder of a "
            "build, of its site, or a records.json"
        )
    try:
        return published.read(name)
    except UnknownVersionError as error:
        raise UnknownVersionError(f"{error}; nor is it a file or folder") from error


def _list_tables(folder: Path) -> dict[str, str]:
    """Return the CSV text of each table and figure in a folder of data, by id."""
    return {path.stem: _read_text(path) for path in sorted(folder.glob("*.csv"))}


def _read_text(path: Path) -> str:
    """Return a text with its line ends as they are."""
    return path.read_bytes().decode()


def _read_claims(folder: Path, build: Build) -> dict[str, str] | None:
    """Return the verdicts on the pages of a build; None where these are of other records."""
    try:
        body = json.loads((folder / "pages" / "data" / "records.json").read_text(encoding="utf-8"))
        keys = {one["key"] for one in body["records"]}
        claims: dict[str, str] = body.get("claims", {})
    except (OSError, ValueError, KeyError, TypeError):
        return None
    of_build = {record.key for records in build.records.values() for record in records}
    return claims if keys == of_build else None


def _read_aliases(repository: Path, commit: str) -> dict[str, tuple[str, ...]]:
    if resolve(repository, f"{commit}:versions.json") is None:
        return {}
    listed = json.loads(git(repository, "show", f"{commit}:versions.json"))
    found = {one["version"]: tuple(one["aliases"]) for one in listed}
    return {name: found[name] for name in sorted(found, key=version_order, reverse=True)}
