"""Finding the size of every axis of every tensor in an ONNX graph, node by node.

The library infers the shapes of a node from those that enter it. Where a shape is computed in the
graph itself (the batch of a tensor, joined with a number, says how another is reshaped), it does
not follow. There the few numbers are computed here; nothing that the input of the network enters
is.
"""

import warnings
from collections.abc import Mapping
from math import prod
from typing import TYPE_CHECKING, Any, Final

from engine.networks.layers import Shape

if TYPE_CHECKING:
    import onnx

Array = Any
"""An array of numpy."""

_MOST_VALUES: Final = 4096
"""Values of a constant above which it is not computed: it is a weight, no shape."""


class ShapeInference:
    """Goes through the nodes of a graph in order.

    Attributes:
        types: What is known of each tensor by name, as the library says it.
        constants: The values of the tensors that depend on shapes and small constants alone.
    """

    def __init__(self, model: "onnx.ModelProto") -> None:
        """Start from the inputs and the weights of a graph; their sizes must be known."""
        import onnx

        self.types: dict[str, Any] = {value.name: value.type for value in model.graph.input}
        self.constants: dict[str, Array] = {}
        self._opsets = {one.domain: one.version for one in model.opset_import}
        self._imports = list(model.opset_import)
        for tensor in model.graph.initializer:
            self._set_type(tensor.name, tensor.data_type, tuple(tensor.dims))
            is_stored_here = tensor.data_location != onnx.TensorProto.EXTERNAL
            if is_stored_here and prod(tensor.dims) <= _MOST_VALUES:
                self.constants[tensor.name] = onnx.numpy_helper.to_array(tensor)
        for node in model.graph.node:
            self._follow(node)

    def sizes(self) -> dict[str, Shape]:
        """Return the sizes of all axes of each tensor for which all are known."""
        known = ((name, _sizes(kind)) for name, kind in self.types.items())
        return {name: sizes for name, sizes in known if sizes is not None}

    def _follow(self, node: "onnx.NodeProto") -> None:
        given = [name for name in node.input if name]
        if node.op_type in ("Shape", "Size") and given[0] in self.types:
            self._measure(node, _sizes(self.types[given[0]]))
        elif node.op_type == "Constant" or all(name in self.constants for name in given):
            self._compute(node, {name: self.constants[name] for name in given})
        if node.output[0] not in self.constants:
            self._infer(node, given)

    def _measure(self, node: "onnx.NodeProto", sizes: Shape | None) -> None:
        import numpy as np

        if sizes is None:
            return
        options = {one.name: one.i for one in node.attribute}
        part = sizes[options.get("start", 0) : options.get("end", len(sizes))]
        value = np.asarray(part if node.op_type == "Shape" else prod(sizes), dtype=np.int64)
        self._set_constant(node.output[0], value)

    def _compute(self, node: "onnx.NodeProto", given: Mapping[str, Array]) -> None:
        from onnx.reference import ReferenceEvaluator

        if node.op_type.startswith("Random"):
            return
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                values = ReferenceEvaluator(node, opsets=self._opsets).run(None, dict(given))
        except Exception:  # the library has its own way to refuse for each operator
            return
        for name, value in zip(node.output, values, strict=False):
            if name and hasattr(value, "shape") and value.size <= _MOST_VALUES:
                self._set_constant(name, value)

    def _infer(self, node: "onnx.NodeProto", given: list[str]) -> None:
        import onnx

        version = self._opsets.get(node.domain, 1)
        try:
            schema = onnx.defs.get_schema(node.op_type, version, node.domain)
            found = onnx.shape_inference.infer_node_outputs(
                schema,
                node,
                {name: self.types[name] for name in given},
                {
                    name: onnx.numpy_helper.from_array(self.constants[name], name)
                    for name in given
                    if name in self.constants
                },
                opset_imports=self._imports,
            )
        except (KeyError, onnx.defs.SchemaError, onnx.shape_inference.InferenceError):
            return
        self.types.update(found)

    def _set_constant(self, name: str, value: Array) -> None:
        import onnx

        self.constants[name] = value
        self._set_type(name, onnx.helper.np_dtype_to_tensor_dtype(value.dtype), value.shape)

    def _set_type(self, name: str, kind: int, sizes: Shape) -> None:
        import onnx

        self.types[name] = onnx.helper.make_tensor_type_proto(kind, sizes)


def _sizes(kind: "onnx.TypeProto") -> Shape | None:
    tensor = kind.tensor_type
    if not tensor.HasField("shape"):
        return None
    sizes = tuple(axis.dim_value for axis in tensor.shape.dim)
    return sizes if all(sizes) else None
