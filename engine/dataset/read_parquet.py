"""Rows of a Parquet file, read in batches; pyarrow reads them, the extra `parquet` brings it."""

from pathlib import Path

from engine.dataset.errors import DatasetError, show
from engine.dataset.read_csv import join, text_as_categories
from engine.dataset.sampling import RowSample
from engine.dataset.table import Table

_BATCH_CELLS = 4_000_000


def read_parquet(path: Path, most_cells: int) -> Table:
    """Return the rows of a Parquet file.

    Args:
        path: The file.
        most_cells: Rows times columns that are kept at most, about.

    Raises:
        DatasetError: If it is no Parquet file, or no whole one, or pyarrow is not installed.
    """
    try:
        from pyarrow import ArrowException, parquet
    except ModuleNotFoundError as error:
        raise DatasetError(
            f"reading {show(path)} needs pyarrow: pip install 'mec-report[parquet]'"
        ) from error
    try:
        with parquet.ParquetFile(path) as file:
            names = file.schema_arrow.names
            if repeated := next((name for name in names if names.count(name) > 1), None):
                raise DatasetError(f"{show(path)} names two columns {show(repeated)!r}; rename one")
            if not file.metadata.num_rows:
                raise DatasetError(f"{show(path)} has names of columns, and no rows")
            sample = RowSample(max(1, most_cells // len(names)), file.metadata.num_rows)
            parts = []
            for batch in file.iter_batches(max(1, _BATCH_CELLS // len(names))):
                frame = batch.to_pandas()
                parts.append(text_as_categories(frame[sample.choose(len(frame))]))
    except ArrowException as error:
        raise DatasetError(f"{show(path)} is no whole Parquet file: {show(error)}") from error
    return Table(join(parts), sample.seen)
