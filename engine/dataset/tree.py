"""A tree of if-then-else grown until every leaf has one label: the yardstick of a network.

Each test compares one column with a threshold, the one that leaves the labels purest by Gini's
impurity (L. Breiman et al., *Classification and Regression Trees*, 1984). All nodes of a level are
split at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import NDArray

from engine.dataset.drawing import draw_order
from engine.dataset.label_changes import Labels
from engine.dataset.sums import Floats

MOST_ROWS = 10_000
FEWEST_ROWS = 500
MOST_CELLS = 100_000
"""Rows times columns that a tree is grown on, but for `FEWEST_ROWS`."""

_SEED = 5


@dataclass(frozen=True, slots=True)
class Tree:
    """A fully grown tree.

    Attributes:
        rows: Rows that it was grown on; fewer than those of the table where that is large.
        tests: Comparisons of a column with a threshold.
        leaves: One more than tests; each holds a label.
        depth: Tests on the longest way to a leaf.
        rows_wrong: Rows with the inputs of others and another label.
        parameters: A column and a threshold for each test, a label for each leaf.
        bits: log2(classes) for each leaf: what the leaves can hold.
    """

    rows: int
    tests: int
    leaves: int
    depth: int
    rows_wrong: int
    parameters: int
    bits: float


@dataclass(frozen=True, slots=True)
class _Splits:
    """The best split of each node of a level: its score, and which rows it sends to the right."""

    scores: Floats
    right: NDArray[np.bool_]


def grow_tree(inputs: Sequence[Floats], labels: Labels, classes: int) -> Tree:
    """Return the size of a tree that gets all rows right that can be told apart.

    Of splits as good the first is taken: by the order of the columns, then from small values on.

    Args:
        inputs: Each input, of shape (n,).
        labels: Class of each row, shape (n,).
        classes: How many classes there are.
    """
    most = min(MOST_ROWS, max(FEWEST_ROWS, MOST_CELLS // len(inputs)))
    chosen = np.sort(draw_order(_SEED, len(labels))[:most])
    columns = [values[chosen] for values in inputs]
    sampled = labels[chosen]
    # Rows by their rank in a column: equal values share one.
    ranks = [np.unique(values, return_inverse=True)[1] for values in columns]
    alive = np.arange(len(chosen))
    nodes = np.zeros(len(chosen), dtype=np.intp)
    tests = depth = wrong = 0
    while len(alive):
        alive, nodes, lost = _drop_leaves(alive, nodes, ranks, sampled, classes)
        wrong += lost
        if not len(alive):
            break
        splits = _find_splits(ranks, sampled, classes, alive, nodes)
        tests += len(splits.scores)
        depth += 1
        nodes = np.unique(2 * nodes + splits.right, return_inverse=True)[1]
    return Tree(
        rows=len(chosen),
        tests=tests,
        leaves=tests + 1,
        depth=depth,
        rows_wrong=wrong,
        parameters=2 * tests + tests + 1,
        bits=(tests + 1) * log2(classes),
    )


def _drop_leaves(
    alive: NDArray[np.intp],
    nodes: NDArray[np.intp],
    ranks: Sequence[NDArray[np.intp]],
    labels: Labels,
    classes: int,
) -> tuple[NDArray[np.intp], NDArray[np.intp], int]:
    """Return the rows of nodes that can be split, numbered anew, and the rows lost in the others.

    A node cannot be split if its rows have one label, or the same inputs.
    """
    order = np.argsort(nodes, kind="stable")
    alive, nodes = alive[order], nodes[order]
    starts = np.flatnonzero(np.concatenate(([True], nodes[1:] != nodes[:-1])))
    counts = _count_classes(labels[alive], starts, classes)
    sizes = counts.sum(axis=1)
    mixed = counts.max(axis=1) < sizes
    varied = np.zeros(len(starts), dtype=np.bool_)
    for rank in ranks:
        here = rank[alive]
        varied |= np.minimum.reduceat(here, starts) != np.maximum.reduceat(here, starts)
    lost = int((sizes - counts.max(axis=1))[~varied].sum())
    kept = np.repeat(mixed & varied, sizes)
    numbers = np.repeat(np.cumsum(mixed & varied) - 1, sizes)
    return alive[kept], numbers[kept], lost


def _find_splits(
    ranks: Sequence[NDArray[np.intp]],
    labels: Labels,
    classes: int,
    alive: NDArray[np.intp],
    nodes: NDArray[np.intp],
) -> _Splits:
    starts = np.flatnonzero(np.concatenate(([True], nodes[1:] != nodes[:-1])))
    sizes = np.diff(np.append(starts, len(alive)))
    scores = np.full(len(starts), -np.inf)
    right = np.zeros(len(alive), dtype=np.bool_)
    totals = _count_classes(labels[alive], starts, classes)
    behind = np.arange(1, len(alive) + 1) - np.repeat(starts, sizes)
    ahead = np.repeat(sizes, sizes) - behind
    for rank in ranks:
        here = rank[alive]
        order = np.lexsort((here, nodes))
        ordered = here[order]
        score = _score(labels[alive[order]], starts, sizes, totals, behind, ahead)
        # No split behind the last row of a node, or between equal values.
        score[:-1][ordered[1:] == ordered[:-1]] = -np.inf
        score[starts + sizes - 1] = -np.inf
        best = np.maximum.reduceat(score, starts)
        better = best > scores
        if better.any():
            hits = np.flatnonzero(score == np.repeat(best, sizes))
            first = hits[np.searchsorted(hits, starts)]
            taken = np.repeat(better, sizes)
            right[taken] = (here > np.repeat(ordered[first], sizes))[taken]
            scores[better] = best[better]
    return _Splits(scores, right)


def _score(
    labels: Labels,
    starts: NDArray[np.intp],
    sizes: NDArray[np.intp],
    totals: NDArray[np.intp],
    behind: NDArray[np.intp],
    ahead: NDArray[np.intp],
) -> Floats:
    """Return the purity of a split behind each row: squares of class counts, over rows, summed."""
    left = np.zeros(len(labels))
    other = np.zeros(len(labels))
    for label in range(totals.shape[1]):
        running = np.cumsum(labels == label)
        before = running[starts] - (labels[starts] == label)
        count = running - np.repeat(before, sizes)
        left += count * count
        rest = np.repeat(totals[:, label], sizes) - count
        other += rest * rest
    return left / behind + other / np.maximum(ahead, 1)


def _count_classes(labels: Labels, starts: NDArray[np.intp], classes: int) -> NDArray[np.intp]:
    """Return the rows of each class in each node, shape (nodes, classes)."""
    return np.column_stack(
        [np.add.reduceat(labels == label, starts, dtype=np.intp) for label in range(classes)]
    )
