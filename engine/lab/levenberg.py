"""Levenberg and Marquardt's method on many small networks at once, until their labels are right.

The loss is the squared hinge: nothing for an output on the right side of its label by 1. It is a
sum of squares of which all can be 0, which is what the method is for: a step solves the
linearised problem, damped so that the loss falls. Rectified neurons have no useful curvature, and
start as softplus neurons that grow sharper.

Source: Levenberg (1944); Marquardt (1963).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.theory.activation import Activation

if TYPE_CHECKING:
    from torch import Tensor

    from engine.lab.dense_stack import DenseStack

LEAST_MARGIN = 1e-4
"""An output counts as right if it has the sign of its label by this much: above rounding."""

_STEPS_PER_CHECK = 3
_FIRST_DAMPING, _LEAST_DAMPING, _MOST_DAMPING = 1.0, 1e-5, 1e6
_DAMPING_IF_BETTER, _DAMPING_IF_WORSE = 1 / 3, 4.0

_FIRST_SHARPNESS, _LAST_SHARPNESS = 0.5, 50.0
_SHARPENING = 0.85
"""Share of the steps after which softplus neurons become rectifiers."""

_STALL_STEPS, _STALL_RATIO = 15, 0.985
"""A loss that falls by less than the ratio's rest over so many steps is stuck for good."""

HOPELESS = ((0.3, 0.30), (0.45, 0.22), (0.6, 0.14), (0.75, 0.08))
"""Shares of the steps, and the loss an output that by then shows that a network will not be right.

Found on networks near their n50: of those that end right nearly all lie below, of the others most
lie above.
"""


def search(
    stack: DenseStack,
    points: Tensor,
    labels: Tensor,
    weights: Tensor,
    steps: int,
    *,
    give_up: bool = True,
) -> tuple[Tensor, Tensor]:
    """Train networks until they are right or stuck, or the steps are spent.

    Args:
        stack: Their form.
        points: With a constant 1, (B, n, d + 1).
        labels: -1 or 1, and 0 for a point that does not count, (B, n, m).
        weights: To begin with, (B, P).
        steps: Most steps of a network.
        give_up: Whether to stop networks whose loss shows that they are `HOPELESS`.

    Returns:
        The step at which each network was found right, 0 if it was not, (B,); the last weights
        of each, (B, P).
    """
    import torch

    smooth = stack.activation is not Activation.RELU
    hurdles = {round(share * steps): loss for share, loss in HOPELESS if give_up}
    found = torch.zeros(len(points), dtype=torch.long)
    last = weights.clone()
    training = _Training(stack, points, labels, weights)
    for step in range(1, steps + 1):
        training.advance(None if smooth else choose_sharpness(step / steps))
        gone = torch.zeros(len(training.member), dtype=torch.bool)
        if step % _STEPS_PER_CHECK == 0 or step == steps:
            gone = training.find_right()
            found[training.member[gone]] = step
        if smooth and step % _STALL_STEPS == 0:
            gone = gone | training.find_stuck()
        if step in hurdles:
            gone = gone | (training.loss > hurdles[step] * training.count_outputs())
        if bool(gone.any()):
            last[training.member[gone]] = training.weights[gone]
            training.keep(~gone)
        if not len(training.member):
            break
    last[training.member] = training.weights
    return found, last


def choose_sharpness(progress: float) -> float | None:
    """Return the sharpness of softplus neurons at a share of the steps; None: rectifiers."""
    if progress > _SHARPENING:
        return None
    ratio = _LAST_SHARPNESS / _FIRST_SHARPNESS
    return float(_FIRST_SHARPNESS * ratio ** (progress / _SHARPENING))


