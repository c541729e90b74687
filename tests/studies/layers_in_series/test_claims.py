"""Rule 4's claims: by strata, at like levels of success, with what training leaves out."""

import numpy as np
import pytest
from scipy import stats

from engine.exhibits.claim import Verdict
from engine.studies.layers_in_series.measured import network_frame, ratio_frame
from engine.studies.layers_in_series.strata import find_trends, strata_frame
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.cover import largest_memorised
from tests.studies.layers_in_series.samples import exact_network, find, make_network, networks

SINGLE = [(inputs, hidden, 1) for inputs in (2, 4, 6, 8) for hidden in (2, 4)]
SEVERAL = [(inputs, hidden, 8) for inputs in (2, 4, 6, 8) for hidden in (2, 4)]


@pytest.fixture
def build():
    """One output: the width cap is right. Eight outputs: all parameters are."""
    return [
        *networks(SINGLE, Reading.WIDTH_CAPPED),
        *networks(SEVERAL, Reading.ALL_PARAMETERS),
    ]


def test_each_stratum_has_its_own_nearest_reading(build):
    """Of the two together either wins, by how many networks of each kind there are."""
    found = find(build)
    assert found["rule-4-one-output"].verdict is Verdict.FAILS
    assert found["rule-4-several-outputs"].verdict is Verdict.HOLDS
    assert "over 8 networks of several outputs" in found["rule-4-several-outputs"].statement


def test_a_verdict_does_not_change_with_the_mix_of_networks(build):
    alone = find(networks(SINGLE, Reading.WIDTH_CAPPED))
    together = find(build)
    one, other = (each["rule-4-one-output"].evidence for each in (alone, together))
    assert one.values["width_capped"] == other.values["width_capped"]
    assert one.values["all_parameters"] == other.values["all_parameters"]


def test_readings_that_are_equally_far_are_not_settled():
    """Half the networks follow either reading: no order of the two is in the data."""
    mixed = [
        *networks(SINGLE[::2], Reading.WIDTH_CAPPED),
        *networks(SINGLE[1::2], Reading.ALL_PARAMETERS),
    ]
    assert find(mixed)["rule-4-one-output"].verdict is Verdict.OPEN


def test_too_few_networks_for_a_p_are_no_verdict():
    found = find(networks(SINGLE[:3], Reading.WIDTH_CAPPED))
    assert found["rule-4-one-output"].verdict is Verdict.UNTESTABLE
    assert "sign flips allow no corrected p below 0.50" in found["rule-4-one-output"].statement
    assert found["rule-4-several-outputs"].verdict is Verdict.UNTESTABLE
    assert found["rule-4-size-trend"].verdict is Verdict.UNTESTABLE


def test_the_smallest_p_that_so_few_networks_allow_is_said(build):
    statement = find(build)["rule-4-several-outputs"].statement
    assert "8 networks, chosen and not sampled, can give no less than 0.0312" in statement


def test_a_heading_says_no_more_than_the_test_does(build):
    """Which reading predicts better was headed as if the better one were right."""
    heading = find(build)["rule-4-several-outputs"].heading
    assert heading == (
        "With several outputs, counting all parameters predicts better than the width cap."
    )


@pytest.mark.parametrize(
    ("several", "name"),
    [(1, "rule-4-size-trend"), (8, "rule-4-size-trend-several-outputs")],
)
def test_a_ratio_that_depends_on_size_is_reported_as_a_trend(several, name):
    sizes = [(inputs, hidden, several) for inputs, hidden, _ in SINGLE]

    def trend(power):
        counts = {one: stack_capacity(one, Reading.ALL_PARAMETERS) for one in sizes}
        grown = [
            make_network(one, memorises=round(12 * (count / (9 * several)) ** power))
            for one, count in counts.items()
        ]
        return find(grown)[name]

    grows, falls = trend(1.5), trend(0.4)
    even = find(networks(sizes, Reading.ALL_PARAMETERS))[name]
    assert (grows.verdict, falls.verdict) == (Verdict.HOLDS, Verdict.FAILS)
    assert even.verdict is not Verdict.HOLDS
    assert "at 95 % success, times" in grows.statement


