"""Comparing where the same trials end under two conditions: n50 over n50, with its interval."""

from collections.abc import Sequence

import numpy as np

from engine.lab.survival import Crossing, Survival, fit_survival

LEVEL = 0.5
"""Share of trials memorised at n50."""

Pairs = Sequence[Sequence[int]]
"""For each trial `[memorised, refused]`: points it reached, and points it did not reach."""


def fit_ends(ends: Pairs) -> Survival:
    """Fit the curve of success to the ends of trials.

    Raises:
        ValueError: See `engine.lab.survival.fit_survival`.
    """
    return fit_survival([low for low, _ in ends], [high for _, high in ends])


def find_n50(ends: Pairs) -> Crossing:
    """Return the points that half of the trials memorise, with a 95 % interval over trials."""
    return fit_ends(ends).find_crossing(LEVEL)


def compare_n50(ends: Pairs, reference: Pairs) -> Crossing:
    """Return n50 over that of a reference on the same trials, with a 95 % interval over trials.

    Raises:
        ValueError: If there are not as many trials in both.
    """
    if len(ends) != len(reference):
        raise ValueError(
            f"only the same trials can be compared, got {len(ends)} and {len(reference)} of them"
        )
    ratios = fit_ends(ends).find_all(LEVEL) / fit_ends(reference).find_all(LEVEL)
    low, high = np.quantile(ratios[1:], [0.025, 0.975])
    return Crossing(float(ratios[0]), float(low), float(high))
