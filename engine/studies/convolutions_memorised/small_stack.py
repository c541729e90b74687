"""Batches of small convolutional networks: one stage and a decision layer, for many trials at once.

A stage is a dense layer whose neurons share their weights, so it is trained as a `DenseStack` is;
what differs is what a neuron sees, and that only the largest of a window goes on. Shapes are those
of `engine.lab.dense_stack`; besides, w windows of the pooling, and k values in a window of the
convolution.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt, sqrt
from typing import TYPE_CHECKING

from engine.lab.dense_stack import DenseStack, Response, append_one
from engine.networks.mnist_cnn import Window

if TYPE_CHECKING:
    from torch import Generator, Tensor

_OUTPUT_GAIN = 0.5
_LEAST_SPREAD = 1e-3
_CONVOLUTION, _POOLING = Window(3, 1), Window(2, 2)


@dataclass(frozen=True, slots=True)
class ConvolutionStack(DenseStack):
    """The form of a convolution, an activation that rises, max-pooling, and a decision layer.

    Attributes:
        sizes: Pixels of a square image, filters, outputs.
        activation: What follows the convolution.
        convolution: Window of the convolution, without padding.
        pooling: Window of the pooling, likewise, its stride its side.
    """

    convolution: Window = _CONVOLUTION
    pooling: Window = _POOLING

    @property
    def windows(self) -> int:
        """Values that leave the stage for each filter."""
        side = self.convolution.output_size(isqrt(self.sizes[0]))
        return self.pooling.output_size(side) ** 2

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """The weights of the convolution and of the decision layer, thresholds last."""
        _, filters, outputs = self.sizes
        return [(self.convolution.kernel**2 + 1, filters), (filters * self.windows + 1, outputs)]

    @property
    def parameters(self) -> int:
        """P, weights and thresholds, a shared one once."""
        return sum(rows * columns for rows, columns in self.shapes)

    def draw(self, points: Tensor, gains: Tensor, generator: Generator) -> Tensor:
        """Return random weights, (B, P), under which what enters a neuron spreads alike.

        Args:
            points: With a constant 1, (B, n, d + 1).
            gains: (B, 1, 1).
            generator: Of the random numbers.
        """
        import torch

        (rows, filters), (features, outputs) = self.shapes
        seen = self._view_windows(points).flatten(1, 3)  # (B, n * w * places, k + 1)
        layer = torch.randn(len(points), rows, filters, generator=generator) / sqrt(rows - 1)
        layer[:, -1] *= 0.5
        spread = (seen @ layer).std(dim=1, keepdim=True).clamp(min=_LEAST_SPREAD)
        layer = layer / spread * gains
        decision = torch.randn(len(points), features, outputs, generator=generator)
        decision *= _OUTPUT_GAIN / sqrt(features - 1)
        return torch.cat([layer.flatten(1), decision.flatten(1)], dim=1)

    def respond(self, points: Tensor, weights: Tensor, sharpness: float | None) -> Response:
        """Return outputs and derivatives, see `DenseStack.respond`.

        What enters the stage is, for each value that leaves it, the window it came from: (B, n,
        w * filters * (k + 1)).
        """
        layer, decision = self.split(weights)
        seen = self._view_windows(points)  # (B, n, w, places, k + 1)
        sums, place = (seen @ layer[:, None, None]).max(dim=3)  # (B, n, w, filters)
        chosen = place[..., None].expand(*place.shape, seen.shape[-1])
        entered = seen.gather(3, chosen)  # (B, n, w, filters, k + 1)
        fired, slopes = self._fire_smoothly(sums.flatten(2), sharpness)
        features = append_one(fired)
        return Response(features @ decision, [entered.flatten(2), features], [slopes])

    def judge(self, points: Tensor, weights: Tensor) -> Tensor:
        """Return the outputs with the activation as it is, (B, n, m)."""
        layer, decision = self.split(weights)
        sums = (self._view_windows(points) @ layer[:, None, None]).amax(dim=3)
        return append_one(self._fire(sums.flatten(2))) @ decision

    def differentiate(self, response: Response, weights: Tensor, pull: Tensor) -> Tensor:
        """Return the Jacobian of the outputs, each row times its pull, (B, n * m, P)."""
        import torch

        _, decision = self.split(weights)
        entered, features = response.entered
        back = torch.diag_embed(pull)  # (B, n, m, m)
        of_decision = (features[:, :, None, :, None] * back[:, :, :, None, :]).flatten(3)
        back = (back @ decision[:, None, :-1].mT) * response.slopes[0][:, :, None]
        rows, filters = self.shapes[0]
        shared = back.unflatten(3, (self.windows, filters))  # (B, n, m, w, filters)
        seen = entered.unflatten(2, (self.windows, filters, rows))
        of_stage = torch.einsum("bnmwf,bnwfk->bnmkf", shared, seen).flatten(3)
        return torch.cat([of_stage, of_decision], dim=3).flatten(1, 2)

    def _view_windows(self, points: Tensor) -> Tensor:
        """Return what the convolution sees at each place of each window of the pooling.

        Shape (B, n, w, places of a window, k + 1), a constant 1 last.
        """
        side = isqrt(self.sizes[0])
        images = points[..., :-1].unflatten(2, (side, side))
        kernel, stride = self.convolution.kernel, self.convolution.stride
        seen = images.unfold(2, kernel, stride).unfold(3, kernel, stride).flatten(4)
        kernel, stride = self.pooling.kernel, self.pooling.stride
        pooled = seen.unfold(2, kernel, stride).unfold(3, kernel, stride)  # (B, n, p, p, k, q, q)
        return append_one(pooled.flatten(5).flatten(2, 3).transpose(3, 4))
