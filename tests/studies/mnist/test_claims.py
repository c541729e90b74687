"""What is said of CNN1 and CNN2 follows from runs: seeds and digits are samples alike."""

import numpy as np
import pandas as pd
import pytest

from engine.exhibits.claim import Evidence, Verdict
from engine.lab.bitmap import encode_bitmap
from engine.lab.crossed import crossed_mean
from engine.networks.mnist_cnn import NETWORK_NAMES
from engine.studies.mnist import claims, evidence, margins
from engine.studies.mnist import networks_study as mnist_networks
from engine.studies.mnist.comparison import comparison_frame, difference_points
from engine.studies.mnist.networks import network_facts
from engine.studies.mnist.results import variants_frame
from engine.studies.notebooks import study as notebooks
from engine.studies.study import Profile
from tests import ROOT
from tests.exhibits.report_samples import make_record

DIGITS = 10_000
PRINTED = notebooks.compute({})["mnist"]
AS_MEASURED = (9889, 9896, 9901, 9907, 9912)
"""Test digits that CNN1 gets right over five seeds: 99.01 %, standard deviation 0.09."""

BEHIND = (-84, -69, -60, -44, -43)
"""How many fewer CNN2 gets right: -0.60 points, standard deviation 0.173."""


def score(correct, seed, kind):
    """A result with so many right digits; some are hard for every run, some for a network."""
    of_network, of_run = (np.random.default_rng(entropy) for entropy in (kind, [kind, seed]))
    noise = of_network.normal(size=DIGITS) + of_run.normal(size=DIGITS) / 2
    hardness = np.linspace(0, 4, DIGITS) + noise
    flags = np.ones(DIGITS, bool)
    flags[np.argsort(hardness)[correct:]] = False
    return {
        "test_correct_bitmap": encode_bitmap(flags),
        "test_correct": correct,
        "test_examples": DIGITS,
        "train_examples": 60_000,
        "timing": {"epoch_cpu_seconds": [1.0]},
    }


def make_runs(first, differences, *, gaps=(0.004, 0.004)):
    runs = []
    for seed, (correct, difference) in enumerate(zip(first, differences, strict=True)):
        for name in NETWORK_NAMES:
            for batch_norm in (True, False):
                right = correct + (difference if name == "cnn2" else 0)
                run = make_record("mnist", network=name, batch_norm=batch_norm, seed=42 + seed)
                run.result.update(score(right, seed, NETWORK_NAMES.index(name)))
                run.result["train_accuracy"] = right / DIGITS + gaps[name == "cnn2"]
                runs.append(run)
    return runs


@pytest.fixture(scope="module")
def networks():
    records = []
    for params in mnist_networks.STUDY.grid(Profile.QUICK):
        record = make_record("mnist-networks", **params)
        record.result.update(mnist_networks.compute(params))
        records.append(record)
    return records


@pytest.fixture
def findings(networks):
    def judge(runs):
        variants = variants_frame(networks, runs, PRINTED)
        frame = comparison_frame(runs)
        found = claims.judge(runs, frame, variants, network_facts(networks), networks)
        return {finding.claim.id: finding for finding in found}

    return judge


ABOUT_SEEDS = {"mnist-accuracy", "mnist-gap", "mnist-notebook-pair", "mnist-notebook-runs"}


def test_one_seed_shows_nothing_about_seeds(findings):
    found = findings(make_runs([9837], [-75]))
    untestable = {name for name, one in found.items() if one.verdict is Verdict.UNTESTABLE}
    assert untestable == ABOUT_SEEDS
    for name in untestable:
        assert "one seed shows nothing about seeds" in found[name].statement


def test_runs_that_are_all_the_same_are_not_tested(findings):
    found = findings(make_runs([9900] * 3, [0] * 3))
    same = make_runs([9900] * 3, [-10] * 3)
    for run in same:
        run.result.update(score(run.result["test_correct"], 0, 0))
    for verdicts in (findings(same),):
        assert verdicts["mnist-accuracy"].verdict is Verdict.UNTESTABLE
        assert verdicts["mnist-notebook-pair"].verdict is Verdict.UNTESTABLE
    assert found["mnist-notebook-pair"].verdict is Verdict.UNTESTABLE


