"""The one shape that every model becomes: a `Network` of plain `Layer` values."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import prod

Shape = tuple[int, ...]
"""Sizes of the axes of one example, channels last, without the batch axis."""


def checked_shape(shape: Sequence[int]) -> Shape:
    """Return the shape of one example as integers.

    Raises:
        NetworkError: If it has no axes, or an axis without a positive size.
    """
    sizes = tuple(int(size) for size in shape)
    if not sizes or min(sizes) < 1:
        raise NetworkError(
            f"the shape of one example has one positive size for each axis, channels last, for "
            f"example (224, 224, 3) or (784,); got {tuple(shape)}"
        )
    return sizes


class NetworkError(ValueError):
    """A model cannot be turned into layers as it stands; the message says what to change."""


def in_one_line(error: BaseException) -> str:
    """Return what a framework says of an error, its lines joined and a full stop left off."""
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


class Kind(StrEnum):
    """What a layer does, as far as capacity, parameters and multiply-adds are concerned."""

    DENSE = "dense"
    CONVOLUTION = "convolution"
    ATTENTION = "attention"
    RECURRENT = "recurrent"
    EMBEDDING = "embedding"
    NORMALIZATION = "normalization"
    SCALE = "scale"
    POSITION = "position"
    POOLING = "pooling"
    ACTIVATION = "activation"
    DROPOUT = "dropout"
    RESHAPE = "reshape"
    MERGE = "merge"
    PREPROCESSING = "preprocessing"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a network, for one example.

    Attributes:
        name: Name in its framework, unique within the network.
        kind: What the layer does.
        input_shape: Shape of the (first) tensor that enters.
        output_shape: Shape of the tensor that leaves.
        parameters: Weights, thresholds and stored statistics, as the framework counts them;
            0 where an earlier layer holds the same weights.
        multiply_adds: Multiplications followed by an addition, for one example; normalization,
            activation, pooling and thresholds count as none.
        neurons: Neurons with weights of their own: units of a dense layer, filters of a
            convolution; 0 for other kinds.
        inputs_per_neuron: Values that enter each neuron.
        threshold: Whether each neuron has a threshold (bias).
        groups: Groups into which a convolution splits its channels; 1 for an ordinary one, the
            number of input channels for a depthwise one, 0 for other kinds.
        auxiliary: Whether the layer belongs to a head that serves training only.
        statistics: How many of the parameters are stored statistics, such as a moving mean,
            instead of trained. Keras counts them among the parameters, torch does not.
        sources: Where the tensors that enter come from: the position of a layer in the network
            and which of its outputs it is; -1 for an input of the network, and which. Empty where
            that is not known.
    """

    name: str
    kind: Kind
    input_shape: Shape
    output_shape: Shape
    parameters: int = 0
    multiply_adds: int = 0
    neurons: int = 0
    inputs_per_neuron: int = 0
    threshold: bool = False
    groups: int = 0
    auxiliary: bool = False
    statistics: int = 0
    sources: tuple[tuple[int, int], ...] = ()

    @property
    def input_elements(self) -> int:
        """Number of values that enter, for one example."""
        return prod(self.input_shape)

    @property
    def output_elements(self) -> int:
        """Number of values that leave, for one example."""
        return prod(self.output_shape)


@dataclass(frozen=True, slots=True)
class Network:
    """A feed-forward classifier as the rules see it.

    Attributes:
        name: Name in its library, for example "ResNet50V2".
        library: Where it comes from: "keras", "torchvision", "timm", or "own".
        input_shape: Shape of one input example, channels last; of the first input, if it has
            several.
        layers: All layers in the order of execution, the output last.
        other_inputs: Shapes of its further inputs, in order.
        gives_labels: Whether its output says how far each label fits. A feature extractor's does
            not, whatever layer it ends in.
    """

    name: str
    library: str
    input_shape: Shape
    layers: tuple[Layer, ...]
    other_inputs: tuple[Shape, ...] = ()
    gives_labels: bool = True

    @property
    def parameters(self) -> int:
        """Parameters of the whole network, auxiliary heads included."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def trained_parameters(self) -> int:
        """Parameters without stored statistics, by which libraries can be compared."""
        return sum(layer.parameters - layer.statistics for layer in self.layers)

    @property
    def multiply_adds(self) -> int:
        """Multiply-adds of one forward pass at inference, auxiliary heads excluded."""
        return sum(layer.multiply_adds for layer in self.layers if not layer.auxiliary)
