"""Networks as Levenberg and Marquardt's method begins with them: points, labels, weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.lab.dense_stack import GAINS, DenseStack, append_one
from engine.theory.activation import Activation

if TYPE_CHECKING:
    from torch import Tensor

    from engine.lab.memorise import Trials


@dataclass(frozen=True, slots=True)
class Starts:
    """A batch of networks before the first step: of each trial, one for each restart.

    Attributes:
        points: With a constant 1, (trials * restarts, n, d + 1).
        labels: -1 or 1, (trials * restarts, n, m).
        weights: (trials * restarts, P).
    """

    points: Tensor
    labels: Tensor
    weights: Tensor


def draw_starts(stack: DenseStack, trials: Trials, restarts: range) -> Starts:
    """Return the networks that `engine.lab.memorise.find_steps` trains on whole trials.

    Args:
        stack: Their form.
        trials: Points and labels; all are to be memorised.
        restarts: Numbers of the restarts.

    Raises:
        ValueError: If the hidden neurons are steps, which this method does not train.
    """
    import torch

    if stack.activation is Activation.STEP:
        raise ValueError("step neurons have no slope: see engine.lab.steepening for them")
    gains = GAINS[stack.activation]
    points = append_one(trials.points)
    weights = [
        stack.draw(
            points[trial : trial + 1],
            torch.full((1, 1, 1), gains[restart % len(gains)]),
            torch.Generator().manual_seed(trials.seeds[trial] + restart),
        )
        for trial in range(len(trials))
        for restart in restarts
    ]
    return Starts(
        points.repeat_interleave(len(restarts), dim=0),
        trials.labels.repeat_interleave(len(restarts), dim=0),
        torch.cat(weights),
    )
