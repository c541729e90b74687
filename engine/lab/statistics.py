"""Intervals and tests, each by its usual name.

They stand on the distributions of scipy.special: filling the pages needs a dozen of these, and
importing scipy.stats and statsmodels for them takes as long as all else that it does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

LEVEL = 0.95
"""Level of every interval in the report."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % interval."""

    estimate: float
    low: float
    high: float


def wilson_interval(successes: int, trials: int) -> Interval:
    """Return a proportion with its Wilson score interval."""
    share = successes / trials
    quantile = -special.ndtri((1 - LEVEL) / 2)
    shrinkage = 1 + quantile**2 / trials
    centre = (share + quantile**2 / (2 * trials)) / shrinkage
    spread = share * (1 - share) / trials + quantile**2 / (4 * trials**2)
    half = quantile * np.sqrt(spread) / shrinkage
    return Interval(share, max(0.0, float(centre - half)), min(1.0, float(centre + half)))


def t_interval(values: Sequence[float]) -> Interval:
    """Return a mean with its t interval; the interval is NaN where there is one value only."""
    mean = float(np.mean(values))
    if len(values) < 2:
        return Interval(mean, float("nan"), float("nan"))
    error = np.std(values, ddof=1) / np.sqrt(len(values))
    half = float(error * special.stdtrit(len(values) - 1, (1 + LEVEL) / 2))
    return Interval(mean, mean - half, mean + half)


def spearman(x: Sequence[float], y: Sequence[float]) -> tuple[float, float]:
    """Return Spearman's rank correlation and its two-sided p-value."""
    ranks = np.apply_along_axis(_ranks, 0, np.column_stack((x, y)))
    rho = float(np.asarray(np.corrcoef(ranks, rowvar=False))[1, 0])
    freedom = len(x) - 2
    t = rho * np.sqrt(max(freedom / ((1 + rho) * (1 - rho)), 0)) if abs(rho) < 1 else np.inf
    return rho, float(2 * special.stdtr(freedom, -abs(t)))


def rank_correlation(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Return Spearman's rank correlation alone: `spearman` without its p-value, much faster."""
    return _correlation(_ranks(x), _ranks(y))


def partial_rank_correlation(
    x: NDArray[np.float64], y: NDArray[np.float64], given: NDArray[np.float64]
) -> float:
    """Return the rank correlation of x and y that is left when `given` is held fixed."""
    ranks = [_ranks(values) for values in (x, y, given)]
    xy, xz, yz = (_correlation(ranks[i], ranks[j]) for i, j in ((0, 1), (0, 2), (1, 2)))
    with np.errstate(divide="ignore", invalid="ignore"):
        return float((xy - xz * yz) / np.sqrt((1 - xz**2) * (1 - yz**2)))


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 1, the mean rank for ties."""
    ordered = np.sort(values)
    before, upto = (np.searchsorted(ordered, values, side=side) for side in ("left", "right"))
    return np.asarray((before + upto + 1) / 2, dtype=float)


def _correlation(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    first, second = x - x.mean(), y - y.mean()
    with np.errstate(invalid="ignore"):
        return float(first @ second / np.sqrt((first @ first) * (second @ second)))


def cluster_bootstrap(
    statistic: Callable[[NDArray[np.intp]], float],
    clusters: Sequence[str],
    *,
    resamples: int = 1000,
    seed: int = 0,
) -> Interval:
    """Return a statistic with its percentile bootstrap interval, whole clusters resampled.

    Args:
        statistic: Function of the positions of the chosen observations.
        clusters: Cluster of each observation; those of one cluster are drawn together.
        resamples: Number of resamples.
        seed: Seed of the draws.
    """
    labels = np.asarray(clusters)
    members = [np.flatnonzero(labels == name) for name in sorted(set(clusters))]
    generator = np.random.default_rng(seed)
    draws = []
    for _ in range(resamples):
        chosen = generator.integers(0, len(members), len(members))
        draws.append(statistic(np.concatenate([members[index] for index in chosen])))
    tail = (1 - LEVEL) / 2
    low, high = np.nanquantile(draws, [tail, 1 - tail])
    return Interval(statistic(np.arange(len(labels))), float(low), float(high))


def mcnemar_p(only_first: int, only_second: int) -> float:
    """Return the exact two-sided p-value of McNemar's test.

    Args:
        only_first: Examples that the first classifier alone gets right.
        only_second: Examples that the second alone gets right.
    """
    both = only_first + only_second
    fewer = min(only_first, only_second)
    if both == 0:
        return 1.0
    return min(1.0, 2 * float(special.betainc(both - fewer, fewer + 1, 0.5)))


def equivalence_p(differences: Sequence[float], margin: float) -> float:
    """Return the p-value of two one-sided t tests (TOST) on paired differences.

    Args:
        differences: One difference a pair, at least two.
        margin: Differences below this count as equivalent; same unit.
    """
    freedom = len(differences) - 1
    above = special.stdtr(freedom, -_t_statistic(differences, -margin))
    below = special.stdtr(freedom, _t_statistic(differences, margin))
    return float(max(above, below))


def paired_p(differences: Sequence[float]) -> float:
    """Return the two-sided p-value of the paired t test on differences; 1 where all are zero."""
    if not any(differences):
        return 1.0
    return float(2 * special.stdtr(len(differences) - 1, -abs(_t_statistic(differences, 0.0))))


def chi_square_p(statistic: float, freedom: int) -> float:
    """Return the probability that a chi-square variable exceeds a value.

    Args:
        statistic: The value.
        freedom: Degrees of freedom.
    """
    return float(special.chdtrc(freedom, statistic))


def two_sided_normal_p(z: float) -> float:
    """Return the probability that a standard normal variable is farther from zero than z."""
    return float(2 * special.ndtr(-abs(z)))


def _t_statistic(values: Sequence[float], mean: float) -> float:
    """Distance of the values' mean from a mean, in standard errors."""
    count = len(values)
    variance = np.var(values) * (count / (count - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.divide(np.mean(values) - mean, np.sqrt(variance / count)))
