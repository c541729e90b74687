"""Networks held against CNN1: equivalence, and what is not tested."""

from math import isnan

import numpy as np
import pytest

from engine.studies.tuning.equivalence import (
    hold_against_reference,
    hold_digits_against_reference,
    is_smaller_with_higher_g,
)
from engine.studies.tuning.networks import listed_networks, measure
from engine.studies.tuning.outcomes import Outcome

DIGITS = 10_000


def train(place, wrong, seeds=3, digits_wrong=20):
    """A network that errs on the last `wrong` digits, a few more or less with each seed."""
    spec = listed_networks()[place]
    runs = [np.arange(DIGITS) < DIGITS - wrong - seed for seed in range(seeds)]
    digits = np.arange(1_797) < 1_797 - digits_wrong
    return Outcome(spec, measure(spec), 0.01, np.stack(runs).astype(float), digits.astype(float))


def test_the_same_errors_are_equivalent_and_many_more_are_worse():
    outcomes = [train(0, 100), train(1, 104), train(2, 400)]
    outcomes[1].runs[0, :3] = 0  # seeds differ from those of CNN1
    outcomes[2].runs[0, :3] = 0
    found = hold_against_reference(outcomes)
    assert list(found) == ["cnn2", "t1"]
    assert found["cnn2"].is_equivalent
    assert not found["cnn2"].is_worse
    assert found["t1"].is_worse
    assert not found["t1"].is_equivalent
    assert found["t1"].difference.estimate == pytest.approx(-3.01)


def test_one_seed_is_not_tested_and_does_not_count_in_the_correction():
    pair = [train(0, 100), train(1, 104)]
    pair[1].runs[0, :3] = 0
    alone = hold_against_reference(pair)["cnn2"].p
    found = hold_against_reference([*pair, train(2, 400, seeds=1)])
    assert isnan(found["t1"].p)
    assert not found["t1"].is_equivalent
    assert not found["t1"].is_worse
    assert found["cnn2"].p == alone


@pytest.mark.parametrize(("wrong", "equivalent"), [(20, True), (23, True), (60, False)])
def test_on_other_digits_the_margin_is_one_point(wrong, equivalent):
    outcomes = [train(0, 100, digits_wrong=20), train(1, 100, digits_wrong=wrong)]
    assert hold_digits_against_reference(outcomes)["cnn2"].is_equivalent == equivalent


def test_smaller_with_a_higher_g_is_both():
    outcomes = [train(place, 100) for place in range(6)]
    assert [is_smaller_with_higher_g(one, outcomes) for one in outcomes] == [
        False,  # CNN1 itself
        True,
        True,
        True,
        False,  # T3 has more parameters
        True,
    ]
