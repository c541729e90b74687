"""Which rows of a table stand for all where there is room for some."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from engine.exhibits.table import Table, is_missing

MOST_EXTRACTED: Final = 20
"""Rows that stand for all, at most."""


def extract_rows(
    table: Table, lines: Sequence[int], most_lines: int, most_rows: int
) -> tuple[int, ...]:
    """Return the rows that stand for all: those with the largest values, or else the first.

    Args:
        table: The table.
        lines: Lines that each row takes.
        most_lines: Lines that they may take together; a single row may take more.
        most_rows: How many they may be.

    Returns:
        Their numbers from 0, ascending.
    """
    order = list(range(len(lines)))
    if table.extract_by:
        values = list(table.frame[table.extract_by])
        order = sorted(
            (row for row in order if not is_missing(values[row])), key=lambda row: -values[row]
        )
    fitting = sum(end <= most_lines for end in accumulate(lines[row] for row in order))
    return tuple(sorted(order[: max(1, min(fitting, most_rows))]))


def say_which(table: Table, count: int) -> str:
    """Return one sentence that says which rows stand for all, if they are so many."""
    of = f"of {len(table.frame):,} rows"
    if not table.extract_by:
        return f"The first {count} {of}."
    (column,) = [each for each in table.columns if each.name == table.extract_by]
    label = (column.page_label or column.label) + (f" ({column.unit})" if column.unit else "")
    return f"The {count} {of} with the largest values of “{label}”."
