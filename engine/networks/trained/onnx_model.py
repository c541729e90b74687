"""Networks in ONNX files: what they answer, by the evaluator that comes with the package onnx."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engine.networks.extras import require
from engine.networks.layers import Shape, in_one_line
from engine.networks.onnx.adapter import network_from_onnx
from engine.networks.own_model import ModelError
from engine.networks.trained.model import Answers, NoRulesError, Stack, stack_of_network


class OnnxModel:
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

        self._path = path
        self._shape = input_shape
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

    @property
    def takes_table(self) -> bool:
        """It takes inputs."""
        return False

    @property
    def gives_labels(self) -> bool:
        """It gives a number for each class."""
        return False

    @property
    def classes(self) -> Sequence[object]:
        """It names none."""
        return ()

    def answer(self, given: Any) -> Answers:  # noqa: ANN401 - see the protocol
        """Return its first output, shape (n, k).

        Raises:
            ModelError: If it cannot be run on such rows.
        """
        inputs = np.asarray(given, dtype=np.float64)
        self._shape = shape = self._shape or (inputs.shape[1],)
        try:
            rows = inputs.astype(self._types[0]).reshape(-1, *shape)
            outputs = list(self._session.run(None, {self._input: rows}))
            return np.asarray(outputs[0], dtype=np.float64).reshape(len(inputs), -1)
        except Exception as error:
            raise ModelError(
                f"{self.name} fails on rows of {inputs.shape[1]} inputs as shape {shape}: "
                f"{in_one_line(error)}"
            ) from error

    def find_stack(self) -> Stack:
        """Return the dense layers that it ends in.

        Raises:
            NoRulesError: If it ends in none, or has operators that nothing counts.
        """
        try:
            return stack_of_network(network_from_onnx(self._path, [self._shape or ()]))
        except (ValueError, LookupError) as error:
            raise NoRulesError(in_one_line(error)) from error
