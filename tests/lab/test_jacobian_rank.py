"""The rank of the Jacobian, against automatic differentiation and what is known of it."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.lab.jacobian_rank import find_generic_rank
from engine.theory.activation import Activation
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.stack_predictors import parameters_less_hidden

STACKS = st.lists(st.integers(1, 4), min_size=2, max_size=5).map(tuple)


def test_a_single_layer_moves_with_every_parameter():
    for activation in Activation:
        assert find_generic_rank((5, 1), activation) == 6
        assert find_generic_rank((3, 4), activation) == 16


@pytest.mark.parametrize("sizes", [(8, 8, 1), (4, 4, 4, 1), (4, 4, 2, 4, 1), (2, 3, 5), (1, 8, 1)])
def test_tanh_has_all_parameters_and_rectifiers_lose_one_a_neuron(sizes):
    parameters = stack_capacity(sizes, Reading.ALL_PARAMETERS)
    assert find_generic_rank(sizes, Activation.TANH) == parameters
    assert find_generic_rank(sizes, Activation.RELU) == parameters - sum(sizes[1:-1])


def test_steps_have_no_rank():
    assert find_generic_rank((4, 4, 1), Activation.STEP) is None


@settings(max_examples=25, deadline=None)
@given(STACKS)
def test_the_rank_never_exceeds_its_bounds(sizes):
    parameters = stack_capacity(sizes, Reading.ALL_PARAMETERS)
    assert 1 <= find_generic_rank(sizes, Activation.TANH) <= parameters
    assert 1 <= find_generic_rank(sizes, Activation.RELU) <= parameters_less_hidden(sizes)


@pytest.mark.parametrize("activation", [Activation.TANH, Activation.RELU])
@pytest.mark.parametrize("sizes", [(3, 4, 2), (2, 3, 2, 1)])
def test_a_rank_by_automatic_differentiation_is_the_same(sizes, activation):
    generator = torch.Generator().manual_seed(3)
    points = torch.randn(60, sizes[0], generator=generator, dtype=torch.float64)
    shapes = list(pairwise(sizes))

    def respond(flat):
        values, start = points, 0
        for number, (before, after) in enumerate(shapes):
            weights = flat[start : start + before * after].reshape(before, after)
            start += before * after
            values = values @ weights + flat[start : start + after]
            start += after
            if number < len(shapes) - 1:
                values = values.tanh() if activation is Activation.TANH else values.relu()
        return values.flatten()

    ranks = []
    for _ in range(40):
        flat = torch.randn(sum((a + 1) * b for a, b in shapes), generator=generator).double()
        jacobian = torch.func.jacfwd(respond)(flat).numpy()
        ranks.append(int(np.linalg.matrix_rank(jacobian)))
    assert find_generic_rank(sizes, activation) == max(ranks)
