"""Label changes along rows sorted by a sum, for a million rows: `theory.information` in numpy.

Sums are 64-bit floats and tie where they are equal as such.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.theory.information import TieOrder
from engine.theory.information import count_label_changes as count_exactly

Floats = NDArray[np.float64]
Labels = NDArray[np.intp]

_MOST_MASK_CLASSES = 62


@dataclass(frozen=True, slots=True)
class Ties:
    """Rows sorted by a sum, and where sums are equal.

    Attributes:
        order: Rows from the smallest sum to the largest, equal ones as given, shape (n,).
        starts: Places in `order` at which another sum begins, the first included, shape (sums,).
    """

    order: NDArray[np.intp]
    starts: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What thresholds along a direction do with labels.

    Attributes:
        neurons: Thresholds, each a step neuron: places where the label of the sums changes.
        rows_wrong: Rows whose label is not that of their sum, since others share it.
    """

    neurons: int
    rows_wrong: int


def sort_sums(sums: Floats) -> Ties:
    """Return the order of rows by their sums.

    Args:
        sums: One for each row, shape (n,), n at least 1, none NaN.
    """
    return sort_keys(sums)


def sort_keys(keys: Floats | NDArray[np.uint64]) -> Ties:
    """Return the order of rows by a key, as `sort_sums` by a sum."""
    order = np.argsort(keys)
    ordered = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    if len(starts) < len(keys):  # the order of equal ones is that of the rows; it takes longer
        order = np.argsort(keys, kind="stable")
    return Ties(order, starts)


def count_label_changes(ties: Ties, labels: Labels, how: TieOrder) -> int:
    """Return how often the label changes along sorted rows, as `theory.information` counts.

    Args:
        ties: The order of the rows.
        labels: Class of each row, from 0 on, shape (n,).
        how: How rows with equal sums are ordered.
    """
    ordered = labels[ties.order]
    if how is TieOrder.AS_GIVEN or len(ties.starts) == len(ordered):
        return int((ordered[1:] != ordered[:-1]).sum())
    lowest = np.minimum.reduceat(ordered, ties.starts)
    mixed = lowest != np.maximum.reduceat(ordered, ties.starts)
    if how is TieOrder.FEWEST_CHANGES:
        return _count_fewest(ordered, ties.starts, lowest, mixed)
    return _count_most(ordered, ties.starts, lowest, mixed)


def count_thresholds(ties: Ties, labels: Labels, classes: int) -> Thresholds:
    """Return the thresholds that give every sum the label most of its rows have.

    Of labels that are as frequent the first class is taken. So many hidden step neurons along
    the direction, and outputs behind them, get all rows right but those that are counted as wrong:
    between two thresholds the outputs are free.

    Args:
        ties: The order of the rows.
        labels: Class of each row, from 0 on, shape (n,).
        classes: How many classes there are.
    """
    ordered = labels[ties.order]
    if len(ties.starts) == len(ordered):
        return Thresholds(int((ordered[1:] != ordered[:-1]).sum()), 0)
    best = np.zeros(len(ties.starts), dtype=np.intp)
    most = np.full(len(ties.starts), -1, dtype=np.intp)
    for label in range(classes):
        count = np.add.reduceat(ordered == label, ties.starts, dtype=np.intp)
        best[count > most] = label
        np.maximum(most, count, out=most)
    return Thresholds(int((best[1:] != best[:-1]).sum()), len(ordered) - int(most.sum()))


def _count_fewest(
    ordered: Labels, starts: NDArray[np.intp], lowest: Labels, mixed: NDArray[np.bool_]
) -> int:
    """Return the fewest changes: by the set of labels that the best orders so far can end with.

    Ending with any other label costs one change more, and saves at most that one later. A sum
    with one label fixes the set, so that only runs of sums with several need the loop.
    """
    plain = ~mixed
    neighbours = plain[1:] & plain[:-1]
    changes = int(((lowest[1:] != lowest[:-1]) & neighbours).sum())
    masks = _collect_masks(ordered, starts)
    places = np.flatnonzero(mixed)
    if not len(places):
        return changes
    for run in _runs_with_neighbours(places):
        reached = 0
        for mask in masks[run].tolist():
            shared = reached & mask
            changes += mask.bit_count() - 1 + (reached != 0 and not shared)
            enters_by_one = shared and shared & (shared - 1) == 0 and shared != mask
            reached = mask & ~shared if enters_by_one else mask
    return changes


def _runs_with_neighbours(places: NDArray[np.intp]) -> Iterator[slice]:
    """Yield each run of mixed sums, with the plain one before it and the plain one behind it."""
    breaks = np.flatnonzero(np.diff(places) > 1)
    firsts = places[np.concatenate(([0], breaks + 1))].tolist()
    lasts = places[np.concatenate((breaks, [len(places) - 1]))].tolist()
    for first, last in zip(firsts, lasts, strict=True):
        yield slice(max(0, first - 1), last + 2)


def _collect_masks(ordered: Labels, starts: NDArray[np.intp]) -> NDArray[np.generic]:
    """Return the set of labels of each sum, as the bits of a number."""
    if len(ordered) and ordered.max() <= _MOST_MASK_CLASSES:
        return np.bitwise_or.reduceat(np.left_shift(1, ordered), starts)
    bits = np.array([1 << int(label) for label in ordered], dtype=object)
    return np.bitwise_or.reduceat(bits, starts)


def _count_most(
    ordered: Labels, starts: NDArray[np.intp], lowest: Labels, mixed: NDArray[np.bool_]
) -> int:
    """Return the most changes: runs of sums with several labels by the exact count of theory."""
    plain = ~mixed
    changes = int(((lowest[1:] != lowest[:-1]) & plain[1:] & plain[:-1]).sum())
    places = np.flatnonzero(mixed)
    if not len(places):
        return changes
    ends = np.append(starts, len(ordered))
    group = np.repeat(np.arange(len(starts)), np.diff(ends))
    for run in _runs_with_neighbours(places):
        rows = slice(int(ends[run.start]), int(ends[min(run.stop, len(starts))]))
        changes += count_exactly(
            group[rows].tolist(), ordered[rows].tolist(), TieOrder.MOST_CHANGES
        )
    return changes
