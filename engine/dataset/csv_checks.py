"""What is looked at in a CSV file before it is read: its text, its names, how it is laid out."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from engine.dataset.csv_end import check_end
from engine.dataset.errors import DatasetError, show

_BLOCK_BYTES = 1 << 20
_DELIMITERS = (",", ";", "\t")
_DECIMAL_COMMA = re.compile(rb"(^|;)[+-]?\d+,\d+(;|\r?$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CsvShape:
    """How a CSV file is laid out.

    Attributes:
        delimiter: What stands between cells.
        decimal: What stands before the decimals of a number.
        names: The names of the columns, in order, all different.
    """

    delimiter: str
    decimal: str
    names: tuple[str, ...]


def check_csv(path: Path) -> CsvShape:
    """Return the layout of a CSV file, from its first line.

    Raises:
        DatasetError: If it is no text in UTF-8, a column has no name or that of another, or the
            file was cut off.
    """
    with path.open("rb") as file:
        if b"\0" in file.read(_BLOCK_BYTES):
            raise DatasetError(f"{show(path)} is no text; save it as CSV in UTF-8")
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            first = text.readline(_BLOCK_BYTES)
            delimiter = max(_DELIMITERS, key=first.count)
            text.seek(0)
            names = next(csv.reader(text, delimiter=delimiter), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(
            f"{show(path)} is no text in UTF-8 ({error}); save it as CSV in UTF-8"
        ) from error
    _check_names(path, names)
    check_end(path, delimiter, len(names))
    decimal = "," if delimiter == ";" and _has_decimal_commas(path) else "."
    return CsvShape(delimiter, decimal, tuple(names))


def count_lines(path: Path) -> int:
    """Return the line ends of a file: its rows, about."""
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK_BYTES), b""))


def _has_decimal_commas(path: Path) -> bool:
    """Return whether numbers are written 1,5 at the start of a file."""
    with path.open("rb") as file:
        return _DECIMAL_COMMA.search(file.read(_BLOCK_BYTES)) is not None


def _check_names(path: Path, names: list[str]) -> None:
    if not any(names):
        raise DatasetError(f"{show(path)} begins with an empty line; it needs names of columns")
    for place, name in enumerate(names, 1):
        if not name.strip():
            raise DatasetError(f"column {place} of {show(path)} has no name; give it one")
        if name in names[: place - 1]:
            raise DatasetError(
                f"{show(path)} names two columns {show(name)!r} ({names.index(name) + 1} and "
                f"{place}); rename one"
            )
