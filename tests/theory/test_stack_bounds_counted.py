"""Bounds on n50 against all labellings of small networks, enumerated."""

from itertools import combinations, pairwise, product
from math import log2

import numpy as np
import pytest

from engine.theory.activation import Activation
from engine.theory.cover import count_dichotomies
from engine.theory.stack_bounds import fewest_points, labelling_bits, most_points

STEP, RELU = Activation.STEP, Activation.RELU


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
