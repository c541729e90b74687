"""What changed in the published tables of two builds: the numbers that a reader sees, by exhibit.

The rows of a table or of a figure's data are told apart by their first columns, as few as it takes.
"""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.records.difference import is_close, is_number

Row = Mapping[str, str]
Tables = Mapping[str, str]
"""CSV text of each exhibit, by its id."""

SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class CellChange:
    """A value that is not the same in both builds.

    Attributes:
        row: What tells its row apart, by column.
        column: Its column.
        old: The value in the old build, as it is published; empty where there was none.
        new: Likewise in the new build.
    """

    row: Row
    column: str
    old: str
    new: str

    @property
    def relative(self) -> float | None:
        """Difference of two numbers over the larger of them; None where there are none."""
        values = [float(one) for one in map(_read, (self.old, self.new)) if is_number(one)]
        if len(values) < 2 or not all(map(math.isfinite, values)):
            return None
        largest = max(map(abs, values))
        return abs(values[1] - values[0]) / largest if largest else 0.0


@dataclass(frozen=True, slots=True)
class TableChange:
    """What changed in one exhibit.

    Attributes:
        id: Id of the exhibit.
        compared: Values that both builds have.
        cells: Those that differ.
        rows_only_old: What tells apart the rows that the old build alone has.
        rows_only_new: Likewise for the new build.
        columns_only_old: Columns that the old build alone has.
        columns_only_new: Likewise for the new build.
    """

    id: str
    compared: int
    cells: tuple[CellChange, ...]
    rows_only_old: tuple[Row, ...] = ()
    rows_only_new: tuple[Row, ...] = ()
    columns_only_old: tuple[str, ...] = ()
    columns_only_new: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not any(
            (
                self.cells,
                self.rows_only_old,
                self.rows_only_new,
                self.columns_only_old,
                self.columns_only_new,
            )
        )


@dataclass(frozen=True, slots=True)
class TablesComparison:
    """What is not the same in the tables and figures of two builds.

    Attributes:
        compared: Number of exhibits that both builds have.
        changed: Those that differ.
        only_old: Ids of exhibits that the old build alone has.
        only_new: Likewise for the new build.
    """

    compared: int
    changed: tuple[TableChange, ...]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not (self.changed or self.only_old or self.only_new)


def compare_tables(old: Tables, new: Tables, tolerance: float = 0.0) -> TablesComparison:
    """Compare the published tables of two builds, value by value.

    Columns of seconds are left out: they were read off a clock.

    Args:
        old: Tables of the old build.
        new: Tables of the new build.
        tolerance: Relative difference up to which two numbers count as equal.
    """
    shared = sorted(old.keys() & new.keys())
    found = [
        compare_table(name, old[name], new[name], tolerance)
        for name in shared
        if old[name] != new[name]
    ]
    return TablesComparison(
        compared=len(shared),
        changed=tuple(one for one in found if not one.is_same),
        only_old=tuple(sorted(old.keys() - new.keys())),
        only_new=tuple(sorted(new.keys() - old.keys())),
    )


def compare_table(name: str, old: str, new: str, tolerance: float = 0.0) -> TableChange:
    """Compare an exhibit in two builds.

    Args:
        name: Its id.
        old: Its CSV in the old build.
        new: Its CSV in the new build.
        tolerance: Relative difference up to which two numbers count as equal.
    """
    before, after = _parse(old), _parse(new)
    columns = [column for column in before.columns if column in after.columns]
    key = _find_key(columns, before.rows, after.rows)
    first, second = (_index(rows, key) for rows in (before.rows, after.rows))
    both = [place for place in first if place in second]
    values = [column for column in columns if column not in key]
    cells = [
        CellChange(_tell(first[place], key), column, first[place][column], second[place][column])
        for place in both
        for column in values
        if not _is_same(first[place][column], second[place][column], tolerance)
    ]
    return TableChange(
        id=name,
        compared=len(both) * len(values),
        cells=tuple(cells),
        rows_only_old=tuple(_tell(first[one], key) for one in first if one not in second),
        rows_only_new=tuple(_tell(second[one], key) for one in second if one not in first),
        columns_only_old=tuple(one for one in before.columns if one not in columns),
        columns_only_new=tuple(one for one in after.columns if one not in columns),
    )


@dataclass(frozen=True, slots=True)
class _Parsed:
    columns: Sequence[str]
    rows: Sequence[Row]


def _parse(text: str) -> _Parsed:
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    rows = list(reader)
    columns = [name for name in reader.fieldnames or () if not _is_clocked(name)]
    return _Parsed(columns, rows)


def _is_clocked(column: str) -> bool:
    return column == SECONDS or column.endswith(f"_{SECONDS}")


def _find_key(columns: Sequence[str], *sides: Sequence[Row]) -> list[str]:
    """Return the fewest first columns that tell rows apart in all builds; all if none do."""
    for length in range(1, len(columns) + 1):
        key = list(columns[:length])
        if all(len({_place(row, key) for row in rows}) == len(rows) for rows in sides):
            return key
    return list(columns)


def _place(row: Row, key: Sequence[str]) -> tuple[str, ...]:
    return tuple(row[column] for column in key)


def _index(rows: Sequence[Row], key: Sequence[str]) -> dict[tuple[tuple[str, ...], int], Row]:
    """Return rows by their key; rows that it cannot tell apart are counted."""
    found: dict[tuple[tuple[str, ...], int], Row] = {}
    for row in rows:
        place, again = _place(row, key), 0
        while (place, again) in found:
            again += 1
        found[place, again] = row
    return found


def _tell(row: Row, key: Sequence[str]) -> Row:
    return {column: row[column] for column in key if row[column]}


def _is_same(old: str, new: str, tolerance: float) -> bool:
    before, after = _read(old), _read(new)
    return old == new or before == after or (tolerance > 0 and is_close(before, after, tolerance))


def _read(text: str) -> int | float | str:
    """Return a value as a number where it is one: exact where it is whole."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
