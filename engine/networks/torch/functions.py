"""What each torch function counts: one handler a name, for calls outside of handled modules."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from math import prod
from typing import TYPE_CHECKING, Any

from engine.networks.counting import (
    Counts,
    count_attention,
    count_dense,
    count_einsum_multiply_adds,
    count_joining,
    count_scaling,
)
from engine.networks.layers import Kind, Shape

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a torch function.

    Attributes:
        name: Name of the function, without underscores at its ends: "add" also for `+` and `add_`.
        args: Its positional arguments.
        kwargs: Its named arguments.
        has_parameters: Whether parameters of the model, or tensors made of them, are among these.
        inputs: tuple[Shape, ...] of the tensors that depend on the input of the model.
        output: Shape of the tensor that leaves.
    """

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    has_parameters: bool
    inputs: tuple[Shape, ...]
    output: Shape

    def tensor(self, position: int, name: str) -> "torch.Tensor | None":
        """Return a tensor among the arguments, by its position or its name."""
        return self.args[position] if position < len(self.args) else self.kwargs.get(name)


CHANNELS_LAST_FUNCTIONS = frozenset(
    {"bmm", "einsum", "linear", "matmul", "mm", "rmatmul", "scaled_dot_product_attention"}
)
"""Functions that take the last axis for the channels, whatever it holds."""

TorchFunctionHandler = Callable[[Call], Counts]


def register_torch_function(name: str, handler: TorchFunctionHandler) -> None:
    """Say what calls of a torch function count, for this process.

    Args:
        name: Name of the function without underscores at its ends, for example "add".
        handler: Takes the `Call`, returns `Counts`.
    """
    function_handlers()[name] = handler


@cache
def function_handlers() -> dict[str, TorchFunctionHandler]:
    """Return the handlers of functions by name."""
    handlers: dict[str, TorchFunctionHandler] = {
        "linear": _linear_call,
        "matmul": _matmul_call,
        "bmm": _matmul_call,
        "mm": _matmul_call,
        "rmatmul": _matmul_call,
        "einsum": _einsum_call,
        "scaled_dot_product_attention": _attention_call,
        **dict.fromkeys(_ranks("conv"), _convolution_call),
    }
    for kind, names in _FUNCTIONS.items():
        handlers |= dict.fromkeys(names, partial(_call_of_kind, kind))
    return (
        handlers | dict.fromkeys(_JOINING, _joining_call) | dict.fromkeys(_SCALING, _scaling_call)
    )


def _ranks(*stems: str) -> tuple[str, ...]:
    return tuple(f"{stem}{rank}d" for stem in stems for rank in (1, 2, 3))


TAKES_INDICES = frozenset({"embedding", "one_hot"})
"""Functions whose first argument holds whole numbers, which an example of zeros is as well."""

_FUNCTIONS: dict[Kind, tuple[str, ...]] = {
    Kind.EMBEDDING: ("embedding",),
    Kind.NORMALIZATION: (
        "batch_norm",
        "group_norm",
        "instance_norm",
        "layer_norm",
        "local_response_norm",
        "normalize",
        "rms_norm",
    ),
    Kind.POOLING: (
        *_ranks("adaptive_avg_pool", "adaptive_max_pool", "avg_pool", "max_pool"),
        "amax",
        "amin",
        "logsumexp",
        "max",
        "mean",
        "min",
        "norm",
        "std",
        "sum",
        "var",
        "vector_norm",
    ),
    Kind.ACTIVATION: (
        "abs",
        "clamp",
        "elu",
        "exp",
        "gelu",
        "hardsigmoid",
        "hardswish",
        "leaky_relu",
        "log",
        "log_softmax",
        "mish",
        "neg",
        "pow",
        "relu",
        "relu6",
        "rsqrt",
        "selu",
        "sigmoid",
        "silu",
        "softmax",
        "softplus",
        "sqrt",
        "square",
        "tanh",
    ),
    Kind.DROPOUT: ("dropout", "dropout1d", "dropout2d"),
    Kind.RESHAPE: (
        "T",
        "chunk",
        "expand",
        "expand_as",
        "flatten",
        "flip",
        "fold",
        "getitem",
        "interpolate",
        "movedim",
        "mT",
        "narrow",
        "one_hot",
        "pad",
        "permute",
        "repeat",
        "repeat_interleave",
        "reshape",
        "reshape_as",
        "roll",
        "select",
        "split",
        "squeeze",
        "swapaxes",
        "transpose",
        "unbind",
        "unflatten",
        "unfold",
        "unsqueeze",
        "view",
        "view_as",
    ),
}

_JOINING = (
    "add",
    "cat",
    "concat",
    "concatenate",
    "iadd",
    "maximum",
    "minimum",
    "radd",
    "rsub",
    "stack",
    "sub",
)
_SCALING = ("addcmul", "div", "imul", "itruediv", "mul", "rmul", "truediv")


def _call_of_kind(kind: Kind, call: Call) -> Counts:
    return Counts(kind)


def _joining_call(call: Call) -> Counts:
    return count_joining(len(call.inputs), has_weights=call.has_parameters)


def _scaling_call(call: Call) -> Counts:
    return count_scaling(len(call.inputs), has_weights=call.has_parameters)


def _linear_call(call: Call) -> Counts:
    has_threshold = call.tensor(2, "bias") is not None
    return count_dense(call.inputs[0], call.output[-1], threshold=has_threshold)


def _convolution_call(call: Call) -> Counts:
    filters, inputs, *kernel_size = call.args[1].shape
    return Counts(
        kind=Kind.CONVOLUTION,
        multiply_adds=prod(call.output) * inputs * prod(kernel_size),
        neurons=filters,
        inputs_per_neuron=inputs * prod(kernel_size),
        threshold=call.tensor(2, "bias") is not None,
        groups=call.inputs[0][-1] // inputs,
    )


def _matmul_call(call: Call) -> Counts:
    left = call.args[1] if call.name == "rmatmul" else call.args[0]
    return _product(call, prod(call.output) * int(left.shape[-1]))


def _einsum_call(call: Call) -> Counts:
    equation, *operands = call.args
    shapes = [tuple(tensor.shape) for tensor in operands]
    return _product(call, count_einsum_multiply_adds(equation.replace(" ", ""), *shapes))


def _product(call: Call, multiply_adds: int) -> Counts:
    """A product with parameters is a dense layer; one of two tensors is part of attention."""
    if not call.has_parameters:
        return Counts(Kind.ATTENTION, multiply_adds=multiply_adds)
    return Counts(
        kind=Kind.DENSE,
        multiply_adds=multiply_adds,
        neurons=call.output[-1],
        inputs_per_neuron=multiply_adds // prod(call.output),
    )


def _attention_call(call: Call) -> Counts:
    query, key, value = (
        tuple(tensor.shape)
        for position, name in enumerate(("query", "key", "value"))
        if (tensor := call.tensor(position, name)) is not None
    )
    return count_attention(
        query[-2],
        key[-2],
        heads=prod(call.output[:-2]),
        key_width=key[-1],
        value_width=value[-1],
    )
