"""Finding the layers that decide, going back from the output of a network.

Most networks end in one dense layer. Some end in several whose outputs are added, or their mean
taken: a class token and a distillation token with a head each, or branches at several scales.
"""

import re
from collections.abc import Sequence
from typing import Final

from engine.networks.layers import Kind, Layer, Network

Layers = Sequence[Layer]

_AFTER_DECISION: Final = {Kind.ACTIVATION, Kind.DROPOUT, Kind.RESHAPE, Kind.POOLING}
_WITHIN_STACK: Final = {
    Kind.ACTIVATION,
    Kind.DROPOUT,
    Kind.RESHAPE,
    Kind.NORMALIZATION,
    Kind.SCALE,
}
_ADDING: Final = {"add", "iadd", "radd", "stack", "sum"}
_SCALING: Final = {"div", "imul", "itruediv", "mul", "rmul", "truediv"}
_AVERAGING: Final = {"mean", "reducemean", "reducesum", "sum"}
_KEEP_EMBEDDING: Final = {Kind.DROPOUT, Kind.NORMALIZATION}


class NoDecisionLayerError(ValueError):
    """A network does not end in a dense layer or in something that acts as one."""


def find_decision(network: Network, layers: Layers) -> list[int]:
    """Return where the layers are that decide: one, or several whose outputs are added.

    Args:
        network: The network, for its name.
        layers: Its layers, auxiliary ones among them for their positions.

    Raises:
        NoDecisionLayerError: If the network does not end in such layers.
    """
    may_add = True
    for index in range(len(layers) - 1, -1, -1):
        layer = layers[index]
        if layer.auxiliary:
            continue
        if is_decision(layer):
            return [index]
        may_add &= _keeps_sums(layer)
        if layer.kind not in _AFTER_DECISION:
            if added := _added(layers, index, may_add=may_add):
                return added
            raise NoDecisionLayerError(
                f"{network.name} has no decision layer: going back from its output, {layer.name!r} "
                f"({layer.kind}, {layer.input_shape} -> {layer.output_shape}) comes first. "
                "Expected a dense layer, a convolution that covers its whole input, or a 1x1 "
                "convolution, followed by nothing but activation, pooling, dropout and reshaping; "
                "or the sum or mean of several of these"
            )
    raise NoDecisionLayerError(f"{network.name} has no decision layer: no layer has neurons")


def find_stack(layers: Layers, decision: int) -> list[int]:
    """Return where the dense layers are that end in a decision layer, that one last.

    Each is separated from the next by nothing but activation, dropout, normalization and reshaping.
    """
    stack = [decision]
    kept = [index for index in range(decision) if not layers[index].auxiliary]
    following = decision
    for index in reversed(kept):
        layer = layers[index]
        if positions(layers[stack[0]]) != 1:
            break
        if layer.output_elements != layers[following].input_elements:
            break
        if acts_as_dense(layer):
            stack.insert(0, index)
        elif not _passes_all_on(layer):
            break
        following = index
    return stack


def embedding_of(layers: Layers, index: int) -> tuple[int, int]:
    """Return where the embedding of a dense layer comes from, as in `Layer.sources`.

    What only drops or normalizes values leaves it the same embedding.
    """
    (source,) = layers[index].sources[:1] or ((-1, 0),)
    while source[0] >= 0 and layers[source[0]].kind in _KEEP_EMBEDDING:
        source = layers[source[0]].sources[0]
    return source


def acts_as_dense(layer: Layer) -> bool:
    """Whether every neuron sees all of the input, once."""
    return (
        layer.kind in (Kind.DENSE, Kind.CONVOLUTION)
        and layer.inputs_per_neuron == layer.input_elements
        and layer.neurons == layer.output_elements
    )


def is_decision(layer: Layer) -> bool:
    """Whether every neuron sees all channels, of the whole input or of one position at a time."""
    return acts_as_dense(layer) or (
        layer.kind in (Kind.DENSE, Kind.CONVOLUTION)
        and layer.inputs_per_neuron == layer.input_shape[-1]
        and layer.neurons == layer.output_shape[-1]
        and layer.output_elements // layer.neurons == layer.input_elements // layer.input_shape[-1]
    )


def positions(layer: Layer) -> int:
    """Return at how many positions a decision layer is applied."""
    return layer.output_elements // layer.neurons


def _added(layers: Layers, index: int, *, may_add: bool) -> list[int]:
    """Return the decision layers whose outputs are added up in a layer; none if anything else is.

    Each must have an embedding that no other one of them made.
    """
    found: set[int] = set()
    waiting = [(index, may_add)]
    while waiting:
        position, may_add = waiting.pop()
        layer = layers[position] if position >= 0 else None
        if layer is None or not layer.sources:
            return []
        if is_decision(layer):
            found.add(position)
            continue
        summands = _summands(layer, may_add=may_add)
        if not summands:
            return []
        may_add = may_add and _keeps_sums(layer)
        waiting += [(source, may_add) for source, _ in summands]
    same_width = len({layers[one].neurons for one in found}) == 1
    apart = found.isdisjoint(embedding_of(layers, one)[0] for one in found)
    return sorted(found) if same_width and apart and len(found) > 1 else []


def _summands(layer: Layer, *, may_add: bool) -> tuple[tuple[int, int], ...]:
    """Return from where a layer takes what it adds, scales, averages or leaves as it is."""
    if layer.kind is Kind.MERGE:
        return layer.sources if may_add and _function(layer) in _ADDING else ()
    scales = layer.kind is Kind.ACTIVATION and _function(layer) in _SCALING
    if scales or layer.kind in (Kind.SCALE, Kind.DROPOUT, Kind.RESHAPE, Kind.POOLING):
        return layer.sources[:1]
    return ()


def _keeps_sums(layer: Layer) -> bool:
    """Whether what is done to several outputs beside each other adds them up."""
    return layer.kind is not Kind.POOLING or _function(layer) in _AVERAGING


def _function(layer: Layer) -> str:
    """Return the function that made a layer: the last part of its name, without a number."""
    return re.sub(r"(_\d+)?(#\d+)?$", "", layer.name.rpartition(".")[2].lower())


def _passes_all_on(layer: Layer) -> bool:
    return layer.kind in _WITHIN_STACK and layer.input_elements == layer.output_elements
