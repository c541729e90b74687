"""Tables in a terminal: columns set under each other, without a frame."""

from collections.abc import Sequence

from engine.records.foreign import show


def align(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table; all columns but the first are set to the right.

    Args:
        header: A name for each column.
        rows: Cells, as many a row as there are names.
    """
    rows = [[show(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    return [
        "  "
        + "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (header, *rows)
    ]
