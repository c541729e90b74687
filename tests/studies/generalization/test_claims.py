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
    found = judge({"CNN1": choices}, {"CNN1": 500}, 1000, RECORDS)
    assert found.verdict is verdict
    assert f"{sum(instances) / 2:.2f} to {sum(bits) / 2:.2f}" in found.statement


CHOICES = {"g_test_correct_instances": [0.6, 0.7], "g_test_correct_bits": [2.0, 2.3]}


def test_what_no_result_could_change_is_said_to_be_so():
    """With fewer test digits than bits generalization is below 1 whatever a network learns."""
    networks = {"CNN1": CHOICES, "CNN2": CHOICES}
    found = judge(networks, {"CNN1": 15_690, "CNN2": 3_760}, 10_000, RECORDS)
    assert "For CNN1 one of them is below 1 whatever is learnt: 10,000 test" in found.statement
    assert "fewer than the 15,690 bits" in found.statement
    unbounded = judge({"CNN2": CHOICES}, {"CNN2": 3_760}, 10_000, RECORDS)
    assert "whatever is learnt" not in unbounded.statement


def test_both_variants_of_a_network_are_named_as_one():
    """It read "for CNN1 and CNN1, no batch norm"."""
    names = ["CNN1", "CNN1, no batch norm", "CNN2, no batch norm"]
    found = judge(dict.fromkeys(names, CHOICES), dict.fromkeys(names, 500), 1000, RECORDS)
    said = "for CNN1 (with and without batch norm) and CNN2 (no batch norm) generalization"
    assert said in found.statement


def test_a_value_above_one_is_not_called_a_rule():
    """The denominator is one layer, and Cover allows half of all labellings at 2k."""
    page = (ROOT / "docs/beyond.md").read_text(encoding="utf-8")
    section = page.split("## Generalization")[1].split("\n## ")[0]
    assert "must have" not in section
    assert "does not follow that the network has found a rule" in section
