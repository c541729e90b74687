"""Bottlenecks, depth and two labels a parameter: the sentence turns when the networks turn."""

import re

import numpy as np
import pytest
from scipy import stats

from engine.exhibits.claim import Verdict
from engine.studies.series.claims import (
    BEHIND_TANH,
    BOTTLENECK_RELU,
    BOTTLENECK_STEP,
    BOTTLENECK_TANH,
    DEPTH_RELU,
    DEPTH_TANH,
    TWO_POINTS,
)
from engine.studies.series.network_findings import LADDERS, list_evidence
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.stack_sizes import parse_sizes
from tests.studies.series.series_samples import make_ends, make_networks

CAPPED = ("4-4-2-4-1", "4-4-1-4-1", "8-8-2-8-1")
PAIR = ("4-4-2-4-1", "4-4-2-16-1")


def count(network, reading=Reading.ALL_PARAMETERS):
    return stack_capacity(parse_sizes(network), reading)


def find(points, **more):
    """What networks with a known n50 say of every claim on them."""
    records, frame = make_networks(points, **more)
    evidence = list_evidence(frame, make_ends(records), records)
    return {claim.id: claim.judge_by(found, records) for claim, found in evidence}


def over_the_cap(*factors, activation="tanh"):
    return {
        (network, activation): factor * 2 * count(network, Reading.WIDTH_CAPPED)
        for network, factor in zip(CAPPED, factors, strict=True)
    }


def test_one_network_above_the_cap_refutes_it():
    found = find(over_the_cap(0.7, 1.6, 0.6))[BOTTLENECK_TANH.id]
    assert found.verdict is Verdict.FAILS
    assert "1 of 3 with one or two neurons" in found.statement
    assert "1.60 (4-4-1-4-1)" in found.statement


def test_networks_below_the_cap_keep_it():
    found = find(over_the_cap(0.7, 0.75, 0.6))[BOTTLENECK_TANH.id]
    assert found.verdict is Verdict.HOLDS
    assert found.evidence.values["below"] == found.evidence.n == 3


def test_a_network_at_the_cap_leaves_it_open():
    assert find(over_the_cap(0.7, 1.0, 0.6))[BOTTLENECK_TANH.id].verdict is Verdict.OPEN


def test_each_activation_is_judged_by_its_own_networks():
    found = find(over_the_cap(0.7, 0.75, 0.6) | over_the_cap(1.5, 1.6, 1.7, activation="relu"))
    assert found[BOTTLENECK_TANH.id].verdict is Verdict.HOLDS
    assert found[BOTTLENECK_RELU.id].verdict is Verdict.FAILS
    assert found[BOTTLENECK_RELU.id].evidence.values["above"] == 3
    assert found[BOTTLENECK_STEP.id].verdict is Verdict.UNTESTABLE


def test_a_network_may_keep_the_cap_and_exceed_the_running_minimum():
    """Behind two neurons the cap counts 42 bits, and the running minimum 28."""
    found = find(over_the_cap(0.7, 0.75, 0.6) | {("4-4-2-16-1", "tanh"): 2 * 35.0})
    assert found[BOTTLENECK_TANH.id].verdict is Verdict.HOLDS
    assert "running minimum, 1 of 4 lie above" in found[BOTTLENECK_TANH.id].statement
    assert "0.83 (4-4-2-16-1)" in found[BOTTLENECK_TANH.id].statement


@pytest.mark.parametrize("network", ["4-4-4-1", "4-2-1", "4-4-3-4-1"])
def test_a_wide_or_single_layer_is_no_bottleneck(network):
    found = find({(network, "tanh"): 30.0})[BOTTLENECK_TANH.id]
    assert found.verdict is Verdict.UNTESTABLE


