"""Fronts, and how sure a network is to be on one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.studies.tuning.fronts import COSTS, find_front, is_on_front
from engine.studies.tuning.membership import draw_accuracies, relative_seed_deviation
from engine.studies.tuning.networks import Measures

SMALL = st.integers(0, 4).map(float)


@given(st.lists(st.tuples(SMALL, SMALL), min_size=1, max_size=8))
def test_on_the_front_is_exactly_what_nothing_is_preferable_to(points):
    costs, accuracies = (list(values) for values in zip(*points, strict=True))
    front = find_front(costs, accuracies)
    for place, (cost, accuracy) in enumerate(points):
        preferable = any(
            other <= cost and right >= accuracy and (other, right) != (cost, accuracy)
            for other, right in points
        )
        assert (place in front) == (not preferable)


@given(arrays(float, (3, 5), elements=SMALL), arrays(float, 5, elements=SMALL))
def test_each_resample_has_its_own_front(accuracies, costs):
    found = is_on_front(costs, accuracies)
    for row, own in zip(found, accuracies, strict=True):
        assert np.flatnonzero(row).tolist() == find_front(costs.tolist(), own.tolist())


def test_a_higher_g_costs_less_and_more_of_the_others_costs_more():
    low, high = Measures(1.0, 100, 100, 100), Measures(2.0, 200, 200, 200)
    for cost in COSTS:
        first, second = cost.values([low, high])
        assert (first > second) == (cost.key == "g_elements")


def flip(share, seeds, digits=400):
    return np.tile(np.arange(digits) >= share * digits, (seeds, 1)).astype(float)


def test_seeds_scatter_in_proportion_to_errors():
    few = np.vstack([flip(0.09, 1), flip(0.11, 1)])
    many = np.vstack([flip(0.36, 1), flip(0.44, 1)])
    expected = np.sqrt(2) / 10
    assert relative_seed_deviation([few]) == pytest.approx(expected)
    assert relative_seed_deviation([few, many, flip(0.2, 1)]) == pytest.approx(expected)
    assert relative_seed_deviation([flip(0.2, 1)]) == 0


def test_without_seeds_accuracies_scatter_as_the_binomial_has_it():
    drawn = draw_accuracies([flip(0.1, 1), flip(0.1, 1)], resamples=4_000)
    assert drawn.mean() == pytest.approx(0.9, abs=0.002)
    assert drawn[:, 0].std() == pytest.approx(np.sqrt(0.09 / 400), rel=0.05)
    assert (drawn[:, 0] == drawn[:, 1]).all()  # the same digits for both


def test_more_seeds_make_an_accuracy_surer():
    pair = np.vstack([flip(0.05, 1), flip(0.15, 1)])
    drawn = draw_accuracies([pair, flip(0.1, 1), np.vstack([pair, pair])], resamples=4_000)
    once, twice, four = drawn[:, 1].std(), drawn[:, 0].std(), drawn[:, 2].std()
    assert once > twice > four
