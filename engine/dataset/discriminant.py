"""Directions that tell classes apart: Fisher's linear discriminant, and one with a wide margin.

Weights are found from a sample of the rows, by the linear algebra of numpy, and rounded to 2^-14
of the largest, so that another implementation gets the same ones in spite of other rounding. They
are but directions: what is counted along them is exact.

Source of the margin: S. Keerthi, D. DeCoste, *A modified finite Newton method for fast solution
of large scale linear SVMs* (JMLR 6, 2005), here without its line search.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from engine.dataset.drawing import draw_order
from engine.dataset.label_changes import Labels
from engine.dataset.sums import Floats, Spread

DISCRIMINANT = "linear discriminant"
MARGIN = "wide margin"

FEWEST_ROWS, MOST_ROWS = 1024, 16_384
MOST_CELLS = 1_000_000
"""Rows times columns of the sample, but for `FEWEST_ROWS`."""

MOST_COLUMNS = 256
"""Columns that get a weight: of more, those whose class means lie furthest apart."""

RIDGE = 1e-3
"""Added to the variance of each standardised column, so that equal columns do no harm."""

_STEPS = 40
_ROUNDING = 2.0**14
_SEED = 2


class Discriminant:
    """Finds the directions of any labels of the same rows."""

    def __init__(self, inputs: Sequence[Floats], spreads: Sequence[Spread], classes: int) -> None:
        """Standardise a sample of the rows.

        Args:
            inputs: Each input before it is standardised, of shape (n,).
            spreads: Mean and standard deviation of each.
            classes: Classes of the labels.
        """
        rows = len(inputs[0])
        most = min(MOST_ROWS, max(FEWEST_ROWS, MOST_CELLS // len(inputs)))
        self._rows = np.sort(draw_order(_SEED, rows)[:most]) if rows > most else np.arange(rows)
        self._sample = np.column_stack(
            [
                (values[self._rows] - spread.center) / spread.scale
                for values, spread in zip(inputs, spreads, strict=True)
            ]
        )
        self._sample -= self._sample.mean(axis=0)
        self._classes = classes

    def find(self, labels: Labels) -> Iterator[tuple[str, Floats]]:
        """Yield the directions by name, as weights of the standardised inputs, shape (d,).

        The largest weight is 1. For more than two classes there is the first discriminant alone,
        along which class means differ most.

        Args:
            labels: Class of each row, shape (n,).
        """
        sampled = labels[self._rows]
        counts = np.maximum(np.bincount(sampled, minlength=self._classes), 1)
        means = self._sample.T @ np.eye(self._classes)[sampled] / counts
        chosen = np.arange(len(means))
        if len(chosen) > MOST_COLUMNS:
            apart = np.ptp(means, axis=1)
            chosen = np.sort(np.argsort(-apart, kind="stable")[:MOST_COLUMNS])
        inputs = self._sample[:, chosen]
        if self._classes == 2:
            first, last = _find_margin(inputs, np.where(sampled == 1, 1.0, -1.0))
            yield DISCRIMINANT, _spread(first, chosen, len(means))
            yield MARGIN, _spread(last, chosen, len(means))
        else:
            main = _find_discriminant(inputs, means[chosen] * np.sqrt(counts))
            yield DISCRIMINANT, _spread(main, chosen, len(means))


def _find_margin(inputs: Floats, signs: Floats) -> tuple[Floats, Floats]:
    """Return the weights that predict the signs by least squares, which is Fisher's discriminant.

    And those after more steps, each fitted to the rows that the last one got wrong, or right by
    less than the margin of 1.
    """
    columns = np.column_stack([inputs, np.ones(len(inputs))])
    active = np.ones(len(inputs), dtype=np.bool_)
    found: list[Floats] = []
    for step in range(1, _STEPS + 1):
        taken = columns[active]
        ridge = np.full(columns.shape[1], RIDGE / step**2)
        ridge[-1] = 1e-9
        together = taken.T @ taken / len(inputs) + np.diag(ridge)
        weights = np.linalg.solve(together, taken.T @ signs[active] / len(inputs))
        found.append(weights[:-1])
        within = signs * (columns @ weights) < 1
        if (within == active).all() or not within.any():
            break
        active = within
    return found[0], found[-1]


def _find_discriminant(inputs: Floats, means: Floats) -> Floats:
    """Return the weights that spread the class means most, over how the inputs spread.

    Args:
        inputs: Shape (rows, d).
        means: Of each class, times the root of its rows, shape (d, classes).
    """
    together = inputs.T @ inputs / len(inputs)
    root = np.linalg.cholesky(together + RIDGE * np.eye(inputs.shape[1]))
    main = np.linalg.svd(np.linalg.solve(root, means), full_matrices=False)[0][:, 0]
    weights: Floats = np.linalg.solve(root.T, main)
    return weights


def _spread(weights: Floats, chosen: Labels, columns: int) -> Floats:
    """Return weights of all columns, rounded; the first of the largest is 1."""
    largest = weights[np.abs(weights).argmax()]
    if not abs(largest) > 0:
        return np.ones(columns)
    spread = np.zeros(columns)
    spread[chosen] = np.rint(weights / largest * _ROUNDING) / _ROUNDING
    return spread
