"""The same architecture gives the same layers, whichever library it is built in.

Keras runs in this process, torch in another one.
"""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import asdict, fields
from functools import cache

import pytest

from engine.networks.catalogue.backbones import backbones, build, counterpart, find_backbone
from engine.networks.head import classifier, mec_bits
from engine.networks.keras.adapter import network_from_keras
from engine.networks.layers import Kind, Layer, Network

pytestmark = pytest.mark.framework

SMALL_TORCH_NETWORK = """
from torch import nn

def make():
    return nn.Sequential(
        nn.Conv2d(3, 8, 5, stride=2, bias=False),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.ZeroPad2d(1),
        nn.Conv2d(8, 8, 3, groups=8, bias=False),
        nn.Conv2d(8, 12, 1),
        nn.MaxPool2d(2),
        nn.Conv2d(12, 16, 3, groups=4),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(16, 32),
        nn.Tanh(),
        nn.Dropout(0.5),
        nn.Linear(32, 10, bias=False),
    )
"""

PAIRS = ("VGG16", "ResNet50", "DenseNet121", "ConvNeXtTiny", "EfficientNetB0", "MobileNetV2")


def test_a_small_network_gives_the_same_layers():
    (torch_network,) = _run_torch(
        SMALL_TORCH_NETWORK,
        "from engine.networks.torch.adapter import network_from_torch",
        "show(network_from_torch(make(), (21, 33, 3)))",
    )
    keras_network = network_from_keras(_small_keras_network())
    compared = [
        field.name
        for field in fields(Layer)
        if field.name not in ("name", "parameters", "statistics", "sources")
    ]
    for ours, theirs in zip(keras_network.layers, torch_network.layers, strict=True):
        for field in compared:
            assert getattr(ours, field) == getattr(theirs, field), (ours.name, field)
        assert ours.parameters - ours.statistics == theirs.parameters
    assert classifier(keras_network).sizes == classifier(torch_network).sizes == (16, 32, 10)


@pytest.mark.parametrize("name", PAIRS)
def test_a_backbone_has_the_same_classifier_in_both_libraries(name):
    ours, theirs = _keras_network(name), _torchvision_networks()[_torchvision_name(name)]
    for field in ("sizes", "thresholds", "positions", "embedding_elements", "parameters"):
        assert getattr(classifier(ours), field) == getattr(classifier(theirs), field)
    assert mec_bits(classifier(ours)) == mec_bits(classifier(theirs))


@pytest.mark.parametrize("name", PAIRS)
def test_a_backbone_has_the_same_neurons_in_both_libraries(name):
    ours, theirs = _keras_network(name), _torchvision_networks()[_torchvision_name(name)]
    assert _neurons(ours) == _neurons(theirs)


@pytest.mark.parametrize("name", PAIRS)
def test_a_backbone_costs_the_same_in_both_libraries(name):
    ours, theirs = _keras_network(name), _torchvision_networks()[_torchvision_name(name)]
    expected_parameters, expected_cost = 0, 0
    if name == "ResNet50":
        # Keras gives every convolution a threshold, though normalization follows it; torchvision
        # puts the stride of three blocks into the 3x3 convolution (ResNet v1.5), Keras into the
        # 1x1 convolution before it, which then has a quarter of the positions.
        expected_parameters = sum(
            layer.neurons for layer in ours.layers if layer.kind is Kind.CONVOLUTION
        )
        expected_cost = -sum(
            3 * 128 * 2**stage * 256 * 2**stage * (28 // 2**stage) ** 2 for stage in range(3)
        )
    assert ours.trained_parameters - theirs.trained_parameters == expected_parameters
    assert ours.multiply_adds - theirs.multiply_adds == expected_cost


def test_counterparts_are_found_by_name():
    assert _torchvision_name("ConvNeXtTiny") == "convnext_tiny"
    assert counterpart(find_backbone("torchvision", "mobilenet_v3_large")).name == (
        "MobileNetV3Large"
    )
    assert counterpart(find_backbone("keras", "Xception")) is None
    assert sum(counterpart(backbone) is not None for backbone in backbones("keras")) == 27


def _neurons(network):
    """What each kind of neuron sees; a pointwise convolution may be written as a dense layer."""
    return Counter(
        (layer.neurons, layer.inputs_per_neuron) for layer in network.layers if layer.neurons
    )


def _torchvision_name(name):
    return counterpart(find_backbone("keras", name)).name


@cache
def _keras_network(name):
    return build("keras", name)


@cache
def _torchvision_networks():
    names = [_torchvision_name(name) for name in PAIRS]
    measured = _run_torch(
        "from engine.networks.catalogue.backbones import build",
        f"for name in {names!r}:",
        "    show(build('torchvision', name))",
    )
    return {network.name: network for network in measured}


def _run_torch(*lines):
    """Run code in another process; return the networks that it shows."""
    shown = "import dataclasses, json\ndef show(n): print(json.dumps(dataclasses.asdict(n)))"
    done = subprocess.run(
        [sys.executable, "-c", "\n".join((shown, *lines))],
        check=True,
        capture_output=True,
        text=True,
    )
    return [_network(json.loads(line)) for line in done.stdout.splitlines()]


def _network(values):
    layers = tuple(
        Layer(
            **values
            | {
                "kind": Kind(values["kind"]),
                "input_shape": tuple(values["input_shape"]),
                "output_shape": tuple(values["output_shape"]),
            }
        )
        for values in values["layers"]
    )
    network = Network(values["name"], values["library"], tuple(values["input_shape"]), layers)
    assert json.loads(json.dumps(asdict(network))) == values
    return network


def _small_keras_network():
    import keras
    from keras import layers

    return keras.Sequential(
        [
            layers.Input((21, 33, 3)),
            layers.Conv2D(8, 5, strides=2, use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.ZeroPadding2D(1),
            layers.DepthwiseConv2D(3, use_bias=False),
            layers.Conv2D(12, 1),
            layers.MaxPooling2D(2),
            layers.Conv2D(16, 3, groups=4),
            layers.GlobalAveragePooling2D(keepdims=True),
            layers.Flatten(),
            layers.Dense(32),
            layers.Activation("tanh"),
            layers.Dropout(0.5),
            layers.Dense(10, use_bias=False),
        ]
    )