def test_an_interval_is_widened_for_as_many_networks_as_are_looked_at():
    """What is above for certain alone need not be so among nine."""
    low = {
        (network, "tanh"): 0.5 * count(network, Reading.WIDTH_CAPPED)
        for network in (f"4-4-2-{width}-1" for width in range(4, 12))
    }
    network = ("4-4-1-4-1", "tanh")
    alone = {network: 1.072 * 2 * count(network[0], Reading.WIDTH_CAPPED)}
    assert find(alone)[BOTTLENECK_TANH.id].evidence.values["above"] == 1
    together = find(alone | low)[BOTTLENECK_TANH.id]
    assert together.evidence.values["above"] == 0
    assert together.verdict is Verdict.OPEN
    assert together.evidence.correction == "Bonferroni over 9 networks"


def behind(worth, each=1.5):
    """A pair of which the parameters behind the bottleneck are worth so much of the others."""
    narrow, wide = (count(one) for one in PAIR)
    return {
        (PAIR[0], "tanh"): each * narrow,
        (PAIR[1], "tanh"): each * (narrow + worth * (wide - narrow)),
    }


@pytest.mark.parametrize(
    ("worth", "verdict"),
    [(0.0, Verdict.FAILS), (0.4, Verdict.FAILS), (1.0, Verdict.OPEN), (1.8, Verdict.HOLDS)],
)
def test_what_lies_behind_a_bottleneck_is_worth_what_it_was_made_with(worth, verdict):
    found = find(behind(worth))[BEHIND_TANH.id]
    assert found.verdict is verdict
    said = re.search(r"(-?[\d.]+) for 4-4-2-16-1 over 4-4-2-4-1", found.statement)
    assert said
    assert float(said[1]) == pytest.approx(worth, abs=0.06)


def test_pairs_that_disagree_settle_nothing():
    low, high = behind(0.1), behind(2.0)
    others = {
        (network.replace("4-4-2", "8-8-2"), "tanh"): points for (network, _), points in high.items()
    }
    others[("8-8-2-16-1", "tanh")] = 2.5 * others[("8-8-2-4-1", "tanh")]
    found = find(low | others)[BEHIND_TANH.id]
    assert found.verdict is Verdict.OPEN
    assert found.evidence.n == 2
    assert found.evidence.correction == "Bonferroni over 2 pairs"


@pytest.mark.parametrize(
    "others",
    [
        ("4-4-3-4-1", "4-4-3-16-1"),
        ("4-4-2-4-1", "4-5-2-16-1"),
        ("4-4-1-4-1", "4-4-2-16-1"),
        ("4-4-2-1-1", "4-4-2-2-1"),
    ],
)
def test_only_networks_that_differ_behind_a_bottleneck_alone_are_a_pair(others):
    found = find({(network, "tanh"): 40.0 for network in others})[BEHIND_TANH.id]
    assert found.verdict is Verdict.UNTESTABLE


def ladders(factor, activation="tanh", chosen=LADDERS):
    """Networks whose labels a parameter change by a factor with each further layer."""
    return {
        (network, activation): 1.9 * count(network) * factor ** network.count("-")
        for ladder in chosen
        for network in ladder
    }


@pytest.mark.parametrize(
    ("factor", "verdict"),
    [(0.85, Verdict.FAILS), (1.0, Verdict.OPEN), (1.08, Verdict.HOLDS)],
)
def test_ladders_fall_stay_and_rise(factor, verdict):
    found = find(ladders(factor), family="equal parameters")[DEPTH_TANH.id]
    assert found.verdict is verdict
    assert found.evidence.estimate == pytest.approx(factor, rel=0.01)
    assert found.evidence.low <= found.evidence.estimate <= found.evidence.high
    assert f"by {found.evidence.estimate:.2f}" in found.statement


def test_the_factor_is_the_mean_slope_of_the_ladders():
    points = ladders(0.9, chosen=LADDERS[:1]) | ladders(0.8, chosen=LADDERS[1:])
    found = find(points, family="equal parameters")[DEPTH_TANH.id]
    slopes = []
    for ladder in LADDERS:
        logs = [np.log(points[one, "tanh"] / count(one)) for one in ladder]
        slopes.append(stats.linregress([one.count("-") for one in ladder], logs).slope)
    assert found.evidence.estimate == pytest.approx(np.exp(np.mean(slopes)), rel=0.01)
    assert found.evidence.n == sum(map(len, LADDERS))


