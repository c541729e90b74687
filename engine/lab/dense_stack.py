"""Batches of dense stacks: their outputs, and how each output moves with each weight.

Shapes: B stacks, n points, d inputs, m outputs, P parameters, h neurons of a layer. A stack keeps
its weights as one row of P values, layer by layer, the thresholds of a layer last.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from engine.theory.activation import Activation

if TYPE_CHECKING:
    from torch import Generator, Tensor

GAINS = {
    Activation.TANH: (0.3, 0.6, 1.0, 1.5),
    Activation.RELU: (0.7, 1.4),
    Activation.STEP: (1.5,),
}
"""Spread of the sums that enter a hidden neuron at first; restarts take them in turn."""

_OUTPUT_GAIN = 0.5
_LEAST_SPREAD = 1e-3


@dataclass(frozen=True, slots=True)
class Response:
    """What stacks answer to their points.

    Attributes:
        outputs: (B, n, m).
        entered: What enters each layer, with a constant 1, (B, n, h + 1).
        slopes: Derivative of each hidden layer's activation, (B, n, h).
    """

    outputs: Tensor
    entered: list[Tensor]
    slopes: list[Tensor]

    def where(self, chosen: Tensor, other: Response) -> Response:
        """Return these responses for the chosen stacks, the other's for the rest; mask (B,)."""
        import torch

        mask = chosen[:, None, None]
        return Response(
            torch.where(mask, self.outputs, other.outputs),
            [torch.where(mask, *both) for both in zip(self.entered, other.entered, strict=True)],
            [torch.where(mask, *both) for both in zip(self.slopes, other.slopes, strict=True)],
        )

    def keep(self, chosen: Tensor) -> Response:
        """Return the responses of some of the stacks; `chosen` is a mask of shape (B,)."""
        return Response(
            self.outputs[chosen],
            [one[chosen] for one in self.entered],
            [one[chosen] for one in self.slopes],
        )


