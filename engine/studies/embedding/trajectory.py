"""Training that stops at given steps, so that a network can be looked at on its way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.lab.training import Examples, Recipe, one_thread, prepare_training

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor, nn

_BATCH = 500


def follow(
    model: nn.Module, examples: Examples, recipe: Recipe, stops: Sequence[int]
) -> Iterator[int]:
    """Train a network in place, as `training.train` does, and yield at each of some steps.

    Args:
        model: Network from images of shape (B, 1, H, W) to logits of shape (B, classes).
        examples: What it is trained on.
        recipe: How; its epochs are as many as the stops take.
        stops: Steps after which it stops, ascending; 0 is before the first.

    Yields:
        The number of steps so far; the network may be put into evaluation mode meanwhile.

    Raises:
        ValueError: If the stops do not ascend from 0 or more.
    """
    import torch
    from torch.nn.functional import cross_entropy

    if list(stops) != sorted(set(stops)) or not stops or stops[0] < 0:
        raise ValueError(f"stops must ascend from 0 or more steps, got {list(stops)}")
    forward = prepare_training(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=recipe.learning_rate, fused=True)
    if stops[0] == 0:
        yield 0
    with one_thread():
        for step, chosen in enumerate(_draw_batches(len(examples), recipe), start=1):
            if step > stops[-1]:
                return
            model.train()
            logits = forward(examples.images.index_select(0, chosen))  # (B, classes)
            loss = cross_entropy(logits, examples.labels[chosen])  # ()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if step in stops:
                yield step


def embed(model: nn.Sequential, images: Tensor) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return what enters the decision layer, shape (N, features), and what it decides, (N,).

    The network is put into evaluation mode.
    """
    import torch

    model.eval()
    features, decided = [], []
    with one_thread(), torch.inference_mode():
        for part in images.split(_BATCH):  # (B, 1, H, W)
            entering = model[:-1](part)  # (B, features)
            features.append(entering.double().numpy())
            decided.append(model[-1](entering).argmax(dim=1).numpy())
    return np.concatenate(features), np.concatenate(decided)


def _draw_batches(count: int, recipe: Recipe) -> Iterator[Tensor]:
    """Yield the examples of each step, (B,), in the order of `training.train`, without end."""
    import torch

    generator = torch.Generator().manual_seed(recipe.seed)
    while True:
        yield from torch.randperm(count, generator=generator).split(recipe.batch_size)
