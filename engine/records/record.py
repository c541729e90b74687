"""One result on disk: its form, and how it is checked when it is read back."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engine.records.files import write_atomically
from engine.records.key import Inputs, canonical_json, record_key, sha256_text

SCHEMA = 1
"""Version of the form of a record; it changes when a field changes its meaning."""


REMEDY = "run `python -m engine compute` to set it aside and compute it again"
"""What to do about a record that cannot be used."""


class RecordError(Exception):
    """A record that cannot be used; the message names the file and what to do."""


@dataclass(frozen=True, slots=True)
class Record:
    """One result with what it was computed from.

    Attributes:
        study: Name of the study.
        params: Parameters of the result.
        key: SHA-256 over study, params and inputs.
        inputs: Code, data and packages that went in.
        result: The result, JSON values.
        made: How it came to be (seconds, CPU, Python, commit, time); not part of the key.
    """

    study: str
    params: dict[str, Any]
    key: str
    inputs: Inputs
    result: dict[str, Any]
    made: dict[str, Any]


def write_record(path: Path, record: Record) -> None:
    """Write a record atomically.

    Raises:
        RecordError: If the result holds something that JSON cannot, such as NaN.
    """
    try:
        digest = sha256_text(canonical_json(record.result))
        body = {"schema": SCHEMA, **asdict(record), "result_sha256": digest}
        text = json.dumps(body, indent=1, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise RecordError(
            f"study {record.study}, params {record.params}: the result is not plain JSON "
            f"({error}); return finite numbers, texts, lists and dicts"
        ) from error
    write_atomically(path, text + "\n")


def read_record(path: Path) -> Record:
    """Read a record and check that it is whole and unaltered.

    Raises:
        FileNotFoundError: If there is no such file.
        RecordError: If it is truncated, altered, or written by another schema.
    """
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise RecordError(f"{path} is damaged ({error}); {REMEDY}") from error
    if not isinstance(body, dict) or body.get("schema") != SCHEMA:
        found = body.get("schema") if isinstance(body, dict) else None
        raise RecordError(
            f"{path} was written by schema {found!r}, this engine reads {SCHEMA}; {REMEDY}"
        )
    try:
        inputs = Inputs(**body["inputs"])
        record = Record(
            body["study"], body["params"], body["key"], inputs, body["result"], body["made"]
        )
        expected_key = record_key(record.study, record.params, inputs)
        digest_fits = body["result_sha256"] == sha256_text(canonical_json(record.result))
    except (KeyError, TypeError) as error:
        raise RecordError(f"{path} lacks a field ({error}); {REMEDY}") from error
    except ValueError as error:
        raise RecordError(f"{path} was altered: {error}; {REMEDY}") from error
    if record.key != expected_key:
        raise RecordError(f"{path} was altered: its key does not fit its params; {REMEDY}")
    if not digest_fits:
        raise RecordError(f"{path} was altered: its result does not fit its digest; {REMEDY}")
    return record
