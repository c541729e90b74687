"""The drawn MNIST networks against the networks that are trained, layer by layer."""

from dataclasses import replace
from math import prod

import pytest

from engine.networks.layers import Kind
from engine.networks.mnist_cnn import describe_network, get_spec, stage_shapes
from engine.studies.mnist.drawings import network_figures, stage_fronts
from engine.studies.mnist.networks_study import STUDY
from engine.studies.study import Profile
from tests.exhibits.report_samples import make_record


@pytest.fixture(scope="module")
def records():

    return [
        replace(make_record("mnist-networks", **params), result=STUDY.compute(params))
        for params in STUDY.grid(Profile.STANDARD)
    ]


@pytest.fixture(scope="module")
def figures(records):
    return {figure.id: figure for figure in network_figures(records)}


@pytest.mark.parametrize("name", ["cnn1", "cnn2"])
def test_every_stage_has_the_parameters_of_its_layers(figures, name):
    spec = get_spec(name, batch_norm=True)
    network = describe_network(spec)
    frame = figures[f"network-{name}"].data
    assert frame["parameters"].sum() == network.parameters
    convolutions = [layer for layer in network.layers if layer.kind is Kind.CONVOLUTION]
    norms = [layer for layer in network.layers if layer.kind is Kind.NORMALIZATION]
    held = [a.parameters + b.parameters for a, b in zip(convolutions, norms, strict=True)]
    assert frame["parameters"].tolist() == [*held, network.layers[-1].parameters]
    carried = [*map(prod, stage_shapes(spec))]
    assert frame["values_in"].tolist() == carried
    assert frame["values_out"].tolist() == [*carried[1:], spec.classes]


def test_the_first_stage_alone_is_drawn_layer_by_layer(figures):
    network = describe_network(get_spec("cnn2-stage1", batch_norm=True))
    frame = figures["network-cnn2-stage1"].data
    layers = [layer for layer in network.layers if layer.kind is not Kind.RESHAPE]
    assert frame["parameters"].tolist() == [layer.parameters for layer in layers]
    assert frame["values_out"].tolist() == [layer.output_elements for layer in layers]
    assert frame["mec_bits"].tolist() == [0, 0, 0, 0, layers[-1].parameters]


def test_a_stage_without_batch_norm_has_fewer_parameters(records):
    with_norm, without = (
        [front.parameters for front in stage_fronts(record.result)]
        for record in records
        if record.params["network"] == "cnn2"
    )
    assert [a - b for a, b in zip(with_norm, without, strict=True)] == [2 * 4, 2 * 15]
