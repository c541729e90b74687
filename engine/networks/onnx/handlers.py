"""What each ONNX operator counts: one handler an operator, a function of its node's shapes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from math import prod
from typing import Any, Final

from engine.networks.counting import (
    Counts,
    count_attention,
    count_convolution,
    count_dense,
    count_einsum_multiply_adds,
    count_joining,
    count_recurrent,
    count_scaling,
    count_transposed_convolution,
)
from engine.networks.layers import Kind, Shape


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a graph, with the shapes that it meets.

    Attributes:
        operator: Its operator, "Conv".
        attributes: Its attributes by name.
        sizes: Sizes of all axes of each operand as the file has them, None for one left out.
        weights: Positions of the operands that are made of weights.
        inputs: Shapes of the operands that depend on the input of the network, for one example,
            channels last.
        output: Shape of the tensor that leaves, in the same way.
        batch: Examples in the batch that the file is made for.
    """

    operator: str
    attributes: Mapping[str, Any]
    sizes: tuple[Shape | None, ...]
    weights: frozenset[int]
    inputs: tuple[Shape, ...]
    output: Shape
    batch: int = 1

    def has(self, position: int) -> bool:
        """Return whether an operand is given, for example the thresholds of a convolution."""
        return position < len(self.sizes) and self.sizes[position] is not None

    def size(self, position: int) -> Shape:
        """Return the sizes of all axes of an operand; none where it is left out."""
        return (self.sizes[position] if position < len(self.sizes) else None) or ()


OnnxHandler = Callable[[Node], Counts]

CHANNELS_FIRST: Final = frozenset(
    {"AveragePool", "BatchNormalization", "Conv", "ConvTranspose", "DepthToSpace"}
    | {"GlobalAveragePool", "GlobalMaxPool", "GroupNormalization", "InstanceNormalization"}
    | {"LRN", "LpPool", "MaxPool", "Resize", "SpaceToDepth", "Upsample"}
)
"""Operators whose operand and result have their channels on axis 1."""

CHANNELS_LAST: Final = frozenset(
    {"Attention", "Einsum", "GRU", "Gemm", "LSTM", "LayerNormalization", "MatMul", "RNN"}
)
"""Operators that take the last axis for the channels, whatever it holds."""


def register_onnx_operator(operator: str, handler: OnnxHandler) -> None:
    """Say what nodes of an ONNX operator count, for this process.

    Args:
        operator: Name of the operator, "Conv"; one of another domain without the domain.
        handler: Takes the `Node`, returns `Counts`.
    """
    onnx_handlers()[operator] = handler


@cache
def onnx_handlers() -> dict[str, OnnxHandler]:
    """Return the handlers of operators by name."""
    handlers: dict[str, OnnxHandler] = {
        "Attention": _attention,
        "Conv": _convolution,
        "ConvTranspose": _transposed_convolution,
        "Einsum": _einsum,
        "Gather": _gather,
        "Gemm": _gemm,
        "MatMul": _matmul,
        **dict.fromkeys(("GRU", "LSTM", "RNN"), _recurrent),
        **dict.fromkeys(("Add", "Concat", "Max", "Mean", "Min", "Sub", "Sum", "Where"), _joining),
        **dict.fromkeys(("Div", "Mul"), _scaling),
    }
    for kind, operators in _OPERATORS.items():
        handlers |= dict.fromkeys(operators.split(), partial(_of_kind, kind))
    return handlers


_OPERATORS: Final = {
    Kind.NORMALIZATION: "BatchNormalization GroupNormalization InstanceNormalization LRN "
    "LayerNormalization LpNormalization MeanVarianceNormalization RMSNormalization",
    Kind.POOLING: "AveragePool GlobalAveragePool GlobalLpPool GlobalMaxPool LpPool MaxPool "
    "ReduceL1 ReduceL2 ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceSum ReduceSumSquare",
    Kind.ACTIVATION: "Abs Celu Clip Elu Erf Exp Gelu HardSigmoid HardSwish LeakyRelu Log "
    "LogSoftmax Mish Neg PRelu Pow Reciprocal Relu Selu Sigmoid Softmax Softplus Softsign Sqrt "
    "Swish Tanh ThresholdedRelu",
    Kind.DROPOUT: "Dropout",
    Kind.RESHAPE: "CenterCropPad DepthToSpace Expand Flatten Pad Reshape Resize Slice SpaceToDepth "
    "Split Squeeze Tile Transpose Unsqueeze Upsample",
}


def _of_kind(kind: Kind, node: Node) -> Counts:
    return Counts(kind)


def _joining(node: Node) -> Counts:
    return count_joining(len(node.inputs), has_weights=bool(node.weights))


def _scaling(node: Node) -> Counts:
    return count_scaling(len(node.inputs), has_weights=bool(node.weights))


def _gather(node: Node) -> Counts:
    """A table of weights that is looked up in is an embedding; else a part is taken out."""
    return Counts(Kind.EMBEDDING if 0 in node.weights else Kind.RESHAPE)


def _convolution(node: Node) -> Counts:
    kernel_size = node.size(1)[2:]
    groups = node.attributes.get("group", 1)
    return count_convolution(
        node.inputs[0], node.output, kernel_size, groups=groups, threshold=node.has(2)
    )


def _transposed_convolution(node: Node) -> Counts:
    kernel_size = node.size(1)[2:]
    groups = node.attributes.get("group", 1)
    return count_transposed_convolution(
        node.inputs[0], node.output, kernel_size, groups=groups, threshold=node.has(2)
    )


def _gemm(node: Node) -> Counts:
    if 1 in node.weights:
        return count_dense(node.inputs[0], node.output[-1], threshold=node.has(2))
    inputs = node.size(0)[0 if node.attributes.get("transA") else 1]
    return Counts(Kind.ATTENTION, multiply_adds=prod(node.output) * inputs)


def _matmul(node: Node) -> Counts:
    """A product with weights is a dense layer; one of two tensors is part of attention."""
    if 1 in node.weights and len(node.size(1)) == 2:
        return count_dense(node.inputs[0], node.output[-1], threshold=False)
    return _product(node, prod(node.output) * node.size(0)[-1])


def _einsum(node: Node) -> Counts:
    equation = node.attributes["equation"].replace(" ", "")
    shapes = [node.size(position) for position in range(len(node.sizes))]
    return _product(node, count_einsum_multiply_adds(equation, *shapes) // node.batch)


def _product(node: Node, multiply_adds: int) -> Counts:
    if not node.weights:
        return Counts(Kind.ATTENTION, multiply_adds=multiply_adds)
    return Counts(
        kind=Kind.DENSE,
        multiply_adds=multiply_adds,
        neurons=node.output[-1],
        inputs_per_neuron=multiply_adds // prod(node.output),
    )


def _recurrent(node: Node) -> Counts:
    return count_recurrent(prod(node.inputs[0][:-1]), prod(node.size(1)) + prod(node.size(2)))


def _attention(node: Node) -> Counts:
    query, key, value = (node.size(position) for position in range(3))
    heads = query[1] if len(query) == 4 else node.attributes["q_num_heads"]
    key_heads = key[1] if len(key) == 4 else node.attributes["kv_num_heads"]
    return count_attention(
        query[-2],
        key[-2],
        heads=heads,
        key_width=query[-1] if len(query) == 4 else query[-1] // heads,
        value_width=value[-1] if len(value) == 4 else value[-1] // key_heads,
    )
