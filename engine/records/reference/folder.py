"""The reference on disk: a compressed file of records for each study, and a manifest of them all.

    docs/paper-run/manifest.json     version, profile, and an entry for each study
    docs/paper-run/mnist.json.xz     its records, each with how it was made

A file for each study, so that one that is made anew leaves the others as they are.
"""

import hashlib
import json
import lzma
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

import engine
from engine.records.document import Document
from engine.records.files import write_atomically
from engine.records.record import SCHEMA, Record, RecordError, parse_record, record_body
from engine.records.reference import FOLDER
from engine.records.reference.entry import Entry

MANIFEST: Final = "manifest.json"
REMEDY: Final = "`nox -s reference` makes it anew"

_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST_BYTES: Final = 200_000_000
"""Of a study's records unpacked: more is no reference, and may be meant to fill the memory."""


def is_reference(folder: Path) -> bool:
    """Return whether a folder holds a reference, whole or not."""
    return (folder / MANIFEST).is_file() and any(folder.glob("*.json.xz"))


class ReferenceFaultError(RecordError):
    """A reference, or a study of it, that cannot be used; the message names it and why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the reference consists of.

    Attributes:
        version: Version of the report that it was made for.
        profile: Profile that was computed.
        studies: An entry for each study, by name.
    """

    version: str
    profile: str
    studies: Mapping[str, Entry]


