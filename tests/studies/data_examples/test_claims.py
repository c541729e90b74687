"""What is said of the two tables turns with their records."""

import pytest

from engine.exhibits.claim import Verdict
from engine.studies.data_examples.claims import judge
from tests.studies.data_examples.samples import candidate, count, make

SHUFFLED = {
    "p": 0.5,
    "counts": [count("best direction", 243, low=223, high=259, p=0.5)],
    "curve": {"growth": 1.1},
    "headline": {"estimated_bits": 270},
    "sure": {"sizes": [30, 243, 1], "rows_right": 64},
}


def find(identifier, recorded=(), shuffled=()):
    findings = judge(make(**dict(recorded)), make(1, **{**SHUFFLED, **dict(shuffled)}))
    return next(one for one in findings if one.claim.id == identifier)


@pytest.mark.parametrize(("p", "verdict"), [(0.05, Verdict.HOLDS), (0.06, Verdict.FAILS)])
def test_a_rule_is_found_by_the_p_of_all_counts(p, verdict):
    finding = find("data-rule-found", {"p": p})
    assert finding.verdict is verdict
    assert "change 9 times, the same labels shuffled 215 to 255 times" in finding.statement
    assert finding.evidence.p == p


@pytest.mark.parametrize(("p", "verdict"), [(0.05, Verdict.FAILS), (0.06, Verdict.HOLDS)])
def test_shuffled_labels_may_be_taken_for_a_rule_and_that_is_said(p, verdict):
    finding = find("data-no-rule-found", (), {"p": p})
    assert finding.verdict is verdict
    assert "243 changes, where shuffling again gives 223 to 259" in finding.statement


@pytest.mark.parametrize(("growth", "verdict"), [(0.49, Verdict.HOLDS), (0.5, Verdict.FAILS)])
def test_the_curve_levels_off_below_the_square_root_of_the_rows(growth, verdict):
    finding = find("data-levels-off", {"curve": {"growth": growth}})
    assert finding.verdict is verdict
    assert "1.10" in finding.statement


@pytest.mark.parametrize(("bits", "verdict"), [(210, Verdict.HOLDS), (20, Verdict.FAILS)])
def test_rounding_hides_where_estimates_lie_nearer_than_changes(bits, verdict):
    """243 changes beside 9 are a factor of 27; 270 bits beside 20 are one of 13.5."""
    finding = find("data-rounding-hides", {"headline": {"estimated_bits": bits}})
    assert finding.verdict is verdict


@pytest.mark.parametrize(("most", "verdict"), [(14, Verdict.HOLDS), (15, Verdict.FAILS)])
def test_readings_part_where_one_asks_for_over_twice_the_neurons(most, verdict):
    candidates = [candidate("decision_layer", most), candidate("width_capped", 7)]
    finding = find("data-readings-part", {"candidates": candidates})
    assert finding.verdict is verdict
    assert f"7 to {most} hidden neurons" in finding.statement


@pytest.mark.parametrize(("neurons", "verdict"), [(10, Verdict.HOLDS), (9, Verdict.FAILS)])
def test_the_sure_network_follows_the_rule_where_shuffled_labels_take_more(neurons, verdict):
    sure = {"sizes": [30, neurons, 1], "rows_right": 64}
    assert find("data-sure-network", (), {"sure": sure}).verdict is verdict


@pytest.mark.parametrize(
    ("last", "verdict"),
    [(101, Verdict.HOLDS), (127, Verdict.HOLDS), (128, Verdict.FAILS), (83, Verdict.FAILS)],
)
def test_whole_decisions_end_level_up_to_the_next_power_of_two(last, verdict):
    shares = [{"sum_changes": changes} for changes in (40, 83, last)]
    finding = find("data-whole-decisions", {"shares": shares})
    assert finding.verdict is verdict
