"""Columns of a table as numbers that enter a network, and how they were made, to be made again."""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from math import isfinite, sqrt
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset.errors import DatasetError, show
from engine.dataset.sums import add_up

Floats = NDArray[np.float64]

MOST_CATEGORIES = 100
"""Different texts of a column that are categories; with more it is text, and left out."""

SCHEMA = 1
_EPOCH = pd.Timestamp(0, tz="UTC")
_DAY = pd.Timedelta(days=1)
_DATE = re.compile(
    r"\d{4}-[01]\d-[0-3]\d([T ][0-2]\d:[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?"
)


class Kind(StrEnum):
    """What an encoded column holds."""

    NUMBER = "number"
    """The number as it stands in the file; true is 1, false 0; missing or infinite: the median."""

    DATE = "date"
    """Days since the start of 1970, UTC; missing: the median."""

    CATEGORY = "category"
    """1 where the column holds one category, 0 elsewhere and where it is missing."""

    MISSING = "missing"
    """1 where the column holds nothing, or an infinite number, 0 elsewhere."""


@dataclass(frozen=True, slots=True)
class EncodedColumn:
    """One input of a network.

    Attributes:
        source: Column of the file.
        kind: What it holds.
        category: The category that it marks; None for other kinds.
        fill: What stands for a missing value, in units of the file; None where that is told by 0.
        center: Mean of the rows that the encoding was made from.
        scale: Their standard deviation, above 0.
    """

    source: str
    kind: Kind
    category: str | None
    fill: float | None
    center: float
    scale: float

    @property
    def name(self) -> str:
        """Return a name of its own: the column's, with the category or `missing` behind it."""
        if self.kind is Kind.CATEGORY:
            return f"{self.source}={self.category}"
        return f"{self.source} missing" if self.kind is Kind.MISSING else self.source


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A column of the file that enters no network.

    Attributes:
        source: Column of the file.
        reason: Why, in a few words.
    """

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the columns of a file become inputs.

    Attributes:
        columns: The inputs, in order.
        left_out: What enters no network.
    """

    columns: tuple[EncodedColumn, ...]
    left_out: tuple[LeftOut, ...]

    def as_json(self) -> str:
        """Return the encoding as JSON, which `read_encoding` takes."""
        return json.dumps({"schema": SCHEMA, **asdict(self)}, ensure_ascii=False)


def read_encoding(text: str) -> Encoding:
    """Return an encoding that was written as JSON.

    Raises:
        DatasetError: If the text is none.
    """
    try:
        read: dict[str, Any] = json.loads(text)
        if read["schema"] != SCHEMA:
            raise DatasetError(f"the encoding has schema {read['schema']!r}, known is {SCHEMA}")
        columns = [EncodedColumn(**{**one, "kind": Kind(one["kind"])}) for one in read["columns"]]
        return Encoding(tuple(columns), tuple(LeftOut(**one) for one in read["left_out"]))
    except (ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"this is no encoding that mec data wrote: {error}") from error


def learn_encoding(frame: pd.DataFrame, target: str) -> tuple[Encoding, list[Floats]]:
    """Return how the columns of a table enter a network, and the inputs so made.

    Args:
        frame: The rows, text as categories.
        target: The column to be learnt, which is no input.

    Returns:
        The encoding, and each input before it is standardised, of shape (n,).

    Raises:
        DatasetError: If no column is left.
    """
    columns: list[EncodedColumn] = []
    inputs: list[Floats] = []
    left_out: list[LeftOut] = []
    for source in frame.columns.drop(target):
        proposed = _propose(frame[source])
        if isinstance(proposed, LeftOut):
            left_out.append(proposed)
            continue
        before, reason = len(columns), "constant"
        for column in proposed:
            made = _make(frame[source], column)
            center, scale = _measure_spread(made)
            if not isfinite(scale):
                reason = "numbers too large to be squared"
            elif scale > 0:
                columns.append(replace(column, center=center, scale=scale))
                inputs.append(made)
        if len(columns) == before:
            left_out.append(LeftOut(str(source), reason))
    if not columns:
        named = ", ".join(f"{show(one.source)} ({one.reason})" for one in left_out[:10])
        raise DatasetError(f"no column is left to learn from: {named or 'there is but the target'}")
    return Encoding(tuple(columns), tuple(left_out)), inputs


