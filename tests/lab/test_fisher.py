"""Widened intervals of correlations against the normal quantiles that they stand for."""

from math import atanh, isnan, tanh

import pytest
from scipy import stats

from engine.lab.fisher import widen_correlation
from engine.lab.statistics import Interval


@pytest.mark.parametrize("comparisons", [1, 2, 5])
def test_a_normal_interval_becomes_that_of_the_corrected_level(comparisons):
    z, error = atanh(0.4), 0.1
    half = stats.norm.isf(0.025 / comparisons) * error
    narrow = Interval(0.4, tanh(z - 1.959964 * error), tanh(z + 1.959964 * error))
    wide = widen_correlation(narrow, comparisons)
    assert (wide.estimate, wide.low, wide.high) == pytest.approx(
        (0.4, tanh(z - half), tanh(z + half)), abs=1e-6
    )


def test_what_cannot_be_widened_stays():
    assert isnan(widen_correlation(Interval(0.4, float("nan"), 0.8), 2).low)
    assert widen_correlation(Interval(0.4, -1.0, 1.0), 2) == Interval(0.4, -1.0, 1.0)
    assert widen_correlation(Interval(1.0, 0.9, 1.0), 2).low == 0.9
