import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.dataset.neighbours import MOST_ROWS, Neighbours
from tests.dataset.test_sums import Spread

ROWS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 2)), min_size=2)


@given(ROWS)
def test_each_row_is_held_against_the_first_of_those_nearest(rows):
    *inputs, labels = (np.array(column) for column in zip(*rows, strict=True))
    strangers = 0
    for place, row in enumerate(rows):
        apart = [sum((a - b) ** 2 for a, b in zip(one[:2], row[:2], strict=True)) for one in rows]
        apart[place] = 1000
        nearest = apart.index(min(apart))
        strangers += rows[nearest][2] != row[2]
    spreads = [Spread(0.0, 1.0)] * 2
    found = Neighbours([one.astype(float) for one in inputs], spreads)
    assert found.count_strangers(labels) == strangers


def test_many_rows_are_sampled():
    values = np.random.default_rng(0).normal(size=20_000)
    found = Neighbours([values], [Spread(0.0, 1.0)])
    assert found.rows == MOST_ROWS
    assert found.count_strangers((values > 0).astype(int)) <= 2
