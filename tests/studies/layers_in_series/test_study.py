import json

import pytest

from engine.lab import measured_stack
from engine.studies.layers_in_series.study import (
    STUDY,
    compute,
    expect_points,
    find_equal_neuron,
)
from engine.studies.study import Profile
from engine.theory.activation import Activation
from engine.theory.cover import memorisation_probability
from engine.theory.line import line_probability
from tests.studies.layers_in_series.samples import spread_ends

PARAMS = {
    "inputs": 4,
    "hidden": 4,
    "outputs": 1,
    "activation": "tanh",
    "trials": 200,
    "restarts": 1,
    "steps": 1,
    "resolution": 0.0,
    "seed": 1,
}


def pretend_success(monkeypatch, reaches):
    """Let trials of n points be memorised with the probability `reaches(n, outputs)`."""

    def measure_points(stack, effort, *, expected, seed):
        ends = spread_ends(lambda n: reaches(n, stack.sizes[-1]), effort.trials)
        return ends, ends

    monkeypatch.setattr(measured_stack, "measure_points", measure_points)


def pretend_capacity(monkeypatch, bits):
    """Let networks memorise exactly what neurons in parallel with these bits memorise."""
    pretend_success(
        monkeypatch,
        lambda n, outputs: float(memorisation_probability(n, bits // outputs)) ** outputs,
    )


def ratios(result, reading):
    return [row["ratio"] for row in result["readings"] if row["reading"] == reading]


def test_a_network_of_full_capacity_confirms_the_count_of_parameters(monkeypatch):
    pretend_capacity(monkeypatch, 25)
    result = compute(PARAMS)
    assert result["parameters"] == 25
    assert ratios(result, "all_parameters") == pytest.approx([1, 1], abs=0.05)
    assert min(ratios(result, "decision_layer")) > 4


def test_a_network_of_low_capacity_confirms_the_decision_layer(monkeypatch):
    pretend_capacity(monkeypatch, 5)
    result = compute(PARAMS)
    assert ratios(result, "decision_layer") == pytest.approx([1, 1], abs=0.1)
    assert max(ratios(result, "all_parameters")) < 0.3


def test_many_outputs_tell_the_readings_apart(monkeypatch):
    pretend_capacity(monkeypatch, 24)
    result = compute(PARAMS | {"outputs": 8})
    mec_bits = {row["reading"]: row["mec_bits"] for row in result["readings"]}
    assert mec_bits == {
        "decision_layer": 40,
        "width_capped": 24,
        "running_minimum": 24,
        "all_parameters": 60,
    }
    assert ratios(result, "width_capped")[1] == pytest.approx(1, abs=0.2)


def test_trials_reach_from_success_to_failure(monkeypatch):
    pretend_capacity(monkeypatch, 25)
    result = compute(PARAMS)
    reached = [memorised for memorised, _ in result["trials"]]
    assert len(reached) == PARAMS["trials"]
    for count in (40, 50, 60):
        share = sum(one >= count for one in reached) / len(reached)
        assert share == pytest.approx(float(memorisation_probability(count, 25)), abs=0.01)
    level, half = result["crossings"]
    assert min(reached) < level["points"] < half["points"] < max(reached)


def test_one_hidden_neuron_is_held_to_the_exact_capacity(monkeypatch):
    pretend_capacity(monkeypatch, 5)
    result = compute(PARAMS | {"hidden": 1})
    assert [row["mec_bits"] for row in result["single_neuron"]] == [5, 5]
    assert [row["ratio"] for row in result["single_neuron"]] == pytest.approx([1, 1], abs=0.1)
    assert compute(PARAMS)["single_neuron"] == []


@pytest.mark.parametrize(
    ("sizes", "activation", "parameters"),
    [
        ((1, 2, 1), "step", 3),
        ((1, 4, 1), "step", 5),
        ((1, 2, 1), "relu", 3),
        ((1, 4, 1), "relu", 6),
        ((1, 1, 1), "step", 2),
        ((6, 1, 1), "relu", 7),
        ((1, 4, 1), "tanh", None),
        ((2, 4, 1), "step", None),
        ((1, 4, 8), "step", None),
    ],
)
def test_exact_capacities_are_those_of_one_neuron_and_of_the_line(sizes, activation, parameters):
    assert find_equal_neuron(sizes, Activation(activation)) == parameters


def test_a_network_on_a_line_is_held_to_its_sign_changes(monkeypatch):
    pretend_success(monkeypatch, lambda n, _: float(line_probability(n, 4)))
    result = compute(PARAMS | {"inputs": 1, "hidden": 4, "activation": "step"})
    level, half = result["single_neuron"]
    assert (level["mec_bits"], half["expected_points"]) == (5, 10)
    assert half["ratio"] == pytest.approx(1, abs=0.05)


def test_expected_points_lie_on_the_exact_curve():
    assert expect_points(25, 1, 0.5) == 50
    assert 12 <= expect_points(9, 1, 0.95) < 13
    below, between, above = (expect_points(bits, 8, 0.95) for bits in (24, 28, 32))
    assert between == pytest.approx((below + above) / 2)
    assert expect_points(0, 8, 0.95) == 0


def test_a_real_network_is_trained():
    pytest.importorskip("torch")
    effort = {"inputs": 2, "hidden": 1, "trials": 16, "restarts": 4, "steps": 60}
    result = compute(PARAMS | effort)
    assert json.loads(json.dumps(result)) == result
    half = result["crossings"][1]
    assert 3 < half["points"] < 8
    assert result == compute(PARAMS | effort)


@pytest.mark.parametrize("profile", list(Profile))
def test_grids_have_no_network_twice(profile):
    grid = [json.dumps(params, sort_keys=True) for params in STUDY.grid(profile)]
    assert len(set(grid)) == len(grid)
    assert all(STUDY.cost(json.loads(params)) > 0 for params in grid)


@pytest.mark.parametrize("profile", list(Profile))
def test_training_is_validated_on_more_than_one_hidden_neuron(profile):
    exact = [
        params
        for params in STUDY.grid(profile)
        if params["hidden"] > 1
        and find_equal_neuron(
            (params["inputs"], params["hidden"], params["outputs"]),
            Activation(params["activation"]),
        )
    ]
    assert exact


def test_each_size_of_several_outputs_has_a_twin_of_one_output():
    sizes = {
        (params["inputs"], params["hidden"], params["outputs"])
        for params in STUDY.grid(Profile.STANDARD)
    }
    several = [one for one in sizes if one[2] > 1]
    assert len(several) == 8
    assert all((inputs, hidden, 1) in sizes for inputs, hidden, _ in several)
