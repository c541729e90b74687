"""The classifier of a network: its decision stack of dense layers, and their capacity."""

from dataclasses import dataclass, replace
from math import prod

from engine.networks.layers import Kind, Layer, Network, Shape
from engine.theory.capacity import LayerCapacity, Reading, explain_stack

_AFTER_DECISION = {Kind.ACTIVATION, Kind.DROPOUT, Kind.RESHAPE, Kind.POOLING}
_WITHIN_STACK = {Kind.ACTIVATION, Kind.DROPOUT, Kind.RESHAPE, Kind.NORMALIZATION, Kind.SCALE}


class NoDecisionLayerError(ValueError):
    """A network does not end in a dense layer or in something that acts as one."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """The decision stack of a network: the dense layers between its embedding and its output.

    Attributes:
        names: Names of the dense layers, the decision layer last.
        sizes: `n0, n1, ..., nL`: the values that enter the first layer (its channels, where it
            is applied at several positions), then the neurons of each layer.
        thresholds: Whether the neurons have thresholds, one value a layer.
        embedding_shape: Shape of the tensor that enters the stack, channels last.
        positions: Positions of a map at which the stack is applied with the same weights; 1
            unless the decision layer is a 1x1 convolution over a larger map.
        parameters: Parameters of the network from the first dense layer of the stack on.
        shared_bits: For each layer, the parameters that an earlier layer of the network holds too,
            in bits. They count there.
    """

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    thresholds: tuple[bool, ...]
    embedding_shape: Shape
    positions: int
    parameters: int
    shared_bits: tuple[int, ...] = ()

    @property
    def embedding_elements(self) -> int:
        """Number of values in the embedding."""
        return prod(self.embedding_shape)

    @property
    def classes(self) -> int:
        """Neurons of the decision layer."""
        return self.sizes[-1]

    def explain(self, reading: Reading) -> tuple[LayerCapacity, ...]:
        """Return what each layer of the stack adds to the MEC under one reading of rule 4.

        A reading that sums over layers counts weights that several of them share once.
        """
        layers = explain_stack(self.sizes, reading, thresholds=self.thresholds)
        if reading is Reading.DECISION_LAYER or not any(self.shared_bits):
            return layers
        return tuple(
            replace(layer, capacity_bits=min(layer.capacity_bits, layer.parameters_bits - shared))
            for layer, shared in zip(layers, self.shared_bits, strict=True)
        )


def classifier(network: Network) -> Classifier:
    """Return the decision stack of a network.

    The stack is found from the output backwards: the decision layer, then every dense layer from
    which it is separated by nothing but activation, dropout, normalization and reshaping.
    A convolution acts as a dense layer where its kernel covers the whole map; a 1x1 convolution
    over a larger map acts as one at every position, with shared weights that count once.
    Auxiliary heads are left out.

    Raises:
        NoDecisionLayerError: If the network does not end in such a layer.
    """
    layers = tuple(layer for layer in network.layers if not layer.auxiliary)
    decision = _decision_index(network, layers)
    stack = [decision]
    index = decision - 1
    while _positions(layers[stack[0]]) == 1 and index >= 0:
        if layers[index].output_elements != layers[index + 1].input_elements:
            break
        if _acts_as_dense(layers[index]):
            stack.insert(0, index)
        elif not _passes_all_on(layers[index]):
            break
        index -= 1
    dense = [layers[index] for index in stack]
    return Classifier(
        names=tuple(layer.name for layer in dense),
        sizes=(dense[0].inputs_per_neuron, *(layer.neurons for layer in dense)),
        thresholds=tuple(layer.threshold for layer in dense),
        embedding_shape=dense[0].input_shape,
        positions=_positions(dense[-1]),
        parameters=sum(layer.parameters for layer in layers[stack[0] :]),
        shared_bits=tuple(map(_shared_bits, dense)),
    )


def mec_bits(classifier: Classifier) -> dict[Reading, int]:
    """Return the MEC of a decision stack in bits, under each reading of rule 4."""
    return {
        reading: sum(layer.capacity_bits for layer in classifier.explain(reading))
        for reading in Reading
    }


def _shared_bits(layer: Layer) -> int:
    """Parameters that a layer has by its shape, and that an earlier layer already holds."""
    by_shape = layer.neurons * (layer.inputs_per_neuron + layer.threshold)
    return max(0, by_shape - layer.parameters)


def _decision_index(network: Network, layers: tuple[Layer, ...]) -> int:
    for index in range(len(layers) - 1, -1, -1):
        layer = layers[index]
        if _acts_as_dense(layer) or _is_applied_at_positions(layer):
            return index
        if layer.kind not in _AFTER_DECISION:
            raise NoDecisionLayerError(
                f"{network.name} has no decision layer: going back from its output, {layer.name!r} "
                f"({layer.kind}, {layer.input_shape} -> {layer.output_shape}) comes first. "
                "Expected a dense layer, a convolution that covers its whole input, or a 1x1 "
                "convolution, followed by nothing but activation, pooling, dropout and reshaping"
            )
    raise NoDecisionLayerError(f"{network.name} has no decision layer: no layer has neurons")


def _acts_as_dense(layer: Layer) -> bool:
    """Whether every neuron sees all of the input, once."""
    return (
        layer.kind in (Kind.DENSE, Kind.CONVOLUTION)
        and layer.inputs_per_neuron == layer.input_elements
        and layer.neurons == layer.output_elements
    )


def _is_applied_at_positions(layer: Layer) -> bool:
    """Whether every neuron sees all channels of one position at a time."""
    return (
        layer.kind in (Kind.DENSE, Kind.CONVOLUTION)
        and layer.inputs_per_neuron == layer.input_shape[-1]
        and layer.neurons == layer.output_shape[-1]
        and layer.output_elements // layer.neurons == layer.input_elements // layer.input_shape[-1]
    )


def _passes_all_on(layer: Layer) -> bool:
    return layer.kind in _WITHIN_STACK and layer.input_elements == layer.output_elements


def _positions(layer: Layer) -> int:
    return layer.output_elements // layer.neurons