def encode(frame: pd.DataFrame, encoding: Encoding) -> list[Floats]:
    """Return the inputs of other rows, made as those that an encoding was learnt from.

    Args:
        frame: The rows; columns that the encoding does not know are passed over.
        encoding: How inputs are made.

    Returns:
        Each input before it is standardised, of shape (n,).

    Raises:
        DatasetError: If a column is not there, or holds text where numbers were.
    """
    absent = [one.source for one in encoding.columns if one.source not in frame.columns]
    if absent:
        raise DatasetError(f"there is no column {show(absent[0])!r}, which the encoding takes")
    return [_make(frame[one.source], one) for one in encoding.columns]


def standardise(inputs: Sequence[Floats], encoding: Encoding) -> Floats:
    """Return inputs less their mean, over their standard deviation, shape (n, d)."""
    standard = np.empty((len(inputs[0]), len(inputs)))
    for place, (values, column) in enumerate(zip(inputs, encoding.columns, strict=True)):
        standard[:, place] = (values - column.center) / column.scale
    return standard


def _propose(series: pd.Series) -> list[EncodedColumn] | LeftOut:
    """Return the inputs that a column could become, their spread not yet measured."""
    source = str(series.name)
    known = series[~_lacks(series)]
    missing = [EncodedColumn(source, Kind.MISSING, None, None, 0.0, 1.0)]
    missing = missing if len(known) < len(series) else []
    if not len(known):
        return LeftOut(source, "empty")
    if not isinstance(series.dtype, pd.CategoricalDtype):
        kind = Kind.NUMBER if pd.api.types.is_numeric_dtype(series) else Kind.DATE
        fill = float(np.median(_as_numbers(known, kind)))
        return [EncodedColumn(source, kind, None, fill, 0.0, 1.0), *missing]
    texts = sorted(map(str, known.unique()))
    if all(_DATE.fullmatch(text) for text in texts):
        with suppress(DatasetError):  # 2020-02-30 is text
            fill = float(np.median(_as_numbers(known, Kind.DATE)))
            return [EncodedColumn(source, Kind.DATE, None, fill, 0.0, 1.0), *missing]
    if len(texts) > MOST_CATEGORIES or 2 * len(texts) > len(known):
        return LeftOut(source, f"text, {len(texts)} different")
    marked = texts[1:] if len(texts) == 2 and not missing else texts
    return [
        *(EncodedColumn(source, Kind.CATEGORY, text, None, 0.0, 1.0) for text in marked),
        *missing,
    ]


def _make(series: pd.Series, column: EncodedColumn) -> Floats:
    """Return one input, shape (n,)."""
    if column.kind is Kind.MISSING:
        return _lacks(series).astype(np.float64)
    if column.kind is Kind.CATEGORY:
        texts = series if isinstance(series.dtype, pd.CategoricalDtype) else series.astype("str")
        return np.asarray(texts == column.category, dtype=np.float64)
    values = _as_numbers(series, column.kind)
    whole = np.isfinite(values)
    if column.fill is None or whole.all():
        return values
    return np.where(whole, values, column.fill)


def _as_numbers(series: pd.Series, kind: Kind) -> Floats:
    """Return numbers, or days since the start of 1970, as floats; NaN where a value is missing."""
    try:
        if kind is Kind.NUMBER:
            return series.to_numpy(dtype=float, na_value=np.nan)
        if isinstance(series.dtype, pd.CategoricalDtype):
            days = pd.to_datetime(series.cat.categories, format="ISO8601", utc=True)
            of_code = np.append((days - _EPOCH) / _DAY, np.nan)
            return np.asarray(of_code, dtype=float)[series.cat.codes]
        return np.asarray((pd.to_datetime(series, utc=True) - _EPOCH) / _DAY, dtype=float)
    except (ValueError, TypeError) as error:
        raise DatasetError(
            f"column {show(series.name)!r} holds what is no {kind}: {show(error)}"
        ) from error


def _lacks(series: pd.Series) -> NDArray[np.bool_]:
    """Return which values are missing; infinite numbers are none, shape (n,)."""
    lacking: NDArray[np.bool_] = np.asarray(series.isna())
    if pd.api.types.is_float_dtype(series):
        lacking = lacking | np.isinf(series.to_numpy(dtype=float, na_value=np.nan))
    return lacking


def _measure_spread(values: Floats) -> tuple[float, float]:
    """Return mean and standard deviation, summed in the order of the rows."""
    if values.min() == values.max():
        return float(values[0]), 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        center = add_up(values) / len(values)
        apart = values - center
        return center, sqrt(add_up(apart * apart) / len(values))
