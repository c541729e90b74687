"""Networks of one hidden layer trained to the end, and as they were when a validation set said so.

Shapes: B networks, each with rows of its own; n rows, d inputs, P parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.lab.dense_stack import DenseStack, append_one
from engine.theory.activation import Activation

if TYPE_CHECKING:
    from torch import Tensor

_RATE, _MEAN_DECAY, _SQUARE_DECAY, _TINY = 0.01, 0.9, 0.999, 1e-8
"""Of Adam."""

_STEPS_PER_CHECK = 5
_GAIN = 1.0


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of every network.

    Attributes:
        inputs: Standardised, (B, n, d).
        labels: -1 or 1, (B, n, 1).
    """

    inputs: Tensor
    labels: Tensor

    @property
    def points(self) -> Tensor:
        """The inputs with a constant 1, (B, n, d + 1)."""
        return append_one(self.inputs)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Shares of rows that get their label, in percent, one for each network.

    Attributes:
        training: Of the training rows, at the end.
        test: Of the test rows, at the end.
        stopped_test: Of the test rows, with the weights that had the least loss on the validation
            rows.
    """

    training: list[float]
    test: list[float]
    stopped_test: list[float]


def train_networks(
    hidden: int, training: Rows, validation: Rows, test: Rows, *, steps: int, seed: int
) -> Outcome:
    """Train networks of tanh neurons by Adam on the logistic loss of all training rows.

    Args:
        hidden: Neurons of the hidden layer.
        training: What they are trained on.
        validation: What says when to stop.
        test: What they are judged by.
        steps: How many.
        seed: Of the initial weights.
    """
    import torch

    stack = DenseStack((training.inputs.shape[2], hidden, 1), Activation.TANH)
    points, labels = training.points, training.labels
    generator = torch.Generator().manual_seed(seed)
    weights = stack.draw(points, torch.full((len(points), 1, 1), _GAIN), generator)
    mean, square = torch.zeros_like(weights), torch.zeros_like(weights)
    stopped, least = weights, _lose(stack, validation, weights)
    for step in range(1, steps + 1):
        response = stack.respond(points, weights, None)
        pull = -labels * torch.sigmoid(-labels * response.outputs) / labels.shape[1]
        slope = stack.descend(response, weights, pull)
        mean = _MEAN_DECAY * mean + (1 - _MEAN_DECAY) * slope
        square = _SQUARE_DECAY * square + (1 - _SQUARE_DECAY) * slope**2
        spread = (square / (1 - _SQUARE_DECAY**step)).sqrt() + _TINY
        weights = weights - _RATE * mean / (1 - _MEAN_DECAY**step) / spread
        if step % _STEPS_PER_CHECK == 0:
            loss = _lose(stack, validation, weights)
            stopped = torch.where((loss < least)[:, None], weights, stopped)
            least = torch.minimum(loss, least)
    return Outcome(
        training=_measure(stack, training, weights),
        test=_measure(stack, test, weights),
        stopped_test=_measure(stack, test, stopped),
    )


def _lose(stack: DenseStack, rows: Rows, weights: Tensor) -> Tensor:
    """Return the mean logistic loss of each network, (B,)."""
    import torch

    margins = rows.labels * stack.judge(rows.points, weights)
    loss: Tensor = torch.nn.functional.softplus(-margins).mean(dim=(1, 2))
    return loss


def _measure(stack: DenseStack, rows: Rows, weights: Tensor) -> list[float]:
    right = rows.labels * stack.judge(rows.points, weights) > 0
    shares: list[float] = (100 * right.double().mean(dim=(1, 2))).tolist()
    return shares
