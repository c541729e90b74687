"""The capacity requirement over growing shares of the rows: does it level off, or grow on?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean

import numpy as np

from engine.dataset.directions import PLAIN_SUM, Direction, Directions, find_best
from engine.dataset.drawing import draw_order
from engine.dataset.label_changes import Labels
from engine.dataset.requirement import estimate_bits
from engine.dataset.sums import Floats, Spread
from engine.theory.information import expected_random_changes

HALVINGS = 6
FEWEST_ROWS = 16
MOST_PARTS = 4
"""Parts of the rows, without a row in common, over which a share is averaged."""

LEVEL_BELOW = 0.5
"""Growth below which a requirement levels off: 1 doubles changes with the rows, 0 keeps them."""

FEW_SHARE = 0.01
"""Share of the changes of random labels that counts as few: a growth from 1 to 5 is none."""

_SEED = 3


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The requirement of a share of the rows.

    Attributes:
        rows: Rows of a part.
        parts: Parts that were averaged.
        sum_changes: Thresholds along the plain sum, mean of the parts.
        best_changes: Thresholds along the best direction, found for each part, mean.
        random_changes: Label changes to be expected of as many rows in random order.
        sum_bits: log2(c + 1) d of `sum_changes`.
        best_bits: log2(c + 1) d of `best_changes`.
        random_bits: log2(c + 1) d of `random_changes`.
    """

    rows: int
    parts: int
    sum_changes: float
    best_changes: float
    random_changes: float
    sum_bits: float
    best_bits: float
    random_bits: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The requirement over growing shares of the rows.

    Attributes:
        points: From few rows to all.
        growth: Of the best direction over the last two doublings: log2 of the factor by which
            changes grow as the rows double; 0 levels off, 1 grows as they do. To both sides are
            added `FEW_SHARE` of the changes of random labels, or 1. None where there are too few
            rows.
        levels_off_at: The fewest rows from which on to all rows changes grow by less than
            `LEVEL_BELOW`; None where they do not over the last two doublings.
    """

    points: list[CurvePoint]
    growth: float | None
    levels_off_at: int | None


def trace_curve(
    inputs: Sequence[Floats], spreads: Sequence[Spread], labels: Labels, classes: int
) -> Curve:
    """Return the requirement of halves, quarters and so on, of rows in random order.

    Args:
        inputs: Each input before it is standardised, of shape (n,).
        spreads: Mean and standard deviation of each, over all rows.
        labels: Class of each row, shape (n,).
        classes: How many classes there are.
    """
    rows = len(labels)
    order = draw_order(_SEED, rows)
    sizes = [rows >> halving for halving in range(HALVINGS, -1, -1)]
    points = []
    for size in sizes:
        if size < FEWEST_ROWS and size < rows:
            continue
        parts = min(MOST_PARTS, rows // size)
        found = []
        for part in range(parts):
            chosen = np.sort(order[part * size : (part + 1) * size])
            taken = inputs if size == rows else [values[chosen] for values in inputs]
            found.append(Directions(taken, spreads, classes).count(labels[chosen]))
        points.append(_average(size, found, labels, len(inputs)))
    return Curve(points, _find_growth(points), _find_level(points))


def _average(
    rows: int, parts: Sequence[Sequence[Direction]], labels: Labels, inputs: int
) -> CurvePoint:
    along_sum = fmean(one.neurons for part in parts for one in part if one.name == PLAIN_SUM)
    best = fmean(find_best(part).neurons for part in parts)
    counts = [int(count) for count in np.bincount(labels)]
    random = float(expected_random_changes(counts)) * (rows - 1) / (len(labels) - 1)
    return CurvePoint(
        rows=rows,
        parts=len(parts),
        sum_changes=along_sum,
        best_changes=best,
        random_changes=random,
        sum_bits=estimate_bits(along_sum, inputs),
        best_bits=estimate_bits(best, inputs),
        random_bits=estimate_bits(random, inputs),
    )


def _find_growth(points: Sequence[CurvePoint]) -> float | None:
    return _measure_growth(points, -3) if len(points) >= 3 else None


def _find_level(points: Sequence[CurvePoint]) -> int | None:
    level = None
    for first in range(len(points) - 3, -1, -1):
        if _measure_growth(points, first) >= LEVEL_BELOW:
            break
        level = points[first].rows
    return level


def _measure_growth(points: Sequence[CurvePoint], first: int) -> float:
    """Return log2 of the factor by which changes grow as the rows double, from a point to all."""
    start, end = points[first], points[-1]
    few = max(1.0, FEW_SHARE * end.random_changes)
    factor = (end.best_changes + few) / (start.best_changes + few)
    return log2(factor) / log2(end.rows / start.rows)
