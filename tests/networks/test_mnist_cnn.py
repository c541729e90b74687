"""The networks of the MNIST study against the notebook's numbers and against torch itself."""

import itertools
from dataclasses import replace
from fractions import Fraction
from math import prod

import pytest

from engine.networks.layer_table import layer_table
from engine.networks.layers import Kind
from engine.networks.mnist_cnn import (
    NETWORK_NAMES,
    Window,
    build_torch,
    describe_network,
    get_spec,
    stage_shapes,
)
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.compression import chain_compression

VARIANTS = [(name, batch_norm) for name in NETWORK_NAMES for batch_norm in (True, False)]


@pytest.mark.parametrize(
    ("name", "shapes", "parameters", "mec_bits", "stage_g", "total_g"),
    [
        ("cnn1", [(14, 14, 16), (7, 7, 32)], 29_034, 15_690, [0.25, 2.0], 0.5),
        ("cnn2", [(14, 14, 4), (5, 5, 15)], 4_841, 3_760, [1.0, 2.0907], 2.0907),
        ("cnn2-stage1", [(14, 14, 4)], 7_926, 7_850, [1.0], 1.0),
    ],
)
def test_the_notebooks_numbers(name, shapes, parameters, mec_bits, stage_g, total_g):
    spec = get_spec(name)
    assert stage_shapes(spec) == ((28, 28, 1), *shapes)
    amounts = [prod(shape) for shape in stage_shapes(spec)]
    assert [float(Fraction(a, b)) for a, b in itertools.pairwise(amounts)] == pytest.approx(
        stage_g, abs=5e-5
    )
    assert float(chain_compression(amounts)) == pytest.approx(total_g, abs=5e-5)
    network = describe_network(spec)
    assert network.parameters == parameters
    decision = network.layers[-1]
    sizes = [decision.inputs_per_neuron, decision.neurons]
    assert {stack_capacity(sizes, reading) for reading in Reading} == {mec_bits}


def test_the_notebooks_ratios():
    first, second = (describe_network(get_spec(name)) for name in ("cnn1", "cnn2"))
    assert round(first.layers[-1].parameters / second.layers[-1].parameters, 2) == 4.17
    sizes = [layer_table(network).total_bytes for network in (first, second)]
    assert [round(size / 1024**2, 2) for size in sizes] == [0.47, 0.06]
    assert round(sizes[0] / sizes[1], 1) == 8.2
    assert round(first.parameters / second.parameters, 1) == 6.0


def test_the_layer_table_of_cnn2():
    table = layer_table(describe_network(get_spec("cnn2")))
    assert [(row.name, row.output_shape, row.parameters) for row in table.rows] == [
        ("Conv2d-1", (4, 13, 13), 68),
        ("ReLU-2", (4, 13, 13), 0),
        ("MaxPool2d-3", (4, 14, 14), 0),
        ("BatchNorm2d-4", (4, 14, 14), 8),
        ("Conv2d-5", (15, 6, 6), 975),
        ("ReLU-6", (15, 6, 6), 0),
        ("MaxPool2d-7", (15, 5, 5), 0),
        ("BatchNorm2d-8", (15, 5, 5), 30),
        ("Linear-9", (10,), 3_760),
    ]
    assert table.input_bytes == 784 * 4
    assert table.forward_backward_bytes == 2 * 4 * (2 * 676 + 2 * 784 + 2 * 540 + 2 * 375 + 10)
    assert table.parameter_bytes == 4 * 4_841


def test_the_layer_table_refuses_a_layer_that_it_cannot_name():
    network = describe_network(get_spec("cnn2"))
    odd = replace(network.layers[0], kind=Kind.ATTENTION)
    with pytest.raises(ValueError, match=r"layer 'convolution1' of kind attention.*_TORCH_NAMES"):
        layer_table(replace(network, layers=(odd, *network.layers[1:])))


@pytest.mark.framework
@pytest.mark.parametrize(("name", "batch_norm"), VARIANTS)
def test_torch_agrees_layer_by_layer(name, batch_norm):
    import torch

    spec = get_spec(name, batch_norm=batch_norm)
    model = build_torch(spec)
    seen = []
    for label, module in model.named_children():
        module.register_forward_hook(
            lambda module, inputs, output, label=label: seen.append(
                (
                    label,
                    channels_last(inputs[0].shape[1:]),
                    channels_last(output.shape[1:]),
                    sum(parameter.numel() for parameter in module.parameters()),
                )
            )
        )
    model(torch.zeros(2, 1, 28, 28))
    network = describe_network(spec)
    assert seen == [
        (layer.name, layer.input_shape, layer.output_shape, layer.parameters)
        for layer in network.layers
    ]
    assert (Kind.NORMALIZATION in {layer.kind for layer in network.layers}) == batch_norm


def channels_last(shape):
    return (*shape[1:], shape[0]) if len(shape) > 1 else tuple(shape)


@pytest.mark.framework
def test_the_order_within_a_stage():
    model = build_torch(get_spec("cnn1"))
    assert [type(module).__name__ for module in model] == [
        *["Conv2d", "ReLU", "MaxPool2d", "BatchNorm2d"] * 2,
        "Flatten",
        "Linear",
    ]


@pytest.mark.parametrize("name", NETWORK_NAMES)
def test_multiply_adds_by_counting_window_positions(name):
    spec = get_spec(name)
    positions, counted, channels = 28, 0, 1
    for stage in spec.stages:
        window = stage.convolution
        padded = positions + 2 * window.padding
        positions = len(range(0, padded - window.kernel + 1, window.stride))
        counted += positions**2 * stage.filters * channels * window.kernel**2
        pooled = positions + 2 * stage.pooling.padding
        positions = len(range(0, pooled - stage.pooling.kernel + 1, stage.pooling.stride))
        channels = stage.filters
    counted += positions**2 * channels * 10
    assert describe_network(spec).multiply_adds == counted


def test_a_window_keeps_the_size_when_padded_for_it():
    assert Window(5, 1, 2).output_size(28) == 28
    assert Window(2, 1, 1).output_size(13) == 14


def test_an_unknown_network_is_refused():
    with pytest.raises(ValueError, match="cnn1, cnn2, cnn2-stage1, got 'cnn3'"):
        get_spec("cnn3")
