"""Rows of a CSV file, read in chunks."""

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
from pandas.api.types import (
    is_datetime64_any_dtype,
    is_float_dtype,
    is_numeric_dtype,
    union_categoricals,
)
from pandas.errors import EmptyDataError, ParserError, ParserWarning

from engine.dataset.csv_checks import CsvShape, check_csv, count_lines
from engine.dataset.errors import DatasetError, show
from engine.dataset.sampling import RowSample
from engine.dataset.table import Table

_CHUNK_CELLS = 4_000_000


def read_csv(path: Path, most_cells: int) -> Table:
    """Return the rows of a CSV file in UTF-8, with names of columns in its first line.

    Numbers are the floats nearest to what is written. Empty cells and NA, NaN, null and the like
    are missing values, as pandas has them.

    Args:
        path: The file; cells are separated by comma, semicolon or tab; behind semicolons
            numbers may be written 1,5.
        most_cells: Rows times columns that are kept at most, about.

    Raises:
        DatasetError: If it is no text, or no table.
    """
    shape = check_csv(path)
    # A line has a byte and a delimiter for each cell at least: short files need no counting.
    most_rows = max(1, most_cells // len(shape.names))
    fewest_bytes = 2 * len(shape.names) * most_rows
    rows = count_lines(path) if path.stat().st_size > fewest_bytes else 0
    sample = RowSample(most_rows, rows)
    try:
        parts = [
            text_as_categories(chunk[sample.choose(len(chunk))])
            for chunk in _read_chunks(path, shape)
        ]
    except (ParserError, ParserWarning, EmptyDataError) as error:
        said = " ".join(str(error).removeprefix("Error tokenizing data. C error: ").split())
        if said.startswith("EOF inside string"):
            raise DatasetError(
                f"{show(path)} ends midway: a quotation has no end ({said}); get the whole file, "
                "or close it with a quotation mark"
            ) from error
        raise DatasetError(f"{show(path)} is no table: {show(said)}") from error
    except UnicodeDecodeError as error:
        raise DatasetError(
            f"{show(path)} is no text in UTF-8 ({error.reason}); save it as CSV in UTF-8"
        ) from error
    return Table(join(parts), sample.seen)


def text_as_categories(chunk: pd.DataFrame) -> pd.DataFrame:
    """Return rows with every column that holds neither numbers nor dates as categories of text."""
    changed = {
        str(name): _as_categories(column)
        for name, column in chunk.items()
        if not (is_numeric_dtype(column) or is_datetime64_any_dtype(column))
    }
    return chunk.assign(**changed) if changed else chunk


def join(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return chunks as one frame; a column that is text in one of them is text in all."""
    if len(parts) == 1:
        return parts[0].reset_index(drop=True)
    return pd.DataFrame(
        {name: _join_column([part[name] for part in parts]) for name in parts[0].columns}
    )


def _read_chunks(path: Path, shape: CsvShape) -> Iterator[pd.DataFrame]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", ParserWarning)
        with pd.read_csv(
            path,
            sep=shape.delimiter,
            decimal=shape.decimal,
            encoding="utf-8-sig",
            names=list(shape.names),
            header=0,
            index_col=False,
            low_memory=False,
            chunksize=max(1, _CHUNK_CELLS // len(shape.names)),
        ) as reader:
            yield from reader


def _as_categories(column: pd.Series) -> pd.Series:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column
    if is_float_dtype(column):  # a missing value makes 1 to 1.0
        texts = [f"{value:.0f}" if value.is_integer() else repr(value) for value in column.tolist()]
        column = pd.Series(texts, column.index, name=column.name).where(column.notna())
    return column.astype("str").where(column.notna()).astype("category")


def _join_column(parts: Sequence[pd.Series]) -> pd.Series:
    if not any(isinstance(part.dtype, pd.CategoricalDtype) for part in parts):
        return pd.concat(parts, ignore_index=True)
    return pd.Series(union_categoricals([_as_categories(part) for part in parts]))
