"""Training a classifier of small images: all of them in memory, one thread, a fixed seed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from math import isfinite
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.lab.batch_innermost import is_faster, lay_batch_innermost
from engine.lab.device import CPU, prepare_device
from engine.lab.examples import Examples

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor, nn

STEPS_PER_LOSS: Final = 100
_EVALUATION_BATCH: Final = 1_000


class DivergedError(ArithmeticError):
    """Training whose loss is no longer a finite number."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network is trained: Adam on the cross entropy, batches shuffled in each epoch.

    Attributes:
        seed: Seed of the order of the batches.
        epochs: Passes over the training examples.
        batch_size: Examples of one step; the last batch of an epoch may have fewer.
        learning_rate: Learning rate of Adam.
        device: Where it is trained, as torch names it: "cpu" or "cuda".
    """

    seed: int
    epochs: int = 5
    batch_size: int = 128
    learning_rate: float = 0.01
    device: str = CPU

    def __post_init__(self) -> None:
        for name in ("epochs", "batch_size", "learning_rate"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive, got {getattr(self, name)!r}")


@dataclass(frozen=True, slots=True)
class StepLoss:
    """The training loss around one step.

    Attributes:
        epoch: Epoch, counted from 1.
        step: Step within the epoch, counted from 1.
        loss: Cross entropy of the step's batch, in nats.
        mean_loss: Mean over this and the steps since the one reported before.
    """

    epoch: int
    step: int
    loss: float
    mean_loss: float


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step of training.

    Attributes:
        epoch: Epoch, counted from 1.
        step: Step within the epoch, counted from 1.
        ends_epoch: Whether it is the last of its epoch.
        loss: Cross entropy of its batch before the step, in nats, shape ().
    """

    epoch: int
    step: int
    ends_epoch: bool
    loss: Tensor


@dataclass(frozen=True, slots=True)
class Score:
    """How a network does on a set of examples.

    Attributes:
        loss: Mean cross entropy, in nats.
        correct: Whether each example is classified correctly, shape (N,).
    """

    loss: float
    correct: NDArray[np.bool_]

    @property
    def accuracy(self) -> float:
        """Fraction of the examples that are classified correctly."""
        return float(self.correct.mean())


@dataclass(slots=True)
class History:
    """What was seen while a network was trained.

    Attributes:
        losses: Training loss every `STEPS_PER_LOSS` steps of each epoch.
        test_scores: Score on the test examples after each epoch.
        epoch_seconds: Time for the steps of each epoch, without evaluation.
        epoch_cpu_seconds: The part of it that this process had the processor, which other
            processes on the machine disturb less.
    """

    losses: list[StepLoss] = field(default_factory=list)
    test_scores: list[Score] = field(default_factory=list)
    epoch_seconds: list[float] = field(default_factory=list)
    epoch_cpu_seconds: list[float] = field(default_factory=list)


def train(model: nn.Module, examples: Examples, test_examples: Examples, recipe: Recipe) -> History:
    """Train a network in place, and score it on the test examples after each epoch.

    The same model, examples and recipe give the same weights on the same processor with the same
    version of torch. A GPU draws the same batches from the same first weights, and sums in an order
    of its own: there a run repeats up to rounding, which training may enlarge.

    Args:
        model: Network from images of shape (B, 1, H, W) to logits of shape (B, classes); it is
            moved to the recipe's device.
        examples: What it is trained on.
        test_examples: What it is scored on.
        recipe: How it is trained.

    Raises:
        DivergedError: If the loss is no longer finite.
        DeviceError: If there is no such device.
    """
    import torch

    history = History()
    loss_sum = torch.zeros(())  # ()
    with one_thread():
        started, cpu_started = time.perf_counter(), time.process_time()
        for at in take_steps(model, examples, recipe):
            if at.step == 1:
                loss_sum = torch.zeros_like(at.loss)
            loss_sum += at.loss
            if at.step % STEPS_PER_LOSS == 0:
                mean_loss = loss_sum.item() / STEPS_PER_LOSS
                _require_finite(mean_loss, recipe, f"epoch {at.epoch}, step {at.step}")
                history.losses.append(StepLoss(at.epoch, at.step, at.loss.item(), mean_loss))
                loss_sum.zero_()
            if not at.ends_epoch:
                continue
            history.epoch_seconds.append(time.perf_counter() - started)
            history.epoch_cpu_seconds.append(time.process_time() - cpu_started)
            score = evaluate(model, test_examples)
            _require_finite(score.loss, recipe, f"epoch {at.epoch}, test")
            history.test_scores.append(score)
            if at.epoch == recipe.epochs:
                break
            started, cpu_started = time.perf_counter(), time.process_time()
    return history


