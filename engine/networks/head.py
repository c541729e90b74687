"""The classifier of a network: its decision stack of dense layers, and their capacity."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

from engine.networks.decision import (
    NoDecisionLayerError,
    embedding_of,
    find_decision,
    find_stack,
    positions,
)
from engine.networks.layers import Layer, Network, Shape
from engine.theory.capacity import LayerCapacity, Reading, explain_stack

__all__ = ["Classifier", "NoDecisionLayerError", "classifier", "mec_bits"]


@dataclass(frozen=True, slots=True)
class Classifier:
    """The decision stack of a network: the dense layers between its embedding and its output.

    Attributes:
        names: Names of the dense layers, the decision layer last; "head + head_dist" where several
            act as one.
        sizes: `n0, n1, ..., nL`: the values that enter the first layer (its channels, where it
            is applied at several positions), then the neurons of each layer.
        thresholds: Whether the neurons have thresholds, one value a layer.
        embedding_shape: Shape of the tensor that enters the stack, channels last; (elements,)
            where several embeddings lie beside each other.
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

    Several dense layers whose outputs are added, or their mean taken, act as one: on the same
    embedding their weights add up to those of one layer; on embeddings of their own they are one
    layer over these embeddings beside each other. Their thresholds add up to one a neuron.

    Raises:
        NoDecisionLayerError: If the network does not end in such a layer, or gives no labels.
    """
    if not network.gives_labels:
        output = [layer for layer in network.layers if not layer.auxiliary][-1].output_shape
        raise NoDecisionLayerError(
            f"{network.name} is a feature extractor: it gives an embedding of shape {output} and "
            "no labels, so it has no decision layer. Put a classifier on it, and measure both"
        )
    layers = network.layers
    decision = find_decision(network, layers)
    if len(decision) > 1:
        return _joint(layers, decision)
    stack = find_stack(layers, decision[0])
    dense = [layers[index] for index in stack]
    return Classifier(
        names=tuple(layer.name for layer in dense),
        sizes=(dense[0].inputs_per_neuron, *(layer.neurons for layer in dense)),
        thresholds=tuple(layer.threshold for layer in dense),
        embedding_shape=dense[0].input_shape,
        positions=positions(dense[-1]),
        parameters=_parameters_from(layers, stack[0]),
        shared_bits=tuple(map(_shared_bits, dense)),
    )


def mec_bits(classifier: Classifier) -> dict[Reading, int]:
    """Return the MEC of a decision stack in bits, under each reading of rule 4."""
    return {
        reading: sum(layer.capacity_bits for layer in classifier.explain(reading))
        for reading in Reading
    }


def _joint(layers: Sequence[Layer], decision: Sequence[int]) -> Classifier:
    """Return the one dense layer that several act as whose outputs are added."""
    heads = [layers[index] for index in decision]
    seen = {embedding_of(layers, index): layers[index] for index in decision}
    shapes = [head.input_shape for head in seen.values()]
    return Classifier(
        names=(" + ".join(head.name for head in heads),),
        sizes=(sum(head.inputs_per_neuron for head in seen.values()), heads[0].neurons),
        thresholds=(any(head.threshold for head in heads),),
        embedding_shape=shapes[0] if len(shapes) == 1 else (sum(map(prod, shapes)),),
        positions=max(map(positions, heads)),
        parameters=_parameters_from(layers, decision[0]),
        shared_bits=(sum(map(_shared_bits, heads)),),
    )


def _parameters_from(layers: Sequence[Layer], first: int) -> int:
    return sum(layer.parameters for layer in layers[first:] if not layer.auxiliary)


def _shared_bits(layer: Layer) -> int:
    """Parameters that a layer has by its shape, and that an earlier layer already holds."""
    by_shape = layer.neurons * (layer.inputs_per_neuron + layer.threshold)
    return max(0, by_shape - layer.parameters)
