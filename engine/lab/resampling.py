"""Bootstrap of rank correlations by weights: all resamples at once, whole clusters drawn.

Drawing an observation twice is giving it weight two. Ranks and correlations of weighted data are
matrix products, so that a thousand resamples take as long as one loop over them would take for
twenty.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.lab.statistics import LEVEL, Interval

Weights = NDArray[np.float64]
"""How often each observation is drawn, shape (resamples, observations)."""


def cluster_weights(clusters: Sequence[str], *, resamples: int = 1000, seed: int = 0) -> Weights:
    """Return how often each resample draws each observation, the draws of `cluster_bootstrap`.

    Args:
        clusters: Cluster of each observation; those of one cluster are drawn together.
        resamples: Number of resamples.
        seed: Seed of the draws.
    """
    names, cluster_of = np.unique(np.asarray(clusters), return_inverse=True)
    generator = np.random.default_rng(seed)
    weights = np.empty((resamples, len(clusters)))
    for row in weights:
        drawn = generator.integers(0, len(names), len(names))
        row[:] = np.bincount(drawn, minlength=len(names))[cluster_of]
    return weights


def weighted_partial_correlations(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    given: NDArray[np.float64],
    weights: Weights,
) -> NDArray[np.float64]:
    """Return the rank correlation of x and y with `given` held fixed, for each row of weights.

    NaN where a resample leaves nothing to correlate.

    Args:
        x: One value an observation, shape (observations,).
        y: The other value.
        given: What is held fixed.
        weights: Shape (resamples, observations).
    """
    ranks = [_weighted_ranks(values, weights) for values in (x, y, given)]
    with np.errstate(divide="ignore", invalid="ignore"):
        xy, xz, yz = (
            _weighted_correlations(ranks[i], ranks[j], weights) for i, j in ((0, 1), (0, 2), (1, 2))
        )
        return np.asarray((xy - xz * yz) / np.sqrt((1 - xz**2) * (1 - yz**2)))


def bootstrap_partial_correlation(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    given: NDArray[np.float64],
    clusters: Sequence[str],
) -> Interval:
    """Return a partial rank correlation with its percentile interval, whole clusters resampled."""
    once = np.ones((1, len(x)))
    (estimate,) = weighted_partial_correlations(x, y, given, once)
    draws = weighted_partial_correlations(x, y, given, cluster_weights(clusters))
    if np.isnan(draws).all():
        return Interval(float(estimate), float("nan"), float("nan"))
    tail = (1 - LEVEL) / 2
    low, high = np.nanquantile(draws, [tail, 1 - tail])
    return Interval(float(estimate), float(low), float(high))


def _weighted_ranks(values: NDArray[np.float64], weights: Weights) -> NDArray[np.float64]:
    """Mean rank of each observation among the drawn ones, shape (resamples, observations)."""
    below = (values[:, None] < values).astype(float)
    equal = (values[:, None] == values).astype(float)
    return np.asarray(weights @ (below + equal / 2) + 0.5)


def _weighted_correlations(
    first: NDArray[np.float64], second: NDArray[np.float64], weights: Weights
) -> NDArray[np.float64]:
    total = weights.sum(axis=1, keepdims=True)
    first, second = (
        one - (weights * one).sum(axis=1, keepdims=True) / total for one in (first, second)
    )
    product = (weights * first * second).sum(axis=1)
    return np.asarray(
        product / np.sqrt((weights * first**2).sum(axis=1) * (weights * second**2).sum(axis=1))
    )
