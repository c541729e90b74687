"""What each Keras layer counts: one handler a class, found by the class itself.

A handler takes the layer, the shapes that enter and the shape that leaves (channels last, without
the batch axis) and returns `Counts`. Parameters are counted elsewhere, from the layer's weights.
"""

from collections.abc import Callable, Iterable
from functools import cache, partial
from math import prod
from types import ModuleType
from typing import TYPE_CHECKING

from engine.networks.counting import (
    Counts,
    count_attention,
    count_convolution,
    count_dense,
    count_einsum_multiply_adds,
    count_transposed_convolution,
)
from engine.networks.layers import Kind, Shape

if TYPE_CHECKING:
    import keras

KerasHandler = Callable[["keras.Operation", tuple[Shape, ...], Shape], Counts]
"""Takes the layer, its input shapes and its output shape."""


def register_keras_layer(layer_class: type, handler: KerasHandler) -> None:
    """Say what layers of a class count, for this process.

    Args:
        layer_class: Class of a layer or operation; its subclasses need handlers of their own.
        handler: Takes the layer, its input shapes and its output shape, returns `Counts`.
    """
    keras_handlers()[layer_class] = handler


@cache
def keras_handlers() -> dict[type, KerasHandler]:
    """Return the handlers by class; imports Keras."""
    import keras
    from keras.src.ops import nn, numpy

    layers = keras.layers
    handlers: dict[type, KerasHandler] = {
        layers.Dense: _dense,
        layers.EinsumDense: _einsum_dense,
        layers.MultiHeadAttention: _multi_head_attention,
        numpy.Add: _elementwise,
        numpy.Subtract: _elementwise,
        numpy.Multiply: _elementwise,
        numpy.Divide: _elementwise,
        numpy.TrueDivide: _elementwise,
        numpy.Maximum: _elementwise,
        numpy.Minimum: _elementwise,
    }
    for rank in (1, 2, 3):
        handlers[getattr(layers, f"Conv{rank}D")] = _convolution
        handlers[getattr(layers, f"Conv{rank}DTranspose")] = _transposed_convolution
    for rank in (1, 2):
        handlers[getattr(layers, f"DepthwiseConv{rank}D")] = _depthwise_convolution
        handlers[getattr(layers, f"SeparableConv{rank}D")] = _separable_convolution
    for kind, names in _LAYERS_WITHOUT_NEURONS.items():
        handlers |= dict.fromkeys(_classes(layers, names), partial(_of_kind, kind))
    for kind, names in _OPERATIONS_ON_ARRAYS.items():
        handlers |= dict.fromkeys(_classes(numpy, names), partial(_of_kind, kind))
    handlers |= dict.fromkeys(_classes(nn, _ACTIVATIONS), partial(_of_kind, Kind.ACTIVATION))
    return handlers | _application_handlers()


def _application_handlers() -> dict[type, KerasHandler]:
    """Layers that keras.applications defines for itself."""
    from keras.src.applications import convnext, inception_resnet_v2

    return {
        convnext.LayerScale: partial(_of_kind, Kind.SCALE),
        convnext.StochasticDepth: partial(_of_kind, Kind.DROPOUT),
        inception_resnet_v2.CustomScaleLayer: partial(_of_kind, Kind.MERGE),
    }


def _classes(module: ModuleType, names: Iterable[str]) -> list[type]:
    return [getattr(module, name) for name in names]


def _ranks(*stems: str) -> tuple[str, ...]:
    return tuple(f"{stem}{rank}D" for stem in stems for rank in (1, 2, 3))


_LAYERS_WITHOUT_NEURONS: dict[Kind, tuple[str, ...]] = {
    Kind.NORMALIZATION: (
        "BatchNormalization",
        "GroupNormalization",
        "LayerNormalization",
        "RMSNormalization",
        "UnitNormalization",
    ),
    Kind.POOLING: _ranks(
        "AdaptiveAveragePooling",
        "AdaptiveMaxPooling",
        "AveragePooling",
        "GlobalAveragePooling",
        "GlobalMaxPooling",
        "MaxPooling",
    ),
    Kind.ACTIVATION: ("Activation", "ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax"),
    Kind.DROPOUT: (
        "ActivityRegularization",
        "AlphaDropout",
        "Dropout",
        "GaussianDropout",
        "GaussianNoise",
        *_ranks("SpatialDropout"),
    ),
    Kind.RESHAPE: (
        "Flatten",
        "Identity",
        "Permute",
        "RepeatVector",
        "Reshape",
        *_ranks("Cropping", "UpSampling", "ZeroPadding"),
    ),
    Kind.MERGE: ("Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract"),
    Kind.PREPROCESSING: (
        "CenterCrop",
        "Normalization",
        "RandomBrightness",
        "RandomContrast",
        "RandomCrop",
        "RandomFlip",
        "RandomRotation",
        "RandomTranslation",
        "RandomZoom",
        "Rescaling",
        "Resizing",
    ),
}

