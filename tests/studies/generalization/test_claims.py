"""Conventions of generalization: a flip is one that every seed shows."""

import pytest

from engine.exhibits.claim import Verdict
from engine.studies.generalization.claims import judge
from tests import ROOT
from tests.exhibits.report_samples import RECORDS


@pytest.mark.parametrize(
    ("instances", "bits", "verdict"),
    [
        ([0.6, 0.7], [2.0, 2.3], Verdict.HOLDS),
        ([1.6, 1.7], [5.0, 5.3], Verdict.FAILS),
        ([0.9, 1.1], [5.0, 5.3], Verdict.FAILS),
    ],
)
def test_the_convention_decides_where_every_seed_says_so(instances, bits, verdict):
    choices = {"g_test_correct_instances": instances, "g_test_correct_bits": bits}
    found = judge({"CNN1": choices}, RECORDS)
    assert found.verdict is verdict
    assert f"{sum(instances) / 2:.2f} to {sum(bits) / 2:.2f}" in found.statement


def test_a_value_above_one_is_not_called_a_rule():
    """The denominator is one layer, and Cover allows half of all labellings at 2k."""
    page = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    section = page.split("## Generalization")[1].split("\n## ")[0]
    assert "must have" not in section
    assert "does not follow that the network has found a rule" in section
