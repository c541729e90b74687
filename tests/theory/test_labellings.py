"""Labellings of points in the plane, against Cover's theorem, linear programmes and movements."""

from fractions import Fraction
from itertools import combinations, permutations, product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from engine.theory.cover import count_dichotomies
from engine.theory.labellings import (
    MOST_POINTS,
    find_coincidence,
    find_line,
    is_separated,
    list_labellings,
)

SQUARE = [(0, 0), (0, 1), (1, 1), (1, 0)]
XOR = [False, True, False, True]


def make_points(most, reach):
    coordinate = st.integers(-reach, reach)
    return st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=most)


crowded = make_points(7, 2)
"""Points of a small grid: most lie on a line with others, many coincide."""


def is_feasible(points, labels):
    """Whether some line has every point on its side, by at least 1: a linear programme."""
    signs = np.where(labels, 1.0, -1.0)[:, None]
    rows = np.column_stack([np.array(points, float), np.ones(len(points))])
    found = linprog(
        np.zeros(3), A_ub=-signs * rows, b_ub=-np.ones(len(points)), bounds=(None, None)
    )
    assert found.status in (0, 2)
    return found.status == 0


def is_right(line, points, labels):
    """Whether a line has no point on it and every point on its side."""
    sides = [line.x_weight * x + line.y_weight * y - line.threshold for x, y in points]
    return all(side > 0 if label else side < 0 for side, label in zip(sides, labels, strict=True))


@given(make_points(MOST_POINTS, 10**6))
@settings(max_examples=40)
def test_points_in_general_position_have_as_many_labellings_as_cover_says(points):
    assume(find_coincidence(points) == ())
    found = list_labellings(points)
    assert len(found) == len(set(found)) == count_dichotomies(len(points), 3)


@given(make_points(8, 3))
def test_points_on_a_line_or_in_one_place_have_fewer(points):
    assume(find_coincidence(points) != ())
    assert len(list_labellings(points)) < count_dichotomies(len(points), 3)


@given(crowded)
@settings(max_examples=60)
def test_every_labelling_is_judged_as_a_linear_programme_does(points):
    found = set(list_labellings(points))
    labellings = list(product((False, True), repeat=len(points)))
    rng = np.random.default_rng(len(points))
    tried = rng.choice(len(labellings), min(len(labellings), 24), replace=False)
    for labels in (labellings[index] for index in tried):
        assert (labels in found) == is_separated(points, labels) == is_feasible(points, labels)


@given(crowded)
def test_a_line_is_found_for_just_the_labellings_that_are_separated(points):
    found = set(list_labellings(points))
    for labels in product((False, True), repeat=len(points)):
        line = find_line(points, labels)
        assert (line is not None) == (labels in found)
        assert line is None or is_right(line, points, labels)


@given(make_points(6, 30), st.randoms(use_true_random=False))
def test_no_other_line_is_farther_from_both_classes(points, random):
    labels = [random.random() < 0.5 for _ in points]
    line = find_line(points, labels)
    assume(line is not None and 0 < sum(labels) < len(labels))

    def gap(x, y):
        values = [(x * px + y * py) / (x * x + y * y) ** 0.5 for px, py in points]
        yes = min(v for v, label in zip(values, labels, strict=True) if label)
        return yes - max(v for v, label in zip(values, labels, strict=True) if not label)

    best = gap(line.x_weight, line.y_weight)
    others = [gap(np.cos(turn), np.sin(turn)) for turn in np.linspace(0, 2 * np.pi, 720)]
    assert max(others) <= best + 1e-9


@given(crowded, st.permutations(range(7)), st.fractions(-5, 5), st.fractions(1, 9))
def test_order_place_and_scale_change_nothing(points, order, shift, scale):
    order = [index for index in order if index < len(points)]
    moved = [
        (scale * points[i][0] + shift, scale * points[i][1] + points[i][0] - shift) for i in order
    ]
    expected = sorted(tuple(labels[i] for i in order) for labels in list_labellings(points))
    assert list_labellings(moved) == expected


def test_of_four_points_in_a_square_the_diagonals_alone_are_lost():
    lost = set(product((False, True), repeat=4)) - set(list_labellings(SQUARE))
    assert lost == {tuple(XOR), tuple(not label for label in XOR)}
    assert not is_separated(SQUARE, XOR)
    assert find_line(SQUARE, XOR) is None


def test_of_four_points_with_one_amid_the_others_that_one_against_them_is_lost():
    points = [(0, 0), (9, 0), (0, 9), (2, 2)]
    lost = set(product((False, True), repeat=4)) - set(list_labellings(points))
    assert lost == {(True, True, True, False), (False, False, False, True)}


@given(make_points(6, 3))
def test_what_is_not_in_general_position_is_named(points):
    found = find_coincidence(points)
    pairs = [pair for pair in combinations(range(len(points)), 2) if len({*_at(points, pair)}) < 2]
    lines = [
        three
        for three in combinations(range(len(points)), 3)
        if any(_is_between(*order) for order in permutations(_at(points, three)))
    ]
    expected = pairs or lines
    assert found == (expected[0] if expected else ())


def _at(points, indices):
    return [points[index] for index in indices]


def _is_between(one, two, three):
    """Whether the second of three points lies on the way from the first to the third."""
    for axis in (0, 1):
        if one[axis] != three[axis]:
            share = Fraction(two[axis] - one[axis], three[axis] - one[axis])
            place = [a + share * (b - a) for a, b in zip(one, three, strict=True)]
            return 0 <= share <= 1 and place == list(two)
    return one == two


@pytest.mark.parametrize("labels", [[True, True], [False, False]])
def test_a_line_beside_points_of_one_label_leaves_them_together(labels):
    points = [(3, 4), (5, 10)]
    assert is_right(find_line(points, labels), points, labels)
    assert list_labellings([]) == [()]


@pytest.mark.parametrize("bad", [0.5, "1", None, True])
def test_coordinates_that_are_not_exact_are_refused(bad):
    for function in (find_coincidence, list_labellings):
        with pytest.raises(ValueError, match="must be integers or fractions"):
            function([(0, bad)])


def test_labels_that_do_not_fit_are_refused():
    for function in (is_separated, find_line):
        with pytest.raises(ValueError, match="one label a point, got 3 for 4 points"):
            function(SQUARE, XOR[:3])
