"""Decision layers: like with like, undecided as undecided, intervals over trainings."""

from dataclasses import replace

import pytest

from engine.exhibits.claim import Verdict
from engine.studies.decision_layer.exhibits import build_section
from engine.theory.cover import memorisation_probability
from tests.exhibits.report_samples import make_record


class Build:
    def __init__(self, records):
        self.records = records

    def study(self, name):
        assert name == "decision-layer-memorisation"
        return self.records


def training(seed, *ends, network="cnn2", features=375, rank=None):
    """A record of one trained network; each end is (memorised, refused) of one draw."""
    params = {"network": network, "embedding": "trained", "epochs": 1, "seed": seed}
    trials = [
        {
            "rank": rank or features,
            "memorised_points": memorised,
            "refused_points": refused,
            "decisions": [
                {"points": memorised, "verdict": "memorised", "evaluations": 9},
                {"points": memorised + 10, "verdict": "undecided", "evaluations": 99},
            ],
        }
        for memorised, refused in ends
    ]
    result = {
        "features": features,
        "mec_bits": 10 * (features + 1),
        "label_bits": 3.321928,
        "trials": trials,
    }
    return replace(make_record("decision-layer-memorisation", **params), result=result)


def find(*records):
    section = build_section(Build(records))
    return {one.claim.id: one for one in section.findings}, section


def test_the_yardstick_is_the_even_odds_of_independent_neurons():
    _, section = find(training(42, (1700, 1750)))
    (row,) = section.facts["trained"]
    points = row["expected_points"]
    assert memorisation_probability(points, 376) ** 10 >= 0.5
    assert memorisation_probability(points + 1, 376) ** 10 < 0.5
    assert row["expected_bits_per_mec_bit"] == pytest.approx(1.89, abs=0.005)
    assert row["guaranteed_bits_per_mec_bit"] == pytest.approx(0.332, abs=0.001)


def test_no_more_is_guaranteed_than_the_embeddings_have_dimensions_for():
    """CNN1 has 1,569 parameters a neuron; its digits span 1,567 dimensions."""
    _, section = find(training(42, (7080, 9408), network="cnn1", features=1568, rank=1567))
    (row,) = section.facts["trained"]
    assert row["guaranteed_points"] == 1568
    assert row["guaranteed_bits_per_mec_bit"] == pytest.approx(1568 * 3.321928 / 15_690)


def test_more_than_its_mec_is_not_more_than_neurons_at_even_odds():
    """1.5 bits for each bit of MEC exceed the lossless bound, and fall short of 1.89."""
    found, _ = find(*(training(seed, (1700 + seed, 1750 + seed)) for seed in (42, 43, 45)))
    claim = found["decision-layer-cnn2"]
    assert claim.verdict is Verdict.FAILS
    assert claim.evidence.n == 3
    assert 1 < claim.evidence.low < claim.evidence.high < 1.89


def test_a_cause_that_is_not_tested_is_not_said_to_be_one():
    """Fewer bits than independent neurons store are more digits: one of ten classes is 3.32."""
    found, _ = find(*(training(seed, (1700 + seed, 1750 + seed)) for seed in (42, 43, 45)))
    statement = found["decision-layer-cnn2"].statement
    assert "in digits it stores 2.4 times as many" in statement
    assert "at most 3.32 bits a digit, not 10. That would explain it; it is not tested here." in (
        statement
    )


def test_a_layer_beyond_independent_neurons_turns_the_sentence():
    found, _ = find(*(training(seed, (2400 + seed, 2450 + seed)) for seed in (42, 43, 44)))
    assert found["decision-layer-cnn2"].verdict is Verdict.HOLDS


def test_undecided_points_widen_the_interval_and_are_no_failures():
    found, section = find(*(training(seed, (1700, 2900)) for seed in (42, 43, 44)))
    assert found["decision-layer-cnn2"].verdict is Verdict.OPEN
    assert section.facts["undecided"] == 3


def test_an_end_that_is_never_proved_is_no_verdict():
    found, section = find(*(training(seed, (1700, None)) for seed in (42, 43)))
    assert found["decision-layer-cnn2"].verdict is Verdict.UNTESTABLE
    assert section.tables[0].frame["refused_points"].isna().all()


def test_many_draws_on_one_training_are_one_unit():
    found, section = find(training(42, (1700, 1720), (1710, 1730), (1690, 1710), (1705, 1725)))
    claim = found["decision-layer-cnn2"]
    assert claim.verdict is Verdict.UNTESTABLE
    assert claim.statement.startswith("Does the decision layer of CNN2 memorise more random")
    assert "one training shows nothing about trainings" in claim.statement
    assert (claim.evidence.estimate, claim.evidence.test) == (None, "")
    assert section.tables[0].frame["memorised_low"].isna().all()


def test_one_trial_is_shown_as_what_lies_between_its_ends():
    found, _ = find(training(42, (7080, 9408), network="cnn1", features=1568))
    statement = found["decision-layer-cnn1"].statement
    assert "7,080 digits" in statement
    assert "9,408 are proved to be too many" in statement
