"""The rows that a trained model is asked about: as columns of the file, and as a network's inputs.

Inputs are made in one of three ways: those of an .npz file with `x` enter as they stand; columns of
a table are encoded and standardised, by an encoding that `mec data --arrays` wrote or as
`mec data` would encode that very table.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from engine.dataset.arrays import WrittenEncoding, read_written_encoding
from engine.dataset.classes import name_some, take_labels, take_numbers
from engine.dataset.cuts import Cuts
from engine.dataset.encoding import Encoding, Floats, encode, learn_encoding, standardise
from engine.dataset.errors import DatasetError, show
from engine.dataset.label_changes import Labels
from engine.dataset.read_arrays import has_encoding, has_inputs
from engine.dataset.reading import read_table
from engine.dataset.table import Table
from engine.dataset.target import read_target

ARRAYS_TARGET = "y"
"""The labels of an .npz file with `x` and `y`."""


@dataclass(frozen=True, slots=True)
class Coding:
    """How a table becomes inputs and labels.

    Attributes:
        target: Name of the column to be learnt, as the file with the table has it.
        classes: Names of the classes, in the order of a network's outputs.
        encoding: How columns become inputs; None where `x` of an .npz file is them.
        made_from: What the encoding was made from.
        cuts: Where a target that is a quantity was cut into classes; None where none was.
    """

    target: str
    classes: tuple[str, ...]
    encoding: Encoding | None
    made_from: str
    cuts: Cuts | None = None


@dataclass(frozen=True, slots=True)
class AskedRows:
    """Rows with their labels.

    Attributes:
        name: Of the file.
        frame: The columns of the file without the target; text as objects.
        inputs: What enters a network, shape (n, d).
        labels: Class of each row, shape (n,).
        rows_in_file: Rows that the file has; more than are here where it was sampled.
        is_encoded: Whether `frame` holds inputs that were encoded before, none of a table.
        outside_rows: Rows whose target lies outside the values that the cuts were found on.
    """

    name: str
    frame: pd.DataFrame
    inputs: Floats
    labels: Labels
    rows_in_file: int
    is_encoded: bool
    outside_rows: int = 0


def read_asked(
    path: Path, target: str | None, bins: int | None, encoding: Path | None
) -> tuple[Coding, AskedRows]:
    """Return how a file becomes inputs and labels, and its rows.

    Args:
        path: The table, or the arrays.
        target: The column to be learnt; may be left out where the file or the encoding names it.
        bins: Ranges to cut a quantity into.
        encoding: A file that `mec data --arrays` wrote, for a table.

    Raises:
        DatasetError: If a file is none, or the target cannot be told.
    """
    if encoding and has_inputs(path):
        raise DatasetError(f"{show(path)} holds inputs already; leave --encoding out")
    if has_encoding(path):
        coding = _take_written(read_written_encoding(path), target, path)
        return coding, read_more(path, coding)
    if encoding:
        coding = _take_written(read_written_encoding(encoding), target, encoding)
        return coding, read_more(path, coding)
    table = read_table(path)
    if target is None and has_inputs(path):
        target = ARRAYS_TARGET
    if target is None:
        raise DatasetError(
            f"name the column of {show(path)} that is to be learnt with --target; there are "
            f"{name_some(list(table.frame.columns))}"
        )
    found = read_target(table.frame, target, bins)
    if has_inputs(path):
        coding = Coding(target, found.classes, None, show(path), found.cuts)
        return coding, _as_they_stand(path, table, target, found.labels, is_encoded=False)
    learnt, _ = learn_encoding(table.frame, target)
    coding = Coding(target, found.classes, learnt, show(path), found.cuts)
    return coding, _take_rows(path, table, coding, found.labels)


def read_more(path: Path, coding: Coding) -> AskedRows:
    """Return the rows of a further file, its columns and labels read as those before.

    Raises:
        DatasetError: If the file is none, or lacks a column or a label, or has another one.
    """
    table = read_table(path)
    if has_encoding(path):
        written = read_written_encoding(path)
        if (written.encoding, written.classes) != (coding.encoding, coding.classes):
            raise DatasetError(
                f"{show(path)} was encoded apart from {coding.made_from}: the same column may mean "
                "something else; name the table that it was made from"
            )
        numbers = tuple(str(place) for place in range(len(coding.classes)))
        labels = take_labels(table.frame, ARRAYS_TARGET, numbers, show(path))
        return _as_they_stand(path, table, ARRAYS_TARGET, labels, is_encoded=True)
    labels, outside = _take_labels(path, table, coding)
    if coding.encoding is None:
        asked = _as_they_stand(path, table, coding.target, labels, is_encoded=False)
    else:
        asked = _take_rows(path, table, coding, labels)
    return replace(asked, outside_rows=outside)


def as_numbers(frame: pd.DataFrame, where: str) -> Floats:
    """Return columns of numbers as they stand, shape (n, d).

    Raises:
        DatasetError: If a column holds something else, or a value is missing.
    """
    for name, column in frame.items():
        if not is_numeric_dtype(column) or column.isna().any():
            what = "missing values" if is_numeric_dtype(column) else "no numbers"
            raise DatasetError(
                f"column {show(name)!r} of {where} holds {what}, which cannot enter as they stand; "
                "run the model on the encoded columns, or make the encoding part of a Pipeline"
            )
    return frame.to_numpy(dtype=np.float64)


def _take_written(written: WrittenEncoding, target: str | None, path: Path) -> Coding:
    return Coding(
        target or written.target, written.classes, written.encoding, show(path), written.cuts
    )


def _take_labels(path: Path, table: Table, coding: Coding) -> tuple[Labels, int]:
    """Return the classes of rows, and how many lie outside the values that cuts were found on."""
    if coding.cuts is None:
        return take_labels(table.frame, coding.target, coding.classes, show(path)), 0
    values = take_numbers(table.frame, coding.target, show(path))
    return coding.cuts.find(values), coding.cuts.count_outside(values)


def _as_they_stand(
    path: Path, table: Table, target: str, labels: Labels, *, is_encoded: bool
) -> AskedRows:
    frame = _as_objects(table.frame.drop(columns=target))
    inputs = as_numbers(frame, show(path))
    return AskedRows(show(path), frame, inputs, labels, table.rows_in_file, is_encoded)


def _take_rows(path: Path, table: Table, coding: Coding, labels: Labels) -> AskedRows:
    if coding.encoding is None:
        raise ValueError("rows of a table need an encoding")
    inputs = standardise(encode(table.frame, coding.encoding), coding.encoding)
    frame = _as_objects(table.frame.drop(columns=coding.target))
    return AskedRows(show(path), frame, inputs, labels, table.rows_in_file, is_encoded=False)


def _as_objects(frame: pd.DataFrame) -> pd.DataFrame:
    """Return text as the strings that it was, as a Pipeline was trained on; missing as NaN."""
    texts = {
        str(name): column.astype(object)
        for name, column in frame.items()
        if isinstance(column.dtype, pd.CategoricalDtype)
    }
    return frame.assign(**texts) if texts else frame
