"""Correlations, what separates broken networks, and where accuracy breaks: known answers."""

import numpy as np
import pytest

from engine.studies.tuning.foretelling import follow_g, foretell, is_broken
from engine.studies.tuning.networks import Measures

GENERATOR = np.random.default_rng(4)
PARAMETERS = np.geomspace(100, 10_000, 24).astype(int)
G = GENERATOR.permutation(np.geomspace(0.2, 20, 24))
MEASURES = [
    Measures(float(g), int(1_000 / g), int(size), int(GENERATOR.integers(100, 10_000)))
    for g, size in zip(G, PARAMETERS, strict=True)
][::-1]
"""The first one is the largest; G has nothing to do with size."""


def test_accuracy_that_follows_parameters_alone_is_foretold_by_them():
    found = foretell(MEASURES, [50 + 10 * np.log10(one.parameters) for one in MEASURES])
    parameters, g = found["parameters"], found["g_elements"]
    assert (parameters.plain.estimate, parameters.plain.low) == (pytest.approx(1), pytest.approx(1))
    assert g.plain.low < 0 < g.plain.high


def test_what_g_tells_beyond_size_is_in_the_partial_correlation():
    percent = [50 + 10 * np.log10(one.parameters) + 4 * np.log(one.g_elements) for one in MEASURES]
    found = foretell(MEASURES, percent)
    assert found["g_elements"].partial.low > 0.5
    assert found["mec_bits"].partial.high < -0.5


def test_a_sharp_break_is_found_where_it_is_and_separates_all():
    percent = [99.0 if one.mec_bits > 1_500 else 90.0 for one in MEASURES]
    first = next(place for place, value in enumerate(percent) if value == 99.0)
    order = [first, *(place for place in range(len(percent)) if place != first)]
    found = foretell([MEASURES[place] for place in order], [percent[place] for place in order])
    mec, g = found["mec_bits"], found["g_elements"]
    assert mec.separates.estimate == g.separates.estimate == 1
    below = max(one.mec_bits for one in MEASURES if one.mec_bits <= 1_500)
    above = min(one.mec_bits for one in MEASURES if one.mec_bits > 1_500)
    assert mec.breaks_at.estimate == pytest.approx(np.sqrt(below * above))
    assert g.breaks_at.estimate == pytest.approx(1_000 / mec.breaks_at.estimate, rel=0.01)
    assert mec.breaks_at.low <= mec.breaks_at.estimate <= mec.breaks_at.high
    assert found["parameters"].separates.estimate < 0.9


def test_where_nothing_breaks_there_is_no_point():
    found = foretell(MEASURES, [99.0 - place / 100 for place in range(len(MEASURES))])
    assert np.isnan(found["mec_bits"].breaks_at.estimate)
    assert np.isnan(found["mec_bits"].separates.estimate)


def test_broken_is_more_than_twice_the_errors_of_the_first():
    assert is_broken([99, 98.5, 98, 97.9]).tolist() == [False, False, False, True]


def test_a_higher_g_is_followed_exactly_where_it_costs_less_and_loses_little():
    sizes = [Measures(g, 100, size, 1) for g, size in ((1.0, 400), (2.0, 300), (4.0, 350))]
    assert follow_g(sizes, [99.0, 98.8, 98.9]).estimate == pytest.approx(200 / 3)
    assert follow_g(sizes, [99.0, 98.6, 98.9]).estimate == pytest.approx(100 / 3)
    assert follow_g(sizes[::-1], [98.9, 98.6, 99.0]).estimate == pytest.approx(100 / 3)
    same = [Measures(1.0, 100, size, 1) for size in (1, 2)]
    assert np.isnan(follow_g(same, [99.0, 99.0]).estimate)
