"""MobileNet and MobileNetV2 over the width multiplier alpha: MEC, cost and accuracy."""

from collections.abc import Sequence
from itertools import pairwise

from engine.networks.catalogue.backbones import MOBILENET_ALPHAS, MOBILENET_V2_ALPHAS, build
from engine.networks.layers import Kind, Layer, Network
from engine.networks.measurement import accuracy_data, measure, published_accuracies
from engine.studies.study import Params, Profile, Result, Study

ALPHAS = {"MobileNet": MOBILENET_ALPHAS, "MobileNetV2": MOBILENET_V2_ALPHAS}
"""The width multipliers for which Keras has weights, and accuracies are published."""


def grid(profile: Profile) -> Sequence[Params]:
    """Return every backbone at each of its width multipliers; the same for every profile."""
    return [
        {"library": "keras", "backbone": backbone, "alpha": alpha}
        for backbone, alphas in ALPHAS.items()
        for alpha in alphas
    ]


def compute(params: Params) -> Result:
    """Return the measurements of one backbone at one alpha, and its separable convolutions."""
    network = build(params["library"], params["backbone"], alpha=params["alpha"])
    return {
        **measure(network),
        "separable_convolutions": separable_convolutions(network),
        "accuracies": published_accuracies(params["backbone"], alpha=params["alpha"]),
    }


def separable_convolutions(network: Network) -> list[dict[str, int]]:
    """Return each depthwise convolution of a network with the 1x1 convolution behind it.

    For each: elements of the kernel (D_K squared), positions of the output map (D_F squared),
    channels in (M) and out (N), and the multiply-adds counted for the two layers.
    """
    convolutions = [layer for layer in network.layers if layer.kind is Kind.CONVOLUTION]
    return [
        {
            "kernel_elements": depthwise.inputs_per_neuron,
            "positions": depthwise.output_elements // depthwise.output_shape[-1],
            "channels_in": depthwise.output_shape[-1],
            "channels_out": pointwise.neurons,
            "multiply_adds": depthwise.multiply_adds + pointwise.multiply_adds,
        }
        for depthwise, pointwise in pairwise(convolutions)
        if _is_depthwise(depthwise)
    ]


def _is_depthwise(layer: Layer) -> bool:
    """Whether each filter sees one channel alone."""
    return layer.groups == layer.input_shape[-1] > 1


STUDY = Study(
    name="width-multiplier",
    title="Sweeping the width multiplier",
    grid=grid,
    compute=compute,
    packages=("keras", "tensorflow"),
    framework="keras",
    cost=lambda params: 0.2,
    data_files=accuracy_data,
)
