"""A mean over two crossed samples: every run scored on every example.

Runs and examples are both drawn from more of their kind, so both make the mean uncertain. A
t interval over the runs alone speaks of these examples and no others.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.lab.statistics import LEVEL, Interval


@dataclass(frozen=True, slots=True)
class CrossedMean:
    """The mean of a two-way table with random rows and random columns.

    Attributes:
        estimate: The mean.
        error: Its standard error over new rows and new columns; NaN with a single row.
        row_error: The part of it that the rows alone make up, these columns given.
        column_error: The part that the columns make up.
        freedom: Degrees of freedom of the error.
    """

    estimate: float
    error: float
    row_error: float
    column_error: float
    freedom: float

    def interval(self, level: float = LEVEL) -> Interval:
        """Return the mean with its t interval."""
        half = self.error * float(stats.t.ppf((1 + level) / 2, self.freedom))
        return Interval(self.estimate, self.estimate - half, self.estimate + half)

    def p_value(self) -> float:
        """Return the two-sided p-value of no difference; NaN where nothing varies."""
        return float(2 * self._tail(abs(self.estimate)))

    def equivalence_p(self, margin: float) -> float:
        """Return the p-value of two one-sided tests (TOST) that the mean lies within a margin."""
        return max(self._tail(margin - self.estimate), self._tail(margin + self.estimate))

    def _tail(self, distance: float) -> float:
        if not self.error > 0:
            return float("nan")
        return float(stats.t.sf(distance / self.error, self.freedom))


def crossed_mean(values: NDArray[np.float64]) -> CrossedMean:
    """Return the mean of a crossed table with its standard error, by two-way analysis of variance.

    The variance of the mean is (MS_rows + max(MS_columns - MS_rest, 0)) / (rows · columns), and its
    degrees of freedom follow from Satterthwaite's formula, in which the rows are what is few
    (Hillis 2014, for readers and cases).

    Args:
        values: One value a row and column, shape (rows, columns): runs by examples.
    """
    rows, columns = values.shape
    mean = float(values.mean())
    if rows < 2 or columns < 2:
        none = float("nan")
        return CrossedMean(mean, none, none, none, none)
    row_means, column_means = values.mean(axis=1), values.mean(axis=0)
    rest = values - row_means[:, None] - column_means + mean
    of_rows = columns * float(np.sum((row_means - mean) ** 2)) / (rows - 1)
    of_columns = rows * float(np.sum((column_means - mean) ** 2)) / (columns - 1)
    of_rest = float(np.sum(rest**2)) / ((rows - 1) * (columns - 1))
    beyond = max(of_columns - of_rest, 0.0)
    size = rows * columns
    return CrossedMean(
        estimate=mean,
        error=float(np.sqrt((of_rows + beyond) / size)),
        row_error=float(np.sqrt(of_rows / size)),
        column_error=float(np.sqrt(beyond / size)),
        freedom=_freedom(of_rows, beyond, rows),
    )


def _freedom(of_rows: float, beyond: float, rows: int) -> float:
    if of_rows == 0:
        return float("nan")
    return (of_rows + beyond) ** 2 / (of_rows**2 / (rows - 1))
