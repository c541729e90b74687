"""Torch modules: what they answer for rows of numbers."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.networks.layers import Network, Shape
from engine.networks.own_model import network_of
from engine.networks.trained.model import Answers
from engine.networks.trained.network_model import ROWS_AT_ONCE, NetworkModel

if TYPE_CHECKING:
    import torch


class TorchModel(NetworkModel):
    """A module that takes one tensor with a batch axis."""

    def __init__(self, module: "torch.nn.Module", input_shape: Shape | None) -> None:
        """Take a module.

        Args:
            module: With its weights.
            input_shape: Shape of one example, channels first; the columns in a row if not given.
        """
        super().__init__(input_shape)
        self._module = module

    @property
    def name(self) -> str:
        """Its class."""
        return type(self._module).__name__

    def _run(self, inputs: NDArray[np.float64], shape: Shape) -> Answers:
        """Return its outputs in evaluation mode."""
        import torch

        first = next((one for one in self._module.parameters()), torch.zeros(()))
        self._module.eval()
        outputs = []
        with torch.no_grad():
            for start in range(0, len(inputs), ROWS_AT_ONCE):
                rows = torch.tensor(inputs[start : start + ROWS_AT_ONCE])
                batch = rows.to(device=first.device, dtype=first.dtype).reshape(-1, *shape)
                found = self._module(batch)
                outputs.append(found.cpu().double().numpy().reshape(len(rows), -1))
        return np.concatenate(outputs)

    def _read_network(self, shape: Shape | None) -> Network:
        if shape is None:
            raise RuntimeError("the shape of its input is known once it has answered")
        return network_of(self._module, shape)
