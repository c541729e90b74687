"""What others measured or proved about the capacity of networks, each with its source."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PUBLISHED_FILE = Path(__file__).with_name("published_capacities.csv")
"""The table of published capacities, one a line."""

VERIFICATIONS = {
    "read": "read in the data or text that the locator names",
    "abstract": "read in the abstract",
    "rederived": "derived anew from the formula; the printed figure was not read",
    "given": "not verified here; known second-hand",
    "unverified": "not verified here; no value is stated",
}
"""How far a row was checked against its source, in words by the name that the table uses."""

_COLUMNS = (
    "name",
    "source_key",
    "locator",
    "network",
    "activation",
    "quantity",
    "value",
    "unit",
    "our_quantity",
    "notion_differs",
    "notion_note",
    "verification",
)


class PublishedError(ValueError):
    """A table of published capacities that cannot be read, or a row that it does not have."""


@dataclass(frozen=True, slots=True)
class PublishedCapacity:
    """One published figure or claim about what networks memorise.

    Attributes:
        name: Short name of the row, unique in the table.
        source_key: Key of the source in docs/references.bib.
        locator: Where in the source it stands: section, file or row of a table.
        network: What was measured; sizes from inputs to outputs (2-8-1) where that is one stack.
        activation: Activation of the hidden neurons, or "several".
        quantity: What the source states, close to its own words; "" if it was not read.
        value: The figure, in `unit`; None for a claim without one.
        unit: Unit of the value, or of what the claim is about; "" if it has none.
        our_quantity: What of this study it is comparable with.
        notion_differs: Whether the source measures something else than the comparable quantity.
        notion_note: What a reader must know to compare the two.
        verification: How far the row was checked, a key of `VERIFICATIONS`.
    """

    name: str
    source_key: str
    locator: str
    network: str
    activation: str
    quantity: str
    value: float | None
    unit: str
    our_quantity: str
    notion_differs: bool
    notion_note: str
    verification: str


def published_capacity(name: str) -> PublishedCapacity:
    """Return the row of a name.

    Raises:
        PublishedError: If the table has no such row.

    Examples:
        >>> published_capacity("friedland-mk-1").value
        13.0
    """
    for row in published_capacities():
        if row.name == name:
            return row
    known = ", ".join(row.name for row in published_capacities())
    raise PublishedError(f"no published capacity is named {name!r}; there are {known}")


@cache
def published_capacities() -> tuple[PublishedCapacity, ...]:
    """Return every row of published_capacities.csv, in its order."""
    return read_published(PUBLISHED_FILE)


def read_published(path: Path) -> tuple[PublishedCapacity, ...]:
    """Read a table of published capacities.

    Raises:
        PublishedError: If a column is missing or unknown, a name stands twice, or a cell is none
            that its column allows; the message names the file, the row and the cell.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != _COLUMNS:
            raise PublishedError(
                f"{path} has the columns {', '.join(reader.fieldnames or ())}; "
                f"expected {', '.join(_COLUMNS)}"
            )
        rows = tuple(_parse_row(cells, f"{path}, line {reader.line_num}") for cells in reader)
    names = [row.name for row in rows]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise PublishedError(f"{path} has more than one row named {', '.join(twice)}")
    return rows


def _parse_row(cells: Mapping[str, str], place: str) -> PublishedCapacity:
    if None in cells or None in cells.values():
        raise PublishedError(f"{place}: expected {len(_COLUMNS)} cells, one for each column")
    if cells["verification"] not in VERIFICATIONS:
        raise PublishedError(
            f"{place}: verification is {cells['verification']!r}; "
            f"expected one of {', '.join(VERIFICATIONS)}"
        )
    if cells["notion_differs"] not in ("yes", "no"):
        raise PublishedError(
            f"{place}: notion_differs is {cells['notion_differs']!r}; expected yes or no"
        )
    value = _parse_value(cells["value"], place)
    if cells["verification"] == "unverified" and value is not None:
        raise PublishedError(f"{place}: {value:g} is unverified; leave its value empty")
    texts = {
        column: cells[column] for column in _COLUMNS if column not in ("value", "notion_differs")
    }
    return PublishedCapacity(**texts, value=value, notion_differs=cells["notion_differs"] == "yes")


def _parse_value(text: str, place: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise PublishedError(f"{place}: value is {text!r}; expected a number or nothing") from None
    if not 0 < value < float("inf"):
        raise PublishedError(f"{place}: value is {text}; expected a positive number")
    return value
