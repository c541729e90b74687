"""A table of the report: columns with units, raw values, and every form it is published in."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from engine.exhibits.exhibit import check_exhibit_id
from engine.records.foreign import csv_text, json_text, link_address

if TYPE_CHECKING:
    from engine.records.record import Record

MISSING = "–"
LEAD_COUNT = 6
"""Columns that a page shows first, where a table does not say which."""

_FEWEST_FOLDED = 3
"""Fewer columns than these are shown with the others: they are not worth a click."""

_LARGEST_EXACT = 2**53

Type = Literal["text", "integer", "number", "year"]
Shown = Literal["whole", "window", "closed"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where its values are, and how a reader sees them.

    Attributes:
        name: Column of the frame and of the CSV: snake_case with the unit, "mec_bits".
        label: Header that a reader sees, without the unit.
        type: "text", "integer", "number", or "year", an integer without separators.
        unit: Unit that a reader sees, "bits", "%"; empty for a count or a ratio.
        digits: Digits after the decimal point of a number.
        description: What the column means, one sentence.
        link: Column of the frame that holds an address for each value, if any; not published
            as a column.
        facet: Whether readers filter by this column's values.
        in_latex: Whether the column stands in the LaTeX table too, where width is short.
        on_page: Whether it stands in the page too; files have every column.
        page_label: Header on the page, where `label` leans on a column that the page has elsewhere.
    """

    name: str
    label: str
    type: Type = "text"
    unit: str = ""
    digits: int = 0
    description: str = ""
    link: str | None = None
    facet: bool = False
    in_latex: bool = True
    on_page: bool = True
    page_label: str = ""

    def format(self, value: Any) -> str:  # noqa: ANN401 - a cell of a data frame
        """Return a value as a reader sees it: thousands separated, digits fixed.

        A number above zero that its digits would show as zero is shown as below the last digit.
        """
        if is_missing(value):
            return MISSING
        if self.type == "number" and 0 < value < 0.5 * 10**-self.digits:
            return f"<{10**-self.digits:.{self.digits}f}"
        if self.type == "text":
            return str(value)
        if self.type == "year":
            return str(int(value))
        return f"{value:z,.{self.digits}f}" if self.type == "number" else f"{int(value):,}"

    def format_plain(self, value: Any) -> str:  # noqa: ANN401 - a cell of a data frame
        """Return a value for siunitx: digits fixed, no separators; empty if it is missing."""
        if is_missing(value):
            return ""
        if self.type == "number":
            return f"{value:z.{self.digits}f}"
        return self.format(value) if self.type == "text" else self.format(value).replace(",", "")

    @property
    def header(self) -> str:
        """Label and unit in one line."""
        return f"{self.label} ({self.unit})" if self.unit else self.label


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a stable id.

    Attributes:
        id: Stable id, the name of its files.
        title: A few words.
        caption: What the table shows and by which convention; Markdown, one paragraph.
        columns: The columns in order.
        frame: Raw values; one column for each of `columns` at least.
        records: What the values were computed from.
        filterable: Whether the page offers a filter.
        shown: How its rows come into the page: "whole", they stand in it; "window", a script reads
            them from a file and draws those in sight, for tables of many hundred rows; "closed",
            a script reads them when a reader opens the table.
        anchors: Column of the frame that holds an anchor for each row, if any; not published as a
            column.
        first_on_page: Names of the columns that stand first on the page, in their order there.
            The others follow when a reader asks for all columns; files keep the order of
            `columns`. Where none is named, the first six stand first.
        narrow: Names of the columns of its form for one column of a journal and for a slide, in
            their order there, the one that names the row before all. Where none is named, those
            that stand first on the page, or else first in LaTeX, as many as fit.
        extract_by: Column with the largest values in the rows that stand for all where there is
            room for some; where none is named, the first rows do.
        terms: Of what it republishes, beside the licence of the report; empty if nothing.
        clocked: Whether it shows what was measured on the clock, and so differs from build to
            build; the archive of the report leaves it out.
    """

    id: str
    title: str
    caption: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    records: "tuple[Record, ...]" = field(repr=False)
    filterable: bool = False
    shown: Shown = "whole"
    anchors: str | None = None
    first_on_page: tuple[str, ...] = ()
    narrow: tuple[str, ...] = ()
    extract_by: str = ""
    terms: str = ""
    clocked: bool = False

    def __post_init__(self) -> None:
        """Check the id, that every column has its values, and that integers are integers.

        Raises:
            ValueError: If the id is malformed, a column is missing from the frame, or a column of
                integers holds a value that is none, or was rounded to a float, or would be in a
                script that draws the rows.
        """
        check_exhibit_id(self.id)
        wanted = [column.name for column in self.columns]
        wanted += [column.link for column in self.columns if column.link]
        wanted += [self.anchors] if self.anchors else []
        wanted += self.first_on_page
        absent = [name for name in wanted if name not in self.frame.columns]
        if absent:
            raise ValueError(
                f"table {self.id!r} has no values for {', '.join(absent)}; "
                f"its frame has {', '.join(self.frame.columns)}"
            )
        for column in self.columns:
            if column.type in ("integer", "year"):
                self._check_integers(column.name)

    @property
    def anchor(self) -> str:
        """Anchor of the table in its page."""
        return f"table-{self.id}"

    @property
    def page_columns(self) -> tuple[Column, ...]:
        """The columns that stand on the page, in their order there."""
        first = {name: place for place, name in enumerate(self.first_on_page)}
        shown = [column for column in self.columns if column.on_page]
        return tuple(sorted(shown, key=lambda column: first.get(column.name, len(first))))

    @property
    def lead_count(self) -> int:
        """How many of `page_columns` a page shows before a reader asks for all."""
        count = len(self.page_columns)
        lead = len(self.first_on_page) or LEAD_COUNT
        return lead if count - lead >= _FEWEST_FOLDED else count

    @property
    def published(self) -> pd.DataFrame:
        """The frame with its published columns, in order."""
        return self.frame[[column.name for column in self.columns]]

    def to_csv(self) -> str:
        """Return the raw values as CSV, full precision, no formatting.

        A text that begins as a formula of a spreadsheet has an apostrophe before it.
        """
        written = {
            name: [csv_text(one) if isinstance(one, str) else one for one in values]
            for name, values in self._exact().items()
        }
        return pd.DataFrame(written, dtype=object).to_csv(index=False, lineterminator="\n")

    def to_json(self) -> str:
        """Return columns with their meaning, and rows of raw values, as JSON: a row a line.

        Where cells are links, `addresses` has where they lead to, relative to the site's root or
        whole, column by column. A script draws the rows of long tables from it.
        """
        rows = [
            {name: _to_json_value(value) for name, value in row.items()}
            for row in self._exact().to_dict(orient="records")
        ]
        addresses = {
            column.name: [
                None if is_missing(address) else link_address(address)
                for address in self.frame[column.link]
            ]
            for column in self.columns
            if column.link
        }
        parts = [
            f'"id": {_json(self.id)}',
            f'"title": {_json(self.title)}',
            f'"columns": {_json_lines(map(_describe, self.columns))}',
            f'"rows": {_json_lines(rows)}',
            *([f'"addresses": {_json(addresses)}'] if addresses else []),
        ]
        return json_text("{\n " + ",\n ".join(parts) + "\n}\n")

    def formatted_rows(self) -> list[list[str]]:
        """Return the cells of each row as a reader sees them."""
        return [
            [column.format(value) for column, value in zip(self.columns, row, strict=True)]
            for row in self.published.itertuples(index=False)
        ]

    def _check_integers(self, name: str) -> None:
        for value in self.frame[name]:
            if not is_missing(value) and (
                isinstance(value, str)
                or value != int(value)
                or (isinstance(value, float) and abs(value) > _LARGEST_EXACT)
            ):
                raise ValueError(
                    f"table {self.id!r}, column {name!r}: {value!r} is no exact integer; make it a "
                    "number column, or give pandas the integers with dtype=object"
                )
            if self.shown != "whole" and not is_missing(value) and abs(value) > _LARGEST_EXACT:
                raise ValueError(
                    f"table {self.id!r}, column {name!r}: a script cannot hold integers beyond "
                    f"2**53, such as {value!r}; show the table whole"
                )

    def _exact(self) -> pd.DataFrame:
        """Integers as Python ints (also where a column has gaps), missing values as None."""
        values = {column.name: self._exact_values(column) for column in self.columns}
        return pd.DataFrame(values, dtype=object)

    def _exact_values(self, column: Column) -> list[Any]:
        is_integer = column.type in ("integer", "year")
        return [
            None if is_missing(value) else int(value) if is_integer else value
            for value in self.frame[column.name]
        ]


def is_missing(value: Any) -> bool:  # noqa: ANN401 - a cell of a data frame
    """Tell whether a cell holds no value: None or NaN."""
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def _to_json_value(value: Any) -> Any:  # noqa: ANN401 - numpy scalars to Python's
    if is_missing(value):
        return None
    return value.item() if hasattr(value, "item") else value


def _describe(column: Column) -> dict[str, Any]:
    names = ("name", "label", "type", "unit", "description")
    told = {name: getattr(column, name) for name in names}
    return told | {"digits": column.digits} if column.type == "number" else told


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _json_lines(values: Iterable[object]) -> str:
    """Return a JSON list with a line for each of its values."""
    lines = ",\n".join(map(_json, values))
    return f"[\n{lines}\n ]"