class Reference:
    """The reference in a folder, which may be damaged, of another version, or not there.

    Args:
        folder: The folder.
        version: Version of the report that it must be of.
    """

    def __init__(self, folder: Path, version: str) -> None:
        self.folder = folder
        self._version = version
        self._kept: dict[str, tuple[Record, ...]] = {}

    @classmethod
    def of(cls, root: Path) -> Self:
        """Return the reference of a checkout, for the version of this engine."""
        return cls(root / FOLDER, engine.__version__)

    def of_its_own_version(self) -> "Reference":
        """Return the same as what it was made for, whatever version that is.

        Raises:
            ReferenceFaultError: If there is no manifest that can be read.
        """
        return Reference(self.folder, self.read_manifest().version)

    @cached_property
    def manifest(self) -> Manifest:
        """What it consists of.

        Raises:
            ReferenceFaultError: If there is none that this version can use.
        """
        found = self.read_manifest()
        if found.version != self._version:
            raise ReferenceFaultError(
                f"the reference in {self.folder} is of version {found.version} of the report, "
                f"this is {self._version}; {REMEDY}"
            )
        return found

    def read_manifest(self) -> Manifest:
        """Return what it consists of, whatever version it is of.

        Raises:
            ReferenceFaultError: If there is no manifest, or it is damaged or of another schema.
        """
        path = self.folder / MANIFEST
        try:
            body = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ReferenceFaultError(f"there is no reference in {self.folder}; {REMEDY}") from None
        except (OSError, ValueError, RecursionError) as error:
            raise ReferenceFaultError(f"{path} is damaged ({error}); {REMEDY}") from error
        if not isinstance(body, dict) or body.get("schema") != SCHEMA:
            found = body.get("schema") if isinstance(body, dict) else None
            raise ReferenceFaultError(
                f"{path} was written by schema {found!r}, this engine reads {SCHEMA}; {REMEDY}"
            )
        try:
            entries = {name: Entry.parse(one) for name, one in sorted(body["studies"].items())}
            wrong = [name for name in entries if not _NAME.fullmatch(name)]
            if wrong:
                raise ValueError(f"{wrong[0]!r} is no name of a study")
            return Manifest(str(body["version"]), str(body["profile"]), entries)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            said = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
            raise ReferenceFaultError(f"{path} is damaged ({said}); {REMEDY}") from error

    def read(self, study: str) -> tuple[Record, ...]:
        """Return the records of a study; a second time they are not read again.

        Raises:
            ReferenceFaultError: If it has none, or they are not what the manifest says.
        """
        if study not in self._kept:
            self._kept[study] = self._read(study)
        return self._kept[study]

    def read_document(self) -> Document:
        """Return all its records, of whatever version of the report it is.

        Raises:
            ReferenceFaultError: If any of it cannot be read.
        """
        whole = self.of_its_own_version()
        records = {study: whole.read(study) for study in whole.manifest.studies}
        return Document(whole.manifest.version, whole.manifest.profile, records)

    def write(self, study: str, records: Sequence[Record], profile: str) -> None:
        """Put the records of a study in place of those it has; other studies keep theirs.

        What was made for another version or profile is given up, if its manifest says so.

        Args:
            study: Name of the study.
            records: Its records, in the order of its grid, one at least.
            profile: Profile that they were computed for.

        Raises:
            WriteError: If a file cannot be written; the reference is then as it was.
        """
        packed = _pack(study, records)
        write_atomically(self._path(study), packed)
        entry = Entry.describe(records, _sha256(packed))
        self._write_manifest(profile, {**self._entries(profile), study: entry})

    def measure_bytes(self) -> int:
        """Return what the reference takes on disk."""
        return sum(path.stat().st_size for path in self.folder.glob("*"))

    def keep(self, studies: Sequence[str], profile: str) -> None:
        """Note version and profile, and drop every study but some."""
        entries = self._entries(profile)
        self._write_manifest(profile, {name: entries[name] for name in studies if name in entries})
        for path in self.folder.glob("*.json.xz"):
            if path.name.removesuffix(".json.xz") not in studies:
                path.unlink(missing_ok=True)

    def _read(self, study: str) -> tuple[Record, ...]:
        entry = self.manifest.studies.get(study)
        if entry is None:
            raise ReferenceFaultError(f"the reference has no records of {study}; {REMEDY}")
        path = self._path(study)
        try:
            packed = path.read_bytes()
        except OSError as error:
            raise ReferenceFaultError(
                f"{path} cannot be read ({error.strerror}), the manifest names it; {REMEDY}"
            ) from error
        if _sha256(packed) != entry.sha256:
            raise ReferenceFaultError(
                f"{path} is not the file that the manifest names: it is truncated or altered "
                f"({len(packed):,} bytes); {REMEDY}"
            )
        return _unpack(packed, study, path)

    def _entries(self, profile: str) -> dict[str, Entry]:
        try:
            found = self.read_manifest()
        except ReferenceFaultError:
            return {}
        return dict(found.studies) if found.profile == profile else {}

    def _write_manifest(self, profile: str, entries: Mapping[str, Entry]) -> None:
        studies = {name: entry.body() for name, entry in sorted(entries.items())}
        body = {
            "schema": SCHEMA,
            "version": self._version,
            "profile": profile,
            "studies": studies,
        }
        text = json.dumps(body, indent=1, ensure_ascii=False)
        write_atomically(self.folder / MANIFEST, f"{text}\n")
        self.__dict__.pop("manifest", None)
        self._kept.clear()

    def _path(self, study: str) -> Path:
        if not _NAME.fullmatch(study):
            raise ReferenceFaultError(f"{study!r} is no name of a study")
        return self.folder / f"{study}.json.xz"


def _pack(study: str, records: Sequence[Record]) -> bytes:
    body = {"schema": SCHEMA, "study": study, "records": [record_body(one) for one in records]}
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)


def _unpack(packed: bytes, study: str, path: Path) -> tuple[Record, ...]:
    try:
        unpacker = lzma.LZMADecompressor()
        text = unpacker.decompress(packed, _MOST_BYTES)
        if not unpacker.eof:
            raise ValueError(f"it does not end within {_MOST_BYTES:,} bytes")
        body: Any = json.loads(text)
        found = body["records"] if body["study"] == study else None
    except (lzma.LZMAError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ReferenceFaultError(f"{path} is damaged ({error}); {REMEDY}") from error
    if not isinstance(found, list):
        raise ReferenceFaultError(f"{path} holds no records of {study}; {REMEDY}")
    try:
        return tuple(
            parse_record(one, f"{path}, record {place}", with_made=True)
            for place, one in enumerate(found, start=1)
        )
    except RecordError as error:
        raise ReferenceFaultError(f"{error}; {REMEDY}") from error


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
