"""Tables that are drawn, and labels that change places."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.studies.sizing.families import FAMILIES, draw_task, name_unit, shuffle_labels


@pytest.mark.parametrize("family", FAMILIES)
def test_tables_have_two_classes_and_no_two_equal_rows(family):
    task = draw_task(family, 50, seed=1)
    assert len(np.unique(task.rows, axis=0)) == len(task.rows) == 50
    assert set(task.labels) == {0, 1}
    assert np.allclose(task.standardised.mean(axis=0), 0)
    assert np.allclose(task.standardised.std(axis=0), 1)


def test_a_draw_is_repeated_by_its_seed_alone():
    again, other = draw_task("digits", 40, seed=3), draw_task("digits", 40, seed=4)
    assert (draw_task("digits", 40, seed=3).rows == again.rows).all()
    assert again.rows.shape != other.rows.shape or (again.rows != other.rows).any()


def test_exclusive_or_is_what_it_is_called():
    task = draw_task("xor-3", 60, seed=0)
    assert (task.labels == (np.prod(task.rows, axis=1) > 0)).all()


def test_iris_tells_versicolor_from_the_rest():
    task = draw_task("iris", 149, seed=0)
    assert task.labels.sum() == 50


@pytest.mark.parametrize(("family", "rows"), [("iris", 150), ("moons", 10)])
def test_what_cannot_be_drawn_is_named(family, rows):
    with pytest.raises(ValueError, match=family):
        draw_task(family, rows, seed=0)


@given(st.lists(st.integers(0, 1), min_size=1, max_size=80), st.integers(0, 9))
def test_shuffled_labels_keep_their_counts_and_smaller_shares_lie_in_larger_ones(drawn, seed):
    labels = np.array(drawn)
    moved = []
    for percent in (0, 25, 100):
        shuffled = shuffle_labels(labels, percent, seed)
        assert shuffled.sum() == labels.sum()
        moved.append(int((shuffled != labels).sum()))
        assert moved[-1] <= round(len(labels) * percent / 100)
    assert moved[0] == 0


def test_all_labels_shuffled_agree_as_often_as_chance_has_it():
    labels = np.arange(1000) % 2
    agreed = (shuffle_labels(labels, 100, seed=0) == labels).mean()
    assert abs(agreed - 0.5) < 0.07


def test_exclusive_or_is_one_unit_and_breast_cancer_another():
    assert {name_unit(family) for family in FAMILIES} == {
        *(family for family in FAMILIES if not family.startswith("xor-")),
        "xor",
    }
