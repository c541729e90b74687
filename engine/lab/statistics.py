"""Intervals and tests, each by its usual name, from scipy and statsmodels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

LEVEL = 0.95
"""Level of every interval in the report."""

EXACT_PERMUTATIONS = 9
"""Observations up to which a permutation test goes through every permutation."""

_SAME = 1e-9
"""Statistics closer than this are equal: the order of a sum must not decide a tie."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % interval."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PermutationTest:
    """A statistic, and how many permutations of the data give one as far from none.

    Attributes:
        statistic: The statistic of the data as observed.
        p: Two-sided p-value; NaN where the statistic has none, since all values are equal.
        permutations: Permutations that were gone through.
        is_exact: Whether these are all there are; else they were drawn at random.
    """

    statistic: float
    p: float
    permutations: int
    is_exact: bool


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


def prediction_interval(values: Sequence[float]) -> Interval:
    """Return a mean with the interval that one new value lies in, normal values assumed.

    Mean ± t s √(1 + 1/n): wider than the interval of the mean, since the new value scatters too.
    NaN where there is one value only.
    """
    mean = float(np.mean(values))
    if len(values) < 2:
        return Interval(mean, float("nan"), float("nan"))
    half = _prediction_error(values) * float(stats.t.ppf((1 + LEVEL) / 2, len(values) - 1))
    return Interval(mean, mean - half, mean + half)


def prediction_p(values: Sequence[float], new: float) -> float:
    """Return how often a new value like the others would lie as far from their mean as this one.

    It is below 0.05 exactly where `prediction_interval` leaves the new value out. NaN where there
    is one value only, or all are equal.
    """
    if len(values) < 2 or np.ptp(values) == 0:
        return float("nan")
    t = (new - float(np.mean(values))) / _prediction_error(values)
    return float(2 * stats.t.sf(abs(t), len(values) - 1))


def _prediction_error(values: Sequence[float]) -> float:
    return float(np.std(values, ddof=1) * np.sqrt(1 + 1 / len(values)))


def permutation_p(
    x: Sequence[float], y: Sequence[float], *, resamples: int = 99_999, seed: int = 0
) -> PermutationTest:
    """Return Spearman's rank correlation with its two-sided p-value by permutation.

    Up to `EXACT_PERMUTATIONS` observations every permutation is gone through; beyond, as many as
    `resamples` are drawn, and the data as observed count as one more.

    Args:
        x: One value an observation; ties are allowed.
        y: The other value.
        resamples: Permutations to draw where there are too many for all.
        seed: Seed of the draws.
    """
    ranks = [_ranks(np.asarray(values, dtype=float)) for values in (x, y)]
    first, second = (one - one.mean() for one in ranks)
    is_exact = len(first) <= EXACT_PERMUTATIONS
    if is_exact:
        shuffled = second[np.array(list(permutations(range(len(second)))), dtype=np.intp)]
    else:
        copies = np.tile(second, (resamples, 1))
        shuffled = np.random.default_rng(seed).permuted(copies, axis=1)
        shuffled = np.vstack([second, shuffled])
    correlation = _correlation(first, second)
    as_far = np.abs(shuffled @ first) >= abs(first @ second) - _SAME
    p = float("nan") if np.isnan(correlation) else float(as_far.mean())
    return PermutationTest(correlation, p, len(shuffled), is_exact)


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values corrected over their family by Holm's method, in their order.

    NaN is that of a test which could not be computed; it stays, and is not counted.
    """
    tested = [p for p in p_values if not np.isnan(p)]
    corrected = iter(multipletests(tested, method="holm")[1] if tested else ())
    return [p if np.isnan(p) else float(next(corrected)) for p in p_values]


def rank_correlation(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Return Spearman's rank correlation alone, without a p-value."""
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
    return float(mcnemar([[0, only_first], [only_second, 0]], exact=True).pvalue)


def mcnemar_range(first_wrong: int, second_wrong: int, examples: int) -> tuple[float, float]:
    """Return the smallest and the largest p-value that McNemar's exact test could have.

    Where it is known how many examples each of two classifiers gets wrong, but not which, the
    examples that both get wrong can be few or many; they are what the test leaves out.

    Args:
        first_wrong: Examples that the first classifier gets wrong.
        second_wrong: Examples that the second gets wrong.
        examples: Examples that both were tested on.
    """
    most_shared = min(first_wrong, second_wrong)
    least_shared = max(0, first_wrong + second_wrong - examples)
    smallest, largest = (
        mcnemar_p(second_wrong - both, first_wrong - both) for both in (most_shared, least_shared)
    )
    return smallest, largest


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
    """Return the two-sided p-value of the paired t test on differences; 1 where all are zero."""
    if not any(differences):
        return 1.0
    return float(stats.ttest_1samp(differences, 0).pvalue)
