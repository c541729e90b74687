"""What tables and figures share: an id that never changes, a caption, the records behind them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from engine.exhibits.export.forms import Form

if TYPE_CHECKING:
    from engine.records.record import Record

_T = TypeVar("_T", str, tuple[str, str])
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a reader needs to know of the records behind an exhibit; the same in every build.

    Attributes:
        studies: Names of the studies.
        record_count: Number of records.
        seeds: Random seeds, in order; empty where nothing is random.
        packages: Versions of the packages that can change the numbers.
        data: SHA-256 of the data files.
        code: Hash of the code of each study.
        record_keys: Key of each record, by which records.json has it.
    """

    studies: tuple[str, ...]
    record_count: int
    seeds: tuple[int, ...]
    packages: tuple[tuple[str, str], ...]
    data: tuple[tuple[str, str], ...]
    code: tuple[tuple[str, str], ...]
    record_keys: tuple[str, ...]


def check_id(identifier: str) -> str:
    """Return an id if it can stand in addresses and anchors.

    Raises:
        ValueError: If it is not lower-case words and numbers joined by hyphens.
    """
    if not _ID.fullmatch(identifier):
        raise ValueError(
            f"the id {identifier!r} must be lower-case words joined by hyphens, like 'mnist-cnn'"
        )
    return identifier


def check_exhibit_id(identifier: str) -> str:
    """Return the id of a table or figure if it can stand in addresses and names of files.

    Raises:
        ValueError: If it is malformed, or its files would have the names of another's.
    """
    if ending := next((form for form in Form if form and identifier.endswith(form)), None):
        raise ValueError(
            f"the id {identifier!r} must not end in {str(ending)!r}: so end the files of another "
            "form of an exhibit"
        )
    return check_id(identifier)


def trace(records: "Sequence[Record]") -> Provenance:
    """Return the provenance of what was made from some records."""
    return Provenance(
        studies=_distinct(record.study for record in records),
        record_count=len(records),
        seeds=tuple(
            sorted({record.params["seed"] for record in records if "seed" in record.params})
        ),
        packages=_distinct(item for record in records for item in record.inputs.packages.items()),
        data=_files_of(records),
        code=_distinct((record.study, record.inputs.code) for record in records),
        record_keys=_distinct(record.key for record in records),
    )


def _files_of(records: "Sequence[Record]") -> tuple[tuple[str, str], ...]:
    """Return the data files with their hashes; parts of a file ("name: part") as one entry."""
    parts: dict[str, set[tuple[str, str]]] = {}
    for record in records:
        for name, digest in record.inputs.data.items():
            parts.setdefault(name.partition(":")[0], set()).add((name, digest))
    files = []
    for file, found in sorted(parts.items()):
        (first, *others) = sorted(found)
        if others:
            joined = "\n".join(f"{name} {digest}" for name, digest in sorted(found))
            first = (f"{file}, {len(found)} parts", sha256(joined.encode()).hexdigest())
        files.append(first)
    return tuple(files)


def _distinct(items: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(sorted(set(items)))
