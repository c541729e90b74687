"""What candidate networks should memorise of random labels, by the law that a build measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.dataset.candidates import Shape, find_first, stack_sizes
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.stack_expectation import expect_points, find_beyond


@dataclass(frozen=True, slots=True)
class Expected:
    """The n50 of a network: points, with random labels, of which half the trials memorise all.

    Attributes:
        activation: Of the hidden neurons.
        points: n50.
        low: n50 over the error of the law on networks it was not fitted to; None if not known.
        high: n50 times that error.
        beyond: Counts of the network that lie beyond those of the networks that were measured.
    """

    activation: str
    points: float
    low: float | None
    high: float | None
    beyond: list[str]


@dataclass(frozen=True, slots=True)
class SizedByRows:
    """The least network whose n50 reaches the rows: what random labels would ask for.

    Attributes:
        shape: Of the network.
        sizes: Inputs, neurons of each hidden layer, outputs.
        parameters: Its weights and thresholds.
        expected: Its n50.
    """

    shape: Shape
    sizes: tuple[int, ...]
    parameters: int
    expected: Expected


def expect(law: Mapping[str, Any], sizes: Sequence[int]) -> list[Expected]:
    """Return the n50 of a network for each activation that a law knows.

    Args:
        law: As `theory.stack_expectation.describe_law` returns it.
        sizes: Inputs, neurons of each hidden layer, outputs.
    """
    return [_expect(law, sizes, activation) for activation in law["factors"]]


def size_by_rows(
    law: Mapping[str, Any], rows: float, inputs: int, outputs: int
) -> list[SizedByRows]:
    """Return the least network of each shape and activation whose n50 reaches the rows.

    Args:
        law: As `theory.stack_expectation.describe_law` returns it.
        rows: Rows of the table, or those that it is as hard to memorise as, above 0.
        inputs: Inputs of the network.
        outputs: Its output neurons.
    """
    found = []
    for shape in Shape:
        for activation in law["factors"]:

            def reaches(width: int, shape: Shape = shape, activation: str = activation) -> bool:
                return (
                    expect_points(law, stack_sizes(shape, inputs, width, outputs), activation)
                    >= rows
                )

            sizes = stack_sizes(shape, inputs, find_first(reaches), outputs)
            parameters = stack_capacity(sizes, Reading.ALL_PARAMETERS)
            found.append(SizedByRows(shape, sizes, parameters, _expect(law, sizes, activation)))
    return found


def _expect(law: Mapping[str, Any], sizes: Sequence[int], activation: str) -> Expected:
    points, error = expect_points(law, sizes, activation), law["error"]
    return Expected(
        activation=activation,
        points=points,
        low=points / error if error else None,
        high=points * error if error else None,
        beyond=find_beyond(law, sizes, activation),
    )
