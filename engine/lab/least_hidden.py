"""The smallest hidden layer with which training memorises a table, by doubling and bisection.

Several labellings of the same rows are searched for together, since small networks are trained
fastest in batches. The search takes for granted that a wider layer memorises what a narrower one
does: so can the networks, as a neuron may be idle. Whether training follows is probed afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.lab.dense_stack import DenseStack
from engine.lab.memorise import Trials, find_memorised
from engine.theory.activation import Activation

if TYPE_CHECKING:
    from numpy.typing import NDArray

Test = Callable[[int, Sequence[int]], "NDArray[np.bool_]"]
"""Given hidden neurons and numbers of labellings, which of these a network memorises."""


@dataclass(frozen=True, slots=True)
class Width:
    """Where a search for the smallest hidden layer ended.

    Attributes:
        memorised: Fewest hidden neurons with which training memorised all rows; None if the widest
            that was tried did not.
        refused: Most hidden neurons, fewer than those, with which it did not; 0 if it never failed.
    """

    memorised: int | None
    refused: int


def search_widths(test: Test, labellings: int, most: int) -> list[Width]:
    """Return the smallest width that passes a test, for each labelling.

    Widths are doubled until one passes, then halved between the ends.

    Args:
        test: See `Test`.
        labellings: How many.
        most: Widest layer to try.
    """
    refused, memorised = [0] * labellings, [0] * labellings
    while True:
        asked = {
            place: min(most, max(1, 2 * low)) if not high else (low + high) // 2
            for place, (low, high) in enumerate(zip(refused, memorised, strict=True))
            if (high - low > 1 if high else low < most)
        }
        if not asked:
            break
        width = min(asked.values())
        places = [place for place, wanted in asked.items() if wanted == width]
        for place, success in zip(places, test(width, places), strict=True):
            (memorised if success else refused)[place] = width
    return [Width(high or None, low) for low, high in zip(refused, memorised, strict=True)]


def ask_each(test: Test, widths: Sequence[int | None]) -> list[bool | None]:
    """Return whether each labelling passes a test at a width of its own.

    Args:
        test: See `Test`.
        widths: One for each labelling; None or 0 leaves it out.

    Returns:
        None for what was left out.
    """
    found: list[bool | None] = [None] * len(widths)
    for width in sorted({one for one in widths if one}):
        places = [place for place, wanted in enumerate(widths) if wanted == width]
        for place, success in zip(places, test(width, places), strict=True):
            found[place] = bool(success)
    return found


@dataclass(frozen=True, slots=True)
class Labellings:
    """Rows and several labellings of them, for networks of one hidden layer of tanh neurons.

    Attributes:
        rows: Standardised inputs, shape (n, d).
        labels: 0 or 1, shape (labellings, n).
        steps: Most steps of a network.
        seed: Of the initial weights.
    """

    rows: NDArray[np.float64]
    labels: NDArray[np.intp]
    steps: int
    seed: int

    def test(self, width: int, places: Sequence[int], restarts: range) -> NDArray[np.bool_]:
        """Return which labellings some network with so many hidden neurons memorises in full.

        Args:
            width: Hidden neurons.
            places: Numbers of the labellings.
            restarts: Numbers of the networks, each with its own initial weights.
        """
        import torch

        chosen = list(places)
        rows = torch.from_numpy(self.rows.astype(np.float32))
        labels = torch.from_numpy((2 * self.labels[chosen] - 1).astype(np.float32))
        seeds = [
            int(np.random.SeedSequence([self.seed, place]).generate_state(1)[0]) for place in chosen
        ]
        return find_memorised(
            DenseStack((rows.shape[1], width, 1), Activation.TANH),
            Trials(rows.expand(len(chosen), -1, -1), labels[:, :, None], tuple(seeds)),
            [len(rows)] * len(chosen),
            restarts,
            self.steps,
        )
