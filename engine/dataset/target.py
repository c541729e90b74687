"""The column to be learnt, as classes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset.classes import require_labels
from engine.dataset.cuts import Cuts, find_cuts
from engine.dataset.errors import DatasetError, show

MOST_NUMBER_CLASSES = 100
"""Different whole numbers that may be classes; with more the target is a quantity."""

MOST_FRACTION_CLASSES = 20
"""Different numbers that may be classes where some are no whole numbers."""


@dataclass(frozen=True, slots=True)
class Target:
    """The labels of all rows.

    Attributes:
        name: Of the column.
        classes: Names of the classes, sorted: numbers by size, text by its characters.
        labels: Class of each row, an index into `classes`, shape (n,).
        bins: Ranges of equal count that a quantity was cut into; None for classes as they were.
        cuts: Where it was cut; None for classes as they were.
    """

    name: str
    classes: tuple[str, ...]
    labels: NDArray[np.intp]
    bins: int | None
    cuts: Cuts | None = None

    @property
    def counts(self) -> list[int]:
        """Rows of each class."""
        return [int(count) for count in np.bincount(self.labels, minlength=len(self.classes))]


def read_target(frame: pd.DataFrame, name: str, bins: int | None = None) -> Target:
    """Return the labels of a table.

    Args:
        frame: The rows, text as categories.
        name: The column to be learnt.
        bins: Cut a column of numbers into so many ranges that hold about as many rows each.

    Raises:
        DatasetError: If there is no such column, a label is missing, there is but one class,
            more than half as many as rows, or the column is a quantity that is not to be cut.
    """
    if name not in frame.columns:
        known = ", ".join(show(column) for column in frame.columns[:20])
        more = ", …" if len(frame.columns) > 20 else ""
        raise DatasetError(f"there is no column {show(name)!r}; there are {known}{more}")
    column = frame[name]
    require_labels(column)
    target = _cut(column, bins) if bins is not None else _take_classes(column)
    if len(target.classes) < 2:
        raise DatasetError(
            f"all {len(column)} rows are labelled {show(target.classes[0])!r} in {show(name)!r}: "
            "there is nothing to tell apart; name another target"
        )
    if 2 * len(target.classes) > len(column):
        raise DatasetError(
            f"{show(name)!r} has {len(target.classes)} classes in {len(column)} rows, more than "
            "one for every two rows: names rather than classes; name another target"
        )
    return target


def _take_classes(column: pd.Series) -> Target:
    if isinstance(column.dtype, pd.CategoricalDtype):
        names, labels = np.unique(np.asarray(column.astype("str")), return_inverse=True)
        return Target(str(column.name), tuple(map(str, names)), labels, None)
    if not pd.api.types.is_numeric_dtype(column):
        raise DatasetError(
            f"{show(column.name)!r} holds dates; name a target of classes, or of numbers and --bins"
        )
    values, labels = np.unique(column.to_numpy(), return_inverse=True)
    whole = bool((values == np.rint(values.astype(float))).all())
    most = MOST_NUMBER_CLASSES if whole else MOST_FRACTION_CLASSES
    if len(values) > most:
        raise DatasetError(
            f"{show(column.name)!r} is a quantity: {len(values)} different numbers; cut it into "
            "classes with as many rows each by --bins 2 (or more), or name another target"
        )
    classes = [str(int(value)) if whole else repr(float(value)) for value in values]
    if values.dtype == bool:
        classes = [str(value) for value in values]
    return Target(str(column.name), tuple(classes), labels, None)


def _cut(column: pd.Series, bins: int) -> Target:
    if not pd.api.types.is_numeric_dtype(column) or column.dtype == bool:
        raise DatasetError(f"--bins cuts numbers, and {show(column.name)!r} holds none")
    if not 2 <= bins <= MOST_NUMBER_CLASSES:
        raise DatasetError(f"--bins must be 2 to {MOST_NUMBER_CLASSES}, got {bins}")
    values = column.to_numpy(dtype=float)
    cuts = find_cuts(values, bins)
    return Target(str(column.name), cuts.classes, cuts.find(values), bins, cuts)
