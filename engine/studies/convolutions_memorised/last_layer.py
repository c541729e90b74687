"""The last layer of a network, solved: its loss is convex once all before it stands still."""

from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from engine.lab.multiclass_separability import Classes, Floats

NEGLIGIBLE_DEVIATION = 1e-5
"""A direction in which features deviate by less than this share of the widest is dropped.

Single precision, in which networks are run, could hardly tell it from rounding.
"""

ENOUGH_MARGIN = 0.05
"""Lead of the right output over the next, in units of the outputs, with which the search ends."""


@dataclass(frozen=True, slots=True)
class LastLayer:
    """A dense layer.

    Attributes:
        weights: Shape (C, f), as torch lays them.
        thresholds: Shape (C,).
    """

    weights: Floats
    thresholds: Floats


def solve_last_layer(
    features: Floats, classes: Classes, count: int, *, most_evaluations: int
) -> LastLayer:
    """Minimise the cross entropy of a dense layer until every class is right with a margin.

    The features are brought to equal spread in every direction first, without which a search by
    gradients takes hundreds of times as long. Where no weights are right on all, what is returned
    are the best found within the evaluations.

    Args:
        features: n x f, n > 1, not all the same.
        classes: n, from 0 to count - 1.
        count: C, classes.
        most_evaluations: Evaluations of the loss before giving up.

    Raises:
        ValueError: If all features are the same, or one is no finite number.
    """
    from scipy.optimize import minimize

    mean, spread = _find_spread(features)
    points = np.hstack([(features - mean) @ spread, np.ones((len(features), 1))])  # (n, r + 1)
    search = _Search(points, classes, count)
    with suppress(_SettledError):
        minimize(
            search.evaluate,
            search.best,
            jac=True,
            method="L-BFGS-B",
            options={"maxfun": most_evaluations, "maxcor": 30, "ftol": 0, "gtol": 0},
        )
    best = search.best.reshape(-1, count)  # (r + 1, C)
    weights = spread @ best[:-1]  # (f, C)
    return LastLayer(weights.T, best[-1] - mean @ weights)


def _find_spread(features: Floats) -> tuple[Floats, Floats]:
    """Return the mean, (f,), and the map to coordinates of deviation 1, (f, r)."""
    mean = features.mean(axis=0)
    centred = features - mean
    covariance = centred.T @ centred / len(features)
    if not np.isfinite(covariance).all():
        raise ValueError(f"the {len(features)} rows of features hold a value that is not finite")
    variances, directions = np.linalg.eigh(covariance)
    if variances[-1] <= 0:
        raise ValueError(f"the {len(features)} rows of features must not all be the same")
    kept = variances > variances[-1] * NEGLIGIBLE_DEVIATION**2
    return mean, directions[:, kept] / np.sqrt(variances[kept])


class _SettledError(Exception):
    """Ends the search, which scipy offers no other way to leave."""


class _Search:
    """The mean cross entropy of a layer over its weights, and the weights that got most right."""

    def __init__(self, points: Floats, classes: Classes, count: int) -> None:
        self.points, self.classes, self.count = points, classes, count
        self.rows = np.arange(len(points))
        self.best: Floats = np.zeros(points.shape[1] * count)
        self._most_right, self._widest = -1, -np.inf

    def evaluate(self, flat: Floats) -> tuple[float, Floats]:
        """Return the loss in nats and its gradient; the weights are k x C in one row."""
        outputs = self.points @ flat.reshape(-1, self.count)  # (n, C)
        right = outputs[self.rows, self.classes].copy()  # (n,)
        outputs -= right[:, None]
        outputs[self.rows, self.classes] = -np.inf
        self._remember(flat, -outputs.max(axis=1))
        outputs[self.rows, self.classes] = 0
        highest = outputs.max(axis=1, keepdims=True)
        pull = np.exp(outputs - highest)  # (n, C)
        total = pull.sum(axis=1, keepdims=True)
        loss = float((np.log(total) + highest).mean())
        pull /= total
        pull[self.rows, self.classes] -= 1
        return loss, (self.points.T @ pull).ravel() / len(self.points)

    def _remember(self, flat: Floats, margins: Floats) -> None:
        standing = int((margins > 0).sum()), float(margins.min())
        if standing > (self._most_right, self._widest):
            self._most_right, self._widest = standing
            self.best = flat.copy()
        if self._widest >= ENOUGH_MARGIN:
            raise _SettledError
