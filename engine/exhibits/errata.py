"""Errata: what was found wrong in published versions, told beside them; the versions stay."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

SCHEMA: Final = 1
"""Of `errata_json`. Scripts of versions published long ago read it: fields are added, never taken
away or given another meaning."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_ANCHOR = re.compile(r"(table|figure)-[a-z0-9]+(-[a-z0-9]+)*")
_FIELDS = ("id", "found", "versions", "exhibits", "text", "corrected_in")


class ErrataError(ValueError):
    """An errata file that cannot be used; the message names the file, the erratum and the field."""


@dataclass(frozen=True, slots=True)
class Erratum:
    """An error in published versions.

    Attributes:
        id: Its name, an anchor on the page of all errata: "backbones-vgg".
        found: Date when it was found, ISO 8601.
        versions: The versions that have it.
        exhibits: Anchors of the tables and figures that have it: "table-backbones". Empty if it is
            in none.
        text: What is wrong and what is right, plain text.
        corrected_in: The first version without it; empty while there is none.
    """

    id: str
    found: str
    versions: tuple[str, ...]
    exhibits: tuple[str, ...]
    text: str
    corrected_in: str = ""


def read_errata(path: Path) -> tuple[Erratum, ...]:
    """Return the errata that a YAML file lists, in its order; none where there is no file.

    Raises:
        ErrataError: If the file is malformed.
    """
    if not path.is_file():
        return ()
    try:
        listed = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ErrataError(f"{path} is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(listed, list):
        raise ErrataError(f"{path} must hold a list of errata, each beginning with `- id:`")
    errata = tuple(_read_erratum(one, f"{path}, erratum {n}") for n, one in enumerate(listed, 1))
    for number, erratum in enumerate(errata):
        if erratum.id in {earlier.id for earlier in errata[:number]}:
            raise ErrataError(f"{path}: two errata have the id {erratum.id!r}; give each its own")
    return errata


def errata_json(errata: Sequence[Erratum]) -> str:
    """Return errata as the JSON text that pages of published versions read."""
    body = {"schema": SCHEMA, "errata": [asdict(one) for one in errata]}
    return json.dumps(body, indent=1, ensure_ascii=False) + "\n"


def _read_erratum(one: Any, place: str) -> Erratum:  # noqa: ANN401 - YAML
    if not isinstance(one, dict):
        raise ErrataError(f"{place} is {one!r}; write its fields: {', '.join(_FIELDS)}")
    if unknown := sorted(map(str, set(one) - set(_FIELDS))):
        raise ErrataError(f"{place} has the unknown field {unknown[0]!r}; use {', '.join(_FIELDS)}")
    found = one.get("found")
    if isinstance(found, str):
        try:
            found = date.fromisoformat(found)
        except ValueError:
            found = None
    if not isinstance(found, date):
        raise ErrataError(f"{place}: found is {one.get('found')!r}; write a date like 2026-11-21")
    text = one.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ErrataError(f"{place}: text is {text!r}; write what is wrong, and what is right")
    versions = _read_list(one, "versions", _VERSION, 'versions in quotes, like ["1.4.0"]', place)
    if not versions:
        raise ErrataError(f"{place}: versions is empty; name the versions that have the error")
    corrected = _read_list(
        {"corrected_in": [one["corrected_in"]] if one.get("corrected_in") else []},
        "corrected_in",
        _VERSION,
        "a version in quotes, or nothing",
        place,
    )
    if corrected and corrected[0] in versions:
        raise ErrataError(f"{place}: {corrected[0]} cannot both have the error and correct it")
    return Erratum(
        id=_read_list({"id": [one.get("id")]}, "id", _ID, "words joined by hyphens", place)[0],
        found=found.isoformat()[:10],
        versions=versions,
        exhibits=_read_list(one, "exhibits", _ANCHOR, "anchors, like [table-backbones]", place),
        text=" ".join(text.split()),
        corrected_in="".join(corrected),
    )


def _read_list(
    one: dict[str, Any], name: str, form: re.Pattern[str], expected: str, place: str
) -> tuple[str, ...]:
    listed = one.get(name) or []
    if not isinstance(listed, list):
        raise ErrataError(f"{place}: {name} is {listed!r}; write {expected}")
    for value in listed:
        if not isinstance(value, str) or not form.fullmatch(value):
            raise ErrataError(f"{place}: {name} holds {value!r}; write {expected}")
    return tuple(listed)
