"""Tree committees against plain loops and automatic differentiation; what they memorise."""

from itertools import product
from math import sqrt

import numpy as np
import pytest

from engine.lab.dense_stack import append_one
from engine.lab.measured_stack import measure_stack
from engine.lab.memorise import draw_trials
from engine.lab.memorised_points import Effort
from engine.lab.tree_committee import TreeCommittee
from engine.theory.activation import Activation
from tests.lab.stack_samples import fire

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.framework, pytest.mark.usefixtures("one_thread")]

COMMITTEES = [(4, 2, 1), (12, 4, 1), (6, 6, 1)]
ACTIVATIONS = [Activation.TANH, Activation.RELU]


def make(sizes, activation, *, committees=3, points=5, seed=4):
    """Committees with points, with a constant 1, and free weights, all in double precision."""
    generator = torch.Generator().manual_seed(seed)
    committee = TreeCommittee(sizes, activation)
    drawn = torch.randn(committees, points, sizes[0], generator=generator, dtype=torch.float64)
    weights = torch.randn(
        committees, committee.parameters, generator=generator, dtype=torch.float64
    )
    return committee, append_one(drawn), weights


def vote(sizes, activation, weights, point):
    """The output of one committee for one point: neuron by neuron, half of them against."""
    inputs, neurons, _ = sizes
    each = inputs // neurons
    total = 0.0
    for neuron in range(neurons):
        own = range(neuron * each, (neuron + 1) * each)
        seen = sum(float(weights[place]) * float(point[place]) for place in own)
        total += (-1) ** neuron * fire(activation, seen)
    return total / sqrt(neurons)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", COMMITTEES)
def test_committees_are_judged_neuron_by_neuron(sizes, activation):
    committee, points, weights = make(sizes, activation)
    expected = torch.tensor(
        [
            [[vote(sizes, activation, row, point)] for point in of_committee]
            for row, of_committee in zip(weights, points, strict=True)
        ],
        dtype=torch.float64,
    )
    torch.testing.assert_close(committee.judge(points, weights), expected)
    torch.testing.assert_close(committee.respond(points, weights, None).outputs, expected)


@pytest.mark.parametrize("sharpness", [None, 0.7, 3.0])
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", COMMITTEES)
def test_derivatives_are_those_of_autograd(sizes, activation, sharpness):
    committee, points, weights = make(sizes, activation)
    generator = torch.Generator().manual_seed(8)
    pull = torch.randn(3, 5, 1, generator=generator, dtype=torch.float64)
    jacobian = committee.differentiate(committee.respond(points, weights, sharpness), weights, pull)
    assert jacobian.shape == (3, 5, sizes[0])
    for number in range(3):

        def run(row, number=number):
            response = committee.respond(points[number : number + 1], row[None], sharpness)
            return (response.outputs[0] * pull[number])[:, 0]

        expected = torch.autograd.functional.jacobian(run, weights[number])
        torch.testing.assert_close(jacobian[number], expected)


@pytest.mark.parametrize("sizes", COMMITTEES)
def test_only_weights_from_own_inputs_are_free(sizes):
    """No other weights and no thresholds, and votes that are the same whatever is trained."""
    committee, _, weights = make(sizes, Activation.RELU)
    inputs, neurons, _ = sizes
    assert committee.parameters == inputs
    lower, upper = committee.split(weights)
    assert lower.shape == (3, inputs + 1, neurons)
    for place in range(inputs):
        own = place // (inputs // neurons)
        assert torch.equal(lower[:, place, own], weights[:, place])
        assert int((lower[:, place] != 0).sum()) == 3
    assert not lower[:, inputs].any()
    assert not upper[:, neurons].any()
    assert torch.equal(upper, committee.split(weights + 1)[1])
    assert sorted(upper[0, :neurons, 0].sign().tolist()) == sorted([1.0, -1.0] * (neurons // 2))
    torch.testing.assert_close(upper[0].norm(), torch.tensor(1.0, dtype=torch.float64))


def test_weights_are_drawn_so_that_sums_spread_as_the_gains_say():
    committee = TreeCommittee((64, 4, 1), Activation.RELU)
    generator = torch.Generator().manual_seed(2)
    points = append_one(torch.randn(200, 50, 64, generator=generator))
    gains = torch.tensor([0.7, 1.4]).repeat(100)[:, None, None]
    weights = committee.draw(points, gains, generator)
    assert weights.shape == (200, 64)
    sums = points @ committee.split(weights)[0]
    for number, gain in enumerate((0.7, 1.4)):
        assert float(sums[number::2].std()) == pytest.approx(gain, rel=0.05)


def test_a_committee_memorises_about_two_points_a_weight():
    """More than half a perceptron's two, less than the 2.66 that theory gives many inputs."""
    effort = Effort(trials=8, restarts=4, steps=60, resolution=0.05)
    result = measure_stack((8, 4, 1), Activation.RELU, effort, seed=5, form=TreeCommittee)
    assert result["parameters"] == 8
    (n50,) = [one["points"] for one in result["crossings"] if one["success"] == 0.5]
    assert 1.0 < n50 / 8 < 2.66
    assert measure_stack((8, 4, 1), Activation.RELU, effort, seed=5, form=TreeCommittee) == result


def largest_by_hand(points, labels):
    """The most first points whose labels some committee of two neurons, an input each, gives.

    Its output is |a| relu(s x) - |b| relu(t y): two signs and a ratio, which changes an answer
    only where it passes |x| over |y| of a point.
    """
    x, y = points.T
    passed = np.sort(np.abs(x / y))
    ratios = np.concatenate([[passed[0] / 2], (passed[1:] + passed[:-1]) / 2, [2 * passed[-1]]])
    most = 0
    for ratio, one, other in product(ratios, (-1, 1), (-1, 1)):
        outputs = np.maximum(one * x, 0) - ratio * np.maximum(other * y, 0)
        wrong = np.flatnonzero(outputs * labels <= 0)
        most = max(most, int(wrong[0]) if len(wrong) else len(labels))
    return most


def test_two_votes_memorise_just_what_they_can():
    effort = Effort(trials=16, restarts=8, steps=60, resolution=0.0)
    result = measure_stack((2, 2, 1), Activation.RELU, effort, seed=5, form=TreeCommittee)
    trials = draw_trials(2, 1, 40, 16, [5])
    exact = [
        max(1, largest_by_hand(points.double().numpy(), labels[:, 0].double().numpy()))
        for points, labels in zip(trials.points, trials.labels, strict=True)
    ]
    found = [reached for reached, _ in result["trials"]]
    assert all(one <= most for one, most in zip(found, exact, strict=True))
    assert sum(one == most for one, most in zip(found, exact, strict=True)) >= 15
    assert max(exact) > 2
