"""The sizes that a law is made of, re-derived layer by layer."""

from itertools import pairwise
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.theory.stack_law import (
    BASES,
    TERMS,
    count_parameters_behind,
    find_base,
    predict_points,
    sum_capped,
    sum_throttled,
)

STACKS = st.lists(st.integers(1, 9), min_size=3, max_size=6).map(tuple)


def count_weights(sizes):
    return sum(before * after for before, after in pairwise(sizes))


@given(STACKS)
def test_without_a_shape_all_count_alike(sizes):
    assert sum_throttled(sizes, 0.0) == count_weights(sizes)
    assert sum_capped(sizes, 1.0) == count_weights(sizes) + sum(sizes[1:])


@given(STACKS)
def test_with_a_large_shape_only_what_lies_before_a_narrowing_counts(sizes):
    hidden, total = sizes[1:-1], sizes[0] * sizes[1]
    for place in range(1, len(sizes) - 1):
        if len(set(hidden[:place])) > 1:
            break
        total += sizes[place] * sizes[place + 1]
    assert sum_throttled(sizes, 500.0) == pytest.approx(total)


@given(STACKS, st.floats(0, 1))
def test_a_share_of_what_lies_behind_is_between_none_and_all(sizes, share):
    behind = count_parameters_behind(sizes)
    every = count_weights(sizes) + sum(sizes[1:])
    assert sizes[-1] * 2 <= behind < every
    assert sum_capped(sizes, share) == pytest.approx(every - behind + share * behind)


@given(STACKS)
def test_terms_and_sizes_have_logarithms(sizes):
    assert all(term.count(sizes) >= 1 for term in TERMS)
    assert all(base.measure(sizes, shape) > 0 for base in BASES for shape in base.shapes)


def test_a_law_is_evaluated_as_written():
    law = {
        "base": "capped_sum",
        "shape": {"estimate": 0.5},
        "intercepts": {"tanh": {"estimate": log(2)}},
        "terms": [{"name": "inputs", "estimate": 0.5}, {"name": "hidden_layers", "estimate": -1.0}],
    }
    # 4-4-2-4-3: 30 parameters before, 12 + 15 behind
    expected = 2 * (30 + 27 / 2) * 4**0.5 / 3 / 3
    assert predict_points(law, (4, 4, 2, 4, 3), "tanh") == pytest.approx(expected)
    with pytest.raises(KeyError, match="tanh"):
        predict_points(law, (4, 4, 1), "step")


def test_an_unknown_size_is_named():
    with pytest.raises(KeyError, match="throttled_sum"):
        find_base("nothing")
