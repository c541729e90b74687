"""Step networks 2-h-1, against Cover, linear programmes, a sweep of lines and random networks."""

from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.lab.exact_planar import (
    is_realised_in_plane,
    list_dichotomies,
    list_threshold_functions,
)
from engine.lab.separability import is_separable
from engine.theory.cover import count_dichotomies


def draw_points(seed, count):
    return np.random.default_rng(seed).standard_normal((count, 2))


def to_labels(mask, count):
    return np.array([1.0 if mask >> k & 1 else -1.0 for k in range(count)])


def sweep_half_planes(points):
    """All sets of points that a line cuts off, as bit masks: turn a direction through half a
    circle, stopping between any two angles at which two points swap places along it."""
    first, second = np.triu_indices(len(points), 1)
    across = points[second] - points[first]
    swaps = np.sort((np.arctan2(across[:, 1], across[:, 0]) + np.pi / 2) % np.pi)
    found = set()
    for angle in (swaps + np.append(swaps[1:], swaps[0] + np.pi)) / 2:
        order = np.argsort(points @ [np.cos(angle), np.sin(angle)])
        for count in range(len(points) + 1):
            found |= {sum(1 << int(k) for k in order[:count])}
            found |= {sum(1 << int(k) for k in order[count:])}
    return np.array(sorted(found), dtype=np.int64)


def realise_by_forms(half_planes, hidden):
    """What 2-h-1 realises, as bit masks: up to order and complement of the inputs, all threshold
    functions of two bits are a, ab and a + b; of three also a(b + c), a + bc and the majority."""
    a, b = half_planes[:, None], half_planes
    both, either = (a & b).ravel(), (a | b).ravel()
    if hidden == 2:
        return np.unique(np.concatenate([both, either]))
    found = []
    for c in half_planes:
        found += [both & c, both | c, either & c, either | c, both | (either & c)]
        found = [np.unique(np.concatenate(found))]
    return found[0]


@pytest.mark.parametrize("count", [1, 2, 3, 6, 11])
def test_the_dichotomies_are_half_of_those_counted_by_cover(count):
    cuts = list_dichotomies(draw_points(count, count))
    assert len(cuts) == count_dichotomies(count, 3) // 2 == count * (count - 1) // 2 + 1
    assert not cuts[:, 0].any()


def test_the_dichotomies_are_those_of_the_sweep():
    points = draw_points(3, 9)
    masks = {sum(1 << k for k in np.flatnonzero(cut)) for cut in list_dichotomies(points)}
    assert masks == {mask for mask in sweep_half_planes(points).tolist() if not mask & 1}


@pytest.mark.parametrize(("bits", "count"), [(1, 4), (2, 14), (3, 104)])
def test_the_threshold_functions_are_those_that_a_linear_programme_separates(bits, count):
    corners = np.array([[*(k >> bit & 1 for bit in range(bits)), 1.0] for k in range(1 << bits)])
    separable = [
        table
        for table in range(1 << (1 << bits))
        if is_separable(corners, to_labels(table, 1 << bits))
    ]
    assert list_threshold_functions(bits) == separable
    assert len(separable) == count


@pytest.mark.parametrize("count", [4, 6, 7])
def test_one_hidden_neuron_realises_what_cover_counts(count):
    points = draw_points(5, count)
    realised = [
        is_realised_in_plane(points, to_labels(mask, count), 1) for mask in range(1 << count)
    ]
    assert sum(realised) == count_dichotomies(count, 3)


@cache
def separable_masks(shape, count):
    """The labellings of a point set that linear programmes separate, and the points."""
    angles = 2 * np.pi * np.arange(count) / count + 0.1
    round_points = np.column_stack([np.cos(angles), np.sin(angles)])
    points = round_points if shape == "circle" else draw_points(8, count)
    inputs = np.column_stack([points, np.ones(count)])
    separable = [m for m in range(1 << count) if is_separable(inputs, to_labels(m, count))]
    return points, np.array(separable, dtype=np.int64)


@pytest.mark.parametrize("shape", ["circle", "gaussian"])
@pytest.mark.parametrize(("count", "hidden"), [(5, 2), (6, 2), (8, 2), (8, 3)])
def test_of_all_labellings_it_allows_what_linear_programmes_and_forms_do(shape, count, hidden):
    points, separable = separable_masks(shape, count)
    allowed = [
        mask
        for mask in range(1 << count)
        if is_realised_in_plane(points, to_labels(mask, count), hidden)
    ]
    assert allowed == realise_by_forms(separable, hidden).tolist()
    assert len(separable) < len(allowed)


def test_on_a_circle_two_neurons_change_sign_four_times_and_three_six_times():
    points, _ = separable_masks("circle", 8)
    alternating = np.array([1.0, -1.0] * 4)
    for hidden, most in ((1, 2), (2, 4), (3, 6)):
        assert is_realised_in_plane(points[:most], alternating[:most], hidden)
        assert not is_realised_in_plane(points[: most + 2], alternating[: most + 2], hidden)


@pytest.mark.parametrize(("hidden", "count"), [(2, 10), (3, 14)])
def test_near_half_memorised_it_agrees_with_the_sweep_and_the_forms(hidden, count):
    verdicts = []
    generator = np.random.default_rng(hidden)
    for _ in range(6):
        points = generator.standard_normal((count, 2))
        realised = realise_by_forms(sweep_half_planes(points), hidden)
        for mask in generator.integers(1 << count, size=40).tolist():
            verdicts.append(is_realised_in_plane(points, to_labels(mask, count), hidden))
            assert verdicts[-1] == (mask in realised)
    assert 0.3 < np.mean(verdicts) < 0.9


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from([1, 2, 3]), st.integers(2, 30))
def test_what_a_random_network_gives_is_allowed(seed, hidden, count):
    generator = np.random.default_rng(seed)
    points = generator.standard_normal((count, 2))
    lines, offsets = generator.standard_normal((2, hidden)), generator.standard_normal(hidden)
    signs = np.sign(points @ lines + offsets)
    labels = np.where(signs @ generator.standard_normal(hidden) > generator.normal() / 2, 1.0, -1.0)
    assert is_realised_in_plane(points, labels, hidden)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from([1, 2, 3]), st.integers(4, 18))
def test_the_verdict_bears_affine_maps_other_orders_and_all_labels_turned(seed, hidden, count):
    generator = np.random.default_rng(seed)
    points, labels = generator.standard_normal((count, 2)), generator.choice((-1.0, 1.0), count)
    verdict = is_realised_in_plane(points, labels, hidden)
    order = generator.permutation(count)
    moved = points[order] @ [[2.0, 1.0], [-1.0, 0.5]] + generator.standard_normal(2)
    assert is_realised_in_plane(moved, -labels[order], hidden) == verdict
    if verdict and hidden < 3:
        assert is_realised_in_plane(points, labels, hidden + 1)


def test_three_points_on_a_line_and_other_sizes_are_refused():
    grid = np.array(list(product((0.0, 1.0, 2.0), repeat=2)))
    with pytest.raises(ValueError, match="points 0, 1 and 2 lie on a line"):
        list_dichotomies(grid)
    for hidden in (0, 4, 2.0, True):
        with pytest.raises(ValueError, match="hidden must be an integer from 1 to 3"):
            is_realised_in_plane(grid[[0, 1, 3]], np.ones(3), hidden)
