from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise, product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.theory.cover import (
    LOG_PROBABILITY_ERROR,
    count_dichotomies,
    largest_memorised,
    log_memorisation_probability,
    lossless_memory_point,
    mackay_point,
    memorisation_probability,
    parameters_needed,
)

sizes = st.integers(1, 400)
HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("points", "parameters", "expected"),
    [(3, 2, 6), (4, 2, 8), (4, 3, 14), (1, 1, 2), (5, 1, 2), (4, 4, 16), (10, 3, 92)],
)
def test_known_counts(points, parameters, expected):
    assert count_dichotomies(points, parameters) == expected


@given(sizes, sizes)
def test_the_count_is_the_sum_of_its_definition(points, parameters):
    assert count_dichotomies(points, parameters) == 2 * sum(
        comb(points - 1, chosen) for chosen in range(parameters)
    )


@given(st.integers(2, 400), st.integers(2, 400))
def test_adding_a_point_follows_the_recurrence(points, parameters):
    assert count_dichotomies(points, parameters) == count_dichotomies(
        points - 1, parameters
    ) + count_dichotomies(points - 1, parameters - 1)


@given(sizes)
def test_half_of_the_labellings_are_lost_at_the_mk_point(parameters):
    points = mackay_point(parameters)
    assert count_dichotomies(points, parameters) == 2 ** (2 * parameters - 1)


@given(sizes, st.integers(0, 50))
def test_nothing_is_lost_up_to_the_lm_point(points, spare):
    assert count_dichotomies(points, points + spare) == 2**points
    assert memorisation_probability(lossless_memory_point(points) + 1, points) < 1


def test_the_count_is_that_of_the_labellings_a_line_can_realise():
    # Points on a line, with a threshold: the labels change at most once along it.
    for points in range(1, 9):
        realised = sum(
            sum(a != b for a, b in pairwise(labels)) <= 1
            for labels in product((0, 1), repeat=points)
        )
        assert count_dichotomies(points, 2) == realised


def test_thousands_of_points_are_exact():
    assert count_dichotomies(5000, 2500) == 2**4999
    assert float(memorisation_probability(6000, 3000)) == 0.5


@pytest.mark.parametrize(
    ("points", "parameters"),
    [(7, 3), (60, 59), (400, 90), (400, 199), (4000, 1900), (4000, 3999), (9000, 4700), (9000, 5)],
)
def test_log_space_keeps_its_stated_accuracy(points, parameters):
    exact = memorisation_probability(points, parameters)
    with localcontext(prec=60):
        expected = (Decimal(exact.numerator) / Decimal(exact.denominator)).ln()
        error = abs(Decimal(log_memorisation_probability(points, parameters)) - expected)
    assert error < LOG_PROBABILITY_ERROR
    assert error < Decimal("1e-9")


@given(st.integers(1, 3000), st.integers(1, 3000))
def test_log_space_is_never_above_certainty(points, parameters):
    value = log_memorisation_probability(points, parameters)
    assert value <= 0
    assert (value == 0) == (parameters >= points) or parameters > 0.6 * points


@given(st.integers(1, 60), st.sampled_from([0.05, 0.5, 0.95]), st.integers(1, 5))
def test_largest_memorised_is_the_last_that_succeeds(parameters, probability, neurons):
    points = largest_memorised(parameters, probability, neurons=neurons)
    wanted = Fraction(probability)
    assert memorisation_probability(points, parameters) ** neurons >= wanted
    assert memorisation_probability(points + 1, parameters) ** neurons < wanted


@given(st.integers(1, 200), st.sampled_from([0.05, 0.5, 0.95]))
def test_parameters_needed_is_the_first_that_succeeds(points, probability):
    parameters = parameters_needed(points, probability)
    assert memorisation_probability(points, parameters) >= Fraction(probability)
    if parameters > 1:
        assert memorisation_probability(points, parameters - 1) < Fraction(probability)


@given(sizes)
def test_half_success_is_the_mk_point(parameters):
    assert largest_memorised(parameters, HALF) == mackay_point(parameters)
    assert parameters_needed(2 * parameters, HALF) == parameters


@pytest.mark.parametrize("bad", [0, -1, 2.0, "3", True, None])
@pytest.mark.parametrize(
    "function", [count_dichotomies, memorisation_probability, log_memorisation_probability]
)
def test_bad_sizes_are_refused_by_name(function, bad):
    with pytest.raises(ValueError, match=r"points must be a positive integer"):
        function(bad, 3)
    with pytest.raises(ValueError, match=r"parameters must be a positive integer"):
        function(3, bad)


@pytest.mark.parametrize("bad", [0, 1, -0.5, 95])
def test_bad_probabilities_are_refused(bad):
    with pytest.raises(ValueError, match="probability must lie between 0 and 1"):
        largest_memorised(3, bad)
    with pytest.raises(ValueError, match="probability must lie between 0 and 1"):
        parameters_needed(3, bad)


def test_bad_neurons_are_refused():
    with pytest.raises(ValueError, match="neurons must be a positive integer"):
        largest_memorised(3, 0.5, neurons=0)
