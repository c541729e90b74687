"""Rank correlations of several quantities at once, with intervals from whole clusters resampled.

Each resample ranks every quantity once; any correlation, plain or partial, is then read off the
matrix of correlations of those ranks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.lab.resampling import Weights, cluster_weights
from engine.lab.statistics import LEVEL, Interval

Floats = NDArray[np.float64]

_SINGULAR = 1e-12
"""Determinant of a correlation matrix below which one quantity follows from the others."""


@dataclass(frozen=True, slots=True)
class RankCorrelations:
    """Spearman's correlations of some quantities, as observed and in each resample.

    Attributes:
        names: The quantities.
        observed: Their correlations, shape (quantities, quantities).
        resampled: The same of each resample, shape (resamples, quantities, quantities); NaN where
            a resample leaves nothing to correlate.
    """

    names: tuple[str, ...]
    observed: Floats
    resampled: Floats

    def plain(self, x: str, y: str) -> Interval:
        """Return the rank correlation of two quantities with its percentile interval."""
        i, j = self.names.index(x), self.names.index(y)
        return percentile_interval(float(self.observed[i, j]), self.resampled[:, i, j])

    def difference(self, first: tuple[str, str], second: tuple[str, str]) -> Interval:
        """Return by how much one correlation exceeds another of the same observations."""
        (i, j), (k, m) = (
            tuple(self.names.index(name) for name in pair) for pair in (first, second)
        )
        return percentile_interval(
            float(self.observed[i, j] - self.observed[k, m]),
            self.resampled[:, i, j] - self.resampled[:, k, m],
        )

    def partial(self, x: str, y: str, given: Sequence[str]) -> Interval:
        """Return the correlation that is left of two quantities when others are held fixed.

        It is that of the residuals of their ranks, each regressed on the ranks of the others.
        """
        chosen = np.array([self.names.index(name) for name in (x, y, *given)])
        rows, columns = chosen[:, None], chosen[None, :]
        (observed,) = _partial(self.observed[None, rows, columns])
        return percentile_interval(float(observed), _partial(self.resampled[:, rows, columns]))


def correlate_ranks(
    quantities: Mapping[str, Sequence[float] | Floats],
    clusters: Sequence[str],
    *,
    resamples: int = 1000,
    seed: int = 0,
) -> RankCorrelations:
    """Return the rank correlations of some quantities, whole clusters resampled.

    Args:
        quantities: Values by name, one an observation.
        clusters: Cluster of each observation; those of one cluster are drawn together.
        resamples: Number of resamples.
        seed: Seed of the draws.
    """
    columns = [np.asarray(values, dtype=float) for values in quantities.values()]
    drawn = cluster_weights(clusters, resamples=resamples, seed=seed)
    (observed,) = _correlations(columns, np.ones((1, len(clusters))))
    return RankCorrelations(tuple(quantities), observed, _correlations(columns, drawn))


def weighted_ranks(values: Floats, weights: Weights) -> Floats:
    """Return the mean rank of each observation among the drawn ones, for each row of weights.

    Args:
        values: One an observation, shape (observations,).
        weights: How often each is drawn, shape (resamples, observations).

    Returns:
        Shape (resamples, observations); the rank that a value not drawn would have between others.
    """
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    first = np.searchsorted(ordered, ordered, side="left")
    last = np.searchsorted(ordered, ordered, side="right") - 1
    drawn = weights[:, order]
    upto = np.cumsum(drawn, axis=1)
    ranks = np.empty_like(drawn)
    ranks[:, order] = (upto[:, first] - drawn[:, first] + upto[:, last] + 1) / 2
    return ranks


def percentile_interval(estimate: float, draws: Floats) -> Interval:
    """Return an estimate with its percentile interval; NaN where no draw has a value."""
    known = draws[~np.isnan(draws)]
    if not len(known):
        return Interval(estimate, float("nan"), float("nan"))
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return Interval(estimate, float(low), float(high))


def _correlations(columns: Sequence[Floats], weights: Weights) -> Floats:
    """Correlation matrices of the ranks of the columns, shape (resamples, columns, columns)."""
    total = weights.sum(axis=1, keepdims=True)
    centred = []
    for column in columns:
        ranks = weighted_ranks(column, weights)
        mean = (weights * ranks).sum(axis=1, keepdims=True) / total
        centred.append(np.sqrt(weights) * (ranks - mean))
    stacked = np.stack(centred, axis=1)
    products = stacked @ stacked.transpose(0, 2, 1)
    spread = np.sqrt(np.einsum("rii->ri", products))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(products / (spread[:, :, None] * spread[:, None, :]))


def _partial(matrices: Floats) -> Floats:
    """Partial correlation of the first two quantities given the rest, for each matrix."""
    found = np.full(len(matrices), np.nan)
    known = np.flatnonzero(~np.isnan(matrices).any(axis=(1, 2)))
    usable = known[np.linalg.det(matrices[known]) > _SINGULAR]
    if len(usable):
        inverse = np.linalg.inv(matrices[usable])
        found[usable] = -inverse[:, 0, 1] / np.sqrt(inverse[:, 0, 0] * inverse[:, 1, 1])
    return found
