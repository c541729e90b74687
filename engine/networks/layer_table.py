"""The layer table of a network as torchsummary prints it, with its estimate of the size.

Source: the package torchsummary 1.5.1, function `summary`: 4 bytes a value; each layer's output is
counted twice, for the forward and the backward pass; reshaping inside `forward` is not a layer.
"""

from dataclasses import dataclass
from math import prod
from typing import Final

from engine.networks.layers import Kind, Network, Shape

BYTES_PER_VALUE: Final = 4

_TORCH_NAMES: Final = {
    Kind.CONVOLUTION: "Conv2d",
    Kind.ACTIVATION: "ReLU",
    Kind.POOLING: "MaxPool2d",
    Kind.NORMALIZATION: "BatchNorm2d",
    Kind.DENSE: "Linear",
}


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One row of a layer table.

    Attributes:
        name: Type of the layer in torch and its position, for example "Conv2d-1".
        output_shape: Shape of what leaves it for one example, channels first.
        parameters: Trainable parameters.
    """

    name: str
    output_shape: Shape
    parameters: int


@dataclass(frozen=True, slots=True)
class LayerTable:
    """The rows of a layer table and the estimated sizes below it, for one example.

    Attributes:
        rows: One row a layer, in the order of execution.
        input_bytes: Size of the input.
        forward_backward_bytes: Size of all outputs and of their gradients.
        parameter_bytes: Size of the parameters.
    """

    rows: tuple[LayerRow, ...]
    input_bytes: int
    forward_backward_bytes: int
    parameter_bytes: int

    @property
    def total_bytes(self) -> int:
        """The estimated total size; torchsummary prints it divided by 1024^2 as "MB"."""
        return self.input_bytes + self.forward_backward_bytes + self.parameter_bytes


def layer_table(network: Network) -> LayerTable:
    """Return the layer table of a network of convolutions, pooling and dense layers.

    Raises:
        ValueError: If a layer is of a kind that the table has no name for.
    """
    layers = [layer for layer in network.layers if layer.kind is not Kind.RESHAPE]
    for layer in layers:
        if layer.kind not in _TORCH_NAMES:
            raise ValueError(
                f"the layer table has no name for layer {layer.name!r} of kind {layer.kind}; "
                "add its class in torch to _TORCH_NAMES in engine/networks/layer_table.py"
            )
    rows = tuple(
        LayerRow(
            f"{_TORCH_NAMES[layer.kind]}-{number}",
            (layer.output_shape[-1], *layer.output_shape[:-1]),
            layer.parameters,
        )
        for number, layer in enumerate(layers, start=1)
    )
    input_elements = prod(network.input_shape)
    output_elements = sum(layer.output_elements for layer in layers)
    return LayerTable(
        rows,
        input_bytes=BYTES_PER_VALUE * input_elements,
        forward_backward_bytes=BYTES_PER_VALUE * 2 * output_elements,
        parameter_bytes=BYTES_PER_VALUE * network.parameters,
    )
