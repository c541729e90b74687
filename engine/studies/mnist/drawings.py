"""The MNIST networks drawn from their layers: stage by stage, and one of them layer by layer."""

from collections.abc import Sequence
from math import prod
from typing import Any

from engine.exhibits.drawing.network_parts import Front, stage_front
from engine.exhibits.figure import Figure
from engine.exhibits.network_figure import network_figure, stack_diagram
from engine.records.record import Record

Values = dict[str, Any]


def network_figures(records: Sequence[Record]) -> list[Figure]:
    """Return the pictures of CNN1, of CNN2, and of the network of CNN2's first stage alone.

    Args:
        records: Those of the networks, with batch normalization and without.
    """
    found = {one.params["network"]: one for one in records if one.params["batch_norm"]}
    return [
        _draw_stages("network-cnn1", found["cnn1"]),
        _draw_stages("network-cnn2", found["cnn2"]),
        _draw_layers("network-cnn2-stage1", found["cnn2-stage1"]),
    ]


def stage_fronts(network: Values) -> list[Front]:
    """Return a box for each convolutional stage of a measured network."""
    held = _stage_parameters(network["layers"])
    return [
        stage_front(
            stage["stage"],
            stage["convolution"],
            stage["pooling"],
            parameters=parameters,
            leaving=stage["output_shape"],
        )
        for stage, parameters in zip(network["stages"], held, strict=True)
    ]


def _draw_stages(identifier: str, record: Record) -> Figure:
    network = record.result
    return network_figure(
        identifier,
        network["title"],
        f"From the image to the decision: {_sizes(network)}",
        stack_diagram(
            network["classifier_sizes"],
            stage_fronts(network),
            entering=network["input_shape"],
            names=["Decision layer"],
        ),
        [record],
    )


def _draw_layers(identifier: str, record: Record) -> Figure:
    network = record.result
    *before, decision = network["layers"]
    fronts = [
        Front(
            name=layer["name"],
            lines=(),
            parameters=layer["parameters"],
            leaving=[*layer["output_shape"][1:], layer["output_shape"][0]],
        )
        for layer in before
    ]
    return network_figure(
        identifier,
        network["title"],
        f"The first stage of CNN2, and a decision layer upon it, layer by layer: {_sizes(network)}",
        stack_diagram(
            network["classifier_sizes"],
            fronts,
            entering=network["input_shape"],
            names=[decision["name"]],
        ),
        [record],
    )


def _sizes(network: Values) -> str:
    entering, embedding = prod(network["input_shape"]), network["embedding_elements"]
    bits = network["mec_bits"]["decision_layer"]
    return (
        f"{entering:,} pixels become an embedding of {embedding:,} values, which a decision layer "
        f"of {bits:,} bits reads."
    )


def _stage_parameters(layers: Sequence[Values]) -> list[int]:
    """Return the parameters of each stage; every convolution begins one, the dense layer none."""
    held: list[int] = []
    for layer in layers[:-1]:
        if layer["name"].startswith("Conv"):
            held.append(0)
        held[-1] += layer["parameters"]
    return held
