"""What a hidden neuron computes from the weighted sum of its inputs."""

from enum import StrEnum


class Activation(StrEnum):
    """What the hidden neurons compute; the outputs are read by their sign."""

    TANH = "tanh"
    RELU = "relu"
    STEP = "step"
    """The sign: one bit, as rule 1 has it."""
