"""The rows that a trained model is asked about: as columns of the file, and as a network's inputs.

Inputs are made in one of three ways: those of an .npz file with `x` enter as they stand; columns of
a table are encoded and standardised, by an encoding that `mec data --arrays` wrote or as
`mec data` would encode that very table.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from engine.dataset.arrays import read_written_encoding
from engine.dataset.classes import name_some, take_labels
from engine.dataset.encoding import Encoding, Floats, encode, learn_encoding, standardise
from engine.dataset.errors import DatasetError, show
from engine.dataset.label_changes import Labels
from engine.dataset.read_arrays import has_encoding, has_inputs
from engine.dataset.reading import read_table
from engine.dataset.table import Table
from engine.dataset.target import cut_at, read_target

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
        edges: Where a quantity was cut into the classes; none for classes as they were.
    """

    target: str
    classes: tuple[str, ...]
    encoding: Encoding | None
    made_from: str
    edges: tuple[float, ...] = ()


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
    """

    name: str
    frame: pd.DataFrame
    inputs: Floats
    labels: Labels
    rows_in_file: int
    is_encoded: bool


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
        written, classes, named = read_written_encoding(path)
        coding = Coding(target or named, classes, written, show(path))
        return coding, read_more(path, coding)
    if encoding:
        written, classes, named = read_written_encoding(encoding)
        coding = Coding(target or named, classes, written, show(encoding))
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
        coding = Coding(target, found.classes, None, show(path), found.edges)
        return coding, _as_they_stand(path, table, target, found.labels, is_encoded=False)
    learnt, _ = learn_encoding(table.frame, target)
    coding = Coding(target, found.classes, learnt, show(path), found.edges)
    return coding, _take_rows(path, table, coding, found.labels)


def read_more(path: Path, coding: Coding) -> AskedRows:
    """Return the rows of a further file, its columns and labels read as those before.

    A quantity is cut where it was cut before.

    Raises:
        DatasetError: If the file is none, or lacks a column or a label, or has another one.
    """
    table = read_table(path)
    if has_encoding(path):
        written, classes, _ = read_written_encoding(path)
        if (written, classes) != (coding.encoding, coding.classes):
            raise DatasetError(
                f"{show(path)} was encoded apart from {coding.made_from}: the same column may mean "
                "something else; name the table that it was made from"
            )
        numbers = tuple(str(place) for place in range(len(classes)))
        labels = take_labels(table.frame, ARRAYS_TARGET, numbers, show(path))
        return _as_they_stand(path, table, ARRAYS_TARGET, labels, is_encoded=True)
    target = coding.target
    if coding.edges and target in table.frame:
        labels = cut_at(table.frame[target], coding.edges)
    else:
        labels = take_labels(table.frame, target, coding.classes, show(path))
    if coding.encoding is None:
        return _as_they_stand(path, table, target, labels, is_encoded=False)
    return _take_rows(path, table, coding, labels)


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
