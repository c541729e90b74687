"""The exact curves of networks of one input, against enumeration, Cover's theorem and networks."""

from fractions import Fraction
from itertools import combinations_with_replacement, pairwise, product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import linprog

from engine.theory.cover import memorisation_probability
from engine.theory.line import (
    equivalent_parameters,
    line_probability,
    most_rectifier_changes,
    most_step_changes,
)


def count_changes(labels):
    return sum(one != other for one, other in pairwise(labels))


@pytest.mark.parametrize("points", range(1, 9))
def test_the_share_is_that_of_all_labellings_counted_one_by_one(points):
    labellings = list(product((-1, 1), repeat=points))
    for changes in range(points + 1):
        few = sum(count_changes(labels) <= changes for labels in labellings)
        assert line_probability(points, changes) == Fraction(few, len(labellings))


@given(st.integers(1, 300), st.integers(0, 300))
def test_it_is_the_curve_of_a_neuron_with_one_parameter_more(points, changes):
    parameters = equivalent_parameters(changes)
    assert line_probability(points, changes) == memorisation_probability(points, parameters)


@given(st.integers(1, 200))
def test_half_are_lost_at_two_points_a_change_and_two(changes):
    assert line_probability(2 * changes + 2, changes) == Fraction(1, 2)


@st.composite
def points_and_labels(draw, most_points=14):
    """Sorted points on a line, none too near another, and labels."""
    count = draw(st.integers(2, most_points))
    gaps = draw(st.lists(st.floats(0.1, 3), min_size=count, max_size=count))
    return np.cumsum(gaps), draw(st.lists(st.sampled_from([-1, 1]), min_size=count, max_size=count))


def crossings(points, labels):
    return [
        (left + right) / 2
        for (left, one), (right, other) in pairwise(zip(points, labels, strict=True))
        if one != other
    ]


@given(points_and_labels())
def test_a_step_network_realises_every_labelling_of_so_many_changes(drawn):
    points, labels = drawn
    jumps = crossings(points, labels)
    output = labels[0] * np.ones(len(points))
    for index, jump in enumerate(jumps):
        output += labels[0] * (-1) ** (index + 1) * (1 + np.sign(points - jump))
    assert (np.sign(output) == labels).all()
    assert len(jumps) <= most_step_changes(max(1, len(jumps)))


@given(points_and_labels())
def test_rectifiers_realise_labellings_of_one_change_more_than_neurons(drawn):
    points, labels = drawn
    zeros = crossings(points, labels)
    hidden = len(zeros) - 1
    assume(hidden >= 3)
    # The third neuron is active to the left, the others to the right: m_0 = m_2 - m_3.
    size = np.ones(hidden + 1)
    size[0] = size[2] + size[3]
    slopes = -labels[0] * size * (-1.0) ** np.arange(hidden + 1)
    bends = np.array(
        [
            (slopes[i] * zeros[i] - slopes[i + 1] * zeros[i + 1]) / (slopes[i] - slopes[i + 1])
            for i in range(hidden)
        ]
    )
    sides = np.ones(hidden)
    sides[2] = -1

    def neurons(x):
        return np.maximum(sides * (np.asarray(x)[..., None] - bends), 0) @ np.diff(slopes)

    assert (np.sign(neurons(points) - neurons(zeros[0])) == labels).all()
    assert most_rectifier_changes(hidden) == hidden + 1


def can_alternate(hidden, count):
    """Whether rectifiers realise +-+-... on `count` points, by a linear programme for each way
    to place their bends between points, to face left or right and to weigh up or down."""
    points = np.cumsum(np.random.default_rng(4).uniform(0.5, 1.5, count))
    labels = np.array([1.0, -1.0] * count)[:count]
    edges = np.concatenate([[points[0] - 100], points, [points[-1] + 100]])
    ways = product(range(count + 1), (False, True), (-1, 1))
    for chosen in combinations_with_replacement(list(ways), hidden):
        columns, limits = [], []
        for index, (gap, faces_left, sign) in enumerate(chosen):
            side = -1 if faces_left else 1
            active = side * (points - (edges[gap] + edges[gap + 1]) / 2) > 0
            # Neuron a |x - t|+ as p x - q with q = p t and t between the two edges.
            columns += [side * active * points, -side * active * 1.0]
            for edge, bound in ((edges[gap], -1), (edges[gap + 1], 1)):
                row = np.zeros(2 * hidden + 1)
                row[2 * index : 2 * index + 2] = -bound * sign * edge, bound * sign
                limits.append(row)
            row = np.zeros(2 * hidden + 1)
            row[2 * index] = -sign
            limits.append(row)
        design = np.column_stack([*columns, np.ones(count)])
        found = linprog(
            np.zeros(2 * hidden + 1),
            A_ub=np.vstack([-labels[:, None] * design, *limits]),
            b_ub=np.concatenate([-np.ones(count), np.zeros(len(limits))]),
            bounds=(None, None),
        )
        if found.status == 0:
            return True
    return False


@pytest.mark.parametrize("hidden", [1, 2])
def test_one_or_two_rectifiers_change_no_oftener_than_they_are(hidden):
    """If +-+- on n points is out of reach, so is every labelling of more points that has it."""
    assert can_alternate(hidden, most_rectifier_changes(hidden) + 1)
    assert not can_alternate(hidden, most_rectifier_changes(hidden) + 2)


@pytest.mark.parametrize("bad", [0, 2.5, True])
def test_a_network_has_hidden_neurons(bad):
    for most in (most_step_changes, most_rectifier_changes):
        with pytest.raises(ValueError, match="hidden must be an integer of at least 1"):
            most(bad)


@pytest.mark.parametrize(("points", "changes", "name"), [(0, 1, "points"), (1, -1, "changes")])
def test_counts_are_checked(points, changes, name):
    with pytest.raises(ValueError, match=name):
        line_probability(points, changes)
