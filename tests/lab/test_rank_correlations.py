"""Rank correlations of many quantities at once are those of one pair at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from engine.lab.rank_correlations import correlate_ranks, percentile_interval, weighted_ranks
from engine.lab.resampling import bootstrap_partial_correlation
from engine.lab.statistics import cluster_bootstrap, rank_correlation

GENERATOR = np.random.default_rng(8)
CLUSTERS = [f"c{number % 9}" for number in range(60)]
X, Y, Z = GENERATOR.integers(0, 20, (3, 60)).astype(float)
Y += X / 2


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=20).filter(
        lambda pairs: any(count for _, count in pairs)
    )
)
def test_ranks_are_those_of_the_values_written_out(pairs):
    values, counts = np.array(pairs, dtype=float).T
    (ranks,) = weighted_ranks(values, counts[None])
    written_out = np.repeat(values, counts.astype(int))
    expected = dict(zip(written_out, stats.rankdata(written_out), strict=True))
    for value, count, rank in zip(values, counts, ranks, strict=True):
        if count:
            assert rank == expected[value]


def test_a_plain_correlation_is_that_of_a_bootstrap_one_by_one():
    slow = cluster_bootstrap(
        lambda chosen: rank_correlation(X[chosen], Y[chosen]), CLUSTERS, resamples=200
    )
    fast = correlate_ranks({"x": X, "y": Y}, CLUSTERS, resamples=200).plain("x", "y")
    assert fast.estimate == pytest.approx(stats.spearmanr(X, Y).statistic)
    assert (fast.low, fast.high) == pytest.approx((slow.low, slow.high))


def test_a_partial_correlation_is_that_of_one_given():
    ranks = correlate_ranks({"x": X, "y": Y, "z": Z}, CLUSTERS)
    found, expected = (
        ranks.partial("x", "y", ["z"]),
        bootstrap_partial_correlation(X, Y, Z, CLUSTERS),
    )
    assert found.estimate == pytest.approx(expected.estimate)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_two_given_are_what_residuals_of_ranks_say():
    other = GENERATOR.normal(size=60)
    ranked = [stats.rankdata(one) for one in (X, Y, Z, other)]
    design = np.column_stack([np.ones(60), *ranked[2:]])
    residuals = [one - design @ np.linalg.lstsq(design, one)[0] for one in ranked[:2]]
    found = correlate_ranks({"x": X, "y": Y, "z": Z, "other": other}, CLUSTERS)
    expected = np.corrcoef(*residuals)[0, 1]
    assert found.partial("x", "y", ["z", "other"]).estimate == pytest.approx(expected)


def test_a_difference_is_resampled_as_a_whole():
    ranks = correlate_ranks({"x": X, "y": Y, "z": Z}, CLUSTERS)
    same = ranks.difference(("x", "y"), ("x", "y"))
    assert (same.estimate, same.low, same.high) == (0, 0, 0)
    lead = ranks.difference(("x", "y"), ("z", "y"))
    plain = ranks.plain("x", "y").estimate - ranks.plain("z", "y").estimate
    assert lead.estimate == pytest.approx(plain)
    assert lead.low < lead.estimate < lead.high


def test_what_cannot_be_correlated_has_no_number():
    ranks = correlate_ranks({"x": X, "y": Y, "same": np.ones(60), "twin": 2 * X}, CLUSTERS)
    assert np.isnan(ranks.plain("same", "y").estimate)
    assert np.isnan(ranks.partial("x", "y", ["same"]).low)
    assert np.isnan(ranks.partial("x", "y", ["twin"]).estimate)
    assert np.isnan(percentile_interval(1.0, np.array([np.nan])).high)