def test_the_notebooks_pair_lies_outside_what_the_seed_alone_does(findings):
    """It was said that the seed alone explains +0.2; the interval is -1.13 to -0.07."""
    finding = findings(make_runs(AS_MEASURED, BEHIND))["mnist-notebook-pair"]
    assert finding.verdict is Verdict.FAILS
    assert (round(finding.evidence.low, 2), round(finding.evidence.high, 2)) == (-1.13, -0.07)
    assert "between −1.13 and −0.07 points" in finding.statement
    assert "lies outside" in finding.statement
    assert "the seed alone does not explain it" in finding.statement


def test_a_pair_that_the_seed_can_explain_is_said_to_be_one(findings):
    finding = findings(make_runs(AS_MEASURED, (-40, 10, 30, -20, 40)))["mnist-notebook-pair"]
    assert finding.verdict is Verdict.HOLDS
    assert "lies inside" in finding.statement


def test_a_single_run_of_the_notebook_is_named_where_it_lies_outside(findings):
    finding = findings(make_runs(AS_MEASURED, BEHIND))["mnist-notebook-runs"]
    assert "CNN1 (98.6 % against 99.01 %)" in finding.statement
    assert finding.verdict in (Verdict.OPEN, Verdict.FAILS)
    assert finding.evidence.correction == "5 networks by Holm"


@pytest.mark.parametrize(
    ("differences", "verdict", "said"),
    [
        (BEHIND, Verdict.FAILS, "CNN1 is more accurate"),
        ([-difference for difference in BEHIND], Verdict.FAILS, "CNN2 is more accurate"),
        ((2, -3, 4, -1, 1), Verdict.HOLDS, "equivalent within 0.5 points"),
        ((200, -220, 90, -60, 30), Verdict.OPEN, "more seeds are needed"),
    ],
)
def test_the_verdict_on_accuracy_follows_from_the_runs(findings, differences, verdict, said):
    first = [9700] * 5
    finding = findings(make_runs(first, differences))["mnist-accuracy"]
    assert finding.verdict is verdict
    assert said in finding.statement


def test_a_difference_within_the_margin_is_said_to_be_real():
    values = {"n": 5, "digits": DIGITS, "estimate": -0.2, "low": -0.3, "high": -0.1}
    tests = {"p": 0.004, "tost_p": 0.001, "margin": 0.5}
    finding = claims.ACCURACY.judge(Evidence({**values, **tests}, (), n=5, unit="seeds"))
    assert finding.verdict is Verdict.HOLDS
    assert "significant all the same (p = 0.004): real, and smaller" in finding.statement


def test_digits_make_the_difference_uncertain_as_seeds_do(findings):
    """An interval over seeds conditions on these digits; the claim's has both parts."""
    runs = make_runs(AS_MEASURED, BEHIND)
    mean = crossed_mean(difference_points(runs))
    told = findings(runs)["mnist-accuracy"].evidence
    assert mean.row_error == pytest.approx(0.1733 / 5**0.5, abs=1e-3)
    assert mean.column_error > 0.02
    assert (told.low, told.high) == (mean.interval().low, mean.interval().high)
    assert "new seeds and new digits" in findings(runs)["mnist-accuracy"].statement


def test_five_seeds_say_what_an_exact_test_can_give_at_best(findings):
    statement = findings(make_runs(AS_MEASURED, BEHIND))["mnist-accuracy"].statement
    assert "p = 0.0625; 5 seeds can give no less than 0.0625" in statement


@pytest.mark.parametrize(
    ("gaps", "verdict"),
    [((0.006, 0.002), Verdict.HOLDS), ((0.002, 0.006), Verdict.FAILS)],
)
def test_the_gap_to_training_accuracy_is_tested(findings, gaps, verdict):
    finding = findings(make_runs(AS_MEASURED, BEHIND, gaps=gaps))["mnist-gap"]
    assert finding.verdict is verdict
    assert finding.evidence.estimate == pytest.approx(100 * (gaps[0] - gaps[1]))
    assert finding.evidence.low < finding.evidence.estimate < finding.evidence.high


