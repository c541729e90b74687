"""Accuracy over widths: the verdicts from accuracies that are known, and the training itself."""

import numpy as np
import pytest

from engine.exhibits.claim import Verdict
from engine.studies.sizing.accuracy_claims import judge_accuracy
from engine.studies.sizing.accuracy_exhibits import make_accuracy_figure, make_accuracy_table
from engine.studies.sizing.accuracy_findings import (
    OPEN,
    REFUTED,
    SHOWN,
    count_dips,
    judge_requirement,
)
from engine.studies.sizing.accuracy_study import compute, make_grid
from engine.studies.study import Profile
from tests.studies.sizing.samples import make_tested

PEAK = {1: 80, 2: 88, 4: 95, 8: 93, 16: 90}
GROWS = {1: 80, 2: 85, 4: 90, 8: 95, 16: 97}
FLAT = {1: 90, 2: 90, 4: 90, 8: 90, 16: 90}
DESCENDS_TWICE = {1: 85, 2: 90, 4: 88, 16: 80, 64: 92}


@pytest.mark.parametrize(
    ("accuracies", "verdict", "best"), [(PEAK, SHOWN, 4), (GROWS, REFUTED, 16), (FLAT, OPEN, None)]
)
def test_a_verdict_follows_the_accuracies(accuracies, verdict, best):
    for found in judge_requirement([make_tested("iris", accuracies)]):
        assert found.verdict == verdict
        assert found.required.estimate == pytest.approx(accuracies[4], abs=0.2)
        assert best in (None, found.best_hidden)
        assert found.memorised_from == 16


def test_at_an_end_of_the_widths_nothing_is_shown():
    (found, _) = judge_requirement([make_tested("iris", {4: 95, 8: 90, 16: 85})])
    assert found.verdict == OPEN


def test_a_difference_within_the_noise_of_draws_is_none():
    record = make_tested("iris", {**PEAK, 8: 95.02})
    assert {found.verdict for found in judge_requirement([record])} == {OPEN}


def test_a_dip_lies_below_a_narrower_and_a_wider_layer():
    dipping = make_tested("wine", DESCENDS_TWICE)
    assert count_dips([dipping, make_tested("iris", GROWS)]) == ["wine"]
    assert count_dips([make_tested("wine", DESCENDS_TWICE, memorised_from=64)]) == []
    assert count_dips([make_tested("wine", DESCENDS_TWICE, memorised_from=999)]) == []


@pytest.mark.parametrize(
    ("families", "best", "dip"),
    [
        ((PEAK, PEAK), Verdict.HOLDS, Verdict.FAILS),
        ((PEAK, FLAT), Verdict.OPEN, Verdict.FAILS),
        ((PEAK, GROWS), Verdict.FAILS, Verdict.FAILS),
        ((PEAK, DESCENDS_TWICE), Verdict.FAILS, Verdict.HOLDS),
    ],
)
def test_accuracies_turn_the_sentences(families, best, dip):
    records = [make_tested(f"set {place}", one) for place, one in enumerate(families)]
    assert [one.verdict for one in judge_accuracy(records)] == [best, dip]


def test_where_nothing_is_memorised_no_dip_is_tested():
    (_, dip) = judge_accuracy([make_tested("iris", PEAK, memorised_from=999)])
    assert dip.verdict is Verdict.UNTESTABLE


def test_table_and_figure_have_every_family():
    records = [make_tested("iris", PEAK), make_tested("wine", GROWS, memorised_from=999)]
    table, figure = make_accuracy_table(records), make_accuracy_figure(records)
    assert list(table.frame["family"]) == ["iris", "iris", "wine", "wine"]
    assert len(figure.data) == len(PEAK) + len(GROWS)
    assert sum(axes.axison for axes in figure.draw().axes) == 2


@pytest.mark.framework
@pytest.mark.usefixtures("one_thread")
def test_wide_networks_get_all_training_rows_right_and_one_neuron_cannot_tell_exclusive_or():
    (params,) = [one for one in make_grid(Profile.STANDARD) if one["family"] == "xor-2"]
    result = compute({**params, "shuffled_percent": 0, "draws": 3, "steps": 200})
    narrow, wide = result["widths"][0], result["widths"][-1]
    assert narrow["hidden"] == 1
    assert max(narrow["training_percent"]) < 90
    assert min(wide["training_percent"]) > 99
    for name in ("test_percent", "stopped_percent"):
        assert np.mean(wide[name]) > np.mean(narrow[name]) + 10
    assert len(narrow["test_percent"]) == 3
