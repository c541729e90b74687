from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.dataset.label_changes import count_label_changes, count_thresholds, sort_sums
from engine.theory.information import TieOrder
from engine.theory.information import count_label_changes as count_exactly

ROWS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), min_size=1, max_size=30)


@given(ROWS, st.sampled_from(TieOrder), st.sampled_from([0, 70]))
def test_changes_are_those_of_the_exact_count(rows, how, shift):
    """For few classes and for more than a machine word has bits."""
    sums, labels = zip(*rows, strict=True)
    ties = sort_sums(np.array(sums, dtype=float))
    found = count_label_changes(ties, np.array(labels) + shift, how)
    assert found == count_exactly(sums, labels, how)


@given(ROWS)
def test_thresholds_get_all_but_the_counted_rows_right(rows):
    """The network that they stand for, built: step neurons along the sum, one output a class."""
    sums, labels = (np.array(part) for part in zip(*rows, strict=True))
    found = count_thresholds(sort_sums(sums.astype(float)), labels, 4)
    of_sum = {
        value: np.bincount(labels[sums == value], minlength=4).argmax() for value in np.unique(sums)
    }
    values = sorted(of_sum)
    cuts = [(a + b) / 2 for a, b in pairwise(values) if of_sum[a] != of_sum[b]]
    hidden = np.array([[float(value > cut) for cut in cuts] for value in sums])
    pieces = [values[0], *[next(v for v in values if v > cut) for cut in cuts]]
    wanted = np.eye(4)[[of_sum[value] for value in pieces]]
    outputs = hidden.reshape(len(sums), len(cuts)) @ np.diff(wanted, axis=0) + wanted[0]
    assert found.neurons == len(cuts)
    assert found.rows_wrong == int((outputs.argmax(axis=1) != labels).sum())
