"""Torch modules: what they answer for rows of numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.networks.layers import Shape, in_one_line
from engine.networks.own_model import ModelError, network_of
from engine.networks.trained.model import Answers, NoRulesError, Stack, stack_of_network

if TYPE_CHECKING:
    import torch

_ROWS_AT_ONCE = 4096


class TorchModel:
    """A module that takes one tensor with a batch axis."""

    def __init__(self, module: "torch.nn.Module", input_shape: Shape | None) -> None:
        """Take a module.

        Args:
            module: With its weights.
            input_shape: Shape of one example, channels first; the columns in a row if not given.
        """
        self._module = module
        self._shape = input_shape

    @property
    def name(self) -> str:
        """Its class."""
        return type(self._module).__name__

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
        """Return its outputs in evaluation mode, shape (n, k).

        Raises:
            ModelError: If it cannot be run on such rows.
        """
        import torch

        inputs = np.asarray(given, dtype=np.float64)
        self._shape = shape = self._shape or (inputs.shape[1],)
        first = next((one for one in self._module.parameters()), torch.zeros(()))
        self._module.eval()
        outputs = []
        try:
            with torch.no_grad():
                for start in range(0, len(inputs), _ROWS_AT_ONCE):
                    rows = torch.tensor(inputs[start : start + _ROWS_AT_ONCE])
                    batch = rows.to(device=first.device, dtype=first.dtype).reshape(-1, *shape)
                    found = self._module(batch)
                    outputs.append(found.cpu().double().numpy().reshape(len(rows), -1))
        except Exception as error:
            raise ModelError(
                f"{self.name} fails on rows of {inputs.shape[1]} inputs as shape {shape}: "
                f"{in_one_line(error)}"
            ) from error
        return np.concatenate(outputs)

    def find_stack(self) -> Stack:
        """Return the dense layers that it ends in.

        Raises:
            NoRulesError: If it ends in none, or has layers that nothing counts.
        """
        if self._shape is None:
            raise ValueError("the shape of its input is known once it has answered")
        try:
            return stack_of_network(network_of(self._module, self._shape))
        except (ValueError, LookupError) as error:
            raise NoRulesError(in_one_line(error)) from error
