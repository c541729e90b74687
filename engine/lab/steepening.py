"""Training networks of step neurons: as tanh neurons that grow steeper, judged as steps.

A step has no slope to follow. The tanh in its place starts gentle and ends steep; Adam with a
falling rate follows the mean logistic loss meanwhile. Hidden weights start small and move slowly:
a saturated neuron hardly learns any more.
"""

from __future__ import annotations

from math import cos, pi
from typing import TYPE_CHECKING

from engine.lab.levenberg import find_right

if TYPE_CHECKING:
    from torch import Generator, Tensor

    from engine.lab.dense_stack import DenseStack

RATES = (0.01, 0.03, 0.1)
"""Learning rates of the hidden layers; restarts take them in turn."""

_STEPS_PER_CHECK = 25
_HIDDEN_DEVIATION, _OUTPUT_DEVIATION = 0.2, 1.0
_OUTPUT_RATE_FACTOR = 20.0
_FINAL_RATE = 0.02
_MOMENTUM, _SQUARE_DECAY = 0.9, 0.99
_FINAL_SHARPNESS = 20.0


def draw_small(stack: DenseStack, count: int, generator: Generator) -> Tensor:
    """Return random weights of networks to begin with, small in the hidden layers, (B, P)."""
    import torch

    drawn = [
        torch.randn(count, rows * columns, generator=generator) * deviation
        for (rows, columns), deviation in zip(stack.shapes, _deviations(stack), strict=True)
    ]
    return torch.cat(drawn, dim=1)


def search(
    stack: DenseStack,
    points: Tensor,
    labels: Tensor,
    weights: Tensor,
    rates: Tensor,
    steps: int,
) -> Tensor:
    """Train networks until they are right or the steps are spent.

    Args:
        stack: Their form.
        points: With a constant 1, (B, n, d + 1).
        labels: -1 or 1, and 0 for a point that does not count, (B, n, m).
        weights: To begin with, (B, P).
        rates: Learning rate of the hidden layers of each network, (B, 1).
        steps: Most steps of a network.

    Returns:
        The step at which each network was found right, 0 if it was not, (B,).
    """
    import torch

    found = torch.zeros(len(points), dtype=torch.long)
    member = torch.arange(len(points))
    mean, square = torch.zeros_like(weights), torch.zeros_like(weights)
    factors = _rate_factors(stack)
    counted = labels.abs().sum(dim=1, keepdim=True).clamp(min=1)  # (B, 1, m)
    for step in range(1, steps + 1):
        progress = step / steps
        response = stack.respond(points, weights, _FINAL_SHARPNESS**progress)
        pull = -labels * torch.sigmoid(-response.outputs * labels) / counted
        gradient = stack.descend(response, weights, pull)
        mean = mean.lerp(gradient, 1 - _MOMENTUM)
        square = square.mul(_SQUARE_DECAY).addcmul(gradient, gradient, value=1 - _SQUARE_DECAY)
        scale = (square / (1 - _SQUARE_DECAY**step)).sqrt() + 1e-10
        rate = _FINAL_RATE + (1 - _FINAL_RATE) * (1 + cos(pi * progress)) / 2
        weights = weights - rates * factors * (rate / (1 - _MOMENTUM**step)) * mean / scale
        if step % _STEPS_PER_CHECK == 0 or step == steps:
            right = find_right(stack, points, labels, weights)
            if bool(right.any()):
                found[member[right]] = step
                left = ~right
                points, labels, weights = points[left], labels[left], weights[left]
                rates, member, counted = rates[left], member[left], counted[left]
                mean, square = mean[left], square[left]
                if not len(member):
                    break
    return found


def _deviations(stack: DenseStack) -> list[float]:
    return [_HIDDEN_DEVIATION] * (len(stack.shapes) - 1) + [_OUTPUT_DEVIATION]


def _rate_factors(stack: DenseStack) -> Tensor:
    """Return what each parameter's learning rate is multiplied by, (P,)."""
    import torch

    last = stack.shapes[-1][0] * stack.shapes[-1][1]
    factors = torch.ones(stack.parameters)
    factors[-last:] = _OUTPUT_RATE_FACTOR
    return factors
