"""Rows that count for as many of random labels."""

from hypothesis import given
from hypothesis import strategies as st

from engine.dataset.effective_rows import count_effective_rows

ROWS = st.integers(1, 10**6)


@given(ROWS, st.floats(0.5, 1e6))
def test_they_are_none_without_a_change_and_all_where_labels_change_as_at_random(rows, expected):
    assert count_effective_rows(rows, 0, expected) == 0
    assert count_effective_rows(rows, int(expected) + 1, expected) == rows


@given(ROWS, st.integers(0, 500))
def test_half_the_changes_are_half_the_rows(rows, changes):
    assert count_effective_rows(rows, changes, 1000.0) * 2 == count_effective_rows(
        rows, 2 * changes, 1000.0
    )
