"""One result on disk: its form, and how it is checked when it is read back."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engine.records.code import sha256_text
from engine.records.files import write_atomically
from engine.records.key import Inputs, canonical_json, describe_inputs, record_key
from engine.records.validate import find_fault

SCHEMA = 1
"""Version of the form of a record; it changes when a field changes its meaning."""


REMEDY = "run `python -m engine compute` to set it aside and compute it again"
"""What to do about a record that cannot be used."""


class RecordError(Exception):
    """A record that cannot be used; the message names the file and what to do."""


_FIELDS = {
    *("schema", "study", "params", "key", "inputs", "result", "made"),
    *("result_sha256", "made_sha256"),
}


@dataclass(frozen=True, slots=True)
class Record:
    """One result with what it was computed from.

    Attributes:
        study: Name of the study.
        params: Parameters of the result.
        key: SHA-256 over study, params and inputs.
        inputs: Code, data, packages and other records that went in.
        result: The result, JSON values.
        made: How it came to be (seconds, CPU, Python, commit, time); not part of the key.
    """

    study: str
    params: dict[str, Any]
    key: str
    inputs: Inputs
    result: dict[str, Any]
    made: dict[str, Any]


def record_body(record: Record, *, with_made: bool = True) -> dict[str, Any]:
    """Return a record as JSON values, with digests.

    Args:
        record: The record.
        with_made: Whether to say how it came to be, which is not the same twice.

    Raises:
        RecordError: If the result holds something that JSON cannot, such as NaN, or the record
            does not fit the schema.
    """
    label = f"study {record.study}, params {record.params}"
    try:
        digest = _digest(record.result)
    except (TypeError, ValueError) as error:
        raise RecordError(
            f"{label}: the result is not plain JSON "
            f"({error}); return finite numbers, texts, lists and dicts"
        ) from error
    fields = {**asdict(record), "inputs": describe_inputs(record.inputs)}
    body = {"schema": SCHEMA, **fields, "result_sha256": digest}
    if with_made:
        body["made_sha256"] = _digest(record.made)
    else:
        del body["made"]
    if fault := find_fault(body, "record"):
        raise RecordError(f"{label}: the record does not fit engine/records/schema.json: {fault}")
    return body


def _digest(values: dict[str, Any]) -> str:
    return sha256_text(canonical_json(values))


def record_text(record: Record) -> str:
    """Return a record as the text of its file.

    Raises:
        RecordError: As `record_body`.
    """
    try:
        return json.dumps(record_body(record), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    except (TypeError, ValueError) as error:
        raise RecordError(
            f"study {record.study}, params {record.params}: the record is not plain JSON ({error})"
        ) from error


def write_record(path: Path, record: Record) -> None:
    """Write a record atomically.

    Raises:
        RecordError: As `record_body`.
    """
    write_atomically(path, record_text(record))


def read_record(path: Path) -> Record:
    """Read a record and check that it is whole and unaltered.

    Raises:
        FileNotFoundError: If there is no such file.
        RecordError: If it cannot be read, is truncated, altered, or written by another schema.
    """
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise
    except (OSError, ValueError, RecursionError) as error:
        raise RecordError(f"{path} is damaged ({error}); {REMEDY}") from error
    try:
        return parse_record(body, str(path), with_made=True)
    except RecordError as error:
        raise RecordError(f"{error}; {REMEDY}") from error


def parse_record(
    body: Any,  # noqa: ANN401 - any JSON value
    source: str,
    *,
    with_made: bool = False,
) -> Record:
    """Return the record that JSON values describe, if it is whole and unaltered.

    Args:
        body: What `record_body` returned.
        source: Where it comes from, for messages.
        with_made: Whether it must say how it came to be.

    Raises:
        RecordError: If it lacks a field, is altered, or was written by another schema.
    """
    if not isinstance(body, dict) or body.get("schema") != SCHEMA:
        found = body.get("schema") if isinstance(body, dict) else None
        raise RecordError(f"{source} was written by schema {found!r}, this engine reads {SCHEMA}")
    try:
        inputs = Inputs(**body["inputs"])
        made = body["made"] if with_made else body.get("made", {})
        record = Record(body["study"], body["params"], body["key"], inputs, body["result"], made)
        expected_key = record_key(record.study, record.params, inputs)
        digest_fits = body["result_sha256"] == _digest(record.result)
        made_fits = body.get("made_sha256") in (_digest(made), None)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RecordError(f"{source} lacks a field ({error})") from error
    except ValueError as error:
        raise RecordError(f"{source} was altered: {error}") from error
    if record.key != expected_key:
        raise RecordError(f"{source} was altered: its key does not fit its params")
    if not digest_fits:
        raise RecordError(f"{source} was altered: its result does not fit its digest")
    if not made_fits or body.keys() - _FIELDS:
        raise RecordError(f"{source} was altered: how it was made does not fit its digest")
    return record
