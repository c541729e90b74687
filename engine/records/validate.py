"""Records held against their JSON Schema."""

import json
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


@lru_cache
def _validator(form: Form) -> Draft202012Validator:
    schema = read_schema()
    if form == "record":
        schema = {"$ref": "#/$defs/record", "$defs": schema["$defs"]}
    return Draft202012Validator(schema)
