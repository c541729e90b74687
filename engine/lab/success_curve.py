"""The number of points at which success falls through a level, from counts of successes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray

_Z_95_PERCENT = 1.959964
_ITERATIONS = 200


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where a curve of success falls through a level, with its 95 % interval, in points."""

    points: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SuccessCurve:
    """Success falling with the number of points: logit(success) = level + slope * log(points).

    The logarithm lets the curve fall slowly on the right, as Cover's curve of few parameters does.

    Attributes:
        level: Intercept.
        slope: Negative.
        covariance: Of intercept and slope.
    """

    level: float
    slope: float
    covariance: tuple[tuple[float, float], tuple[float, float]]

    def find_crossing(self, success: float) -> Crossing:
        """Return where the curve falls through a level, with an interval by the delta method.

        Raises:
            ValueError: If `success` does not lie between 0 and 1.
        """
        if not 0 < success < 1:
            raise ValueError(f"success must lie between 0 and 1, got {success!r}")
        log_points = (log(success / (1 - success)) - self.level) / self.slope
        gradient = np.array([-1.0, -log_points]) / self.slope
        half = _Z_95_PERCENT * sqrt(float(gradient @ np.array(self.covariance) @ gradient))
        return Crossing(exp(log_points), exp(log_points - half), exp(log_points + half))


def fit_success_curve(
    points: Sequence[int], successes: Sequence[int], trials: Sequence[int]
) -> SuccessCurve:
    """Fit a logistic curve by penalised likelihood.

    Firth's penalty (Jeffreys' prior) keeps the curve finite where all trials succeed up to some
    number of points and none beyond.

    Args:
        points: Numbers of points, positive, at least two different ones.
        successes: Successes at each.
        trials: Trials at each.

    Raises:
        ValueError: If there are fewer than two numbers of points, or success does not fall.
    """
    if len(set(points)) < 2:
        raise ValueError(f"a curve needs two different numbers of points, got {list(points)}")
    n = np.log(np.asarray(points, dtype=float))
    centre, spread = float(n.mean()), float(n.std())
    design = np.column_stack([np.ones_like(n), (n - centre) / spread])
    counts, totals = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    coefficients, covariance = _fit(design, counts, totals)
    if coefficients[1] >= 0:
        raise ValueError(
            f"success must fall with the number of points, got {list(successes)} successes "
            f"of {list(trials)} at {list(points)}; add larger numbers of points"
        )
    back = np.array([[1.0, -centre / spread], [0.0, 1 / spread]])
    level, slope = (back @ coefficients).tolist()
    (a, b), (c, d) = (back @ covariance @ back.T).tolist()
    return SuccessCurve(level, slope, ((a, b), (c, d)))


def _fit(
    design: NDArray[np.float64], counts: NDArray[np.float64], totals: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    coefficients: NDArray[np.float64] = np.zeros(2)
    covariance: NDArray[np.float64] = np.eye(2)
    for _ in range(_ITERATIONS):
        success = 1 / (1 + np.exp(-design @ coefficients))
        weights = totals * success * (1 - success)
        information = design.T @ (weights[:, None] * design)
        covariance = np.linalg.inv(information).astype(np.float64)
        leverage = weights * np.einsum("ij,jk,ik->i", design, covariance, design)
        score = design.T @ (counts - totals * success + leverage * (0.5 - success))
        step = covariance @ score
        coefficients = coefficients + step * min(1.0, 1 / float(np.abs(step).max() + 1e-300))
        if float(np.abs(step).max()) < 1e-10:
            break
    return coefficients, covariance
