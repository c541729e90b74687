"""Resampling by weights gives what resampling by drawing gives."""

from math import isnan

import numpy as np
import pytest

from engine.lab.resampling import (
    bootstrap_partial_correlation,
    cluster_weights,
    weighted_partial_correlations,
)
from engine.lab.statistics import cluster_bootstrap, partial_rank_correlation


def models(count=30, clusters=6):
    generator = np.random.default_rng(8)
    x, y, given = generator.integers(0, 12, size=(3, count)).astype(float)
    return x, y + x, given + y, [str(index % clusters) for index in range(count)]


def test_weight_two_is_an_observation_drawn_twice():
    x, y, given, _ = models()
    weights = np.random.default_rng(9).integers(0, 3, size=(20, len(x)))
    found = weighted_partial_correlations(x, y, given, weights.astype(float))
    for row, value in zip(weights, found, strict=True):
        drawn = np.repeat(np.arange(len(x)), row)
        expected = partial_rank_correlation(x[drawn], y[drawn], given[drawn])
        assert value == pytest.approx(expected, abs=1e-12)


def test_the_interval_is_that_of_the_bootstrap_that_draws():
    x, y, given, clusters = models()
    expected = cluster_bootstrap(
        lambda drawn: partial_rank_correlation(x[drawn], y[drawn], given[drawn]), clusters
    )
    found = bootstrap_partial_correlation(x, y, given, clusters)
    assert (found.estimate, found.low, found.high) == pytest.approx(
        (expected.estimate, expected.low, expected.high), abs=1e-12
    )


def test_whole_clusters_are_drawn():
    weights = cluster_weights(["a", "b", "a", "c"], resamples=50)
    assert (weights[:, 0] == weights[:, 2]).all()
    assert set(weights[:, [0, 1, 3]].sum(axis=1)) == {3.0}


def test_a_measure_that_never_varies_has_no_interval():
    x, y, given, clusters = models()
    found = bootstrap_partial_correlation(np.ones_like(x), y, given, clusters)
    assert isnan(found.estimate)
    assert isnan(found.low)
