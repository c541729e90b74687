"""Counts held against known probabilities, by a p-value that no approximation enters."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

THEOREM_CHECKS = 3
"""Tests in which counts are held against a proved theorem: the family that each is corrected for.

They are those of one neuron at all n and at n = 2k, and of neurons in parallel.
"""

CORRECTION = f"Bonferroni over {THEOREM_CHECKS} checks of proved theorems"

SUSPECTS = (
    "The theorem is proved, and no approximation enters p: what is left is chance, which passes "
    "the correction in one build of twenty, or a fault of ours."
)
"""What the sentence of a departure ends with."""

_DRAWS = 20_000
_SEED = 1965


def chi_square_p(
    successes: Sequence[int], trials: Sequence[int], probabilities: Sequence[float]
) -> float:
    """Return how often counts drawn by their own probabilities lie as far off as those found.

    The distance is Pearson's chi-square over all cells; what it is held against are 20,000 draws of
    every cell, so that cells with few expected successes count by what they are worth. The p-value
    of a draw among draws is exact, whatever the sizes of the cells.

    Args:
        successes: Of each cell.
        trials: Of each cell, at least one.
        probabilities: Of a success in each cell. A cell that leaves no chance, of probability 0
            or 1, is to be left out.

    Raises:
        ValueError: If there is no cell, or one leaves no chance.
    """
    found, sizes, chances = (
        np.asarray(one, dtype=float) for one in (successes, trials, probabilities)
    )
    if not len(chances) or ((chances <= 0) | (chances >= 1)).any():
        raise ValueError("each cell needs a probability between 0 and 1, and there must be one")
    generator = np.random.default_rng(_SEED)
    drawn = generator.binomial(sizes.astype(int), chances, (_DRAWS, len(chances)))
    distances = _distances(drawn.astype(float), sizes, chances)
    own = _distances(found[None, :], sizes, chances)[0]
    return float((1 + (distances >= own * (1 - 1e-12)).sum()) / (_DRAWS + 1))


def chi_square(
    successes: Sequence[int], trials: Sequence[int], probabilities: Sequence[float]
) -> float:
    """Return Pearson's chi-square of counts, whose rank among draws `chi_square_p` tells."""
    found, sizes, chances = (
        np.asarray(one, dtype=float) for one in (successes, trials, probabilities)
    )
    return float(_distances(found[None, :], sizes, chances)[0])


def correct_check(p: float) -> float:
    """Return a p-value of one of the checks of proved theorems, corrected for all (Bonferroni)."""
    return min(1.0, THEOREM_CHECKS * p)


def _distances(
    counts: NDArray[np.float64], sizes: NDArray[np.float64], chances: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return Pearson's chi-square of each row of counts, (draws, cells) to (draws,)."""
    expected = sizes * chances
    squares: NDArray[np.float64] = (counts - expected) ** 2 / (expected * (1 - chances))
    return np.asarray(squares.sum(axis=1), dtype=np.float64)
