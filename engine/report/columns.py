"""What the columns of published data mean: units from their names, and one sentence each."""

import csv
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from engine.report.figure import Figure
from engine.report.table import Column, Table, Type

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
    "points": "percentage points",
    "px": "px",
    "seconds": "s",
}


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
    words = name.split("_")
    unit = _UNITS.get(words[-1], "") if len(words) > 1 else ""
    label = " ".join(words[:-1] if unit else words)
    return Column(name, label[:1].upper() + label[1:], _infer_type(values), unit)


def _infer_type(values: "pd.Series[Any]") -> Type:
    if pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
        return "text"
    return "integer" if pd.api.types.is_integer_dtype(values) else "number"


@lru_cache
def _descriptions() -> dict[str, str]:
    with _DESCRIPTIONS.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["description"] for row in csv.DictReader(file)}
