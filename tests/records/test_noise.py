"""How far two values may lie apart by chance."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from engine.records.noise import Noise, judge, noise_between_seeds, noise_of_intervals

RUNS = st.lists(st.integers(0, 10_000), min_size=2, max_size=10).filter(lambda n: len(set(n)) > 1)


@given(RUNS, RUNS)
def test_two_builds_with_seeds_are_held_against_each_other_by_welch(old, new):
    noise = noise_between_seeds(old, new)
    expected = stats.ttest_ind(old, new, equal_var=False)
    assert noise.degrees == pytest.approx(expected.df)
    found = noise.p_value(float(np.mean(old)), float(np.mean(new)))
    assert found == pytest.approx(expected.pvalue, abs=1e-12)


def test_a_single_run_lies_where_runs_like_those_lie():
    """Of 4,000 single runs about one in twenty lies outside a 95 % prediction interval."""
    generator = np.random.default_rng(5)
    outside = 0
    for _ in range(4000):
        *many, one = generator.normal(0.98, 0.002, 6).tolist()
        noise = noise_between_seeds(many, [one])
        outside += noise.p_value(float(np.mean(many)), one) < 0.05
    assert 0.04 < outside / 4000 < 0.06


@pytest.mark.parametrize(
    ("old", "new"), [([0.98], [0.97]), ([0.98, 0.97], [0.96]), ([0.98, 0.98, 0.98], [0.97])]
)
def test_what_does_not_tell_its_spread_is_not_judged(old, new):
    assert noise_between_seeds(old, new) is None
    assert noise_between_seeds(new, old) is None


def test_runs_that_never_vary_have_no_noise():
    noise = noise_between_seeds([2, 2], [2, 2])
    assert noise.p_value(2, 2) == 1
    assert noise.p_value(2, 3) == 0
    assert noise.interval(2, 0.05) == (2, 2)


def test_stated_intervals_tell_the_spread():
    noise = noise_of_intervals({"low": 8.0, "high": 12.0}, {"low": 7.0, "high": 13.0})
    half = stats.norm.isf(0.025)
    assert noise.error == pytest.approx(math.hypot(2, 3) / half)
    assert noise.p_value(10, 10 + math.hypot(2, 3)) == pytest.approx(0.05)


@pytest.mark.parametrize(
    "ends", [{}, {"low": 1.0}, {"low": None, "high": 2.0}, {"low": 1.0, "high": 1.0}]
)
def test_an_open_interval_tells_none(ends):
    assert noise_of_intervals({"low": 0.0, "high": 1.0}, ends) is None


@given(st.lists(st.floats(-9, 9), min_size=1, max_size=12), st.integers(0, 50))
def test_what_lies_outside_is_what_the_p_value_names(values, equal):
    noise = Noise(1.0, 10.0, "seeds")
    judged = judge([(0.0, value, noise) for value in values], equal, 0.05)
    for value, (p, (low, high)) in zip(values, judged, strict=True):
        assert (p < 0.05) == (not low <= value <= high)


def test_more_that_is_compared_asks_for_more():
    noise = Noise(1.0, math.inf, "seeds")
    ((alone, narrow),) = judge([(0.0, 2.5, noise)], 0, 0.05)
    ((among, wide),) = judge([(0.0, 2.5, noise)], 99, 0.05)
    assert alone < 0.05 < among
    assert among == pytest.approx(min(1, 100 * alone))
    assert wide[0] < narrow[0] < 0 < narrow[1] < 2.5 < wide[1]


def test_nothing_to_judge_is_nothing():
    assert judge([], 10, 0.05) == []
