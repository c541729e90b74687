"""What is known of the MNIST networks without training: shapes, parameters, MEC and G."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise
from math import prod
from typing import Any

from engine.networks.layer_table import layer_table
from engine.networks.layers import Network
from engine.networks.mnist_cnn import (
    NETWORK_NAMES,
    CnnSpec,
    describe_network,
    get_spec,
    stage_shapes,
)
from engine.studies.study import Params, Profile, Result, Study
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.compression import chain_compression, stage_compression


def grid(profile: Profile) -> Sequence[Params]:
    """Return one entry for each of the six variants; the same for every profile."""
    return [
        {"network": network, "batch_norm": batch_norm}
        for network in NETWORK_NAMES
        for batch_norm in (True, False)
    ]


def compute(params: Params) -> Result:
    """Return the stages, the classifier, its MEC and the layer table of one variant.

    Returns:
        Sizes as exact integers, G as floats; shapes are channels last, in `layers` channels first
        as torch prints them. `total_bytes` and its parts are torchsummary's estimate.
    """
    spec = get_spec(params["network"], batch_norm=params["batch_norm"])
    network = describe_network(spec)
    shapes = stage_shapes(spec)
    decision = network.layers[-1]
    sizes = [decision.inputs_per_neuron, decision.neurons]
    return {
        "title": spec.title,
        "input_shape": list(network.input_shape),
        "stages": _describe_stages(spec),
        "embedding_elements": prod(shapes[-1]),
        "g_elements": float(chain_compression([prod(shape) for shape in shapes])),
        "classifier_sizes": sizes,
        "mec_bits": {str(reading): stack_capacity(sizes, reading) for reading in Reading},
        "parameters": network.parameters,
        "classifier_parameters": decision.parameters,
        "multiply_adds": network.multiply_adds,
        **_describe_layers(network),
    }


def _describe_stages(spec: CnnSpec) -> list[dict[str, Any]]:
    described = []
    for number, (stage, (before, after)) in enumerate(
        zip(spec.stages, pairwise(stage_shapes(spec)), strict=True), start=1
    ):
        described.append(
            {
                "stage": number,
                **asdict(stage),
                "input_shape": list(before),
                "output_shape": list(after),
                "input_elements": prod(before),
                "output_elements": prod(after),
                "g_elements": float(stage_compression(prod(before), prod(after))),
            }
        )
    return described


def _describe_layers(network: Network) -> dict[str, Any]:
    table = layer_table(network)
    return {
        "layers": [
            {
                "name": row.name,
                "output_shape": list(row.output_shape),
                "parameters": row.parameters,
            }
            for row in table.rows
        ],
        "input_bytes": table.input_bytes,
        "forward_backward_bytes": table.forward_backward_bytes,
        "parameter_bytes": table.parameter_bytes,
        "total_bytes": table.total_bytes,
    }


STUDY = Study(
    name="mnist-networks",
    title="Describing the MNIST networks",
    grid=grid,
    compute=compute,
    cost=lambda params: 0.01,
)