def test_trends_are_corrected_for_both_strata_and_both_levels(build):
    found = find(build)
    for name in ("rule-4-size-trend", "rule-4-size-trend-several-outputs"):
        assert found[name].evidence.correction.startswith("Holm over 4")
    trends = find_trends(ratio_frame(build))
    for one in trends:
        fit = stats.linregress(np.log(one.networks["parameters"]), np.log(one.networks["ratio"]))
        assert fit.pvalue * (1 - 1e-9) <= one.p <= min(1, 4 * fit.pvalue) * (1 + 1e-9)


def test_strata_are_outputs_and_halves_by_size(build):
    frame = strata_frame(ratio_frame(build))
    assert set(frame["outputs"]) == {"one output", "several outputs"}
    assert set(frame["sizes"]) == {"all", "smaller half", "larger half"}
    halves = frame[frame["sizes"] != "all"]
    assert (halves["networks"] == 4).all()
    exact = frame[(frame["outputs"] == "several outputs") & (frame["reading"] == "all parameters")]
    assert exact["off_by_factor"].max() < 1.2


def test_one_neuron_is_not_beyond_what_neurons_store():
    """At 95 % a neuron of 9 parameters memorises 12 points: over a bit a parameter, as all do."""
    records = [exact_network((inputs, 1, 1)) for inputs in (8, 9, 12, 16)]
    found = find(records)["rule-4-above-neurons"]
    assert found.evidence.values["neuron_points"] == largest_memorised(9, 0.95) == 12
    assert found.evidence.values["above"] == 0
    assert found.verdict is not Verdict.HOLDS
    assert found.evidence.correction == "Bonferroni over 4 networks"


def test_levels_are_held_against_the_same_level():
    """Networks that store just what the cap grants exceed it in bits at 95 %, and not by Cover."""
    records = networks([(8, 4, 1), (6, 4, 1), (8, 2, 1)], Reading.WIDTH_CAPPED)
    frame = network_frame(records)
    assert (frame["bits_at_95_percent"] > frame["width_capped_bits"]).all()
    assert find(records)["rule-4-beyond-cap"].evidence.values["above"] == 0


def test_all_step_networks_are_shown_not_the_best():
    records = [
        *networks([(2, 4, 1), (4, 4, 1), (8, 4, 1)], 4, activation="step"),
        make_network((4, 4, 8), memorises=9, activation="step"),
        *networks(SINGLE, Reading.WIDTH_CAPPED),
    ]
    found = find(records)["rule-4-beyond-cap-step"]
    assert found.evidence.n == 4
    assert (found.evidence.values["above"], found.evidence.values["below"]) == (1, 3)
    for name in ("2-4-1", "4-4-1", "8-4-1", "4-4-8"):
        assert name in found.statement


def test_step_networks_that_all_keep_the_cap_turn_the_sentence():
    records = [
        *networks([(4, 4, 1), (8, 4, 1)], 4, activation="step"),
        *networks(SINGLE, Reading.WIDTH_CAPPED),
    ]
    assert find(records)["rule-4-beyond-cap-step"].verdict is Verdict.FAILS


def test_activations_are_compared_on_the_same_networks():
    sizes = SINGLE[:4]
    records = [
        *networks(sizes, 8),
        *networks(sizes, 5, activation="relu"),
    ]
    found = find(records)
    assert found["rule-4-relu"].verdict is Verdict.FAILS
    assert found["rule-4-relu"].evidence.estimate == pytest.approx(5 / 8, abs=0.03)
    assert found["rule-4-step"].verdict is Verdict.UNTESTABLE
    assert found["rule-4-relu"].evidence.correction == "Holm over 1: ReLU"


def test_both_activations_are_corrected_as_a_pair():
    """The smaller of two p-values counts twice."""
    sizes = SINGLE[:5]
    records = [
        *networks(sizes, 8),
        *networks(sizes, 5, activation="relu"),
        *(
            make_network(one, memorises=bits, activation="step")
            for one, bits in zip(sizes, (3, 9, 5, 8, 6), strict=True)
        ),
    ]
    found = find(records)
    alone = find([one for one in records if one.params["activation"] != "step"])
    relu, step = found["rule-4-relu"].evidence, found["rule-4-step"].evidence
    assert relu.p == pytest.approx(2 * alone["rule-4-relu"].evidence.p)
    assert relu.correction == step.correction == "Holm over 2: ReLU and step"
