"""Small convolutional networks in a batch: the network of torch, its Jacobian, and its search."""

import numpy as np
import pytest

from engine.lab.dense_stack import append_one
from engine.networks.mnist_cnn import Window, build_seeded, describe_network
from engine.studies.convolutions_memorised.small_network import make_spec
from engine.studies.convolutions_memorised.small_stack import ConvolutionStack
from engine.studies.convolutions_memorised.small_study import STUDY
from engine.studies.study import Profile
from engine.theory.activation import Activation

SHAPES = [(2, 2), (3, 1), (4, 3)]


def make_stack(filters, pooling, outputs=1, activation=Activation.RELU):
    return ConvolutionStack(
        (64, filters, outputs),
        activation,
        convolution=Window(3, 1),
        pooling=Window(pooling, pooling),
    )


def draw(stack, count=2, points=7):
    """Points with a constant 1, and weights to begin with, in double precision."""
    import torch

    generator = torch.Generator().manual_seed(5)
    images = append_one(torch.randn(count, points, 64, generator=generator))
    weights = stack.draw(images, torch.ones(count, 1, 1), generator)
    return images.double(), weights.double()


@pytest.mark.parametrize(("filters", "pooling"), SHAPES)
def test_it_has_the_parameters_of_the_network_it_stands_for(filters, pooling):
    described = describe_network(make_spec(filters, pooling))
    assert make_stack(filters, pooling).parameters == described.parameters


@pytest.mark.framework
@pytest.mark.parametrize(("filters", "pooling"), SHAPES)
def test_it_answers_as_the_network_of_torch_does(filters, pooling):
    import torch

    stack, model = make_stack(filters, pooling), build_seeded(make_spec(filters, pooling), 3)
    points, weights = draw(stack, count=1)
    layer, decision = stack.split(weights)  # (1, 10, filters), (1, w * filters + 1, 1)
    with torch.no_grad():
        model.convolution1.weight.copy_(layer[0, :-1].T.reshape(filters, 1, 3, 3))
        model.convolution1.bias.copy_(layer[0, -1])
        # Torch flattens filter by filter, a stack window by window.
        by_filter = decision[0, :-1, 0].reshape(stack.windows, filters).T
        model.decision.weight.copy_(by_filter.reshape(1, -1))
        model.decision.bias.copy_(decision[0, -1])
        expected = model.double()(points[0, :, :64].reshape(-1, 1, 8, 8))
        judged = stack.judge(points, weights)[0]
        answered = stack.respond(points, weights, None).outputs[0]
    # Torch keeps weights in single precision.
    assert judged.numpy() == pytest.approx(expected.numpy(), abs=1e-5)
    assert answered.numpy() == pytest.approx(judged.numpy(), abs=1e-12)


@pytest.mark.framework
@pytest.mark.parametrize(("filters", "pooling"), SHAPES)
@pytest.mark.parametrize("sharpness", [None, 2.0])
@pytest.mark.parametrize("activation", [Activation.RELU, Activation.TANH])
def test_its_jacobian_is_that_of_autograd(filters, pooling, sharpness, activation):
    import torch

    stack = make_stack(filters, pooling, outputs=2, activation=activation)
    points, weights = draw(stack)
    pull = torch.randn(2, 7, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    response = stack.respond(points, weights, sharpness)
    found = stack.differentiate(response, weights, pull)
    expected = torch.autograd.functional.jacobian(
        lambda one: (stack.respond(points, one, sharpness).outputs * pull).flatten(1), weights
    )  # (B, n * m, B, P)
    for row in range(2):
        assert found[row].numpy() == pytest.approx(expected[row, :, row].numpy(), abs=1e-10)


@pytest.mark.framework
def test_what_enters_a_filter_spreads_alike_at_first():
    import torch

    stack = make_stack(4, 2)
    points, _ = draw(stack, count=3, points=200)
    gains = torch.tensor([0.5, 1.0, 2.0])[:, None, None]
    weights = stack.draw(points.float(), gains, torch.Generator().manual_seed(2))
    layer, _ = stack.split(weights)
    images = points[..., :64].reshape(3, 200, 8, 8)
    for row, gain in enumerate((0.5, 1.0, 2.0)):
        for number in range(4):
            kernel = layer[row, :-1, number].reshape(3, 3).numpy()
            seen = np.lib.stride_tricks.sliding_window_view(
                images[row].numpy(), (3, 3), axis=(1, 2)
            )
            assert (seen * kernel).sum((3, 4)).std() == pytest.approx(gain, rel=0.01)


@pytest.mark.framework
def test_a_small_network_memorises_more_than_its_decision_layer_could():
    (params,) = STUDY.grid(Profile.QUICK)
    result = STUDY.compute({**params, "trials": 4})
    (half,) = [one for one in result["crossings"] if one["success"] == 0.5]
    assert result["parameters"] == 39
    assert result["mec_bits"]["decision_layer"] == 19
    assert half["points"] > 2 * 19
    assert half["points"] < 3 * 39


def test_every_profile_holds_the_networks_of_the_one_below():
    grids = [
        {(params["filters"], params["pooling"]) for params in STUDY.grid(profile)}
        for profile in Profile
    ]
    assert grids[0] < grids[1] < grids[2]
    assert all(describe_network(make_spec(*network)).parameters <= 150 for network in grids[2])
