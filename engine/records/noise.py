"""How far two values of one quantity may lie apart by chance, where training has made them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

_STATED_LEVEL: Final = 0.95
"""Of the intervals that results state, as `low` and `high`."""

_FEWEST_FOR_ONE: Final = 3
"""Runs that tell a spread, where the other build has a single run."""


@dataclass(frozen=True, slots=True)
class Noise:
    """The spread of a difference that is chance alone, and where it is known from.

    Attributes:
        error: Standard error of the difference, in the unit of the values; 0 if they do not vary.
        degrees: Degrees of freedom of Student's t; infinite for a normal distribution.
        source: What tells the spread: "seeds", or "stated interval".
    """

    error: float
    degrees: float
    source: str

    def p_value(self, old: float, new: float) -> float:
        """Return the two-sided p-value of a difference."""
        if self.error == 0:
            return 1.0 if old == new else 0.0
        from scipy import stats

        return float(2 * stats.t.sf(abs(new - old) / self.error, self.degrees))

    def interval(self, old: float, level: float) -> tuple[float, float]:
        """Return the range about an old value that a new one leaves with some probability.

        Args:
            old: The old value.
            level: That probability, by chance alone.
        """
        from scipy import stats

        reach = self.error * float(stats.t.isf(level / 2, self.degrees)) if self.error else 0.0
        return old - reach, old + reach


def noise_between_seeds(old: Sequence[float], new: Sequence[float]) -> Noise | None:
    """Return the noise of the difference of two means over seeds.

    With two runs or more on both sides it is Welch's. A single run is held against at least three
    by a prediction interval, which takes it to spread like them.

    Returns:
        None where the runs do not tell how they spread.
    """
    if min(len(old), len(new)) >= 2:
        parts = [float(np.var(values, ddof=1)) / len(values) for values in (old, new)]
        total = sum(parts)
        if total == 0:
            return Noise(0.0, math.inf, "seeds")
        degrees = total**2 / sum(
            part**2 / (len(values) - 1) for part, values in zip(parts, (old, new), strict=True)
        )
        return Noise(math.sqrt(total), degrees, "seeds")
    many = max(old, new, key=len)
    spread = float(np.std(many, ddof=1)) if len(many) >= _FEWEST_FOR_ONE else 0.0
    if spread == 0 or min(len(old), len(new)) == 0:
        return None
    return Noise(spread * math.sqrt(1 + 1 / len(many)), len(many) - 1, "seeds")


def noise_of_intervals(old: Mapping[str, object], new: Mapping[str, object]) -> Noise | None:
    """Return the noise of the difference of two estimates that state their 95 % intervals.

    Args:
        old: Holds `low` and `high`, the ends of the interval of the old estimate.
        new: Likewise of the new one.

    Returns:
        None where an end is open, or an interval has no width.
    """
    widths = []
    for ends in (old, new):
        low, high = ends.get("low"), ends.get("high")
        if not (isinstance(low, int | float) and isinstance(high, int | float)):
            return None
        widths.append(float(high - low))
    if min(widths) <= 0:
        return None
    reach = 2 * NormalDist().inv_cdf((1 + _STATED_LEVEL) / 2)
    return Noise(math.hypot(*widths) / reach, math.inf, "stated interval")


def judge(
    pairs: Sequence[tuple[float, float, Noise]], equal: int, level: float
) -> list[tuple[float, tuple[float, float]]]:
    """Judge differences together, by Holm's method.

    Args:
        pairs: Old value, new value and noise of each difference.
        equal: How many more quantities were looked at, and did not differ.
        level: Probability of naming a difference wrongly, over all of them.

    Returns:
        For each the corrected p-value, and the range that the new value had to lie in: it lies
        outside where the p-value is below the level.
    """
    from statsmodels.stats.multitest import multipletests

    if not pairs:
        return []
    raw = [noise.p_value(old, new) for old, new, noise in pairs]
    total = len(pairs) + equal
    corrected = multipletests([*raw, *([1.0] * equal)], alpha=level, method="holm")[1].tolist()
    outside = sum(p < level for p in corrected)
    # Step by step, Holm's method judges the next smallest p-value at a level that is less strict,
    # until one is not small enough.
    judged: list[tuple[float, tuple[float, float]]] = [(1.0, (0.0, 0.0))] * len(pairs)
    for rank, place in enumerate(sorted(range(len(pairs)), key=raw.__getitem__)):
        old, _, noise = pairs[place]
        step = level / (total - min(rank, outside))
        judged[place] = float(corrected[place]), noise.interval(old, step)
    return judged
