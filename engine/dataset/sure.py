"""The network that is sure to fit: thresholds along a direction."""

from dataclasses import dataclass

from engine.dataset.candidates import count_outputs
from engine.dataset.directions import Direction
from engine.theory.capacity import Reading, stack_capacity


@dataclass(frozen=True, slots=True)
class SureNetwork:
    """One hidden layer of step neurons that all have the weights of a direction.

    Attributes:
        direction: Name of the direction.
        sizes: Inputs, hidden neurons, outputs.
        rows_right: Rows that it is sure to get right.
        parameters: Its weights and thresholds.
        capacity_bits: Its MEC under each reading of rule 4.
    """

    direction: str
    sizes: tuple[int, int, int]
    rows_right: int
    parameters: int
    capacity_bits: dict[str, int]


def build_sure_network(best: Direction, rows: int, inputs: int, classes: int) -> SureNetwork:
    """Return the network that thresholds along a direction make, see `directions.step_network`.

    Args:
        best: The direction.
        rows: Rows of the table.
        inputs: Inputs of the network.
        classes: Classes of the target.
    """
    sizes = (inputs, max(1, best.neurons), count_outputs(classes))
    return SureNetwork(
        direction=best.name,
        sizes=sizes,
        rows_right=rows - best.rows_wrong,
        parameters=stack_capacity(sizes, Reading.ALL_PARAMETERS),
        capacity_bits={reading.value: stack_capacity(sizes, reading) for reading in Reading},
    )
