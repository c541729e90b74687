"""Rule 4's claims: by strata, at like levels of success, with what training leaves out."""

import pytest

from engine.exhibits.claim import Verdict
from engine.studies.layers_in_series.findings import judge
from engine.studies.layers_in_series.measured import network_frame, ratio_frame
from engine.studies.layers_in_series.strata import strata_frame
from engine.theory.capacity import Reading
from engine.theory.cover import largest_memorised
from tests.studies.layers_in_series.samples import exact_network, make_network

SINGLE = [(inputs, hidden, 1) for inputs in (2, 4, 6, 8) for hidden in (2, 4)]
SEVERAL = [(inputs, hidden, 8) for inputs in (2, 4, 6, 8) for hidden in (2, 4)]


def find(records):
    networks, ratios = network_frame(records), ratio_frame(records)
    return {one.claim.id: one for one in judge(networks, ratios, records)}


def networks(monkeypatch, sizes, memorises, **more):
    return [make_network(monkeypatch, one, memorises=memorises, **more) for one in sizes]


@pytest.fixture
def build(monkeypatch):
    """One output: the width cap is right. Eight outputs: all parameters are."""
    return [
        *networks(monkeypatch, SINGLE, Reading.WIDTH_CAPPED),
        *networks(monkeypatch, SEVERAL, Reading.ALL_PARAMETERS),
    ]


def test_each_stratum_has_its_own_nearest_reading(build):
    """Of the two together either wins, by how many networks of each kind there are."""
    found = find(build)
    assert found["rule-4-one-output"].verdict is Verdict.FAILS
    assert found["rule-4-several-outputs"].verdict is Verdict.HOLDS
    assert "over 8 networks of several outputs" in found["rule-4-several-outputs"].statement


def test_a_verdict_does_not_change_with_the_mix_of_networks(build, monkeypatch):
    alone = find(networks(monkeypatch, SINGLE, Reading.WIDTH_CAPPED))
    together = find(build)
    one, other = (each["rule-4-one-output"].evidence for each in (alone, together))
    assert one.values["width_capped"] == other.values["width_capped"]
    assert one.values["all_parameters"] == other.values["all_parameters"]


def test_readings_that_are_equally_far_are_not_settled(monkeypatch):
    """Half the networks follow either reading: no order of the two is in the data."""
    mixed = [
        *networks(monkeypatch, SINGLE[::2], Reading.WIDTH_CAPPED),
        *networks(monkeypatch, SINGLE[1::2], Reading.ALL_PARAMETERS),
    ]
    assert find(mixed)["rule-4-one-output"].verdict is Verdict.OPEN


def test_too_few_networks_for_a_p_are_no_verdict(monkeypatch):
    found = find(networks(monkeypatch, SINGLE[:3], Reading.WIDTH_CAPPED))
    assert found["rule-4-one-output"].verdict is Verdict.UNTESTABLE
    assert "sign flips allow no corrected p below 0.50" in found["rule-4-one-output"].statement
    assert found["rule-4-several-outputs"].verdict is Verdict.UNTESTABLE
    assert found["rule-4-size-trend"].verdict is Verdict.UNTESTABLE


def test_a_ratio_that_depends_on_size_is_reported_as_a_trend(monkeypatch):
    grows = [
        make_network(monkeypatch, sizes, memorises=round(0.4 * (sizes[1] * sizes[0]) ** 1.3) + 2)
        for sizes in SINGLE
    ]
    even = networks(monkeypatch, SINGLE, Reading.ALL_PARAMETERS)
    assert find(grows)["rule-4-size-trend"].verdict is Verdict.HOLDS
    assert find(even)["rule-4-size-trend"].verdict is not Verdict.HOLDS


def test_strata_are_outputs_and_halves_by_size(build):
    frame = strata_frame(ratio_frame(build))
    assert set(frame["outputs"]) == {"one output", "several outputs"}
    assert set(frame["sizes"]) == {"all", "smaller half", "larger half"}
    halves = frame[frame["sizes"] != "all"]
    assert (halves["networks"] == 4).all()
    exact = frame[(frame["outputs"] == "several outputs") & (frame["reading"] == "all parameters")]
    assert exact["off_by_factor"].max() < 1.2


