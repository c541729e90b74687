"""Whole networks: lower bounds called so, the least of all draws, nothing refuted by failing."""

from dataclasses import replace

import pytest

from engine.exhibits.claim import Verdict
from engine.exhibits.figure import standalone_svg
from engine.studies.convolutions_memorised.exhibits import build_section
from tests.exhibits.report_samples import make_record

LABEL_BITS = 3.321928094887362
MEC_BITS = {
    "decision_layer": 3760,
    "width_capped": 1235,
    "running_minimum": 1235,
    "all_parameters": 4841,
}


class Build:
    def __init__(self, whole, alone, small):
        self.records = {
            "cnn-memorised": whole,
            "decision-layer-memorisation": alone,
            "cnn-small-memorised": small,
        }

    def study(self, name):
        return self.records[name]


def ladder(*rungs, seed=42, images="noise", network="cnn2", batch_norm=True, steps=8000):
    """A record of one draw; each rung is (points, labels right)."""
    params = {
        "network": network,
        "batch_norm": batch_norm,
        "images": images,
        "steps": steps,
        "batch_size": 100,
        "seed": seed,
    }
    full = [points for points, right in rungs if points == right]
    short = [points for points, right in rungs if points != right]
    result = {
        "features": 375,
        "mec_bits": MEC_BITS,
        "parameters": 4841,
        "label_bits": LABEL_BITS,
        "memorised_points": max(full, default=0),
        "refused_points": min(short, default=None),
        "rungs": [
            {"points": points, "right": right, "steps": 1, "has_diverged": False}
            for points, right in rungs
        ],
    }
    return replace(make_record("cnn-memorised", **params), result=result)


def alone(memorised, refused, network="cnn2", embedding="trained"):
    params = {"network": network, "embedding": embedding, "seed": 42}
    trials = [{"memorised_points": memorised, "refused_points": refused}]
    record = make_record("decision-layer-memorisation", **params)
    return replace(record, result={"trials": trials})


ALONE = (alone(1668, 1727), alone(1727, 1815), alone(9000, 9001, embedding="gaussian"))


def small(points, low, high, filters=2):
    params = {"filters": filters, "pooling": 2, "restarts": 4, "steps": 80}
    crossings = [
        {"success": 0.95, "points": points - 9, "low": low - 9, "high": high - 9},
        {"success": 0.5, "points": points, "low": low, "high": high},
    ]
    bits = {**MEC_BITS, "decision_layer": 19, "all_parameters": 39}
    result = {
        "parameters": 39,
        "mec_bits": bits,
        "crossings": crossings,
        "growth": {"points": 1.02, "low": 1.0, "high": 1.05},
        "trials": [[80, 81]] * 24,
    }
    return replace(make_record("cnn-small-memorised", **params), result=result)


SMALL = (small(88.0, 84.0, 92.0), small(90.0, 86.0, 93.0, filters=3))


def find(*records, alone=ALONE, small=SMALL):
    section = build_section(Build(records, alone, small))
    findings = {one.claim.id.removeprefix("cnn-memorised-"): one for one in section.findings}
    if small is SMALL:
        findings.pop("small")
        ratio = findings.pop("ratio")
        assert ratio.verdict is Verdict.UNTESTABLE
    return findings, section


def test_what_is_memorised_beyond_the_mec_refutes_it():
    found, _ = find(
        ladder((3000, 3000), (3200, 3200), (3400, 2900)),
        ladder((2800, 2800), (3000, 2976), images="digits"),
    )
    assert {claim.verdict for claim in found.values()} == {Verdict.FAILS}
    mec = found["mec"].evidence
    assert mec.estimate == pytest.approx(2800 * LABEL_BITS / 3760)
    assert mec.n == 2
    assert "2,800 images" in found["mec"].statement
    assert "all of 2,800 digits right" in found["alone"].statement
    assert "1,815 digits" in found["alone"].statement


def test_training_that_falls_short_refutes_nothing():
    found, section = find(ladder((1000, 900)), ladder((1000, 1000), (1200, 1100), images="digits"))
    assert {claim.verdict for claim in found.values()} == {Verdict.OPEN}
    assert "proves nothing about what it could not do" in found["mec"].statement
    assert section.tables[0].frame["memorised_points"].tolist() == [0, 1000]


def test_the_least_of_the_draws_is_what_is_shown():
    _, section = find(
        ladder((3000, 3000), (3200, 3000)),
        ladder((2800, 2800), (3000, 2900), seed=43),
        ladder((3000, 3000), (3200, 3200), seed=44),
    )
    (row,) = section.tables[0].frame.to_dict(orient="records")
    assert (row["memorised_points"], row["most_memorised_points"], row["draws"]) == (2800, 3200, 3)
    assert row["memorised_bits"] == pytest.approx(2800 * LABEL_BITS)
    assert row["bits_per_parameter"] * row["parameters"] == pytest.approx(row["memorised_bits"])
    assert row["over_decision_layer"] == pytest.approx(row["memorised_bits"] / 3760)
    assert section.tables[0].formatted_rows()[0][10] == "–"  # one draw never fell short


