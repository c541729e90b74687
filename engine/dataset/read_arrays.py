"""Rows of an .npz file: inputs `x` and labels `y`, or an array for each column."""

import zipfile
from pathlib import Path

import numpy as np
import pandas as pd

from engine.dataset.errors import DatasetError, show
from engine.dataset.read_csv import text_as_categories
from engine.dataset.sampling import RowSample
from engine.dataset.table import Table

EXPECTED = (
    "x of shape (rows, columns) and y of shape (rows,), or an array of shape (rows,) a column"
)
_CELL_BYTES = 8


def read_arrays(path: Path, most_cells: int) -> Table:
    """Return the rows of an .npz file.

    Columns of `x` are named x0, x1, ..., or as the array `columns` names them.

    Args:
        path: The file.
        most_cells: Rows times columns that are kept at most, about.

    Raises:
        DatasetError: If it is no .npz file, or no whole one, or has other arrays.
    """
    try:
        with zipfile.ZipFile(path) as members:
            size = sum(member.file_size for member in members.infolist())
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            if size > 2 * _CELL_BYTES * most_cells:
                raise DatasetError(
                    f"{show(path)} holds {size / 1e9:.1f} GB, more than the memory that is used; "
                    "save fewer rows, or as Parquet or CSV, of which a sample is read"
                )
            found = {name: arrays[name] for name in arrays.files}
    except (zipfile.BadZipFile, EOFError, ValueError, KeyError) as error:
        raise DatasetError(
            f"{show(path)} is no whole .npz file of plain arrays: {show(error)}"
        ) from error
    try:
        frame = arrays_as_frame(found)
    except DatasetError as error:
        raise DatasetError(f"{show(path)}: {error}") from error
    sample = RowSample(max(1, most_cells // len(frame.columns)), len(frame))
    kept = sample.choose(len(frame))
    return Table(frame if kept.all() else frame[kept].reset_index(drop=True), len(frame))


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
    frame = _join_arrays(arrays)
    if frame is None:
        shapes = ", ".join(f"{show(name)} {array.shape}" for name, array in arrays.items())
        raise DatasetError(f"needed are {EXPECTED}; there are {shapes or 'none'}")
    return text_as_categories(frame)


def _list_arrays(path: Path) -> set[str]:
    """Return the names of the arrays in a file; none if it is no .npz."""
    if path.suffix.lower() != ".npz" or not path.is_file():
        return set()
    try:
        with zipfile.ZipFile(path) as members:
            return {name.removesuffix(".npy") for name in members.namelist()}
    except (zipfile.BadZipFile, OSError):  # reading it says so
        return set()


def _join_arrays(arrays: dict[str, np.ndarray]) -> pd.DataFrame | None:
    """Return arrays as columns; None if they are not of the shapes expected."""
    if "x" in arrays and "y" in arrays and arrays["x"].ndim == 2:
        inputs, labels = arrays["x"], arrays["y"]
        if labels.shape != inputs.shape[:1]:
            return None
        names = [f"x{place}" for place in range(inputs.shape[1])]
        given = arrays.get("columns")
        if given is not None and given.shape == inputs.shape[1:] and len(set(given)) == len(given):
            names = [str(name) for name in given]
        if "y" in names:
            return None
        frame = pd.DataFrame(inputs, columns=names)
        frame["y"] = labels
        return frame
    lengths = {array.shape for array in arrays.values()}
    if len(lengths) != 1 or any(len(shape) != 1 for shape in lengths):
        return None
    return pd.DataFrame(arrays)
