"""Training that stops at given steps, so that a network can be looked at on its way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.lab.examples import Examples
from engine.lab.training import Recipe, one_thread, prepare_training, take_steps

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
        recipe: How; there are as many epochs as the stops take.
        stops: Steps after which it stops, ascending; 0 is before the first.

    Yields:
        The number of steps so far; the network may be put into evaluation mode meanwhile.

    Raises:
        ValueError: If the stops do not ascend from 0 or more.
    """
    if list(stops) != sorted(set(stops)) or not stops or stops[0] < 0:
        raise ValueError(f"stops must ascend from 0 or more steps, got {list(stops)}")
    if stops[0] == 0:
        prepare_training(model)  # in memory as it is trained
        yield 0
    if stops[-1] == 0:
        return
    with one_thread():
        for steps, _ in enumerate(take_steps(model, examples, recipe), start=1):
            if steps in stops:
                yield steps
                model.train()
            if steps == stops[-1]:
                return


def embed(model: nn.Sequential, images: Tensor) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return what enters the decision layer, shape (N, features), and what it decides, (N,).

    The network is put into evaluation mode.
    """
    import torch

    model.eval()
    device = next(model.parameters()).device
    features, decided = [], []
    with one_thread(), torch.inference_mode():
        for part in images.split(_BATCH):  # (B, 1, H, W)
            entering = model[:-1](part.to(device))  # (B, features)
            features.append(entering.double().cpu().numpy())
            decided.append(model[-1](entering).argmax(dim=1).cpu().numpy())
    return np.concatenate(features), np.concatenate(decided)
