"""Where a quantity is cut into classes: found on some rows, and kept for others."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Cuts:
    """The ends of ranges, and the values that they were found on.

    Attributes:
        edges: What each range but the last goes up to, the value itself included, ascending.
        lowest: Of the values that they were found on.
        highest: Of these values.
    """

    edges: tuple[float, ...]
    lowest: float
    highest: float

    @property
    def classes(self) -> tuple[str, ...]:
        """A name for each range.

        Examples:
            >>> Cuts((1.0, 2.5), 0.0, 4.0).classes
            ('up to 1', '1 to 2.5', 'above 2.5')
        """
        if not self.edges:
            return ("all",)
        between = (f"{low:g} to {high:g}" for low, high in pairwise(self.edges))
        return (f"up to {self.edges[0]:g}", *between, f"above {self.edges[-1]:g}")

    def find(self, values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the range that each value lies in, shape (n,); what lies outside is in an end one.

        Examples:
            >>> Cuts((1.0, 2.5), 0.0, 4.0).find([1.0, 1.1, 9.0]).tolist()
            [0, 1, 2]
        """
        return np.searchsorted(self.edges, values, side="left")

    def count_outside(self, values: NDArray[np.float64]) -> int:
        """Return how many values lie outside those that the cuts were found on."""
        return int(((values < self.lowest) | (values > self.highest)).sum())


def find_cuts(values: NDArray[np.float64], bins: int) -> Cuts:
    """Return cuts at the values of rows k n / bins, k = 1, 2, ...; equal values stay together.

    Args:
        values: Shape (n,), n > 0.
        bins: Ranges that hold about as many rows each; there are fewer where values are equal.
    """
    ordered = np.sort(values)
    ends = ordered[[max(0, place * len(values) // bins - 1) for place in range(1, bins)]]
    edges = np.unique(ends[ends < ordered[-1]])
    return Cuts(tuple(map(float, edges)), float(ordered[0]), float(ordered[-1]))
