"""Tree committees: each hidden neuron sees inputs of its own, and all vote with fixed weights.

This is the machine that the physics of random patterns is worked out for. Hidden neurons have no
thresholds, the output neither; half of the neurons vote for, half against.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from engine.lab.dense_stack import DenseStack, Response

if TYPE_CHECKING:
    from torch import Generator, Tensor


class TreeCommittee(DenseStack):
    """The form of a tree committee: a stack of one hidden layer of which most weights are fixed.

    `sizes` are all inputs, a multiple of the neurons; the neurons; 1. A row of weights holds the
    free ones alone: those of the first neuron's inputs, and so on.
    """

    @property
    def parameters(self) -> int:
        """P, one weight for each input."""
        return self.sizes[0]

    def split(self, weights: Tensor) -> list[Tensor]:
        """Return the weights of both layers, those that are fixed among them."""
        inputs, neurons, _ = self.sizes
        lower = weights.new_zeros(len(weights), inputs + 1, neurons)
        rows, columns = self._free()
        lower[:, rows, columns] = weights
        upper = weights.new_zeros(len(weights), neurons + 1, 1)
        upper[:, :neurons:2, 0] = 1 / sqrt(neurons)
        upper[:, 1:neurons:2, 0] = -1 / sqrt(neurons)
        return [lower, upper]

    def draw(self, points: Tensor, gains: Tensor, generator: Generator) -> Tensor:
        """Return random weights, (B, P), of standard deviation as `gains` says."""
        import torch

        each = self.sizes[0] // self.sizes[1]
        drawn = torch.randn(len(points), self.parameters, generator=generator)
        return drawn / sqrt(each) * gains[:, 0]

    def differentiate(self, response: Response, weights: Tensor, pull: Tensor) -> Tensor:
        """Return the Jacobian of the outputs by the free weights, see `DenseStack`."""
        inputs, neurons, _ = self.sizes
        upper = self.split(weights)[1][:, None, :neurons, 0]  # (B, 1, neurons)
        back = pull * upper * response.slopes[0]  # (B, n, neurons)
        each = back.repeat_interleave(inputs // neurons, dim=2)
        return response.entered[0][..., :inputs] * each

    def descend(self, response: Response, weights: Tensor, pull: Tensor) -> Tensor:
        """Return the sum of the rows of the Jacobian, see `DenseStack`."""
        return self.differentiate(response, weights, pull).sum(dim=1)

    def _free(self) -> tuple[Tensor, Tensor]:
        """Return row and column of each free weight among those of the hidden layer."""
        import torch

        inputs, neurons, _ = self.sizes
        rows = torch.arange(inputs)
        return rows, rows // (inputs // neurons)
