"""Rows whose nearest row has another label: what shows a rule that bends, as no direction does."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.dataset.drawing import draw_order
from engine.dataset.label_changes import Labels
from engine.dataset.sums import Floats, Spread

MOST_ROWS = 4096
MOST_PRODUCTS = 50_000_000
"""Rows times rows times columns of the sample."""

_SEED = 4
_BLOCK_ROWS = 128


class Neighbours:
    """Each row of a sample with the row nearest to it."""

    def __init__(self, inputs: Sequence[Floats], spreads: Sequence[Spread]) -> None:
        """Find the nearest rows by the squares of what standardised inputs differ by.

        Squares are added column by column; of rows as near the first is taken.

        Args:
            inputs: Each input before it is standardised, of shape (n,).
            spreads: Mean and standard deviation of each.
        """
        rows = len(inputs[0])
        most = min(MOST_ROWS, max(64, int((MOST_PRODUCTS / len(inputs)) ** 0.5)))
        chosen = np.sort(draw_order(_SEED, rows)[:most])
        standard = [
            (values[chosen] - spread.center) / spread.scale
            for values, spread in zip(inputs, spreads, strict=True)
        ]
        self._rows = chosen
        self._nearest = np.concatenate(
            [
                _find_nearest(standard, np.arange(first, min(first + _BLOCK_ROWS, len(chosen))))
                for first in range(0, len(chosen), _BLOCK_ROWS)
            ]
        )

    @property
    def rows(self) -> int:
        """Rows of the sample."""
        return len(self._rows)

    def count_strangers(self, labels: Labels) -> int:
        """Return the rows of the sample whose nearest row has another label.

        Args:
            labels: Class of each row of the table, shape (n,).
        """
        sampled = labels[self._rows]
        return int((sampled != sampled[self._nearest]).sum())


def _find_nearest(standard: Sequence[Floats], block: NDArray[np.intp]) -> NDArray[np.intp]:
    distances = np.zeros((len(block), len(standard[0])))
    for values in standard:
        apart = values[block, None] - values
        apart *= apart
        distances += apart
    distances[np.arange(len(block)), block] = np.inf
    nearest: NDArray[np.intp] = distances.argmin(axis=1)
    return nearest
