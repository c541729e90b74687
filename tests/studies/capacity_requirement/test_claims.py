"""What is said of MNIST's sums follows from its record."""

from math import log

import pytest
from scipy import stats

from engine.exhibits.claim import Verdict
from engine.studies.capacity_requirement.claims import ORDER_TELLS, judge
from tests.exhibits.report_samples import make_record


def mnist(*, bits=0.35, bias_bits=0.01, given=460, instances=1000):
    record = make_record("capacity-requirement", dataset="mnist")
    needs = {"fewest_changes": 400, "as_given": given, "most_changes": 600}
    record.result.update(
        instances=instances,
        inputs=784,
        tasks=[
            {
                "classes": "01",
                "label_counts": [500, 500],
                "expected_random_changes": 500.0,
                "requirements": [
                    {"ties": ties, "changes": changes} for ties, changes in needs.items()
                ],
            }
        ],
        sum_information={
            "bits": bits,
            "bias_bits": bias_bits,
            "bins": 100,
            "best_pair": [0, 1],
            "best_auc": 0.98,
        },
    )
    return record


def test_the_sum_is_never_said_to_know_nothing_where_it_knows_something():
    """A third of a bit is not "next to nothing": the sentence has the number."""
    finding = next(one for one in judge([mnist()]) if one.claim.id == "sum-of-inputs-tells-class")
    assert finding.verdict is Verdict.HOLDS
    assert "0.35 of the 1.00 bits" in finding.statement
    assert "of all pairs of digits it tells 0 from 1 best, with an AUC of 0.98" in finding.statement


def test_a_sum_that_knows_nothing_is_said_to():
    (finding, _) = judge([mnist(bits=0.0)])
    assert finding.verdict is Verdict.FAILS


@pytest.mark.parametrize(
    ("bits", "verdict"), [(0.005, Verdict.FAILS), (0.05, Verdict.HOLDS), (0.08, Verdict.HOLDS)]
)
def test_the_bias_of_the_information_is_taken_off_once(bits, verdict):
    """With 99 degrees of freedom and 1,000 digits, chance reaches 0.089 bits in 5 % of draws.

    A bias of 0.0714 bits is in that; 0.05 bits beyond it are no chance, though fewer than it.
    """
    (finding, _) = judge([mnist(bits=bits, bias_bits=99 / (2000 * log(2)))])
    assert finding.verdict is verdict
    g = 2000 * log(2) * bits + 99
    assert finding.evidence.p == pytest.approx(stats.chi2.sf(g, 99))


def test_a_p_value_below_all_numbers_is_left_out_and_its_statistic_given():
    """A p of 2.2e-308 was published: the smallest float, not a result."""
    (knows, order) = judge([mnist(bits=1.0, bias_bits=0.01, given=-300, instances=60_000)])
    assert order.verdict is Verdict.HOLDS
    assert order.evidence.p is None
    assert "z = −50.6" in order.evidence.test
    assert knows.verdict is Verdict.HOLDS
    assert knows.evidence.p is None
    assert "on 99 degrees of freedom" in knows.evidence.test


@pytest.mark.parametrize(("given", "verdict"), [(460, Verdict.HOLDS), (495, Verdict.FAILS)])
def test_fewer_changes_than_at_random_are_more_than_chance(given, verdict):
    """500 and 500 labels in random order change 500 times, give or take 15.8."""
    (finding,) = [one for one in judge([mnist(given=given)]) if one.claim is ORDER_TELLS]
    assert finding.verdict is verdict
    assert "500 ± 16" in finding.statement
