"""The curve of success, from where each trial ended: a log-logistic fit with its interval.

A trial is known to reach one number of points and to fail at another: its end lies between. The
share of trials that reach n is taken as 1 / (1 + exp(slope * log(n) - level)), fitted by maximum
likelihood to those intervals. What the fit is uncertain by comes from whole trials drawn again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SPREAD_OF_SLOPES = 60.0
"""Standard deviation of a normal prior of the slope, about 0: it keeps a curve from becoming a
cliff where all trials end between the same numbers, and moves others by less than their noise."""

_ITERATIONS, _LARGEST_STEP, _CLOSE = 100, 2.0, 1e-9
_DRAWS, _SEED = 400, 1405


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where a curve of success falls through a level, with its 95 % interval, in points."""

    points: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Survival:
    """Curves of success of one network: of its trials, and of trials drawn again from them.

    Attributes:
        levels: Of the fit, then of each draw.
        slopes: Likewise, positive.
    """

    levels: Floats
    slopes: Floats

    def find_crossing(self, success: float) -> Crossing:
        """Return where the curve falls through a level, with the interval of the draws.

        Raises:
            ValueError: If `success` does not lie between 0 and 1.
        """
        points = self.find_all(success)
        low, high = np.quantile(points[1:], [0.025, 0.975])
        return Crossing(float(points[0]), float(low), float(high))

    def find_all(self, success: float) -> Floats:
        """Return where the curve and that of each draw fall through a level, in points.

        Curves of as many trials are drawn with the same ones, and can be compared draw by draw.

        Raises:
            ValueError: If `success` does not lie between 0 and 1.
        """
        if not 0 < success < 1:
            raise ValueError(f"success must lie between 0 and 1, got {success!r}")
        points: Floats = np.exp((self.levels - log(success / (1 - success))) / self.slopes)
        return points

    def predict(self, points: float) -> float:
        """Return the share of trials that reach a number of points, by the fit."""
        return 1 / (1 + exp(float(self.slopes[0]) * log(points) - float(self.levels[0])))


def fit_survival(reached: Sequence[int], failed: Sequence[int]) -> Survival:
    """Fit the curve of success to the ends of trials.

    Args:
        reached: Points that each trial reached, at least 1.
        failed: Points that it did not, more than it reached.

    Raises:
        ValueError: If there are fewer than 3 trials, or one failed at no more than it reached.
    """
    low, high = np.asarray(reached, dtype=float), np.asarray(failed, dtype=float)
    if len(low) < 3 or len(low) != len(high) or not (high > low).all() or not (low >= 1).all():
        raise ValueError(
            "a curve needs at least 3 trials, each failing at more points than it reached, "
            f"got reached {list(reached)} and failed {list(failed)}"
        )
    drawn = np.random.default_rng(_SEED).multinomial(
        len(low), np.full(len(low), 1 / len(low)), size=_DRAWS
    )
    weights = np.vstack([np.ones(len(low)), drawn])  # (draws + 1, trials)
    levels, slopes = _maximise(np.log(low), np.log(high), weights)
    return Survival(levels, slopes)


def _maximise(low: Floats, high: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return level and slope of each row of weights: Newton's method, the likelihood is concave.

    The logarithm of a logistic probability of an interval is concave in both, and so is the prior.
    """
    centre = float(np.mean((low + high) / 2))
    slopes = np.full(len(weights), 10.0)
    levels = np.zeros(len(weights))
    for _ in range(_ITERATIONS):
        gradient, curvature = _differentiate(low - centre, high - centre, weights, levels, slopes)
        gradient[:, 1] -= slopes / _SPREAD_OF_SLOPES**2
        curvature[:, 1, 1] -= 1 / _SPREAD_OF_SLOPES**2
        curvature -= 1e-9 * np.eye(2)
        step = -np.linalg.solve(curvature, gradient[..., None])[..., 0]
        size = np.abs(step[:, 0]) + np.abs(step[:, 1]) / slopes * 4
        factor = np.minimum(1.0, _LARGEST_STEP / np.maximum(size, 1e-12))
        levels = levels + factor * step[:, 0]
        slopes = np.maximum(slopes + factor * step[:, 1], slopes / 3)
        if float(size.max()) < _CLOSE:
            break
    return levels + slopes * centre, slopes


def _differentiate(
    low: Floats, high: Floats, weights: Floats, levels: Floats, slopes: Floats
) -> tuple[Floats, Floats]:
    """Return gradient (R, 2) and Hessian (R, 2, 2) of the log likelihood of each row.

    With the logistic function F, log(F(b) - F(a)) is log F(-a) + log F(b) + log(1 - exp(a - b)),
    which loses no digits where F(a) and F(b) are both near 0 or 1.
    """
    ends = [slopes[:, None] * end - levels[:, None] for end in (low, high)]  # (R, T) each
    shares = [1 / (1 + np.exp(-np.clip(end, -500, 500))) for end in ends]
    densities = [share * (1 - share) for share in shares]
    width = high - low
    decay = np.expm1(np.minimum(slopes[:, None] * width, 500))
    gradient = np.stack(
        [shares[0] + shares[1] - 1, high + width / decay - shares[0] * low - shares[1] * high],
        axis=-1,
    )
    mixed = densities[0] * low + densities[1] * high
    of_slope = (
        -(width**2) * (1 / decay + 1 / decay**2) - densities[0] * low**2 - densities[1] * high**2
    )
    hessian = np.stack(
        [-(densities[0] + densities[1]), mixed, mixed, of_slope], axis=-1
    )  # (R, T, 4)
    total = np.einsum("rt,rtk->rk", weights, hessian)
    return np.einsum("rt,rtk->rk", weights, gradient), total.reshape(-1, 2, 2)
