"""What a layer counts, as pure functions of shapes: neurons, their inputs, and multiply-adds.

Convention: a multiplication followed by an addition is one multiply-add; positions that a
convolution pads with zeros are multiplied like any other; thresholds, normalization, activation
and pooling count as none. This is the convention of the tables in the papers of the networks.
"""

from dataclasses import dataclass
from math import prod

from engine.networks.layers import Kind, Shape


class UnknownLayerError(LookupError):
    """A model holds a layer that no handler covers, so its numbers would be wrong."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a handler says about one layer; its shapes and parameters are found elsewhere.

    Attributes:
        kind: What the layer does.
        multiply_adds: Multiply-adds for one example.
        neurons: Neurons with weights of their own.
        inputs_per_neuron: Values that enter each neuron.
        threshold: Whether each neuron has a threshold.
        groups: Groups into which a convolution splits its channels, 0 for other kinds.
    """

    kind: Kind
    multiply_adds: int = 0
    neurons: int = 0
    inputs_per_neuron: int = 0
    threshold: bool = False
    groups: int = 0


def count_dense(input_shape: Shape, units: int, *, threshold: bool) -> Counts:
    """Count a dense layer on the last axis, applied at every position of the axes before it.

    Examples:
        >>> count_dense((1280,), 1000, threshold=True).multiply_adds
        1280000
    """
    inputs = input_shape[-1]
    return Counts(
        kind=Kind.DENSE,
        multiply_adds=prod(input_shape) * units,
        neurons=units,
        inputs_per_neuron=inputs,
        threshold=threshold,
    )


def count_convolution(
    input_shape: Shape,
    output_shape: Shape,
    kernel_size: tuple[int, ...],
    *,
    groups: int = 1,
    threshold: bool,
) -> Counts:
    """Count a convolution, channels last; depthwise where `groups` equals the input channels.

    Every output value takes one multiply-add for each value of its receptive field.

    Examples:
        >>> count_convolution((224, 224, 3), (112, 112, 32), (3, 3), threshold=False).multiply_adds
        10838016
    """
    inputs_per_neuron = prod(kernel_size) * (input_shape[-1] // groups)
    return Counts(
        kind=Kind.CONVOLUTION,
        multiply_adds=prod(output_shape) * inputs_per_neuron,
        neurons=output_shape[-1],
        inputs_per_neuron=inputs_per_neuron,
        threshold=threshold,
        groups=groups,
    )


def count_transposed_convolution(
    input_shape: Shape,
    output_shape: Shape,
    kernel_size: tuple[int, ...],
    *,
    groups: int = 1,
    threshold: bool,
) -> Counts:
    """Count a transposed convolution, channels last.

    Every input value is multiplied into one kernel for each filter of its group; what falls
    outside the output is counted as well.
    """
    filters = output_shape[-1]
    kernel_values = prod(kernel_size)
    return Counts(
        kind=Kind.CONVOLUTION,
        multiply_adds=prod(input_shape) * kernel_values * (filters // groups),
        neurons=filters,
        inputs_per_neuron=kernel_values * (input_shape[-1] // groups),
        threshold=threshold,
        groups=groups,
    )


def count_attention(
    queries: int,
    keys: int,
    *,
    heads: int,
    key_width: int,
    value_width: int,
    projection_multiply_adds: int = 0,
) -> Counts:
    """Count the products of attention: queries with keys, then weights with values.

    Args:
        queries: Positions that ask.
        keys: Positions that are asked.
        heads: Heads, each of which does both products.
        key_width: Width of a query and of a key in one head.
        value_width: Width of a value in one head.
        projection_multiply_adds: Multiply-adds of the projections that belong to the layer.
    """
    products = heads * queries * keys * (key_width + value_width)
    return Counts(kind=Kind.ATTENTION, multiply_adds=projection_multiply_adds + products)


def count_recurrent(steps: int, weights: int) -> Counts:
    """Count a recurrent layer: each of its weights is multiplied once at every step.

    Args:
        steps: Steps of the sequence, times the sequences that one example is split into.
        weights: Weights of the layer without its thresholds, in both directions if it has two.

    Examples:
        >>> count_recurrent(20, 4 * 16 * (8 + 16)).multiply_adds
        30720
    """
    return Counts(kind=Kind.RECURRENT, multiply_adds=steps * weights)


def count_joining(tensors: int, *, has_weights: bool) -> Counts:
    """Count an operation that adds tensors or puts them side by side.

    Args:
        tensors: How many values of the network enter it.
        has_weights: Whether a weight is among what is joined: it says where the others are.
    """
    return Counts(Kind.POSITION) if has_weights else _count_without_weights(tensors)


def count_scaling(tensors: int, *, has_weights: bool) -> Counts:
    """Count an operation that multiplies or divides element by element.

    Args:
        tensors: How many values of the network enter it.
        has_weights: Whether a weight scales them.
    """
    return Counts(Kind.SCALE) if has_weights else _count_without_weights(tensors)


def _count_without_weights(tensors: int) -> Counts:
    return Counts(Kind.MERGE if tensors > 1 else Kind.ACTIVATION)


def count_einsum_multiply_adds(equation: str, *shapes: Shape) -> int:
    """Return the multiply-adds of an Einstein summation over two operands.

    Args:
        equation: For example "abc,cd->abd"; "..." stands for axes of the first operand.
        shapes: Shapes of the operands, with the batch axis (as 1) if the equation names it.

    Raises:
        ValueError: If an operand does not have the axes that the equation names.

    Examples:
        >>> count_einsum_multiply_adds("ab,bc->ac", (2, 3), (3, 4))
        24
    """
    sizes: dict[str, int] = {}
    leading = 1
    for term, shape in zip(equation.split("->")[0].split(","), shapes, strict=True):
        named = term.strip().replace("...", "")
        spare = len(shape) - len(named)
        if spare < 0 or (spare > 0 and "..." not in term):
            raise ValueError(
                f"einsum {equation!r} names {len(named)} axes for an operand of shape {shape}"
            )
        leading = max(leading, prod(shape[:spare]))
        sizes |= zip(named, shape[spare:], strict=True)
    return leading * prod(sizes.values())
