from itertools import product

import numpy as np
import pytest
from scipy.optimize import nnls

from engine.lab.separability import (
    draw_inputs,
    draw_labels,
    find_margin,
    is_separable,
)
from engine.theory.cover import count_dichotomies

UNIT_SQUARE = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=float)


def hull_contains_origin(inputs, labels):
    """The alternative to separability: some convex combination of the signed points is zero."""
    signed = labels[:, None] * inputs
    system = np.vstack([signed.T, np.ones(len(labels))])
    return nnls(system, np.append(np.zeros(inputs.shape[1]), 1.0))[1] < 1e-9


@pytest.mark.parametrize(("points", "parameters"), [(4, 2), (5, 3), (7, 3), (6, 4), (8, 5)])
@pytest.mark.parametrize("threshold", [True, False])
def test_over_all_labellings_the_separable_ones_are_counted_by_cover(points, parameters, threshold):
    inputs = draw_inputs(np.random.default_rng(7), points, parameters, threshold=threshold)
    separable = sum(
        is_separable(inputs, np.array(labels)) is True
        for labels in product((-1.0, 1.0), repeat=points)
    )
    assert separable == count_dichotomies(points, parameters)


def test_no_neuron_realises_xor_but_and_or_are_easy():
    assert is_separable(UNIT_SQUARE, np.array([-1.0, 1, 1, -1])) is False
    assert is_separable(UNIT_SQUARE, np.array([-1.0, -1, -1, 1])) is True
    assert is_separable(UNIT_SQUARE, np.array([-1.0, 1, 1, 1])) is True


def test_the_verdict_is_that_of_the_convex_hull():
    generator = np.random.default_rng(11)
    for points, parameters in [(10, 5), (24, 12), (40, 20)] * 10:
        inputs = draw_inputs(generator, points, parameters, threshold=True)
        labels = draw_labels(generator, points)
        assert is_separable(inputs, labels) is not hull_contains_origin(inputs, labels)


def test_the_margin_is_that_of_the_geometry():
    inputs = np.array([[1.0, 0.0], [0.0, 0.5]])
    assert find_margin(inputs, np.array([1.0, -1.0])) == pytest.approx(0.5)


def test_a_threshold_is_a_constant_input():
    inputs = draw_inputs(np.random.default_rng(1), 6, 3, threshold=True)
    assert inputs.shape == (6, 3)
    assert (inputs[:, -1] == 1).all()


def test_wrong_shapes_and_labels_are_refused():
    with pytest.raises(ValueError, match=r"shapes \(4, 3\) and \(3,\)"):
        is_separable(UNIT_SQUARE, np.ones(3))
    with pytest.raises(ValueError, match=r"labels must be -1 or 1, got \[0.0, 1.0\]"):
        is_separable(UNIT_SQUARE, np.array([0.0, 1, 1, 0]))
