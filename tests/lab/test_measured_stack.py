"""What a stack memorises, as a result that is stored."""

import json

import numpy as np
import pytest

from engine.lab import measured_stack
from engine.lab.measured_stack import SUCCESS_LEVELS, measure_stack
from engine.lab.memorised_points import Effort, Ends
from engine.lab.survival import fit_survival
from engine.theory.activation import Activation

FIELDS = {"parameters", "trials", "trials_of_half", "crossings", "width", "growth"}
REACHED = [9, 12, 14, 15, 15, 17, 18, 20, 23, 26]


def pretend(monkeypatch, half, full):
    """Let training end where it is told; return what it was called with."""
    calls = []

    def measure_points(stack, effort, *, expected, seed):
        calls.append((stack, effort, expected, seed))
        return [[Ends(one, one + 1) for one in reached] for reached in (half, full)]

    monkeypatch.setattr(measured_stack, "measure_points", measure_points)
    return calls


def test_what_is_stored_follows_from_the_ends(monkeypatch):
    more = [one + 2 for one in REACHED]
    calls = pretend(monkeypatch, REACHED, more)
    effort = Effort(10, 4, 50, 0.0)
    result = measure_stack((3, 2, 1), Activation.RELU, effort, seed=3)
    assert set(result) == FIELDS
    assert result["parameters"] == 11
    assert result["trials_of_half"] == [[one, one + 1] for one in REACHED]
    assert result["trials"] == [[one, one + 1] for one in more]
    half, full = (fit_survival(ends, [one + 1 for one in ends]) for ends in (REACHED, more))
    for crossing, level in zip(result["crossings"], SUCCESS_LEVELS, strict=True):
        found = full.find_crossing(level)
        assert crossing == {
            "success": level,
            "points": found.points,
            "low": found.low,
            "high": found.high,
        }
    ratios = {
        "width": full.find_all(0.1) / full.find_all(0.9),
        "growth": full.find_all(0.5) / half.find_all(0.5),
    }
    for name, of_draws in ratios.items():
        assert result[name]["points"] == pytest.approx(of_draws[0])
        assert [result[name][end] for end in ("low", "high")] == pytest.approx(
            np.quantile(of_draws[1:], [0.025, 0.975]).tolist()
        )
        assert result[name]["low"] <= result[name]["points"] <= result[name]["high"]
        assert result[name]["points"] > 1
    ((stack, given, expected, seed),) = calls
    assert (stack.sizes, stack.activation) == ((3, 2, 1), Activation.RELU)
    assert (given, seed) == (effort, 3)
    assert 11 <= expected <= 33


def test_restarts_that_add_nothing_do_not_grow(monkeypatch):
    pretend(monkeypatch, REACHED, REACHED)
    growth = measure_stack((3, 2, 1), Activation.TANH, Effort(10, 4, 50, 0.0), seed=3)["growth"]
    assert growth == {"points": 1, "low": 1, "high": 1}


def test_points_are_expected_by_the_output(monkeypatch):
    """Eight outputs ask eight labels of each point."""
    calls = pretend(monkeypatch, REACHED, REACHED)
    for outputs in (1, 8):
        measure_stack((4, 4, outputs), Activation.TANH, Effort(10, 4, 50, 0.0), seed=3)
    assert calls[0][2] / calls[1][2] == pytest.approx(8 * 25 / 60)


@pytest.mark.framework
@pytest.mark.usefixtures("one_thread")
@pytest.mark.parametrize(
    ("sizes", "activation"),
    [
        ((2, 2, 1), Activation.TANH),
        ((2, 2, 2, 1), Activation.RELU),
        ((2, 2, 1), Activation.STEP),
        ((3, 2), Activation.TANH),
    ],
)
def test_a_result_is_plain_and_comes_again(sizes, activation):
    pytest.importorskip("torch")
    steps = 100 if activation is Activation.STEP else 40
    effort = Effort(trials=8, restarts=4, steps=steps, resolution=0.05)
    result = measure_stack(sizes, activation, effort, seed=5)
    assert set(result) == FIELDS
    assert json.loads(json.dumps(result)) == result
    assert measure_stack(sizes, activation, effort, seed=5) == result
    assert measure_stack(sizes, activation, effort, seed=6)["trials"] != result["trials"]
    assert len(result["trials"]) == len(result["trials_of_half"]) == 8
    for full, half in zip(result["trials"], result["trials_of_half"], strict=True):
        assert 1 <= half[0] <= full[0] < full[1]
        assert half[1] <= full[1]
    high, middle = result["crossings"]
    assert high["points"] < middle["points"]
    assert all(one["low"] <= one["points"] <= one["high"] for one in result["crossings"])
    assert result["growth"]["points"] >= 1 - 1e-6
    assert result["width"]["points"] > 1


@pytest.mark.framework
@pytest.mark.usefixtures("one_thread")
def test_networks_of_as_many_inputs_meet_the_same_trials():
    """A network with one hidden neuron separates what a single one does, trial by trial."""
    pytest.importorskip("torch")
    effort = Effort(trials=16, restarts=4, steps=60, resolution=0.0)
    alone, behind = (
        measure_stack(sizes, Activation.TANH, effort, seed=5)["trials"]
        for sizes in ((2, 1), (2, 1, 1))
    )
    assert sum(one == other for one, other in zip(alone, behind, strict=True)) >= 15
