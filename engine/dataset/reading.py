"""A file of data as a table: CSV, Parquet or .npz; what is larger than the budget is sampled."""

from collections.abc import Callable
from pathlib import Path

from engine.dataset.errors import DatasetError, show
from engine.dataset.read_arrays import read_arrays
from engine.dataset.read_csv import read_csv
from engine.dataset.read_parquet import read_parquet
from engine.dataset.table import Table

MOST_CELLS = 120_000_000
"""Cells that are kept, rows times columns, eight bytes each; of a larger file a sample of rows."""

_READERS: dict[str, Callable[[Path, int], Table]] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_csv,
    ".parquet": read_parquet,
    ".npz": read_arrays,
}
_FORMS = "a .csv, .tsv, .parquet or .npz file"


def read_table(path: Path, most_cells: int = MOST_CELLS) -> Table:
    """Return the rows of a file.

    Of a file with more cells than the budget each row is kept or not by a draw of its number, so
    that the sample is the same on every machine. Cells are data, never formulas.

    Args:
        path: A file that ends in .csv, .tsv, .txt, .parquet or .npz.
        most_cells: Rows times columns that are kept at most, about.

    Raises:
        DatasetError: If it is not there, or is no such file, whole and with rows.
    """
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "is not there"
        raise DatasetError(f"{show(path)} {what}; name {_FORMS}")
    if path.suffix.lower() not in _READERS:
        raise DatasetError(f"{show(path)} is of no kind that is known; name {_FORMS}")
    try:
        if not path.stat().st_size:
            raise DatasetError(f"{show(path)} is empty; it needs names of columns, and rows")
        table = _READERS[path.suffix.lower()](path, most_cells)
    except OSError as error:
        raise DatasetError(f"{show(path)} cannot be read: {error.strerror or error}") from error
    if not len(table.frame):
        raise DatasetError(f"{show(path)} has names of columns, and no rows")
    return table
