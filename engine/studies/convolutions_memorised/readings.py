"""The readings of rule 4 for a whole convolutional network, each stage a layer in series."""

from collections.abc import Sequence
from math import prod

from engine.networks.layers import Layer
from engine.networks.mnist_cnn import CnnSpec, describe_network, stage_shapes
from engine.theory.capacity import Reading, explain_stack


def read_network(spec: CnnSpec) -> dict[str, int]:
    """Return the MEC of a whole network in bits, by reading.

    The rules speak of dense layers. A stage counts with its parameters, those of batch
    normalization included, each once however often the window that bears it slides; its width,
    which caps what follows, is the number of values that leave it.
    """
    widths = [*(prod(shape) for shape in stage_shapes(spec)), spec.classes]
    parameters = _count_by_stage(describe_network(spec).layers)
    return {str(reading): _read(widths, parameters, reading) for reading in Reading}


def _read(widths: Sequence[int], parameters: Sequence[int], reading: Reading) -> int:
    """Return the sum of what the layers add: their parameters, as far as the cap leaves them."""
    caps = [layer.cap_bits for layer in explain_stack(widths, reading)]
    return sum(
        count if cap is None else min(count, cap)
        for count, cap in zip(parameters, caps, strict=True)
    )


def _count_by_stage(layers: Sequence[Layer]) -> list[int]:
    """Return the parameters of each stage, and of the decision layer."""
    counts: list[int] = []
    for layer in layers:
        if layer.neurons:
            counts.append(0)
        counts[-1] += layer.parameters
    return counts