def test_one_neuron_is_not_beyond_what_neurons_store(monkeypatch):
    """At 95 % a neuron of 9 parameters memorises 12 points: over a bit a parameter, as all do."""
    records = [exact_network(monkeypatch, (inputs, 1, 1)) for inputs in (8, 9, 12, 16)]
    found = find(records)["rule-4-above-neurons"]
    assert found.evidence.values["neuron_points"] == largest_memorised(9, 0.95) == 12
    assert found.evidence.values["above"] == 0
    assert found.verdict is not Verdict.HOLDS


def test_levels_are_held_against_the_same_level(monkeypatch):
    """Networks that store just what the cap grants exceed it in bits at 95 %, and not by Cover."""
    records = networks(monkeypatch, [(8, 4, 1), (6, 4, 1), (8, 2, 1)], Reading.WIDTH_CAPPED)
    frame = network_frame(records)
    assert (frame["bits_at_95_percent"] > frame["width_capped_bits"]).all()
    assert find(records)["rule-4-beyond-cap"].evidence.values["above"] == 0


def test_all_step_networks_are_shown_not_the_best(monkeypatch):
    records = [
        *networks(monkeypatch, [(2, 4, 1), (4, 4, 1), (8, 4, 1)], 4, activation="step"),
        make_network(monkeypatch, (4, 4, 8), memorises=9, activation="step"),
        *networks(monkeypatch, SINGLE, Reading.WIDTH_CAPPED),
    ]
    found = find(records)["rule-4-beyond-cap-step"]
    assert found.evidence.n == 4
    assert (found.evidence.values["above"], found.evidence.values["below"]) == (1, 3)
    for name in ("2-4-1", "4-4-1", "8-4-1", "4-4-8"):
        assert name in found.statement


def test_step_networks_that_all_keep_the_cap_turn_the_sentence(monkeypatch):
    records = [
        *networks(monkeypatch, [(4, 4, 1), (8, 4, 1)], 4, activation="step"),
        *networks(monkeypatch, SINGLE, Reading.WIDTH_CAPPED),
    ]
    assert find(records)["rule-4-beyond-cap-step"].verdict is Verdict.FAILS


LINE = [((1, 2, 1), "step"), ((1, 4, 1), "step"), ((1, 2, 1), "relu"), ((1, 4, 1), "relu")]


@pytest.mark.parametrize(("found", "verdict"), [(1.0, Verdict.HOLDS), (0.85, Verdict.FAILS)])
def test_a_shortfall_of_training_is_seen_where_the_exact_answer_is_known(
    monkeypatch, found, verdict
):
    line = [
        exact_network(monkeypatch, sizes, activation=activation, found=found)
        for sizes, activation in LINE
    ]
    neurons = [exact_network(monkeypatch, (inputs, 1, 1)) for inputs in (2, 4, 6)]
    claims = find([*line, *neurons])
    assert claims["rule-4-training-more-hidden"].verdict is verdict
    assert claims["rule-4-training-one-hidden"].verdict is Verdict.HOLDS
    statement = claims["rule-4-training-more-hidden"].statement
    assert "1-4-1, relu" in statement
    assert "at 95 %" in statement


def test_without_a_second_hidden_neuron_nothing_is_said_of_it(monkeypatch):
    records = [exact_network(monkeypatch, (inputs, 1, 1)) for inputs in (2, 4, 6)]
    assert find(records)["rule-4-training-more-hidden"].verdict is Verdict.UNTESTABLE


def test_activations_are_compared_on_the_same_networks(monkeypatch):
    sizes = SINGLE[:4]
    records = [
        *networks(monkeypatch, sizes, 8),
        *networks(monkeypatch, sizes, 5, activation="relu"),
    ]
    found = find(records)
    assert found["rule-4-relu"].verdict is Verdict.FAILS
    assert found["rule-4-relu"].evidence.estimate == pytest.approx(5 / 8, abs=0.03)
    assert found["rule-4-step"].verdict is Verdict.UNTESTABLE
