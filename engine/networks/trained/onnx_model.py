"""Networks in ONNX files: what they answer, by the evaluator that comes with the package onnx."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.networks.extras import require
from engine.networks.layers import Network, Shape, in_one_line
from engine.networks.onnx.adapter import network_from_onnx
from engine.networks.own_model import ModelError
from engine.networks.trained.model import Answers
from engine.networks.trained.network_model import NetworkModel


class OnnxModel(NetworkModel):
    """A graph with one input, whose first output is taken."""

    def __init__(self, path: Path, input_shape: Shape | None) -> None:
        """Read a file.

        Args:
            path: The file.
            input_shape: Shape of one example as the file has it; the columns in a row if not given.

        Raises:
            ModelError: If it is no ONNX file, or has several inputs.
        """
        require("onnx")
        import onnx
        from onnx.reference import ReferenceEvaluator

        super().__init__(input_shape)
        self._path = path
        try:
            model = onnx.load(path)
            self._session = ReferenceEvaluator(model)
            weights = {one.name for one in model.graph.initializer}
            takes = [one for one in model.graph.input if one.name not in weights]
            types = [one.type.tensor_type.elem_type for one in takes]
            self._types = list(map(onnx.helper.tensor_dtype_to_np_dtype, types))
        except Exception as error:
            raise ModelError(f"{path} is no ONNX file that can be run: {in_one_line(error)}") from (
                error
            )
        if len(takes) != 1:
            raise ModelError(f"{path} takes {len(takes)} inputs; a network for a table takes one")
        self._input = takes[0].name

    @property
    def name(self) -> str:
        """Its file."""
        return self._path.stem

    def _run(self, inputs: NDArray[np.float64], shape: Shape) -> Answers:
        """Return its first output."""
        rows = inputs.astype(self._types[0]).reshape(-1, *shape)
        outputs = list(self._session.run(None, {self._input: rows}))
        return np.asarray(outputs[0], dtype=np.float64).reshape(len(inputs), -1)

    def _read_network(self, shape: Shape | None) -> Network:
        return network_from_onnx(self._path, [shape or ()])
