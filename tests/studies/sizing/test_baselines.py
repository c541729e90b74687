"""Counts that stand beside the capacity requirement, against what they are by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.studies.sizing.baselines import (
    count_borderline,
    count_leaves,
    count_minority_slices,
    count_prototypes,
)

SEEDS = st.integers(0, 10_000)


def draw(seed, rows=25):
    generator = np.random.default_rng(seed)
    return generator.standard_normal((rows, 2)), generator.integers(0, 2, rows)


@pytest.mark.parametrize("count", [count_leaves, count_prototypes, count_borderline])
def test_labels_that_alternate_on_a_line_leave_nothing_out(count):
    line = np.arange(12.0)[:, None]
    assert count(line, np.arange(12) % 2) == 12


@pytest.mark.parametrize("count", [count_leaves, count_prototypes, count_borderline])
def test_two_clusters_take_two(count):
    line = np.concatenate([np.arange(5.0), 100 + np.arange(5.0)])[:, None]
    assert count(line, np.repeat([0, 1], 5)) == 2


@pytest.mark.parametrize(("minority", "inputs", "slices"), [(10, 4, 5), (10, 3, 7), (1, 30, 1)])
def test_slices_are_twice_the_smaller_class_over_the_inputs(minority, inputs, slices):
    labels = np.repeat([0, 1], [minority, 2 * minority])
    assert count_minority_slices(labels, inputs) == slices
    assert count_minority_slices(1 - labels, inputs) == slices


@settings(max_examples=25)
@given(SEEDS)
def test_borderline_rows_are_those_of_a_tree_grown_row_by_row(seed):
    """Prim's method, which grows the tree from one row, in place of Kruskal's."""
    rows, labels = draw(seed)
    inside, borderline = [0], set()
    while len(inside) < len(rows):
        outside = [row for row in range(len(rows)) if row not in inside]
        _, near, new = min(
            (float(np.linalg.norm(rows[one] - rows[other])), one, other)
            for one in inside
            for other in outside
        )
        inside.append(new)
        if labels[near] != labels[new]:
            borderline |= {near, new}
    assert count_borderline(rows, labels) == len(borderline)


@settings(max_examples=25)
@given(SEEDS)
def test_prototypes_do_not_depend_on_units_and_are_no_fewer_than_classes(seed):
    rows, labels = draw(seed)
    count = count_prototypes(rows, labels)
    assert count == count_prototypes(7 * rows, 1 - labels)
    assert len(np.unique(labels)) <= count <= len(rows)
