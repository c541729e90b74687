"""Training many small networks at once to memorise random labels of random points.

All trials and all their restarts are one batch of networks, so that a step of training is a few
batched matrix products. A trial leaves the batch as soon as one of its restarts has memorised it.
What training finds is a lower bound of what the networks can memorise.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import cos, pi
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Generator, Tensor

LEAST_MARGIN = 1e-4
"""An output counts as right if it has the sign of its label by this much: above rounding."""

_MOST_VALUES = 2**19
"""Values in the largest tensor of a batch: few enough for the processor's cache."""

_STEPS_PER_CHECK = 25
_INITIAL_DEVIATIONS = (0.2, 1.0)
_RATES = (0.01, 0.03, 0.1)
_RATE_FACTORS = (1.0, 20.0)
"""Hidden weights start small and move slowly: a saturated neuron hardly learns any more."""

_FINAL_RATE = 0.02
_MOMENTUM, _SQUARE_DECAY = 0.9, 0.99
_FINAL_SHARPNESS = 20.0


class Activation(StrEnum):
    """What the hidden neurons compute; the outputs are read by their sign."""

    TANH = "tanh"
    RELU = "relu"
    STEP = "step"
    """The sign: one bit. Trained as a tanh that grows steeper, judged as a sign."""


@dataclass(frozen=True, slots=True)
class Task:
    """Networks of two dense layers with thresholds, and what they have to memorise.

    Attributes:
        inputs: Values of a point, drawn from a standard normal distribution.
        hidden: Hidden neurons.
        outputs: Output neurons, each with fair random labels of its own.
        activation: What the hidden neurons compute.
        points: Points to memorise.
    """

    inputs: int
    hidden: int
    outputs: int
    activation: Activation
    points: int


@dataclass(frozen=True, slots=True)
class Budget:
    """How hard training tries on each trial.

    Attributes:
        restarts: Networks with other initial weights; one success suffices.
        steps: Steps of Adam on all points.
    """

    restarts: int
    steps: int


