"""Dense stacks against plain loops, and their derivatives against automatic differentiation."""

import pytest

from engine.lab.dense_stack import DenseStack, append_one
from engine.theory.activation import Activation
from engine.theory.capacity import Reading, stack_capacity
from tests.lab.stack_samples import STACKS, answer

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.framework, pytest.mark.usefixtures("one_thread")]


def make(sizes, activation, *, stacks=3, points=5, seed=4):
    """Stacks with points, with a constant 1, and weights, all in double precision."""
    generator = torch.Generator().manual_seed(seed)
    stack = DenseStack(sizes, activation)
    drawn = torch.randn(stacks, points, sizes[0], generator=generator, dtype=torch.float64)
    weights = torch.randn(stacks, stack.parameters, generator=generator, dtype=torch.float64)
    return stack, append_one(drawn), weights


def smoothed(activation, sharpness, sums):
    if activation is not Activation.RELU:
        return torch.tanh(sums * (sharpness or 1.0))
    if sharpness is None:
        return torch.relu(sums)
    return torch.log1p(torch.exp(sharpness * sums)) / sharpness


def outputs_of(stack, sharpness, points, weights):
    """Outputs (n, m) of one stack, by linear layers, for autograd to follow."""
    values, start = points[:, :-1], 0
    for number, (rows, columns) in enumerate(stack.shapes):
        layer = weights[start : start + rows * columns].reshape(rows, columns)
        start += rows * columns
        values = torch.nn.functional.linear(values, layer[:-1].T, layer[-1])
        if number < len(stack.shapes) - 1:
            values = smoothed(stack.activation, sharpness, values)
    return values


@pytest.mark.parametrize("activation", list(Activation))
@pytest.mark.parametrize("sizes", STACKS)
def test_stacks_are_judged_neuron_by_neuron(sizes, activation):
    stack, points, weights = make(sizes, activation)
    expected = [
        [answer(sizes, activation, row, point[:-1].tolist()) for point in of_stack]
        for row, of_stack in zip(weights, points, strict=True)
    ]
    judged = stack.judge(points, weights)
    torch.testing.assert_close(judged, torch.tensor(expected, dtype=torch.float64))


@pytest.mark.parametrize("sizes", STACKS)
def test_weights_are_split_layer_by_layer(sizes):
    stack, _, weights = make(sizes, Activation.TANH)
    layers = stack.split(weights)
    assert [tuple(layer.shape[1:]) for layer in layers] == stack.shapes
    assert torch.equal(torch.cat([layer.flatten(1) for layer in layers], dim=1), weights)
    assert stack.parameters == stack_capacity(sizes, Reading.ALL_PARAMETERS)


@pytest.mark.parametrize("sharpness", [None, 0.7, 3.0])
@pytest.mark.parametrize("activation", list(Activation))
@pytest.mark.parametrize("sizes", STACKS)
def test_derivatives_are_those_of_autograd(sizes, activation, sharpness):
    stack, points, weights = make(sizes, activation)
    pull = torch.randn(
        3, 5, sizes[-1], generator=torch.Generator().manual_seed(8), dtype=torch.float64
    )
    response = stack.respond(points, weights, sharpness)
    jacobian = stack.differentiate(response, weights, pull)
    descent = stack.descend(response, weights, pull)
    for number in range(3):

        def run(row, number=number):
            return outputs_of(stack, sharpness, points[number], row)

        torch.testing.assert_close(response.outputs[number], run(weights[number]))
        rows = torch.autograd.functional.jacobian(run, weights[number]) * pull[number, ..., None]
        torch.testing.assert_close(jacobian[number], rows.flatten(0, 1))
        torch.testing.assert_close(descent[number], rows.sum(dim=(0, 1)))


@pytest.mark.parametrize("activation", [Activation.RELU, Activation.STEP])
@pytest.mark.parametrize("sizes", STACKS)
def test_what_is_smoothed_ends_as_what_is_judged(sizes, activation):
    stack, points, weights = make(sizes, activation)
    judged = stack.judge(points, weights)
    misses = [
        float((stack.respond(points, weights, sharpness).outputs - judged).abs().max())
        for sharpness in (1.0, 10.0, 1e6)
    ]
    assert misses[2] < 1e-4
    assert len(sizes) == 2 or misses[2] < misses[0]


@pytest.mark.parametrize("chosen", [[True, False, True], [False, False, True]])
def test_responses_are_chosen_stack_by_stack(chosen):
    stack, points, weights = make((3, 4, 2, 1), Activation.TANH)
    mask = torch.tensor(chosen)
    both = [stack.respond(points, factor * weights, None) for factor in (1, 2)]
    kept = both[0].keep(mask)
    alone = stack.respond(points[mask], weights[mask], None)
    mixed = both[0].where(mask, both[1])
    of_mixed = stack.respond(points, torch.where(mask[:, None], weights, 2 * weights), None)
    for one, other in ((kept, alone), (mixed, of_mixed)):
        torch.testing.assert_close(one.outputs, other.outputs)
        torch.testing.assert_close(one.entered, other.entered)
        torch.testing.assert_close(one.slopes, other.slopes)


def draw(stack, points, gain, seed=3):
    gains = torch.full((len(points), 1, 1), gain)
    return stack.draw(points, gains, torch.Generator().manual_seed(seed))


def sums_of(stack, points, weights):
    """The sums that enter each hidden layer, (B, n, h)."""
    sums = []
    entered = points
    for layer in stack.split(weights)[:-1]:
        sums.append(entered @ layer)
        fired = [[[fire_one(stack, v) for v in p] for p in s] for s in sums[-1].tolist()]
        entered = append_one(torch.tensor(fired))
    return sums


def fire_one(stack, value):
    return answer((1, 1, 1), stack.activation, [1.0, 0.0, 1.0, 0.0], [value])[0]


@pytest.mark.parametrize("gain", [0.3, 1.5])
@pytest.mark.parametrize("activation", [Activation.TANH, Activation.STEP])
def test_points_spread_as_the_gain_says_in_every_layer(activation, gain):
    stack = DenseStack((5, 6, 8, 6, 2), activation)
    points = append_one(torch.randn(4, 60, 5, generator=torch.Generator().manual_seed(1)) * 3 + 1)
    for sums in sums_of(stack, points, draw(stack, points, gain)):
        spread = sums.std(dim=1, correction=0)
        assert torch.allclose(spread, torch.full_like(spread, gain), rtol=1e-3)


def test_rectified_neurons_bend_at_one_of_their_points():
    stack = DenseStack((5, 8, 8, 1), Activation.RELU)
    points = append_one(torch.randn(4, 40, 5, generator=torch.Generator().manual_seed(1)))
    for sums in sums_of(stack, points, draw(stack, points, 1.4)):
        assert float(sums.abs().amin(dim=1).max()) < 1e-4
        assert len(set(sums.abs().argmin(dim=1).flatten().tolist())) >= 10
        live = sums.std(dim=1, correction=0)
        assert torch.allclose(live, torch.full_like(live, 1.4), rtol=1e-3)


@pytest.mark.parametrize("activation", list(Activation))
def test_what_is_drawn_depends_on_a_stack_s_own_points_alone(activation):
    stack = DenseStack((3, 4, 4, 1), activation)
    points = append_one(torch.randn(3, 9, 3, generator=torch.Generator().manual_seed(1)))
    other = points.clone()
    other[1] = append_one(other[1, :, :-1] * 7 - 2)
    one, another = (draw(stack, each, 1.0) for each in (points, other))
    assert torch.equal(one[[0, 2]], another[[0, 2]])
    assert not torch.equal(one[1], another[1])
