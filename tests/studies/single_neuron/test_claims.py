"""Rule 2's claims: what must be is an identity, what may fail is tested."""

import pandas as pd
import pytest

from engine.exhibits.claim import Kind, Verdict
from engine.studies.single_neuron.claims import judge
from tests.exhibits.report_samples import RECORDS

TOTALS = {
    "cells": 2,
    "smallest_corrected_p": 1.0,
}


def find(half):
    cells = pd.DataFrame(
        {
            "parameters": [5, 5],
            "points": [5, 10],
            "trials": [200, 200],
            "separable": [200, half],
            "expected_probability": [1.0, 0.5],
        }
    )
    return {one.claim.id: one for one in judge(cells, TOTALS, RECORDS)}


@pytest.mark.parametrize(("half", "verdict"), [(104, Verdict.HOLDS), (140, Verdict.FAILS)])
def test_half_is_tested_where_the_theorem_says_half(half, verdict):
    found = find(half)["rule-2-half"]
    assert found.verdict is verdict
    assert found.evidence.estimate == half / 200


def test_counts_that_depart_turn_the_sentence():
    found = find(140)["rule-2-cover"]
    assert found.verdict is Verdict.FAILS
    assert "chance" in found.statement
    assert "(χ² = 32.0 over the 1 of them" in found.statement  # 40² / (200 × ½ × ½)
    assert found.heading == "One neuron's counts depart from Cover's theorem."
    assert find(101)["rule-2-cover"].verdict is Verdict.HOLDS


def test_the_lossless_point_is_called_an_identity():
    assert find(100)["rule-2-lossless"].claim.kind is Kind.IDENTITY
