"""Counts of a table that are used, or might be, in place of a capacity requirement."""

from math import ceil

import numpy as np
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import pdist, squareform

from engine.studies.sizing.families import Floats, Labels


def count_minority_slices(labels: Labels, inputs: int) -> int:
    """Return twice the rows of the smaller class over the inputs, rounded up.

    Of rows in general position a hyperplane passes through any d; two of them side by side cut
    these out, so that so many step neurons tell the smaller class from the rest.

    Source: E. B. Baum, *On the capabilities of multilayer perceptrons* (1988).

    Args:
        labels: 0 or 1, shape (n,).
        inputs: d.

    Examples:
        >>> count_minority_slices(np.array([0, 0, 0, 1, 1, 1, 1]), 2)
        3
    """
    return ceil(2 * int(np.bincount(labels, minlength=2).min()) / inputs)


def count_leaves(rows: Floats, labels: Labels) -> int:
    """Return the leaves of a decision tree that is grown until each has one label alone.

    Args:
        rows: Shape (n, d).
        labels: 0 or 1, shape (n,).
    """
    from sklearn.tree import DecisionTreeClassifier  # type: ignore[import-untyped, unused-ignore]

    return int(DecisionTreeClassifier(random_state=0).fit(rows, labels).get_n_leaves())


def count_prototypes(rows: Floats, labels: Labels) -> int:
    """Return how many rows a condensed nearest neighbour keeps.

    Rows are gone through in their order, again and again; one whose nearest row among those kept
    has another label is kept as well, until none is left.

    Source: P. E. Hart, *The condensed nearest neighbor rule* (1968).

    Args:
        rows: Standardised, shape (n, d), no two equal.
        labels: 0 or 1, shape (n,).
    """
    distances = squareform(pdist(rows))
    kept = [0]
    grown = True
    while grown:
        grown = False
        for row in range(1, len(rows)):
            nearest = kept[int(np.argmin(distances[row, kept]))]
            if labels[nearest] != labels[row]:
                kept.append(row)
                grown = True
    return len(kept)


def count_borderline(rows: Floats, labels: Labels) -> int:
    """Return the rows that the least tree joining all rows links to a row of the other class.

    Divided by the rows it is the complexity measure N1, in problexity and elsewhere.

    Source: T. K. Ho, M. Basu, *Complexity measures of supervised classification problems* (2002).

    Args:
        rows: Standardised, shape (n, d), no two equal.
        labels: 0 or 1, shape (n,).

    Examples:
        >>> count_borderline(np.array([[0.0], [1.0], [3.0], [4.0]]), np.array([0, 0, 1, 1]))
        2
    """
    joined = minimum_spanning_tree(squareform(pdist(rows))).tocoo()
    crosses = labels[joined.row] != labels[joined.col]
    return len(set(joined.row[crosses]) | set(joined.col[crosses]))
