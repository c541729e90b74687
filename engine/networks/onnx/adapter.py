"""The graph in an ONNX file, turned once into plain layers; nothing is run."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from engine.networks.counting import Counts, UnknownLayerError
from engine.networks.layers import Kind, Layer, Network, NetworkError, Shape
from engine.networks.layout import channels_last, spatial_after, spatial_after_permutation
from engine.networks.onnx.graph import Graph, read_graph
from engine.networks.onnx.handlers import CHANNELS_FIRST, CHANNELS_LAST, Node, onnx_handlers

if TYPE_CHECKING:
    import onnx

_COPIES: Final = frozenset({"Cast", "CastLike", "DequantizeLinear", "Identity", "QuantizeLinear"})
_CONSTANTS: Final = frozenset(
    {"And", "Constant", "ConstantOfShape", "Equal", "EyeLike", "Greater", "GreaterOrEqual", "Less"}
    | {"LessOrEqual", "NonZero", "Not", "Or", "Range", "Shape", "Size"}
)
"""Operators whose result is made of shapes and comparisons, and is no layer's output."""

_RECURRENT: Final = frozenset({"GRU", "LSTM", "RNN"})
_STATISTICS: Final = {"BatchNormalization": frozenset({3, 4})}
"""Operands that are stored statistics: no parameters, as torch counts them."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """What is known of a tensor: the layer that made it, or the weights that it is made of."""

    source: tuple[int, int] | None = None
    spatial: Shape = ()
    weights: frozenset[str] = frozenset()


def network_from_onnx(path: Path, shapes: Sequence[Shape] = ()) -> Network:
    """Return the layers of the graph in an ONNX file, in the order in which it lists them.

    Args:
        path: The file.
        shapes: Shape of each input for one example, as the file has it without the batch axis;
            needed where the file leaves sizes open. The batch is axis 0.

    Returns:
        A network whose parameters are the weights in the file: numbers with a fraction, more than
        one to a name. Which of them were trained the file does not say. Moving means and variances
        of normalization are left out, as torch leaves them out. All its shapes are channels last.

    Raises:
        MissingPackageError: If the package onnx is not installed.
        NetworkError: If it is no ONNX file, or its shapes cannot be inferred.
        UnknownLayerError: If an operator is used for which there is no handler.
    """
    walk = _Walk(read_graph(path, shapes))
    for node in walk.graph.nodes:
        walk.add(node)
    first, *others = walk.input_shapes
    return Network(path.stem, "own", first, tuple(walk.layers), tuple(others))


@dataclass(slots=True)
class _Walk:
    """Goes through the nodes of a graph and writes down the layers."""

    graph: Graph
    layers: list[Layer] = field(default_factory=list)
    input_shapes: list[Shape] = field(default_factory=list)
    batch: int = 1
    marks: dict[str, _Mark] = field(default_factory=dict)
    taken_up: set[str] = field(default_factory=set)
    names: Counter[str] = field(default_factory=Counter)
    uses: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Mark the inputs and the weights."""
        import onnx

        fractions = {onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16, onnx.TensorProto.DOUBLE}
        fractions |= {onnx.TensorProto.BFLOAT16, onnx.TensorProto.INT8, onnx.TensorProto.UINT8}
        for tensor in self.graph.weights:
            if tensor.data_type in fractions and prod(tensor.dims) > 1:
                self.marks[tensor.name] = _Mark(weights=frozenset({tensor.name}))
        for number, name in enumerate(self.graph.inputs):
            sizes = self._sizes(name)
            self.batch = sizes[0] if sizes and not number else self.batch
            self.marks[name] = _Mark(source=(-1, number), spatial=sizes[2:])
            self.input_shapes.append(self._shape(name, sizes[2:]))
        self.uses.update(name for node in self.graph.nodes for name in node.input)

    def add(self, node: "onnx.NodeProto") -> None:
        """Follow one node: a layer if it depends on the input of the network."""
        statistics = _STATISTICS.get(node.op_type, frozenset())
        marks = [
            _Mark() if position in statistics else self.marks.get(name, _Mark())
            for position, name in enumerate(node.input)
        ]
        active = [position for position, mark in enumerate(marks) if mark.source]
        weights = frozenset().union(*(mark.weights for mark in marks))
        if node.op_type in _CONSTANTS:
            return
        if node.op_type in _COPIES:
            self._mark(node, marks[0])
        elif not active:
            if weights:
                self._mark(node, _Mark(weights=weights))
        elif not self._is_threshold(node, marks):
            self._add_layer(node, marks, active, weights)

    def _add_layer(
        self,
        node: "onnx.NodeProto",
        marks: Sequence[_Mark],
        active: Sequence[int],
        weights: frozenset[str],
    ) -> None:
        spatial = self._spatial_after(node, marks[active[0]], active[0])
        described = self._describe(node, marks, active, spatial)
        if node.op_type not in onnx_handlers():
            raise UnknownLayerError(
                f"{node.name or node.output[0]!r} in {self.graph.path} is a node "
                f"{node.op_type!r}, for which no handler says what it counts; register one with "
                "register_onnx_operator of engine.networks.onnx.handlers: "
                f"register_onnx_operator({node.op_type!r}, handler), where handler(node) returns "
                "Counts"
            )
        counts = onnx_handlers()[node.op_type](described)
        sources = tuple(mark.source for mark in marks if mark.source)
        self._write(node, described, counts, weights, sources)
        for number, name in enumerate(node.output):
            self.marks[name] = _Mark(source=(len(self.layers) - 1, number), spatial=spatial)

    def _describe(
        self,
        node: "onnx.NodeProto",
        marks: Sequence[_Mark],
        active: Sequence[int],
        spatial: Shape,
    ) -> Node:
        import onnx

        inputs = tuple(
            self._shape(node.input[one], self._layout(node, marks, one)) for one in active
        )
        output = self._shape(node.output[0] or node.output[-1], spatial)
        if node.op_type in _RECURRENT:
            steps = prod(self._sizes(node.input[0])[:2]) // self.batch
            directions, _, hidden = self._sizes(node.input[2])
            inputs, output = ((steps, inputs[0][-1]),), (steps, directions * hidden)
        return Node(
            operator=node.op_type,
            attributes={
                one.name: _plain(onnx.helper.get_attribute_value(one)) for one in node.attribute
            },
            sizes=tuple(self.graph.sizes.get(name) if name else None for name in node.input),
            weights=frozenset(position for position, mark in enumerate(marks) if mark.weights),
            inputs=inputs,
            output=output,
            batch=self.batch,
        )

    def _write(
        self,
        node: "onnx.NodeProto",
        described: Node,
        counts: Counts,
        weights: frozenset[str],
        sources: tuple[tuple[int, int], ...],
    ) -> None:
        name = _label(node, counts.kind, weights)
        self.names[name] += 1
        uses = self.names[name]
        self.layers.append(
            Layer(
                name=name if uses == 1 else f"{name}#{uses}",
                kind=counts.kind,
                input_shape=described.inputs[0],
                output_shape=described.output,
                parameters=self._take_up(weights),
                multiply_adds=counts.multiply_adds,
                neurons=counts.neurons,
                inputs_per_neuron=counts.inputs_per_neuron,
                threshold=counts.threshold,
                groups=counts.groups,
                sources=sources,
            )
        )

    def _is_threshold(self, node: "onnx.NodeProto", marks: Sequence[_Mark]) -> bool:
        """Give the dense layer before its thresholds, which a product and a sum are exported as."""
        if node.op_type != "Add" or len(node.input) != 2:
            return False
        weight, tensor = (0, 1) if marks[0].weights else (1, 0)
        source = marks[tensor].source
        if not marks[weight].weights or not source or source[0] < 0:
            return False
        layer = self.layers[source[0]]
        alone = self.uses[node.input[tensor]] == 1 and not layer.threshold
        if layer.kind is not Kind.DENSE or not alone:
            return False
        if self._sizes(node.input[weight]) != (layer.neurons,):
            return False
        parameters = layer.parameters + self._take_up(marks[weight].weights)
        self.layers[source[0]] = replace(layer, threshold=True, parameters=parameters)
        self._mark(node, marks[tensor])
        return True

    def _take_up(self, weights: frozenset[str]) -> int:
        new = weights - self.taken_up
        self.taken_up |= new
        return sum(prod(self.graph.sizes[name]) for name in new)

    def _mark(self, node: "onnx.NodeProto", mark: _Mark) -> None:
        self.marks.update(dict.fromkeys(node.output, mark))

    def _sizes(self, name: str) -> Shape:
        if name not in self.graph.sizes:
            raise NetworkError(
                f"the shape of {name!r} in {self.graph.path} cannot be inferred; give the --input "
                "that it was made for, or export it with fixed sizes"
            )
        return self.graph.sizes[name]

    def _shape(self, name: str, spatial: Shape) -> Shape:
        return channels_last(self._sizes(name), spatial, batch=self.batch)

    def _layout(self, node: "onnx.NodeProto", marks: Sequence[_Mark], position: int) -> Shape:
        if node.op_type in CHANNELS_LAST:
            return ()
        if node.op_type in CHANNELS_FIRST:
            return self._sizes(node.input[position])[2:]
        return marks[position].spatial

    def _spatial_after(self, node: "onnx.NodeProto", mark: _Mark, position: int) -> Shape:
        if node.op_type in CHANNELS_LAST:
            return ()
        output, entering = self._sizes(node.output[0]), self._sizes(node.input[position])
        if node.op_type in CHANNELS_FIRST:
            return output[2:]
        if node.op_type == "Transpose":
            order = next((list(one.ints) for one in node.attribute if one.name == "perm"), None)
            return spatial_after_permutation(
                output, order or range(len(output))[::-1], mark.spatial
            )
        return spatial_after(output, entering, mark.spatial)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever an attribute holds
    return value.decode() if isinstance(value, bytes) else value


def _label(node: "onnx.NodeProto", kind: Kind, weights: frozenset[str]) -> str:
    """Return the name of a layer: after its weights, or the node's own."""
    named = sorted(name for name in weights if "." in name and "::" not in name)
    if named and kind in (Kind.SCALE, Kind.POSITION):
        return named[0]
    if named:
        return named[0].rpartition(".")[0]
    return node.name.strip("/").replace("/", ".") or node.op_type.lower()
