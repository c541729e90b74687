"""Intervals and tests, each by its usual name, from scipy and statsmodels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint

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
    low, high = proportion_confint(successes, trials, alpha=1 - LEVEL, method="wilson")
    return Interval(successes / trials, float(low), float(high))


def t_interval(values: Sequence[float]) -> Interval:
    """Return a mean with its t interval; the interval is NaN where there is one value only."""
    mean = float(np.mean(values))
    if len(values) < 2:
        return Interval(mean, float("nan"), float("nan"))
    half = float(stats.sem(values) * stats.t.ppf((1 + LEVEL) / 2, len(values) - 1))
    return Interval(mean, mean - half, mean + half)


def spearman(x: Sequence[float], y: Sequence[float]) -> tuple[float, float]:
    """Return Spearman's rank correlation and its two-sided p-value."""
    found = stats.spearmanr(x, y)
    return float(found.statistic), float(found.pvalue)


def spearman_interval(
    x: Sequence[float], y: Sequence[float], *, resamples: int = 2000, seed: int = 0
) -> Interval:
    """Return Spearman's rank correlation with its percentile bootstrap interval."""
    generator = np.random.default_rng(seed)
    first, second = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    draws = []
    for _ in range(resamples):
        chosen = generator.integers(0, len(first), len(first))
        if np.ptp(first[chosen]) > 0 and np.ptp(second[chosen]) > 0:
            draws.append(stats.spearmanr(first[chosen], second[chosen]).statistic)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(draws, [tail, 1 - tail])
    return Interval(spearman(x, y)[0], float(low), float(high))


def mcnemar_p(only_first: int, only_second: int) -> float:
    """Return the exact two-sided p-value of McNemar's test.

    Args:
        only_first: Examples that the first classifier alone gets right.
        only_second: Examples that the second alone gets right.
    """
    return float(mcnemar([[0, only_first], [only_second, 0]], exact=True).pvalue)


def equivalence_p(differences: Sequence[float], margin: float) -> float:
    """Return the p-value of two one-sided t tests (TOST) on paired differences.

    Args:
        differences: One difference a pair, at least two.
        margin: Differences below this count as equivalent; same unit.
    """
    above = stats.ttest_1samp(differences, -margin, alternative="greater").pvalue
    below = stats.ttest_1samp(differences, margin, alternative="less").pvalue
    return float(max(above, below))


def paired_p(differences: Sequence[float]) -> float:
    """Return the two-sided p-value of the paired t test on differences."""
    return float(stats.ttest_1samp(differences, 0).pvalue)
