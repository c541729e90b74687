"""Tests and intervals for a handful of networks: exact where they can be, by a fixed seed else."""

from collections.abc import Callable, Sequence
from itertools import product
from math import exp, log

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.lab.statistics import LEVEL, Interval, t_interval

Floats = NDArray[np.float64]

_MOST_EXACT = 16
_RESAMPLES = 10_000
_SEED = 1965


def sign_flip_p(differences: Sequence[float]) -> float:
    """Return the two-sided p-value of paired differences under flips of their signs.

    All flips are counted up to 16 differences, so that p is exact; beyond, 10,000 are drawn.

    Args:
        differences: One a pair, symmetric about 0 if there is no difference; at least one.

    Raises:
        ValueError: If there are none.
    """
    if not len(differences):
        raise ValueError("a sign-flip test needs at least one difference, got none")
    values = np.asarray(differences, dtype=float)
    count = len(values)
    if count <= _MOST_EXACT:
        signs = np.array(list(product((1.0, -1.0), repeat=count)))
        drawn = 0
    else:
        signs = np.random.default_rng(_SEED).choice((1.0, -1.0), (_RESAMPLES, count))
        drawn = 1
    found = abs(values.sum())
    extreme = int((np.abs(signs @ values) >= found * (1 - 1e-12)).sum())
    return (extreme + drawn) / (len(signs) + drawn)


def smallest_sign_flip_p(pairs: int) -> float:
    """Return the smallest p-value that `sign_flip_p` can give for so many pairs."""
    return 2.0 ** (1 - pairs) if pairs <= _MOST_EXACT else 1 / (_RESAMPLES + 1)


def bootstrap_interval(values: Floats, statistic: Callable[[Floats], Floats]) -> Interval:
    """Return a statistic with its percentile bootstrap interval, NaN for fewer than three values.

    Args:
        values: One an independent unit.
        statistic: Function along the last axis.
    """
    estimate = float(statistic(values[None, :])[0])
    if len(values) < 3:
        return Interval(estimate, float("nan"), float("nan"))
    chosen = np.random.default_rng(_SEED).integers(0, len(values), (_RESAMPLES, len(values)))
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(statistic(values[chosen]), [tail, 1 - tail])
    return Interval(estimate, float(low), float(high))


def geometric_mean_interval(ratios: Sequence[float]) -> Interval:
    """Return the geometric mean of ratios with the t interval of their logarithms."""
    found = t_interval([log(ratio) for ratio in ratios])
    return Interval(exp(found.estimate), exp(found.low), exp(found.high))


def doubling_factor(sizes: Sequence[float], ratios: Sequence[float]) -> Interval:
    """Return what a ratio is multiplied by for each doubling of a size, with its t interval.

    Least squares on logarithms; NaN where there are fewer than four ratios, or one size only.
    """
    if len(sizes) < 4 or len(set(sizes)) < 2:
        return Interval(float("nan"), float("nan"), float("nan"))
    fit = stats.linregress(np.log2(sizes), np.log2(ratios))
    half = float(fit.stderr * stats.t.ppf((1 + LEVEL) / 2, len(sizes) - 2))
    slope = float(fit.slope)
    return Interval(2**slope, 2 ** (slope - half), 2 ** (slope + half))


def widen(interval: Interval, comparisons: int) -> Interval:
    """Return a 95 % interval of a ratio, widened to hold for many ratios at once (Bonferroni).

    Args:
        interval: Normal on the logarithm, as a fit on the logarithm gives it.
        comparisons: How many intervals are looked at together.
    """
    factor = stats.norm.isf((1 - LEVEL) / 2 / comparisons) / stats.norm.isf((1 - LEVEL) / 2)
    middle = log(interval.estimate)
    low, high = ((log(end) - middle) * factor + middle for end in (interval.low, interval.high))
    return Interval(interval.estimate, exp(low), exp(high))


def find_sides(intervals: Sequence[Interval]) -> list[str]:
    """Return on which side of 1 each ratio lies: "above", "below", or "between" if on neither.

    The intervals are widened so that all of them hold at once with 95 %, see `widen`.
    """
    wide = [widen(one, len(intervals)) for one in intervals]
    return ["above" if one.low > 1 else "below" if one.high < 1 else "between" for one in wide]
