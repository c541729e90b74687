"""Reading an ONNX file: its graph with a size for every axis, none of it run."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.networks.extras import require
from engine.networks.layers import NetworkError, Shape, in_one_line
from engine.networks.onnx.shapes import ShapeInference

if TYPE_CHECKING:
    import onnx


@dataclass(frozen=True, slots=True)
class Graph:
    """The graph in an ONNX file.

    Attributes:
        path: The file.
        nodes: Its nodes, each after those that it depends on.
        inputs: Names of its inputs, in order.
        weights: The stored tensors.
        sizes: Sizes of all axes of each tensor by name, where they could be found.
    """

    path: Path
    nodes: "Sequence[onnx.NodeProto]"
    inputs: tuple[str, ...]
    weights: "Sequence[onnx.TensorProto]"
    sizes: dict[str, Shape]


def read_graph(path: Path, shapes: Sequence[Shape]) -> Graph:
    """Return the graph in a file, its shapes inferred.

    Args:
        path: The file.
        shapes: Shape of each input for one example, as the file has it without the batch axis;
            empty where the file says them all.

    Raises:
        MissingPackageError: If the package onnx is not installed.
        NetworkError: If it is no ONNX file, or leaves sizes open that are not given.
    """
    require("onnx")
    import onnx
    import onnx.inliner

    if not path.is_file():
        raise NetworkError(f"{path} is not a file; give the path of an ONNX file")
    try:
        model = onnx.load(str(path), load_external_data=False)
    except Exception as error:
        raise NetworkError(f"{path} is no ONNX file: {in_one_line(error)}") from error
    if not model.graph.output:
        raise NetworkError(f"{path} is no ONNX file: it holds no graph with an output")
    if model.functions:
        model = onnx.inliner.inline_local_functions(model)
    stored = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in stored]
    _set_input_sizes(inputs, path, shapes)
    return Graph(
        path=path,
        nodes=model.graph.node,
        inputs=tuple(value.name for value in inputs),
        weights=model.graph.initializer,
        sizes=ShapeInference(model).sizes(),
    )


def _set_input_sizes(
    inputs: "Sequence[onnx.ValueInfoProto]", path: Path, shapes: Sequence[Shape]
) -> None:
    if shapes and len(shapes) != len(inputs):
        names = ", ".join(value.name for value in inputs)
        raise NetworkError(f"{path} takes {len(inputs)} inputs ({names}), got {len(shapes)} shapes")
    for value, given in zip(inputs, shapes or [()] * len(inputs), strict=True):
        axes = value.type.tensor_type.shape.dim
        known = tuple(axis.dim_value for axis in axes)
        if given and len(given) != len(axes) - 1:
            raise NetworkError(
                f"input {value.name!r} of {path} has {len(axes) - 1} axes beside the batch, "
                f"got {given}"
            )
        wanted = (known[0] or 1, *(given or known[1:])) if known else ()
        if not all(wanted):
            said = ",".join(str(size or "?") for size in known[1:])
            raise NetworkError(
                f"{path} leaves sizes of its input {value.name!r} open ({said}); give them with "
                "--input"
            )
        for axis, size in zip(axes, wanted, strict=True):
            axis.Clear()
            axis.dim_value = size