def test_ladders_are_of_like_parameters_and_more_and_more_layers():
    for ladder in LADDERS:
        parameters = [count(network) for network in ladder]
        assert max(parameters) < 1.1 * min(parameters)
        layers = [network.count("-") for network in ladder]
        assert layers == sorted(set(layers))
        assert len({network.partition("-")[0] for network in ladder}) == 1


def test_what_effort_may_still_add_stands_beside_the_factor():
    """The deepest of a ladder grow most with more restarts, the flattest least."""
    records, frame = make_networks(ladders(0.9))
    growths = {2: 1.011, 3: 1.03, 4: 1.084, 5: 1.06}
    frame = frame.assign(growth=frame["network"].map(lambda one: growths[one.count("-")]))
    evidence = list_evidence(frame, make_ends(records), records)
    (depth,) = [one for claim, one in evidence if claim is DEPTH_TANH]
    values = depth().values
    assert values["flat_percent"] == pytest.approx(1.1)
    assert values["deep_percent"] == pytest.approx(8.4)


def test_two_rungs_are_no_ladder():
    points = {(network, "relu"): 60.0 for network in LADDERS[1][:2]}
    found = find(points)[DEPTH_RELU.id]
    assert found.verdict is Verdict.UNTESTABLE
    assert "no three networks with relu" in found.statement


def test_trials_that_are_not_there_are_no_ladder():
    """A network that the study of two layers measured met other trials."""
    points = ladders(0.9)
    records, frame = make_networks(points)
    ends = make_ends(records)
    del ends["4-7-1", "tanh"]
    (evidence,) = [one for claim, one in list_evidence(frame, ends, records) if claim is DEPTH_TANH]
    found = DEPTH_TANH.judge_by(evidence, records)
    assert found.verdict is Verdict.UNTESTABLE
    assert "the trials of 4-7-1 are of another study" in found.statement


def a_parameter(**each):
    networks = {"a": "4-4-4-1", "b": "4-6-3-1", "c": "4-4-2-4-1"}
    return {(networks[name], "tanh"): one * count(networks[name]) for name, one in each.items()}


@pytest.mark.parametrize(
    ("each", "verdict"),
    [
        ({"a": 1.5, "b": 1.6, "c": 1.2}, Verdict.HOLDS),
        ({"a": 1.5, "b": 1.99, "c": 1.2}, Verdict.OPEN),
        ({"a": 1.5, "b": 2.5, "c": 1.2}, Verdict.FAILS),
    ],
)
def test_labels_a_parameter(each, verdict):
    found = find(a_parameter(**each))[TWO_POINTS.id]
    assert found.verdict is verdict
    said = re.search(
        r"the most is ([\d.]+) \((.+?)\), the least ([\d.]+) \((.+?)\)", found.statement
    )
    assert said
    assert (said[2], said[4]) == ("4-6-3-1, tanh", "4-4-2-4-1, tanh")
    assert float(said[1]) == pytest.approx(max(each.values()), abs=0.02)
    assert float(said[3]) == pytest.approx(min(each.values()), abs=0.02)


def test_eight_outputs_are_eight_labels_a_point():
    points = {("4-4-8", "tanh"): 3.0 * 60 / 8, ("4-4-4-1", "tanh"): 1.5 * 45}
    assert count("4-4-8") == 60
    assert find(points)[TWO_POINTS.id].evidence.values["above"] == 1


def test_networks_whose_answer_is_known_are_not_among_them():
    points = {("1-8-1", "relu"): 19.0, ("4-4-4-1", "relu"): 60.0}
    assert find(points)[TWO_POINTS.id].evidence.n == 1