def find_right(stack: DenseStack, points: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    """Return which networks give every output that counts its label, (B,).

    What single precision finds, double precision has to confirm: large weights may cancel.

    Args, shapes: see `search`.
    """
    right = _are_right(stack.judge(points, weights), labels)
    seen = right.nonzero().flatten()
    if len(seen):
        exact = stack.judge(points[seen].double(), weights[seen].double())
        right[seen] = _are_right(exact, labels[seen].double())
    return right


class _Training:
    """The networks still in training, B of them.

    Attributes:
        member: Their places in the batch that training began with, (B,).
        weights: (B, P).
    """

    def __init__(self, stack: DenseStack, points: Tensor, labels: Tensor, weights: Tensor) -> None:
        import torch

        self.stack, self.points, self.labels, self.weights = stack, points, labels, weights
        self.member = torch.arange(len(points))
        self.damping = torch.full((len(points),), _FIRST_DAMPING, dtype=weights.dtype)
        self.response = stack.respond(points, weights, choose_sharpness(0.0))
        self.gap, self.loss = self._miss(self.response.outputs)
        self.loss_before = self.loss.clone()

    def advance(self, sharpness: float | None) -> None:
        """Take one damped step; a network whose loss would grow stays, and is damped more."""
        import torch

        if self.stack.activation is Activation.RELU:
            self.response = self.stack.respond(self.points, self.weights, sharpness)
            self.gap, self.loss = self._miss(self.response.outputs)
        moved = self.weights + self._solve()
        response = self.stack.respond(self.points, moved, sharpness)
        gap, loss = self._miss(response.outputs)
        better = loss < self.loss  # False where the step is not finite
        self.weights = torch.where(better[:, None], moved, self.weights)
        factor = torch.where(better, _DAMPING_IF_BETTER, _DAMPING_IF_WORSE)
        self.damping = (self.damping * factor).clamp(_LEAST_DAMPING, _MOST_DAMPING)
        if self.stack.activation is not Activation.RELU:
            self.response = response.where(better, self.response)
            self.gap = torch.where(better[:, None, None], gap, self.gap)
            self.loss = torch.where(better, loss, self.loss)

    def find_right(self) -> Tensor:
        """Return which networks give every output that counts its label, (B,)."""
        return find_right(self.stack, self.points, self.labels, self.weights)

    def count_outputs(self) -> Tensor:
        """Return how many outputs of each network count, (B,)."""
        return self.labels.abs().sum(dim=(1, 2))

    def find_stuck(self) -> Tensor:
        """Return which networks have hardly come on since the last time, (B,)."""
        stuck = self.loss > _STALL_RATIO * self.loss_before
        self.loss_before = self.loss.clone()
        return stuck

    def keep(self, chosen: Tensor) -> None:
        """Drop all networks but the chosen ones; `chosen` is a mask of shape (B,)."""
        if bool(chosen.all()):
            return
        for name in (
            "points", "labels", "weights", "member", "damping", "gap", "loss", "loss_before"
        ):  # fmt: skip
            setattr(self, name, getattr(self, name)[chosen])
        self.response = self.response.keep(chosen)

    def _miss(self, outputs: Tensor) -> tuple[Tensor, Tensor]:
        """Return what each output lacks, (B, n, m), and the sum of its squares, (B,)."""
        gap = (self.labels.abs() - self.labels * outputs).clamp(min=0)
        return gap, gap.square().sum(dim=(1, 2))

    def _solve(self) -> Tensor:
        """Return the damped step of each network, (B, P); no step where none can be found."""
        import torch

        pull = self.labels * (self.gap > 0)
        jacobian = self.stack.differentiate(self.response, self.weights, pull)  # (B, n * m, P)
        normal = jacobian.mT @ jacobian
        normal.diagonal(dim1=1, dim2=2).add_(self.damping[:, None])
        target = (self.gap.flatten(1)[:, None] @ jacobian).mT  # (B, P, 1)
        factor, failed = torch.linalg.cholesky_ex(normal)
        step = torch.cholesky_solve(target, factor)[..., 0]
        usable = (failed == 0) & step.isfinite().all(dim=1)
        return torch.where(usable[:, None], step, torch.zeros(()))


def _are_right(outputs: Tensor, labels: Tensor) -> Tensor:
    return ((outputs * labels > LEAST_MARGIN) | (labels == 0)).flatten(1).all(dim=1)
