"""All that the report says of one network, as plain values."""

from dataclasses import asdict
from hashlib import sha256
from typing import Any

from engine.networks.accuracy import ACCURACY_FILE, accuracies
from engine.networks.head import classifier, mec_bits
from engine.networks.layers import Network

ACCURACY_FILES = {ACCURACY_FILE.name: sha256(ACCURACY_FILE.read_bytes()).hexdigest()}
"""The data file behind `published_accuracies`, for `Study.data_files`."""


def measure(network: Network) -> dict[str, Any]:
    """Return input, embedding, classifier, MEC, parameters and multiply-adds of a network.

    Every value is an exact integer, or a text; ratios such as G are left to those who show them.

    Raises:
        NoDecisionLayerError: If the network does not end in a classifier.
    """
    head = classifier(network)
    return {
        "input_shape": list(network.input_shape),
        "embedding_shape": list(head.embedding_shape),
        "embedding_elements": head.embedding_elements,
        "classifier_layers": list(head.names),
        "classifier_sizes": list(head.sizes),
        "classifier_thresholds": list(head.thresholds),
        "positions": head.positions,
        "mec_bits": {str(reading): bits for reading, bits in mec_bits(head).items()},
        "parameters": network.parameters,
        "classifier_parameters": head.parameters,
        "multiply_adds": network.multiply_adds,
    }


def published_accuracies(backbone: str, *, alpha: float) -> list[dict[str, Any]]:
    """Return every published accuracy of a backbone at a width multiplier, with its source."""
    return [asdict(accuracy) for accuracy in accuracies(backbone, alpha)]
