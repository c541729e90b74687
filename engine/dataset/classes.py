"""Labels from elsewhere (other rows, a model, a file of predictions) as classes of a target."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset.errors import DatasetError, show
from engine.dataset.label_changes import Labels

UNKNOWN = -1
"""What stands for a label that is none of the classes."""


def find_classes(values: "pd.Series | np.ndarray", classes: Sequence[str]) -> Labels:
    """Return the class of each label, by name; numbers are the same in whatever way written.

    Args:
        values: Labels, texts or numbers, shape (n,).
        classes: Names of the classes.

    Returns:
        Indices into `classes`, `UNKNOWN` for a label that is none of them, shape (n,).

    Examples:
        >>> find_classes(np.array([2.0, 1.0, 3.0]), ["1", "2"]).tolist()
        [1, 0, -1]
    """
    codes, found = pd.factorize(np.asarray(values, dtype=object))
    exact = {name: place for place, name in enumerate(classes)}
    by_number = {_number(name): place for place, name in enumerate(classes)}
    by_number.pop(None, None)
    of_code = [
        exact.get(str(value), by_number.get(_number(str(value)), UNKNOWN)) for value in found
    ]
    return np.array([*of_code, UNKNOWN], dtype=np.intp)[codes]


def take_labels(frame: pd.DataFrame, target: str, classes: Sequence[str], where: str) -> Labels:
    """Return the class of each row of other rows than those that the classes were found in.

    Args:
        frame: The rows.
        target: The column to be learnt.
        classes: Names of the classes.
        where: What the rows are called, for an error.

    Raises:
        DatasetError: If there is no such column, a label is missing, or is none of the classes.
    """
    column = _take_column(frame, target, where)
    labels = find_classes(column, classes)
    if (unknown := labels == UNKNOWN).any():
        name = np.asarray(column, dtype=object)[unknown][0]
        raise DatasetError(
            f"{int(unknown.sum())} of {len(column)} rows of {where} are labelled {show(name)!r} or "
            f"the like; known are {name_some(classes)}; leave those rows out"
        )
    return labels


def take_numbers(frame: pd.DataFrame, target: str, where: str) -> NDArray[np.float64]:
    """Return the target of other rows than those that it was cut into classes in, shape (n,).

    Args:
        frame: The rows.
        target: The column to be learnt.
        where: What the rows are called, for an error.

    Raises:
        DatasetError: If there is no such column, a value is missing, or is no number.
    """
    column = _take_column(frame, target, where)
    if not pd.api.types.is_numeric_dtype(column):
        raise DatasetError(
            f"{show(target)!r} of {where} holds no numbers, and classes are ranges of numbers"
        )
    return column.to_numpy(dtype=np.float64)


def resolve_answers(
    answers: np.ndarray, known: Sequence[object], classes: Sequence[str]
) -> tuple[Labels, str]:
    """Return the class of each label that a model named, and how it was told.

    Labels are names of classes where all of them are, or all classes are among them; else numbers
    of classes, from 0 on.

    Args:
        answers: Labels as the model names them, shape (n,).
        known: All labels that it can name.
        classes: Names of the classes.

    Raises:
        DatasetError: If the labels are neither.
    """
    names = find_classes(np.array(list(known), dtype=object), classes)
    if UNKNOWN not in names or set(range(len(classes))) <= set(names.tolist()):
        return find_classes(answers, classes), "the labels that it names"
    numbers = [str(place) for place in range(len(classes))]
    if UNKNOWN not in find_classes(np.array(list(known), dtype=object), numbers):
        return find_classes(answers, numbers), f"class numbers, 0 for {show(classes[0])!r}"
    raise DatasetError(
        f"the model names {name_some(known)}, and the labels are {name_some(classes)}; name the "
        "target that it was trained on with --target"
    )


def name_some(names: Sequence[object], most: int = 8) -> str:
    """Return names in a row, fit for a terminal; of many the first ones."""
    shown = ", ".join(show(name) for name in names[:most])
    return f"{shown}, … ({len(names)})" if len(names) > most else shown


def _take_column(frame: pd.DataFrame, target: str, where: str) -> pd.Series:
    if target not in frame.columns:
        raise DatasetError(f"{where} has no column {show(target)!r}, which holds the labels")
    require_labels(frame[target], f" of {where}")
    return frame[target]


def require_labels(column: pd.Series, of_where: str = "") -> None:
    """Refuse rows without a label.

    Args:
        column: The labels, shape (n,).
        of_where: What the rows are of, for an error: " of more.csv".

    Raises:
        DatasetError: If one is missing.
    """
    if missing := int(column.isna().sum()):
        raise DatasetError(
            f"{missing} of {len(column)} rows{of_where} have no label in {show(column.name)!r}; "
            "fill them in, or leave those rows out"
        )


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
