"""Training a classifier of small images: all of them in memory, one thread, a fixed seed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.lab.batch_innermost import is_faster, lay_batch_innermost
from engine.lab.device import prepare_device

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor, nn

MEAN: Final = 0.5
DEVIATION: Final = 0.5
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
    device: str = "cpu"

    def __post_init__(self) -> None:
        for name in ("epochs", "batch_size", "learning_rate"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive, got {getattr(self, name)!r}")


@dataclass(frozen=True, slots=True)
class Examples:
    """Labelled images, ready for a network.

    Attributes:
        images: Normalised grey levels, shape (N, 1, H, W).
        labels: Classes, shape (N,).
    """

    images: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)

    def to(self, device: str) -> Examples:
        """Return the same examples in the memory of a device."""
        return Examples(self.images.to(device), self.labels.to(device))


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


def make_examples(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> Examples:
    """Turn grey levels 0 to 255 into normalised tensors: scaled to [0, 1], then (x - 0.5) / 0.5.

    Args:
        images: Grey levels, shape (N, H, W).
        labels: Classes, shape (N,).
    """
    import torch

    grey = torch.from_numpy(images.astype(np.float32)) / 255  # (N, H, W)
    normalised = ((grey - MEAN) / DEVIATION).unsqueeze(1)  # (N, 1, H, W)
    return Examples(
        normalised.contiguous(memory_format=torch.channels_last),
        torch.from_numpy(labels.astype(np.int64)),  # (N,)
    )


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
    from torch.nn.functional import cross_entropy

    history = History()
    device = recipe.device
    if device != "cpu":
        prepare_device(device)
    model.to(device)
    examples, test_examples = examples.to(device), test_examples.to(device)
    generator = torch.Generator().manual_seed(recipe.seed)
    forward = prepare_training(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=recipe.learning_rate, fused=True)
    with one_thread():
        for epoch in range(1, recipe.epochs + 1):
            started, cpu_started = time.perf_counter(), time.process_time()
            order = torch.randperm(len(examples), generator=generator).to(device)  # (N,)
            loss_sum = torch.zeros((), device=device)  # ()
            for step, chosen in enumerate(order.split(recipe.batch_size), start=1):  # (B,)
                logits = forward(examples.images.index_select(0, chosen))  # (B, classes)
                loss = cross_entropy(logits, examples.labels[chosen])  # ()
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                loss_sum += loss.detach()
                if step % STEPS_PER_LOSS == 0:
                    mean_loss = loss_sum.item() / STEPS_PER_LOSS
                    _require_finite(mean_loss, recipe, f"epoch {epoch}, step {step}")
                    history.losses.append(StepLoss(epoch, step, loss.item(), mean_loss))
                    loss_sum.zero_()
            history.epoch_seconds.append(time.perf_counter() - started)
            history.epoch_cpu_seconds.append(time.process_time() - cpu_started)
            score = evaluate(model, test_examples)
            _require_finite(score.loss, recipe, f"epoch {epoch}, test")
            history.test_scores.append(score)
    return history


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


def encode_bitmap(flags: NDArray[np.bool_]) -> str:
    """Return truth values as hexadecimal digits, four to a digit, the first one foremost.

    The end is filled up with false values to a whole byte, so that of two bitmaps `a` and `b` of
    the same length `(int(a, 16) & ~int(b, 16)).bit_count()` counts what is true in `a` alone.

    Args:
        flags: Truth values, shape (N,).
    """
    return np.packbits(flags).tobytes().hex()


def decode_bitmap(bitmap: str, count: int) -> NDArray[np.bool_]:
    """Return the truth values that `encode_bitmap` wrote, shape (count,).

    Raises:
        ValueError: If the bitmap is not hexadecimal or is not as long as `count` values need.
    """
    content = bytes.fromhex(bitmap)
    if len(content) != (count + 7) // 8:
        raise ValueError(
            f"{count} values need {(count + 7) // 8} bytes, the bitmap has {len(content)}"
        )
    return np.unpackbits(np.frombuffer(content, np.uint8), count=count).astype(bool)


def _require_finite(loss: float, recipe: Recipe, where: str) -> None:
    if not isfinite(loss):
        raise DivergedError(
            f"the loss is {loss} ({where}) with learning rate {recipe.learning_rate} and seed "
            f"{recipe.seed}; lower the learning rate, and see that all images are finite"
        )
