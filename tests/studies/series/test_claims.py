"""The claims of series: every verdict's sentence has its numbers, and decisions are consistent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.exhibits.claim import DECIDED, Verdict
from engine.studies.catalogue import all_claims
from engine.studies.series.claims import BOTTLENECK_TANH, READING, TEACHERS, TREES, TWO_POINTS
from engine.studies.series.controls_list import Control
from tests.studies.series.series_samples import make_control, make_given_up, make_teachers
from tests.studies.series.test_fit_findings import RANK_BEST
from tests.studies.series.test_fit_findings import find as find_fits
from tests.studies.series.test_network_findings import PAIR, ladders, over_the_cap
from tests.studies.series.test_network_findings import find as find_networks
from tests.studies.series.test_stated import judge as judge_stated
from tests.studies.series.test_stated import networks as many_networks
from tests.studies.series.test_training_findings import KNOWN, grow, ours
from tests.studies.series.test_training_findings import find as find_training

OWN = {claim.id: claim for claim in all_claims() if claim.id.startswith("series-")}


@pytest.fixture(scope="module")
def found():
    """Every claim with evidence that can be judged."""
    networks = {}
    for activation in ("tanh", "relu"):
        networks |= over_the_cap(0.7, 1.6, 0.6, activation=activation)
        networks |= ladders(0.9, activation)
        networks[PAIR[1], activation] = 70.0
    networks["4-4-2-4-1", "step"] = 20.0
    controls = [
        make_control("1-8-1", "relu", Control.LINE, KNOWN, [6] * 8),
        make_teachers("4-4-1", "tanh", 20),
    ]
    return {
        **find_networks(networks),
        **find_fits(RANK_BEST),
        **{one.claim.id: one for one in judge_stated(many_networks())},
        **find_training(
            growths=(1.01, 1.05, 1.1),
            effort=[make_given_up(100, 1)],
            controls=controls,
            trees=grow(2.2),
            ours=ours(1.0),
        ),
    }


@pytest.mark.parametrize("name", OWN)
def test_every_sentence_has_its_numbers_whatever_the_verdict(found, name):
    finding = found[name]
    assert finding.verdict in DECIDED
    for verdict in finding.claim.says:
        statement = finding.claim._say(verdict, finding.evidence.values)
        assert statement.endswith(".")
        assert "nan" not in statement
        assert "{" not in statement


def test_no_claim_is_left_out(found):
    assert set(found) == set(OWN)
    for finding in found.values():
        assert finding.evidence.n > 0
        assert finding.evidence.unit
        assert finding.evidence.test


@given(st.tuples(*[st.integers(0, 3)] * 3))
def test_one_network_above_is_enough_whatever_the_others(sides):
    above, between, below = sides
    values = {"above": above, "between": between, "below": below}
    expected = Verdict.FAILS if above else Verdict.OPEN if between else Verdict.HOLDS
    for claim in (BOTTLENECK_TANH, TWO_POINTS):
        assert claim.decide(values) is expected


@given(st.floats(0, 1), st.floats(0, 1))
def test_teachers_are_not_refuted_by_a_share_that_reaches_nine_in_ten(one, other):
    share, high = sorted((one, other))
    verdict = TEACHERS.decide({"lowest_share": share, "lowest_high": high})
    assert (verdict is Verdict.HOLDS) == (share >= 0.9)
    assert (verdict is Verdict.FAILS) == (high < 0.9)


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_trees_are_decided_by_where_the_interval_lies(one, other):
    low, high = sorted((one, other))
    verdict = TREES.decide({"above_low": low, "above_high": high})
    assert (verdict is Verdict.OPEN) == (low <= 0 <= high)
    assert (verdict is Verdict.HOLDS) == (low > 0)


@given(st.booleans(), st.booleans(), st.sampled_from(["all_parameters", "width_capped", "x"]))
def test_no_reading_wins_without_a_difference(is_better, is_better_than_uncapped, best):
    values = {
        "best": best,
        "uncapped": "all_parameters",
        "is_better": is_better,
        "is_better_than_uncapped": is_better_than_uncapped,
    }
    verdict = READING.decide(values)
    if best == "all_parameters":
        assert (verdict is Verdict.HOLDS) == is_better
        assert verdict is not Verdict.FAILS
    else:
        assert (verdict is Verdict.FAILS) == is_better_than_uncapped
        assert verdict is not Verdict.HOLDS
