"""Sums along a direction, one column after the other, so that any language gets the same bits."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_DECIMALS = 6
"""Places behind the point up to which numbers are added as whole numbers, without rounding."""

_EXACT_BELOW = 2.0**53
_BLOCK_ROWS = 16_384
"""Rows that are added at a time: few enough for a processor to keep them at hand."""


class Spread(Protocol):
    """What standardises a column."""

    @property
    def center(self) -> float:
        """Its mean."""

    @property
    def scale(self) -> float:
        """Its standard deviation."""


def add_up(values: Floats) -> float:
    """Return the sum of values added in their order, which `numpy.sum` does not keep to."""
    return float(np.add.accumulate(values)[-1]) if len(values) else 0.0


def sum_as_they_are(inputs: Sequence[Floats]) -> Floats:
    """Return the sum of the inputs of each row, in the units of the file.

    Decimal numbers of few places are added as whole numbers of their last place, so that sums are
    equal where those of the decimals are; else they are added as floats, column by column.

    Args:
        inputs: Each input, of shape (n,).

    Returns:
        Sums, shape (n,), in units of 10^-places where they are whole.
    """
    places = _find_places(inputs)
    total = np.zeros(len(inputs[0]))
    for values in inputs:
        total += values if places is None else np.rint(values * 10.0**places)
    return total


def sum_standardised(
    inputs: Sequence[Floats], spreads: Sequence[Spread], weights: Floats | None = None
) -> Floats:
    """Return the sum of the standardised inputs of each row, each times its weight.

    Args:
        inputs: Each input, of shape (n,).
        spreads: Mean and standard deviation of each.
        weights: One for each input, shape (d,); all 1 if not given.

    Returns:
        Sums, shape (n,): ((x - center) / scale) * weight, added in the order of the columns.
    """
    total = np.zeros(len(inputs[0]))
    for first in range(0, len(total), _BLOCK_ROWS):
        block = slice(first, first + _BLOCK_ROWS)
        for place, (values, spread) in enumerate(zip(inputs, spreads, strict=True)):
            standard = values[block] - spread.center
            standard /= spread.scale
            if weights is not None:
                standard *= weights[place]
            total[block] += standard
    return total


def _find_places(inputs: Sequence[Floats]) -> int | None:
    """Return the fewest decimal places that all inputs have; None if sums would be rounded."""
    places = 0
    for values in inputs:
        while not _has_places(values, places):
            places += 1
            if places > MOST_DECIMALS:
                return None
    largest = sum(float(np.abs(values).max()) for values in inputs)
    return places if largest * 10.0**places < _EXACT_BELOW else None


def _has_places(values: Floats, places: int) -> bool:
    """Return whether every number is the float nearest to a decimal of so many places."""
    factor = 10.0**places
    head = values[:1000]
    if not (np.rint(head * factor) / factor == head).all():
        return False
    return bool((np.rint(values * factor) / factor == values).all())
