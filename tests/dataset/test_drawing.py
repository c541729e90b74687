import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dataset.drawing import draw, draw_order, draw_weights

WORDS = st.integers(0, 2**32 - 1)


def mix(word):
    """The finalizer as its author has it, in integers without end."""
    word ^= word >> 16
    word = word * 0x85EBCA6B % 2**32
    word ^= word >> 13
    word = word * 0xC2B2AE35 % 2**32
    return word ^ word >> 16


def test_the_finalizer_gives_its_published_value():
    """Of MurmurHash3, and so what this file derives draws from is that function."""
    assert mix(1) == 0x514E28B7


@given(WORDS, st.lists(WORDS, min_size=1, max_size=5))
def test_draws_are_those_of_whole_numbers(seed, counters):
    found = draw(seed, np.array(counters, dtype=np.uint32)).tolist()
    start = mix((seed + 0x9E3779B9) % 2**32)
    assert found == [mix((mix(counter) + start) % 2**32) for counter in counters]


def test_an_order_has_every_row_once_and_another_seed_another_one():
    first, second = draw_order(7, 1000), draw_order(8, 1000)
    assert sorted(first.tolist()) == list(range(1000))
    assert (first == second).sum() < 20
    assert abs(np.corrcoef(first, np.arange(1000))[0, 1]) < 0.1


def test_weights_are_even_between_the_ends():
    weights = draw_weights(5, 100_000)
    assert weights.min() >= -1
    assert weights.max() < 1
    assert weights.mean() == pytest.approx(0, abs=0.01)
    assert weights.var() == pytest.approx(1 / 3, abs=0.01)
