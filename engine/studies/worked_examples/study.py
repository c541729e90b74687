"""The rules, worked through on small networks, layer by layer and reading by reading."""

from collections.abc import Sequence

from engine.studies.study import Params, Profile, Result, Study
from engine.theory.capacity import Reading, explain_stack, stack_capacity

EXAMPLES: dict[str, list[int]] = {
    "single neuron": [2, 1],
    "2-3-1 network": [2, 3, 1],
    "3-3-3-1 network": [3, 3, 3, 1],
    "decision layer of MobileNetV2": [1280, 1000],
    "bottleneck 64-64-2-64-10": [64, 64, 2, 64, 10],
    "classifier of VGG16": [25088, 4096, 4096, 1000],
}
"""Sizes of dense stacks with thresholds: inputs first, then neurons layer by layer."""


def grid(profile: Profile) -> Sequence[Params]:
    """Return the examples; the same for every profile."""
    return [{"name": name, "sizes": sizes} for name, sizes in EXAMPLES.items()]


def compute(params: Params) -> Result:
    """Return what each layer of a stack contributes, and the total, under each reading."""
    sizes = params["sizes"]
    return {
        "readings": [
            {
                "reading": str(reading),
                "mec_bits": stack_capacity(sizes, reading),
                "layers": [
                    {
                        "inputs": layer.inputs,
                        "neurons": layer.neurons,
                        "parameters_bits": layer.parameters_bits,
                        "cap_bits": layer.cap_bits,
                        "capacity_bits": layer.capacity_bits,
                    }
                    for layer in explain_stack(sizes, reading)
                ],
            }
            for reading in Reading
        ]
    }


STUDY = Study(
    name="worked-examples",
    title="Working the rules through on small networks",
    grid=grid,
    compute=compute,
    cost=lambda params: 0.01,
)