def test_the_gap_is_told_in_as_many_digits_as_what_it_is_the_difference_of(findings):
    """0.48 and 0.37 stood beside a difference of 0.10."""
    statement = findings(make_runs(AS_MEASURED, BEHIND, gaps=(0.00479, 0.00374)))["mnist-gap"]
    assert "CNN1 loses 0.105 points more" in statement.statement
    page = (ROOT / "docs/mnist.md").read_text(encoding="utf-8")
    for network in ("cnn1", "cnn2"):
        assert f"mnist.{network}_gap_points | number(3)" in page


def test_a_gap_that_is_no_larger_is_not_called_overfitting(findings):
    finding = findings(make_runs(AS_MEASURED, BEHIND))["mnist-gap"]
    assert finding.verdict is Verdict.OPEN
    assert "overfitting" not in finding.statement


def test_tests_on_the_same_digits_are_no_replications(findings):
    finding = findings(make_runs(AS_MEASURED, BEHIND))["mnist-pairs"]
    assert finding.verdict in (Verdict.HOLDS, Verdict.OPEN)
    assert "no replications" in finding.statement
    assert finding.evidence.correction == "5 seeds by Holm"


@pytest.mark.parametrize(
    ("p_values", "verdict", "p", "which"),
    [
        ([1e-9, 9e-5], Verdict.HOLDS, 9e-5, "largest"),
        ([1e-9, 0.3], Verdict.OPEN, 1e-9, "smallest"),
        ([0.2, 0.3], Verdict.FAILS, 0.2, "smallest"),
    ],
)
def test_that_each_pair_differs_rests_on_the_largest_p(p_values, verdict, p, which):
    frame = pd.DataFrame({"mcnemar_p_holm": p_values})
    finding = claims.PAIRS.judge(evidence.of_pairs(frame, ()))
    assert (finding.verdict, finding.evidence.p) == (verdict, p)
    assert finding.evidence.test == f"McNemar's exact test, the {which} p"


def test_pairs_are_corrected_for_their_number():
    frame = comparison_frame(make_runs(AS_MEASURED, BEHIND))
    assert frame["mcnemar_p_holm"].min() == pytest.approx(5 * frame["mcnemar_p"].min())


def test_the_margin_is_a_choice_and_said_to_be_half_of_the_errors(findings):
    finding = findings(make_runs(AS_MEASURED, BEHIND))["mnist-margin"]
    assert finding.claim.counterexample is None
    assert "51\N{NO-BREAK SPACE}% of the 0.99 %" in finding.statement


def test_the_verdict_turns_at_the_smallest_margin():
    mean = crossed_mean(difference_points(make_runs(AS_MEASURED, BEHIND)))
    turn = margins.smallest_margin(mean)
    assert mean.equivalence_p(turn) == pytest.approx(0.05)
    frame = margins.margins_table(mean, 0.99, [make_record("mnist")]).frame
    shown = frame["margin_points"] > turn
    assert frame["verdict"].tolist() == ["shown" if one else "not shown" for one in shown]
    assert 0 < shown.sum() < len(frame)
    assert margins.MARGIN_POINTS in frame["margin_points"].tolist()


def test_the_margin_that_a_page_prints_is_one_that_shows_equivalence(findings):
    """It said "above 0.70 points" where 0.7025 was meant and the table had 0.7 "not shown"."""
    runs = make_runs(AS_MEASURED, BEHIND)
    mean = crossed_mean(difference_points(runs))
    printed = margins.shown_from(mean)
    assert mean.equivalence_p(printed) < 0.05 <= mean.equivalence_p(printed - 0.01)
    statement = findings(runs)["mnist-accuracy"].statement
    assert f"would be shown for margins of {printed:.2f} points or more" in statement


def test_margins_of_one_seed_cannot_be_tested():
    mean = crossed_mean(difference_points(make_runs([9837], [-75])))
    frame = margins.margins_table(mean, 1.63, [make_record("mnist")]).frame
    assert set(frame["verdict"]) == {"cannot be tested"}


def test_the_table_says_where_the_notebooks_run_lies(networks):
    runs = make_runs(AS_MEASURED, BEHIND)
    rows = variants_frame(networks, runs, PRINTED).set_index("network")
    assert rows.loc["CNN1", "notebook_run"] == "outside"
    assert rows.loc["CNN1", "new_run_low_percent"] == pytest.approx(98.735, abs=0.005)
