"""A linear model in which each group has a level of its own, drawn from a normal distribution.

Fitted by restricted maximum likelihood (REML). With one variance beside that of the residuals the
likelihood has one free number, their ratio, which is searched for between bounds that include none
at all: general optimisers give up there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from engine.lab.statistics import LEVEL, Interval

Floats = NDArray[np.float64]

_MOST: Final = 1e6
_LEAST: Final = 1e-6
"""Ratios of the two variances that are searched; no variance between groups is tried as well."""


@dataclass(frozen=True, slots=True)
class RandomIntercept:
    """A fitted model.

    Attributes:
        coefficients: One a column of the design.
        standard_errors: Likewise.
        group_sd: Standard deviation of the levels of the groups.
        residual_sd: Standard deviation within a group.
    """

    coefficients: Floats
    standard_errors: Floats
    group_sd: float
    residual_sd: float

    def interval(self, column: int) -> Interval:
        """Return a coefficient with its interval, normal distribution of the estimate assumed."""
        estimate, error = float(self.coefficients[column]), float(self.standard_errors[column])
        half = error * float(stats.norm.ppf((1 + LEVEL) / 2))
        return Interval(estimate, estimate - half, estimate + half)

    def p(self, column: int) -> float:
        """Return the two-sided p-value of a coefficient."""
        z = self.coefficients[column] / self.standard_errors[column]
        return float(2 * stats.norm.sf(abs(z)))


def fit_random_intercept(
    y: Sequence[float] | Floats, design: Floats, groups: Sequence[str]
) -> RandomIntercept:
    """Fit a linear model with a random level for each group.

    Args:
        y: What is explained, one an observation.
        design: Shape (observations, columns), an intercept among them, of full rank.
        groups: Group of each observation.

    Raises:
        ValueError: If there are no more observations than columns, or the design has not full rank.
    """
    data = _Data(np.asarray(y, dtype=float), design, np.unique(groups, return_inverse=True)[1])
    rank = np.linalg.matrix_rank(design)
    if len(data.y) <= design.shape[1] or rank < design.shape[1]:
        raise ValueError(
            f"{len(data.y)} observations and a design of rank {rank} cannot tell "
            f"{design.shape[1]} columns; leave columns out"
        )
    found = optimize.minimize_scalar(
        lambda logarithm: data.deviance(exp(logarithm)), bounds=(log(_LEAST), log(_MOST))
    )
    ratio = min((0.0, exp(found.x)), key=data.deviance)
    return data.solve(ratio)


@dataclass(frozen=True, slots=True)
class _Data:
    y: Floats
    design: Floats
    group: NDArray[np.intp]

    def deviance(self, ratio: float) -> float:
        """Return minus twice the restricted log likelihood, a constant apart."""
        sizes = np.bincount(self.group)
        design, y = self._whiten(ratio)
        free = len(y) - design.shape[1]
        residual = y - design @ np.linalg.lstsq(design, y)[0]
        determinant = np.linalg.slogdet(design.T @ design)[1]
        return float(np.log1p(ratio * sizes).sum() + determinant + free * log(residual @ residual))

    def solve(self, ratio: float) -> RandomIntercept:
        """Return the model for a ratio of the variance between groups to that within."""
        design, y = self._whiten(ratio)
        covariance = np.linalg.inv(design.T @ design)
        coefficients = covariance @ (design.T @ y)
        residual = y - design @ coefficients
        variance = float(residual @ residual) / (len(y) - design.shape[1])
        return RandomIntercept(
            coefficients=coefficients,
            standard_errors=np.sqrt(variance * np.diag(covariance)),
            group_sd=sqrt(ratio * variance),
            residual_sd=sqrt(variance),
        )

    def _whiten(self, ratio: float) -> tuple[Floats, Floats]:
        """Return design and y with a part of each group's mean taken off: errors independent."""
        sizes = np.bincount(self.group)
        part = 1 - 1 / np.sqrt(1 + ratio * sizes)
        both = np.column_stack([self.design, self.y])
        sums = np.zeros((len(sizes), both.shape[1]))
        np.add.at(sums, self.group, both)
        whitened = both - (part / sizes)[self.group, None] * sums[self.group]
        return whitened[:, :-1], whitened[:, -1]
