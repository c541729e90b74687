"""All that the report says of one network, as plain values."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from math import prod
from typing import Any

from engine.networks.catalogue.accuracy import ACCURACY_FILE, accuracies
from engine.networks.head import classifier, mec_bits
from engine.networks.layers import Kind, Network, Shape
from engine.theory.capacity import Reading


def measure(network: Network) -> dict[str, Any]:
    """Return input, embedding, classifier, MEC, parameters and multiply-adds of a network.

    Every value is an exact integer, or a text; ratios such as G are left to those who show them.

    Raises:
        NoDecisionLayerError: If the network does not end in a classifier.
    """
    head = classifier(network)
    return _numbers(
        network,
        embedding_shape=head.embedding_shape,
        classifier_layers=head.names,
        classifier_sizes=head.sizes,
        classifier_thresholds=head.thresholds,
        positions=head.positions,
        bits={str(reading): bits for reading, bits in mec_bits(head).items()},
        classifier_parameters=head.parameters,
    )


def measure_features(network: Network) -> dict[str, Any]:
    """Return the same of a feature extractor, whose output is its embedding.

    It has no classifier: no layers, no positions, and None for its MEC.
    """
    output = [layer for layer in network.layers if not layer.auxiliary][-1].output_shape
    return _numbers(
        network,
        embedding_shape=output,
        classifier_layers=(),
        classifier_sizes=(),
        classifier_thresholds=(),
        positions=0,
        bits=dict.fromkeys(map(str, Reading)),
        classifier_parameters=0,
    )


def _numbers(
    network: Network,
    *,
    embedding_shape: Shape,
    classifier_layers: Sequence[str],
    classifier_sizes: Sequence[int],
    classifier_thresholds: Sequence[bool],
    positions: int,
    bits: Mapping[str, int | None],
    classifier_parameters: int,
) -> dict[str, Any]:
    others = [list(shape) for shape in network.other_inputs]
    return {
        "input_shape": list(network.input_shape),
        **({"other_input_shapes": others} if others else {}),
        "embedding_shape": list(embedding_shape),
        "embedding_elements": prod(embedding_shape),
        "classifier_layers": list(classifier_layers),
        "classifier_sizes": list(classifier_sizes),
        "classifier_thresholds": list(classifier_thresholds),
        "positions": positions,
        "mec_bits": dict(bits),
        "parameters": network.parameters,
        "parameters_by_kind": _count_parameters(network),
        "convolution_thresholds": sum(
            layer.neurons
            for layer in network.layers
            if layer.kind is Kind.CONVOLUTION and layer.threshold
        ),
        "auxiliary_parameters": sum(
            layer.parameters for layer in network.layers if layer.auxiliary
        ),
        "classifier_parameters": classifier_parameters,
        "multiply_adds": network.multiply_adds,
    }


def describe_classifier_layers(network: Network) -> list[dict[str, Any]]:
    """Return each dense layer of the classifier: its sizes, and its bits under each reading.

    Returns:
        For each layer `name`, `inputs`, `neurons`, `threshold`, `parameters_bits`, and for each
        reading of rule 4 the `cap_bits` that it sets (None for none) and the `capacity_bits` left;
        `shared_bits` where an earlier layer holds some of its weights too.
    """
    head = classifier(network)
    by_reading = {str(reading): head.explain(reading) for reading in Reading}
    first = next(iter(by_reading.values()))
    return [
        {
            "name": name,
            "inputs": first[index].inputs,
            "neurons": first[index].neurons,
            "threshold": head.thresholds[index],
            "parameters_bits": first[index].parameters_bits,
            "cap_bits": {key: layers[index].cap_bits for key, layers in by_reading.items()},
            "capacity_bits": {
                key: layers[index].capacity_bits for key, layers in by_reading.items()
            },
            **({"shared_bits": head.shared_bits[index]} if head.shared_bits[index] else {}),
        }
        for index, name in enumerate(head.names)
    ]


def _count_parameters(network: Network) -> dict[str, int]:
    """Parameters by the kind of layer that holds them, in the order of the kinds."""
    counted = {
        str(kind): sum(layer.parameters for layer in network.layers if layer.kind is kind)
        for kind in Kind
    }
    return {kind: count for kind, count in counted.items() if count}


def published_accuracies(backbone: str, *, alpha: float) -> list[dict[str, Any]]:
    """Return every published accuracy of a backbone at a width multiplier, with its source."""
    return [asdict(accuracy) for accuracy in accuracies(backbone, alpha)]


def accuracy_data(params: dict[str, Any]) -> dict[str, str]:
    """Return the SHA-256 of the published accuracies of one backbone, for `Study.data_files`.

    Args:
        params: `backbone` and, where it has one, the width multiplier `alpha`.
    """
    name, alpha = params["backbone"], params.get("alpha", 1.0)
    rows = json.dumps(published_accuracies(name, alpha=alpha), sort_keys=True)
    part = f"{name}, alpha {alpha}" if "alpha" in params else name
    return {f"{ACCURACY_FILE.name}: {part}": sha256(rows.encode()).hexdigest()}
