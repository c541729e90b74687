"""Labelled images as a network takes them: all in memory, normalised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

MEAN: Final = 0.5
DEVIATION: Final = 0.5


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