def count_memorised(task: Task, budget: Budget, *, trials: int, seed: int) -> int:
    """Return in how many trials some restart memorised every label of every point.

    Args:
        task: The networks and the size of what they memorise.
        budget: Restarts and steps of each trial.
        trials: Independent draws of points and labels.
        seed: Seed of points, labels and initial weights.
    """
    import torch

    generator = torch.Generator().manual_seed(seed)
    widest = max(task.inputs + 1, task.hidden, task.outputs)
    batch = max(1, _MOST_VALUES // (budget.restarts * task.points * widest))
    sizes = [min(batch, trials - start) for start in range(0, trials, batch)]
    return sum(_train_batch(task, budget, size, generator) for size in sizes)


def _train_batch(task: Task, budget: Budget, trials: int, generator: Generator) -> int:
    import torch

    networks = _Networks.draw(task, budget.restarts, trials, generator)
    memorised = torch.zeros(trials, dtype=torch.bool)
    for step in range(1, budget.steps + 1):
        progress = step / budget.steps
        sharpness = _FINAL_SHARPNESS**progress if task.activation is Activation.STEP else 1.0
        rate = _FINAL_RATE + (1 - _FINAL_RATE) * (1 + cos(pi * progress)) / 2
        networks.take_step(step, rate, sharpness)
        if step % _STEPS_PER_CHECK == 0:
            memorised[networks.trial[networks.find_right()]] = True
            networks.keep(~memorised[networks.trial])
            if not len(networks.trial):
                break
    return int(memorised.sum())


@dataclass(slots=True)
class _Networks:
    """The B networks in training, n points, d inputs, h hidden neurons, m outputs.

    Attributes:
        activation: What the hidden neurons compute.
        trial: Trial of each network, (B,).
        points: Inputs and a constant 1, (B, n, d + 1).
        labels: -1 or 1, (B, n, m).
        rates: Learning rate of the hidden layer of each network, (B, 1, 1).
        weights: Of both layers, thresholds last, (B, d + 1, h) and (B, h + 1, m).
        means: Adam's running mean of the gradient of each of the weights.
        squares: Adam's running mean of its square.
    """

    activation: Activation
    trial: Tensor
    points: Tensor
    labels: Tensor
    rates: Tensor
    weights: list[Tensor]
    means: list[Tensor]
    squares: list[Tensor]

    @classmethod
    def draw(cls, task: Task, restarts: int, trials: int, generator: Generator) -> _Networks:
        import torch

        points = torch.randn(trials, task.points, task.inputs, generator=generator)
        points = torch.cat([points, torch.ones(trials, task.points, 1)], dim=2)
        bits = torch.randint(0, 2, (trials, task.points, task.outputs), generator=generator)
        shapes = ((task.inputs + 1, task.hidden), (task.hidden + 1, task.outputs))
        weights = [
            torch.randn(trials * restarts, *shape, generator=generator) * deviation
            for shape, deviation in zip(shapes, _INITIAL_DEVIATIONS, strict=True)
        ]
        rates = torch.tensor(_RATES).repeat(restarts)[:restarts].repeat(trials)
        return cls(
            activation=task.activation,
            trial=torch.arange(trials).repeat_interleave(restarts),
            points=points.repeat_interleave(restarts, dim=0),
            labels=(bits * 2.0 - 1.0).repeat_interleave(restarts, dim=0),
            rates=rates[:, None, None],
            weights=weights,
            means=[torch.zeros_like(weight) for weight in weights],
            squares=[torch.zeros_like(weight) for weight in weights],
        )

    def keep(self, chosen: Tensor) -> None:
        """Drop all networks but the chosen ones; `chosen` is a mask of shape (B,)."""
        if bool(chosen.all()):
            return
        self.trial, self.points = self.trial[chosen], self.points[chosen]
        self.labels, self.rates = self.labels[chosen], self.rates[chosen]
        self.weights = [weight[chosen] for weight in self.weights]
        self.means = [mean[chosen] for mean in self.means]
        self.squares = [square[chosen] for square in self.squares]

    def find_right(self) -> Tensor:
        """Return which networks give every output of every point its label, (B,).

        What single precision finds, double precision has to confirm: large weights may cancel.
        """
        import torch

        right = torch.ones(len(self.trial), dtype=torch.bool)
        for precision in (torch.float32, torch.float64):
            found = right.nonzero().flatten()
            lower, upper = (weight[found].to(precision) for weight in self.weights)
            activations = self.points[found].to(precision) @ lower  # (B, n, h)
            if self.activation is Activation.STEP:
                hidden = activations.sign()
            else:
                hidden, _ = self._activate(activations, sharpness=1.0)
            margins = _decide(hidden, upper) * self.labels[found]  # (B, n, m)
            right[found] = (margins > LEAST_MARGIN).flatten(1).all(dim=1)
        return right

    def take_step(self, step: int, rate: float, sharpness: float) -> None:
        """Take one step of Adam on the mean logistic loss of each network."""
        for index, gradient in enumerate(self._differentiate(sharpness)):
            mean, square = self.means[index], self.squares[index]
            mean.lerp_(gradient, 1 - _MOMENTUM)
            square.mul_(_SQUARE_DECAY).addcmul_(gradient, gradient, value=1 - _SQUARE_DECAY)
            scale = (square / (1 - _SQUARE_DECAY**step)).sqrt_().add_(1e-10)
            size = rate * _RATE_FACTORS[index] / (1 - _MOMENTUM**step)
            self.weights[index] -= self.rates * size * mean / scale

    def _differentiate(self, sharpness: float) -> tuple[Tensor, Tensor]:
        import torch

        hidden, slope = self._activate(self.points @ self.weights[0], sharpness)  # (B, n, h) both
        pull = -self.labels * torch.sigmoid(
            -_decide(hidden, self.weights[1]) * self.labels
        )  # (B, n, m)
        pull /= self.points.shape[1]
        upper = torch.cat([hidden.mT @ pull, pull.sum(dim=1, keepdim=True)], dim=1)  # (B, h + 1, m)
        lower = self.points.mT @ ((pull @ self.weights[1][:, :-1].mT) * slope)  # (B, d + 1, h)
        return lower, upper

    def _activate(self, activations: Tensor, sharpness: float) -> tuple[Tensor, Tensor]:
        """Return the outputs of the hidden neurons and their derivatives, (B, n, h) both."""
        if self.activation is Activation.RELU:
            return activations.clamp(min=0), (activations > 0).to(activations.dtype)
        hidden = (sharpness * activations).tanh_()
        return hidden, sharpness * (1 - hidden * hidden)


def _decide(hidden: Tensor, weights: Tensor) -> Tensor:
    import torch

    return torch.baddbmm(weights[:, -1:], hidden, weights[:, :-1])  # (B, n, m)
