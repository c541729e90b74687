import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dataset.contradictions import find_contradictions
from engine.dataset.tree import MOST_ROWS, grow_tree

ROWS = st.lists(st.tuples(*[st.integers(0, 5)] * 2, st.integers(0, 2)), min_size=2, max_size=40)


@given(ROWS)
def test_a_tree_gets_all_right_but_contradictions(rows):
    *inputs, labels = (np.array(column) for column in zip(*rows, strict=True))
    inputs = [values.astype(float) for values in inputs]
    tree = grow_tree(inputs, labels, 3)
    assert tree.rows_wrong == find_contradictions(inputs, labels, 3).rows_wrong
    assert tree.leaves == tree.tests + 1 <= len({row[:2] for row in rows})
    assert tree.depth <= tree.tests


@pytest.mark.parametrize("name", ["load_iris", "load_wine", "load_breast_cancer"])
def test_a_tree_is_about_as_large_as_that_of_another_program(name):
    from sklearn import datasets
    from sklearn.tree import DecisionTreeClassifier

    table = getattr(datasets, name)()
    other = DecisionTreeClassifier(random_state=0).fit(table.data, table.target)
    tree = grow_tree(list(table.data.T.copy()), table.target, len(table.target_names))
    assert tree.leaves == pytest.approx(other.get_n_leaves(), rel=0.2)
    assert (tree.rows, tree.rows_wrong) == (len(table.data), 0)


def test_random_labels_need_a_leaf_for_every_few_rows_and_a_rule_needs_few():
    rng = np.random.default_rng(0)
    inputs = list(rng.normal(size=(3, 600)))
    assert grow_tree(inputs, rng.integers(0, 2, 600), 2).leaves > 150
    assert grow_tree(inputs, (inputs[1] > 0.5).astype(int), 2).leaves == 2


def test_many_rows_are_sampled():
    values = np.arange(20_000.0)
    assert grow_tree([values], (values > 9).astype(int), 2).rows == MOST_ROWS
