"""Intervals of correlations on Fisher's scale, where they are about as wide everywhere."""

from math import atanh, tanh

from scipy import stats

from engine.lab.statistics import LEVEL, Interval


def widen_correlation(interval: Interval, comparisons: int) -> Interval:
    """Return a 95 % interval of a correlation, widened to hold for many at once (Bonferroni).

    Each end moves away from the estimate by what a normal interval on Fisher's scale, the inverse
    hyperbolic tangent, would. NaN stays NaN, and so does an end at -1 or 1.

    Args:
        interval: A correlation with its interval.
        comparisons: How many intervals are looked at together.

    Examples:
        >>> wide = widen_correlation(Interval(0.46, 0.04, 0.86), 2)
        >>> round(wide.low, 2), round(wide.high, 2)
        (-0.03, 0.89)
    """
    factor = stats.norm.isf((1 - LEVEL) / 2 / comparisons) / stats.norm.isf((1 - LEVEL) / 2)

    def move(end: float) -> float:
        if abs(end) >= 1 or abs(interval.estimate) >= 1:
            return end
        middle = atanh(interval.estimate)
        return tanh(middle + (atanh(end) - middle) * factor)

    return Interval(interval.estimate, move(interval.low), move(interval.high))
