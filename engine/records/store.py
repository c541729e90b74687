"""The records of a build on disk: `<root>/<study>/<key>.json`, and a manifest of what is in use."""

import json
import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from engine.records.files import write_atomically, writing
from engine.records.record import REMEDY, SCHEMA, Record, RecordError, read_record, write_record

MANIFEST = "manifest.json"

_NAME: Final = re.compile(r"[A-Za-z0-9_-]+")
"""What a study and a key are made of: no path leads out of the folder."""


@dataclass(frozen=True, slots=True)
class Build:
    """The records that one build consists of.

    Attributes:
        profile: Profile that was computed: "quick", "standard" or "paper".
        records: Records by study, in the order of the study's grid.
    """

    profile: str
    records: Mapping[str, tuple[Record, ...]]

    def study(self, name: str) -> tuple[Record, ...]:
        """Return the records of a study.

        Raises:
            RecordError: If the build has none.
        """
        if not self.records.get(name):
            raise RecordError(
                f"this build has no records of the study {name!r}, it has "
                f"{', '.join(sorted(self.records)) or 'none'}; "
                f"run `python -m engine compute --profile {self.profile}`"
            )
        return self.records[name]


class RecordStore:
    """Reads and writes the records under one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, study: str, key: str) -> Path:
        """Return where the record of a study with a key lies.

        Raises:
            RecordError: If they are no names, as those of a manifest that was altered.
        """
        if not (_NAME.fullmatch(study) and _NAME.fullmatch(key)):
            raise RecordError(
                f"{self.root} has no record {key!r} of a study {study!r}: names are letters, "
                f"digits and hyphens; delete {MANIFEST} and run `python -m engine compute`"
            )
        return self.root / study / f"{key}.json"

    def find(self, study: str, key: str) -> Record | None:
        """Return a valid record, or None.

        A damaged one is set aside in `<root>/damaged/` with a warning that names the file.
        """
        path = self.path(study, key)
        try:
            return self._read(study, key)
        except FileNotFoundError:
            return None
        except RecordError as error:
            aside = self.root / "damaged" / f"{study}-{path.name}"
            with writing(aside):
                aside.parent.mkdir(parents=True, exist_ok=True)
                path.replace(aside)
            warnings.warn(f"{error} (moved to {aside})", stacklevel=2)
            return None

    def read_made(self, study: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Yield params and `made` of every record of a study, in use or not, the newest last."""
        for path in sorted((self.root / study).glob("*.json"), key=lambda one: one.stat().st_mtime):
            try:
                record = read_record(path)
            except (OSError, RecordError):
                continue
            yield record.params, record.made

    def write(self, record: Record) -> Path:
        """Write a record and return its path."""
        path = self.path(record.study, record.key)
        write_record(path, record)
        return path

    def remove_unfinished(self) -> None:
        """Remove what a killed process began to write; nothing else may be writing."""
        for path in self.root.glob("**/.*.part"):
            path.unlink(missing_ok=True)

    def write_manifest(self, profile: str, keys: Mapping[str, Iterable[str]]) -> None:
        """Write down which records make up the build; studies not named keep theirs."""
        studies = {name: list(names) for name, names in self._manifest_studies(profile).items()}
        studies.update({name: list(names) for name, names in keys.items()})
        body = {"schema": SCHEMA, "profile": profile, "studies": dict(sorted(studies.items()))}
        write_atomically(self.root / MANIFEST, json.dumps(body, indent=1) + "\n")

    def read_profile(self) -> str | None:
        """Return the profile of the build that is there, or None.

        Raises:
            RecordError: If the manifest is damaged.
        """
        manifest = self._manifest()
        return None if manifest is None else str(manifest["profile"])

    def read_build(self, only: Collection[str] | None = None) -> Build:
        """Return the records that the manifest names.

        Args:
            only: Studies to read; all if not given.

        Raises:
            RecordError: If there is no manifest, or a record is missing or damaged.
        """
        manifest = self._manifest()
        if manifest is None:
            raise RecordError(
                f"no records in {self.root}; run `python -m engine compute` (or `nox -s build`)"
            )
        records = {}
        for study, keys in manifest["studies"].items():
            if only is not None and study not in only:
                continue
            try:
                records[study] = tuple(self._read(study, key) for key in keys)
            except FileNotFoundError as error:
                raise RecordError(
                    f"{error.filename} is missing, the manifest names it; "
                    f"run `python -m engine compute --profile {manifest['profile']}`"
                ) from error
        return Build(manifest["profile"], records)

    def _read(self, study: str, key: str) -> Record:
        path = self.path(study, key)
        record = read_record(path)
        if (record.study, record.key) != (study, key):
            raise RecordError(
                f"{path} holds another result, of study {record.study!r} with key {record.key}; "
                f"{REMEDY}"
            )
        return record

    def _manifest_studies(self, profile: str) -> dict[str, list[str]]:
        manifest = self._manifest()
        if manifest is None or manifest["profile"] != profile:
            return {}
        studies: dict[str, list[str]] = manifest["studies"]
        return studies

    def _manifest(self) -> dict[str, Any] | None:
        path = self.root / MANIFEST
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (UnicodeDecodeError, json.JSONDecodeError) as error:
            raise RecordError(
                f"{path} is damaged ({error}); delete it and run `python -m engine compute`: "
                "valid records are found again"
            ) from error
        if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
            raise RecordError(
                f"{path} was written by another schema, this engine reads {SCHEMA}; "
                "delete it and run `python -m engine compute`"
            )
        absent = [name for name in ("profile", "studies") if name not in manifest]
        if absent:
            raise RecordError(
                f"{path} lacks {' and '.join(absent)}; delete it and run `python -m engine compute`"
            )
        return manifest