_OPERATIONS_ON_ARRAYS: dict[Kind, tuple[str, ...]] = {
    Kind.RESHAPE: (
        "ExpandDims",
        "GetItem",
        "Moveaxis",
        "Pad",
        "Ravel",
        "Reshape",
        "Squeeze",
        "Transpose",
    ),
    Kind.POOLING: ("Max", "Mean", "Sum"),
    Kind.MERGE: ("Concatenate", "Stack"),
}

_ACTIVATIONS = (
    "Elu",
    "Gelu",
    "HardSigmoid",
    "HardSilu",
    "LeakyRelu",
    "LogSoftmax",
    "Relu",
    "Relu6",
    "Selu",
    "Sigmoid",
    "Silu",
    "Softmax",
    "Softplus",
)


def _of_kind(kind: Kind, layer: "keras.Layer", inputs: tuple[Shape, ...], output: Shape) -> Counts:
    return Counts(kind)


def _elementwise(layer: "keras.Layer", inputs: tuple[Shape, ...], output: Shape) -> Counts:
    """Two tensors are merged; a tensor and a constant are part of an activation."""
    return Counts(Kind.MERGE if len(inputs) > 1 else Kind.ACTIVATION)


def _dense(layer: "keras.Layer", inputs: tuple[Shape, ...], output: Shape) -> Counts:
    return count_dense(inputs[0], layer.units, threshold=layer.use_bias)


def _convolution(layer: "keras.Layer", inputs: tuple[Shape, ...], output: Shape) -> Counts:
    return count_convolution(
        inputs[0], output, layer.kernel_size, groups=layer.groups, threshold=layer.use_bias
    )


def _transposed_convolution(
    layer: "keras.Layer", inputs: tuple[Shape, ...], output: Shape
) -> Counts:
    return count_transposed_convolution(
        inputs[0], output, layer.kernel_size, threshold=layer.use_bias
    )


def _depthwise_convolution(
    layer: "keras.Layer", inputs: tuple[Shape, ...], output: Shape
) -> Counts:
    return count_convolution(
        inputs[0], output, layer.kernel_size, groups=inputs[0][-1], threshold=layer.use_bias
    )


def _separable_convolution(
    layer: "keras.Layer", inputs: tuple[Shape, ...], output: Shape
) -> Counts:
    """A depthwise convolution, then a pointwise one; the neurons are those of the second."""
    between = (*output[:-1], inputs[0][-1] * layer.depth_multiplier)
    depthwise = count_convolution(
        inputs[0], between, layer.kernel_size, groups=inputs[0][-1], threshold=False
    )
    point = (1,) * len(layer.kernel_size)
    pointwise = count_convolution(between, output, point, threshold=layer.use_bias)
    return Counts(
        kind=Kind.CONVOLUTION,
        multiply_adds=depthwise.multiply_adds + pointwise.multiply_adds,
        neurons=pointwise.neurons,
        inputs_per_neuron=pointwise.inputs_per_neuron,
        threshold=layer.use_bias,
    )


def _einsum_dense(layer: "keras.Layer", inputs: tuple[Shape, ...], output: Shape) -> Counts:
    kernel = tuple(layer.kernel.shape)
    multiply_adds = count_einsum_multiply_adds(layer.equation, (1, *inputs[0]), kernel)
    inputs_per_neuron = multiply_adds // prod(output)
    return Counts(
        kind=Kind.DENSE,
        multiply_adds=multiply_adds,
        neurons=prod(kernel) // inputs_per_neuron,
        inputs_per_neuron=inputs_per_neuron,
        threshold=layer.bias is not None,
    )


def _multi_head_attention(layer: "keras.Layer", inputs: tuple[Shape, ...], output: Shape) -> Counts:
    """Query, value and (where given) key enter in this order, as in `layer.call`."""
    query, value = inputs[0], inputs[1] if len(inputs) > 1 else inputs[0]
    key = inputs[2] if len(inputs) > 2 else value
    heads, key_width, value_width = layer.num_heads, layer.key_dim, layer.value_dim
    projections = heads * (
        prod(query) * key_width
        + prod(key) * key_width
        + prod(value) * value_width
        + prod(query[:-1]) * value_width * output[-1]
    )
    return count_attention(
        prod(query[:-1]),
        prod(key[:-1]),
        heads=heads,
        key_width=key_width,
        value_width=value_width,
        projection_multiply_adds=projections,
    )
