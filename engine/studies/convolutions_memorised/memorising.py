"""Whether a whole convolutional network learns every label of a set of images, within its steps."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from math import ceil, isfinite
from typing import TYPE_CHECKING, Final

from engine.lab.examples import Examples
from engine.lab.training import one_thread, prepare_training
from engine.networks.mnist_cnn import CnnSpec, build_seeded
from engine.studies.convolutions_memorised.last_layer import ENOUGH_MARGIN, solve_last_layer

if TYPE_CHECKING:
    from torch import Tensor, nn

MOST_EVALUATIONS: Final = 100
"""Evaluations of the loss in which the decision layer is solved."""

CHECKS: Final = 8
"""How often in its steps a network is judged, at equal distances."""

HOPELESS_SHARE: Final = 0.4
"""Share of labels right in training below which the decision layer is not worth solving yet."""

CLEAR_LEAD: Final = ENOUGH_MARGIN / 5
"""Lead of the right output over the next, from which on a label counts as right.

The best that can be done for one image with two labels is a tie, which rounding would break in
favour of either label, depending on where in a batch the image stands. The decision layer is
solved up to a larger lead, and directions of its inputs as narrow as rounding are left alone.
"""

_CHUNK: Final = 1_000


@dataclass(frozen=True, slots=True)
class Effort:
    """What is put into one attempt; steps, never seconds.

    Attributes:
        steps: Steps of Adam at most; the rate falls to zero over them, in a straight line.
        batch_size: Images of a step.
        learning_rate: Rate of the first step.
        sharpness: What the outputs are multiplied by in the loss: larger outputs sooner, without
            larger steps in the convolutions.
    """

    steps: int
    batch_size: int
    learning_rate: float
    sharpness: float

    def __post_init__(self) -> None:
        for name in ("steps", "batch_size", "learning_rate", "sharpness"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive, got {getattr(self, name)!r}")


@dataclass(frozen=True, slots=True)
class Attempt:
    """How far a network got.

    Attributes:
        right: Labels right at best, the network in evaluation mode.
        steps: Steps taken.
        has_diverged: Whether training ended since its loss was no longer finite.
    """

    right: int
    steps: int
    has_diverged: bool = False


def memorise(spec: CnnSpec, examples: Examples, effort: Effort, seed: int) -> Attempt:
    """Train a network on all labels, and stop as soon as each is right.

    Adam trains the network as a whole. At each check the decision layer alone is solved in a copy,
    which a convex problem allows, and the copy is judged: as it stands then, in evaluation mode,
    its running statistics taken over all images. That a label is right is thus seen, not inferred.

    Args:
        spec: The network.
        examples: Images, and labels below `spec.classes`.
        effort: What is put into it.
        seed: Seed of the weights and of the order of the images.
    """
    import torch
    from torch.nn.functional import cross_entropy

    model = build_seeded(spec, seed)
    forward = prepare_training(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=effort.learning_rate, fused=True)
    best, right, seen, loss_sum = 0, torch.zeros((), dtype=torch.int64), 0, torch.zeros(())
    with one_thread():
        for step, chosen in enumerate(_draw_batches(len(examples), effort, seed)):
            for group in optimizer.param_groups:
                group["lr"] = effort.learning_rate * (1 - step / effort.steps)
            logits = forward(examples.images.index_select(0, chosen))  # (B, classes)
            labels = examples.labels[chosen]
            loss = cross_entropy(effort.sharpness * logits, labels)  # ()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            right += (logits.detach().argmax(dim=1) == labels).sum()
            seen, loss_sum = seen + len(chosen), loss_sum + loss.detach()
            if not _is_check(step + 1, effort.steps):
                continue
            if not isfinite(loss_sum.item()):
                return Attempt(best, step + 1, has_diverged=True)
            if right.item() >= HOPELESS_SHARE * seen or step + 1 == effort.steps:
                best = max(best, count_right(model, examples, spec.classes))
                if best == len(examples):
                    return Attempt(best, step + 1)
            right, seen = torch.zeros_like(right), 0
    return Attempt(best, effort.steps)


def count_right(model: nn.Sequential, examples: Examples, classes: int) -> int:
    """Return how many labels a network has right once its decision layer is solved.

    The network is left as it is; a copy of it is judged. Where it has more right before its
    decision layer is solved, that is the number. The decision layer computes in double precision,
    all before it in single precision, as it was trained.
    """
    import torch

    judged = deepcopy(model)
    settle_statistics(judged, examples.images)
    decision = judged[-1].double()
    with torch.inference_mode():
        parts = [judged[:-1](part) for part in _split(examples.images)]
        features = torch.cat(parts).double()  # (N, f)
        as_trained = _count_clear(decision(features), examples.labels)
        solved = solve_last_layer(
            features.numpy(), examples.labels.numpy(), classes, most_evaluations=MOST_EVALUATIONS
        )
        decision.weight.copy_(torch.from_numpy(solved.weights))
        decision.bias.copy_(torch.from_numpy(solved.thresholds))
        return max(as_trained, _count_clear(decision(features), examples.labels))


def _count_clear(logits: Tensor, labels: Tensor) -> int:
    """Count the labels whose output leads, by more than rounding could make of a tie."""
    right = logits.gather(1, labels[:, None])  # (N, 1)
    others = logits.scatter(1, labels[:, None], float("-inf"))  # (N, classes)
    return int((right[:, 0] - others.amax(dim=1) > CLEAR_LEAD).sum())


def settle_statistics(model: nn.Module, images: Tensor) -> None:
    """Take the running statistics of batch normalization over all images, with the weights as are.

    They are the mean over parts of nearly equal size, of 1,000 images at most. The network is left
    in evaluation mode.
    """
    import torch
    from torch import nn

    layers = [layer for layer in model.modules() if isinstance(layer, nn.BatchNorm2d)]
    for layer in layers:
        layer.reset_running_stats()
        layer.momentum = None  # torch then takes the plain mean over what it is shown
    if layers:
        model.train()
        with torch.no_grad():
            for part in _split(images):
                model(part)
    model.eval()


def _draw_batches(count: int, effort: Effort, seed: int) -> Iterator[Tensor]:
    """Yield the images of each step, (B,), all of them once before any comes again."""
    import torch

    generator = torch.Generator().manual_seed(seed)
    steps = 0
    while steps < effort.steps:
        for chosen in torch.randperm(count, generator=generator).split(effort.batch_size):
            if steps == effort.steps:
                return
            steps += 1
            yield chosen


def _is_check(step: int, steps: int) -> bool:
    """Tell whether a check is due after a step, the last one included."""
    return step * CHECKS // steps > (step - 1) * CHECKS // steps


def _split(images: Tensor) -> tuple[Tensor, ...]:
    parts: tuple[Tensor, ...] = images.chunk(ceil(len(images) / _CHUNK))
    return parts