@dataclass(frozen=True, slots=True)
class DenseStack:
    """The form of dense layers in series, all neurons with thresholds.

    Attributes:
        sizes: Inputs, neurons of each hidden layer, outputs.
        activation: What the hidden neurons compute.
    """

    sizes: tuple[int, ...]
    activation: Activation

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """The weights of each layer: inputs with the threshold, neurons."""
        return [
            (before + 1, after)
            for before, after in zip(self.sizes[:-1], self.sizes[1:], strict=True)
        ]

    @property
    def parameters(self) -> int:
        """P, weights and thresholds."""
        return sum(rows * columns for rows, columns in self.shapes)

    def split(self, weights: Tensor) -> list[Tensor]:
        """Return the weights of each layer, (B, inputs + 1, neurons), of rows of P values."""
        parts = weights.split([rows * columns for rows, columns in self.shapes], dim=1)
        return [part.reshape(-1, *shape) for part, shape in zip(parts, self.shapes, strict=True)]

    def draw(self, points: Tensor, gains: Tensor, generator: Generator) -> Tensor:
        """Return random weights, (B, P), under which the points spread alike in every layer.

        The sums that enter a hidden neuron have the standard deviation that `gains` says. A
        rectified neuron has its threshold at one of the points, so that none is dead.

        Args:
            points: With a constant 1, (B, n, d + 1).
            gains: (B, 1, 1).
            generator: Of the random numbers.
        """
        import torch

        count = len(points)
        drawn, entered = [], points
        for number, (rows, columns) in enumerate(self.shapes):
            layer = torch.randn(count, rows, columns, generator=generator) / sqrt(rows - 1)
            if number == len(self.shapes) - 1:
                drawn.append(layer * _OUTPUT_GAIN)
                break
            if self.activation is Activation.RELU:
                layer[:, -1] = 0
                chosen = torch.randint(0, points.shape[1], (count, 1, columns), generator=generator)
                layer[:, -1] = -(entered @ layer).gather(1, chosen)[:, 0]
            spread = (
                (entered @ layer).std(dim=1, correction=0, keepdim=True).clamp(min=_LEAST_SPREAD)
            )
            layer = layer / spread * gains
            drawn.append(layer)
            entered = append_one(self._fire(entered @ layer))
        return torch.cat([layer.flatten(1) for layer in drawn], dim=1)

    def respond(self, points: Tensor, weights: Tensor, sharpness: float | None) -> Response:
        """Return outputs and derivatives, of a smoothed activation if a sharpness is given.

        Args:
            points: With a constant 1, (B, n, d + 1).
            weights: (B, P).
            sharpness: Of the softplus in place of a rectifier, of the tanh in place of a step;
                the larger, the nearer to it. None: the rectifier itself, a tanh of sharpness 1.
        """
        layers = self.split(weights)
        entered, slopes = [points], []
        for layer in layers[:-1]:
            fired, slope = self._fire_smoothly(entered[-1] @ layer, sharpness)
            slopes.append(slope)
            entered.append(append_one(fired))
        return Response(entered[-1] @ layers[-1], entered, slopes)

    def judge(self, points: Tensor, weights: Tensor) -> Tensor:
        """Return the outputs with the activation as it is, (B, n, m)."""
        layers = self.split(weights)
        entered = points
        for layer in layers[:-1]:
            entered = append_one(self._fire(entered @ layer))
        return entered @ layers[-1]

    def differentiate(self, response: Response, weights: Tensor, pull: Tensor) -> Tensor:
        """Return the Jacobian of the outputs, each row times its pull, (B, n * m, P).

        Args:
            response: See `respond`.
            weights: That gave the response, (B, P).
            pull: Factor of each output, (B, n, m).
        """
        import torch

        layers = self.split(weights)
        back = torch.diag_embed(pull)  # (B, n, m, neurons of the layer)
        blocks = []
        for number in reversed(range(len(layers))):
            entered = response.entered[number]
            blocks.append((entered[:, :, None, :, None] * back[:, :, :, None, :]).flatten(3))
            if number:
                back = (back @ layers[number][:, None, :-1].mT) * response.slopes[number - 1][
                    :, :, None
                ]
        return torch.cat(blocks[::-1], dim=3).flatten(1, 2)

    def descend(self, response: Response, weights: Tensor, pull: Tensor) -> Tensor:
        """Return the sum of the rows of the Jacobian, each times its pull, (B, P).

        Args, shapes: see `differentiate`.
        """
        import torch

        layers = self.split(weights)
        parts = []
        for number in reversed(range(len(layers))):
            parts.append((response.entered[number].mT @ pull).flatten(1))
            if number:
                pull = (pull @ layers[number][:, :-1].mT) * response.slopes[number - 1]
        return torch.cat(parts[::-1], dim=1)

    def _fire(self, sums: Tensor) -> Tensor:
        if self.activation is Activation.TANH:
            return sums.tanh()
        return sums.sign() if self.activation is Activation.STEP else sums.clamp(min=0)

    def _fire_smoothly(self, sums: Tensor, sharpness: float | None) -> tuple[Tensor, Tensor]:
        """Return what the neurons give and its derivative, both of the shape of the sums."""
        import torch

        if self.activation is Activation.RELU:
            if sharpness is None:
                return sums.clamp(min=0), (sums > 0).to(sums.dtype)
            scaled = sharpness * sums
            return torch.nn.functional.softplus(scaled) / sharpness, torch.sigmoid(scaled)
        steepness = 1.0 if sharpness is None else sharpness
        fired = (steepness * sums).tanh()
        return fired, steepness * (1 - fired * fired)


def append_one(values: Tensor) -> Tensor:
    """Return values with a constant 1 behind, the input of the thresholds, (..., d + 1)."""
    import torch

    return torch.cat([values, torch.ones_like(values[..., :1])], dim=-1)
