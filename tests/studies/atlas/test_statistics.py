"""Pareto fronts and the statistics behind the atlas, against other ways to compute them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from engine.lab.statistics import (
    cluster_bootstrap,
    partial_rank_correlation,
    rank_correlation,
)
from engine.studies.atlas.statistics import pareto_front

values = st.lists(st.tuples(st.integers(1, 9), st.integers(50, 90)), min_size=1, max_size=30).map(
    lambda pairs: pd.DataFrame(pairs, columns=["cost", "top1_percent"])
)


@given(values, st.booleans())
def test_front_is_what_no_other_beats(frame, more_is_better):
    front = pareto_front(frame, "cost", more_is_better=more_is_better)
    sign = -1 if more_is_better else 1
    pairs = [(sign * cost, top1) for cost, top1 in frame.itertuples(index=False)]

    def is_beaten(one):
        return any(other[0] <= one[0] and other[1] >= one[1] and other != one for other in pairs)

    assert {pairs[index] for index in front} == {one for one in pairs if not is_beaten(one)}


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=4, max_size=40))
def test_rank_correlation_is_scipys_ties_included(pairs):
    x, y = np.array(pairs, dtype=float).T
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return
    assert rank_correlation(x, y) == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)


def test_partial_correlation_is_that_of_rank_residuals():
    x, y, z = np.random.default_rng(3).normal(size=(3, 50))
    y = y + z
    ranks = [stats.rankdata(one) for one in (x, y, z)]
    design = np.column_stack([np.ones(50), ranks[2]])
    residuals = [one - design @ np.linalg.lstsq(design, one)[0] for one in ranks[:2]]
    expected = np.corrcoef(*residuals)[0, 1]
    assert partial_rank_correlation(x, y, z) == pytest.approx(expected)


def test_partial_correlation_vanishes_when_the_third_explains_both():
    z = np.random.default_rng(4).normal(size=4000)
    noise = np.random.default_rng(5).normal(size=(2, 4000))
    x, y = z + noise[0], z + noise[1]
    assert rank_correlation(x, y) > 0.4
    assert abs(partial_rank_correlation(x, y, z)) < 0.06


def test_bootstrap_of_clusters_is_wider_than_of_single_models():
    """Ten copies of each of eight observations say no more than eight observations."""
    x, y = np.random.default_rng(6).normal(size=(2, 8))
    many_x, many_y = np.repeat(x, 10), np.repeat(y, 10)

    def statistic(chosen):
        return rank_correlation(many_x[chosen], many_y[chosen])

    together = cluster_bootstrap(statistic, [str(i // 10) for i in range(80)])
    apart = cluster_bootstrap(statistic, [str(i) for i in range(80)])
    assert together.estimate == apart.estimate
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_bootstrap_is_the_same_every_time():
    x, y = np.random.default_rng(7).normal(size=(2, 20))
    clusters = [str(i % 5) for i in range(20)]
    first, second = (
        cluster_bootstrap(lambda chosen: rank_correlation(x[chosen], y[chosen]), clusters)
        for _ in range(2)
    )
    assert first == second
