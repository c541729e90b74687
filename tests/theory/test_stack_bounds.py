"""Bounds on n50 against counts in plain integers, and their order over networks."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.theory.activation import Activation
from engine.theory.cover import count_dichotomies
from engine.theory.stack_bounds import E_ABOVE, fewest_points, labelling_bits, most_points

STEP, RELU, TANH = Activation.STEP, Activation.RELU, Activation.TANH
ACTIVATIONS = st.sampled_from(list(Activation))
STACKS = st.lists(st.integers(1, 24), min_size=2, max_size=6).map(tuple)
SINGLE_OUTPUT_STACKS = st.lists(st.integers(1, 24), min_size=1, max_size=5).map(
    lambda sizes: (*sizes, 1)
)


# --------------------------------------------------------------------- counts in plain integers


def largest(limit, holds):
    return max(points for points in range(1, limit) if holds(points))


def test_the_bound_of_8_8_1_is_the_product_of_covers_counts():
    def has_half(points):
        hidden = (count_dichotomies(points, 9) // 2) ** 8
        return 2 * hidden * count_dichotomies(min(points, 256), 9) >= 2**points

    assert most_points((8, 8, 1), STEP) == largest(700, has_half) == 501


def test_the_bound_of_rectified_8_8_1_counts_patterns_then_a_linear_output():
    def has_half(points):
        patterns = 2**8 * count_dichotomies(points, 9) ** 8
        return 2 * patterns * count_dichotomies(points, 8 * 9 + 1) >= 2**points

    assert most_points((8, 8, 1), RELU) == largest(1200, has_half) == 875


def test_the_bound_of_rectified_4_4_4_1_is_warrens():
    first = 4 * 5
    second = first + 4 * 5 - 4
    third = second + 5 - 4

    def has_half(points):
        count = Fraction(2**8 * count_dichotomies(points, 5) ** 4)
        count *= 2 * (2 * E_ABOVE * points * 4 * 2 / second) ** second
        count *= 2 * (2 * E_ABOVE * points * 2 / third) ** third
        return 2 * count >= 2**points

    assert most_points((4, 4, 4, 1), RELU) == largest(1000, has_half)


def test_e_is_just_below_its_fraction():
    series, term = Fraction(0), Fraction(1)
    for order in range(1, 30):
        series, term = series + term, term / order
    assert series < series + 2 * term < E_ABOVE < series + Fraction(1, 10**9)


@given(st.integers(1, 40), st.integers(1, 5), ACTIVATIONS)
def test_without_hidden_layers_both_bounds_are_covers(inputs, outputs, activation):
    sizes = (inputs, outputs)
    found = most_points(sizes, activation)
    assert fewest_points(sizes, activation) == found
    for points, half in ((found, True), (found + 1, False)):
        realised = count_dichotomies(points, inputs + 1) ** outputs
        assert (2 * realised >= 2 ** (points * outputs)) is half


# ---------------------------------------------------------------------------- order of networks


@given(STACKS, ACTIVATIONS)
def test_the_lower_bound_is_never_above_the_upper(sizes, activation):
    upper = most_points(sizes, activation)
    if activation is TANH and any(size > 1 for size in sizes[1:]) and len(sizes) > 2:
        assert upper is None
    else:
        assert 2 <= fewest_points(sizes, activation) <= upper


@given(STACKS, ACTIVATIONS, st.data())
def test_a_hidden_neuron_or_an_input_more_lowers_no_bound(sizes, activation, data):
    place = data.draw(st.integers(0, len(sizes) - 2))
    larger = tuple(size + (index == place) for index, size in enumerate(sizes))
    assert fewest_points(larger, activation) >= fewest_points(sizes, activation)
    if most_points(larger, activation) is not None:
        assert most_points(larger, activation) >= most_points(sizes, activation)


@given(SINGLE_OUTPUT_STACKS, ACTIVATIONS, st.integers(1, 24))
def test_a_layer_more_lowers_no_bound_of_one_output(sizes, activation, width):
    deeper = (*sizes[:-1], width, 1)
    assert fewest_points(deeper, activation) >= fewest_points(sizes, activation)
    if most_points(deeper, activation) is not None:
        assert most_points(deeper, activation) >= most_points(sizes, activation)


@given(STACKS, st.sampled_from([STEP, RELU]), st.integers(1, 500))
def test_half_of_all_labellings_is_never_reached_again(sizes, activation, beyond):
    upper = most_points(sizes, activation)
    for points, half in ((max(1, upper - beyond), True), (upper, True), (upper + beyond, False)):
        bits = labelling_bits(sizes, activation, points)
        assert (bits >= sizes[-1] * points - 1) is half


def test_what_lies_behind_a_step_bottleneck_adds_a_few_functions():
    assert most_points((8, 8, 2, 8, 1), STEP) == most_points((8, 8, 2, 32, 1), STEP)
    assert most_points((8, 8, 2, 8, 1), STEP) > most_points((8, 8, 1), STEP)
    for width in (1, 2, 32):
        sizes = (8, 8, 1, width, 1)
        assert most_points(sizes, STEP) == most_points((8, 8, 1), STEP)
        assert fewest_points(sizes, STEP) == fewest_points((8, 8, 1), STEP)


@given(st.integers(1, 24), st.integers(0, 4), ACTIVATIONS)
def test_a_chain_of_single_neurons_is_one_neuron(inputs, hidden, activation):
    sizes = (inputs, *[1] * hidden, 1)
    assert fewest_points(sizes, activation) == most_points(sizes, activation) == 2 * inputs + 2


@given(STACKS, st.integers(1, 3))
def test_rectifiers_one_by_one_at_the_end_add_nothing(sizes, singles):
    ends = [(*sizes, *[1] * count) for count in (1, 1 + singles)]
    assert most_points(ends[0], RELU) == most_points(ends[1], RELU)


def test_a_rectified_bottleneck_of_one_memorises_on_a_line():
    assert fewest_points((8, 1, 32, 1), RELU) == 68
    assert fewest_points((8, 1, 32, 1), TANH) == 66
    assert most_points((8, 1, 32, 1), STEP) == 18
    assert 68 < most_points((8, 1, 32, 1), RELU) < most_points((8, 2, 32, 1), RELU)


@pytest.mark.parametrize("points", [0, -1, True, 2.0])
def test_points_that_are_no_count_are_refused(points):
    with pytest.raises(ValueError, match="points must be a positive integer"):
        labelling_bits((2, 1), STEP, points)


@pytest.mark.parametrize("bound", [most_points, fewest_points])
def test_sizes_of_no_stack_are_refused(bound):
    with pytest.raises(ValueError, match="8, 0"):
        bound((8, 0, 1), STEP)
