"""The direction that tells classes apart best by their means: Fisher's linear discriminant.

Its weights are found from a sample of the rows, by the linear algebra of numpy, and rounded to
thousandths of the largest, so that another implementation gets the same ones in spite of other
rounding. They are but a direction: what is counted along it is exact.
"""

from collections.abc import Sequence

import numpy as np

from engine.dataset.drawing import draw_order
from engine.dataset.label_changes import Labels
from engine.dataset.sums import Floats, Spread

MOST_ROWS = 8192
RIDGE = 1e-3
"""Added to the variance of each standardised column, so that equal columns do no harm."""

_STEPS = 1024.0
_SEED = 2


class Discriminant:
    """Finds the discriminant of any labels of the same rows."""

    def __init__(self, inputs: Sequence[Floats], spreads: Sequence[Spread], classes: int) -> None:
        """Standardise a sample of the rows, and invert how its columns vary together.

        Args:
            inputs: Each input before it is standardised, of shape (n,).
            spreads: Mean and standard deviation of each.
            classes: Classes of the labels.
        """
        rows = len(inputs[0])
        self._rows = draw_order(_SEED, rows)[:MOST_ROWS] if rows > MOST_ROWS else np.arange(rows)
        self._sample = np.column_stack(
            [
                (values[self._rows] - spread.center) / spread.scale
                for values, spread in zip(inputs, spreads, strict=True)
            ]
        )
        self._sample -= self._sample.mean(axis=0)
        together = self._sample.T @ self._sample / len(self._sample)
        self._root = np.linalg.cholesky(together + RIDGE * np.eye(len(inputs)))
        self._classes = classes

    def find(self, labels: Labels) -> Floats:
        """Return the weights of the standardised inputs, shape (d,): the largest is 1 or -1.

        For more than two classes it is the first discriminant, along which class means differ
        most. The first of the largest weights is positive.

        Args:
            labels: Class of each row, shape (n,).
        """
        means = self._find_means(labels[self._rows])
        # With T = L L', the discriminant maximises the spread of means B over T.
        white = np.linalg.solve(self._root, means)
        if self._classes == 2:
            main = white[:, 1] - white[:, 0]
        else:
            main = np.linalg.svd(white, full_matrices=False)[0][:, 0]
        weights = np.linalg.solve(self._root.T, main)
        largest = np.abs(weights).max()
        if not largest > 0:
            return np.ones(len(weights))
        rounded = np.rint(weights / largest * _STEPS) / _STEPS
        first = np.flatnonzero(np.abs(rounded) == np.abs(rounded).max())[0]
        turned: Floats = rounded * np.sign(rounded[first])
        return turned

    def _find_means(self, labels: Labels) -> Floats:
        """Return the mean of each class, times the root of its share, shape (d, classes)."""
        counts = np.bincount(labels, minlength=self._classes)
        chosen = np.eye(self._classes)[labels]
        sums = self._sample.T @ chosen
        if self._classes == 2:
            means: Floats = sums / np.maximum(counts, 1)
            return means
        weighted: Floats = sums / np.sqrt(np.maximum(counts, 1))
        return weighted
