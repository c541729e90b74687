"""Rows of an .npz file: inputs `x` and labels `y`, or an array for each column."""

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from math import prod
from pathlib import Path

import numpy as np
import pandas as pd

from engine.dataset.errors import DatasetError, show
from engine.dataset.npz_rows import Header, read_array, read_headers, read_rows
from engine.dataset.read_csv import text_as_categories
from engine.dataset.sampling import RowSample
from engine.dataset.table import Table

EXPECTED = (
    "x of shape (rows, columns) and y of shape (rows,), or an array of shape (rows,) a column"
)
_MOST_CELL_BYTES = 16  # on average, where cells are text
_CHUNK_ROWS = 1 << 20
# A damaged file, and one that is encrypted or compressed in an unusual way.
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)


def read_arrays(path: Path, most_cells: int) -> Table:
    """Return the rows of an .npz file, of which what is too large is never held whole.

    Columns of `x` are named x0, x1, ..., or as the array `columns` names them.

    Args:
        path: The file.
        most_cells: Rows times columns that are kept at most, about.

    Raises:
        DatasetError: If it is no .npz file, or no whole one, or has other arrays.
    """
    try:
        with zipfile.ZipFile(path) as members:
            return _read_table(members, most_cells)
    except DatasetError as error:
        raise DatasetError(f"{show(path)}: {error}") from error
    except (*_BROKEN, EOFError, ValueError, KeyError) as error:
        raise DatasetError(
            f"{show(path)} is no whole .npz file of plain arrays: {show(error)}"
        ) from error


def has_inputs(path: Path) -> bool:
    """Whether a file is an .npz with inputs `x` and labels `y`."""
    return {"x", "y"} <= _list_arrays(path)


def has_encoding(path: Path) -> bool:
    """Whether a file is an .npz with inputs, labels, and how they were encoded."""
    return {"x", "y", "encoding", "classes"} <= _list_arrays(path)


def arrays_as_frame(arrays: dict[str, np.ndarray]) -> pd.DataFrame:
    """Return arrays as the columns of a table, text as categories.

    Args:
        arrays: By name: `x` of shape (n, d) and `y` of shape (n,), and perhaps `columns`, the names
            of the columns of `x`; or an array of shape (n,) for each column.

    Raises:
        DatasetError: If they have other shapes.
    """
    _check_shapes({name: array.shape for name, array in arrays.items()})
    return text_as_categories(_join_arrays(arrays))


def _read_table(members: zipfile.ZipFile, most_cells: int) -> Table:
    headers = read_headers(members)
    names = _check_shapes({name: header.shape for name, header in headers.items()})
    rows = headers[names[0]].shape[0]
    of_rows = [headers[name] for name in names]
    sample = RowSample(_count_most_rows(of_rows, most_cells), rows)
    starts = range(0, rows, _CHUNK_ROWS)
    kept = np.concatenate(
        [np.ones(0, bool), *(sample.choose(min(_CHUNK_ROWS, rows - start)) for start in starts)]
    )
    if kept.all():
        found = {name: read_array(members, name) for name in names}
    else:
        found = {name: read_rows(members, name, kept) for name in names}
    if "columns" in headers and "columns" not in names:
        found["columns"] = read_array(members, "columns")
    return Table(text_as_categories(_join_arrays(found)), rows)


def _count_most_rows(headers: Sequence[Header], most_cells: int) -> int:
    """Return how many rows are kept at most: of so many cells, in the bytes that these take."""
    cells = sum(prod(header.shape[1:]) for header in headers)
    row_bytes = sum(prod(header.shape[1:]) * header.dtype.itemsize for header in headers)
    return max(1, min(most_cells // cells, _MOST_CELL_BYTES * most_cells // max(1, row_bytes)))


def _list_arrays(path: Path) -> set[str]:
    """Return the names of the arrays in a file; none if it is no .npz."""
    if path.suffix.lower() != ".npz" or not path.is_file():
        return set()
    try:
        with zipfile.ZipFile(path) as members:
            return {name.removesuffix(".npy") for name in members.namelist()}
    except (zipfile.BadZipFile, OSError):  # reading it says so
        return set()


def _check_shapes(shapes: Mapping[str, tuple[int, ...]]) -> list[str]:
    """Return the names of the arrays that hold rows.

    Raises:
        DatasetError: If they have other shapes than those expected.
    """
    inputs = shapes.get("x", ())
    if "y" in shapes and len(inputs) == 2:
        if shapes["y"] == inputs[:1]:
            return ["x", "y"]
    elif len(set(shapes.values())) == 1 and all(len(shape) == 1 for shape in shapes.values()):
        return list(shapes)
    given = ", ".join(f"{show(name)} {shape}" for name, shape in shapes.items())
    raise DatasetError(f"needed are {EXPECTED}; there are {given or 'none'}")


def _join_arrays(arrays: dict[str, np.ndarray]) -> pd.DataFrame:
    """Return arrays of the shapes expected as columns."""
    inputs = arrays.get("x")
    if inputs is None or inputs.ndim == 1:
        return pd.DataFrame(arrays)
    names = [f"x{place}" for place in range(inputs.shape[1])]
    given = arrays.get("columns")
    if given is not None and given.shape == inputs.shape[1:] and len(set(given)) == len(given):
        names = [str(name) for name in given]
    if "y" in names:
        raise DatasetError("a column of x is named y, as the labels are; rename it")
    frame = pd.DataFrame(inputs, columns=names)
    frame["y"] = arrays["y"]
    return frame
