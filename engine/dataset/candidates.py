"""The least networks that reach a number of bits, under each reading of rule 4."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from engine.theory.capacity import Reading, stack_capacity


class Shape(StrEnum):
    """Families of networks with one number to choose, h."""

    ONE_HIDDEN_LAYER = "one_hidden_layer"
    TWO_HIDDEN_LAYERS = "two_hidden_layers"


@dataclass(frozen=True, slots=True)
class Candidate:
    """The least network of its shape that reaches a requirement under a reading.

    Attributes:
        asked: What asks for the bits.
        asked_bits: How many.
        shape: Of the network.
        reading: Of rule 4.
        sizes: Inputs, neurons of each hidden layer, outputs.
        capacity_bits: Its MEC under the reading, at least `asked_bits`.
        parameters: Its weights and thresholds.
    """

    asked: str
    asked_bits: float
    shape: Shape
    reading: Reading
    sizes: tuple[int, ...]
    capacity_bits: int
    parameters: int


def count_outputs(classes: int) -> int:
    """Return the output neurons: one for two classes, else one for each class."""
    return 1 if classes == 2 else classes


def list_candidates(inputs: int, classes: int, asked: dict[str, float]) -> list[Candidate]:
    """Return the least network for each requirement, shape and reading.

    Args:
        inputs: d, inputs of a row.
        classes: Classes of the target, at least 2.
        asked: Bits, by what asks for them.
    """
    return [
        find_least(name, bits, shape, reading, inputs, count_outputs(classes))
        for name, bits in asked.items()
        for shape in Shape
        for reading in Reading
    ]


def find_least(
    asked: str, bits: float, shape: Shape, reading: Reading, inputs: int, outputs: int
) -> Candidate:
    """Return the network with the fewest neurons a hidden layer that reaches so many bits.

    No reading gives a wider network fewer bits, so that halving finds it.

    Args:
        asked: What asks for the bits.
        bits: How many.
        shape: Of the network.
        reading: Of rule 4.
        inputs: Inputs of the network.
        outputs: Its output neurons.
    """

    def reaches(width: int) -> bool:
        return stack_capacity(stack_sizes(shape, inputs, width, outputs), reading) >= bits

    sizes = stack_sizes(shape, inputs, find_first(reaches), outputs)
    return Candidate(
        asked=asked,
        asked_bits=bits,
        shape=shape,
        reading=reading,
        sizes=sizes,
        capacity_bits=stack_capacity(sizes, reading),
        parameters=stack_capacity(sizes, Reading.ALL_PARAMETERS),
    )


def stack_sizes(shape: Shape, inputs: int, width: int, outputs: int) -> tuple[int, ...]:
    """Return the sizes of a network of a shape with so many neurons in each hidden layer."""
    hidden_layers = 1 if shape is Shape.ONE_HIDDEN_LAYER else 2
    return (inputs, *[width] * hidden_layers, outputs)


def find_first(holds: Callable[[int], bool]) -> int:
    """Return the least positive number for which something holds that then holds for all above."""
    high = 1
    while not holds(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high