def test_more_steps_are_a_row_of_their_own_and_decide_no_claim():
    found, section = find(ladder((1000, 1000)), ladder((3400, 3400), steps=16_000))
    assert found["mec"].verdict is Verdict.OPEN
    assert section.tables[0].frame["steps"].tolist() == [8000, 16_000]


def test_its_own_capacity_is_known_where_it_was_measured():
    _, section = find(
        ladder((3000, 3000)),
        ladder((3000, 3000), batch_norm=False),
        ladder((3000, 3000), network="cnn2-stage1"),
    )
    bits = section.tables[0].frame["decision_memorised_bits"]
    assert bits[0] == pytest.approx((1668 + 1727) / 2 * LABEL_BITS)
    assert bits[1:].isna().all()


def test_a_decision_layer_without_a_refusal_is_no_measure():
    found, _ = find(ladder((3000, 3000), images="digits"), alone=(alone(1700, None),))
    assert found["alone"].verdict is Verdict.UNTESTABLE
    assert found["mec"].verdict is Verdict.FAILS


def test_what_a_build_leaves_out_is_not_judged():
    found, _ = find(ladder((3000, 3000), batch_norm=False), ladder((9, 9), network="cnn1"))
    assert {claim.verdict for claim in found.values()} == {Verdict.UNTESTABLE}


def test_the_figure_draws_every_network_and_reading():
    _, section = find(
        ladder((3000, 3000), (3200, 3000)),
        ladder((3000, 3000), (3200, 2900), seed=43),
        ladder((3400, 3400), steps=16_000),
        ladder((2400, 2400), (2800, 2000), network="cnn2-stage1", batch_norm=False),
    )
    (figure,) = section.figures
    svg = standalone_svg(figure)
    assert all(
        name in svg
        for name in ("running minimum", "decision layer alone", "no batch norm", "16,000 steps")
    )
    shares = figure.data.set_index(["network", "steps", "points"])["right_percent"]
    assert shares["CNN2", 8000, 3200] == pytest.approx(100 * (3000 + 2900) / 2 / 3200)
    assert shares["CNN2", 8000, 3000] == 100


def test_points_of_a_small_network_are_held_against_those_of_a_neuron():
    found, section = find(ladder((9, 9)), small=(small(88.0, 84.0, 92.0), small(80.0, 77.0, 83.0)))
    (row, _) = section.tables[1].frame.to_dict(orient="records")
    assert row["over_decision_layer"] == pytest.approx(88 / (2 * 19))
    assert row["over_all_parameters"] == pytest.approx(88 / (2 * 39))
    assert row["growth_percent"] == pytest.approx(2)
    assert found["small"].verdict is Verdict.FAILS
    assert "2.1 to 2.3 times as many points" in found["small"].statement


def test_one_small_network_within_its_decision_layer_leaves_it_open():
    found, _ = find(ladder((9, 9)), small=(small(88.0, 84.0, 92.0), small(40.0, 37.0, 43.0)))
    assert found["small"].verdict is Verdict.OPEN


def compare(one, two):
    """The finding on CNN1 against CNN2; each is rungs of (points, labels right)."""
    whole = (ladder(*one, network="cnn1", steps=4000), ladder(*two, steps=4000), ladder((9, 9)))
    found, _ = find(*whole, small=(small(88.0, 84.0, 92.0),))
    return found["ratio"]


@pytest.mark.parametrize(
    ("one", "two", "verdict"),
    [
        # As many times as the MEC, of which both have as much here: 1.
        (((3000, 3000), (3200, 3000)), ((3000, 3000), (3200, 3100)), Verdict.HOLDS),
        (((4000, 4000), (5000, 3000)), ((3000, 3000), (3200, 3100)), Verdict.FAILS),
        (((2000, 2000), (2800, 2000)), ((3000, 3000), (3200, 3100)), Verdict.FAILS),
        (((4000, 4000),), ((3000, 3000), (3200, 3100)), Verdict.FAILS),
        (((3000, 3000),), ((3000, 3000), (3200, 3100)), Verdict.OPEN),
        (((3000, 3000),), ((3000, 3000),), Verdict.UNTESTABLE),
    ],
)
def test_both_networks_are_compared_between_the_rungs_at_their_ends(one, two, verdict):
    assert compare(one, two).verdict is verdict


def test_the_ratio_lies_between_its_ends():
    found = compare(((4000, 4000), (5000, 3000)), ((2500, 2500), (3200, 3100)))
    assert found.statement.startswith(
        "In 4,000 steps CNN1 memorises 4,000 images of noise and CNN2"
    )
    assert "1.2 to 2.0 times as many" in found.statement
    assert found.evidence.values["low"] == pytest.approx(4000 / 3200)
    assert found.evidence.values["high"] == pytest.approx(5000 / 2500)
