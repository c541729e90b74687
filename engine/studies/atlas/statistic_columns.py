"""What the tables of timm's statistics share: names of measures, intervals, p-values."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from engine.exhibits.mec_names import MEC_NAMES
from engine.exhibits.table import Column, Shown, Table
from engine.networks.catalogue.timm_results import TEST_SETS
from engine.records.record import Record

MEASURES: Final = {
    **{f"{reading}_bits": name for reading, name in MEC_NAMES.items()},
    "g_elements": "G, elements",
    "parameters": "Parameters",
    "multiply_adds": "Multiply-adds",
    "input_size_px": "Input size",
}
"""What is set against accuracy: column of the atlas, and its name."""

_ENDS: Final = ("estimate", "low", "high")
_NOTHING: Final[Mapping[str, None]] = dict.fromkeys(_ENDS)
WHERE: Final = (
    Column("training_data", "Trained on", facet=True),
    Column("test_set", "Test set", facet=True),
)
MEASURE: Final = Column("measure", "Measure", facet=True)
FIRST_OF_SLOPES: Final = (
    "training_data",
    "test_set",
    "measure",
    "slope_points",
    "slope_low_points",
    "slope_high_points",
    "slope_p",
)
"""What stands first on the page in a table of slopes."""

FAMILIES: Final = Column("families", "Families", "integer", description="Modules of timm")
BOOTSTRAP: Final = "Intervals of 95 % are from a bootstrap that draws whole families."


def where(record: Record) -> dict[str, str]:
    """Return the training data and the test set of a result, as a reader sees them."""
    return {
        "training_data": record.params["training_data"],
        "test_set": TEST_SETS[record.params["test_set"]],
    }


def statistic_table(
    identifier: str,
    title: str,
    caption: str,
    columns: tuple[Column, ...],
    rows: Sequence[Mapping[str, Any]],
    records: Sequence[Record],
    *,
    shown: Shown = "whole",
    link: str | None = None,
    first_on_page: tuple[str, ...] = (),
    terms: str = "",
    narrow: tuple[str, ...] = (),
    extract_by: str = "",
) -> Table:
    """Return a table of results of statistics, which readers filter.

    Args:
        identifier: Stable id.
        title: A few words.
        caption: What it shows and by which convention.
        columns: The columns in order.
        rows: Values by name of the column.
        records: What they were computed from.
        shown: "whole", or "closed" for a long one.
        link: Column of addresses that is not published, if any.
        first_on_page: Names of the columns that stand first on the page.
        terms: Of what it republishes, beside the licence of the report.
        narrow: Names of the columns of its narrow form in LaTeX.
        extract_by: Column with the largest values in the rows that stand for all.
    """
    names = [column.name for column in columns] + ([link] if link else [])
    frame = pd.DataFrame(list(rows), columns=names)
    numbers = [column.name for column in columns if column.type == "number"]
    return Table(
        id=identifier,
        title=title,
        caption=caption,
        columns=columns,
        frame=frame.astype(dict.fromkeys(numbers, float)),
        records=tuple(records),
        filterable=True,
        shown=shown,
        first_on_page=first_on_page,
        narrow=narrow,
        extract_by=extract_by,
        terms=terms,
    )


def interval(name: str, told: Mapping[str, float | None] | None) -> dict[str, float | None]:
    """Return estimate and ends under the names of `interval_columns`."""
    ends = told or _NOTHING
    return {column: ends[end] for column, end in zip(_names(name), _ENDS, strict=True)}


def interval_columns(name: str, label: str, what: str) -> tuple[Column, ...]:
    """Return the columns of an estimate and the ends of its interval.

    Args:
        name: "slope" for points a doubling, else that of a correlation, "partial".
        label: Header of the estimate.
        what: What is estimated, in words.
    """
    estimate, low, high = _names(name)
    return (
        Column(estimate, label, "number", digits=2, description=what.capitalize()),
        _end(low, "from", f"Lower end of the 95 % interval of the {what}"),
        _end(high, "to", f"Upper end of the 95 % interval of the {what}"),
    )


def _names(name: str) -> tuple[str, str, str]:
    if name == "slope":
        return "slope_points", "slope_low_points", "slope_high_points"
    return ("rho" if name == "rho" else f"{name}_rho"), f"{name}_low", f"{name}_high"


def _end(name: str, label: str, description: str) -> Column:
    return Column(name, label, "number", digits=2, description=description)


def p_column(name: str, description: str) -> Column:
    """Return the column of a p-value."""
    return Column(name, "p", "number", digits=3, description=description)
