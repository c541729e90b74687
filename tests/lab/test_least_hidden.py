"""The smallest hidden layer: the search against known thresholds, training against known gates."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lab.least_hidden import Labellings, Width, ask_each, search_widths

THRESHOLDS = st.lists(st.integers(1, 70), min_size=1, max_size=6)


def passes(thresholds, width, places):
    return np.array([width >= thresholds[place] for place in places])


@given(THRESHOLDS, st.integers(1, 60))
def test_search_ends_at_the_threshold_of_each_labelling(thresholds, most):
    found = search_widths(partial(passes, thresholds), len(thresholds), most)
    for threshold, width in zip(thresholds, found, strict=True):
        if threshold > most:
            assert width == Width(None, most)
        else:
            assert width == Width(threshold, threshold - 1)


@given(THRESHOLDS)
def test_search_never_asks_the_same_twice_and_not_much_beyond(thresholds):
    asked = []

    def test(width, places):
        asked.extend((width, place) for place in places)
        return passes(thresholds, width, places)

    search_widths(test, len(thresholds), most=128)
    assert len(asked) == len(set(asked))
    assert all(width < 2 * thresholds[place] for width, place in asked)


def test_each_is_asked_at_its_own_width_and_some_not_at_all():
    thresholds = [3, 3, 5, 1]
    found = ask_each(partial(passes, thresholds), [2, 3, None, 0])
    assert found == [False, True, None, None]


@pytest.mark.framework
@pytest.mark.usefixtures("one_thread")
def test_gates_need_as_many_neurons_as_is_known():
    """AND is separable; of exclusive or of two inputs two neurons are needed, and enough."""
    pytest.importorskip("torch")
    rows = np.array([[-1.0, -1], [-1, 1], [1, -1], [1, 1]])
    gates = np.array([[0, 0, 0, 1], [0, 1, 1, 0]])
    test = partial(Labellings(rows, gates, steps=200, seed=1).test, restarts=range(8))
    assert search_widths(test, 2, most=4) == [Width(1, 0), Width(2, 1)]
