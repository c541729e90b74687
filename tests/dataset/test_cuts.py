"""Cuts of a quantity: found on some rows, kept for others."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.dataset.cuts import find_cuts

VALUES = st.lists(st.integers(-20, 20).map(float), min_size=1, max_size=60)


@given(VALUES, st.integers(2, 12))
def test_rows_that_cuts_were_found_on_lie_in_the_ranges_that_are_named(values, bins):
    cuts = find_cuts(np.array(values), bins)
    labels = cuts.find(values)
    assert set(labels.tolist()) == set(range(len(cuts.classes)))
    assert cuts.count_outside(np.array(values)) == 0
    for value, label in zip(values, labels, strict=True):
        assert all(edge < value for edge in cuts.edges[:label])
        assert all(edge >= value for edge in cuts.edges[label:])


@given(VALUES, st.integers(2, 12))
def test_what_lies_outside_is_in_an_end_range_and_counted(values, bins):
    cuts = find_cuts(np.array(values), bins)
    beyond = np.array([min(values) - 1, max(values) + 1])
    assert cuts.count_outside(np.array([*values, *beyond])) == 2
    assert cuts.find(beyond).tolist() == [0, len(cuts.classes) - 1]
