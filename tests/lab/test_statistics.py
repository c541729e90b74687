"""Each test and interval against its formula, written out."""

from math import comb, isnan, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import betainc, gamma

from engine.lab.statistics import (
    LEVEL,
    equivalence_p,
    mcnemar_p,
    paired_p,
    t_interval,
    wilson_interval,
)

Z = 1.959963984540054
T_975 = {1: 12.706204736432095, 2: 4.302652729911275, 9: 2.2621571627409915}
"""0.975 quantiles of Student's t from printed tables, by degrees of freedom."""

differences = st.lists(
    st.floats(-5, 5).map(lambda value: round(value, 2)), min_size=2, max_size=10
).filter(lambda values: max(values) - min(values) > 0.05)


def t_tail(t, freedom):
    """P(T > t) of Student's t, by the incomplete beta function."""
    tail = betainc(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2
    return tail if t > 0 else 1 - tail


def t_of(values, around=0.0):
    count = len(values)
    mean = sum(values) / count
    variance = sum((value - mean) ** 2 for value in values) / (count - 1)
    return (mean - around) / sqrt(variance / count)


def test_the_tail_is_the_integral_of_the_density():
    freedom = 4

    def density(x):
        norm = gamma((freedom + 1) / 2) / sqrt(freedom * np.pi) / gamma(freedom / 2)
        return norm * (1 + x * x / freedom) ** (-(freedom + 1) / 2)

    assert t_tail(1.3, freedom) == pytest.approx(quad(density, 1.3, np.inf)[0], rel=1e-8)


@given(st.integers(1, 10_000), st.data())
def test_wilson_by_its_formula(trials, data):
    successes = data.draw(st.integers(0, trials))
    found = wilson_interval(successes, trials)
    share = successes / trials
    centre = (share + Z * Z / (2 * trials)) / (1 + Z * Z / trials)
    half = Z * sqrt(share * (1 - share) / trials + (Z / (2 * trials)) ** 2) / (1 + Z * Z / trials)
    assert found.estimate == share
    assert found.low == pytest.approx(centre - half, abs=1e-12)
    assert found.high == pytest.approx(centre + half, abs=1e-12)
    assert -1e-15 < found.low < share + 1e-15
    assert share - 1e-15 < found.high < 1 + 1e-15


def test_wilson_of_the_notebooks_accuracy():
    found = wilson_interval(9860, 10_000)
    assert (round(found.low, 4), round(found.high, 4)) == (0.9835, 0.9881)


@pytest.mark.parametrize("count", [2, 3, 10])
def test_t_interval_by_its_formula(count):
    values = [97.9 + 0.1 * index**2 for index in range(count)]
    found = t_interval(values)
    mean = sum(values) / count
    error = sqrt(sum((value - mean) ** 2 for value in values) / (count - 1) / count)
    assert LEVEL == 0.95
    assert found.estimate == pytest.approx(mean)
    assert found.high - mean == pytest.approx(T_975[count - 1] * error)
    assert mean - found.low == pytest.approx(T_975[count - 1] * error)


def test_one_value_has_a_mean_and_no_interval():
    found = t_interval([98.6])
    assert found.estimate == 98.6
    assert isnan(found.low)
    assert isnan(found.high)


@given(st.integers(0, 200), st.integers(0, 200))
def test_mcnemar_by_the_binomial_distribution(only_first, only_second):
    trials, fewer = only_first + only_second, min(only_first, only_second)
    tail = sum(comb(trials, k) for k in range(fewer + 1)) / 2**trials
    assert mcnemar_p(only_first, only_second) == pytest.approx(min(1.0, 2 * tail), rel=1e-9)


def test_mcnemar_where_the_classifiers_never_differ():
    assert mcnemar_p(0, 0) == 1


def test_mcnemar_of_unequal_discordance():
    assert mcnemar_p(0, 5) == pytest.approx(2 / 2**5)
    assert mcnemar_p(5, 0) == mcnemar_p(0, 5)


@given(differences)
def test_the_paired_test_by_student(values):
    assert paired_p(values) == pytest.approx(
        2 * t_tail(abs(t_of(values)), len(values) - 1), rel=1e-6, abs=1e-12
    )


def test_pairs_that_never_differ():
    assert paired_p([0.0, 0.0, 0.0]) == 1


@given(differences, st.floats(0.1, 3))
def test_equivalence_by_two_one_sided_tests(values, margin):
    freedom = len(values) - 1
    above = t_tail(t_of(values, -margin), freedom)
    below = 1 - t_tail(t_of(values, margin), freedom)
    assert equivalence_p(values, margin) == pytest.approx(max(above, below), rel=1e-6, abs=1e-9)


def test_equivalence_by_hand():
    # Mean 0.1, deviation 0.1, three pairs: t = (0.1 - 0.5) / (0.1 / sqrt(3)) = -6.928, 2 degrees
    # of freedom, whose distribution is 1/2 + t / (2 sqrt(2 + t^2)).
    t = -0.4 / (0.1 / sqrt(3))
    expected = 0.5 + t / (2 * sqrt(2 + t * t))
    assert equivalence_p([0.0, 0.1, 0.2], 0.5) == pytest.approx(expected)
    assert expected == pytest.approx(0.0101, abs=1e-4)


def test_equivalence_is_lost_beyond_the_margin():
    assert equivalence_p([0.9, 1.0, 1.1], 0.5) > 0.95
    assert equivalence_p([-0.9, -1.0, -1.1], 0.5) > 0.95
    assert equivalence_p([0.49, 0.5, 0.51], 0.5) == pytest.approx(0.5)


@given(st.lists(st.integers(0, 20), min_size=4, max_size=8).filter(lambda v: len(set(v)) > 1))
def test_equal_differences_shrink_no_p_value_below_zero(values):
    assert 0 <= paired_p(values) <= 1
    assert 0 <= equivalence_p(values, 1.0) <= 1