def take_steps(model: nn.Module, examples: Examples, recipe: Recipe) -> Iterator[StepTaken]:
    """Train a network in place, and yield after each step of Adam, without end.

    Where it is looked at meanwhile, it is to be in training mode again when the next step is asked
    for. `one_thread` is left to the caller.

    Args:
        model: Network from images of shape (B, 1, H, W) to logits of shape (B, classes); it is
            moved to the recipe's device.
        examples: What it is trained on.
        recipe: How; its epochs do not matter.

    Raises:
        DeviceError: If there is no such device.
    """
    import torch
    from torch.nn.functional import cross_entropy

    device = recipe.device
    if device != CPU:
        prepare_device(device)
    model.to(device)
    examples = examples.to(device)
    generator = torch.Generator().manual_seed(recipe.seed)
    forward = prepare_training(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=recipe.learning_rate, fused=True)
    for epoch in count(1):
        order = torch.randperm(len(examples), generator=generator).to(device)  # (N,)
        batches = order.split(recipe.batch_size)
        for step, chosen in enumerate(batches, start=1):  # (B,)
            logits = forward(examples.images.index_select(0, chosen))  # (B, classes)
            loss = cross_entropy(logits, examples.labels[chosen])  # ()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            yield StepTaken(epoch, step, step == len(batches), loss.detach())


def prepare_training(model: nn.Module) -> Callable[[Tensor], Tensor]:
    """Put a network into training mode, and return what computes it fastest.

    Args:
        model: Network from images of shape (B, 1, H, W) to logits of shape (B, classes).
    """
    import torch

    model.train()
    if is_faster(model) and next(model.parameters()).device.type == "cpu":
        return lay_batch_innermost(model)
    forward: Callable[[Tensor], Tensor] = model.to(memory_format=torch.channels_last)
    return forward


def evaluate(model: nn.Module, examples: Examples) -> Score:
    """Score a network in evaluation mode; afterwards it is in the mode in which it came.

    Args:
        model: Network from images of shape (B, 1, H, W) to logits of shape (B, classes).
        examples: At least one example, wherever they lie.
    """
    import torch
    from torch.nn.functional import cross_entropy

    was_training = model.training
    model.eval()
    loss_sum, correct = 0.0, []
    device = next(model.parameters()).device
    batches = zip(
        examples.images.split(_EVALUATION_BATCH),
        examples.labels.split(_EVALUATION_BATCH),
        strict=True,
    )
    with one_thread(), torch.inference_mode():
        for images, known in batches:  # (B, 1, H, W), (B,)
            logits, labels = model(images.to(device)), known.to(device)  # (B, classes), (B,)
            loss_sum += cross_entropy(logits, labels, reduction="sum").item()
            correct.append((logits.argmax(dim=1) == labels).cpu().numpy())  # (B,)
    model.train(was_training)
    return Score(loss_sum / len(examples), np.concatenate(correct))


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch compute in one thread, for sums in a fixed order and one process a core."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _require_finite(loss: float, recipe: Recipe, where: str) -> None:
    if not isfinite(loss):
        raise DivergedError(
            f"the loss is {loss} ({where}) with learning rate {recipe.learning_rate} and seed "
            f"{recipe.seed}; lower the learning rate, and see that all images are finite"
        )
