"""How sure it is that a network is on a front: accuracies as they might have been."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def relative_seed_deviation(runs: Sequence[Floats]) -> float:
    """Return the standard deviation of errors over seeds, as a fraction of the mean error.

    It is pooled over networks, since few have several seeds: networks that err more scatter more.
    0 where no network has two seeds, or none errs.

    Args:
        runs: Whether each digit was right, 0 or 1, shape (seeds, digits) for each network.
    """
    squares, freedom = 0.0, 0
    for run in runs:
        errors = 1 - run.mean(axis=1)
        if len(errors) > 1 and errors.mean() > 0:
            squares += float(((errors / errors.mean() - 1) ** 2).sum())
            freedom += len(errors) - 1
    return float(np.sqrt(squares / freedom)) if freedom else 0.0


def draw_accuracies(runs: Sequence[Floats], *, resamples: int, seed: int = 0) -> Floats:
    """Return accuracies as they might have been, with other test digits and other seeds.

    Test digits are drawn with replacement, the same for all networks. To each accuracy is added
    the normal error of a mean over as many seeds as the network has, see
    `relative_seed_deviation`.

    Args:
        runs: Whether each digit was right, 0 or 1, shape (seeds, digits) for each network.
        resamples: Number of resamples.
        seed: Seed of the draws.

    Returns:
        Fractions, shape (resamples, networks).
    """
    generator = np.random.default_rng(seed)
    right = np.stack([run.mean(axis=0) for run in runs])  # (networks, digits)
    digits = right.shape[1]
    drawn = generator.multinomial(digits, np.full(digits, 1 / digits), size=resamples)
    seeds = np.array([len(run) for run in runs])
    deviations = relative_seed_deviation(runs) * (1 - right.mean(axis=1)) / np.sqrt(seeds)
    errors = generator.standard_normal((resamples, len(runs)))
    return np.asarray(drawn @ right.T / digits + errors * deviations)
