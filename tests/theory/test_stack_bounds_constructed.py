"""The construction behind the lower bound on n50, built in fractions and run."""

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest

from engine.theory.activation import Activation
from engine.theory.stack_bounds import fewest_points

STEP, RELU, TANH = Activation.STEP, Activation.RELU, Activation.TANH


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
