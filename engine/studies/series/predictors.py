"""What might predict the points that a network memorises: counts of its sizes, and a factor each.

A predictor gives a network a number, and expects so many label bits (points times outputs) for
each one of it. The factor is fitted, or stated beforehand: two, as a neuron of k parameters
separates half of all labellings of 2k points (Cover).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from engine.exhibits.readings import READINGS
from engine.lab.jacobian_rank import find_generic_rank
from engine.theory.activation import Activation
from engine.theory.capacity import Reading, stack_capacity
from engine.theory.stack_predictors import functional_sum, parameters_less_hidden

Count = Callable[[tuple[int, ...], Activation], int | None]
"""Of sizes and an activation; None where it is not defined."""

COVER_FACTOR = 2.0
"""Label bits for each parameter of a single neuron."""


@dataclass(frozen=True, slots=True)
class Predictor:
    """A count of a network, and whether a factor is fitted to it.

    Attributes:
        key: Name in records, and of its column.
        label: For readers.
        count: The number, of which label bits are a multiple.
        is_fitted: Whether the factor is fitted; else it is `COVER_FACTOR`.
        is_reading: Whether it is a reading of rule 4.
    """

    key: str
    label: str
    count: Count
    is_fitted: bool = True
    is_reading: bool = False


def _count_reading(reading: Reading, sizes: tuple[int, ...], activation: Activation) -> int:
    return stack_capacity(sizes, reading)


_count_parameters = partial(_count_reading, Reading.ALL_PARAMETERS)

PREDICTORS = (
    *(
        Predictor(one.value, READINGS[one.value], partial(_count_reading, one), is_reading=True)
        for one in Reading
    ),
    Predictor(
        "parameters_less_hidden",
        "parameters less hidden neurons",
        lambda sizes, activation: parameters_less_hidden(sizes),
    ),
    Predictor(
        "functional_sum",
        "Baldi and Vershynin's sum",
        lambda sizes, activation: functional_sum(sizes),
    ),
    Predictor("jacobian_rank", "rank of the Jacobian", find_generic_rank),
    Predictor("two_a_rank", "two points a rank", find_generic_rank, is_fitted=False),
    Predictor("two_a_parameter", "two points a parameter", _count_parameters, is_fitted=False),
)
"""Plain parameters are the reading that counts all of them, and no row of their own."""
