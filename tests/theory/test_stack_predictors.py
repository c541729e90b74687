"""Counts of a stack against networks and against sums done another way."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.theory.stack_predictors import (
    functional_sum,
    narrowest_hidden,
    parameters_less_hidden,
)

STACKS = st.lists(st.integers(1, 64), min_size=2, max_size=6).map(tuple)


def jacobian_rank(sizes, *, points, seed):
    """Return the rank of the outputs' derivatives, by parameters, of a random rectified stack."""
    random = np.random.default_rng(seed)
    values = random.standard_normal((points, sizes[0]))
    weights = [
        (random.standard_normal((before, after)), random.standard_normal(after))
        for before, after in pairwise(sizes)
    ]
    seen, active = [values], []
    for matrix, threshold in weights:
        sums = seen[-1] @ matrix + threshold
        active.append(sums > 0)
        seen.append(np.maximum(sums, 0))
    slopes, columns = np.ones((points, sizes[-1])), []
    for layer in reversed(range(len(weights))):
        if layer < len(weights) - 1:
            slopes = (slopes @ weights[layer + 1][0].T) * active[layer]
        columns.append((seen[layer][:, :, None] * slopes[:, None, :]).reshape(points, -1))
        columns.append(slopes)
    return int(np.linalg.matrix_rank(np.concatenate(columns, axis=1), rtol=1e-9))


@pytest.mark.parametrize("sizes", [(2, 3, 1), (3, 4, 1), (4, 3, 2, 1)])
def test_the_rank_of_random_rectified_networks_reaches_parameters_less_hidden(sizes):
    ranks = [jacobian_rank(sizes, points=300, seed=seed) for seed in range(10)]
    assert max(ranks) == parameters_less_hidden(sizes)


@given(STACKS)
def test_each_hidden_neuron_takes_one_parameter_away(sizes):
    weights = sum(before * after for before, after in pairwise(sizes))
    assert parameters_less_hidden(sizes) == weights + sizes[-1]


@given(STACKS)
def test_the_functional_sum_is_that_of_its_slices(sizes):
    total = sum(
        min(sizes[: place + 1]) * sizes[place] * sizes[place + 1] for place in range(len(sizes) - 1)
    )
    assert functional_sum(sizes) == total


def test_the_functional_sum_of_one_neuron_is_its_inputs_squared():
    assert functional_sum((7, 1)) == 49


@given(STACKS)
def test_the_narrowest_hidden_layer_is_one_of_them(sizes):
    narrowest = narrowest_hidden(sizes)
    if len(sizes) == 2:
        assert narrowest == sizes[0]
    else:
        assert narrowest in sizes[1:-1]
        assert all(narrowest <= width for width in sizes[1:-1])


@pytest.mark.parametrize("count", [parameters_less_hidden, functional_sum, narrowest_hidden])
def test_sizes_of_no_stack_are_refused(count):
    with pytest.raises(ValueError, match="8, 0"):
        count((8, 0, 1))
