"""Records held against their JSON Schema."""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

SCHEMA_FILE = Path(__file__).parent / "schema.json"

Form = Literal["record", "build"]


def find_fault(body: Any, form: Form) -> str | None:  # noqa: ANN401 - any JSON value
    """Return where and why a body does not fit the schema, or None if it does.

    Args:
        body: JSON values: a record, or all records of a build.
        form: Which of the two it is.
    """
    error = best_match(_validator(form).iter_errors(body))
    if error is None:
        return None
    return f"{error.json_path.removeprefix('$.')}: {error.message}"


def read_schema() -> dict[str, Any]:
    """Return the JSON Schema of a build's records; that of one record is its `$defs/record`."""
    schema: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return schema


def record_fields() -> list[tuple[str, str]]:
    """Return the fields of a record, "inputs.code", each with its description."""
    schema = read_schema()
    return list(_describe_fields(schema["$defs"]["record"], schema["$defs"]))


def _describe_fields(
    part: dict[str, Any], parts: dict[str, Any], prefix: str = ""
) -> Iterator[tuple[str, str]]:
    for name, field in part["properties"].items():
        target = parts[field["$ref"].rpartition("/")[2]] if "$ref" in field else {}
        yield prefix + name, field.get("description") or target["description"]
        if "properties" in target:
            yield from _describe_fields(target, parts, f"{prefix}{name}.")


@lru_cache
def _validator(form: Form) -> Draft202012Validator:
    schema = read_schema()
    if form == "record":
        schema = {"$ref": "#/$defs/record", "$defs": schema["$defs"]}
    return Draft202012Validator(schema)
