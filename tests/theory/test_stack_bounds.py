"""Bounds on n50 against enumeration of small networks, counts in plain integers, constructions."""

from fractions import Fraction
from itertools import combinations, pairwise, product
from math import log2

import numpy as np
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


# ------------------------------------------------------------------ enumeration of step networks


def line_dichotomies(points):
    """Return the labellings of points of the plane by a line, from the lines through two."""
    found = {(1,) * len(points), (-1,) * len(points)}
    for one, two in combinations(range(len(points)), 2):
        normal = np.array([[0, -1], [1, 0]]) @ (points[two] - points[one])
        sides = np.sign((points - points[one]) @ normal).astype(int)
        for sides[one], sides[two] in product((-1, 1), repeat=2):
            found |= {tuple(sides), tuple(-sides)}
    return found


def threshold_functions(bits):
    """Return the threshold functions of a few bits as tables, from small whole weights."""
    inputs = np.array(list(product((-1, 1), repeat=bits)))
    weights = np.array(list(product(range(-3, 4), repeat=bits + 1)))
    sums = weights[:, :-1] @ inputs.T + weights[:, -1:]
    return {tuple(row) for row in np.sign(sums[(sums != 0).all(axis=1)]).astype(int)}


def count_step_labellings(points, hidden):
    """Return how many labellings 2-h-1 step networks realise, by trying them all."""
    patterns = np.array(sorted(line_dichotomies(points)))
    tables = np.array(sorted(threshold_functions(hidden)))
    place = 1 << np.arange(hidden)[::-1]
    realised = set()
    for chosen in combinations(range(len(patterns)), hidden):
        codes = place @ (patterns[list(chosen)] > 0)
        realised |= {row.tobytes() for row in tables[:, codes]}
    return len(realised)


@pytest.mark.parametrize(("bits", "functions"), [(1, 4), (2, 14), (3, 104)])
def test_the_enumeration_finds_all_threshold_functions(bits, functions):
    assert len(threshold_functions(bits)) == functions


@pytest.mark.parametrize(("hidden", "count"), [(2, 5), (2, 6), (2, 7), (2, 9), (2, 12), (3, 8)])
def test_step_networks_of_the_plane_realise_no_more_than_the_bound(hidden, count):
    points = np.random.default_rng(count).standard_normal((count, 2))
    assert len(line_dichotomies(points)) == count_dichotomies(count, 3)
    realised = count_step_labellings(points, hidden)
    assert log2(realised) <= labelling_bits((2, hidden, 1), STEP, count)


@pytest.mark.parametrize("hidden", [2, 3])
def test_step_networks_of_the_plane_realise_half_at_the_lower_bound(hidden):
    count = fewest_points((2, hidden, 1), STEP)
    points = np.random.default_rng(hidden).standard_normal((count, 2))
    assert 2 * count_step_labellings(points, hidden) >= 2**count


@pytest.mark.parametrize("hidden", [1, 2, 3, 4])
def test_on_a_line_both_bounds_are_the_count_of_sign_changes(hidden):
    for points in range(1, 13):
        few = sum(
            sum(one != other for one, other in pairwise(labels)) <= hidden
            for labels in product((-1, 1), repeat=points)
        )
        assert float(labelling_bits((1, hidden, 1), STEP, points)) == pytest.approx(log2(few))
    assert fewest_points((1, hidden, 1), STEP) == most_points((1, hidden, 1), STEP)
    assert fewest_points((1, hidden, 1), STEP) == 2 * hidden + 2


@pytest.mark.parametrize("hidden", [3, 8, 32])
def test_rectifiers_on_a_line_have_one_change_more(hidden):
    assert fewest_points((1, hidden, 1), RELU) == most_points((1, hidden, 1), RELU)
    assert fewest_points((1, hidden, 1), RELU) == 2 * hidden + 4


# --------------------------------------------------------------- the construction, in fractions


def subtract(one, other):
    return (one[0] - other[0], one[1] - other[1])


def line_through(one, other):
    """Return a, b, c of the line a x + b y + c = 0 through two points."""
    x, y = subtract(other, one)
    return (-y, x, y * one[0] - x * one[1])


def evaluate(line, point):
    return line[0] * point[0] + line[1] * point[1] + line[2]


def scale(line, factor):
    return tuple(factor * value for value in line)


def find_facet(points):
    """Return two neighbours on the hull and the line through them, positive at all others."""
    for pair in combinations(points, 2):
        line = line_through(*pair)
        signs = {evaluate(line, point) > 0 for point in points if point not in pair}
        if len(signs) < 2:
            return pair, line if signs != {False} else scale(line, -1)
    raise AssertionError


def find_line_apart(group, points):
    """Return a line through one or two points that meets no other."""
    if len(group) == 2:
        return line_through(*group)
    for slope in range(1, 1000):
        line = line_through(group[0], (group[0][0] + 1, group[0][1] + slope))
        if all(evaluate(line, point) for point in points if point not in group):
            return line
    raise AssertionError


def build_slabs(taken, points):
    """Return rectifiers (line, outgoing weight) whose sum is positive at `taken`, else not."""
    left, slabs = list(taken), []
    while left:
        if len(left) > 2:
            group, line = find_facet(left)
            line = scale(line, -1)
        else:
            group, line = tuple(left), find_line_apart(left, points)
        left = [point for point in left if point not in group]
        least = min(abs(evaluate(line, point)) for point in points if point not in group)
        shifted = (line[0], line[1], line[2] + least / 2)
        slabs.append((group, [(shifted, Fraction(1)), (line, Fraction(-3, 2))]))
    network = []
    for group, slab in reversed(slabs):
        lowest = min(run(network, point) for point in group)
        height = min(run(slab, point) for point in group)
        factor = (1 - lowest) / height
        network += [(line, factor * weight) for line, weight in slab]
    return network


