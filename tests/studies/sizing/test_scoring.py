"""Scores on both sides, of rules whose scores are known."""

import numpy as np
import pytest

from engine.studies.sizing.scoring import Cases, Rule, compare, follow, score

LEAST = np.array([2.0, 4, 8, 3, 6, 6])
CASES = Cases(
    families=("a", "a", "a", "b", "b", "b"),
    tables=("a 1", "a 1", "a 1", "b 1", "b 1", "b 1"),
    least=LEAST,
)


def score_one(cases, hidden, low=None, high=None):
    """The score of a rule among others, which must not matter."""
    others = [Rule("half", hidden / 2), Rule("one", np.ones_like(hidden))]
    return score(cases, [others[0], Rule("own", hidden, low, high), others[1]])[1]


def test_the_truth_is_without_error_fits_and_half_of_it_never_does():
    found = score_one(CASES, LEAST, LEAST, LEAST)
    assert (found["error"], found["mean_error"], found["bias"]) == (0, 0, 0)
    assert (found["fit_percent"], found["half_fit_percent"]) == (100, 0)
    assert found["within_two_percent"] == found["covered_percent"] == 100
    assert found["follows"] == pytest.approx(1.0)


def test_twice_the_truth_is_off_by_one_power_and_oversizing_shows():
    found = score_one(CASES, 2 * LEAST)
    assert (found["error"], found["bias"], found["bias_low"], found["bias_high"]) == (1, 1, 1, 1)
    assert found["half_fit_percent"] == 100
    assert found["covered_percent"] is None


def test_too_little_does_not_fit_and_its_bias_is_below_zero():
    found = score_one(CASES, LEAST / 4, LEAST, 2 * LEAST)
    assert (found["error"], found["bias"], found["fit_percent"]) == (2, -2, 0)
    assert found["within_two_percent"] == 0
    assert found["covered_percent"] == 100


def test_half_of_an_odd_estimate_is_rounded_down():
    one = Cases(("a", "b"), ("a", "b"), np.array([2.0, 1.0]))
    assert score_one(one, np.array([3.0, 1.0]))["half_fit_percent"] == 0
    assert score_one(one, np.array([4.0, 1.0]))["half_fit_percent"] == 50


def test_what_does_not_change_follows_nothing_and_what_turns_round_follows_backwards():
    assert follow(CASES, np.full(6, 5.0)) == 0
    assert follow(CASES, -LEAST) == pytest.approx(-1.0)
    assert follow(Cases(("a", "a"), ("a", "a"), np.array([2.0, 2.0])), np.array([1.0, 2])) is None


def test_a_rule_is_compared_with_the_best_of_the_others():
    gain = compare(CASES, LEAST, [2 * LEAST, 8 * LEAST])
    assert (gain.estimate, gain.low, gain.high) == (1, 1, 1)
    assert compare(CASES, 4 * LEAST, [8 * LEAST, 2 * LEAST]).estimate == -1


def test_the_best_of_the_others_is_chosen_anew_in_each_resample():
    """Each of two rules is right on one family: together they are right wherever one family is."""
    in_a = np.array(CASES.families) == "a"
    others = [np.where(in_a, LEAST, 2 * LEAST), np.where(in_a, 2 * LEAST, LEAST)]
    assert compare(CASES, LEAST, others).low == 0
