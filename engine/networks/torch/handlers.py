"""What each torch module counts: one handler a class, found by the class itself.

A handler takes the module, the shapes that enter and the shape that leaves (channels last, without
the batch axis) and returns `Counts`. Modules without a handler are looked into instead.
"""

from collections.abc import Callable, Iterable
from functools import cache, partial
from math import prod
from typing import TYPE_CHECKING

from engine.networks.counting import (
    Counts,
    count_attention,
    count_convolution,
    count_dense,
    count_recurrent,
    count_transposed_convolution,
)
from engine.networks.layers import Kind, Shape

if TYPE_CHECKING:
    import torch

Shapes = tuple[Shape, ...]

TorchHandler = Callable[["torch.nn.Module", Shapes, Shape], Counts]
"""Takes the module, its input shapes and its output shape."""


def register_torch_module(module_class: type, handler: TorchHandler) -> None:
    """Say what modules of a class count, for this process; they are not looked into any more.

    Args:
        module_class: Class of a module; its subclasses need handlers of their own.
        handler: Takes the module, its input shapes and its output shape, returns `Counts`.
    """
    module_handlers()[module_class] = handler


@cache
def module_handlers() -> dict[type, TorchHandler]:
    """Return the handlers of modules by class; imports torch."""
    from torch import nn

    handlers: dict[type, TorchHandler] = {
        nn.Linear: _linear,
        nn.modules.linear.NonDynamicallyQuantizableLinear: _linear,
        nn.MultiheadAttention: _multi_head_attention,
        nn.Embedding: partial(_of_kind, Kind.EMBEDDING),
    }
    handlers |= dict.fromkeys(_classes(_RECURRENT), _recurrent)
    for rank in (1, 2, 3):
        handlers[getattr(nn, f"Conv{rank}d")] = _convolution
        handlers[getattr(nn, f"ConvTranspose{rank}d")] = _transposed_convolution
    for kind, names in (*_ON_CHANNELS_FIRST.items(), *_ON_ANY_LAYOUT.items()):
        handlers |= dict.fromkeys(_classes(names), partial(_of_kind, kind))
    return handlers


@cache
def channels_first_classes() -> frozenset[type]:
    """Return the module classes whose input and output have their channels on axis 1."""
    from torch import nn

    convolutions = [
        getattr(nn, f"Conv{stem}{rank}d") for stem in ("", "Transpose") for rank in (1, 2, 3)
    ]
    others = [cls for names in _ON_CHANNELS_FIRST.values() for cls in _classes(names)]
    return frozenset([*convolutions, *others])


@cache
def channels_last_classes() -> frozenset[type]:
    """Return the module classes that take the last axis for the channels, whatever it holds."""
    from torch import nn

    dense = {nn.Linear, nn.modules.linear.NonDynamicallyQuantizableLinear}
    return frozenset({*dense, nn.Embedding, nn.MultiheadAttention, *_classes(_RECURRENT)})


def _classes(names: Iterable[str]) -> list[type]:
    from torch import nn

    return [getattr(nn, name) for name in names]


def _ranks(*stems: str) -> tuple[str, ...]:
    return tuple(f"{stem}{rank}d" for stem in stems for rank in (1, 2, 3))


_ON_CHANNELS_FIRST: dict[Kind, tuple[str, ...]] = {
    Kind.NORMALIZATION: (
        "GroupNorm",
        "LocalResponseNorm",
        "SyncBatchNorm",
        *_ranks("BatchNorm", "InstanceNorm"),
    ),
    Kind.POOLING: _ranks("AdaptiveAvgPool", "AdaptiveMaxPool", "AvgPool", "LPPool", "MaxPool"),
    Kind.RESHAPE: (
        "ChannelShuffle",
        "PixelShuffle",
        "PixelUnshuffle",
        "Upsample",
        *_ranks("ConstantPad", "ReflectionPad", "ReplicationPad", "ZeroPad"),
    ),
}

_ON_ANY_LAYOUT: dict[Kind, tuple[str, ...]] = {
    Kind.NORMALIZATION: ("LayerNorm", "RMSNorm"),
    Kind.ACTIVATION: (
        "CELU",
        "ELU",
        "GELU",
        "Hardshrink",
        "Hardsigmoid",
        "Hardswish",
        "Hardtanh",
        "LeakyReLU",
        "LogSigmoid",
        "LogSoftmax",
        "Mish",
        "PReLU",
        "ReLU",
        "ReLU6",
        "SELU",
        "SiLU",
        "Sigmoid",
        "Softmax",
        "Softplus",
        "Tanh",
    ),
    Kind.DROPOUT: ("AlphaDropout", "Dropout", *_ranks("Dropout")),
    Kind.RESHAPE: ("Flatten", "Identity", "Unflatten"),
}


_RECURRENT = ("GRU", "GRUCell", "LSTM", "LSTMCell", "RNN", "RNNCell")


def _of_kind(kind: Kind, module: "torch.nn.Module", inputs: Shapes, output: Shape) -> Counts:
    return Counts(kind)


def _linear(module: "torch.nn.Module", inputs: Shapes, output: Shape) -> Counts:
    return count_dense(inputs[0], module.out_features, threshold=module.bias is not None)


def _convolution(module: "torch.nn.Module", inputs: Shapes, output: Shape) -> Counts:
    return count_convolution(
        inputs[0],
        output,
        module.kernel_size,
        groups=module.groups,
        threshold=module.bias is not None,
    )


def _transposed_convolution(module: "torch.nn.Module", inputs: Shapes, output: Shape) -> Counts:
    return count_transposed_convolution(
        inputs[0],
        output,
        module.kernel_size,
        groups=module.groups,
        threshold=module.bias is not None,
    )


def _multi_head_attention(module: "torch.nn.Module", inputs: Shapes, output: Shape) -> Counts:
    """Query, key and value enter in this order."""
    query, key, value = inputs[:3]
    width = module.embed_dim
    projections = width * (2 * prod(query) + prod(key) + prod(value))
    return count_attention(
        prod(query[:-1]),
        prod(key[:-1]),
        heads=module.num_heads,
        key_width=module.head_dim,
        value_width=module.head_dim,
        projection_multiply_adds=projections,
    )


def _recurrent(module: "torch.nn.Module", inputs: Shapes, output: Shape) -> Counts:
    weights = sum(
        parameter.numel()
        for name, parameter in module.named_parameters()
        if name.startswith("weight")
    )
    return count_recurrent(prod(inputs[0][:-1]), weights)
