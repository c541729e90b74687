"""The largest trial memorised, against plain search, Cover's curve and networks drawn at random."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import nnls

from engine.lab.exact_memorised import largest_on_line, largest_planar, largest_separable
from engine.lab.exact_planar import is_realised_in_plane
from engine.theory.cover import memorisation_probability
from engine.theory.line import line_probability, most_rectifier_changes, most_step_changes


def draw_trial(generator, count, dimension):
    points = generator.standard_normal((count, dimension))
    return points, generator.choice((-1.0, 1.0), count)


def climb(is_realised, most):
    """The largest count, by trying each."""
    return max(count for count in range(1, most + 1) if is_realised(count))


def hulls_are_apart(points, labels):
    """What separability is by duality: no convex combination of the signed points is zero."""
    signed = labels[:, None] * np.column_stack([points, np.ones(len(points))])
    system = np.vstack([signed.T, np.ones(len(labels))])
    return nnls(system, np.append(np.zeros(system.shape[0] - 1), 1.0))[1] > 1e-9


@pytest.mark.parametrize("dimension", [1, 2, 8])
def test_one_neuron_memorises_until_the_hulls_of_the_labels_meet(dimension):
    generator = np.random.default_rng(dimension)
    for _ in range(20):
        points, labels = draw_trial(generator, 4 * dimension + 4, dimension)
        expected = climb(lambda n, p=points, t=labels: hulls_are_apart(p[:n], t[:n]), len(labels))
        assert largest_separable(points, labels) == expected


def count_changes(points, labels):
    along = [label for _, label in sorted(zip(points[:, 0], labels, strict=True))]
    return sum(one != other for one, other in pairwise(along))


@given(st.integers(0, 2**32), st.integers(0, 6), st.integers(1, 30))
def test_on_a_line_the_changes_are_counted_anew_for_each_length(seed, changes, count):
    points, labels = draw_trial(np.random.default_rng(seed), count, 1)
    expected = climb(lambda n: count_changes(points[:n], labels[:n]) <= changes, count)
    assert largest_on_line(points, labels, changes) == expected


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from([1, 2, 3]), st.integers(1, 24))
def test_in_the_plane_bisection_finds_what_climbing_does(seed, hidden, count):
    points, labels = draw_trial(np.random.default_rng(seed), count, 2)
    expected = climb(lambda n: is_realised_in_plane(points[:n], labels[:n], hidden), count)
    assert largest_planar(points, labels, hidden) == expected


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32))
def test_one_hidden_neuron_in_the_plane_and_one_change_on_a_line_are_one_neuron(seed):
    points, labels = draw_trial(np.random.default_rng(seed), 14, 2)
    assert largest_planar(points, labels, 1) == largest_separable(points, labels)
    assert largest_on_line(points[:, :1], labels, 1) == largest_separable(points[:, :1], labels)


@pytest.mark.parametrize(
    ("measure", "dimension", "probability"),
    [
        (largest_separable, 2, lambda n: memorisation_probability(n, 3)),
        (lambda p, t: largest_planar(p, t, 1), 2, lambda n: memorisation_probability(n, 3)),
        (lambda p, t: largest_on_line(p, t, 4), 1, lambda n: line_probability(n, 4)),
    ],
    ids=["separable", "planar", "line"],
)
def test_over_many_trials_the_lengths_follow_the_exact_curve(measure, dimension, probability):
    generator = np.random.default_rng(2)
    largest = np.array([measure(*draw_trial(generator, 24, dimension)) for _ in range(400)])
    for count in range(1, 16):
        expected = float(probability(count))
        bound = 4 * np.sqrt(expected * (1 - expected) / 400)
        assert abs(np.mean(largest >= count) - expected) <= bound


def draw_outputs(generator, networks, hidden, activation):
    """The outputs of random networks 1-h-1, one row each, at places that show all their pieces.

    Between and beyond the bends a step network is constant and a rectifier network straight: the
    bends, a place between each two of them and places far out show every change of sign. Slopes
    of all sizes and a threshold near the values at the bends make changes frequent.
    """
    bends = np.sort(generator.standard_normal((networks, hidden)), axis=1)
    between = (bends[:, 1:] + bends[:, :-1]) / 2
    ends = np.full((networks, 1), 1e6)
    places = np.sort(np.hstack([-ends, bends[:, :1] - 1, bends, between, ends]), axis=1)
    faces = generator.choice((-1.0, 1.0), (networks, 1, hidden))
    inner = faces * (places[:, :, None] - bends[:, None])
    if activation == "step":
        # At a bend itself the sign is neither side's: the places there move on a little.
        inner = np.where(inner == 0, faces, inner)
    acted = np.sign(inner) if activation == "step" else np.maximum(inner, 0)
    size = np.exp(generator.standard_normal((networks, hidden)))
    weights = size * generator.choice((-1.0, 1.0), (networks, hidden))
    sums = np.einsum("nph,nh->np", acted, weights)
    chosen = sums[:, 1:-1]
    level = generator.uniform(chosen.min(axis=1), chosen.max(axis=1))
    return places, sums - level[:, None]


@pytest.mark.parametrize("hidden", [1, 2, 3, 4])
@pytest.mark.parametrize(
    ("activation", "most"), [("step", most_step_changes), ("relu", most_rectifier_changes)]
)
def test_random_networks_reach_the_most_changes_and_never_exceed_them(activation, most, hidden):
    generator = np.random.default_rng(hidden)
    _, outputs = draw_outputs(generator, 100_000, hidden, activation)
    signs = outputs > 0
    assert (signs[:, 1:] != signs[:, :-1]).sum(axis=1).max() == most(hidden)


@settings(deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 6), st.sampled_from(["step", "relu"]))
def test_what_a_random_network_on_a_line_gives_is_memorised_in_full(seed, hidden, activation):
    generator = np.random.default_rng(seed)
    places, outputs = draw_outputs(generator, 1, hidden, activation)
    points, kept = np.unique(places[0], return_index=True)
    labels = np.where(outputs[0, kept] > 0, 1.0, -1.0)
    changes = {"step": most_step_changes, "relu": most_rectifier_changes}[activation](hidden)
    order = generator.permutation(len(points))
    assert largest_on_line(points[order, None], labels[order], changes) == len(points)


ON_LINE = np.arange(4.0)[:, None]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: largest_on_line(np.ones((3, 2)), np.ones(3), 1),
            r"must be n x 1.*\(3, 2\)",
        ),
        (lambda: largest_planar(ON_LINE, np.ones(4), 2), r"must be n x 2.*\(4, 1\)"),
        (lambda: largest_separable(np.ones((0, 2)), np.ones(0)), r"n x d, n at least 1.*\(0, 2\)"),
        (lambda: largest_on_line(ON_LINE, np.ones(3), 1), r"4 points need as many labels.*\(3,\)"),
        (lambda: largest_on_line(ON_LINE, np.arange(4.0), 1), r"labels must be -1 or 1, got \[0.0"),
        (lambda: largest_on_line(ON_LINE * np.nan, np.ones(4), 1), "points must be finite"),
        (lambda: largest_on_line(ON_LINE // 2, np.ones(4), 1), r"alike, got \[0.0, 0.0, 1.0, 1.0"),
        (lambda: largest_on_line(ON_LINE, np.ones(4), -1), "changes must be an integer.* got -1"),
        (lambda: largest_on_line(ON_LINE, np.ones(4), True), "changes must be an integer.* True"),
    ],
)
def test_what_is_no_trial_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_an_undecided_linear_programme_is_said_to_be_so():
    points = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.5, 0.5 - 1e-6]])
    with pytest.raises(ArithmeticError, match="undecided whether the first 4 points"):
        largest_separable(points, np.array([-1.0, 1.0, 1.0, -1.0]))
