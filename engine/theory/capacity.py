"""The four engineering rules of memory-equivalent capacity (MEC).

Source: G. Friedland, *Information-Driven Machine Learning* (Springer, 2024), the chapter on the
capacity of neural networks; G. Friedland, A. Metere, M. Krell, *A Practical Approach to Sizing
Neural Networks* (arXiv:1810.02328).

All sizes are counts of neurons (or input values), all capacities are bits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

NEURON_OUTPUT_BITS = 1
"""Rule 1: the output of a single neuron yields at most one bit."""


class Reading(StrEnum):
    """The four ways in which rule 4 has been read for layers in series."""

    DECISION_LAYER = "decision_layer"
    WIDTH_CAPPED = "width_capped"
    RUNNING_MINIMUM = "running_minimum"
    ALL_PARAMETERS = "all_parameters"


@dataclass(frozen=True, slots=True)
class LayerCapacity:
    """What one layer of a dense stack contributes under one reading of rule 4.

    Attributes:
        inputs: Values that enter each neuron of the layer.
        neurons: Neurons in the layer.
        parameters_bits: Capacity of the layer by rules 2 and 3, before rule 4.
        cap_bits: The bound that the reading puts on the layer; None where it puts none.
        capacity_bits: What the layer adds to the total of the stack.
    """

    inputs: int
    neurons: int
    parameters_bits: int
    cap_bits: int | None
    capacity_bits: int

    @property
    def is_capped(self) -> bool:
        """Whether rule 4 takes something away from this layer."""
        return self.capacity_bits < self.parameters_bits


def neuron_capacity(inputs: int, *, threshold: bool = True) -> int:
    """Return the capacity of one neuron in bits: its number of parameters (rule 2).

    Args:
        inputs: Values that enter the neuron, at least 1.
        threshold: Whether the neuron has a threshold (bias) beside its weights.

    Raises:
        ValueError: If `inputs` is not a positive integer.

    Examples:
        >>> neuron_capacity(2)
        3
    """
    return _positive("inputs", inputs) + int(threshold)


def layer_capacity(inputs: int, neurons: int, *, threshold: bool = True) -> int:
    """Return the capacity of neurons in parallel in bits: the sum of theirs (rule 3).

    Args:
        inputs: Values that enter each neuron, at least 1.
        neurons: Neurons in the layer, at least 1.
        threshold: Whether each neuron has a threshold.

    Raises:
        ValueError: If a size is not a positive integer.

    Examples:
        >>> layer_capacity(1280, 1000)
        1281000
    """
    return _positive("neurons", neurons) * neuron_capacity(inputs, threshold=threshold)


def explain_stack(
    sizes: Sequence[int],
    reading: Reading,
    *,
    thresholds: bool | Sequence[bool] = True,
) -> tuple[LayerCapacity, ...]:
    """Return what each layer of a dense stack adds to its MEC under one reading of rule 4.

    Args:
        sizes: `n0, n1, ..., nL`: the number of inputs, then the neurons of each layer.
        reading: How rule 4 is applied to layers in series.
        thresholds: Whether the neurons have thresholds, for all layers or one value a layer.

    Returns:
        One `LayerCapacity` for each of the `L` layers, from the first to the last.

    Raises:
        ValueError: If there are fewer than two sizes, a size is not a positive integer, or
            `thresholds` does not have one value a layer.
    """
    if len(sizes) < 2:
        raise ValueError(
            f"a stack needs its number of inputs and at least one layer, got sizes {list(sizes)}; "
            "write a single neuron with two inputs as [2, 1]"
        )
    count = len(sizes) - 1
    has_threshold = [thresholds] * count if isinstance(thresholds, bool) else list(thresholds)
    if len(has_threshold) != count:
        raise ValueError(
            f"{count} layers need {count} values in thresholds, got {len(has_threshold)}"
        )
    explained = []
    for index in range(count):
        parameters_bits = layer_capacity(
            sizes[index], sizes[index + 1], threshold=has_threshold[index]
        )
        cap_bits = _CAPS[reading](sizes, index)
        capacity_bits = parameters_bits if cap_bits is None else min(parameters_bits, cap_bits)
        explained.append(
            LayerCapacity(sizes[index], sizes[index + 1], parameters_bits, cap_bits, capacity_bits)
        )
    return tuple(explained)


def stack_capacity(
    sizes: Sequence[int],
    reading: Reading,
    *,
    thresholds: bool | Sequence[bool] = True,
) -> int:
    """Return the MEC of a dense stack in bits under one reading of rule 4.

    Args, errors: see `explain_stack`.

    Examples:
        >>> [stack_capacity([2, 3, 1], reading) for reading in Reading]
        [4, 12, 11, 13]
    """
    return sum(
        layer.capacity_bits for layer in explain_stack(sizes, reading, thresholds=thresholds)
    )


def _cap_all_but_decision(sizes: Sequence[int], index: int) -> int | None:
    """Only the last layer counts, uncapped."""
    return None if index == len(sizes) - 2 else 0


def _cap_by_width_before(sizes: Sequence[int], index: int) -> int | None:
    """A later layer cannot exceed the one-bit outputs of the layer before it."""
    return None if index == 0 else NEURON_OUTPUT_BITS * sizes[index]


def _cap_by_smallest_width(sizes: Sequence[int], index: int) -> int | None:
    """A later layer cannot exceed the narrowest width so far, the inputs included."""
    return None if index == 0 else NEURON_OUTPUT_BITS * min(sizes[: index + 1])


def _cap_nothing(sizes: Sequence[int], index: int) -> int | None:
    """Every parameter counts."""
    return None


_CAPS: dict[Reading, Callable[[Sequence[int], int], int | None]] = {
    Reading.DECISION_LAYER: _cap_all_but_decision,
    Reading.WIDTH_CAPPED: _cap_by_width_before,
    Reading.RUNNING_MINIMUM: _cap_by_smallest_width,
    Reading.ALL_PARAMETERS: _cap_nothing,
}


def _positive(name: str, value: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{name} must be a positive integer, got {value!r}")
    return value
