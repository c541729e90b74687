"""What the columns of published data mean: units from their names, and one sentence each."""

import csv
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from engine.exhibits.figure import Figure
from engine.exhibits.table import Column, Table, Type

_DESCRIPTIONS = Path(__file__).parent / "column_descriptions.csv"
_UNITS = {
    "bits": "bits",
    "bytes": "bytes",
    "kb": "kB",
    "kib": "KiB",
    "mb": "MB",
    "mib": "MiB",
    "nats": "nats",
    "percent": "%",
    "px": "px",
    "seconds": "s",
}
_SPELLINGS = {"mec": "MEC", "g": "G", "p": "p", "top1": "top-1", "top5": "top-5"}


def describe_column(column: Column) -> str:
    """Return what a column holds: its own description, else that of its name, else its header."""
    return column.description or _descriptions().get(column.name, "") or column.header


def figure_table(figure: Figure) -> Table:
    """Return the data behind a figure as a table, with types and units from names and values."""
    return Table(
        id=figure.id,
        title=figure.title,
        caption=figure.caption,
        columns=tuple(_infer_column(str(name), figure.data[name]) for name in figure.data.columns),
        frame=figure.data,
        records=figure.records,
    )


def _infer_column(name: str, values: "pd.Series[Any]") -> Column:
    unit, words = _split_unit(name)
    label = " ".join(_SPELLINGS.get(word, word) for word in words)
    return Column(name, label[:1].upper() + label[1:], _infer_type(values), unit)


def _split_unit(name: str) -> tuple[str, list[str]]:
    """Return the unit in a name, and its other words; "bits_at_50_percent" counts bits."""
    words = name.split("_")
    if len(words) > 1 and words[-1] in _UNITS and not words[-2].isdigit():
        return _UNITS[words[-1]], words[:-1]
    return _UNITS.get(words[0], "") if len(words) > 1 else "", words


def _infer_type(values: "pd.Series[Any]") -> Type:
    if pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
        return "text"
    return "integer" if pd.api.types.is_integer_dtype(values) else "number"


@lru_cache
def _descriptions() -> dict[str, str]:
    with _DESCRIPTIONS.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["description"] for row in csv.DictReader(file)}
