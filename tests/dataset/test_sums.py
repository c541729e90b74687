from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dataset.sums import add_up, sum_as_they_are, sum_standardised


@dataclass
class Spread:
    center: float
    scale: float


TENTHS = st.lists(st.tuples(*[st.integers(-999, 999)] * 3), min_size=2, max_size=20)


@given(TENTHS, st.integers(0, 6))
def test_sums_of_decimals_are_equal_where_the_decimals_are(rows, places):
    """0.1 + 0.2 and 0.3 tie, as in exact arithmetic."""
    texts = [[str(Fraction(value, 1)) + f"e-{places}" for value in row] for row in rows]
    inputs = [np.array([float(row[column]) for row in texts]) for column in range(3)]
    found = sum_as_they_are(inputs)
    exact = [sum(Fraction(text) for text in row) for row in texts]
    same = [[a == b for a in found] for b in found]
    assert same == [[a == b for a in exact] for b in exact]
    assert np.argsort(found, kind="stable").tolist() == sorted(
        range(len(exact)), key=exact.__getitem__
    )


def test_other_numbers_are_added_as_they_are():
    inputs = [np.array([1 / 3, 2.0]), np.array([1e-9, 5.0])]
    assert sum_as_they_are(inputs).tolist() == [1 / 3 + 1e-9, 7.0]


def test_numbers_too_large_to_stay_exact_are_not_scaled():
    inputs = [np.array([0.5, 2.0**53]), np.array([0.25, 1.0])]
    assert sum_as_they_are(inputs).tolist() == [0.75, 2.0**53 + 1.0]


@given(st.lists(st.tuples(*[st.floats(-1e6, 1e6)] * 4), min_size=1, max_size=8))
def test_standardised_sums_are_added_column_by_column(rows):
    spreads = [Spread(1.0, 2.0), Spread(-3.0, 0.1), Spread(0.0, 7.0), Spread(5.0, 3.0)]
    weights = np.array([0.3, -1.0, 0.7, 0.1])
    inputs = [np.array(column) for column in zip(*rows, strict=True)]
    wanted = []
    for row in rows:
        total = 0.0
        for value, spread, weight in zip(row, spreads, weights.tolist(), strict=True):
            total += (value - spread.center) / spread.scale * weight
        wanted.append(total)
    assert sum_standardised(inputs, spreads, weights).tolist() == wanted


def test_many_rows_are_added_as_few_are():
    """More than a processor takes at a time."""
    inputs = list(np.random.default_rng(0).normal(size=(3, 40_000)))
    spreads = [Spread(0.1, 0.9)] * 3
    found = sum_standardised(inputs, spreads)
    for rows in (slice(0, 10), slice(16_380, 16_390), slice(39_990, 40_000)):
        few = sum_standardised([values[rows] for values in inputs], spreads)
        assert found[rows].tolist() == few.tolist()


def test_numbers_are_added_in_their_order():
    values = np.array([1e16, 1.0, 1.0, -1e16] * 4)
    total = 0.0
    for value in values.tolist():
        total += value
    assert add_up(values) == total
    assert add_up(values) != pytest.approx(8.0)
