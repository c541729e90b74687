"""All records of a build in one file, data/records.json: how it is written and read back.

How each came to be, which is not the same in two builds, stands apart in data/made.json.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.records.foreign import json_text
from engine.records.record import SCHEMA, Record, RecordError, parse_record, record_body
from engine.records.store import Build
from engine.records.validate import find_fault


@dataclass(frozen=True, slots=True)
class Document:
    """The records of a build, and which version of the report it is.

    Attributes:
        version: Version of the report.
        profile: Profile that was computed.
        records: Records by study.
        claims: What the records say of each claim, a verdict by its id; empty where it is not
            known, as for records whose pages have not been filled.
        tables: The CSV text of each published table and figure, by id; empty where it is not known.
    """

    version: str
    profile: str
    records: Mapping[str, tuple[Record, ...]]
    claims: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)


def document_text(build: Build, version: str, claims: Mapping[str, str] | None = None) -> str:
    """Return the records of a build as one JSON text.

    Args:
        build: The records.
        version: Version of the report.
        claims: What they say of each claim: a verdict by its id.

    Raises:
        RecordError: If they do not fit the schema.
    """
    records = [record_body(one, with_made=False) for one in _in_order(build)]
    body = {"schema": SCHEMA, "version": version, "profile": build.profile, "records": records}
    if claims:
        body["claims"] = dict(sorted(claims.items()))
    if fault := find_fault(body, "build"):
        raise RecordError(f"the records do not fit engine/records/schema.json: {fault}")
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return f"{json_text(text)}\n"


def made_text(build: Build, version: str) -> str:
    """Return how each record of a build came to be, by its key, as one JSON text.

    Args:
        build: The records.
        version: Version of the report.
    """
    made = {record.key: record.made for record in _in_order(build)}
    body = {"schema": SCHEMA, "version": version, "profile": build.profile, "made": made}
    return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def _in_order(build: Build) -> Iterator[Record]:
    for study in sorted(build.records):
        yield from build.records[study]


def read_document(path: Path) -> Document:
    """Return what a records.json holds.

    Raises:
        RecordError: If there is no such file, it is damaged, or does not fit the schema.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise RecordError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RecordError(f"{path} is damaged ({error})") from error
    return parse_document(text, str(path))


def parse_document(text: str, source: str) -> Document:
    """Return what the text of a records.json holds.

    Args:
        text: The text.
        source: Where it comes from, for messages.

    Raises:
        RecordError: If it is damaged, altered, or does not fit the schema.
    """
    try:
        body = json.loads(text)
    except json.JSONDecodeError as error:
        raise RecordError(f"{source} is damaged ({error})") from error
    if fault := find_fault(body, "build"):
        raise RecordError(f"{source} is no records.json that this engine reads: {fault}")
    records: dict[str, list[Record]] = {}
    for one in body["records"]:
        record = parse_record(one, f"{source}, record {one['key'][:8]}")
        records.setdefault(record.study, []).append(record)
    return Document(
        body["version"],
        body["profile"],
        {study: tuple(found) for study, found in records.items()},
        body.get("claims", {}),
    )
