"""Tests and intervals for few observations, against counting everything and against formulas."""

from itertools import permutations
from math import isnan, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from engine.lab.small_samples import sign_flip_p
from engine.lab.statistics import (
    holm,
    mcnemar_p,
    mcnemar_range,
    permutation_p,
    prediction_interval,
    prediction_p,
    t_interval,
)

small = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=4, max_size=6)


def seeds_like(mean, deviation, count):
    """Values with exactly this mean and sample standard deviation."""
    values = np.arange(count) - (count - 1) / 2
    return (mean + deviation * values / values.std(ddof=1)).tolist()


def test_a_new_pair_of_runs_lies_where_five_seeds_say():
    """Mean -0.60, deviation 0.174, n = 5: t = 2.776 with 4 degrees of freedom."""
    found = prediction_interval(seeds_like(-0.60, 0.174, 5))
    half = 2.7764451 * 0.174 * sqrt(1 + 1 / 5)
    assert (found.low, found.high) == pytest.approx((-0.60 - half, -0.60 + half), abs=1e-6)
    assert (round(found.low, 2), round(found.high, 2)) == (-1.13, -0.07)
    assert found.high < 0.2


def test_the_interval_of_a_new_value_covers_it_as_often_as_it_says():
    generator = np.random.default_rng(1)
    inside = 0
    for _ in range(2000):
        *values, new = generator.normal(3, 2, size=6)
        found = prediction_interval(values)
        inside += found.low <= new <= found.high
    assert 0.93 < inside / 2000 < 0.97


def test_a_new_value_scatters_more_than_a_mean():
    values = [1.0, 2.0, 4.0]
    assert prediction_interval(values).low < t_interval(values).low


@given(st.lists(st.integers(0, 50), min_size=2, max_size=8), st.floats(-20, 70))
def test_the_p_value_of_a_new_value_agrees_with_its_interval(values, new):
    interval, p = prediction_interval(values), prediction_p(values, new)
    if len(set(values)) == 1:
        assert isnan(p)
    elif abs(p - 0.05) > 1e-9:
        assert (p < 0.05) == (not interval.low <= new <= interval.high)


def test_one_value_predicts_nothing():
    assert isnan(prediction_interval([98.6]).low)
    assert isnan(prediction_p([98.6], 98.8))


@given(small)
def test_permutations_are_counted_one_by_one(pairs):
    x, y = zip(*pairs, strict=True)
    found = permutation_p(x, y)
    if len(set(x)) == 1 or len(set(y)) == 1:
        assert isnan(found.p)
        return
    correlations = [stats.spearmanr(x, order).statistic for order in permutations(y)]
    observed = stats.spearmanr(x, y).statistic
    expected = np.mean([abs(one) >= abs(observed) - 1e-9 for one in correlations])
    assert found.statistic == pytest.approx(observed, abs=1e-12)
    assert found.p == pytest.approx(expected)
    assert found.is_exact


def test_ranks_that_agree_in_full_have_two_permutations_as_far():
    assert permutation_p(range(7), range(7)).p == pytest.approx(2 / 5040)
    assert permutation_p(range(7), [-value for value in range(7)]).p == pytest.approx(2 / 5040)


def test_more_observations_are_permuted_at_random_and_the_same_every_time():
    x, y = np.random.default_rng(2).normal(size=(2, 12))
    found = permutation_p(x, y)
    assert (found.is_exact, found.permutations) == (False, 100_000)
    assert found == permutation_p(x, y)
    assert found.p == pytest.approx(stats.spearmanr(x, y).pvalue, abs=0.02)


def test_random_permutations_never_give_none_at_all():
    assert permutation_p(range(12), range(12), resamples=99).p == pytest.approx(1 / 100)


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=7))
def test_signs_are_flipped_one_by_one(values):
    sums = [0]
    for value in values:
        sums = [one + sign * value for one in sums for sign in (-1, 1)]
    expected = sum(abs(one) >= abs(sum(values)) for one in sums) / len(sums)
    assert sign_flip_p(values) == pytest.approx(expected)


def test_five_seeds_cannot_reach_five_percent_by_signs():
    assert sign_flip_p([-0.6, -0.5, -0.7, -0.4, -0.8]) == 2 / 2**5 > 0.05


def test_holm_multiplies_the_smallest_by_their_number():
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert holm([]) == []


@given(st.integers(1, 40), st.data())
def test_the_range_of_mcnemars_test_is_that_over_all_overlaps(examples, data):
    first, second = (data.draw(st.integers(0, examples)) for _ in range(2))
    overlaps = range(max(0, first + second - examples), min(first, second) + 1)
    found = [mcnemar_p(second - both, first - both) for both in overlaps]
    assert mcnemar_range(first, second, examples) == pytest.approx((min(found), max(found)))


def test_two_printed_accuracies_do_not_fix_the_test_between_them():
    smallest, largest = mcnemar_range(140, 120, 10_000)
    assert smallest == pytest.approx(2 / 2**20)
    assert largest > 0.2
