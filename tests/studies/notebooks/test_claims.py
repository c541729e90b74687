"""What is said of the notebooks' numbers: no test where they do not allow one."""

import pandas as pd
import pytest

from engine.exhibits.claim import Verdict
from engine.studies.notebooks import study as notebooks
from engine.studies.notebooks.claims import judge, one_run_values
from tests.exhibits.report_samples import make_record

RECORDS = [make_record("notebooks")]


def printed(first, second, examples=10_000):
    mnist = {"cnn1": {"batch_norm": {"true": first}}, "cnn2": {"batch_norm": {"true": second}}}
    return {"mnist": mnist, "mnist_test_examples": examples}


def findings(values, agrees=("yes", "yes")):
    found = judge(pd.DataFrame({"agrees": agrees}), values, RECORDS, RECORDS)
    return {one.claim.id: one for one in found}


def test_two_runs_on_the_same_digits_cannot_be_tested_from_their_accuracies():
    """An unpaired z on shared digits is no test, and "no evidence" is no verdict."""
    values = one_run_values(notebooks.compute({}))
    finding = findings(values)["notebooks-one-run"]
    assert finding.verdict is Verdict.UNTESTABLE
    assert "p from 1.9e-06 to 0.24" in finding.statement
    assert "no evidence" not in finding.statement


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [(95.0, 99.0, Verdict.HOLDS), (98.6, 98.62, Verdict.FAILS)],
)
def test_accuracies_far_apart_or_alike_can(first, second, verdict):
    finding = findings(one_run_values(printed(first, second)))["notebooks-one-run"]
    assert finding.verdict is verdict


@pytest.mark.parametrize(
    ("agrees", "verdict", "said"),
    [
        (("yes", "yes"), Verdict.HOLDS, "All 2 integers"),
        (("yes", "no"), Verdict.FAILS, "Of the 2 integers and ratios that they print, 1 do not"),
    ],
)
def test_one_number_that_differs_turns_the_sentence(agrees, verdict, said):
    finding = findings(one_run_values(printed(98.6, 98.8)), agrees)["notebooks-agreement"]
    assert (finding.verdict, said in finding.statement) == (verdict, True)
