"""Quantities that several tables derive from a measured network in the same way."""

from fractions import Fraction
from math import prod
from typing import Any

from engine.theory.compression import compression_in_bits, stage_compression
from engine.theory.units import Unit, from_bits

IMAGE_BITS = 8
"""Bits of one value of an input image."""

FLOAT32_BITS = 32
RULE_1_BITS = 1


def capacity_units(mec_bits: int) -> dict[str, float]:
    """Return a capacity in KiB and kB, as the columns `mec_kib` and `mec_kb`."""
    return {
        "mec_kib": float(from_bits(mec_bits, Unit.KIBIBYTE)),
        "mec_kb": float(from_bits(mec_bits, Unit.KILOBYTE)),
    }


def compressions(measured: dict[str, Any]) -> dict[str, float]:
    """Return G of a measured network from its inputs to its embedding, in three conventions."""
    inputs = [measured["input_shape"], *measured.get("other_input_shapes", ())]
    elements_in = sum(map(prod, inputs))
    elements_out = measured["embedding_elements"]

    def in_bits(bits_per_output: int) -> Fraction:
        return compression_in_bits(
            elements_in, elements_out, bits_per_input=IMAGE_BITS, bits_per_output=bits_per_output
        )

    return {
        "g_elements": float(stage_compression(elements_in, elements_out)),
        "g_bits_float32": float(in_bits(FLOAT32_BITS)),
        "g_bits_one_bit": float(in_bits(RULE_1_BITS)),
    }


def find_accuracy(accuracies: list[dict[str, Any]], source_key: str) -> dict[str, Any]:
    """Return the published accuracy of one source at the largest input size, or empty values."""
    found = [one for one in accuracies if one["source_key"] == source_key]
    if not found:
        return {"top1_percent": None, "input_size": None, "source_key": None}
    return max(found, key=lambda one: one["input_size"] or 0)


PREFERRED_SOURCES = ("keras-applications", "keras-io", "keras-docstring")
"""Sources of accuracies of the Keras weights, the one to prefer first."""


def preferred_accuracy(accuracies: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the accuracy to show for a model: of the weights that its library ships.

    For Keras the first of `PREFERRED_SOURCES`, for torchvision that of its default weights, which
    stand first; empty values if nothing is published.
    """
    for source in PREFERRED_SOURCES:
        found = find_accuracy(accuracies, source)
        if found["source_key"]:
            return found
    of_torchvision = [one for one in accuracies if one["source_key"].startswith("torchvision")]
    return of_torchvision[0] if of_torchvision else find_accuracy([], "")