def run(network, point):
    return sum(weight * max(evaluate(line, point), 0) for line, weight in network)


def build_network(labels, points, hidden):
    """Return rectifiers and the output's threshold that realise labels of points in the plane."""
    facet, apart = find_facet(points) if hidden % 2 else ((), None)
    inner = [point for point in points if point not in facet]
    smaller = min((-1, 1), key=lambda label: sum(labels[point] == label for point in inner))
    taken = [point for point in inner if labels[point] == smaller]
    network = build_slabs(taken, points)
    if facet:
        along = subtract(facet[1], facet[0])
        length = along[0] ** 2 + along[1] ** 2
        first, second = (1 if labels[point] == smaller else -1 for point in facet)
        rise = Fraction(second - first) / length
        tilt = (
            rise * along[0],
            rise * along[1],
            first - rise * (along[0] * facet[0][0] + along[1] * facet[0][1]),
        )
        steep = max((evaluate(tilt, point) + 1) / evaluate(apart, point) for point in inner)
        line = tuple(one - max(steep, 0) * two for one, two in zip(tilt, apart, strict=True))
        lowest = min(run(network, point) for point in facet)
        network.append((line, 1 - lowest))
    return [(line, smaller * weight) for line, weight in network], -Fraction(smaller, 2)


@pytest.mark.parametrize("hidden", [1, 2, 3, 4])
def test_rectified_slabs_realise_every_labelling_of_h_d_points_and_one(hidden):
    count = 2 * hidden + 1
    random = np.random.default_rng(hidden)
    points = [
        (Fraction(int(x)), Fraction(int(y))) for x, y in random.integers(-9999, 9999, (count, 2))
    ]
    for signs in product((-1, 1), repeat=count):
        labels = dict(zip(points, signs, strict=True))
        network, threshold = build_network(labels, points, hidden)
        assert len(network) <= hidden
        assert all(labels[point] * (run(network, point) + threshold) > 0 for point in points)


@pytest.mark.parametrize(("sizes", "slabs"), [((8, 8, 1), 4), ((5, 6, 1), 3), ((3, 10, 4, 1), 5)])
def test_random_labellings_have_so_small_a_class_half_the_time(sizes, slabs):
    count = fewest_points(sizes, STEP)
    assert count > sizes[0] * sizes[1]
    labels = np.random.default_rng(0).integers(0, 2, (200_000, count + 1))
    shares = []
    for points in (count, count + 1):
        ones = labels[:, :points].sum(axis=1)
        shares.append((np.minimum(ones, points - ones) <= slabs * sizes[0]).mean())
    assert shares[1] < 0.5 < shares[0]


def test_an_odd_neuron_adds_the_points_of_a_facet():
    assert fewest_points((8, 9, 1), STEP) == fewest_points((8, 8, 1), STEP) + 8


def test_many_slabs_stay_below_what_all_labellings_of_one_class_size_would_give():
    assert 256 * 256 < fewest_points((256, 256, 1), RELU) < 256 * 256 + 0.68 * 256


def test_step_layers_behind_others_see_bits_and_no_points():
    assert fewest_points((8, 2, 32, 1), STEP) == fewest_points((8, 2, 1), STEP)
    assert fewest_points((8, 2, 32, 1), TANH) > fewest_points((8, 2, 1), TANH)


@pytest.mark.parametrize("activation", list(Activation))
def test_a_bottleneck_narrower_than_the_outputs_passes_two_points_for_sure(activation):
    assert fewest_points((8, 8, 1, 2), activation) == 2
    assert fewest_points((8, 8, 2, 2), activation) > 8


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


def count_orders(points):
    """Return the orders of points of the plane along a direction, an order and its reverse one."""
    angles = sorted(
        float(np.arctan2(*(points[two] - points[one])[::-1])) % np.pi
        for one, two in combinations(range(len(points)), 2)
    )
    middles = (np.array(angles) + np.array([*angles[1:], angles[0] + np.pi])) / 2 + np.pi / 2
    return {tuple(np.argsort(points @ (np.cos(each), np.sin(each)))) for each in middles}


@pytest.mark.parametrize(("hidden", "count"), [(2, 24), (2, 28)])
def test_rectifiers_behind_one_realise_no_more_than_the_bound(hidden, count):
    points = np.random.default_rng(count).standard_normal((count, 2))
    orders = count_orders(points)
    assert len(orders) == count * (count - 1) // 2
    alternations = np.array(
        [
            np.cumsum(np.isin(np.arange(count), cuts)) % 2
            for changes in range(hidden + 1)
            for cuts in combinations(range(1, count), changes)
        ]
    )
    realised = set()
    for order in orders:
        signs = np.empty_like(alternations)
        signs[:, list(order)] = alternations
        realised |= {row.tobytes() for row in (*signs, *(1 - signs))}
    assert log2(len(realised)) <= labelling_bits((2, 1, hidden, 1), RELU, count) < count


@pytest.mark.parametrize("points", [0, -1, True, 2.0])
def test_points_that_are_no_count_are_refused(points):
    with pytest.raises(ValueError, match="points must be a positive integer"):
        labelling_bits((2, 1), STEP, points)


@pytest.mark.parametrize("bound", [most_points, fewest_points])
def test_sizes_of_no_stack_are_refused(bound):
    with pytest.raises(ValueError, match="8, 0"):
        bound((8, 0, 1), STEP)
