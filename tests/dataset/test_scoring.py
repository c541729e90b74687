"""What a model gets right, in rows and bits, over its capacity."""

from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import mutual_info_score
from statsmodels.stats.proportion import proportion_confint

from engine.dataset.scoring import Verdict, generalize, judge, score, told_information, wilson_ends
from engine.theory.information import label_information

READINGS = ("decision_layer", "width_capped", "running_minimum", "all_parameters")

pairs = st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 3)), min_size=1, max_size=60)


@given(pairs)
def test_told_bits_are_rows_times_mutual_information(rows):
    predicted, labels = (np.array(column) for column in zip(*rows, strict=True))
    told = told_information(predicted, labels)
    by_sklearn = len(rows) * mutual_info_score(labels, predicted) / np.log(2)
    assert told == pytest.approx(by_sklearn, abs=1e-9)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60))
def test_whoever_is_always_right_tells_all_and_who_names_one_class_nothing(rows):
    labels = np.array(rows)
    all_right = score(labels, labels, 4)
    assert all_right.told_bits == pytest.approx(label_information(all_right.label_counts))
    assert all_right.told_bits == pytest.approx(all_right.right_bits)
    assert score(np.zeros_like(labels), labels, 4).told_bits == 0


def test_a_score_by_hand():
    found = score(np.array([0, 0, 1, -1]), np.array([0, 0, 1, 1]), 2)
    assert (found.rows_right, found.accuracy, found.commonest_rows) == (3, 0.75, 2)
    assert (found.label_entropy_bits, found.right_bits, found.commonest_bits) == (1, 3, 2)
    assert found.told_bits == pytest.approx(4)  # -1 marks its row as well as a label would
    assert found.is_better_than_naming_one


def test_guessing_has_a_large_g_and_is_not_taken_for_more_than_fits():
    """10,000 rows of two classes in equal parts, answered at random, by a neuron of 3 bits."""
    labels = np.arange(10_000) % 2
    guesses = np.arange(10_000) // 2 % 2
    found = score(guesses, labels, 2)
    one = generalize(found, dict.fromkeys(READINGS, 3))[0]
    assert one.g_bits == pytest.approx(5_000 / 3)
    assert (one.g_told, one.verdict) == (0, Verdict.SURE_TO_FIT)


def test_g_is_what_is_right_over_mec_by_each_reading():
    labels = np.array([0] * 30 + [1] * 10)
    found = score(labels, labels, 2)
    entropy = log2(4) / 4 + 0.75 * log2(4 / 3)
    rows = generalize(found, dict(zip(READINGS, (10, 20, 30, 40), strict=True)))
    assert [one.reading.value for one in rows] == list(READINGS)
    for one, mec_bits in zip(rows, (10, 20, 30, 40), strict=True):
        assert one.g_rows == 40 / mec_bits
        assert one.g_bits == pytest.approx(40 * entropy / mec_bits)
        assert one.g_told == pytest.approx(one.g_bits)


@pytest.mark.parametrize(
    ("g_told", "verdict"),
    [
        (0, Verdict.SURE_TO_FIT),
        (1, Verdict.SURE_TO_FIT),
        (1.001, Verdict.NOT_SURE_TO_FIT),
        (2, Verdict.NOT_SURE_TO_FIT),
        (2.001, Verdict.BEYOND_HALF),
    ],
)
def test_verdicts_change_at_one_and_two(g_told, verdict):
    assert judge(g_told) is verdict


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_wilsons(counts):
    assert wilson_ends(*counts) == pytest.approx(
        proportion_confint(*counts, method="wilson"), abs=1e-9
    )
